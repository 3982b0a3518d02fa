//! Models through the program: fitting, measuring, adapting, and files that are no models.

use std::path::Path;

use crate::support::{Voc, difference, folder_with, project, sample, samples, without_inputs};

fn golden(name: &str) -> String {
    project("tests/golden").join(name).display().to_string()
}

/// A folder with `nature.vocmodel`, fitted to the challenge set.
fn fitted() -> (tempfile::TempDir, String, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nature.vocmodel").display().to_string();
    let out = Voc::new().args(["train", "--task", "nature", &golden("natures.csv"), "-o", &path]).ok();
    (dir, path, out.text())
}

fn error(args: &[&str]) -> String {
    let out = Voc::new().args(args).run();
    assert_eq!(out.status, 2, "{}", out.stderr);
    out.stderr
}

#[test]
fn natures_are_learned_and_measured() {
    let (_dir, path, told) = fitted();
    assert!(told.starts_with("class\trows\tprecision\trecall\tf1\nlogistics\t85\t"), "{told}");
    let args = ["eval", "--task", "nature", &golden("natures.csv"), "--json", "--model", &path, "--model-alone"];
    let seen = Voc::new().args(args).ok().json();
    let folded = Voc::new().args(&args[..5]).args(["--folds", "3", "--model-alone"]).ok().json();
    let f1 = |m: &serde_json::Value| m["macro_f1"]["value"].as_f64().unwrap();
    // Learned by heart against seen for the first time.
    assert!(f1(&seen) > 0.9 && f1(&folded) < f1(&seen) && f1(&folded) > 0.3, "{} {}", f1(&seen), f1(&folded));
    assert_eq!(seen["rows"], 300);
    assert_eq!(folded["fitted"], "3 folds");
    assert!(seen["confusion"].is_null());
}

#[test]
fn a_model_of_ones_own_is_named_among_the_reasons() {
    let (_dir, path, _) = fitted();
    let text = "快递太慢了，等了三天，客服也不理人";
    let said = Voc::new().args(["explain", text, "--json", "--model", &path]).ok().json();
    let signals = |name: &str| {
        let of = said["decisions"].as_array().unwrap().iter().find(|d| d["name"] == name);
        of.unwrap_or_else(|| panic!("{name}: {said}"))["signals"].as_array().unwrap().clone()
    };
    // The sentiment is not its business.
    for (name, named) in [("nature:logistics", true), ("nature:service", true), ("positive", false)] {
        assert_eq!(signals(name).iter().any(|s| s[0] == path.as_str()), named, "{name}: {said}");
    }
    assert!(Voc::new().args(["explain", text, "--model", &path]).ok().text().contains(&path));
    let without = Voc::new().args(["explain", text, "--json"]).ok().text();
    assert!(!without.contains("vocmodel"), "{without}");
}

#[test]
fn names_that_reports_use_are_classes_too() {
    let ids = std::fs::read_to_string(golden("severity.csv")).unwrap();
    let named = ids.replace(",general,", ",一般,").replace(",major,", ",重大,");
    assert_ne!(ids, named);
    let dir = folder_with("ids.csv", ids.as_bytes());
    std::fs::write(dir.path().join("named.csv"), named).unwrap();
    let train = |name: &str| {
        let to = format!("{name}.vocmodel");
        Voc::new().dir(dir.path()).args(["train", "--task", "severity", name, "-o", &to]).ok()
    };
    let (ids, named) = (train("ids.csv"), train("named.csv"));
    assert!(ids.text().contains("major\t") && ids.text() == named.text(), "{}", named.text());
    let piped = Voc::new().dir(dir.path()).args(["train", "--task", "severity", "ids.csv", "-o", "-"]).ok();
    assert!(
        piped.stdout == std::fs::read(dir.path().join("ids.csv.vocmodel")).unwrap() && piped.stderr.contains("major\t")
    );
    assert!(!named.stderr.contains("makes no use of"), "{}", named.stderr);
    let model = |name: &str| std::fs::read(dir.path().join(format!("{name}.vocmodel"))).unwrap();
    assert!(model("ids.csv") == model("named.csv"));
}

#[test]
fn what_training_leaves_out_is_told() {
    let rows = |a: &str, b: &str| {
        let pair = |i: u32| format!("屏幕很好第{i}次,{a}\n屏幕太差第{i}次,{b}\n");
        (0..25).map(pair).collect::<Vec<_>>().concat()
    };
    let told = |task: &str, column: &str, rows: String| {
        let dir = folder_with("l.csv", format!("text,{column}\n{rows}").as_bytes());
        let args = ["train", "--task", task, "l.csv", "--text-column", "text", "-o", "m"];
        Voc::new().dir(dir.path()).args(args).ok().stderr
    };
    let copies = "屏幕很好第1次,好评\n屏幕太差，第2次！,差评\n";
    let sides = told("sentiment", "label", rows("好评", "差评") + copies + "还行吧,中评\n");
    assert!(sides.contains("1 row that is neither positive nor negative left out"), "{sides}");
    assert!(sides.contains("2 rows that repeat the text of another left out"), "{sides}");
    let natures = told("nature", "natures", rows("产品", "店铺氛围"));
    assert!(natures.contains("makes no use of them: `店铺氛围`\n") && !natures.contains("repeat"), "{natures}");
}

#[test]
fn stars_are_no_labels() {
    let rows = (0..60).map(|i| format!("很满意，第{i}次买了,{}\n", i % 5 + 1)).collect::<String>();
    let dir = folder_with("a.csv", format!("内容,评分\n{rows}").as_bytes());
    for command in [&["eval"][..], &["train", "-o", "m.model"]] {
        let args = ["a.csv", "--label-column", "评分"];
        let out = Voc::new().dir(dir.path()).args(command.iter().copied()).args(args).run();
        assert_eq!((out.status, dir.path().join("m.model").exists()), (2, false), "{}", out.stderr);
        assert!(
            out.stderr.contains("`评分` holds numbers up to 5: these look like ratings, not labels"),
            "{}",
            out.stderr
        );
    }
}

#[test]
fn a_model_alone_must_be_there() {
    let e = error(&["eval", "--task", "severity", &golden("severity.csv"), "--model-alone"]);
    assert!(e.contains("no model for the task `severity`") && e.contains("hint: fit one"), "{e}");
}

#[test]
fn sentiment_of_three_classes_is_measured_with_segments_and_reasons() {
    let args = ["eval", &golden("polarity.csv"), "--by", "capability", "--misses", "3"];
    let m = Voc::new().args(args).args(["--json"]).ok().json();
    let at = |p: &str| m.pointer(p).unwrap().as_f64().unwrap();
    assert!(at("/accuracy/low") < at("/accuracy/value") && at("/accuracy/value") < at("/accuracy/high"));
    assert!(m["groups"].as_array().unwrap().len() > 5 && m["lengths"].as_array().unwrap().len() > 1);
    let table: u64 = m["confusion"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r.as_array().unwrap())
        .map(|c| c.as_u64().unwrap())
        .sum();
    assert_eq!(table, m["rows"].as_u64().unwrap());
    let misses = m["misses"].as_array().unwrap();
    assert!(misses.len() <= 3 && misses.iter().all(|x| x["clauses"].is_array() && x["sentiment"]["logit"].is_number()));
    let zh = Voc::new().args(args).env("VOC_LANG", "zh").ok().text();
    assert!(zh.contains("准确率\t") && zh.contains("最离谱的错例"), "{zh}");
}

#[test]
fn a_group_can_be_left_out() {
    let rows = |group: &str, good: &str, bad: &str| {
        let pair = |i: u32| format!("{group},好评,{good}第{i}次\n{group},差评,{bad}第{i}次\n");
        (0..20).map(pair).collect::<Vec<_>>().concat()
    };
    let csv = format!("类,label,text\n{}{}", rows("甲", "屏幕很好", "屏幕太差"), rows("乙", "味道很好", "味道太差"));
    let dir = folder_with("l.csv", csv.as_bytes());
    let args = ["eval", "l.csv", "--text-column", "text", "--leave-out", "类", "--json", "--model-alone"];
    let m = Voc::new().dir(dir.path()).args(args).ok().json();
    assert_eq!((m["rows"].as_u64(), m["accuracy"]["value"].as_f64()), (Some(80), Some(1.0)));
    assert_eq!(m["fitted"], "2 groups of 类, each left out");
    assert_eq!(m["groups"].as_array().unwrap().len(), 2);
}

/// The accuracy that `eval` finds for a file with these rows.
fn accuracy(head: &str, rows: &str, args: &[&str]) -> f64 {
    let dir = folder_with("l.csv", format!("{head}\n{rows}").as_bytes());
    let run = Voc::new().dir(dir.path()).args(["eval", "l.csv", "--text-column", "text", "--json"]).args(args.to_vec());
    run.ok().json()["accuracy"]["value"].as_f64().unwrap()
}

#[test]
fn what_is_left_out_is_not_learned_from_its_copies() {
    // Nothing but the texts themselves tells their labels, and each stands in both groups.
    let odd = |from: u32, step: u32| char::from_u32(from + step * 97).unwrap();
    let row = |n: u32| {
        let (i, j) = (n / 8, n % 8);
        let label = if (i + j) % 2 == 0 { "好评" } else { "差评" };
        let text = format!("这家{}{}", odd(0x4e00, i), odd(0x5e00, j));
        format!("甲,{label},{text}\n乙,{label},{text}\n").repeat(2)
    };
    let rows = (0..64).map(row).collect::<String>();
    let found = accuracy("类,label,text", &rows, &["--leave-out", "类", "--model-alone"]);
    assert!((found - 0.5).abs() < 1e-6, "{found}");
}

#[test]
fn models_of_folds_are_asked_about_texts_in_any_language() {
    let pair =
        |i: u32| format!("好评,The blorf table is grinty on day {i}\n差评,The zindle chair is mopsy on day {i}\n");
    let rows = (0..60).map(pair).collect::<String>();
    assert!(accuracy("label,text", &rows, &["--folds", "5"]) > 0.9);
}

#[test]
fn texts_without_letters_are_copies_only_of_their_like_and_copies_are_not_enough() {
    let train = |rows: String| {
        let dir = folder_with("l.csv", format!("label,text\n{rows}").as_bytes());
        Voc::new().dir(dir.path()).args(["train", "l.csv", "--text-column", "text", "-o", "m"]).run()
    };
    let all = train((1..=30).map(|i| format!("好评,{}\n差评,{}\n", "👍".repeat(i), "😡".repeat(i))).collect());
    assert!(all.status == 0 && all.text().contains("random fifths\t60\t"), "{}{}", all.text(), all.stderr);
    let few = train("好评,👍\n差评,😡\n".repeat(30));
    assert!(few.status == 2 && few.stderr.contains("1 positive and 1 negative texts are too few"), "{}", few.stderr);
}

#[test]
fn two_groups_are_left_out_in_turn_and_one_cannot_be() {
    let rows = |group: &str, good: &str, bad: &str| {
        let pair = |i: u32| format!("{group},好评,{good}第{i}次\n{group},差评,{bad}第{i}次\n");
        (0..25).map(pair).collect::<String>()
    };
    let train = |rows: String| {
        let dir = folder_with("l.csv", format!("类,label,text\n{rows}").as_bytes());
        let args = ["train", "l.csv", "--text-column", "text", "--group-column", "类", "-o", "m"];
        Voc::new().dir(dir.path()).args(args).ok()
    };
    let two = train(rows("甲", "屏幕很好", "屏幕太差") + &rows("乙", "味道很好", "味道太差"));
    assert!(two.text().contains("\n甲\t50\t") && two.text().contains("\n乙\t50\t"), "{}", two.text());
    let one = train(rows("甲", "屏幕很好", "屏幕太差"));
    assert!(
        one.stderr.contains("no group of `类` is left out in turn") && !two.stderr.contains("in turn"),
        "{}",
        one.stderr
    );
}

#[test]
fn a_rare_nature_does_not_keep_the_others_from_being_learned() {
    let many = |class: &str, word: &str, n: u32| (0..n).map(|i| format!("{word}第{i}次,{class}\n")).collect::<String>();
    let rows = many("product", "屏幕坏了", 30) + &many("service", "客服不理人", 30) + &many("logistics", "快递太慢", 7);
    let dir = folder_with("l.csv", format!("text,natures\n{rows}").as_bytes());
    let out = Voc::new()
        .dir(dir.path())
        .args(["train", "--task", "nature", "l.csv", "--text-column", "text", "-o", "m"])
        .ok();
    assert!(out.stderr.contains("classes left out") && out.stderr.contains(": `logistics` (7)\n"), "{}", out.stderr);
    assert!(out.text().contains("product\t30\t") && !out.text().contains("logistics"), "{}", out.text());
}

#[test]
fn what_adapting_makes_no_use_of_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.vocmodel").display().to_string();
    for (more, told) in [
        (["--task", "nature"], "`--task nature` is not for `--adapt`"),
        (["--label-column", "评分"], "'--label-column <COL>'"),
        (["--weight-column", "评分"], "'--weight-column <COL>'"),
        (["--group-column", "渠道"], "'--group-column <COL>'"),
    ] {
        let out = Voc::new().dir(&samples()).args(["train", "--adapt", "feedback.csv", "-o", &path]).args(more).run();
        assert!(out.status == 2 && out.stderr.contains(told) && out.stderr.contains("--adapt"), "{}", out.stderr);
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn labelled_rows_that_cannot_be_read_are_told() {
    let pair = |i: u32| format!("屏幕很好第{i}次,好评\n屏幕太差第{i}次,差评\n");
    let rows = (0..30).map(pair).collect::<String>() + "坏,行,多,列\n";
    let dir = folder_with("l.csv", format!("text,label\n{rows}").as_bytes());
    let told = "rows that cannot be read: 1 (l.csv:62 ";
    for command in [&["eval"][..], &["train", "-o", "m"], &["train", "-o", "m", "--adapt"]] {
        let out =
            Voc::new().dir(dir.path()).args(command.iter().copied()).args(["l.csv", "--text-column", "text"]).run();
        assert!(out.stderr.contains(told) && out.stderr.contains("`voc annotate --rejects FILE`"), "{}", out.stderr);
    }
}

#[test]
fn files_that_are_no_models_are_told_apart() {
    let (dir, path, _) = fitted();
    let good = std::fs::read(&path).unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let at = dir.path().join(name);
        std::fs::write(&at, bytes).unwrap();
        at.display().to_string()
    };
    let with = |at: usize, b: u8| {
        let mut bad = good.clone();
        bad[at] ^= b;
        bad
    };
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("flipped", with(good.len() / 2, 1), "damaged or cut short"),
        ("cut", good[..good.len() - 7].to_vec(), "damaged or cut short"),
        ("empty", Vec::new(), "not a voc model"),
        ("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "not a voc model"),
        ("words.txt", "好用\n不好用\n".into(), "not a voc model"),
        ("sum", with(good.len() - 1, 1), "damaged or cut short"),
    ];
    for (name, bytes, why) in cases {
        let e = error(&["explain", "好", "--model", &write(name, &bytes)]);
        assert!(e.contains(name) && e.contains(why) && e.contains("hint:"), "{e}");
    }
    let e = error(&["explain", "好", "--model", &path, "--model", &path]);
    assert!(e.contains("second model for the task `nature`"), "{e}");
    let e = error(&["explain", "好", "--model", "nowhere.vocmodel"]);
    assert!(e.contains("cannot read the model"), "{e}");
}

#[test]
fn too_little_to_learn_from_says_how_much_is_needed() {
    let dir = folder_with("few.csv", "text,natures\n坏了,product\n慢,logistics\n".as_bytes());
    let out = Voc::new().dir(dir.path()).args(["train", "--task", "nature", "few.csv", "-o", "m"]).run();
    assert!(out.status == 2 && out.stderr.contains("1 text with `logistics`") && out.stderr.contains("at least 20"));
    assert!(!dir.path().join("m").exists());
}

/// `annotate` over the sample feedback with more arguments: rows, and what was told.
fn annotated(dir: &Path, args: &[&str]) -> (Vec<u8>, String) {
    let out = Voc::new().dir(dir).args(["annotate"]).args(args).ok();
    (out.stdout, out.stderr)
}

#[test]
fn adaptation_is_the_same_whatever_the_threads_and_can_be_kept() {
    let (once, told) = annotated(&samples(), &["feedback.csv", "--adapt", "--threads", "1"]);
    assert!(told.contains("adapted the sentiment model to") && told.contains("with stars"), "{told}");
    assert!(
        once == annotated(&samples(), &["feedback.csv", "--adapt", "--threads", "3"]).0,
        "threads changed the labels"
    );
    let plain = annotated(&samples(), &["feedback.csv"]).0;
    assert!(plain != once, "adaptation changed nothing");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.vocmodel").display().to_string();
    Voc::new().dir(&samples()).args(["train", "--adapt", "feedback.csv", "-o", &path]).ok();
    assert!(once == annotated(&samples(), &["feedback.csv", "--model", &path]).0, "the kept model labels otherwise");
    // What was learned before is no part of what is learned again.
    assert!(once == annotated(&samples(), &["feedback.csv", "--adapt", "--model", &path]).0, "adapted twice");
}

#[test]
fn standard_input_is_adapted_to_and_loses_no_row() {
    let input = sample("feedback.csv");
    let out = Voc::new().args(["annotate", "-", "--adapt"]).stdin(&input).ok();
    let from_file = annotated(&samples(), &["feedback.csv", "--adapt"]).0;
    let labels = |bytes: &[u8]| -> Vec<String> {
        crate::support::json_lines(bytes).iter().map(|r| format!("{} {}", r["row"], r["sentiment"])).collect()
    };
    assert_eq!(labels(&out.stdout), labels(&from_file));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_adapted_to_and_loses_no_row() {
    // More than a pipe holds.
    let row = |i: u32| format!("第{i}次来店里，味道很好，服务也周到\n");
    let text = (0..3_000).map(row).collect::<Vec<_>>().concat();
    let out = Voc::new().args(["annotate", "/dev/stdin", "--adapt", "-q"]).stdin(text.as_bytes()).ok();
    assert_eq!(out.lines().len(), 3_000);
}

/// What a kept model has learned stays where a run learns nothing.
#[test]
fn a_model_that_learns_nothing_new_keeps_what_it_knew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.vocmodel").display().to_string();
    Voc::new().dir(&samples()).args(["train", "--adapt", "feedback.csv", "-o", &path]).ok();
    let (again, told) = annotated(&samples(), &["bank.csv", "--model", &path, "--adapt"]);
    assert!(told.contains("not adapted") && told.contains("300 are needed"), "{told}");
    assert!(again == annotated(&samples(), &["bank.csv", "--model", &path]).0, "what was learned before is gone");
}

#[test]
fn few_one_sided_or_unrelated_rows_leave_the_model_as_it_is() {
    let (few, told) = annotated(&samples(), &["bank.csv", "--adapt"]);
    assert!(told.contains("not adapted") && told.contains("300 are needed"), "{told}");
    assert!(few == annotated(&samples(), &["bank.csv"]).0);
    // A list of test sentences has no domain; what is learned of it would be wrong.
    let list = golden("polarity.csv");
    let (rows, told) = annotated(&samples(), &[&list, "--text-column", "text", "--adapt"]);
    assert!(told.contains("not adapted: the words of one half"), "{told}");
    assert!(rows == annotated(&samples(), &[&list, "--text-column", "text"]).0);
    // Digits are all the same to the model; rare characters make the texts different.
    let odd = |i: u32| char::from_u32(0x4e00 + i * 13).unwrap();
    let row = |i: u32| format!("{}家味道很好，服务热情，非常满意\n", odd(i));
    let rows = (0..400).map(row).collect::<Vec<_>>().concat();
    let dir = folder_with("good.csv", format!("text\n{rows}").as_bytes());
    let (_, told) = annotated(dir.path(), &["good.csv", "--adapt"]);
    assert!(told.contains("not adapted: only 0 %") && told.contains("12 % are needed"), "{told}");
}

#[test]
fn the_report_names_the_adaptation_with_the_inputs() {
    let run = |args: &[&str]| Voc::new().dir(&samples()).args(args.to_vec()).ok().json();
    let plain = run(&["analyze", "feedback.csv", "--format", "json"]);
    let adapted = run(&["analyze", "feedback.csv", "--adapt", "--format", "json"]);
    assert!(adapted["run"]["inputs"][0]["adapted"].as_str().unwrap().ends_with("with stars"));
    assert!(plain["run"]["inputs"][0]["adapted"].is_null());
    // The report of rows that were labelled so is the same, inputs apart.
    let dir = tempfile::tempdir().unwrap();
    let rows = dir.path().join("rows.jsonl").display().to_string();
    Voc::new().dir(&samples()).args(["annotate", "feedback.csv", "--adapt", "-q", "-o", &rows]).ok();
    let later = run(&["report", &rows, "-q"]);
    assert_eq!(difference(&without_inputs(later), &without_inputs(adapted)), None);
}
