//! On which scale the ratings of a column end up. Plain numbers are on that of the column, which its header states or its first rows tell; what names its
//! own scale (五星, 4/5, 非常满意) is brought to the same one. Where a header states a scale that reports could not tell from the ratings (1–7, 1–4, a scale of
//! ten that is not filled), numbers are brought to 1–5, and so are −1, 0 and 1, and yes and no. Shares of one (0.95) are of a hundred.
//!
//! Not its job: reading cells (`rating`), words of headers (`roles`), the scale of all rows together (`crate::scale` tells it from the ratings alone,
//! as annotated rows carry nothing else).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::form::{Form, sign, with_point};
use super::rating::{FIVE, RatingWords, Stated};
use crate::number::Milli;
use crate::scale::{ODD, Scale};

const TEN: i32 = 10_000;
const FIFTY: i32 = 50_000;
const HUNDRED: i32 = 100_000;

/// Tops of the scales that reports tell from any ratings that go so far.
const SURE: [i32; 4] = [FIVE, TEN, FIFTY, HUNDRED];
/// Fewest ratings of which it is told that they do not fill the scale that their header states.
const SEVERAL: u64 = 5;
const SEVEN: i32 = 7_000;
/// One number in so many may stand without a word in a list of options.
const FEW_ALONE: usize = 20;

/// The scale of a column of ratings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Points {
    /// The top of the scale that all ratings end up on, in thousandths; `None` where nothing tells it.
    top: Option<i32>,
    /// The ends of the scale of plain numbers, where these are brought to 1–5.
    stretched: Option<(i32, i32)>,
    form: Form,
    /// Whether fractions are written with a comma.
    comma: bool,
    /// Whether the numbers in front of words only count the options: `1、满意`, `2、一般`, `3、不满意`.
    counted: bool,
    /// What is worth telling of it.
    pub(in crate::ingest) told: Told,
}

/// What is worth telling of a scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest) enum Told {
    /// Nothing: numbers stay as they are.
    #[default]
    Nothing,
    /// Numbers up to this one are brought to 1–5, as the header says.
    Stated(Milli),
    /// −1, 0 and 1 become 1, 3 and 5.
    Signs,
    /// Shares of one are read as percent.
    Shares,
    /// Yes is 5 and no is 1.
    Answers,
    /// Numbers in front of words only count the options.
    Options,
    /// Nothing says of how many points these are, and they may be of six, seven or ten; or they are 0 and 1, which may be bad and good.
    Open { low: Milli, high: Milli, taken_for: Milli },
}

/// What is known of a column before its rows are read.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) struct Known {
    /// The lowest and the highest rating that its header states.
    pub(in crate::ingest) stated: Option<(i32, i32)>,
    /// What a number and its mirror image add up to, where 1 is best.
    pub(in crate::ingest) mirror: Option<i32>,
    /// How its first cells are meant.
    pub(in crate::ingest) form: Form,
    /// Whether their fractions are written with a comma.
    pub(in crate::ingest) comma: bool,
    /// Whether there are other rows elsewhere that may fill the scale.
    pub(in crate::ingest) partial: bool,
}

impl Points {
    /// The scale of a column that begins with these cells.
    pub(in crate::ingest) fn of<'c>(known: Known, cells: impl Iterator<Item = &'c str>, words: &RatingWords) -> Self {
        let Known { form, comma, .. } = known;
        let sample = Sample::of(cells, known, words);
        let plain = Self { form, comma, counted: sample.counted, ..Self::default() };
        let fixed = |low, told| Self { top: Some(FIVE), stretched: Some((low, 1_000)), told, ..plain };
        let stated = match form {
            Form::Signs => return fixed(-1_000, Told::Signs),
            Form::Answers => return fixed(0, Told::Answers),
            Form::Shares => return Self { top: Some(HUNDRED), told: Told::Shares, ..plain },
            Form::Usual => known.stated.filter(|_| !sample.counted),
        };
        match stated {
            Some((low, high)) if sample.leaves(high, known.partial) => Self {
                top: Some(FIVE),
                stretched: Some((sample.bottom(low, high), high)),
                told: Told::Stated(Milli(high)),
                ..plain
            },
            _ if sample.counted => Self { top: Some(FIVE), told: Told::Options, ..plain },
            stated => Self {
                top: sample.top().or_else(|| sample.own_top()),
                told: sample.open().filter(|_| stated.is_none()).unwrap_or_default(),
                ..plain
            },
        }
    }

    /// The rating that a cell states, on the scale of the column. A number becomes its mirror image where the header says that 1 is best; words say
    /// themselves how good they are.
    pub(in crate::ingest) fn rating(&self, cell: &str, mirror: Option<i32>, words: &RatingWords) -> Option<Milli> {
        let own = match self.form {
            Form::Signs => sign(cell).and_then(|sign| self.number(sign)),
            Form::Answers => words.answer(cell),
            Form::Shares | Form::Usual => None,
        };
        if own.is_some() {
            return own;
        }
        let cell = &*with_point(cell, self.comma);
        let stated = turned(words.stated(cell)?, cell, mirror);
        let stated = if self.counted { stated.by_word() } else { stated };
        match stated.of {
            Some(of) => Some(self.share(stated.value, of)),
            None => self.number(stated.value.0),
        }
    }

    /// Whether a cell states a rating that lies off the scale of the column, and is left out for it.
    pub(in crate::ingest) fn leaves_out(&self, cell: &str, mirror: Option<i32>, words: &RatingWords) -> bool {
        let may_lie_off = self.stretched.is_some() || self.form == Form::Shares;
        let stated = || words.stated(&with_point(cell, self.comma)).is_some();
        may_lie_off && stated() && self.rating(cell, mirror, words).is_none()
    }

    fn number(&self, value: i32) -> Option<Milli> {
        if self.form == Form::Shares {
            return (value <= 1_000).then(|| Milli(value * 100));
        }
        let Some((low, high)) = self.stretched else { return Some(Milli(value)) };
        // Nought of ten is no better than one.
        let value = if high >= TEN { value.max(low) } else { value };
        let (way, all) = (value - low, high - low);
        (low..=high).contains(&value).then(|| Milli(1_000 + (4_000 * way + all / 2) / all))
    }

    /// What a share of a scale is on the scale of the column: 4 of 5 are 80 of 100.
    fn share(&self, value: Milli, of: i32) -> Milli {
        let (of, top) = (i64::from(of), i64::from(self.top.unwrap_or(of)));
        i32::try_from((i64::from(value.0) * top + of / 2) / of).map_or(value, Milli)
    }
}

fn turned(stated: Stated, cell: &str, mirror: Option<i32>) -> Stated {
    match mirror {
        Some(sum) if sum >= stated.value.0 && RatingWords::is_bare(cell) => {
            Stated { value: Milli(sum - stated.value.0), ..stated }
        }
        _ => stated,
    }
}

/// Whether the numbers in front of words only count the options: some say something else than their words do (`3、不满意`), and nearly none stands alone. Where
/// words get better up to 5, or on a scale that the header states, the numbers are the ratings: `4-好评`, `5-好评`.
fn counts_options(ratings: &[Stated], is_scaled: bool) -> bool {
    let mut marked: Vec<(Milli, Milli)> = ratings.iter().filter_map(|r| r.marked).collect();
    marked.sort_unstable();
    let Some((highest, _)) = marked.last().copied() else { return false };
    let differ = marked.iter().any(|(number, word)| number != word);
    let rises = marked.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let alone = ratings.iter().filter(|r| r.of.is_none() && r.marked.is_none()).count();
    let is_list = (1_000..=FIVE).contains(&highest.0) && alone * FEW_ALONE <= ratings.len();
    differ && is_list && !(rises && (is_scaled || highest.0 == FIVE))
}

/// The ratings that a column begins with.
#[derive(Debug, Default)]
struct Sample {
    /// Plain numbers in thousandths, with how often each stands there.
    plain: BTreeMap<i32, u64>,
    /// Tops of the scales that cells tell by themselves.
    own: BTreeMap<i32, u64>,
    /// Whether numbers in front of words only count the options.
    counted: bool,
}

impl Sample {
    fn of<'c>(cells: impl Iterator<Item = &'c str>, known: Known, words: &RatingWords) -> Self {
        let stated = |cell: &'c str| {
            let cell = with_point(cell, known.comma);
            Some(turned(words.stated(&cell)?, &cell, known.mirror))
        };
        let all: Vec<Stated> = cells.filter_map(stated).collect();
        let mut sample = Self { counted: counts_options(&all, known.stated.is_some()), ..Self::default() };
        for stated in all {
            let stated = if sample.counted { stated.by_word() } else { stated };
            match stated {
                Stated { of: Some(of), .. } => *sample.own.entry(of).or_default() += 1,
                Stated { value, of: None, .. } => *sample.plain.entry(value.0).or_default() += 1,
            }
        }
        sample
    }

    fn numbers(&self, keep: impl Fn(i32) -> bool) -> u64 {
        self.plain.iter().filter(|(r, _)| keep(**r)).map(|(_, n)| n).sum()
    }

    /// Ratings that may lie off the scale.
    fn odd(&self) -> u64 {
        (self.numbers(|_| true) + self.own.values().sum::<u64>()) / ODD
    }

    /// The top of the scale that reports would tell from the plain numbers.
    fn top(&self) -> Option<i32> {
        let ratings = self.plain.iter().map(|(r, n)| (*r, *n));
        Scale::beside(ratings, self.own.values().sum()).map(Scale::top)
    }

    /// The scale that most cells tell by themselves, the larger of equals, if it is one that reports tell.
    fn own_top(&self) -> Option<i32> {
        let (top, _) = self.own.iter().max_by_key(|(_, n)| **n)?;
        Some(if SURE.contains(top) { *top } else { FIVE })
    }

    /// Whether numbers of a scale up to `high` cannot stay as they are: they fit it, and reports would not tell it, or tell a smaller one.
    fn leaves(&self, high: i32, partial: bool) -> bool {
        let smaller = [(TEN, FIVE), (TEN, SEVEN), (HUNDRED, FIFTY)];
        let shrinks = || self.top().is_some_and(|top| smaller.contains(&(high, top)));
        let several = || !partial && self.numbers(|_| true) >= SEVERAL;
        self.numbers(|r| r > high) <= self.odd() && (!SURE.contains(&high) || (several() && shrinks()))
    }

    /// The lowest rating of a scale: nought where it is given, and the first of ten parts where reports begin with nought.
    fn bottom(&self, low: i32, high: i32) -> i32 {
        match high {
            TEN.. => high / 10,
            _ if self.numbers(|r| r < low) > self.odd() => 0,
            _ => low,
        }
    }

    /// Numbers above five and none above seven; 0 and 1 and nothing else.
    fn open(&self) -> Option<Told> {
        let (low, high) = self.plain.keys().next().zip(self.plain.keys().next_back())?;
        let is_binary = (*low, *high, self.plain.len()) == (0, 1_000, 2);
        let may_be_seven = |top: i32| (FIVE + 1..=SEVEN).contains(high) && top > FIVE;
        let several = self.numbers(|_| true) >= SEVERAL;
        let taken_for = self.top().filter(|top| several && (is_binary || may_be_seven(*top)))?;
        Some(Told::Open { low: Milli(*low), high: Milli(*high), taken_for: Milli(taken_for) })
    }
}
