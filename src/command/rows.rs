//! Rows for a command that makes no report of them (`words`, `sample`): inputs, outputs and the choice of rows, opened in the order in which mistakes are told,
//! and what is checked when all rows were read.

use std::path::Path;

use crate::cli::RowsArgs;
use crate::error::Result;
use crate::filter::{Choice, Sieve};
use crate::ingest::Reader;
use crate::output::{self, Output};
use crate::plan::{self, Engine, Talk};

use super::analyze::{all_timed, untimed_only};
use super::rejected::SharedOutput;
use super::session::{self, Rejects, Session};

/// What is open while rows are read.
pub(super) struct Rows {
    pub(super) session: Session,
    pub(super) sieve: Sieve,
    /// Where the result goes.
    pub(super) out: Output,
    rejects: Option<SharedOutput>,
}

/// Opens everything; `path` is that of the result.
pub(super) fn open(
    args: &RowsArgs,
    choice: Choice,
    path: &Path,
    (engine, talk): (&Engine, &Talk),
) -> Result<(Rows, Reader)> {
    let mut options = plan::column_options(&args.columns)?;
    (options.strict, options.lang) = (args.strict, talk.lang);
    options.kept = choice.filter().columns().cloned().collect();
    let rejects = plan::rejects(args.rejects.as_deref())?;
    output::distinct([path].into_iter().chain(rejects.as_deref()))?;
    let out = session::create(path, &args.inputs)?;
    let rejects = rejects.map(|p| SharedOutput::create(&p, &args.inputs)).transpose()?;
    let (session, mut reader) = session::open(&args.inputs, &options, engine, rejects.as_ref())?;
    session::tell(&reader.notices(), talk);
    untimed_only(&args.inputs, &reader, &choice)?;
    Ok((Rows { session, sieve: Sieve::new(choice), out, rejects }, reader))
}

impl Rows {
    /// Tells what was met in reading, and checks that some rows were read: `count` of them passed.
    pub(super) fn end(&self, mut reader: Reader, count: usize, talk: &Talk) -> Result<()> {
        session::tell_end(&mut reader, &[], Rejects::of(self.rejects.is_some()), talk);
        session::some_usable(reader.inputs(), self.rejects.as_ref())?;
        all_timed(reader.inputs(), &self.sieve)?;
        self.sieve.some_passed()?;
        if count == 0 { Err(session::nothing_read()) } else { Ok(()) }
    }

    /// Puts the outputs in their places.
    pub(super) fn commit(self) -> Result<()> {
        self.rejects.map_or(Ok(()), |r| r.commit())?;
        self.out.commit()
    }
}
