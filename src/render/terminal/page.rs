//! The page that the summary is written on: lines of toned spans, measured by display width, painted at the end.
//!
//! Knows nothing of reports.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};

use crate::render::clean::{self, Span};

/// What a piece of text means; colours follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Tone {
    Plain,
    Strong,
    Dim,
    Title,
    Accent,
    Good,
    Warn,
    Bad,
    /// A major complaint or a red alert.
    Grave,
    /// The words of a customer that are the evidence.
    Evidence,
}

impl Tone {
    fn style(self) -> Style {
        let colour = |c: AnsiColor| Style::new().fg_color(Some(c.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().effects(Effects::BOLD),
            Self::Dim => Style::new().effects(Effects::DIMMED),
            Self::Title => colour(AnsiColor::Cyan).effects(Effects::BOLD),
            Self::Accent => colour(AnsiColor::Cyan),
            Self::Good => colour(AnsiColor::Green),
            Self::Warn => colour(AnsiColor::Yellow),
            Self::Bad => colour(AnsiColor::Red),
            Self::Grave => colour(AnsiColor::Red).effects(Effects::BOLD),
            Self::Evidence => colour(AnsiColor::Yellow).effects(Effects::BOLD),
        }
    }
}

/// One line to come.
#[derive(Debug, Clone, Default)]
pub(in crate::render) struct Line(Vec<(String, Tone)>);

impl Line {
    /// A line that starts with `columns` spaces.
    pub(in crate::render) fn indent(columns: usize) -> Self {
        Self(vec![(" ".repeat(columns), Tone::Plain)])
    }

    /// Adds text as it is (it must be harmless: fixed wording, numbers, or cleaned).
    pub(in crate::render) fn add(mut self, tone: Tone, text: impl AsRef<str>) -> Self {
        self.0.push((clean::line(text.as_ref()), tone));
        self
    }

    /// Adds text in exactly `columns`, clipped or filled up.
    pub(in crate::render) fn pad(self, tone: Tone, text: impl AsRef<str>, columns: usize) -> Self {
        self.raw(tone, clean::pad(&clean::line(text.as_ref()), columns))
    }

    /// As [`Line::pad`], at the right.
    pub(in crate::render) fn right(self, tone: Tone, text: impl AsRef<str>, columns: usize) -> Self {
        self.raw(tone, clean::pad_left(&clean::line(text.as_ref()), columns))
    }

    fn raw(mut self, tone: Tone, text: String) -> Self {
        self.0.push((text, tone));
        self
    }

    /// Fills up with spaces to `column`.
    pub(in crate::render) fn to(self, column: usize) -> Self {
        let gap = " ".repeat(column.saturating_sub(self.width()));
        self.raw(Tone::Plain, gap)
    }

    /// Adds another line behind.
    pub(in crate::render) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds a customer's words, the evidence in its tone and in `[ ]` where there are no colours to tell it.
    pub(in crate::render) fn quote(mut self, spans: &[Span], colour: bool) -> Self {
        for s in spans {
            let (text, tone) = match (s.strong, colour) {
                (true, true) => (s.text.clone(), Tone::Evidence),
                (true, false) => (format!("[{}]", s.text), Tone::Plain),
                (false, _) => (s.text.clone(), Tone::Dim),
            };
            self.0.push((text, tone));
        }
        self
    }

    /// Columns taken.
    pub(in crate::render) fn width(&self) -> usize {
        self.0.iter().map(|(t, _)| clean::width(t)).sum()
    }
}

/// Lines of a fixed width.
pub(in crate::render) struct Page {
    out: String,
    /// Columns.
    pub(in crate::render) width: usize,
    /// Whether tones are painted.
    pub(in crate::render) colour: bool,
}

impl Page {
    pub(in crate::render) fn new(width: usize, colour: bool) -> Self {
        Self { out: String::new(), width: width.max(40), colour }
    }

    /// Writes a line; what goes beyond the page is clipped.
    pub(in crate::render) fn line(&mut self, line: Line) {
        let mut room = self.width;
        let mut plain_end = self.out.len();
        for (text, tone) in line.0 {
            let text = clean::clip(&text, room);
            room -= clean::width(&text).min(room);
            self.paint(&text, tone);
            if !text.trim_end().is_empty() {
                plain_end = self.out.len();
            }
            if room == 0 {
                break;
            }
        }
        // No spaces at line ends: they wrap on narrow terminals and show up in diffs.
        self.out.truncate(plain_end);
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        self.out.push('\n');
    }

    fn paint(&mut self, text: &str, tone: Tone) {
        if !self.colour || tone == Tone::Plain || text.trim().is_empty() {
            self.out.push_str(text);
            return;
        }
        let style = tone.style();
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{}{text}{}", style.render(), style.render_reset());
    }

    /// An empty line.
    pub(in crate::render) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// The head of a section: a title, a remark, and a rule to the margin.
    pub(in crate::render) fn heading(&mut self, title: &str, remark: &str) {
        self.blank();
        let mut line = Line::default().add(Tone::Accent, "▌").add(Tone::Title, title);
        if !remark.is_empty() {
            line = line.add(Tone::Plain, "  ").add(Tone::Dim, remark);
        }
        let rest = self.width.saturating_sub(line.width() + 2);
        if rest > 2 {
            line = line.add(Tone::Plain, "  ").add(Tone::Dim, "─".repeat(rest));
        }
        self.line(line);
    }

    /// Entries side by side, wrapped at the margin; a label before the first line.
    pub(in crate::render) fn flow(&mut self, label: &str, label_width: usize, items: Vec<Line>) {
        self.entries(Line::indent(2).pad(Tone::Dim, label, label_width), items);
    }

    /// The same behind any head, below whose end the further lines begin.
    pub(in crate::render) fn entries(&mut self, head: Line, items: Vec<Line>) {
        const GAP: usize = 2;
        let start = head.width();
        let mut line = head;
        let mut fresh = true;
        for item in items {
            if !fresh && line.width() + GAP + item.width() > self.width {
                self.line(std::mem::replace(&mut line, Line::indent(start)));
                fresh = true;
            }
            line = if fresh { line.join(item) } else { line.add(Tone::Plain, " ".repeat(GAP)).join(item) };
            fresh = false;
        }
        self.line(line);
    }

    /// A label and a text that wraps at the margin between words and between Chinese characters.
    pub(in crate::render) fn text(&mut self, label: &str, label_width: usize, tone: Tone, text: &str) {
        let start = 2 + label_width;
        let room = self.width.saturating_sub(start).max(20);
        for (i, part) in wrap(&clean::line(text), room).into_iter().enumerate() {
            let head = if i == 0 { label } else { "" };
            self.line(Line::indent(2).pad(Tone::Dim, head, label_width).raw(tone, part));
        }
    }

    /// A text behind `head` that wraps at the margin and goes on below itself.
    pub(in crate::render) fn hang(&mut self, head: Line, text: &str) {
        let start = head.width();
        let room = self.width.saturating_sub(start).max(20);
        let mut head = Some(head);
        for part in wrap(&clean::line(text), room) {
            self.line(head.take().unwrap_or_else(|| Line::indent(start)).raw(Tone::Plain, part));
        }
    }

    pub(in crate::render) fn into_string(self) -> String {
        self.out
    }
}

/// Breaks at spaces and between wide characters, never before closing punctuation.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && clean::width(&line) + clean::width(piece.trim_end()) > columns {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
    }
    lines.push(line.trim_end().to_owned());
    lines
}

fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (i, c) in text.char_indices() {
        let closing = "，。、；：！？）」』》…”’,.;:!?)]".contains(c);
        let after_opening = before.is_some_and(|b| "（「『《“‘([".contains(b));
        let may_break = before.is_some_and(|b| b == ' ' || clean::is_wide(b) || clean::is_wide(c));
        if may_break && !closing && !after_opening && i > start {
            out.push(&text[start..i]);
            start = i;
        }
        before = Some(c);
    }
    out.push(&text[start..]);
    out
}

/// A bar of eighth blocks, `columns` long at 1.
pub(in crate::render) fn bar(share: f64, columns: usize) -> String {
    const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    // `as` saturates; a bar is a drawing
    let eighths = (share.clamp(0.0, 1.0) * columns as f64 * 8.0).round() as usize;
    let mut out = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        out.push(EIGHTHS[eighths % 8 - 1]);
    } else if eighths == 0 && share > 0.0 {
        out.push(EIGHTHS[0]);
    }
    out
}

/// A line of eight heights between the least and the greatest value; a gap where there is none.
pub(in crate::render) fn spark(values: &[Option<f64>], from_zero: bool) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let known = || values.iter().flatten().copied();
    let low = if from_zero { 0.0 } else { known().fold(f64::INFINITY, f64::min) };
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let height = |v: f64| {
        let share = if high > low { (v - low) / (high - low) } else { 0.0 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 … 7
        let i = (share * 7.0).round() as usize;
        HEIGHTS[i.min(7)]
    };
    values.iter().map(|v| v.map_or(' ', height)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_eighths_and_show_the_least() {
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.53, 4), "██▏");
        assert_eq!(bar(0.0001, 4), "▏");
        assert_eq!(bar(0.0, 4), "");
        assert_eq!(bar(7.0, 4), "████");
    }

    #[test]
    fn sparks_keep_gaps() {
        assert_eq!(spark(&[Some(0.0), None, Some(7.0)], true), "▁ █");
        assert_eq!(spark(&[Some(3.0), Some(3.0)], false), "▁▁");
        assert_eq!(spark(&[], true), "");
    }

    #[test]
    fn text_wraps_between_characters_not_before_punctuation() {
        assert_eq!(wrap("快递太慢了，客服不理", 10), ["快递太慢", "了，客服不", "理"]);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
    }

    #[test]
    fn no_line_is_wider_than_the_page_and_none_ends_in_spaces() {
        let mut page = Page::new(40, true);
        page.line(Line::indent(2).pad(Tone::Bad, "快".repeat(50), 60).add(Tone::Plain, "x"));
        page.line(Line::indent(2).pad(Tone::Bad, "快", 20));
        let out = page.into_string();
        assert!(out.lines().all(|l| !l.ends_with(' ')), "{out:?}");
        assert!(out.lines().next().unwrap().contains('…'));
    }
}
