//! The texts of the page are rows, and stand under the labels of those rows.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ALL, text, unescape};

/// The text, row and label names of each verbatim of the page, by the kind of label (the first letter of its code).
fn verbatims(page: &str) -> Vec<(String, u64, BTreeMap<char, Vec<String>>)> {
    let option = |o: &str| {
        let (code, rest) = o.split_once('"').unwrap();
        (code.to_owned(), unescape(rest.trim_start_matches('>').split("</option>").next().unwrap()))
    };
    let names: BTreeMap<String, String> = page.split("<option value=\"").skip(1).map(option).collect();
    let (_, list) = page.split_once("id=\"list\">").unwrap();
    let (list, _) = list.split_once("</ul>").unwrap();
    let item = |li: &str| {
        let (codes, rest) = li.split_once("\">").unwrap();
        let (words, rest) = rest.strip_prefix("<p>").unwrap().split_once("</p>").unwrap();
        let (place, _) = rest.split_once("<code>").unwrap().1.split_once("</code>").unwrap();
        let mut labels: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for code in codes.split(' ') {
            labels.entry(code.chars().next().unwrap()).or_default().push(names[code].clone());
        }
        let text = unescape(&words.replace("<mark>", "").replace("</mark>", ""));
        (text, place.rsplit(':').next().unwrap().parse().unwrap(), labels)
    };
    list.split("<li data-l=\"").skip(1).map(item).collect()
}

#[test]
fn every_verbatim_is_a_row_with_the_labels_that_it_is_filed_under() {
    let records: BTreeMap<u64, &Value> =
        crate::support::FEEDBACK.records.iter().map(|r| (r["row"].as_u64().unwrap(), r)).collect();
    let natures: BTreeMap<&str, &str> = ALL.json["natures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| (n["name"].as_str().unwrap(), n["id"].as_str().unwrap()))
        .collect();
    let list = verbatims(&text("r.html"));
    assert!(list.len() > 400, "{}", list.len());
    for (words, row, labels) in &list {
        let record = records[row];
        let told = words.trim_matches('…');
        assert!(record["text"].as_str().unwrap().contains(told), "{row}: {told}");
        let of = |kind: char| labels.get(&kind).into_iter().flatten().map(String::as_str);
        for nature in of('n') {
            assert!(record["natures"].as_array().unwrap().iter().any(|n| n == natures[nature]), "{row}: {nature}");
        }
        let severity = if of('s').any(|s| s == "重大") { "major" } else { "general" };
        assert!(of('s').next().is_none() || record["severity"] == severity, "{row}");
        for value in of('g') {
            assert!(record["attrs"].as_object().unwrap().values().any(|v| v == value), "{row}: {value}");
        }
    }
    let count = |kind: char, name: &str| {
        list.iter().filter(|(_, _, l)| l.get(&kind).is_some_and(|n| n.iter().any(|x| x == name))).count()
    };
    for n in natures.keys() {
        assert!(count('n', n) > 0, "no text for {n}");
    }
}
