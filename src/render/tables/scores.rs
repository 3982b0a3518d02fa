//! Satisfaction, natures, severity and aspects as tables.

use crate::render::change;
use crate::render::nps::PARTS;
use crate::render::only::only;
use crate::render::words::{Words, nature_name, reason_names};
use crate::report::{Estimate, LevelCount, Rate, Report};

use super::{Cell, Table, figure, interval, optional, quote, share, table, text};

pub(super) fn overview(r: &Report, w: &Words) -> Table {
    let s = &r.satisfaction;
    let mut rows = Vec::new();
    let mut add = |key: &str, cells: [Cell; 4]| {
        let mut row = vec![text(w.t_owned(key))];
        row.extend(cells);
        rows.push(row);
    };
    let count = |n: u64| [Cell::Count(n), Cell::Empty, Cell::Empty, Cell::Empty];
    // Too little data says so instead of a number.
    let few = |n: u64| [text(w.t_owned("tile.few")), Cell::Empty, Cell::Empty, Cell::Count(n)];
    let rate = |x: &Rate| {
        if x.is_thin() { few(x.of) } else { [share(x.share), share(x.low), share(x.high), Cell::Count(x.of)] }
    };
    let interval = |e: &Estimate, digits| if e.is_thin() { few(e.n) } else { interval(e, digits) };
    if let Some(only) = only(&r.run, w) {
        add("only.label", [text(only), Cell::Empty, Cell::Empty, Cell::Empty]);
    }
    if !r.run.masking {
        add("quality.masking", [text(w.t("no")), Cell::Empty, Cell::Empty, Cell::Empty]);
    }
    let percent = |v: Option<f64>| v.map_or(Cell::Empty, Cell::Percent);
    let csat = |e: &Estimate| {
        if e.is_thin() { few(e.n) } else { [percent(e.value), percent(e.low), percent(e.high), Cell::Count(e.n)] }
    };
    add("overview.rows", count(r.run.rows.read));
    add("overview.analysed", count(r.run.rows.analysed));
    add("overview.informative", count(r.run.rows.informative));
    add("tile.mean", interval(&s.mean, 2));
    add("overview.csat", csat(&s.csat));
    add("overview.net", interval(&s.net_sentiment, 1));
    if let Some(x) = &s.ratings {
        add("tile.rating", interval(&x.mean, 2));
        add("overview.csat_ratings", csat(&x.csat));
        if let Some(nps) = &x.nps {
            add("tile.nps", interval(nps, 1));
        }
        for (key, of) in PARTS {
            x.nps_shares.iter().for_each(|s| add(&format!("nps.{key}"), rate(&of(s))));
        }
    }
    for (key, x) in [
        ("sentiment.positive", &r.sentiment.positive),
        ("sentiment.negative", &r.sentiment.negative),
        ("sentiment.neutral", &r.sentiment.neutral),
        ("sentiment.mixed", &r.sentiment.mixed),
        ("tile.complaints", &r.severity.complaints),
        ("overview.major", &r.severity.major),
    ] {
        add(key, rate(x));
    }
    add("tile.major", count(r.severity.major.count));
    rows.extend(change::rows(r, w).into_iter().map(Vec::from));
    table(w, "overview", &["measure", "value", "low", "high", "n"], rows)
}

pub(super) fn satisfaction(r: &Report, w: &Words) -> Table {
    let ratings = r.satisfaction.ratings.as_ref().map(|x| x.distribution.as_slice()).unwrap_or_default();
    let find = |list: &[LevelCount], level: u8| list.iter().find(|l| l.level == level).map(|l| l.rate);
    let level = |n: u8| {
        let mut row = vec![Cell::Count(n.into()), text(w.t_owned(&format!("level.{n}")))];
        for rate in [find(&r.satisfaction.distribution, n), find(ratings, n)] {
            row.extend(rate.map_or([Cell::Empty, Cell::Empty], |x| [Cell::Count(x.count), share(x.share)]));
        }
        row
    };
    let rows = (1..=5).map(level).collect();
    table(w, "satisfaction", &["level", "name", "texts", "texts_share", "ratings", "ratings_share"], rows)
}

pub(super) fn agreement(r: &Report, w: &Words) -> Table {
    let counts = r.satisfaction.agreement.as_ref().map(|a| a.table);
    let rows = counts
        .iter()
        .flatten()
        .zip(1u64..)
        .map(|(row, star)| std::iter::once(Cell::Count(star)).chain(row.iter().map(|n| Cell::Count(*n))).collect());
    table(w, "agreement", &["stars", "text1", "text2", "text3", "text4", "text5"], rows.collect())
}

pub(super) fn mismatches(r: &Report, w: &Words) -> Table {
    let list = r.satisfaction.agreement.as_ref().map(|a| a.mismatches.as_slice()).unwrap_or_default();
    let rows = list.iter().map(|m| {
        let mut row = vec![Cell::Count(m.stars.into()), Cell::Count(m.text_level.into())];
        row.extend(quote(&m.quote));
        row
    });
    table(w, "mismatches", &["stars", "text_level", "source", "row", "time", "rating", "text"], rows.collect())
}

pub(super) fn natures(r: &Report, w: &Words) -> Table {
    let rate = |x: &Rate| [Cell::Count(x.count), share(x.share), share(x.low), share(x.high)];
    let mut rows = Vec::new();
    // Natures first, so that a chart finds them together.
    for n in &r.natures {
        let mut row = vec![text(&*n.name), Cell::Empty];
        row.extend(rate(&n.rate));
        row.extend([Cell::Count(n.primary), Cell::Count(n.major)]);
        rows.push(row);
    }
    for n in &r.natures {
        for a in &n.aspects {
            let mut row = vec![text(&*n.name), text(&*a.name)];
            row.extend(rate(&a.rate));
            row.extend([Cell::Empty, Cell::Empty]);
            rows.push(row);
        }
    }
    table(w, "natures", &["nature", "aspect", "count", "of_complaints", "low", "high", "primary", "major"], rows)
}

pub(super) fn reasons(r: &Report, w: &Words) -> Table {
    let rows = r.severity.reasons.iter().map(|x| vec![text(&*x.name), Cell::Count(x.count)]);
    table(w, "reasons", &["reason", "count"], rows.collect())
}

pub(super) fn major(r: &Report, w: &Words) -> Table {
    let rows = r.severity.list.iter().map(|m| {
        let join = |mut names: Vec<&str>| {
            names.dedup();
            text(names.join(w.comma()))
        };
        let mut row = vec![optional(m.id.as_deref())];
        row.extend(quote(&m.quote));
        row.extend([
            text(reason_names(r, m, w)),
            join(m.reasons.iter().map(|x| x.text.as_str()).collect()),
            join(m.natures.iter().map(|n| nature_name(r, w, n)).collect()),
            optional(m.department.as_deref()),
            m.due_hours.map_or(Cell::Empty, |h| Cell::Count(h.into())),
            optional(m.issue.as_deref()),
        ]);
        row
    });
    let keys = [
        "id",
        "source",
        "row",
        "time",
        "rating",
        "text",
        "reason",
        "evidence",
        "nature",
        "department",
        "due_hours",
        "issue",
    ];
    table(w, "major", &keys, rows.collect())
}

pub(super) fn aspects(r: &Report, w: &Words) -> Table {
    let rows = r.aspects.iter().map(|a| {
        vec![
            text(nature_name(r, w, &a.nature)),
            text(&*a.name),
            Cell::Count(a.mentioned.count),
            share(a.mentioned.share),
            Cell::Count(a.positive),
            Cell::Count(a.negative),
            Cell::Count(a.other),
            share(a.negative_rate.share),
            figure(a.impact.value, 2),
            figure(a.penalty.value, 2),
            figure(a.reward.value, 2),
            optional(a.priority.as_deref().map(|p| w.id("priority", p))),
        ]
    });
    let keys = [
        "nature",
        "aspect",
        "mentioned",
        "share",
        "positive",
        "negative",
        "other",
        "blamed_share",
        "impact",
        "penalty",
        "reward",
        "priority",
    ];
    table(w, "aspects", &keys, rows.collect())
}

/// One row for each opinion, praise before blame.
pub(super) fn opinions(r: &Report, w: &Words) -> Table {
    let all = r.aspects.iter().flat_map(|a| a.opinions.iter().map(move |o| (a, o)));
    let rows = all.map(|(a, o)| {
        vec![
            text(nature_name(r, w, &a.nature)),
            text(&*a.name),
            text(w.id("driver", &o.polarity)),
            text(&*o.target),
            text(&*o.opinion),
            Cell::Count(o.count),
            text(&*o.quote.source),
            Cell::Count(o.quote.row),
        ]
    });
    table(w, "opinions", &["nature", "aspect", "side", "thing", "opinion", "count", "source", "row"], rows.collect())
}
