//! The models in the binary, as `build.rs` laid them out: a start unpacks their rows and nothing else.
//!
//! Not its job: reading model files of users (`file`). How the models were made stands in `dicts/models/README.md`.

use super::file::{Fault, Header, damaged};
use super::index::Index;
use super::known::Known;
use super::layout::{Block, Rows, blocks};
use crate::packed;

const SENTIMENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sentiment.json"));
const VERDICT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/verdict.json"));
const HASHES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hashes.zst"));
const ROWS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rows.zst"));
const EXPERTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/experts.zst"));

/// The built-in models.
pub(super) struct BuiltIn {
    /// Header of the sentiment model, and the hash of its numbers.
    pub(super) sentiment: (Header, &'static str),
    /// The same of the verdict model.
    pub(super) verdict: (Header, &'static str),
    /// All features, with what sentiment and the verdict's heads say of them.
    pub(super) known: Known,
    /// The verdict's experts.
    pub(super) experts: Rows,
}

/// Unpacks them, on several threads. Fails only if the binary itself is damaged.
pub(super) fn load() -> Result<BuiltIn, Fault> {
    let header = |bytes: &[u8]| serde_json::from_slice::<Header>(bytes).map_err(|_| damaged());
    let (sentiment, verdict) = (header(SENTIMENT)?, header(VERDICT)?);
    let heads = |table: usize| verdict.tables.get(table).map_or(0, |t| t.heads.len());
    let [width, of_experts] = [1 + blocks(heads(0)), blocks(heads(1))];
    let rows = |packed, width| Ok(Rows { hashes: Vec::new(), blocks: numbers::<Block>(packed)?, width });
    let (index, (all, experts)) =
        rayon::join(index, || rayon::join(|| rows(ROWS, width), || rows(EXPERTS, of_experts)));
    Ok(BuiltIn {
        known: Known::indexed(index?, all?),
        experts: experts?,
        sentiment: (sentiment, env!("VOC_SENTIMENT")),
        verdict: (verdict, env!("VOC_VERDICT")),
    })
}

fn index() -> Result<Index, Fault> {
    let mut hashes: Vec<u32> = numbers(HASHES)?;
    for h in &mut hashes {
        *h = u32::from_le(*h);
    }
    Ok(Index::new(&hashes))
}

/// Numbers as the bytes that they were packed as.
fn numbers<T: bytemuck::Pod>(packed: &[u8]) -> Result<Vec<T>, Fault> {
    let size = packed::size(packed).ok_or_else(damaged)?;
    let mut numbers = vec![T::zeroed(); size / size_of::<T>()];
    packed::unpack_into(packed, bytemuck::cast_slice_mut(&mut numbers)).ok_or_else(damaged)?;
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::super::{Models, SENTIMENT_TASK, VERDICT_TASK, file};
    use super::*;

    fn bytes_of(task: &str) -> Vec<u8> {
        std::fs::read(format!("dicts/models/{task}.vocmodel")).unwrap()
    }

    #[test]
    fn they_are_those_of_the_files() {
        let (built_in, mut read) = (Models::embedded().unwrap(), Models::default());
        for task in [VERDICT_TASK, SENTIMENT_TASK] {
            assert_eq!(read.add(&bytes_of(task), task).unwrap(), task);
        }
        assert_eq!(built_in.fingerprint(), read.fingerprint());
        assert_eq!(built_in.sentiment(), read.sentiment());
        assert!(built_in.known.into_rows() == read.known.into_rows());
        let mut verdict = read.verdict.unwrap();
        assert!(load().unwrap().experts == verdict.experts.as_mut().unwrap().set_rows(Rows::default()));
    }

    #[test]
    fn the_sentiment_model_comes_out_as_it_was_put_in() {
        let of_file = file::read(&bytes_of(SENTIMENT_TASK)).unwrap();
        assert_eq!(Models::embedded().unwrap().sentiment(), Some(of_file));
    }
}
