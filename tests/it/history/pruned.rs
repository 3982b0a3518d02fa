//! What was pruned stays so: exports that begin with the year bring nothing of it back, and what never was in the store is new.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::nights::{Event, LID, PARCEL, date, export};
use super::{history, stored};
use crate::support::Voc;

fn has<'v>(list: &'v Value, key: &str, mark: &str) -> Option<&'v Value> {
    list.as_array().unwrap().iter().find(|i| i[key].as_str().unwrap().contains(mark))
}

fn orders(dir: &Path) -> BTreeSet<String> {
    let all = history(dir, &["orders"])["orders"].clone();
    all.as_array().unwrap().iter().map(|o| o["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn issues_that_were_over_are_told_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    for (name, last) in [("a.csv", 6), ("b.csv", 25), ("c.csv", 30)] {
        export(&dir.join(name), 0..=last, 10, &[Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" }]);
    }
    // One for grave complaints, one for the others.
    let about_lids = |r: &Value| -> Vec<Value> {
        let actions = r["actions"].as_array().unwrap().iter().filter(|a| a["title"].as_str().unwrap().contains("锅盖"));
        actions.map(|a| a["order"]["id"].clone()).collect()
    };
    let first = about_lids(&stored(dir, &["a.csv"]));
    stored(dir, &["b.csv"]);
    assert!(history(dir, &["prune", "--before", &date(12)])["issues"].as_u64() > Some(0));
    let r = stored(dir, &["c.csv"]);
    let lid = has(&r["hot_issues"], "title", "锅盖").unwrap();
    assert!(lid["life"].is_null(), "{lid}");
    assert!(has(&history(dir, &["issues"]), "title", "锅盖").is_none());
    // Nobody closed their orders: they are there as before, and no other is raised.
    assert_eq!(about_lids(&r), first);
    // The same again tells the same.
    let again = stored(dir, &["c.csv"]);
    assert!(has(&again["hot_issues"], "title", "锅盖").unwrap()["life"].is_null());
}

#[test]
fn complaints_of_pruned_orders_are_in_no_other_and_ids_are_given_once() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let parcels = |days| Event { days, rows: 8, words: PARCEL, mark: "丢件" };
    export(&dir.join("a.csv"), 0..=6, 10, &[parcels(0..6)]);
    export(&dir.join("b.csv"), 0..=20, 10, &[parcels(0..6), parcels(12..18)]);
    stored(dir, &["a.csv"]);
    let old = orders(dir);
    let table = old.iter().map(|id| format!("{id},{}\n", date(7)));
    std::fs::write(dir.join("done.csv"), format!("工单编号,完成时间\n{}", table.collect::<String>())).unwrap();
    assert_eq!(history(dir, &["close", "done.csv"])["closed"]["closed"].as_u64(), Some(old.len() as u64));
    history(dir, &["prune", "--before", &date(8), "--force"]);
    assert!(orders(dir).is_empty());
    let actions = stored(dir, &["b.csv"])["actions"].clone();
    let now = orders(dir);
    assert!(now.is_disjoint(&old), "{now:?} {old:?}");
    let id = actions.as_array().unwrap().iter().filter_map(|a| a["order"]["id"].as_str()).find(|id| id.ends_with("-2"));
    assert!(id.is_some_and(|id| old.contains(id.trim_end_matches("-2"))), "{id:?}");
    let all = history(dir, &["orders"])["orders"].clone();
    // Eight a day from the twelfth day on; those of the first week are not counted.
    let parcel = has(&all, "title", "丢件").unwrap();
    assert!(parcel["count"].as_u64() <= Some(50) && parcel["handled"] == 0, "{parcel}");
    // The list of the first week closes nothing of these.
    let out = Voc::new().dir(dir).args(["history", "close", "done.csv"]).run();
    assert!(out.status == 2 && out.stderr.contains("name no order"), "{}", out.stderr);
}

#[test]
fn a_mistyped_year_is_new_where_what_was_pruned_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    export(&dir.join("a.csv"), 0..=19, 12, &[]);
    stored(dir, &["a.csv"]);
    history(dir, &["prune", "--before", &date(5)]);
    let rows = std::fs::read_to_string(dir.join("a.csv")).unwrap();
    let grave = "Z-1,2006-01-30 09:00,天猫,1,昨天刚收到，插座漏电了，手一摸就麻\n";
    std::fs::write(dir.join("b.csv"), format!("{rows}{grave}")).unwrap();
    let r = stored(dir, &["b.csv", "--new-only"]);
    let h = &r["history"];
    assert_eq!((&r["run"]["rows"]["read"], &h["new_records"], &h["new_major"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(h["pruned"]["records"], 60);
}
