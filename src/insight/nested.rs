//! Weak values that are weak because of one value of another column within them: a city by one of its two partners.
//!
//! Counts rows that have both, so it looks at the sample (all rows, up to its size).

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::aggregate::Partial;
use crate::aggregate::sample::Sampled;
use crate::aggregate::segments::Segments;
use crate::aggregate::tally::Outcome;
use crate::number::{float, round};
use crate::report::{Segment, SegmentCause, SegmentColumn};

use super::segments::{LEAST, LEVEL, Part, weaker_by_chance};
use super::stats::Sample;

/// So much of a value lies within the one that it is to explain.
const WITHIN: f64 = 0.9;

/// A value, by its column and value numbers.
type Pair = (u16, u32);

/// What of the sample is in columns, in weak values, and in two weak values at once.
#[derive(Default)]
struct Counts {
    columns: BTreeMap<u16, Part>,
    values: BTreeMap<Pair, Part>,
    both: BTreeMap<(Pair, Pair), Part>,
}

/// Tells of each weak value the one that it is weak because of.
pub(super) fn tell(list: &mut [SegmentColumn], sample: &[Sampled], p: &Partial) {
    let weak: Vec<Pair> = list
        .iter()
        .flat_map(|c| c.list.iter().filter(|s| s.weak).filter_map(|s| pair(&p.segments, &c.column, &s.value)))
        .collect();
    let counts = Counts::of(sample, &weak);
    for c in list {
        let (column, values) = (c.column.clone(), c.list.iter_mut().filter(|s| s.weak));
        for s in values {
            s.because = pair(&p.segments, &column, &s.value).and_then(|own| cause(own, s, &weak, &counts, p));
        }
    }
}

fn pair(segments: &Segments, column: &str, value: &str) -> Option<Pair> {
    let at = segments.columns.iter().position(|c| *c.header == *column)?;
    Some((u16::try_from(at).ok()?, segments.columns[at].values.known(value)?))
}

impl Counts {
    fn of(sample: &[Sampled], weak: &[Pair]) -> Self {
        let mut out = Self::default();
        let columns: BTreeSet<u16> = weak.iter().map(|(column, _)| *column).collect();
        let weak: FxHashSet<Pair> = weak.iter().copied().collect();
        for row in sample {
            let own: Vec<Pair> = row.attrs.iter().filter(|a| weak.contains(a)).copied().collect();
            for a in row.attrs.iter().filter(|(c, _)| columns.contains(c)) {
                out.columns.entry(a.0).or_default().add(row);
            }
            for a in &own {
                out.values.entry(*a).or_default().add(row);
                for b in own.iter().filter(|b| b.0 != a.0) {
                    out.both.entry((*a, *b)).or_default().add(row);
                }
            }
        }
        out
    }
}

/// The value within `own` without which it would not be weak; where several would do, the one that leaves most to chance.
fn cause(own: Pair, s: &Segment, weak: &[Pair], counts: &Counts, p: &Partial) -> Option<SegmentCause> {
    let (column, whole) = (counts.columns.get(&own.0)?, counts.values.get(&own)?);
    let tried = weak.iter().filter_map(|inner| {
        let (part, all) = (counts.both.get(&(own, *inner))?, counts.values.get(inner)?);
        let lies_within = float(part.rows) >= WITHIN * float(all.rows) && (all.rows, own.0) < (whole.rows, inner.0);
        let rest = whole.minus(part);
        let chance = if rest.rows < LEAST { 1.0 } else { weaker_by_chance(&rest, &column.minus(part)) };
        (lies_within && chance >= LEVEL).then_some((chance, *inner, part, rest))
    });
    let (_, inner, part, rest) = tried.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))?;
    let (header, value) = p.segments.value(inner)?;
    let mean = Sample::of(rest.outcome.text(), 1.0, 0.0).filter(|_| rest.rows >= LEAST).map(|m| round(m.mean, 3));
    (value != s.value).then(|| SegmentCause {
        column: header.to_string(),
        value: value.to_owned(),
        share: round(float(part.rows) / float(whole.rows), 4),
        rest: mean,
    })
}

impl Part {
    fn add(&mut self, row: &Sampled) {
        self.rows += 1;
        self.negative += u64::from(row.negative);
        if let Some(l) = row.level {
            self.outcome.levels[usize::from(l.clamp(1, 5)) - 1] += 1;
        }
    }

    /// What is left when `part` is taken out.
    fn minus(&self, part: &Self) -> Self {
        let outcome: Outcome = self.outcome.minus(part.outcome);
        Self { rows: self.rows - part.rows, negative: self.negative - part.negative, outcome }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};
    use crate::report::{Report, SegmentCause};

    /// Cities with two partners each; of so many rows of each partner so many are bad.
    fn cities(bad: [[u64; 2]; 3]) -> Report {
        let mut rows = Vec::new();
        for (city, partners) in ["武汉", "成都", "杭州"].iter().zip(bad) {
            for (partner, bad) in ["捷安", "诚信"].iter().zip(partners) {
                for i in 0..50u64 {
                    let row = Row::new(rows.len() as u64 + 1, "文字").attr("城市", city);
                    let row = row.attr("服务商", &format!("{city}{partner}"));
                    rows.push(row.score(if i < bad { -900 } else { 700 }).build());
                }
            }
        }
        report(&rows)
    }

    fn because(r: &Report, column: &str, value: &str) -> (bool, Option<SegmentCause>) {
        let list = &r.segments.iter().find(|c| c.column == column).unwrap().list;
        let s = list.iter().find(|s| s.value == value).unwrap();
        (s.weak, s.because.clone())
    }

    #[test]
    fn a_city_that_is_weak_by_one_of_its_partners_says_so_and_the_partner_does_not() {
        let r = cities([[40, 5], [5, 5], [5, 5]]);
        // The rest: 45 of level 4, 5 of level 1.
        let cause =
            SegmentCause { column: "服务商".into(), value: "武汉捷安".into(), share: 0.5, rest: Some(3.7) };
        assert_eq!(because(&r, "城市", "武汉"), (true, Some(cause)));
        assert_eq!(because(&r, "服务商", "武汉捷安"), (true, None));
    }

    #[test]
    fn a_city_whose_partners_are_both_weak_is_weak_by_itself() {
        let r = cities([[40, 40], [5, 5], [5, 5]]);
        assert_eq!(because(&r, "城市", "武汉"), (true, None));
    }
}
