//! Labels in files for `eval`: which are labels, and what is told of others.

use crate::support::{Out, Voc, folder_with, project};

fn eval(table: &str, args: &[&str]) -> Out {
    let dir = folder_with("l.csv", table.as_bytes());
    Voc::new().dir(dir.path()).args(["eval", "l.csv", "--text-column", "text", "--json"]).args(args.to_vec()).ok()
}

/// `none` stands for nothing in most columns, and is a grade.
#[test]
fn no_complaint_is_a_label_of_severity() {
    let table = "text,severity\n狗死了医院不认账,major\n洗澡慢,general\n很好用很满意,none\n毛都顺了,None\n猫粮很香,非投诉\n\
                 没有标签,\n也没有,N/A\n还没有,-\n";
    let out = eval(table, &["--task", "severity"]);
    let m = out.json();
    let classes: Vec<(&str, u64)> = m["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["name"].as_str().unwrap(), c["rows"].as_u64().unwrap()))
        .collect();
    assert_eq!((m["rows"].as_u64(), classes), (Some(5), vec![("general", 1), ("major", 1), ("none", 3)]));
    assert!(out.stderr.contains("3 rows without text or without a usable label"), "{}", out.stderr);
}

#[test]
fn labels_that_are_never_said_are_told() {
    let severity = eval("text,severity\n洗澡慢,negative\n很好,none\n太贵,general\n", &["--task", "severity"]).stderr;
    assert!(severity.contains("no row is ever said to have them: `negative`\n"), "{severity}");
    let natures = "text,natures\n洗澡慢,service\n误诊了,医疗|service\n很好,none\n";
    let nature = eval(natures, &["--task", "nature"]);
    assert!(nature.stderr.contains("taxonomy.tsv has neither as ids nor as names"), "{}", nature.stderr);
    assert!(nature.stderr.contains(": `医疗`\n"), "{}", nature.stderr);
    let classes: Vec<String> =
        nature.json()["classes"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()).collect();
    assert!(classes.contains(&"医疗".to_owned()) && !classes.contains(&"none".to_owned()), "{classes:?}");
    let known = eval("text,label\n洗澡慢,差评\n很好,好评\n", &[]).stderr;
    assert!(!known.contains("ever said"), "{known}");
}

#[test]
fn classes_of_a_model_that_are_never_said_are_told() {
    let many = |class: &str, word: &str| (0..30).map(|i| format!("{word}第{i}次,{class}\n")).collect::<String>();
    let rows = many("product", "屏幕坏了") + &many("店铺氛围", "店里放着音乐");
    let dir = folder_with("l.csv", format!("text,natures\n{rows}").as_bytes());
    let run =
        |args: &[&str]| Voc::new().dir(dir.path()).args(args.to_vec()).args(["l.csv", "--text-column", "text"]).ok();
    run(&["train", "--task", "nature", "-o", "m.vocmodel"]);
    for command in ["annotate", "analyze"] {
        let told = run(&[command, "--model", "m.vocmodel"]).stderr;
        assert!(told.contains("`m.vocmodel`: classes that taxonomy.tsv has neither"), "{told}");
        assert!(
            told.contains("no row has them: `店铺氛围`\n") && !run(&[command]).stderr.contains("no row has"),
            "{told}"
        );
    }
}

#[test]
fn what_a_verdict_has_not_is_refused_and_misses_are_told_in_ones_language() {
    let file = project("tests/golden/natures.csv").display().to_string();
    for more in [&["--folds", "5"][..], &["--leave-out", "text"], &["--model-alone"]] {
        let out = Voc::new().args(["eval", "--task", "verdict", &file]).args(more).run();
        assert!(out.status == 2 && out.stderr.contains("`--task verdict`"), "{}", out.stderr);
    }
    let miss = |lang: &str| {
        let out = Voc::new().args(["eval", "--task", "nature", &file, "--misses", "1", "--lang", lang]).ok().text();
        out.split_once("worst misses").or(out.split_once("最离谱的错例")).unwrap().1.to_owned()
    };
    let (en, zh) = (miss("en"), miss("zh"));
    assert!(en.contains("      praise ") && en.contains("  blame "), "{en}");
    assert!(zh.contains("      褒 ") && !zh.contains("praise") && !zh.contains("logit"), "{zh}");
    assert!(en.contains("rhetorical -1000") && !zh.contains("rhetorical") && zh.contains(" -1000"), "{zh}");
    let folded = Voc::new().args(["eval", "--task", "nature", &file, "--folds", "2", "--lang", "zh"]).ok().text();
    assert!(folded.contains("用本文件训练\t2 折\n"), "{folded}");
}
