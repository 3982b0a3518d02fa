//! The scale that ratings were given on, told from the ratings alone: annotated rows carry nothing else.

/// The scale of ratings, told from all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    Five,
    /// Of surveys; told only where many ratings are near the top of it.
    Seven,
    Ten,
    /// Five stars as whole numbers: 45 are four and a half.
    Fifty,
    Hundred,
}

impl Scale {
    /// All scales, in the order of `index`.
    pub(crate) const ALL: [Self; 5] = [Self::Five, Self::Seven, Self::Ten, Self::Fifty, Self::Hundred];

    /// The smallest scale that holds the ratings (in thousandths, with how often each was given), but for one in a hundred that was given on another: a
    /// single 9 among two hundred stars is no scale of ten. Fifty only where all are half stars, seven only where that is filled. `None` where there are none.
    pub(crate) fn of(ratings: impl Iterator<Item = (i32, u64)>) -> Option<Self> {
        Self::beside(ratings, 0)
    }

    /// The same where so many others tell their own scale.
    pub(crate) fn beside(ratings: impl Iterator<Item = (i32, u64)>, others: u64) -> Option<Self> {
        let all: Vec<(i32, u64)> = ratings.collect();
        let count = |keep: &dyn Fn(i32) -> bool| all.iter().filter(|(r, _)| keep(*r)).map(|(_, n)| n).sum::<u64>();
        let odd = (count(&|_| true) + others) / ODD;
        let halves = all.iter().all(|(r, _)| *r >= HALF_OF_FIFTY && r % HALF_OF_FIFTY == 0);
        let of_its_kind = |scale: &Self| match scale {
            Self::Fifty => halves,
            Self::Seven => fills_seven(count, odd),
            _ => true,
        };
        let fits = |scale: &Self| of_its_kind(scale) && count(&|r| !scale.holds(r)) <= odd;
        (!all.is_empty()).then(|| Self::ALL.into_iter().find(fits).unwrap_or(Self::Hundred))
    }

    /// What a thousandth of a rating is in levels 1–5, and what is added to it: stars are levels, other scales begin at 0 and are stretched.
    pub(crate) fn to_levels(self) -> (f64, f64) {
        match self {
            Self::Five => (0.001, 0.0),
            Self::Seven => (0.004 / 6.0, 1.0 / 3.0),
            Self::Fifty => (0.0001, 0.0),
            Self::Ten | Self::Hundred => (0.004 / f64::from(self.largest()), 1.0),
        }
    }

    /// Whether a rating lies on it.
    pub(crate) fn holds(self, rating: i32) -> bool {
        rating <= self.top()
    }

    /// Its largest value in thousandths.
    pub(crate) fn top(self) -> i32 {
        match self {
            Self::Five => 5_000,
            Self::Seven => SEVEN,
            Self::Ten => 10_000,
            Self::Fifty => 50_000,
            Self::Hundred => 100_000,
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// Its largest value.
    pub(crate) fn largest(self) -> u32 {
        match self {
            Self::Five => 5,
            Self::Seven => 7,
            Self::Ten => 10,
            Self::Fifty => 50,
            Self::Hundred => 100,
        }
    }

    /// The level 1–5 of a rating: stars to the nearest, also where 1–7 are stretched over them, else fifths of the scale (9 and 10 of ten are level 5).
    pub(crate) fn level(self, rating: i32) -> u8 {
        let nearest = |step: i32| (rating + step / 2) / step;
        let fifth = |step: i32| (rating + step - 1) / step;
        let level = match self {
            Self::Five => nearest(1_000),
            Self::Seven => (rating * 2 + 2_500) / 3_000,
            Self::Fifty => nearest(10_000),
            Self::Ten => fifth(2_000),
            Self::Hundred => fifth(20_000),
        };
        u8::try_from(level.clamp(1, 5)).unwrap_or(1)
    }
}

/// Whether a scale of seven is filled: from 1 to 7, with the 7 and mostly in whole numbers, and many near the top. On a scale of ten, on which 8 is what
/// most customers say, so many would not stop there. `count`: ratings that are so.
fn fills_seven(count: impl Fn(&dyn Fn(i32) -> bool) -> u64, odd: u64) -> bool {
    let all = count(&|_| true);
    let content = count(&|r| (6_000..=SEVEN).contains(&r));
    all >= TELLING
        && count(&|r| r < 1_000) <= odd
        && count(&|r| r == SEVEN) > odd
        && count(&|r| r % 1_000 == 0) * 2 >= all
        && content * CONTENT >= all
}

/// Fewest ratings that tell a scale of seven.
const TELLING: u64 = 20;

/// One rating in so many near the top of it fills it.
const CONTENT: u64 = 5;

const SEVEN: i32 = 7_000;

/// Of so many ratings one may be given on another scale.
pub(crate) const ODD: u64 = 100;

/// Half a star where five stars are 50.
const HALF_OF_FIFTY: i32 = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ratings_tell_the_scale() {
        let of = |stars: &[i32]| Scale::of(stars.iter().map(|s| (s * 1_000, 1)));
        assert_eq!([of(&[]), of(&[1, 5]), of(&[0, 9])], [None, Some(Scale::Five), Some(Scale::Ten)]);
        assert_eq!(
            [of(&[10, 45, 50]), of(&[10, 45, 48]), of(&[0, 50])],
            [Scale::Fifty, Scale::Hundred, Scale::Hundred].map(Some)
        );
        assert_eq!(of(&[60, 80, 100]), Some(Scale::Hundred));
        assert_eq!(of(&[3; 200].iter().chain(&[9]).copied().collect::<Vec<_>>()), Some(Scale::Five));
        assert_eq!(of(&[3; 98].iter().chain(&[9]).copied().collect::<Vec<_>>()), Some(Scale::Ten));
    }

    #[test]
    fn a_scale_of_seven_is_told_where_it_is_filled() {
        let of = |stars: &[i32]| Scale::of(stars.iter().map(|s| (s * 1_000, 8)));
        assert_eq!(of(&[5, 6, 7]), Some(Scale::Seven));
        assert_eq!(of(&[1, 2, 3, 4, 7]), Some(Scale::Seven));
        for ten in [&[1, 1, 2, 3, 4, 7][..], &[0, 6, 7], &[5, 6], &[7, 8, 9], &[6, 7]] {
            assert_eq!(of(ten), Some(Scale::Ten), "{ten:?}");
        }
        let averages = Scale::of([6_400, 6_800, 7_000].into_iter().map(|r| (r, 8)));
        assert_eq!((averages, of(&[3, 5])), (Some(Scale::Ten), Some(Scale::Five)));
        let odd = Scale::of([(5_000, 60), (7_000, 60), (9_000, 1)].into_iter());
        assert_eq!(odd, Some(Scale::Seven), "one in a hundred may lie off it");
    }

    #[test]
    fn levels_of_each_scale() {
        let levels = |s: Scale, r: [i32; 6]| r.map(|r| s.level(r));
        assert_eq!(levels(Scale::Five, [0, 1000, 2400, 4500, 4400, 5000]), [1, 1, 2, 5, 4, 5]);
        assert_eq!(levels(Scale::Seven, [1000, 2000, 3000, 4000, 5000, 7000]), [1, 2, 2, 3, 4, 5]);
        assert_eq!(levels(Scale::Seven, [0, 1500, 2200, 5500, 6000, 6300]), [1, 1, 2, 4, 4, 5]);
        assert_eq!(levels(Scale::Ten, [0, 2000, 3000, 6000, 8000, 9000]), [1, 1, 2, 3, 4, 5]);
        assert_eq!(levels(Scale::Fifty, [5_000, 10_000, 25_000, 30_000, 45_000, 50_000]), [1, 1, 3, 3, 5, 5]);
        assert_eq!(levels(Scale::Hundred, [0, 20_000, 20_001, 60_000, 80_000, 99_500]), [1, 1, 2, 3, 4, 5]);
    }
}
