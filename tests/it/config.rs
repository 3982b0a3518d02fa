//! Flag over `VOC_*` over `./voc.toml` over the user's file over the default.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Voc, folder_with, sample};

fn folder() -> TempDir {
    folder_with("hotel.csv", &sample("hotel.csv"))
}

fn write(dir: &TempDir, name: &str, text: &str) {
    let path = dir.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The option `top` as the report tells it.
fn top(voc: Voc, dir: &TempDir) -> Value {
    voc.dir(dir.path()).args(["analyze", "hotel.csv", "-q"]).ok().json()["run"]["options"]["top"].clone()
}

#[test]
fn each_place_wins_over_the_next() {
    let dir = folder();
    let home = dir.path().display().to_string();
    let voc = || Voc::new().env("XDG_CONFIG_HOME", &home);
    assert_eq!(top(voc(), &dir), "20");
    write(&dir, "voc/config.toml", "top = 3\n");
    assert_eq!(top(voc(), &dir), "3");
    write(&dir, "voc.toml", "top = 4\n");
    assert_eq!(top(voc(), &dir), "4");
    write(&dir, "voc.toml", "top = 4\n[analyze]\ntop = 5\n");
    assert_eq!(top(voc(), &dir), "5");
    assert_eq!(top(voc().env("VOC_TOP", "6"), &dir), "6");
    let flag = voc().env("VOC_TOP", "6").dir(dir.path()).args(["analyze", "hotel.csv", "-q", "--top", "7"]).ok();
    assert_eq!(flag.json()["run"]["options"]["top"], "7");
    write(&dir, "other.toml", "top = 8\n");
    assert_eq!(top(voc().env("VOC_CONFIG", "other.toml"), &dir), "8");
}

#[test]
fn lists_and_switches() {
    let dir = folder();
    write(
        &dir,
        "voc.toml",
        "quiet = true\nby = [\"客源\", \"房型\"]\ntext_column = \"点评\"\n[annotate]\nformat = \"csv\"\n",
    );
    let out = Voc::new().dir(dir.path()).args(["analyze", "hotel.csv"]).ok();
    assert_eq!(out.stderr, "");
    let report = out.json();
    assert_eq!(report["run"]["options"]["by"], "客源,房型");
    let mut columns: Vec<_> =
        report["segments"].as_array().unwrap().iter().map(|s| s["column"].as_str().unwrap()).collect();
    columns.sort_unstable();
    assert_eq!(columns, ["客源", "房型"]);
    let rows = Voc::new().dir(dir.path()).args(["annotate", "hotel.csv"]).ok().text();
    assert!(rows.starts_with("row,"), "{}", &rows[..60]);
}

#[test]
fn a_list_in_the_environment_is_separated_by_commas() {
    let dir = folder();
    let out = Voc::new().dir(dir.path()).env("VOC_BY", "客源,房型").args(["analyze", "hotel.csv", "-q"]).ok();
    assert_eq!(out.json()["run"]["options"]["by"], "客源,房型");
}

#[test]
fn mistakes_are_named() {
    let dir = folder();
    for (config, told) in [
        ("tpo = 3\n", "unknown setting `tpo`"),
        ("[analyse]\ntop = 3\n", "unknown setting `[analyse]`"),
        ("[analyze]\ntpo = 3\n", "unknown setting `analyze.tpo`"),
        ("top = = 3\n", "not a valid configuration"),
        ("dicts = [\"e\", \"d\"]\n", "`dicts` takes one value"),
        ("lang = [\"zh\", \"en\"]\n", "`lang` takes one value"),
    ] {
        write(&dir, "voc.toml", config);
        let out = Voc::new().dir(dir.path()).args(["analyze", "hotel.csv"]).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{config}");
        assert!(
            out.stderr.contains("`voc.toml`") && out.stderr.contains(told) && out.stderr.contains("hint:"),
            "{}",
            out.stderr
        );
    }
    std::fs::remove_file(dir.path().join("voc.toml")).unwrap();
    let out = Voc::new().dir(dir.path()).args(["analyze", "hotel.csv", "--config", "none.toml"]).run();
    assert!(out.status == 2 && out.stderr.contains("`none.toml`: cannot read the configuration"), "{}", out.stderr);
}

#[test]
fn a_value_that_is_refused_names_where_it_was_set() {
    let dir = folder();
    let told = |voc: Voc, args: &[&str]| {
        let out = voc.dir(dir.path()).args(["analyze", "hotel.csv"]).args(args.to_vec()).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{}", out.stderr);
        assert!(out.stderr.starts_with("voc: ") && out.stderr.contains("\n  hint: "), "{}", out.stderr);
        out.stderr
    };
    let variable = told(Voc::new().env("VOC_LANG", "fr"), &[]);
    assert!(variable.contains("`VOC_LANG`") && variable.contains("zh、en"), "{variable}");
    let top = told(Voc::new().env("VOC_TOP", "x"), &[]);
    assert!(top.contains("variable `VOC_TOP`: invalid value 'x' for '--top <N>'"), "{top}");
    // What the command line says comes from the command line.
    let named = told(Voc::new().env("VOC_TOP", "3"), &["--top", "y"]);
    assert!(named.contains("voc: invalid value 'y' for '--top <N>'") && !named.contains("VOC_TOP"), "{named}");
    let short = Voc::new().env("VOC_COUNT", "5").args(["sample", "hotel.csv", "-n", "0"]).run().stderr;
    assert!(short.contains("voc: invalid value '0' for '--count <N>'") && !short.contains("VOC_COUNT"), "{short}");
    let chinese = told(Voc::new(), &["--lang", "zh-CN", "--top", "y"]);
    assert!(chinese.contains("`--top` 的值 `y` 无效"), "{chinese}");
    let near = told(Voc::new(), &["--thread", "3"]);
    assert!(near.contains("unexpected argument '--thread'") && near.contains("did you mean `--threads`?"), "{near}");
    for (args, what, hint) in [
        (&["--thread", "3"][..], "没有选项 `--thread`", "是否要用 `--threads`？"),
        (&["--output"], "`--output` 缺少取值", "取值说明见"),
        (&["--new-only"], "`--new-only` 用于存入历史库的运行", "请加上 `--history FILE`"),
        (&["--top", "0"], "`--top` 的值 `0` 无效：至少为 1", "取值说明见"),
        (&["--top", "1e9"], "`--top` 的值 `1e9` 无效：应为不小于 0 的整数", "取值说明见"),
        (&["--threads", "abc"], "`--threads` 的值 `abc` 无效：应为不小于 0 的整数", "取值说明见"),
        (&["--max-unpacked", "1.5"], "`--max-unpacked` 的值 `1.5` 无效：应为不小于 0 的整数", "取值说明见"),
        (&["--max-unpacked", "0"], "`--max-unpacked` 的值 `0` 无效：至少为 1", "取值说明见"),
        (&["--format", "pdf"], "`--format` 的值 `pdf` 无效", "可用值：terminal、json"),
        (&["--quiet=1"], "`--quiet` 不带取值，多出了 `1`", "可用选项见"),
    ] {
        let told = told(Voc::new(), &[&["--lang", "zh"], args].concat());
        assert!(told.contains(what) && told.contains(hint), "{told}");
    }
    for (config, place) in [("threads = -1\n", "`threads`"), ("[analyze]\ntop = \"x\"\n", "`analyze.top`")] {
        write(&dir, "voc.toml", config);
        let told = told(Voc::new(), &[]);
        assert!(told.contains("`voc.toml`: ") && told.contains(place), "{told}");
    }
}

#[test]
fn a_value_that_the_command_refuses_names_where_it_was_set() {
    let dir = folder();
    let told = |variable: Option<(&str, &str)>, args: &[&str]| {
        let voc = variable.into_iter().fold(Voc::new(), |voc, (name, value)| voc.env(name, value));
        let out = voc.dir(dir.path()).args(["analyze", "hotel.csv", "-q"]).args(args.to_vec()).run();
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{}", out.stderr);
        out.stderr
    };
    for (option, value, message) in [
        ("fail-on", "worse", "`--fail-on worse` is not a condition"),
        ("heat", "a", "`--heat a` is no weight"),
        ("encoding", "klingon", "unknown encoding `klingon`"),
        ("by", "nope", "no column `nope`"),
        ("text-column", "nope", "no column `nope`"),
        ("output", "x.pdf", "no report format for `x.pdf`"),
        ("input-format", "doc", "no input format `doc`"),
        ("dicts", "nowhere", "cannot read the dictionary folder"),
        ("model", "nowhere", "cannot read the model"),
        ("history", "nowhere/x.db", "cannot open the history"),
    ] {
        let name = format!("VOC_{}", option.to_uppercase().replace('-', "_"));
        let variable = told(Some((&name, value)), &[]);
        assert!(variable.contains(&format!("variable `{name}`: {message}")), "{variable}");
        for (table, key) in [("", option.to_owned()), ("[analyze]\n", format!("analyze.{option}"))] {
            write(&dir, "voc.toml", &format!("{table}{option} = \"{value}\"\n"));
            let setting = told(None, &[]);
            assert!(setting.contains(&format!("setting `{key}` of `voc.toml`: {message}")), "{setting}");
        }
        // What the command line says comes from there, whatever else says the same.
        let flag = told(None, &[&format!("--{option}={value}")]);
        assert!(flag.contains(message) && !flag.contains("voc.toml"), "{flag}");
        std::fs::remove_file(dir.path().join("voc.toml")).unwrap();
    }
    let unrelated = told(Some(("VOC_BY", "房型")), &["--text-column", "nope"]);
    assert!(unrelated.contains("no column `nope`") && !unrelated.contains("VOC_"), "{unrelated}");
}

#[test]
fn a_variable_that_only_some_commands_take_holds_for_these() {
    let dir = folder();
    let rows = Voc::new().env("VOC_FORMAT", "markdown").dir(dir.path()).args(["annotate", "hotel.csv", "-q"]).ok();
    assert_eq!(rows.lines().len(), 122);
    let report = Voc::new().env("VOC_FORMAT", "markdown").dir(dir.path()).args(["analyze", "hotel.csv", "-q"]).ok();
    assert!(report.text().starts_with("## "), "{}", report.text());
    let none = Voc::new().env("VOC_FORMAT", "pdf").dir(dir.path()).args(["annotate", "hotel.csv", "-q"]).run();
    assert!(none.status == 2 && none.stderr.contains("variable `VOC_FORMAT`"), "{}", none.stderr);
}

#[test]
fn what_is_given_twice_holds_as_it_was_given_last() {
    let dir = folder();
    let run = |args: &[&str]| Voc::new().dir(dir.path()).args(["analyze", "hotel.csv"]).args(args.to_vec()).ok();
    let out = run(&["--top", "3", "-q", "--format", "csv", "--top", "4", "-q", "--format", "JSON"]);
    assert_eq!((out.stderr.as_str(), &out.json()["run"]["options"]["top"]), ("", &"4".into()));
    // What may be repeated adds up.
    run(&["-q", "-o", "a.json", "-o", "b.json"]);
    assert!(dir.path().join("a.json").exists() && dir.path().join("b.json").exists());
}

#[test]
fn settings_that_cannot_be_read_say_where_and_why() {
    let dir = folder();
    let told = |lang: &str, config: &[u8], args: &[&str]| {
        std::fs::write(dir.path().join("voc.toml"), config).unwrap();
        let out = Voc::new().env("VOC_LANG", lang).dir(dir.path()).args(args.to_vec()).run();
        (out.status, out.stderr)
    };
    let analyze = &["analyze", "hotel.csv", "-q"][..];
    let (_, line) = told("en", b"top = 3\n\nby = = 4\n", analyze);
    assert!(line.contains("`voc.toml`: not a valid configuration: line 3: "), "{line}");
    let (_, chinese) = told("zh", "top = 3\nby = 渠道\n".as_bytes(), analyze);
    assert!(chinese.contains("第 2 行 `by = 渠道` 不符合 TOML 语法") && chinese.contains("加英文引号"), "{chinese}");
    let (_, gbk) = told("zh", b"by = \"\xc7\xfe\xb5\xc0\"\n", analyze);
    assert!(gbk.contains("不是 UTF-8 编码") && gbk.contains("另存为 UTF-8"), "{gbk}");
    let (_, other) = told("en", b"config = \"x.toml\"\n", analyze);
    assert!(other.contains("`config` cannot stand in a file of settings"), "{other}");
    // What is made of the command line itself needs no settings.
    for args in [&["completions", "bash"][..], &["man"], &["schema"]] {
        assert_eq!(told("en", b"top = = 3\n", args), (0, String::new()), "{args:?}");
    }
    std::fs::remove_file(dir.path().join("voc.toml")).unwrap();
    let missing =
        Voc::new().env("VOC_LANG", "zh").dir(dir.path()).args(["analyze", "hotel.csv", "--config", "no.toml"]);
    let missing = missing.run().stderr;
    assert!(missing.contains("无法读取配置：文件或文件夹不存在"), "{missing}");
}

#[test]
fn the_language_of_messages_can_be_set() {
    let dir = folder();
    let chinese = Voc::new().dir(dir.path()).args(["analyze", "hotel.csv", "--lang", "zh"]).ok().stderr;
    assert!(chinese.contains("文本 `点评`"), "{chinese}");
}

#[test]
fn switches_of_the_environment_are_what_scripts_write() {
    let dir = folder();
    for (value, quiet) in
        [("1", true), ("yes", true), ("on", true), ("true", true), ("0", false), ("no", false), ("", false)]
    {
        let out =
            Voc::new().env("VOC_QUIET", value).dir(dir.path()).args(["analyze", "hotel.csv", "-o", "r.json"]).ok();
        assert_eq!(out.stderr.is_empty(), quiet, "`{value}`: {}", out.stderr);
    }
    assert_eq!(Voc::new().env("VOC_QUIET", "maybe").dir(dir.path()).args(["analyze", "hotel.csv"]).run().status, 2);
}

#[test]
fn settings_that_cannot_be_read_do_not_hide_the_help() {
    let dir = folder();
    write(&dir, "voc.toml", "lang=\n");
    for args in [&["--help"][..], &["--version"], &["analyze", "--help"]] {
        let out = Voc::new().dir(dir.path()).args(args.iter().copied()).run();
        assert_eq!((out.status, out.stdout.is_empty()), (0, false), "{args:?}: {}", out.stderr);
    }
    assert_eq!(Voc::new().dir(dir.path()).args(["analyze", "a.csv"]).run().status, 2);
}

#[test]
fn the_language_of_the_settings_is_that_of_errors() {
    let dir = folder();
    write(&dir, "voc.toml", "lang = \"en\"\n");
    let told = |args: &[&str]| {
        // Without a language of its own: an empty variable is none.
        let out = Voc::new().dir(dir.path()).env("VOC_LANG", "").args(args.iter().copied()).run();
        assert_eq!(out.status, 2, "{args:?}: {}", out.stderr);
        out.stderr
    };
    for (args, en) in [
        (&["analyze", "nofile.csv"][..], "`nofile.csv`: file not found"),
        (&["history", "list"], "there is no history here"),
        (&["analyze", "hotel.csv", "--fail-on", "x"], "is not a condition"),
        (&["analyze", "hotel.csv", "--by", "nope"], "no column `nope`; headers are"),
    ] {
        assert!(told(args).contains(en), "{}", told(args));
    }
    assert!(told(&["analyze", "nofile.csv", "--lang", "zh"]).contains("找不到文件"));
}

#[test]
fn an_empty_variable_is_none() {
    let dir = folder();
    let names = [
        "AS_OF",
        "BY",
        "COLOR",
        "CONFIG",
        "DELIMITER",
        "FAIL_ON",
        "FORMAT",
        "HEAT",
        "HISTORY",
        "LANG",
        "LOG",
        "MODEL",
        "OUTPUT",
        "QUIET",
        "RECORDS",
        "REJECTS",
        "SECTION",
        "THREADS",
        "TITLE",
        "TOP",
    ];
    let voc = || names.iter().fold(Voc::new().dir(dir.path()), |voc, name| voc.env(&format!("VOC_{name}"), ""));
    let out = voc().args(["analyze", "hotel.csv"]).ok();
    assert_eq!(out.json()["run"]["options"]["top"], "20");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is written");
    write(&dir, "voc.toml", "quiet = true\ntop = 4\n");
    let out = voc().args(["analyze", "hotel.csv"]).ok();
    assert_eq!((out.stderr.as_str(), &out.json()["run"]["options"]["top"]), ("", &"4".into()));
}

/// What a flag or a variable sets, no file is asked for; so is a variable that a flag overrides.
#[test]
fn a_value_that_is_overridden_stops_no_run() {
    let dir = folder();
    write(&dir, "voc.toml", "threads = \"x\"\n[analyze]\ntop = 0\n");
    let run = |args: &[&str], threads: &str| {
        let voc = Voc::new().dir(dir.path()).env("VOC_THREADS", threads).args(["analyze", "hotel.csv", "-q"]);
        voc.args(args.iter().copied()).run()
    };
    for (args, threads) in
        [(&["--threads", "1", "--top=5"][..], ""), (&["--top", "5"], "1"), (&["--threads=1", "--top=5"], "x")]
    {
        let out = run(args, threads);
        assert_eq!(out.status, 0, "{args:?} {threads}: {}", out.stderr);
        assert_eq!(out.json()["run"]["options"]["top"], "5");
    }
    for (args, threads, told) in
        [(&["--top", "5"][..], "", "`threads` cannot be `x`"), (&[], "1", "`analyze.top` cannot be `0`")]
    {
        let out = run(args, threads);
        assert!(out.status == 2 && out.stderr.contains(told), "{args:?}: {}", out.stderr);
    }
}

/// A setting that excludes what is said on the command line yields to it, and where it cannot, it is named.
#[test]
fn what_is_said_wins_over_a_setting_that_excludes_it() {
    let dir = folder();
    write(
        &dir,
        "l.csv",
        &(0..60)
            .map(|i| format!("很好第{i}次,好评,甲\n太差第{i}次,差评,乙\n"))
            .fold("text,label,类\n".to_owned(), |all, row| all + &row),
    );
    std::fs::write(dir.path().join("bank.csv"), sample("bank.csv")).unwrap();
    let run = |config: &str, args: &[&str]| {
        write(&dir, "voc.toml", config);
        Voc::new().dir(dir.path()).args(args.to_vec()).run()
    };
    let conditions = [
        "compare",
        "hotel.csv",
        "--before-where",
        "客源=朋友结伴",
        "--after-where",
        "客源=家庭出游",
        "--format",
        "json",
        "-q",
    ];
    let options = |out: crate::support::Out| {
        assert_eq!(out.status, 0, "{}", out.stderr);
        out.json()["options"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(options(run("at = \"2026-01-20\"\n", &conditions)), ["after-where", "before-where"]);
    let two = ["compare", "hotel.csv", "bank.csv", "--format", "json", "-q"];
    assert!(options(run("[compare]\nat = \"2026-01-20\"\n", &two)).is_empty());
    // What the settings say holds where nothing else is said.
    assert_eq!(options(run("at = \"2026/1/20\"\n", &["compare", "bank.csv", "--format", "json", "-q"])), ["at"]);
    let folds = ["eval", "l.csv", "--text-column", "text", "--folds", "5", "--json"];
    let out = run("[eval]\nleave-out = \"类\"\n", &folds);
    assert_eq!(out.json()["fitted"], "5 folds", "{}", out.stderr);
    assert!(out.json()["groups"].as_array().unwrap().is_empty());
    let of_runs = ["compare", "--history", "x.db", "1", "2"];
    let told = run("where = [\"客源=朋友结伴\"]\n", &of_runs);
    assert!(
        told.status == 2 && told.stderr.contains("setting `where` of `voc.toml`: `--where` is about rows"),
        "{}",
        told.stderr
    );
    std::fs::remove_file(dir.path().join("voc.toml")).unwrap();
    let variable = |name: &str, value: &str| Voc::new().env(name, value).dir(dir.path()).args(of_runs).run().stderr;
    let (at, filter) = (variable("VOC_AT", "2026-01-20"), variable("VOC_WHERE", "客源=朋友结伴"));
    assert!(at.contains("variable `VOC_AT`: the argument '--history <FILE>' cannot be used with"), "{at}");
    assert!(filter.contains("variable `VOC_WHERE`: `--where` is about rows"), "{filter}");
    let both = Voc::new().dir(dir.path()).args(["eval", "l.csv", "--leave-out", "类", "--by", "类"]).run();
    assert!(both.status == 2 && both.stderr.contains("cannot be used with"), "{}", both.stderr);
}
