//! What `--section`, `--title` and `--logo` do to each format.

use crate::support::{Voc, folder_with, sample, samples};

/// A PNG of one pixel.
pub(crate) const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0dIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

#[test]
fn only_the_sections_asked_for_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let mut args: Vec<String> = ["analyze", "feedback.csv", "--section", "natures,trend"].map(str::to_owned).into();
    for name in ["r.html", "r.md", "r.txt", "r.csv", "r.xlsx", "r/", "r.json"] {
        args.extend(["-o".to_owned(), at(name)]);
    }
    Voc::new().dir(&samples()).args(args).ok();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let page = read("r.html");
    let ids: Vec<&str> = page.split("<section id=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
    assert_eq!(ids, ["natures", "trend"]);
    assert!(!page.contains("href=\"#verbatims\""), "links to a section that is not there");
    let mut files: Vec<String> = std::fs::read_dir(dir.path().join("r"))
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["natures.csv", "trend.csv", "trend_natures.csv", "voices.csv", "weekdays.csv"]);
    let book: calamine::Xlsx<_> = calamine::open_workbook(dir.path().join("r.xlsx")).unwrap();
    assert_eq!(calamine::Reader::sheet_names(&book).len(), 5);
    for line in read("r.csv").lines().skip(1) {
        let section = line.split(',').next().unwrap();
        assert!(
            ["natures", "nature_aspects", "intents", "emotions", "trend", "trend_natures"].contains(&section),
            "{line}"
        );
    }
    let (terminal, markdown) = (read("r.txt"), read("r.md"));
    assert!(terminal.contains("What they complain about") && !terminal.contains("Hot issues"), "{terminal}");
    assert!(markdown.contains("### What they complain about") && !markdown.contains("### Hot"), "{markdown}");
    assert!(markdown.contains("### Trend\n\n- Volume **"), "{markdown}");
    // JSON is for programs and always whole.
    let json: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
    assert!(json["hot_issues"].is_array() && json["satisfaction"]["mean"].is_object());
}

#[test]
fn top_is_the_length_of_lists_for_people_and_cuts_no_issue_from_what_is_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    let run = |top: &str| {
        let out = ["r.txt", "r.md", "r.json", "r.csv"].map(|name| dir.path().join(name).display().to_string());
        let args =
            ["analyze", "feedback.csv", "-q", "--top", top, "-o", &out[0], "-o", &out[1], "-o", &out[2], "-o", &out[3]];
        Voc::new().dir(&samples()).args(args).ok();
        out.map(|path| std::fs::read_to_string(path).unwrap())
    };
    let of = |json: &str, list: &str| {
        let report: serde_json::Value = serde_json::from_str(json).unwrap();
        report[list].as_array().unwrap_or_else(|| panic!("no {list}")).len()
    };
    let [text, markdown, json, _] = run("12");
    let (issues, orders) = (of(&json, "hot_issues"), of(&json, "actions"));
    assert!(issues > 12 && orders > 12);
    let left = format!("… {} more", issues - 12);
    assert!(text.contains(&left) && markdown.contains(&left), "{text}\n{markdown}");
    let [_, markdown, json, table] = run("1");
    assert!(markdown.contains(&format!("… {} more", issues - 1)), "{markdown}");
    assert_eq!((of(&json, "hot_issues"), of(&json, "actions"), of(&json, "topics")), (issues, orders, 1));
    assert!(table.lines().filter(|l| l.starts_with("hot_issues,")).count() >= issues);
}

#[test]
fn a_section_that_does_not_exist_is_named_with_those_that_do() {
    let out = Voc::new().args(["analyze", "x.csv", "--section", "issus"]).run();
    assert_eq!(out.status, 2);
    assert!(out.stderr.contains("issus") && out.stderr.contains("issues"), "{}", out.stderr);
}

#[test]
fn a_logo_is_embedded_and_a_picture_that_could_run_something_is_refused() {
    let dir = folder_with("logo.png", PIXEL);
    std::fs::write(dir.path().join("a.csv"), sample("hotel.csv")).unwrap();
    std::fs::write(dir.path().join("logo.svg"), "<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let run = |logo: &str| {
        let args = ["analyze", "a.csv", "-q", "-o", "r.html", "-o", "r.xlsx", "--logo", logo, "--title", "三月 & 四月"];
        Voc::new().dir(dir.path()).args(args).run()
    };
    assert_eq!(run("logo.png").status, 0);
    let page = std::fs::read_to_string(dir.path().join("r.html")).unwrap();
    assert!(page.contains("<img src=\"data:image/png;base64,iVBORw0KGgo") && page.contains("<h1>三月 &amp; 四月</h1>"));
    let book = std::fs::read(dir.path().join("r.xlsx")).unwrap();
    assert!(book.windows(14).any(|w| w == b"xl/media/image"), "no picture in the workbook");
    for made in ["r.html", "r.xlsx"] {
        std::fs::remove_file(dir.path().join(made)).unwrap();
    }
    for bad in ["logo.svg", "a.csv", "missing.png"] {
        let out = run(bad);
        assert_eq!(out.status, 2, "{bad}");
        assert!(out.stderr.contains("hint:") && out.stderr.contains(bad), "{}", out.stderr);
        assert!(!dir.path().join("r.html").exists());
    }
}

/// What harms and is often blamed is to be fixed now, in every format for people.
#[test]
fn what_is_to_be_fixed_now_is_told() {
    let praise = ["质量很好", "面料舒服", "做工精细", "颜色好看"];
    let glad = (0..90).map(|i| format!("第{i}次来买，{}\n", praise[i % praise.len()]));
    let of_delivery = (0..60).map(|i| format!("第{i}单快递{}\n", if i % 3 == 0 { "很快" } else { "太慢" }));
    let rows: String = std::iter::once("反馈\n".to_owned()).chain(glad).chain(of_delivery).collect();
    let dir = folder_with("a.csv", rows.as_bytes());
    let report = |format: &str| {
        let args = ["analyze", "a.csv", "-q", "--lang", "zh", "--format", format];
        Voc::new().dir(dir.path()).args(args).ok()
    };
    let json = report("json").json();
    let now = json["aspects"].as_array().unwrap().iter().find(|a| a["priority"] == "fix_now").unwrap();
    assert_eq!(now["name"], "配送时效", "{json}");
    for format in ["md", "text"] {
        let told = report(format).text();
        assert!(told.lines().any(|l| l.contains("立即改进") && l.contains("配送时效")), "{format}: {told}");
    }
}
