//! The compiled form of all words and rules: one automaton over every literal, and what each literal is used for.
//!
//! A *class* is a set of alternatives of a slot; classes that are equal are shared by all rules. How rules are looked up by their words is `matching`'s job.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::record::{Name, Polarity};
use crate::say;

use super::matching::Matching;
use super::modifier::{Modifier, ModifierKind};
use super::pattern::{self, Piece, Quantity, Sets};
use super::taxonomy::{AspectId, Taxonomy};
use super::{Dicts, Entry};

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
    Intent(Name),
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
    automaton: CharwiseDoubleArrayAhoCorasick<Literal>,
    words: Vec<Word>,
    matching: Matching,
    rules: Vec<Rule>,
}

/// A literal that is nothing by itself.
const NO_WORD: u32 = u32::MAX;

/// What the automaton tells of a hit, so that most hits need no further look-up.
#[derive(Debug, Clone, Copy)]
struct Literal {
    number: u32,
    /// Its place in `words`, or [`NO_WORD`] where it is part of rules only.
    word: u32,
    in_rules: bool,
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
        let mut b = Builder::default();
        for e in dicts.of("targets") {
            let aspect =
                taxonomy.of_entry(e)?.ok_or_else(|| e.error(say!("a target needs an aspect", "目标词需要 aspect")))?;
            if let Some(word) = b.word(e.get("word")) {
                word.target = Some(Target { aspect, origin: e.origin.clone() });
            }
        }
        for e in dicts.of("sentiment") {
            let (score, aspect) = (e.number("score", 0)?, taxonomy.of_entry(e)?);
            if let Some(word) = b.word(e.get("word")) {
                word.opinion = Some(Opinion { score, aspect, origin: e.origin.clone() });
            }
        }
        for e in dicts.of("modifiers") {
            b.modifier(e.get("word"), Modifier::from_entry(e)?);
        }
        let sets = Sets::new(dicts);
        for kind in ["issues", "severity", "intents", "emotions", "requests", "causes"] {
            for e in dicts.of(kind) {
                b.rule(e, verdict(kind, e, taxonomy)?, &sets)?;
            }
        }
        b.build()
    }

    /// All literal hits in `text`, overlapping, ordered by end.
    pub fn scan<'l>(&'l self, text: &str, mut hit: impl FnMut(Hit<'l>)) {
        for m in self.automaton.find_overlapping_iter(text) {
            let Literal { number, word, in_rules } = m.value();
            hit(Hit { literal: number, range: (m.start(), m.end()), word: self.words.get(word as usize), in_rules });
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
        "intents" => Verdict::Intent(Name::from(e.get("intent"))),
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

#[derive(Default)]
struct Builder {
    literals: FxHashMap<String, u32>,
    spelled: Vec<String>,
    /// For each literal its place in `words`, or [`NO_WORD`].
    word_of: Vec<u32>,
    words: Vec<Word>,
    /// Classes that hold each literal, ascending.
    held: Vec<Vec<u32>>,
    quantities: FxHashMap<Quantity, Vec<u32>>,
    classes: FxHashMap<Vec<Piece>, ClassId>,
    /// Classes by the words of their slots as they are written: many rules share a slot.
    slots: FxHashMap<String, ClassId>,
    rules: Vec<Rule>,
    /// Overlays win: the rule that a pattern of a kind already has.
    seen: FxHashMap<(String, String), usize>,
}

impl Builder {
    fn literal(&mut self, word: &str) -> usize {
        if let Some(&at) = self.literals.get(word) {
            return at as usize;
        }
        let at = self.spelled.len();
        self.literals.insert(word.to_owned(), number(at));
        self.spelled.push(word.to_owned());
        self.word_of.push(NO_WORD);
        self.held.push(Vec::new());
        at
    }

    /// What a word is by itself, new if need be; a later entry of the same kind takes the place of an earlier one. `None` for no word at all.
    fn word(&mut self, word: &str) -> Option<&mut Word> {
        if word.is_empty() {
            return None;
        }
        let at = self.literal(word);
        if self.word_of[at] == NO_WORD {
            self.word_of[at] = number(self.words.len());
            self.words.push(Word::default());
        }
        self.words.get_mut(self.word_of[at] as usize)
    }

    fn modifier(&mut self, word: &str, new: Modifier) {
        let Some(word) = self.word(word) else { return };
        match word.modifiers.iter_mut().find(|old| old.kind == new.kind) {
            Some(old) => *old = new,
            None => word.modifiers.push(new),
        }
    }

    fn rule(&mut self, e: &Entry, verdict: Verdict, sets: &Sets) -> Result<()> {
        let shape = pattern::shape(e)?;
        let slots = shape.slots.iter().map(|s| self.slot(e, s, sets)).collect::<Result<_>>()?;
        let unless = match e.get("unless") {
            "" => None,
            cell => Some(self.slot(e, cell, sets)?),
        };
        let (ordered, wide) = (shape.ordered, shape.wide);
        let rule = Rule { verdict, slots, ordered, wide, unless, origin: e.origin.clone() };
        // The same pattern may speak for several labels; an overlay's line takes the place of the built-in one for the same label.
        let cells = ["pattern", "aspect", "intent", "emotion", "request"].map(|c| e.get(c));
        let label = cells.concat();
        match self.seen.get(&(e.kind.clone(), label.clone())) {
            Some(&at) => self.rules[at] = rule,
            None => {
                self.seen.insert((e.kind.clone(), label), self.rules.len());
                self.rules.push(rule);
            }
        }
        Ok(())
    }

    /// The class of a slot as it is written.
    fn slot(&mut self, e: &Entry, slot: &str, sets: &Sets) -> Result<ClassId> {
        if let Some(&known) = self.slots.get(slot) {
            return Ok(known);
        }
        let class = self.class(pattern::alternatives(e, slot, sets)?);
        self.slots.insert(slot.to_owned(), class);
        Ok(class)
    }

    fn class(&mut self, pieces: Vec<Piece>) -> ClassId {
        if let Some(&c) = self.classes.get(&pieces) {
            return c;
        }
        let id = ClassId(number(self.classes.len()));
        for piece in &pieces {
            match piece {
                Piece::Words(w) => {
                    let at = self.literal(w);
                    self.held[at].push(id.0);
                }
                Piece::Quantity(q) => self.quantities.entry(*q).or_default().push(id.0),
            }
        }
        self.classes.insert(pieces, id);
        id
    }

    fn build(mut self) -> Result<Compiled> {
        let lengths: Vec<usize> = self.spelled.iter().map(|w| w.chars().count()).collect();
        for (kind, _) in Quantity::ALL {
            self.held.push(self.quantities.remove(&kind).unwrap_or_default());
        }
        let matching = Matching::new(&self.rules, &self.held, &lengths, self.classes.len());
        let values = self.spelled.iter().zip(&self.word_of).zip(0u32..).map(|((spelled, &word), number)| {
            (spelled, Literal { number, word, in_rules: matching.is_in_rules(number) })
        });
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(values).map_err(|e| {
            Error::dictionary("dicts", 0, say!("cannot build the automaton: {e}", "无法建立自动机：{e}"))
        })?;
        Ok(Compiled { automaton, words: self.words, matching, rules: self.rules })
    }
}

/// A place in a list as a number.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The modifier kinds that `modifiers.tsv` may use; re-exported for its checks.
pub fn modifier_kind(name: &str) -> Option<ModifierKind> {
    ModifierKind::ALL.iter().find(|(_, n)| *n == name).map(|(k, _)| *k)
}
