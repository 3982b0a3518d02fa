//! The scale that the header of ratings states, by the words of `scales.tsv`: `满意度（1-7分）`, `7分制`, `百分制`, `满分10分`, `on a scale of 0 to 10`.
//!
//! Not its job: whether the ratings below it fit (`value::points` looks).

use super::hints::holds;
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;

/// Numbers that a scale may end with, and the other one, for percent.
const ENDS: std::ops::RangeInclusive<i32> = 3..=10;
const PERCENT: i32 = 100;

/// The compiled words of `scales.tsv`.
#[derive(Debug, Default)]
pub(super) struct Scales {
    /// Numerals, the longest first.
    numerals: Vec<(String, i32)>,
    /// Between the lowest and the highest (至).
    to: Vec<String>,
    /// Behind a range (分).
    units: Vec<String>,
    /// Behind the highest (分制).
    after: Vec<String>,
    /// In front of the highest (满分).
    before: Vec<String>,
    /// Questions of yes or no about satisfaction (是否满意), and words of any such question (是否).
    questions: Vec<String>,
    whether: Vec<String>,
}

impl Scales {
    /// Compiles `scales.tsv`.
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut scales = Self::default();
        for e in dicts.of("scales") {
            let word = e.get("word").to_owned();
            match e.get("kind") {
                "number" => scales.numerals.push((word, e.number("value", 0)?)),
                "to" => scales.to.push(word),
                "unit" => scales.units.push(word),
                "after" => scales.after.push(word),
                "before" => scales.before.push(word),
                "question" => scales.questions.push(word),
                "whether" => scales.whether.push(word),
                // What the readers of cells ask for.
                "means" | "reversed" => {}
                kind => {
                    let all = "number, to, unit, after, before, means, reversed, question, whether";
                    return Err(
                        e.error(say!("`{kind}` is no kind (there are: {all})", "没有类别 `{kind}`（可用：{all}）"))
                    );
                }
            }
        }
        scales.numerals.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Ok(scales)
    }

    /// The lowest and the highest rating that a header in its normal form states, in thousandths.
    pub(super) fn stated(&self, header: &str) -> Option<(i32, i32)> {
        let starts = header.char_indices().map(|(at, _)| header.split_at(at));
        let mut numbers = starts.filter_map(|(head, rest)| self.number(head, rest).map(|(n, rest)| (head, n, rest)));
        let (low, high) =
            numbers.find_map(|(head, n, rest)| self.range(n, rest).or_else(|| self.top(head, n, rest)))?;
        Some((low * 1_000, high * 1_000))
    }

    /// Whether a header asks for yes or no: `Some(true)` where yes is a good answer (是否满意), `Some(false)` where it may be anything (是否评分).
    pub(super) fn asks(&self, header: &str) -> Option<bool> {
        let is_rated = holds(header, &self.questions);
        (is_rated || holds(header, &self.whether)).then_some(is_rated)
    }

    /// The number that stands at the start of `rest`, and what follows it.
    fn number<'h>(&self, head: &str, rest: &'h str) -> Option<(i32, &'h str)> {
        if head.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
            return None;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            return rest[..digits].parse().ok().map(|n| (n, &rest[digits..]));
        }
        self.numerals.iter().find_map(|(word, n)| Some((*n, rest.strip_prefix(word.as_str())?)))
    }

    /// `1-7分`, `0~10)`: from nought or one to a number that a unit, a sign or nothing follows.
    fn range(&self, low: i32, rest: &str) -> Option<(i32, i32)> {
        let to = after(rest.trim_start(), &self.to).filter(|_| matches!(low, 0 | 1))?;
        let (high, rest) = self.number("", to.trim_start()).filter(|(n, _)| is_end(*n))?;
        let rest = rest.trim_start();
        let ends = !rest.starts_with(char::is_alphanumeric) || after(rest, &self.units).is_some();
        (ends || after(rest, &self.after).is_some()).then_some((low, high))
    }

    /// `7分制`, `满分10分`.
    fn top(&self, head: &str, high: i32, rest: &str) -> Option<(i32, i32)> {
        let (head, rest) = (head.trim_end().trim_end_matches(':').trim_end(), rest.trim_start());
        let full = self.before.iter().any(|w| head.ends_with(w.as_str()));
        let ends = !rest.starts_with(char::is_alphanumeric) || after(rest, &self.units).is_some();
        let states = after(rest, &self.after).is_some() || (full && ends);
        (is_end(high) && states).then_some((1, high))
    }
}

fn is_end(n: i32) -> bool {
    ENDS.contains(&n) || n == PERCENT
}

/// What follows one of the words at the start.
fn after<'h>(rest: &'h str, words: &[String]) -> Option<&'h str> {
    words.iter().find_map(|w| rest.strip_prefix(w.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static SCALES: std::sync::LazyLock<Scales> =
        std::sync::LazyLock::new(|| Scales::new(&Dicts::load(None).unwrap()).unwrap());

    #[test]
    fn headers_state_the_scale() {
        for (header, want) in [
            ("满意度(1-7分)", Some((1, 7))),
            ("总体满意度(7分制)", Some((1, 7))),
            ("评分(1~10分)", Some((1, 10))),
            ("评分 0 至 10 分", Some((0, 10))),
            ("推荐意愿(0-10)", Some((0, 10))),
            ("1、您的满意度(1—7)", Some((1, 7))),
            ("满意度,1-7分,7分最满意", Some((1, 7))),
            ("得分(百分制)", Some((1, 100))),
            ("十分制评分", Some((1, 10))),
            ("评分(5分满分)", Some((1, 5))),
            ("评分(满分10分)", Some((1, 10))),
            ("满分:100", Some((1, 100))),
            ("七级量表", Some((1, 7))),
            ("一到七分", Some((1, 7))),
            ("on a scale of 0 to 10, how likely are you", Some((0, 10))),
            ("7-point scale", Some((1, 7))),
            ("rating (out of 10)", Some((1, 10))),
            ("满意度", None),
            ("十分满意", None),
            ("满意度(1=非常不满意)", None),
            ("q1-5 满意度", None),
            ("2024-5满意度", None),
            ("1-3月评分", None),
            ("第1-2题", None),
            ("近7天评分", None),
            ("满分20", None),
            ("", None),
        ] {
            let want = want.map(|(low, high)| (low * 1_000, high * 1_000));
            assert_eq!(SCALES.stated(header), want, "{header}");
        }
    }

    #[test]
    fn questions_of_yes_or_no() {
        let cases =
            [("您是否满意", Some(true)), ("是否评分", Some(false)), ("是否不满意", Some(false)), ("满意度", None)];
        for (header, want) in cases {
            assert_eq!(SCALES.asks(header), want, "{header}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "([0-9]{1,12}|[-~至到十百分制满分 (]|\\PC){0,20}") {
            let _ = SCALES.stated(&s);
        }
    }
}
