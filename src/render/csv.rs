//! The report as CSV: one long table of measures for `-o report.csv`, one wide table for each section for `-o dir/`.
//! No cell of either runs as a formula.

mod drivers;
mod folder;
mod rated;
mod time;

use std::io::{self, Write};

use crate::report::{Estimate, FIGURES, Rate, Report};

use super::opinions;
use super::section::{Section, Sections};
use super::tables::{self, Cell};
use super::{Settings, clean};
use drivers::drivers;
pub use folder::{folder_files, write_folder};

const BOM: &str = "\u{feff}";

/// Writes one table.
pub(super) fn write_table(table: &tables::Table, bom: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = start(bom, out)?;
    lines.write_record(table.head.iter().map(|h| clean::csv(h))).map_err(plain)?;
    for row in &table.rows {
        lines.write_record(row.iter().map(field)).map_err(plain)?;
    }
    lines.flush()
}

/// The failure of the writer below, so that a closed pipe is told from others.
pub(super) fn plain(e: csv::Error) -> io::Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn start(bom: bool, out: &mut dyn Write) -> io::Result<csv::Writer<&mut dyn Write>> {
    if bom {
        out.write_all(BOM.as_bytes())?;
    }
    Ok(csv::Writer::from_writer(out))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(t) => clean::csv(t),
        Cell::Count(n) => n.to_string(),
        Cell::Figure(v, _)
        | Cell::Change(v, _)
        | Cell::Percent(v)
        | Cell::Share(v)
        | Cell::Points(v)
        | Cell::Chance(v) => v.to_string(),
    }
}

/// Writes every figure of the report as a line `section,item,measure,value,low,high,n,id`; the id is that of the JSON report.
pub(super) fn write_long(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let mut long =
        Long { lines: start(settings.bom, out)?, sections: settings.sections, id: String::new(), failed: Ok(()) };
    long.lines.write_record(FIGURES).map_err(plain)?;
    run(report, &mut long);
    scores(report, &mut long);
    natures(report, &mut long);
    issues(report, &mut long);
    aspects(report, &mut long);
    people(report, &mut long);
    time::trend(report, &settings.words(), &mut long);
    time::change(report, &mut long);
    words(report, &mut long);
    long.failed?;
    long.lines.flush()
}

/// The long table being written; the first failure is kept.
struct Long<'w> {
    lines: csv::Writer<&'w mut dyn Write>,
    sections: Sections,
    /// Of what the lines to come are about.
    id: String,
    failed: io::Result<()>,
}

impl Long<'_> {
    fn about(&mut self, id: &str) {
        self.id = clean::csv(id);
    }

    fn line(&mut self, cells: &[String; 8]) {
        if self.failed.is_ok() && self.sections.has(Section::of_figures(&cells[0])) {
            self.failed = self.lines.write_record(cells).map_err(plain);
        }
    }

    fn figure(&mut self, at: [&str; 3], value: Option<f64>, ends: [Option<f64>; 2], n: Option<u64>) {
        let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
        let [section, item, measure] = at;
        let n = n.map(|n| n.to_string()).unwrap_or_default();
        self.line(&[
            section.to_owned(),
            clean::csv(item),
            measure.to_owned(),
            number(value),
            number(ends[0]),
            number(ends[1]),
            n,
            self.id.clone(),
        ]);
    }

    fn count(&mut self, at: [&str; 3], n: u64) {
        self.figure(at, Some(crate::number::float(n)), [None, None], None);
    }

    /// Two lines: the count, and the share with its interval and denominator.
    fn rate(&mut self, at: [&str; 3], r: &Rate) {
        let share = format!("{}_share", at[2]);
        self.figure(at, Some(crate::number::float(r.count)), [None, None], Some(r.of));
        self.figure([at[0], at[1], &share], r.share, [r.low, r.high], Some(r.of));
    }

    fn estimate(&mut self, at: [&str; 3], e: &Estimate) {
        self.figure(at, e.value, [e.low, e.high], Some(e.n));
    }
}

fn run(r: &Report, l: &mut Long) {
    let x = &r.run.rows;
    let counted = [("read", x.read), ("analysed", x.analysed), ("informative", x.informative), ("empty", x.empty)];
    let others = [("duplicate", x.duplicate), ("rejected", x.rejected)];
    let more = [("duplicate_ids", x.duplicate_ids), ("left_out", x.left_out)];
    let more = more.into_iter().filter_map(|(measure, n)| Some((measure, n?)));
    for (measure, n) in counted.into_iter().chain(others).chain(more) {
        l.count(["rows", "", measure], n);
    }
    for (kind, n) in &r.run.masked {
        l.count(["masked", kind, "count"], *n);
    }
    if !r.run.masking {
        // Whatever sections are wanted.
        let sections = std::mem::replace(&mut l.sections, Sections::ALL);
        l.count(["masked", "", "masking"], 0);
        l.sections = sections;
    }
}

fn scores(r: &Report, l: &mut Long) {
    let s = &r.satisfaction;
    for level in &s.distribution {
        l.rate(["satisfaction", &level.level.to_string(), "texts"], &level.rate);
    }
    l.estimate(["satisfaction", "", "mean"], &s.mean);
    l.estimate(["satisfaction", "", "csat"], &s.csat);
    l.estimate(["satisfaction", "", "net_sentiment"], &s.net_sentiment);
    if let Some(x) = &s.ratings {
        for level in &x.distribution {
            l.rate(["ratings", &level.level.to_string(), "ratings"], &level.rate);
        }
        l.estimate(["ratings", "", "mean"], &x.mean);
        l.estimate(["ratings", "", "csat"], &x.csat);
        rated::nps(["ratings", ""], x.nps, x.nps_shares, l);
    }
    if let Some(a) = &s.agreement {
        l.rate(["agreement", "", "close"], &a.close);
        l.rate(["agreement", "", "happy_stars_unhappy_text"], &a.happy_stars_unhappy_text);
        l.rate(["agreement", "", "unhappy_stars_happy_text"], &a.unhappy_stars_happy_text);
        l.figure(["agreement", "", "rank_correlation"], a.rank_correlation, [None, None], Some(a.close.of));
    }
    let shares = &r.sentiment;
    for (item, rate) in [
        ("positive", &shares.positive),
        ("negative", &shares.negative),
        ("neutral", &shares.neutral),
        ("mixed", &shares.mixed),
    ] {
        l.rate(["sentiment", item, "texts"], rate);
    }
}

fn natures(r: &Report, l: &mut Long) {
    l.rate(["severity", "", "complaints"], &r.severity.complaints);
    l.rate(["severity", "", "general"], &r.severity.general);
    l.rate(["severity", "", "major"], &r.severity.major);
    for reason in &r.severity.reasons {
        l.about(&reason.id);
        l.count(["reasons", &reason.name, "count"], reason.count);
    }
    for n in &r.natures {
        l.about(&n.id);
        l.rate(["natures", &n.name, "complaints"], &n.rate);
        l.count(["natures", &n.name, "primary"], n.primary);
        l.count(["natures", &n.name, "major"], n.major);
        for a in &n.aspects {
            l.about(&a.id);
            l.rate(["nature_aspects", &format!("{}/{}", n.name, a.name), "complaints"], &a.rate);
        }
    }
    for (section, list) in [("intents", &r.voices.intents), ("emotions", &r.voices.emotions)] {
        for v in list {
            l.about(&v.id);
            l.rate([section, &v.name, "texts"], &v.rate);
        }
    }
}

fn issues(r: &Report, l: &mut Long) {
    for i in &r.hot_issues {
        l.about(&i.id);
        l.count(["hot_issues", &i.title, "complaints"], i.count);
        // Reports of before they were counted do not tell of how many.
        let of = Some(i.of).filter(|of| *of > 0);
        let ends = [i.low, i.high].map(|end| of.map(|_| end));
        l.figure(["hot_issues", &i.title, "complaints_share"], Some(i.share), ends, of);
        l.figure(["hot_issues", &i.title, "heat"], Some(i.heat), [None, None], Some(i.count));
        l.count(["hot_issues", &i.title, "major"], i.major);
    }
    for a in &r.alerts {
        l.about(&a.subject);
        l.figure(["alerts", &a.message, &a.kind], Some(a.value), [None, None], None);
    }
    for a in &r.actions {
        l.about(a.order.as_ref().map(|o| &o.id).or(a.issue.as_ref()).map_or("", String::as_str));
        l.count(["actions", &format!("{} {}", a.department, a.title), "complaints"], a.count);
    }
    for t in &r.topics {
        l.about(&t.id);
        l.rate(["topics", &t.name, "texts"], &t.rate);
        l.estimate(["topics", &t.name, "satisfaction"], &t.satisfaction);
    }
}

fn aspects(r: &Report, l: &mut Long) {
    for a in &r.aspects {
        l.about(&a.id);
        l.rate(["aspects", &a.name, "mentioned"], &a.mentioned);
        l.count(["aspects", &a.name, "positive"], a.positive);
        l.count(["aspects", &a.name, "negative"], a.negative);
        // Those who praise it, too, blame it: more than `negative`, which counts those who do nothing else.
        l.rate(["aspects", &a.name, "blamed"], &a.negative_rate);
        l.estimate(["aspects", &a.name, "impact"], &a.impact);
        l.estimate(["aspects", &a.name, "penalty"], &a.penalty);
        l.estimate(["aspects", &a.name, "reward"], &a.reward);
        for o in &a.opinions {
            l.count(["opinions", &format!("{}/{}", a.name, opinions::words(o)), &o.polarity], o.count);
        }
    }
    drivers(r, l);
    let n = &r.needs;
    for (layer, list) in [("core_pain", &n.core_pain), ("expected", &n.expected), ("delight", &n.delight)] {
        for x in list {
            l.about(&x.aspect);
            l.count(["needs", &x.name, layer], x.mentioned);
        }
    }
}

fn people(r: &Report, l: &mut Long) {
    for s in &r.stages.list {
        l.about(&s.id);
        l.rate(["stages", &s.name, "negative"], &s.negative);
        l.estimate(["stages", &s.name, "satisfaction"], &s.satisfaction);
        l.estimate(["stages", &s.name, "penalty"], &s.penalty);
        l.estimate(["stages", &s.name, "reward"], &s.reward);
        if s.explained.is_some() {
            l.figure(["stages", &s.name, "explained"], s.explained, [None, None], Some(r.drivers.n));
        }
    }
    for c in &r.segments {
        for s in &c.list {
            l.about("");
            let item = format!("{}={}", c.column, s.value);
            l.estimate(["segments", &item, "satisfaction"], &s.satisfaction);
            l.estimate(["segments", &item, "rating"], &s.rating);
            rated::nps(["segments", &item], s.nps, s.nps_shares, l);
            l.rate(["segments", &item, "negative"], &s.negative);
            l.rate(["segments", &item, "complaints"], &s.complaints);
            l.count(["segments", &item, "major"], s.major);
            l.count(["segments", &item, "weak"], s.weak.into());
            l.figure(["segments", &item, "pooled"], s.pooled, [s.pooled_low, s.pooled_high], Some(s.count));
            l.estimate(["segments", &item, "pooled_complaints"], &s.pooled_complaints);
            l.figure(["segments", &item, "q"], s.q, [None, None], Some(s.count));
            for x in &s.specials {
                l.about(&x.id);
                let what = format!("{item}/{}", x.name);
                let count = crate::number::float(x.count);
                l.figure(["specials", &what, &x.kind], Some(count), [None, None], Some(s.complaints.count));
                l.figure(["specials", &what, "q"], Some(x.q), [None, None], Some(s.complaints.count));
            }
            for n in &s.natures {
                l.about(&n.id);
                l.rate(["segment_natures", &format!("{item}/{}", n.name), "complaints"], &n.rate);
            }
        }
    }
}

fn words(r: &Report, l: &mut Long) {
    let k = &r.keywords;
    l.about("");
    let natures = k.natures.iter().map(|(n, list)| (format!("keywords_{n}"), list));
    let groups = [("keywords", &k.overall), ("keywords_negative", &k.negative), ("keywords_positive", &k.positive)];
    for (section, list) in groups.into_iter().map(|(s, list)| (s.to_owned(), list)).chain(natures) {
        for x in list {
            l.figure([&section, &x.word, "texts"], Some(crate::number::float(x.count)), [None, None], Some(x.total));
            if x.lift.is_some() {
                l.figure([&section, &x.word, "lift"], x.lift, [None, None], Some(x.count));
            }
        }
    }
    l.rate(["untagged", "", "negative"], &r.untagged.negative);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::lang::Lang;
    use crate::output;
    use crate::render::Format;
    use crate::render::fixture::{empty, fixture, messages, shown};

    #[test]
    fn the_long_table_holds_every_figure() {
        insta::assert_snapshot!(shown(&fixture(), Format::Csv, &Settings::new(messages())));
    }

    #[test]
    fn a_mark_stands_first_where_asked_for() {
        let settings = Settings { bom: true, ..Settings::new(messages()) };
        assert!(shown(&fixture(), Format::Csv, &settings).starts_with("\u{feff}section,item"));
    }

    #[test]
    fn a_folder_holds_one_file_for_each_section() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("报告");
        let outputs = write_folder(&fixture(), &Settings::new(messages()), &to, &[]).unwrap();
        // Tables without rows have their heads.
        assert_eq!(outputs.len(), tables::IDS.len());
        output::commit_all(outputs).unwrap();
        let issues = std::fs::read_to_string(to.join("hot_issues.csv")).unwrap();
        insta::assert_snapshot!(issues);
        // No cell of any file starts as a formula would.
        for entry in std::fs::read_dir(&to).unwrap() {
            let mut lines = csv::Reader::from_path(entry.unwrap().path()).unwrap();
            for record in lines.records() {
                for cell in &record.unwrap() {
                    assert_eq!(clean::cell(cell), cell);
                }
            }
        }
    }

    #[test]
    fn that_nothing_is_masked_is_told_in_every_format_whatever_sections_are_wanted() {
        let mut report = fixture();
        report.run.masking = false;
        let told = "个人信息未遮蔽";
        for sections in [Sections::ALL, Sections::only(&[Section::Issues])] {
            let settings = Settings { sections, ..Settings::new(messages()) };
            for format in [Format::Html, Format::Text, Format::Markdown] {
                assert!(shown(&report, format, &settings).contains(told), "{format:?}");
                assert!(!shown(&fixture(), format, &settings).contains(told), "{format:?}");
            }
            assert!(shown(&report, Format::Csv, &settings).contains("\nmasked,,masking,0,"));
            let quality = tables::wanted(&report, &settings).into_iter().find(|t| t.id == "quality").unwrap();
            assert!(quality.rows.contains(&vec![tables::text("遮蔽个人信息"), tables::text("否")]));
        }
        let issues = Settings { sections: Sections::only(&[Section::Issues]), ..Settings::new(messages()) };
        assert!(tables::wanted(&fixture(), &issues).iter().all(|t| t.id != "quality"));
    }

    #[test]
    fn a_folder_holds_this_report_only() {
        let dir = tempfile::tempdir().unwrap();
        let write = |report: &Report, settings: &Settings| {
            output::commit_all(write_folder(report, settings, dir.path(), &[]).unwrap()).unwrap();
        };
        let lines = |name: &str| std::fs::read_to_string(dir.path().join(name)).map_or(0, |text| text.lines().count());
        let all = Settings::new(messages());
        write(&fixture(), &Settings { bom: true, lang: Lang::En, ..all });
        assert!(lines("alerts.csv") > 1 && lines("actions.csv") > 1);
        write(&empty(), &all);
        assert_eq!((lines("alerts.csv"), lines("actions.csv"), lines("hot_issues.csv")), (1, 1, 1));
        write(&fixture(), &Settings { bom: true, lang: Lang::En, ..all });
        std::fs::write(dir.path().join("topics.csv"), "a table,of somebody else\n").unwrap();
        write(&fixture(), &Settings { sections: Sections::only(&[Section::Issues]), ..all });
        let mut left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["hot_issues.csv", "quotes.csv", "topics.csv"]);
        let files: Vec<_> = folder_files(Path::new("d")).collect();
        assert!(files.contains(&Path::new("d/quality.csv").to_owned()), "{files:?}");
    }
}
