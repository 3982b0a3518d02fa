//! What dictionary lines spell, as numbers: each literal of words and patterns once, and the slots of rules as classes of literals.
//!
//! Of the built-in dictionaries the build script works it out, so that a start reads numbers where it would have to parse some hundred thousand words;
//! with a user's dictionaries over them it is worked out at the start. Not its job: what a line says (`compiled`), how rules are looked up (`matching`).

use rustc_hash::FxHashMap;

use super::lists::{Lists, number};
use super::pattern::{self, Fault, Piece, Quantity, Sets};

/// Kinds of dictionaries whose lines are words, and those whose lines are rules, in the order in which they are spelled.
pub(crate) const WORDS: [&str; 3] = ["targets", "sentiment", "modifiers"];
pub(crate) const RULES: [&str; 6] = ["issues", "severity", "intents", "emotions", "requests", "causes"];

/// No literal, no class.
pub(crate) const NONE: u32 = u32::MAX;

/// A rule's slots are in order and near one another; they may be anywhere in the sentence.
const ORDERED: u32 = 1;
const WIDE: u32 = 2;

/// Words and rules as numbers. Words have the first numbers, kinds of quantities those behind all literals.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// Characters of each literal.
    pub(crate) lengths: Vec<u32>,
    /// The literal of each line of words, or [`NONE`] where it has none.
    pub(crate) words: Vec<u32>,
    /// Of each line of rules its marks, the class that silences it or [`NONE`], and the classes of its slots.
    rules: Lists,
    /// The literals and quantities of each class.
    pub(crate) classes: Lists,
}

/// A rule as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelled<'s> {
    pub(crate) ordered: bool,
    pub(crate) wide: bool,
    pub(crate) unless: Option<u32>,
    pub(crate) slots: &'s [u32],
}

impl Spelling {
    /// Each line of rules.
    pub(crate) fn rules(&self) -> impl Iterator<Item = Spelled<'_>> {
        self.rules.iter().map(|of| Spelled {
            ordered: of[0] & ORDERED != 0,
            wide: of[0] & WIDE != 0,
            unless: Some(of[1]).filter(|c| *c != NONE),
            slots: &of[2..],
        })
    }

    /// Which literals are part of a rule.
    pub(crate) fn in_rules(&self) -> Vec<bool> {
        let mut is = vec![false; self.lengths.len()];
        for (_, literal) in self.classes.pairs() {
            if let Some(known) = is.get_mut(literal as usize) {
                *known = true;
            }
        }
        is
    }

    /// All numbers, in rows: each its length, then its numbers. For the build script.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let ((rule_starts, rules), (class_starts, classes)) = (self.rules.parts(), self.classes.parts());
        let rows = [&self.lengths, &self.words, rule_starts, rules, class_starts, classes];
        rows.iter()
            .flat_map(|r| std::iter::once(number(r.len())).chain(r.iter().copied()))
            .flat_map(u32::to_le_bytes)
            .collect()
    }

    /// What [`Spelling::to_bytes`] wrote; nothing of anything else.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut row = || {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let (row, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize * 4)?;
            bytes = rest;
            let (numbers, _) = row.as_chunks::<4>();
            Some(numbers.iter().map(|n| u32::from_le_bytes(*n)).collect::<Vec<u32>>())
        };
        let (lengths, words) = (row()?, row()?);
        let rules = Lists::from_parts(row()?, row()?).filter(|r| r.iter().all(|of| of.len() > 2))?;
        let classes = Lists::from_parts(row()?, row()?)?;
        Some(Self { lengths, words, rules, classes })
    }
}

/// A line of a dictionary.
pub(crate) trait Line {
    /// The cell under a column, empty where there is none.
    fn cell(&self, column: &str) -> &str;
}

/// Spells all dictionaries, of which `lines` gives those of a kind in loading order; gives the literals too.
///
/// # Errors
/// The first line whose pattern cannot be read, and why.
pub(crate) fn spell<L: Line, I: Iterator<Item = L>>(
    lines: impl Fn(&'static str) -> I,
) -> Result<(Spelling, Vec<String>), (L, Fault)> {
    let mut speller = Speller::default();
    for line in lines("sets") {
        speller.set(line.cell("set"), line.cell("word"));
    }
    for line in WORDS.into_iter().flat_map(&lines) {
        speller.word(line.cell("word"));
    }
    for line in RULES.into_iter().flat_map(&lines) {
        if let Err(fault) = speller.rule(line.cell("pattern"), line.cell("unless")) {
            return Err((line, fault));
        }
    }
    Ok(speller.finish())
}

/// Spells dictionaries line by line: first all sets, then all words, then all rules.
#[derive(Debug, Default)]
struct Speller {
    sets: Sets,
    literals: FxHashMap<String, u32>,
    spelled: Vec<String>,
    words: Vec<u32>,
    rules: Vec<Vec<u32>>,
    numbers: FxHashMap<Vec<Piece>, u32>,
    classes: Vec<Vec<Piece>>,
    /// Classes by the words of their slots as they are written: many rules share a slot.
    slots: FxHashMap<String, u32>,
}

impl Speller {
    /// A line of `sets`.
    fn set(&mut self, name: &str, words: &str) {
        self.sets.add(name, words);
    }

    /// A line of words; it may have none.
    fn word(&mut self, word: &str) {
        let literal = if word.is_empty() { NONE } else { self.literal(word) };
        self.words.push(literal);
    }

    /// A line of rules.
    ///
    /// # Errors
    /// When the pattern cannot be read.
    fn rule(&mut self, text: &str, unless: &str) -> Result<(), Fault> {
        let shape = pattern::shape(text)?;
        let marks = u32::from(shape.ordered) * ORDERED + u32::from(shape.wide) * WIDE;
        let slots = shape.slots.iter().map(|s| self.slot(s)).collect::<Result<Vec<u32>, Fault>>()?;
        let unless = if unless.is_empty() { NONE } else { self.slot(unless)? };
        self.rules.push([marks, unless].into_iter().chain(slots).collect());
        Ok(())
    }

    /// Everything as numbers, and the literals in their order.
    fn finish(self) -> (Spelling, Vec<String>) {
        let quantities = number(self.spelled.len());
        let member = |p: &Piece| match p {
            Piece::Words(w) => self.literals.get(w).copied().unwrap_or(NONE),
            Piece::Quantity(q) => quantities + *q as u32,
        };
        let classes = self.classes.iter().map(|c| c.iter().map(member).collect::<Vec<u32>>());
        let spelling = Spelling {
            lengths: self.spelled.iter().map(|w| number(w.chars().count())).collect(),
            words: self.words,
            rules: Lists::new(self.rules.iter()),
            classes: Lists::new(classes),
        };
        (spelling, self.spelled)
    }

    fn literal(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.literals.get(word) {
            return known;
        }
        let new = number(self.spelled.len());
        self.literals.insert(word.to_owned(), new);
        self.spelled.push(word.to_owned());
        new
    }

    /// The class of a slot as it is written.
    fn slot(&mut self, slot: &str) -> Result<u32, Fault> {
        if let Some(&known) = self.slots.get(slot) {
            return Ok(known);
        }
        let class = self.class(pattern::alternatives(slot, &self.sets)?);
        self.slots.insert(slot.to_owned(), class);
        Ok(class)
    }

    fn class(&mut self, pieces: Vec<Piece>) -> u32 {
        if let Some(&known) = self.numbers.get(&pieces) {
            return known;
        }
        for piece in &pieces {
            if let Piece::Words(w) = piece {
                self.literal(w);
            }
        }
        let new = number(self.classes.len());
        self.numbers.insert(pieces.clone(), new);
        self.classes.push(pieces);
        new
    }
}

/// How many kinds of quantities stand behind the literals.
pub(crate) const QUANTITIES: usize = Quantity::ALL.len();

/// The bit of an automaton's value that says that the literal is part of a rule.
const IN_RULES: u32 = 1 << 31;

/// What the automaton tells of each literal.
pub(crate) fn values(spelling: &Spelling) -> Vec<u32> {
    let in_rules = spelling.in_rules();
    (0u32..).zip(in_rules).map(|(literal, in_rules)| if in_rules { literal | IN_RULES } else { literal }).collect()
}

/// The number of a literal, and whether it is part of a rule, from what the automaton tells.
#[inline]
pub(crate) fn literal(value: u32) -> (u32, bool) {
    (value & !IN_RULES, value & IN_RULES != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled() -> Spelling {
        let mut speller = Speller::default();
        speller.set("@slow", "慢|很慢");
        for word in ["快递", "", "慢", "快递"] {
            speller.word(word);
        }
        speller.rule("快递|物流…@slow", "不慢").unwrap();
        speller.rule("@slow&&<days>", "").unwrap();
        speller.finish().0
    }

    #[test]
    fn words_come_first_and_equal_slots_are_one_class() {
        let s = spelled();
        assert_eq!(s.words, [0, NONE, 1, 0]);
        let rules: Vec<Spelled<'_>> = s.rules().collect();
        assert!(rules[0].ordered && !rules[0].wide && !rules[1].ordered && rules[1].wide);
        assert_eq!((rules[0].unless.is_some(), rules[1].unless), (true, None));
        assert_eq!(rules[0].slots[1], rules[1].slots[0]);
        assert_eq!(s.classes.get(rules[1].slots[1] as usize), [number(s.lengths.len()) + Quantity::Days as u32]);
        assert_eq!(s.in_rules()[..2], [true, true]);
    }

    #[test]
    fn numbers_are_read_as_they_were_written_and_nothing_else_is() {
        let s = spelled();
        let bytes = s.to_bytes();
        assert_eq!(Spelling::from_bytes(&bytes), Some(s));
        assert_eq!(Spelling::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Spelling::from_bytes(b"x"), None);
    }

    #[test]
    fn patterns_that_cannot_be_read_say_why() {
        let fault = |text: &str| Speller::default().rule(text, "").unwrap_err();
        assert_eq!(fault("慢…快&好"), Fault::Mixed("慢…快&好".into()));
        assert_eq!(fault("慢||快"), Fault::Empty("慢||快".into()));
        assert_eq!(fault("@none"), Fault::NoSet("none".into()));
        assert_eq!(fault("<x>"), Fault::NoQuantity("<x>".into()));
    }
}
