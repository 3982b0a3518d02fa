//! Names of files for the values of a column: whatever a customer or a shop is called, the name is one file in its folder, on every system.

use std::collections::BTreeSet;
use std::path::Path;

use crate::render::clean;

/// Characters that divide paths, or that some system takes in no name.
const DIVIDING: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Names of devices, which are no files on Windows whatever their ending.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];

/// Stands for each of them.
const INSTEAD: char = '_';

/// Bytes of a name, so that what stands around it in names of 255 bytes has room.
const MOST: usize = 120;

/// Names that are taken; systems that know no difference between a and A have it in one name, too.
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// `files` have their names already.
    pub(super) fn new<'p>(files: impl Iterator<Item = &'p Path>) -> Self {
        let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().to_lowercase());
        Self { taken: files.filter_map(name).collect() }
    }

    /// What stands for a value, such that none of the files that get it in their names (`of`) is there already: with a number behind it if need be.
    pub(super) fn take(&mut self, value: &str, of: impl Fn(&str) -> Vec<String>) -> String {
        let safe = safe(value);
        let (mut name, mut n) = (safe.clone(), 1);
        loop {
            let files: Vec<String> = of(&name).iter().map(|f| f.to_lowercase()).collect();
            if files.iter().all(|f| !self.taken.contains(f)) {
                self.taken.extend(files);
                return name;
            }
            n += 1;
            name = format!("{safe}-{n}");
        }
    }
}

/// A value as a part of a name: one line, no separators, no dot or blank at its ends, not too long.
fn safe(value: &str) -> String {
    let shown: String = clean(value).chars().map(|c| if DIVIDING.contains(&c) { INSTEAD } else { c }).collect();
    let ends = |c: char| c == '.' || c.is_whitespace();
    let shown = shown.trim_matches(ends);
    let most = (0..=MOST.min(shown.len())).rev().find(|at| shown.is_char_boundary(*at)).unwrap_or(0);
    let name = shown[..most].trim_end_matches(ends);
    if name.is_empty() || DEVICES.contains(&name.to_lowercase().as_str()) {
        format!("{name}{INSTEAD}")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_leaves_its_folder_or_hides() {
        for (value, name) in [
            ("苏州月桥店", "苏州月桥店"),
            ("../../etc/passwd", "_.._etc_passwd"),
            (r"C:\x", "C__x"),
            (".hidden", "hidden"),
            ("..", "_"),
            (" a\tb\u{202e}. ", "a b"),
            ("{}", "{}"),
            ("CON", "CON_"),
        ] {
            assert_eq!(safe(value), name, "{value}");
        }
        assert_eq!(safe(&"店".repeat(300)), "店".repeat(40));
    }

    #[test]
    fn what_comes_to_the_same_name_is_numbered() {
        let mut names = Names::new([Path::new("r/index.html"), Path::new("a-b.html")].into_iter());
        let mut take = |value: &str| names.take(value, |n| vec![format!("{n}.html"), format!("{n}.xlsx")]);
        assert_eq!(["A/B", "A:B", "a_b", "Index", "a-b"].map(&mut take), ["A_B", "A_B-2", "a_b-3", "Index-2", "a-b-2"]);
    }
}
