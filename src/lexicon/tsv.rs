//! The form of a dictionary file: tab-separated cells under a head; blank lines and `#` lines are remarks.
//!
//! The build script reads dictionaries by these lines too, so there is nothing here but the standard library.

/// The columns of a file, and each line below its head with its number from 1; nothing where the file has no head.
pub(crate) fn table(text: &str) -> Option<(Vec<&str>, impl Iterator<Item = (usize, &str)>)> {
    let mut lines = lines(text);
    let (_, head) = lines.next()?;
    // Spreadsheets put empty cells at the ends of lines.
    Some((cells(head.trim_end()).collect(), lines))
}

/// The lines that say something, with their numbers from 1: first the head.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    (1..).zip(text.lines()).filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty())
}

/// The cells of a line, without blanks around them.
pub(crate) fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split('\t').map(str::trim)
}

/// The kind of a dictionary: `issues/service.tsv` and `issues.tsv` are both of kind `issues`.
pub(crate) fn kind_of(name: &str) -> &str {
    name.split(['/', '\\']).next().unwrap_or(name).trim_end_matches(".tsv")
}
