//! `voc annotate`: one record out for each row in, in order, in bounded memory.

use std::path::PathBuf;

use crate::dedupe::Deduper;
use crate::error::Result;
use crate::lang::Say;
use crate::output;
use crate::pipeline;
use crate::plan::Annotate;
use crate::render::Cuts;
use crate::render::records::{RecordSettings, RecordWriter};

use super::rejected::SharedOutput;
use super::session::{self, Bar, Rejects};
use super::{adapt, deliver, names};

/// Rows remembered for marking copies, and half as many long ones: at most 10 MB. Copies further apart than this are found by `report`.
const REMEMBERED: usize = 250_000;

/// Runs the command; gives the exit status.
pub(super) fn run(plan: &Annotate) -> Result<u8> {
    session::tell(plan.idle.as_slice(), &plan.talk);
    output::distinct(plan.outputs.iter().map(|o| &o.path).chain(&plan.rejects).map(PathBuf::as_path))?;
    let outputs = deliver::create(plan.outputs.iter().map(|o| o.path.as_path()), &plan.inputs)?;
    let rejects = plan.rejects.as_deref().map(|p| SharedOutput::create(p, &plan.inputs)).transpose()?;
    let (mut session, mut reader) = session::open(&plan.inputs, &plan.ingest, &plan.engine, rejects.as_ref())?;
    session::tell(&reader.notices(), &plan.talk);
    session::tell(&names::idle(&session)?, &plan.talk);
    let segments = reader.segments();
    let wanted = adapt::Wanted { inputs: &plan.inputs, options: &plan.ingest, talk: &plan.talk };
    let (source, mut hint) = adapt::begin(plan.adapt, &mut session, reader, &wanted)?;
    let settings = RecordSettings {
        messages: &session.messages,
        lang: plan.talk.lang,
        bom: plan.bom,
        attrs: segments,
        labelled_with: session.labelled_with(),
        cuts: Cuts::default(),
    };
    let wanted = outputs.into_iter().zip(&plan.outputs);
    let writers = wanted.map(|(o, wanted)| deliver::record_writer(o, wanted.format, &settings));
    let mut writers = writers.collect::<Result<Vec<_>>>()?;
    let mut deduper = Deduper::new(Some(REMEMBERED));
    deduper.exports_only = plan.engine.keep_copies;
    let mut seen = 0;
    let bar = Bar::new(&plan.talk);
    let progress = &mut |rows, done, total| bar.update(rows, done, total);
    let source = pipeline::annotate(source, progress, &session.annotator, &mut deduper, |rows| {
        seen += rows.len();
        hint.look(&rows);
        writers.iter_mut().try_for_each(|w| w.write(&rows))
    })?;
    drop(bar);
    let mut reader = source.reader;
    let told: Vec<Say> = hint.say().into_iter().chain(session::say_apart(deduper.apart())).collect();
    session::tell_end(&mut reader, &told, Rejects::of(plan.rejects.is_some()), &plan.talk);
    session::some_usable(reader.inputs(), rejects.as_ref())?;
    if seen == 0 {
        return Err(session::nothing_read());
    }
    let finished = writers.into_iter().map(RecordWriter::finish).collect::<Result<Vec<_>>>()?;
    deliver::tell_cuts(&settings.cuts, &plan.talk);
    // First, so that nothing else is there when it fails.
    rejects.map_or(Ok(()), |r| r.commit())?;
    output::commit_all(finished)?;
    // The process ends, and the system takes all at once what here goes back piece by piece.
    std::mem::forget(session);
    Ok(0)
}
