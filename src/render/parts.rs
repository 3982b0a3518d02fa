//! The page that leads to the reports of the values of a column: a table of them, those with most complaints first.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::{Part, Parts};

use super::html::{self, Frame, Html, Section, el};
use super::words::{self, Words, count};
use super::{Settings, clean};

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
pub fn parts(p: &Parts, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let w = settings.words();
    let title = w.fill("parts.title", &[("title", &words::title(settings)), ("column", &clean::line(&p.column))]);
    let period = p.period.as_ref().map(|x| w.fill("head.period", &[("first", &x.first), ("last", &x.last)]));
    let lines = [el("p", &[], period.unwrap_or_default()), note(w.t("parts.note"))].into();
    let body = [html::scroll(&title, table(p, &w)), left(p, &w)].into();
    let section = Section { id: "parts", title: clean::line(&p.column), body };
    html::page(Frame { title: &title, lines, version: &p.version }, vec![section], settings, out)
}

fn note(text: &str) -> Html {
    el("p", &[("class", "note")], text)
}

fn table(p: &Parts, w: &Words) -> Html {
    let titles = [
        (w.t("col.rank"), true),
        (p.column.as_str(), false),
        (w.t("col.rows_read"), true),
        (w.t("col.satisfaction"), true),
        (w.t("col.complaint_share"), true),
        (w.t("col.major"), true),
        (w.t("table.alerts"), true),
        (w.t("parts.reports"), false),
    ];
    let title = |(title, number): (&str, bool)| el("th", &[("scope", "col"), ("class", class(number))], title);
    let head = el("tr", &[], titles.into_iter().map(title).collect::<Html>());
    let whole = row("", w.t("parts.whole"), &p.whole);
    let values = p.values.iter().zip(1..).map(|(x, n): (_, usize)| row(&n.to_string(), &x.value, x));
    el("table", &[], [el("thead", &[], head), el("tbody", &[], std::iter::once(whole).chain(values).collect::<Html>())])
}

fn class(number: bool) -> &'static str {
    if number { "number" } else { "" }
}

fn row(rank: &str, name: &str, x: &Part) -> Html {
    let name = match x.files.first() {
        Some(file) => link(file, name),
        None => name.into(),
    };
    let number = |shown: String| el("td", &[("class", "number")], shown);
    let files = x.files.iter().enumerate().map(|(i, file)| {
        let kind = link(file, file.rsplit_once('.').map_or(file.as_str(), |(_, end)| end));
        if i == 0 { kind } else { [" ".into(), kind].into() }
    });
    let cells = [
        number(rank.to_owned()),
        el("td", &[], name),
        number(count(x.rows)),
        number(Words::figure(x.mean.value, 2)),
        number(Words::portion_of(&x.complaints)),
        number(count(x.major)),
        number(count(x.alerts)),
        el("td", &[], files.collect::<Html>()),
    ];
    el("tr", &[], cells)
}

/// A link to a file in the folder of the page. Its name is written so that no sign in it means anything to a browser.
fn link(file: &str, shown: &str) -> Html {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    let mut href = String::with_capacity(3 * file.len());
    for b in file.bytes() {
        if plain(b) {
            href.push(char::from(b));
        } else {
            let _ = write!(href, "%{b:02X}");
        }
    }
    el("a", &[("href", &href)], shown)
}

/// What has no report of its own.
fn left(p: &Parts, w: &Words) -> Html {
    let few: Vec<String> =
        p.few.iter().map(|(value, rows)| format!("{} ({})", clean::line(value), count(*rows))).collect();
    let few = (!few.is_empty())
        .then(|| note(&w.fill("parts.few", &[("least", &count(p.least)), ("values", &few.join(w.comma()))])));
    let without = (p.without > 0).then(|| note(&w.fill("parts.without", &[("n", &count(p.without))])));
    few.into_iter().chain(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::fixture::messages;
    use crate::report::{Estimate, Rate};

    #[test]
    fn values_lead_to_their_reports_and_what_has_none_is_told() {
        let rate = Rate { count: 30, of: 60, share: Some(0.5), low: Some(0.4), high: Some(0.6) };
        let mean = Estimate { value: Some(2.345), low: None, high: None, n: 60 };
        let one = |value: &str, files: &[&str]| Part {
            value: value.to_owned(),
            rows: 64,
            mean,
            complaints: rate,
            major: 3,
            alerts: 1,
            files: files.iter().map(|f| (*f).to_owned()).collect(),
        };
        let page = Parts {
            column: "门店".to_owned(),
            version: "1.0.0".to_owned(),
            period: None,
            whole: one("", &[]),
            values: vec![one("<b>&店", &["_b_&店 #1.html", "x.xlsx"])],
            least: 30,
            few: vec![("静安店".to_owned(), 12)],
            without: 1,
        };
        let made = |lang| {
            let mut out = Vec::new();
            parts(&page, &Settings { lang, ..Settings::new(messages()) }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let (zh, en) = (made(Lang::Zh), made(Lang::En));
        let name = "<a href=\"_b_%26%E5%BA%97%20%231.html\">&lt;b&gt;&amp;店</a>";
        assert!(zh.contains(name) && zh.contains("<a href=\"x.xlsx\">xlsx</a>"), "{zh}");
        assert!(zh.contains("50.0% (30/60)") && zh.contains("不足 30 行，未单独出报告：静安店 (12)"), "{zh}");
        assert!(en.contains("1 row without a value counts in the whole only"), "{en}");
    }
}
