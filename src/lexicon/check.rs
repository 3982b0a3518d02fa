//! Checks of dictionaries beyond what loading needs: entries that can never match, say the same twice, or contradict one another.

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::lang::Say;
use crate::record::Name;
use crate::say;
use crate::text::normalize::Normalizer;

use super::compiled::faulty;
use super::pattern::{self, Piece, Sets};
use super::spelling::RULES;
use super::{Compiled, Dicts, Entry, Taxonomy};

/// Something wrong with a dictionary line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of dictionary: `issues`.
    pub kind: String,
    /// `issues/service.tsv:118`.
    pub origin: Name,
    /// What is wrong.
    pub what: Say,
}

/// Columns whose words are looked for in normal forms, by kind.
const WORDS: [(&str, &str); 4] = [("targets", "word"), ("sentiment", "word"), ("modifiers", "word"), ("words", "word")];

/// Lines left out one after another because nothing compiles with them; after so many the rest can wait.
const MOST: usize = 20;

/// Checks everything: a line that stops the compilation is told, and the rest is checked without it.
///
/// # Errors
/// When a file as a whole is wrong, or there are more than [`MOST`] such lines; the error names the next.
pub fn check(dicts: &Dicts) -> Result<Vec<Problem>> {
    let (mut dicts, mut found) = (dicts.clone(), Vec::new());
    loop {
        match check_compiled(&dicts) {
            Ok(rest) => {
                found.extend(rest);
                return Ok(found);
            }
            Err(Error::Dictionary { file, line, what }) if line > 0 && found.len() < MOST => {
                let origin = format!("{file}:{line}");
                let Some(e) = dicts.leave_out(&origin) else { return Err(Error::dictionary(file, line, what)) };
                found.push(problem(&e, what));
            }
            Err(e) => return Err(e),
        }
    }
}

fn check_compiled(dicts: &Dicts) -> Result<Vec<Problem>> {
    let taxonomy = Taxonomy::new(dicts)?;
    Compiled::new(dicts, &taxonomy)?;
    let normalizer = Normalizer::new(dicts)?;
    let mut found = Vec::new();
    for (kind, column) in WORDS {
        for e in dicts.of(kind) {
            normal(e, e.get(column), &normalizer, &mut found);
        }
    }
    patterns(dicts, &normalizer, &mut found)?;
    labels(dicts, &mut found);
    holidays(dicts, &mut found);
    twice(dicts, &mut found);
    contradictions(dicts, &mut found);
    Ok(found)
}

/// Days are written `2026-02-15`, or `06-18` for each year.
fn holidays(dicts: &Dicts, found: &mut Vec<Problem>) {
    let day = |text: &str| {
        let year = if text.len() > 5 { "" } else { "2024-" };
        format!("{year}{text}").parse::<crate::time::Stamp>().is_ok()
    };
    for e in dicts.of("holidays") {
        let bad = ["first", "last"].into_iter().find(|c| !day(e.get(c)));
        if let Some(text) = bad.map(|c| e.get(c)) {
            found.push(problem(
                e,
                say!(
                    "`{text}` is no day (2026-02-15, or 06-18 for each year)",
                    "`{text}` 不是日期（应为 2026-02-15，或每年的 06-18）"
                ),
            ));
        } else if e.get("times").parse::<f64>().is_err() {
            let text = e.get("times");
            found.push(problem(e, say!("`{text}` is not a number", "`{text}` 不是数字")));
        }
    }
}

fn problem(e: &Entry, what: Say) -> Problem {
    Problem { kind: e.kind.to_string(), origin: e.origin.clone(), what }
}

/// Each word equals its own normal form, or it can never match.
fn normal(e: &Entry, word: &str, normalizer: &Normalizer, found: &mut Vec<Problem>) {
    let form = normalizer.normal_form(word);
    if word.is_empty() {
        found.push(problem(e, say!("empty entry", "条目为空")));
    } else if form != word {
        found.push(problem(
            e,
            say!(
                "`{word}` can never match: its normal form is `{form}`",
                "`{word}` 永远无法匹配：其规范形式为 `{form}`"
            ),
        ));
    }
}

fn patterns(dicts: &Dicts, normalizer: &Normalizer, found: &mut Vec<Problem>) -> Result<()> {
    let mut sets = Sets::default();
    for e in dicts.of("sets") {
        sets.add(e.get("set"), e.get("word"));
    }
    for e in RULES.into_iter().flat_map(|kind| dicts.of(kind)) {
        let unless = Some(e.get("unless")).filter(|cell| !cell.is_empty());
        let shape = pattern::shape(e.get("pattern")).map_err(|f| e.error(faulty(f)))?;
        for slot in shape.slots.into_iter().chain(unless) {
            for piece in pattern::alternatives(slot, &sets).map_err(|f| e.error(faulty(f)))? {
                if let Piece::Words(w) = piece {
                    normal(e, &w, normalizer, found);
                }
            }
        }
    }
    Ok(())
}

/// Reasons, intents and emotions have names.
fn labels(dicts: &Dicts, found: &mut Vec<Problem>) {
    let reasons: Vec<&str> = dicts.of("reasons").map(|e| e.get("id")).collect();
    let named = |kind: &str| {
        dicts.of("labels").filter(|e| e.get("kind") == kind).map(|e| e.get("id").to_owned()).collect::<Vec<_>>()
    };
    let (intents, emotions) = (named("intent"), named("emotion"));
    let mut check = |e: &Entry, id: &str, known: bool| {
        if !known {
            found.push(problem(
                e,
                say!(
                    "`{id}` has no name in labels.tsv or reasons.tsv",
                    "`{id}` 在 labels.tsv 或 reasons.tsv 中没有名称"
                ),
            ));
        }
    };
    for e in dicts.of("severity") {
        check(e, e.get("reason"), reasons.contains(&e.get("reason")));
    }
    for e in dicts.of("intents") {
        check(e, e.get("intent"), intents.iter().any(|i| i == e.get("intent")));
    }
    for e in dicts.of("requests").chain(dicts.of("wants")) {
        check(e, e.get("request"), intents.iter().any(|i| i == e.get("request")));
    }
    for e in dicts.of("emotions") {
        check(e, e.get("emotion"), emotions.iter().any(|i| i == e.get("emotion")));
    }
}

/// The same line twice in one file.
fn twice(dicts: &Dicts, found: &mut Vec<Problem>) {
    let mut seen: FxHashMap<(String, Vec<&str>), &Entry> = FxHashMap::default();
    for e in dicts.all() {
        let file = e.origin.rsplit_once(':').map_or("", |(f, _)| f).to_owned();
        let cells: Vec<&str> = e.label();
        if let Some(first) = seen.insert((file, cells), e) {
            let at = &first.origin;
            let key = e.key();
            found.push(problem(e, say!("`{key}` stands already at {at}", "`{key}` 已见于 {at}")));
        }
    }
}

/// A word that one file praises and another blames: the later file wins, silently, so somebody should know.
fn contradictions(dicts: &Dicts, found: &mut Vec<Problem>) {
    let mut seen: FxHashMap<&str, (&Entry, i32)> = FxHashMap::default();
    for e in dicts.of("sentiment") {
        let Ok(score) = e.number("score", 0) else { continue };
        if let Some((first, other)) = seen.insert(e.key(), (e, score))
            && score.signum() * other.signum() < 0
        {
            let at = &first.origin;
            let key = e.key();
            found.push(problem(
                e,
                say!("`{key}` has {score} here and {other} at {at}", "`{key}` 在此为 {score}，在 {at} 为 {other}"),
            ));
        }
    }
}
