//! Rows into records, by columns already chosen: the step that every row goes through.

use std::borrow::Cow;
use std::sync::Arc;

use super::columns::Columns;
use super::roles::{Role, Roles};
use super::table::Row;
use crate::lang::Say;
use crate::record::{Attrs, Duty, Name, Record};
use crate::say;
use crate::time::Stamp;

/// Columns by role, with what each record shares.
pub(super) struct Mapping {
    columns: Columns,
    /// The source of the last row, which is mostly that of the next.
    source: Name,
    path: Name,
    attrs: Vec<Segment>,
    /// Who has to act.
    department: Option<Segment>,
    id: Option<Name>,
    /// Headers of the segments that are there only because something is asked of them.
    aside: Arc<[Name]>,
    needed: usize,
}

/// A segment column.
struct Segment {
    name: Name,
    column: usize,
    /// Whether what stands before a place is left out: `IP属地：广东`.
    is_region: bool,
    /// Whether any other cell is somebody's address.
    only_places: bool,
    /// Whether words for nothing are values.
    is_exact: bool,
}

impl Segment {
    fn new(columns: &Columns, column: usize) -> Self {
        Self {
            name: Name::from(columns.names[column].as_str()),
            column,
            is_region: columns.roles.get(column).is_some_and(|c| c.role == Role::Region.id()),
            only_places: columns.only_places.contains(&column),
            is_exact: columns.exact == Some(column),
        }
    }

    /// Its value in a row; `None` where there is none.
    fn value<'r>(&self, row: &'r Row, roles: &Roles) -> Option<&'r str> {
        let cell = unguarded(row.get(self.column));
        if self.only_places && !roles.is_place(cell) {
            return None;
        }
        let value = if self.is_region { roles.place(cell) } else { cell };
        let is_nothing = if self.is_exact { is_stroke(value) } else { is_blank(value, roles) };
        Some(value).filter(|_| !is_nothing)
    }
}

/// Most hours to a deadline: a year.
const LONGEST_DUE: u32 = 366 * 24;
/// Characters of a text in front of which a title may stand once more: 市民来电反映.
const OPENING: usize = 20;

/// Signs that stand for nothing where they stand alone.
const STROKES: [char; 6] = ['-', '–', '—', '/', '\\', '_'];

fn is_stroke(value: &str) -> bool {
    value.chars().all(|c| STROKES.contains(&c))
}

/// What exports write where there is nothing: `—`, `/`, `N/A`. Numbers, Chinese words (无) and other signs (`?`: somebody did not know) are values.
fn is_blank(value: &str, roles: &Roles) -> bool {
    let is_latin = value.bytes().all(|b| b.is_ascii_alphabetic() || b == b'/');
    is_stroke(value) || (is_latin && roles.ratings.is_unanswered(value))
}

impl Mapping {
    pub(super) fn new(columns: Columns, source: Name) -> Self {
        let attrs = columns.attrs.iter().map(|i| Segment::new(&columns, *i)).collect();
        let id = columns.id.and_then(|i| columns.names.get(i)).map(|name| Name::from(name.as_str()));
        let department = columns.department.map(|i| Segment::new(&columns, i));
        let aside = columns.aside.iter().map(|i| Name::from(columns.names[*i].as_str())).collect();
        let (path, needed) = (source.clone(), columns.needed());
        Self { columns, source, path, attrs, department, id, aside, needed }
    }

    /// The columns that it maps.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Why a row of delimited text cannot be taken apart: too many fields, unless those beyond the header are empty; too few, unless those that are
    /// missing at its end have no role.
    pub(super) fn misfit(&self, row: &Row) -> Option<Say> {
        let (width, fields) = (self.columns.names.len(), row.len());
        let too_many = (width..fields).any(|i| !row.get(i).trim().is_empty());
        let plural = if fields == 1 { "" } else { "s" };
        let misfits = too_many || fields < self.needed;
        misfits.then(|| {
            say!("{fields} field{plural} where the header has {width}", "有 {fields} 个字段，而表头有 {width} 个")
        })
    }

    /// Headers of the segment columns.
    pub(super) fn segments(&self) -> Vec<Name> {
        self.attrs.iter().map(|s| s.name.clone()).collect()
    }

    /// Why a row has no number, where a column should hold it.
    pub(super) fn unnumbered(&self, row: &Row) -> Option<Say> {
        let cell = row.get(self.columns.row?);
        number(cell).is_none().then(|| {
            let shown: String = cell.chars().take(40).collect();
            say!("`{shown}` is no row number", "`{shown}` 不是行号")
        })
    }

    /// The source that a row names, else the one that is read.
    fn named_source(&mut self, row: &Row) -> Name {
        let named = self.columns.source.map_or("", |i| row.get(i).trim());
        let named = if named.is_empty() { &*self.path } else { named };
        if *self.source != *named {
            self.source = Name::from(named);
        }
        self.source.clone()
    }

    /// The record of a row.
    pub(super) fn record(&mut self, row: &Row, count_here: u64, roles: &Roles) -> Record {
        let source = self.named_source(row);
        let c = &self.columns;
        let cell = |i: Option<usize>| i.map_or("", |i| unguarded(row.get(i)));
        let time = roles.times.in_column(cell(c.time), c.day_order, c.short_years);
        Record {
            source,
            row: c.row.and_then(|i| number(row.get(i))).unwrap_or(count_here),
            id: Some(cell(c.id)).filter(|id| !id.is_empty()).map(str::to_owned),
            id_column: self.id.clone(),
            known_by: Some(cell(c.known_by)).filter(|id| !id.is_empty()).map(str::to_owned),
            text: if self.is_answer(row, roles) { String::new() } else { self.text(row, roles) },
            rating: c.points.rating(cell(c.rating), c.mirror, &roles.ratings),
            time,
            likes: roles.likes(cell(c.likes)),
            attrs: self.attrs(row, roles),
            aside: self.aside.clone(),
            duty: self.duty(time, row, roles),
        }
    }

    /// Who has to act by when, where the row says so.
    fn duty(&self, time: Option<Stamp>, row: &Row, roles: &Roles) -> Option<Box<Duty>> {
        let department = self.department.as_ref().and_then(|s| Some((s.name.clone(), s.value(row, roles)?.to_owned())));
        let due_hours = time.and_then(|time| self.due_hours(time, row, roles));
        (department.is_some() || due_hours.is_some()).then(|| Box::new(Duty { department, due_hours }))
    }

    /// Hours from the time of a row to the deadline that it states. One that lies before it, or a year away, is mistyped.
    fn due_hours(&self, time: Stamp, row: &Row, roles: &Roles) -> Option<u32> {
        let due = self.columns.due?;
        let deadline = roles.times.in_column(unguarded(row.get(due.column)), due.day_order, due.short_years)?;
        time.hours_to(deadline).filter(|hours| *hours <= LONGEST_DUE)
    }

    /// The cell of a row whose time of day does not exist, so that the record has only the day.
    pub(super) fn off_clock<'r>(&self, row: &'r Row, record: &Record, roles: &Roles) -> Option<&'r str> {
        record.time.filter(|t| t.hour().is_none())?;
        let cell = unguarded(row.get(self.columns.time?));
        roles.times.is_timed(cell).then_some(cell)
    }

    /// What stands where the time of a row should, if it states none. Of a column that is left out as a whole it was told before.
    pub(super) fn untimed<'r>(&self, row: &'r Row, record: &Record, roles: &Roles) -> Option<&'r str> {
        let c = &self.columns;
        let is_left_out =
            |time: &usize| c.ambiguous.is_some() || c.unread.as_ref().is_some_and(|(column, ..)| column == time);
        let cell = unguarded(row.get(c.time.filter(|t| !is_left_out(t))?));
        (record.time.is_none() && !is_blank(cell, roles)).then_some(cell)
    }

    /// What stands where the rating of a row should, if it states none and does not lie off the scale.
    pub(super) fn unrated<'r>(&self, row: &'r Row, record: &Record, roles: &Roles) -> Option<&'r str> {
        let cell = unguarded(row.get(self.columns.rating.filter(|_| record.rating.is_none())?));
        let says = !is_blank(cell, roles) && !roles.is_unanswered(cell);
        (says && !self.leaves_out_rating(row, roles)).then_some(cell)
    }

    /// Whether the company says what stands in a row.
    fn is_answer(&self, row: &Row, roles: &Roles) -> bool {
        self.columns.speaker.is_some_and(|i| roles.is_company(unguarded(row.get(i))))
    }

    /// Whether a row states a rating that lies off the scale of its column, and is left out for it.
    pub(super) fn leaves_out_rating(&self, row: &Row, roles: &Roles) -> bool {
        let c = &self.columns;
        c.rating.is_some_and(|i| c.points.leaves_out(unguarded(row.get(i)), c.mirror, &roles.ratings))
    }

    fn attrs(&self, row: &Row, roles: &Roles) -> Attrs {
        let value = |s: &Segment| (s.name.clone(), s.value(row, roles).unwrap_or_default().to_owned());
        Attrs(self.attrs.iter().map(value).collect())
    }

    /// The text columns, joined by line ends; nothing where there are only blanks, which some formats keep and others do not. A part is left out where another begins with it, a title also where
    /// it stands in the first words of another, and a placeholder where another part says something.
    fn text(&self, row: &Row, roles: &Roles) -> String {
        if let [only] = self.columns.text[..] {
            let text = said(row.get(only));
            return if text.trim().is_empty() { String::new() } else { text.into_owned() };
        }
        let cells: Vec<Cow<'_, str>> = self.columns.text.iter().map(|i| said(row.get(*i))).collect();
        let all: Vec<&str> = cells.iter().map(|c| c.trim()).collect();
        let repeated = |at: usize| self.columns.titles.contains(&self.columns.text[at]) && is_at_head(at, &all);
        let mut parts: Vec<&str> = (0..all.len()).filter(|at| !repeated(*at)).map(|at| all[at]).collect();
        parts.retain(|p| !p.is_empty());
        if parts.len() > 1 {
            parts = fresh(&parts);
            if parts.iter().any(|p| !roles.is_placeholder(p)) {
                parts.retain(|p| !roles.is_placeholder(p));
            }
        }
        parts.join("\n")
    }
}

/// A cell without blanks around it and without what keeps Excel from taking it for a number: `'350…`, `="000120"`.
pub(super) fn unguarded(cell: &str) -> &str {
    let cell = cell.trim();
    let digits = |rest: &&str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let quoted = || cell.strip_prefix('\'').filter(digits);
    if cell.starts_with(['=', '\'']) { formula(cell).or_else(quoted).unwrap_or(cell) } else { cell }
}

/// What a formula holds that is nothing but a text: `="000120"`.
fn formula(cell: &str) -> Option<&str> {
    let inner = cell.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    inner.split("\"\"").all(|part| !part.contains('"')).then_some(inner)
}

/// A text as its customer wrote it: as it stands, or what a formula holds, in which quotation marks are doubled.
fn said(cell: &str) -> Cow<'_, str> {
    formula(cell).map_or(Cow::Borrowed(cell), |inner| Cow::Owned(inner.replace("\"\"", "\"")))
}

/// A row number: whole, from 1.
fn number(cell: &str) -> Option<u64> {
    let cell = cell.trim();
    cell.strip_suffix(".0").unwrap_or(cell).parse().ok().filter(|n| *n > 0)
}

/// Whether a title stands in the first words of another part: 【占道经营】…, 市民来电反映占道经营问题….
fn is_at_head(title: usize, parts: &[&str]) -> bool {
    let words = parts[title].trim_matches(|c: char| !c.is_alphanumeric());
    let reach = words.chars().count() + OPENING;
    let head = |part: &str| part.char_indices().nth(reach).map_or(part.len(), |(end, _)| end);
    let mut others = parts.iter().enumerate().filter(|(at, part)| *at != title && part.len() > parts[title].len());
    !words.is_empty() && others.any(|(_, part)| part[..head(part)].contains(words))
}

/// Parts that no other part begins with; titles are often the first words of the text, cut by dots.
fn fresh<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    let repeated = |i: usize| {
        let stem = parts[i].trim_end_matches(['…', '.', '。']);
        let mut others = parts.iter().enumerate().filter(|(j, _)| *j != i);
        others.any(|(j, other)| other.starts_with(stem) && (other.len() > parts[i].len() || j < i))
    };
    (0..parts.len()).filter(|i| !repeated(*i)).map(|i| parts[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::tests::ROLES;

    fn mapping(text: Vec<usize>, attrs: Vec<usize>) -> Mapping {
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        Mapping::new(Columns { names, text, attrs, ..Columns::default() }, "f.csv".into())
    }

    fn row(cells: &[&str]) -> Row {
        Row::of(cells.iter().copied())
    }

    #[test]
    fn rows_that_do_not_fit() {
        let m = mapping(vec![1], vec![2]);
        assert_eq!(m.misfit(&row(&["1", "好", "x"])), None);
        assert_eq!(m.misfit(&row(&["1", "好", "x", "", "", " "])), None);
        assert_eq!(m.misfit(&row(&["1", "好"])).unwrap().en, "2 fields where the header has 4");
        assert_eq!(m.misfit(&row(&["1", "好", "x", "", "丢了"])).unwrap().en, "5 fields where the header has 4");
    }

    fn read(columns: Columns, cells: &[&str]) -> Record {
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        Mapping::new(Columns { names, ..columns }, "f.csv".into()).record(&row(cells), 1, &ROLES)
    }

    #[test]
    fn guards_of_excel_are_no_part_of_a_value() {
        for (cell, want) in [
            ("'350000", "350000"),
            ("=\"000120\"", "000120"),
            (" 12 ", "12"),
            ("'90s", "'90s"),
            ("=1+1", "=1+1"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("'", "'"),
        ] {
            assert_eq!(unguarded(cell), want);
        }
        let got = read(Columns { id: Some(0), attrs: vec![1], ..Columns::default() }, &["'730", "=\"0012\""]);
        assert_eq!((got.id.as_deref(), got.attrs.get("b")), (Some("730"), Some("0012")));
        let text =
            |cells: &[&str]| read(Columns { text: (0..cells.len()).collect(), ..Columns::default() }, cells).text;
        assert_eq!(text(&["=\"快递太慢\""]), "快递太慢");
        assert_eq!(text(&["=\"太慢\"", "=\"客服说\"\"等\"\"\""]), "太慢\n客服说\"等\"");
        assert_eq!(text(&[" =好 "]), " =好 ");
    }

    #[test]
    fn places_are_shown_alone_and_addresses_never() {
        let role = |role: Role| crate::report::ColumnRole {
            header: String::new(),
            role: role.id().to_owned(),
            from: "header".to_owned(),
        };
        let roles = vec![role(Role::Region), role(Role::Region), role(Role::Attr)];
        let columns = Columns { roles, attrs: vec![0, 1, 2], only_places: vec![1], ..Columns::default() };
        let got = read(columns, &["IP属地：广东", "1.2.3.4", "来自广东"]);
        assert_eq!(
            (got.attrs.get("a"), got.attrs.get("b"), got.attrs.get("c")),
            (Some("广东"), None, Some("来自广东"))
        );
    }

    #[test]
    fn what_stands_for_nothing_is_no_value_of_a_segment() {
        let value = |cell: &str| {
            let columns = Columns { attrs: vec![0], ..Columns::default() };
            read(columns, &[cell]).attrs.get("a").map(str::to_owned)
        };
        for cell in ["", "—", "/", "--", "N/A", "null"] {
            assert_eq!(value(cell), None, "{cell}");
        }
        for cell in ["无", "-2", "3", "A", "?"] {
            assert_eq!(value(cell).as_deref(), Some(cell));
        }
    }

    #[test]
    fn numbers_of_a_scale_that_begins_with_the_best_are_turned() {
        let rating = |cell| {
            let columns = Columns { rating: Some(0), mirror: Some(6000), ..Columns::default() };
            read(columns, &[cell]).rating.map(|r| r.0)
        };
        let cells = ["1", "2", "5分", "非常满意", "未评价", "8"];
        assert_eq!(cells.map(rating), [Some(5000), Some(4000), Some(1000), Some(5000), None, Some(8000)]);
    }

    #[test]
    fn parts_are_joined_once() {
        let text = |cells: &[&str]| mapping(vec![0, 1, 2], vec![]).record(&row(cells), 1, &ROLES).text;
        assert_eq!(text(&["太慢", "快递三天没动", ""]), "太慢\n快递三天没动");
        assert_eq!(text(&["快递三天…", "快递三天没动", "快递三天没动"]), "快递三天没动");
        assert_eq!(text(&["此用户没有填写评价。", "用了一周坏了", ""]), "用了一周坏了");
        assert_eq!(text(&["一般", "此用户没有填写评价。", ""]), "一般");
        assert_eq!(text(&["", "此用户没有填写评价。", ""]), "此用户没有填写评价。");
        assert_eq!(text(&["", " ", ""]), "");
        let single = mapping(vec![1], vec![]).record(&row(&["1", " 好 "]), 1, &ROLES).text;
        assert_eq!(single, " 好 ");
    }

    #[test]
    fn a_title_at_the_head_of_the_text_counts_once() {
        let text = |title: &str, text: &str| {
            read(Columns { text: vec![0, 1], titles: vec![0], ..Columns::default() }, &[title, text]).text
        };
        for said in ["【占道经营】市民称天天如此", "市民来电反映占道经营问题，要求处理", "占道经营，没人管"]
        {
            assert_eq!(text("占道经营", said), said);
        }
        assert_eq!(text("【占道经营】…", "市民来电反映占道经营问题"), "市民来电反映占道经营问题");
        let late = "市民来电反映小区南门每天早上都有人摆摊卖菜，属于占道经营";
        assert_eq!(text("占道经营", late), format!("占道经营\n{late}"));
        assert_eq!(text("占道经营", ""), "占道经营");
        // Halves of an opinion are two.
        assert_eq!(read(Columns { text: vec![0, 1], ..Columns::default() }, &["好", "不好"]).text, "好\n不好");
    }
}
