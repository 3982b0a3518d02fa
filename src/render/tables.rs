//! The report as plain tables, one for each section: what the CSV folder, the workbook and the page have in common.
//!
//! Cells keep their kind, so that each format shows numbers in its own way. Nothing is escaped here.

use std::borrow::Cow;

use crate::report::{Estimate, Keyword, LevelCount, Need, Quote, Rate, Report, RowRef};

use super::words::{Words, aspect_name, nature_name, reason_name, stage_name};

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Count(u64),
    /// A number with its decimals.
    Figure(f64, u8),
    /// A fraction, shown as a percentage.
    Share(f64),
}

/// A section as a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Name of its file and key of its title.
    pub(super) id: &'static str,
    /// Title in the report's language.
    pub(super) title: String,
    /// Keys of the columns, for formats that treat some of them in their own way.
    pub(super) keys: Vec<&'static str>,
    /// Their titles.
    pub(super) head: Vec<String>,
    /// Cells, one for each column.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// All tables that have rows, in reading order.
pub(super) fn all(r: &Report, w: &Words) -> Vec<Table> {
    let tables = [
        overview(r, w),
        satisfaction(r, w),
        agreement(r, w),
        mismatches(r, w),
        natures(r, w),
        reasons(r, w),
        major(r, w),
        hot_issues(r, w),
        quotes(r, w),
        aspects(r, w),
        stages(r, w),
        needs(r, w),
        segments(r, w),
        trend(r, w),
        keywords(r, w),
        voices(r, w),
        topics(r, w),
        alerts(r, w),
        actions(r, w),
        untagged(r, w),
        quality(r, w),
        columns(r, w),
        rejects(r, w),
    ];
    tables.into_iter().filter(|t| !t.rows.is_empty()).collect()
}

fn table(w: &Words, id: &'static str, keys: &[&'static str], rows: Vec<Vec<Cell>>) -> Table {
    debug_assert!(rows.iter().all(|row| row.len() == keys.len()), "{id}");
    let head = keys.iter().map(|k| w.t_owned(&format!("col.{k}"))).collect();
    Table { id, title: w.t_owned(&format!("table.{id}")), keys: keys.to_vec(), head, rows }
}

fn text<'t>(t: impl Into<Cow<'t, str>>) -> Cell {
    let t = t.into();
    if t.is_empty() { Cell::Empty } else { Cell::Text(t.into_owned()) }
}

fn optional(t: Option<&str>) -> Cell {
    t.map_or(Cell::Empty, text)
}

fn share(s: Option<f64>) -> Cell {
    s.map_or(Cell::Empty, Cell::Share)
}

fn figure(v: Option<f64>, digits: u8) -> Cell {
    v.map_or(Cell::Empty, |v| Cell::Figure(v, digits))
}

fn interval(e: &Estimate, digits: u8) -> [Cell; 4] {
    [figure(e.value, digits), figure(e.low, digits), figure(e.high, digits), Cell::Count(e.n)]
}

fn refs(rows: &[RowRef]) -> Cell {
    let list: Vec<String> = rows.iter().map(|r| format!("{}:{}", r.source, r.row)).collect();
    text(list.join(" "))
}

fn list(words: &[String]) -> Cell {
    text(words.join(" "))
}

/// Source, row, time, rating, text.
fn quote(q: &Quote) -> [Cell; 5] {
    [text(&*q.source), Cell::Count(q.row), optional(q.time.as_deref()), figure(q.rating, 1), text(&*q.text)]
}

fn overview(r: &Report, w: &Words) -> Table {
    let s = &r.satisfaction;
    let mut rows = Vec::new();
    let mut add = |key: &str, cells: [Cell; 4]| {
        let mut row = vec![text(w.t_owned(key))];
        row.extend(cells);
        rows.push(row);
    };
    let count = |n: u64| [Cell::Count(n), Cell::Empty, Cell::Empty, Cell::Empty];
    let rate = |x: &Rate| [share(x.share), share(x.low), share(x.high), Cell::Count(x.of)];
    add("overview.rows", count(r.run.rows.read));
    add("overview.analysed", count(r.run.rows.analysed));
    add("overview.informative", count(r.run.rows.informative));
    add("tile.mean", interval(&s.mean, 2));
    add("overview.csat", interval(&s.csat, 1));
    add("overview.net", interval(&s.net_sentiment, 1));
    if let Some(x) = &s.ratings {
        add("tile.rating", interval(&x.mean, 2));
        add("overview.csat_ratings", interval(&x.csat, 1));
        if let Some(nps) = &x.nps {
            add("tile.nps", interval(nps, 1));
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
    table(w, "overview", &["measure", "value", "low", "high", "n"], rows)
}

fn satisfaction(r: &Report, w: &Words) -> Table {
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

fn agreement(r: &Report, w: &Words) -> Table {
    let counts = r.satisfaction.agreement.as_ref().map(|a| a.table);
    let rows = counts
        .iter()
        .flatten()
        .zip(1u64..)
        .map(|(row, star)| std::iter::once(Cell::Count(star)).chain(row.iter().map(|n| Cell::Count(*n))).collect());
    table(w, "agreement", &["stars", "text1", "text2", "text3", "text4", "text5"], rows.collect())
}

fn mismatches(r: &Report, w: &Words) -> Table {
    let list = r.satisfaction.agreement.as_ref().map(|a| a.mismatches.as_slice()).unwrap_or_default();
    let rows = list.iter().map(|m| {
        let mut row = vec![Cell::Count(m.stars.into()), Cell::Count(m.text_level.into())];
        row.extend(quote(&m.quote));
        row
    });
    table(w, "mismatches", &["stars", "text_level", "source", "row", "time", "rating", "text"], rows.collect())
}

fn natures(r: &Report, w: &Words) -> Table {
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

fn reasons(r: &Report, w: &Words) -> Table {
    let rows = r.severity.reasons.iter().map(|x| vec![text(&*x.name), Cell::Count(x.count)]);
    table(w, "reasons", &["reason", "count"], rows.collect())
}

fn major(r: &Report, w: &Words) -> Table {
    let rows = r.severity.list.iter().map(|m| {
        let join = |mut names: Vec<&str>| {
            names.dedup();
            text(names.join(w.comma()))
        };
        let mut row = vec![optional(m.id.as_deref())];
        row.extend(quote(&m.quote));
        row.extend([
            join(m.reasons.iter().map(|x| reason_name(r, &x.reason)).collect()),
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

fn hot_issues(r: &Report, w: &Words) -> Table {
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
        ]
    });
    let keys = [
        "rank",
        "issue",
        "title",
        "heat",
        "count",
        "of_complaints",
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
    ];
    table(w, "hot_issues", &keys, rows.collect())
}

fn quotes(r: &Report, w: &Words) -> Table {
    let rows = r.hot_issues.iter().flat_map(|i| {
        i.quotes.iter().map(move |q| {
            let mut row = vec![text(&*i.id), text(&*i.title)];
            row.extend(quote(q));
            row
        })
    });
    table(w, "quotes", &["issue", "title", "source", "row", "time", "rating", "text"], rows.collect())
}

fn aspects(r: &Report, w: &Words) -> Table {
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
        "negative_share",
        "impact",
        "penalty",
        "reward",
        "priority",
    ];
    table(w, "aspects", &keys, rows.collect())
}

fn stages(r: &Report, w: &Words) -> Table {
    let rows = r.stages.list.iter().map(|s| {
        let low = r.stages.low_points.iter().position(|l| *l == s.id);
        vec![
            text(stage_name(r, &s.id)),
            Cell::Count(s.count),
            Cell::Count(s.negative.count),
            share(s.negative.share),
            share(s.negative.low),
            share(s.negative.high),
            figure(s.satisfaction.value, 2),
            low.map_or(Cell::Empty, |_| text(w.t("stages.low"))),
        ]
    });
    table(
        w,
        "stages",
        &["stage", "count", "negative", "negative_share", "low", "high", "satisfaction", "note"],
        rows.collect(),
    )
}

fn needs(r: &Report, w: &Words) -> Table {
    let row = |key: &str, n: &Need| {
        vec![
            text(w.t_owned(key)),
            text(aspect_name(r, &n.aspect)),
            Cell::Count(n.mentioned),
            figure(n.penalty.value, 2),
            Cell::Count(n.penalty.n),
            figure(n.reward.value, 2),
            Cell::Count(n.reward.n),
        ]
    };
    let n = &r.needs;
    let groups = [("needs.core_pain", &n.core_pain), ("needs.expected", &n.expected), ("needs.delight", &n.delight)];
    let rows = groups.iter().flat_map(|(key, list)| list.iter().map(|x| row(key, x)));
    table(w, "needs", &["layer", "aspect", "mentioned", "penalty", "blamed", "reward", "praised"], rows.collect())
}

fn segments(r: &Report, w: &Words) -> Table {
    let rows = r.segments.iter().flat_map(|c| {
        c.list.iter().map(|s| {
            let mut row = vec![text(&*c.column), text(&*s.value), Cell::Count(s.count)];
            row.extend(interval(&s.satisfaction, 2).into_iter().take(3));
            row.extend([
                figure(s.pooled, 2),
                figure(s.rating.value, 2),
                share(s.negative.share),
                share(s.complaints.share),
                Cell::Count(s.major),
                if s.weak { text(w.t("segments.weak")) } else { Cell::Empty },
                optional(s.special.as_deref().map(|n| nature_name(r, w, n))),
            ]);
            row.extend(s.distribution.iter().map(|n| Cell::Count(*n)));
            row
        })
    });
    let keys = [
        "column",
        "value_of",
        "count",
        "satisfaction",
        "low",
        "high",
        "pooled",
        "rating_mean",
        "negative_share",
        "complaint_share",
        "major",
        "weak",
        "special",
        "text1",
        "text2",
        "text3",
        "text4",
        "text5",
    ];
    table(w, "segments", &keys, rows.collect())
}

fn trend(r: &Report, w: &Words) -> Table {
    let rows = r.trend.points.iter().map(|p| {
        vec![
            text(&*p.period),
            text(&*p.start),
            Cell::Count(p.count),
            figure(p.satisfaction.value, 2),
            Cell::Count(p.negative.count),
            share(p.negative.share),
            Cell::Count(p.complaints.count),
            share(p.complaints.share),
            Cell::Count(p.major),
            if p.complete { Cell::Empty } else { text(w.t("trend.partial")) },
        ]
    });
    let keys = [
        "period",
        "start",
        "count",
        "satisfaction",
        "negative",
        "negative_share",
        "complaints",
        "complaint_share",
        "major",
        "note",
    ];
    table(w, "trend", &keys, rows.collect())
}

fn keywords(r: &Report, w: &Words) -> Table {
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
    for (nature, list) in &k.natures {
        rows.extend(list.iter().map(|x| row(nature_name(r, w, nature), x)));
    }
    table(w, "keywords", &["group", "word", "count", "total", "lift", "g2"], rows)
}

fn voices(r: &Report, w: &Words) -> Table {
    let mut rows = Vec::new();
    for (key, list) in [("intents", &r.voices.intents), ("emotions", &r.voices.emotions)] {
        rows.extend(
            list.iter().map(|v| vec![text(w.t(key)), text(&*v.name), Cell::Count(v.rate.count), share(v.rate.share)]),
        );
    }
    table(w, "voices", &["group", "name", "count", "share"], rows)
}

fn topics(r: &Report, w: &Words) -> Table {
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

fn alerts(r: &Report, w: &Words) -> Table {
    let rows = r.alerts.iter().map(|a| {
        vec![
            text(w.id("colour", &a.colour)),
            text(&*a.message),
            optional(a.period.as_deref()),
            Cell::Figure(a.value, 2),
            figure(a.baseline, 2),
            figure(a.p, 4),
            refs(&a.rows),
        ]
    });
    table(w, "alerts", &["colour", "message", "period", "value", "baseline", "p", "rows"], rows.collect())
}

fn actions(r: &Report, w: &Words) -> Table {
    let rows = r.actions.iter().map(|a| {
        vec![
            Cell::Count(a.priority.into()),
            text(&*a.department),
            Cell::Count(a.due_hours.into()),
            text(w.id("solution", &a.solution)),
            text(&*a.title),
            text(w.id("severity_name", &a.severity)),
            optional(a.nature.as_deref().map(|n| nature_name(r, w, n))),
            optional(a.aspect.as_deref().map(|x| aspect_name(r, x))),
            optional(a.issue.as_deref()),
            Cell::Count(a.count),
            refs(&a.rows),
        ]
    });
    let keys = [
        "priority_no",
        "department",
        "due_hours",
        "solution",
        "what",
        "severity",
        "nature",
        "aspect",
        "issue",
        "count",
        "rows",
    ];
    table(w, "actions", &keys, rows.collect())
}

fn untagged(r: &Report, w: &Words) -> Table {
    let rows = r.untagged.quotes.iter().map(|q| quote(q).to_vec());
    table(w, "untagged", &["source", "row", "time", "rating", "text"], rows.collect())
}

fn quality(r: &Report, w: &Words) -> Table {
    let x = &r.run.rows;
    let mut rows: Vec<Vec<Cell>> = [
        ("overview.rows", x.read),
        ("overview.analysed", x.analysed),
        ("overview.informative", x.informative),
        ("quality.empty", x.empty),
        ("quality.duplicate", x.duplicate),
        ("quality.rejected_rows", x.rejected),
    ]
    .into_iter()
    .map(|(key, n)| vec![text(w.t_owned(key)), Cell::Count(n)])
    .collect();
    rows.extend(r.run.masked.iter().map(|(kind, n)| {
        vec![text(w.fill("quality.masked_kind", &[("kind", &w.id("masked", kind))])), Cell::Count(*n)]
    }));
    let mut say = |key: &str, value: &str| rows.push(vec![text(w.t_owned(key)), text(value)]);
    say("quality.masking", w.t(if r.run.masking { "yes" } else { "no" }));
    if let Some(p) = &r.run.period {
        say("quality.period", &w.fill("head.period", &[("first", &p.first), ("last", &p.last)]));
    }
    say("quality.version", &r.run.version);
    say("quality.dictionaries", &r.run.dictionaries);
    say("quality.models", &r.run.models);
    for (option, value) in &r.run.options {
        rows.push(vec![text(format!("--{option}")), text(&**value)]);
    }
    for i in &r.run.inputs {
        rows.push(vec![text(&*i.path), Cell::Count(i.rows)]);
        rows.push(vec![text("BLAKE3"), text(&*i.hash)]);
        rows.push(vec![text(w.t("quality.encoding")), optional(i.encoding.as_deref())]);
    }
    table(w, "quality", &["measure", "value"], rows)
}

fn columns(r: &Report, w: &Words) -> Table {
    let rows = r.run.inputs.iter().flat_map(|i| {
        i.columns
            .iter()
            .map(|c| vec![text(&*i.path), text(&*c.header), text(w.id("role", &c.role)), text(w.id("from", &c.from))])
    });
    table(w, "columns", &["source", "column", "role", "from"], rows.collect())
}

fn rejects(r: &Report, w: &Words) -> Table {
    let rows = r
        .run
        .inputs
        .iter()
        .flat_map(|i| &i.rejects)
        .map(|x| vec![text(&*x.source), Cell::Count(x.line), text(&*x.reason), text(&*x.raw)]);
    table(w, "rejects", &["source", "line", "why", "raw"], rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::fixture::{empty, fixture, messages};

    #[test]
    fn every_table_has_a_title_and_a_head_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let tables = all(&fixture(), &Words { messages: messages(), lang });
            assert_eq!(tables.len(), 23);
            for t in tables {
                assert!(!t.title.starts_with("table.") && t.head.iter().all(|h| !h.starts_with("col.")), "{t:?}");
                assert!(t.rows.iter().all(|r| r.len() == t.head.len()), "{}", t.id);
            }
        }
    }

    #[test]
    fn sections_without_rows_have_no_table() {
        let ids: Vec<&str> =
            all(&empty(), &Words { messages: messages(), lang: Lang::Zh }).iter().map(|t| t.id).collect();
        assert_eq!(ids, ["overview", "satisfaction", "quality", "columns", "rejects"]);
    }
}
