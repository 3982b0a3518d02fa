//! Rows that stand among feedback and are none: totals, signatures below a table, the second line of a header; known by `margins.tsv`.
//!
//! In doubt a row is feedback. Not its job: whether a row has a time or an id (`current` knows), rejecting it.

use rustc_hash::FxHashSet;

use super::table::Row;
use crate::error::Result;
use crate::lang::Say;
use crate::lexicon::Dicts;
use crate::say;
use crate::text::clause::squeezed;

/// Bytes of the longest cell that is a total or a signature.
const LONGEST: usize = 120;
/// Characters of the longest name that a total ends.
const NAME: usize = 20;
/// Letters beside the number of a count: `20件`, `共18条`.
const UNIT: usize = 3;

/// Characters of the longest name or day of a signature.
const SIGNED: usize = 12;
/// Cells of the widest row that is looked at for totals.
const WIDEST: usize = 256;

/// Characters of words that are a signature only before a colon: 审核 is also what happens to a complaint.
const SHORT: usize = 2;

/// What marks a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Total,
    Signature,
    Note,
}

/// The words, compiled.
#[derive(Debug, Default)]
pub(super) struct Margins {
    totals: FxHashSet<String>,
    signatures: FxHashSet<String>,
    notes: FxHashSet<String>,
    subheaders: FxHashSet<String>,
    second_lines: FxHashSet<String>,
    /// Characters between a total and its amount.
    leads: Vec<char>,
}

impl Margins {
    /// Compiles `margins.tsv`.
    ///
    /// # Errors
    /// When an entry is of no known kind.
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut margins = Self::default();
        for e in dicts.of("margins") {
            let words = match e.get("kind") {
                "lead" => {
                    margins.leads.extend(e.get("word").chars());
                    continue;
                }
                "total" => &mut margins.totals,
                "signature" => &mut margins.signatures,
                "note" => &mut margins.notes,
                "subheader" => &mut margins.subheaders,
                "second_line" => &mut margins.second_lines,
                kind => return Err(e.error(say!("`{kind}` is no kind of row", "没有 `{kind}` 这一类行"))),
            };
            words.insert(squeezed(e.get("word")));
        }
        Ok(margins)
    }

    /// Whether a line below a header goes on with it.
    pub(super) fn continues_header(&self, row: &Row) -> bool {
        let cells: Vec<String> = row.cells().filter(|c| c.len() <= LONGEST).map(squeezed).collect();
        let sure = cells.iter().any(|c| self.second_lines.contains(c));
        let known = |c: &String| c.is_empty() || self.subheaders.contains(c);
        let all = cells.len() == row.len() && cells.iter().all(known);
        row.get(0).trim().is_empty() && !row.is_blank() && (sure || all)
    }

    /// Whether a row with this text, and these cells besides, is a total or a signature. `bare`: whether it lacks the time or the id that others have.
    pub(super) fn has<'a>(&self, text: &str, mut cells: impl Iterator<Item = &'a str>, bare: bool) -> bool {
        let remarks = bare && text.trim().is_empty();
        text.lines().all(|line| self.says_nothing(line))
            && cells.any(|c| self.mark(c).is_some_and(|mark| mark != Mark::Note || remarks))
    }

    /// Whether a row ends a table though its text is not empty: the text is nothing but a total (合计, 总计：30条) or a signature (制表人：张三), and the other
    /// cells are numbers or marks like it. So do a note and the number of rows (共25条) that are all that a row has.
    pub(super) fn closes<'a>(&self, text: &str, mut cells: impl Iterator<Item = &'a str> + Clone) -> bool {
        let text = text.trim();
        if text.is_empty() && !cells.clone().any(|c| self.is_mark(c)) {
            return false;
        }
        let sums = |cell: &str| self.is_bare_total(cell) || cell.is_empty() || is_number(cell);
        if self.is_bare_total(text) {
            return cells.all(|c| sums(c.trim()) || self.is_mark(c));
        }
        let ends = text.is_empty() || self.is_bare_signature(text) || self.is_counted(text);
        ends && cells.all(|c| c.trim().is_empty() || self.is_mark(c))
    }

    /// Whether a row tells totals and nothing else, wherever they stand: its numbers are no ratings.
    pub(super) fn sums_up(&self, row: &Row) -> bool {
        let mut total = false;
        let other = |cell: &str| {
            let cell = cell.trim();
            let is_total = self.is_bare_total(cell);
            total |= is_total;
            is_total || cell.is_empty() || is_number(cell) || is_count(cell)
        };
        row.len() <= WIDEST && row.cells().all(other) && total
    }

    /// A word of a total with at most a number behind it: `总计：30条`.
    fn is_bare_total(&self, cell: &str) -> bool {
        if cell.is_empty() || cell.len() > LONGEST {
            return false;
        }
        let plain = squeezed(cell);
        let rest = self.totals.iter().filter_map(|word| plain.strip_prefix(word.as_str()));
        rest.map(|rest| rest.trim_start_matches(&self.leads[..])).any(|rest| {
            let amount = rest.starts_with(char::is_numeric) && is_count(rest);
            !rest.contains(char::is_alphanumeric) || amount
        })
    }

    /// A signature with a name or a day behind a colon.
    fn is_bare_signature(&self, cell: &str) -> bool {
        let plain = squeezed(cell);
        let Some((word, name)) = plain.split_once([':', '：']).filter(|_| cell.len() <= LONGEST) else { return false };
        let is_name =
            name.chars().count() <= SIGNED && !name.contains(['，', '。', '！', '？', '；', ',', '!', '?', ';']);
        is_name && word.chars().count() > SHORT && self.signatures.contains(word)
    }

    /// Whether a cell is a total, a signature, a note or the number of rows.
    pub(super) fn is_mark(&self, cell: &str) -> bool {
        self.mark(cell).is_some() || self.is_counted(cell)
    }

    /// Whether a cell tells how many rows there are: `共25条记录`, `（共 25 条）`.
    fn is_counted(&self, cell: &str) -> bool {
        if cell.is_empty() || cell.len() > LONGEST {
            return false;
        }
        let plain = squeezed(cell);
        let plain = plain.trim_matches(['(', ')', '（', '）', '。']);
        let rest = plain.trim_start_matches(&self.leads[..]);
        let is_led = rest.len() < plain.len() && plain.starts_with(char::is_alphabetic);
        is_led && rest.starts_with(|c: char| c.is_ascii_digit()) && is_count(rest)
    }

    /// Whether no customer said this: nothing, a count, or another signature.
    fn says_nothing(&self, line: &str) -> bool {
        line.len() <= LONGEST
            && (line.trim().is_empty() || is_count(line) || self.mark(line).is_some_and(|mark| mark != Mark::Note))
    }

    fn mark(&self, cell: &str) -> Option<Mark> {
        if cell.is_empty() || cell.len() > LONGEST {
            return None;
        }
        let plain = squeezed(cell);
        if self.totals.iter().any(|word| is_total(&plain, word)) {
            return Some(Mark::Total);
        }
        let (word, signs) = plain.split_once([':', '：']).map_or((plain.as_str(), false), |(word, _)| (word, true));
        match () {
            () if self.signatures.contains(word) && (signs || word.chars().count() > SHORT) => Some(Mark::Signature),
            () if signs && self.notes.contains(word) => Some(Mark::Note),
            () => None,
        }
    }
}

/// Why such a row is set aside.
pub(super) fn reason() -> Say {
    say!("a total or a signature, not feedback", "合计行或签名行，不是反馈")
}

/// Why the header is set aside where it comes again.
pub(super) fn again() -> Say {
    say!("the header again, not feedback", "重复的表头行，不是反馈")
}

/// A plain number, perhaps of percent.
fn is_number(cell: &str) -> bool {
    let sign = |c: char| matches!(c, '.' | ',' | '%' | '-' | '/' | '¥' | '￥');
    cell.chars().all(|c| c.is_ascii_digit() || sign(c))
}

fn is_total(plain: &str, word: &str) -> bool {
    let ends = |name: &str| {
        let sentence = name.contains(['，', '。', '！', '？', '；', ',', '!', '?', ';']);
        !sentence && name.chars().count() <= NAME && !name.ends_with(|c: char| c.is_ascii_alphanumeric())
    };
    let amounts = |rest: &str| !rest.chars().any(char::is_alphanumeric) || is_count(rest);
    plain.strip_prefix(word).is_some_and(amounts) || plain.strip_suffix(word).is_some_and(ends)
}

/// A number with its unit.
fn is_count(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().filter(|c| c.is_alphabetic()).count() <= UNIT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margins() -> Margins {
        Margins::new(&Dicts::load(None).unwrap()).unwrap()
    }

    #[test]
    fn totals_and_signatures_are_known_by_their_form() {
        let m = margins();
        for total in
            ["合计", "合 计", "合计：", "总计：300元", "合计（20件）", "南山店 小计", "Grand Total", "Total: 20"]
        {
            assert_eq!(m.mark(total), Some(Mark::Total), "{total}");
        }
        for signature in ["制表人：王五", "审核人:", "填表日期：2024年4月1日", "复核人"] {
            assert_eq!(m.mark(signature), Some(Mark::Signature), "{signature}");
        }
        assert_eq!(m.mark("备注：满意度由客户填写"), Some(Mark::Note));
        for other in
            ["合计花了300元，太贵了", "审核太慢", "审核", "备注", "", "subtotally", "快递太慢，合计", "mytotal"]
        {
            assert_eq!(m.mark(other), None, "{other}");
        }
    }

    #[test]
    fn what_a_customer_says_is_kept() {
        let m = margins();
        let has = |text: &str, cells: &[&str]| m.has(text, cells.iter().copied(), true);
        assert!(
            has("20件", &["合计", ""]) && has("", &["", "小计"]) && has("填表日期：2024年4月1日", &["制表人：王五"])
        );
        assert!(has("", &["备注：由客户填写"]) && !has("8条", &["备注：由客户填写"]));
        assert!(!has("合计花了300元，太贵了", &["合计"]) && !has("合计", &["天猫", "5"]) && !has("不好", &["小计"]));
        assert!(!m.has("", ["说明：由客户填写"].into_iter(), false));
    }

    #[test]
    fn a_text_that_is_nothing_but_a_total_or_a_signature() {
        let m = margins();
        let closes = |text: &str, cells: &[&str]| m.closes(text, cells.iter().copied());
        for text in ["合计", "总计：30条", "平均分", "小计", "合 计：", "共计 20 件", "Total: 20", "平均分：4.5"]
        {
            assert!(closes(text, &["90", ""]), "{text}");
        }
        assert!(closes("制表人：张三", &["", ""]) && closes("制表人：张三", &["审核人：李四"]));
        for text in [
            "总计花了300元",
            "合计算下来不划算",
            "总计30条差评，没人管",
            "制表人",
            "审核：太慢了",
            "5",
            "",
            "制表人：你们填的都是错的，请改一改吧",
        ] {
            assert!(!closes(text, &["1", ""]), "{text}");
        }
        assert!(!closes("合计", &["天猫", "5"]) && !closes("制表人：张三", &["5"]));
        let sums_up = |cells: &[&str]| m.sums_up(&Row::of(cells.iter().copied()));
        assert!(sums_up(&["合计", "90", ""]) && sums_up(&["", "平均分", "4.5"]) && sums_up(&["总计", "", "3条"]));
        assert!(!sums_up(&["快递慢", "90"]) && !sums_up(&["", "90"]) && !sums_up(&["合计", "天猫"]) && !sums_up(&[]));
    }

    #[test]
    fn second_lines_of_headers() {
        let m = margins();
        let continues = |cells: &[&str]| m.continues_header(&Row::of(cells.iter().copied()));
        assert!(continues(&["", "Response", "", "Comment"]) && continues(&["", "微信", "Open-Ended Response"]));
        assert!(!continues(&["1", "Response"]) && !continues(&["", "微信"]) && !continues(&["", ""]));
    }
}
