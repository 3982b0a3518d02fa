//! voc from outside: one binary for every test that runs the program or reads the project's own files.
#![allow(
    clippy::print_stdout,
    clippy::iter_filter_is_ok,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::needless_for_each,
    clippy::collapsible_if
)] // tests may be plain
#![allow(clippy::unwrap_used)]

mod agree;
mod arrow;
mod cli;
mod compare;
mod config;
mod contract;
mod determinism;
mod dicts;
mod formats;
mod golden;
mod history;
mod hostile;
mod layers;
mod models;
mod privacy;
#[cfg(unix)]
mod readme;
mod rejects;
mod schema;
mod sections;
mod support;
mod words;
