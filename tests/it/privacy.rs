//! Personal data of the sample files is in no output, unless `--no-mask` asks for it.

use std::path::Path;

use crate::support::{FEEDBACK, Voc, all_runs, folder_with, sample, samples};

/// Runs of digits in a text, as long as they come.
fn digits(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

fn is_phone(run: &str) -> bool {
    run.len() == 11 && run.starts_with('1') && run.as_bytes()[1] >= b'3'
}

/// Phone numbers of the texts (not of order or id columns) of a sample file.
fn phones(name: &str) -> Vec<String> {
    let text = String::from_utf8(sample(name)).unwrap();
    let mut found: Vec<String> = digits(&text).filter(|r| is_phone(r)).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

fn mails(name: &str) -> Vec<String> {
    let text = String::from_utf8(sample(name)).unwrap();
    let mail = |c: char| c.is_ascii_alphanumeric() || "@._-".contains(c);
    let mut found: Vec<String> = text
        .split(|c| !mail(c))
        .filter(|w| w.contains('@') && w.contains('.') && w.len() > 6)
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn secrets() -> Vec<String> {
    let all: Vec<String> =
        ["feedback.csv", "hotel.csv", "bank.csv"].iter().flat_map(|f| phones(f).into_iter().chain(mails(f))).collect();
    assert!(all.len() > 5, "{all:?}");
    all
}

fn assert_clean(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for secret in secrets() {
        assert!(!text.contains(&secret), "{what} shows {secret}");
    }
}

fn files(dir: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn no_file_that_is_written_shows_it() {
    for run in all_runs() {
        let mut all = Vec::new();
        files(run.dir.path(), &mut all);
        assert!(all.len() > 5);
        for path in all {
            assert_clean(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn no_screen_shows_it() {
    for args in
        [["annotate", "--format", "csv"], ["annotate", "--format", "jsonl"], ["analyze", "--format", "terminal"]]
    {
        let out = Voc::new().dir(&samples()).args(args).args(["feedback.csv", "--quiet"]).ok();
        assert_clean(args[0], &out.stdout);
    }
    let row = FEEDBACK.records.iter().find(|r| !r["masked"].as_array().unwrap().is_empty()).unwrap()["row"].to_string();
    let out = Voc::new().dir(&samples()).args(["explain", "--row", &row, "feedback.csv", "-q"]).ok();
    assert_clean("explain", &out.stdout);
}

/// The header tells what an id is: accounts, plates, orders and waybills are hidden as in segments, codes and tickets name their rows.
#[test]
fn ids_are_masked_by_their_header_and_by_what_they_are() {
    for (header, id, want) in [
        ("订单编号", "202603158765432109", "**************2109"),
        ("订单编号", "13812345678", "138****5678"),
        ("运单号", "SF1122334455667", "SF*********5667"),
        ("车牌号", "沪A88888", "沪A*****"),
        ("编号", "沪A88888", "沪A*****"),
        ("微信", "zhang_san88", "z**********"),
        ("QQ号", "88776655", "8*****55"),
        ("工单号", "202603158765432109", "202603158765432109"),
        ("反馈编号", "FB26031501", "FB26031501"),
    ] {
        let dir = folder_with("a.csv", format!("{header},评价内容\n{id},快递太慢了\n").as_bytes());
        let run = |args: &[&str]| {
            let base = ["annotate", "a.csv", "-q", "--id-column", header];
            Voc::new().dir(dir.path()).args(base).args(args.iter().copied()).ok().lines()[0].clone()
        };
        assert_eq!(run(&[])["id"], want, "{header}");
        assert_eq!(run(&["--by", header])["attrs"][header], want, "{header}");
        assert_eq!(run(&["--no-mask"])["id"], id, "{header}");
    }
}

#[test]
fn rejected_rows_are_masked_too() {
    let text = "编号,内容\n1,好,联系我13800138000,多\n2,挺好的，喜欢\n3,不错的东西，推荐\n";
    let dir = folder_with("a.csv", text.as_bytes());
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--text-column", "内容"]).ok();
    let again =
        Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--text-column", "内容", "--rejects", "r.csv"]).ok();
    let kept = std::fs::read_to_string(dir.path().join("r.csv")).unwrap();
    for (what, told) in [("report", out.text()), ("stderr", out.stderr), ("stderr", again.stderr), ("rejects", kept)] {
        assert!(!told.contains("13800138000"), "{what}: {told}");
    }
}

#[test]
fn masking_keeps_every_character_in_its_place() {
    let plain = Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "-q", "--no-mask"]).ok().lines();
    let mut masked = 0;
    for (before, after) in plain.iter().zip(&FEEDBACK.records) {
        let (a, b) = (before["text"].as_str().unwrap(), after["text"].as_str().unwrap());
        assert_eq!(a.chars().count(), b.chars().count(), "{b}");
        assert!(a.chars().zip(b.chars()).all(|(x, y)| x == y || y == '*'), "{b}");
        assert_eq!(a != b, !after["masked"].as_array().unwrap().is_empty(), "{b}");
        assert!(before["masked"].as_array().unwrap().is_empty());
        masked += usize::from(a != b);
    }
    assert!(masked >= 15, "{masked} rows masked");
    assert_eq!(FEEDBACK.report["run"]["masking"], true);
    assert!(!FEEDBACK.report["run"]["masked"].as_object().unwrap().is_empty());
}

#[test]
fn the_report_says_when_nothing_is_masked() {
    let out = Voc::new().dir(&samples()).args(["analyze", "hotel.csv", "-q", "--no-mask"]).ok().json();
    assert_eq!(out["run"]["masking"], false);
}

/// Rows that were labelled with `--no-mask` are masked when a report is made of them, unless that says so too.
#[test]
fn a_report_of_unmasked_rows_is_masked() {
    let dir = tempfile::tempdir().unwrap();
    let csv =
        "编号,评价内容\n1,打了13812345678没人接，热水器漏电，把我电伤了，退款请打13812345678\n2,质量很好，非常满意\n";
    std::fs::write(dir.path().join("a.csv"), csv).unwrap();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok();
    for rows in ["open.jsonl", "open.parquet"] {
        run(&["annotate", "a.csv", "--no-mask", "-q", "-o", rows]);
        run(&["report", rows, "-q", "-o", "r.json", "-o", "r.html", "--records", "again.jsonl"]);
        for name in ["r.json", "r.html", "again.jsonl"] {
            let text = std::fs::read_to_string(dir.path().join(name)).unwrap();
            assert!(!text.contains("13812345678"), "{name} of {rows}");
        }
        let told = run(&["report", rows, "--no-mask", "-q", "--format", "json"]).json();
        assert_eq!(told["run"]["masking"], false);
        assert!(told.to_string().contains("13812345678"));
    }
    run(&["annotate", "a.csv", "-q", "-o", "masked.jsonl"]);
    // Too late: what was masked stays so, and no report says otherwise.
    let late = run(&["report", "masked.jsonl", "--no-mask", "--format", "json"]);
    assert_eq!(late.json()["run"]["masking"], true);
    assert!(
        late.stderr.contains("`masked.jsonl`: personal data was masked when the rows were labelled"),
        "{}",
        late.stderr
    );
    std::fs::copy(dir.path().join("masked.jsonl"), dir.path().join("later.jsonl")).unwrap();
    let compared = run(&["compare", "masked.jsonl", "later.jsonl", "--no-mask", "--format", "json"]);
    assert_eq!(compared.json()["masking"], true);
    let of = |rows: &str| {
        let mut report = run(&["report", rows, "-q", "--format", "json"]).json();
        report["run"]["inputs"] = serde_json::Value::Null;
        report
    };
    // So it is where the models, which read digits and stars as they stand, hear the same in both.
    assert_eq!(of("open.jsonl"), of("masked.jsonl"));
}

/// A header announces what stands below it, in segments as in rows that cannot be taken apart; a source that a column names is a cell too.
#[test]
fn cells_are_masked_by_what_their_headers_announce() {
    let csv = "反馈内容,收货地址,座机,收件人,来源\n快递太慢了,幸福路12号3楼,010-60008123,赵小棠,139****0001\n\
               质量不错的,桃苑小区6号楼302,(021)50004321转12,钱女士,x15900017482.csv\n太差,多,幸福路12号,60008123,赵小棠,x\n";
    let dir = folder_with("a.csv", csv.as_bytes());
    let by = ["--by", "收货地址,座机,收件人", "--source-column", "来源", "--rejects", "r.csv", "-q"];
    let rows = Voc::new().dir(dir.path()).args(["annotate", "a.csv"]).args(by).ok().lines();
    let cell = |i: usize, header: &str| rows[i]["attrs"][header].as_str().unwrap().to_owned();
    assert_eq!((cell(0, "收货地址"), cell(0, "座机")), ("幸福路**号*楼".to_owned(), "010-****8123".to_owned()));
    assert_eq!((cell(0, "收件人"), cell(1, "收件人")), ("赵**".to_owned(), "钱女士".to_owned()));
    assert!(!cell(1, "收货地址").contains('6') && !cell(1, "座机").contains("50004321"), "{rows:?}");
    assert_eq!(rows[1]["source"], "x159****7482.csv");
    let kept = std::fs::read_to_string(dir.path().join("r.csv")).unwrap();
    assert!(kept.contains("太差,多,幸福路**号,****8123,赵**,x"), "{kept}");
    let form = "反馈内容,评分\n快递太慢了,1\n收件人,赵小棠,13900001234,x\n";
    std::fs::write(dir.path().join("b.csv"), form).unwrap();
    Voc::new().dir(dir.path()).args(["annotate", "b.csv", "--rejects", "r.csv", "-q"]).ok();
    let kept = std::fs::read_to_string(dir.path().join("r.csv")).unwrap();
    assert!(kept.contains("收件人,赵**,139****1234,x"), "{kept}");
}

/// Staff and the company's own places part its tables; what looks like a size or a price is one.
#[test]
fn what_is_the_company_s_own_stays_and_so_do_sizes_and_prices() {
    let csv = "反馈内容,接待客服姓名,经销商地址\n三个价位：159/1299/1399，我选了中间的,张伟,幸福路12号3楼\n尺寸：180*2005*1508，和描述一样,张敏,幸福路14号\n";
    let dir = folder_with("a.csv", csv.as_bytes());
    let rows =
        Voc::new().dir(dir.path()).args(["annotate", "a.csv", "-q", "--by", "接待客服姓名,经销商地址"]).ok().lines();
    for (row, (name, place)) in rows.iter().zip([("张伟", "幸福路12号3楼"), ("张敏", "幸福路14号")]) {
        assert_eq!((&row["attrs"]["接待客服姓名"], &row["attrs"]["经销商地址"]), (&name.into(), &place.into()));
        assert!(!row["text"].as_str().unwrap().contains("****"), "{row}");
    }
}

#[test]
fn groups_of_eval_are_measured_apart_and_shown_masked() {
    let csv = "text,label,客户姓名\n屏幕太差,差评,李明明\n味道很好,差评,李刚刚\n";
    let dir = folder_with("l.csv", csv.as_bytes());
    let args = ["eval", "l.csv", "--text-column", "text", "--by", "客户姓名", "--json"];
    let groups = Voc::new().dir(dir.path()).args(args).ok().json()["groups"].clone();
    let names: Vec<_> = groups.as_array().unwrap().iter().map(|g| g["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["李**", "李**"], "{groups}");
}

#[test]
fn eval_shows_no_group_that_is_a_telephone() {
    let csv = "text,label,联系电话\n屏幕太差,差评,13900001234\n味道很好,好评,010-60008123\n";
    let dir = folder_with("l.csv", csv.as_bytes());
    let args = ["eval", "l.csv", "--text-column", "text", "--by", "联系电话"];
    let table = Voc::new().dir(dir.path()).args(args).ok().text();
    let json = Voc::new().dir(dir.path()).args(args).args(["--json"]).ok();
    assert_eq!(json.json()["groups"].as_array().unwrap().len(), 2);
    for told in [table, json.text()] {
        assert!(told.contains("139****1234") && told.contains("010-****8123"), "{told}");
        assert!(!told.contains("13900001234") && !told.contains("60008123"), "{told}");
    }
    let open = Voc::new().dir(dir.path()).args(args).args(["--no-mask"]).ok().text();
    assert!(open.contains("13900001234"), "{open}");
}

#[test]
fn notes_that_quote_a_cell_hide_what_is_personal_in_it() {
    let row = |i: u32, time: &str, rating: &str| format!("第{i}次来了，服务很好,{time},{rating}\n");
    let good: String = (0..87).map(|i| row(i, "2026-03-05", "5")).collect();
    let bad: String = (87..100).map(|i| row(i, "李明13812345670", "请打13912345670")).collect();
    let head = "评价内容,评价时间,评分\n";
    let tables = [format!("{head}{good}{bad}"), format!("{head}{bad}")];
    for table in tables {
        let dir = folder_with("a.csv", table.as_bytes());
        let told = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok().stderr;
        let masked = told(&["annotate", "a.csv"]);
        assert!(masked.contains("138****5670") && masked.contains("139****5670"), "{masked}");
        assert!(!masked.contains("13812345670") && !masked.contains("13912345670"), "{masked}");
        let shown = told(&["annotate", "a.csv", "--no-mask"]);
        assert!(shown.contains("13812345670") && shown.contains("13912345670"), "{shown}");
    }
}

/// Names of columns are shown in the manifest, in segments and on the screen.
#[test]
fn headers_with_personal_data_are_masked() {
    let csv = "反馈内容,13812345678的门店\n".to_owned() + &"快递太慢了,东\n质量不错,西\n".repeat(10);
    let dir = folder_with("a.csv", csv.as_bytes());
    let args = ["analyze", "a.csv", "--by", "13812345678的门店", "--format", "json", "--records", "rows.jsonl"];
    let out = Voc::new().dir(dir.path()).args(args).ok();
    let rows = std::fs::read_to_string(dir.path().join("rows.jsonl")).unwrap();
    for told in [out.text(), out.stderr.clone(), rows] {
        assert!(!told.contains("13812345678") && told.contains("138****5678的门店"), "{told}");
    }
    let report = out.json();
    assert_eq!(report["segments"][0]["column"], "138****5678的门店");
    assert_eq!(report["run"]["options"]["by"], "138****5678的门店");
}
