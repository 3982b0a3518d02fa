//! Which rules to try when a literal stands in a text, and whether the rest of what they need is there too.
//!
//! A rule is looked up by the slot whose words are the rarest in texts, so that a frequent word (不, 客服) costs little however many rules name it. For its
//! other slots it is enough to ask whether a class is present: words of few classes note these as they pass, words of many keep them as bits.
//! Not its job: where the words of a match stand; that is `annotate`'s.

use super::compiled::{ClassId, Rule};
use super::lists::{Bits, Lists};
use super::pattern::Quantity;

/// A literal in more classes than this keeps them as bits.
const MANY: usize = 16;

/// How much more often a literal of one, two, three characters stands in texts than a longer one; measured on reviews, the order of size is what counts.
const COMMON: [u64; 4] = [200, 20, 4, 1];

/// No row of bits.
const NONE: u32 = u32::MAX;

/// Where the lists of a literal begin; they end where those of the next one begin. Together, so that a literal costs one wait for memory.
#[derive(Debug, Default, Clone, Copy)]
struct Use {
    classes: u32,
    asked: u32,
    narrow: u32,
    wide: u32,
    /// Row of bits, or [`NONE`].
    row: u32,
}

/// Literals by the rules that they trigger and the classes that hold them. Kinds of quantities are numbered behind the literals.
#[derive(Debug, Default)]
pub struct Matching {
    literals: u32,
    /// What is known of each literal, in one place; one more for the ends of the last one's lists.
    uses: Vec<Use>,
    /// Classes that hold a literal, ascending.
    classes: Vec<u32>,
    /// Those of them that a rule asks for, of literals without a row of bits.
    asked: Vec<u32>,
    bits: Bits,
    /// Rules that a literal triggers: within a clause, within a sentence.
    narrow: Vec<u32>,
    wide: Vec<u32>,
    /// Classes that a rule asks for beside the one that triggered it.
    needs: Lists,
    anchors: Vec<ClassId>,
    class_count: usize,
}

impl Matching {
    /// `held` has the classes of each literal and then of each kind of quantity, `lengths` the characters of each literal.
    pub(super) fn new(rules: &[Rule], held: &[Vec<u32>], lengths: &[usize], class_count: usize) -> Self {
        let literals = lengths.len();
        let mut members = vec![Vec::new(); class_count];
        let mut cost = vec![0u64; class_count];
        for (literal, of) in (0u32..).zip(held) {
            // A quantity is about as frequent as a word of two characters.
            let length = lengths.get(literal as usize).copied().unwrap_or(2);
            let frequency = of.len() as u64 * COMMON[length.clamp(1, COMMON.len()) - 1];
            for &class in of {
                members[class as usize].push(literal);
                cost[class as usize] += frequency;
            }
        }
        let mut triggers = [vec![Vec::new(); held.len()], vec![Vec::new(); held.len()]];
        let mut needs: Vec<Vec<u32>> = Vec::with_capacity(rules.len());
        for (number, rule) in (0u32..).zip(rules) {
            let rarest = rule.slots.iter().min_by_key(|c| cost[c.0 as usize]);
            for &literal in rarest.map_or(&[][..], |c| &members[c.0 as usize]) {
                triggers[usize::from(rule.wide)][literal as usize].push(number);
            }
            needs.push(rule.slots.iter().filter(|s| Some(*s) != rarest).map(|s| s.0).collect());
        }
        let mut is_asked = vec![false; class_count];
        let silencing = rules.iter().filter_map(|r| r.unless.map(|u| u.0));
        needs.iter().flatten().copied().chain(silencing).for_each(|c| is_asked[c as usize] = true);
        let mut bits = Bits::new(class_count);
        let row = |of: &Vec<u32>| if of.len() > MANY { u32::try_from(bits.push(of)).unwrap_or(NONE) } else { NONE };
        let rows: Vec<u32> = held.iter().map(row).collect();
        let asked = held.iter().map(|of| of.iter().copied().filter(|c| is_asked[*c as usize]).collect::<Vec<u32>>());
        let [narrow, wide] = triggers.map(|t| Lists::new(t.iter()));
        let (classes, asked) = (Lists::new(held.iter()), Lists::new(asked));
        let one = |at: usize| Use {
            classes: classes.start(at),
            asked: asked.start(at),
            narrow: narrow.start(at),
            wide: wide.start(at),
            row: rows.get(at).copied().unwrap_or(NONE),
        };
        Self {
            literals: u32::try_from(literals).unwrap_or(NONE),
            uses: (0..=held.len()).map(one).collect(),
            classes: classes.into_items(),
            asked: asked.into_items(),
            bits,
            narrow: narrow.into_items(),
            wide: wide.into_items(),
            needs: Lists::new(needs.iter()),
            anchors: anchors(rules, class_count),
            class_count,
        }
    }

    /// What is known of a literal, and of the next one.
    fn uses(&self, literal: u32) -> (&Use, &Use) {
        let at = literal as usize;
        (&self.uses[at], &self.uses[at + 1])
    }

    /// The number under which a kind of quantity stands behind the literals.
    pub fn quantity(&self, kind: Quantity) -> u32 {
        self.literals + kind as u32
    }

    /// How many classes there are; ids run from 0.
    pub fn class_count(&self) -> usize {
        self.class_count
    }

    /// Whether a literal is part of any rule.
    pub fn is_in_rules(&self, literal: u32) -> bool {
        let (own, next) = self.uses(literal);
        own.classes < next.classes
    }

    /// The rules that a literal triggers.
    pub fn triggered(&self, literal: u32, wide: bool) -> &[u32] {
        let (own, next) = self.uses(literal);
        if wide {
            &self.wide[own.wide as usize..next.wide as usize]
        } else {
            &self.narrow[own.narrow as usize..next.narrow as usize]
        }
    }

    /// Classes that a rule asks for beside the one that triggered it.
    pub fn needs(&self, rule: u32) -> &[u32] {
        self.needs.get(rule as usize)
    }

    /// The class by whose first place the matches of different rules are put in order.
    pub fn anchor(&self, rule: u32) -> ClassId {
        self.anchors[rule as usize]
    }

    /// The row of bits of a literal in many classes.
    pub fn row(&self, literal: u32) -> Option<u32> {
        Some(self.uses[literal as usize].row).filter(|r| *r != NONE)
    }

    /// Whether a row of bits has a class.
    pub fn row_has(&self, row: u32, class: u32) -> bool {
        self.bits.has(row as usize, class)
    }

    /// Classes of a literal in few classes that rules ask for.
    pub fn asked(&self, literal: u32) -> &[u32] {
        let (own, next) = self.uses(literal);
        &self.asked[own.asked as usize..next.asked as usize]
    }

    fn classes_of(&self, literal: u32) -> &[u32] {
        let (own, next) = self.uses(literal);
        &self.classes[own.classes as usize..next.classes as usize]
    }

    /// Whether a class holds a literal.
    pub fn holds(&self, class: ClassId, literal: u32) -> bool {
        match self.row(literal) {
            Some(row) => self.row_has(row, class.0),
            None => self.classes_of(literal).contains(&class.0),
        }
    }
}

/// Of each rule the class that the fewest rules share.
fn anchors(rules: &[Rule], class_count: usize) -> Vec<ClassId> {
    let mut shared = vec![0u32; class_count];
    for class in rules.iter().flat_map(|r| &r.slots) {
        shared[class.0 as usize] += 1;
    }
    let anchor = |r: &Rule| r.slots.iter().min_by_key(|c| shared[c.0 as usize]).copied().unwrap_or(ClassId(0));
    rules.iter().map(anchor).collect()
}
