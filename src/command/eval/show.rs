//! Figures of `voc eval` as text, in two languages.

use std::fmt::Write;

use crate::lang::{Lang, Say};
use crate::render::clean;
use crate::say;

use super::super::explain::text::reasons;
use super::super::session::Session;
use super::measure::{Interval, Measures, Miss, Part};

/// The measures for people; `fitted`: how models were fitted to the file itself.
pub(super) fn text(m: &Measures, fitted: Option<&Say>, session: &Session, lang: Lang) -> String {
    let mut s = String::new();
    let line = |s: &mut String, label: &Say, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(s, "{}\t{value}", label.get(lang));
    };
    line(&mut s, &say!("task", "任务"), m.task);
    if let Some(fitted) = fitted {
        line(&mut s, &say!("fitted to the file", "用本文件训练"), fitted.get(lang));
    }
    if m.alone {
        line(&mut s, &say!("labelled by", "判定者"), say!("the model alone", "仅模型").get(lang));
    }
    line(&mut s, &say!("rows", "行数"), &m.rows.to_string());
    line(&mut s, &say!("accuracy", "准确率"), &interval(&m.accuracy));
    line(&mut s, &say!("macro F1", "宏平均 F1"), &interval(&m.macro_f1));
    s.push('\n');
    classes(&mut s, m, lang);
    if let Some(table) = &m.confusion {
        confusion(&mut s, m, table, lang);
    }
    parts(&mut s, &say!("segment", "分组"), &m.groups, lang);
    parts(&mut s, &say!("characters", "字数"), &m.lengths, lang);
    if !m.misses.is_empty() {
        let _ = writeln!(s, "{}", say!("worst misses", "最离谱的错例").get(lang));
    }
    m.misses.iter().for_each(|miss| explain(&mut s, miss, session, lang));
    s
}

fn interval(i: &Interval) -> String {
    format!("{} ({} - {})", i.value, i.low, i.high)
}

fn classes(s: &mut String, m: &Measures, lang: Lang) {
    let head = say!("class\trows\tprecision\trecall\tF1", "类别\t行数\t精确率\t召回率\tF1");
    let _ = writeln!(s, "{}", head.get(lang));
    for c in &m.classes {
        let _ = writeln!(s, "{}\t{}\t{}\t{}\t{}", clean(&c.name), c.rows, c.precision, c.recall, c.f1);
    }
    s.push('\n');
}

fn confusion(s: &mut String, m: &Measures, table: &[Vec<u64>], lang: Lang) {
    let names: Vec<String> = m.classes.iter().map(|c| clean(&c.name)).collect();
    let _ = writeln!(s, "{}\t{}", say!("labelled \\ said", "标注 \\ 判定").get(lang), names.join("\t"));
    for (name, row) in names.iter().zip(table) {
        let row: Vec<String> = row.iter().map(u64::to_string).collect();
        let _ = writeln!(s, "{name}\t{}", row.join("\t"));
    }
    s.push('\n');
}

fn parts(s: &mut String, label: &Say, parts: &[Part], lang: Lang) {
    if parts.is_empty() {
        return;
    }
    let head = say!("rows\taccuracy\tmacro F1", "行数\t准确率\t宏平均 F1");
    let _ = writeln!(s, "{}\t{}", label.get(lang), head.get(lang));
    for p in parts {
        let _ = writeln!(s, "{}\t{}\t{} ({} - {})\t{}", clean(&p.name), p.rows, p.accuracy, p.low, p.high, p.macro_f1);
    }
    s.push('\n');
}

/// A miss, with the parts of its sentiment and what was found in its clauses, as `voc explain` shows them.
fn explain(s: &mut String, miss: &Miss, session: &Session, lang: Lang) {
    let names = |list: &[String]| if list.is_empty() { "-".to_owned() } else { clean(&list.join("|")) };
    let (labelled, said, score, text) = (names(&miss.labelled), names(&miss.said), miss.score, clean(&miss.text));
    let head = say!("{labelled} taken for {said} ({score})  {text}", "{labelled} 判为 {said}（{score}）  {text}");
    let _ = writeln!(s, "  {}", head.get(lang));
    for line in reasons(miss.sentiment, &miss.clauses, session, lang).lines() {
        let _ = writeln!(s, "    {line}");
    }
}
