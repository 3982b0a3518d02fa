//! Requests in so many words (要求退款, 建议增加充电桩), and the fault in the same text that is the reason for each.
//!
//! The reason is the nearest blaming mention: one that a word of cause points at (因为…, …所以) before others, what was said before the request rather
//! than what follows, never a remark on the whole, and never how the request itself was handled (不给退款). Which words ask and
//! point is `requests.tsv`, `causes.tsv` and `wants.tsv`; how often reasons occur together is `insight`'s job.

use rustc_hash::FxHashMap;

use crate::lexicon::compiled::{Cause, Verdict};
use crate::lexicon::{Dicts, Entry, OUTCOMES, Taxonomy};
use crate::record::{Name, Polarity, Request};
use crate::text::characters::Characters;
use crate::text::normalize::Normalized;
use crate::text::segment::{Pos, Token};

use super::mention::{Draft, within};
use super::scan::Finds;
use super::scope;

/// A fault further from the request than this is no reason for it: clauses, with what [`Finder::cost`] adds.
const FAR: i32 = 8;
/// What costs as much as a clause between: twice, for halves.
const CLAUSE: i32 = 2;
const SENTENCE: i32 = 2;
const AFTER: i32 = 5;
const AFTER_FIRST: i32 = 1;
const TOLD: i32 = -8;
/// Aspects that are a reason only where nothing else is.
const LAST: i32 = 6;
/// Clauses between a word that points back (所以) and the fault that it points at.
const BACK: usize = 2;
/// Characters of the words quoted.
const WORDS: usize = 30;
/// Tokens of a thing that is asked for.
const OBJECT: usize = 3;

/// What `wants.tsv` says of each request.
#[derive(Debug, Default)]
pub(super) struct Wants(FxHashMap<String, Want>);

#[derive(Debug, Default)]
struct Want {
    /// Aspects that tell how the request is handled, so no reason for it.
    handled: Vec<String>,
    /// Aspects that are a reason only where there is no other.
    last: Vec<String>,
    /// It is asked for something that can be named: a card to cancel, a part to replace.
    object: bool,
}

impl Want {
    fn has(list: &[String], aspect: &str) -> bool {
        list.iter().any(|x| *x == *aspect || *x == *aspect.split('.').next().unwrap_or(aspect))
    }
}

impl Wants {
    /// Compiles `wants.tsv`.
    pub(super) fn new(dicts: &Dicts) -> Self {
        let object = |e: &Entry| e.get("object") == "yes";
        let list = |cell: &str| cell.split('|').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        let want = |e: &Entry| {
            let (handled, last) = (list(e.get("handled")), list(e.get("last")));
            (e.get("request").to_owned(), Want { handled, last, object: object(e) })
        };
        Self(dicts.of("wants").map(want).collect())
    }
}

/// A text in which requests are looked for.
pub(super) struct Finder<'a, 'l> {
    pub(super) wants: &'a Wants,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) finds: &'a Finds<'l>,
    pub(super) drafts: &'a [Draft<'l>],
    pub(super) tokens: &'a [Token],
    pub(super) normal: &'a Normalized,
    /// The record's own text.
    pub(super) text: Characters<'a>,
}

/// A request before it is written out.
struct Asked<'l> {
    kind: &'l Name,
    rule: &'l Name,
    clause: usize,
    start: usize,
    end: usize,
}

/// A fault as the reason for a request.
struct Reason<'d, 'l> {
    draft: &'d Draft<'l>,
    /// How far it is from being the reason.
    cost: i32,
    /// A word says so.
    told: bool,
}

impl<'l> Finder<'_, 'l> {
    /// All requests of the text, each kind once: the place that has the clearest reason.
    pub(super) fn find(&self) -> Vec<Request> {
        let mut best: Vec<(Asked, Option<Reason>)> = Vec::new();
        let all = self.asked();
        let faults = if all.is_empty() { Vec::new() } else { self.faults(&all) };
        let cost = |r: &Option<Reason>| r.as_ref().map_or(i32::MAX, |r| r.cost);
        for asked in all {
            let reason = self.reason(&asked, &faults);
            match best.iter_mut().find(|(a, _)| a.kind == asked.kind) {
                Some(known) if cost(&reason) < cost(&known.1) => *known = (asked, reason),
                Some(_) => {}
                None => best.push((asked, reason)),
            }
        }
        best.iter().map(|(asked, reason)| self.write(asked, reason.as_ref())).collect()
    }

    fn asked(&self) -> Vec<Asked<'l>> {
        let mut out = Vec::new();
        for (at, clause) in self.finds.clauses.iter().enumerate() {
            let modifiers = within(&self.finds.modifiers, clause);
            for m in within(&self.finds.matches, clause) {
                let Verdict::Request { what: kind, alone } = &m.what.rule.verdict else { continue };
                if *alone && self.normal.text[clause.start..clause.end].trim().len() > m.end - m.start {
                    continue;
                }
                let negated = || {
                    scope::read(
                        1000,
                        (m.start, m.end),
                        clause.start,
                        clause,
                        modifiers,
                        (&self.normal.text, &self.finds.used_up),
                    )
                    .negated
                };
                if m.what.negated_within || negated() {
                    continue;
                }
                out.push(Asked { kind, rule: &m.what.rule.origin, clause: at, start: m.start, end: m.end });
            }
        }
        out
    }

    /// What is blamed, by clause; words that ask for something are no fault, whatever is asked for.
    fn faults(&self, all: &[Asked]) -> Vec<&Draft<'l>> {
        let longest = all.iter().map(|a| a.end - a.start).max().unwrap_or(0);
        let apart = |d: &&Draft| {
            let from = all.partition_point(|a| a.start + longest <= d.start);
            all[from..].iter().take_while(|a| a.start < d.end).all(|a| a.end <= d.start)
        };
        let blames = self.drafts.iter().filter(|d| d.polarity() == Polarity::Negative);
        let mut out: Vec<&Draft> = blames.filter(apart).collect();
        out.sort_by_key(|d| d.clause);
        out
    }

    /// The likeliest fault behind a request, in a clause that is not too far.
    fn reason<'d>(&'d self, asked: &Asked, faults: &[&'d Draft<'l>]) -> Option<Reason<'d, 'l>> {
        let reach = usize::try_from((FAR - TOLD) / CLAUSE).unwrap_or(0);
        let from = faults.partition_point(|d| d.clause + reach < asked.clause);
        let near = faults[from..].iter().take_while(|d| d.clause <= asked.clause + reach);
        let reasons = near.filter_map(|draft| self.cost(asked, draft).map(|(cost, told)| Reason { draft, cost, told }));
        // Of equals the nearest in characters, then the gravest.
        reasons.filter(|r| r.cost <= FAR).min_by_key(|r| {
            let d = r.draft;
            let gap = if d.end <= asked.start { asked.start - d.end } else { d.start - asked.end };
            (r.cost, gap, d.score, d.start)
        })
    }

    /// How far a fault is from being the reason; `None` where it is none.
    fn cost(&self, asked: &Asked, d: &Draft) -> Option<(i32, bool)> {
        let aspect = self.taxonomy.get(d.aspect);
        let want = self.wants.0.get(&**asked.kind);
        let told = self.told(asked, d);
        // A remark on the whole names no cause; one on a nature as such only where it must be one: 要求注销信用卡,…,太繁琐.
        let outcome = OUTCOMES.contains(&&*aspect.id);
        let vague = outcome || !(aspect.id.contains('.') || told || asked.clause == 0);
        if vague || want.is_some_and(|w| Want::has(&w.handled, &aspect.id)) {
            return None;
        }
        let (first, last) = (asked.clause.min(d.clause), asked.clause.max(d.clause));
        let between = self.finds.clauses.get(first..last)?;
        let sentences = between.iter().filter(|c| c.ends_sentence()).count();
        let steps = |n: usize, each: i32| i32::try_from(n).unwrap_or(FAR).saturating_mul(each);
        let mut cost = steps(last - first, CLAUSE) + steps(sentences, SENTENCE);
        cost += if told { TOLD } else { 0 };
        // A text that begins with its request can only go on with the reason: 要求注销信用卡,账单看不懂.
        let after = if asked.clause == 0 { AFTER_FIRST } else { AFTER };
        cost += if d.start >= asked.end && !told { after } else { 0 };
        cost += if want.is_some_and(|w| Want::has(&w.last, &aspect.id)) { LAST } else { 0 };
        Some((cost, told))
    }

    /// Whether a word of cause joins a fault and a request.
    fn told(&self, asked: &Asked, d: &Draft) -> bool {
        let causes = |clause: usize, cause: Cause| {
            let matches = self.finds.clauses.get(clause).map_or(&[][..], |c| within(&self.finds.matches, c));
            matches.iter().filter(move |m| matches!(m.what.rule.verdict, Verdict::Cause(c) if c == cause))
        };
        // 因为质量差,要求退款; 要求退款,因为质量差.
        let because = causes(d.clause, Cause::After).any(|m| m.start <= d.start);
        let near = asked.clause.abs_diff(d.clause) <= 2 * BACK;
        // 质量差,所以退了.
        let therefore = causes(asked.clause, Cause::Before).any(|m| m.start <= asked.end)
            && d.end <= asked.start
            && asked.clause.abs_diff(d.clause) <= BACK;
        (because && near) || therefore
    }

    fn write(&self, asked: &Asked, reason: Option<&Reason>) -> Request {
        let words = |(start, end): (usize, usize)| {
            if start == end {
                return String::new();
            }
            let (start, end) = self.normal.original(start, end);
            self.text.part(start, end).to_owned()
        };
        let clip = |s: String| s.chars().take(WORDS).collect::<String>().trim().to_owned();
        let clause_end = self.finds.clauses.get(asked.clause).map_or(asked.end, |c| c.end);
        let (start, end) = self.normal.original(asked.start, asked.end);
        let (draft, told) = (reason.map(|r| r.draft), reason.is_some_and(|r| r.told));
        let place = draft.map(|d| self.normal.original(d.start, d.end));
        Request {
            request: asked.kind.clone(),
            text: clip(words((asked.start, clause_end.max(asked.end)))),
            object: self.object(asked).map(|o| clip(words(o))).unwrap_or_default(),
            start,
            end,
            rule: asked.rule.clone(),
            reason: draft.map(|d| self.taxonomy.get(d.aspect).id.clone()),
            because: draft.map(|d| clip(words(d.target) + &words(d.opinion))).unwrap_or_default(),
            because_start: place.map(|p| p.0),
            because_end: place.map(|p| p.1),
            told,
        }
    }

    /// The thing asked for: the first nouns behind the words that ask, else the last before them, in the same clause.
    fn object(&self, asked: &Asked) -> Option<(usize, usize)> {
        self.wants.0.get(&**asked.kind).filter(|w| w.object)?;
        let clause = self.finds.clauses.get(asked.clause)?;
        let inside = |t: &&Token| t.start as usize >= clause.start && t.end as usize <= clause.end;
        let names = |t: &&Token| matches!(t.pos, Pos::Noun | Pos::Name | Pos::Latin);
        let tokens: Vec<&Token> = self.tokens.iter().filter(inside).collect();
        let long = |t: &&Token| t.of(&self.normal.text).chars().count() > 1;
        let behind = tokens.partition_point(|t| (t.start as usize) < asked.end);
        if let Some(first) = tokens[behind..].iter().position(|t| names(t) && long(t)) {
            let run: Vec<&&Token> = tokens[behind + first..].iter().take_while(|t| names(t)).take(OBJECT).collect();
            return Some((run.first()?.start as usize, run.last()?.end as usize));
        }
        let before = tokens.partition_point(|t| t.end as usize <= asked.start);
        let last = tokens[..before].iter().rposition(|t| names(t) && long(t))?;
        Some((tokens[last].start as usize, tokens[last].end as usize))
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::{Annotator, Scratch};
    use crate::lexicon::Dicts;
    use crate::model::Models;
    use crate::record::Record;

    #[test]
    fn a_request_takes_the_fault_that_it_is_about() {
        let annotator = Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), true).unwrap();
        for (text, request, reason) in [
            ("要求注销信用卡，因为还款太繁琐了", "cancel", Some("product.rate")),
            ("锅底用了两天就掉皮，客服也不理人，要求退款", "refund", Some("product.durability")),
            ("要求注销信用卡，还款还要换三个页面，太繁琐", "cancel", Some("product.interface")),
            ("衣服破了个洞，商家一直不给退款，要求退款", "refund", Some("product.quality")),
            ("建议增加充电桩，排队太久", "suggestion", Some("service.waiting")),
            ("服务态度恶劣，所以以后再也不来了", "churn", Some("service.attitude")),
            ("要求开发票", "invoice", None),
            ("用两天就坏了，退货！", "refund", Some("product.durability")),
        ] {
            let row = Record { text: text.to_owned(), ..Record::default() };
            let out = annotator.annotate(row, &mut Scratch::default());
            let found = out.requests.iter().find(|r| &*r.request == request);
            let found = found.unwrap_or_else(|| panic!("{text}: {:?}", out.requests));
            assert_eq!(found.reason.as_deref(), reason, "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_not_asked_for_is_no_request() {
        let annotator = Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), true).unwrap();
        for text in ["退款很快，满意", "支持七天无理由退货，放心", "不用换货，挺好的", "没有建议大家买"]
        {
            let row = Record { text: text.to_owned(), ..Record::default() };
            let out = annotator.annotate(row, &mut Scratch::default());
            assert!(out.requests.is_empty(), "{text}: {:?}", out.requests);
        }
    }
}
