//! Likes and votes: `12`, `1,234`, `99+`, `1.2万`, `3k`.
//!
//! Not its job: ratings.

use super::half_width;

/// The count that a cell states, `None` where it states none.
pub(in crate::ingest) fn count(cell: &str) -> Option<u64> {
    let cell = cell.trim();
    if let Ok(n) = cell.parse() {
        return Some(n);
    }
    let mut digits = Decimal::default();
    let mut unit = 1;
    for c in cell.chars().map(half_width) {
        match c {
            '0'..='9' if unit == 1 => digits.push(c)?,
            '.' if unit == 1 => digits.point()?,
            ',' | ' ' => {}
            '+' if digits.seen => {}
            '万' | 'w' | 'W' if unit == 1 => unit = 10_000,
            'k' | 'K' | '千' if unit == 1 => unit = 1_000,
            _ => return None,
        }
    }
    digits.times(unit)
}

/// Digits with at most one decimal point, exact.
#[derive(Default)]
struct Decimal {
    value: u64,
    scale: Option<u64>,
    seen: bool,
}

impl Decimal {
    fn push(&mut self, c: char) -> Option<()> {
        self.value = self.value.checked_mul(10)?.checked_add(u64::from(c.to_digit(10)?))?;
        self.seen = true;
        if let Some(scale) = &mut self.scale {
            *scale = scale.checked_mul(10)?;
        }
        Some(())
    }

    fn point(&mut self) -> Option<()> {
        self.scale.replace(1).is_none().then_some(())
    }

    fn times(self, unit: u64) -> Option<u64> {
        self.seen.then(|| self.value.checked_mul(unit))?.map(|v| v / self.scale.unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_as_platforms_write_them() {
        let cases = [
            ("0", Some(0)),
            ("12", Some(12)),
            ("1,234", Some(1234)),
            ("99+", Some(99)),
            ("1.2万", Some(12_000)),
            ("3.5w+", Some(35_000)),
            ("2k", Some(2000)),
            ("１２", Some(12)),
            ("5.0", Some(5)),
            ("", None),
            ("赞", None),
            ("-3", None),
            ("99999999999999999999999", None),
        ];
        for (cell, want) in cases {
            assert_eq!(count(cell), want, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "\\PC*") {
            let _ = count(&s);
        }
    }
}
