//! A sketch of a long text: 64 bits, of which two texts share the more the more three-character pieces they share.
//!
//! One bit of each of 64 minima over the hashed pieces (b-bit minwise hashing, Li and König 2010, by one permutation with [`DRAWS`] draws). Texts that
//! share a part J of their pieces agree in a part (1 + J) / 2 of the bits: at 0.9 about 61 of 64, at 0.7 about 54, independent texts 32.

use crate::number::GOLDEN;
pub(super) use crate::number::mix;

/// Characters of a piece.
const PIECE: usize = 3;

/// Bits in which sketches of one text may differ: at an overlap of 0.9 more differ in one of twenty pairs, at 0.7 as few in one of fourteen.
pub(super) const NEAR_BITS: u32 = 5;

/// Draws of each piece, so that no minimum of a text of [`super::LONG`] characters is without a draw but by rare chance.
const DRAWS: u64 = 4;

/// The sketch of a text.
pub(super) fn sketch(core: &[char]) -> u64 {
    let mut minima = [u64::MAX; 64];
    for piece in core.windows(PIECE) {
        let piece = piece.iter().fold(0u64, |h, &c| h << 21 | u64::from(c as u32));
        for draw in 1..=DRAWS {
            let drawn = mix(piece.wrapping_add(draw.wrapping_mul(GOLDEN)));
            let minimum = &mut minima[(drawn >> 58) as usize];
            *minimum = (*minimum).min(drawn << 6);
        }
    }
    // A place without a draw borrows from the next one.
    let drawn = |i: usize| (0..64).map(|n| minima[(i + n) % 64]).find(|m| *m != u64::MAX).unwrap_or(0);
    (0..64).fold(0, |bits, i| bits << 1 | mix(drawn(i)) & 1)
}

/// Whether two sketches are of one text, or nearly.
pub(super) fn is_near(a: u64, b: u64) -> bool {
    (a ^ b).count_ones() <= NEAR_BITS
}
