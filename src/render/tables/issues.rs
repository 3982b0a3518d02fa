//! Hot issues, words and alerts as tables.

use crate::render::alerts::leading;
use crate::render::words::{Words, aspect_name, nature_name};
use crate::report::{Keyword, Report};

use super::{Cell, Table, chance, figure, list, optional, quote, refs, share, table, text};

pub(super) fn hot_issues(r: &Report, w: &Words) -> Table {
    let rows = r.hot_issues.iter().map(|i| {
        let attrs: Vec<String> = i
            .attrs
            .iter()
            .flat_map(|(h, values)| values.iter().map(move |v| format!("{h}={} {}", v.value, v.count)))
            .collect();
        vec![
            Cell::Count(i.rank.into()),
            text(&*i.id),
            text(&*i.title),
            Cell::Figure(i.heat, 1),
            Cell::Count(i.count),
            Cell::Share(i.share),
            Cell::Count(i.major),
            optional(i.nature.as_deref().map(|n| nature_name(r, w, n))),
            optional(i.aspect_name.as_deref()),
            optional(i.first.as_deref()),
            optional(i.last.as_deref()),
            text(w.id("direction", &i.trend.direction)),
            Cell::Count(i.trend.earlier),
            Cell::Count(i.trend.recent),
            list(&i.keywords),
            text(attrs.join(w.comma())),
            // What the share is of; last, so that columns keep their places.
            Cell::Count(i.of),
        ]
    });
    let keys = [
        "rank",
        "issue",
        "title",
        "heat",
        "count",
        "share",
        "major",
        "nature",
        "aspect",
        "first",
        "last",
        "direction",
        "earlier",
        "recent",
        "words",
        "where",
        "share_of",
    ];
    table(w, "hot_issues", &keys, rows.collect())
}

pub(super) fn quotes(r: &Report, w: &Words) -> Table {
    let rows = r.hot_issues.iter().flat_map(|i| {
        i.quotes.iter().map(move |q| {
            let mut row = vec![text(&*i.id), text(&*i.title)];
            row.extend(quote(q));
            row
        })
    });
    table(w, "quotes", &["issue", "title", "source", "row", "time", "rating", "text"], rows.collect())
}

pub(super) fn keywords(r: &Report, w: &Words) -> Table {
    let row = |group: &str, k: &Keyword| {
        vec![
            text(group),
            text(&*k.word),
            Cell::Count(k.count),
            Cell::Count(k.total),
            figure(k.lift, 1),
            figure(k.g2, 1),
        ]
    };
    let k = &r.keywords;
    let mut rows = Vec::new();
    for (key, list) in
        [("keywords.negative", &k.negative), ("keywords.positive", &k.positive), ("keywords.overall", &k.overall)]
    {
        rows.extend(list.iter().map(|x| row(w.t(key), x)));
    }
    rows.extend(k.phrases.iter().map(|x| row(w.t("keywords.phrases"), x)));
    for (nature, list) in &k.natures {
        rows.extend(list.iter().map(|x| row(nature_name(r, w, nature), x)));
    }
    for (aspect, list) in &k.aspects {
        rows.extend(list.iter().map(|x| row(aspect_name(r, aspect), x)));
    }
    for (header, values) in &k.segments {
        for (value, list) in values {
            rows.extend(list.iter().map(|x| row(&format!("{header}={value}"), x)));
        }
    }
    for p in &k.pairs {
        rows.push(vec![
            text(w.t("keywords.pairs")),
            text(p.words.join(" + ")),
            Cell::Count(p.count),
            Cell::Count(p.count),
            figure(Some(p.lift), 1),
            figure(Some(p.g2), 1),
        ]);
    }
    table(w, "keywords", &["group", "word", "count", "total", "lift", "g2"], rows)
}

pub(super) fn voices(r: &Report, w: &Words) -> Table {
    let mut rows = Vec::new();
    for (key, list) in [("intents", &r.voices.intents), ("emotions", &r.voices.emotions)] {
        rows.extend(
            list.iter().map(|v| vec![text(w.t(key)), text(&*v.name), Cell::Count(v.rate.count), share(v.rate.share)]),
        );
    }
    table(w, "voices", &["group", "name", "count", "share"], rows)
}

pub(super) fn topics(r: &Report, w: &Words) -> Table {
    let rows = r.topics.iter().map(|t| {
        vec![
            text(&*t.name),
            list(&t.words),
            Cell::Count(t.rate.count),
            share(t.rate.share),
            figure(t.satisfaction.value, 2),
            share(t.negative.share),
        ]
    });
    table(w, "topics", &["topic", "words", "count", "share", "satisfaction", "negative_share"], rows.collect())
}

pub(super) fn alerts(r: &Report, w: &Words) -> Table {
    let rows = leading(r).into_iter().map(|(_, a)| {
        vec![
            text(w.id("colour", &a.colour)),
            text(&*a.message),
            optional(a.period.as_deref()),
            Cell::Figure(a.value, 2),
            figure(a.baseline, 2),
            chance(a.p),
            refs(&a.rows),
            text(a.also.join(w.comma())),
        ]
    });
    let keys = ["colour", "message", "period", "value", "baseline", "p", "rows", "also"];
    table(w, "alerts", &keys, rows.collect())
}

pub(super) fn untagged(r: &Report, w: &Words) -> Table {
    let rows = r.untagged.quotes.iter().map(|q| quote(q).to_vec());
    table(w, "untagged", &["source", "row", "time", "rating", "text"], rows.collect())
}
