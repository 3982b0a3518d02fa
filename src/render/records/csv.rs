//! Flat rows as CSV that opens in a spreadsheet without running as a formula.

use std::io::{self, Write};

use crate::output::Output;
use crate::record::{Annotated, Name};
use crate::render::clean;
use crate::render::csv::plain;

use super::flat::{self, Flat};

pub(super) struct Csv {
    attrs: Vec<Name>,
}

impl Csv {
    pub(super) fn new(attrs: Vec<Name>, bom: bool, out: &mut Output) -> io::Result<Self> {
        if bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut head = csv::Writer::from_writer(&mut *out);
        head.write_record(flat::headers(&attrs).iter().map(|h| clean::csv(h))).map_err(plain)?;
        head.flush()?;
        drop(head);
        Ok(Self { attrs })
    }
}

impl super::Sink for Csv {
    fn write(&mut self, rows: &[Annotated], out: &mut Output) -> io::Result<()> {
        super::check_announced(rows, &self.attrs)?;
        let mut lines = csv::Writer::from_writer(out);
        for a in rows {
            for cell in flat::cells(a, &self.attrs) {
                lines.write_field(field(&cell)).map_err(plain)?;
            }
            lines.write_record(None::<&[u8]>).map_err(plain)?;
        }
        lines.flush()
    }

    fn finish(self: Box<Self>, _out: &mut Output) -> io::Result<()> {
        Ok(())
    }
}

fn field(cell: &Flat) -> String {
    match cell {
        Flat::Empty => String::new(),
        Flat::Text(t) | Flat::Time(t) => clean::csv(t),
        Flat::Number(n) => n.to_string(),
        Flat::Bool(b) => b.to_string(),
    }
}
