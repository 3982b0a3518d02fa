//! An explanation for people. Headings are in their language; ids, signals and lines are as they stand in the dictionaries, where one goes next.

use std::fmt::Write;

use crate::annotate::explain::{ClauseFinds, Decided, Explanation};
use crate::lang::{Lang, Say};
use crate::record::{Annotated, Mention, Name, Severity};
use crate::render::clean;
use crate::say;

use unicode_width::UnicodeWidthStr;

/// Columns of a heading.
const HEAD: usize = 11;
/// Below this logit a decision was not near.
const NEAR: f64 = -2.0;

/// The whole explanation.
pub(super) fn write(e: &Explanation, lang: Lang) -> String {
    let mut page = Page { lang, out: String::new() };
    let r = &e.record;
    page.line(say!("text", "文本"), &clean(&r.text));
    page.line(say!("normal", "规范形式"), &clean(&e.normal));
    let tokens: Vec<String> = e.tokens.iter().map(|(w, p)| format!("{}/{p}", clean(w))).collect();
    page.line(say!("tokens", "分词"), &tokens.join(" "));
    page.sentiment(e);
    page.complaint(e);
    page.voices(r);
    page.line(say!("keywords", "关键词"), &r.keywords.join(" "));
    page.title(say!("mentions", "评价点"));
    r.mentions.iter().for_each(|m| page.mention(m));
    page.title(say!("decisions (so above 0; what moved them)", "判定（大于 0 即成立；其后是影响最大的信号）"));
    e.decisions.iter().filter(|d| d.logit > NEAR || d.name == "positive").for_each(|d| page.decision(d));
    page.title(say!("clauses", "分句"));
    e.clauses.iter().for_each(|c| page.clause(c));
    page.out
}

/// What is written so far. Writing to a string cannot fail.
struct Page {
    lang: Lang,
    out: String,
}

impl Page {
    /// A line under a heading; without one it belongs to the line above.
    #[allow(clippy::needless_pass_by_value)] // a heading is made where it is used
    fn line(&mut self, head: Say, rest: &str) {
        let head = head.get(self.lang);
        let _ = writeln!(self.out, "{head}{:1$}{rest}", "", HEAD.saturating_sub(head.width()));
    }

    #[allow(clippy::needless_pass_by_value)]
    fn title(&mut self, head: Say) {
        self.out.push_str(head.get(self.lang));
        self.out.push('\n');
    }

    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        if self.lang == Lang::En { en } else { zh }
    }

    fn sentiment(&mut self, e: &Explanation) {
        let r = &e.record;
        let (label, score) = (r.sentiment.label.id(), r.sentiment.score.to_f64());
        let satisfaction = r.satisfaction.map_or("-".to_owned(), |x| x.to_string());
        let of = self.say("satisfaction", "满意度");
        self.line(say!("sentiment", "情感"), &format!("{label} {score}  {of} {satisfaction}"));
        let p = e.sentiment;
        let (praise, blame, lean) = (self.say("praise", "褒"), self.say("blame", "贬"), self.say("lean", "词典"));
        let (model, logit) = (self.say("model", "模型"), self.say("logit", "综合"));
        self.line(
            say!(),
            &format!(
                "{praise} {}  {blame} {}  {lean} {}  {model} {}  {logit} {}",
                p.praise, p.blame, p.lean, p.margin, p.logit
            ),
        );
    }

    fn complaint(&mut self, e: &Explanation) {
        let r = &e.record;
        let so = if r.complaint { self.say("yes", "是") } else { self.say("no", "否") };
        let (of, how) = (self.say("natures", "性质"), self.say("severity", "严重程度"));
        let severity = r.severity.map_or("-", Severity::id);
        self.line(say!("complaint", "投诉"), &format!("{so}  {of} {}  {how} {severity}", names(&r.natures)));
        if !e.natures_by_words.is_empty() && e.natures_by_words != r.natures {
            let by = self.say("by words alone", "仅凭词语");
            self.line(say!(), &format!("{by} {}", names(&e.natures_by_words)));
        }
        for ev in &r.severity_evidence {
            let told = format!("{} \"{}\" {}..{}  {}", ev.reason, clean(&ev.text), ev.start, ev.end, ev.rule);
            self.line(say!(), &told);
        }
    }

    fn voices(&mut self, r: &Annotated) {
        let (emotions, stage) = (self.say("emotions", "情绪"), self.say("stage", "环节"));
        let told = format!(
            "{}  {emotions} {}  {stage} {}",
            names(&r.intents),
            names(&r.emotions),
            r.stage.as_deref().unwrap_or("-")
        );
        self.line(say!("intents", "意图"), &told);
        for q in &r.requests {
            let because = q.reason.as_deref().map_or("-".to_owned(), |a| format!("{a} \"{}\"", clean(&q.because)));
            let why = self.say("because", "原因");
            self.line(
                say!("request", "诉求"),
                &format!("{} \"{}\" {}  {why} {because}", q.request, clean(&q.text), q.rule),
            );
        }
        let due = r.due_hours.map_or("-".to_owned(), |h| format!("{h} h"));
        let within = self.say("due in", "时限");
        self.line(say!("route", "转交"), &format!("{}  {within} {due}", r.department.as_deref().unwrap_or("-")));
    }

    fn mention(&mut self, m: &Mention) {
        let implicit = if m.implicit { self.say(" implicit", " 隐含") } else { "" };
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

    fn decision(&mut self, d: &Decided) {
        let parts: Vec<String> = d.signals.iter().map(|(name, x)| format!("{name} {x:+.2}")).collect();
        let _ = writeln!(self.out, "  {:18} {:+.2}  {}", d.name, d.logit, parts.join("  "));
    }

    fn clause(&mut self, c: &ClauseFinds) {
        let _ = writeln!(self.out, "  {}", clean(&c.text));
        for f in &c.finds {
            let _ = writeln!(self.out, "    {:8} {}  {}  {}", f.kind, clean(&f.words), f.says, f.origin);
        }
    }
}

fn names(list: &[Name]) -> String {
    if list.is_empty() { "-".to_owned() } else { list.join(",") }
}
