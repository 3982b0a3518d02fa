//! On which scale the ratings of a column end up. Plain numbers are on that of the column, which its header states or its first rows tell; what names its
//! own scale (五星, 4/5, 非常满意) is brought to the same one. Where a header states a scale that reports could not tell from the ratings (1–7, 1–4, a scale of
//! ten that is not filled), numbers are brought to 1–5, and so are −1, 0 and 1, and yes and no. Shares of one (0.95) are of a hundred.
//!
//! Not its job: reading cells (`rating`), words of headers (`roles`), the scale of all rows together (`crate::scale` tells it from the ratings alone,
//! as annotated rows carry nothing else).

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
    /// Nothing says of how many points these are, and they may be of six, seven or ten.
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
        let fixed = |low, told| Self { top: Some(FIVE), stretched: Some((low, 1_000)), form, comma, told };
        let stated = match form {
            Form::Signs => return fixed(-1_000, Told::Signs),
            Form::Answers => return fixed(0, Told::Answers),
            Form::Shares => return Self { top: Some(HUNDRED), stretched: None, form, comma, told: Told::Shares },
            Form::Usual => known.stated,
        };
        match stated {
            Some((low, high)) if sample.leaves(high, known.partial) => Self {
                top: Some(FIVE),
                stretched: Some((sample.bottom(low, high), high)),
                form,
                comma,
                told: Told::Stated(Milli(high)),
            },
            stated => Self {
                top: sample.top().or_else(|| sample.own_top()),
                stretched: None,
                form,
                comma,
                told: sample.open().filter(|_| stated.is_none()).unwrap_or_default(),
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

/// The ratings that a column begins with.
#[derive(Debug, Default)]
struct Sample {
    /// Plain numbers in thousandths, with how often each stands there.
    plain: BTreeMap<i32, u64>,
    /// Tops of the scales that cells tell by themselves.
    own: BTreeMap<i32, u64>,
}

impl Sample {
    fn of<'c>(cells: impl Iterator<Item = &'c str>, known: Known, words: &RatingWords) -> Self {
        let mut sample = Self::default();
        for cell in cells {
            let cell = &*with_point(cell, known.comma);
            match words.stated(cell).map(|stated| turned(stated, cell, known.mirror)) {
                Some(Stated { of: Some(of), .. }) => *sample.own.entry(of).or_default() += 1,
                Some(Stated { value, of: None }) => *sample.plain.entry(value.0).or_default() += 1,
                None => {}
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

    /// Numbers above five and none above seven.
    fn open(&self) -> Option<Told> {
        let ends = self.plain.keys().next().zip(self.plain.keys().next_back());
        let (low, high) = ends.filter(|(_, high)| (FIVE + 1..=SEVEN).contains(*high))?;
        let taken_for = self.top().filter(|top| *top > FIVE && self.numbers(|_| true) >= SEVERAL)?;
        Some(Told::Open { low: Milli(*low), high: Milli(*high), taken_for: Milli(taken_for) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Dicts;
    use proptest::prelude::*;

    static WORDS: std::sync::LazyLock<RatingWords> =
        std::sync::LazyLock::new(|| RatingWords::new(&Dicts::load(None).unwrap()).unwrap());

    const NOTHING: Known = Known { stated: None, mirror: None, form: Form::Usual, comma: false, partial: false };

    fn points(known: Known, cells: &[&str]) -> Points {
        Points::of(known, cells.iter().copied(), &WORDS)
    }

    fn read(points: Points, cells: &[&str]) -> Vec<Option<i32>> {
        cells.iter().map(|c| points.rating(c, None, &WORDS).map(|r| r.0)).collect()
    }

    #[test]
    fn a_scale_that_reports_do_not_know_is_brought_to_five() {
        let seven = Known { stated: Some((1_000, SEVEN)), ..NOTHING };
        let p = points(seven, &["5", "7", "6", "3"]);
        assert_eq!(p.told, Told::Stated(Milli(SEVEN)));
        let got = read(p, &["1", "2", "4", "5", "7", "7分", "非常满意", "8", "0", "-"]);
        let want = [1000, 1667, 3000, 3667, 5000, 5000, 5000].map(Some);
        assert_eq!((&got[..7], &got[7..]), (&want[..], &[None; 3][..]));
        assert!(p.leaves_out("8", None, &WORDS) && !p.leaves_out("-", None, &WORDS));
        // Where numbers do not fit, the header means something else.
        assert_eq!(points(seven, &["9", "10", "3"]).told, Told::Nothing);
        let nought = points(Known { stated: Some((1_000, 3_000)), ..NOTHING }, &["0", "3", "1", "2", "3"]);
        assert_eq!(read(nought, &["0", "3"]), [Some(1000), Some(5000)]);
    }

    #[test]
    fn a_stated_scale_that_is_not_filled_is_no_smaller_one() {
        let ten = Known { stated: Some((1_000, TEN)), ..NOTHING };
        let low = ["1", "3", "5", "2", "5"];
        assert_eq!(read(points(ten, &low), &["0", "1", "5", "10"]), [1000, 1000, 2778, 5000].map(Some));
        assert_eq!(points(ten, &["1", "9", "5", "2", "5"]).told, Told::Nothing);
        assert_eq!(points(ten, &low[..4]).told, Told::Nothing);
        assert_eq!(points(Known { partial: true, ..ten }, &low).told, Told::Nothing);
        let hundred = Known { stated: Some((0, HUNDRED)), ..NOTHING };
        assert_eq!(read(points(hundred, &["10", "50", "20", "30", "45"]), &["50", "100"]), [Some(2778), Some(5000)]);
        assert_eq!(
            points(hundred, &["5", "4", "5", "3", "1"]).told,
            Told::Nothing,
            "stars under a header of a hundred"
        );
        assert_eq!(points(hundred, &["60", "80", "100", "90", "75"]).told, Told::Nothing);
    }

    #[test]
    fn numbers_without_a_word_stay_and_are_told_where_they_may_be_of_seven() {
        let many = |cells: &[&'static str]| cells.iter().copied().cycle().take(24).collect::<Vec<_>>();
        let told = |cells: &[&'static str]| points(NOTHING, &many(cells)).told;
        let open = |low: i32, high: i32, top: i32| {
            let [low, high, taken_for] = [low, high, top].map(|n| Milli(n * 1_000));
            Told::Open { low, high, taken_for }
        };
        assert_eq!(told(&["7", "6", "5", "7"]), open(5, 7, 7));
        assert_eq!(told(&["7", "1", "2", "1", "3", "1"]), open(1, 7, 10));
        assert_eq!((told(&["0", "7", "6"]), told(&["6", "5"])), (open(0, 7, 10), open(5, 6, 10)));
        assert_eq!((told(&["7", "9"]), told(&["5", "1"])), (Told::Nothing, Told::Nothing));
        assert_eq!(points(NOTHING, &["7", "6"]).told, Told::Nothing, "too few to speak of");
        let of_seven = points(NOTHING, &many(&["7", "6", "7", "6", "满意"]));
        assert_eq!(read(of_seven, &["7", "5", "非常满意", "满意"]), [7_000, 5_000, 7_000, 5_600].map(Some));
        // A header of ten is believed.
        let ten = points(Known { stated: Some((0, TEN)), ..NOTHING }, &many(&["7", "6"]));
        assert_eq!((ten.told, read(ten, &["7"])), (Told::Stated(Milli(TEN)), vec![Some(3_667)]));
    }

    #[test]
    fn what_tells_its_own_scale_is_brought_to_that_of_the_numbers() {
        let own = ["五星", "★★★", "4/5", "非常满意", "9/10", "80%", "五分", "5"];
        let hundred = points(NOTHING, &["100", "90", "60", "五星", "4/5"]);
        assert_eq!(read(hundred, &own), [100_000, 60_000, 80_000, 100_000, 90_000, 80_000, 5_000, 5_000].map(Some));
        let ten = points(NOTHING, &["10", "0", "7", "非常满意"]);
        assert_eq!(read(ten, &own), [10_000, 6_000, 8_000, 10_000, 9_000, 8_000, 5_000, 5_000].map(Some));
        let stars = points(NOTHING, &["5", "3", "9/10"]);
        assert_eq!(read(stars, &own), [5_000, 3_000, 4_000, 5_000, 4_500, 4_000, 5_000, 5_000].map(Some));
        // One stray number among words is no scale of theirs.
        let words: Vec<&str> = ["满意"; 120].into_iter().chain(["9"]).collect();
        assert_eq!(read(points(NOTHING, &words), &["满意", "9"]), [Some(4_000), Some(9_000)]);
    }

    #[test]
    fn where_there_are_no_numbers_most_cells_tell_the_scale() {
        assert_eq!(read(points(NOTHING, &["9/10", "7/10", "满意"]), &["9/10", "满意"]), [Some(9_000), Some(8_000)]);
        assert_eq!(read(points(NOTHING, &["80%", "90%"]), &["80%"]), [Some(80_000)]);
        assert_eq!(read(points(NOTHING, &["18/20", "10/20"]), &["18/20"]), [Some(4_500)]);
        assert_eq!(read(points(NOTHING, &["满意", "一般"]), &["满意", "9/10"]), [Some(4_000), Some(4_500)]);
        assert_eq!(read(Points::default(), &["4/5", "90", "满意"]), [4_000, 90_000, 4_000].map(Some));
    }

    #[test]
    fn signs_are_bad_middle_and_good() {
        let p = points(Known { form: Form::Signs, ..NOTHING }, &["-1", "0", "1"]);
        let got = read(p, &["-1", "0", "1", "－1", "−1.0", "+1", "2", "好评", "nan", ""]);
        let want =
            [Some(1000), Some(3000), Some(5000), Some(1000), Some(1000), Some(5000), None, Some(5000), None, None];
        assert_eq!(got, want);
    }

    #[test]
    fn shares_are_percent_and_answers_are_best_and_worst() {
        let p = points(Known { form: Form::Shares, ..NOTHING }, &["0.95", "1", "0.7"]);
        let got = read(p, &["0.95", "1.0", "0", "80%", "非常满意", "4.5", "-"]);
        assert_eq!(got[..5], [95_000, 100_000, 0, 80_000, 100_000].map(Some));
        assert_eq!(got[5..], [None; 2]);
        assert!(p.leaves_out("4.5", None, &WORDS) && !p.leaves_out("-", None, &WORDS));
        let p = points(Known { form: Form::Answers, ..NOTHING }, &["1", "0"]);
        let got = read(p, &["1", "0", "是", "否", "1.0", "Yes", "不满意", "3", ""]);
        assert_eq!(got[..7], [5_000, 1_000, 5_000, 1_000, 5_000, 5_000, 2_000].map(Some));
        assert_eq!(got[7..], [None; 2]);
    }

    #[test]
    fn fractions_with_a_comma() {
        let p = points(Known { comma: true, ..NOTHING }, &["4,5", "3"]);
        assert_eq!(read(p, &["4,5", "3", "3，25", "1,2,3"]), [Some(4_500), Some(3_000), Some(3_250), None]);
        assert_eq!(read(points(NOTHING, &["4", "3"]), &["4,5"]), [None]);
    }

    proptest! {
        #[test]
        fn any_column_is_read(cells in proptest::collection::vec("[0-9./%星分★非常满意-]{0,6}", 0..40), high in 3..=100) {
            let known = Known { stated: Some((0, high * 1_000)), ..NOTHING };
            let p = Points::of(known, cells.iter().map(String::as_str), &WORDS);
            for cell in &cells {
                proptest::prop_assert!(p.rating(cell, None, &WORDS).is_none_or(|r| (0..=100_000).contains(&r.0)));
            }
        }
    }
}
