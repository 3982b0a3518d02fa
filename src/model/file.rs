//! The model file: a JSON header that says what it is and how it was made, and its numbers (`table`), closed by `seal`.
//!
//! ```text
//! "vocmodel"  version u32  sizes of header, packed and unpacked numbers u32 ×3  header (JSON)  numbers (zstd)  BLAKE3
//! numbers, table after table: gaps between hashes (varint), weights of each head (i8), idf² (u8)
//! ```

use serde::{Deserialize, Serialize};

use crate::lang::Say;
use crate::say;

use super::decision::Decision;
use super::seal::{self, Broken, VERSION};
use super::table::{Reader, Table, TableHeader, pack, unpack};

/// Features as `ngram` makes them; a model made for others is refused.
const FEATURES: &str = "char-1-3+negation/1";

/// A model: what it says of itself, and its numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// What it is and how it was made.
    pub header: Header,
    /// Its numbers. A sentiment model has one table with one head, and a second where it was adapted to a domain; any other has one table with
    /// a head for each class.
    pub tables: Vec<Table>,
}

/// What a model says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// `sentiment`, `nature` …
    pub task: String,
    /// Which features it weighs; set on writing.
    pub features: String,
    /// How margins of a sentiment model become logits.
    pub calibration: Calibration,
    /// The classes of any other model, one for each head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<Class>,
    /// The heads of the second table of a verdict model: for each kind of text an expert of its sides, and a gate that knows the kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experts: Vec<Class>,
    /// Decisions over the signals of a text, of a verdict model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// Documents that it was fitted on.
    pub documents: u64,
    /// Where it comes from, for people.
    pub provenance: String,
    /// How it was adapted to a domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adapted: Option<Adapted>,
    /// Set on writing.
    #[doc(hidden)]
    #[serde(default)]
    pub tables: Vec<TableHeader>,
    /// Of version 1.
    #[doc(hidden)]
    #[serde(flatten, skip_serializing)]
    pub single: Option<Single>,
}

/// How a model was adapted to a domain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Adapted {
    /// Texts that it learned from.
    pub texts: usize,
    /// How many of them have telling stars.
    pub stars: usize,
    /// What logits with the domain are multiplied by, so that sure texts stay as sure as they were.
    pub scale: f64,
}

/// A class of a model with several.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Its id: `product`.
    pub name: String,
    /// How margins become logits.
    pub calibration: Calibration,
}

/// Logit = `margin` × margin + `lean` × lean of the mentions + `bias`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Weight of the model's margin.
    pub margin: f64,
    /// Weight of what the dictionaries found, −1 … 1.
    pub lean: f64,
    /// Constant.
    pub bias: f64,
}

impl Default for Calibration {
    /// Without a model the mentions alone decide.
    fn default() -> Self {
        Self { margin: 0.0, lean: 4.0, bias: 0.0 }
    }
}

#[doc(hidden)]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Single {
    scale: f32,
    bias: f32,
    entries: usize,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong with it.
    pub what: Say,
    /// The next step.
    pub hint: Say,
}

impl Model {
    /// The model as it was before it was adapted.
    #[must_use]
    pub fn base(mut self) -> Self {
        if self.header.adapted.take().is_some() {
            self.tables.truncate(1);
        }
        self
    }

    /// Hash of everything in it, 16 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        self.head().fingerprint(&seal::hash(&self.payload()))
    }

    fn payload(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for t in &self.tables {
            pack(t, &mut bytes);
        }
        bytes
    }

    /// The header as it is written.
    fn head(&self) -> Header {
        let tables = self.tables.iter().map(TableHeader::of).collect();
        Header { features: FEATURES.to_owned(), tables, single: None, ..self.header.clone() }
    }
}

impl Header {
    fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The fingerprint of a model with this header, as it is written, and with numbers of this hash.
    pub(super) fn fingerprint(&self, numbers: &str) -> String {
        let all = blake3::Hasher::new().update(&self.to_json()).update(numbers.as_bytes()).finalize();
        all.to_hex()[..16].to_owned()
    }
}

/// Writes a model.
pub fn write(model: &Model) -> Vec<u8> {
    // Nothing is refused on reading.
    seal::close(&model.head().to_json(), &model.payload()).unwrap_or_default()
}

/// Reads a model.
///
/// # Errors
/// Says what is wrong with it: not a model, damaged, of a newer voc, of other features.
pub fn read(bytes: &[u8]) -> Result<Model, Fault> {
    let opened = seal::open(bytes).map_err(|broken| match broken {
        Broken::Foreign => foreign(),
        Broken::Damaged => damaged(),
        Broken::Newer(version) => newer(version),
    })?;
    let mut header: Header = serde_json::from_slice(opened.header).map_err(|_| damaged())?;
    if header.features != FEATURES {
        return Err(other_features(&header.features));
    }
    if let Some(s) = header.single.take().filter(|_| header.tables.is_empty()) {
        header.tables = vec![TableHeader { entries: s.entries, heads: vec![(s.scale, s.bias)] }];
    }
    let mut r = Reader::new(&opened.payload);
    let tables: Option<Vec<Table>> = std::mem::take(&mut header.tables).iter().map(|t| unpack(t, &mut r)).collect();
    let sound = tables.filter(|t| r.is_empty() && t.first().is_some_and(|first| !first.heads.is_empty()));
    Ok(Model { header, tables: sound.ok_or_else(damaged)? })
}

fn foreign() -> Fault {
    Fault {
        what: say!("this is not a voc model", "这不是 voc 模型文件"),
        hint: say!("`voc train` writes models", "模型由 `voc train` 生成"),
    }
}

pub(super) fn damaged() -> Fault {
    Fault {
        what: say!("the model file is damaged or cut short", "模型文件已损坏或不完整"),
        hint: say!("copy it again, or fit it again with `voc train`", "请重新复制，或用 `voc train` 重新训练"),
    }
}

fn newer(version: u32) -> Fault {
    Fault {
        what: say!(
            "the model has format {version}, this voc reads up to {VERSION}",
            "模型格式为 {version}，此版本 voc 最多支持 {VERSION}"
        ),
        hint: say!("use the voc that wrote it, or a newer one", "请使用写出该文件的 voc 或更新的版本"),
    }
}

fn other_features(theirs: &str) -> Fault {
    Fault {
        what: say!(
            "the model weighs features `{theirs}`, this voc makes `{FEATURES}`",
            "模型特征为 `{theirs}`，此版本 voc 的特征为 `{FEATURES}`"
        ),
        hint: say!("fit it again with `voc train`", "请用 `voc train` 重新训练"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::linear::Head;
    use super::*;

    fn head(weights: &[i8], scale: f32, bias: f32) -> Head {
        Head { weights: weights.to_vec(), scale, bias }
    }

    fn sample() -> Model {
        let table = |heads| Table { hashes: vec![1, 300, u32::MAX], idf2: vec![1, 2, 255], heads };
        Model {
            header: Header {
                task: "nature".into(),
                classes: vec![Class { name: "product".into(), ..Class::default() }, Class::default()],
                ..Header::default()
            },
            tables: vec![
                table(vec![head(&[-127, 0, 5], 0.5, -0.25), head(&[1, 2, 3], 0.25, 0.0)]),
                table(vec![head(&[0, 0, 1], 1.0, 0.5)]),
            ],
        }
    }

    /// A file with `change` made to it and a right checksum.
    fn forged(change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = write(&sample());
        bytes.truncate(bytes.len() - seal::CHECKSUM);
        change(&mut bytes);
        let sum = blake3::hash(&bytes);
        bytes.extend(sum.as_bytes());
        bytes
    }

    #[test]
    fn reads_what_it_writes() {
        let read = read(&write(&sample())).unwrap();
        assert_eq!(read.tables, sample().tables);
        assert_eq!(read.header.classes, sample().header.classes);
        assert_eq!(read.header.task, "nature");
    }

    #[test]
    fn a_model_without_experts_can_be_read() {
        let [full, bare] = [sample().tables.remove(0), Table { heads: Vec::new(), ..sample().tables.remove(0) }];
        assert!(read(&write(&Model { tables: vec![full, bare.clone()], ..sample() })).is_ok());
        assert_eq!(read(&write(&Model { tables: vec![bare], ..sample() })), Err(damaged()));
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let good = write(&sample());
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x40;
            assert!(read(&bad).is_err(), "byte {at}");
        }
        for end in 0..good.len() {
            assert!(read(&good[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn each_wrong_file_is_told_apart() {
        assert_eq!(read(b"\x89PNG\r\n\x1a\n0000000000000000").unwrap_err(), foreign());
        assert_eq!(read("好用\n".as_bytes()).unwrap_err(), foreign());
        assert_eq!(read(b"").unwrap_err(), foreign());
        assert_eq!(read(&write(&sample())[..40]).unwrap_err(), damaged());
        assert_eq!(read(&forged(|b| b[8] = 9)).unwrap_err(), newer(9));
        let other = forged(|b| {
            let at = b.windows(4).position(|w| w == b"char").unwrap();
            b[at] = b'w';
        });
        assert_eq!(read(&other).unwrap_err(), other_features("whar-1-3+negation/1"));
        // A right checksum over wrong numbers is no reason to trust them.
        assert_eq!(read(&forged(|b| b[12] = 255)).unwrap_err(), damaged());
        let entries = forged(|b| {
            let at = b.windows(11).position(|w| w == b"\"entries\":3").unwrap();
            b[at + 10] = b'9';
        });
        assert_eq!(read(&entries).unwrap_err(), damaged());
    }
}
