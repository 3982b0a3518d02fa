//! Makes large files for benches and for trying voc at scale, always the same ones:
//!
//! ```sh
//! cargo run --release --example generate -- 1000000 > big.csv
//! ```
#![allow(clippy::unwrap_used)]

mod rows;

use std::io::{BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).and_then(|n| n.replace('_', "").parse().ok());
    let Some(rows) = wanted else {
        let _ = writeln!(std::io::stderr(), "usage: generate ROWS > FILE.csv");
        return ExitCode::from(2);
    };
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    rows::write(rows, &mut out).and_then(|()| out.flush()).unwrap();
    ExitCode::SUCCESS
}
