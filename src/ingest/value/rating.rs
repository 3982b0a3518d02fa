//! Ratings: `5` `4.5` `5星` `★★★★☆` `4/5` `9/10` `90分` `80%` `非常满意` `5-非常满意` `4.0 out of 5 stars`.
//!
//! A rating stays on its own scale: `9/10` is 9, `90分` and `80%` are 90 and 80. Words are on a scale of five (`ratings.tsv`).

use rustc_hash::FxHashMap;

use super::half_width;
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::number::Milli;
use crate::say;

/// Longest cell that can be a rating, in bytes.
const LONGEST: usize = 64;

/// Ratings written in words, compiled from `ratings.tsv`.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct RatingWords(FxHashMap<String, Milli>);

impl RatingWords {
    /// Compiles `ratings.tsv`.
    pub(in crate::ingest) fn new(dicts: &Dicts) -> Result<Self> {
        let mut words = FxHashMap::default();
        for e in dicts.of("ratings") {
            let value = e.get("value");
            let Some(value) = value.parse().ok().filter(|v: &f64| (0.0..=100.0).contains(v)) else {
                return Err(e.error(say!("`{value}` is not a rating", "`{value}` 不是评分")));
            };
            words.insert(e.get("word").to_lowercase(), Milli::from_f64(value));
        }
        Ok(Self(words))
    }

    /// The rating that a cell states, `None` where it states none.
    pub(in crate::ingest) fn rating(&self, cell: &str) -> Option<Milli> {
        let cell = cell.trim();
        if let [d @ b'0'..=b'9'] = cell.as_bytes() {
            return Some(Milli(i32::from(d - b'0') * 1000));
        }
        if cell.is_empty() || cell.len() > LONGEST {
            return None;
        }
        if let Some(&value) = self.0.get(cell) {
            return Some(value);
        }
        let folded: String = cell.chars().map(half_width).flat_map(char::to_lowercase).collect();
        let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        self.word(&folded).or_else(|| stars(&folded)).or_else(|| self.number(&folded))
    }

    /// Whether the cell is a rating that cannot be mistaken for a plain number.
    pub(in crate::ingest) fn is_telling(&self, cell: &str) -> bool {
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
        !cell.chars().map(half_width).all(plain) && self.rating(cell).is_some()
    }

    fn word(&self, folded: &str) -> Option<Milli> {
        let bare = folded.trim_end_matches(['!', '.', '。', '~']);
        // 非常满意(5分)
        let head = bare.split_once(['(', '[', '【']).map_or(bare, |(head, _)| head.trim());
        self.0.get(folded).or_else(|| self.0.get(bare)).or_else(|| self.0.get(head)).copied()
    }

    /// A number, perhaps with a unit, a scale, and a word of the list after it.
    fn number(&self, folded: &str) -> Option<Milli> {
        let (value, rest) = leading_number(folded)?;
        let rest = unit(rest);
        if rest.is_empty() {
            return in_range(value);
        }
        if let Some(scale) = rest.strip_prefix('/').or_else(|| rest.strip_prefix("out of")) {
            let (of, tail) = leading_number(scale.trim_start())?;
            return (unit(tail).is_empty() && value <= of).then(|| in_range(value))?;
        }
        let said = rest.trim_matches(|c: char| c.is_ascii_punctuation() || " —、：:（）【】".contains(c));
        (rest.len() != said.len() && self.0.contains_key(said)).then(|| in_range(value))?
    }
}

fn in_range(thousandths: i32) -> Option<Milli> {
    (0..=100_000).contains(&thousandths).then_some(Milli(thousandths))
}

/// Thousandths of the number at the start, and what follows it.
fn leading_number(s: &str) -> Option<(i32, &str)> {
    let end = s.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (number, rest) = s.split_at(end);
    if number.len() > 8 || !number.starts_with(|c: char| c.is_ascii_digit()) || number.ends_with('.') {
        return None;
    }
    Some((Milli::from_f64(number.parse().ok()?).0, rest.trim_start()))
}

/// What follows a unit of ratings; the whole where there is none.
fn unit(rest: &str) -> &str {
    const UNITS: [&str; 9] = ["颗星", "星", "分", "%", "stars", "star", "points", "point", "pts"];
    UNITS.iter().find_map(|u| rest.strip_prefix(u)).unwrap_or(rest).trim_start()
}

/// `★★★★☆`: full stars, where the cell is nothing but stars.
fn stars(folded: &str) -> Option<Milli> {
    let (mut full, mut empty) = (0, 0);
    for c in folded.chars() {
        match c {
            '★' | '⭐' | '🌟' | '✭' | '✮' => full += 1,
            '☆' | '✩' => empty += 1,
            ' ' | '\u{fe0f}' => {}
            _ => return None,
        }
    }
    (1..=10).contains(&(full + empty)).then_some(Milli(full * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words() -> RatingWords {
        RatingWords::new(&Dicts::load(None).unwrap()).unwrap()
    }

    #[test]
    fn ratings_as_exports_write_them() {
        let cases = [
            ("5", Some(5000)),
            ("10", Some(10_000)),
            ("4.5", Some(4500)),
            ("5.0", Some(5000)),
            ("5星", Some(5000)),
            (" 4 颗星", Some(4000)),
            ("五星", Some(5000)),
            ("★★★★☆", Some(4000)),
            ("⭐️⭐️", Some(2000)),
            ("4/5", Some(4000)),
            ("9/10", Some(9000)),
            ("4.5分/5分", Some(4500)),
            ("90分", Some(90_000)),
            ("80%", Some(80_000)),
            ("非常满意", Some(5000)),
            ("５", Some(5000)),
            ("５星", Some(5000)),
            ("5-非常满意", Some(5000)),
            ("4（满意）", Some(4000)),
            ("非常满意（5分）", Some(5000)),
            ("4.0 out of 5 stars", Some(4000)),
            ("Very Satisfied", Some(5000)),
            ("", None),
            ("十颗星", None),
            ("6/5", None),
            ("-1", None),
            ("2024", None),
            ("3天", None),
            ("3 天后收到", None),
            ("5.", None),
            ("1.2.3", None),
        ];
        let w = words();
        for (cell, want) in cases {
            assert_eq!(w.rating(cell), want.map(Milli), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "\\PC{0,70}") {
            let _ = words_once().rating(&s);
        }

        #[test]
        fn never_panics_near_ratings(s in "[0-9./%星分★☆ (（-]{0,12}") {
            let _ = words_once().rating(&s);
        }
    }

    fn words_once() -> &'static RatingWords {
        static WORDS: std::sync::LazyLock<RatingWords> = std::sync::LazyLock::new(words);
        &WORDS
    }
}
