//! What each clause of a text does for its verdict: said on the writer's own account, conceded, turned by a contrast, quoted, asked, or said in irony.
//!
//! A verdict is what stands after 但是, not what 虽然 concedes; what others say (都说好吃) is set against what the writer found. Which judgements a
//! clause holds is `mention`'s job, how it adds up `sentiment`'s.

mod role;

use crate::lexicon::{AspectId, Taxonomy};
use crate::record::Name;
use crate::text::clause::Clause;

use super::mention::Draft;
use super::nature::OTHER;
use super::scan::Finds;
use super::voice::Voices;
use role::{Role, roles};

/// A contrast word of this factor or more turns; one below sums up or names an exception.
const TURNS: i32 = 1500;
/// What is said last is what the writer ends on.
const LAST: i32 = 1250;
/// What came before a contrast, and before an exception that weighs something; in thousandths.
const BEFORE_TURN: i32 = 300;
const BEFORE_EXCEPTION: i32 = 600;
/// What came before a contrast after which no judgement was found: the other side is meant.
const TURNED: i32 = -500;
/// What came first and is not so any more.
const PAST: i32 = 500;
/// A source of which others speak differently from the writer.
const CONTRADICTED: i32 = -300;
/// A quotation of less than this weight is hearsay: nothing by itself.
const RUMOUR: i32 = 300;
/// What a seller claims, where the writer says nothing to it.
const CLAIMED: i32 = 400;
/// Clauses that a contrast reaches back over.
const BACK: usize = 4;
/// Blame that is judgement enough to be an exception or to make praise before it ironical.
const SOME: i32 = 350;
/// What a rhetorical question says where no word in it judges.
const REPROACH: i32 = 450;
/// Sarcasm of this factor or below needs no proof.
const SURE_SARCASM: i32 = -1000;
/// Clauses up to which a text may be ironical as a whole, and a margin from which the model takes its praise for praise.
const SHORT: usize = 8;
const HAPPY: f64 = 0.4;
/// Clauses from which one contrast or quotation does not decide.
const LONG: usize = 14;
/// A margin towards what came before a contrast from which what comes after it is not the other side.
const UNDECIDED: f64 = 0.1;
/// A margin of the rest of a text that gives exclaimed praise the lie.
const BELIED: f64 = -0.35;
/// What irony leaves of praise, turned.
const IRONY: i32 = -600;

/// The clauses of a text in their roles.
#[allow(clippy::struct_excessive_bools)] // each stands by itself, any may hold together
#[derive(Debug, Clone, Default)]
pub(super) struct Discourse {
    /// Weight of each clause in thousandths. Below 0: the opposite is meant.
    pub(super) weights: Vec<i32>,
    /// Something is asked, wished for or not known.
    pub(super) asks: bool,
    /// A short text that makes a point of a fact.
    pub(super) pointed: bool,
    /// A contrast, concession or quotation settles which side counts.
    pub(super) settled: bool,
    /// Praise and blame are of different things.
    pub(super) apart: bool,
    /// Praise is meant as blame.
    pub(super) ironic: bool,
    /// Blame that no single word carries, in thousandths.
    pub(super) reproach: i32,
    /// Clauses that tell what others found or heard, and the writer did not: nothing is blamed by these.
    hearsay: Vec<bool>,
    /// The clause at which the text turns for the last time: the one that 但是 opens.
    pub(super) turn: Option<usize>,
}

impl Discourse {
    /// Reads the clauses of a text whose mentions are `drafts`.
    ///
    /// `text` comes with the model's margin; `predict` gives that of a part.
    pub(super) fn of(
        drafts: &[Draft],
        f: &Finds,
        (text, margin): (&str, f64),
        taxonomy: &Taxonomy,
        predict: &mut dyn FnMut(&str) -> f64,
    ) -> Self {
        let roles = roles(drafts, f, text, taxonomy);
        let mut d = Self {
            weights: roles.iter().map(|r| r.concession.unwrap_or(1000)).collect(),
            asks: roles.iter().any(|r| r.asks),
            pointed: roles.len() <= SHORT / 2 && roles.iter().any(|r| r.pointed),
            settled: roles.len() > 1 && roles.iter().any(|r| r.concession.is_some() && r.judged()),
            apart: apart(drafts),
            ironic: false,
            reproach: 0,
            hearsay: Vec::new(),
            turn: roles.iter().rposition(|r| r.contrast.is_some_and(|c| c >= TURNS)).filter(|at| *at > 0),
        };
        d.past(&roles);
        d.quotations(&roles);
        d.contrasts(&roles, &mut |from, to| predict(&text[f.clauses[from].start..f.clauses[to - 1].end]));
        if roles.len() <= SHORT && margin < HAPPY {
            let rest = f.clauses.get(1).map_or("", |c| &text[c.start..]);
            d.irony(&roles, &mut || predict(rest));
        }
        if roles.len() > LONG {
            // Much else is said: one turn of phrase does not decide.
            d.weights.iter_mut().for_each(|w| *w = (*w).max(BEFORE_EXCEPTION));
            d.settled = false;
        }
        let last = roles.iter().rposition(Role::judged).filter(|_| roles.len() <= SHORT && !d.settled);
        if let Some(last) = last {
            d.weights[last] = d.weights[last] * LAST / 1000;
        }
        if roles.iter().any(|r| r.rhetorical && !r.judged()) {
            d.reproach = REPROACH;
        }
        // What a seller says (a factor below 0) is an answer to the writer, not hearsay.
        d.hearsay = roles.iter().zip(&d.weights).map(|(r, w)| *w <= 0 && r.quoted.is_some_and(|f| f > 0)).collect();
        d
    }

    /// Byte ranges of the clauses that carry the verdict, if others do not.
    pub(super) fn verdict(&self, clauses: &[Clause]) -> Option<Vec<(usize, usize)>> {
        let carries = |w: i32| w >= BEFORE_EXCEPTION;
        if !self.weights.iter().any(|&w| !carries(w)) {
            return None;
        }
        let kept: Vec<(usize, usize)> =
            clauses.iter().zip(&self.weights).filter(|(_, w)| carries(**w)).map(|(c, _)| (c.start, c.end)).collect();
        (!kept.is_empty()).then_some(kept)
    }

    /// 刚开始很好,现在不行: what was so at first gives way to what is judged later.
    fn past(&mut self, roles: &[Role]) {
        let mut later = 0;
        for (r, weight) in roles.iter().zip(&mut self.weights).rev() {
            if !r.past {
                later += r.said();
            } else if r.judged() && later.signum() * r.said().signum() < 0 {
                *weight = *weight * PAST / 1000;
                self.settled = true;
            }
        }
    }

    /// What others say counts as said where the writer agrees or says nothing more, and else the other way round.
    fn quotations(&mut self, roles: &[Role]) {
        // What the writer says behind a clause: the first of it, on which side, and whether all of it only asks.
        let (mut own, mut said, mut asks): (Option<&Role>, i32, bool) = (None, 0, true);
        for (r, weight) in roles.iter().zip(&mut self.weights).rev() {
            let Some(factor) = r.quoted else {
                (own, said, asks) = (Some(r), said + r.said(), asks && r.asks);
                continue;
            };
            let claim = factor < 0 && r.said() > 0;
            let belied = factor < 0 && !r.judged() && own.is_some_and(|o| o.contrast.is_some());
            *weight = match (own.is_none(), said.signum() * r.said().signum()) {
                (true, _) if claim => CLAIMED,
                (true, _) if factor.abs() < RUMOUR => 0,
                (true, _) => 1000,
                (false, 1) => factor.abs(),
                (false, -1) => CONTRADICTED,
                // The writer's own words do not say which way: those of a seller are doubted, others set against.
                (false, _) if asks => 0,
                (false, _) => CONTRADICTED,
            };
            if (claim && own.is_some() && said <= 0) || belied {
                self.reproach = self.reproach.max(SOME);
            }
            self.settled |= own.is_some() && r.judged();
        }
    }

    fn contrasts(&mut self, roles: &[Role], predict: &mut dyn FnMut(usize, usize) -> f64) {
        let mut end = roles.len();
        for at in (0..roles.len()).rev() {
            let Some(factor) = roles[at].contrast else { continue };
            let from = back(roles, at);
            let to = (at + 1..end).find(|&i| roles[i].opens).unwrap_or(end);
            end = at;
            if from == at {
                continue;
            }
            let after = &roles[at..to];
            let judged = after.iter().any(Role::judged);
            let before: i32 = roles[from..at].iter().map(Role::said).sum();
            let against = after.iter().map(Role::said).sum::<i32>() * -before.signum();
            // 太慢,客服也不理人,但质量不错: against twice as much said before it a contrast does not decide.
            let several = roles[from..at].iter().filter(|r| r.judged()).count() > 1;
            let outweighed = judged && several && before.abs() >= 2 * against && against > 0;
            let weight = match factor {
                TURNS.. if outweighed => BEFORE_EXCEPTION,
                TURNS.. if judged => BEFORE_TURN,
                TURNS.. if before == 0 || after.iter().all(|r| r.asks) => continue,
                TURNS.. if predict(at, to) * f64::from(before.signum()) < UNDECIDED => TURNED,
                TURNS.. => BEFORE_EXCEPTION,
                ..TURNS if against >= SOME => BEFORE_EXCEPTION,
                _ => continue,
            };
            self.settled |= !outweighed;
            for i in from..at {
                // What was conceded or quoted already is not weighed twice.
                self.weights[i] =
                    if self.weights[i] == 1000 { weight } else { self.weights[i].min(weight.max(BEFORE_TURN)) };
            }
            for w in &mut self.weights[at..to] {
                *w = (*w * factor.min(1300) / 1000).max(*w);
            }
        }
    }

    /// Praise that is none: with a word that mocks, in quotation marks, or exclaimed before a fact that gives it the lie.
    fn irony(&mut self, roles: &[Role], rest: &mut dyn FnMut() -> f64) {
        let praise: i32 = roles.iter().map(|r| r.praise).sum();
        let blame: i32 = roles.iter().map(|r| r.blame).sum();
        let sarcasm = roles.iter().map(|r| r.sarcasm).min().unwrap_or(0);
        let scare = roles.iter().any(|r| r.scare) && roles.len() > 1;
        let mocks = sarcasm <= SURE_SARCASM || (sarcasm < 0 && (blame >= SOME || praise == 0));
        self.ironic = (mocks || scare || belied(roles, rest)) && praise < 2 * (blame + 1000);
        if self.ironic {
            self.reproach = self.reproach.max(REPROACH);
        }
    }

    /// Takes what others blame out of the judgements and the grave words, when the sides are weighed: 看评论说会掉色,我的一点没掉.
    pub(super) fn hush(&self, drafts: &mut [Draft], voices: &mut Voices, clauses: &[Clause]) {
        if !self.hearsay.contains(&true) {
            return;
        }
        drafts.iter_mut().filter(|d| d.score < 0 && self.hearsay[d.clause]).for_each(|d| d.score = 0);
        let clause = |at: usize| clauses.partition_point(|c| c.end <= at);
        voices.severity.retain(|s| self.hearsay.get(clause(s.start)) != Some(&true));
    }

    /// Turns the praise of an ironical text.
    pub(super) fn turn(&self, drafts: &mut [Draft]) {
        if self.ironic {
            for d in drafts.iter_mut().filter(|d| d.score > 0) {
                d.score = d.score * IRONY / 1000;
            }
        }
    }
}

/// 真贴心,每天准时发骚扰短信: praise exclaimed first, of nothing in particular or of what the rest blames, and nothing but blame after it. Where no word
/// exclaims (画面非常精美,优化有点差) it has to be the same aspect.
fn belied(roles: &[Role], rest: &mut dyn FnMut() -> f64) -> bool {
    let Some((first, others)) = roles.split_first() else { return false };
    let framed = roles.iter().any(|r| r.contrast.is_some() || r.concession.is_some() || r.quoted.is_some() || r.past);
    if others.is_empty()
        || framed
        || !(first.exclaims || first.loud)
        || first.praise == 0
        || first.blame > 0
        || first.asks
    {
        return false;
    }
    let (praise, blame) = others.iter().fold((0, 0), |(p, b), r| (p + r.praise, b + r.blame));
    if praise * 6 > blame * 5 || (praise > 0 && blame == 0) {
        return false;
    }
    let vague = |nature: &Name| **nature == *OTHER;
    let same = |a: &(AspectId, Name), b: &(AspectId, Name)| if first.exclaims { a.1 == b.1 } else { a.0 == b.0 };
    let mut blamed = others.iter().flat_map(|r| &r.about);
    if others.iter().any(|r| r.blame >= SOME) {
        blame >= 2 * first.praise
            || blamed.all(|b| first.about.iter().all(|a| same(a, b) || vague(&a.1) || vague(&b.1)))
    } else {
        rest() < BELIED && first.about.iter().all(|a| vague(&a.1))
    }
}

/// Whether praise and blame each stand in a clause of their own and are of different aspects.
fn apart(drafts: &[Draft]) -> bool {
    // Of one aspect alone no two differ: in a long text there are too many to compare each with each.
    let mut aspects = drafts.iter().filter(|d| d.score != 0).map(|d| d.aspect);
    if aspects.next().is_none_or(|first| aspects.all(|a| a == first)) {
        return false;
    }
    let of = |d: &&Draft, praised: bool| d.score != 0 && (d.score > 0) == praised;
    drafts
        .iter()
        .filter(|d| of(d, true))
        .any(|p| drafts.iter().filter(|d| of(d, false)).any(|b| p.aspect != b.aspect && p.clause != b.clause))
}

/// Where the reach of a contrast at clause `at` begins: its sentence, or the one before where it opens one.
fn back(roles: &[Role], at: usize) -> usize {
    let last = if roles[at].opens { at.saturating_sub(1) } else { at };
    let mut from = last;
    while from > 0 && !roles[from].opens && at - from < BACK {
        from -= 1;
    }
    from
}
