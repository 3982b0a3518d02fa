//! voc from outside: one binary for every test that runs the program or reads the project's own files.
#![allow(
    clippy::print_stdout,
    clippy::iter_filter_is_ok,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::needless_for_each,
    clippy::collapsible_if,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::too_many_lines,
    clippy::type_complexity
)] // tests may be plain
#![allow(clippy::unwrap_used)]

mod agree;
mod alerts;
mod arrow;
mod change;
mod cli;
mod compare;
mod config;
mod contract;
mod deck;
mod determinism;
mod dict_check;
mod dicts;
mod duty;
mod events;
mod explain;
#[cfg(unix)]
mod faults;
mod filter;
mod formats;
mod fuzz;
mod golden;
mod history;
#[cfg(unix)]
mod hostile;
mod inputs;
mod labelled;
mod layers;
mod leaks;
mod mistaken;
mod models;
#[cfg(unix)]
mod night;
mod outputs;
mod privacy;
mod reading;
#[cfg(unix)]
mod readme;
mod rejects;
mod sample;
mod scales;
mod schema;
mod sections;
mod split;
mod supply;
mod support;
mod wordings;
mod words;
