//! Outputs apart from one another and from what is read: no two are one file, and none is an input.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::say;

use super::STDOUT;

/// Checks that no two outputs are one file: the later would silently replace the earlier.
///
/// # Errors
/// A usage error that names the path.
pub fn distinct<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Result<()> {
    let mut seen = Vec::new();
    for path in paths {
        let place = place(path);
        if seen.contains(&place) && path == Path::new(STDOUT) {
            return Err(Error::usage(
                say!("several outputs go to standard output", "多个输出都写到了标准输出"),
                say!("name files for all of them but one", "请为其余输出指定文件名（没有 `-o` 时报告也写到标准输出）"),
            ));
        }
        if seen.contains(&place) {
            let shown = path.display();
            return Err(Error::usage(
                say!("two outputs are `{shown}`", "`{shown}` 被指定为两个输出"),
                say!("give each its own name", "请为每个输出使用不同的名称"),
            ));
        }
        seen.push(place);
    }
    Ok(())
}

/// One name for a place, by the nearest folder on its way that is there: those of `-o dir/` are made later.
fn place(path: &Path) -> PathBuf {
    let below = |folder: &Path| {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Some(here.canonicalize().ok()?.join(path.strip_prefix(folder).ok()?))
    };
    path.ancestors().find_map(below).unwrap_or_else(|| path.to_owned())
}

/// Checks that `path` is none of the files that are read.
///
/// # Errors
/// When it is one.
pub fn refuse_inputs(path: &Path, inputs: &[PathBuf]) -> Result<()> {
    match inputs.iter().find(|input| same_file(path, input)) {
        None => Ok(()),
        Some(input) => {
            let input = input.display();
            Err(Error::output(
                path,
                say!("this is the input `{input}`", "这是输入文件 `{input}`"),
                say!("choose another name: voc never overwrites what it reads", "请换一个文件名：voc 不会覆盖输入文件"),
            ))
        }
    }
}

#[cfg(unix)]
fn same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (std::fs::metadata(a), std::fs::metadata(b)) {
        // Devices may be read and written at once: `voc annotate /dev/stdin -o /dev/stdout`.
        (Ok(a), Ok(b)) => a.is_file() && (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_one_name_before_its_folder_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let same = |a: &str, b: &str| distinct([at(a).as_path(), at(b).as_path()]).is_err();
        assert!(same("new/a.csv", "./new//a.csv") && same("new/sub/a.csv", "new/./sub/a.csv"));
        assert!(!same("new/a.csv", "new/b.csv") && !same("new/a.csv", "other/a.csv"));
        std::fs::write(at("there.csv"), "x").unwrap();
        assert!(same("there.csv", "./there.csv"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path(), at("link")).unwrap();
            assert!(same("new/a.csv", "link/new/a.csv"));
        }
    }
}
