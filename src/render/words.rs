//! The wording of reports: fixed texts by key, numbers in the form that people read, and names of labels.

use std::fmt::Display;

use crate::lang::Lang;
use crate::lexicon::Messages;
use crate::report::{
    Caution, Estimate, HotIssue, MajorComplaint, QuickWin, Rate, Ratings, Report, RowRef, Rows, Run, Segment, Special,
    Untagged,
};

use super::clean;

/// Places told of an issue.
const PLACES: usize = 4;

/// Messages in one language. Every key stands under `render.`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    /// All wording.
    pub(super) messages: &'a Messages,
    /// The language.
    pub(super) lang: Lang,
}

impl<'a> Words<'a> {
    /// The text under `render.{key}`; the key where there is none.
    pub(super) fn t(&self, key: &'a str) -> &'a str {
        let found = self.messages.find(&format!("render.{key}"), self.lang);
        debug_assert!(found.is_some(), "no message render.{key}");
        found.unwrap_or(key)
    }

    /// The same, for keys that do not live long.
    pub(super) fn t_owned(&self, key: &str) -> String {
        let found = self.messages.find(&format!("render.{key}"), self.lang);
        debug_assert!(found.is_some(), "no message render.{key}");
        found.unwrap_or(key).to_owned()
    }

    /// Columns for labels of these keys, with a gap.
    pub(super) fn widest(&self, keys: &[&str]) -> usize {
        keys.iter().map(|k| clean::width(&self.t_owned(k))).max().unwrap_or(0) + 2
    }

    /// How the rows read were accounted for.
    pub(super) fn row_counts(&self, r: Rows) -> String {
        let parts: [(&str, &dyn Display); 5] = [
            ("read", &count(r.read)),
            ("analysed", &count(r.analysed)),
            ("empty", &count(r.empty)),
            ("duplicate", &count(r.duplicate)),
            ("rejected", &count(r.rejected)),
        ];
        let rows = self.fill("quality.rows", &parts);
        let chosen = |n: u64| self.fill("quality.rows_chosen", &[("rows", &rows), ("n", &count(n))]);
        let rows = r.left_out.map_or_else(|| rows.clone(), chosen);
        let apart = |n: u64| self.fill("quality.rows_apart", &[("rows", &rows), ("n", &count(n))]);
        r.duplicate_ids.map_or_else(|| rows.clone(), apart)
    }

    /// The text under `render.{key}` with its places filled.
    pub(super) fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.messages.fill(&format!("render.{key}"), self.lang, values)
    }

    /// The name of an id of a closed family (`solution`, `priority` …); the id where it is not known.
    pub(super) fn id(&self, family: &str, id: &'a str) -> &'a str {
        self.messages.find(&format!("render.{family}.{id}"), self.lang).unwrap_or(id)
    }

    /// A mark between entries of a list.
    pub(super) fn comma(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        }
    }

    /// Where an issue comes from, the strongest first; nothing where it is from everywhere.
    pub(super) fn places(&self, i: &HotIssue) -> Option<String> {
        let mut found: Vec<_> = i.attrs.values().flatten().collect();
        found.sort_by_key(|v| std::cmp::Reverse(v.count));
        let list: Vec<String> =
            found.into_iter().take(PLACES).map(|v| format!("{} {}", v.value, count(v.count))).collect();
        (!list.is_empty()).then(|| format!("{} {}", self.t_owned("col.where"), list.join(self.comma())))
    }

    /// The shortest mark for "no figure".
    pub(super) fn none() -> &'static str {
        "—"
    }

    /// How many ratings there are, and how many of them come without words.
    pub(super) fn rated(&self, r: &Ratings) -> String {
        let key = if r.wordless == 0 { "satisfaction.stars" } else { "satisfaction.stars.wordless" };
        self.fill(key, &[("n", &count(r.rated)), ("wordless", &count(r.wordless))])
    }

    /// How many negative texts name no known aspect, and their words where they have any in common; `None` without such texts.
    pub(super) fn untagged(&self, u: &Untagged, most: usize) -> Option<String> {
        let words: Vec<&str> = u.words.iter().take(most).map(|k| k.word.as_str()).collect();
        let key = if words.is_empty() { "quality.untagged.wordless" } else { "quality.untagged" };
        let (n, share) = (count(u.negative.count), Self::percent(u.negative.share));
        let values: [(&str, &dyn Display); 3] = [("n", &n), ("share", &share), ("words", &words.join(self.comma()))];
        (u.negative.count > 0).then(|| self.fill(key, &values))
    }

    /// That hot issues come from a choice of the cases, where they do.
    pub(super) fn sampled(&self, r: &Report) -> Option<String> {
        r.sampled.map(|s| self.fill("issues.sampled", &[("kept", &count(s.kept)), ("of", &count(s.of))]))
    }

    /// Of what the shares of hot issues are.
    pub(super) fn issues_of(&self, r: &Report) -> Option<String> {
        let of = r.hot_issues.first().map(|i| i.of).filter(|of| *of > 0);
        of.map(|of| self.fill("issues.of", &[("of", &count(of))]))
    }

    /// Why the exit status is 1; nothing where it is not.
    pub(super) fn holds(&self, run: &Run) -> Option<String> {
        let list = run.holds.join(self.comma());
        (!list.is_empty()).then(|| self.fill("head.holds", &[("list", &list)]))
    }

    /// A share as a percentage with one decimal; what rounds to nothing has no sign.
    pub(super) fn percent(share: Option<f64>) -> String {
        let shown = share.map_or_else(|| Self::none().to_owned(), |s| format!("{:.1}%", s * 100.0));
        if shown == "-0.0%" { "0.0%".to_owned() } else { shown }
    }

    /// A share as a percentage, or where it is counted from too few, as these: `5/12`.
    pub(super) fn portion(r: &Rate) -> String {
        match r.of {
            0 => Self::none().to_owned(),
            _ if r.is_thin() => format!("{}/{}", count(r.count), count(r.of)),
            _ => Self::percent(r.share),
        }
    }

    /// The same with its counts: `45.5% (122/268)`.
    pub(super) fn portion_of(r: &Rate) -> String {
        match Self::portion(r) {
            share if r.is_thin() => share,
            share => format!("{share} ({}/{})", count(r.count), count(r.of)),
        }
    }

    /// `28.9–33.1%`, empty where there is no interval.
    pub(super) fn percent_range(low: Option<f64>, high: Option<f64>) -> String {
        match (low, high) {
            (Some(l), Some(h)) => format!("{:.1}–{:.1}%", l * 100.0, h * 100.0),
            _ => String::new(),
        }
    }

    /// A quick win in one sentence.
    pub(super) fn quick_win(&self, q: &QuickWin) -> String {
        let place = match q.place.as_str() {
            "issue" => self.fill("quick_wins.issue", &[("title", &q.title)]),
            _ => self.fill("quick_wins.segment", &[("column", &q.id), ("value", &q.title)]),
        };
        let of = [
            ("name", &q.name as &dyn Display),
            ("place", &place),
            ("share", &Self::percent(q.held.share)),
            ("gain", &Self::signed(q.gain.value, 2)),
        ];
        let told = self.fill("quick_wins.told", &of);
        match &q.department {
            Some(d) => format!("{told}{}", self.fill("quick_wins.department", &[("department", d)])),
            None => told,
        }
    }

    /// That major complaints concentrate in a segment value, where they do.
    pub(super) fn graver(&self, s: &Segment) -> Option<String> {
        let x = graver(s)?;
        Some(self.fill("segments.major", &[("value", &s.value), ("n", &count(x.count)), ("all", &count(x.all))]))
    }

    /// The value of another column that a weak value is weak because of, where there is one.
    pub(super) fn because(&self, s: &Segment) -> Option<String> {
        let b = s.because.as_ref()?;
        let values: [(&str, &dyn Display); 4] = [
            ("column", &b.column),
            ("value", &b.value),
            ("share", &Self::percent(Some(b.share))),
            ("rest", &Self::figure(b.rest, 2)),
        ];
        Some(self.fill(if b.rest.is_some() { "segments.because" } else { "segments.because_all" }, &values))
    }

    /// A rate with its interval and denominator, in a sentence; from too few, these alone.
    pub(super) fn rate(&self, r: &Rate) -> String {
        match Self::percent_range(r.low, r.high) {
            range if range.is_empty() || r.is_thin() => Self::portion(r),
            range => self.fill("rate", &[("share", &Self::percent(r.share)), ("range", &range), ("of", &count(r.of))]),
        }
    }

    /// A figure with `digits` decimals.
    pub(super) fn figure(value: Option<f64>, digits: usize) -> String {
        value.map_or_else(|| Self::none().to_owned(), |v| format!("{v:.digits$}"))
    }

    /// A difference: always with its sign.
    pub(super) fn signed(value: Option<f64>, digits: usize) -> String {
        value.map_or_else(|| Self::none().to_owned(), |v| format!("{v:+.digits$}"))
    }

    /// A chance with four decimals; what is less than they can show is no 0.
    pub(super) fn chance(p: Option<f64>) -> String {
        match p {
            Some(p) if p < 0.0001 => "<0.0001".to_owned(),
            p => Self::figure(p, 4),
        }
    }

    /// `3.53–3.71`, `-11.8 ~ -8.0`, empty where there is no interval.
    pub(super) fn range(e: &Estimate, digits: usize) -> String {
        match (e.low, e.high) {
            // Between signs a dash is hard to read.
            (Some(l), Some(h)) if l < 0.0 || h < 0.0 => format!("{l:+.digits$} ~ {h:+.digits$}"),
            (Some(l), Some(h)) => format!("{l:.digits$}–{h:.digits$}"),
            _ => String::new(),
        }
    }
}

/// A count with marks between thousands.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// The name of a nature in the report's language; its id where the report does not name it.
pub(super) fn nature_name<'r>(report: &'r Report, words: &Words<'r>, id: &'r str) -> &'r str {
    report.natures.iter().find(|n| n.id == id).map_or_else(|| words.id("nature", id), |n| n.name.as_str())
}

/// The name of an aspect in the report's language; its id where the report does not name it.
pub(super) fn aspect_name<'r>(report: &'r Report, id: &'r str) -> &'r str {
    let counted = || report.natures.iter().flat_map(|n| &n.aspects).find(|a| a.id == id).map(|a| a.name.as_str());
    report.aspects.iter().find(|a| a.id == id).map(|a| a.name.as_str()).or_else(counted).unwrap_or(id)
}

/// The name of a reason of the rubric in the report's language.
pub(super) fn reason_name<'r>(report: &'r Report, id: &'r str) -> &'r str {
    report.severity.reasons.iter().find(|r| r.id == id).map_or(id, |r| r.name.as_str())
}

/// The names of a major complaint's reasons, each once.
pub(super) fn reason_names(report: &Report, m: &MajorComplaint, words: &Words) -> String {
    let mut names: Vec<&str> = Vec::new();
    for x in &m.reasons {
        let name = reason_name(report, &x.reason);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(words.comma())
}

/// The name of a stage of the journey.
pub(super) fn stage_name<'r>(report: &'r Report, id: &'r str) -> &'r str {
    report.stages.list.iter().find(|s| s.id == id).map_or(id, |s| s.name.as_str())
}

/// What is told of a segment value whose complaints are major more often than those of the others.
fn graver(s: &Segment) -> Option<&Special> {
    s.specials.iter().find(|x| x.kind == "major")
}

/// What its complaints name more than those of the others: an aspect, which says more, or else a nature.
pub(super) fn special(s: &Segment) -> Option<&str> {
    let of = |kind: &str| s.specials.iter().find(|x| x.kind == kind).map(|x| x.name.as_str());
    of("aspect").or_else(|| of("nature"))
}

/// The same for a table where the value stands beside it: `重大投诉 10/17`.
pub(super) fn graver_cell(s: &Segment) -> Option<String> {
    graver(s).map(|x| format!("{} {}/{}", x.name, count(x.count), count(x.all)))
}

/// The key of the sentence that says why a section shows little.
pub(super) fn caution_key(c: Caution) -> &'static str {
    match c {
        Caution::TooLittleData => "caution.too_little_data",
        Caution::NoTimes => "caution.no_times",
        Caution::StrayTimes => "caution.stray_times",
        Caution::NoRatings => "caution.no_ratings",
        Caution::NoSegments => "caution.no_segments",
        Caution::ScaleAssumed => "caution.scale_assumed",
        Caution::ScalesMixed => "caution.scales_mixed",
        Caution::TooManyValues => "caution.too_many_values",
        Caution::SameWords => "caution.same_words",
    }
}

/// The name of a file without its folders, short and harmless.
pub(super) fn file_name(source: &str) -> String {
    clean::clip(&clean::line(source.rsplit(['/', '\\']).next().unwrap_or(source)), 24)
}

/// `feedback.csv:640,661  other.csv:3 …`: the first few records, without folders.
pub(super) fn references(rows: &[RowRef], most: usize) -> String {
    let mut out = String::new();
    let mut source = None;
    for r in rows.iter().take(most) {
        if source == Some(&r.source) {
            out.push(',');
        } else {
            out.push_str(if out.is_empty() { "" } else { "  " });
            out.push_str(&file_name(&r.source));
            out.push(':');
        }
        out.push_str(&r.row.to_string());
        source = Some(&r.source);
    }
    if rows.len() > most {
        out.push_str(" …");
    }
    out
}

/// The title of the report: the user's, else the usual one.
pub(super) fn title(settings: &super::Settings) -> String {
    let usual = || settings.words().t("title").to_owned();
    settings.title.map_or_else(usual, clean::line)
}

#[cfg(test)]
mod tests;
