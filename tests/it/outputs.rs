//! Names of outputs, and what stands in them: a name tells the truth, a format that is not used is told, and English reports are English to the marks.

use calamine::Reader as _;
use serde_json::Value;

use crate::support::{FEEDBACK, Voc, difference, folder_with, json_lines, samples, without_inputs};

/// The message of a run of `voc COMMAND a.csv` that has to fail without leaving a file.
fn refused(command: &str, args: &[&str]) -> String {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    let out = Voc::new().dir(dir.path()).args([command, "a.csv"]).args(args.iter().copied()).run();
    assert_eq!((out.status, out.stdout.len()), (2, 0), "{command} {args:?}: {}", out.stderr);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "{command} {args:?}");
    out.stderr
}

#[test]
fn rejected_rows_are_csv_and_called_so() {
    for command in ["analyze", "annotate", "words"] {
        for name in ["r.xlsx", "r.jsonl", "r.json"] {
            let told = refused(command, &["--rejects", name]);
            assert!(told.contains(&format!("not as `{name}`\n  hint: end the name in .csv or .txt")), "{told}");
        }
    }
}

#[test]
fn labelled_rows_go_to_as_many_files_as_are_named() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n质量不错，很喜欢\n".as_bytes());
    let args = ["analyze", "a.csv", "-q", "-o", "r.json", "--records", "a.jsonl", "--records", "b.jsonl"];
    Voc::new().dir(dir.path()).args(args).args(["--records", "rows.csv", "--rejects", "r.out"]).ok();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!((read("a.jsonl").lines().count(), read("a.jsonl")), (2, read("b.jsonl")));
    assert_eq!(read("rows.csv").lines().count(), 3);
    assert!(dir.path().join("r.out").is_file());
    Voc::new().dir(dir.path()).args(["annotate", "a.csv", "-q", "-o", "rows.json"]).ok();
    assert_eq!(read("rows.json"), read("a.jsonl"));
}

#[test]
fn labelled_rows_of_several_tables_have_the_columns_of_all() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let run = |args: &[&str]| Voc::new().dir(&samples()).args(args.to_vec()).args(["hotel.csv", "bank.csv", "-q"]).ok();
    run(&["annotate", "-o", &at("a.csv"), "-o", &at("a.parquet")]);
    run(&["analyze", "-o", &at("r.json"), "--records", &at("b.csv"), "--records", &at("b.parquet")]);
    let head = |name: &str| std::fs::read_to_string(at(name)).unwrap().lines().next().unwrap().to_owned();
    assert!(head("a.csv").contains("attrs.酒店名称,attrs.房型,attrs.网点,attrs.业务类型"), "{}", head("a.csv"));
    assert_eq!(head("b.csv"), head("a.csv"));
    let report = |name: &str| Voc::new().args(["report", &at(name), "-q"]).ok().json();
    assert_eq!(report("b.parquet")["segments"], report("a.parquet")["segments"]);
}

#[test]
fn the_report_of_the_settings_is_no_output_of_other_commands() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    std::fs::write(dir.path().join("b.csv"), "反馈内容\n客服不理人\n").unwrap();
    std::fs::write(dir.path().join("voc.toml"), "output = [\"cfg.json\"]\nquiet = true\n").unwrap();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.to_vec()).ok();
    assert!(run(&["analyze", "a.csv"]).stdout.is_empty());
    let report = std::fs::read(dir.path().join("cfg.json")).unwrap();
    assert_eq!(run(&["annotate", "a.csv"]).lines().len(), 1);
    assert!(run(&["compare", "a.csv", "b.csv"]).json()["headline"].is_array());
    assert_eq!(std::fs::read(dir.path().join("cfg.json")).unwrap(), report);
}

#[test]
fn a_folder_that_was_made_for_nothing_goes() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    let out = Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-o", "new/sec/", "--by", "nope"]).run();
    assert_eq!((out.status, dir.path().join("new").exists()), (2, false), "{}", out.stderr);
    Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q", "-o", "new/sec/"]).ok();
    assert!(dir.path().join("new/sec/overview.csv").is_file());
}

#[test]
fn a_folder_holds_nothing_of_the_run_before() {
    let dir = folder_with("a.csv", "反馈内容\n插座漏电，孩子被电到了，要投诉到消协\n".as_bytes());
    std::fs::write(dir.path().join("b.csv"), "反馈内容\n质量不错，很喜欢\n").unwrap();
    let run = |args: &[&str]| {
        Voc::new().dir(dir.path()).args(args.to_vec()).args(["-q", "-o", "sec/"]).ok();
    };
    let lines =
        |name: &str| std::fs::read_to_string(dir.path().join("sec").join(name)).ok().map(|text| text.lines().count());
    run(&["analyze", "a.csv"]);
    assert_eq!(lines("major.csv"), Some(2));
    run(&["analyze", "b.csv"]);
    assert_eq!((lines("major.csv"), lines("alerts.csv"), lines("orders.csv")), (Some(1), Some(1), Some(1)));
    std::fs::write(dir.path().join("sec/mine.csv"), "1\n2\n").unwrap();
    run(&["analyze", "a.csv", "--section", "severity"]);
    assert_eq!((lines("major.csv"), lines("overview.csv"), lines("mine.csv")), (Some(2), None, Some(2)));
}

#[test]
fn the_files_of_a_folder_are_outputs_like_others() {
    for other in [
        ["--records", "c/quality.csv"],
        ["--records", "./c/quality.csv"],
        ["-o", "c/overview.csv"],
        ["--rejects", "c/rejects.csv"],
    ] {
        let told = refused("analyze", &[&["-o", "c/"][..], &other].concat());
        assert!(told.contains("two outputs are `c/") && told.contains(".csv`"), "{told}");
    }
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    Voc::new().dir(dir.path()).args(["analyze", "a.csv", "-q", "-o", "c/", "--records", "c/rows.csv"]).ok();
    assert!(dir.path().join("c/rows.csv").is_file() && dir.path().join("c/quality.csv").is_file());
}

#[test]
fn labelled_rows_are_no_text() {
    for (command, option) in [("annotate", "-o"), ("analyze", "--records")] {
        let told = refused(command, &[option, "rows.txt"]);
        assert!(told.contains("`rows.txt`\n  hint: end the name in .jsonl"), "{told}");
    }
}

#[test]
fn two_names_are_not_one() {
    let told = refused("analyze", &["-o", "a1.json,a2.json"]);
    assert!(told.contains("`a1.json,a2.json` is taken as one name") && told.contains("-o a.json -o b.html"), "{told}");
    assert!(refused("annotate", &["-o", "a.csv,b.jsonl"]).contains("is taken as one name"));
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    let out = Voc::new().dir(dir.path()).env("VOC_OUTPUT", "a1.json,a2.html").args(["analyze", "a.csv"]).run();
    assert!(out.status == 2 && out.stderr.contains("is taken as one name"), "{}", out.stderr);
}

#[test]
fn a_format_that_is_not_used_is_told() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n质量不错，很喜欢\n".as_bytes());
    std::fs::write(dir.path().join("b.csv"), "反馈内容\n客服不理人\n").unwrap();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok();
    Voc::new().dir(dir.path()).args(["annotate", "a.csv", "-q", "-o", "rows.jsonl"]).ok();
    for args in [
        &["analyze", "a.csv", "--format", "terminal", "-o", "r.html"][..],
        &["report", "rows.jsonl", "--format", "terminal", "-o", "r.html"],
        &["compare", "a.csv", "b.csv", "--format", "terminal", "-o", "r.html"],
        &["annotate", "a.csv", "--format", "csv", "-o", "r.jsonl"],
    ] {
        let out = run(args);
        assert!(out.stdout.is_empty() && out.stderr.contains("nothing goes there"), "{args:?}: {}", out.stderr);
        let both = run(&[args, &["-o", "-"]].concat());
        assert!(!both.stdout.is_empty() && !both.stderr.contains("nothing goes there"), "{args:?}: {}", both.stderr);
    }
}

#[test]
fn english_reports_have_english_marks() {
    let text = std::fs::read_to_string(FEEDBACK.dir.path().join("report.txt")).unwrap();
    assert!(!text.contains(['「', '」']) && text.lines().any(|l| l.trim_start().starts_with('“')), "{text}");
    let issues = |r: &Value| {
        let one = |i: &Value| ["id", "title"].map(|key| i[key].as_str().unwrap().to_owned());
        r["hot_issues"].as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    let chinese = Voc::new().dir(&samples()).args(["analyze", "feedback.csv", "-q", "--lang", "zh"]).ok().json();
    let (en, zh) = (issues(&FEEDBACK.report), issues(&chinese));
    assert!(en.iter().any(|[_, title]| title.contains(": ")) && zh.iter().any(|[_, title]| title.contains('：')));
    assert!(en.iter().all(|[_, title]| !title.contains('：')), "{en:?}");
    assert!(en.iter().zip(&zh).all(|([a, _], [b, _])| a == b), "{en:?} {zh:?}");
}

#[test]
fn rows_without_a_time_that_can_be_read_are_told_once() {
    let rows = |odd: usize| {
        let rows = (0..20).map(|i| match i {
            i if i < odd => format!("{},好用，第{i}次买了", ["3天前", "03/05/2026"][i % 2]),
            _ => format!("2026-03-{:02},物流很快，第{i}次了", i + 1),
        });
        format!("反馈时间,反馈内容\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let told = |odd: usize, lang: &str| {
        let dir = folder_with("a.csv", rows(odd).as_bytes());
        Voc::new().dir(dir.path()).args(["analyze", "a.csv", "--lang", lang, "-o", "r.json"]).ok().stderr
    };
    let en = told(8, "en");
    let want = "`a.csv`: 8 of 20 rows state no time in `反馈时间` that can be read (`3天前`, `03/05/2026`); the trend is without them";
    assert_eq!(en.matches(want).count(), 1, "{en}");
    let zh = told(8, "zh");
    assert!(zh.contains("20 行中有 8 行的 `反馈时间` 不是可识别的时间（`3天前`、`03/05/2026`）"), "{zh}");
    assert!(!told(3, "en").contains("state no time"), "{}", told(3, "en"));
}

#[test]
fn a_text_that_no_cell_can_hold_is_cut_with_a_mark_and_told_once() {
    let long = format!("快递太慢了{}", "啊".repeat(40_000));
    let dir = folder_with("a.csv", format!("反馈内容\n{long}\n质量不错\n").as_bytes());
    let run = |args: &[&str], lang: &str| {
        Voc::new().dir(dir.path()).args(args.iter().copied()).args(["--lang", lang]).ok().stderr
    };
    let en = run(&["annotate", "a.csv", "-o", "rows.xlsx", "-o", "rows.jsonl"], "en");
    assert_eq!(en.matches("XLSX: 1 cell was longer than the 32,767 characters that Excel takes").count(), 1, "{en}");
    let sample = run(&["sample", "a.csv", "-o", "s.xlsx"], "en");
    assert!(sample.contains("XLSX: 1 cell was longer than the 32,767 characters"), "{sample}");
    let zh = run(&["analyze", "a.csv", "-o", "r.xlsx"], "zh");
    assert_eq!(zh.matches("XLSX：1 个单元格超过 Excel 上限 32,767 个字符").count(), 1, "{zh}");
    for (book, sheet) in [("rows.xlsx", 0), ("r.xlsx", usize::MAX)] {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(dir.path().join(book)).unwrap();
        let name = book.sheet_names().get(sheet).cloned().unwrap_or_else(|| "明细".to_owned());
        let cells = book.worksheet_range(&name).unwrap();
        let text = cells.rows().flatten().map(ToString::to_string).find(|c| c.starts_with("快递太慢了啊")).unwrap();
        assert!(text.ends_with("啊…") && text.chars().count() == 32_767, "{}", text.chars().count());
    }
    let rows = std::fs::read_to_string(dir.path().join("rows.jsonl")).unwrap();
    assert!(rows.contains(&long));
    assert!(!run(&["annotate", "a.csv", "-o", "rows.csv"], "en").contains("XLSX:"));
}

#[test]
fn an_empty_column_is_a_column_in_every_output_and_for_report() {
    let dir = folder_with("a.csv", "反馈内容,渠道,分区\n快递太慢了，等了三天,天猫,\n质量不错很喜欢,京东,\n".as_bytes());
    std::fs::write(dir.path().join("b.csv"), "反馈内容,渠道,分区\n客服不理人,天猫,\n").unwrap();
    let run =
        |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).args(["--by", "渠道,分区", "-q"]).ok();
    run(&["annotate", "a.csv", "b.csv", "-o", "r.csv", "-o", "r.jsonl", "-o", "r.parquet", "-o", "r.arrow"]);
    let head = std::fs::read_to_string(dir.path().join("r.csv")).unwrap().lines().next().unwrap().to_owned();
    assert!(head.contains(",attrs.渠道,attrs.分区,"), "{head}");
    let rows = json_lines(&std::fs::read(dir.path().join("r.jsonl")).unwrap());
    assert!(rows.iter().all(|r| r["attrs"]["分区"] == ""), "{rows:?}");
    let report = |args: &[&str]| without_inputs(run(args).json());
    let whole = report(&["analyze", "a.csv", "b.csv"]);
    for name in ["r.jsonl", "r.parquet", "r.arrow"] {
        assert_eq!(difference(&report(&["report", name]), &whole), None, "{name}");
    }
    let again = run(&["report", "r.parquet", "-o", "x.json", "--records", "again.csv"]);
    assert!(again.stderr.is_empty());
    assert!(std::fs::read_to_string(dir.path().join("again.csv")).unwrap().starts_with(&head));
}

#[test]
fn labelled_files_with_the_same_rows_are_told_and_parts_of_one_source_are_not() {
    let months = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for (dir, csv) in months.iter().zip(["反馈内容\n快递太慢了\n客服不理人\n", "反馈内容\n质量不错，很喜欢\n"])
    {
        std::fs::write(dir.path().join("a.csv"), csv).unwrap();
        Voc::new().dir(dir.path()).args(["annotate", "a.csv", "-q", "-o", "rows.jsonl"]).ok();
    }
    let [first, second] = months.each_ref().map(|dir| dir.path().join("rows.jsonl").display().to_string());
    let report = |files: &[&str]| Voc::new().args(["report"]).args(files.iter().copied()).ok();
    let out = report(&[&first, &second]);
    let told = format!("`{first}` and `{second}` both have row 1 of `a.csv`");
    assert_eq!(out.stderr.matches(&told).count(), 1, "{}", out.stderr);
    assert_eq!(out.json()["run"]["rows"]["read"], 3);
    let (rows, parts) = (std::fs::read_to_string(&first).unwrap(), tempfile::tempdir().unwrap());
    let parts = ["1.jsonl", "2.jsonl"].map(|n| parts.path().join(n));
    for (path, line) in parts.iter().zip(rows.lines()) {
        std::fs::write(path, line).unwrap();
    }
    let out = report(&[&parts[0].display().to_string(), &parts[1].display().to_string()]);
    assert!(!out.stderr.contains("have row") && !out.stderr.contains("has row"), "{}", out.stderr);
}

#[test]
fn the_long_table_names_things_by_the_ids_of_the_json() {
    let mut csv = csv::Reader::from_path(FEEDBACK.dir.path().join("report.csv")).unwrap();
    let head = ["section", "item", "measure", "value", "low", "high", "n", "id"];
    assert_eq!(csv.headers().unwrap().iter().collect::<Vec<_>>(), head);
    let lines: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let ids = |section: &str, measure: &str| {
        let of = lines.iter().filter(|r| &r[0] == section && &r[2] == measure);
        of.map(|r| r[7].to_owned()).collect::<Vec<_>>()
    };
    let json = |list: &str| {
        let list = FEEDBACK.report[list].as_array().unwrap();
        list.iter().map(|x| x["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("hot_issues", "complaints"), json("hot_issues"));
    assert_eq!(ids("aspects", "mentioned"), json("aspects"));
    assert_eq!(ids("natures", "primary"), json("natures"));
    assert!(ids("segments", "major").iter().chain(&ids("trend", "texts")).all(String::is_empty));
}

#[test]
fn inputs_that_are_not_read_are_told() {
    let dir = folder_with("a.csv", "反馈内容\n快递太慢了\n质量不错，很喜欢\n".as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.iter().copied()).ok();
    run(&["annotate", "a.csv", "-q", "-o", "rows.jsonl"]);
    for (command, name) in [("analyze", "a.csv"), ("report", "rows.jsonl")] {
        let out = run(&[command, name, &format!("./{name}")]);
        let told = format!("given more than once and read once: `{name}`");
        assert_eq!(out.stderr.matches(&told).count(), 1, "{}", out.stderr);
        assert_eq!(out.json()["run"]["rows"]["read"], 2);
    }
    std::fs::create_dir_all(dir.path().join("in/old")).unwrap();
    for copy in ["in/a.csv", "in/old/a.csv"] {
        std::fs::copy(dir.path().join("a.csv"), dir.path().join(copy)).unwrap();
    }
    let out = run(&["analyze", "in"]);
    assert!(out.stderr.contains("`in`: files in its sub-folders were not read: `old`"), "{}", out.stderr);
    assert_eq!(out.json()["run"]["inputs"].as_array().map(Vec::len), Some(1));
}

/// Tickets of a call centre are written by template: each is a voice of its own, if the user says so; a record that was exported twice still is one.
#[test]
fn copies_count_where_one_says_so() {
    let said = "客户反映空调不制冷，要求尽快安排师傅上门维修";
    let row = |id: &str, day: u32| format!("{id},2026-03-{day:02} 09:00,{said}\n");
    let csv = format!("工单号,时间,反馈内容\n{}{}{}{}", row("K1", 1), row("K2", 5), row("K3", 9), row("K3", 9));
    let dir = folder_with("a.csv", csv.as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.to_vec()).ok();
    let rows = |args: &[&str]| {
        let report = run(args).json();
        let rows = &report["run"]["rows"];
        (rows["analysed"].as_u64().unwrap(), rows["duplicate"].as_u64().unwrap(), report)
    };
    let (analysed, duplicate, _) = rows(&["analyze", "a.csv", "-q", "--format", "json"]);
    assert_eq!((analysed, duplicate), (1, 3));
    let (analysed, duplicate, kept) = rows(&["analyze", "a.csv", "-q", "--format", "json", "--keep-copies"]);
    assert_eq!((analysed, duplicate), (3, 1));
    run(&["annotate", "a.csv", "-q", "--keep-copies", "-o", "rows.jsonl"]);
    let (.., again) = rows(&["report", "rows.jsonl", "-q", "--format", "json", "--keep-copies"]);
    assert_eq!((&again["run"]["options"], &again["severity"]), (&kept["run"]["options"], &kept["severity"]));
}

/// Where many copies have ids of their own, somebody should know: they may be written by a form. Nobody is told where nothing has ids.
#[test]
fn copies_with_ids_of_their_own_are_told_and_compare_counts_them_too() {
    let said = "客户反映空调不制冷，要求尽快安排师傅上门维修";
    let rows = |id: bool| -> String {
        let row =
            |n: u32| format!("{},2026-03-{:02} 09:00,{said}\n", if id { format!("K{n}") } else { String::new() }, n);
        (1..=12).map(row).collect()
    };
    let dir = folder_with("a.csv", format!("工单号,时间,反馈内容\n{}", rows(true)).as_bytes());
    std::fs::write(dir.path().join("b.csv"), format!("工单号,时间,反馈内容\n{}", rows(false))).unwrap();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.to_vec()).env("VOC_LANG", "zh").ok();
    let out = run(&["analyze", "a.csv", "--format", "json"]);
    assert!(out.stderr.contains("编号不同的 12 行中，有 11 行"), "{}", out.stderr);
    assert_eq!(out.json()["run"]["rows"]["duplicate_ids"], 11);
    let text = String::from_utf8_lossy(&run(&["analyze", "a.csv", "-q", "--format", "md"]).stdout).into_owned();
    assert!(text.contains("重复中有 11 行编号各不相同"), "{text}");
    let out = run(&["analyze", "b.csv", "--format", "json"]);
    assert!(!out.stderr.contains("编号不同"), "{}", out.stderr);
    assert_eq!(out.json()["run"]["rows"].get("duplicate_ids"), None);
    let sides = |args: &[&str]| {
        let mut all = vec!["compare", "a.csv", "--at", "2026-03-06", "-q", "--format", "json"];
        all.extend(args);
        let changes = run(&all).json();
        let rows = |side: &str| changes[side]["informative"].as_u64().unwrap();
        (rows("before"), rows("after"))
    };
    assert_eq!((sides(&[]), sides(&["--keep-copies"])), ((1, 1), (5, 7)));
}

/// Long names of files and titles, and what a store adds.
#[test]
fn markdown_fits_into_one_message_whatever_the_names_are() {
    let dir = tempfile::tempdir().unwrap();
    let name = "二〇二六年第一季度天猫旗舰店客户反馈明细导出汇总表（最终版）.csv";
    std::fs::copy(samples().join("feedback.csv"), dir.path().join(name)).unwrap();
    let title = "二〇二六年第一季度客户之声专题分析报告".repeat(3);
    for _ in 0..2 {
        let args = ["analyze", name, "-q", "--title", &title, "--history", "voc.db", "--force", "-o", "r.md"];
        let out = Voc::new().dir(dir.path()).args(args).env("VOC_LANG", "zh").ok();
        let text = std::fs::read_to_string(dir.path().join("r.md")).unwrap();
        assert!(text.len() <= 4096, "{} bytes, {}\n{text}", text.len(), out.stderr);
        assert!(text.contains("### 热点问题") && text.contains("### 工单"), "{text}");
    }
}

#[test]
fn what_is_said_of_an_aspect_is_counted_whatever_its_spelling_and_degree_and_from_labelled_rows_too() {
    let praise = "手机屏幕很清晰，用着不错\n手机屏幕清晰\n手機屏幕非常清晰\n屏幕清晰，值得买\n";
    let blame = "物流很慢，等得着急\n物流太慢了\n物流慢\n";
    let dir = folder_with("a.csv", format!("反馈内容\n{praise}{blame}").as_bytes());
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(args.to_vec()).ok();
    run(&["analyze", "a.csv", "-q", "-o", "r.json", "-o", "r.txt", "--records", "rows.jsonl"]);
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let report: Value = serde_json::from_str(&read("r.json")).unwrap();
    let said = |aspect: &str| {
        let of = |a: &&Value| a["id"] == aspect;
        report["aspects"].as_array().unwrap().iter().find(of).unwrap()["opinions"].clone()
    };
    let one = |polarity: &str, target: &str, opinion: &str, count: u64, row: u64| {
        let quote = serde_json::json!({"source": "a.csv", "row": row});
        serde_json::json!([{"polarity": polarity, "target": target, "opinion": opinion, "count": count, "quote": quote}])
    };
    assert_eq!(said("product.screen"), one("positive", "屏幕", "清晰", 4, 4));
    assert_eq!(said("logistics.speed"), one("negative", "", "物流慢", 3, 7));
    let text = read("r.txt");
    assert!(text.contains("屏幕 清晰 4\n") && text.contains("物流慢 3\n"), "{text}");
    let again = run(&["report", "rows.jsonl", "-q"]).json();
    assert_eq!(again["aspects"], report["aspects"]);
}
