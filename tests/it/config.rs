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
    let chinese = told(Voc::new(), &["--lang", "zh-CN", "--top", "y"]);
    assert!(chinese.contains("`--top` 的值 `y` 无效"), "{chinese}");
    let near = told(Voc::new(), &["--thread", "3"]);
    assert!(near.contains("unexpected argument '--thread'") && near.contains("did you mean `--threads`?"), "{near}");
    for (args, what, hint) in [
        (&["--thread", "3"][..], "没有选项 `--thread`", "是否要用 `--threads`？"),
        (&["--output"], "`--output` 缺少取值", "取值说明见"),
        (&["--new-only"], "缺少 `--history <FILE>`", "可用选项见"),
        (&["--no-mask", "--no-mask"], "`--no-mask` 只能给一次", "可用选项见"),
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
