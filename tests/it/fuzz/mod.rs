//! Random and damaged input for every parser, with laws that must hold, not only that nothing panics. Parts with laws of their own keep them beside the
//! code (`split`, `value/time`, `value/rating`, `value/count`, `mask/tests`, `render/clean`, `render/records`, `dedupe`).
//!
//! Some hundred cases in the suite, the same every time (`.cargo/config.toml`); longer and others, for as many as wanted:
//! `PROPTEST_RNG_SEED=$RANDOM PROPTEST_CASES=100000 cargo test --locked --test it fuzz::`

mod files;
mod input;
mod knowledge;
mod text;

use proptest::prelude::*;

/// So many cases, or as many as `PROPTEST_CASES` says.
fn cases(usual: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: wanted.unwrap_or(usual), failure_persistence: None, ..ProptestConfig::default() }
}

/// A change to bytes: at a place (a fraction of the length), so many taken out, others put in.
#[derive(Debug, Clone)]
struct Damage {
    at: f64,
    out: usize,
    put: Vec<u8>,
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let put = prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 0..6),
        1 => prop::sample::select(vec![&b"\xff\xff\xff\xff"[..], b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80", b"\"", b"9999999999", b"-1", b"<", b"NaN", b"{", b"]", b"\n"]).prop_map(<[u8]>::to_vec),
    ];
    let one = (0.0..1.0, 0..9_usize, put).prop_map(|(at, out, put)| Damage { at, out, put });
    prop::collection::vec(one, 1..6)
}

#[allow(clippy::cast_sign_loss)] // a fraction of a length
fn damaged(bytes: &[u8], changes: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        let start = (change.at * bytes.len() as f64) as usize;
        let end = (start + change.out).min(bytes.len());
        drop(bytes.splice(start..end, change.put.iter().copied()));
    }
    bytes
}
