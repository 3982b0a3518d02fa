//! One JSON object a line, in the order of the contract: the seam between `annotate` and `report`.

use std::io::{self, Write};

use crate::output::Output;
use crate::record::Annotated;
use crate::render::json::Visible;

pub(super) struct Jsonl;

impl super::Sink for Jsonl {
    fn write(&mut self, rows: &[Annotated], out: &mut Output) -> io::Result<()> {
        write(rows, out)?;
        // Whoever waits for these rows gets them now, not when a buffer is full.
        out.flush()
    }

    fn finish(self: Box<Self>, _out: &mut Output) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn write(rows: &[Annotated], out: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::with_capacity(4096);
    for a in rows {
        line.clear();
        serde_json::to_writer(&mut line, a)?;
        line.push(b'\n');
        // At once: field by field it would be looked at in a hundred small pieces.
        Visible(&mut *out).write_all(&line)?;
    }
    Ok(())
}
