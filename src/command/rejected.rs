//! The file of rejected rows: the reading thread writes to it, and the command puts it in its place.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};
use crate::output::Output;

/// Why a row could not be written to an output that another thread holds.
const LOST: &str = "the file of rejected rows is gone";

/// An output that a reading thread writes to and the command commits.
#[derive(Clone)]
pub(super) struct SharedOutput(Arc<Mutex<Shared>>);

/// What is written, and how many lines of it.
struct Shared {
    out: Option<Output>,
    lines: usize,
}

impl SharedOutput {
    pub(super) fn create(path: &Path, inputs: &[PathBuf]) -> Result<Self> {
        let out = Some(super::session::create(path, inputs)?);
        Ok(Self(Arc::new(Mutex::new(Shared { out, lines: 0 }))))
    }

    /// Puts the file in its place.
    pub(super) fn commit(&self) -> Result<()> {
        let out = self.0.lock().map_err(|_| Error::Internal(LOST.to_owned()))?.out.take();
        out.map_or(Ok(()), Output::commit)
    }

    /// The same where it holds more than its header.
    pub(super) fn commit_rows(&self) -> Result<()> {
        let lines = self.0.lock().map_err(|_| Error::Internal(LOST.to_owned()))?.lines;
        if lines > 1 { self.commit() } else { Ok(()) }
    }
}

impl Write for SharedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut shared = self.0.lock().map_err(|_| io::Error::other(LOST))?;
        // A row that comes when the file is in its place has nowhere to go.
        let out = shared.out.as_mut().ok_or_else(|| io::Error::other(LOST))?;
        let n = out.write(bytes)?;
        shared.lines += bytes[..n].iter().map(|b| usize::from(*b == b'\n')).sum::<usize>();
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut shared = self.0.lock().map_err(|_| io::Error::other(LOST))?;
        shared.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_has_nowhere_to_go_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rejects.csv");
        let shared = SharedOutput::create(&path, &[]).unwrap();
        let mut writer = shared.clone();
        writer.write_all(b"head\nrow\n").unwrap();
        shared.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"head\nrow\n");
        assert!(writer.write_all(b"late\n").is_err());
        // Nothing is waiting, so nothing is lost.
        assert!(writer.flush().is_ok() && shared.commit().is_ok());
    }
}
