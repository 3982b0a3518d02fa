//! The comparison as one self-contained page.

use std::io::{self, Write};

use crate::render::html::{self, Html, el};
use crate::report::Comparison;

use super::{Settings, rows, title};

pub(super) fn write(c: &Comparison, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let (w, title) = (settings.words(), title(c, settings));
    let verdict: Html = c.verdict.iter().map(|v| el("li", &[], v.as_str())).collect();
    let mut sections = vec![section(w.t("table.compare_verdict"), el("ul", &[], verdict))];
    for t in rows::all(c, &w).into_iter().filter(|t| t.id != "compare_verdict") {
        sections.push(section(&t.title, html::plain_table(&t)));
    }
    let head = el("header", &[], [el("h1", &[], title.as_str())]);
    let body = el("body", &[], [head, el("main", &[("id", "main")], sections)]);
    html::document(&title, settings.lang, body, out)
}

fn section(title: &str, body: Html) -> Html {
    el("section", &[], [el("h2", &[], title), body])
}
