//! The comparison on a terminal.

use std::io::{self, Write};

use crate::render::clean;
use crate::render::terminal::page::{Line, Page, Tone};
use crate::report::{Change, Comparison};

use super::{Settings, Words, difference, group, is, signed, sorted, title, value};

/// Columns of a figure.
const FIGURE: usize = 9;

/// Columns of a name, at least and at most.
const LEAST: usize = 12;
const MOST: usize = 30;

pub(super) fn write(c: &Comparison, settings: &Settings, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut s =
        Sheet { c, w: settings.words(), page: Page::new(settings.width, colour), top: settings.entries().min(10) };
    s.head(&title(c, settings));
    s.verdict();
    for (id, list) in sorted(c) {
        s.changes(id, &list);
    }
    s.contributions();
    out.write_all(s.page.into_string().as_bytes())
}

/// Columns of a list of changes.
struct Columns {
    name: usize,
    range: usize,
    /// Whether a difference has room for its interval.
    whole: bool,
}

impl Columns {
    /// What became of a figure is what the list is read for: names make room for it, and where they cannot, intervals do.
    fn new(shown: &[&Change], w: &Words, page: usize) -> Self {
        let widest = |key: &str, of: &dyn Fn(&Change) -> String| {
            let head = clean::width(&w.t_owned(&format!("col.{key}")));
            shown.iter().map(|x| clean::width(&of(x))).fold(head, usize::max)
        };
        let verdict = widest("verdict", &|x| is(x, w));
        let left = |range: usize| page.saturating_sub(2 + 2 * FIGURE + range + 2 + verdict);
        let range = |whole| widest("difference", &|x| told(x, whole)) + 2;
        let whole = left(range(true)) >= LEAST;
        let range = range(whole);
        let name = shown.iter().map(|x| clean::width(&x.name) + 2).fold(LEAST, usize::max).min(MOST);
        Self { name: name.min(left(range)).max(LEAST), range, whole }
    }
}

/// A difference, with its interval or without.
fn told(x: &Change, whole: bool) -> String {
    if whole || x.low.is_none() || x.high.is_none() { difference(x) } else { signed(x.difference, &x.unit) }
}

struct Sheet<'a> {
    c: &'a Comparison,
    w: Words<'a>,
    page: Page,
    top: usize,
}

impl Sheet<'_> {
    fn head(&mut self, title: &str) {
        self.page.line(Line::indent(1).add(Tone::Strong, title));
        for (key, g) in [("compare.before", &self.c.before), ("compare.after", &self.c.after)] {
            let label = self.w.t_owned(key);
            let text = group(g, &self.w);
            self.page.text(&label, 10, Tone::Plain, &text);
        }
        if self.c.left_out > 0 {
            let told = self.w.fill("compare.left_out", &[("n", &self.c.left_out)]);
            self.page.text("", 10, Tone::Dim, &told);
        }
        if !self.c.masking {
            self.page.text("", 10, Tone::Warn, self.w.t("quality.unmasked"));
        }
    }

    fn verdict(&mut self) {
        self.page.heading(self.w.t("table.compare_verdict"), "");
        for v in &self.c.verdict {
            self.page.text("·", 2, Tone::Plain, v);
        }
    }

    fn changes(&mut self, id: &'static str, list: &[&Change]) {
        let remark = match id {
            "compare_adjusted" => self.c.adjusted.as_ref().map(|a| a.columns.join(self.w.comma())).unwrap_or_default(),
            "compare_control" => self.c.control.as_ref().map(|x| x.name.clone()).unwrap_or_default(),
            _ => String::new(),
        };
        let heading = self.w.t_owned(&format!("table.{id}"));
        self.page.heading(&heading, &remark);
        let shown = &list[..list.len().min(self.top)];
        let columns = Columns::new(shown, &self.w, self.page.width);
        let head = |k: &str| self.w.t_owned(&format!("col.{k}"));
        let line = Line::indent(2)
            .pad(Tone::Dim, "", columns.name)
            .right(Tone::Dim, head("before"), FIGURE)
            .right(Tone::Dim, head("after"), FIGURE)
            .right(Tone::Dim, head("difference"), columns.range)
            .add(Tone::Dim, "  ")
            .add(Tone::Dim, head("verdict"));
        self.page.line(line);
        for x in shown {
            let line = self.change(x, &columns);
            self.page.line(line);
        }
        if list.len() > self.top {
            let more = self.w.fill("more", &[("n", &(list.len() - self.top))]);
            self.page.line(Line::indent(2).add(Tone::Dim, more));
        }
    }

    fn change(&self, x: &Change, columns: &Columns) -> Line {
        let tone = match x.verdict.as_str() {
            "better" => Tone::Good,
            "worse" => Tone::Bad,
            _ if x.grave => Tone::Bad,
            _ => Tone::Dim,
        };
        Line::indent(2)
            .pad(Tone::Plain, clean::clip(&clean::line(&x.name), columns.name - 1), columns.name)
            .right(Tone::Plain, value(x.before, &x.unit), FIGURE)
            .right(Tone::Plain, value(x.after, &x.unit), FIGURE)
            .right(tone, told(x, columns.whole), columns.range)
            .add(Tone::Plain, "  ")
            .add(tone, is(x, &self.w))
    }

    fn contributions(&mut self) {
        let all = &self.c.contributions;
        if all.list.is_empty() {
            return;
        }
        let total = Words::signed(Some(all.total), 4);
        self.page.heading(self.w.t("table.compare_contributions"), &total);
        let name = all.list.iter().map(|x| clean::width(&x.name) + 2).max().unwrap_or(0).clamp(LEAST, MOST);
        for x in &all.list {
            let tone = if x.total < 0.0 { Tone::Bad } else { Tone::Good };
            let share = format!("{} → {}", Words::percent(Some(x.before_share)), Words::percent(Some(x.after_share)));
            let line = Line::indent(2).pad(Tone::Plain, &x.name, name).right(Tone::Dim, share, 16).right(
                tone,
                Words::signed(Some(x.total), 4),
                10,
            );
            self.page.line(line);
        }
    }
}
