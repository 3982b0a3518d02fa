//! `-o dir/`: one file for each table. The folder holds this report alone, so that whatever loads it never takes the alerts of yesterday for those of today: a
//! table without rows has its head, and what an earlier run wrote of a section that is not wanted now goes.

use std::fs::{File, Metadata};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::lang::Lang;
use crate::output::{self, Output};
use crate::render::Settings;
use crate::render::tables::{self, time::NATURE};
use crate::render::words::Words;
use crate::report::Report;

use super::{BOM, write_table};

/// Bytes of a file within which the head of a table ends.
const HEAD: u64 = 1 << 14;

/// Writes one CSV file for each table into `dir`, which is made if need be. Nothing is committed yet.
///
/// # Errors
/// When the folder cannot be made or a file cannot be written.
pub fn write_folder(report: &Report, settings: &Settings, dir: &Path, inputs: &[PathBuf]) -> Result<Vec<Output>> {
    let _made = output::Folder::create(dir)?;
    let mut outputs = Vec::new();
    for table in tables::every(report, &settings.words()) {
        let (path, id, keys) = (file(dir, table.id), table.id, table.keys.clone());
        if let Some(table) = tables::chosen(table, report, settings) {
            let mut out = Output::create(&path, inputs)?;
            out.write_with(|w| write_table(&table, settings.bom, w))?;
            outputs.push(out);
        } else if is_ours(&path, id, &keys, settings) {
            outputs.push(Output::removal(&path));
        }
    }
    Ok(outputs)
}

/// All files that a report may have in a folder.
pub fn folder_files(dir: &Path) -> impl Iterator<Item = PathBuf> {
    tables::IDS.into_iter().map(move |id| file(dir, id))
}

fn file(dir: &Path, id: &str) -> PathBuf {
    dir.join(format!("{id}.csv"))
}

/// Whether a file begins as this table does in one of the languages, though an earlier run may have had columns more or fewer at its end. Another file that
/// happens to have its name stays.
fn is_ours(path: &Path, id: &'static str, keys: &[&'static str], settings: &Settings) -> bool {
    let Some(found) = first_line(path) else { return false };
    // Last columns that bear the names of natures, which are others with another taxonomy.
    let keys: Vec<&'static str> = keys.iter().copied().filter(|key| *key != NATURE).collect();
    [Lang::Zh, Lang::En].into_iter().any(|lang| {
        let own = tables::table(&Words { lang, ..settings.words() }, id, &keys, Vec::new());
        let mut head = Vec::new();
        // Writing into memory cannot fail.
        let _ = write_table(&own, false, &mut head);
        let head = String::from_utf8_lossy(&head);
        let (long, short) = match (head.trim_end(), found.as_str()) {
            (a, b) if a.len() < b.len() => (b, a),
            (a, b) => (a, b),
        };
        let rest = long.strip_prefix(short).filter(|_| short.contains(','));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
    })
}

/// The first line of a file of text, without its end and the mark before it.
fn first_line(path: &Path) -> Option<String> {
    // A pipe would be waited for.
    std::fs::metadata(path).ok().filter(Metadata::is_file)?;
    let mut line = String::new();
    BufReader::new(File::open(path).ok()?.take(HEAD)).read_line(&mut line).ok()?;
    Some(line.trim_start_matches(BOM).trim_end().to_owned())
}
