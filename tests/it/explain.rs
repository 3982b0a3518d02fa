//! `voc explain`: from a text or a row to the lines that made its labels.

use crate::support::{FEEDBACK, Voc, folder_with, samples};

#[test]
fn explain_leads_to_the_dictionary_lines() {
    let out = Voc::new().args(["explain", "快递太慢了，客服也不理人，但是衣服质量不错", "--json"]).ok().json();
    assert_eq!(out["record"]["complaint"], true);
    let natures: Vec<_> = out["record"]["natures"].as_array().unwrap().iter().filter_map(|n| n.as_str()).collect();
    assert!(natures.contains(&"logistics") && natures.contains(&"service"), "{natures:?}");
    // The particle that ends the clause belongs to the mention.
    let first = &out["record"]["mentions"][0];
    let place = [&first["opinion"], &first["start"], &first["end"]];
    assert_eq!(place, [&serde_json::json!("太慢"), &serde_json::json!(0), &serde_json::json!(5)]);
    let origins: Vec<_> =
        out["clauses"].as_array().unwrap().iter().flat_map(|c| c["finds"].as_array().unwrap()).collect();
    assert!(origins.iter().all(|f| f["origin"].as_str().unwrap().contains(".tsv:")) && origins.len() > 4);
    let row = FEEDBACK.records.iter().find(|r| r["complaint"] == true).unwrap();
    let text = Voc::new()
        .dir(&samples())
        .args(["explain", "--row", &row["row"].to_string(), "feedback.csv", "-q"])
        .ok()
        .text();
    assert!(text.contains("mentions") && text.contains(".tsv:"), "{text}");
}

/// A lukewarm rating is neutral by its line of `ratings.tsv`; no model is asked, so none is told.
#[test]
fn explain_leads_to_the_line_of_a_lukewarm_rating() {
    let out = Voc::new().args(["explain", "一般", "--json"]).ok().json();
    let finds = out["clauses"][0]["finds"].as_array().unwrap();
    let rating = finds.iter().find(|f| f["kind"] == "rating").unwrap();
    assert!(rating["origin"].as_str().unwrap().starts_with("ratings.tsv:"), "{rating}");
    assert_eq!(
        (out["record"]["sentiment"]["label"].as_str(), out["decisions"].as_array().unwrap().len()),
        (Some("neutral"), 0)
    );
}

#[test]
fn explain_reads_standard_input_and_speaks_both_languages() {
    let told = |lang: &str| {
        let out = Voc::new().args(["explain", "-", "--lang", lang]).stdin("快递太慢了\n客服不理人\n".as_bytes()).ok();
        out.text()
    };
    let (zh, en) = (told("zh"), told("en"));
    assert!(zh.contains("快递/") && zh.contains("客服/"), "{zh}");
    assert!(zh.starts_with("文本       快递太慢了") && zh.contains("\n投诉       是  性质 "), "{zh}");
    assert!(en.starts_with("text       快递太慢了") && en.contains("\ncomplaint  yes  natures "), "{en}");
}

#[test]
fn labels_and_kinds_of_words_are_called_in_chinese_where_one_asks_in_chinese() {
    let text = "快递太慢了，客服也不理人，但是衣服质量不错";
    let out = Voc::new().args(["explain", text, "--lang", "zh"]).ok().text();
    for told in [
        "快递/动词 太慢/形容词",
        "  满意度 2",
        "性质 物流、服务  严重程度 一般\n",
        "情绪 愤怒  环节 配送\n",
        "  时限 72 小时\n",
        "\n  负面 logistics.speed 配送时效  [快递|太慢] ",
        "\n  性质：物流         +",
        "\n    规则     快递太慢  logistics.speed 负面  issues/",
        "\n    修饰词   但是  转折 1500  modifiers",
        "\n    评价词   质量不错  500 product.quality  sentiment/",
        "\n    规则     不错  情绪 喜悦 1  emotions.tsv:",
    ] {
        assert!(out.contains(told), "{told}\n{out}");
    }
    for word in ["/verb", "/noun", "Negative", "modifier ", "opinion ", "anger", "delivery", "nature:"] {
        assert!(!out.contains(word), "{word}\n{out}");
    }
}

#[test]
fn who_explains_a_file_is_told_how() {
    let dir = folder_with("a.csv", "评价内容\n太慢了\n".as_bytes());
    let out = Voc::new().dir(dir.path()).args(["explain", "a.csv"]).ok();
    assert!(out.stderr.contains("voc explain --row N a.csv"), "{}", out.stderr);
}

#[test]
fn a_row_is_one_of_one_file() {
    let dir = folder_with("a.csv", "评价内容\n太慢了\n质量很好\n".as_bytes());
    let run = |input: &str| Voc::new().dir(dir.path()).args(["explain", "--row", "2", input]).run();
    assert_eq!(run(".").status, 0);
    std::fs::write(dir.path().join("b.csv"), "评价内容\n没人理\n").unwrap();
    for input in [".", "*.csv"] {
        let out = run(input);
        assert_eq!((out.status, out.stdout.len()), (2, 0), "{}", out.stderr);
        assert!(out.stderr.contains("`--row` is a row of one file, and these are 2"), "{}", out.stderr);
        assert!(out.stderr.contains("name one of them, such as"), "{}", out.stderr);
    }
    assert_eq!(run("b.csv").status, 2);
    assert_eq!(run("a.csv").status, 0);
}

#[test]
fn what_words_alone_would_say_is_told_where_it_differs() {
    let mut differing = 0;
    for text in ["收到的货是二手的", "买的时候说好的，结果到手不是那回事", "包装破了，里面的东西碎了一地"]
    {
        let of = |v: &serde_json::Value| {
            let mut ids: Vec<String> = v.as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()).collect();
            ids.sort();
            ids
        };
        let e = Voc::new().args(["explain", text, "--json"]).ok().json();
        let (by_words, told) = (of(&e["natures_by_words"]), of(&e["record"]["natures"]));
        let differs = !by_words.is_empty() && by_words != told;
        differing += usize::from(differs);
        let page = Voc::new().args(["explain", text]).ok().text();
        assert_eq!(page.contains("by dictionary words alone the natures would be "), differs, "{page}");
        if by_words == ["other"] && differs {
            assert!(page.contains("would be Other; those above weigh"), "{page}");
        }
    }
    assert!(differing > 0, "choose other texts");
}

/// A user's lines stand against the built-in ones and against the model: an own rule or word takes the place of what it overlaps, an own severity makes a
/// complaint major.
#[test]
fn the_users_own_lines_stand_above_built_in_ones() {
    let dir = folder_with("issues.tsv", "pattern\taspect\tpolarity\n红屁股\tproduct.hygiene\tnegative\n".as_bytes());
    std::fs::write(dir.path().join("sentiment.tsv"), "word\tscore\taspect\n漏尿\t-900\tproduct.safety\n").unwrap();
    std::fs::write(dir.path().join("severity.tsv"), "pattern\treason\n安全座椅…松动\tsafety\n").unwrap();
    let record = |text: &str| {
        Voc::new().args(["explain", text, "--json", "--dicts"]).args([dir.path()]).ok().json()["record"].take()
    };
    let aspects = |text: &str| {
        let found = record(text);
        let of = |m: &serde_json::Value| format!("{} {}", m["aspect"].as_str().unwrap(), m["rule"].as_str().unwrap());
        found["mentions"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert!(aspects("用了就红屁股").iter().any(|a| a.starts_with("product.hygiene") && a.ends_with("issues.tsv:2")));
    assert!(aspects("一直漏尿").iter().any(|a| a.starts_with("product.safety") && a.ends_with("sentiment.tsv:2")));
    let major = record("安全座椅松动,装好了左右晃");
    assert_eq!(major["severity"], "major", "{major}");
    assert!(major["severity_evidence"][0]["rule"].as_str().unwrap().ends_with("severity.tsv:2"), "{major}");
    let built_in = Voc::new().args(["explain", "安全座椅松动,装好了左右晃", "--json"]).ok().json();
    assert_ne!(built_in["record"]["severity"], "major");
}

/// An own line of severity decides beside a longer built-in one of the same reason, and one pattern may give two reasons.
#[test]
fn a_users_own_severity_is_not_lost_in_a_longer_built_in_one() {
    let dir = folder_with("severity.tsv", "pattern\treason\n隐患\tsafety\n隐患\thealth\n".as_bytes());
    let own = dir.path().display().to_string();
    let record =
        |more: &[&str]| Voc::new().args(["explain", "有安全隐患", "--json"]).args(more).ok().json()["record"].take();
    assert_eq!(record(&[])["severity"], "general");
    let major = record(&["--dicts", &own]);
    let evidence = major["severity_evidence"].as_array().unwrap();
    let mut reasons: Vec<&str> = evidence.iter().map(|e| e["reason"].as_str().unwrap()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["health", "safety"], "{major}");
    assert!(evidence.iter().all(|e| e["text"] == "隐患"), "{major}");
}

/// A text that says nothing is told to, with the line that says so, and a nature that its decision alone would not give is told with the reason.
#[test]
fn what_decided_is_told_where_it_was_not_the_decision() {
    let page = |text: &str, lang: &str| Voc::new().args(["explain", text, "--lang", lang]).ok().text();
    let (en, zh) = (page("此用户没有填写评价", "en"), page("此用户没有填写评价", "zh"));
    assert!(en.contains("counted as saying nothing") && en.contains("placeholder ") && !en.contains("nature:"), "{en}");
    assert!(zh.contains("计为无内容") && zh.contains("无内容  placeholders.tsv:") && !zh.contains("性质："), "{zh}");
    let text = "师傅送来安装，洗碗机是个坏的，碰过的。客服及时处理，服务蛮好。出了事情，售后确实管";
    let said = Voc::new().args(["explain", text, "--json"]).ok().json();
    let told = page(text, "en");
    for d in said["decisions"].as_array().unwrap() {
        let Some(nature) = d["name"].as_str().unwrap().strip_prefix("nature:") else { continue };
        let so = d["logit"].as_f64().unwrap() > d["above"].as_f64().unwrap();
        let is_told = said["record"]["natures"].as_array().unwrap().contains(&nature.into());
        let line = told.lines().find(|l| l.trim_start().starts_with(&format!("nature:{nature} ")));
        assert!(so == is_told || line.is_some_and(|l| l.contains("the limit, ")), "{nature}: {told}");
    }
}
