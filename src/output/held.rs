//! What can be read only once, held in a temporary file, so that it can be read again.

use std::io::{self, Read};
use std::path::Path;

use tempfile::TempPath;

use super::pending::Pending;

/// The file, for as long as it lives.
#[derive(Debug)]
pub struct Held {
    temp: TempPath,
    _pending: Pending,
}

impl Held {
    /// Holds all that `from` gives. The name of the file ends as `name` does, because ends of names tell formats.
    ///
    /// # Errors
    /// When it cannot be read, or there is no room for it.
    pub fn of(mut from: impl Read, name: &str) -> io::Result<Self> {
        let mut file = tempfile::Builder::new().prefix(".voc-").suffix(name).tempfile_in(std::env::temp_dir())?;
        let pending = Pending::new(file.path());
        io::copy(&mut from, file.as_file_mut())?;
        Ok(Self { temp: file.into_temp_path(), _pending: pending })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.temp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_can_be_read_again_and_is_gone_at_last() {
        let held = Held::of(&b"a,b\n"[..], "x.csv").unwrap();
        let path = held.path().to_owned();
        assert_eq!([std::fs::read(&path).unwrap(), std::fs::read(&path).unwrap()], [b"a,b\n", b"a,b\n"]);
        assert!(path.to_string_lossy().ends_with("x.csv"));
        drop(held);
        assert!(!path.exists());
    }
}
