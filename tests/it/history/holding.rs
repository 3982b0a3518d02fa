//! A complaint stands in one open order, whatever it is grouped with from run to run, and what a closed order has dealt with in none.

use serde_json::Value;

use super::nights::{Event, LID, PARCEL, date, export};
use super::{history, number, stored};

/// Complaints that stand in two open orders.
const TWICE: &str = "SELECT count(*) FROM (SELECT record FROM order_records WHERE moved IS NULL \
                     AND order_id NOT IN (SELECT order_id FROM outcomes WHERE record = 0) GROUP BY record HAVING count(*) > 1)";

fn orders(dir: &std::path::Path) -> Vec<Value> {
    history(dir, &["orders"])["orders"].as_array().unwrap().clone()
}

fn count(v: &Value) -> u64 {
    v["count"].as_u64().unwrap()
}

#[test]
fn an_order_whose_complaints_went_to_others_is_merged_into_the_one_that_has_most() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    // Two lost parcels are scattered complaints; with the next week they are a matter of their own.
    let events = [
        Event { days: 0..2, rows: 1, words: PARCEL, mark: "丢件" },
        Event { days: 2..8, rows: 8, words: PARCEL, mark: "丢件" },
    ];
    for (name, days) in [("a.csv", 0..=1), ("b.csv", 0..=9)] {
        export(&dir.join(name), days, 10, &events);
    }
    stored(dir, &["a.csv"]);
    let report = stored(dir, &["b.csv"]);
    let all = orders(dir);
    let (merged, open): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|o| o["status"] == "merged");
    assert!(!merged.is_empty(), "{all:#?}");
    for o in merged {
        assert!(open.iter().any(|other| other["id"] == o["merged"]), "{o}");
    }
    assert_eq!(number(dir, TWICE), 0);
    // All complaints are in the second export: each counts in one order.
    let complaints = report["severity"]["complaints"]["count"].as_u64().unwrap();
    assert_eq!(open.iter().map(|o| count(o)).sum::<u64>(), complaints, "{all:#?}");
    let text = crate::support::Voc::new().dir(dir).args(["history", "orders", "--lang", "zh"]).ok().text();
    assert!(text.contains("已并入 I"), "{text}");
}

#[test]
fn an_order_after_a_closed_one_counts_only_what_that_did_not_deal_with() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let events = |last: i32| {
        [
            Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" },
            Event { days: 0..last, rows: 8, words: PARCEL, mark: "丢件" },
        ]
    };
    export(&dir.join("a.csv"), 0..=6, 10, &events(6));
    let first = stored(dir, &["a.csv"]);
    let is_it = |a: &&Value| a["severity"] == "general" && a["title"].as_str().unwrap().contains("丢件");
    let closed = first["actions"].as_array().unwrap().iter().find(is_it).unwrap();
    let id = closed["order"]["id"].as_str().unwrap();
    std::fs::write(dir.join("done.csv"), format!("工单编号,完成时间\n{id},{} 09:00\n", date(7))).unwrap();
    history(dir, &["close", "done.csv"]);
    // The next export has it all again.
    export(&dir.join("b.csv"), 0..=10, 10, &events(11));
    let second = stored(dir, &["b.csv"]);
    let next = Value::from(format!("{id}-2"));
    let action = second["actions"].as_array().unwrap().iter().find(|a| a["order"]["id"] == next).unwrap();
    let handled = action["order"]["handled"].as_u64().unwrap();
    let of = |id: &Value| orders(dir).into_iter().find(|o| o["id"] == *id).unwrap();
    assert!(handled * 10 >= count(closed) * 8, "{handled} of {closed}");
    assert_eq!((count(&of(&next)), &of(&next)["handled"]), (count(action) - handled, &handled.into()));
    let both = format!(
        "SELECT count(*) FROM order_records AS a JOIN order_records AS b ON a.record = b.record WHERE a.order_id = '{id}' AND b.order_id = '{id}-2'"
    );
    assert_eq!((number(dir, &both), number(dir, TWICE)), (0, 0));
    assert_eq!(count(&of(&id.into())), count(closed));
    // The same inputs tell it again.
    let again = stored(dir, &["b.csv"]);
    assert_eq!(again["actions"], second["actions"]);
}

#[test]
fn whether_closing_an_order_made_a_difference_is_told_by_rates_before_and_after() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let events = [Event { days: 0..20, rows: 8, words: PARCEL, mark: "丢件" }];
    export(&dir.join("a.csv"), 0..=19, 10, &events);
    let first = stored(dir, &["a.csv"]);
    let is_it = |a: &&Value| a["issue"].is_string() && a["title"].as_str().unwrap().contains("丢件");
    let order = first["actions"].as_array().unwrap().iter().find(is_it).unwrap()["order"]["id"].clone();
    std::fs::write(
        dir.join("done.csv"),
        format!("工单编号,完成时间\n{},{} 09:00\n", order.as_str().unwrap(), date(20)),
    )
    .unwrap();
    let closed = history(dir, &["close", "done.csv"]);
    assert!(closed["handling"].get("effects").is_none(), "no week has passed: {closed}");
    export(&dir.join("b.csv"), 0..=35, 10, &events);
    let handling = stored(dir, &["b.csv"])["history"]["handling"].clone();
    let effect = &handling["effects"][0];
    assert_eq!((&effect["order"], &effect["days"], &effect["verdict"]), (&order, &15.into(), &"better".into()));
    assert!(effect["after"]["share"].as_f64() < effect["before"]["share"].as_f64(), "{effect}");
    let text = crate::support::Voc::new().dir(dir).args(["history", "orders", "--lang", "zh"]).ok().text();
    assert!(text.contains("完成前占比") && text.contains("减少"), "{text}");
}
