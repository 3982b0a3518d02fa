//! Text from customers, headers, file names and titles stays text in every format: it runs no script, no formula, no terminal escape, makes no link.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use calamine::{Data, Reader};
use tempfile::TempDir;

use crate::support::Voc;

const SCRIPT: &str = "<script>alert(1)</script>";
const IMAGE: &str = "\"><img src=x onerror=alert(2)>";
const FORMULA: &str = "=HYPERLINK(\"http://evil.example\",\"x\")";
const LINK: &str = "[点我](http://evil.example) ![](http://evil.example/a.png) @all www.evil.example";
const ESCAPE: &str = "\u{1b}]0;evil\u{7}\u{1b}[31m\u{202e}";
const TITLE: &str = "=1+1 <script>alert(3)</script> [t](http://evil.example) \u{1b}[31m";

/// Major complaints that are no copies of each other.
const GRAVE: [&str; 5] = [
    "昨天晚上热水器突然漏电，把我手臂电麻了，家里老人差点出事",
    "充电宝半夜冒烟起火，床单烧了一个大洞，要求赔偿损失",
    "孩子吃了你们的饼干以后上吐下泻，送去医院急诊洗胃",
    "燃气灶爆炸，玻璃碎片划伤我的脸，缝了七针",
    "电动车刹车失灵摔断了腿，住院半个月，谁来负责",
];

struct Hostile {
    dir: TempDir,
}

impl Hostile {
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

static RUN: LazyLock<Hostile> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let input = "=cmd [x](http:evil) <script>alert(4)<script>.csv";
    let mut out = csv::Writer::from_path(dir.path().join(input)).unwrap();
    out.write_record(["反馈内容", "评分", "反馈时间", "编号", "=渠道<img src=x onerror=alert(5)>"]).unwrap();
    for (i, (told, evil)) in GRAVE.iter().zip([SCRIPT, IMAGE, FORMULA, LINK, ESCAPE]).enumerate() {
        let group = if i % 2 == 0 { FORMULA } else { "</option></select><script>alert(6)</script>" };
        // A formula has to stand first, anything else works anywhere.
        let text = if evil == FORMULA { format!("{evil}{told}") } else { format!("{told}{evil}") };
        let row = [text, "1".to_owned(), format!("2026-03-0{}", i + 1), format!("+86138{i:08}"), group.to_owned()];
        out.write_record(row).unwrap();
    }
    out.flush().unwrap();
    let mut args: Vec<String> =
        ["analyze", "--title", TITLE, "--by", "=渠道<img src=x onerror=alert(5)>"].map(str::to_owned).into();
    for name in ["r.json", "r.csv", "r.xlsx", "r.html", "r.md", "r.txt", "r/"] {
        args.extend(["-o".to_owned(), name.to_owned()]);
    }
    args.extend(["--records".to_owned(), "rows.csv".to_owned(), input.to_owned()]);
    Voc::new().dir(dir.path()).args(args).ok();
    Hostile { dir }
});

/// Nothing that drives a terminal or turns the order of text around.
fn assert_tame(what: &str, text: &str) {
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || ('\u{202a}'..='\u{202e}').contains(&c);
    assert_eq!(text.chars().find(|c| bad(*c)), None, "{what}");
}

#[test]
fn the_page_runs_and_loads_nothing() {
    let page = RUN.text("r.html");
    assert_tame("html", &page);
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the text itself is shown");
    assert!(page.contains("<title>=1+1 &lt;script&gt;"));
    for tag in page.split('<').skip(1).map(|t| t.split('>').next().unwrap()) {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!["img", "iframe", "object", "embed", "link", "base", "form"].contains(&name.as_str()), "<{tag}>");
        assert!(!tag.contains(" onerror=") || tag.contains('&'), "<{tag}>");
        assert!(!tag.contains("href=\"") || tag.contains("href=\"#"), "<{tag}>");
    }
}

fn assert_no_formula(path: &Path) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).unwrap();
    for record in reader.records() {
        for cell in &record.unwrap() {
            let starts = cell
                .trim_start_matches([' ', '\u{3000}'])
                .starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']);
            assert!(!starts || cell.parse::<f64>().is_ok(), "{}: {cell}", path.display());
        }
    }
}

#[test]
fn no_cell_of_a_csv_file_is_a_formula() {
    assert_no_formula(&RUN.path("r.csv"));
    assert_no_formula(&RUN.path("rows.csv"));
    for entry in std::fs::read_dir(RUN.path("r")).unwrap() {
        assert_no_formula(&entry.unwrap().path());
    }
}

#[test]
fn no_cell_of_the_workbook_is_a_formula_and_ids_stay_text() {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(RUN.path("r.xlsx")).unwrap();
    let mut seen = 0;
    for sheet in book.sheet_names() {
        assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        for row in book.worksheet_range(&sheet).unwrap().rows() {
            for cell in row {
                if let Data::String(s) = cell {
                    seen += usize::from(s.starts_with("=HYPERLINK") || s.starts_with("+86138"));
                }
            }
        }
    }
    assert!(seen >= 10, "texts and ids are kept as they are: {seen}");
}

#[test]
fn markdown_makes_no_link_no_mention_and_no_markup() {
    let text = RUN.text("r.md");
    assert_tame("md", &text);
    for bad in ["](http", "![", "<script", "<img", "@all", " www.evil"] {
        assert!(!text.replace("\\[", "").replace("\\]", "").contains(bad), "{bad}: {text}");
    }
    assert!(text.contains("&lt;script&gt;"), "{text}");
}

#[test]
fn the_terminal_is_not_driven() {
    assert_tame("txt", &RUN.text("r.txt"));
    let colour =
        Voc::new().dir(RUN.dir.path()).args(["report", "--color", "always", "--format", "terminal", "rows.jsonl"]);
    let rows = "=cmd [x](http:evil) <script>alert(4)<script>.csv";
    Voc::new().dir(RUN.dir.path()).args(["annotate", "-q", rows, "-o", "rows.jsonl"]).ok();
    let shown = colour.ok().text();
    // Every escape is a colour of ours.
    for part in shown.split('\u{1b}').skip(1) {
        let (code, _) = part.split_once('m').unwrap();
        assert!(code.starts_with('[') && code[1..].bytes().all(|b| b.is_ascii_digit() || b == b';'), "{code:?}");
    }
}

#[test]
fn json_keeps_the_text_and_shows_no_escape() {
    let bytes = RUN.text("r.json");
    assert_tame("json", &bytes);
    let report: serde_json::Value = serde_json::from_str(&bytes).unwrap();
    let quotes = report["severity"]["list"].as_array().unwrap();
    let texts: Vec<&str> = quotes.iter().map(|v| v["quote"]["text"].as_str().unwrap()).collect();
    for evil in [SCRIPT, IMAGE, FORMULA, LINK, ESCAPE] {
        assert!(texts.iter().any(|t| t.contains(evil)), "{evil:?}");
    }
}
