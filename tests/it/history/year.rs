//! Night after night with overlapping exports: planted events become issues with the right life.

use serde_json::Value;

use super::nights::{Event, LID, PARCEL, date, export};
use super::{assert_whole, history, number, stored};

/// Days of an export: each night's file holds the last week.
const WEEK: i32 = 7;

/// Runs the nights and looks at what became of the events.
fn nights(last: i32, ordinary: usize, events: &dyn Fn() -> [Event; 2]) {
    let dir = tempfile::tempdir().unwrap();
    let mut alerts: Vec<(i32, String)> = Vec::new();
    for night in 0..=last {
        let name = format!("{night}.csv");
        export(&dir.path().join(&name), (night - WEEK + 1).max(0)..=night, ordinary, &events());
        let r = stored(dir.path(), &[&name]);
        alerts
            .extend(r["alerts"].as_array().unwrap().iter().map(|a| (night, a["subject"].as_str().unwrap().to_owned())));
        std::fs::remove_file(dir.path().join(&name)).unwrap();
    }
    assert_whole(dir.path());
    let all = events();
    let rows: usize = all.iter().map(|e| e.rows * e.days.len()).sum();
    let expected = (usize::try_from(last).unwrap() + 1) * ordinary + rows;
    assert_eq!(number(dir.path(), "SELECT count(*) FROM records"), i64::try_from(expected).unwrap());
    let issues = history(dir.path(), &["issues"]);
    for e in &all {
        life(e, &issues, last);
        // Told within days of its beginning, as a spike or as an issue on the rise.
        let told = |(night, s): &(i32, String)| {
            (e.days.start..e.days.start + 5).contains(night) && !s.starts_with("severity:")
        };
        assert!(alerts.iter().any(told), "{}: {alerts:?}", e.mark);
    }
}

/// One issue holds most of an event, begins and ends with it, and was resolved when it had been quiet for two weeks.
fn life(e: &Event, issues: &Value, last: i32) {
    let mine = issues.as_array().unwrap().iter().filter(|i| i["title"].as_str().unwrap().contains(e.mark));
    let issue = mine.max_by_key(|i| i["records"].as_u64()).unwrap_or_else(|| panic!("no issue {}: {issues:#}", e.mark));
    let records = issue["records"].as_u64().unwrap();
    let planted = (e.rows * e.days.len()) as u64;
    assert!(records * 10 >= planted * 7 && records <= planted * 12 / 10, "{}: {records} of {planted}", e.mark);
    let day = |d: i32| Value::from(date(d));
    let near = |value: &Value, wanted: i32, slack: i32| {
        assert!(
            (wanted - slack..=wanted + slack).any(|d| *value == day(d)),
            "{}: {value} is not {}",
            e.mark,
            date(wanted)
        );
    };
    near(&issue["first"], e.days.start, 1);
    near(&issue["last"], e.days.end - 1, 1);
    let states: Vec<&str> = issue["states"].as_array().unwrap().iter().map(|s| s[1].as_str().unwrap()).collect();
    assert_eq!(states[0], "new", "{}: {states:?}", e.mark);
    assert!(states.contains(&"growing") && states.contains(&"shrinking"), "{}: {states:?}", e.mark);
    if last >= e.days.end + 14 {
        assert_eq!((issue["state"].as_str(), states.last()), (Some("resolved"), Some(&"resolved")), "{}", e.mark);
        // Runs are numbered from 1, nights from 0.
        let run = i32::try_from(issue["since_run"].as_i64().unwrap()).unwrap();
        assert!((run - 1 - (e.days.end - 1 + 14)).abs() <= 1, "{}: resolved in run {run}", e.mark);
    }
}

#[test]
fn events_become_issues_with_their_life_lines() {
    nights(31, 36, &|| {
        [
            Event { days: 5..12, rows: 5, words: LID, mark: "锅盖" },
            Event { days: 9..17, rows: 5, words: PARCEL, mark: "丢件" },
        ]
    });
}

/// `cargo test --test it history::year::a_year -- --ignored`
#[test]
#[ignore = "365 runs"]
fn a_year() {
    nights(364, 36, &|| {
        [
            Event { days: 90..110, rows: 6, words: LID, mark: "锅盖" },
            Event { days: 220..250, rows: 5, words: PARCEL, mark: "丢件" },
        ]
    });
}
