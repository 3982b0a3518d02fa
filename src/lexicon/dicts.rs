//! Dictionary text: reading TSV files, overlaying a user's folder, and handing out entries with their origin.
//!
//! This is the *data* form. Compiled forms (the automaton, header roles, masks) are made from it by their owners.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::lang::by_count;
use crate::record::Name;
use crate::say;

use super::embedded::FILES;
use super::lists::number;
use super::{overlay, tsv};

/// The largest number that a cell may hold, up or down.
const MOST_NUMBER: u32 = 1_000_000;

/// All dictionary entries in force, by kind.
#[derive(Debug, Clone, Default)]
pub struct Dicts {
    entries: Vec<Entry>,
    /// Places of the entries of each kind, in loading order.
    kinds: FxHashMap<Name, Vec<u32>>,
    fingerprint: String,
    overlaid: bool,
}

/// One line of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The kind of dictionary: the file name without folder and ending (`issues` for `issues/service.tsv`).
    pub kind: Name,
    /// Where it stands, `issues/service.tsv:118`; a user's file shows its own path.
    pub origin: Name,
    /// Column names of its file, shared.
    columns: Arc<[String]>,
    /// As it is written: most cells are never asked for.
    line: Cow<'static, str>,
}

impl Entry {
    /// The cell under `column`, empty where the line is shorter or the file has no such column.
    pub fn get(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|c| c == column);
        at.and_then(|i| tsv::cells(&self.line).nth(i)).unwrap_or_default()
    }

    /// The cell under `column` as a whole number; `default` where it is empty.
    ///
    /// # Errors
    /// A dictionary error that names the line when the cell is not a whole number of at most a million, up or down.
    pub fn number(&self, column: &str, default: i32) -> Result<i32> {
        let cell = self.get(column);
        if cell.is_empty() {
            return Ok(default);
        }
        let number = cell.parse().ok().filter(|n: &i32| n.unsigned_abs() <= MOST_NUMBER);
        number.ok_or_else(|| {
            self.error(say!(
                "`{cell}` under `{column}` is not a whole number up to a million",
                "`{column}` 列的 `{cell}` 不是一百万以内的整数"
            ))
        })
    }

    /// An error at this line.
    pub fn error(&self, what: crate::lang::Say) -> Error {
        let (file, line) = self.origin.rsplit_once(':').unwrap_or((&self.origin, "0"));
        Error::dictionary(file, line.parse().unwrap_or(0), what)
    }

    /// The cells that tell an entry from the others of its file: its words and its label.
    pub fn label(&self) -> Vec<&str> {
        const LABELS: [&str; 12] = [
            "aspect", "reason", "intent", "request", "emotion", "kind", "id", "scope", "severity", "role", "word",
            "set",
        ];
        let named = self.cells().skip(1).filter(|(c, _)| LABELS.contains(c));
        let implied = !matches!(
            &*self.kind,
            "issues"
                | "sets"
                | "privacy"
                | "quantities"
                | "labels"
                | "routing"
                | "severity"
                | "intents"
                | "emotions"
                | "requests"
                | "causes"
                | "scales"
                | "times"
                | "hints"
                | "margins"
        );
        std::iter::once(self.key()).chain(named.filter(|_| !implied).map(|(_, v)| v)).collect()
    }

    /// Of entries for the same thing the last, in whose place the others do not stand any more.
    pub fn in_force<'e>(entries: impl Iterator<Item = &'e Self>) -> Vec<&'e Self> {
        let all: Vec<&Self> = entries.collect();
        let last: FxHashMap<_, _> = all.iter().enumerate().map(|(i, e)| ((&*e.kind, e.label()), i)).collect();
        all.iter().enumerate().filter(|(i, e)| last.get(&(&*e.kind, e.label())) == Some(i)).map(|(_, e)| *e).collect()
    }

    /// Whether it is the user's, not a built-in one.
    pub fn is_own(&self) -> bool {
        matches!(self.line, Cow::Owned(_))
    }

    /// The columns of its file, as its head names them.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// All columns and cells of the line, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(String::as_str).zip(tsv::cells(&self.line))
    }

    /// First cell, which names the entry.
    pub fn key(&self) -> &str {
        tsv::cells(&self.line).next().unwrap_or_default()
    }
}

impl Dicts {
    /// The built-in dictionaries, overlaid by the files of `overlay` if given.
    ///
    /// # Errors
    /// When the folder cannot be read or one of its files is not a dictionary.
    pub fn load(overlay: Option<&Path>) -> Result<Self> {
        Self::load_past(overlay, &mut Err)
    }

    /// The same, with each fault of a file of `overlay` told to `fault`: where that lets it pass, the rest is loaded.
    ///
    /// # Errors
    /// When the folder cannot be read or holds no dictionary, and what `fault` gives back.
    pub(super) fn load_past(overlay: Option<&Path>, fault: &mut dyn FnMut(Error) -> Result<()>) -> Result<Self> {
        let mut dicts = Self::default();
        let mut hash = blake3::Hasher::new();
        for (name, text) in FILES {
            hash.update(name.as_bytes()).update(text.as_bytes());
            dicts.add(name, name, Cow::Borrowed(text), fault)?;
        }
        if let Some(dir) = overlay {
            for (name, path) in overlay::files(dir)? {
                let shown = path.display().to_string();
                match overlay::read(&name, &path) {
                    Ok(text) => {
                        hash.update(name.as_bytes()).update(text.as_bytes());
                        dicts.add(&name, &shown, Cow::Owned(text), fault)?;
                    }
                    Err(e) => fault(e)?,
                }
            }
            dicts.overlaid = true;
        }
        hash.finalize().to_hex()[..16].clone_into(&mut dicts.fingerprint);
        Ok(dicts)
    }

    /// Lets go of the entries, some 6 MB, when all that is made of them is made; what they were still has its hash.
    pub fn settle(&mut self) {
        (self.entries, self.kinds) = Default::default();
    }

    /// Hash of all dictionary text, 16 hexadecimal digits.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whether nothing lies over the built-in ones.
    pub fn is_built_in(&self) -> bool {
        !self.overlaid && !self.entries.is_empty()
    }

    /// Entries of a kind, in loading order: later ones win where the key is the same.
    pub fn of<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.kinds.get(kind).into_iter().flatten().map(|at| &self.entries[*at as usize])
    }

    /// The line that tells the cell under `column` of an entry: where a user's line leaves it out, the built-in one in whose place it stands.
    pub fn telling<'a>(&'a self, e: &'a Entry, column: &str) -> &'a Entry {
        let same = |b: &&Entry| !b.is_own() && !b.get(column).is_empty() && b.label() == e.label();
        let is_silent = e.is_own() && e.get(column).is_empty();
        if is_silent { self.of(&e.kind).find(same).unwrap_or(e) } else { e }
    }

    /// All entries, in loading order.
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// Takes out the entry that stands there.
    pub(super) fn leave_out(&mut self, origin: &str) -> Option<Entry> {
        let at = self.entries.iter().rposition(|e| &*e.origin == origin)?;
        let entry = self.entries.remove(at);
        // What was compiled ahead is not what is left.
        self.overlaid = true;
        self.kinds.clear();
        for (place, e) in self.entries.iter().enumerate() {
            self.kinds.entry(e.kind.clone()).or_default().push(number(place));
        }
        Some(entry)
    }

    /// Adds one file. `name` decides the kind, `shown` stands in origins and messages; lines with too many cells are told to `fault`.
    fn add(
        &mut self,
        name: &str,
        shown: &str,
        text: Cow<'static, str>,
        fault: &mut dyn FnMut(Error) -> Result<()>,
    ) -> Result<()> {
        match text {
            Cow::Borrowed(text) => self.add_lines(name, shown, text, Cow::Borrowed, fault),
            Cow::Owned(text) => self.add_lines(name, shown, &text, |line| Cow::Owned(line.to_owned()), fault),
        }
    }

    fn add_lines<'t>(
        &mut self,
        name: &str,
        shown: &str,
        text: &'t str,
        keep: impl Fn(&'t str) -> Cow<'static, str>,
        fault: &mut dyn FnMut(Error) -> Result<()>,
    ) -> Result<()> {
        let Some((columns, lines)) = tsv::table(text) else { return Ok(()) };
        let (kind, m) = (Name::from(tsv::kind_of(name)), columns.len());
        let columns: Arc<[String]> = columns.into_iter().map(str::to_owned).collect();
        let places = self.kinds.entry(kind.clone()).or_default();
        for (at, line) in lines {
            let n = line.trim_end().matches('\t').count() + 1;
            if n > m {
                let columns = by_count(m as u64, "column", "columns");
                let what = say!("{n} cells for {m} {columns}", "{n} 个单元格，表头只有 {m} 列");
                fault(Error::dictionary(shown, at, what))?;
                continue;
            }
            let origin = Name::from(format!("{shown}:{at}"));
            places.push(number(self.entries.len()));
            self.entries.push(Entry { kind: kind.clone(), origin, columns: columns.clone(), line: keep(line) });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_know_their_line_and_their_cells() {
        let mut d = Dicts::default();
        d.add(
            "issues/x.tsv",
            "issues/x.tsv",
            "# why\n\npattern\taspect\tpolarity\n不制冷\tproduct.cooling\tnegative\n".into(),
            &mut Err,
        )
        .unwrap();
        let e = d.of("issues").next().unwrap();
        assert_eq!((&*e.origin, e.get("aspect"), e.get("unless")), ("issues/x.tsv:4", "product.cooling", ""));
    }

    #[test]
    fn too_many_cells_name_the_line() {
        let e = Dicts::default().add("a.tsv", "a.tsv", "x\ty\n1\t2\t3\n".into(), &mut Err).unwrap_err();
        assert!(e.to_string().contains("`a.tsv:2`: 3 cells for 2 columns"), "{e}");
    }

    #[test]
    fn what_a_users_line_leaves_out_the_built_in_one_tells() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("reasons.tsv"), "id\tzh\nsafety\t人身安全\nown\t自定\n").unwrap();
        let d = Dicts::load(Some(dir.path())).unwrap();
        let told = |id: &str, column: &str| {
            let own = d.of("reasons").find(|e| e.is_own() && e.key() == id).unwrap();
            d.telling(own, column).get(column).to_owned()
        };
        let cells = [told("safety", "zh"), told("safety", "grave"), told("safety", "base"), told("own", "base")];
        assert_eq!(cells, ["人身安全", "yes", "100", ""]);
    }

    #[test]
    fn empty_cells_at_the_end_are_none() {
        let mut d = Dicts::default();
        d.add("a.tsv", "a.tsv", "x\ty\t\t\n1\t2\t\t\t\n3\t\t\t\n".into(), &mut Err).unwrap();
        let cells: Vec<Vec<(&str, &str)>> = d.of("a").map(|e| e.cells().collect()).collect();
        assert_eq!(cells, [[("x", "1"), ("y", "2")], [("x", "3"), ("y", "")]]);
    }
}
