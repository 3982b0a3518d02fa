//! What labels are made with: threads, dictionaries, models, masking.

use std::path::PathBuf;

use crate::cli::EngineArgs;

/// Threads that are started at most where there are fewer processors: each takes memory, and more of them do nothing faster.
const MOST_THREADS: usize = 64;

/// What labels are made with.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Worker threads, at least 1.
    pub threads: usize,
    /// User dictionaries.
    pub dicts: Option<PathBuf>,
    /// Models of the user's, one for each task.
    pub models: Vec<PathBuf>,
    /// Personal data is masked.
    pub mask: bool,
    /// Texts that were told before count, too.
    pub keep_copies: bool,
}

impl Engine {
    /// Settles the number of threads.
    pub fn new(args: &EngineArgs) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if args.threads == 0 { cores() } else { args.threads.min(cores().max(MOST_THREADS)) };
        Self { threads, dicts: args.dicts.clone(), models: args.model.clone(), mask: !args.no_mask, keep_copies: false }
    }
}
