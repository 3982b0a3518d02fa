//! The dictionaries: clean as shipped, and open to a user's own.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Voc, folder_with};

fn explain(text: &str, dicts: Option<&TempDir>) -> Value {
    let overlay = dicts.map(|d| vec!["--dicts".to_owned(), d.path().display().to_string()]).unwrap_or_default();
    Voc::new().args(["explain", text, "--json"]).args(overlay).ok().json()
}

fn tokens(explanation: &Value) -> Vec<&str> {
    explanation["tokens"].as_array().unwrap().iter().map(|t| t[0].as_str().unwrap()).collect()
}

fn mention<'e>(explanation: &'e Value, words: &str) -> Option<&'e Value> {
    let all = explanation["record"]["mentions"].as_array().unwrap();
    all.iter().find(|m| m["target"] == words || m["opinion"] == words)
}

#[test]
fn the_shipped_ones_are_clean() {
    let out = Voc::new().args(["dict", "check"]).run();
    assert_eq!(out.status, 0, "{}{}", out.text(), out.stderr);
    assert!(out.stderr.contains("no problems"), "{}", out.stderr);
}

#[test]
fn show_names_the_origin_of_each_entry() {
    let out = Voc::new().args(["dict", "show", "taxonomy"]).ok().text();
    assert!(out.lines().count() > 60);
    for line in out.lines() {
        let mut cells = line.split('\t');
        assert_eq!(cells.next(), Some("taxonomy"));
        assert!(cells.next().unwrap().starts_with("taxonomy.tsv:"), "{line}");
    }
    let wrong = Voc::new().args(["dict", "show", "nope"]).run();
    assert!(wrong.status == 2 && wrong.stderr.contains("there are "), "{}", wrong.stderr);
    let folder = tempfile::tempdir().unwrap();
    let meant = Voc::new().args(["dict", "check", &folder.path().display().to_string()]).run();
    assert!(meant.status == 2 && meant.stderr.contains("hint: `--dicts "), "{}", meant.stderr);
}

/// The opinion word found in a text: what it says and where it stands.
fn opinion<'e>(explanation: &'e Value, word: &str) -> Option<(&'e str, &'e str)> {
    let clauses = explanation["clauses"].as_array().unwrap().iter();
    let mut finds = clauses.flat_map(|c| c["finds"].as_array().unwrap());
    let find = finds.find(|f| f["kind"] == "opinion" && f["words"] == word)?;
    Some((find["says"].as_str().unwrap(), find["origin"].as_str().unwrap()))
}

#[test]
fn an_overlay_adds_and_overrides() {
    let text = "这个功能灯塔级。不错！";
    let before = explain(text, None);
    assert_eq!(opinion(&before, "灯塔级"), None);
    assert!(opinion(&before, "不错").is_some_and(|(says, at)| !says.starts_with('-') && at.starts_with("sentiment/")));
    let dir = folder_with("sentiment.tsv", "word\tscore\n灯塔级\t900\n不错\t-600\n".as_bytes());
    let after = explain(text, Some(&dir));
    let added = mention(&after, "灯塔级").unwrap_or_else(|| panic!("{}", after["record"]));
    assert_eq!((&added["target"], &added["polarity"]), (&"功能".into(), &"positive".into()));
    let (says, origin) = opinion(&after, "不错").unwrap();
    assert_eq!(says, "-600");
    assert!(origin.ends_with("sentiment.tsv:3"), "the user's own file and line: {origin}");
    let shown = Voc::new().args(["dict", "show", "sentiment", "--dicts"]).args([dir.path()]).ok().text();
    let own: Vec<&str> = shown.lines().filter(|l| l.contains("word=不错\t")).collect();
    assert!(own.len() == 1 && own[0].contains("score=-600"), "what is in force, and nothing else: {own:?}");
    assert_eq!(Voc::new().args(["dict", "check", "nope"]).run().status, 2);
}

#[test]
fn files_as_spreadsheets_save_them_are_read() {
    for text in
        ["word\tscore\t\n灯塔级\t900\t\t\t\n", "word\tscore\r灯塔级\t900\r", "\u{feff}word\tscore\r\n灯塔级\t900\r\n"]
    {
        let dir = folder_with("sentiment.tsv", text.as_bytes());
        let told = explain("这个功能灯塔级。", Some(&dir));
        assert!(opinion(&told, "灯塔级").is_some_and(|(_, at)| at.ends_with("sentiment.tsv:2")), "{text:?}: {told}");
    }
}

#[test]
fn a_report_calls_severities_as_the_labels_of_a_user_do() {
    let dir = folder_with("in.csv", "反馈内容\n热水器漏电把人电伤了，要求退款\n快递太慢了，客服也不理人\n".as_bytes());
    std::fs::create_dir(dir.path().join("mine")).unwrap();
    std::fs::write(dir.path().join("mine/labels.tsv"), "kind\tid\tzh\ten\nseverity\tmajor\t红色警报\tRed\n").unwrap();
    let args = ["analyze", "in.csv", "-q", "--lang", "zh", "--dicts", "mine", "-o", "r.html"];
    Voc::new().dir(dir.path()).args(args).ok();
    let page = std::fs::read_to_string(dir.path().join("r.html")).unwrap();
    assert!(page.contains("红色警报"), "the page has the name of the user");
}

#[test]
fn user_words_with_blanks_digits_and_punctuation_stay_whole() {
    let text = "iPhone 15 Pro Max的屏幕不错，C++课程太难，AD钙奶2.0好喝，三顿半3.14号咖啡";
    let dir = folder_with("words.tsv", "word\niphone 15 pro max\nc++\nad钙奶2.0\n三顿半3.14号\n".as_bytes());
    let e = explain(text, Some(&dir));
    for word in ["iphone 15 pro max", "c++", "ad钙奶2.0", "三顿半3.14号"] {
        assert!(tokens(&e).contains(&word), "{word} in {:?}", tokens(&e));
    }
    assert!(!tokens(&explain(text, None)).contains(&"iphone 15 pro max"));
}

#[test]
fn user_targets_and_opinions_with_blanks_and_digits_are_matched() {
    let dir = folder_with("targets.tsv", "word\taspect\nmate x3 pro\tproduct.quality\n".as_bytes());
    std::fs::write(dir.path().join("sentiment.tsv"), "word\tscore\n666+\t800\n".as_bytes()).unwrap();
    let e = explain("Mate X3 Pro真的666+，推荐", Some(&dir));
    let m = mention(&e, "Mate X3 Pro").unwrap_or_else(|| panic!("{}", e["record"]));
    assert!(m["opinion"].as_str().unwrap().ends_with("666+") && m["polarity"] == "positive", "{m}");
}

#[test]
fn mistakes_of_a_user_are_named_with_file_and_line() {
    for (file, text, told) in [
        ("sentiment.tsv", "word\tscore\n好\tvery\n", "sentiment.tsv:2"),
        ("targets.tsv", "word\taspect\n屏幕\tproduct.nope\n", "targets.tsv:2"),
        ("sentiment.tsv", "word\tscore\n好\t1\t2\t3\t4\t5\n", "cells for 2 columns"),
        ("opinions.tsv", "word\tscore\n好\t1\n", "no dictionary is called `opinions`"),
    ] {
        let dir = folder_with(file, text.as_bytes());
        let out = Voc::new().args(["explain", "好", "--dicts", &dir.path().display().to_string()]).run();
        assert_eq!(out.status, 2, "{file}: {}", out.stderr);
        assert!(out.stderr.contains(told), "{file}: {}", out.stderr);
    }
}

#[test]
fn an_emotion_of_ones_own_takes_the_place_of_the_built_in_one() {
    let dir = folder_with("emotions.tsv", "pattern\temotion\tstrength\n真服了\tjoy\t2\n".as_bytes());
    let own = dir.path().display().to_string();
    let emotions = |text: &str, dicts: &[&str]| {
        let out = Voc::new().args(["annotate", "-", "-q"]).args(dicts.iter().copied()).stdin(text.as_bytes()).ok();
        out.lines()[0]["emotions"].clone()
    };
    let text = "反馈内容\n这做工真服了，颜色漂亮\n";
    assert_eq!(emotions(text, &[]), serde_json::json!(["anger"]));
    assert_eq!(emotions(text, &["--dicts", &own]), serde_json::json!(["joy"]));
    // Other words are felt as ever.
    let both = emotions("反馈内容\n真服了，客服不理人，气死我了\n", &["--dicts", &own]);
    assert_eq!(both, serde_json::json!(["anger", "joy"]));
}

#[test]
fn check_finds_what_can_never_match() {
    let dir = folder_with("sentiment.tsv", "word\tscore\n超級棒\t800\n".as_bytes());
    let out = Voc::new().args(["dict", "check", "sentiment", "--dicts", &dir.path().display().to_string()]).run();
    assert_eq!(out.status, 2);
    assert!(out.text().contains("sentiment.tsv:2: `超級棒` can never match"), "{}", out.text());
}

#[test]
fn check_tells_every_line_that_does_not_compile() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("sentiment.tsv"), "word\tscore\n坏行\tabc\n灯塔级\t900\n好词\tdef\n").unwrap();
    std::fs::write(dir.path().join("targets.tsv"), "word\taspect\n外机罩\tproduct.nowhere\n").unwrap();
    let out = Voc::new().args(["dict", "check", "--dicts", &dir.path().display().to_string()]).run();
    assert_eq!(out.status, 2);
    for place in ["sentiment.tsv:2: ", "sentiment.tsv:4: ", "targets.tsv:2: "] {
        assert!(out.text().contains(place), "{}{}", out.text(), out.stderr);
    }
    assert!(out.stderr.contains("3 problems"), "{}", out.stderr);
}

#[test]
fn a_word_that_guards_against_a_shorter_one_does_not_hide_the_thing_of_the_same_name() {
    let said = explain("快递太差了", None);
    assert_eq!(said["record"]["nature"], "logistics", "{}", said["record"]);
    assert!(mention(&said, "快递").is_some(), "{}", said["record"]);
}

#[test]
fn the_nature_model_is_heard_where_no_word_names_the_nature() {
    let said = explain("物业修个门铃来了三拨人没一个会", None);
    assert_eq!(said["natures_by_words"], serde_json::json!(["other"]), "{said}");
    assert_eq!(said["record"]["natures"], serde_json::json!(["service"]), "{said}");
}

#[test]
fn a_report_refuses_the_routing_that_an_analysis_refuses() {
    let dir = folder_with("in.csv", "反馈内容\n快递太慢了，客服也不理人\n".as_bytes());
    std::fs::create_dir(dir.path().join("mine")).unwrap();
    let line = "scope\tseverity\tdepartment\tdepartment_en\thours\tsolution\nlogistics\tmajr\t物流部\tLogistics\tabc\trepair\n";
    std::fs::write(dir.path().join("mine/routing.tsv"), line).unwrap();
    let voc = || Voc::new().dir(dir.path());
    voc().args(["annotate", "in.csv", "-q", "-o", "rows.jsonl"]).ok();
    for (command, input) in [("analyze", "in.csv"), ("report", "rows.jsonl")] {
        let out = voc().args([command, input, "-q", "--dicts", "mine", "-o", "r.json"]).run();
        let told = out.stderr.contains("routing.tsv") && out.stderr.contains("`majr`");
        assert!(out.status == 2 && told, "{command}: {} {}", out.status, out.stderr);
    }
}

/// Who rings or has no power is nobody whom a device gives a shock.
#[test]
fn a_caller_is_no_shock() {
    let texts = |rows: &[&str]| {
        let csv = format!("反馈内容\n{}\n", rows.join("\n"));
        Voc::new().args(["annotate", "-", "-q"]).stdin(csv.as_bytes()).ok().lines()
    };
    let says = |r: &Value, list: &str, key: &str, part: &str| {
        r[list].as_array().unwrap().iter().any(|x| x[key].as_str().unwrap().contains(part))
    };
    let callers =
        ["来电人告知快递一直没到", "停电人没通知", "充电人很多排队久", "致电人表示快递太慢了", "去电人反映噪音大"];
    for (text, r) in callers.iter().zip(texts(&callers)) {
        assert!(
            !says(&r, "mentions", "opinion", "电人") && !says(&r, "severity_evidence", "text", "电人"),
            "{text}: {r}"
        );
    }
    let victims = ["这个插座电人", "外壳摸起来电人", "来电人反映热水器漏电"];
    for (text, r) in victims.iter().zip(texts(&victims)) {
        assert!(says(&r, "mentions", "aspect", "product.safety"), "{text}: {r}");
    }
}

/// The aspects of the mentions of a row, by its text and the cell of a product column.
fn aspects(product: &str, text: &str, dicts: Option<&TempDir>) -> Vec<String> {
    let dir = folder_with("a.csv", format!("商品名称,评价内容\n{product},{text}\n").as_bytes());
    let overlay = dicts.map(|d| vec!["--dicts".to_owned(), d.path().display().to_string()]).unwrap_or_default();
    let row = Voc::new().dir(dir.path()).args(["annotate", "a.csv", "--quiet"]).args(overlay).ok().json();
    row["mentions"].as_array().unwrap().iter().map(|m| m["aspect"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_product_column_keeps_aspects_of_other_trades_away() {
    let text = "放在房间里半天都不凉";
    let room = |aspects: &[String]| aspects.iter().any(|a| a == "product.room");
    assert!(room(&aspects("豪华大床房", text, None)));
    assert!(!room(&aspects("海信空调 KFR-35", text, None)));
    // A product that tells nothing changes nothing, and what the text names is there.
    assert!(room(&aspects("K35", text, None)));
    assert!(room(&aspects("海信空调 KFR-35", "酒店房间里半天都不凉", None)));
    // What is judged stays, under the aspect that stands for it elsewhere.
    assert_eq!(aspects("油烟机", "动力真的很差", None), ["product.quality"]);
    assert_eq!(aspects("小轿车", "动力真的很差", None), ["product.engine"]);
    // Trades are the user's to add, in the place of the built-in words of the same trade.
    // A cell without words names nothing.
    let own = folder_with("trades.tsv", "trade\twords\nappliance\tK35\nlodging\t|\n".as_bytes());
    assert!(!room(&aspects("K35", text, Some(&own))));
    assert!(room(&aspects("海信空调", text, Some(&own))));
    // So are headers, as people write them.
    let named = folder_with("columns.tsv", "alias\trole\nOur Goods\tproduct\n".as_bytes());
    std::fs::write(named.path().join("a.csv"), format!("Our Goods,评价内容\n海信空调,{text}\n")).unwrap();
    let row = Voc::new().dir(named.path()).args(["annotate", "a.csv", "--quiet", "--dicts", "."]).ok().json();
    assert!(row["mentions"].as_array().unwrap().iter().all(|m| m["aspect"] != "product.room"), "{row}");
    // What a line of the taxonomy leaves out stays as it was.
    let moved = folder_with("taxonomy.tsv", "id\telsewhere\nproduct.engine\tproduct.noise\n".as_bytes());
    assert_eq!(aspects("油烟机", "动力真的很差", Some(&moved)), ["product.noise"]);
    let fewer = folder_with("taxonomy.tsv", "id\ttrades\nservice.serving\trestaurant\n".as_bytes());
    assert_eq!(aspects("手机壳", "上菜太慢了", Some(&fewer)), ["service.response"]);
    let wrong = folder_with("taxonomy.tsv", "id\ttrades\nproduct.room\tnone\n".as_bytes());
    let told = Voc::new().args(["explain", "好", "--dicts", &wrong.path().display().to_string()]).run();
    assert!(told.status == 2 && told.stderr.contains("`none` is no trade of trades.tsv"), "{}", told.stderr);
}

/// A user's line about the same words takes the place of the built-in one: what says nothing, and what is neither good nor bad.
#[test]
fn a_users_line_takes_the_place_of_the_built_in_one() {
    let own = folder_with("placeholders.tsv", "text\tkind\n默认好评\tgeneric\n".as_bytes());
    std::fs::write(own.path().join("ratings.tsv"), "word\tvalue\n还行\t4\n").unwrap();
    let own = own.path().display().to_string();
    let told = |text: &str, more: &[&str]| Voc::new().args(["explain", text, "--json"]).args(more).ok().json();
    let dicts = ["--dicts", &own];
    let says = |more: &[&str]| !told("默认好评", more)["record"]["satisfaction"].is_null();
    assert!(!says(&[]) && says(&dicts));
    let is_lukewarm = |more: &[&str]| told("还行", more)["decisions"].as_array().unwrap().is_empty();
    assert!(is_lukewarm(&[]) && !is_lukewarm(&dicts));
    // What it leaves out stays as it was: a wording in the other language.
    let worded = folder_with("messages.tsv", "key\tzh\nexplain.text\t原文\n".as_bytes());
    let told = |lang: &str| {
        let args = ["explain", "好", "--lang", lang, "--dicts", &worded.path().display().to_string()];
        Voc::new().args(args).ok().text()
    };
    assert!(told("zh").starts_with("原文 ") && told("en").starts_with("text "), "{}", told("en"));
}
