//! The compiled form of all words and rules: one automaton over every literal, and what each literal is used for.
//!
//! A *class* is a set of alternatives of a slot; classes that are equal are shared by all rules. How rules are looked up by their words is `matching`'s job.

use std::collections::hash_map::Entry as MapEntry;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder as AutomatonBuilder};
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::lang::Say;
use crate::packed;
use crate::record::{Name, Polarity};
use crate::say;

use super::matching::Matching;
use super::modifier::Modifier;
use super::pattern::Fault;
use super::spelling::{Line, NONE, RULES, Spelling, WORDS, literal, spell, values};
use super::taxonomy::{AspectId, Taxonomy};
use super::{Dicts, Entry};

/// Of each literal its number and whether it is part of a rule ([`literal`]).
type Automaton = CharwiseDoubleArrayAhoCorasick<u32>;

/// What a literal of the automaton stands for by itself.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// It names a thing.
    pub target: Option<Target>,
    /// It judges.
    pub opinion: Option<Opinion>,
    /// It changes what stands near it, each kind once.
    pub modifiers: Vec<Modifier>,
}

/// A word that names a thing.
#[derive(Debug, Clone)]
pub struct Target {
    /// What it is about.
    pub aspect: AspectId,
    /// Dictionary line.
    pub origin: Name,
}

/// A word that judges.
#[derive(Debug, Clone)]
pub struct Opinion {
    /// Polarity in thousandths; 0 only hides shorter words.
    pub score: i32,
    /// What it is about by itself.
    pub aspect: Option<AspectId>,
    /// Dictionary line.
    pub origin: Name,
    /// The user's line: built-in ones yield to it.
    pub own: bool,
}

/// A set of alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// A rule with its slots as classes.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it says when it matches.
    pub verdict: Verdict,
    /// Its slots.
    pub slots: Vec<ClassId>,
    /// Slots in this order and near one another, or anywhere in the clause.
    pub ordered: bool,
    /// Slots anywhere in the sentence.
    pub wide: bool,
    /// Silent when this class is in the clause (the sentence of a wide rule).
    pub unless: Option<ClassId>,
    /// Dictionary line.
    pub origin: Name,
    /// The user's line: built-in ones yield to it.
    pub own: bool,
}

/// What a rule says.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// A mention.
    Issue {
        /// What it is about.
        aspect: AspectId,
        /// What is said of it.
        polarity: Polarity,
        /// A fact rather than an opinion.
        implicit: bool,
        /// A question or wish that is a judgement: being asked or wished does not silence it.
        asked: bool,
    },
    /// A reason to call a complaint major.
    Severity(Name),
    /// What the customer wants.
    Intent {
        /// The intent.
        id: Name,
        /// Only in a text that neither praises nor blames: 几点下班, but not 几点了还不来.
        calm: bool,
    },
    /// What the customer feels, with strength 1–3.
    Emotion(Name, u8),
    /// A request in so many words.
    Request {
        /// What is asked for.
        what: Name,
        /// Only where the match is all of its clause: 退货!
        alone: bool,
    },
    /// A word that says what the reason is.
    Cause(Cause),
}

/// Where the reason stands that a word points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// After it: 因为.
    After,
    /// Before it: 所以.
    Before,
}

/// Every word and rule, ready to scan with.
pub struct Compiled {
    automaton: Automaton,
    /// What the first literals are by themselves; the others are part of rules only.
    words: Vec<Word>,
    matching: Matching,
    rules: Vec<Rule>,
}

/// A literal in a text.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'l> {
    /// Number of the literal.
    pub literal: u32,
    /// First byte, and the end, exclusive.
    pub range: (usize, usize),
    /// What it is by itself.
    pub word: Option<&'l Word>,
    /// Whether it is part of any rule.
    pub in_rules: bool,
}

impl Compiled {
    /// Compiles targets, opinions, modifiers and all rules.
    ///
    /// # Errors
    /// A dictionary error that names the line at fault.
    pub fn new(dicts: &Dicts, taxonomy: &Taxonomy) -> Result<Self> {
        let (spelling, automaton) = match dicts.is_built_in().then(built_in).flatten() {
            Some(ready) => ready,
            None => worked_out(dicts)?,
        };
        let mut b = Builder::new(&spelling);
        b.words(dicts, taxonomy)?;
        b.rules(dicts, taxonomy)?;
        let matching = Matching::new(&b.rules, &spelling);
        Ok(Self { automaton, words: b.words, matching, rules: b.rules })
    }

    /// All literal hits in `text`, overlapping, ordered by end.
    pub fn scan<'l>(&'l self, text: &str, mut hit: impl FnMut(Hit<'l>)) {
        for m in self.automaton.find_overlapping_iter(text) {
            let (literal, in_rules) = literal(m.value());
            hit(Hit { literal, range: (m.start(), m.end()), word: self.words.get(literal as usize), in_rules });
        }
    }

    /// Which rules literals trigger.
    pub fn matching(&self) -> &Matching {
        &self.matching
    }

    /// All rules, in loading order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

/// What a line of words says of its word.
enum Meaning {
    Target(Target),
    Opinion(Opinion),
    Modifier(Modifier),
}

fn meaning(kind: &str, e: &Entry, taxonomy: &Taxonomy) -> Result<Meaning> {
    let origin = e.origin.clone();
    Ok(match kind {
        "targets" => {
            let wanted = || e.error(say!("a target needs an aspect", "目标词需要 aspect"));
            Meaning::Target(Target { aspect: taxonomy.of_entry(e)?.ok_or_else(wanted)?, origin })
        }
        "sentiment" => {
            let (score, aspect) = (e.number("score", 0)?, taxonomy.of_entry(e)?);
            Meaning::Opinion(Opinion { score, aspect, origin, own: e.is_own() })
        }
        _ => Meaning::Modifier(Modifier::from_entry(e)?),
    })
}

/// What stops a line of words or rules from being compiled, apart from its pattern.
pub(super) fn fault_of(e: &Entry, taxonomy: &Taxonomy) -> Option<Error> {
    if WORDS.contains(&&*e.kind) {
        meaning(&e.kind, e, taxonomy).err()
    } else if RULES.contains(&&*e.kind) {
        verdict(&e.kind, e, taxonomy).err()
    } else {
        None
    }
}

fn verdict(kind: &str, e: &Entry, taxonomy: &Taxonomy) -> Result<Verdict> {
    Ok(match kind {
        "issues" => {
            let polarity = match e.get("polarity") {
                "positive" => Polarity::Positive,
                "negative" => Polarity::Negative,
                "neutral" => Polarity::Neutral,
                other => {
                    return Err(e.error(say!(
                        "`{other}` is not positive, negative or neutral",
                        "`{other}` 不是 positive、negative 或 neutral"
                    )));
                }
            };
            let aspect = taxonomy
                .of_entry(e)?
                .ok_or_else(|| e.error(say!("an issue needs an aspect", "问题规则需要 aspect")))?;
            let implicit = e.get("implicit");
            Verdict::Issue { aspect, polarity, implicit: implicit == "yes", asked: implicit == "asked" }
        }
        "severity" => Verdict::Severity(Name::from(e.get("reason"))),
        "intents" => Verdict::Intent { id: Name::from(e.get("intent")), calm: e.get("calm") == "yes" },
        "requests" => Verdict::Request { what: Name::from(e.get("request")), alone: e.get("alone") == "yes" },
        "causes" => Verdict::Cause(cause(e)?),
        _ => Verdict::Emotion(Name::from(e.get("emotion")), u8::try_from(e.number("strength", 1)?).unwrap_or(1)),
    })
}

fn cause(e: &Entry) -> Result<Cause> {
    match e.get("reason") {
        "after" => Ok(Cause::After),
        "before" => Ok(Cause::Before),
        other => Err(e.error(say!("`{other}` is not after or before", "`{other}` 不是 after 或 before"))),
    }
}

/// Words and rules as they are read, beside their numbers.
struct Builder<'s> {
    spelling: &'s Spelling,
    words: Vec<Word>,
    rules: Vec<Rule>,
    /// Overlays win: the rule that a pattern of a kind already has.
    seen: FxHashMap<(&'s str, String), usize>,
}

impl<'s> Builder<'s> {
    fn new(spelling: &'s Spelling) -> Self {
        // Words have the first numbers.
        let words = spelling.words.iter().filter(|w| **w != NONE).max().map_or(0, |last| *last as usize + 1);
        Self { spelling, words: vec![Word::default(); words], rules: Vec::new(), seen: FxHashMap::default() }
    }

    /// Reads the lines of words; a later entry of the same kind takes the place of an earlier one.
    fn words(&mut self, dicts: &Dicts, taxonomy: &Taxonomy) -> Result<()> {
        let lines = WORDS.into_iter().flat_map(|kind| dicts.of(kind).map(move |e| (kind, e)));
        for ((kind, e), at) in lines.zip(&self.spelling.words) {
            let mut unspelled = Word::default();
            let word = self.words.get_mut(*at as usize).unwrap_or(&mut unspelled);
            match meaning(kind, e, taxonomy)? {
                Meaning::Target(target) => word.target = Some(target),
                Meaning::Opinion(opinion) => word.opinion = Some(opinion),
                Meaning::Modifier(new) => match word.modifiers.iter_mut().find(|old| old.kind == new.kind) {
                    Some(old) => *old = new,
                    None => word.modifiers.push(new),
                },
            }
        }
        Ok(())
    }

    /// Reads the lines of rules. The same pattern may speak for several labels; an overlay's line takes the place of the built-in one for the same label.
    fn rules(&mut self, dicts: &Dicts, taxonomy: &Taxonomy) -> Result<()> {
        let lines = RULES.into_iter().flat_map(|kind| dicts.of(kind).map(move |e| (kind, e)));
        for ((kind, e), spelled) in lines.zip(self.spelling.rules()) {
            let rule = Rule {
                verdict: verdict(kind, e, taxonomy)?,
                slots: spelled.slots.iter().copied().map(ClassId).collect(),
                ordered: spelled.ordered,
                wide: spelled.wide,
                unless: spelled.unless.map(ClassId),
                origin: e.origin.clone(),
                own: e.is_own(),
            };
            let label = ["pattern", "aspect", "reason", "intent", "emotion", "request"].map(|c| e.get(c)).join("\t");
            match self.seen.entry((kind, label)) {
                MapEntry::Occupied(known) => self.rules[*known.get()] = rule,
                MapEntry::Vacant(free) => {
                    free.insert(self.rules.len());
                    self.rules.push(rule);
                }
            }
        }
        Ok(())
    }
}

impl Line for &Entry {
    fn cell(&self, column: &str) -> &str {
        self.get(column)
    }
}

/// What is wrong with a pattern, for people.
pub(super) fn faulty(fault: Fault) -> Say {
    match fault {
        Fault::Mixed(text) => say!("`{text}` mixes `…`, `&` and `&&`", "`{text}` 混用了 `…`、`&` 和 `&&`"),
        Fault::Empty(slot) => say!("empty alternative in `{slot}`", "`{slot}` 中有空的选项"),
        Fault::NoSet(name) => say!("no set `@{name}` in sets.tsv", "sets.tsv 中没有 `@{name}`"),
        Fault::NoQuantity(word) => say!("no quantity `{word}`", "没有 `{word}` 这种数量"),
    }
}

/// The numbers of the built-in dictionaries, and the automaton over their literals, as the build script made them.
fn built_in() -> Option<(Spelling, Automaton)> {
    let spelling = packed::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/spelling.zst")))?;
    let automaton = packed::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/automaton.zst")))?;
    Some((Spelling::from_bytes(&spelling)?, Automaton::deserialize(&automaton).ok()?.0))
}

/// The same, worked out now: a user's dictionaries lie over the built-in ones.
fn worked_out(dicts: &Dicts) -> Result<(Spelling, Automaton)> {
    let (spelling, literals) = spell(|kind| dicts.of(kind)).map_err(|(e, fault)| e.error(faulty(fault)))?;
    let values = values(&spelling);
    let automaton = AutomatonBuilder::new()
        .build_with_values(literals.iter().zip(values))
        .map_err(|e| Error::dictionary("dicts", 0, say!("cannot build the automaton: {e}", "无法建立自动机：{e}")))?;
    Ok((spelling, automaton))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_script_spelled_is_what_the_dictionaries_spell() {
        let dicts = Dicts::load(None).unwrap();
        let (ready, automaton) = built_in().unwrap();
        let (spelling, literals) = spell(|kind| dicts.of(kind)).map_err(|(_, fault)| fault).unwrap();
        assert_eq!(ready, spelling);
        let values = values(&spelling);
        for (word, value) in literals.iter().zip(values) {
            assert!(
                automaton.find_overlapping_iter(word).any(|m| m.end() - m.start() == word.len() && m.value() == value)
            );
        }
    }
}
