//! Names of files that are not UTF-8, as archives of Windows leave them on Linux (GBK): how they are told, and how patterns find them.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use encoding_rs::GB18030;

/// A path as it is told in records: what cannot be told apart would be one source. GBK is read; other bytes stand as `\xFF`.
pub(super) fn spelt(path: &Path) -> String {
    if let Some(name) = path.to_str() {
        return name.to_owned();
    }
    let mut all = String::new();
    for part in path.components() {
        if !all.is_empty() && !all.ends_with(std::path::is_separator) {
            all.push(std::path::MAIN_SEPARATOR);
        }
        all.push_str(&part_of(part));
    }
    all
}

fn part_of(part: Component<'_>) -> String {
    let (name, bytes) = (part.as_os_str(), part.as_os_str().as_encoded_bytes());
    let whole = name.to_str().map(str::to_owned);
    let chinese = || Some(GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned());
    whole.or_else(chinese).unwrap_or_else(|| escaped(bytes))
}

fn escaped(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // A string takes everything.
            let _ = write!(name, "\\x{byte:02X}");
        }
    }
    name
}

/// What a pattern finds and `glob` passes over: paths that are not UTF-8. Their bytes count as characters that only wildcards match.
pub(super) fn found_by(pattern: &str) -> Vec<PathBuf> {
    let (mut found, parts) = (Vec::new(), pattern.split('/').collect::<Vec<_>>());
    if cfg!(unix) {
        descend(Path::new(if pattern.starts_with('/') { "/" } else { "" }), &parts, &mut found);
    }
    found
}

fn descend(base: &Path, parts: &[&str], found: &mut Vec<PathBuf>) {
    match parts.split_first() {
        None => found.extend(Some(base.to_owned()).filter(|p| p.to_str().is_none() && p.exists())),
        Some((&("" | "."), rest)) => descend(base, rest, found),
        Some((&"**", rest)) => {
            descend(base, rest, found);
            // Links are not followed: they may lead in circles.
            let inner = entries(base).into_iter().filter(|p| p.is_dir() && !p.is_symlink());
            inner.for_each(|folder| descend(&folder, parts, found));
        }
        Some((part, rest)) if !part.contains(['*', '?', '[']) => descend(&base.join(part), rest, found),
        Some((part, rest)) => {
            let Ok(pattern) = glob::Pattern::new(part) else { return };
            let is_meant = |p: &PathBuf| p.file_name().is_some_and(|n| pattern.matches(&n.to_string_lossy()));
            entries(base).into_iter().filter(is_meant).for_each(|path| descend(&path, rest, found));
        }
    }
}

/// Everything in a folder; nothing where it cannot be looked into.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let opened = std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    opened.into_iter().flatten().flatten().map(|entry| folder.join(entry.file_name())).collect()
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    fn path(bytes: &[u8]) -> &Path {
        Path::new(OsStr::from_bytes(bytes))
    }

    #[test]
    fn names_are_read_as_gbk_or_spelt_by_byte() {
        assert_eq!(spelt(path("数据/一月.csv".as_bytes())), "数据/一月.csv");
        assert_eq!(spelt(path(b"/a/\xb6\xfe\xd4\xc2.csv")), "/a/二月.csv");
        assert_eq!(spelt(path(b"\xc8\xfd\xd4\xc2/a.csv")), "三月/a.csv");
        assert_eq!(spelt(path("数/bad\u{0}".as_bytes())), "数/bad\u{0}");
        assert_eq!(spelt(path(b"bad\xff\xfename.csv")), "bad\\xFF\\xFEname.csv");
    }

    #[test]
    fn patterns_find_what_is_not_utf8() {
        let dir = tempfile::tempdir().unwrap();
        let at = |bytes: &[u8]| dir.path().join(path(bytes));
        std::fs::create_dir_all(at(b"\xb6\xfe\xd4\xc2/in")).unwrap();
        for name in [&b"a.csv"[..], b"\xff.csv", b"\xff.md", b"\xb6\xfe\xd4\xc2/in/a.csv"] {
            std::fs::write(at(name), "x").unwrap();
        }
        let found = |pattern: &str| {
            let mut all = found_by(&format!("{}/{pattern}", dir.path().display()));
            all.sort();
            all
        };
        assert_eq!(found("*.csv"), [at(b"\xff.csv")]);
        assert_eq!(found("*/in/a.csv"), [at(b"\xb6\xfe\xd4\xc2/in/a.csv")]);
        assert_eq!(found("**/*.csv"), [at(b"\xb6\xfe\xd4\xc2/in/a.csv"), at(b"\xff.csv")]);
    }
}
