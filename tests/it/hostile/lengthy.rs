//! Long texts of the same few words, which make what is compared with what follows grow with the square of the length.

use std::time::{Duration, Instant};

use super::Want::Rows;
use super::{Kind, hold, kind, run};

fn kinds() -> Vec<Kind> {
    // A text is read for labels up to 20,000 characters; personal data are looked for in all of it.
    let text = |words: &str, times: usize| format!("反馈内容\n\"{}\"\n", words.repeat(times));
    vec![
        kind("requests with faults", "a.csv", text("要求退款,质量太差,", 2_000), Rows(1)),
        kind("requests with reasons", "a.csv", text("因为质量差所以要求退款，", 1_600), Rows(1)),
        kind(
            "targets far from their judgements",
            "a.csv",
            text(&format!("{}一{}", "快递".repeat(50), "太慢".repeat(50)), 90),
            Rows(1),
        ),
        kind("judgements without an end", "a.csv", text("很生气起诉太", 3_300), Rows(1)),
        kind("grave words without an end", "a.csv", text("很生气漏电起诉要求退款太", 1_600), Rows(1)),
        kind("quoted words", "a.csv", text("“好”", 6_600), Rows(1)),
        kind("numerals without an end", "a.csv", text("百十", 60_000), Rows(1)),
        kind("announced names without an end", "a.csv", text("付款人飘", 20_000), Rows(1)),
    ]
}

#[test]
fn long_texts_end_in_time() {
    hold(&kinds(), 8);
}

/// Rows of a long text, and how often each text is made longer for the comparison.
const ROWS: usize = 8;
const LONGER: usize = 10;
/// The longer ones may take so many times as long.
const MOST: f64 = 4.0;

/// The time of a run over the same characters, in `rows` texts.
fn time(words: &str, times: usize, rows: usize) -> Duration {
    let texts: Vec<String> = (0..rows).map(|i| format!("\"{i}{}\"\n", words.repeat(times))).collect();
    let file = kind("long texts", "a.csv", format!("反馈内容\n{}", texts.concat()), Rows(rows as u64));
    let started = Instant::now();
    run(&file).unwrap();
    started.elapsed()
}

/// Texts of 20,000 characters against ten times as many of a tenth, which took seven times as long when the first of these took time by the square of its
/// length. A busy machine may slow one run, so there are several tries.
#[test]
fn time_grows_with_the_length_of_texts_not_with_its_square() {
    for words in ["很不太好", "很不太好，", "质量很好", "快递太慢但是服务好"] {
        let times = 20_000 / words.chars().count();
        let ratio = |_| {
            let long = time(words, times, ROWS);
            long.as_secs_f64() / time(words, times / LONGER, ROWS * LONGER).as_secs_f64()
        };
        assert!((0..3).map(ratio).any(|r| r < MOST), "{words}");
    }
}
