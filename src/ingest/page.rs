//! Tables of web pages and of XML spreadsheets (2003) as sheets: what shops' and ministries' back offices write and call `.xls`.
//!
//! Tags are told apart by `html5gum`, which reads any tag soup; here is only what makes a cell. A table inside another is one of its own. Not its job:
//! which table holds the feedback (`book`), and what a page looks like (styles, hidden rows, formulas).

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::cells::{Cells, Place};

/// Columns and rows that one cell may span, and the last column: more are made of nothing.
const MOST_SPANNED: u32 = 1 << 10;
const LAST_COLUMN: u32 = 1 << 12;

/// Tags whose text nobody sees, and notes that stand beside a cell.
const UNSEEN: [&[u8]; 4] = [b"script", b"style", b"title", b"comment"];
/// Tags after which text goes on in another line.
const BREAKS: [&[u8]; 4] = [b"br", b"p", b"div", b"li"];

/// A table with its name (in XML spreadsheets) or its number.
pub(super) type Named = (String, Cells);

/// The tables of a page that have cells, in the order in which they begin.
pub(super) fn tables(text: &str) -> Vec<Named> {
    let mut page = Page::default();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        page.take(token);
    }
    let sheets = page.all.into_iter().filter(|t| !t.places.is_empty());
    sheets.zip(1..).map(|(t, number): (_, u32)| t.finish(number)).collect()
}

/// Whether it is an XML spreadsheet rather than a web page.
pub(super) fn is_spreadsheet(text: &str) -> bool {
    text.contains("urn:schemas-microsoft-com:office:spreadsheet")
}

/// A page as far as it was read.
#[derive(Default)]
struct Page {
    all: Vec<Sheet>,
    /// Tables that are open, the innermost last.
    open: Vec<usize>,
    /// Name of the sheet whose table comes next.
    name: Option<String>,
    /// The tag inside which nothing is seen.
    unseen: Option<Vec<u8>>,
}

impl Page {
    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) if self.unseen.is_none() => self.start(&tag),
            Token::EndTag(tag) => self.end(&tag.name),
            Token::String(text) if self.unseen.is_none() => {
                if let Some(sheet) = self.innermost() {
                    sheet.write(&String::from_utf8_lossy(&text));
                }
            }
            _ => {}
        }
    }

    fn innermost(&mut self) -> Option<&mut Sheet> {
        self.open.last().and_then(|i| self.all.get_mut(*i))
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = plain(&tag.name);
        match name {
            b"worksheet" => self.name = attribute(tag, b"ss:name"),
            b"table" => {
                self.open.push(self.all.len());
                self.all.push(Sheet { name: self.name.take(), ..Sheet::default() });
            }
            _ if UNSEEN.contains(&name) && !tag.self_closing => self.unseen = Some(name.to_vec()),
            _ => {
                if let Some(sheet) = self.innermost() {
                    sheet.start(name, tag);
                }
            }
        }
    }

    fn end(&mut self, name: &[u8]) {
        let name = plain(name);
        if let Some(unseen) = &self.unseen {
            if unseen == name {
                self.unseen = None;
            }
            return;
        }
        let Some(sheet) = self.innermost() else { return };
        match name {
            b"td" | b"th" | b"cell" => sheet.end_cell(),
            b"tr" | b"row" => sheet.end_row(),
            b"table" => {
                sheet.end_row();
                self.open.pop();
            }
            _ if BREAKS.contains(&name) => sheet.break_line(),
            _ => {}
        }
    }
}

/// A table as far as it was read.
#[derive(Default)]
struct Sheet {
    name: Option<String>,
    places: Vec<(Place, String)>,
    /// Merged regions: first cell and last row.
    merged: Vec<(Place, u32)>,
    /// The row being read and the next column in it, counted from 0.
    row: u32,
    column: u32,
    /// Whether the row was begun by its tag: it is one without cells of its own, too, where all of them reach down from above.
    in_row: bool,
    /// For each column the row from which it is free again: cells of rows above reach down to there.
    free: Vec<u32>,
    cell: Option<Open>,
}

/// The cell being read.
struct Open {
    place: Place,
    text: String,
    /// Whether blanks and line ends stand as they are, as in XML spreadsheets.
    verbatim: bool,
    /// Whether a blank is due before the next word.
    blank: bool,
}

impl Sheet {
    fn start(&mut self, name: &[u8], tag: &StartTag<()>) {
        match name {
            b"tr" | b"row" => {
                self.end_row();
                self.in_row = true;
                if let Some(index) = number(tag, b"ss:index") {
                    self.row = self.row.max(index.saturating_sub(1));
                }
            }
            b"td" | b"th" => {
                let (across, down) = (number(tag, b"colspan"), number(tag, b"rowspan"));
                self.begin_cell(across.unwrap_or(1), down.unwrap_or(1), false);
            }
            b"cell" => {
                if let Some(index) = number(tag, b"ss:index") {
                    self.end_cell();
                    self.column = index.saturating_sub(1);
                }
                let (across, down) = (number(tag, b"ss:mergeacross"), number(tag, b"ss:mergedown"));
                self.begin_cell(across.map_or(1, |n| n + 1), down.map_or(1, |n| n + 1), true);
                if tag.self_closing {
                    self.end_cell();
                }
            }
            _ if BREAKS.contains(&name) => self.break_line(),
            _ => {}
        }
    }

    /// Begins a cell in the next free column; in XML spreadsheets cells that follow a merged one say where they are.
    fn begin_cell(&mut self, across: u32, down: u32, verbatim: bool) {
        self.end_cell();
        while !verbatim && self.free.get(self.column as usize).is_some_and(|row| *row > self.row) {
            self.column += 1;
        }
        let (row, column) = (self.row, self.column.min(LAST_COLUMN));
        let (across, down) = (across.clamp(1, MOST_SPANNED), down.clamp(1, MOST_SPANNED));
        if down > 1 {
            self.merged.push(((row, column), row + down - 1));
            let end = (column + across) as usize;
            self.free.resize(self.free.len().max(end), 0);
            self.free[column as usize..end].fill(row + down);
        }
        self.column = column + across;
        self.cell = Some(Open { place: (row, column), text: String::new(), verbatim, blank: false });
    }

    fn write(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        if cell.verbatim {
            // Blanks between the tags of a cell are the layout of the file.
            if !text.trim().is_empty() {
                cell.text.push_str(text);
            }
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n') {
                cell.blank = true;
                continue;
            }
            if cell.blank && !cell.text.is_empty() && !cell.text.ends_with('\n') {
                cell.text.push(' ');
            }
            cell.blank = false;
            cell.text.push(c);
        }
    }

    fn break_line(&mut self) {
        if let Some(cell) = &mut self.cell
            && !cell.text.is_empty()
            && !cell.text.ends_with('\n')
        {
            cell.text.push('\n');
        }
    }

    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.places.push((cell.place, cell.text.trim().to_owned()));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if self.in_row || self.column > 0 {
            self.row = self.row.saturating_add(1);
            (self.column, self.in_row) = (0, false);
        }
    }

    fn finish(mut self, number: u32) -> Named {
        self.end_cell();
        let mut cells = Cells::of_texts(self.places);
        for (from, bottom) in self.merged {
            cells.merge(from, bottom);
        }
        (self.name.unwrap_or_else(|| number.to_string()), cells)
    }
}

/// The name of a tag without the prefix of XML spreadsheets, which some programs write before every one.
fn plain(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"ss:").unwrap_or(name)
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(value).into_owned())
}

fn number(tag: &StartTag<()>, name: &[u8]) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok().map(|n: u32| n.min(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of each table: line, and cells by column.
    fn read(text: &str) -> Vec<Vec<String>> {
        let shown = |cells: &Cells| {
            let (mut at, mut rows) = (0, Vec::new());
            while !cells.row(at).is_empty() {
                let row = cells.row(at);
                let seen = cells.seen(row);
                let one = seen.iter().map(|c| format!("{}={}", c.column, c.value));
                rows.push(format!("{}: {}", row[0].row, one.collect::<Vec<_>>().join(" ")));
                at += row.len();
            }
            rows
        };
        tables(text).iter().map(|(_, cells)| shown(cells)).collect()
    }

    #[test]
    fn cells_of_a_page() {
        let page = "<html><head><title>评价</title><style>td{x}</style></head><body><table border=1>
            <thead><tr><th>评价</th><th>评分</th></tr></thead>
            <tr><td>太慢了 &amp;<br>客服\n   不理人&nbsp;</td><td style=\"mso-number-format:'\\@'\">1</td></tr>
            <TR><TD><p>好</p><p>真的</p><TD>5</TABLE>";
        assert_eq!(read(page), [["0: 0=评价 1=评分", "1: 0=太慢了 &\n客服 不理人 1=1", "2: 0=好\n真的 1=5"]]);
    }

    #[test]
    fn cells_that_span_others() {
        let page = "<table><tr><td colspan=3>三月评价</td></tr><tr><td rowspan=2>天猫</td><td>慢</td><td>1</td></tr>
            <tr><td>好</td><td>5</td></tr><tr><td>京东</td><td>坏</td><td>2</td></tr></table>";
        let rows = ["0: 0=三月评价", "1: 0=天猫 1=慢 2=1", "2: 0=天猫 1=好 2=5", "3: 0=京东 1=坏 2=2"];
        assert_eq!(read(page), [rows]);
        assert_eq!(read("<table><tr><td colspan=99999999 rowspan=4000000000>慢</td></tr></table>").len(), 1);
    }

    #[test]
    fn a_row_whose_cells_all_reach_down_from_above_has_its_place() {
        let page = "<table><tr><td rowspan=2>天猫</td><td rowspan=2>慢</td></tr><tr></tr><tr><td>京东</td><td>好</td></tr></table>";
        assert_eq!(read(page), [["0: 0=天猫 1=慢", "2: 0=京东 1=好"]]);
    }

    #[test]
    fn tables_inside_tables_and_pages_without_any() {
        let page = "<table><tr><td>菜单<table><tr><td>评价</td></tr><tr><td>慢</td></tr></table></td></tr></table>";
        assert_eq!(read(page), [vec!["0: 0=菜单"], vec!["0: 0=评价", "1: 0=慢"]]);
        assert_eq!(read("<html><body><p>请登录</p></body></html>").len(), 0);
        assert_eq!(read("<table></table></table><td>x</td></tr>").len(), 0);
    }

    #[test]
    fn sheets_of_an_xml_spreadsheet() {
        let book = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">
            <Worksheet ss:Name=\"三月\"><Table><Column ss:Width=\"90\"/>
            <Row><Cell><Data ss:Type=\"String\">评价</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"String\">评分</Data></Cell></Row>
            <Row ss:Index=\"4\"><Cell/><Cell ss:Index=\"1\"><Data ss:Type=\"String\">太慢&#10;了 啊</Data><Comment><Data>记</Data></Comment></Cell>
            <Cell ss:Index=\"3\"><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet></Workbook>";
        assert_eq!(tables(book)[0].0, "三月");
        assert_eq!(read(book), [["0: 0=评价 2=评分", "3: 0=太慢\n了 啊 2=1"]]);
        assert!(is_spreadsheet(book) && !is_spreadsheet("<table>"));
        let tags = ["Workbook", "Worksheet", "Table", "Row", "Cell", "Data"];
        let prefixed = |book: String, tag: &&str| {
            book.replace(&format!("<{tag}"), &format!("<ss:{tag}")).replace(&format!("</{tag}"), &format!("</ss:{tag}"))
        };
        assert_eq!(read(&tags.iter().fold(book.to_owned(), prefixed)), read(book));
    }
}
