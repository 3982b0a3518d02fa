//! Planted events are found, quiet series stay quiet: on made-up rows with known rates.

use super::*;
use crate::insight::testing::{Dice, Row, report};
use crate::record::Annotated;

/// What a day is like.
#[derive(Clone, Copy)]
struct Rates {
    volume: f64,
    logistics: f64,
    product: f64,
}

const USUAL: Rates = Rates { volume: 12.0, logistics: 0.12, product: 0.15 };

/// Rows of so many days.
fn rows(seed: u64, days: i32, rates: impl Fn(i32) -> Rates) -> Vec<Annotated> {
    noisy(seed, days, 0.3, rates)
}

/// The same with days that differ by such a share of their volume.
fn noisy(seed: u64, days: i32, noise: f64, rates: impl Fn(i32) -> Rates) -> Vec<Annotated> {
    let mut dice = Dice(seed.wrapping_mul(7_919));
    let mut out: Vec<Annotated> = Vec::new();
    for day in 0..days {
        let r = rates(day);
        // Weekends are busier, and no two days are alike.
        let volume = r.volume * if day % 7 < 2 { 1.6 } else { 0.8 } * (1.0 - noise + 2.0 * noise * dice.next());
        for _ in 0..dice.poisson(volume) {
            let n = out.len() as u64 + 1;
            let row = Row::new(n, &format!("第{n}条"))
                .day(&day_string(20_515 + day))
                .attr("渠道", ["天猫", "京东", "抖音"][dice.below(3)])
                .words(&[["包装", "颜色", "客服", "价格"][dice.below(4)]]);
            let x = dice.next();
            let row = if x < r.logistics {
                row.score(-800).blame("logistics.speed", "快递", "慢")
            } else if x < r.logistics + r.product {
                row.score(-700).blame(["product.quality", "product.size"][dice.below(2)], "东西", "差")
            } else {
                row.score(600)
            };
            out.push(row.build());
        }
    }
    out
}

fn alerts_of(rows: &[Annotated]) -> Vec<Alert> {
    report(rows).alerts
}

#[test]
fn quiet_series_raise_nothing_in_at_least_95_of_100() {
    let loud: Vec<(u64, Vec<Alert>)> = (0..100u64)
        .into_par_iter()
        .map(|seed| (seed, alerts_of(&rows(seed, 90, |_| USUAL))))
        .filter(|(_, a)| !a.is_empty())
        .collect();
    assert!(loud.len() <= 5, "{} series, {:#?}", loud.len(), loud.first());
}

#[test]
fn a_five_fold_spike_of_three_days_is_found_wherever_it_is() {
    let (mut found_all, mut others) = (0, 0);
    for (seed, from) in (0..40u64).zip((20..).step_by(2)) {
        let spiky = |day| Rates { logistics: if (from..from + 3).contains(&day) { 0.6 } else { 0.12 }, ..USUAL };
        let found = alerts_of(&rows(seed, 110, spiky));
        let mine: Vec<&Alert> = found.iter().filter(|a| a.kind == "spike" && a.subject == "nature:logistics").collect();
        // The one planted, and hardly ever another beside it.
        others += mine.len().saturating_sub(1);
        let day = |text: &Option<String>| text.as_ref().unwrap().parse::<crate::time::Stamp>().unwrap().days() - 20_515;
        let planted = |a: &&Alert| day(&a.start) < from + 3 && day(&a.end) >= from;
        found_all += u32::from(mine.iter().any(planted));
    }
    // On the quietest days it is ten rows where two are expected.
    assert!(found_all >= 36 && others <= 2, "{found_all} of 40 found, {others} others");
}

#[test]
fn a_five_fold_volume_of_three_days_is_found() {
    for seed in 0..20u64 {
        let busy = |day| Rates { volume: if (50..53).contains(&day) { 60.0 } else { 12.0 }, ..USUAL };
        let found = alerts_of(&rows(seed, 80, busy));
        assert!(found.iter().any(|a| a.kind == "spike" && a.subject == "volume"), "seed {seed}: {found:#?}");
    }
}

#[test]
fn ten_percent_a_week_for_six_weeks_is_found() {
    let growth = |day: i32, from: i32| 1.1f64.powi(((day - from).clamp(0, 42)) / 7);
    let mut missed = Vec::new();
    for seed in 0..20u64 {
        let volume = |day| Rates { volume: 30.0 * growth(day, 60), ..USUAL };
        let found = alerts_of(&noisy(seed, 102, 0.15, volume));
        if !found.iter().any(|a| a.kind == "drift" && a.subject == "volume") {
            missed.push(("volume", seed));
        }
        let share = |day| Rates { volume: 60.0, logistics: 0.2 * growth(day, 60), ..USUAL };
        let found = alerts_of(&rows(seed, 102, share));
        if !found.iter().any(|a| a.kind == "drift" && a.subject == "nature:logistics") {
            missed.push(("logistics", seed));
        }
    }
    assert!(missed.len() <= 2, "{missed:?}");
}

#[test]
fn weeks_without_data_are_no_growth_and_hide_none() {
    let told = |seed, gap: std::ops::Range<i32>, growth: f64, subject: &str| {
        let rates = |day: i32| Rates {
            volume: if gap.contains(&day) { 0.0 } else { 60.0 },
            logistics: 0.2 * growth.powi((day - 60).clamp(0, 42) / 7),
            ..USUAL
        };
        alerts_of(&rows(seed, 102, rates)).iter().any(|a| a.kind == "drift" && a.subject == subject)
    };
    // Two weeks without any; and one in the midst of a growth of complaints.
    let after_gap = (0..20u64).filter(|seed| told(*seed, 40..54, 1.0, "volume")).count();
    let grown = (0..20u64).filter(|seed| told(*seed, 74..81, 1.1, "nature:logistics")).count();
    assert!(after_gap <= 1 && grown >= 15, "{after_gap} and {grown} of 20");
}

/// Ten weeks in which complaints use a word, so many a week, about one thing or another.
fn with_a_word(seed: u64, weeks: [u64; 10]) -> Vec<Annotated> {
    let mut all = rows(seed, 70, |_| USUAL);
    for (week, n) in (0i32..).zip(weeks) {
        for i in 0..n {
            let day = week * 7 + i32::try_from(i % 7).unwrap();
            let row = Row::new(10_000 + all.len() as u64, &format!("携号转网办不了{week}{i}"));
            let row = row.day(&day_string(20_515 + day)).score(-800).words(&["转网"]);
            let aspect = ["product.quality", "product.size", "logistics.speed"][all.len() % 3];
            all.push(row.blame(aspect, ["套餐", "号码", "授权码"][all.len() % 3], "不行").build());
        }
    }
    all
}

#[test]
fn what_grows_across_aspects_is_told_by_its_word_where_no_issue_tells_it() {
    let told = |weeks| {
        let of = |seed: u64| alerts_of(&with_a_word(seed, weeks)).into_iter().filter(|a| a.kind == "drift");
        (0..20).map(|seed| of(seed).collect()).collect::<Vec<Vec<Alert>>>()
    };
    let by_word = |list: &Vec<Alert>| list.iter().find(|a| a.subject == "word:转网").cloned();
    let by_issue = |list: &Vec<Alert>| list.iter().any(|a| a.subject.starts_with("issue:"));
    let grown = told([1, 1, 2, 3, 4, 5, 6, 7, 8, 10]);
    let found = grown.iter().filter(|list| by_issue(list) || by_word(list).is_some()).count();
    assert!(found >= 15 && !grown.iter().any(|list| by_issue(list) && by_word(list).is_some()), "{found} of 20");
    let a = grown.iter().find_map(by_word).expect("a word that no issue tells");
    assert!(a.message.starts_with("提到「转网」的投诉持续上升") && !a.rows.is_empty(), "{a:?}");
    assert!(told([5, 4, 5, 6, 4, 5, 5, 4, 6, 5]).iter().all(|list| by_word(list).is_none()));
}

#[test]
fn a_spike_is_told_with_its_baseline_and_rows() {
    let found = alerts_of(&rows(3, 90, |day| Rates { logistics: if day >= 87 { 0.6 } else { 0.12 }, ..USUAL }));
    let a = found.iter().find(|a| a.subject == "nature:logistics" && a.kind == "spike").unwrap();
    assert!(a.value > 2.5 * a.baseline.unwrap() && a.p.unwrap() < 0.01 && a.message.contains("物流"), "{a:?}");
    assert!(a.colour != "blue" && !a.rows.is_empty() && a.end.as_deref() == Some(day_string(20_604).as_str()), "{a:?}");
}

#[test]
fn what_is_long_past_is_blue() {
    let found =
        alerts_of(&rows(3, 90, |day| Rates { logistics: if (40..43).contains(&day) { 0.6 } else { 0.12 }, ..USUAL }));
    assert!(found.iter().any(|a| a.subject == "nature:logistics"));
    assert!(found.iter().all(|a| a.colour == "blue"), "{found:#?}");
}

/// Half a year in which so many complaints about one thing come within ten days of the later half.
fn within_ten_days(from: i32) -> Vec<Annotated> {
    let mut all = rows(0, 182, |_| USUAL);
    for (n, day) in (0..26u64).zip((from..from + 10).cycle()) {
        let row = Row::new(10_000 + n, &format!("会员积分清零了{n}")).day(&day_string(20_515 + day)).score(-800);
        all.push(row.words(&["积分"]).blame("service.charging", "积分", "清零").build());
    }
    all
}

#[test]
fn an_issue_that_rose_and_is_over_is_blue() {
    let rising = |from| alerts_of(&within_ten_days(from)).into_iter().find(|a| a.kind == "rising_issue");
    assert_eq!(rising(94).map(|a| a.colour).as_deref(), Some("blue"));
    assert_eq!(rising(165).map(|a| a.colour).as_deref(), Some("yellow"));
}

/// Nine complaints about a new fault within a week; so many of them are major.
fn new_fault(major: u64) -> Vec<Annotated> {
    let mut all = rows(5, 60, |_| USUAL);
    for (n, day) in (0..9u64).zip([53, 54, 54, 55, 56, 57, 58, 58, 59]) {
        let row = Row::new(10_000 + n, &format!("水箱漏水了{n}")).day(&day_string(20_515 + day));
        let row = row.score(-800).words(&["水箱"]).blame("product.quality", "水箱", "漏水");
        all.push(if n < major { row.major("safety", "漏水").build() } else { row.build() });
    }
    all
}

#[test]
fn a_new_fault_is_told_in_its_own_words() {
    let found = alerts_of(&new_fault(0));
    let a = found.iter().find(|a| a.kind == "emerging").unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!((a.subject.as_str(), a.value, a.rows.len()), ("word:水箱漏水", 9.0, 9));
}

#[test]
fn a_brand_is_no_new_fault() {
    let told = |brand: &str| {
        let mut all = rows(5, 60, |_| USUAL);
        for (n, day) in (0..9u64).zip(20_566..) {
            let row = Row::new(10_000 + n, &format!("长安福特的车又坏了{n}")).day(&day_string(day));
            let row = row.score(-800).words(&["长安福特"]).blame("product.quality", "东西", "差");
            all.push(row.attr("品牌", brand).build());
        }
        alerts_of(&all).into_iter().any(|a| a.kind == "emerging")
    };
    assert!(told("其他"));
    assert!(!told("长安福特"));
}

#[test]
fn a_new_fault_with_three_major_complaints_is_orange() {
    let colour = |major| alerts_of(&new_fault(major)).into_iter().find(|a| a.kind == "emerging").map(|a| a.colour);
    assert_eq!(colour(2).as_deref(), Some("blue"));
    assert_eq!(colour(3).as_deref(), Some("orange"));
}

fn safety(day: i32) -> Annotated {
    let row = Row::new(900 + u64::try_from(day).unwrap(), "插座漏电了").day(&day_string(20_515 + day));
    row.score(-900).blame("product.safety", "插座", "漏电").major("safety", "漏电").build()
}

#[test]
fn safety_is_red_where_nothing_is_known_of_before() {
    let rows =
        [Row::new(3, "插座漏电了").score(-900).blame("product.safety", "插座", "漏电").major("safety", "漏电").build()];
    let alerts = alerts_of(&rows);
    assert_eq!((alerts[0].colour.as_str(), alerts[0].rows[0].row), ("red", 3));
    // Without times it cannot be called new.
    let told = |rows: &[Annotated]| alerts_of(rows)[0].message.clone();
    assert_eq!(told(&rows), "重大投诉 1 条：人身与财产安全（没有时间，无法判断是否新增）");
    assert_eq!(told(&[safety(0)]), "新增重大投诉 1 条：人身与财产安全");
    // More of them are no less grave.
    let undated = |n: i32| Annotated { time: None, ..safety(n) };
    for n in 1..=4 {
        let several: Vec<Annotated> = (0..n).map(undated).collect();
        let found = alerts_of(&several);
        assert_eq!((found[0].colour.as_str(), found[0].value), ("red", f64::from(n)));
    }
}

#[test]
fn alerts_stand_in_a_period_of_the_trend_and_begin_within_the_data() {
    let mut all = within_ten_days(165);
    all.extend([176, 178, 181].map(safety));
    let r = report(&all);
    let found = |kind: &str| r.alerts.iter().any(|a| a.kind == kind && a.period.is_some());
    assert!(found("major") && found("rising_issue"), "{:#?}", r.alerts);
    for period in r.alerts.iter().filter_map(|a| a.period.as_ref()) {
        assert!(r.trend.points.iter().any(|p| p.period == *period), "{period}");
    }
    let one = &alerts_of(&[safety(3)])[0];
    let day = Some(day_string(20_518));
    assert_eq!((&one.period, &one.start, &one.end), (&day, &day, &day));
}

#[test]
fn the_first_grave_complaint_in_months_is_told_and_a_usual_one_is_not() {
    let majors = |days: &[i32]| {
        let mut all = rows(9, 130, |_| USUAL);
        all.extend(days.iter().map(|d| safety(*d)));
        alerts_of(&all).into_iter().filter(|a| a.kind == "major").map(|a| a.colour).collect::<Vec<_>>()
    };
    assert_eq!(majors(&[128]), ["red"]);
    let of_sixty_days = |day: i32| {
        let all = rows(9, 60, |_| USUAL).into_iter().chain([safety(day)]).collect::<Vec<_>>();
        alerts_of(&all).iter().any(|a| a.kind == "major" && a.colour == "red")
    };
    assert!(of_sixty_days(59) && !of_sixty_days(50));
    assert!(majors(&[5, 25, 45, 65, 85, 105, 128]).is_empty());
    assert_eq!(majors(&[5, 65, 124, 125, 126, 128]), ["red"]);
}

#[test]
fn danger_that_comes_more_than_once_or_twice_in_a_month_is_told_wherever_it_stands() {
    let told = |length: i32, days: &[i32]| {
        let mut all = rows(9, length, |_| USUAL);
        all.extend(days.iter().map(|d| safety(*d)));
        let major = alerts_of(&all).into_iter().find(|a| a.kind == "major");
        major.map(|a| (a.colour, a.value, a.start.unwrap()))
    };
    let whole = |colour: &str, n: f64| Some((colour.to_owned(), n, day_string(20_515)));
    assert_eq!(told(31, &[5, 11, 18, 21, 27]), whole("red", 5.0));
    assert_eq!(told(31, &[2, 9, 16]), whole("orange", 3.0));
    assert_eq!(told(20, &[0, 1, 2, 3]), whole("orange", 4.0));
    // Two may be misread, and of two months more is known.
    assert_eq!((told(31, &[2, 9]), told(60, &[2, 9, 16])), (None, None));
}

#[test]
fn danger_that_grows_over_weeks_is_told_without_any_in_the_last_days() {
    let told = |days: &[i32]| {
        let mut all = rows(9, 92, |_| USUAL);
        all.extend(days.iter().map(|d| safety(*d)));
        alerts_of(&all).into_iter().find(|a| a.kind == "major")
    };
    let a = told(&[41, 50, 56, 66, 69, 72, 75, 79, 80, 81, 82, 83]).expect("growth");
    assert!(a.message.starts_with("重大投诉增多（人身与财产安全）") && a.message.ends_with("后半 11 条"), "{a:?}");
    assert_eq!((a.colour.as_str(), a.value, a.rows.len()), ("orange", 11.0, 11));
    assert!(a.baseline.unwrap() < 7.0 && a.p.unwrap() < 0.01, "{a:?}");
    assert_eq!(told(&[5, 15, 24, 33, 41, 52, 60, 71, 80]).map(|a| a.message), None);
}

#[test]
fn with_a_history_all_that_came_since_the_run_before_is_recent() {
    let mut all = rows(9, 130, |_| USUAL);
    all.push(safety(104));
    let alert = |since: Option<i32>| {
        let settings = crate::insight::testing::settings();
        let p = crate::insight::testing::absorb(&all, &settings);
        let past = Past::new(p.days.clone(), since.map(|d| 20_515 + d));
        crate::insight::testing::finished_with(p, &settings, Some(&past))
            .0
            .alerts
            .into_iter()
            .find(|a| a.kind == "major")
    };
    // Run by the month, by the day, and for the first time.
    let a = alert(Some(99)).expect("the first in months");
    assert_eq!((a.colour.as_str(), a.start, a.value), ("red", Some(day_string(20_515 + 100)), 1.0));
    assert!(alert(Some(128)).is_none() && alert(None).is_none());
}

#[test]
fn where_grave_complaints_come_from_is_told() {
    let told = |channels: [&str; 6]| {
        let mut all = rows(9, 130, |_| USUAL);
        for (day, channel) in (124..).zip(channels) {
            let mut row = safety(day);
            row.attrs.0.push(("渠道".into(), channel.to_owned()));
            all.push(row);
        }
        alerts_of(&all).into_iter().find(|a| a.kind == "major").map(|a| a.message).unwrap()
    };
    let message = told(["抖音"; 6]);
    assert!(message.starts_with("新增重大投诉 6 条（抖音 6 条") && message.ends_with("人身与财产安全"), "{message}");
    let message = told(["抖音", "天猫", "京东", "抖音", "天猫", "京东"]);
    assert!(["抖音", "天猫", "京东"].iter().all(|c| !message.contains(c)), "{message}");
}

#[test]
fn weekends_and_holidays_are_no_news() {
    // From 2026-03-03 on; 2026-05-01 is day 59, Labour Day.
    let found =
        alerts_of(&rows(2, 100, |day| Rates { volume: if (59..64).contains(&day) { 24.0 } else { 15.0 }, ..USUAL }));
    assert!(!found.iter().any(|a| a.subject == "volume"), "{found:#?}");
    assert_eq!(day_string(20_515), "2026-03-03");
}

#[test]
fn feedback_that_comes_in_waves_is_no_news_and_a_burst_of_what_is_rare_is() {
    let told = |days: Vec<i32>| {
        let row = |(n, day): (u64, i32)| Row::new(n, &format!("第{n}条")).day(&day_string(20_515 + day)).build();
        let rows: Vec<Annotated> = (1..).zip(days).map(row).collect();
        alerts_of(&rows).iter().filter(|a| a.subject == "volume").count()
    };
    let wave = |first: i32, length: i32| (first..first + length).flat_map(|d| std::iter::repeat_n(d, 30));
    // Each month on its first day, each quarter for five days.
    assert_eq!(told((0..12).flat_map(|m| wave(30 * m, 1)).collect()), 0);
    assert_eq!(told((0..4).flat_map(|q| wave(91 * q, 5)).collect()), 0);
    // Every fourth day somebody says something; then twenty on one day.
    assert_eq!(told((0..90).map(|n| 4 * n).chain(std::iter::repeat_n(333, 20)).collect()), 1);
}

#[test]
fn the_volume_of_a_new_release_is_no_news_and_that_of_a_known_one_is() {
    let told = |first: i32| {
        let mut all = rows(4, 60, |_| USUAL);
        for (n, row) in (0i32..).zip(&mut all) {
            let day = row.time.map_or(0, |t| t.days() - 20_515);
            let new = if first == 0 { day >= 52 || n % 40 == 0 } else { day >= first };
            row.attrs.0.push(("版本".into(), if new { "8.2" } else { "8.1" }.to_owned()));
        }
        alerts_of(&all).iter().any(|a| a.subject == "volume:版本=8.2")
    };
    assert!(![52, 30, 20].into_iter().any(told) && told(0));
}
