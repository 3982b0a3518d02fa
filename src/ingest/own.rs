//! What voc itself wrote among the feedback: reports and comparisons, known by how they begin, or by what a workbook says of itself.
//!
//! Not its job: what becomes of them (`source` leaves them out of folders, `open` refuses them).

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use super::package;
use super::source::Format;
use crate::report::{CHANGES, FIGURES};

/// Bytes by which a report of voc is known, those of a page, and lines by which it is known as one.
const HEAD: usize = 256;
const PAGE: usize = 4096;
const HEAD_LINES: usize = 12;

/// Whether a file is a report or comparison of voc, by how these begin; workbooks say so.
pub fn holds_report(path: &Path) -> bool {
    match Format::by_path(path).filter(|_| path.is_file()) {
        Some(Format::Json) => is_report(&head(path, HEAD)),
        Some(Format::Csv) => is_report_table(&head(path, HEAD)),
        Some(Format::Xlsx) => File::open(path).is_ok_and(|f| package::is_report(BufReader::new(f))),
        _ => false,
    }
}

/// Whether a file is a report or comparison of voc in HTML.
pub(super) fn holds_report_page(path: &Path) -> bool {
    is_report_page(&head(path, PAGE))
}

/// The first bytes of a file; nothing where it cannot be read.
fn head(path: &Path, bytes: usize) -> String {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|f| f.take(bytes as u64).read_to_end(&mut head));
    if read.is_ok() { String::from_utf8_lossy(&head).into_owned() } else { String::new() }
}

/// Whether a text is the table of all figures of a report or comparison of voc.
pub(super) fn is_report_table(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    first == FIGURES.join(",") || first.strip_prefix(&CHANGES.join(",")).is_some_and(|rest| rest.starts_with(','))
}

/// Whether a text begins as reports and comparisons of voc do.
pub(super) fn is_report(text: &str) -> bool {
    let head: String = text.chars().take(HEAD).filter(|c| !c.is_whitespace()).collect();
    let Some(rest) = head.trim_start_matches('\u{feff}').strip_prefix("{\"schema_version\":") else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.starts_with(",\"run\":{\"version\":") || (rest.starts_with(",\"version\":") && rest.contains(",\"inputs\":["))
}

/// Whether a page is a report or comparison of voc, in HTML.
pub(super) fn is_report_page(page: &str) -> bool {
    page.lines().take(HEAD_LINES).any(|line| line.contains("<meta name=\"generator\" content=\"voc\">"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_all_figures_are_known_by_their_head() {
        assert!(is_report_table("section,item,measure,value,low,high,n,id\nscores,,rows,3,,,,\n"));
        assert!(is_report_table("\u{feff}section,id,name,before,after,difference,low,high,effect\r\n"));
        for other in ["section,item,measure\n", "section,id,name,before,after,differences\n", "", "评价内容,评分\n"]
        {
            assert!(!is_report_table(other), "{other}");
        }
    }
}
