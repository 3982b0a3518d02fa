//! Where the header row is, if there is one: exports put titles above it, and some have none.
//!
//! In doubt the first row is data: a header that is read as a row is one odd row, a row that is read as a header is a customer not heard.

use rustc_hash::{FxHashMap, FxHashSet};

use super::roles::Roles;
use super::table::Row;
use super::value::{DayOrder, time};

/// Rows in which a header is looked for.
const DEPTH: usize = 10;
/// Longest header, in characters.
const LONGEST: usize = 40;
/// Longest question.
const LONGEST_QUESTION: usize = 200;

/// Index of the header row; `None` where the first row is data. `named`: columns that the user calls by name.
pub(super) fn find(rows: &[&Row], named: &[&str], roles: &Roles) -> Option<usize> {
    let top = &rows[..rows.len().min(DEPTH)];
    if let Some(at) = top.iter().position(|r| r.cells().any(|c| named.contains(&c.trim()))) {
        return Some(at);
    }
    let aliases = |r: &Row| r.cells().filter(|c| roles.is_alias(c)).count();
    let best = top.iter().enumerate().map(|(i, r)| (aliases(r), i)).reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    match best {
        (2.., at) => Some(lower(top, at)),
        (1, 0) => Some(0),
        _ => looks_like_one(top, roles).then_some(0),
    }
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
/// like a header or the rows below are of another kind.
fn looks_like_one(rows: &[&Row], roles: &Roles) -> bool {
    let [first, below @ ..] = rows else { return false };
    let cells: Vec<&str> = first.cells().map(str::trim).filter(|c| !c.is_empty()).collect();
    let mut seen = FxHashSet::default();
    let distinct = cells.iter().all(|c| seen.insert(*c));
    if cells.len() < 2 || cells.len() * 2 < first.len() || !distinct || !cells.iter().all(|c| is_name(c, roles)) {
        return false;
    }
    let sounds = cells.iter().any(|c| roles.claim(c).is_some());
    let differs = |i: usize| {
        let filled = below.iter().filter(|r| !r.get(i).trim().is_empty()).count();
        let other = below.iter().filter(|r| !r.get(i).trim().is_empty() && !is_name(r.get(i).trim(), roles)).count();
        filled > 0 && other * 2 > filled
    };
    sounds || (0..first.len()).any(differs)
}

fn is_name(cell: &str, roles: &Roles) -> bool {
    let has_letter = cell.chars().any(char::is_alphabetic);
    let is_sentence = cell.contains(['，', '。', '！', '!', ';', '；']);
    has_letter
        && ((!is_sentence && cell.chars().count() <= LONGEST) || is_question(cell, roles))
        && !cell.contains("://")
        && (cell.len() == 1 || roles.ratings.rating(cell).is_none())
        && time(cell, DayOrder::Unknown).is_none()
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

/// A cell without blanks and marks that nobody sees around it.
fn bare(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || is_unseen(c))
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// A header as it is shown: without marks that nobody sees, on one line.
fn clean(cell: &str) -> String {
    cell.chars().filter(|c| !is_unseen(*c)).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Dicts;

    fn found(text: &str) -> Option<usize> {
        static ROLES: std::sync::LazyLock<Roles> =
            std::sync::LazyLock::new(|| Roles::new(&Dicts::load(None).unwrap()).unwrap());
        let rows: Vec<Row> = text
            .lines()
            .map(|l| {
                let mut row = Row::default();
                l.split(',').for_each(|c| row.push(c));
                row
            })
            .collect();
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
    fn a_header_is_known_again() {
        let again = |header: &str, row: &str| {
            let mut below = Row::default();
            row.split(',').for_each(|c| below.push(c));
            repeats(&cells(header.split(',')), &below)
        };
        assert!(again("\u{feff}评价,评分", "评价, 评分 ") && again("评价,,评分", "\u{feff}评价,,评分,"));
        for row in ["评价,5", "评价", "评价,评分,好", ",", ""] {
            assert!(!again("评价,评分", row), "{row}");
        }
        assert!(!again("评价", "评价") && !again("", ""));
    }

    #[test]
    fn names_are_unique() {
        let got = names(["\u{feff}备注", "", "备注", "a\n b"].into_iter(), 5);
        assert_eq!(got, ["备注", "column 2", "备注 (2)", "a b", "column 5"]);
        let got = names(["a", "a (2)", "a", "a", "a (2)"].into_iter(), 5);
        assert_eq!(got, ["a", "a (2)", "a (3)", "a (4)", "a (2) (2)"]);
        assert_eq!(names(std::iter::repeat_n("a", 200_000), 200_000).last().unwrap(), "a (200000)");
    }
}
