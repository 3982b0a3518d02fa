//! Exact numbers: thousandths as integers, so that sums are the same in any order, and the one rounding of a report.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number in thousandths: scores (−1000 … 1000) and ratings (4.5 is 4500). A plain number in JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(transparent)]
pub struct Milli(#[schemars(with = "f64")] pub i32);

impl Milli {
    /// The nearest thousandth; values out of range are clamped, `NaN` becomes 0.
    #[allow(clippy::cast_possible_truncation)] // `as` saturates, which is the clamping promised
    pub fn from_f64(x: f64) -> Self {
        Self((x * 1000.0).round() as i32)
    }

    /// As a float.
    pub fn to_f64(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Serialize for Milli {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 { s.serialize_i32(self.0 / 1000) } else { s.serialize_f64(self.to_f64()) }
    }
}

impl<'de> Deserialize<'de> for Milli {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        f64::deserialize(d).map(Self::from_f64)
    }
}

/// Rounds to `digits` decimals, once, at the end of a computation. Never gives −0.
pub fn round(x: f64, digits: i32) -> f64 {
    let k = 10f64.powi(digits);
    let r = (x * k).round() / k;
    if r == 0.0 { 0.0 } else { r }
}

/// A count as a float; exact up to 2^53.
#[allow(clippy::cast_precision_loss)]
pub fn float(n: u64) -> f64 {
    n as f64
}

/// A count or a place in 32 bits; what is larger saturates, and nothing that voc counts in memory is.
pub fn to_u32(n: impl TryInto<u32>) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}

/// What the numbers from which [`mix`] makes hashes are apart by (the golden ratio), so that neighbours are not alike.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Finishes a hash: each bit of the input changes half of the output (`SplitMix64`).
pub fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_decimals_in_json() {
        assert_eq!(serde_json::to_string(&[Milli(2000), Milli(-410), Milli(4500)]).unwrap(), "[2,-0.41,4.5]");
        assert_eq!(
            serde_json::from_str::<Vec<Milli>>("[2,-0.41,2.0]").unwrap(),
            [Milli(2000), Milli(-410), Milli(2000)]
        );
    }

    #[test]
    fn rounding_never_shows_a_negative_zero() {
        assert_eq!(round(-0.0001, 2).to_string(), "0");
        assert_eq!(round(0.125, 2), 0.13);
    }
}
