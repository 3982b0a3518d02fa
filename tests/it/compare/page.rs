//! The page of `voc compare`, and the sentences behind its figures.

use serde_json::Value;

use crate::sections::PIXEL;
use crate::support::{Voc, folder_with, sample};

/// The sample divided by a day, as a page with a logo and as JSON.
fn divided() -> (String, Value) {
    let dir = folder_with("logo.png", PIXEL);
    std::fs::write(dir.path().join("feedback.csv"), sample("feedback.csv")).unwrap();
    let args =
        ["compare", "feedback.csv", "--at", "2026-02-20", "--logo", "logo.png", "-q", "-o", "c.html", "-o", "c.json"];
    Voc::new().dir(dir.path()).args(args).ok();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    (read("c.html"), serde_json::from_str(&read("c.json")).unwrap())
}

fn is_told(x: &Value) -> bool {
    x["grave"] == true || !["no_evidence", "too_little_data"].contains(&x["verdict"].as_str().unwrap())
}

#[test]
fn every_change_leads_to_sentences_of_its_sides() {
    let (page, c) = divided();
    let list = |key: &str| c[key].as_array().unwrap().clone();
    for x in list("natures").iter().chain(&list("aspects")) {
        assert_eq!(x["quotes"].is_object(), is_told(x), "{x}");
    }
    let all: Vec<Value> = [list("natures"), list("aspects"), list("issues")].concat();
    let quoted: Vec<&Value> = all.iter().filter(|x| x["quotes"].is_object()).collect();
    assert!(quoted.len() > 5 && list("issues").iter().any(|x| x["quotes"].is_object()));
    for x in quoted {
        for (side, early) in [("before", true), ("after", false)] {
            let quotes = x["quotes"][side].as_array().unwrap();
            assert!(quotes.len() <= 2, "{x}");
            for q in quotes {
                assert_eq!(q["time"].as_str() < Some("2026-02-20"), early, "{q}");
                let place = format!("<code>{}:{}</code>", q["source"].as_str().unwrap(), q["row"]);
                assert!(page.contains(&place), "{place}");
            }
        }
    }
}

#[test]
fn the_page_is_made_as_that_of_the_report() {
    let (page, c) = divided();
    for part in
        ["<img src=\"data:image/png;base64,", "<nav ", "id=\"theme\"", "<svg class=\"chart", "badge worse\">worse"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("&lt;0.0001") && !page.contains(">0.0000<"));
    assert!(page.contains("Fewer without complaint"));
    let rest = c["aspects"].as_array().unwrap().iter().filter(|x| !is_told(x)).count();
    let (_, aspects) = page.split_once("<section id=\"aspects\"").unwrap();
    assert!(rest > 3 && aspects.contains(&format!("{rest} more without evidence of a change")), "{rest}");
    // The parts and the whole.
    let parts = c["contributions"]["list"].as_array().unwrap().len();
    assert_eq!(page.matches("class=\"piece").count(), parts + 1);
}

#[test]
fn a_logo_that_is_no_picture_is_refused_before_anything_is_written() {
    let dir = folder_with("feedback.csv", &sample("feedback.csv"));
    let args = ["compare", "feedback.csv", "--at", "2026-02-20", "--logo", "feedback.csv", "-q", "-o", "c.html"];
    let out = Voc::new().dir(dir.path()).args(args).run();
    assert_eq!(out.status, 2, "{}", out.stderr);
    assert!(out.stderr.contains("no PNG or JPEG picture") && !dir.path().join("c.html").exists(), "{}", out.stderr);
}
