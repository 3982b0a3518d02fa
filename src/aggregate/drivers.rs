//! What is judged together with what: the exact sums that a regression of satisfaction on judgements needs.
//!
//! An *indicator* is one side of one aspect (it is blamed, it is praised) and is true or false of a row. Kept are, for each indicator and each pair of
//! them, the rows in which they hold, and the sums of text levels and ratings there: never rows. The regression itself is `insight::drivers`' job.

use rustc_hash::FxHashMap;

use crate::record::{Annotated, Name};

use super::aspects::Sides;
use super::intern::Interner;
use super::scale::{self, ByScale};
use super::tally::level_index;

/// Rows with a text level, and rows with a rating.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) texts: u64,
    pub(crate) stars: ByScale<u64>,
}

/// Rows of an indicator, with the sums of their levels and ratings (in thousandths).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) rows: Pair,
    pub(crate) levels: i64,
    pub(crate) ratings: ByScale<i64>,
}

/// Cross products of all indicators. An indicator's number is twice its aspect's, one more for blame.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Drivers {
    aspects: Interner,
    sums: Vec<Sums>,
    pairs: FxHashMap<(u32, u32), Pair>,
}

/// One side of an aspect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Indicator {
    pub(crate) aspect: String,
    pub(crate) blamed: bool,
    pub(crate) number: u32,
    pub(crate) sums: Sums,
}

impl Drivers {
    /// Counts a row; `sides` are its aspects, each once.
    pub(crate) fn absorb(&mut self, a: &Annotated, sides: &[(&Name, &Name, Sides)]) {
        let level = level_index(a).and_then(|i| i64::try_from(i + 1).ok());
        let mut one = Pair { texts: u64::from(level.is_some()), ..Pair::default() };
        let mut ratings = ByScale::default();
        if let Some(rating) = scale::usable(a) {
            one.stars.add(rating, 1);
            ratings.add(rating, i64::from(rating));
        }
        let mut held: Vec<u32> = Vec::with_capacity(sides.len());
        for (aspect, _, s) in sides.iter().filter(|(_, _, s)| s.praised || s.blamed) {
            let number = 2 * self.aspects.id(aspect);
            held.extend(s.praised.then_some(number));
            held.extend(s.blamed.then_some(number + 1));
        }
        held.sort_unstable();
        self.sums.resize(2 * self.aspects.len(), Sums::default());
        for (at, &i) in held.iter().enumerate() {
            let sums = Sums { rows: one, levels: level.unwrap_or(0), ratings };
            self.sums[i as usize].add(sums);
            for &j in &held[at + 1..] {
                self.pairs.entry((i, j)).or_default().add(one);
            }
        }
    }

    /// Adds the sums of other rows.
    pub(crate) fn merge(&mut self, later: Self) {
        let map = self.aspects.merge(later.aspects);
        self.sums.resize(2 * self.aspects.len(), Sums::default());
        let moved = |i: u32| 2 * map[i as usize / 2] + i % 2;
        for (i, sums) in (0u32..).zip(later.sums) {
            self.sums[moved(i) as usize].add(sums);
        }
        for ((i, j), n) in later.pairs {
            let (i, j) = (moved(i), moved(j));
            self.pairs.entry((i.min(j), i.max(j))).or_default().add(n);
        }
    }

    /// All indicators that hold anywhere, by aspect, praise before blame.
    pub(crate) fn indicators(&self) -> Vec<Indicator> {
        let named = |(number, sums): (u32, &Sums)| Indicator {
            aspect: self.aspects.name(number / 2).to_owned(),
            blamed: number % 2 == 1,
            number,
            sums: *sums,
        };
        let mut out: Vec<Indicator> = (0u32..).zip(&self.sums).map(named).collect();
        out.retain(|i| i.sums != Sums::default());
        out.sort_by(|a, b| (&a.aspect, a.blamed).cmp(&(&b.aspect, b.blamed)));
        out
    }

    /// Rows in which two indicators hold.
    pub(crate) fn together(&self, i: u32, j: u32) -> Pair {
        if i == j {
            return self.sums.get(i as usize).map_or(Pair::default(), |s| s.rows);
        }
        self.pairs.get(&(i.min(j), i.max(j))).copied().unwrap_or_default()
    }
}

impl Pair {
    fn add(&mut self, o: Self) {
        self.texts += o.texts;
        self.stars.merge(o.stars);
    }
}

impl Sums {
    fn add(&mut self, o: Self) {
        self.rows.add(o.rows);
        self.levels += o.levels;
        self.ratings.merge(o.ratings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::aspects::sides;
    use crate::aggregate::scale::Scale;
    use crate::insight::testing::Row;

    #[test]
    fn parts_merge_into_what_all_rows_give() {
        let rows: Vec<Annotated> = (0..40u64)
            .map(|i| {
                let row = Row::new(i + 1, "文字").score(-300).rating(f64::from(u32::try_from(i % 5).unwrap()) + 1.0);
                let row = if i % 2 == 0 { row.blame("a.x", "甲", "差") } else { row.praise("a.y", "乙", "好") };
                if i % 3 == 0 {
                    row.praise("a.x", "甲", "好").build()
                } else {
                    row.blame("b.z", "丙", "贵").build()
                }
            })
            .collect();
        let fill = |rows: &[Annotated]| {
            let mut d = Drivers::default();
            for a in rows {
                d.absorb(a, &sides(a));
            }
            d
        };
        let whole = fill(&rows);
        for at in [0, 1, 7, 40] {
            let mut split = fill(&rows[..at]);
            split.merge(fill(&rows[at..]));
            assert_eq!(split, whole);
        }
        let of = |aspect: &str, blamed: bool| {
            whole.indicators().into_iter().find(|i| i.aspect == aspect && i.blamed == blamed).unwrap()
        };
        let (x, y) = (of("a.x", true), of("a.y", false));
        // 0, 6, 12 … blame and praise x; 3, 9 … praise x and y.
        assert_eq!(
            (x.sums.rows.texts, whole.together(x.number, of("a.x", false).number).stars.on(Scale::Five)),
            (20, 7)
        );
        assert_eq!(
            (whole.together(x.number, y.number), whole.together(y.number, y.number).texts),
            (Pair::default(), 20)
        );
    }
}
