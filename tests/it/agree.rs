//! All formats of one run tell the same numbers: JSON, the long CSV, the CSV folder, the workbook, the page, Markdown and the terminal.
//!
//! The CSV folder is the hinge: it is held against JSON figure by figure, and every cell of it against the workbook and the page.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use calamine::{Data, Reader};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Voc, folder_with, samples};

mod verbatims;

/// One run in every format.
struct All {
    dir: TempDir,
    json: Value,
    /// Tables of the folder by name: head and rows.
    tables: BTreeMap<String, Vec<Vec<String>>>,
}

static ALL: LazyLock<All> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let mut args = vec!["analyze".to_owned(), "feedback.csv".to_owned(), "--lang".to_owned(), "zh".to_owned()];
    for name in ["r.json", "r.csv", "r.xlsx", "r.html", "r.md", "r.txt", "r/"] {
        args.extend(["-o".to_owned(), format!("{}/{name}", dir.path().display())]);
    }
    Voc::new().dir(&samples()).args(args).ok();
    let json = serde_json::from_slice(&std::fs::read(dir.path().join("r.json")).unwrap()).unwrap();
    let mut tables = BTreeMap::new();
    for entry in std::fs::read_dir(dir.path().join("r")).unwrap() {
        let path = entry.unwrap().path();
        tables.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), rows(&path));
    }
    All { dir, json, tables }
});

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).unwrap();
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn text(name: &str) -> String {
    std::fs::read_to_string(ALL.dir.path().join(name)).unwrap()
}

/// Rows below the head.
fn table(name: &str) -> &'static [Vec<String>] {
    &ALL.tables[name][1..]
}

/// The apostrophe that keeps a cell from being a formula is no part of the text.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => rest,
        _ => cell,
    }
}

#[track_caller]
fn same(cell: &str, value: &Value, what: &str) {
    match value {
        Value::Null => assert_eq!(cell, "", "{what}"),
        Value::Number(n) => assert_eq!(cell.parse::<f64>().ok(), n.as_f64(), "{what}: {cell} against {n}"),
        Value::String(s) => assert_eq!(plain(cell), s, "{what}"),
        other => panic!("{what}: {other}"),
    }
}

/// Columns of a table against fields of a list of the report, row by row.
#[track_caller]
fn columns(name: &str, list: &Value, fields: &[(usize, &str)]) {
    let (rows, list) = (table(name), list.as_array().unwrap());
    assert!(!list.is_empty() && rows.len() >= list.len(), "{name}: {} of {}", rows.len(), list.len());
    for (row, item) in rows.iter().zip(list) {
        for (at, field) in fields {
            let value = field.split('.').fold(item, |v, key| &v[key]);
            same(&row[*at], value, &format!("{name} {field} of {}", row[0]));
        }
    }
}

#[test]
fn the_folder_tells_what_the_json_tells() {
    let r = &ALL.json;
    columns(
        "natures",
        &r["natures"],
        &[(0, "name"), (2, "count"), (3, "share"), (4, "low"), (6, "primary"), (7, "major")],
    );
    let issue = [(0, "rank"), (1, "id"), (2, "title"), (3, "heat"), (4, "count"), (5, "share"), (6, "major")];
    columns("hot_issues", &r["hot_issues"], &issue);
    columns("hot_issues", &r["hot_issues"], &[(12, "trend.earlier"), (13, "trend.recent"), (16, "of")]);
    let aspect = [(1, "name"), (2, "mentioned.count"), (4, "positive"), (5, "negative"), (8, "impact.value")];
    columns("aspects", &r["aspects"], &aspect);
    columns("aspects", &r["aspects"], &[(7, "negative_rate.share")]);
    columns(
        "stages",
        &r["stages"]["list"],
        &[(0, "name"), (1, "count"), (3, "negative.share"), (6, "satisfaction.value")],
    );
    columns(
        "stages",
        &r["stages"]["list"],
        &[(8, "penalty.value"), (9, "penalty.low"), (11, "reward.value"), (12, "explained")],
    );
    let driver =
        [(2, "rows.count"), (4, "coefficient.value"), (5, "coefficient.low"), (7, "gain.value"), (10, "explained")];
    columns("drivers", &r["drivers"]["list"], &driver);
    let reasons: Vec<Value> = r["needs"]["requests"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|q| match q["reasons"].as_array().unwrap().as_slice() {
            [] => vec![serde_json::json!({ "of": q, "x": Value::Null })],
            list => list.iter().map(|x| serde_json::json!({ "of": q, "x": x })).collect(),
        })
        .collect();
    let request = [(0, "of.name"), (1, "of.count"), (3, "of.reasoned.count"), (6, "x.count"), (11, "x.quote.row")];
    columns("requests", &Value::Array(reasons), &request);
    let point =
        [(0, "period"), (2, "count"), (3, "satisfaction.value"), (6, "complaints.count"), (7, "complaints.share")];
    columns("trend", &r["trend"]["points"], &point);
    columns("actions", &r["actions"], &[(0, "priority"), (2, "due_hours"), (4, "title"), (9, "count")]);
    columns("topics", &r["topics"], &[(0, "name"), (2, "count"), (3, "share")]);
    columns("reasons", &r["severity"]["reasons"], &[(0, "name"), (1, "count")]);
    // Alerts that tell of the same records stand in the line of the one that leads them.
    let leading = r["alerts"].as_array().unwrap().iter().filter(|a| a["parent"].is_null()).cloned().collect();
    columns("alerts", &Value::Array(leading), &[(1, "message"), (3, "value")]);
    columns("major", &r["severity"]["list"], &[(0, "id"), (2, "quote.row"), (5, "quote.text"), (10, "due_hours")]);
    columns("keywords", &r["keywords"]["negative"], &[(1, "word"), (2, "count"), (3, "total"), (4, "lift"), (5, "g2")]);
    let segments: Vec<Value> =
        r["segments"].as_array().unwrap().iter().flat_map(|c| c["list"].as_array().unwrap()).cloned().collect();
    let segment =
        [(1, "value"), (2, "count"), (3, "satisfaction.value"), (8, "negative.share"), (9, "complaints.share")];
    let segments = Value::Array(segments);
    columns("segments", &segments, &segment);
    let pooled = [(6, "pooled"), (18, "pooled_low"), (19, "pooled_high"), (20, "pooled_complaints.value"), (23, "q")];
    columns("segments", &segments, &pooled);
    assert_eq!(table("major").len(), r["severity"]["major"]["count"].as_u64().unwrap() as usize);
}

#[test]
fn the_long_table_tells_what_the_json_tells() {
    let r = &ALL.json;
    let long: BTreeMap<[String; 3], Vec<String>> = rows(&ALL.dir.path().join("r.csv"))
        .into_iter()
        .skip(1)
        .map(|row| ([row[0].clone(), plain(&row[1]).to_owned(), row[2].clone()], row[3..].to_vec()))
        .collect();
    let at = |section: &str, item: &str, measure: &str| {
        long.get(&[section.to_owned(), item.to_owned(), measure.to_owned()])
            .unwrap_or_else(|| panic!("{section} {item} {measure}"))
    };
    for measure in ["read", "analysed", "informative", "empty", "duplicate", "rejected"] {
        same(&at("rows", "", measure)[0], &r["run"]["rows"][measure], measure);
    }
    for measure in ["mean", "csat", "net_sentiment"] {
        for (i, key) in ["value", "low", "high", "n"].iter().enumerate() {
            same(&at("satisfaction", "", measure)[i], &r["satisfaction"][measure][key], measure);
        }
    }
    for n in r["natures"].as_array().unwrap() {
        let name = n["name"].as_str().unwrap();
        same(&at("natures", name, "complaints")[0], &n["count"], name);
        same(&at("natures", name, "complaints_share")[1], &n["low"], name);
    }
    for a in r["aspects"].as_array().unwrap() {
        let name = a["name"].as_str().unwrap();
        same(&at("aspects", name, "mentioned")[0], &a["mentioned"]["count"], name);
        same(&at("aspects", name, "negative")[0], &a["negative"], name);
        same(&at("aspects", name, "blamed")[0], &a["negative_rate"]["count"], name);
        same(&at("aspects", name, "impact")[0], &a["impact"]["value"], name);
    }
    for h in r["hot_issues"].as_array().unwrap() {
        let title = h["title"].as_str().unwrap();
        for (i, key) in ["share", "low", "high", "of"].iter().enumerate() {
            same(&at("hot_issues", title, "complaints_share")[i], &h[key], title);
        }
    }
    for d in r["drivers"]["list"].as_array().unwrap() {
        let (name, side) = (d["name"].as_str().unwrap(), d["polarity"].as_str().unwrap());
        for (i, key) in ["value", "low", "high", "n"].iter().enumerate() {
            same(&at("drivers", name, side)[i], &d["coefficient"][key], name);
        }
    }
    for q in r["needs"]["requests"].as_array().unwrap() {
        let name = q["name"].as_str().unwrap();
        same(&at("requests", name, "texts")[0], &q["count"], name);
    }
}

/// Sheets of the workbook by the names of the folder's files.
const SHEETS: [(&str, &str); 22] = [
    ("overview", "概览"),
    ("satisfaction", "满意度分布"),
    ("natures", "投诉分类"),
    ("hot_issues", "热点问题"),
    ("major", "重大投诉"),
    ("aspects", "方面分析"),
    ("trend", "趋势"),
    ("trend_natures", "各类投诉走势"),
    ("weekdays", "一周规律"),
    ("quotes", "热点原声"),
    ("segments", "分群对比"),
    ("keywords", "关键词"),
    ("actions", "工单"),
    ("quality", "数据质量"),
    ("stages", "客户旅程"),
    ("needs", "需求层次"),
    ("drivers", "驱动因素"),
    ("quick_wins", "速赢"),
    ("opinions", "方面口碑"),
    ("requests", "明确要求与原因"),
    ("segment_natures", "分群投诉"),
    ("specials", "分群特点"),
];

#[test]
fn the_workbook_holds_every_cell_of_the_folder() {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(ALL.dir.path().join("r.xlsx")).unwrap();
    let mut dates = 0;
    for (name, sheet) in SHEETS {
        let Some(rows) = ALL.tables.get(name) else { continue };
        let range = book.worksheet_range(sheet).unwrap_or_else(|e| panic!("{sheet}: {e}"));
        assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "{sheet} has formulas");
        for (y, row) in (0u32..).zip(rows) {
            for (x, cell) in (0u32..).zip(row) {
                let what = format!("{sheet} {y}:{x}");
                match range.get_value((y, x)) {
                    None | Some(Data::Empty) => assert_eq!(cell, "", "{what}"),
                    Some(Data::Float(v)) => assert_eq!(cell.parse::<f64>().ok(), Some(*v), "{what}"),
                    Some(Data::String(s)) => assert_eq!(plain(cell), s, "{what}"),
                    // A time is a date that spreadsheets know, to the second.
                    Some(Data::DateTime(d)) => {
                        let (year, month, day, hour, minute, second, _) = d.to_ymd_hms_milli();
                        dates += 1;
                        let told = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
                        assert!(
                            cell.len() >= 10 && told.starts_with(&cell.replace(' ', "T")),
                            "{what}: {told}, {cell}"
                        );
                    }
                    Some(other) => panic!("{what}: {other:?}"),
                }
            }
        }
    }
    assert!(dates > 50, "{dates} dates");
}

#[test]
fn the_sheet_of_rows_has_every_row_with_its_labels() {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(ALL.dir.path().join("r.xlsx")).unwrap();
    let range = book.worksheet_range("明细").unwrap();
    let head: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let at =
        |title: &str| head.iter().position(|h| h == title).unwrap_or_else(|| panic!("no column {title}: {head:?}"));
    let (severity, complaint, text) = (at("严重程度"), at("投诉"), at("原文"));
    let rows = &ALL.json["run"]["rows"];
    let read = rows["read"].as_u64().unwrap() - rows["rejected"].as_u64().unwrap();
    assert_eq!(range.rows().count() as u64, read + 1);
    let note = at("备注");
    let counted = |row: &&[Data]| row[note].to_string().is_empty();
    let complaints = range.rows().skip(1).filter(counted).filter(|r| !r[complaint].to_string().is_empty()).count();
    assert_eq!(complaints as u64, ALL.json["severity"]["complaints"]["count"].as_u64().unwrap());
    let major =
        range.rows().skip(1).filter(counted).filter(|r| matches!(&r[severity], Data::String(s) if s == "重大")).count();
    assert_eq!(major as u64, ALL.json["severity"]["major"]["count"].as_u64().unwrap());
    assert!(range.rows().skip(1).all(|r| matches!(&r[text], Data::String(_) | Data::Empty)));
    // Ids that look like numbers keep every digit.
    assert!(range.rows().skip(1).all(|r| matches!(&r[at("编号")], Data::String(_) | Data::Empty)));
}

/// Cells of a table of the page: `data-v` where there is one, else the text.
fn page_table(page: &str, name: &str) -> Option<Vec<Vec<String>>> {
    let (_, rest) = page.split_once(&format!("data-table=\"{name}\""))?;
    let (body, _) = rest.split_once("</tbody>")?;
    let (_, body) = body.split_once("<tbody>")?;
    let cell = |c: &str| {
        let (open, inner) = c.split_once('>').unwrap();
        let raw = open.split_once("data-v=\"").map(|(_, v)| v.split('"').next().unwrap().to_owned());
        raw.unwrap_or_else(|| unescape(inner.split("</td>").next().unwrap()))
    };
    Some(body.split("<tr>").skip(1).map(|row| row.split("<td").skip(1).map(cell).collect()).collect())
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

#[test]
fn the_page_holds_the_tables_of_the_folder() {
    let page = text("r.html");
    let shown = [
        "overview",
        "satisfaction",
        "natures",
        "voices",
        "reasons",
        "trend",
        "aspects",
        "drivers",
        "requests",
        "segments",
        "stages",
        "keywords",
        "topics",
        "quality",
    ];
    for name in shown {
        let rows = page_table(&page, name).unwrap_or_else(|| panic!("{name} is not on the page"));
        assert!(!rows.is_empty(), "{name}");
        for (row, known) in rows.iter().zip(table(name)) {
            for (cell, known) in row.iter().zip(known) {
                let equal = cell == plain(known) || cell.parse::<f64>().is_ok_and(|v| known.parse() == Ok(v));
                assert!(equal, "{name}: {cell} against {known}");
            }
        }
    }
}

/// How figures are written for people.
fn said(value: &Value, digits: usize) -> String {
    format!("{:.digits$}", value.as_f64().unwrap())
}

#[test]
fn headlines_for_people_are_the_figures_of_the_json() {
    let r = &ALL.json;
    let s = &r["satisfaction"];
    let (mean, csat) = (said(&s["mean"]["value"], 2), format!("{}%", said(&s["csat"]["value"], 1)));
    let share = format!("{:.1}%", r["severity"]["complaints"]["share"].as_f64().unwrap() * 100.0);
    let major = r["severity"]["major"]["count"].to_string();
    let page = text("r.html");
    let tile = |name: &str| {
        let (_, rest) = page.split_once(&format!("data-tile=\"{name}\"")).unwrap();
        let (_, value) = rest.split_once("class=\"value\">").unwrap();
        let inner = value.split("</span>").next().unwrap();
        inner.rsplit_once('>').map_or(inner, |(_, t)| t).to_owned()
    };
    assert!(page.contains(&format!("class=\"value\">{mean}<")), "{mean}");
    assert_eq!((tile("csat"), tile("complaints")), (csat.clone(), share.clone()));
    assert!(page.contains(&format!(">{major}</a>")));
    for (name, out) in [("r.md", text("r.md")), ("r.txt", text("r.txt"))] {
        for figure in [&mean, &csat, &share, &major] {
            assert!(out.contains(figure.as_str()), "{name} has no {figure}");
        }
        let of = format!("占投诉与诉求共 {} 条", r["hot_issues"][0]["of"]);
        assert!(out.contains(&of) && page.contains(&of), "{name}: {of}");
        for i in r["hot_issues"].as_array().unwrap().iter().take(3) {
            let n = format!("{} 条", i["count"]);
            // An alert may name an issue too, with its own count.
            let title = i["title"].as_str().unwrap();
            let told = |l: &str| l.contains(title) && (l.contains(&n) || l.contains(&i["count"].to_string()));
            assert!(out.lines().any(told), "{name}: {title}");
        }
        // The matrix, quick wins and what moves satisfaction are for people, too (in Markdown the matrix has only what is to be fixed now: `sections`).
        let of = |priority: &str| r["aspects"].as_array().unwrap().iter().find(|a| a["priority"] == priority);
        let placed = [("watch", "持续关注"), ("keep_up", "保持优势")];
        let placed: Vec<_> = placed.iter().filter_map(|(id, words)| Some((of(id)?, words))).collect();
        assert!(!placed.is_empty(), "{name}");
        let placed = placed.into_iter().filter(|_| name == "r.txt");
        for (aspect, words) in placed {
            assert!(out.contains(aspect["name"].as_str().unwrap()) && out.contains(words), "{name}: {aspect}");
        }
        for win in r["drivers"]["quick_wins"].as_array().unwrap().iter().take(2) {
            assert!(out.contains(win["name"].as_str().unwrap()) && out.contains("速赢"), "{name}: {win}");
        }
        for n in r["natures"].as_array().unwrap() {
            let share = format!("{:.1}%", n["share"].as_f64().unwrap() * 100.0);
            let told = |l: &&str| l.contains(n["name"].as_str().unwrap()) && l.contains(&share);
            assert!(out.lines().find(told).is_some(), "{name}: {} {share}", n["name"]);
        }
    }
}

/// Most customers give stars and write nothing: their ratings count, and what is read from texts does not change by them.
#[test]
fn ratings_without_words_count() {
    let mut csv = "反馈内容,评分,门店\n".to_owned();
    (0..15).for_each(|_| csv += "无,5,城南店\n,5,城南店\n");
    (0..10).for_each(|i| csv += &format!("第{i}次来，服务员态度很差，上菜太慢,1,城南店\n"));
    let dir = folder_with("a.csv", csv.as_bytes());
    let run =
        |args: &[&str]| Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q", "--by", "门店"]).args(args).ok();
    let report = run(&["--format", "json"]).json();
    let stars = &report["satisfaction"]["ratings"];
    let told = ["rated", "wordless"].map(|k| stars[k].as_u64().unwrap());
    assert_eq!((told, stars["mean"]["value"].as_f64()), ([40, 30], Some(4.0)));
    assert_eq!((stars["csat"]["value"].as_f64(), stars["csat"]["n"].as_u64()), (Some(75.0), Some(40)));
    assert_eq!(report["satisfaction"]["mean"]["n"], 10);
    let store = &report["segments"][0]["list"][0];
    assert_eq!((store["count"].as_u64(), store["rating"]["n"].as_u64()), (Some(10), Some(40)), "{store}");
    assert!(run(&["--lang", "zh", "--format", "terminal"]).text().contains("按客户评分（40 条，30 条无实质文字）"));
}
