//! Numbers of workbooks, JSON and Parquet as the text that a person would have typed: no `1.0`, no `1.2e17`.

use std::fmt::Write as _;

/// Whole numbers up to here are exact: order numbers of 16 digits stay what they are.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends `v`; nothing where it is not a number.
pub(super) fn push(v: f64, to: &mut String) {
    if v.is_finite() {
        // `Display` of floats never uses exponents. Excel shows 15 digits, so noise such as 4.6000000000000005 goes.
        let whole = v.fract() == 0.0 && v.abs() <= EXACT;
        let short = if whole { v } else { format!("{v:.14e}").parse().unwrap_or(v) };
        let _ = write!(to, "{}", if short == 0.0 { 0.0 } else { short });
    }
}

/// Appends a number of single precision by its own shortest digits: 1.1 is none of 1.10000002384186.
pub(super) fn push_single(v: f32, to: &mut String) {
    push(v.to_string().parse().unwrap_or_else(|_| f64::from(v)), to);
}

/// Appends `n` divided by the power of ten of so many places.
pub(super) fn push_decimal(n: i128, places: usize, to: &mut String) {
    let digits = format!("{:0>width$}", n.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    let sign = if n < 0 { "-" } else { "" };
    let dot = if part.is_empty() { "" } else { "." };
    to.extend([sign, whole, dot, part]);
}

#[cfg(test)]
mod tests {
    fn shown(push: impl FnOnce(&mut String)) -> String {
        let mut text = String::new();
        push(&mut text);
        text
    }

    #[test]
    fn as_typed() {
        let show = |v| shown(|to| super::push(v, to));
        assert_eq!(show(1.0), "1");
        assert_eq!(show(-0.0), "0");
        assert_eq!(show(4.5), "4.5");
        assert_eq!(show(4.6 + 0.000_000_000_000_000_5), "4.6");
        assert_eq!(show(1.2e17), "120000000000000000");
        assert_eq!(show(1_234_567_890_123_451.0), "1234567890123451");
        assert_eq!(show(2_601_050_001.0), "2601050001");
        assert_eq!(show(f64::NAN), "");
    }

    #[test]
    fn single_precision_as_typed() {
        let show = |v| shown(|to| super::push_single(v, to));
        for (v, want) in
            [(1.1, "1.1"), (2.3, "2.3"), (4.5, "4.5"), (5.0, "5"), (-0.1, "-0.1"), (16_777_216.0, "16777216")]
        {
            assert_eq!(show(v), want);
        }
        assert_eq!((show(f32::NAN), show(f32::INFINITY)), (String::new(), String::new()));
    }

    #[test]
    fn decimals_as_typed() {
        let show = |n, places| shown(|to| super::push_decimal(n, places, to));
        assert_eq!(show(450, 2), "4.5");
        assert_eq!(show(500, 2), "5");
        assert_eq!(show(1, 2), "0.01");
        assert_eq!(show(-5, 1), "-0.5");
        assert_eq!(show(0, 3), "0");
        assert_eq!(show(100, 0), "100");
        assert_eq!(show(i128::MIN, 38), "-1.70141183460469231731687303715884105728");
    }
}
