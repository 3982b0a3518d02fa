//! Values of cells that compile and make no sense: names of labels that there are none of, scores out of range.

use crate::say;

use super::super::{Dicts, Entry};
use super::Problem;

/// The strongest opinion, in thousandths.
const STRONGEST: u32 = 1000;

/// Columns that hold one of a few values: kind of dictionary, column, values. What is anything else is read as another of them, or
/// as nothing.
const ALLOWED: [(&str, &str, &[&str]); 12] = [
    (
        "placeholders",
        "kind",
        &["placeholder", "generic", "prefix", "tail", "clerk", "clerk_more", "clerk_whole", "token", "notice"],
    ),
    ("issues", "implicit", &["", "yes", "asked"]),
    ("intents", "calm", &["", "yes"]),
    ("requests", "alone", &["", "yes"]),
    ("wants", "object", &["", "yes"]),
    ("taxonomy", "general", &["", "yes", "no"]),
    ("taxonomy", "people", &["", "yes", "no"]),
    ("reasons", "grave", &["", "yes", "no"]),
    ("reasons", "apart", &["", "yes", "no"]),
    ("reasons", "spread", &["", "yes", "no"]),
    ("ratings", "of", &["", "column", "question"]),
    ("emotions", "strength", &["", "1", "2", "3"]),
];

/// All of them.
pub(super) fn check(dicts: &Dicts, found: &mut Vec<Problem>) {
    allowed(dicts, found);
    departments(dicts, found);
    labels(dicts, found);
    scores(dicts, found);
    scopes(dicts, found);
    stages(dicts, found);
}

/// Columns of a few values hold one of them.
fn allowed(dicts: &Dicts, found: &mut Vec<Problem>) {
    for (kind, column, values) in ALLOWED {
        for e in dicts.of(kind).filter(|e| !values.contains(&e.get(column))) {
            let (value, all) = (e.get(column), values.iter().filter(|v| !v.is_empty()).copied().collect::<Vec<_>>());
            let all = all.join(", ");
            found.push(Problem::at(
                e,
                say!("{column} `{value}` is none of: {all}", "{column} 不能是 `{value}`，可用：{all}"),
            ));
        }
    }
}

/// A line of routing names who acts.
fn departments(dicts: &Dicts, found: &mut Vec<Problem>) {
    for e in dicts.of("routing").filter(|e| e.get("department").trim().is_empty()) {
        found.push(Problem::at(e, say!("no department: nobody would act", "缺少 department：无人处理")));
    }
}

/// An opinion word has a score.
fn scores(dicts: &Dicts, found: &mut Vec<Problem>) {
    for e in dicts.of("sentiment") {
        let text = e.get("score");
        if text.is_empty() {
            let what = say!(
                "no score: it is −1000 … 1000, and 0 hides a shorter word",
                "缺少 score：应为 −1000 至 1000，0 只用于遮住其中较短的词"
            );
            found.push(Problem::at(e, what));
        } else if e.number("score", 0).is_ok_and(|n| n.unsigned_abs() > STRONGEST) {
            found.push(Problem::at(
                e,
                say!("score `{text}` is not within −1000 … 1000", "score `{text}` 不在 −1000 至 1000 之间"),
            ));
        }
    }
}

/// A line of routing holds for something that there is.
fn scopes(dicts: &Dicts, found: &mut Vec<Problem>) {
    let ids = |kind: &str| dicts.of(kind).map(|e| e.get("id")).collect::<Vec<&str>>();
    let (aspects, reasons) = (ids("taxonomy"), ids("reasons"));
    for e in dicts.of("routing") {
        let scope = e.get("scope");
        let known = match scope.strip_prefix("reason:") {
            Some(reason) => reasons.contains(&reason),
            None => scope == "*" || aspects.contains(&scope),
        };
        if !known {
            found.push(Problem::at(
                e,
                say!(
                    "`{scope}` is no nature or aspect of taxonomy.tsv, no `reason:` with an id of reasons.tsv, and not `*`",
                    "`{scope}` 不是 taxonomy.tsv 中的类别或方面，也不是 `reason:` 加 reasons.tsv 中的编号或 `*`"
                ),
            ));
        }
    }
}

/// An aspect belongs to a stage that there is.
fn stages(dicts: &Dicts, found: &mut Vec<Problem>) {
    let stages: Vec<&str> = dicts.of("stages").map(|e| e.get("id")).collect();
    for e in dicts.of("taxonomy") {
        let stage = e.get("stage");
        if !stage.is_empty() && !stages.contains(&stage) {
            found.push(Problem::at(e, say!("no stage `{stage}` in stages.tsv", "stages.tsv 中没有 `{stage}`")));
        }
    }
}

/// Reasons, intents, emotions and solutions have names.
fn labels(dicts: &Dicts, found: &mut Vec<Problem>) {
    let ids = |e: &'_ Entry| e.get("id").to_owned();
    let named = |kind: &str| dicts.of("labels").filter(|e| e.get("kind") == kind).map(ids).collect::<Vec<_>>();
    let (intents, emotions, solutions) = (named("intent"), named("emotion"), named("solution"));
    let reasons: Vec<String> = dicts.of("reasons").map(ids).collect();
    // Kind of dictionary, column, what has a name, and whether a cell may be empty.
    for (kind, column, known, optional) in [
        ("reasons", "intent", &intents, true),
        ("severity", "reason", &reasons, false),
        ("intents", "intent", &intents, false),
        ("requests", "request", &intents, false),
        ("wants", "request", &intents, false),
        ("emotions", "emotion", &emotions, false),
        ("routing", "solution", &solutions, true),
    ] {
        for e in dicts.of(kind) {
            let id = e.get(column);
            if known.iter().any(|k| k == id) || (optional && id.is_empty()) {
                continue;
            }
            found.push(Problem::at(
                e,
                say!(
                    "`{id}` has no name in labels.tsv or reasons.tsv",
                    "`{id}` 在 labels.tsv 或 reasons.tsv 中没有名称"
                ),
            ));
        }
    }
}
