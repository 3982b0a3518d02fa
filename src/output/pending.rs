//! Temporary files that are being written, so that a run that is told to stop can take them away: a signal ends a process without dropping anything.
//!
//! Not its job: listening to signals (`main` does). What is killed outright (SIGKILL, a power cut) leaves `.voc-*.tmp` beside the output.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static PENDING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn pending() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers a file, or a folder made for files, for as long as it lives.
#[derive(Debug)]
pub(super) struct Pending(PathBuf);

impl Pending {
    pub(super) fn new(path: &Path) -> Self {
        pending().insert(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        pending().remove(&self.0);
    }
}

/// Removes every temporary file that is not finished, and holds on to the list: nothing begins after that.
pub fn stop<T>(then: impl FnOnce() -> T) -> T {
    let pending = pending();
    // What lies in a folder before the folder, which goes if it is empty.
    for path in pending.iter().rev() {
        if std::fs::remove_file(path).is_err() {
            let _ = std::fs::remove_dir(path);
        }
    }
    let done = then();
    drop(pending);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_finished_is_pending() {
        let path = Path::new("/no/such/file");
        let one = Pending::new(path);
        assert!(pending().contains(path));
        drop(one);
        assert!(!pending().contains(path));
    }
}
