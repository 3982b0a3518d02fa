//! Dictionaries: from reviewable text ([`Dicts`]) to compiled forms ([`Lexicon`]).
//!
//! Data, compiled form and scratch are three types: the scratch lives in `annotate`.

pub mod check;
pub mod compiled;
mod dicts;
mod embedded;
mod lists;
pub mod matching;
mod messages;
pub mod modifier;
pub mod pattern;
mod spelling;
pub mod taxonomy;
mod tsv;

pub use compiled::Compiled;
pub use dicts::{Dicts, Entry};
pub use messages::Messages;
pub use taxonomy::{Aspect, AspectId, Taxonomy};
