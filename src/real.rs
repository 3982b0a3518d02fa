//! Elementary functions that give the same bits on every machine.
//!
//! Those of the standard library ask the system, whose results differ in the last bit between systems, and between processors with and without fused
//! multiplication: enough to turn a label, a rank or a rounded figure. These are computed in Rust (`libm`), by additions and multiplications only.
//! Square roots, and rounding, are exact everywhere, so the standard library's do.

/// e to the power of `x`.
pub(crate) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm.
pub(crate) fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The natural logarithm of 1 + `x`, exact for small `x`.
pub(crate) fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The logarithm to base 2.
pub(crate) fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// The logarithm to base 10.
pub(crate) fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `x` to the power of `y`.
pub(crate) fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// The hyperbolic tangent.
pub(crate) fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// The sine of `x` in radians.
pub(crate) fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The angle in radians whose sine is `x`.
pub(crate) fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// √(`x`² + `y`²) without overflow.
pub(crate) fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits that were worked out once: another version of the functions must not move them unnoticed.
    #[test]
    fn bits_stay() {
        let got = [
            exp(-1.3),
            ln(0.7),
            ln_1p(0.01),
            log2(9.0),
            log10(3.5),
            pow(10.0, 0.3),
            tanh(0.41),
            sin(2.0),
            hypot(1.0, 3.0),
            asin(0.3),
        ];
        let system = [
            f64::exp(-1.3),
            f64::ln(0.7),
            f64::ln_1p(0.01),
            f64::log2(9.0),
            f64::log10(3.5),
            f64::powf(10.0, 0.3),
            f64::tanh(0.41),
            f64::sin(2.0),
            f64::hypot(1.0, 3.0),
            f64::asin(0.3),
        ];
        assert!(got.iter().zip(system).all(|(g, s)| (g - s).abs() < 1e-12));
        assert_eq!(got.map(|x| format!("{:016x}", x.to_bits())), BITS);
    }

    const BITS: [&str; 10] = [
        "3fd17129308ce281",
        "bfd6d3c324e13f50",
        "3f8460d6ccca3677",
        "40095c01a39fbd68",
        "3fe1690163290f40",
        "3fffec982d5bb8af",
        "3fd8dcbc843ab779",
        "3fed18f6ead1b446",
        "40094c583ada5b53",
        "3fd380159e14f6ff",
    ];
}
