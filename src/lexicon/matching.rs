//! Which rules to try when a literal stands in a text, and whether the rest of what they need is there too.
//!
//! A rule is looked up by the slot whose words are the rarest in texts, so that a frequent word (不, 客服) costs little however many rules name it. For its
//! other slots it is enough to ask whether a class is present: words of few classes note these as they pass, words of many keep them as bits.
//! Not its job: where the words of a match stand; that is `annotate`'s.

use super::compiled::{ClassId, Rule};
use super::lists::{Bits, Lists, number};
use super::pattern::Quantity;
use super::spelling::{NONE, QUANTITIES, Spelling};

/// A literal in more classes than this keeps them as bits.
const MANY: usize = 16;

/// How much more often a literal of one, two, three characters stands in texts than a longer one; measured on reviews, the order of size is what counts.
const COMMON: [u64; 4] = [200, 20, 4, 1];

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

/// A rule that a literal triggers, and the class whose words are the rarest of those it asks for beside: most rules end there, before anything else of
/// them is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Trigger {
    /// The rule.
    pub rule: u32,
    /// The class, or [`Trigger::NOTHING`].
    pub needs: u32,
}

impl Trigger {
    /// No class is asked for.
    pub const NOTHING: u32 = NONE;
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
    narrow: Vec<Trigger>,
    wide: Vec<Trigger>,
    /// Classes that a rule asks for beside the one that triggered it, the rarest first.
    needs: Lists,
    anchors: Vec<ClassId>,
    class_count: usize,
}

impl Matching {
    pub(super) fn new(rules: &[Rule], spelling: &Spelling) -> Self {
        let (members, literals) = (&spelling.classes, spelling.lengths.len());
        let (numbers, class_count) = (literals + QUANTITIES, members.len());
        // Pairs of a class and a literal come by class, so the classes of a literal ascend.
        let held = Lists::grouped(numbers, members.pairs().map(|(class, literal)| (literal, class)));
        let cost = costs(spelling, &held);
        let rarest = |r: &Rule| r.slots.iter().min_by_key(|c| cost[c.0 as usize]).copied();
        let needs = Lists::new(rules.iter().map(|r| {
            let rarest = rarest(r);
            let mut others: Vec<u32> = r.slots.iter().filter(|s| Some(**s) != rarest).map(|s| s.0).collect();
            others.sort_by_key(|c| cost[*c as usize]);
            others
        }));
        let trigger = |rule: u32| {
            let needs = needs.get(rule as usize).first().copied().unwrap_or(Trigger::NOTHING);
            Trigger { rule, needs }
        };
        let [narrow, wide] = [false, true].map(|wide| {
            let of = (0u32..).zip(rules).filter(|(_, r)| r.wide == wide);
            let triggered = of.flat_map(|(rule, r)| {
                rarest(r).into_iter().flat_map(|c| members.get(c.0 as usize)).map(move |&literal| (literal, rule))
            });
            Lists::grouped(numbers, triggered)
        });
        let mut is_asked = vec![false; class_count];
        let silencing = rules.iter().filter_map(|r| r.unless.map(|u| u.0));
        needs.pairs().map(|(_, class)| class).chain(silencing).for_each(|c| is_asked[c as usize] = true);
        let mut bits = Bits::new(class_count);
        let row = |of: &[u32]| if of.len() > MANY { number(bits.push(of)) } else { NONE };
        let rows: Vec<u32> = held.iter().map(row).collect();
        let asked = held.pairs().filter(|(_, class)| is_asked[*class as usize]);
        let asked = Lists::grouped(numbers, asked);
        let one = |at: usize| Use {
            classes: held.start(at),
            asked: asked.start(at),
            narrow: narrow.start(at),
            wide: wide.start(at),
            row: rows.get(at).copied().unwrap_or(NONE),
        };
        Self {
            literals: number(literals),
            uses: (0..=numbers).map(one).collect(),
            classes: held.into_items(),
            asked: asked.into_items(),
            bits,
            narrow: narrow.into_items().into_iter().map(trigger).collect(),
            wide: wide.into_items().into_iter().map(trigger).collect(),
            needs,
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
    pub fn triggered(&self, literal: u32, wide: bool) -> &[Trigger] {
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

/// How often the words of each class stand in texts, on a scale of its own.
fn costs(spelling: &Spelling, held: &Lists) -> Vec<u64> {
    let mut cost = vec![0u64; spelling.classes.len()];
    for (literal, of) in held.iter().enumerate() {
        // A quantity is about as frequent as a word of two characters.
        let length = spelling.lengths.get(literal).map_or(2, |l| *l as usize);
        let frequency = of.len() as u64 * COMMON[length.clamp(1, COMMON.len()) - 1];
        for class in of {
            cost[*class as usize] += frequency;
        }
    }
    cost
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
