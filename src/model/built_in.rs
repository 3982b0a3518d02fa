//! The models in the binary, as `build.rs` laid them out: a start unpacks their rows and nothing else.
//!
//! Not its job: reading model files of users (`file`). How the models were made stands in `dicts/models/README.md`.

use super::file::{Fault, Header, damaged};
use super::layout::{Layout, Rows, WIDTH, blocks};

/// How many features and rows of experts there are, and the fingerprints of both models.
#[allow(clippy::unreadable_literal)] // written by `build.rs`
mod made {
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}

const SENTIMENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sentiment.json"));
const VERDICT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/verdict.json"));
const HASHES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hashes.zst"));
const ROWS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rows.zst"));
const EXPERTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/experts.zst"));

/// The built-in models.
pub(super) struct BuiltIn {
    /// Header of the sentiment model, and its fingerprint.
    pub(super) sentiment: (Header, &'static str),
    /// The same of the verdict model.
    pub(super) verdict: (Header, &'static str),
    pub(super) layout: Layout,
}

/// Unpacks them. Fails only if the binary itself is damaged.
pub(super) fn load() -> Result<BuiltIn, Fault> {
    let header = |bytes: &[u8]| serde_json::from_slice::<Header>(bytes).map_err(|_| damaged());
    let (sentiment, verdict) = (header(SENTIMENT)?, header(VERDICT)?);
    let heads = |table: usize| verdict.tables.get(table).map_or(0, |t| t.heads.len());
    let [width, of_experts] = [1 + blocks(heads(0)), blocks(heads(1))];
    let mut hashes = vec![0u32; made::FEATURES];
    let mut rows = vec![[0i8; WIDTH]; made::FEATURES * width];
    let mut experts = vec![[0i8; WIDTH]; made::EXPERTS * of_experts];
    unpack(HASHES, bytemuck::cast_slice_mut(&mut hashes))?;
    unpack(ROWS, bytemuck::cast_slice_mut(&mut rows))?;
    unpack(EXPERTS, bytemuck::cast_slice_mut(&mut experts))?;
    for h in &mut hashes {
        *h = u32::from_le(*h);
    }
    Ok(BuiltIn {
        sentiment: (sentiment, made::SENTIMENT),
        verdict: (verdict, made::VERDICT),
        layout: Layout {
            all: Rows { hashes, blocks: rows, width },
            experts: Rows { hashes: Vec::new(), blocks: experts, width: of_experts },
        },
    })
}

fn unpack(packed: &[u8], into: &mut [u8]) -> Result<(), Fault> {
    let size = into.len();
    zstd::bulk::decompress_to_buffer(packed, into).ok().filter(|n| *n == size).map(drop).ok_or_else(damaged)
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
        assert!(load().unwrap().layout.experts == verdict.experts.as_mut().unwrap().set_rows(Rows::default()));
    }

    #[test]
    fn the_sentiment_model_comes_out_as_it_was_put_in() {
        let of_file = file::read(&bytes_of(SENTIMENT_TASK)).unwrap();
        assert_eq!(Models::embedded().unwrap().sentiment(), Some(of_file));
    }
}
