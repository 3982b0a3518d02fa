//! What `acts` holds for reports, for everything else that voc writes or says: comparisons, histories, words, explanations, rejected rows, logs, messages.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::{Voc, folder_with};

/// A file name, a header, a group and an id that would act if they were let.
const FILE: &str = "=in\u{1b}[31m\u{202e}.csv";
const EVILS: [&str; 12] = [
    "=HYPERLINK(\"http://evil\",\"x\")",
    "＝1+1",
    "\t=1+1",
    "\r=1+1",
    "@SUM(A1)",
    "-1+1",
    "+1+1",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "[x](http://evil) ![](http://evil)",
    "\u{1b}]0;evil\u{7}\u{1b}[31m\u{9b}2J",
    "\u{202e}live\u{2066}",
];
const TOLD: [&str; 4] = [
    "热水器突然漏电，把我手臂电麻了",
    "充电宝半夜冒烟起火，要求赔偿损失",
    "孩子吃了饼干上吐下泻，送去医院",
    "燃气灶爆炸划伤我的脸",
];

fn table() -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    out.write_record(["反馈编号", "反馈内容", "评分", "反馈时间", "渠道\u{1b}[31m"]).unwrap();
    for (i, evil) in EVILS.iter().cycle().take(60).enumerate() {
        let text = format!("{evil}{}{evil}", TOLD[i % TOLD.len()]);
        let date = format!("2026-03-{:02}", i % 28 + 1);
        out.write_record([format!("{evil}{i}"), text, "1".to_owned(), date, (*evil).to_owned()]).unwrap();
    }
    for evil in EVILS {
        out.write_record([evil, evil, "1", evil, evil, "多", "多", "多"]).unwrap();
    }
    out.into_inner().unwrap()
}

/// All that is written into files, and all that is said.
static WRITTEN: LazyLock<(TempDir, Vec<(String, String)>)> = LazyLock::new(|| {
    let dir = folder_with(FILE, &table());
    let mut said = Vec::new();
    let mut run = |args: &str| {
        let args = args.split(' ').map(|a| if a == "FILE" { FILE } else { a });
        let out = Voc::new().dir(dir.path()).args(args.clone()).run();
        let what = args.collect::<Vec<_>>().join(" ");
        said.push((what, format!("{}\n{}", out.stderr, String::from_utf8_lossy(&out.stdout))));
    };
    run("analyze FILE --rejects rejects.csv --records rows.csv --history h.db --log run.log -o r.json");
    run("analyze FILE --format terminal");
    run("annotate FILE --format csv");
    run("annotate FILE -o rows.jsonl");
    run("compare FILE --at 2026-03-15 --format terminal");
    run("compare FILE --at 2026-03-15 -o compare.csv -o compare.md -o compare.html");
    run("words FILE -o words.tsv");
    run("explain --row 1 FILE");
    run("explain \u{1b}[31m漏电\u{7}");
    run("explain --json \u{1b}[31m漏电\u{7}");
    run("train FILE --label-column 评分 -o m.vocmodel");
    run("eval FILE");
    for what in ["list", "show last", "issues", "orders", "series", "series --what list", "export", "list --json"] {
        run(&format!("history {what} --history h.db"));
    }
    run("history close FILE --history h.db");
    // Messages of failure repeat what was asked for.
    for forged in ["no\nvoc:\tdone.csv", "no\u{2028}voc:\u{85}done\rvoc:.csv"] {
        run(&format!("analyze {forged}"));
        run(&format!("analyze FILE --by {forged}"));
        run(&format!("analyze FILE --{forged}"));
        run(&format!("analyze FILE --top {forged}"));
        run(&format!("analyze FILE -o {forged}"));
        run(&format!("analyze FILE --fail-on {forged}"));
        run(&format!("dict check {forged}"));
    }
    run("analyze no\u{1b}[31m.csv");
    run("analyze FILE --by no\u{1b}[31m");
    run("analyze FILE --\u{1b}[31m");
    run("analyze FILE --format \u{1b}[31m");
    run("analyze FILE --dicts no\u{1b}[31m");
    run("analyze FILE --fail-on \u{1b}[31m");
    run("report FILE");
    run("dict check \u{1b}[31m");
    run("history show \u{1b}[31m --history h.db");
    (dir, said)
});

fn is_wild(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn written(ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(WRITTEN.0.path()).unwrap().map(|e| e.unwrap().path());
    entries.filter(|p| p.to_string_lossy().ends_with(ending) && !p.ends_with(FILE)).collect()
}

#[test]
fn nothing_that_is_said_drives_the_terminal() {
    assert!(WRITTEN.1.len() > 25);
    for (what, said) in &WRITTEN.1 {
        assert_eq!(said.chars().find(|c| is_wild(*c)), None, "{what:?}: {said}");
        assert!(said.trim().chars().count() > 5 || what.contains(" -o "), "{what:?} says nothing");
    }
}

#[test]
fn a_line_end_in_a_name_forges_no_message() {
    for (what, said) in WRITTEN.1.iter().filter(|(what, _)| what.contains("done")) {
        let lines: Vec<&str> = said.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).collect();
        let messages: Vec<&&str> = lines.iter().filter(|l| l.starts_with("voc:")).collect();
        assert!(messages.iter().all(|l| l.starts_with("voc: ")), "{what:?}: {said}");
        assert!(lines.iter().all(|l| !l.starts_with("voc:\t") && !l.starts_with("voc: done")), "{what:?}: {said}");
    }
}

#[test]
fn no_text_file_drives_it_either() {
    let all: Vec<PathBuf> =
        [".csv", ".tsv", ".log", ".md", ".html", ".json", ".jsonl"].iter().flat_map(|e| written(e)).collect();
    assert!(all.len() >= 9, "{all:?}");
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.chars().find(|c| is_wild(*c)), None, "{}", path.display());
    }
}

fn assert_no_formula(path: &Path, delimiter: u8) {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_path(path).unwrap();
    for record in reader.records() {
        for cell in &record.unwrap() {
            let acts = cell
                .trim_start_matches([' ', '\u{3000}'])
                .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
            assert!(!acts || cell.parse::<f64>().is_ok(), "{}: {cell:?}", path.display());
        }
    }
}

#[test]
fn no_cell_of_any_table_is_a_formula() {
    written(".csv").iter().for_each(|p| assert_no_formula(p, b','));
    written(".tsv").iter().for_each(|p| assert_no_formula(p, b'\t'));
}

#[test]
fn a_line_of_the_log_is_one_line_of_json() {
    let log = std::fs::read_to_string(WRITTEN.0.path().join("run.log")).unwrap();
    assert_eq!(log.lines().count(), 1);
    assert!(serde_json::from_str::<serde_json::Value>(&log).unwrap()["inputs"][0].as_str().unwrap().contains("in"));
}

#[test]
fn pages_and_markdown_of_comparisons_make_nothing() {
    let page = std::fs::read_to_string(WRITTEN.0.path().join("compare.html")).unwrap();
    assert!(!page.contains("<svg onload") && page.matches("<script").count() <= 1);
    let md = std::fs::read_to_string(WRITTEN.0.path().join("compare.md")).unwrap();
    assert!(!md.contains("](http") && !md.contains("<script") && !md.contains("!["), "{md}");
}
