//! The model file: magic, version, a JSON header that says what it is and how it was made, compressed numbers, a checksum over all of it.

use serde::{Deserialize, Serialize};

use crate::lang::Say;
use crate::say;

use super::linear::Weights;

const MAGIC: &[u8; 8] = b"vocmodel";
const VERSION: u32 = 1;
/// Features as `ngram` makes them; a model made for others is refused.
const FEATURES: &str = "char-1-3+negation/1";
const CHECKSUM: usize = 32;
/// No honest model unpacks to more.
const MAX_PAYLOAD: usize = 256 << 20;

/// What a model says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// `sentiment`.
    pub task: String,
    /// Which features it weighs.
    pub features: String,
    /// How margins become logits.
    pub calibration: Calibration,
    /// Documents that it was fitted on.
    pub documents: u64,
    /// Where it comes from, for people.
    pub provenance: String,
    /// Set on writing.
    #[doc(hidden)]
    pub scale: f32,
    /// Set on writing.
    #[doc(hidden)]
    pub bias: f32,
    /// Set on writing.
    #[doc(hidden)]
    pub entries: u64,
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

/// Writes a model.
pub fn write(header: &Header, w: &Weights) -> Vec<u8> {
    let header = Header {
        features: FEATURES.to_owned(),
        scale: w.scale,
        bias: w.bias,
        entries: w.hashes.len() as u64,
        ..header.clone()
    };
    let head = serde_json::to_vec(&header).unwrap_or_default();
    let mut payload = Vec::with_capacity(w.hashes.len() * 4);
    let mut last = 0;
    for &h in &w.hashes {
        varint(h - last, &mut payload);
        last = h;
    }
    payload.extend(w.weights.iter().map(|q| q.to_le_bytes()[0]));
    payload.extend(&w.idf2);
    // Fails only without memory; an empty payload is refused on reading.
    let packed = zstd::bulk::compress(&payload, 19).unwrap_or_default();
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    for part in [&head, &packed] {
        out.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    out.extend(u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(&head);
    out.extend(&packed);
    let sum = blake3::hash(&out);
    out.extend(sum.as_bytes());
    out
}

/// Reads a model.
///
/// # Errors
/// Says what is wrong with it: not a model, damaged, of a newer voc, of other features.
pub fn read(bytes: &[u8]) -> Result<(Header, Weights), Say> {
    let foreign = || say!("this is not a voc model", "这不是 voc 模型文件");
    let damaged = || say!("the model file is damaged", "模型文件已损坏");
    let mut r = Reader { bytes };
    if r.take(MAGIC.len()).ok_or_else(foreign)? != MAGIC {
        return Err(foreign());
    }
    let version = r.number().ok_or_else(damaged)?;
    if version > VERSION {
        return Err(say!(
            "the model has format {version}, this voc reads up to {VERSION}",
            "模型格式为 {version}，此版本 voc 最多支持 {VERSION}"
        ));
    }
    let body = bytes.len().checked_sub(CHECKSUM).ok_or_else(damaged)?;
    if blake3::hash(&bytes[..body]).as_bytes() != &bytes[body..] {
        return Err(damaged());
    }
    let (head, packed, full) =
        (|| Some((r.number()? as usize, r.number()? as usize, r.number()? as usize)))().ok_or_else(damaged)?;
    let header: Header = serde_json::from_slice(r.take(head).ok_or_else(damaged)?).map_err(|_| damaged())?;
    if header.features != FEATURES {
        let (theirs, ours) = (&header.features, FEATURES);
        return Err(say!(
            "the model weighs features `{theirs}`, this voc makes `{ours}`",
            "模型特征为 `{theirs}`，此版本 voc 的特征为 `{ours}`"
        ));
    }
    let packed = r.take(packed).ok_or_else(damaged)?;
    let payload = zstd::bulk::decompress(packed, full.min(MAX_PAYLOAD)).map_err(|_| damaged())?;
    let weights = unpack(&payload, &header).ok_or_else(damaged)?;
    Ok((header, weights))
}

fn unpack(payload: &[u8], header: &Header) -> Option<Weights> {
    let n = usize::try_from(header.entries).ok().filter(|&n| n <= payload.len())?;
    let mut r = Reader { bytes: payload };
    let mut hashes = Vec::with_capacity(n);
    let mut last = 0u32;
    for _ in 0..n {
        last = last.checked_add(r.varint()?)?;
        hashes.push(last);
    }
    let weights = r.take(n)?.iter().map(|&b| i8::from_le_bytes([b])).collect();
    let idf2 = r.take(n)?.to_vec();
    let finite = header.scale.is_finite() && header.bias.is_finite();
    (r.bytes.is_empty() && finite).then_some(Weights { hashes, weights, idf2, scale: header.scale, bias: header.bias })
}

fn varint(mut x: u32, out: &mut Vec<u8>) {
    while x >= 0x80 {
        out.push(x.to_le_bytes()[0] | 0x80);
        x >>= 7;
    }
    out.push(x.to_le_bytes()[0]);
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(head)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn varint(&mut self) -> Option<u32> {
        let mut x = 0u32;
        for shift in (0..35).step_by(7) {
            let b = self.take(1)?[0];
            x |= u32::from(b & 0x7f).checked_shl(shift)?;
            if b < 0x80 {
                return Some(x);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let w = Weights {
            hashes: vec![1, 300, u32::MAX],
            weights: vec![-127, 0, 5],
            idf2: vec![1, 2, 255],
            scale: 0.5,
            bias: -0.25,
        };
        write(&Header { task: "sentiment".into(), ..Header::default() }, &w)
    }

    #[test]
    fn reads_what_it_writes() {
        let (h, w) = read(&sample()).unwrap();
        assert_eq!(
            (h.task.as_str(), w.hashes.as_slice(), w.weights.as_slice()),
            ("sentiment", &[1, 300, u32::MAX][..], &[-127, 0, 5][..])
        );
        assert_eq!((w.idf2.as_slice(), w.scale, w.bias), (&[1, 2, 255][..], 0.5, -0.25));
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let good = sample();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x40;
            assert!(read(&bad).is_err(), "byte {at}");
        }
        for end in 0..good.len() {
            assert!(read(&good[..end]).is_err(), "cut at {end}");
        }
    }
}
