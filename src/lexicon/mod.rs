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
mod overlay;
pub mod pattern;
mod phrasing;
pub mod routing;
mod spelling;
pub mod taxonomy;
mod tsv;
pub mod vectors;

pub use compiled::Compiled;
pub use dicts::{Dicts, Entry};
pub use messages::{Messages, fill};
pub use phrasing::Phrasing;
pub use taxonomy::{Aspect, AspectId, BRAND, CONTENT, OUTCOMES, OVERALL, Taxonomy};

/// Whether an entry's origin is a line of the rules for issues: `issues/goods.tsv:12`, or `mine/issues.tsv:3` of a user's folder.
pub fn is_issue(origin: &str) -> bool {
    let file = origin.rsplit_once(':').map_or(origin, |(file, _)| file);
    let mut parts = file.rsplit(['/', '\\']);
    let name = parts.next().and_then(|name| name.split('.').next()).unwrap_or_default();
    // What a user's folder is called says nothing of a file that is named for its kind: issues/sentiment.tsv.
    name == "issues"
        || (parts.next() == Some("issues") && !embedded::FILES.iter().any(|(f, _)| tsv::kind_of(f) == name))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_rule_for_issues_is_known_wherever_its_folder_is() {
        for origin in ["issues/goods.tsv:12", "issues.tsv:3", "/home/x/dicts/issues/own.tsv:1", "dicts\\issues.tsv:7"] {
            assert!(super::is_issue(origin), "{origin}");
        }
        for origin in [
            "issues/sentiment.tsv:3",
            "sentiment/issues_old.tsv:1",
            "issues_old/targets.tsv:2",
            "",
            "issues/sub/words.tsv:1",
        ] {
            assert!(!super::is_issue(origin), "{origin}");
        }
    }
}
