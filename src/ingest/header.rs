//! Where the header row is, if there is one: exports put titles above it, and some have none.
//!
//! Aliases tell it. As values of channels, kinds and products are aliases too (微信, 建议, 套餐), rows are weighed against each other: a header stands once, and
//! above cells of another kind.
//!
//! In doubt the first row is data: a header that is read as a row is one odd row, a row that is read as a header is a customer not heard.

mod lines;

use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use lines::{below, joined};

use super::mapping::unguarded;
use super::roles::{Role, Roles};
use super::table::Row;
use super::value::{DayOrder, time};

/// Rows in which a header is looked for.
const DEPTH: usize = 10;
/// Longest header, in characters.
const LONGEST: usize = 40;
/// Longest question.
const LONGEST_QUESTION: usize = 200;
/// Weight of a name that stands above texts and hardly ever among them.
const TEXT: i32 = 88;
/// Titles above the one name of a table of one column.
const TITLES: usize = 2;
/// Names of columns that are a header though nothing else tells it.
const SURE: usize = 3;

/// Index of the header row; `None` where the first row is data. `named`: columns that the user calls by name.
pub(super) fn find(rows: &[&Row], named: &[&str], roles: &Roles) -> Option<usize> {
    let top = &rows[..rows.len().min(DEPTH)];
    if let Some(at) = top.iter().position(|r| r.cells().any(|c| named.contains(&bare(c)))) {
        return Some(at);
    }
    let mut columns = FxHashMap::default();
    let standings = top.iter().enumerate().map(|(at, row)| (Standing::of(row, rows, &mut columns, roles), at));
    let headers = standings.filter(|(s, _)| s.own > 0 && !s.is_data());
    let best = headers.reduce(|a, b| if b.0.own > a.0.own { b } else { a });
    // What stands above a header is less than one: a title, or a time of export.
    let holds_figure = |r: &Row| r.cells().map(bare).any(|c| !c.is_empty() && is_figure(c));
    let under_titles = |at: usize| {
        let (width, figures) = (filled(top[at]), holds_figure(top[at]));
        top[..at].iter().all(|r| filled(r) < width || (!figures && holds_figure(r)))
    };
    // A title sounds like what it is the title of; a customer's words above one of his are none.
    let is_title = |r: &&Row| r.cells().any(|c| roles.claim(bare(c)).is_some());
    let alone = |at: usize| at <= TITLES && top[..=at].iter().all(|r| filled(r) == 1) && top[..at].iter().all(is_title);
    match best {
        Some((s, at)) if s.names >= 2 && (s.contrasts > 0 || s.own >= SURE || under_titles(at)) => Some(lower(top, at)),
        Some((_, 0)) => below_titles(top, roles).or(Some(0)),
        Some((_, at)) if (alone(at) || under_titles(at)) && names_text(top[at], roles) => Some(at),
        _ if looks_like_one(top, rows, roles) => Some(0),
        _ => below_titles(top, roles),
    }
}

/// What stands in a column, in all rows that were read ahead.
#[derive(Default)]
struct Column<'r> {
    /// How often each cell is there; empty ones apart.
    cells: FxHashMap<&'r str, usize>,
    filled: usize,
    /// Cells that are aliases, and cells that name nothing: numbers, times, sentences.
    aliases: usize,
    data: usize,
}

impl<'r> Column<'r> {
    fn of(rows: &[&'r Row], at: usize, roles: &Roles) -> Self {
        let mut column = Self::default();
        for row in rows {
            let cell = bare(row.get(at));
            if cell.is_empty() {
                continue;
            }
            column.filled += 1;
            *column.cells.entry(cell).or_default() += 1;
            if roles.is_alias(cell) {
                column.aliases += 1;
            } else {
                column.data += usize::from(!is_name(cell, roles));
            }
        }
        column
    }

    /// How often a cell is there.
    fn count(&self, cell: &str) -> usize {
        self.cells.get(cell).copied().unwrap_or(0)
    }

    /// Whether an alias stands above what names nothing, as headers do.
    fn contrasts(&self) -> bool {
        self.data * 2 > self.filled - self.aliases && self.data * 2 >= self.aliases
    }

    /// Whether an alias stands among others, as 微信 does where channels are told.
    fn is_of_aliases(&self, cell: &str) -> bool {
        let same = self.count(cell);
        let others = self.aliases.saturating_sub(same);
        others >= 2 && others * 3 > self.filled - same
    }

    /// Whether a number or a time stands among others.
    fn holds_data(&self) -> bool {
        let (plain, data) = (self.filled - self.aliases, self.data.saturating_sub(1));
        data * 2 > plain.saturating_sub(1) || (plain == 1 && self.aliases > 0)
    }
}

/// How a row looks as a header. Names of columns are values of others: 微信, 建议 and 套餐 are channels, kinds and products.
struct Standing {
    /// Its cells that are aliases.
    names: usize,
    /// Those that are no values: nothing of the kind stands in the same column.
    own: usize,
    /// Those above numbers, times or sentences.
    contrasts: usize,
    /// Its cells that are numbers or times among others.
    data: usize,
}

impl Standing {
    fn of<'r>(row: &Row, rows: &[&'r Row], columns: &mut FxHashMap<usize, Column<'r>>, roles: &Roles) -> Self {
        let mut standing = Self { names: 0, own: 0, contrasts: 0, data: 0 };
        if !row.cells().any(|c| roles.is_alias(bare(c))) {
            return standing;
        }
        // Headers come again as a whole.
        let again = rows.iter().filter(|r| is_same(r, row)).count();
        for at in 0..row.len() {
            let cell = bare(row.get(at));
            let is_alias = roles.is_alias(cell);
            // `#` is a name of numbers.
            let figure = is_figure(cell) && (cell.contains("://") || cell.chars().any(char::is_numeric));
            if cell.is_empty() || !(is_alias || figure) {
                continue;
            }
            let column = columns.entry(at).or_insert_with(|| Column::of(rows, at, roles));
            if is_alias {
                let among_others = column.count(cell) > again || column.is_of_aliases(cell);
                standing.names += 1;
                standing.contrasts += usize::from(column.contrasts());
                standing.own += usize::from(column.contrasts() || !among_others);
            } else {
                standing.data += usize::from(column.holds_data());
            }
        }
        standing
    }

    /// Whether it is rather like the rows below it.
    fn is_data(&self) -> bool {
        self.data > self.contrasts
    }
}

fn is_same(a: &Row, b: &Row) -> bool {
    (0..a.len().max(b.len())).all(|i| bare(a.get(i)) == bare(b.get(i)))
}

/// Cells that hold anything.
fn filled(row: &Row) -> usize {
    row.cells().filter(|c| !bare(c).is_empty()).count()
}

/// Whether a cell can mean nothing but what customers say.
fn names_text(row: &Row, roles: &Roles) -> bool {
    let mut claims = row.cells().filter_map(|c| roles.claim(bare(c)));
    claims.any(|c| c.exact && c.role == Role::Text && c.weight >= TEXT)
}

/// The lower line of a header of two: where names are merged over both lines, it has them again, beside its own.
fn lower(rows: &[&Row], at: usize) -> usize {
    let upper = rows[at];
    let again = |below: &Row| {
        let same = |i: &usize| !upper.get(*i).trim().is_empty() && upper.get(*i) == below.get(*i);
        (0..upper.len()).filter(same).count()
    };
    at + usize::from(rows.get(at + 1).copied().is_some_and(|below| again(below) >= 2))
}

/// Whether the first row names columns, though with names that no alias fits: short, distinct, neither numbers nor times, and either part of it sounds
/// like a header or the rows below are of another kind. `all`: the rows that were read ahead, in which values come again.
fn looks_like_one(rows: &[&Row], all: &[&Row], roles: &Roles) -> bool {
    let [first, below @ ..] = rows else { return false };
    if !may_name(first, roles) {
        return false;
    }
    let comes_again = |i: usize| all.iter().any(|r| bare(r.get(i)) == bare(first.get(i)) && !is_same(r, first));
    let sounds = (0..first.len()).any(|i| roles.claim(bare(first.get(i))).is_some() && !comes_again(i));
    let differs = |i: usize| {
        let filled = below.iter().filter(|r| !r.get(i).trim().is_empty()).count();
        let other = below.iter().filter(|r| !r.get(i).trim().is_empty() && !is_name(bare(r.get(i)), roles)).count();
        filled > 0 && other * 2 > filled
    };
    sounds || (0..first.len()).any(differs)
}

/// Whether a row may be one of names: distinct ones, in most columns.
fn may_name(row: &Row, roles: &Roles) -> bool {
    let cells: Vec<&str> = row.cells().map(bare).filter(|c| !c.is_empty()).collect();
    let mut seen = FxHashSet::default();
    let distinct = cells.iter().all(|c| seen.insert(*c));
    cells.len() >= 2 && cells.len() * 2 >= row.len() && distinct && cells.iter().all(|c| is_name(c, roles))
}

/// The header below titles, each alone in its row, though no alias fits it: names above numbers and times.
fn below_titles(rows: &[&Row], roles: &Roles) -> Option<usize> {
    let at = rows.iter().take_while(|r| filled(r) == 1).count();
    let header = rows.get(at).filter(|_| at > 0)?;
    let below = rows.get(at + 1..)?;
    let above_figures = |i: usize| {
        let cells: Vec<&str> = below.iter().map(|r| bare(r.get(i))).filter(|c| !c.is_empty()).collect();
        !bare(header.get(i)).is_empty() && cells.iter().filter(|c| is_figure(c)).count() * 2 > cells.len()
    };
    (may_name(header, roles) && (0..header.len()).any(above_figures)).then_some(at)
}

fn is_name(cell: &str, roles: &Roles) -> bool {
    let is_sentence = cell.contains(['，', '。', '！', '!', ';', '；']);
    ((!is_sentence && cell.chars().count() <= LONGEST) || is_question(cell, roles))
        && !is_figure(cell)
        && (cell.len() == 1 || roles.ratings.rating(cell).is_none())
}

/// Whether a cell is a number, a link or a time.
fn is_figure(cell: &str) -> bool {
    !cell.chars().any(char::is_alphabetic) || cell.contains("://") || time(cell, DayOrder::Unknown).is_some()
}

/// Surveys have whole questions for headers.
fn is_question(cell: &str, roles: &Roles) -> bool {
    cell.ends_with(['?', '？']) && cell.chars().count() <= LONGEST_QUESTION && roles.claim(cell).is_some()
}

/// Names for the columns: the header's, made unique; `column 3` where there is none.
pub(super) fn names<'a>(header: impl Iterator<Item = &'a str>, width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    // Headers of a hundred thousand columns, or as many of one name, must not be compared with each other.
    let (mut taken, mut copies) = (FxHashSet::default(), FxHashMap::default());
    let cells = header.map(clean).chain(std::iter::repeat(String::new()));
    for (i, cell) in cells.take(width).enumerate() {
        let base = if cell.is_empty() { format!("column {}", i + 1) } else { cell };
        let copy = copies.entry(base.clone()).or_insert(1);
        let mut name = base.clone();
        while !taken.insert(name.clone()) {
            *copy += 1;
            name = format!("{base} ({copy})");
        }
        names.push(name);
    }
    names
}

/// The cells of a header, by which it is known again.
pub(super) fn cells<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    cells.map(|c| bare(c).to_owned()).collect()
}

/// Whether a row is the header once more, as where tables were put one below another: the same cells, two or more of them.
pub(super) fn repeats(header: &[String], row: &Row) -> bool {
    let same = |i: usize| bare(row.get(i)) == header.get(i).map_or("", String::as_str);
    (0..header.len().max(row.len())).all(same) && header.iter().filter(|name| !name.is_empty()).count() >= 2
}

/// A cell without blanks and marks that nobody sees around it, and without what keeps Excel from reading it as a number.
fn bare(cell: &str) -> &str {
    unguarded(cell.trim_matches(|c: char| c.is_whitespace() || is_unseen(c)))
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// A header as it is shown: without marks that nobody sees, on one line.
fn clean(cell: &str) -> String {
    bare(cell).chars().filter(|c| !is_unseen(*c)).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::tests::ROLES;

    fn found(text: &str) -> Option<usize> {
        let rows: Vec<Row> = text.lines().map(|l| Row::of(l.split(','))).collect();
        find(&rows.iter().collect::<Vec<_>>(), &["我的列"], &ROLES)
    }

    #[test]
    fn headers_are_found_below_titles() {
        assert_eq!(found("评价,评分\n好,5"), Some(0));
        assert_eq!(found("某某旗舰店评价导出,\n2024-03-01 至 2024-03-31,\n评价内容,评分\n好,5"), Some(2));
        assert_eq!(found("a,我的列\n1,2"), Some(0));
        assert_eq!(found("评价\n好"), Some(0));
        assert_eq!(found("评价内容,评分,时间,渠道\n评价内容,评分,时间,其他\n好,5,2024-03-05,天猫"), Some(1));
    }

    #[test]
    fn unknown_names_above_data_are_a_header() {
        assert_eq!(found("甲,乙,丙\n1,2024-03-05,快递太慢了，不满意\n2,2024-03-06,还可以"), Some(0));
        let asked = "How likely are you to recommend us to a friend or a colleague?,What is the reason for your score?";
        assert_eq!(found(&format!("{asked}\n9,fast delivery")), Some(0));
    }

    #[test]
    fn data_is_no_header() {
        assert_eq!(found("1,快递太慢了\n2,质量不错"), None);
        assert_eq!(found("快递太慢了\n质量不错"), None);
        assert_eq!(found("5星,质量不错\n1星,太差"), None);
        assert_eq!(found("2024-03-05,质量不错\n2024-03-06,太差"), None);
        assert_eq!(found("没有看到商家回复\n质量不错"), None);
    }

    #[test]
    fn values_that_are_names_of_columns_elsewhere_are_no_header() {
        let rows = "1,快递太慢了等了三天也不来,微信,建议\n2,客服态度很差不理人,电话,反馈\n3,质量不错很喜欢,微信,建议\n4,物流信息一直不更新,网站,意见";
        assert_eq!(found(rows), None);
        assert_eq!(found(&format!("用户ID,原话,途径,性质\n{rows}")), Some(0));
        assert_eq!(found("1001,太慢了,2024-03-05,天猫,建议,快递\n1002,不理人,2024-03-05,京东,反馈,客服"), None);
        let unnumbered = "太慢了等了三天,微信,建议\n没人理,电话,反馈\n很喜欢,微信,建议\n一直不更新,网站,意见";
        assert_eq!(found(unnumbered), None);
        assert_eq!(found(&format!("反馈内容,渠道,反馈类型\n{unnumbered}")), Some(0));
        assert_eq!(found(&format!("某店反馈导出\n反馈内容,渠道,反馈类型\n{unnumbered}")), Some(1));
    }

    #[test]
    fn headers_with_numbers_and_rows_with_names_are_told_apart() {
        assert_eq!(found("评价时间,评价内容,评分,2023\n2024-03-05,太慢了，差,1,7\n2024-03-06,好,5,8"), Some(0));
        assert_eq!(found("导出时间,2024-03-05\n评价内容,评分\n太慢了，差,1\n服务,5"), Some(1));
        assert_eq!(found("评价,渠道\n服务,微信\n太慢,微信\n太慢,电话\n好看,网站"), Some(0));
    }

    #[test]
    fn headers_below_titles_need_no_alias() {
        assert_eq!(found("用户评价,,\n说了什么,几颗星,哪天\n太慢了,1,2024-03-05\n很喜欢,5,2024-03-06"), Some(1));
        assert_eq!(found("用户反馈导出\n评价内容\n快递太慢了\n质量不错"), Some(1));
        assert_eq!(found("评价,,\n很喜欢,张三,上海\n太慢了,李四,北京"), Some(0));
        assert_eq!(found("太慢了,\n客服没人理,张三\n一般,李四"), None);
    }

    #[test]
    fn a_header_is_known_again() {
        let again = |header: &str, row: &str| repeats(&cells(header.split(',')), &Row::of(row.split(',')));
        assert!(again("\u{feff}评价,评分", "评价, 评分 ") && again("评价,,评分", "\u{feff}评价,,评分,"));
        for row in ["评价,5", "评价", "评价,评分,好", ",", ""] {
            assert!(!again("评价,评分", row), "{row}");
        }
        assert!(!again("评价", "评价") && !again("", ""));
        assert!(again("评价,评分", "=\"评价\",=\"评分\""));
    }

    #[test]
    fn names_are_unique() {
        let got = names(["\u{feff}备注", "", "备注", "a\n b"].into_iter(), 5);
        assert_eq!(got, ["备注", "column 2", "备注 (2)", "a b", "column 5"]);
        assert_eq!(names(["=\"订单号\""].into_iter(), 1), ["订单号"]);
        let got = names(["a", "a (2)", "a", "a", "a (2)"].into_iter(), 5);
        assert_eq!(got, ["a", "a (2)", "a (3)", "a (4)", "a (2) (2)"]);
        assert_eq!(names(std::iter::repeat_n("a", 200_000), 200_000).last().unwrap(), "a (200000)");
    }
}
