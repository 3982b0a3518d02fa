//! Cases as sets of features: words and phrases, blamed aspects, rules that fired; and the product or branch that a text names (`contexts`).

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::lexicon::{BRAND, OUTCOMES, is_issue};
use crate::number::{float, to_u32};

use super::contexts::{Named, contexts, plain};
use super::{bundle, phrases};

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A keyword, a phrase, a target or an opinion.
    Word,
    /// A blamed aspect.
    Aspect,
    /// A rule of `issues/`: one fault in many wordings.
    Rule,
    /// The segment value that the text names: a model, a branch.
    Context,
}

/// A phrase in a larger share of the cases is a commonplace.
const COMMONPLACE: f64 = 0.08;

/// A word is vague when this share of its cases use it to judge the whole.
const VAGUE: f64 = 0.3;

/// A word is an issue by itself in at least so many cases, at least this share of all and not more than that one, where so many of the rows with it complain, and
/// the odds that they do are so much larger than those of all rows.
const LEAST_SINGLE: f64 = 6.0;
const SINGLE: f64 = 0.05;
const TOO_COMMON_SINGLE: f64 = 0.34;
const SINGLE_BLAMED: f64 = 0.75;
const SINGLE_ODDS: f64 = 2.0;

/// Characters of a segment value that is a name.
const PLACE_CHARS: usize = 12;

/// Cases whose words are at hand at once, in full.
const PART: usize = 4096;

/// All cases as documents.
pub(super) struct Docs {
    /// Feature names by number, sorted.
    pub(super) names: Vec<(Kind, String)>,
    /// Cases with each feature.
    pub(super) df: Vec<u32>,
    /// Features of each case, sorted.
    pub(super) sets: Vec<Vec<u32>>,
    /// The segment value that each text names, as a number of `contexts`.
    pub(super) context: Vec<Option<u32>>,
    pub(super) contexts: Vec<Named>,
    /// For each feature, whether it is an issue by itself.
    single: Vec<bool>,
}

impl Docs {
    pub(super) fn new(cases: &[&Case], p: &Partial, least: usize) -> Self {
        let texts: Vec<&str> = cases.iter().map(|c| &*c.snippet.text).collect();
        let phrases = phrases(&texts, least, COMMONPLACE);
        let (context, contexts) = contexts(cases, p);
        let vague = vague(cases, &phrases, p);
        let mut numbers = Numbers::default();
        let mut raw: Vec<Vec<u32>> = Vec::with_capacity(cases.len());
        let parts = cases.chunks(PART).zip(phrases.chunks(PART)).zip(context.chunks(PART));
        for ((cases, phrases), context) in parts {
            let set = cases.par_iter().zip(phrases).zip(context).map(|((c, own), context)| {
                let mut set = features(c, p);
                set.extend(own.iter().map(|s| (Kind::Word, s.as_str())));
                // The names of its own segments say where it happened, not what.
                let places = places(c, p);
                set.extend(context.map(|i| (Kind::Context, contexts[i as usize].name.as_str())));
                set.retain(|(k, w)| *k != Kind::Word || !vague.contains(w) && !places.iter().any(|v| overlaps(w, v)));
                set
            });
            let sets: Vec<FxHashSet<(Kind, &str)>> = set.collect();
            raw.extend(sets.into_iter().map(|set| numbers.of(set)));
        }
        let (names, df, ids) = numbers.sorted(least);
        let known = |doc: Vec<u32>| {
            let mut doc: Vec<u32> = doc.into_iter().filter_map(|f| ids[f as usize]).collect();
            doc.sort_unstable();
            doc
        };
        let sets: Vec<Vec<u32>> = raw.into_par_iter().map(known).collect();
        let blames = blames(cases, p, &names, &df);
        let into = bundle::bundles(&names, &df, &sets, &blames);
        let sets: Vec<Vec<u32>> = sets.par_iter().map(|doc| once(doc, &into)).collect();
        let mut df = vec![0u32; names.len()];
        sets.iter().flatten().for_each(|f| df[*f as usize] += 1);
        let names: Vec<(Kind, String)> = names.into_iter().map(|(k, w)| (k, w.to_owned())).collect();
        let single = singles(&names, &df, p, sets.len());
        Self { names, df, sets, context, contexts, single }
    }

    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    /// Share of all cases with a feature.
    pub(super) fn share(&self, f: u32) -> f64 {
        f64::from(self.df[f as usize]) / float(self.sets.len() as u64).max(1.0)
    }

    pub(super) fn name(&self, f: u32) -> (Kind, &str) {
        let (kind, name) = &self.names[f as usize];
        (*kind, name)
    }

    /// Whether a word is an issue by itself: many cases have it, and hardly any other feedback (押金, 限额).
    pub(super) fn is_single(&self, f: u32) -> bool {
        self.single[f as usize]
    }

    /// Whether one is part of the other, so that they say the same.
    pub(super) fn related(&self, a: u32, b: u32) -> bool {
        let ((ka, a), (kb, b)) = (self.name(a), self.name(b));
        match (ka, kb) {
            (Kind::Word, Kind::Word) => a.contains(b) || b.contains(a),
            (Kind::Context, _) | (_, Kind::Context) => ka == kb,
            (Kind::Word, _) | (_, Kind::Word) => false,
            _ => true,
        }
    }
}

/// For each feature, whether it is an issue by itself.
fn singles(names: &[(Kind, String)], df: &[u32], p: &Partial, cases: usize) -> Vec<bool> {
    let (cases, rows) = (float(cases as u64), p.words.rows);
    let odds = |complaints: u64, all: u64| (float(complaints) + 0.5) / (float(all - complaints.min(all)) + 0.5);
    let usual = odds(rows.complaints, rows.total);
    let blamed = |name: &str| {
        let tally = p.names.known(name).and_then(|w| p.words.tallies.get(w as usize));
        tally.is_some_and(|t| {
            float(t.complaints) >= SINGLE_BLAMED * float(t.total) && odds(t.complaints, t.total) >= SINGLE_ODDS * usual
        })
    };
    let single = |((kind, name), df): (&(Kind, String), &u32)| {
        let df = f64::from(*df);
        let many = df >= LEAST_SINGLE.max(SINGLE * cases) && df <= TOO_COMMON_SINGLE * cases;
        *kind == Kind::Word && many && blamed(name)
    };
    names.iter().zip(df).map(single).collect()
}

/// For each feature, whether half of its cases have it as the target or the opinion of blame.
fn blames(cases: &[&Case], p: &Partial, names: &[(Kind, &str)], df: &[u32]) -> Vec<bool> {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for c in cases {
        let words = c.blames.iter().flat_map(|b| [b.target, b.opinion]);
        let own: FxHashSet<&str> = words.map(|w| p.names.name(w)).collect();
        for w in own {
            *counts.entry(w).or_default() += 1;
        }
    }
    let half = |((_, name), df): (&(Kind, &str), &u32)| 2 * counts.get(name).copied().unwrap_or(0) >= *df;
    names.iter().zip(df).map(half).collect()
}

/// The features of a case with each bundle told once.
fn once(doc: &[u32], into: &[u32]) -> Vec<u32> {
    let mut out: Vec<u32> = doc.iter().map(|f| into[*f as usize]).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Features by number, as they come, with the cases of each.
#[derive(Default)]
struct Numbers<'a> {
    ids: FxHashMap<(Kind, &'a str), u32>,
    names: Vec<(Kind, &'a str)>,
    df: Vec<u32>,
}

/// Features by number, in the order of their names; the cases of each; and of each number that they came with the new one, if it stays.
type Sorted<'a> = (Vec<(Kind, &'a str)>, Vec<u32>, Vec<Option<u32>>);

impl<'a> Numbers<'a> {
    /// The features of a case.
    fn of(&mut self, set: FxHashSet<(Kind, &'a str)>) -> Vec<u32> {
        let mut one = |feature| {
            let id = *self.ids.entry(feature).or_insert_with(|| {
                self.names.push(feature);
                self.df.push(0);
                to_u32(self.names.len() - 1)
            });
            self.df[id as usize] += 1;
            id
        };
        set.into_iter().map(&mut one).collect()
    }

    /// Those with at least `least` cases.
    fn sorted(self, least: usize) -> Sorted<'a> {
        let mut order: Vec<usize> = (0..self.names.len()).filter(|at| self.df[*at] as usize >= least).collect();
        order.sort_unstable_by_key(|at| self.names[*at]);
        let mut ids = vec![None; self.names.len()];
        for (new, old) in (0u32..).zip(&order) {
            ids[*old] = Some(new);
        }
        (order.iter().map(|at| self.names[*at]).collect(), order.iter().map(|at| self.df[*at]).collect(), ids)
    }
}

fn features<'a>(c: &'a Case, p: &'a Partial) -> FxHashSet<(Kind, &'a str)> {
    let mut out: FxHashSet<(Kind, &str)> = c.words.iter().map(|&w| (Kind::Word, p.names.name(w))).collect();
    for b in &c.blames {
        if !is_vague(&b.aspect) {
            out.insert((Kind::Aspect, &b.aspect));
        }
        if is_issue(&b.rule) {
            out.insert((Kind::Rule, &b.rule));
        }
        for word in [b.target, b.opinion].map(|w| p.names.name(w)) {
            if (2..=6).contains(&word.chars().count()) {
                out.insert((Kind::Word, word));
            }
        }
    }
    out
}

/// Words that judge without saying what (差评, 无语): as often as not they are the target or the opinion of blame on the whole.
fn vague<'a>(cases: &[&'a Case], phrases: &'a [Vec<String>], p: &'a Partial) -> FxHashSet<&'a str> {
    let of_case = |(c, own): (&&'a Case, &'a Vec<String>)| -> Vec<(&'a str, bool)> {
        let mut words: FxHashSet<&str> =
            features(c, p).into_iter().filter(|(k, _)| *k == Kind::Word).map(|(_, w)| w).collect();
        words.extend(own.iter().map(String::as_str));
        let blamed = c.blames.iter().filter(|b| is_vague(&b.aspect)).flat_map(|b| [b.target, b.opinion]);
        let blamed: FxHashSet<&str> = blamed.map(|w| p.names.name(w)).collect();
        let judges = |w: &str| blamed.iter().any(|b| b.contains(w) || b.chars().nth(1).is_some() && w.contains(b));
        words.into_iter().map(|w| (w, judges(w))).collect()
    };
    let (mut whole, mut all): (FxHashMap<&str, u32>, FxHashMap<&str, u32>) = Default::default();
    for (cases, phrases) in cases.chunks(PART).zip(phrases.chunks(PART)) {
        let told: Vec<Vec<(&str, bool)>> = cases.par_iter().zip(phrases).map(of_case).collect();
        for (w, judges) in told.into_iter().flatten() {
            *all.entry(w).or_default() += 1;
            *whole.entry(w).or_default() += u32::from(judges);
        }
    }
    let mostly = |w: &&str| f64::from(whole[w]) >= VAGUE * f64::from(all[w]);
    all.keys().copied().filter(mostly).collect()
}

/// Aspects that tell no fault: natures as such, and opinions on the whole.
pub(super) fn is_vague(aspect: &str) -> bool {
    !aspect.contains('.') || OUTCOMES.contains(&aspect) || aspect == BRAND
}

/// Whether a word only says where it happened: it is part of a segment value of the case, or holds one.
pub(in crate::insight) fn is_place(word: &str, c: &Case, p: &Partial) -> bool {
    places(c, p).iter().any(|v| overlaps(word, v))
}

/// Short segment values of a case; long ones are descriptions.
fn places(c: &Case, p: &Partial) -> Vec<String> {
    let values = c.attrs.iter().filter_map(|a| p.segments.value(*a)).map(|(_, v)| plain(v));
    values.filter(|v| (2..=PLACE_CHARS).contains(&v.chars().count())).collect()
}

/// Whether two names share a part that tells: one in the other, or two characters in a row.
fn overlaps(word: &str, name: &str) -> bool {
    if !word.chars().any(|c| name.contains(c)) && word.chars().all(|c| !c.is_uppercase()) {
        return false;
    }
    let word = word.to_lowercase();
    if name.contains(&word) || word.contains(name) {
        return true;
    }
    let at: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
    at.windows(3).filter(|w| name.contains(&word[w[0]..w[2]])).count() * 2 >= at.len() - 1
}
