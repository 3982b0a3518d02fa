//! Bytes of a source: opened, counted and hashed as they pass, and unpacked where they are compressed.
//!
//! Knows packing, not formats, encodings or tables.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::fault::Fault;
use super::package;
use super::watch::{Change, Watched};
use crate::error::Result;
use crate::ipc;

/// Bytes looked at to tell compression, format and encoding.
pub(super) const WINDOW: usize = 1 << 20;
/// Bytes read at a time.
const CHUNK: usize = 1 << 18;
/// Bytes of a piece of a file that has to be held in memory.
const PIECE: usize = 1 << 24;

/// Anything that bytes come from, on any thread.
pub(super) type Bytes = Box<dyn Read + Send>;

/// Counts and hashes what is read from a source; shared between the reader of the bytes and the manifest.
#[derive(Clone, Default)]
pub(super) struct Tally(Arc<TallyInner>);

#[derive(Default)]
struct TallyInner {
    bytes: AtomicU64,
    hash: Mutex<blake3::Hasher>,
    change: OnceLock<Change>,
}

impl Tally {
    /// Bytes read so far, before decompression.
    pub(super) fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// BLAKE3 of the bytes read so far.
    pub(super) fn hash(&self) -> String {
        self.0.hash.lock().unwrap_or_else(PoisonError::into_inner).finalize().to_hex().to_string()
    }

    /// What became of the file until it was read to its end.
    pub(super) fn change(&self) -> Option<Change> {
        self.0.change.get().copied()
    }

    fn add(&self, bytes: &[u8]) {
        self.0.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.0.hash.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
    }
}

/// Reads through, telling the tally.
struct Tapped {
    from: Bytes,
    tally: Tally,
    /// What is looked at again at the end.
    watched: Option<Watched>,
}

impl Read for Tapped {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buf)?;
        self.tally.add(&buf[..n]);
        if n == 0
            && !buf.is_empty()
            && let Some(watched) = self.watched.take()
            && let Some(change) = watched.change()?
        {
            // It is looked at once: nothing is there before.
            let _ = self.tally.0.change.set(change);
        }
        Ok(n)
    }
}

/// The bytes of a source, unpacked, with a window of them already read.
pub(super) struct Raw {
    /// The first bytes, at most [`WINDOW`] and a little.
    pub(super) window: Vec<u8>,
    /// What follows the window.
    pub(super) rest: Bytes,
    /// Whether the window holds everything.
    pub(super) complete: bool,
    /// Whether the bytes were compressed.
    pub(super) packed: bool,
}

impl Raw {
    /// Opens `path` (`-`: standard input).
    pub(super) fn open(path: &Path, tally: &Tally) -> Result<Self> {
        let fail = |e: io::Error| Fault::io(&e).at(path);
        let (from, watched): (Bytes, _) = if path.as_os_str() == "-" {
            (Box::new(io::stdin()), None)
        } else {
            let file = File::open(path).map_err(fail)?;
            let watched = Watched::of(&file).map_err(fail)?;
            (Box::new(file), watched)
        };
        Self::unpacked(Box::new(Tapped { from, tally: tally.clone(), watched })).map_err(fail)
    }

    fn unpacked(mut from: Bytes) -> io::Result<Self> {
        let (head, _) = fill(&mut from, 4)?;
        let packed = Packing::of(&head);
        let whole: Bytes = Box::new(io::Cursor::new(head).chain(from));
        let mut rest: Bytes = match packed {
            None => whole,
            Some(Packing::Gzip) => Box::new(Members::new(whole)),
            Some(Packing::Zstd) => Box::new(zstd::stream::read::Decoder::new(whole)?),
        };
        // An Arrow stream tells itself with its first message (a mark and a length), and may wait for an answer before it goes on: nothing is read ahead of it.
        let (mut window, mut complete) = fill(&mut rest, 8)?;
        if !complete && !ipc::is_stream(&window) {
            let (more, all) = fill(&mut rest, WINDOW)?;
            window.extend(more);
            complete = all;
        }
        Ok(Self { window, rest, complete, packed: packed.is_some() })
    }

    /// Everything, in memory, where these are no more than `most` bytes.
    pub(super) fn into_memory(mut self, most: u64) -> Result<Vec<u8>, Fault> {
        // In pieces first: what turns out to be too large was never moved to a larger place.
        let (mut length, mut pieces) = (0, vec![self.window]);
        loop {
            let last = pieces.last().map_or(0, Vec::len);
            length += last;
            if length as u64 > most {
                return Err(package::too_large(most));
            }
            if last == 0 && pieces.len() > 1 {
                break;
            }
            pieces.push(fill(&mut self.rest, PIECE)?.0);
        }
        let mut all = Vec::with_capacity(length);
        for piece in pieces {
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }
}

#[cfg(test)]
impl Raw {
    /// Bytes in memory, of which so many are read already.
    pub(super) fn of(bytes: &[u8], window: usize) -> Self {
        let (window, rest) = bytes.split_at(bytes.len().min(window));
        let (complete, rest) = (rest.is_empty(), Box::new(io::Cursor::new(rest.to_vec())));
        Self { window: window.to_vec(), rest, complete, packed: false }
    }
}

/// The members of a gzip file one after another. Zeros behind the last are padding, as tapes and transfers in blocks leave it.
struct Members(Option<flate2::bufread::GzDecoder<io::BufReader<Bytes>>>);

impl Members {
    fn new(packed: Bytes) -> Self {
        Self(Some(flate2::bufread::GzDecoder::new(io::BufReader::with_capacity(CHUNK, packed))))
    }
}

impl Read for Members {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(member) = &mut self.0 else { return Ok(0) };
            let n = member.read(buf)?;
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            let Some(member) = self.0.take() else { return Ok(0) };
            let mut rest = member.into_inner();
            if !is_padding(&mut rest)? {
                self.0 = Some(flate2::bufread::GzDecoder::new(rest));
            }
        }
    }
}

/// Whether nothing but zeros is left, which are read.
fn is_padding(rest: &mut impl io::BufRead) -> io::Result<bool> {
    loop {
        let bytes = rest.fill_buf()?;
        let zeros = bytes.iter().take_while(|b| **b == 0).count();
        if zeros < bytes.len() {
            return Ok(false);
        }
        if bytes.is_empty() {
            return Ok(true);
        }
        rest.consume(zeros);
    }
}

/// Compression of a file, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // `pzstd` begins with a frame to be skipped, which tells where the next one is.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// Up to `most` bytes, and whether these were all.
fn fill(from: &mut Bytes, most: usize) -> io::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    from.by_ref().take(most as u64).read_to_end(&mut bytes)?;
    let complete = bytes.len() < most;
    Ok((bytes, complete))
}

/// Reads one more chunk to the end of `into`; 0 bytes at the end of the source.
pub(super) fn read_chunk(from: &mut Bytes, into: &mut Vec<u8>) -> io::Result<usize> {
    into.resize(CHUNK, 0);
    loop {
        match from.read(into) {
            Ok(n) => {
                into.truncate(n);
                return Ok(n);
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(text: &[u8]) -> Vec<u8> {
        let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        e.write_all(text).unwrap();
        e.finish().unwrap()
    }

    #[test]
    fn unpacks_members_and_frames_one_after_another() {
        let many = [gz("一".as_bytes()), gz("二".as_bytes())].concat();
        let frames =
            [zstd::encode_all("一".as_bytes(), 1).unwrap(), zstd::encode_all("二".as_bytes(), 1).unwrap()].concat();
        let skipped = [&b"\x50\x2a\x4d\x18\x04\0\0\0skip"[..], &frames[..]].concat();
        for bytes in [many, frames, skipped] {
            let raw = Raw::unpacked(Box::new(io::Cursor::new(bytes))).unwrap();
            assert!(raw.complete && raw.packed);
            assert_eq!(raw.window, "一二".as_bytes());
        }
    }

    #[test]
    fn zeros_behind_the_members_are_padding() {
        let unpacked = |tail: &[u8]| {
            let packed = [gz("一".as_bytes()), gz("二".as_bytes()), tail.to_vec()].concat();
            Raw::unpacked(Box::new(io::Cursor::new(packed))).map(|raw| raw.window)
        };
        assert_eq!(unpacked(&[0; 600]).unwrap(), "一二".as_bytes());
        assert!(unpacked(b"\0\0x").is_err() && unpacked(b"rest").is_err());
    }

    #[test]
    fn the_tally_is_of_the_packed_bytes() {
        let bytes = gz(b"a,b\n1,2\n");
        let tally = Tally::default();
        let tapped = Tapped { from: Box::new(io::Cursor::new(bytes.clone())), tally: tally.clone(), watched: None };
        Raw::unpacked(Box::new(tapped)).unwrap().into_memory(1 << 20).unwrap();
        assert_eq!(tally.bytes(), bytes.len() as u64);
        assert_eq!(tally.hash(), blake3::hash(&bytes).to_hex().to_string());
    }

    #[test]
    fn a_truncated_archive_is_an_error() {
        let bytes = gz(&[b'x'; 9000]);
        assert!(Raw::unpacked(Box::new(io::Cursor::new(bytes[..bytes.len() - 12].to_vec()))).is_err());
    }
}
