//! Major complaints of the last days that are news: more of a reason than before, the first of a grave one in months, or any where nothing is known of before.

use crate::aggregate::Partial;
use crate::aggregate::cases::Major;
use crate::insight::{Context, day_string, tails};
use crate::number::{float, round};
use crate::report::{Alert, RowRef};
use crate::time::Stamp;

use super::ROWS;

/// Days before the end of the data in which a major complaint is recent.
const RECENT: i32 = 7;

/// Days of history without which everything is news.
const HISTORY: i32 = 21;

/// Reasons that call for the highest colour.
const GRAVE: [&str; 4] = ["safety", "health", "group", "escalation"];

/// A grave reason is told with its first complaint in so many days, if that is not older than these.
const RARE: i32 = 120;
const AT_ONCE: i32 = 2;

/// Recent ones and chance from which more than before is news.
const LEAST: u64 = 2;
const CHANCE: f64 = 0.001;

/// One alert for each reason.
pub(super) fn alerts(p: &Partial, majors: &[Major], cx: &Context) -> Vec<Alert> {
    p.reasons.keys().filter_map(|id| of_reason(id, p, majors, cx)).collect()
}

fn day(m: &Major) -> Option<i32> {
    m.snippet.time.map(Stamp::days)
}

fn of_reason(id: &str, p: &Partial, majors: &[Major], cx: &Context) -> Option<Alert> {
    let of: Vec<&Major> = majors.iter().filter(|m| m.reasons.iter().any(|r| r.reason == id)).collect();
    let known = p.period.filter(|(first, last)| last - first + 1 >= RECENT + HISTORY);
    let since = p.period.map(|(_, last)| last - RECENT + 1);
    let (undated, dated): (Vec<&Major>, Vec<&Major>) = of.into_iter().partition(|m| day(m).is_none());
    let (recent, earlier): (Vec<&Major>, Vec<&Major>) = dated.into_iter().partition(|m| day(m) >= since);
    let Some((first, last)) = known else {
        let all: Vec<&Major> = recent.iter().chain(&undated).copied().collect();
        return (!all.is_empty()).then(|| alert(id, &all, None, since.filter(|_| undated.is_empty()), cx));
    };
    let count = recent.len() as u64;
    let history = f64::from(last - RECENT - first + 1);
    let expected = (float(earlier.len() as u64) + 0.5) * f64::from(RECENT) / history;
    let chance = tails::upper(count, expected, expected * (1.0 + f64::from(RECENT) / history));
    let more = count >= LEAST && chance < CHANCE;
    let quiet = |m: &&&Major| day(m) > Some(last - RARE);
    let at_once = recent.iter().any(|m| day(m) > Some(last - AT_ONCE));
    let first_of_grave =
        GRAVE.contains(&id) && at_once && last - first >= RARE && earlier.iter().filter(quiet).count() == 0;
    (more || first_of_grave).then(|| alert(id, &recent, Some((expected, chance)), since, cx))
}

fn alert(id: &str, mine: &[&Major], past: Option<(f64, f64)>, since: Option<i32>, cx: &Context) -> Alert {
    let rows: Vec<RowRef> = mine.iter().take(ROWS).map(|m| m.snippet.row_ref()).collect();
    let reason = cx.labels.name("reason", id, cx.lang);
    let values = [("reason", reason.as_str()), ("count", &mine.len().to_string())];
    let last = mine.iter().filter_map(|m| day(m)).max();
    Alert {
        colour: if GRAVE.contains(&id) { "red" } else { "orange" }.to_owned(),
        kind: "major".to_owned(),
        subject: format!("severity:{id}"),
        message: cx.labels.message("alert.major", cx.lang, &values),
        period: since.map(day_string),
        start: since.map(day_string),
        end: since.and(last).map(day_string),
        value: float(mine.len() as u64),
        baseline: past.map(|(expected, _)| round(expected, 2)),
        p: past.map(|(_, p)| round(p, 6)).filter(|p| *p < 1.0),
        rows,
    }
}
