//! Texts chosen so that every figure leads to sentences: some for each label, by an order that depends on the texts alone.
//!
//! Chosen from the kept cases (complaints) and from the sample of all rows; nothing is counted here.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::{Case, Major};
use crate::aggregate::sample::Sampled;
use crate::aggregate::snippet::Snippet;
use crate::aggregate::voice::Voice;
use crate::number::to_u32;
use crate::record::{Name, Severity};
use crate::report::{Alert, HotIssue, Keywords, Verbatim, Verbatims};

use super::periods::Periods;
use super::{Context, IssueIndex};

/// Texts in the report: about half a megabyte, and more than anybody reads.
const MOST: usize = 1_000;
/// Texts taken for each label before the rest is filled up.
const EACH: usize = 8;
/// Texts taken for each keyword: these are found in texts taken for other labels, too.
const EACH_WORD: usize = 2;
/// Texts taken for each nature of a segment.
const EACH_CELL: usize = 1;
/// Values of a column up to which its natures get texts: those of more would leave none for other labels.
const MOST_CELL_VALUES: usize = 60;
/// Rows looked at beside major complaints and rows of listed issues: of more rows, the others would hardly be taken.
const LOOKED_AT: usize = 30_000;

/// What else was found in the run.
pub(super) struct Found<'a> {
    pub(super) cases: &'a [Case],
    pub(super) majors: &'a [Major],
    pub(super) periods: &'a Periods,
    pub(super) index: &'a IssueIndex,
    pub(super) alerts: &'a [Alert],
    pub(super) issues: &'a [HotIssue],
    pub(super) keywords: &'a Keywords,
    pub(super) sample: &'a [Sampled],
}

/// One row to choose.
struct Candidate<'a> {
    snippet: &'a Snippet,
    content: u64,
    voice: &'a Voice,
    natures: &'a [Name],
    severity: Option<Severity>,
    attrs: &'a [(u16, u32)],
    words: &'a [u32],
}

/// Major complaints by their place.
type Majors<'a> = FxHashMap<(&'a str, u64), &'a Major>;

/// Places of alerts by the rows behind them.
type Alerted<'a> = FxHashMap<(&'a str, u64), Vec<usize>>;

/// What a text can be looked for by, in the order in which labels are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Label<'a> {
    Issue(&'a str),
    Major,
    /// Behind an alert, by its place.
    Alert(usize),
    Nature(&'a str),
    Blamed(&'a str),
    Praised(&'a str),
    Stage(&'a str),
    Segment(&'a str, &'a str),
    Period(usize),
    Sentiment(&'static str),
    Level(u8),
    Intent(&'a str),
    Emotion(&'a str),
    Word(&'a str),
    /// A nature complained of in a segment: one text each, after all others.
    Cell(&'a str, &'a str, &'a str),
}

/// The choice.
pub(super) fn verbatims(p: &Partial, found: &Found, cx: &Context) -> Verbatims {
    let list = chosen(&found.sample.iter().collect::<Vec<_>>(), p, found, cx);
    Verbatims { of: p.rows.informative, most: MOST as u64, list }
}

fn chosen(sampled: &[&Sampled], p: &Partial, found: &Found, cx: &Context) -> Vec<Verbatim> {
    let words = wanted_words(found.keywords, p);
    let alerted = alerted(found.alerts);
    let all = candidates(found, sampled, &alerted, cx);
    let shelves = Shelves::new(all.iter().map(|c| labels(c, found, &alerted, &words, p, cx)));
    let majors: Majors = found.majors.iter().map(|m| (m.snippet.place(), m)).collect();
    choose(&all, &shelves).into_iter().map(|i| verbatim(&all[i], found, &majors, p, cx)).collect()
}

/// The alerts that each row is shown with, by their places.
fn alerted(alerts: &[Alert]) -> Alerted<'_> {
    let mut out = Alerted::default();
    for (at, a) in alerts.iter().enumerate().filter(|(_, a)| a.parent.is_none()) {
        for row in &a.rows {
            out.entry((&row.source, row.row)).or_default().push(at);
        }
    }
    out
}

/// Numbers of the keywords that the report shows.
fn wanted_words<'k>(k: &'k Keywords, p: &Partial) -> FxHashMap<u32, &'k str> {
    let lists = [&k.overall, &k.negative, &k.positive];
    lists.into_iter().flatten().filter_map(|k| Some((p.names.known(&k.word)?, k.word.as_str()))).collect()
}

/// Cases, then the sampled rows that are none; copies of a text once, one that an alert shows rather than another. In an order that does not depend on the order
/// of rows.
fn candidates<'a>(found: &Found<'a>, sampled: &[&'a Sampled], alerted: &Alerted, cx: &Context) -> Vec<Candidate<'a>> {
    let of_case = |c: &'a Case| Candidate {
        snippet: &c.snippet,
        content: c.content,
        voice: &c.voice,
        natures: &c.natures,
        severity: c.severity,
        attrs: &c.attrs,
        words: &c.words,
    };
    let of_sampled = |s: &&'a Sampled| Candidate {
        snippet: &s.snippet,
        content: s.content,
        voice: &s.voice,
        natures: &s.natures,
        severity: s.severity,
        attrs: &s.attrs,
        words: &s.words,
    };
    let mut all: Vec<Candidate> = found.cases.iter().map(of_case).chain(sampled.iter().map(of_sampled)).collect();
    all.sort_by(|a, b| {
        let key =
            |c: &Candidate<'a>| (c.content, !alerted.contains_key(&c.snippet.place()), c.snippet.time, c.snippet.row);
        key(a).cmp(&key(b)).then_with(|| a.snippet.source.cmp(&b.snippet.source))
    });
    all.dedup_by_key(|c| c.content);
    let mut room = LOOKED_AT;
    all.retain(|c| {
        let shown = alerted.contains_key(&c.snippet.place());
        let needed = shown || c.severity == Some(Severity::Major) || listed_issue(c, found, cx).is_some();
        room = room.saturating_sub(usize::from(!needed));
        needed || room > 0
    });
    all
}

/// The labels of all candidates as small numbers, in the order in which they are served.
struct Shelves {
    /// For each candidate its labels.
    of: Vec<Box<[u32]>>,
    /// For each label the candidates that have it, and how many of them are enough.
    waiting: Vec<(Vec<u32>, usize)>,
}

impl Shelves {
    /// `labels` of each candidate, which are numbers from here on: there may be some dozen of each of a hundred thousand.
    fn new<'f>(labels: impl Iterator<Item = Vec<Label<'f>>>) -> Self {
        let (mut numbers, mut known): (FxHashMap<Label, u32>, Vec<Label>) = Default::default();
        let mut number = |label: Label<'f>| {
            *numbers.entry(label).or_insert_with(|| {
                known.push(label);
                to_u32(known.len() - 1)
            })
        };
        let mut of: Vec<Box<[u32]>> = labels.map(|own| own.into_iter().map(&mut number).collect()).collect();
        let mut order: Vec<u32> = (0..to_u32(known.len())).collect();
        order.sort_unstable_by_key(|n| known[*n as usize]);
        let mut served = vec![0; order.len()];
        (0u32..).zip(&order).for_each(|(at, n)| served[*n as usize] = at);
        let enough = |n: &u32| match known[*n as usize] {
            Label::Word(_) => EACH_WORD,
            Label::Cell(..) => EACH_CELL,
            _ => EACH,
        };
        let mut waiting: Vec<(Vec<u32>, usize)> = order.iter().map(|n| (Vec::new(), enough(n))).collect();
        for (i, own) in of.iter_mut().enumerate() {
            for l in own {
                *l = served[*l as usize];
                waiting[*l as usize].0.push(to_u32(i));
            }
        }
        Self { of, waiting }
    }
}

/// Places of the chosen ones in reading order: major complaints, complaints, the others.
fn choose(all: &[Candidate], shelves: &Shelves) -> Vec<usize> {
    let mut have = vec![0; shelves.waiting.len()];
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut take = |i: usize, have: &mut Vec<usize>| {
        if taken.len() < MOST && taken.insert(i) {
            shelves.of[i].iter().for_each(|l| have[*l as usize] += 1);
            return true;
        }
        false
    };
    for round in 1..=EACH {
        for (label, (list, enough)) in shelves.waiting.iter().enumerate() {
            if have[label] < round.min(*enough) {
                // The first one that was not taken for another label.
                let _ = list.iter().any(|i| take(*i as usize, &mut have));
            }
        }
    }
    let rank = |i: &usize| match all[*i].severity {
        Some(Severity::Major) => 0,
        Some(Severity::General) => 1,
        None => 2,
    };
    let mut rest: Vec<usize> = (0..all.len()).collect();
    rest.sort_by_key(|i| rank(i).min(1));
    for i in rest {
        take(i, &mut have);
    }
    let mut chosen: Vec<usize> = taken.into_iter().collect();
    chosen.sort_by_key(rank);
    chosen
}

/// The issue of a row, where summaries list it.
fn listed_issue<'f>(c: &Candidate, found: &Found<'f>, cx: &Context) -> Option<&'f str> {
    let id = found.index.get(&c.snippet.source, c.snippet.row)?;
    found.issues.iter().take(cx.settings.top).any(|i| *i.id == **id).then_some(&**id)
}

fn labels<'f>(
    c: &Candidate<'f>,
    found: &Found<'f>,
    alerted: &Alerted<'f>,
    words: &FxHashMap<u32, &'f str>,
    p: &'f Partial,
    cx: &'f Context,
) -> Vec<Label<'f>> {
    let mut out = Vec::new();
    out.extend(listed_issue(c, found, cx).map(Label::Issue));
    out.extend((c.severity == Some(Severity::Major)).then_some(Label::Major));
    out.extend(alerted.get(&c.snippet.place()).into_iter().flatten().map(|at| Label::Alert(*at)));
    out.extend(c.natures.iter().map(|n| Label::Nature(n)));
    out.extend(c.voice.blamed.iter().map(|a| Label::Blamed(a)));
    out.extend(c.voice.praised.iter().map(|a| Label::Praised(a)));
    out.extend(stages(c.voice, cx).into_iter().map(Label::Stage));
    out.extend(c.attrs.iter().filter_map(|pair| p.segments.value(*pair)).map(|(h, v)| Label::Segment(h, v)));
    out.extend(c.snippet.day().and_then(|day| found.periods.place(day)).map(Label::Period));
    out.push(Label::Sentiment(c.voice.label.id()));
    out.extend(c.voice.level.map(Label::Level));
    out.extend(c.voice.intents.iter().map(|i| Label::Intent(i)));
    out.extend(c.voice.emotions.iter().map(|e| Label::Emotion(e)));
    out.extend(c.words.iter().filter_map(|w| words.get(w)).map(|w| Label::Word(w)));
    let few = |pair: &&(u16, u32)| p.segments.columns[usize::from(pair.0)].values.len() <= MOST_CELL_VALUES;
    for (h, v) in c.attrs.iter().filter(few).filter_map(|pair| p.segments.value(*pair)) {
        out.extend(c.natures.iter().map(|n| Label::Cell(h, v, n)));
    }
    out
}

fn stages<'c>(voice: &Voice, cx: &'c Context) -> BTreeSet<&'c str> {
    let of = |a: &Name| cx.settings.stages.get(&**a).map(String::as_str).filter(|s| !s.is_empty());
    voice.blamed.iter().chain(&voice.praised).filter_map(of).collect()
}

fn verbatim(c: &Candidate, found: &Found, majors: &Majors, p: &Partial, cx: &Context) -> Verbatim {
    let names = |list: &[Name]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let major = majors.get(&c.snippet.place());
    let mut reasons: Vec<String> = major.iter().flat_map(|m| &m.reasons).map(|r| r.reason.clone()).collect();
    reasons.sort();
    reasons.dedup();
    let value = |pair: &(u16, u32)| p.segments.value(*pair).map(|(h, v)| (h.to_string(), v.to_owned()));
    Verbatim {
        // The evidence of a major complaint is what made it major.
        quote: major.map_or_else(|| c.snippet.quote(), |m| m.snippet.quote()),
        level: c.voice.level,
        sentiment: c.voice.label.id().to_owned(),
        natures: names(c.natures),
        blamed: names(&c.voice.blamed),
        praised: names(&c.voice.praised),
        stages: stages(c.voice, cx).into_iter().map(str::to_owned).collect(),
        severity: c.severity.map(|s| s.id().to_owned()),
        intents: names(&c.voice.intents),
        emotions: names(&c.voice.emotions),
        reasons,
        issue: found.index.get(&c.snippet.source, c.snippet.row).map(ToString::to_string),
        period: c.snippet.day().and_then(|day| found.periods.name(day)),
        attrs: c.attrs.iter().filter_map(value).collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};
    use crate::report::Verbatims;

    fn over(rows: Vec<Row>) -> Verbatims {
        report(&rows.into_iter().map(Row::build).collect::<Vec<_>>()).verbatims
    }

    #[test]
    fn every_segment_value_and_period_has_a_text_and_copies_come_once() {
        let mut rows: Vec<Row> = (1..=40)
            .map(|n| {
                let place = if n == 7 { "成都" } else { "上海" };
                Row::new(n, &format!("第{n}条反馈")).day("2026-03-01").attr("城市", place)
            })
            .collect();
        rows.push(Row::new(41, "第3条反馈").day("2026-03-02").attr("城市", "上海"));
        let v = over(rows);
        assert!(v.list.iter().any(|x| x.attrs["城市"] == "成都"));
        assert!(v.list.iter().all(|x| x.period.as_deref().is_some_and(|p| p.starts_with("2026-03"))));
        assert_eq!((v.of, v.list.iter().filter(|x| x.quote.text == "第3条反馈").count()), (41, 1));
    }

    #[test]
    fn the_choice_is_bounded_and_does_not_depend_on_the_order_of_rows() {
        let rows = || (1..=1_500).map(|n| Row::new(n, &format!("第{n}条")).attr("店", &format!("店{}", n % 300)));
        let (forth, back) = (over(rows().collect()), over(rows().rev().collect()));
        assert_eq!(forth.list.len(), 1_000);
        assert_eq!(forth.list, back.list);
        let shops: std::collections::BTreeSet<&str> = forth.list.iter().map(|x| x.attrs["店"].as_str()).collect();
        assert_eq!(shops.len(), 300);
    }
}
