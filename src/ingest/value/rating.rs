//! Ratings: `5` `4.5` `5星` `4星半` `★★★★☆` `4/5` `9/10` `90分` `80%` `非常满意` `5-非常满意` `A.非常满意` `😀非常满意` `4.0 out of 5 stars`.
//!
//! A rating stays on its own scale: `9/10` is 9, `90分` and `80%` are 90 and 80. Words are on a scale of five (`ratings.tsv`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::half_width;
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::number::Milli;
use crate::say;

/// Longest cell that can be a rating, in bytes.
const LONGEST: usize = 64;
/// Longest name of what is rated (`满意度：非常满意`), in characters.
const LONGEST_NAME: usize = 10;

/// Ratings written in words, compiled from `ratings.tsv`.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct RatingWords {
    words: FxHashMap<String, Milli>,
    /// Cells of those who gave none: 未评价.
    unanswered: FxHashSet<String>,
}

impl RatingWords {
    /// Compiles `ratings.tsv`.
    pub(in crate::ingest) fn new(dicts: &Dicts) -> Result<Self> {
        let mut all = Self::default();
        for e in dicts.of("ratings") {
            let (word, value) = (e.get("word").to_lowercase(), e.get("value"));
            if value.is_empty() {
                all.unanswered.insert(word);
                continue;
            }
            let Some(value) = value.parse().ok().filter(|v: &f64| (0.0..=100.0).contains(v)) else {
                return Err(e.error(say!("`{value}` is not a rating", "`{value}` 不是评分")));
            };
            all.words.insert(word, Milli::from_f64(value));
        }
        Ok(all)
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
        if let Some(&value) = self.words.get(cell) {
            return Some(value);
        }
        let folded = folded(cell);
        let plain = self.word(&folded).or_else(|| stars(&folded)).or_else(|| self.number(&folded));
        plain.or_else(|| self.decorated(&folded))
    }

    /// Whether the cell is a rating that cannot be mistaken for a plain number.
    pub(in crate::ingest) fn is_telling(&self, cell: &str) -> bool {
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
        !cell.chars().map(half_width).all(plain) && self.rating(cell).is_some()
    }

    /// Whether the cell is a number, perhaps with a unit, and says no word about how good it is.
    pub(in crate::ingest) fn is_bare(cell: &str) -> bool {
        leading_number(&folded(cell)).is_some_and(|(_, rest)| unit(rest).is_empty())
    }

    /// Whether the cell says that nobody answered: 未评价, (空), NULL.
    pub(in crate::ingest) fn is_unanswered(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.len() <= LONGEST && (self.unanswered.contains(cell) || self.unanswered.contains(&folded(cell)))
    }

    /// What a rating and its mirror image add up to, in thousandths, where a header says that words get worse as numbers grow: 6000 for
    /// `满意度(1=非常满意,5=非常不满意)`.
    pub(in crate::ingest) fn mirror(&self, header: &str) -> Option<i32> {
        const BETWEEN: [char; 11] = ['(', ')', '[', ']', '【', '】', ',', ';', '、', '。', ' '];
        let header = folded(header).replace(" =", "=").replace("= ", "=");
        let mut pairs: Vec<(i32, Milli)> = header.split(BETWEEN).filter_map(|piece| self.pair(piece)).collect();
        pairs.sort_unstable();
        let falls = pairs.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 > p[1].1);
        match pairs[..] {
            [(low, _), .., (high, _)] if falls => Some(low.saturating_add(high)),
            _ => None,
        }
    }

    /// `1=非常满意`, in thousandths.
    fn pair(&self, piece: &str) -> Option<(i32, Milli)> {
        let (value, rest) = leading_number(piece)?;
        let said = unit(rest).strip_prefix(['=', ':', '-'])?.trim();
        // 1-5分 is a range.
        if said.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Some((value, self.word(said)?))
    }

    fn word(&self, folded: &str) -> Option<Milli> {
        let bare = folded.trim_end_matches(['!', '.', '。', '~']);
        // 非常满意(5分)
        let head = bare.split_once(['(', '[', '【']).map_or(bare, |(head, _)| head.trim());
        self.words.get(folded).or_else(|| self.words.get(bare)).or_else(|| self.words.get(head)).copied()
    }

    /// A number, perhaps with a unit, a scale, and a word of the list after it.
    fn number(&self, folded: &str) -> Option<Milli> {
        let (value, after) = leading_number(folded)?;
        let rest = unit(after);
        let has_unit = rest.len() < after.len();
        if rest.is_empty() {
            return in_range(value);
        }
        let scale = rest.strip_prefix('/').or_else(|| rest.strip_prefix("out of"));
        if let Some((of, tail)) = scale.and_then(|s| leading_number(s.trim_start())) {
            return (unit(tail).is_empty() && value <= of).then(|| in_range(value))?;
        }
        let said = rest.trim_matches(|c: char| c.is_ascii_punctuation() || " —、：:（）【】".contains(c));
        // `5a` is no rating, though `a` is one.
        let is_apart = has_unit || said.len() < rest.len() || said.len() > 2;
        let word = self.words.get(said).copied().filter(|_| is_apart)?;
        if !has_unit && are_opposed(value, word) { Some(word) } else { in_range(value) }
    }

    /// A rating behind the number of an option, the name of what is rated, a bracket, or between pictures.
    fn decorated(&self, folded: &str) -> Option<Milli> {
        let bracketed = folded.strip_prefix(['(', '[', '【']).and_then(|rest| self.number(rest));
        let rated = || named(folded).and_then(|said| self.word(said).or_else(|| stars(said)));
        let word = |said: Option<&str>| said.and_then(|s| self.word(s));
        bracketed.or_else(|| word(option(folded))).or_else(rated).or_else(|| word(without_pictures(folded)))
    }
}

/// Half-width, lower-case, with single blanks.
fn folded(cell: &str) -> String {
    let folded: String = cell.chars().map(half_width).flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a number before a word only counts the options: `1、非常满意`, `5、非常不满意`.
fn are_opposed(value: i32, word: Milli) -> bool {
    ((1..=2000).contains(&value) && word.0 >= 4000) || ((4000..=5000).contains(&value) && word.0 <= 2000)
}

/// What follows the letter or number of an option: `a.满意`, `2)满意`, `①满意`.
fn option(folded: &str) -> Option<&str> {
    const SIGNS: [char; 7] = ['.', '、', ')', ']', '】', ':', '-'];
    let mut chars = folded.trim_start_matches(['(', '[', '【']).chars();
    let mark = chars.next()?;
    let rest = chars.as_str();
    if matches!(mark, '①'..='⑳') {
        return Some(rest.trim_start_matches(SIGNS).trim_start());
    }
    let rest = if mark.is_ascii_digit() { rest.trim_start_matches(|c: char| c.is_ascii_digit()) } else { rest };
    let said = rest.strip_prefix(SIGNS)?.trim_start();
    mark.is_ascii_alphanumeric().then_some(said)
}

/// What follows the name of what is rated: `满意度:非常满意`.
fn named(folded: &str) -> Option<&str> {
    let (name, said) = folded.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(char::is_alphabetic) && name.chars().count() <= LONGEST_NAME;
    is_name.then(|| said.trim_start())
}

/// What stands between pictures: `😀非常满意`.
fn without_pictures(folded: &str) -> Option<&str> {
    let is_picture = |c: char| {
        c == ' '
            || c == '\u{200d}'
            || (matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}') && !c.is_alphanumeric())
    };
    let bare = folded.trim_matches(is_picture);
    (!bare.is_empty() && bare.len() < folded.len()).then_some(bare)
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
            ("0分", Some(0)),
            ("零星", Some(0)),
        ];
        let w = words();
        for (cell, want) in cases {
            assert_eq!(w.rating(cell), want.map(Milli), "{cell}");
        }
    }

    #[test]
    fn ratings_as_forms_dress_them_up() {
        let cases = [
            ("A.非常满意", Some(5000)),
            ("A、满意", Some(4000)),
            ("①满意", Some(4000)),
            ("（b）不满意", Some(2000)),
            ("(5)非常满意", Some(5000)),
            ("（10）非常满意", Some(10_000)),
            ("5(非常满意)", Some(5000)),
            ("1.非常满意", Some(5000)),
            ("1、非常满意", Some(5000)),
            ("5、非常不满意", Some(1000)),
            ("10-非常愿意", Some(10_000)),
            ("0-非常不愿意", Some(0)),
            ("满意度：非常满意", Some(5000)),
            ("评价:★★★☆☆", Some(3000)),
            ("😀非常满意", Some(5000)),
            ("☹️不满意", Some(2000)),
            ("满意 👍", Some(4000)),
            ("五颗星", Some(5000)),
            ("4星半", Some(4500)),
            ("5星半", None),
            ("5分好评", Some(5000)),
            ("5分 超赞", Some(5000)),
            ("5 非常满意", Some(5000)),
            ("3分/一般", Some(3000)),
            ("口味：4.5 环境：4.0", None),
            ("数量：3", None),
            ("12:30", None),
            ("5a", None),
            ("①", None),
            ("😀", None),
            ("5/", None),
        ];
        let w = words();
        for (cell, want) in cases {
            assert_eq!(w.rating(cell), want.map(Milli), "{cell}");
        }
    }

    #[test]
    fn no_answer_is_no_rating() {
        let w = words();
        for cell in
            ["未评价", " 未评价 ", "（空）", "-", "--", "/", "NULL", "N/A", "nan", "None", "无", "-3", "Unoffered"]
        {
            assert!(w.is_unanswered(cell) && w.rating(cell).is_none(), "{cell}");
        }
        assert!(["", "满意", "3", "-1", "不评价他们"].iter().all(|c| !w.is_unanswered(c)));
    }

    #[test]
    fn headers_state_the_scale() {
        let w = words();
        assert_eq!(w.mirror("满意度(1=非常满意,5=非常不满意)"), Some(6000));
        assert_eq!(w.mirror("满意度（1分 = 非常满意；10分 = 非常不满意）"), Some(11_000));
        assert_eq!(w.mirror("满意度【1-满意 2-一般 3-不满意】"), Some(4000));
        assert!(["1", "5分", " 4.5 "].iter().all(|c| RatingWords::is_bare(c)));
        assert!(["", "满意", "1-非常满意", "4/5"].iter().all(|c| !RatingWords::is_bare(c)));
        for header in ["满意度(1=非常不满意,5=非常满意)", "满意度(1-5分)", "满意度(5=非常满意)", "满意度", ""]
        {
            assert_eq!(w.mirror(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "\\PC{0,70}") {
            let _ = (words_once().rating(&s), words_once().mirror(&s));
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
