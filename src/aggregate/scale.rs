//! Rating scales: which ratings can be used, the scale that they were given on, and levels 1–5 on it.

use crate::record::Annotated;

/// The scale of ratings, told from the largest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    Five,
    Ten,
    Hundred,
}

impl Scale {
    /// All scales, in the order of `index`.
    pub(crate) const ALL: [Self; 3] = [Self::Five, Self::Ten, Self::Hundred];

    /// The smallest scale that holds `largest` (in thousandths).
    pub(crate) fn of(largest: i32) -> Self {
        match largest {
            ..=5_000 => Self::Five,
            5_001..=10_000 => Self::Ten,
            _ => Self::Hundred,
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// Its largest value.
    pub(crate) fn largest(self) -> u32 {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Hundred => 100,
        }
    }

    /// Thousandths of a rating in one level.
    pub(crate) fn step(self) -> i32 {
        match self {
            Self::Five => 1_000,
            Self::Ten => 2_000,
            Self::Hundred => 20_000,
        }
    }

    /// The level 1–5 of a rating: stars to the nearest, else fifths of the scale (9 and 10 of ten are level 5).
    pub(crate) fn level(self, rating: i32) -> u8 {
        let level = match self {
            Self::Five => (rating + 500) / 1_000,
            _ => (rating + self.step() - 1) / self.step(),
        };
        u8::try_from(level.clamp(1, 5)).unwrap_or(1)
    }
}

/// The rating in thousandths, where it lies on any scale that is understood.
pub(crate) fn usable(a: &Annotated) -> Option<i32> {
    a.rating.map(|m| m.0).filter(|r| (0..=100_000).contains(r))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_each_scale() {
        let levels = |s: Scale, r: [i32; 6]| r.map(|r| s.level(r));
        assert_eq!(levels(Scale::Five, [0, 1000, 2400, 4500, 4400, 5000]), [1, 1, 2, 5, 4, 5]);
        assert_eq!(levels(Scale::Ten, [0, 2000, 3000, 6000, 8000, 9000]), [1, 1, 2, 3, 4, 5]);
        assert_eq!(levels(Scale::Hundred, [0, 20_000, 20_001, 60_000, 80_000, 99_500]), [1, 1, 2, 3, 4, 5]);
    }
}
