//! One record of delimited text taken apart into fields, without copying: the innermost loop of reading.
//!
//! A quotation mark opens a field only at its start. Inside, two stand for one, and separators and line ends are text. After the closing one only
//! blanks may come before the separator; anything else on the same line means that the marks were plain characters of the text (`"好"用`), which are
//! kept. When the field had crossed a line end by then, or never ends, its quotation mark was never closed: the record is given up, and
//! reading goes on with the line after the one where it was opened, so that one bad row costs one row.
//!
//! Where no field comes of that, or one that ends in a backslash, a mark with a backslash before it is one of the text, as Spark and databases write it.
//! Behind blanks (`1, "好, 快"`) or a byte order mark in the middle (files put one behind another) a quotation mark opens a field only if one comes of it.

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// ASCII separator; `None` where each line is one field.
    pub(super) delimiter: Option<u8>,
    /// Whether quotation marks have a meaning.
    pub(super) quotes: bool,
    /// Longest quoted field, in bytes.
    pub(super) limit: usize,
}

/// A field: its bytes without the enclosing quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How quotation marks stand inside.
    pub(super) marks: Marks,
}

/// How quotation marks stand inside a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// As they are, or there are none.
    Plain,
    /// Each is two.
    Doubled,
    /// Each has a backslash before it.
    Escaped,
}

/// Longest field whose quotation mark stands behind blanks.
const INDENTED: usize = 1 << 14;

/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What was found at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A record that ends before `next` and covers so many lines.
    Record { next: usize, lines: u64 },
    /// The text ends inside the record: more is needed.
    More,
    /// A quotation mark is never closed; the record is given up. `far`: the longest quoted field was looked through to tell that.
    Unclosed { next: usize, lines: u64, far: bool },
}

/// Takes the record at `from` apart into `fields`. `last`: no text follows.
pub(super) fn record(text: &[u8], from: usize, dialect: Dialect, last: bool, fields: &mut Vec<Field>) -> Found {
    fields.clear();
    // 0xFF never occurs in UTF-8, so it stands for no separator.
    let delimiter = dialect.delimiter.unwrap_or(0xff);
    let (mut at, mut lines) = (from, 1);
    loop {
        let as_it_is = |end: usize| (Field { start: at, end, marks: Marks::Plain }, end);
        let open = if dialect.quotes { opening(text, at, delimiter) } else { None };
        let limit = if open == Some(at) { dialect.limit } else { dialect.limit.min(INDENTED) };
        let (field, end) = match open.map(|open| quoted(text, open, delimiter, limit, last)) {
            Some(Quoted::Field(field, end)) => {
                lines += line_ends(&text[field.start..field.end]);
                (field, end)
            }
            Some(Quoted::More) => return Found::More,
            Some(Quoted::Plain(end)) if open == Some(at) => as_it_is(end),
            Some(Quoted::Unclosed { far }) if open == Some(at) => return unclosed(text, at, lines, last, far),
            _ => as_it_is(plain(text, at, delimiter)),
        };
        fields.push(field);
        match text.get(end) {
            Some(&b) if b == delimiter => at = end + 1,
            Some(b'\r') if end + 1 == text.len() && !last => return Found::More,
            Some(_) => return Found::Record { next: after_line_end(text, end), lines },
            None if last => return Found::Record { next: end, lines },
            None => return Found::More,
        }
    }
}

enum Quoted {
    Field(Field, usize),
    /// The quotation marks are plain characters of a field that ends there.
    Plain(usize),
    More,
    Unclosed {
        far: bool,
    },
}

/// The quotation mark that may open the field at `at`.
fn opening(text: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let rest = &text[at..];
    let rest = rest.strip_prefix(MARK).unwrap_or(rest);
    let open = text.len() - rest.len() + blanks(rest, delimiter);
    (text.get(open) == Some(&b'"')).then_some(open)
}

fn blanks(text: &[u8], delimiter: u8) -> usize {
    text.iter().take_while(|b| matches!(**b, b' ' | b'\t') && **b != delimiter).count()
}

fn quoted(text: &[u8], open: usize, delimiter: u8, limit: usize, last: bool) -> Quoted {
    let found = doubled(text, open, delimiter, limit, last);
    let is_sure = match &found {
        Quoted::Field(field, _) => !is_escaped(&text[field.start..field.end]),
        Quoted::More => true,
        Quoted::Plain(_) | Quoted::Unclosed { .. } => false,
    };
    if is_sure { found } else { escaped(text, open, delimiter, limit, last).unwrap_or(found) }
}

/// A field in which two marks stand for one.
fn doubled(text: &[u8], open: usize, delimiter: u8, limit: usize, last: bool) -> Quoted {
    let start = open + 1;
    let (mut at, mut marks) = (start, Marks::Plain);
    let close = loop {
        match text[at..].iter().position(|b| *b == b'"') {
            Some(n) if at + n - start > limit => return Quoted::Unclosed { far: true },
            None if text.len() - start > limit => return Quoted::Unclosed { far: true },
            None if last => return Quoted::Unclosed { far: false },
            None => return Quoted::More,
            Some(n) if text.get(at + n + 1) == Some(&b'"') => {
                marks = Marks::Doubled;
                at += n + 2;
            }
            Some(n) if at + n + 1 == text.len() && !last => return Quoted::More,
            Some(n) => break at + n,
        }
    };
    closed(text, Field { start, end: close, marks }, delimiter, last)
}

/// Whether what stands behind this has a backslash of its own before it.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// A field in which a backslash stands before each mark; `None` where none comes of it, as of `"C:\"`.
fn escaped(text: &[u8], open: usize, delimiter: u8, limit: usize, last: bool) -> Option<Quoted> {
    let start = open + 1;
    let mut at = start;
    while let Some(n) = text[at..].iter().position(|b| *b == b'"') {
        let end = at + n;
        if !is_escaped(&text[start..end]) {
            let found =
                (at > start).then(|| closed(text, Field { start, end, marks: Marks::Escaped }, delimiter, last));
            return found.filter(|f| matches!(f, Quoted::Field(..) | Quoted::More));
        }
        at = end + 1;
        if delimiter == b'\\' || at - start > limit {
            return None;
        }
    }
    (at > start && !last && text.len() - start <= limit).then_some(Quoted::More)
}

/// What comes of a field, by what stands behind its closing mark.
fn closed(text: &[u8], field: Field, delimiter: u8, last: bool) -> Quoted {
    let behind = field.end + 1;
    let end = behind + blanks(&text[behind..], delimiter);
    match text.get(end) {
        None if !last => Quoted::More,
        None | Some(b'\n' | b'\r') => Quoted::Field(field, end),
        Some(&b) if b == delimiter => Quoted::Field(field, end),
        Some(_) if line_ends(&text[field.start..field.end]) > 0 => Quoted::Unclosed { far: false },
        Some(_) => Quoted::Plain(plain(text, end, delimiter)),
    }
}

fn plain(text: &[u8], at: usize, delimiter: u8) -> usize {
    let ends = |b: &u8| *b == delimiter || *b == b'\n' || *b == b'\r';
    text[at..].iter().position(ends).map_or(text.len(), |n| at + n)
}

/// Goes on after the line on which the quotation mark at `open` stands.
fn unclosed(text: &[u8], open: usize, lines: u64, last: bool, far: bool) -> Found {
    match text[open..].iter().position(|b| matches!(b, b'\n' | b'\r')) {
        Some(n) if text[open + n] == b'\r' && open + n + 1 == text.len() && !last => Found::More,
        Some(n) => Found::Unclosed { next: after_line_end(text, open + n), lines, far },
        None if last => Found::Unclosed { next: text.len(), lines, far },
        None => Found::More,
    }
}

fn after_line_end(text: &[u8], at: usize) -> usize {
    let pair = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
    at + 1 + usize::from(pair)
}

/// Line ends of any kind: LF, CR, CRLF.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    for (i, b) in bytes.iter().enumerate() {
        count += u64::from(*b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n')));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { delimiter: Some(b','), quotes: true, limit: 100 };

    /// Records joined by `⏎`, fields by `|`; given-up ones as `!`.
    fn shown(text: &str, dialect: Dialect) -> String {
        let (mut at, mut out, mut fields) = (0, Vec::new(), Vec::new());
        while at < text.len() {
            match record(text.as_bytes(), at, dialect, true, &mut fields) {
                Found::Record { next, .. } => {
                    out.push(fields.iter().map(|f| &text[f.start..f.end]).collect::<Vec<_>>().join("|"));
                    at = next;
                }
                Found::Unclosed { next, .. } => {
                    out.push("!".to_owned());
                    at = next;
                }
                Found::More => panic!("more, at the end"),
            }
        }
        out.join("⏎")
    }

    #[test]
    fn fields_line_ends_and_quotation_marks() {
        assert_eq!(shown("a,b\nc,d\r\ne,f\rg,", COMMA), "a|b⏎c|d⏎e|f⏎g|");
        assert_eq!(shown("\"a,1\",\"b\n2\"\nc,d\n", COMMA), "a,1|b\n2⏎c|d");
        assert_eq!(shown("\"\",x\n\"a\"\"b\" ,c", COMMA), "|x⏎a\"\"b|c");
        assert_eq!(shown("说\"好\"啊,\"好\"用,5\n", COMMA), "说\"好\"啊|\"好\"用|5");
        assert_eq!(shown("", COMMA), "");
    }

    #[test]
    fn blanks_may_stand_around_a_quoted_field() {
        assert_eq!(shown("1, \"好, 快\", 5\n2,\t\"慢\n了\"\t,\"3\"\t\n", COMMA), "1|好, 快| 5⏎2|慢\n了|3");
        assert_eq!(shown("\u{feff}\"a\",b\n\u{feff}\"a,1\",b\n", COMMA), "a|b⏎a,1|b");
        // What makes no field is text, as it stands.
        assert_eq!(shown("1, \"好\"用, 快\n2, \"慢\n3,  \n", COMMA), "1| \"好\"用| 快⏎2| \"慢⏎3|  ");
        let tabs = Dialect { delimiter: Some(b'\t'), ..COMMA };
        assert_eq!(shown("1\t\"好\"\t \"快\t\"\n", tabs), "1|好|快\t");
    }

    #[test]
    fn a_backslash_makes_a_mark_one_of_the_text() {
        let spark = "1,\"他说\\\"好\\\", 但是\n太慢\",2\n2,\"6寸\\\"\",3\n3,\"6寸\\\", 大\",4\n4,\"好\",5\n";
        let want = "1|他说\\\"好\\\", 但是\n太慢|2⏎2|6寸\\\"|3⏎3|6寸\\\", 大|4⏎4|好|5";
        assert_eq!(shown(spark, COMMA), want);
        // Doubled marks come first.
        assert_eq!(shown("1,\"{\"\"a\"\":\"\"好\\\"\"\"\"}\",2\n", COMMA), "1|{\"\"a\"\":\"\"好\\\"\"\"\"}|2");
        assert_eq!(shown("1,\"C:\\\",2\n3,\"C:\\\\\",4\n", COMMA), "1|C:\\|2⏎3|C:\\\\|4");
        // Neither makes a field of these.
        assert_eq!(shown("1,\"好\\\"用,5\n2,\"好\",4\n", COMMA), "1|\"好\\\"用|5⏎2|好|4");
        assert_eq!(shown("1,\"6寸\\\"\"x\n2,\"好\"用\n", COMMA), "!⏎2|\"好\"用");
    }

    #[test]
    fn an_unclosed_quotation_mark_costs_its_own_line() {
        assert_eq!(shown("1,\"少了一个\n2,好\n", COMMA), "!⏎2|好");
        assert_eq!(shown("1,\"少了一个\n2,\"好\"\n3,好\n", COMMA), "!⏎2|好⏎3|好");
        let long = format!("1,\"少了一个\n{}", "2,好\n".repeat(50));
        assert_eq!(shown(&long, COMMA).matches("2|好").count(), 50);
    }

    #[test]
    fn only_a_mark_without_end_is_far() {
        let far = |text: &str| match record(text.as_bytes(), 0, COMMA, true, &mut Vec::new()) {
            Found::Unclosed { far, .. } => far,
            found => panic!("{found:?}"),
        };
        assert!(!far("\"少了一个\n2,\"好\"\n") && !far("\"少了一个\n2,好\n"));
        assert!(far(&format!("\"少了一个\n{}", "2,好\n".repeat(50))));
    }

    #[test]
    fn lines_without_fields() {
        let lines = Dialect { delimiter: None, quotes: false, limit: 100 };
        assert_eq!(shown("\"好,的\n很\t好\r\n", lines), "\"好,的⏎很\t好");
    }

    #[test]
    fn counts_physical_lines() {
        let mut fields = Vec::new();
        let found = record(b"1,\"a\r\nb\nc\"\nx", 0, COMMA, false, &mut fields);
        assert_eq!(found, Found::Record { next: 11, lines: 3 });
    }

    proptest! {
        #[test]
        fn what_a_writer_wrote_is_read(rows in proptest::collection::vec(proptest::collection::vec("[a,\"\n\r快 ]{0,6}", 2..4), 1..6)) {
            let quote = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
            let text: String = rows.iter().map(|r| r.iter().map(quote).collect::<Vec<_>>().join(",") + "\n").collect();
            let (mut at, mut fields, mut got) = (0, Vec::new(), Vec::new());
            while at < text.len() {
                let Found::Record { next, .. } = record(text.as_bytes(), at, COMMA, true, &mut fields) else { panic!("{text:?}") };
                got.push(fields.iter().map(|f| text[f.start..f.end].replace("\"\"", "\"")).collect::<Vec<_>>());
                at = next;
            }
            prop_assert_eq!(got, rows);
        }

        #[test]
        fn always_moves_on(text in "[a,\"\n\r\t 快\\\\]{0,40}", from in 0usize..4) {
            let (mut at, mut fields) = (0, Vec::new());
            let dialect = Dialect { limit: from * 3, ..COMMA };
            while at < text.len() {
                match record(text.as_bytes(), at, dialect, true, &mut fields) {
                    Found::Record { next, .. } | Found::Unclosed { next, .. } => {
                        prop_assert!(next > at);
                        at = next;
                    }
                    Found::More => prop_assert!(false),
                }
            }
        }
    }
}
