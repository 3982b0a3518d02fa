//! An explanation for people, in their language: in Chinese labels are called as reports call them, in English by their ids. Ids of aspects, signals of
//! decisions and lines are as they stand in the dictionaries and models, where one goes next.

use std::fmt::Write;

use crate::annotate::explain::{ClauseFinds, Decided, Explanation, FindLine, SentimentParts};
use crate::command::session::Session;
use crate::insight::Labels;
use crate::lang::Lang;
use crate::lexicon::{Messages, OVERALL, Taxonomy};
use crate::record::{Annotated, Mention, Name, Severity};
use crate::render::clean;

use unicode_width::UnicodeWidthStr;

/// Columns of a heading.
const HEAD: usize = 11;
/// Below this logit a decision was not near.
const NEAR: f64 = -2.0;

/// The whole explanation; on a terminal lists keep to its width, in a pipe each is one line.
pub(super) fn write(e: &Explanation, session: &Session, lang: Lang, width: Option<usize>) -> String {
    let mut page = Page::new(session, lang, width);
    let r = &e.record;
    page.line("explain.text", &clean(&r.text));
    page.line("explain.normal", &clean(&e.normal));
    let tokens = e.tokens.iter().map(|(w, p)| format!("{}/{}", clean(w), page.word("pos", p)));
    let tokens = tokens.collect::<Vec<_>>().join(" ");
    page.line("explain.tokens", &tokens);
    page.sentiment(e);
    page.complaint(e);
    page.voices(r);
    page.line("explain.keywords", &r.keywords.join(" "));
    page.title("explain.mentions");
    r.mentions.iter().for_each(|m| page.mention(m));
    page.title("explain.decisions");
    let is_near = |d: &&Decided| d.logit > NEAR || d.name == "positive" || page.remark(d, e).is_some();
    let near: Vec<&Decided> = e.decisions.iter().filter(is_near).collect();
    for d in near {
        page.decision(d, e);
    }
    page.title("explain.clauses");
    e.clauses.iter().for_each(|c| page.clause(c));
    page.out
}

/// Lines of at most `room` columns where there are blanks to break them at; one at least.
fn folded(text: &str, room: usize) -> Vec<String> {
    if text.width() <= room {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for (i, word) in text.split(' ').enumerate() {
        let line = lines.last_mut().filter(|l| l.is_empty() || l.width() + 1 + word.width() <= room);
        match line {
            Some(line) => {
                line.push_str(if i > 0 && !line.is_empty() { " " } else { "" });
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How a sentiment came about and what was found in its clauses, as the explanation says it.
pub(in crate::command) fn reasons(p: SentimentParts, clauses: &[ClauseFinds], session: &Session, lang: Lang) -> String {
    let mut page = Page::new(session, lang, None);
    let parts = page.parts(p);
    let _ = writeln!(page.out, "  {parts}");
    clauses.iter().filter(|c| !c.finds.is_empty()).for_each(|c| page.clause(c));
    page.out
}

/// What is written so far. Writing to a string cannot fail.
struct Page<'m> {
    messages: &'m Messages,
    labels: &'m Labels,
    taxonomy: &'m Taxonomy,
    lang: Lang,
    width: Option<usize>,
    out: String,
}

impl<'m> Page<'m> {
    fn new(session: &'m Session, lang: Lang, width: Option<usize>) -> Self {
        let (messages, labels, taxonomy) = (&session.messages, &session.labels, &session.annotator.taxonomy);
        Self { messages, labels, taxonomy, lang, width, out: String::new() }
    }

    /// The wording of `key`; nothing of nothing.
    fn say(&self, key: &'m str) -> &'m str {
        if key.is_empty() { key } else { self.messages.get(key, self.lang) }
    }

    /// A label of a kind of `labels.tsv`, `reasons.tsv` or `stages.tsv`.
    fn label(&self, kind: &str, id: &str) -> String {
        if self.lang == Lang::En { id.to_owned() } else { self.labels.name(kind, id, self.lang) }
    }

    /// A nature or aspect.
    fn aspect(&self, id: &str) -> String {
        let named = self.taxonomy.lookup(id).filter(|_| self.lang != Lang::En);
        named.map_or_else(|| id.to_owned(), |a| a.name(self.lang).to_string())
    }

    /// A word of a family that is no label (`pos`, `kind`, `modifier`, `verdict`); itself where it has no wording.
    fn word(&self, family: &str, id: &str) -> String {
        self.messages.find(&format!("explain.{family}.{id}"), self.lang).unwrap_or(id).to_owned()
    }

    fn list(&self, names: impl Iterator<Item = String>) -> String {
        let joint = if self.lang == Lang::En { "," } else { "、" };
        let names = names.collect::<Vec<_>>().join(joint);
        if names.is_empty() { "-".to_owned() } else { names }
    }

    /// A line under the heading `key`; without one it belongs to the line above.
    fn line(&mut self, key: &'m str, rest: &str) {
        let room = self.width.map_or(usize::MAX, |w| w.saturating_sub(HEAD));
        let mut head = self.say(key);
        for part in folded(rest, room) {
            let _ = writeln!(self.out, "{head}{:1$}{part}", "", HEAD.saturating_sub(head.width()));
            head = "";
        }
    }

    fn title(&mut self, key: &'m str) {
        let head = self.say(key);
        let _ = writeln!(self.out, "{head}");
    }

    fn sentiment(&mut self, e: &Explanation) {
        let r = &e.record;
        let (label, score) = (self.label("sentiment", r.sentiment.label.id()), r.sentiment.score.to_f64());
        let satisfaction = r.satisfaction.map_or("-".to_owned(), |x| x.to_string());
        let of = self.say("explain.satisfaction");
        self.line("explain.sentiment", &format!("{label} {score}  {of} {satisfaction}"));
        let parts = self.parts(e.sentiment);
        self.line("", &parts);
        if !r.informative {
            self.line("", self.say("explain.uninformative"));
        }
    }

    /// The parts of a sentiment, each by its name.
    fn parts(&self, p: SentimentParts) -> String {
        let keys = ["explain.praise", "explain.blame", "explain.lean", "explain.model", "explain.logit"];
        let values = [p.praise, p.blame, p.lean, p.margin, p.logit];
        let parts = keys.into_iter().zip(values).map(|(key, x)| format!("{} {x}", self.say(key)));
        parts.collect::<Vec<_>>().join("  ")
    }

    fn complaint(&mut self, e: &Explanation) {
        let r = &e.record;
        let so = if r.complaint { self.say("explain.yes") } else { self.say("explain.no") };
        let (of, how) = (self.say("explain.natures"), self.say("explain.severity"));
        let severity = r.severity.map_or_else(|| "-".to_owned(), |s| self.label("severity", s.id()));
        let natures = self.list(r.natures.iter().map(|n| self.aspect(n)));
        self.line("explain.complaint", &format!("{so}  {of} {natures}  {how} {severity}"));
        self.by_words(e);
        for ev in &r.severity_evidence {
            let reason = self.label("reason", &ev.reason);
            let told = format!("{reason} \"{}\" {}..{}  {}", clean(&ev.text), ev.start, ev.end, ev.rule);
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
        let at = r.stage.as_deref().map_or_else(|| "-".to_owned(), |s| self.label("stage", s));
        let intents = self.list(r.intents.iter().map(|i| self.label("intent", i)));
        let felt = self.list(r.emotions.iter().map(|x| self.label("emotion", x)));
        self.line("explain.intents", &format!("{intents}  {emotions} {felt}  {stage} {at}"));
        for q in &r.requests {
            let because = |a: &str| format!("{} \"{}\"", self.aspect(a), clean(&q.because));
            let because = q.reason.as_deref().map_or("-".to_owned(), because);
            let (why, what) = (self.say("explain.because"), self.label("intent", &q.request));
            self.line("explain.request", &format!("{what} \"{}\" {}  {why} {because}", clean(&q.text), q.rule));
        }
        let hours = |h: u32| self.messages.fill("explain.hours", self.lang, &[("n", &h)]);
        let due = r.due_hours.map_or("-".to_owned(), hours);
        let within = self.say("explain.due");
        self.line("explain.route", &format!("{}  {within} {due}", r.department.as_deref().unwrap_or("-")));
    }

    fn mention(&mut self, m: &Mention) {
        let implicit = if m.implicit { format!(" {}", self.say("explain.implicit")) } else { String::new() };
        let _ = writeln!(
            self.out,
            "  {} {} {}  [{}|{}] {}..{}  {}{implicit}",
            self.label("sentiment", m.polarity.id()),
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
        let parts: Vec<String> = d.signals.iter().map(|(name, x)| format!("{} {x:+.2}", clean(name))).collect();
        let above = if d.above == 0.0 { String::new() } else { format!("(> {})  ", d.above) };
        let remark = self.remark(d, e).map_or_else(String::new, |key| format!("({})  ", self.say(key)));
        let name = padded(&self.decided(&d.name), 18);
        let _ = writeln!(self.out, "  {name} {:+.2}  {above}{remark}{}", d.logit, parts.join("  "));
    }

    /// What is said of a nature that is told though it is not above its limit, or is not told though it is: the key of its wording.
    fn remark(&self, d: &Decided, e: &Explanation) -> Option<&'static str> {
        let nature = d.name.strip_prefix("nature:")?;
        let told = |names: &[Name]| names.iter().any(|n| **n == *nature);
        let is_vague = || self.taxonomy.lookup(OVERALL).is_some_and(|a| *a.nature == *nature);
        match (d.logit > d.above, told(&e.record.natures)) {
            (false, true) if told(&e.natures_by_words) => Some("explain.so_words"),
            (false, true) => Some("explain.likeliest"),
            (true, false) if !e.record.complaint => Some("explain.no_complaint"),
            (true, false) if is_vague() => Some("explain.finer"),
            (true, false) => Some("explain.cleared"),
            _ => None,
        }
    }

    /// What a decision is about.
    fn decided(&self, name: &str) -> String {
        match name.split_once(':') {
            _ if self.lang == Lang::En => name.to_owned(),
            Some((_, nature)) => format!("{}：{}", self.say("explain.natures"), self.aspect(nature)),
            None if name == Severity::Major.id() => self.label("severity", name),
            None => self.label("sentiment", name),
        }
    }

    fn clause(&mut self, c: &ClauseFinds) {
        let _ = writeln!(self.out, "  {}", clean(&c.text));
        for f in &c.finds {
            let (kind, says) = (padded(&self.word("kind", f.kind), 8), self.says(f));
            let _ = writeln!(self.out, "    {kind} {}  {says}  {}", clean(&f.words), f.origin);
        }
    }

    /// What a find says, word by word: `negation -1000`, `intent refund`, `logistics.speed negative`.
    fn says(&self, f: &FindLine) -> String {
        if self.lang == Lang::En {
            return f.says.clone();
        }
        let (first, rest) = f.says.split_once(' ').unwrap_or((&f.says, ""));
        let labels = |kind: &str| rest.split(' ').map(|w| self.label(kind, w)).collect::<Vec<_>>().join(" ");
        let told = match (f.kind, first) {
            ("modifier", _) => return format!("{} {rest}", self.word("modifier", first)),
            ("rating", _) => return self.label("sentiment", first),
            ("rule", "severity") => labels("reason"),
            ("rule", "intent" | "request") => labels("intent"),
            ("rule", "emotion") => labels("emotion"),
            ("rule", "cause") => self.word("cause", rest),
            ("rule" | "heard", _) => labels("sentiment"),
            _ => rest.to_owned(),
        };
        format!("{} {told}", self.word("verdict", first)).trim_end().to_owned()
    }
}

/// Filled up with blanks; Chinese characters take two columns.
fn padded(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(text.width()))
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn lists_are_broken_at_blanks_and_nothing_is_lost() {
        let tokens = "快递/名词 太慢/形容词 了/其他";
        assert_eq!(folded(tokens, 22), ["快递/名词 太慢/形容词", "了/其他"]);
        assert_eq!(folded(tokens, usize::MAX), [tokens]);
        assert_eq!(
            (folded("", 22), folded("一个没有空格的很长的句子", 8)),
            (vec![String::new()], vec!["一个没有空格的很长的句子".to_owned()])
        );
        assert_eq!(folded("a  b", 9), ["a  b"]);
    }
}
