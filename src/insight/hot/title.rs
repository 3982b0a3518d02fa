//! Titles of issues: a short clause of the customers' own that holds as many of the telling words as it can. It tells a fault, and its writer is unhappy, where
//! any clause and any writer is; praise is never a title.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::aggregate::cases::Case;
use crate::aggregate::message::is_titled;
use crate::aggregate::scale::Scale;
use crate::aggregate::segments::Segments;
use crate::aggregate::snippet::rounded;
use crate::aggregate::tally::counted;
use crate::number::float;
use crate::record::Severity;

use super::contexts::{Named, is_name};
use super::features::{Docs, Kind};
use super::refine::Model;

/// Characters of a title.
const SHORTEST: usize = 4;
pub(super) const LONGEST: usize = 18;

/// What stands in a number or an address that was masked, and hardly in a name: it tells one customer from another, and no matter (138****5678).
const MASKED: &str = "***";

/// Members whose texts are searched, the most typical first.
const MEMBERS: usize = 60;

/// What each character that is no telling word costs, in log odds.
const PADDING: f64 = 0.2;

/// What the first, second … telling word of a clause is worth: a title names one problem, not all of them.
const WORTH: [f64; 4] = [1.0, 0.8, 0.5, 0.2];

/// What is added for words that blame what the issue is about: they say what is wrong; for words that blame something else; and for a clause that blames
/// nothing beside others that do (鸡肉很嫩，就是太咸).
const BLAME: f64 = 2.5;
const OTHER_BLAME: f64 = 0.5;
const NO_BLAME: f64 = -2.0;

/// What is added for the words of a text that praises on the whole (蛮好的，就是快递慢): others say it more plainly.
const CONTENT: f64 = -3.0;

/// What is added for the words of a major complaint, where such are at least this share of the members: the gravest is what the issue is about (插座冒火星,
/// not 床头插座远).
const GRAVE: f64 = 3.0;
const GRAVE_SHARE: f64 = 1.0 / 3.0;

/// What a clause costs that breaks off (快递卡在).
const BROKEN: f64 = 6.0;

/// What a clause costs with a number or a segment value that less than half of the members have: 室温只有15 is one of them, 人民路支行 the branch of one.
const OF_FEW: f64 = 8.0;

/// What a clause adds that is as near as can be to what the group means; and from which nearness on it names the matter by itself.
const NEAR: f64 = 9.0;
const CLOSE: f64 = 0.4;

/// What every further member with the very same clause adds.
const REPEATED: f64 = 0.5;

/// Words at the edges of clauses.
pub(super) struct Edges {
    /// What a clause may begin with and a title does without: 但是, 真的是.
    pub(super) leads: Vec<String>,
    /// What no clause ends with that is whole: 在, 就.
    pub(super) tails: Vec<String>,
}

/// A title.
pub(super) struct Title {
    pub(super) text: String,
    /// Whether it has any of the words that tell the issue from the rest; else it is only what one customer says of the matter.
    pub(super) telling: bool,
}

/// What titles are made from.
pub(super) struct Namer<'a> {
    pub(super) model: &'a Model,
    pub(super) docs: &'a Docs,
    pub(super) cases: &'a [&'a Case],
    pub(super) segments: &'a Segments,
    pub(super) aspect: Option<&'a str>,
    pub(super) edges: &'a Edges,
    /// The scale of the ratings, where there are any.
    pub(super) scale: Option<Scale>,
    /// How near a clause is to what the group means, −1 … 1; 0 where that is not known.
    pub(super) nearness: &'a dyn Fn(&str) -> f64,
}

impl Namer<'_> {
    /// The best clause, or the first telling words where no clause is short enough. The most typical cases of `ranked` come first.
    pub(super) fn title(&self, ranked: &[u32], context: Option<&Named>) -> Title {
        let words = self.words();
        let clauses = self.clauses(ranked);
        let broken = |c: &str| if self.edges.tails.iter().any(|t| c.ends_with(t.as_str())) { BROKEN } else { 0.0 };
        let worth = |c: &str, said: &Said| {
            let near = (self.nearness)(c).max(0.0);
            score(c, said.times, said.blame, near, &words) - broken(c)
        };
        let members = &ranked[..ranked.len().min(MEMBERS)];
        let (places, known) = (self.places_of_few(members), self.numbers_of(members));
        let of_one = |number: &str| 2 * known.get(number).copied().unwrap_or_default() < members.len();
        let is_of_few = |c: &str| places.iter().any(|p| c.contains(p)) || numbers(c).any(of_one);
        let of_few = |c: &str| if is_of_few(c) { OF_FEW } else { 0.0 };
        let scored = clauses.iter().map(|(c, said)| (said.kind, worth(c, said), *c)).filter(|(_, s, _)| *s > 0.0);
        let scored = scored.map(|(kind, worth, c)| (kind, worth - of_few(c), c));
        let best = scored.min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(b.2)));
        let best = best.map(|(_, _, c)| c.to_owned());
        let first = || words.iter().take(3).map(|(w, _)| *w).collect::<Vec<_>>().join("·");
        let title = best.or_else(|| Some(first()).filter(|t| !t.is_empty()));
        let title = title.unwrap_or_else(|| typical(ranked, self.cases, self.aspect));
        let lower = title.to_lowercase();
        let telling = words.is_empty() || words.iter().any(|(w, _)| lower.contains(w));
        let text = match context {
            Some(c) if !c.is_in(&lower) => format!("{} {title}", c.name),
            _ => title,
        };
        Title { text, telling }
    }

    /// The names among the segment values of these cases that less than half of them have. Not those that others say: 客服电话打不通 tells of no channel.
    fn places_of_few(&self, members: &[u32]) -> Vec<&str> {
        let counts = counted(members.iter().flat_map(|&i| self.cases[i as usize].attrs.iter().copied()));
        let is_meant = |a: (u16, u32), name: &str| {
            let saying = || members.iter().map(|&i| self.cases[i as usize]).filter(|c| c.snippet.text.contains(name));
            2 * saying().filter(|c| c.attrs.contains(&a)).count() >= saying().count()
        };
        let few = counts.into_iter().filter(|(_, n)| 2 * n < members.len() as u64);
        let named = few.filter_map(|(a, _)| Some((a, self.segments.value(a)?.1)));
        named.filter(|(a, name)| is_name(name) && is_meant(*a, name)).map(|(_, name)| name).collect()
    }

    /// How many of these cases have each number.
    fn numbers_of(&self, members: &[u32]) -> FxHashMap<&str, usize> {
        let mut counts = FxHashMap::default();
        for &i in members {
            let own: FxHashSet<&str> = numbers(&self.cases[i as usize].snippet.text).collect();
            for number in own {
                *counts.entry(number).or_default() += 1;
            }
        }
        counts
    }

    /// The telling words with their weights, the most telling first.
    fn words(&self) -> Vec<(&str, f64)> {
        let core = self.model.core.iter().map(|(f, w)| (self.docs.name(*f), *w));
        core.filter(|((k, _), _)| *k == Kind::Word).map(|((_, w), weight)| (w, weight)).collect()
    }

    /// Clauses of the most typical texts, with how often they stand there and what they are worth as blame.
    fn clauses(&self, ranked: &[u32]) -> FxHashMap<&str, Said> {
        let mut clauses: FxHashMap<&str, Said> = FxHashMap::default();
        let is_major = |case: &Case| case.severity == Some(Severity::Major);
        let major = ranked.iter().filter(|&&i| is_major(self.cases[i as usize])).count();
        let grave = float(major as u64) >= GRAVE_SHARE * float(ranked.len() as u64);
        for &i in ranked.iter().take(MEMBERS) {
            let case = self.cases[i as usize];
            let content =
                if case.score > 0 { CONTENT } else { 0.0 } + if grave && is_major(case) { GRAVE } else { 0.0 };
            let happy = case.is_happy(self.scale);
            for clause in clauses_of(case, self.aspect) {
                let kind = Kinds { aside: clause.aside, happy };
                for said in [Some(clause.text), without_lead(clause.text, &self.edges.leads)].into_iter().flatten() {
                    let known = clauses.entry(said).or_insert(Said { times: 0, blame: f64::NEG_INFINITY, kind });
                    known.times += 1;
                    known.blame = known.blame.max(clause.blame + content);
                    known.kind = known.kind.min(kind);
                }
            }
        }
        clauses
    }
}

/// What a clause is, the best first: a title is made of one kind only where there is none of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kinds {
    /// It tells no fault, though its text does, or is no complaint: 公司协议价订的.
    aside: bool,
    /// Its text praises on the whole.
    happy: bool,
}

/// A clause as it stands in the texts.
#[derive(Debug, Clone, Copy)]
struct Said {
    times: u64,
    blame: f64,
    kind: Kinds,
}

/// A clause of one text, with what it is worth as blame.
#[derive(Debug, Clone, Copy)]
struct Clause<'c> {
    text: &'c str,
    blame: f64,
    aside: bool,
}

/// Where no word is telling: a clause of the most typical text, or its beginning.
fn typical(ranked: &[u32], cases: &[&Case], aspect: Option<&str>) -> String {
    let Some(case) = ranked.first().map(|&i| cases[i as usize]) else { return String::new() };
    let clauses = clauses_of(case, aspect);
    let best = clauses.iter().find(|c| c.blame > 0.0).or(clauses.first());
    best.map_or_else(|| case.snippet.text.chars().take(LONGEST).collect(), |c| c.text.to_owned())
}

/// Clauses of a text, and its words of blame, that are short enough and no praise, with what they are worth as blame.
fn clauses_of<'c>(case: &'c Case, aspect: Option<&str>) -> Vec<Clause<'c>> {
    let text = &*case.snippet.text;
    let at: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    // The text is the head of the whole one, so places are the same.
    let bounds = |[start, end]: [u32; 2]| {
        let (start, end) = (*at.get(start as usize)?, *at.get(end as usize)?);
        (start <= end).then_some((start, end))
    };
    let words = |span| bounds(span).map(|(start, end)| rounded(text, start, end));
    let worth = |of: &str| if aspect.is_none_or(|a| a == of) { BLAME } else { OTHER_BLAME };
    let blamed = case.blames.iter().filter_map(|b| Some((words(b.span)?.trim(), worth(&b.aspect))));
    let told: Vec<&str> = case.blames.iter().filter_map(|b| words(b.span)).filter(|t| !t.trim().is_empty()).collect();
    let praised: Vec<(usize, usize)> = case.praises.iter().filter_map(|p| bounds(*p)).filter(|(s, e)| s < e).collect();
    // In a letter what happened stands in many clauses.
    let letter = is_titled(text);
    let clause = |(from, to, text): (usize, usize, &'c str)| {
        let tells = told.iter().any(|t| text.contains(t.trim()));
        if !tells && praised.iter().any(|(s, e)| *s < to && from < *e) {
            return None;
        }
        let beside = !tells && !told.is_empty();
        let aside = !letter && (beside || !case.complaint);
        Some(Clause { text, blame: if beside { NO_BLAME } else { 0.0 }, aside })
    };
    let clauses = pieces(text).filter_map(clause);
    // 手艺在线。问题 is in no clause of its own.
    let whole = blamed.filter(|(b, _)| !b.contains(|c: char| splits(c) && !c.is_whitespace()));
    let whole = whole.map(|(text, blame)| Clause { text, blame, aside: false });
    let mut out: Vec<Clause> = clauses.chain(whole).filter(|c| fits(c.text)).collect();
    // A clause that is blame as a whole comes first of its kind, and stays.
    out.sort_unstable_by(|a, b| a.text.cmp(b.text).then(b.blame.total_cmp(&a.blame)));
    out.dedup_by(|b, a| a.text == b.text);
    out
}

/// Whole numbers in a text, no digits of a name (E9, 4K).
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit()))
}

/// The clauses of a text, with the bytes where each begins and ends.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut to = 0;
    text.split_inclusive(splits).map(move |piece| {
        let from = to;
        to += piece.len();
        (from, to, piece.trim_end_matches(splits).trim())
    })
}

/// What stands between clauses.
pub(super) fn splits(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '*' | '-' | '%' | '.')
}

/// The clause without the words that lead into it, if it has such and is long enough without them.
pub(super) fn without_lead<'c>(clause: &'c str, leads: &[String]) -> Option<&'c str> {
    let mut rest = clause;
    while let Some(shorter) = leads.iter().find_map(|lead| rest.strip_prefix(lead.as_str())) {
        rest = shorter.trim_start();
    }
    Some(rest).filter(|r| r.len() < clause.len() && fits(r))
}

/// Whether a clause may be a title.
pub(super) fn fits(clause: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&clause.chars().count()) && !clause.contains(['\n', '…']) && !clause.contains(MASKED)
}

fn score(clause: &str, times: u64, blame: f64, near: f64, words: &[(&str, f64)]) -> f64 {
    let lower = clause.to_lowercase();
    let (mut sum, mut covered) = (0.0, 0);
    // The words come with the most telling first.
    for ((w, weight), worth) in words.iter().filter(|(w, _)| lower.contains(*w)).zip(WORTH) {
        sum += weight * worth;
        covered += w.chars().count();
    }
    // Where cases share no words (口味 of twenty dishes) it is enough to say what is wrong.
    if sum == 0.0 && blame < BLAME && near < CLOSE {
        return 0.0;
    }
    let padding = clause.chars().count().saturating_sub(covered);
    sum + blame + NEAR * near - PADDING * float(padding as u64) + REPEATED * float(times.saturating_sub(1).min(6))
}

#[cfg(test)]
mod tests {
    use super::super::refine;
    use super::*;
    use crate::insight::testing::{Row, absorb, settings};
    use crate::record::Annotated;

    #[test]
    fn digits_of_names_are_no_numbers() {
        assert_eq!(numbers("E9跑了300公里、4K屏99元").collect::<Vec<_>>(), ["300", "99"]);
    }

    #[test]
    fn a_branch_of_few_is_one_and_what_most_name_is_none() {
        let row = |n: u64| {
            let shop = if n < 3 { "人民路支行" } else { "光谷支行" };
            let row = Row::new(n, &format!("{shop}排队两个小时")).score(-700).words(&["排队"]);
            row.attr("网点", shop).attr("渠道", "1").blame("service.waiting", "", "排队两个小时").build()
        };
        let (places, title) = named(&(1..=9).map(row).collect::<Vec<_>>());
        assert_eq!(places, ["人民路支行"]);
        assert!(!title.contains("人民路"), "{title}");
        // What all say of the hotline, whatever the channel of each.
        let row = |n: u64| {
            let channel = ["电话", "门店", "微信"][(n % 3) as usize];
            let row = Row::new(n, "客服电话打不通").score(-700).words(&["电话"]).attr("渠道", channel);
            row.blame("service.response", "客服电话", "打不通").build()
        };
        let (places, _) = named(&(1..=9).map(row).collect::<Vec<_>>());
        assert_eq!(places, ["门店", "微信"], "nobody says these");
    }

    /// The places of few among these rows, and the title of all.
    fn named(rows: &[Annotated]) -> (Vec<String>, String) {
        let mut p = absorb(rows, &settings());
        let (cases, _) = std::mem::take(&mut p.cases).into_kept();
        let cases: Vec<&Case> = cases.iter().collect();
        let (docs, group) = (Docs::new(&cases, &p, 3), (0u32..).take(rows.len()).collect::<Vec<u32>>());
        let model = refine::described(&docs, &group);
        let edges = Edges { leads: Vec::new(), tails: Vec::new() };
        let namer = Namer {
            model: &model,
            docs: &docs,
            cases: &cases,
            segments: &p.segments,
            aspect: None,
            edges: &edges,
            scale: None,
            nearness: &|_| 0.0,
        };
        let places = namer.places_of_few(&group).into_iter().map(str::to_owned).collect();
        (places, namer.title(&group, None).text)
    }

    fn told(row: Annotated) -> Vec<(String, bool)> {
        let (cases, _) = absorb(&[row], &settings()).cases.into_kept();
        clauses_of(&cases[0], None).into_iter().map(|c| (c.text.to_owned(), c.aside)).collect()
    }

    #[test]
    fn praise_is_no_title_and_what_tells_no_fault_stands_behind() {
        let row = Row::new(1, "公司协议价订的,前台小姑娘特别热情,就是淋浴下水慢").score(-300);
        let row =
            row.praise("service.attitude", "前台小姑娘", "特别热情").blame("product.room", "淋浴下水", "慢").build();
        let found = told(row);
        let of = |text: &str| found.iter().find(|(t, _)| t == text).map(|(_, aside)| *aside);
        assert_eq!(
            (of("公司协议价订的"), of("前台小姑娘特别热情"), of("就是淋浴下水慢")),
            (Some(true), None, Some(false))
        );
        // A number that was masked names nothing.
        let masked = Row::new(1, "请回电138****5678,淋浴下水慢,张*态度不好").score(-300);
        let masked = told(masked.blame("product.room", "淋浴下水", "慢").build());
        assert_eq!(masked, [("张*态度不好".to_owned(), true), ("淋浴下水慢".to_owned(), false)]);
        // A clause that praises and blames is no praise.
        let both = Row::new(1, "鸡肉很嫩就是太咸").score(-300).praise("product.taste", "鸡肉", "很嫩");
        let both = told(both.blame("product.taste", "就是", "太咸").build());
        assert_eq!(both, [("就是太咸".to_owned(), false), ("鸡肉很嫩就是太咸".to_owned(), false)]);
    }
}
