//! Inputs by their names and their columns: names that are no UTF-8, and columns that are not there.

use crate::support::{Voc, samples};

/// The message of a run that has to fail, in a folder.
fn refused(dir: &std::path::Path, args: &[&str]) -> String {
    let out = Voc::new().dir(dir).args(args.iter().copied()).args(["-q"]).run();
    assert_eq!((out.status, out.stdout.len()), (2, 0), "{args:?}: {}", out.stderr);
    out.stderr
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf8_are_read_and_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    // 二月 and 三月 as GBK, whose bytes would all be shown as the same marks, and a name of no encoding.
    for name in [&b"a[1].csv"[..], b"\xb6\xfe\xd4\xc2.csv", b"\xc8\xfd\xd4\xc2.csv", b"bad\xff\xfename.csv"] {
        std::fs::write(dir.path().join(OsStr::from_bytes(name)), "反馈内容\n快递太慢了\n").unwrap();
    }
    for input in [".", "*.csv", "./*.csv"] {
        let out = Voc::new().dir(dir.path()).args(["annotate", input, "-q"]).ok();
        let mut sources: Vec<String> = out.lines().iter().map(|r| r["source"].as_str().unwrap().to_owned()).collect();
        sources.iter_mut().for_each(|s| *s = s.trim_start_matches("./").to_owned());
        sources.sort();
        assert_eq!(sources, ["a[1].csv", "bad\\xFF\\xFEname.csv", "三月.csv", "二月.csv"], "{input}");
    }
}

#[test]
fn a_column_that_is_not_there_names_the_file_and_what_may_be_meant() {
    let told = refused(&samples(), &["analyze", "feedback.csv", "hotel.csv", "--text-column", "反馈内容"]);
    assert!(told.starts_with("voc: `hotel.csv`: no column `反馈内容`; headers are `"), "{told}");
    let part = refused(&samples(), &["analyze", "feedback.csv", "--text-column", "反馈"]);
    assert!(
        part.contains("`feedback.csv`: no column `反馈`")
            && part.contains("did you mean `反馈编号`, `反馈时间`, `反馈内容`?"),
        "{part}"
    );
    let nowhere = refused(&samples(), &["analyze", "feedback.csv", "hotel.csv", "--by", "不存在"]);
    assert!(nowhere.starts_with("voc: `feedback.csv`: no column `不存在`; headers are `"), "{nowhere}");
    let rated = refused(&samples(), &["analyze", "bank.csv", "--rating-column", "客户诉求"]);
    assert!(rated.contains("`--rating-column` takes `客户诉求`: if that is the text"), "{rated}");
}

#[test]
fn a_labelled_file_without_the_usual_column_tells_which_option_names_it() {
    let dir = crate::support::folder_with("a.csv", "内容,标签\n快递太慢了,差评\n质量不错,好评\n".as_bytes());
    let told = refused(dir.path(), &["eval", "a.csv"]);
    assert!(told.contains("`a.csv`: no column `label`; headers are `内容`, `标签`"), "{told}");
    assert!(told.contains("hint: `--label-column COL` names another column"), "{told}");
}

#[test]
fn what_is_no_file_says_what_it_is() {
    let dir = crate::support::folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    std::fs::copy(dir.path().join("a.csv"), dir.path().join("b.csv")).unwrap();
    let list = refused(dir.path(), &["analyze", "a.csv,b.csv"]);
    assert!(list.contains("`a.csv,b.csv`: file not found\n  hint: name several files with blanks"), "{list}");
    let address = refused(dir.path(), &["analyze", "https://example.org/a.csv"]);
    assert!(address.contains("file not found\n  hint: voc reads nothing from the network"), "{address}");
    for args in [["analyze", "-"], ["explain", "-"]] {
        let nothing = refused(dir.path(), &args);
        assert!(nothing.contains("`-`: nothing came from standard input"), "{nothing}");
    }
    for cut in ["{\"a\":1", "{\n\"a\":1,\n\"text\":\"质量"] {
        std::fs::write(dir.path().join("cut.json"), cut).unwrap();
        let told = refused(dir.path(), &["analyze", "cut.json"]);
        assert!(told.contains("`cut.json`: no JSON object in it is whole"), "{told}");
    }
}

#[test]
fn options_that_do_nothing_or_not_what_was_meant_are_told() {
    let dir = crate::support::folder_with("a.csv", "反馈内容,渠道\n快递太慢了,天猫\n质量不错,京东\n".as_bytes());
    let told = |args: &[&str]| Voc::new().dir(dir.path()).args(["analyze", "a.csv"]).args(args.to_vec()).ok().stderr;
    for (args, note) in [
        (&["--sheet", "3"][..], "this is no workbook, and `--sheet` does nothing"),
        (&["--delimiter", ";"], "`--delimiter ;` divides nothing here"),
        (&["--by", "反馈内容"], "`--by 反馈内容` names the text"),
        (&["--section", "summary", "-o", "s.json"], "`--section` chooses in every format but JSON"),
    ] {
        assert!(told(args).contains(note), "{args:?}: {}", told(args));
    }
    let plain = told(&["--delimiter", ",", "--by", "渠道", "--section", "summary", "-o", "s.html"]);
    assert_eq!(plain.lines().count(), 1, "{plain}");
    let book = Voc::new().dir(&samples()).args(["annotate", "feedback.xlsx", "--input-format", "csv"]).ok().stderr;
    assert!(book.contains("read as one, whatever `--input-format csv` says"), "{book}");
    for delimiter in ["\"", "a", "\n"] {
        let refused = refused(dir.path(), &["analyze", "a.csv", "--delimiter", delimiter]);
        assert!(refused.contains("that can divide fields"), "{refused}");
    }
    for (option, value) in [("--as-of", Some("2026-03-01")), ("--new-only", None), ("--force", None)] {
        let args: Vec<&str> = ["analyze", "a.csv", option].into_iter().chain(value).collect();
        let refused = refused(dir.path(), &args);
        assert!(refused.contains(&format!("`{option}` is for runs that are kept")), "{refused}");
    }
    // A store of the settings is one.
    std::fs::write(dir.path().join("voc.toml"), "[analyze]\nhistory = \"v.db\"\n").unwrap();
    told(&["--new-only", "-q", "-o", "n.json"]);
}

#[test]
fn chinese_messages_give_their_reasons_in_chinese() {
    let dir = crate::support::folder_with("raw.jsonl", "{\"内容\":\"慢\"}\n".as_bytes());
    let old = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 2000]].concat();
    std::fs::write(dir.path().join("odd.xls"), old).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, "反馈内容\n快递太慢了\n".repeat(500).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    std::fs::write(dir.path().join("cut.csv.gz"), &packed[..packed.len() / 2]).unwrap();
    for (args, told) in [
        (&["report", "raw.jsonl"][..], "缺少字段 `row`"),
        (&["analyze", "odd.xls"], "无法读取工作簿"),
        (&["analyze", "cut.csv.gz"], "无法读取：文件"),
        (&["analyze", "***"], "通配符有误：第"),
        (&["analyze", "raw.jsonl", "--model", "none"], "无法读取模型：文件或文件夹不存在"),
    ] {
        let out = Voc::new().env("VOC_LANG", "zh").dir(dir.path()).args(args.to_vec()).run();
        assert!(out.status == 2 && out.stderr.contains(told), "{args:?}: {}", out.stderr);
        let english = ["stream", "Cannot", "missing", "Pattern", "os error"];
        assert!(!english.iter().any(|word| out.stderr.contains(word)), "{}", out.stderr);
    }
}

#[test]
fn columns_that_would_make_groups_are_told_once_where_they_make_none() {
    let rows: String = (1..=40).map(|i| format!("第{i}次来了，服务很好,{}\n", ["商务", "亲子"][i % 2])).collect();
    let dir = crate::support::folder_with("a.csv", format!("反馈内容,客源\n{rows}").as_bytes());
    let told = |args: &[&str]| Voc::new().dir(dir.path()).args(["analyze", "a.csv"]).args(args.to_vec()).ok().stderr;
    assert_eq!(told(&[]).matches("no segments: `客源` (`--by` names them)").count(), 1, "{}", told(&[]));
    assert!(!told(&["--by", "客源"]).contains("no segments"));
}

#[test]
fn a_chat_shows_what_was_said_and_no_names() {
    let chat = "2026-10-20 09:12 小雨\n枕头上一根长头发\n2026-10-20 09:15 云栖客服-小云\n非常抱歉\n2026-10-20 09:16 大明\n早餐太难吃了\n";
    let dir = crate::support::folder_with("群.txt", chat.as_bytes());
    let out = Voc::new().dir(dir.path()).args(["annotate", "群.txt"]).ok();
    assert!(out.stderr.contains("`群.txt`: read as a chat"), "{}", out.stderr);
    let told = out.text();
    assert!(!["小雨", "大明", "小云"].iter().any(|name| told.contains(name)), "{told}");
    let said: Vec<String> = out.lines().iter().map(|r| r["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(said, ["枕头上一根长头发", "", "早餐太难吃了"]);
    assert_eq!(out.lines()[2]["time"], "2026-10-20T09:16:00");
}

/// A comma parts the names of a list, unless the name is quoted as in CSV or has a backslash before it; and a column is named once.
#[test]
fn a_header_with_a_comma_can_be_named_in_a_list() {
    let csv = "\"优点,缺点\",\"渠,道\",门店\n快递太慢了,天猫,东门店\n质量不错,京东,西门店\n";
    let dir = crate::support::folder_with("a.csv", csv.as_bytes());
    for (text, by) in [("\"优点,缺点\"", "\"渠,道\",门店"), ("优点\\,缺点", "渠\\,道,门店,门店"), ("1", "2,3,门店")]
    {
        let args = ["analyze", "a.csv", "-q", "--text-column", text, "--by", by];
        let run = Voc::new().dir(dir.path()).args(args).args(["--records", "rows.jsonl"]).ok().json()["run"].clone();
        assert_eq!(run["options"]["by"], "\"渠,道\",门店", "{by}");
        let again =
            Voc::new().dir(dir.path()).args(["report", "rows.jsonl", "-q", "--by", by.trim_start_matches("2,3,")]);
        let list = again.ok().json()["run"]["options"]["by"].clone();
        assert!(list == "\"渠,道\",门店" || list == "门店", "{list}");
    }
    let rows = std::fs::read_to_string(dir.path().join("rows.jsonl")).unwrap();
    assert!(rows.contains(r#""attrs":{"渠,道":"天猫","门店":"东门店"}"#), "{rows}");
    let told = refused(dir.path(), &["analyze", "a.csv", "--text-column", "优点,缺点"]);
    assert!(told.contains("no column `优点`") && told.contains("did you mean `\"优点,缺点\"`?"), "{told}");
}

/// Reports and comparisons that lie beside the feedback are none of it, whatever their format; a workbook that is named is read where its sheet is named too.
#[test]
fn what_voc_wrote_among_the_feedback_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::copy(samples().join("bank.csv"), data.join("a.csv")).unwrap();
    let run = |args: &[&str]| Voc::new().dir(&data).args(args.iter().copied()).ok();
    run(&["analyze", "a.csv", "-q", "-o", "r.xlsx", "-o", "r.csv", "-o", "r.html", "--lang", "zh"]);
    run(&["compare", "a.csv", "-q", "--at", "2026-02-20", "-o", "c.xlsx", "-o", "c.csv"]);
    let out = run(&["annotate", "."]);
    assert_eq!(out.lines().len(), 120, "{}", out.stderr);
    assert_eq!(out.stderr.matches("a report of voc, not feedback, was left out").count(), 4, "{}", out.stderr);
    assert!(!out.stderr.contains("r.html"), "{}", out.stderr);
    for name in ["r.xlsx", "r.csv", "c.xlsx", "c.csv"] {
        let told = refused(&data, &["analyze", name]);
        assert!(told.contains("this is a report of voc, not feedback"), "{name}: {told}");
    }
    assert_eq!(run(&["annotate", "r.xlsx", "--sheet", "明细", "-q"]).lines().len(), 120);
    // Rows and samples of voc are tables to read.
    run(&["annotate", "a.csv", "-q", "-o", "../rows.xlsx"]);
    run(&["annotate", "../rows.xlsx", "-q"]);
}

#[test]
fn files_of_a_folder_that_are_not_read_are_told() {
    let dir = crate::support::folder_with("a.csv", "反馈内容\n快递太慢了\n".as_bytes());
    for name in ["b.zip", "c.log", "说明.md"] {
        std::fs::write(dir.path().join(name), "反馈内容\n质量不错\n").unwrap();
    }
    let told = Voc::new().dir(dir.path()).args(["annotate", "."]).ok().stderr;
    assert!(told.contains("`.`: files with other endings were not read: `b.zip`, `c.log` (name"), "{told}");
}
