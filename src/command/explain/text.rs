//! An explanation for people. Headings are in their language; ids, signals and lines are as they stand in the dictionaries, where one goes next.

use std::fmt::Write;

use crate::annotate::explain::{ClauseFinds, Decided, Explanation};
use crate::lang::Lang;
use crate::lexicon::{Messages, Taxonomy};
use crate::record::{Annotated, Mention, Name, Severity};
use crate::render::clean;

use unicode_width::UnicodeWidthStr;

/// Columns of a heading.
const HEAD: usize = 11;
/// Below this logit a decision was not near.
const NEAR: f64 = -2.0;

/// The whole explanation.
pub(super) fn write(e: &Explanation, messages: &Messages, taxonomy: &Taxonomy, lang: Lang) -> String {
    let mut page = Page { messages, taxonomy, lang, out: String::new() };
    let r = &e.record;
    page.line("explain.text", &clean(&r.text));
    page.line("explain.normal", &clean(&e.normal));
    let tokens: Vec<String> = e.tokens.iter().map(|(w, p)| format!("{}/{p}", clean(w))).collect();
    page.line("explain.tokens", &tokens.join(" "));
    page.sentiment(e);
    page.complaint(e);
    page.voices(r);
    page.line("explain.keywords", &r.keywords.join(" "));
    page.title("explain.mentions");
    r.mentions.iter().for_each(|m| page.mention(m));
    page.title("explain.decisions");
    e.decisions.iter().filter(|d| d.logit > NEAR || d.name == "positive").for_each(|d| page.decision(d, e));
    page.title("explain.clauses");
    e.clauses.iter().for_each(|c| page.clause(c));
    page.out
}

/// What is written so far. Writing to a string cannot fail.
struct Page<'m> {
    messages: &'m Messages,
    taxonomy: &'m Taxonomy,
    lang: Lang,
    out: String,
}

impl<'m> Page<'m> {
    /// The wording of `key`; nothing of nothing.
    fn say(&self, key: &'m str) -> &'m str {
        if key.is_empty() { key } else { self.messages.get(key, self.lang) }
    }

    /// A line under the heading `key`; without one it belongs to the line above.
    fn line(&mut self, key: &'m str, rest: &str) {
        let head = self.say(key);
        let _ = writeln!(self.out, "{head}{:1$}{rest}", "", HEAD.saturating_sub(head.width()));
    }

    fn title(&mut self, key: &'m str) {
        let head = self.say(key);
        let _ = writeln!(self.out, "{head}");
    }

    fn sentiment(&mut self, e: &Explanation) {
        let r = &e.record;
        let (label, score) = (r.sentiment.label.id(), r.sentiment.score.to_f64());
        let satisfaction = r.satisfaction.map_or("-".to_owned(), |x| x.to_string());
        let of = self.say("explain.satisfaction");
        self.line("explain.sentiment", &format!("{label} {score}  {of} {satisfaction}"));
        let p = e.sentiment;
        let (praise, blame, lean) = (self.say("explain.praise"), self.say("explain.blame"), self.say("explain.lean"));
        let (model, logit) = (self.say("explain.model"), self.say("explain.logit"));
        self.line(
            "",
            &format!(
                "{praise} {}  {blame} {}  {lean} {}  {model} {}  {logit} {}",
                p.praise, p.blame, p.lean, p.margin, p.logit
            ),
        );
    }

    fn complaint(&mut self, e: &Explanation) {
        let r = &e.record;
        let so = if r.complaint { self.say("explain.yes") } else { self.say("explain.no") };
        let (of, how) = (self.say("explain.natures"), self.say("explain.severity"));
        let severity = r.severity.map_or("-", Severity::id);
        self.line("explain.complaint", &format!("{so}  {of} {}  {how} {severity}", names(&r.natures)));
        self.by_words(e);
        for ev in &r.severity_evidence {
            let told = format!("{} \"{}\" {}..{}  {}", ev.reason, clean(&ev.text), ev.start, ev.end, ev.rule);
            self.line("", &told);
        }
    }

    /// What dictionary words would say by themselves, where the decision says something else. Another order is no other answer.
    fn by_words(&mut self, e: &Explanation) {
        let (words, told) = (&e.natures_by_words, &e.record.natures);
        if words.is_empty() || (words.len() == told.len() && words.iter().all(|n| told.contains(n))) {
            return;
        }
        let joint = self.messages.fill("compare.joint", self.lang, &[("blank", &" ")]);
        let name = |n: &Name| self.taxonomy.lookup(n).map_or(n, |a| a.name(self.lang)).to_string();
        let list = words.iter().map(name).collect::<Vec<_>>().join(&joint);
        let text = self.messages.fill("explain.by_words", self.lang, &[("natures", &list)]);
        self.line("", &text);
    }

    fn voices(&mut self, r: &Annotated) {
        let (emotions, stage) = (self.say("explain.emotions"), self.say("explain.stage"));
        let told = format!(
            "{}  {emotions} {}  {stage} {}",
            names(&r.intents),
            names(&r.emotions),
            r.stage.as_deref().unwrap_or("-")
        );
        self.line("explain.intents", &told);
        for q in &r.requests {
            let because = q.reason.as_deref().map_or("-".to_owned(), |a| format!("{a} \"{}\"", clean(&q.because)));
            let why = self.say("explain.because");
            self.line("explain.request", &format!("{} \"{}\" {}  {why} {because}", q.request, clean(&q.text), q.rule));
        }
        let due = r.due_hours.map_or("-".to_owned(), |h| format!("{h} h"));
        let within = self.say("explain.due");
        self.line("explain.route", &format!("{}  {within} {due}", r.department.as_deref().unwrap_or("-")));
    }

    fn mention(&mut self, m: &Mention) {
        let implicit = if m.implicit { format!(" {}", self.say("explain.implicit")) } else { String::new() };
        let _ = writeln!(
            self.out,
            "  {:?} {} {}  [{}|{}] {}..{}  {}{implicit}",
            m.polarity,
            m.aspect,
            m.aspect_name,
            clean(&m.target),
            clean(&m.opinion),
            m.start,
            m.end,
            m.rule
        );
    }

    fn decision(&mut self, d: &Decided, e: &Explanation) {
        let parts: Vec<String> = d.signals.iter().map(|(name, x)| format!("{name} {x:+.2}")).collect();
        let above = if d.above == 0.0 { String::new() } else { format!("(> {})  ", d.above) };
        let guess = if is_likeliest(d, e) { format!("({})  ", self.say("explain.likeliest")) } else { String::new() };
        let _ = writeln!(self.out, "  {:18} {:+.2}  {above}{guess}{}", d.name, d.logit, parts.join("  "));
    }

    fn clause(&mut self, c: &ClauseFinds) {
        let _ = writeln!(self.out, "  {}", clean(&c.text));
        for f in &c.finds {
            let _ = writeln!(self.out, "    {:8} {}  {}  {}", f.kind, clean(&f.words), f.says, f.origin);
        }
    }
}

/// Whether a nature is told though it is not above its limit and no word says it: of a complaint that has no surer one.
fn is_likeliest(d: &Decided, e: &Explanation) -> bool {
    let Some(nature) = d.name.strip_prefix("nature:").filter(|_| d.logit <= d.above) else { return false };
    let told = |names: &[Name]| names.iter().any(|n| **n == *nature);
    told(&e.record.natures) && !told(&e.natures_by_words)
}

fn names(list: &[Name]) -> String {
    if list.is_empty() { "-".to_owned() } else { list.join(",") }
}
