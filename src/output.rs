//! Files written whole or not at all: into a temporary file beside the target, renamed when everything is there.
//!
//! Not its job: deciding formats (`plan`) or content (`render`).

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::error::{Error, Result, limit};
use crate::lang::{Say, reason};
use crate::say;

mod apart;
mod folder;
mod held;
mod pending;

pub use apart::{distinct, refuse_inputs};
pub use folder::Folder;
pub use held::Held;
use pending::Pending;
pub use pending::stop;

/// The name of standard output on command lines.
pub const STDOUT: &str = "-";

const BUFFER: usize = 1 << 18;

/// A file to come. Dropped without [`Output::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct Output {
    named: PathBuf,
    target: Target,
    /// The work goes on when the reader of standard output has gone: something else is written too.
    beside: bool,
}

#[derive(Debug)]
enum Target {
    Stdout(BufWriter<io::Stdout>),
    /// A device or pipe: it cannot be replaced, only written to.
    Device(BufWriter<File>),
    File {
        temp: BufWriter<NamedTempFile>,
        to: PathBuf,
        /// Forgotten last: until then a signal takes the file away.
        pending: Pending,
    },
    /// A file that is written in full and lacks only its name.
    Closed {
        temp: TempPath,
        to: PathBuf,
        pending: Pending,
    },
    /// A file that shall be there no longer.
    Gone,
}

impl Output {
    /// Opens a place to write what shall become `path`; `-` is standard output.
    ///
    /// # Errors
    /// When `path` is a folder or one of `inputs`, or its folder does not exist or is not writable.
    pub fn create(path: &Path, inputs: &[PathBuf]) -> Result<Self> {
        let named = path.to_owned();
        if path == Path::new(STDOUT) {
            let target = Target::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()));
            return Ok(Self { named, target, beside: false });
        }
        refuse_inputs(path, inputs)?;
        let known = std::fs::metadata(path).ok();
        // Before the work: `rows.csv/` would only fail when the file is put in its place.
        if known.as_ref().is_some_and(Metadata::is_dir) || named.to_string_lossy().ends_with(std::path::is_separator) {
            let hint = say!("name a file in it", "请指定其中的文件名");
            return Err(Error::output(path, say!("this is a folder", "这是一个文件夹"), hint));
        }
        let target = match known {
            Some(m) if !m.is_file() => {
                let device = File::options().write(true).open(path).map_err(|e| Error::writing(path, &e))?;
                Target::Device(BufWriter::with_capacity(BUFFER, device))
            }
            known => temporary(path, known.as_ref())?,
        };
        Ok(Self { named, target, beside: false })
    }

    /// A file of an earlier run that goes when the others come into their places.
    pub fn removal(path: &Path) -> Self {
        Self { named: path.to_owned(), target: Target::Gone, beside: false }
    }

    /// The path as the user named it.
    pub fn path(&self) -> &Path {
        &self.named
    }

    /// A temporary file beside it, for what has to be complete before it can be written.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self) -> io::Result<File> {
        scratch(&self.named)
    }

    /// Says that something else is written too: a reader of standard output who has gone stops nothing then.
    pub fn beside_others(&mut self) {
        self.beside = true;
    }

    /// Runs a writer on it; failures name this output.
    ///
    /// # Errors
    /// What `write` met; a closed pipe is [`Error::ClosedPipe`].
    pub fn write_with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        write(self).map_err(|e| Error::writing(&self.named, &e))
    }

    /// Closes what is written in full, so that any number of files can wait to be put in their places together.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn close(self) -> Result<Self> {
        let Self { named, target, beside } = self;
        let closed = match target {
            Target::File { temp, to, pending } => {
                synced(temp).map(|temp| Target::Closed { temp: temp.into_temp_path(), to, pending })
            }
            open => Ok(open),
        };
        let target = closed.map_err(|e| Error::writing(&named, &e))?;
        Ok(Self { named, target, beside })
    }

    /// Puts the finished file in its place.
    ///
    /// # Errors
    /// When the last bytes cannot be written or the file cannot be renamed; then nothing is left behind.
    pub fn commit(self) -> Result<()> {
        let named = self.named;
        let done = match self.target {
            Target::Stdout(mut out) => heard(self.beside, out.flush(), ()),
            Target::Device(mut out) => out.flush(),
            Target::File { temp, to, pending } => persist(temp, &to).map(|()| drop(pending)),
            Target::Closed { temp, to, pending } => temp.persist(to).map(|()| drop(pending)).map_err(|e| e.error),
            Target::Gone => std::fs::remove_file(&named),
        };
        done.map_err(|e| Error::writing(&named, &e))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Stdout(out) => heard(self.beside, out.write(bytes), bytes.len()),
            Target::Device(out) => out.write(bytes),
            Target::File { temp, .. } => temp.write(bytes),
            Target::Closed { .. } | Target::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Stdout(out) => heard(self.beside, out.flush(), ()),
            Target::Device(out) => out.flush(),
            Target::File { temp, .. } => temp.flush(),
            Target::Closed { .. } | Target::Gone => Ok(()),
        }
    }
}

/// What was done, or `all` where the reader has gone and that stops nothing.
fn heard<T>(beside: bool, done: io::Result<T>, all: T) -> io::Result<T> {
    match done {
        Err(e) if beside && e.kind() == io::ErrorKind::BrokenPipe => Ok(all),
        done => done,
    }
}

/// Commits all of them, once every one of them is written in full: a full disk is met before the first is in its place.
///
/// # Errors
/// The first failure.
pub fn commit_all(mut outputs: Vec<Output>) -> Result<()> {
    outputs.iter_mut().try_for_each(|o| o.write_with(|w| w.flush()))?;
    outputs.into_iter().try_for_each(Output::commit)
}

/// A temporary file beside `path`, gone when it is closed.
///
/// # Errors
/// When it cannot be made.
pub fn scratch(path: &Path) -> io::Result<File> {
    tempfile::tempfile_in(scratch_folder(path))
}

/// Where temporary files for `path` are: beside it, so that one disk needs to have room; for standard output and devices, where the system has them.
pub fn scratch_folder(path: &Path) -> PathBuf {
    let is_device = std::fs::metadata(path).is_ok_and(|m| !m.is_file());
    if path == Path::new(STDOUT) || is_device {
        return std::env::temp_dir();
    }
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

fn temporary(path: &Path, known: Option<&Metadata>) -> Result<Target> {
    // A link is followed: the file that it names is replaced, not the link, and comes to be where it is not there yet.
    let beside = |link: PathBuf| path.parent().unwrap_or(Path::new("")).join(link);
    let to = match known {
        Some(_) => path.canonicalize().map_err(|e| Error::writing(path, &e))?,
        None => std::fs::read_link(path).map_or_else(|_| path.to_owned(), beside),
    };
    let parent = match to.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".voc-").suffix(".tmp");
    let temp = with_permissions(&mut builder, known).tempfile_in(parent).map_err(|e| unwritable(path, parent, &e))?;
    let pending = Pending::new(temp.path());
    Ok(Target::File { temp: BufWriter::with_capacity(BUFFER, temp), to, pending })
}

#[cfg(unix)]
fn with_permissions<'b, 'a, 'c>(
    builder: &'b mut tempfile::Builder<'a, 'c>,
    known: Option<&Metadata>,
) -> &'b mut tempfile::Builder<'a, 'c> {
    use std::os::unix::fs::PermissionsExt;
    // Temporary files are private by default; a report is as readable as any new file (the umask applies).
    let mode = known.map_or(0o666, |m| m.permissions().mode() & 0o777);
    builder.permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn with_permissions<'b, 'a, 'c>(
    builder: &'b mut tempfile::Builder<'a, 'c>,
    _known: Option<&Metadata>,
) -> &'b mut tempfile::Builder<'a, 'c> {
    builder
}

fn unwritable(path: &Path, parent: &Path, e: &io::Error) -> Error {
    let shown = parent.display();
    // Folders that the system makes, such as /proc, take no files and say the same.
    if e.kind() == io::ErrorKind::NotFound && !parent.is_dir() {
        return Error::output(
            path,
            say!("folder `{shown}` does not exist", "文件夹 `{shown}` 不存在"),
            say!("create it first: mkdir -p {shown}", "请先创建：mkdir -p {shown}"),
        );
    }
    let Say { en, zh } = reason(e);
    Error::output(
        path,
        say!("cannot write into folder `{shown}`: {en}", "无法写入文件夹 `{shown}`：{zh}"),
        match limit(e) {
            Some(hint) => hint,
            None => say!("choose a folder in which you may write", "请选择有写入权限的文件夹"),
        },
    )
}

fn persist(temp: BufWriter<NamedTempFile>, to: &Path) -> io::Result<()> {
    synced(temp)?.persist(to).map_err(|e| e.error)?;
    Ok(())
}

/// A temporary file with all of its bytes on the disk.
fn synced(temp: BufWriter<NamedTempFile>) -> io::Result<NamedTempFile> {
    let temp = temp.into_inner().map_err(io::IntoInnerError::into_error)?;
    temp.as_file().sync_all()?;
    Ok(temp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("报告.csv");
        let mut dropped = Output::create(&path, &[]).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert!(names(dir.path()).is_empty());
        let mut out = Output::create(&path, &[]).unwrap();
        out.write_with(|w| w.write_all(b"whole")).unwrap();
        assert!(!path.exists());
        out.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(dir.path()), ["报告.csv"]);
    }

    #[test]
    fn a_closed_file_waits_for_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let [kept, dropped] = ["a.csv", "b.csv"].map(|n| {
            let mut out = Output::create(&dir.path().join(n), &[]).unwrap();
            out.write_all(b"whole").unwrap();
            out.close().unwrap()
        });
        assert!(names(dir.path()).iter().all(|n| n.starts_with(".voc-")));
        drop(dropped);
        commit_all(vec![kept]).unwrap();
        assert_eq!(names(dir.path()), ["a.csv"]);
        assert_eq!(std::fs::read(dir.path().join("a.csv")).unwrap(), b"whole");
    }

    #[test]
    fn an_old_file_stays_until_the_new_one_is_complete() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.json");
        std::fs::write(&path, "old").unwrap();
        let mut out = Output::create(&path, &[]).unwrap();
        out.write_all(b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        out.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn inputs_are_never_overwritten_under_any_name() {
        let dir = tempfile::tempdir().unwrap();
        let input = dir.path().join("in.csv");
        std::fs::write(&input, "x").unwrap();
        let dotted = dir.path().join("./in.csv");
        let e = Output::create(&dotted, std::slice::from_ref(&input)).unwrap_err().to_string();
        assert!(e.contains("this is the input"), "{e}");
        #[cfg(unix)]
        {
            let hard = dir.path().join("other.csv");
            std::fs::hard_link(&input, &hard).unwrap();
            assert!(Output::create(&hard, &[input]).is_err());
        }
    }

    #[test]
    fn bad_places_are_told_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let missing = Output::create(&dir.path().join("no/such/r.json"), &[]).unwrap_err().to_string();
        assert!(missing.contains("does not exist") && missing.contains("mkdir -p"), "{missing}");
        for place in [dir.path().to_owned(), dir.path().join("rows.csv/")] {
            let folder = Output::create(&place, &[]).unwrap_err().to_string();
            assert!(folder.ends_with("this is a folder\n  hint: name a file in it"), "{folder}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real.txt"), dir.path().join("link.txt"));
        std::fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut out = Output::create(&link, &[]).unwrap();
        out.write_all(b"new").unwrap();
        out.commit().unwrap();
        assert_eq!(std::fs::read(&real).unwrap(), b"new");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        std::fs::remove_file(&real).unwrap();
        std::fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink("real.txt", &link).unwrap();
        let mut out = Output::create(&link, &[]).unwrap();
        out.write_all(b"first").unwrap();
        out.commit().unwrap();
        assert_eq!(std::fs::read(&real).unwrap(), b"first");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        let mut null = Output::create(Path::new("/dev/null"), &[]).unwrap();
        null.write_all(b"x").unwrap();
        null.commit().unwrap();
    }
}
