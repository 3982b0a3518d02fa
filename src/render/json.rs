//! The report as JSON: field order as in the types, so the same report gives the same bytes.

use std::io::{self, Write};

use serde::Serialize;

use super::clean;

/// Writes the report, indented when `pretty`, with a line end.
pub(super) fn write(report: &impl Serialize, pretty: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Visible(out);
    if pretty {
        serde_json::to_writer_pretty(&mut out, report)?;
    } else {
        serde_json::to_writer(&mut out, report)?;
    }
    out.write_all(b"\n")
}

/// JSON as text, indented, with a line end, in which nothing drives a terminal.
///
/// # Errors
/// When the value cannot be told in JSON.
pub fn text(value: &impl Serialize) -> io::Result<String> {
    let mut out = Vec::new();
    write(value, true, &mut out)?;
    String::from_utf8(out).map_err(io::Error::other)
}

/// A writer of JSON that escapes what `serde_json` leaves as it is and a terminal obeys: DEL, the C1 controls and
/// the marks of bidirectional text. These occur in strings only, and each write holds whole characters.
pub struct Visible<W: Write>(pub W);

/// First bytes of the characters in question; all others pass untouched.
fn is_suspect(b: u8) -> bool {
    matches!(b, 0x7f | 0xc2 | 0xd8 | 0xe2)
}

/// The character that `bytes` begin with, if a terminal obeys it.
fn obeyed(bytes: &[u8]) -> Option<char> {
    let width = match bytes.first()? {
        0x7f => 1,
        0xe2 => 3,
        _ => 2,
    };
    let c = std::str::from_utf8(bytes.get(..width)?).ok()?.chars().next()?;
    (matches!(c, '\u{7f}'..='\u{9f}') || clean::is_direction(c)).then_some(c)
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        // Without an early end, so that processors look at many bytes at once.
        if bytes.iter().fold(false, |found, b| found | is_suspect(*b)) {
            for at in (0..bytes.len()).filter(|at| is_suspect(bytes[*at])) {
                if let Some(c) = obeyed(&bytes[at..]) {
                    self.0.write_all(&bytes[from..at])?;
                    write!(self.0, "\\u{:04x}", u32::from(c))?;
                    from = at + c.len_utf8();
                }
            }
        }
        self.0.write_all(&bytes[from..])?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture::fixture;
    use crate::report::Report;

    #[test]
    fn reads_back_as_the_same_report() {
        // Texts for the page are no part of it.
        let report = Report { verbatims: crate::report::Verbatims::default(), ..fixture() };
        for pretty in [true, false] {
            let mut bytes = Vec::new();
            write(&report, pretty, &mut bytes).unwrap();
            assert_eq!(serde_json::from_slice::<Report>(&bytes).unwrap(), report);
            assert_eq!(String::from_utf8(bytes).unwrap().lines().count() == 1, !pretty);
        }
    }

    #[test]
    fn nothing_in_it_drives_a_terminal() {
        let mut out = Vec::new();
        serde_json::to_writer(Visible(&mut out), "“a”\u{9b}31m\u{1b}[\u{202e}é").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"“a”\\u009b31m\\u001b[\\u202eé\"");
    }

    #[test]
    fn every_character_that_is_obeyed_is_escaped_and_no_other() {
        for c in ('\0'..='\u{ffff}').filter(|c| !c.is_control() || *c >= '\u{7f}') {
            let mut out = Vec::new();
            Visible(&mut out).write_all(format!("a{c}b").as_bytes()).unwrap();
            let obeyed = matches!(c, '\u{7f}'..='\u{9f}') || clean::is_direction(c);
            let want = if obeyed { format!("a\\u{:04x}b", u32::from(c)) } else { format!("a{c}b") };
            assert_eq!(String::from_utf8(out).unwrap(), want);
        }
    }
}
