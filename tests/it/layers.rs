//! The house: imports point one way, and each foreign crate lives in one place. The table is the design; a line that breaks it fails here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::project;

/// Each room with the rooms that it may import from. `say!` counts as `lang`.
const ROOMS: [(&str, &[&str]); 32] = [
    ("aggregate", &["lexicon", "number", "record", "report", "scale", "time"]),
    ("annotate", &["error", "lang", "lexicon", "model", "number", "real", "record", "text"]),
    ("cli", &["error", "lang"]),
    (
        "command",
        &[
            "aggregate",
            "annotate",
            "cli",
            "dedupe",
            "error",
            "fail_on",
            "filter",
            "history",
            "ingest",
            "insight",
            "lang",
            "lexicon",
            "model",
            "name_list",
            "number",
            "output",
            "pipeline",
            "plan",
            "real",
            "record",
            "render",
            "report",
            "text",
            "time",
            "words",
        ],
    ),
    ("config", &["cli", "error", "lang"]),
    ("dedupe", &["number", "record", "text"]),
    ("error", &["lang"]),
    ("fail_on", &["error", "lang", "number", "report"]),
    ("filter", &["error", "ingest", "lang", "record", "time"]),
    ("guard", &[]),
    ("heat", &["aggregate", "error", "lang"]),
    ("history", &["aggregate", "error", "lang", "number", "record", "report", "time"]),
    (
        "ingest",
        &[
            "error",
            "guard",
            "ipc",
            "lang",
            "lexicon",
            "name_list",
            "number",
            "record",
            "report",
            "scale",
            "text",
            "time",
        ],
    ),
    ("insight", &["aggregate", "error", "lang", "lexicon", "number", "real", "record", "report", "time"]),
    ("ipc", &["lang"]),
    ("lang", &[]),
    ("lexicon", &["error", "lang", "number", "packed", "real", "record", "text"]),
    ("model", &["error", "lang", "number", "packed", "real", "text"]),
    ("name_list", &[]),
    ("number", &[]),
    ("output", &["error", "lang"]),
    ("packed", &[]),
    ("pipeline", &["aggregate", "annotate", "dedupe", "error", "filter", "lang", "record", "time"]),
    ("plan", &["aggregate", "cli", "error", "fail_on", "filter", "heat", "ingest", "lang", "name_list"]),
    ("real", &[]),
    ("record", &["number", "time"]),
    ("render", &["error", "guard", "ipc", "lang", "lexicon", "number", "output", "real", "record", "report"]),
    ("report", &[]),
    ("scale", &[]),
    ("text", &["error", "lang", "lexicon", "packed", "record"]),
    ("time", &[]),
    ("words", &["annotate", "error", "lang", "lexicon", "number", "real", "record", "text"]),
];

/// Foreign crates with the files and folders of `src` that may name them. Those that are everywhere (serde, `rustc_hash` …) are left out on purpose.
const FOREIGN: [(&str, &[&str]); 32] = [
    ("anstyle", &["render/terminal"]),
    ("bytemuck", &["model/built_in.rs"]),
    ("calamine", &["ingest/cells.rs", "ingest/excel.rs"]),
    ("html5gum", &["ingest/page.rs"]),
    ("kodama", &["insight/hot/themes.rs"]),
    ("clap", &["cli.rs", "cli", "config.rs", "config", "main.rs", "command/meta.rs"]),
    ("clap_complete", &["cli.rs", "command/meta.rs"]),
    ("clap_mangen", &["command/meta.rs"]),
    ("crawdad", &["text/segment"]),
    ("csv", &["ingest", "render/csv.rs", "render/records"]),
    ("daachorse", &["text", "lexicon/compiled.rs"]),
    ("encoding_rs", &["ingest"]),
    ("flate2", &["ingest/raw.rs", "render/records/read.rs"]),
    ("glob", &["ingest/source.rs", "ingest/spelling.rs"]),
    ("indicatif", &["command/session.rs"]),
    ("jieba_rs", &["text/segment"]),
    ("jiff", &["time.rs"]),
    ("libm", &["real.rs"]),
    (
        "polars",
        &[
            "ingest/arrow.rs",
            "ingest/parquet.rs",
            "ingest/values.rs",
            "ipc/slices.rs",
            "render/records/arrow.rs",
            "render/records/columns.rs",
            "render/records/parquet.rs",
        ],
    ),
    ("polars_arrow", &["ingest/arrow.rs", "render/records/columns.rs"]),
    ("polars_parquet_format", &["ipc/footer.rs", "ipc/pages.rs"]),
    ("rayon", &["annotate", "command", "model", "insight", "pipeline.rs", "render", "text/segment", "words"]),
    ("rusqlite", &["history"]),
    ("rust_xlsxwriter", &["render"]),
    ("schemars", &["command/meta.rs", "number.rs", "record.rs", "report", "time.rs"]),
    ("signal_hook", &["main.rs"]),
    ("terminal_size", &["plan.rs"]),
    ("toml", &["config.rs"]),
    ("unicode_segmentation", &["render/clean.rs", "text"]),
    ("unicode_width", &["render/clean.rs", "command/explain/text.rs"]),
    ("zip", &["ingest/package.rs", "render/xlsx/container.rs"]),
    ("zstd", &["ingest/raw.rs", "model/seal.rs", "packed.rs", "render/records"]),
];

/// Lines of code with Chinese characters in each file, comments, messages and tests aside: signs of numbers and times, an example of the help. Words belong
/// into dicts/, so this table may only shrink.
const CHINESE: [(&str, usize); 9] = [
    ("annotate/quantity.rs", 1),
    ("cli.rs", 1),
    ("ingest/value/count.rs", 2),
    ("ingest/value/dated.rs", 1),
    ("ingest/value/parts.rs", 5),
    ("ingest/value/rating.rs", 1),
    ("model/ngram.rs", 1),
    ("text/segment/mod.rs", 1),
    ("text/turns.rs", 2),
];

/// Source files and folders that are tests or what tests are made from.
const TEST_FILES: [&str; 6] = ["tests.rs", "tests", "fixture.rs", "testing.rs", "laws.rs", "measure.rs"];

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Path below `src` with `/`, and the lines that are code of the program: no comments, no tests.
fn sources() -> Vec<(String, Vec<String>)> {
    let src = project("src");
    let mut paths = Vec::new();
    collect(&src, &mut paths);
    paths.sort();
    let shown = |p: &Path| p.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
    let code = |p: &Path| {
        let text = std::fs::read_to_string(p).unwrap();
        let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        program.lines().filter(|l| !l.trim_start().starts_with("//")).map(str::to_owned).collect()
    };
    let program =
        |p: &&PathBuf| !p.strip_prefix(&src).unwrap().iter().any(|part| TEST_FILES.iter().any(|t| part == *t));
    paths.iter().filter(program).map(|p| (shown(p), code(p))).collect()
}

fn room(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

/// Names that follow `crate::` in a line, but not in `$crate::`; braces (`use crate::{a, b}`) are taken apart.
fn imports(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with(|c: char| c == '$' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let list = rest.strip_prefix('{').map_or(vec![rest], |inner| inner.split([',', '}']).collect());
        let name = |s: &'_ str| s.trim().find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(s.trim().len());
        out.extend(
            list.into_iter().map(str::trim).filter(|s| !s.is_empty()).map(|s| &s[..name(s)]).filter(|s| !s.is_empty()),
        );
    }
    out
}

#[test]
fn imports_point_one_way() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, lines) in sources() {
        let here = room(&path);
        if matches!(here, "main" | "lib") {
            continue;
        }
        let Some(allowed) = rooms.get(here) else {
            wrong.push(format!("{path}: no room `{here}` in the table of tests/it/layers.rs"));
            continue;
        };
        for name in lines.iter().flat_map(|l| imports(l)) {
            let name = if name == "say" { "lang" } else { name };
            if name != here && !allowed.contains(&name) {
                wrong.push(format!("{path}: `{here}` must not import `{name}`"));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn foreign_crates_stay_in_their_module() {
    let mut wrong = Vec::new();
    for (path, lines) in sources() {
        for (name, homes) in FOREIGN {
            let home = homes.iter().any(|h| path == *h || path.starts_with(&format!("{h}/")));
            let named = |l: &String| {
                l.match_indices(&format!("{name}::"))
                    .any(|(at, _)| !l[..at].ends_with(|c: char| c == ':' || c == '_' || c.is_alphanumeric()))
            };
            // A module of ours may have the name of a crate: `render/csv.rs` next to the crate csv.
            let ours = |l: &String| l.trim_start().starts_with("pub use csv::") || l.contains(" csv::write_");
            if !home && lines.iter().any(|l| named(l) && !ours(l)) {
                wrong.push(format!("{path} names `{name}`, which lives in {}", homes.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_is_used() {
    let manifest: toml::Table = std::fs::read_to_string(project("Cargo.toml")).unwrap().parse().unwrap();
    let code = sources().into_iter().flat_map(|(_, lines)| lines).collect::<Vec<_>>().join("\n");
    let named = |d: &&String| code.contains(&format!("{}::", d.replace('-', "_")));
    let unused: Vec<&String> = manifest["dependencies"].as_table().unwrap().keys().filter(|d| !named(d)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_library_never_prints_and_files_say_what_they_are_for() {
    for (path, lines) in sources() {
        if path != "main.rs" {
            let prints = |l: &&String| ["println!(", "eprintln!(", "print!(", "eprint!("].iter().any(|p| l.contains(p));
            assert_eq!(lines.iter().find(prints), None, "{path}");
        }
        let text = std::fs::read_to_string(project("src").join(&path)).unwrap();
        assert!(text.starts_with("//! "), "{path} has no header");
    }
}

/// Lines of a file, and of a function without its comments.
const FILE: usize = 400;
const FUNCTION: usize = 60;

/// The names of functions with their lines, as rustfmt writes them.
fn functions(lines: &[String]) -> Vec<(&str, usize)> {
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, rest)) = line.trim_start().split_once("fn ") else { continue };
        let word = |w: &str| w.starts_with("pub") || ["const", "unsafe", "async", "extern"].contains(&w);
        let opens = lines[at..].iter().find(|l| l.ends_with(['{', '}', ';'])).is_some_and(|l| l.ends_with('{'));
        if !before.split_whitespace().all(word) || !opens {
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let length = lines[at..].iter().position(|l| *l == end).unwrap_or(0) + 1;
        out.push((rest.split(['(', '<']).next().unwrap(), length));
    }
    out
}

#[test]
fn files_and_functions_are_short() {
    const CODE: &str = "impl A {\n    pub(crate) fn a<T>(\n        x: T,\n    ) {\n        b(|| {\n        });\n    }\n    fn c() {}\n    fn d();\n}";
    let code: Vec<String> = CODE.lines().map(str::to_owned).collect();
    assert_eq!(functions(&code), [("a", 6)]);
    let mut wrong = Vec::new();
    for (path, lines) in sources() {
        let long = functions(&lines).into_iter().filter(|(_, n)| *n > FUNCTION);
        wrong.extend(long.map(|(name, n)| format!("{path}: `{name}` has {n} lines of code")));
    }
    let mut paths = Vec::new();
    collect(&project("src"), &mut paths);
    collect(&project("tests/it"), &mut paths);
    for path in paths {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        wrong.extend((lines > FILE).then(|| format!("{} has {lines} lines", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn elementary_functions_are_those_of_every_machine() {
    const OF_THE_SYSTEM: [&str; 21] = [
        "exp(", "exp2(", "exp_m1(", "ln(", "ln_1p(", "log(", "log2(", "log10(", "powf(", "sin(", "cos(", "tan(",
        "tanh(", "sinh(", "cosh(", "atan(", "atan2(", "asin(", "acos(", "hypot(", "cbrt(",
    ];
    // Tokens are the same as jieba's only with the logarithms that jieba takes.
    let apart = ["real.rs", "text/segment/words.rs"];
    for (file, lines) in sources().iter().filter(|(file, _)| !apart.contains(&file.as_str())) {
        for line in lines {
            let called = OF_THE_SYSTEM.iter().find(|f| line.contains(&format!(".{f}")));
            assert!(called.is_none(), "{file}: `{line}` asks the system: use crate::real");
        }
    }
}

/// Length of what comes next in code: a comment, a string, a character in quotes, or any other character.
fn token(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    let raw = rest.strip_prefix('r').map(|r| r.trim_start_matches('#')).filter(|r| r.starts_with('"'));
    if let Some(inner) = raw {
        let (head, end) = (rest.len() - inner.len() + 1, format!("\"{}", "#".repeat(rest.len() - inner.len() - 1)));
        return rest[head..].find(&end).map_or(rest.len(), |at| head + at + end.len());
    }
    let mut chars = rest.char_indices();
    let Some((_, quote)) = chars.next() else { return 0 };
    // Not a lifetime.
    let quoted = quote == '\'' && (rest.starts_with("'\\") || rest.chars().nth(2) == Some('\''));
    if quote != '"' && !quoted {
        return quote.len_utf8();
    }
    let mut escaped = false;
    for (at, c) in chars {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

/// Code without comments and without messages: `say!(…)`.
fn bare(code: &str) -> String {
    let (mut out, mut rest, mut depth) = (String::with_capacity(code.len()), code, 0);
    while !rest.is_empty() {
        if depth == 0
            && let Some(inner) = rest.strip_prefix("say!(")
        {
            (rest, depth) = (inner, 1);
            continue;
        }
        let (next, after) = rest.split_at(token(rest));
        match next {
            "(" if depth > 0 => depth += 1,
            ")" if depth > 0 => depth -= 1,
            _ if depth > 0 || next.starts_with("//") => out.extend(next.matches('\n')),
            _ => out.push_str(next),
        }
        rest = after;
    }
    out
}

#[test]
fn comments_and_messages_are_taken_out_of_code() {
    assert_eq!(bare("a(say!(\"中(\", 'x'), '中') // 好\n"), "a(, '中') \n");
    assert_eq!(bare("f::<'a>(r#\"//\"\"#, \"\\\"//\", '\\'') // \""), "f::<'a>(r#\"//\"\"#, \"\\\"//\", '\\'') ");
}

#[test]
fn no_words_in_code() {
    let han = |l: &&str| l.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let count = |lines: &[String]| bare(&lines.join("\n")).lines().filter(han).count();
    let found: BTreeMap<String, usize> =
        sources().into_iter().map(|(path, lines)| (path, count(&lines))).filter(|(_, n)| *n > 0).collect();
    let known: BTreeMap<String, usize> = CHINESE.into_iter().map(|(path, n)| (path.to_owned(), n)).collect();
    assert_eq!(
        found, known,
        "lines of code with Chinese (left: found). Move new words into dicts/, tell messages by `say!`; where lines went, lower CHINESE in tests/it/layers.rs"
    );
}
