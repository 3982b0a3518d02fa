//! Rows that cannot be taken apart: counted, kept, written, or (with `--strict`) fatal. Never silently gone.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::lang::{Lang, Say, tame};
use crate::report::{Input, Reject};
use crate::say;

/// Rejects kept in the report for each input.
const KEPT: usize = 1000;
/// Longest raw row in a report, in characters.
const SHOWN: usize = 200;
/// What parts the cells of a row where the file has no character for it.
const DELIMITER: char = ',';

/// Hides personal data in a raw row, character for character. The names of the columns tell what the cells hold, the character is what parts them.
pub type Mask = Arc<dyn Fn(&str, &[String], char) -> String + Send + Sync>;

/// What happens to rejected rows besides their being counted.
#[derive(Default)]
pub struct Keeping {
    /// Hides personal data in them.
    pub mask: Option<Mask>,
    /// Where all of them are written as CSV (source, line, reason, raw), instead of the first ones into the manifest.
    pub sink: Option<Box<dyn Write + Send>>,
}

/// Where rejected rows go.
pub(super) struct Rejects {
    strict: bool,
    lang: Lang,
    mask: Option<Mask>,
    sink: Option<csv::Writer<Box<dyn Write + Send>>>,
}

impl Rejects {
    pub(super) fn new(strict: bool, lang: Lang, keeping: Keeping) -> Result<Self> {
        let mut sink = keeping.sink.map(csv::Writer::from_writer);
        if let Some(sink) = &mut sink {
            sink.write_record(["source", "line", "reason", "raw"]).map_err(|e| failed(&e))?;
        }
        Ok(Self { strict, lang, mask: keeping.mask, sink })
    }

    /// Takes one that is damaged. With `strict` it ends the run.
    pub(super) fn add(
        &mut self,
        input: &mut Input,
        path: &Path,
        line: u64,
        reason: &Say,
        raw: &str,
        names: &[String],
    ) -> Result<()> {
        self.damaged(path, line, reason)?;
        self.set_aside(input, line, reason, raw, names)
    }

    /// What is damaged ends the run with `strict`, also where it is no row.
    pub(super) fn damaged(&self, path: &Path, line: u64, reason: &Say) -> Result<()> {
        if !self.strict {
            return Ok(());
        }
        let (en, zh) = (self.hide(&reason.en), self.hide(&reason.zh));
        Err(Error::input(
            path,
            say!("line {line}: {en}", "第 {line} 行：{zh}"),
            say!(
                "without `--strict` such rows are counted and kept in `--rejects FILE`",
                "去掉 `--strict` 后此类行会被计数，并可用 `--rejects FILE` 保存"
            ),
        ))
    }

    /// A cell as it may be shown: without personal data, unless the user wants to see it.
    pub(super) fn hide(&self, cell: &str) -> String {
        self.hide_row(cell, &[], DELIMITER)
    }

    /// The same for names.
    pub(super) fn hide_all<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Vec<String> {
        names.into_iter().map(|name| self.hide(name)).collect()
    }

    /// The same for a row whose cells are announced by `names`.
    fn hide_row(&self, s: &str, names: &[String], delimiter: char) -> String {
        self.mask.as_ref().map_or_else(|| s.to_owned(), |mask| mask(s, names, delimiter))
    }

    /// Takes one that is no damage, only no feedback.
    pub(super) fn set_aside(
        &mut self,
        input: &mut Input,
        line: u64,
        reason: &Say,
        raw: &str,
        names: &[String],
    ) -> Result<()> {
        input.rejected += 1;
        let delimiter = input.delimiter.as_ref().and_then(|d| d.chars().next()).unwrap_or(DELIMITER);
        let (raw, reason) = (self.hide_row(raw, names, delimiter), self.hide(reason.get(self.lang)));
        if let Some(sink) = &mut self.sink {
            let row = [harmless(&input.path), line.to_string(), reason, harmless(&raw)];
            return sink.write_record(row).map_err(|e| failed(&e));
        }
        if input.rejects.len() < KEPT {
            let raw = raw.chars().take(SHOWN).collect();
            input.rejects.push(Reject { source: input.path.clone(), line, reason, raw });
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.sink.as_mut().map_or(Ok(()), |s| s.flush().map_err(|e| Error::writing("--rejects", &e)))
    }
}

/// A cell may not run as a formula when the file is opened in a spreadsheet, nor drive a terminal.
fn harmless(cell: &str) -> String {
    let cell = tame(cell);
    let starts = cell.trim_start_matches([' ', '\u{3000}']);
    let acts = starts.starts_with(['=', '+', '-', '@', '\t', '\u{fffd}', '＝', '＋', '－', '＠']);
    if acts { format!("'{cell}") } else { cell }
}

fn failed(e: &csv::Error) -> Error {
    let kind = match e.kind() {
        csv::ErrorKind::Io(e) => e.kind(),
        _ => std::io::ErrorKind::Other,
    };
    Error::writing("--rejects", &std::io::Error::new(kind, e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(buf);
            Ok(buf.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn kept_up_to_a_limit_or_written_all() {
        let mut input = Input { path: "a.csv".into(), ..Input::default() };
        let mut rejects = Rejects::new(false, Lang::En, Keeping::default()).unwrap();
        for line in 0..1100 {
            rejects.add(&mut input, Path::new("a.csv"), line, &say!("why", "原因"), &"长".repeat(300), &[]).unwrap();
        }
        assert_eq!((input.rejected, input.rejects.len(), input.rejects[0].raw.chars().count()), (1100, 1000, 200));

        let (mut input, sink) = (Input { path: "a.csv".into(), ..Input::default() }, Shared::default());
        let mask: Mask = Arc::new(|s, names, _| s.replace(names.first().map_or("138", |n| n), "***"));
        let keeping = Keeping { mask: Some(mask), sink: Some(Box::new(sink.clone())) };
        let mut rejects = Rejects::new(false, Lang::En, keeping).unwrap();
        rejects
            .add(
                &mut input,
                Path::new("a.csv"),
                7,
                &say!("2 fields of 138", "2 个字段"),
                "=1,\"138",
                &["138".to_owned()],
            )
            .unwrap();
        rejects.flush().unwrap();
        let written = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert_eq!(written, "source,line,reason,raw\na.csv,7,2 fields of ***,\"'=1,\"\"***\"\n");
        assert_eq!((input.rejected, input.rejects.len()), (1, 0));
    }

    #[test]
    fn strict_ends_the_run() {
        let mut input = Input::default();
        let e = Rejects::new(true, Lang::En, Keeping::default())
            .unwrap()
            .add(&mut input, Path::new("a.csv"), 3, &say!("2 fields", "2 个字段"), "x", &[])
            .unwrap_err();
        assert!(e.to_string().starts_with("`a.csv`: line 3: 2 fields\n  hint: without `--strict`"));
    }
}
