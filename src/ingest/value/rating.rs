//! Ratings: `5` `4.5` `5星` `4星半` `★★★★☆` `4/5` `9/10` `90分` `80%` `非常满意` `5-非常满意` `A.非常满意` `😀非常满意` `4.0 out of 5 stars`.
//!
//! A rating stays on its own scale: `9/10` is 9, `90分` and `80%` are 90 and 80. Words are on a scale of five (`ratings.tsv`). Where a cell tells its
//! scale, it is told with the rating; on which one the column is, `points` decides.

mod ends;
#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use super::half_width;
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::number::Milli;
use crate::say;

/// Longest cell that can be a rating, in bytes.
const LONGEST: usize = 64;
/// Digits before the point of the longest number, and characters of it: means of several scores have as many as a float shows.
const WHOLE: usize = 8;
const NUMBER: usize = 24;
/// Longest name of what is rated (`满意度：非常满意`), in characters.
const LONGEST_NAME: usize = 10;

/// The top of the scale of words and stars, in thousandths.
pub(super) const FIVE: i32 = 5_000;

/// A rating as a cell states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) struct Stated {
    pub(in crate::ingest) value: Milli,
    /// The top of the scale that the cell itself tells, in thousandths: 5 of words and stars, 10 of `9/10`. `None` for a number like others of its column.
    pub(in crate::ingest) of: Option<i32>,
    /// The number and the word of `3、不满意`, where the number may only count the options.
    pub(super) marked: Option<(Milli, Milli)>,
}

impl Stated {
    /// A rating in range, on a scale that reaches as far.
    fn new(thousandths: i32, of: Option<i32>) -> Option<Self> {
        let value = in_range(thousandths)?;
        Some(Self { value, of: of.filter(|top| *top >= thousandths.max(1)), marked: None })
    }

    /// The rating by its word, where a number stands before it.
    pub(super) fn by_word(self) -> Self {
        match self.marked {
            Some((_, word)) => Self { value: word, of: Some(FIVE), marked: None },
            None => self,
        }
    }
}

/// Ratings written in words, compiled from `ratings.tsv`.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct RatingWords {
    words: FxHashMap<String, Stated>,
    /// Cells of those who gave none: 未评价.
    unanswered: FxHashSet<String>,
    /// Answers to a question of yes or no (是, 1), which are ratings under such a header alone.
    answers: FxHashMap<String, Milli>,
    /// Words of `scales.tsv`, the longest first: in front of the highest number (满分) and behind it (分制), between a number and its meaning (为), between
    /// numbers (至), and those by which the best comes first (越小越满意).
    full: Vec<String>,
    after: Vec<String>,
    means: Vec<String>,
    to: Vec<String>,
    reversed: Vec<String>,
    /// Traditional characters to simplified ones, of which the words consist.
    variants: FxHashMap<char, char>,
}

impl RatingWords {
    /// Compiles `ratings.tsv`, with what it needs of `scales.tsv`.
    pub(in crate::ingest) fn new(dicts: &Dicts) -> Result<Self> {
        let [full, after, means, to, reversed] =
            ["before", "after", "means", "to", "reversed"].map(|kind| of_kind(dicts, kind));
        let variants = dicts.of("variants");
        let variants = variants.filter_map(|e| e.get("from").chars().next().zip(e.get("to").chars().next())).collect();
        let mut all = Self { full, after, means, to, reversed, variants, ..Self::default() };
        for e in dicts.of("ratings") {
            let (word, value) = (all.folded(e.get("word")), e.get("value"));
            if value.is_empty() {
                all.unanswered.insert(word);
                continue;
            }
            let of = (e.get("of") != "column").then_some(FIVE);
            let number = value.parse().ok().filter(|v: &f64| (0.0..=100.0).contains(v));
            let Some(stated) = number.and_then(|v| Stated::new(Milli::from_f64(v).0, of)) else {
                return Err(e.error(say!("`{value}` is not a rating", "`{value}` 不是评分")));
            };
            if e.get("of") == "question" {
                all.answers.insert(word, stated.value);
            } else {
                all.words.insert(word, stated);
            }
        }
        Ok(all)
    }

    /// The rating that a cell states by itself, `None` where it states none.
    pub(in crate::ingest) fn rating(&self, cell: &str) -> Option<Milli> {
        self.stated(cell).map(|s| s.value)
    }

    /// The same, with the scale that the cell tells.
    pub(in crate::ingest) fn stated(&self, cell: &str) -> Option<Stated> {
        let cell = cell.trim();
        if let [d @ b'0'..=b'9'] = cell.as_bytes() {
            return Stated::new(i32::from(d - b'0') * 1000, None);
        }
        if cell.is_empty() || cell.len() > LONGEST {
            return None;
        }
        if let Some(&stated) = self.words.get(cell) {
            return Some(stated);
        }
        let folded = self.folded(cell);
        let shown = || stars(&folded).or_else(|| stars_and_number(&folded));
        let plain = self.word(&folded).or_else(shown).or_else(|| self.number(&folded));
        plain.or_else(|| self.decorated(&folded))
    }

    /// Whether the cell is a rating that cannot be mistaken for a plain number or the code of something (A).
    pub(in crate::ingest) fn is_telling(&self, cell: &str) -> bool {
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
        !cell.chars().map(half_width).all(plain) && !is_letter(cell) && self.rating(cell).is_some()
    }

    /// What a cell answers to a question of yes or no, on a scale of five: 1 and 是 are yes, 0 and 否 are no.
    pub(in crate::ingest) fn answer(&self, cell: &str) -> Option<Milli> {
        if cell.len() > LONGEST {
            return None;
        }
        let folded = self.folded(cell);
        self.answers.get(folded.strip_suffix(".0").unwrap_or(&folded)).copied()
    }

    /// Whether the cell is a number, perhaps with a unit, and says no word about how good it is.
    pub(in crate::ingest) fn is_bare(cell: &str) -> bool {
        leading_number(&folded(cell)).is_some_and(|(_, rest)| unit(rest).1.is_empty())
    }

    /// Whether the cell says that nobody answered: 未评价, (空), NULL.
    pub(in crate::ingest) fn is_unanswered(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.len() <= LONGEST && (self.unanswered.contains(cell) || self.unanswered.contains(&self.folded(cell)))
    }

    /// Half-width, lower-case, simplified, with single blanks.
    fn folded(&self, cell: &str) -> String {
        let plain = folded(cell);
        if plain.is_ascii() { plain } else { plain.chars().map(|c| *self.variants.get(&c).unwrap_or(&c)).collect() }
    }

    fn word(&self, folded: &str) -> Option<Stated> {
        let bare = folded.trim_end_matches(['!', '.', '。', '~']);
        // 非常满意(5分)
        let head = bare.split_once(['(', '[', '【']).map_or(bare, |(head, _)| head.trim());
        self.words.get(folded).or_else(|| self.words.get(bare)).or_else(|| self.words.get(head)).copied()
    }

    /// A number, perhaps with a unit, a scale, and a word of the list after it.
    fn number(&self, folded: &str) -> Option<Stated> {
        let (value, after) = leading_number(folded)?;
        let (own, rest) = unit(after);
        let has_unit = rest.len() < after.len();
        if rest.is_empty() {
            return Stated::new(value, own);
        }
        let scale = rest.strip_prefix('/').or_else(|| self.full_mark(rest));
        if let Some((of, tail)) = scale.and_then(|s| leading_number(s.trim_start())) {
            let is_all = unit(tail).1.trim_end_matches([')', ']', '】']).is_empty();
            return (is_all && value <= of && in_range(of).is_some()).then(|| Stated::new(value, Some(of)))?;
        }
        if let Some(of) = self.points(rest) {
            return (value <= of && in_range(of).is_some()).then(|| Stated::new(value, Some(of)))?;
        }
        let said = rest.trim_matches(|c: char| c.is_ascii_punctuation() || " —、：:（）【】".contains(c));
        // `5a` is no rating, though `a` is one.
        let is_apart = has_unit || said.len() < rest.len() || said.len() > 2;
        let Some(word) = self.words.get(said).copied().filter(|_| is_apart) else {
            return (has_unit && is_remark(rest)).then(|| Stated::new(value, own))?;
        };
        let rated = if !has_unit && are_opposed(value, word.value) { word } else { Stated::new(value, own)? };
        let may_count = !has_unit && word.of.is_some();
        Some(Stated { marked: may_count.then_some((Milli(value), word.value)), ..rated })
    }

    /// What follows the word in front of the highest number: `out of 5`, `(满分5分)`.
    fn full_mark<'c>(&self, rest: &'c str) -> Option<&'c str> {
        let rest = rest.trim_start_matches(['(', '[', '【', ',', ' ']);
        let after = self.full.iter().find_map(|word| rest.strip_prefix(word.as_str()))?;
        Some(after.trim_start_matches([':', ' ']))
    }

    /// What stands in front of the word that follows the highest number: `(5分制)`.
    fn points(&self, rest: &str) -> Option<i32> {
        let (of, tail) = leading_number(rest.trim_start_matches(['(', '[', '【', ',', ' ']))?;
        let end = self.after.iter().find_map(|word| tail.strip_prefix(word.as_str()))?;
        end.trim_end_matches([')', ']', '】']).is_empty().then_some(of)
    }

    /// A rating behind the number of an option, the name of what is rated, a bracket, or between pictures.
    fn decorated(&self, folded: &str) -> Option<Stated> {
        let bracketed = folded.strip_prefix(['(', '[', '【']).and_then(|rest| self.number(rest));
        let rated = || named(folded).and_then(|said| self.word(said).or_else(|| stars(said)));
        let word = |said: Option<&str>| said.and_then(|s| self.word(s));
        bracketed.or_else(|| word(option(folded))).or_else(rated).or_else(|| word(without_pictures(folded)))
    }
}

/// The words of a kind of `scales.tsv`, the longest first.
fn of_kind(dicts: &Dicts, kind: &str) -> Vec<String> {
    let mut words: Vec<String> =
        dicts.of("scales").filter(|e| e.get("kind") == kind).map(|e| e.get("word").to_owned()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Whether a cell is a single Latin letter.
pub(in crate::ingest) fn is_letter(cell: &str) -> bool {
    let mut chars = cell.trim().chars().map(half_width);
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next().is_none()
}

/// Half-width, lower-case, with single blanks.
fn folded(cell: &str) -> String {
    let folded: String = cell.chars().map(half_width).flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a number before a word can only count the options, as a single cell shows: `1、非常满意`, `5、非常不满意`.
fn are_opposed(value: i32, word: Milli) -> bool {
    ((1..=2000).contains(&value) && word.0 >= 4000) || ((4000..=5000).contains(&value) && word.0 <= 2000)
}

/// Whether words in brackets follow, which say something of the number beside them: `10分(非常可能)`, `4.3分(128条)`.
fn is_remark(rest: &str) -> bool {
    rest.starts_with(['(', '[', '【']) && rest.ends_with([')', ']', '】']) && rest.contains(char::is_alphabetic)
}

/// What follows the letter or number of an option: `a.满意`, `2)满意`, `①满意`; not the fraction of a number.
fn option(folded: &str) -> Option<&str> {
    const SIGNS: [char; 7] = ['.', '、', ')', ']', '】', ':', '-'];
    let mut chars = folded.trim_start_matches(['(', '[', '【']).chars();
    let mark = chars.next()?;
    let rest = chars.as_str();
    if matches!(mark, '①'..='⑳') {
        return Some(rest.trim_start_matches(SIGNS).trim_start());
    }
    let rest = if mark.is_ascii_digit() { rest.trim_start_matches(|c: char| c.is_ascii_digit()) } else { rest };
    let said = rest.strip_prefix(SIGNS)?;
    let is_fraction = mark.is_ascii_digit() && rest.starts_with('.') && said.starts_with(|c: char| c.is_ascii_digit());
    (mark.is_ascii_alphanumeric() && !is_fraction).then_some(said.trim_start())
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
    let whole = number.find('.').unwrap_or(number.len());
    if whole == 0 || whole > WHOLE || number.len() > NUMBER || number.ends_with('.') {
        return None;
    }
    Some((Milli::from_f64(number.parse().ok()?).0, rest.trim_start()))
}

/// The top of the scale that a unit tells, in thousandths, and what follows the unit; the whole where there is none.
fn unit(rest: &str) -> (Option<i32>, &str) {
    const UNITS: [&str; 12] =
        ["颗星", "星", "stars", "star", "★", "⭐\u{fe0f}", "⭐", "%", "分", "points", "point", "pts"];
    const STARS: usize = 7;
    let found = UNITS.iter().enumerate().find_map(|(i, u)| Some((i, rest.strip_prefix(u)?)));
    let top = |i: usize| if i < STARS { Some(FIVE) } else { (UNITS[i] == "%").then_some(100_000) };
    found.map_or((None, rest.trim_start()), |(i, after)| (top(i), after.trim_start()))
}

/// `★★★★☆`: full stars, where the cell is nothing but stars. Without a full one it tells nothing: some pages have `☆` alone for what was given.
fn stars(folded: &str) -> Option<Stated> {
    let (mut full, mut empty) = (0, 0);
    for c in folded.chars() {
        match c {
            '★' | '⭐' | '🌟' | '✭' | '✮' => full += 1,
            '☆' | '✩' => empty += 1,
            ' ' | '\u{fe0f}' => {}
            _ => return None,
        }
    }
    let top = if full + empty > 5 { 2 * FIVE } else { FIVE };
    (full > 0 && full + empty <= 10).then(|| Stated::new(full * 1000, Some(top)))?
}

/// `★★★★★(5.0)`: the number, where it says no other than the stars.
fn stars_and_number(folded: &str) -> Option<Stated> {
    let (shown, said) = folded.split_once(['(', '['])?;
    let shown = stars(shown.trim_end())?;
    let (value, rest) = leading_number(said)?;
    let agrees = (value - shown.value.0).abs() < 1_000 && matches!(unit(rest).1, ")" | "]");
    Stated::new(value, shown.of).filter(|_| agrees)
}
