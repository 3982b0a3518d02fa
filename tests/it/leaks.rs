//! One file with personal data of every kind, in texts, ids, segments and rows that are rejected: nothing that voc writes or says shows any of it.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::{Voc, folder_with};

/// Data with what announces it. None of these characters in this order may be seen again.
const SECRETS: [(&str, &str); 16] = [
    ("我的电话", "13800138765"),
    ("手机：", "139 0000 8765"),
    ("手机号", "１３７００００８７６５"),
    ("电话", "一三八零零零零五六七八"),
    ("单位电话", "010-60008765"),
    ("身份证", "11010519491231002X"),
    ("护照号", "E12348765"),
    ("银行卡", "6222020000012345678"),
    ("邮箱", "zhang.san88@example.com"),
    ("车牌", "粤B8D765"),
    ("加微信", "wang_8765abc"),
    ("QQ", "87651234"),
    ("订单号", "202603158765432109"),
    ("住在", "幸福路876号5栋1203室"),
    ("我叫", "欧阳雪梅"),
    ("联系人：", "诸葛明"),
];

/// Rows of complaints, so that each is quoted somewhere.
fn table() -> String {
    let told =
        ["漏电把我电到了", "孩子吃了上吐下泻", "起火把房子烧了", "三天没人处理，要打12315", "骗人的假货，要求退一赔三"];
    let mut csv = "反馈编号,反馈内容,评分,反馈时间,渠道,门店\n".to_owned();
    for (i, (word, secret)) in SECRETS.iter().cycle().take(64).enumerate() {
        let id = if i % 3 == 0 { format!("1391234{i:04}") } else { format!("A{i}") };
        let shop = if i % 2 == 0 { "店长13512345678" } else { "东门店" };
        let what = told[i % told.len()];
        csv += &format!("{id},第{i}次说了，{what}，{word}{secret}，请处理,1,2026-03-{:02},天猫,{shop}\n", i % 28 + 1);
    }
    csv += "B1,电话13800138765,1,2026-03-01,天猫,东门店,多了,13512345678,多了\n";
    csv + "\"B2,没有收尾的引号 zhang.san88@example.com\n"
}

fn secrets() -> Vec<String> {
    let mut all: Vec<String> = SECRETS.iter().map(|(_, s)| (*s).to_owned()).collect();
    // What stands in ids and segments, and the given name without its surname.
    all.extend(["13512345678".to_owned(), "雪梅".to_owned(), "876号".to_owned(), "1203室".to_owned()]);
    all.extend((0..64).step_by(3).map(|i| format!("1391234{i:04}")));
    all
}

fn assert_silent(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let shown: Vec<String> = secrets().into_iter().filter(|s| text.contains(s)).collect();
    assert!(shown.is_empty(), "{what} shows {shown:?}");
}

/// Everything that can be written, in one folder.
static WRITTEN: LazyLock<(TempDir, String)> = LazyLock::new(|| {
    let dir = folder_with("in.csv", table().as_bytes());
    let mut said = String::new();
    let mut run = |args: &str| {
        let out = Voc::new().dir(dir.path()).args(args.split(' ')).ok();
        said += &format!("{}\n{}\n", out.stderr, String::from_utf8_lossy(&out.stdout));
    };
    run(
        "analyze in.csv -o r.json -o r.html -o r.xlsx -o r.md -o r.txt -o r.csv -o parts/ --records rows.jsonl --rejects rejects.csv --history h.db --log run.log",
    );
    run("analyze in.csv --format terminal --color always --history h.db --force");
    run("annotate in.csv -o rows.csv -o rows.xlsx -o rows.parquet --rejects more.csv");
    run("annotate in.csv --format csv");
    run("report rows.parquet -o again.json --records again.jsonl");
    run("compare in.csv --at 2026-03-15 -o c.json -o c.html -o c.md -o c.xlsx");
    run("words in.csv -o w.tsv");
    run("explain --row 1 in.csv");
    run("explain --json 我的电话13800138765，漏电");
    for what in ["list", "show last", "issues", "orders", "series", "export"] {
        run(&format!("history {what} --history h.db"));
    }
    let strict = Voc::new().dir(dir.path()).args(["analyze", "in.csv", "--strict"]).run();
    assert_eq!(strict.status, 2);
    said += &strict.stderr;
    (dir, said)
});

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn no_file_shows_it() {
    let mut all = Vec::new();
    files(WRITTEN.0.path(), &mut all);
    all.retain(|p| !p.ends_with("in.csv"));
    assert!(all.len() > 30, "{all:?}");
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        let shown = path.display().to_string();
        if bytes.starts_with(b"PK") {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            for i in 0..zip.len() {
                let mut part = Vec::new();
                std::io::Read::read_to_end(&mut zip.by_index(i).unwrap(), &mut part).unwrap();
                assert_silent(&shown, &part);
            }
        } else {
            assert_silent(&shown, &bytes);
        }
    }
}

#[test]
fn nothing_that_is_said_shows_it() {
    assert!(WRITTEN.1.len() > 10_000);
    assert_silent("the terminal", WRITTEN.1.as_bytes());
}

#[test]
fn every_kind_is_counted_and_no_mask_is_told() {
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(WRITTEN.0.path().join("r.json")).unwrap()).unwrap();
    let counted = report["run"]["masked"].as_object().unwrap();
    for kind in [
        "phone",
        "landline",
        "id_card",
        "passport",
        "bank_card",
        "email",
        "plate",
        "wechat",
        "qq",
        "order",
        "address",
        "name",
    ] {
        assert!(counted[kind].as_u64().unwrap() >= 4, "{kind}: {counted:?}");
    }
    let plain = Voc::new().dir(WRITTEN.0.path()).args(["analyze", "in.csv", "-q", "--no-mask"]).ok();
    assert!(plain.text().contains("13800138765"), "the test would notice");
    assert_eq!(plain.json()["run"]["masking"], false);
    for format in ["terminal", "html", "markdown"] {
        let told =
            Voc::new().dir(WRITTEN.0.path()).args(["analyze", "in.csv", "-q", "--no-mask", "--format", format]).ok();
        assert!(told.text().contains("personal data is not masked"), "{format}");
    }
}

#[test]
fn no_mask_is_told_whatever_sections_are_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let run = |args: &[&str]| Voc::new().dir(WRITTEN.0.path()).args(args.to_vec()).args(["-q", "--no-mask"]).ok();
    let [html, book, folder, csv] = ["r.html", "r.xlsx", "r/", "r.csv"].map(at);
    run(&["analyze", "in.csv", "--section", "severity", "-o", &html, "-o", &book, "-o", &folder, "-o", &csv]);
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    assert!(read(&html).contains("personal data is not masked"));
    assert!(read(&csv).contains("masked,,masking,0"));
    assert!(read(&at("r/quality.csv")).contains("Personal data masked,no"));
    let mut sheets: calamine::Xlsx<_> = calamine::open_workbook(&book).unwrap();
    let quality = calamine::Reader::worksheet_range(&mut sheets, "Data quality").unwrap();
    assert_eq!(quality.get_value((1, 1)).map(ToString::to_string), Some("no".to_owned()));
    let (text, markdown) = (at("c.txt"), at("c.md"));
    run(&["compare", "in.csv", "--at", "2026-03-15", "-o", &text, "-o", &markdown]);
    for path in [&text, &markdown] {
        assert!(read(path).contains("personal data is not masked"), "{path}");
    }
}
