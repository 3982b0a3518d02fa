//! voc turns Chinese customer feedback into decisions: what customers say about what, how seriously they complain, which problems are hot, and who
//! must act by when. Offline, the same bytes for the same rows, and a dictionary line behind every label.
//!
//! Data moves one way: [`ingest`] reads rows, [`annotate`] labels each of them by itself, [`aggregate`] absorbs them into mergeable sums, [`insight`]
//! turns the sums into the [`report`], and [`render`] shows it. The program `voc` is these rooms joined by [`command`].
//!
//! # Label a text
//!
//! ```
//! use voc::annotate::{Annotator, Scratch};
//! use voc::{lexicon::Dicts, model::Models, record::Record};
//!
//! let annotator = Annotator::new(&Dicts::load(None)?, Models::embedded()?, true)?;
//! let mut scratch = Scratch::default(); // one for each thread
//! let row = Record { text: "快递太慢了，打13812345678也没人接".to_owned(), ..Record::default() };
//! let labelled = annotator.annotate(row, &mut scratch);
//! assert!(labelled.complaint && labelled.natures.iter().any(|n| &**n == "logistics"));
//! assert!(!labelled.text.contains("13812345678"));
//! # Ok::<(), voc::error::Error>(())
//! ```
//!
//! # Analyse rows
//!
//! ```
//! use voc::aggregate::{Partial, Settings};
//! use voc::annotate::{Annotator, Scratch};
//! use voc::insight::{Context, Labels, finish};
//! use voc::{lang::Lang, lexicon::Dicts, model::Models, record::Record, report::Run};
//!
//! let dicts = Dicts::load(None)?;
//! let annotator = Annotator::new(&dicts, Models::embedded()?, true)?;
//! let settings = Settings::default().with_stages(&annotator.taxonomy);
//! let (mut partial, mut scratch) = (Partial::new(&settings), Scratch::default());
//! for (i, text) in ["质量很好，非常喜欢", "用了两天就坏了，退款还不给"].iter().enumerate() {
//!     let row = Record { row: i as u64 + 1, text: (*text).to_owned(), ..Record::default() };
//!     partial.absorb(&annotator.annotate(row, &mut scratch));
//! }
//! let labels = Labels::new(&dicts)?;
//! let context =
//!     Context { taxonomy: &annotator.taxonomy, labels: &labels, lang: Lang::En, settings: &settings, run: Run::default() };
//! let (report, _issues) = finish(partial, context);
//! assert_eq!(report.run.rows.analysed, 2);
//! assert_eq!(report.sentiment.positive.count, 1);
//! # Ok::<(), voc::error::Error>(())
//! ```
//!
//! # Ask why
//!
//! ```
//! use voc::{annotate::Annotator, lexicon::Dicts, model::Models, record::Record};
//!
//! let annotator = Annotator::new(&Dicts::load(None)?, Models::embedded()?, true)?;
//! let why = annotator.explain(Record { text: "客服态度很差".to_owned(), ..Record::default() });
//! let finds = &why.clauses[0].finds;
//! assert!(finds.iter().all(|f| f.origin.contains(".tsv:"))); // each find names its dictionary and line
//! # Ok::<(), voc::error::Error>(())
//! ```
//!
//! # Bring your own dictionary
//!
//! ```
//! use voc::annotate::{Annotator, Scratch};
//! use voc::{lexicon::Dicts, model::Models, record::Record};
//!
//! let folder = tempfile::tempdir().unwrap();
//! std::fs::write(folder.path().join("sentiment.tsv"), "word\tscore\n灯塔级\t900\n").unwrap();
//! let dicts = Dicts::load(Some(folder.path()))?; // lies over the built-in ones
//! let annotator = Annotator::new(&dicts, Models::embedded()?, true)?;
//! let row = Record { text: "这个功能灯塔级".to_owned(), ..Record::default() };
//! let labelled = annotator.annotate(row, &mut Scratch::default());
//! assert_eq!(labelled.mentions[0].opinion, "灯塔级");
//! # Ok::<(), voc::error::Error>(())
//! ```
//!
//! # Render a report
//!
//! ```
//! use voc::aggregate::{Partial, Settings as Counting};
//! use voc::insight::{Context, Labels, finish};
//! use voc::lexicon::{Dicts, Messages, Taxonomy};
//! use voc::render::{Format, Settings, render};
//! use voc::{lang::Lang, report::Run};
//!
//! let dicts = Dicts::load(None)?;
//! let (taxonomy, labels, counting) = (Taxonomy::new(&dicts)?, Labels::new(&dicts)?, Counting::default());
//! let context =
//!     Context { taxonomy: &taxonomy, labels: &labels, lang: Lang::Zh, settings: &counting, run: Run::default() };
//! let (report, _) = finish(Partial::new(&counting), context); // no rows: every section says so
//! let messages = Messages::new(&dicts);
//! let mut json = Vec::new();
//! render(&report, Format::Json, &Settings::new(&messages), &mut json).unwrap();
//! assert!(json.starts_with(b"{\n  \"schema_version\": 1"));
//! # Ok::<(), voc::error::Error>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

pub mod aggregate;
pub mod annotate;
pub mod cli;
pub mod command;
pub mod config;
pub mod dedupe;
pub mod error;
pub mod fail_on;
pub mod filter;
pub mod guard;
pub mod heat;
pub mod history;
pub mod ingest;
pub mod insight;
pub mod ipc;
pub mod lang;
pub mod lexicon;
pub mod model;
mod name_list;
pub mod number;
pub mod output;
mod packed;
pub mod pipeline;
pub mod plan;
mod real;
pub mod record;
pub mod render;
pub mod report;
mod scale;
pub mod text;
pub mod time;
pub mod words;
