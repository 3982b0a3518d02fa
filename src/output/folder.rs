//! The folder of `-o dir/`: made before the work begins, so that a bad place is told at once, and taken away again where nothing came into it.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::lang::{Say, reason};
use crate::say;

use super::pending::Pending;

/// Folders that were made for an output, the outermost first. Dropped it takes away those that are empty.
#[derive(Debug)]
pub struct Folder(Vec<(PathBuf, Pending)>);

impl Folder {
    /// Makes a folder and those that it lies in, where they do not exist yet.
    ///
    /// # Errors
    /// When it cannot be made, or a file stands in its place.
    pub fn create(path: &Path) -> Result<Self> {
        let missing = path.ancestors().take_while(|p| !p.as_os_str().is_empty() && !p.exists());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        let made = missing.into_iter().map(|p| (p.clone(), Pending::new(&p))).collect();
        // Before anything is made: what fails half way is taken away, too.
        let folder = Self(made);
        std::fs::create_dir_all(path).map_err(|e| {
            let Say { en, zh } = reason(&e);
            Error::output(
                path,
                say!("cannot create the folder: {en}", "无法创建文件夹：{zh}"),
                say!("name another folder, or create it first", "请换一个文件夹，或先手动创建"),
            )
        })?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for (path, _) in self.0.iter().rev() {
            // One with files in it stays.
            let _ = std::fs::remove_dir(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_for_nothing_goes_and_what_holds_something_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (there, deep) = (dir.path().join("there"), dir.path().join("a/b/c/"));
        std::fs::create_dir(&there).unwrap();
        drop(Folder::create(&there).unwrap());
        assert!(there.is_dir(), "it was there before");
        drop(Folder::create(&deep).unwrap());
        assert!(!dir.path().join("a").exists());
        let used = Folder::create(&deep).unwrap();
        std::fs::write(deep.join("x.csv"), "x").unwrap();
        drop(used);
        assert!(deep.join("x.csv").is_file());
        std::fs::write(dir.path().join("f"), "x").unwrap();
        assert!(Folder::create(&dir.path().join("f/g/")).unwrap_err().to_string().contains("cannot create the folder"));
    }
}
