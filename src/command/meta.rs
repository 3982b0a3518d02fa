//! `voc completions`, `voc man`, `voc schema`: what is derived from the command line and the types themselves.

use std::io::Write;
use std::path::Path;

use clap_complete::Shell;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::cli::{self, SchemaOf};
use crate::error::{Error, Result};
use crate::lexicon::Dicts;
use crate::model::Models;
use crate::record::Annotated;
use crate::render;
use crate::report::{Comparison, Report};
use crate::say;

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<u8> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "voc", &mut out);
    print(&out)
}

/// Prints the man page, or writes one page for each command into `folder`.
pub(super) fn man(folder: Option<&Path>) -> Result<u8> {
    match folder {
        Some(dir) if dir.exists() && !dir.is_dir() => Err(Error::output(
            dir,
            say!("this is no folder", "这不是文件夹"),
            say!("`-o` takes a folder: it gets a page for each command", "`-o` 应为文件夹：每个命令各写一页"),
        )),
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(|e| Error::writing(dir, &e))?;
            clap_mangen::generate_to(cli::command(), dir).map_err(|e| Error::writing(dir, &e))?;
            Ok(0)
        }
        None => {
            let mut out = Vec::new();
            clap_mangen::Man::new(cli::command()).render(&mut out).map_err(|e| Error::writing("-", &e))?;
            print(&out)
        }
    }
}

/// Prints the JSON Schema of the report, the record or the comparison, as they are written: what older files may lack is required all the same.
pub(super) fn schema(of: SchemaOf) -> Result<u8> {
    let written = SchemaSettings::default().for_serialize().into_generator();
    let schema = match of {
        SchemaOf::Report => written.into_root_schema_for::<Report>(),
        SchemaOf::Record => written.into_root_schema_for::<Annotated>(),
        SchemaOf::Compare => written.into_root_schema_for::<Comparison>(),
    };
    let mut text = serde_json::to_vec_pretty(&schema).map_err(|e| Error::Internal(e.to_string()))?;
    text.push(b'\n');
    print(&text)
}

/// A line that says of what labels are made here, as `run` of a report does where the user brings nothing: the version alone does not tell dictionaries and
/// models apart.
///
/// # Errors
/// When the embedded dictionaries or models cannot be read.
pub fn made_of() -> Result<String> {
    let (dictionaries, models) = (Dicts::load(None)?, Models::embedded()?.fingerprint());
    Ok(format!("dictionaries {}, models {models}\n", dictionaries.fingerprint()))
}

/// Everything that is not a report goes out here; gives the exit status.
pub(super) fn print(bytes: &[u8]) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| Error::writing("-", &e))?;
    Ok(0)
}

/// A value for programs, as every command prints it.
pub(super) fn json(value: &impl Serialize) -> Result<String> {
    render::json(value).map_err(|e| Error::Internal(e.to_string()))
}
