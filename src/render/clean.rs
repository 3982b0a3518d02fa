//! Customers' texts made harmless for each medium: a terminal, a spreadsheet cell, Markdown, HTML; and measured and
//! clipped by display width.
//!
//! Not its job: masking personal data (`text::mask`).

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands where a control character was: seen, and without effect.
const SEEN: char = '\u{fffd}';

/// One line without characters that could drive a terminal or turn the order of the text around.
/// Line ends and tabs become spaces, control characters become `�`, invisible direction marks go.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match harmless(c) {
            // A line end with its indentation is one space.
            Some(' ') if c != ' ' && out.ends_with(' ') => {}
            Some(c) => out.push(c),
            None => {}
        }
    }
    out
}

/// What a character becomes in a line of plain text; `None` where it goes.
fn harmless(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_direction(c) => None,
        // The joiner (200D) and variation selectors stay: they hold emoji together.
        '\u{200b}' | '\u{200c}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' => None,
        c if c.is_control() => Some(SEEN),
        c => Some(c),
    }
}

/// Marks, embeddings, overrides and isolates of bidirectional text.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}')
}

/// Columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in at most `columns`, `…` at the end where some of it went.
pub(super) fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for g in text.graphemes(true) {
        let w = width(g);
        if used + w + 1 > columns {
            break;
        }
        out.push_str(g);
        used += w;
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// Clipped and filled up with spaces to exactly `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let mut out = clip(text, columns);
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(&out))));
    out
}

/// As [`pad`], at the right.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let mut out = " ".repeat(columns.saturating_sub(width(&text)));
    out.push_str(&text);
    out
}

/// A spreadsheet cell that no program takes for a formula: an apostrophe goes before what could start one.
/// Plain numbers stay numbers.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let first = text.chars().find(|c| !matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '\u{feff}'));
    let starts = text.starts_with(['\t', '\r', '\n']) || first.is_some_and(|c| "=+-@＝＋－＠\t\r".contains(c));
    if starts && !is_plain_number(text) { format!("'{text}").into() } else { text.into() }
}

/// Text for a cell of CSV: what [`xml`] and [`cell`] make of it.
pub(super) fn csv(text: &str) -> String {
    cell(&xml(text)).into_owned()
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(part)
}

/// Text for XML and spreadsheets: characters that XML 1.0 cannot hold become `�`.
pub(super) fn xml(text: &str) -> Cow<'_, str> {
    if !may_be_bad(text) {
        return text.into();
    }
    let bad = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(|c| !is_direction(*c)).map(|c| if bad(c) { SEEN } else { c }).collect()
}

/// Whether some byte could belong to a character that [`xml`] changes; one look at the bytes spares most texts the way by characters.
fn may_be_bad(text: &str) -> bool {
    let mut before = 0;
    text.bytes().any(|b| {
        // C0, DEL; the first bytes of C1 and of marks of direction; U+FFFE and U+FFFF (EF BF BE, EF BF BF).
        let bad = b < 0x20 || matches!(b, 0x7f | 0xc2 | 0xd8 | 0xe2) || (before == 0xef && b == 0xbf);
        before = b;
        bad
    })
}

/// Text for HTML, inside elements and quoted attributes.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in xml(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text for Markdown: nothing in it makes markup, a link, a mention or a table cell.
pub(super) fn markdown(text: &str) -> String {
    let text = line(text);
    let mark = list_mark(&text);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            _ if mark == Some(at) => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Chat robots mention whoever follows `@`; the full-width sign reads the same and calls nobody.
            '@' => out.push('＠'),
            // Bare addresses become links by themselves on GitHub and in chats.
            ':' if ["http", "https", "ftp"].iter().any(|scheme| ends_with(&out, scheme)) => out.push('：'),
            '.' if ends_with(&out, "www") => out.push('．'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a text ends with an ASCII word, in capitals or not.
fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.is_some_and(|start| text.as_bytes()[start..].eq_ignore_ascii_case(word.as_bytes()))
}

/// Where the mark stands by which Markdown would take the beginning of a text for a list, a rule or the line below a title: 1. 物流慢 2. 客服差.
fn list_mark(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(' ');
    let start = text.len() - body.len();
    let number = body.trim_start_matches(|c: char| c.is_ascii_digit());
    let at = body.len() - number.len();
    let mut rest = number.chars();
    let (mark, next) = (rest.next()?, rest.next());
    let ends = next.is_none_or(|c| c == ' ');
    let marks = if at > 0 { ends && ".)".contains(mark) } else { "-+=".contains(mark) && (ends || next == Some(mark)) };
    marks.then_some(start + at)
}

/// Part of a text: evidence or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The words.
    pub(super) text: String,
    /// Whether they are the evidence.
    pub(super) strong: bool,
}

/// Cuts a text at its highlights (character ranges); ranges that overlap or lie outside are made to fit.
pub(super) fn spans(text: &str, highlights: &[[u32; 2]]) -> Vec<Span> {
    let chars: Vec<char> = text.chars().collect();
    let mut ranges: Vec<[usize; 2]> =
        highlights.iter().map(|[a, b]| [*a as usize, (*b as usize).min(chars.len())]).collect();
    ranges.sort_unstable();
    let mut out = Vec::new();
    let mut at = 0;
    let mut push = |from: usize, to: usize, strong: bool| {
        if from < to {
            out.push(Span { text: chars[from..to].iter().collect(), strong });
        }
    };
    for [a, b] in ranges {
        let a = a.max(at);
        if a < b {
            push(at, a, false);
            push(a, b, true);
            at = b;
        }
    }
    push(at, chars.len(), false);
    out
}

/// The part of a text around its first highlight that fits `columns`, as harmless lines; `…` where something went.
pub(super) fn excerpt(text: &str, highlights: &[[u32; 2]], columns: usize) -> Vec<Span> {
    let whole: Vec<Span> =
        spans(text, highlights).into_iter().map(|s| Span { text: line(&s.text), strong: s.strong }).collect();
    let total: usize = whole.iter().map(|s| width(&s.text)).sum();
    if total <= columns {
        return whole;
    }
    let before: usize = whole.iter().take_while(|s| !s.strong).map(|s| width(&s.text)).sum();
    let first = whole.iter().find(|s| s.strong).map_or(0, |s| width(&s.text));
    // Start so that the evidence shows with a third of the room before it, and the room is used to the end of the text.
    let late = before + first >= columns && whole.iter().any(|s| s.strong);
    let skip = if late { before.saturating_sub(columns / 3).min((total + 2).saturating_sub(columns)) } else { 0 };
    window(&whole, skip, columns)
}

fn window(whole: &[Span], skip: usize, columns: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut room = columns.saturating_sub(1);
    let mut to_skip = skip;
    if skip > 0 {
        out.push(Span { text: "…".to_owned(), strong: false });
        room = room.saturating_sub(1);
    }
    for span in whole {
        let mut part = String::new();
        let mut full = false;
        for g in span.text.graphemes(true) {
            let w = width(g);
            if to_skip > 0 {
                to_skip = to_skip.saturating_sub(w);
            } else if w > room {
                full = true;
                break;
            } else {
                part.push_str(g);
                room -= w;
            }
        }
        if !part.is_empty() {
            out.push(Span { text: part, strong: span.strong });
        }
        if full {
            out.push(Span { text: "…".to_owned(), strong: false });
            break;
        }
    }
    out
}

/// Whether a character takes two columns; for wrapping between CJK characters.
pub(super) fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(spans: &[Span]) -> String {
        spans.iter().map(|s| s.text.as_str()).collect()
    }

    #[test]
    fn escapes_cannot_drive_a_terminal() {
        assert_eq!(line("a\x1b[31mb\u{9b}c\n\td\u{202e}e\u{200b}f"), "a�[31mb�c def");
        assert_eq!(line("👨\u{200d}👩\u{200d}👧"), "👨\u{200d}👩\u{200d}👧");
    }

    #[test]
    fn formulas_are_text_and_numbers_stay_numbers() {
        for bad in ["=1+1", "+86", "-cmd", "-1+2", "@SUM", "\t=1", " =1", "＝1", "－x", "\r=1", "\n=1", "-inf"] {
            assert!(cell(bad).starts_with('\''), "{bad:?}");
        }
        for good in ["-5", "-0.41", "不=好", "a-b", ""] {
            assert_eq!(cell(good), good);
        }
    }

    #[test]
    fn clipping_counts_columns_and_keeps_clusters() {
        assert_eq!(clip("快递太慢了", 7), "快递太…");
        assert_eq!(clip("快递", 4), "快递");
        assert_eq!(pad("慢", 4), "慢  ");
        assert_eq!(pad_left("慢", 4), "  慢");
        assert_eq!(clip("👨\u{200d}👩\u{200d}👧慢慢慢", 4), "👨\u{200d}👩\u{200d}👧…");
    }

    #[test]
    fn an_excerpt_shows_the_evidence() {
        let long = format!("{}插头冒烟了{}", "很".repeat(60), "慢".repeat(60));
        let cut = excerpt(&long, &[[60, 64]], 30);
        assert!(cut.iter().any(|s| s.strong && s.text == "插头冒烟"), "{cut:?}");
        assert!(width(&text(&cut)) <= 30);
        assert!(text(&cut).starts_with('…') && text(&cut).ends_with('…'));
    }

    #[test]
    fn an_excerpt_uses_its_room() {
        let long = format!("{}插头冒烟了", "很".repeat(60));
        let at_end = excerpt(&long, &[[60, 65]], 30);
        assert!(width(&text(&at_end)) >= 28 && text(&at_end).ends_with("插头冒烟了"), "{at_end:?}");
        let no_evidence = excerpt(&long, &[], 30);
        assert!(text(&no_evidence).starts_with("很很") && text(&no_evidence).ends_with('…'), "{no_evidence:?}");
    }

    #[test]
    fn markdown_stays_text() {
        assert_eq!(
            markdown("[a](http://b) @all <b> x|y *z* www.a.cn"),
            "\\[a\\](http：//b) ＠all &lt;b&gt; x\\|y \\*z\\* www．a.cn"
        );
    }

    #[test]
    fn no_address_is_a_link_and_no_beginning_a_list_in_markdown() {
        for (text, shown) in [
            ("177元HTTP://EVIL.COM/x", "177元HTTP：//EVIL.COM/x"),
            ("Https://a.cn Ftp://b WWW.c.cn", "Https：//a.cn Ftp：//b WWW．c.cn"),
            ("1. 物流慢 2. 客服差", "1\\. 物流慢 2. 客服差"),
            (" 12) 物流慢", " 12\\) 物流慢"),
            ("- 差评", "\\- 差评"),
            ("+ 1", "\\+ 1"),
            ("-----", "\\-----"),
            ("=", "\\="),
            ("3.", "3\\."),
            ("-5度", "-5度"),
            ("+86 138", "+86 138"),
            ("3.5分", "3.5分"),
            ("1.物流慢", "1.物流慢"),
            ("=1+1", "=1+1"),
            ("", ""),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }

    #[test]
    fn xml_changes_what_it_must_and_nothing_else() {
        assert_eq!(xml("好，“a”…é\t\n"), "好，“a”…é\t\n");
        assert_eq!(xml("a\u{1}\u{7f}\u{85}\u{202e}\u{61c}\u{fffe}b"), "a����b");
    }

    proptest! {
        #[test]
        fn no_width_is_exceeded(text in any::<String>(), columns in 4usize..60, a in 0u32..80, b in 0u32..80) {
            prop_assert!(width(&clip(&line(&text), columns)) <= columns);
            let cut = excerpt(&text, &[[a, b]], columns);
            let shown: usize = cut.iter().map(|s| width(&s.text)).sum();
            prop_assert!(shown <= columns, "{} > {}", shown, columns);
        }

        #[test]
        fn spans_are_the_text(text in any::<String>(), ranges in proptest::collection::vec([0u32..50, 0u32..50], 0..4)) {
            prop_assert_eq!(spans(&text, &ranges).iter().map(|s| s.text.as_str()).collect::<String>(), text);
        }
    }
}
