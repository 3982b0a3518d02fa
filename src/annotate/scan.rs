//! One pass over a normal form with everything the lexicon knows: targets, opinions, modifiers and rule matches, each with its place.
//!
//! Overlaps are settled here (the longest word of a kind wins, what stands inside a rule's match is hidden); what the finds *mean* together is
//! `scope`'s and `mention`'s job.

use crate::lexicon::compiled::{Opinion, Target};
use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::lexicon::pattern::Quantity;
use crate::lexicon::{AspectId, Compiled};
use crate::text::clause::{self, Clause};
use crate::text::segment::{Token, at_word_edges};

use super::mention::within;
use super::place::Place;
use super::quantity::{Amount, Quantities};
use super::rules::{self, Match, Present};

/// The factor of a degree word that exclaims.
const EXCLAIMS: i32 = 1600;

/// Characters of a clause at most, ten times what the longest of people have (dictated texts without a mark): each judgement is read with all modifiers of
/// its clause, so that a clause as long as the text would take time by the square of its length.
const LONGEST: usize = 2_000;

/// A find of kind `T` at a byte range of the normal form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Find<T> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) what: T,
}

impl<T> Find<T> {
    pub(super) fn inside(&self, start: usize, end: usize) -> bool {
        start <= self.start && self.end <= end
    }
}

/// Everything found in a text, each list in text order. Borrowed from the lexicon; reused buffers are in [`Buffers`].
#[derive(Debug, Default)]
pub(super) struct Finds<'l> {
    pub(super) clauses: Vec<Clause>,
    pub(super) targets: Vec<Find<&'l Target>>,
    pub(super) opinions: Vec<Find<&'l Opinion>>,
    pub(super) modifiers: Vec<Find<&'l Modifier>>,
    /// Words that may go on with the wish of the clause before, and those of claims and pretexts.
    pub(super) asides: Vec<Find<&'l Modifier>>,
    /// Places of words that exclaim (真, 太), also of those inside a rule's match.
    pub(super) exclaims: Vec<usize>,
    /// Places of all negators, also of those inside a judgement (不错), which negate nothing but do stand between the parts of a rule.
    pub(super) negators: Vec<(usize, usize)>,
    /// Where negators begin that a verb with its object uses up (没带|工具), and where that ends.
    pub(super) used_up: Vec<(usize, usize)>,
    /// Places of particles that end a clause, also of those inside a judgement (慢了).
    pub(super) closings: Vec<(usize, usize)>,
    pub(super) matches: Vec<Find<Match<'l>>>,
    /// Byte ranges of the parts of matches, one match after another.
    pub(super) parts: Vec<(usize, usize)>,
}

/// What the search in a text found that rules are made of.
#[derive(Debug, Default)]
pub(super) struct Sought {
    /// Literals and quantities that rules know.
    literals: Vec<Find<u32>>,
    amounts: Vec<Amount>,
}

/// Buffers of a reading that do not outlive it.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    present: Present,
    token_at: Vec<u32>,
}

/// Searches `text` for words and quantities, as they stand; [`settle`] is due next.
pub(super) fn search<'l>(words: &'l Compiled, quantities: &Quantities, text: &str, sought: &mut Sought) -> Finds<'l> {
    let mut f = Finds::with_room(text.len());
    let Sought { literals, amounts } = sought;
    literals.clear();
    let matching = words.matching();
    words.scan(text, |hit| {
        let (start, end) = hit.range;
        if let Some(word) = hit.word {
            f.targets.extend(word.target.as_ref().map(|what| Find { start, end, what }));
            f.opinions.extend(word.opinion.as_ref().map(|what| Find { start, end, what }));
            f.modifiers.extend(word.modifiers.iter().map(|what| Find { start, end, what }));
        }
        if hit.in_rules {
            literals.push(Find { start, end, what: hit.literal });
        }
    });
    quantities.scan(text, amounts);
    for a in &*amounts {
        let what = matching.quantity(a.kind);
        if matching.is_in_rules(what) {
            literals.push(Find { start: a.start, end: a.end, what });
        }
    }
    f
}

/// Settles what stands in `text`, whose tokens are `tokens`, of all that was sought and found in it, and which rules match.
pub(super) fn settle<'l>(
    words: &'l Compiled,
    overall: AspectId,
    (text, tokens): (&str, &[Token]),
    sought: &mut Sought,
    b: &mut Buffers,
    f: &mut Finds<'l>,
) {
    let Sought { literals, amounts } = sought;
    let mut all = std::mem::take(&mut f.modifiers);
    // 6天|才来: what begins within an amount and ends behind it is no word.
    all.retain(|m| !last_before(amounts, m.start).iter().any(|a| m.start < a.end && a.end < m.end));
    let place = Place::new(text, tokens, &all, &mut b.token_at);
    // 四|片: a measure word is glued to its number.
    let measures = |c: &Find<u32>| {
        let is_number = |a: &&Amount| a.kind == Quantity::Num;
        let counted = || place.is_number(c.start) && number_at(amounts, c.start);
        last_before(amounts, c.start).iter().filter(is_number).any(|a| a.end == c.start) || counted()
    };
    literals.retain(|c| !place.splits(c.start, c.end));
    f.targets.retain(|t| !place.splits(t.start, t.end));
    literals.retain(|c| !place.is_single(c.start, c.end) || measures(c) || place.stands_alone(c.start, c.end));
    settle_overlaps(&place, &all, f);
    clause::split(text, &mut f.clauses);
    split_at_contrast(f);
    split_endless(text, tokens, f);
    rules::match_all(words, overall, text, literals, &mut b.present, f);
}

/// The amounts at the last place before a byte at which any begins; places are apart, and in text order.
fn last_before(amounts: &[Amount], byte: usize) -> &[Amount] {
    let before = &amounts[..amounts.partition_point(|a| a.start < byte)];
    let last = before.last().map_or(0, |last| last.start);
    &before[before.partition_point(|a| a.start < last)..]
}

/// Whether a number begins at a byte.
fn number_at(amounts: &[Amount], byte: usize) -> bool {
    last_before(amounts, byte + 1).iter().any(|a| a.kind == Quantity::Num && a.start == byte)
}

/// Settles overlaps within and between kinds; `all` are the modifiers before that.
fn settle_overlaps<'l>(place: &Place, all: &[Find<&'l Modifier>], f: &mut Finds<'l>) {
    let Finds { targets, opinions, modifiers, .. } = f;
    opinions.retain(|o| place.stands_alone(o.start, o.end));
    targets.retain(|t| !place.is_single(t.start, t.end) || place.stands_alone(t.start, t.end));
    keep_longest(targets);
    keep_longest(opinions);
    // 快充 is a thing, not a fast one; 味道好 judges, and names its target by itself.
    opinions.retain(|o| around(targets, o).is_none_or(|t| t.end - t.start <= o.end - o.start));
    // A word that only keeps another from being read (快递 keeps off 快) is no judgement that could name the thing.
    let names = |o: &Find<&Opinion>, t: &Find<&Target>| o.what.score != 0 || o.end - o.start > t.end - t.start;
    targets.retain(|t| !around(opinions, t).is_some_and(|o| names(o, t)));
    // What tells of other clauses does so beside what it is else: 保证 goes on with a wish, and is what sellers say, too.
    let aside = |m: &&Find<&Modifier>| matches!(m.what.kind, ModifierKind::Purpose | ModifierKind::Claim);
    f.asides = all.iter().filter(|m| aside(m) && place.modifies(m)).copied().collect();
    keep_longest(&mut f.asides);
    modifiers.extend(all.iter().filter(|m| !aside(m) && place.modifies(m) && place.fits(m)));
    keep_longest(modifiers);
    f.exclaims = modifiers
        .iter()
        .filter(|m| m.what.kind == ModifierKind::Degree && m.what.factor >= EXCLAIMS)
        .map(|m| m.start)
        .collect();
    let closes = |m: &&Find<&Modifier>| {
        let next = place.text[m.end..].chars().next();
        m.what.kind == ModifierKind::Particle && next.is_none_or(|c| !c.is_alphanumeric())
    };
    f.closings = all.iter().filter(closes).map(|m| (m.start, m.end)).collect();
    f.closings.sort_unstable();
    f.negators = modifiers.iter().filter(|m| m.what.kind == ModifierKind::Negation).map(|m| (m.start, m.end)).collect();
    f.used_up = f.negators.iter().filter_map(|&n| Some((n.0, place.object_of(n)?))).collect();
    // 不错 is one word: its 不 negates nothing.
    modifiers.retain(|m| around(opinions, m).is_none_or(|o| o.end - o.start <= m.end - m.start));
    modifiers.retain(|m| {
        let same = |t: &Find<&Target>| (m.start, m.end) == (t.start, t.end) && m.what.kind == ModifierKind::Source;
        around(targets, m).is_none_or(same)
    });
    opinions.retain(|o| o.what.score != 0);
    grade(opinions, modifiers);
}

/// 好 before a judgement grades it: 好慢.
fn grade(opinions: &mut Vec<Find<&Opinion>>, modifiers: &[Find<&Modifier>]) {
    if opinions.len() < 2 {
        return;
    }
    let starts: Vec<usize> = opinions.iter().map(|o| o.start).collect();
    let grades = |o: &Find<&Opinion>| {
        around(modifiers, o)
            .is_some_and(|m| m.start == o.start && m.end == o.end && m.what.kind == ModifierKind::Degree)
    };
    opinions.retain(|o| !(starts.binary_search(&o.end).is_ok() && grades(o)));
}

/// The one of `finds`, which stand in text order and do not overlap, that `inner` lies in.
pub(super) fn around<'f, T, U>(finds: &'f [Find<T>], inner: &Find<U>) -> Option<&'f Find<T>> {
    let last = finds.partition_point(|f| f.start <= inner.start).checked_sub(1)?;
    Some(&finds[last]).filter(|f| inner.inside(f.start, f.end))
}

/// Leftmost, then longest; no two overlap.
fn keep_longest<T>(finds: &mut Vec<Find<T>>) {
    finds.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
    let mut free_from = 0;
    finds.retain(|f| {
        let free = f.start >= free_from;
        if free {
            free_from = f.end;
        }
        free
    });
}

/// 质量好但是贵: a contrast word inside a clause starts a new one.
fn split_at_contrast(f: &mut Finds) {
    let Finds { clauses, modifiers, .. } = f;
    if !modifiers.iter().any(|m| m.what.kind == ModifierKind::Contrast) {
        return;
    }
    let mut out = Vec::with_capacity(clauses.len() + 2);
    for c in clauses.iter() {
        let mut start = c.start;
        let inner = within(modifiers, c)
            .iter()
            .filter(|m| m.what.kind == ModifierKind::Contrast && m.start > c.start && m.end < c.end);
        for m in inner {
            out.push(Clause { start, end: m.start, mark: ',' });
            start = m.start;
        }
        out.push(Clause { start, ..*c });
    }
    *clauses = out;
}

/// Cuts clauses of more than [`LONGEST`] characters between two words.
fn split_endless(text: &str, tokens: &[Token], f: &mut Finds) {
    if f.clauses.iter().all(|c| c.end - c.start <= LONGEST) {
        return;
    }
    let mut out = Vec::with_capacity(f.clauses.len() + 2);
    for c in &f.clauses {
        let mut start = c.start;
        while let Some(end) = f.cut(text, tokens, (start, c.end)) {
            out.push(Clause { start, end, mark: ',' });
            start = end;
        }
        out.push(Clause { start, ..*c });
    }
    f.clauses = out;
}

impl Finds<'_> {
    /// With room for what is usually found in a text of so many bytes.
    fn with_room(bytes: usize) -> Self {
        let few = 4 + bytes / 48;
        Self {
            targets: Vec::with_capacity(few),
            opinions: Vec::with_capacity(few),
            modifiers: Vec::with_capacity(4 + bytes / 16),
            ..Self::default()
        }
    }

    /// Where to cut a clause that is too long: the last place within the limit that lies between two tokens and in no word found, else the first after it.
    fn cut(&self, text: &str, tokens: &[Token], (start, end): (usize, usize)) -> Option<usize> {
        let limit = start + text[start..end].char_indices().nth(LONGEST)?.0;
        let place = |t: &Token| t.start as usize;
        let free = |at: &usize| !self.are_cut(*at) && at_word_edges(text, *at, *at);
        let after = tokens.partition_point(|t| place(t) <= limit);
        let of_clause = tokens.partition_point(|t| place(t) <= start);
        let before = tokens[of_clause..after.max(of_clause)].iter().rev().map(place).find(free);
        before.or_else(|| tokens[after..].iter().map(place).take_while(|at| *at < end).find(free))
    }

    /// Whether a word exclaims in a clause.
    pub(super) fn exclaims_in(&self, c: &Clause) -> bool {
        let next = self.exclaims.partition_point(|at| *at < c.start);
        self.exclaims.get(next).is_some_and(|at| *at < c.end)
    }

    /// Whether a thing, a judgement or a modifier stands on both sides of a byte.
    fn are_cut(&self, at: usize) -> bool {
        holds(&self.targets, at) || holds(&self.opinions, at) || holds(&self.modifiers, at)
    }
}

/// Whether one of `finds`, in text order and without overlaps, stands on both sides of a byte.
fn holds<T>(finds: &[Find<T>], at: usize) -> bool {
    let next = finds.partition_point(|f| f.start < at);
    next > 0 && finds[next - 1].end > at
}

#[cfg(test)]
mod tests {
    use super::LONGEST;
    use crate::annotate::{Annotator, Scratch};
    use crate::lexicon::Dicts;
    use crate::model::Models;

    /// The clauses of a text, and whether each begins and ends between two finds.
    fn clauses(annotator: &Annotator, text: &str) -> (Vec<String>, bool) {
        let mut scratch = Scratch::default();
        let a = annotator.read(text, &mut scratch);
        let text = &scratch.one.normal.text;
        let told = a.finds.clauses.iter().map(|c| text[c.start..c.end].to_owned()).collect();
        (told, a.finds.clauses.iter().all(|c| !a.finds.are_cut(c.start)))
    }

    #[test]
    fn a_clause_without_an_end_is_cut_between_words() {
        let annotator = Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), false).unwrap();
        for words in ["质量很好", "快递不太慢", "颜色好看screen不错"] {
            let text = words.repeat(15_000 / words.chars().count());
            let (cut, between) = clauses(&annotator, &text);
            assert!(cut.len() > 7 && between, "{words}: {}", cut.len());
            assert!(cut.iter().all(|c| c.chars().count() <= LONGEST), "{words}");
            assert!(cut[1..].iter().all(|c| !c.starts_with("creen")), "{words}");
            assert_eq!(cut.concat(), text, "{words}");
        }
        // What is no longer than the limit is as people wrote it, and a word is not cut however long.
        for text in ["质量很好".repeat(LONGEST / 4), "0123456789".repeat(LONGEST / 5)] {
            assert_eq!(clauses(&annotator, &text), (vec![text], true));
        }
    }
}
