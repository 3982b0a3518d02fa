//! The compiled form of all words and rules: one automaton over every literal, and what each literal is used for.
//!
//! A *class* is a set of alternatives of a slot; classes that are equal are shared by all rules, and each rule is looked up by the class that the
//! fewest rules share, so that a frequent word (客服) costs little however many rules name it.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::record::{Name, Polarity};
use crate::say;

use super::modifier::{Modifier, ModifierKind};
use super::pattern::{self, Piece, Quantity, Sets};
use super::taxonomy::{AspectId, Taxonomy};
use super::{Dicts, Entry};

/// What a literal of the automaton stands for; one literal may have several uses.
#[derive(Debug, Clone)]
pub enum Use {
    /// It names a thing.
    Target(Target),
    /// It judges.
    Opinion(Opinion),
    /// It changes what stands near it.
    Modifier(Modifier),
    /// It is an alternative of a class.
    Class(ClassId),
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
}

/// Every word and rule, ready to scan with.
pub struct Compiled {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    /// Uses of each literal.
    uses: Vec<Vec<Use>>,
    /// Class of each quantity kind, where a rule names it.
    quantities: FxHashMap<Quantity, Vec<ClassId>>,
    rules: Vec<Rule>,
    /// Rules to try when a class is present.
    triggers: Vec<Vec<u32>>,
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
            b.replace(e.get("word"), Use::Target(Target { aspect, origin: e.origin.clone() }));
        }
        for e in dicts.of("sentiment") {
            let (score, aspect) = (e.number("score", 0)?, taxonomy.of_entry(e)?);
            b.replace(e.get("word"), Use::Opinion(Opinion { score, aspect, origin: e.origin.clone() }));
        }
        for e in dicts.of("modifiers") {
            b.replace(e.get("word"), Use::Modifier(Modifier::from_entry(e)?));
        }
        let sets = Sets::new(dicts);
        for kind in ["issues", "severity", "intents", "emotions"] {
            for e in dicts.of(kind) {
                b.rule(e, verdict(kind, e, taxonomy)?, &sets)?;
            }
        }
        b.build()
    }

    /// All literal hits in `text`, overlapping, ordered by end: literal number, first byte, end.
    pub fn scan(&self, text: &str, mut hit: impl FnMut(u32, usize, usize)) {
        for m in self.automaton.find_overlapping_iter(text) {
            hit(m.value(), m.start(), m.end());
        }
    }

    /// What a literal is used for.
    pub fn uses(&self, literal: u32) -> &[Use] {
        &self.uses[literal as usize]
    }

    /// Classes that hold a quantity kind.
    pub fn quantity_classes(&self, q: Quantity) -> &[ClassId] {
        self.quantities.get(&q).map_or(&[], Vec::as_slice)
    }

    /// Rules to try when `class` is present.
    pub fn triggered(&self, class: ClassId) -> impl ExactSizeIterator<Item = &Rule> {
        self.triggers[class.0 as usize].iter().map(|&r| &self.rules[r as usize])
    }

    /// All rules, in loading order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How many classes there are; ids run from 0.
    pub fn classes(&self) -> usize {
        self.triggers.len()
    }

    /// How many literals the automaton holds.
    pub fn literals(&self) -> usize {
        self.uses.len()
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
        _ => Verdict::Emotion(Name::from(e.get("emotion")), u8::try_from(e.number("strength", 1)?).unwrap_or(1)),
    })
}

#[derive(Default)]
struct Builder {
    literals: FxHashMap<String, u32>,
    words: Vec<String>,
    uses: Vec<Vec<Use>>,
    quantities: FxHashMap<Quantity, Vec<ClassId>>,
    classes: FxHashMap<Vec<Piece>, ClassId>,
    rules: Vec<Rule>,
    /// Overlays win: the rule that a pattern of a kind already has.
    seen: FxHashMap<(String, String), usize>,
}

impl Builder {
    fn literal(&mut self, word: &str) -> usize {
        if let Some(&at) = self.literals.get(word) {
            return at as usize;
        }
        let at = self.uses.len();
        self.literals.insert(word.to_owned(), u32::try_from(at).unwrap_or(u32::MAX));
        self.words.push(word.to_owned());
        self.uses.push(Vec::new());
        at
    }

    /// Adds a use of a word; a later entry of the same kind takes the place of an earlier one.
    fn replace(&mut self, word: &str, new: Use) {
        if word.is_empty() {
            return;
        }
        let at = self.literal(word);
        let uses = &mut self.uses[at];
        let same = |old: &Use| match (old, &new) {
            (Use::Modifier(a), Use::Modifier(b)) => a.kind == b.kind,
            _ => std::mem::discriminant(old) == std::mem::discriminant(&new),
        };
        match uses.iter_mut().find(|old| same(old)) {
            Some(old) => *old = new,
            None => uses.push(new),
        }
    }

    fn rule(&mut self, e: &Entry, verdict: Verdict, sets: &Sets) -> Result<()> {
        let pattern = pattern::parse(e, sets)?;
        let unless = pattern::parse_unless(e, sets)?;
        let slots = pattern.slots.into_iter().map(|s| self.class(s)).collect();
        let unless = if unless.is_empty() { None } else { Some(self.class(unless)) };
        let rule =
            Rule { verdict, slots, ordered: pattern.ordered, wide: pattern.wide, unless, origin: e.origin.clone() };
        // The same pattern may speak for several labels; an overlay's line takes the place of the built-in one for the same label.
        let label = format!("{}{}{}{}", e.get("pattern"), e.get("aspect"), e.get("intent"), e.get("emotion"));
        match self.seen.get(&(e.kind.clone(), label.clone())) {
            Some(&at) => self.rules[at] = rule,
            None => {
                self.seen.insert((e.kind.clone(), label), self.rules.len());
                self.rules.push(rule);
            }
        }
        Ok(())
    }

    fn class(&mut self, pieces: Vec<Piece>) -> ClassId {
        if let Some(&c) = self.classes.get(&pieces) {
            return c;
        }
        let id = ClassId(u32::try_from(self.classes.len()).unwrap_or(u32::MAX));
        for piece in &pieces {
            match piece {
                Piece::Words(w) => {
                    let at = self.literal(w);
                    self.uses[at].push(Use::Class(id));
                }
                Piece::Quantity(q) => self.quantities.entry(*q).or_default().push(id),
            }
        }
        self.classes.insert(pieces, id);
        id
    }

    fn build(self) -> Result<Compiled> {
        let mut shared = vec![0u32; self.classes.len()];
        for class in self.rules.iter().flat_map(|r| &r.slots) {
            shared[class.0 as usize] += 1;
        }
        let mut triggers = vec![Vec::new(); self.classes.len()];
        for (i, rule) in self.rules.iter().enumerate() {
            if let Some(rarest) = rule.slots.iter().min_by_key(|c| shared[c.0 as usize]) {
                triggers[rarest.0 as usize].push(u32::try_from(i).unwrap_or(u32::MAX));
            }
        }
        let values = self.words.iter().zip(0u32..);
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(values).map_err(|e| {
            Error::dictionary("dicts", 0, say!("cannot build the automaton: {e}", "无法建立自动机：{e}"))
        })?;
        Ok(Compiled { automaton, uses: self.uses, quantities: self.quantities, rules: self.rules, triggers })
    }
}

/// The modifier kinds that `modifiers.tsv` may use; re-exported for its checks.
pub fn modifier_kind(name: &str) -> Option<ModifierKind> {
    ModifierKind::ALL.iter().find(|(_, n)| *n == name).map(|(k, _)| *k)
}
