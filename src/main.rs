//! The binary: parse, plan, run, map to an exit status; the only place that prints an error.
fn main() {}
