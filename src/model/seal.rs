//! What is around the numbers of a model file: magic, version, sizes, a header, compression, a checksum.
//!
//! Not its job: what header and numbers mean (`file`, `table`). `build.rs` opens the built-in models with it, so nothing here needs the rest of the library.

use super::table::Reader;

pub(crate) const MAGIC: &[u8; 8] = b"vocmodel";
/// 1 had one table with one head, described in the header itself; still read.
pub(crate) const VERSION: u32 = 2;
pub(crate) const CHECKSUM: usize = 32;
/// No honest model unpacks to more.
const MAX_PAYLOAD: usize = 256 << 20;

/// A model file, opened.
pub(crate) struct Opened<'b> {
    /// JSON.
    pub(crate) header: &'b [u8],
    /// The numbers of all tables.
    pub(crate) payload: Vec<u8>,
}

/// Why bytes cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// They are no model.
    Foreign,
    /// They are not what was written.
    Damaged,
    /// They are of this later version.
    Newer(u32),
}

/// Opens a file.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened<'_>, Broken> {
    let mut r = Reader::new(bytes);
    if r.take(MAGIC.len()).is_none_or(|magic| magic != MAGIC) {
        return Err(Broken::Foreign);
    }
    let version = r.number().ok_or(Broken::Damaged)?;
    let body = bytes.len().checked_sub(CHECKSUM).ok_or(Broken::Damaged)?;
    if blake3::hash(&bytes[..body]).as_bytes() != &bytes[body..] {
        return Err(Broken::Damaged);
    }
    if version > VERSION {
        return Err(Broken::Newer(version));
    }
    let mut size = || r.number().map(|n| n as usize).ok_or(Broken::Damaged);
    let (head, packed, full) = (size()?, size()?, size()?);
    let header = r.take(head).ok_or(Broken::Damaged)?;
    let packed = r.take(packed).ok_or(Broken::Damaged)?;
    let payload = zstd::bulk::decompress(packed, full.min(MAX_PAYLOAD)).map_err(|_| Broken::Damaged)?;
    Ok(Opened { header, payload })
}

/// Closes one; nothing where it is too large, or memory is short.
pub(crate) fn close(header: &[u8], payload: &[u8]) -> Option<Vec<u8>> {
    let packed = zstd::bulk::compress(payload, 19).ok()?;
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    for size in [header.len(), packed.len(), payload.len()] {
        out.extend(u32::try_from(size).ok()?.to_le_bytes());
    }
    out.extend(header);
    out.extend(&packed);
    let sum = blake3::hash(&out);
    out.extend(sum.as_bytes());
    Some(out)
}

/// Hash of the numbers of all tables.
pub(crate) fn hash(payload: &[u8]) -> String {
    blake3::hash(payload).to_hex().to_string()
}
