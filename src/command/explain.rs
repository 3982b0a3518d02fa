//! `voc explain`: why a text got its labels.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::annotate::explain::Explanation;
use crate::cli::ExplainArgs;
use crate::error::{Error, Result};
use crate::ingest;
use crate::lexicon::Dicts;
use crate::plan::{self, Engine, Talk};
use crate::record::{Name, Record};
use crate::render::clean;
use crate::say;

use super::{meta, session};

/// Rows read at a time while looking for `--row`.
const BATCH: usize = 4096;

/// Runs the command; gives the exit status.
pub(super) fn run(args: ExplainArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let engine = Engine::new(&args.engine);
    let (session, record) = match args.row {
        None => {
            let session = session::load(Dicts::load(engine.dicts.as_deref())?, &engine)?;
            (session, Record { source: Name::from("-"), row: 1, text: args.text, ..Record::default() })
        }
        Some(row) => {
            let file = PathBuf::from(&args.text);
            let options = plan::column_options(&args.columns)?;
            let (session, mut reader) = session::open(std::slice::from_ref(&file), &options, &engine, None)?;
            session::tell(&reader.notices(), &talk);
            (session, find(&mut reader, row, &file)?)
        }
    };
    let explanation = session.annotator.explain(record);
    let out = if args.json {
        crate::render::json(&explanation).map_err(|e| Error::Internal(e.to_string()))?
    } else {
        text(&explanation)
    };
    meta::print(out.as_bytes()).map(|()| 0)
}

fn find(reader: &mut ingest::Reader, row: u64, file: &Path) -> Result<Record> {
    let mut last = 0;
    while let Some(rows) = reader.next_batch(BATCH)? {
        last = rows.last().map_or(last, |r| r.row);
        if let Some(r) = rows.into_iter().find(|r| r.row == row) {
            return Ok(r);
        }
    }
    Err(Error::input(
        file,
        say!("there is no data row {row}: the last is {last}", "没有第 {row} 行数据：最后一行是 {last}"),
        say!("rows are counted from 1, without the header", "行号从 1 开始，不含表头"),
    ))
}

/// The explanation for people: ids and lines as they stand in the dictionaries.
fn text(e: &Explanation) -> String {
    let mut s = String::new();
    let r = &e.record;
    // Writing to a string cannot fail.
    let _ = writeln!(s, "text       {}", clean(&r.text));
    let _ = writeln!(s, "normal     {}", clean(&e.normal));
    let tokens: Vec<String> = e.tokens.iter().map(|(w, p)| format!("{}/{p}", clean(w))).collect();
    let _ = writeln!(s, "tokens     {}", tokens.join(" "));
    let _ = writeln!(
        s,
        "sentiment  {} {}  satisfaction {}",
        r.sentiment.label.id(),
        r.sentiment.score.to_f64(),
        r.satisfaction.map_or("-".to_owned(), |x| x.to_string())
    );
    let p = e.sentiment;
    let _ = writeln!(
        s,
        "           praise {}  blame {}  lean {}  model {}  logit {}",
        p.praise, p.blame, p.lean, p.margin, p.logit
    );
    let _ = writeln!(
        s,
        "complaint  {}  natures {}  severity {}",
        r.complaint,
        names(&r.natures),
        r.severity.map_or("-", crate::record::Severity::id)
    );
    if !e.natures_by_words.is_empty() && e.natures_by_words != r.natures {
        let _ = writeln!(s, "           by words alone {}", names(&e.natures_by_words));
    }
    for ev in &r.severity_evidence {
        let _ = writeln!(s, "           {} \"{}\" {}..{}  {}", ev.reason, clean(&ev.text), ev.start, ev.end, ev.rule);
    }
    let _ = writeln!(
        s,
        "intents    {}  emotions {}  stage {}",
        names(&r.intents),
        names(&r.emotions),
        r.stage.as_deref().unwrap_or("-")
    );
    for q in &r.requests {
        let because = q.reason.as_deref().map_or("-".to_owned(), |a| format!("{a} \"{}\"", clean(&q.because)));
        let _ = writeln!(s, "request    {} \"{}\" {}  because {because}", q.request, clean(&q.text), q.rule);
    }
    let _ = writeln!(
        s,
        "route      {}  due in {} h",
        r.department.as_deref().unwrap_or("-"),
        r.due_hours.map_or("-".to_owned(), |h| h.to_string())
    );
    let _ = writeln!(s, "keywords   {}", r.keywords.join(" "));
    let _ = writeln!(s, "mentions");
    for m in &r.mentions {
        let implicit = if m.implicit { " implicit" } else { "" };
        let _ = writeln!(
            s,
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
    decisions(e, &mut s);
    let _ = writeln!(s, "clauses");
    for c in &e.clauses {
        let _ = writeln!(s, "  {}", clean(&c.text));
        for f in &c.finds {
            let _ = writeln!(s, "    {:8} {}  {}  {}", f.kind, clean(&f.words), f.says, f.origin);
        }
    }
    s
}

/// Below this logit a decision was not near.
const NEAR: f64 = -2.0;

fn decisions(e: &Explanation, s: &mut String) {
    let _ = writeln!(s, "decisions (so above 0; what moved them)");
    for d in e.decisions.iter().filter(|d| d.logit > NEAR || d.name == "positive") {
        let parts: Vec<String> = d.signals.iter().map(|(name, x)| format!("{name} {x:+.2}")).collect();
        let _ = writeln!(s, "  {:18} {:+.2}  {}", d.name, d.logit, parts.join("  "));
    }
}

fn names(list: &[Name]) -> String {
    if list.is_empty() { "-".to_owned() } else { list.join(",") }
}
