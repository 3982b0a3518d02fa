//! `--split` from outside: each part is the report of `--where`, the whole stays what it was, the index leads to all, and what is refused.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Out, Voc, folder_with, samples};

/// Names that are no names of files, the same words at two shops, a shop with one row, and a row without a shop.
const SMALL: &str = "反馈编号,反馈时间,门店,反馈内容\n\
    A1,2026-02-01,A/B,快递太慢了，等了三天还没有送到，客服也不理人\n\
    A2,2026-02-01,A:B,快递太慢了，等了三天还没有送到，客服也不理人\n\
    A3,2026-02-02,A/B,质量不错，很喜欢，下次还会再来买的\n\
    A4,2026-02-02,A:B,衣服颜色和图片不一样，有点失望，不推荐\n\
    A5,2026-02-03,index,客服态度很好，问题马上就解决了，点赞\n\
    A6,2026-02-03,index,包装破了，里面的东西也碎了，要求退款\n\
    A7,2026-02-04,静安店,味道很好，分量也足，服务员很热情\n\
    A8,2026-02-04,,停车不方便，绕了三圈都没有找到车位\n";

fn small() -> TempDir {
    folder_with("a.csv", SMALL.as_bytes())
}

fn run(dir: &Path, args: &[&str]) -> Out {
    Voc::new().dir(dir).args(args.iter().copied()).run()
}

/// The same where it has to succeed.
fn done(dir: &Path, args: &[&str]) -> Out {
    Voc::new().dir(dir).args(args.iter().copied()).ok()
}

fn names(dir: &Path) -> BTreeSet<String> {
    std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn text(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join(name)).unwrap()
}

fn json(dir: &Path, name: &str) -> Value {
    serde_json::from_str(&text(dir, name)).unwrap()
}

#[test]
fn each_part_is_the_report_of_its_condition_and_the_whole_stays() {
    const ENDS: [&str; 5] = ["json", "html", "csv", "md", "txt"];
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let outputs =
        |name: &str| ENDS.iter().flat_map(|e| ["-o".to_owned(), at(&format!("{name}.{e}"))]).collect::<Vec<_>>();
    let options = ["-q", "--from", "2026-01-10", "--where", "渠道=天猫", "--where", "渠道=京东"];
    let voc = |command: &[&str], more: &[&str], out: &[String]| {
        Voc::new().dir(&samples()).args(command.iter().chain(&options).chain(more).copied()).args(out).ok()
    };
    let rows = at("rows.jsonl");
    Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "-q", "-o", &rows]).ok();
    for command in [["analyze", "feedback.csv"], ["report", &rows]] {
        let split = ["--split", "门店", "--split-min", "40", "--threads", "1"];
        voc(&command, &split, &[outputs("part-{门店}"), outputs("whole")].concat());
        voc(&command, &[], &outputs("same"));
        let same = |a: &str, b: &str| {
            for end in ENDS {
                assert!(
                    text(dir.path(), &format!("{a}.{end}")) == text(dir.path(), &format!("{b}.{end}")),
                    "{a}.{end}"
                );
            }
        };
        same("whole", "same");
        let parts: Vec<String> = names(dir.path())
            .iter()
            .filter_map(|n| Some(n.strip_prefix("part-")?.strip_suffix(".json")?.to_owned()))
            .collect();
        assert!(parts.len() > 1, "{parts:?}");
        for value in parts.iter().take(2) {
            let rows = json(dir.path(), &format!("part-{value}.json"))["run"]["rows"].clone();
            assert!(rows["read"].as_u64() >= Some(40) && rows["left_out"].as_u64() > Some(400), "{rows}");
            voc(&command, &["--where", &format!("门店={value}")], &outputs("one"));
            same(&format!("part-{value}"), "one");
        }
    }
}

#[test]
fn a_workbook_for_each_value_holds_its_rows() {
    use calamine::Reader as _;
    let dir = small();
    done(
        dir.path(),
        &["analyze", "a.csv", "-q", "--split", "门店", "--split-min", "2", "-o", "{}.xlsx", "--lang", "en"],
    );
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(dir.path().join("A_B-2.xlsx")).unwrap();
    let sheets = book.sheet_names();
    let holds = |sheet: &String, book: &mut calamine::Xlsx<_>| {
        let cells: Vec<String> =
            book.worksheet_range(sheet).unwrap().used_cells().map(|(.., c)| c.to_string()).collect();
        let has = |text: &str| cells.iter().any(|c| c == text);
        has("快递太慢了，等了三天还没有送到，客服也不理人")
            && has("衣服颜色和图片不一样，有点失望，不推荐")
            && !has("质量不错，很喜欢，下次还会再来买的")
    };
    assert!(sheets.iter().any(|s| holds(s, &mut book)), "{sheets:?}");
}

#[test]
fn the_index_ranks_the_values_and_leads_to_their_files() {
    let dir = small();
    let outputs = ["-o", "{门店}.html", "-o", "{}.json", "-o", "all.html"];
    let out = done(dir.path(), &[&["analyze", "a.csv", "--split", "门店", "--split-min", "2"][..], &outputs].concat());
    assert!(out.stdout.is_empty());
    let told = "`门店`: 1 value has fewer than 2 rows and no report: 静安店 (1); `--split-min N`";
    assert!(out.stderr.contains(told), "{}", out.stderr);
    let made = ["A_B", "A_B-2", "index-2"].iter().flat_map(|n| [format!("{n}.html"), format!("{n}.json")]);
    let made = made.chain(["a.csv", "all.html", "index.html"].map(str::to_owned));
    assert_eq!(names(dir.path()), made.collect());
    let of = |name: &str| json(dir.path(), name)["run"]["options"]["where"].as_str().unwrap().to_owned();
    assert_eq!((of("A_B.json"), of("A_B-2.json")), ("门店=A/B".to_owned(), "门店=A:B".to_owned()));
    let index = text(dir.path(), "index.html");
    for link in ["A_B.html", "A_B.json", "A_B-2.html", "index-2.html", "all.html"] {
        assert!(index.contains(&format!("<a href=\"{link}\">")), "{link}: {index}");
    }
    assert!(index.contains("Fewer than 2 rows and no report of their own: 静安店 (1)"), "{index}");
    assert!(index.contains("1 row without a value counts in the whole only"), "{index}");
    assert!(index.contains("Content-Security-Policy"));
}

#[test]
fn copies_are_judged_within_each_part() {
    let dir = small();
    let outputs = ["-o", "{}.json", "-o", "whole.json"];
    done(dir.path(), &[&["analyze", "a.csv", "-q", "--split", "门店", "--split-min", "1"][..], &outputs].concat());
    let copies = |name: &str| json(dir.path(), name)["run"]["rows"]["duplicate"].as_u64().unwrap();
    assert_eq!([copies("whole.json"), copies("A_B.json"), copies("A_B-2.json")], [1, 0, 0]);
}

#[test]
fn a_place_in_a_name_and_a_column_belong_together() {
    let dir = small();
    for (args, told) in [
        (&["--split", "门店"][..], "`--split 门店` needs an output that has a place for the value"),
        (&["--split", "门店", "-o", "r.html"], "hint: name one: `-o 'reports/{门店}.html'`"),
        (&["-o", "{门店}.html"], "there is no `--split`"),
        (&["--split", "门店", "-o", "{渠道}.html"], "`{渠道}` in `{渠道}.html` is not the column of `--split 门店`"),
        (&["--split", "门店", "-o", "{}/"], "would be a folder for each value"),
        (&["--split", "nature", "-o", "{}.html"], "`nature` is a label"),
        (&["--split", "门店", "-o", "{}.html", "--records", "{}.jsonl"], "rows are kept together"),
        (&["--split", "门店", "-o", "{}.html", "-o", "{门店}.html"], "two outputs are `{}.html`"),
        (&["--split", "门店", "-o", "{}.html", "-o", "index.html"], "two outputs are `index.html`"),
        (&["--split", "门店", "-o", "no/{}.html"], "folder `no` does not exist"),
        (&["--split", "小区", "-o", "{}.html"], "no column `小区`; headers are"),
    ] {
        let out = run(dir.path(), &[&["analyze", "a.csv"][..], args].concat());
        assert!(out.status == 2 && out.stderr.contains(told), "{args:?}: {}", out.stderr);
        assert_eq!(names(dir.path()).len(), 1, "{args:?}");
    }
    done(dir.path(), &["annotate", "a.csv", "-q", "-o", "a.jsonl"]);
    let out = run(dir.path(), &["report", "a.jsonl", "--split", "小区", "-o", "{}.html"]);
    assert!(out.status == 2 && out.stderr.contains("no column `小区`; the rows have `门店`"), "{}", out.stderr);
    assert_eq!(names(dir.path()).len(), 2);
}

#[test]
fn what_cannot_be_split_leaves_nothing() {
    let mut many = "门店,反馈内容\n".to_owned();
    (0..201).for_each(|n| writeln!(many, "{n}号店,快递太慢了，等了{n}天").unwrap());
    let dir = folder_with("many.csv", many.as_bytes());
    std::fs::write(dir.path().join("none.csv"), "门店,反馈内容\n,快递太慢了\n,质量不错\n").unwrap();
    std::fs::write(dir.path().join("a.csv"), SMALL).unwrap();
    std::fs::create_dir(dir.path().join("A_B.html")).unwrap();
    let before = names(dir.path());
    for (file, told) in [
        ("many.csv", "`门店` has more than 200 values"),
        ("none.csv", "no row has a value in `门店`"),
        ("a.csv", "`A_B.html`: this is a folder"),
    ] {
        let args = ["analyze", file, "--split", "门店", "--split-min", "1", "-o", "{}.html", "-o", "whole.json"];
        let out = run(dir.path(), &args);
        assert!(out.status == 2 && out.stderr.contains(told), "{file}: {}", out.stderr);
        assert_eq!(names(dir.path()), before, "{file}");
    }
}

#[test]
fn the_store_keeps_the_whole_only() {
    let dir = small();
    let outputs = ["-o", "{}.json", "-o", "whole.json", "--history", "voc.db"];
    done(dir.path(), &[&["analyze", "a.csv", "-q", "--split", "门店", "--split-min", "2"][..], &outputs].concat());
    assert_eq!(json(dir.path(), "whole.json")["history"]["run"], 1);
    assert!(json(dir.path(), "A_B.json").get("history").is_none());
}

#[test]
fn settings_and_variables_split_too() {
    let dir = small();
    std::fs::write(dir.path().join("voc.toml"), "split = \"门店\"\nsplit-min = 2\noutput = [\"{门店}.md\"]\n").unwrap();
    done(dir.path(), &["analyze", "a.csv", "-q"]);
    let made = ["A_B-2.md", "A_B.md", "a.csv", "index.html", "index.md", "voc.toml"];
    assert_eq!(names(dir.path()), made.map(str::to_owned).into());
    let other = small();
    let voc = Voc::new().env("VOC_SPLIT", "门店").env("VOC_SPLIT_MIN", "1").dir(other.path());
    voc.args(["analyze", "a.csv", "-q", "-o", "{}.md"]).ok();
    assert!(other.path().join("静安店.md").is_file());
}
