//! Quantities in text: 两个小时, 20分钟, 三天, 500元, 好几次. Finds where they stand and of what kind; what they mean is a rule's business.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::lexicon::pattern::Quantity;
use crate::say;

/// A quantity in a text, as a byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) kind: Quantity,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The compiled words of `quantities.tsv`.
#[derive(Debug, Default)]
pub(super) struct Quantities {
    numerals: Vec<char>,
    measures: Vec<char>,
    /// Units by first character, longest first.
    units: FxHashMap<char, Vec<(String, Quantity)>>,
}

impl Quantities {
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut q = Self::default();
        for e in dicts.of("quantities") {
            let word = e.get("word");
            let Some(first) = word.chars().next() else { continue };
            match e.get("kind") {
                "numeral" => q.numerals.push(first),
                "measure" => q.measures.push(first),
                kind => {
                    let name = format!("<{kind}>");
                    let Some((unit, _)) = Quantity::ALL.iter().find(|(_, n)| *n == name) else {
                        return Err(e.error(say!("no kind of quantity `{kind}`", "没有 `{kind}` 这种数量")));
                    };
                    q.units.entry(first).or_default().push((word.to_owned(), *unit));
                }
            }
        }
        for units in q.units.values_mut() {
            units.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Ok(q)
    }

    /// All quantities in `text`, in order. A number with a unit gives the unit's kind; every number also counts as [`Quantity::Num`].
    pub(super) fn scan(&self, text: &str, out: &mut Vec<Amount>) {
        out.clear();
        let mut at = 0;
        while at < text.len() {
            let number = self.number(&text[at..]);
            if number == 0 {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let end = at + number;
            out.push(Amount { kind: Quantity::Num, start: at, end });
            if let Some((kind, unit_end)) = self.unit(text, end) {
                out.push(Amount { kind, start: at, end: unit_end });
                at = unit_end;
            } else {
                at = end;
            }
        }
    }

    /// Bytes of the number that `text` starts with; 0 if none. A lone 好 or 半 is a number only before a unit, which `unit` decides.
    fn number(&self, text: &str) -> usize {
        let mut end = 0;
        for (i, c) in text.char_indices() {
            let continues = c.is_ascii_digit() || (c == '.' && i > 0) || self.numerals.contains(&c);
            if !continues {
                break;
            }
            end = i + c.len_utf8();
        }
        // A full stop after a number is not part of it.
        end - usize::from(text[..end].ends_with('.'))
    }

    /// The unit after a number that ends at `at`, over measures: kind and end.
    fn unit(&self, text: &str, at: usize) -> Option<(Quantity, usize)> {
        let mut end = at;
        for _ in 0..3 {
            let c = text[end..].chars().next()?;
            let fits = |(word, _): &&(String, Quantity)| text[end..].starts_with(word.as_str());
            if let Some((word, kind)) = self.units.get(&c).and_then(|units| units.iter().find(fits)) {
                return self.plausible(text, at, *kind).then_some((*kind, end + word.len()));
            }
            if !self.measures.contains(&c) {
                return None;
            }
            end += c.len_utf8();
        }
        None
    }

    /// 2021年 is a date, not a span of time.
    fn plausible(&self, text: &str, number_end: usize, kind: Quantity) -> bool {
        let digits = text[..number_end].chars().rev().take_while(char::is_ascii_digit).count();
        kind != Quantity::Days || digits < 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Quantity, &str)> {
        let q = Quantities::new(&Dicts::load(None).unwrap()).unwrap();
        let mut out = Vec::new();
        q.scan(text, &mut out);
        out.iter().filter(|a| a.kind != Quantity::Num).map(|a| (a.kind, &text[a.start..a.end])).collect()
    }

    #[test]
    fn digits_and_chinese_numerals() {
        assert_eq!(found("等了两个小时"), [(Quantity::Hours, "两个小时")]);
        assert_eq!(found("20多分钟,花了3.5元"), [(Quantity::Mins, "20多分钟"), (Quantity::Money, "3.5元")]);
        assert_eq!(found("打了好几次,等半个月"), [(Quantity::Times, "好几次"), (Quantity::Days, "半个月")]);
    }

    #[test]
    fn a_year_is_not_a_span() {
        assert_eq!(found("2021年买的"), []);
        assert_eq!(found("3."), []);
    }
}
