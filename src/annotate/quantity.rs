//! Quantities in text: 两个小时, 20分钟, 三天, 500元, 好几次. Finds where they stand and of what kind; what they mean is a rule's business.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::lexicon::pattern::Quantity;
use crate::say;

/// Kinds that are a large amount of another kind, and from how much on (times, days, yuan, people).
const LARGE: [(Quantity, Quantity, f64); 4] = [
    (Quantity::Times, Quantity::Many, 3.0),
    (Quantity::Days, Quantity::Long, 30.0),
    (Quantity::Money, Quantity::Sum, 5000.0),
    (Quantity::Crowd, Quantity::Crowd, 10.0),
];

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
    /// Characters of numbers with their value.
    numerals: FxHashMap<char, f64>,
    measures: Vec<char>,
    /// Units by first character, longest first.
    units: FxHashMap<char, Vec<Unit>>,
}

/// What a number counts.
#[derive(Debug)]
struct Unit {
    word: String,
    /// `None`: something that is no quantity for rules (公里), which only keeps the number from being read as money.
    kind: Option<Quantity>,
    /// How many of the kind's smallest unit: 7 days of a week.
    size: f64,
}

impl Quantities {
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut q = Self::default();
        for e in dicts.of("quantities") {
            let word = e.get("word");
            let Some(first) = word.chars().next() else { continue };
            let size = match e.get("size") {
                "" => 1.0,
                size => size.parse().map_err(|_| e.error(say!("`{size}` is not a number", "`{size}` 不是数字")))?,
            };
            let is_sign = word.chars().nth(1).is_none();
            match e.get("kind") {
                kind @ ("numeral" | "measure") if !is_sign => {
                    return Err(
                        e.error(say!("`{word}`: a {kind} is a single character", "`{word}`：{kind} 只能是单个字符"))
                    );
                }
                "numeral" => {
                    q.numerals.insert(first, size);
                }
                "measure" => q.measures.push(first),
                kind => {
                    let name = format!("<{kind}>");
                    let kind = match Quantity::ALL.iter().find(|(_, n)| *n == name) {
                        Some((kind, _)) => Some(*kind),
                        None if kind == "other" => None,
                        None => return Err(e.error(say!("no kind of quantity `{kind}`", "没有 `{kind}` 这种数量"))),
                    };
                    let units = q.units.entry(first).or_default();
                    // A user's unit takes the place of the built-in one.
                    units.retain(|u| u.word != word);
                    units.push(Unit { word: word.to_owned(), kind, size });
                }
            }
        }
        for units in q.units.values_mut() {
            units.sort_by_key(|u| std::cmp::Reverse(u.word.len()));
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
            let value = self.value(&text[at..end]);
            at = self.counted(text, at, end, value, out);
        }
    }

    /// Adds what the number at `start..end` counts; returns where to go on.
    fn counted(&self, text: &str, start: usize, end: usize, value: f64, out: &mut Vec<Amount>) -> usize {
        let Some((unit, unit_end)) = self.unit(text, end) else {
            // 两万八买的: thousands of nothing named are money.
            if value >= LARGE[2].2 && text[start..end].contains(['千', '万']) {
                out.push(Amount { kind: Quantity::Sum, start, end });
            }
            return end;
        };
        let Some(kind) = unit.kind.filter(|&k| plausible(&text[start..end], k)) else { return unit_end };
        if kind != Quantity::Crowd {
            out.push(Amount { kind, start, end: unit_end });
        }
        let large = LARGE.iter().find(|(of, _, from)| *of == kind && value * unit.size >= *from);
        out.extend(large.map(|&(_, kind, _)| Amount { kind, start, end: unit_end }));
        unit_end
    }

    /// The value of a number: 35, 3.5, 二十多, 两万八. A rough one (几百) counts as the least it may be.
    fn value(&self, number: &str) -> f64 {
        let tail = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let digits = number[..number.len() - tail.len()].parse().ok();
        let (mut total, mut section, mut digit, mut scale) = (0.0, 0.0, digits, 1.0);
        for c in tail.chars() {
            let n = self.numerals.get(&c).copied().unwrap_or_else(|| c.to_digit(10).map_or(0.0, f64::from));
            if n < 10.0 {
                digit = Some(n);
            } else if n < 10_000.0 {
                section += digit.take().unwrap_or(1.0) * n;
                scale = n;
            } else {
                total += (section + digit.take().unwrap_or(f64::from(section == 0.0))) * n;
                (section, scale) = (0.0, n);
            }
        }
        // 两万八 is 28,000, but 二十八 is 28.
        let last = digit.unwrap_or(0.0);
        total + section + if scale > 10.0 { last * scale / 10.0 } else { last }
    }

    /// Bytes of the number that `text` starts with; 0 if none. A lone 好 or 半 is a number only before a unit, which `unit` decides.
    fn number(&self, text: &str) -> usize {
        let mut end = 0;
        for (i, c) in text.char_indices() {
            let continues = c.is_ascii_digit() || (c == '.' && i > 0) || self.numerals.contains_key(&c);
            if !continues {
                break;
            }
            end = i + c.len_utf8();
        }
        // A full stop after a number is not part of it.
        end - usize::from(text[..end].ends_with('.'))
    }

    /// The unit after a number that ends at `at`, over measures, and its end.
    fn unit(&self, text: &str, at: usize) -> Option<(&Unit, usize)> {
        let mut end = at;
        for _ in 0..3 {
            let c = text[end..].chars().next()?;
            let fits = |u: &&Unit| text[end..].starts_with(u.word.as_str());
            if let Some(unit) = self.units.get(&c).and_then(|units| units.iter().find(fits)) {
                return Some((unit, end + unit.word.len()));
            }
            if !self.measures.contains(&c) {
                return None;
            }
            end += c.len_utf8();
        }
        None
    }
}

/// 2021年 is a date, not a span of time.
fn plausible(number: &str, kind: Quantity) -> bool {
    kind != Quantity::Days || number.chars().rev().take_while(char::is_ascii_digit).count() < 4
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
        assert_eq!(found("打了两次,等半个月"), [(Quantity::Times, "两次"), (Quantity::Days, "半个月")]);
    }

    #[test]
    fn large_amounts_are_of_their_own_kind() {
        let large = |text| found(text).into_iter().map(|(k, _)| k).collect::<Vec<_>>();
        assert_eq!(large("修了二十多次"), [Quantity::Times, Quantity::Many]);
        assert_eq!(large("催了两次"), [Quantity::Times]);
        assert_eq!(large("拖了三个月"), [Quantity::Days, Quantity::Long]);
        assert_eq!(large("等了一周"), [Quantity::Days]);
        assert_eq!(large("骗我八千块"), [Quantity::Money, Quantity::Sum]);
        assert_eq!(large("两万八买的"), [Quantity::Sum]);
        assert_eq!(large("跑了二十万公里"), []);
        assert_eq!(large("二百多户没水,上千名会员"), [Quantity::Crowd, Quantity::Crowd]);
        assert_eq!(large("三个人"), []);
    }

    #[test]
    fn a_year_is_not_a_span() {
        assert_eq!(found("2021年买的"), []);
        assert_eq!(found("3."), []);
    }
}
