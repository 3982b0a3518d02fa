//! voc from outside: one binary for all tests that run the program or read the project's own files.
#![allow(clippy::unwrap_used)]
