//! The rows that hot issues, work orders and the list of major complaints are made from.
//!
//! A *case* is a complaint, or an appeal: a text without praise that asks for something, or a letter that does. Of cases about [`MOST_CASES`] are kept (major ones
//! first, then by a hash of the content, so that any split keeps the same; the report says so), each with a clipped text and some forty numbers: at most
//! about 250 MB. Every major complaint is kept.

use crate::lexicon::CONTENT;
use crate::number::Milli;
use crate::record::{Annotated, Label, Mention, Name, Polarity, Severity};
use crate::report::ReasonText;

use super::intern::{Interner, hash};
use super::message::is_titled;
use super::scale::Scale;
use super::segments::{self, ColumnMap};
use super::snippet::Snippet;
use super::tally::Bottom;
use super::voice::Voice;

/// Cases kept.
pub(crate) const MOST_CASES: usize = 200_000;

/// Blaming mentions kept of a case, and praising ones.
const MOST_BLAMES: usize = 10;

/// Stars of who is content.
const HAPPY: f64 = 4.0;

/// Keywords without which a text that neither complains nor asks is no appeal.
const APPEAL_WORDS: usize = 6;

/// A blaming mention, compact.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blame {
    pub(crate) aspect: Name,
    pub(crate) rule: Name,
    /// Numbers of the words; the empty string where not said.
    pub(crate) target: u32,
    pub(crate) opinion: u32,
    /// Where it stands in the text.
    pub(crate) span: [u32; 2],
}

/// One row that somebody may have to act on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) snippet: Snippet,
    /// Hash of the content alone: the order of rows does not change it.
    pub(crate) content: u64,
    pub(crate) score: i32,
    /// Level and polarity of the whole text, and what it praises beside its complaint.
    pub(crate) voice: Voice,
    pub(crate) complaint: bool,
    pub(crate) severity: Option<Severity>,
    pub(crate) likes: u64,
    pub(crate) nature: Option<Name>,
    pub(crate) natures: Box<[Name]>,
    pub(crate) aspect: Option<Name>,
    pub(crate) department: Option<Name>,
    /// Whether the export may have named it: it is a segment of the row.
    pub(crate) named: bool,
    pub(crate) due_hours: Option<u32>,
    pub(crate) words: Box<[u32]>,
    pub(crate) blames: Box<[Blame]>,
    /// Where it praises.
    pub(crate) praises: Box<[[u32; 2]]>,
    /// Column and value numbers.
    pub(crate) attrs: Box<[(u16, u32)]>,
}

impl Case {
    /// Day of the feedback.
    pub(crate) fn day(&self) -> Option<i32> {
        self.snippet.day()
    }

    /// Whether it praises on the whole, or was given four or five stars; a letter thanks out of courtesy.
    pub(crate) fn is_happy(&self, scale: Option<Scale>) -> bool {
        let stars = |(scale, rating): (Scale, Milli)| {
            let (factor, offset) = scale.to_levels();
            scale.holds(rating.0) && f64::from(rating.0) * factor + offset >= HAPPY
        };
        let happy = self.voice.label == Label::Positive || scale.zip(self.snippet.rating).is_some_and(stars);
        happy && !is_titled(&self.snippet.text)
    }
}

/// One major complaint as the report lists it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Major {
    pub(crate) id: Option<String>,
    pub(crate) snippet: Snippet,
    pub(crate) natures: Vec<Name>,
    pub(crate) aspect: Option<Name>,
    pub(crate) reasons: Vec<ReasonText>,
    pub(crate) department: Option<Name>,
    /// Whether the export may have named it.
    pub(crate) named: bool,
    pub(crate) due_hours: Option<u32>,
}

/// All that is kept of single rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cases {
    /// Cases seen, kept or not.
    pub(crate) seen: u64,
    kept: Bottom<Case>,
    /// Every major complaint, in input order.
    pub(crate) majors: Vec<Major>,
}

impl Default for Cases {
    fn default() -> Self {
        Self::new(MOST_CASES)
    }
}

impl Cases {
    /// None yet; about `most` will be kept.
    pub(crate) fn new(most: usize) -> Self {
        Self { seen: 0, kept: Bottom::new(most), majors: Vec::new() }
    }

    /// Takes a row in; `key` is the hash of all that tells it from others.
    pub(crate) fn absorb(
        &mut self,
        a: &Annotated,
        key: u64,
        names: &mut Interner,
        words: &[u32],
        attrs: Vec<(u16, u32)>,
    ) {
        if a.severity == Some(Severity::Major) {
            self.majors.push(major(a));
        }
        if !is_case(a) {
            return;
        }
        self.seen += 1;
        // The lowest half of the keys belongs to major complaints: they are never left out before others.
        let spread = key >> 1;
        let key = if a.severity == Some(Severity::Major) { spread } else { spread | 1 << 63 };
        if self.kept.wants(key) {
            self.kept.push(key, case(a, names, words, attrs));
        } else {
            // Numbers of words go by the order of rows, kept or not.
            for m in blaming(a).take(MOST_BLAMES) {
                names.id(&m.target);
                names.id(&m.opinion);
            }
        }
    }

    /// An empty part to be merged in, which leaves out what would not stay here.
    pub(crate) fn beside(&self) -> Self {
        Self { seen: 0, kept: self.kept.beside(), majors: Vec::new() }
    }

    /// Adds a later part, whose word and segment numbers are translated.
    pub(crate) fn merge(&mut self, later: Self, map: &[u32], columns: &ColumnMap) {
        self.seen += later.seen;
        self.majors.extend(later.majors);
        let mut kept = later.kept;
        for case in kept.items_mut() {
            case.words.iter_mut().for_each(|w| *w = map[*w as usize]);
            for b in &mut case.blames {
                b.target = map[b.target as usize];
                b.opinion = map[b.opinion as usize];
            }
            case.attrs = segments::moved(&case.attrs, columns);
        }
        self.kept.merge(kept);
    }

    /// The cases kept, in input order.
    pub(crate) fn into_kept(self) -> (Vec<Case>, Vec<Major>) {
        (self.kept.into_items().into_iter().map(|(_, c)| c).collect(), self.majors)
    }
}

/// A complaint; a text that asks for something and is not all praise; a long one without any praise; or a message that blames or asks beside the courtesies
/// of a letter (您好, 感谢, 盼望), which make its tone no praise.
fn is_case(a: &Annotated) -> bool {
    let happy = a.sentiment.label == Label::Positive;
    let praises = praising(a).next().is_some();
    let asks = a.intents.iter().any(|i| !CONTENT.contains(&&**i));
    let content = a.intents.iter().any(|i| CONTENT.contains(&&**i));
    a.complaint
        || (asks && !(happy && praises))
        || (!happy && !praises && a.keywords.len() >= APPEAL_WORDS)
        || (!content && (asks || blaming(a).next().is_some()) && is_titled(&a.text))
}

/// The aspect that a complaint is mainly about: the first blamed one of its first nature.
pub(crate) fn main_aspect(a: &Annotated) -> Option<&Name> {
    let own = |m: &&Mention| Some(&m.nature) == a.nature.as_ref();
    blaming(a).find(own).or_else(|| blaming(a).next()).map(|m| &m.aspect)
}

fn blaming(a: &Annotated) -> impl Iterator<Item = &Mention> + Clone {
    a.mentions.iter().filter(|m| m.polarity == Polarity::Negative)
}

fn praising(a: &Annotated) -> impl Iterator<Item = &Mention> {
    a.mentions.iter().filter(|m| m.polarity == Polarity::Positive)
}

fn case(a: &Annotated, names: &mut Interner, words: &[u32], attrs: Vec<(u16, u32)>) -> Case {
    let blame = |m: &Mention| Blame {
        aspect: m.aspect.clone(),
        rule: m.rule.clone(),
        target: names.id(&m.target),
        opinion: names.id(&m.opinion),
        span: [m.start, m.end],
    };
    Case {
        snippet: Snippet::head(a, blaming(a).map(|m| [m.start, m.end])),
        content: hash([a.text.as_bytes()]),
        score: a.sentiment.score.0,
        voice: Voice::of(a),
        complaint: a.complaint,
        severity: a.severity,
        likes: a.likes.unwrap_or(0),
        nature: a.nature.clone(),
        natures: a.natures.as_slice().into(),
        aspect: main_aspect(a).cloned(),
        department: a.department.clone(),
        named: is_named(a),
        due_hours: a.due_hours,
        words: words.into(),
        blames: blaming(a).take(MOST_BLAMES).map(blame).collect(),
        praises: praising(a).take(MOST_BLAMES).map(|m| [m.start, m.end]).collect(),
        attrs: attrs.into(),
    }
}

fn major(a: &Annotated) -> Major {
    Major {
        id: a.id.clone(),
        snippet: Snippet::around(a, a.severity_evidence.iter().map(|e| [e.start, e.end])),
        natures: a.natures.clone(),
        aspect: main_aspect(a).cloned(),
        reasons: a
            .severity_evidence
            .iter()
            .map(|e| ReasonText { reason: e.reason.to_string(), text: e.text.clone() })
            .collect(),
        department: a.department.clone(),
        named: is_named(a),
        due_hours: a.due_hours,
    }
}

/// Whether its department is a segment of the row, as where the export has a column of departments.
fn is_named(a: &Annotated) -> bool {
    a.department.as_deref().is_some_and(|d| a.attrs.values().any(|(_, value)| value == d))
}
