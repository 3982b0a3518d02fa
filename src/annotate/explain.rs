//! Why a text got its labels, as plain data: what was found where, by which dictionary line, and how it was read.

use serde::Serialize;

use crate::model::decision::Decision;
use crate::model::{NATURE_TASK, SEVERITY_TASK};
use crate::record::{Annotated, Name, Record, Severity};
use crate::text::segment::Pos;

use super::group::bears_blame;
use super::informative::Worth;
use super::mention::within;
use super::predictions::Predictions;
use super::sentiment::TORN;
use super::{Analysis, Annotator, Scratch, nature, severity, trade};

/// Everything behind the labels of one text.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The record as `annotate` writes it.
    pub record: Annotated,
    /// The normal form that dictionaries and models see.
    pub normal: String,
    /// Tokens of the normal form with their part of speech.
    pub tokens: Vec<(String, String)>,
    /// Clauses with what was found in them.
    pub clauses: Vec<ClauseFinds>,
    /// How the sentiment came about.
    pub sentiment: SentimentParts,
    /// Natures by dictionary words alone; those of the record are decided by everything that is known. None where nothing is decided.
    pub natures_by_words: Vec<Name>,
    /// What was decided, and what spoke for and against it. Nothing of a text that says nothing, and of a rating in words that is neutral by its line.
    pub decisions: Vec<Decided>,
}

/// A decision: so where its logit is above a limit.
#[derive(Debug, Clone, Serialize)]
pub struct Decided {
    /// `positive`, `neutral`, `mixed`, `nature:service` …, `major`.
    pub name: String,
    /// Its logit.
    pub logit: f64,
    /// The limit: 0, or where a miss costs more than a false alarm (or less) something else.
    pub above: f64,
    /// The signals that moved it most, with what each added to the logit; `model::decision` lists them. A model of the user's is called after its file.
    pub signals: Vec<(String, f64)>,
}

/// Signals of a decision that are told.
const TOLD: usize = 6;

impl Decided {
    fn new(d: &Decision, signals: &[f64], above: f64) -> Self {
        let round = |x| crate::number::round(x, 3);
        let mut parts: Vec<(String, f64)> =
            d.weights.iter().zip(signals).map(|((name, w), x)| (name.clone(), round(w * x))).collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        parts.truncate(TOLD);
        parts.retain(|p| p.1 != 0.0);
        Self { name: d.name.clone(), logit: round(d.logit(signals)), above, signals: parts }
    }

    /// What a model of the user's says, which is heeded as much as all the rest.
    fn meet(&mut self, file: &str, logit: f64) {
        self.add(file, crate::number::round((logit - self.logit) / 2.0, 3));
    }

    /// What a rule adds to what the signals say; told first.
    fn add(&mut self, name: &str, weight: f64) {
        if weight != 0.0 {
            self.logit = crate::number::round(self.logit + weight, 3);
            self.signals.insert(0, (name.to_owned(), weight));
        }
    }
}

/// One clause.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseFinds {
    /// Its words.
    pub text: String,
    /// What was found: kind, words, dictionary line, and what it says.
    pub finds: Vec<FindLine>,
}

/// One find.
#[derive(Debug, Clone, Serialize)]
pub struct FindLine {
    /// `target`, `opinion`, `modifier`, `rule`, `rating`, `placeholder`; `heard`: what models make of a mention, against its words or without any; `trade`: what
    /// an aspect is in the trade of the row, `-` where its mention is left out.
    pub kind: &'static str,
    /// The words.
    pub words: String,
    /// The dictionary line.
    pub origin: String,
    /// Aspect, score or kind of modifier.
    pub says: String,
}

impl FindLine {
    /// Of a text that a dictionary has as a whole.
    fn of_text(kind: &'static str, words: &str, origin: &str, says: &str) -> Self {
        Self { kind, words: words.to_owned(), origin: origin.to_owned(), says: says.to_owned() }
    }
}

/// The sentiment, part by part.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct SentimentParts {
    /// Praise in the mentions, in plain judgements.
    pub praise: f64,
    /// Blame in the mentions.
    pub blame: f64,
    /// What the mentions say together, −1 … 1.
    pub lean: f64,
    /// What the n-gram model says; 0 is undecided.
    pub margin: f64,
    /// Both, calibrated, as a logit; the model as far as it is heeded.
    pub logit: f64,
}

impl Annotator {
    /// Annotates a record and says why.
    pub fn explain(&self, record: Record) -> Explanation {
        let s = &mut Scratch::default();
        let record = self.annotate(record, s);
        let mut a = self.read(&record.text, s);
        let text = &s.one.normal.text;
        let tokens = s
            .one
            .tokens
            .iter()
            .filter(|t| t.pos != Pos::Mark)
            .map(|t| (t.of(text).to_owned(), format!("{:?}", t.pos).to_lowercase()))
            .collect();
        let lukewarm = self.placeholders.lukewarm(text);
        let mut clauses: Vec<ClauseFinds> = a
            .finds
            .clauses
            .iter()
            .map(|c| ClauseFinds { text: text[c.start..c.end].trim().to_owned(), finds: self.lines(&a.finds, c, text) })
            .collect();
        if let (Some(origin), Some(only)) = (lukewarm, clauses.first_mut()) {
            only.finds.push(FindLine::of_text("rating", &only.text, origin, "neutral"));
        }
        if let ((Worth::Nothing, Some(origin)), Some(first)) = (self.placeholders.judged(text), clauses.first_mut()) {
            first.finds.push(FindLine::of_text("placeholder", &first.text, origin, "nothing"));
        }
        let lean = a.balance.lean();
        let sentiment = SentimentParts {
            praise: f64::from(a.balance.praise) / 1000.0,
            blame: f64::from(a.balance.blame) / 1000.0,
            lean: crate::number::round(lean, 3),
            margin: crate::number::round(s.one.predicted.whole().margin, 3),
            logit: crate::number::round(a.logits.side, 3),
        };
        self.tell_trade(&record, &mut a, (text, &mut s.tools.columns), &mut clauses);
        let (mut natures_by_words, mut decisions) = (Vec::new(), Vec::new());
        // A lukewarm rating is neutral by its line: nothing else is asked.
        if record.satisfaction.is_some() && lukewarm.is_none() {
            natures_by_words = nature::natures(&a.drafts, &a.finds, record.sentiment, &self.taxonomy);
            decisions = self.decisions(&record, &a, (text, &s.one.predicted), &natures_by_words);
        }
        self.tell_predicted(&record, &mut a, (text, &s.one.predicted), &mut clauses);
        Explanation { natures_by_words, decisions, normal: text.clone(), tokens, clauses, sentiment, record }
    }

    /// Brings the mentions in line with the trade of the row, and tells which are of another aspect then, or left out.
    fn tell_trade(
        &self,
        record: &Annotated,
        a: &mut Analysis,
        (text, seen): (&str, &mut trade::Seen),
        clauses: &mut [ClauseFinds],
    ) {
        let before: Vec<_> = a.drafts.iter().map(|d| (d.clause, d.start, d.end, d.aspect)).collect();
        self.trades.settle(&mut a.drafts, &record.attrs, text, seen);
        let mut left = a.drafts.iter().peekable();
        for (clause, start, end, aspect) in before {
            // What is left stands in its order.
            let now = left.next_if(|d| (d.clause, d.start, d.end) == (clause, start, end)).map(|d| d.aspect);
            if now == Some(aspect) {
                continue;
            }
            let says = now.map_or_else(|| "-".to_owned(), |now| self.taxonomy.get(now).id.to_string());
            let line = FindLine::of_text("trade", &text[start..end], &self.taxonomy.get(aspect).origin, &says);
            clauses.get_mut(clause).into_iter().for_each(|c| c.finds.push(line.clone()));
        }
    }

    /// Tells which mentions are not as words alone have them, because the models judge their clause otherwise.
    fn tell_predicted(
        &self,
        record: &Annotated,
        a: &mut Analysis,
        predicted: (&str, &Predictions),
        clauses: &mut [ClauseFinds],
    ) {
        if !bears_blame(record) {
            return;
        }
        let before: Vec<i32> = a.drafts.iter().map(|d| d.score).collect();
        self.blame(&record.natures, a, predicted);
        for (d, _) in a.drafts.iter().zip(before).filter(|(d, before)| d.score != *before) {
            let says = format!("{} {:?}", self.taxonomy.get(d.aspect).id, d.polarity()).to_lowercase();
            let line = FindLine {
                kind: "heard",
                words: predicted.0[d.start..d.end].to_owned(),
                origin: d.rule.to_string(),
                says,
            };
            clauses.get_mut(d.clause).into_iter().for_each(|c| c.finds.push(line.clone()));
        }
    }

    fn decisions(
        &self,
        record: &Annotated,
        a: &Analysis,
        (text, predicted): (&str, &Predictions),
        by_words: &[Name],
    ) -> Vec<Decided> {
        let Some(v) = predicted.advised(&self.models) else { return Vec::new() };
        let known = self.known(a, text, predicted);
        let mut out = Vec::new();
        if let Some(s) = &v.sides {
            let signals = known.of_verdict(v);
            let sides = [(&s.positive, 0.0), (&s.neutral, 0.0), (&s.mixed, TORN)];
            out.extend(sides.map(|(d, above)| Decided::new(d, &signals, above)));
            out[0].add("affirmed", a.affirmed());
        }
        let natures = v.natures.iter().filter_map(|n| Some((n, n.decision.as_ref()?)));
        out.extend(natures.map(|(n, d)| Decided::new(d, &known.of_nature(v, n, a.logits), 0.0)));
        self.own_natures(predicted, by_words, &mut out);
        let grave = severity::limit(&a.voices, record);
        let calm = || severity::is_calm(record.sentiment.label, &known);
        let is_major = v.is_major.as_ref().filter(|_| !a.voices.severity.is_empty() || !calm());
        let decided = is_major.map(|d| {
            let mut decided = Decided::new(d, &known.of_major(v, &self.rubric, a.logits), grave);
            if let (Some(file), Some(logit)) = (self.models.file(SEVERITY_TASK), severity::own(&known)) {
                decided.meet(file, logit);
            }
            decided
        });
        // What sounds grave is not where somebody is only asked to act.
        out.extend(decided.filter(|d| d.logit <= d.above || record.severity == Some(Severity::Major)));
        out
    }

    /// What the user's own model of natures adds, also to natures that no other model knows: beside words that name them, if any do.
    fn own_natures(&self, predicted: &Predictions, by_words: &[Name], out: &mut Vec<Decided>) {
        let (Some(file), Some(heads)) = (self.models.file(NATURE_TASK), self.models.heads(NATURE_TASK)) else { return };
        let known = heads.classes().iter().zip(&predicted.natures).filter(|(c, _)| self.taxonomy.has_nature(c));
        for (class, &logit) in known {
            let name = format!("nature:{class}");
            match out.iter_mut().find(|d| d.name == name) {
                Some(decided) => decided.meet(file, logit),
                None if by_words.iter().any(|w| **w == **class) => {
                    let signals = vec![("words".to_owned(), nature::SURE)];
                    let mut decided = Decided { name, logit: nature::SURE, above: 0.0, signals };
                    decided.meet(file, logit);
                    out.push(decided);
                }
                None => {
                    let logit = crate::number::round(logit, 3);
                    out.push(Decided { name, logit, above: 0.0, signals: vec![(file.to_owned(), logit)] });
                }
            }
        }
    }

    fn lines(&self, f: &super::Finds, clause: &crate::text::clause::Clause, text: &str) -> Vec<FindLine> {
        let mut out: Vec<(usize, FindLine)> = Vec::new();
        let mut push = |kind, start: usize, end: usize, origin: &str, says: String| {
            out.push((start, FindLine { kind, words: text[start..end].to_owned(), origin: origin.to_owned(), says }));
        };
        for t in within(&f.targets, clause) {
            push("target", t.start, t.end, &t.what.origin, self.taxonomy.get(t.what.aspect).id.to_string());
        }
        for o in within(&f.opinions, clause) {
            let aspect = o.what.aspect.map_or(String::new(), |a| format!(" {}", self.taxonomy.get(a).id));
            push("opinion", o.start, o.end, &o.what.origin, format!("{}{aspect}", o.what.score));
        }
        for m in within(&f.modifiers, clause).iter().chain(within(&f.asides, clause)) {
            push("modifier", m.start, m.end, &m.what.origin, format!("{} {}", m.what.kind.id(), m.what.factor));
        }
        for m in within(&f.matches, clause) {
            push("rule", m.start, m.end, &m.what.rule.origin, self.verdict(&m.what.rule.verdict));
        }
        out.sort_by_key(|(start, _)| *start);
        out.into_iter().map(|(_, l)| l).collect()
    }

    fn verdict(&self, v: &crate::lexicon::compiled::Verdict) -> String {
        use crate::lexicon::compiled::Verdict;
        match v {
            Verdict::Issue { aspect, polarity, .. } => {
                format!("{} {polarity:?}", self.taxonomy.get(*aspect).id).to_lowercase()
            }
            Verdict::Severity(reason) => format!("severity {reason}"),
            Verdict::Intent { id, .. } => format!("intent {id}"),
            Verdict::Emotion(id, strength) => format!("emotion {id} {strength}"),
            Verdict::Request { what, .. } => format!("request {what}"),
            Verdict::Cause(side) => format!("cause {side:?}").to_lowercase(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Explanation, FindLine};
    use crate::annotate::Annotator;
    use crate::annotate::fixture::{explained, explained_row};
    use crate::lexicon::Dicts;
    use crate::model::file::{self, Calibration, Class, Header, Model};
    use crate::model::linear::{Head, Table};
    use crate::model::{Models, NATURE_TASK};
    use crate::record::{Attrs, Name, Record, Severity};

    #[test]
    fn what_is_decided_is_what_the_record_says() {
        for text in ["玻璃胃的猫吃了居然没吐", "请区住建局核实处理。", "漏电起火了，客服不理人"]
        {
            let e = explained(text);
            let major = e.decisions.iter().any(|d| d.name == "major" && d.logit > d.above);
            assert_eq!(major, e.record.severity == Some(Severity::Major), "{text}: {:?}", e.decisions);
        }
    }

    #[test]
    fn of_a_text_that_says_nothing_nothing_is_decided_and_its_line_is_told() {
        let e = explained("此用户没有填写评价");
        assert!(!e.record.informative && e.decisions.is_empty() && e.natures_by_words.is_empty(), "{e:?}");
        let line = |f: &FindLine| f.kind == "placeholder" && f.origin.starts_with("placeholders.tsv:");
        assert!(e.clauses.iter().flat_map(|c| &c.finds).any(line), "{:?}", e.clauses);
        for text in ["诚招兼职，日结三百，加微信 abc123456 详聊", "唉", "111"] {
            assert!(explained(text).decisions.is_empty(), "{text}");
        }
        let said = explained("快递太慢了");
        assert!(!said.decisions.is_empty() && said.clauses[0].finds.iter().all(|f| f.kind != "placeholder"));
    }

    #[test]
    fn what_the_trade_of_a_row_makes_of_aspects_is_told() {
        let of = |text: &str| {
            let attrs = Attrs(vec![(Name::from("商品"), "手机壳".to_owned())]);
            explained_row(Record { text: text.to_owned(), attrs, ..Record::default() })
        };
        let told = |e: &Explanation| -> Vec<String> {
            let finds = e.clauses.iter().flat_map(|c| &c.finds).filter(|f| f.kind == "trade");
            finds.map(|f| format!("{} {}", f.words, f.says)).collect()
        };
        let e = of("上菜太慢了，客服也不理人");
        assert_eq!(told(&e), ["上菜太慢 service.response"], "{:?}", e.clauses);
        assert!(e.record.mentions.iter().any(|m| &*m.aspect == "service.response" && m.target == "上菜"), "{e:?}");
        assert!(told(&of("快递太慢了")).is_empty());
    }

    #[test]
    fn words_beside_a_model_of_the_users_own_are_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("taxonomy.tsv"), "id\tzh\ngreen\t环保\n").unwrap();
        let issues = "pattern\taspect\tpolarity\n浪费纸箱\tgreen\tnegative\n";
        std::fs::write(dir.path().join("issues.tsv"), issues).unwrap();
        let calibration = Calibration { margin: 1.0, lean: 0.0, bias: 0.0 };
        let head = Head { weights: vec![0], scale: 1.0, bias: -1.0 };
        let header = Header {
            task: NATURE_TASK.to_owned(),
            classes: vec![Class { name: "green".to_owned(), calibration }],
            ..Header::default()
        };
        let table = Table { hashes: vec![1], idf2: vec![1], heads: vec![head] };
        let mut models = Models::embedded().unwrap();
        models.add(&file::write(&Model { header, tables: vec![table] }), "own.vocmodel").unwrap();
        let annotator = Annotator::new(&Dicts::load(Some(dir.path())).unwrap(), models, true).unwrap();
        let e = annotator.explain(Record { text: "太浪费纸箱了，很失望".to_owned(), ..Record::default() });
        let green = e.decisions.iter().find(|d| d.name == "nature:green").unwrap();
        assert!(e.record.natures.iter().any(|n| **n == *"green"), "{:?}", e.record);
        // What words are worth and what the model says, half each.
        assert!((green.logit - 1.0).abs() < 1e-9 && green.signals.iter().any(|s| s.0 == "own.vocmodel"), "{green:?}");
    }

    #[test]
    fn words_of_claims_and_of_what_wishes_are_for_are_told() {
        let e = explained("物业回复称设施完好，希望增加保洁，保证楼道干净");
        let told = |says: &str| e.clauses.iter().flat_map(|c| &c.finds).any(|f| f.kind == "modifier" && f.says == says);
        assert!(told("claim 1000") && told("purpose 1000"), "{:?}", e.clauses);
    }
}
