//! Whether a file stayed what it was while it was read: a copy that is not finished, a log that goes on, an export that is written anew.
//!
//! Looks at length and time of change when reading begins and when it comes to the end, at the file that was opened: one that was replaced by another is
//! read whole. Not its job: what is told of it (`notice`).

use std::fs::File;
use std::io;
use std::time::SystemTime;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// It became shorter: so many bytes before, and behind.
    Shrunk(u64, u64),
    /// It became longer.
    Grown(u64, u64),
    /// Something else was written.
    Rewritten,
}

/// A file as it was when it was opened.
pub(super) struct Watched {
    file: File,
    length: u64,
    modified: Option<SystemTime>,
}

impl Watched {
    /// A file that is about to be read; nothing where it is a device or a pipe.
    ///
    /// # Errors
    /// When nothing can be told of it.
    pub(super) fn of(file: &File) -> io::Result<Option<Self>> {
        let now = file.metadata()?;
        if !now.is_file() {
            return Ok(None);
        }
        Ok(Some(Self { file: file.try_clone()?, length: now.len(), modified: now.modified().ok() }))
    }

    /// What became of it since.
    ///
    /// # Errors
    /// As [`Watched::of`].
    pub(super) fn change(&self) -> io::Result<Option<Change>> {
        let now = self.file.metadata()?;
        Ok(match now.len() {
            length if length < self.length => Some(Change::Shrunk(self.length, length)),
            length if length > self.length => Some(Change::Grown(self.length, length)),
            _ => (now.modified().ok() != self.modified).then_some(Change::Rewritten),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::time::Duration;

    #[test]
    fn what_is_written_meanwhile_is_seen() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"one\ntwo\n").unwrap();
        let watched = Watched::of(&file).unwrap().unwrap();
        assert_eq!(watched.change().unwrap(), None);
        file.write_all(b"three\n").unwrap();
        assert_eq!(watched.change().unwrap(), Some(Change::Grown(8, 14)));
        file.set_len(4).unwrap();
        assert_eq!(watched.change().unwrap(), Some(Change::Shrunk(8, 4)));
        file.set_len(8).unwrap();
        let later = watched.modified.unwrap() + Duration::from_secs(5);
        file.set_modified(later).unwrap();
        assert_eq!(watched.change().unwrap(), Some(Change::Rewritten));
    }
}
