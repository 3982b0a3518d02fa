//! The store of runs: one `SQLite` file that analysts can query too. The only place that knows `SQLite`.
//!
//! A run is written in one transaction, so it is there whole or not at all, whatever ends the program. Each record counts once however often it is
//! exported: the store keeps eight bytes of it and its day ([`key`]). Figures are integers; of texts it keeps masked titles and quotes of issues
//! and titles of work orders, nothing else. It reads no clock: a run stands for the last day of its data, or for the day that the caller names.
//!
//! | file | what |
//! |---|---|
//! | `store`, `statement` | opening, versions, locks, what goes wrong; how statements are run |
//! | `schema` | the tables |
//! | `key`, `naming`, `ledger` | which rows are new, by what they are known, and what they count for |
//! | `series` | sums by day and subject |
//! | `stray` | which dates are mistyped |
//! | `runs` | totals of runs, and the change between them |
//! | `alike`, `echo`, `issues`, `recall`, `state` | which issue of today is which of yesterday, and its state |
//! | `orders`, `raising`, `holding`, `handling`, `singly` | work orders, which of them goes on, what they hold, their outcomes, and how they and their complaints were handled |
//! | `keep` | all of these in the order in which a run is stored |
//! | `sides` | what `voc compare` needs of a run |
//! | `show`, `export` | what `voc history` reads, prunes and writes out |

mod alike;
mod echo;
mod export;
mod handling;
mod holding;
mod issues;
mod keep;
pub mod key;
mod ledger;
mod naming;
mod orders;
mod raising;
mod recall;
mod runs;
mod schema;
mod series;
mod show;
mod sides;
mod singly;
mod state;
mod statement;
mod store;
mod stray;

pub use echo::Listener;
pub use export::Pruned;
pub use handling::{Closed, Meaning, Outcome};
pub use keep::{Entry, Keeping, Line};
pub use ledger::Ledger;
pub use naming::{Naming, Texts};
pub use orders::OrderLine;
pub use runs::AHEAD;
pub use series::{Point, Subject};
pub use show::{CountLine, IssueLine, RunDetail, RunLine, RunOfIssue};
pub use store::Store;
