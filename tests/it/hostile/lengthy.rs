//! Long texts of the same few words, which make what is compared with what follows grow with the square of the length.

use super::Want::Rows;
use super::{Kind, hold, kind};

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
