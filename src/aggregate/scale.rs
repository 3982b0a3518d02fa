//! Ratings that can be used, and their sums by the scale that holds them.

use crate::record::Annotated;
pub(crate) use crate::scale::Scale;

/// Sums of ratings, kept apart by the smallest scale that holds them: which one they were given on is known at the end only, and what lies off it counts
/// for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ByScale<T>([T; Scale::ALL.len()]);

impl<T: Copy + Default + std::ops::AddAssign> ByScale<T> {
    /// Adds what a rating (in thousandths) gives.
    pub(crate) fn add(&mut self, rating: i32, x: T) {
        let smallest = Scale::ALL.into_iter().find(|s| s.holds(rating)).unwrap_or(Scale::Hundred);
        self.0[smallest.index()] += x;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (x, y) in self.0.iter_mut().zip(other.0) {
            *x += y;
        }
    }

    /// The sum of what lies on a scale.
    pub(crate) fn on(&self, scale: Scale) -> T {
        self.0[..=scale.index()].iter().fold(T::default(), |mut sum, x| {
            sum += *x;
            sum
        })
    }

    /// Pairs of what stands in the same place.
    pub(crate) fn zip(self, other: Self, f: impl Fn(T, T) -> T) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

/// The rating in thousandths, where it lies on any scale that is understood.
pub(crate) fn usable(a: &Annotated) -> Option<i32> {
    a.rating.map(|m| m.0).filter(|r| (0..=100_000).contains(r))
}

/// Whether an answer to how likely one is to recommend, of 0 to 10, is a promoter's: 9 or 10.
pub(crate) fn promotes(rating: i32) -> bool {
    (9_000..=Scale::Ten.top()).contains(&rating)
}

/// Whether it is a detractor's: 0 to 6.
pub(crate) fn detracts(rating: i32) -> bool {
    (0..=6_000).contains(&rating)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_off_the_scale_counts_for_nothing() {
        let mut sums = ByScale::default();
        for r in [5_000, 4_000, 9_000, 100_000] {
            sums.add(r, i64::from(r));
        }
        assert_eq!(Scale::ALL.map(|s| sums.on(s)), [9_000, 9_000, 18_000, 18_000, 118_000]);
        let levels = |s: Scale, rating: f64| s.to_levels().0 * rating + s.to_levels().1;
        assert!((levels(Scale::Five, 4_000.0) - levels(Scale::Fifty, 40_000.0)).abs() < 1e-12);
        assert_eq!([Scale::Ten, Scale::Hundred].map(|s| levels(s, f64::from(s.largest()) * 1000.0)), [5.0; 2]);
        assert!(
            [(1, 1.0), (4, 3.0), (7, 5.0)]
                .iter()
                .all(|(r, l)| (levels(Scale::Seven, f64::from(*r) * 1e3) - l).abs() < 1e-12)
        );
    }
}
