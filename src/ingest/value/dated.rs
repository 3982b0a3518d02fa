//! Times as pages show them, with words beside the date: `发表于2024-03-05`, `2024年3月5日 来自广东`; and why a cell states no time. The words are `times.tsv`.
//!
//! In any column the words beside a date have to be known. In a column that holds times, anything short may follow a complete date.

use super::half_width;
use super::parts::{Parts, is_sign};
use super::short::Short;
use super::time::{DayOrder, time};
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;
use crate::time::Stamp;

/// Longest cell that is a date with words beside it, in bytes.
const LONGEST: usize = 160;
/// Characters of the longest remark behind a date.
const REMARK: usize = 24;
/// What stands between a date and the words beside it.
const BETWEEN: [char; 11] = [' ', '\u{3000}', '\u{a0}', ':', '：', '·', '|', ',', '，', '(', '（'];

/// Words beside dates, compiled from `times.tsv`; longer ones first.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct TimeWords {
    before: Vec<String>,
    after: Vec<String>,
    end: Vec<String>,
    relative: Vec<String>,
}

/// Why a cell under a header of times states none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Unread {
    /// `3天前`: nothing tells when the page was seen.
    Relative,
    /// `03-05 12:30`
    NoYear,
    /// `3/5/24`
    ShortYear,
    Unknown,
}

impl TimeWords {
    /// Compiles `times.tsv`.
    pub(in crate::ingest) fn new(dicts: &Dicts) -> Result<Self> {
        let mut words = Self::default();
        for e in dicts.of("times") {
            let word = e.get("word").to_lowercase();
            match e.get("kind") {
                "before" => words.before.push(word),
                "after" => words.after.push(word),
                "end" => words.end.push(word),
                "relative" => words.relative.push(word),
                kind => {
                    return Err(e.error(say!(
                        "`{kind}` is no kind of time word (there are: before, after, end, relative)",
                        "没有时间用词类型 `{kind}`（可用：before, after, end, relative）"
                    )));
                }
            }
        }
        for list in [&mut words.before, &mut words.after, &mut words.end] {
            list.sort_by_key(|w| std::cmp::Reverse(w.len()));
        }
        Ok(words)
    }

    /// The time that a cell states in any column, `None` where it states none.
    pub(in crate::ingest) fn time(&self, cell: &str, order: DayOrder) -> Option<Stamp> {
        time(cell, order).or_else(|| time(self.bare(cell)?, order))
    }

    /// The time that a cell states in a column of times.
    pub(in crate::ingest) fn in_column(&self, cell: &str, order: DayOrder, short: Option<Short>) -> Option<Stamp> {
        let stated = self.time(cell, order).or_else(|| time(self.remarked(cell)?, order));
        stated.or_else(|| short?.time(cell))
    }

    /// Whether a cell begins with a complete date, apart from known words, and ends soon after it.
    pub(in crate::ingest) fn is_remarked(&self, cell: &str) -> bool {
        self.remarked(cell).is_some_and(|date| time(date, DayOrder::Unknown).is_some())
    }

    /// Whether a cell names a time of day. Where only its day could be read, there is no such time: `2026-03-01 25:61`.
    pub(in crate::ingest) fn is_timed(&self, cell: &str) -> bool {
        let cell = cell.trim();
        Parts::of(cell).or_else(|| Parts::of(leading(self.behind(cell)))).is_some_and(|p| p.is_timed())
    }

    /// Why a cell states no time.
    pub(in crate::ingest) fn why(&self, cell: &str) -> Unread {
        let folded = cell.to_lowercase();
        if self.relative.iter().any(|w| folded.contains(w.as_str())) {
            return Unread::Relative;
        }
        match Parts::of(leading(self.behind(cell.trim()))) {
            Some(p) if p.lacks_year() => Unread::NoYear,
            Some(p) if Short::fits(&p) => Unread::ShortYear,
            _ => Unread::Unknown,
        }
    }

    /// The date without the known words beside it; `None` where there are none.
    fn bare<'c>(&self, cell: &'c str) -> Option<&'c str> {
        let cell = cell.trim();
        if cell.len() > LONGEST || !has_digit(cell) {
            return None;
        }
        let date = self.ahead(self.behind(cell));
        (date.len() < cell.len() && is_complete(date)).then_some(date)
    }

    /// The complete date that a cell begins with, apart from known words, where only something short follows.
    fn remarked<'c>(&self, cell: &'c str) -> Option<&'c str> {
        let cell = cell.trim();
        if cell.len() > LONGEST || !has_digit(cell) {
            return None;
        }
        let cell = self.behind(cell);
        let date = leading(cell);
        let remark = cell[date.len()..].chars().count();
        (remark <= REMARK && is_complete(date)).then_some(date)
    }

    /// What follows a word that stands before dates; the cell itself where there is none.
    fn behind<'c>(&self, cell: &'c str) -> &'c str {
        let rest =
            |w: &String| cell.get(..w.len()).filter(|head| head.eq_ignore_ascii_case(w)).map(|_| &cell[w.len()..]);
        self.before.iter().find_map(rest).map_or(cell, |rest| rest.trim_start_matches(BETWEEN))
    }

    /// What stands before a word that follows dates; the cell itself where there is none.
    fn ahead<'c>(&self, cell: &'c str) -> &'c str {
        let folded = cell.to_ascii_lowercase();
        let remark = |at: &usize| cell[*at..].chars().count() <= REMARK;
        let after = self.after.iter().filter_map(|w| folded.find(w.as_str())).min().filter(remark);
        let end = || self.end.iter().find_map(|w| folded.strip_suffix(w.as_str())).map(str::len);
        after.or_else(end).map_or(cell, |at| cell[..at].trim_end_matches(BETWEEN))
    }
}

fn has_digit(cell: &str) -> bool {
    cell.bytes().any(|b| b.is_ascii_digit())
}

/// The longest beginning of a cell that is a complete date, of what times consist of alone; the longest such beginning at all, where none is complete.
fn leading(cell: &str) -> &str {
    let is_joint = |at: usize, c: char| joins(&cell[..at], c, &cell[at + c.len_utf8()..]);
    let foreign = |(at, c): &(usize, char)| !(is_digit(*c) || is_sign(half_width(*c)) || is_joint(*at, *c));
    let longest = ended(&cell[..cell.char_indices().find(foreign).map_or(cell.len(), |(at, _)| at)]);
    // Numbers of a remark (一周3次) are none of the date: one less at a time.
    let mut beginnings = std::iter::successors(Some(longest), |date| {
        let rest = ended(date.trim_end_matches(is_unit).trim_end_matches(is_digit));
        (!rest.is_empty()).then_some(rest)
    });
    // The end of a span of time (09:00:00-10:00:00), cut short, is no zone.
    let is_cut = |date: &&str| cell[date.len()..].starts_with(':');
    let is_whole =
        |date: &&str| Parts::of(date).is_some_and(|p| p.is_complete() && (p.zone.is_none() || !is_cut(date)));
    beginnings.find(is_whole).unwrap_or(longest)
}

/// Whether a character joins the parts of one time: the `T` of ISO 8601 or `_` in front of the clock, the zone behind it (`Z`, `+08:00`).
fn joins(before: &str, c: char, behind: &str) -> bool {
    let is_offset = || behind.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count() >= 4;
    before.ends_with(is_digit)
        && match c {
            'T' | '_' => behind.starts_with(is_digit),
            'Z' => !behind.starts_with(|c: char| c.is_ascii_alphanumeric()),
            '+' => is_offset(),
            _ => false,
        }
}

/// Up to the last number with its unit: in 8:12 晚到 the 晚 begins the remark.
fn ended(text: &str) -> &str {
    text.trim_end_matches(|c| !(is_digit(c) || is_unit(c)))
}

fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

/// What may end a time.
fn is_unit(c: char) -> bool {
    "年月日号时点分秒午Z".contains(c)
}

fn is_complete(date: &str) -> bool {
    Parts::of(date).is_some_and(|p| p.is_complete())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words() -> &'static TimeWords {
        static WORDS: std::sync::LazyLock<TimeWords> =
            std::sync::LazyLock::new(|| TimeWords::new(&Dicts::load(None).unwrap()).unwrap());
        &WORDS
    }

    #[test]
    fn known_words_beside_a_date() {
        let words = words();
        for (cell, want) in [
            ("2024-03-05", Some("2024-03-05")),
            ("发表于2024-03-05", Some("2024-03-05")),
            ("发布于 2024-03-05 14:02", Some("2024-03-05T14:02:00")),
            ("评价时间：2024年3月5日", Some("2024-03-05")),
            ("2024年3月5日 来自广东", Some("2024-03-05")),
            ("2024-03-05 14:02 来自 iPhone 15 Pro", Some("2024-03-05T14:02:00")),
            ("编辑于 2024-03-05 · IP属地：浙江", Some("2024-03-05")),
            ("2024/3/5 更新", Some("2024-03-05")),
            ("Reviewed in China on March 5, 2024", Some("2024-03-05")),
            ("2024-03-05我买的", None),
            ("2024-03-05 10:11 广东", None),
            ("3月1日 12:00 来自 iPhone", None),
            ("发表于45356", None),
            ("来自广东", None),
            ("更新", None),
            ("", None),
        ] {
            assert_eq!(words.time(cell, DayOrder::Unknown).map(|t| t.to_string()).as_deref(), want, "{cell}");
        }
    }

    #[test]
    fn remarks_in_a_column_of_times() {
        let words = words();
        let read = |cell: &str| words.in_column(cell, DayOrder::Unknown, None).map(|t| t.to_string());
        assert_eq!(read("2024-03-05 10:11 广东").as_deref(), Some("2024-03-05T10:11:00"));
        assert_eq!(read("2024年3月5日 iPhone客户端").as_deref(), Some("2024-03-05"));
        assert_eq!(read("2024-03-05我买的").as_deref(), Some("2024-03-05"));
        assert_eq!(read("2024-03-05 晚上8:12 深圳").as_deref(), Some("2024-03-05T20:12:00"));
        assert_eq!(read("2024年3月5日 凌晨12点05分 深圳").as_deref(), Some("2024-03-05T00:05:00"));
        assert_eq!(read("2024-03-05 星期二 14:02 iPhone").as_deref(), Some("2024-03-05T14:02:00"));
        assert_eq!(read("2024/3/5 8:12 下午 深圳").as_deref(), Some("2024-03-05T20:12:00"));
        for (cell, want) in [
            ("2024-03-05 8:12 晚到", "2024-03-05T08:12:00"),
            ("2024-03-05 8:12 下单", "2024-03-05T08:12:00"),
            ("2024-03-05 8:12 一周3次", "2024-03-05T08:12:00"),
            ("2024-03-05，3天没发货", "2024-03-05"),
        ] {
            assert_eq!(read(cell).as_deref(), Some(want), "the remark is none of the time: {cell}");
        }
        assert_eq!(read("03-05 10:11 广东"), None);
        assert_eq!(read("2024-03-05 这一天我去了店里，等了半个小时都没有人来招呼我们，后来才知道"), None);
        assert!(words.is_remarked("2024-03-05 10:11 广东") && !words.is_remarked("45356 广东"));
    }

    #[test]
    fn the_clock_and_the_zone_are_not_lost() {
        let words = words();
        for (cell, want) in [
            ("2024-03-06T20:02:33Z[UTC]", "2024-03-07T04:02:33"),
            ("2024-03-05T14:02:33+08:00[Asia/Shanghai]", "2024-03-05T14:02:33"),
            ("2024-03-05T20:02:33-05:00[America/New_York]", "2024-03-06T09:02:33"),
            ("Tue Mar 05 2024 14:02:33 GMT+0800 (中国标准时间)", "2024-03-05T14:02:33"),
            ("Tue Mar 05 2024 14:02:33 GMT+0000 (Coordinated Universal Time)", "2024-03-05T22:02:33"),
            ("2024-03-05_14:02:33", "2024-03-05T14:02:33"),
        ] {
            assert_eq!(words.time(cell, DayOrder::Unknown).map(|t| t.to_string()).as_deref(), Some(want), "{cell}");
        }
        for (cell, want) in [
            ("2024-03-05T14:02:33 广东", "2024-03-05T14:02:33"),
            ("2024-03-05_14:02 广东", "2024-03-05T14:02:00"),
            ("2024-03-06T20:02:33Z广东", "2024-03-07T04:02:33"),
            ("2024-03-06T20:02:33+00:00 广东", "2024-03-07T04:02:33"),
            ("2024-03-05 8:12+3天没发货", "2024-03-05T08:12:00"),
            ("2024-03-05 8:12 (GMT)", "2024-03-05T16:12:00"),
            ("2024-03-05 14:02:33(补)", "2024-03-05T14:02:33"),
            ("2024-03-05_FB12", "2024-03-05"),
        ] {
            let read = words.in_column(cell, DayOrder::Unknown, None).map(|t| t.to_string());
            assert_eq!(read.as_deref(), Some(want), "{cell}");
        }
        assert!(
            ["2024-03-05(补)", "2024_03_05", "2024-03-05 8:12(补)"]
                .iter()
                .all(|c| words.time(c, DayOrder::Unknown).is_none())
        );
    }

    #[test]
    fn a_span_of_time_begins_with_its_first_clock() {
        let words = words();
        for (cell, want) in [
            ("2024-03-05 09:00-10:00", "2024-03-05T09:00:00"),
            ("2024-03-05 9:00-10", "2024-03-05T09:00:00"),
            ("2024-03-05 10:00-11:30", "2024-03-05T10:00:00"),
            ("2024-03-05 14:00-15:00", "2024-03-05T14:00:00"),
            ("2024-03-05 09:00:00-10:00:00", "2024-03-05T09:00:00"),
            ("2024-03-05 14:02:33:123", "2024-03-05T14:02:33"),
            ("2024-03-05 - 2024-03-08", "2024-03-05"),
        ] {
            let read = words.in_column(cell, DayOrder::Unknown, None).map(|t| t.to_string());
            assert_eq!(read.as_deref(), Some(want), "{cell}");
        }
        assert!(!words.is_timed("2024-03-05 - 2024-03-08") && words.is_timed("2024-03-05-14.02.33"));
    }

    #[test]
    fn a_time_of_day_is_known_though_it_does_not_exist() {
        let words = words();
        for cell in [
            "2026-03-01 25:61:00",
            "2026-03-01T25:61",
            "2026-03-01-25.61.00",
            "发表于 2026-03-01 25:61 广东",
            "2026-03-01 晚上25:61 深圳",
        ] {
            assert!(words.is_timed(cell), "{cell}");
        }
        for cell in ["2026-03-01", "2026年3月1日", "20260301", "2026-03-01我买的", "46082.5", ""] {
            assert!(!words.is_timed(cell), "{cell}");
        }
    }

    #[test]
    fn why_a_cell_states_no_time() {
        let words = words();
        for (cell, want) in [
            ("3天前", Unread::Relative),
            ("昨天 12:30", Unread::Relative),
            ("刚刚", Unread::Relative),
            ("2 days ago", Unread::Relative),
            ("03-05 12:30", Unread::NoYear),
            ("3月1日 12:00 来自 iPhone 15 Pro", Unread::NoYear),
            ("3/5/24 9:12", Unread::ShortYear),
            ("24-03-05", Unread::ShortYear),
            ("第一季度", Unread::Unknown),
            ("12345", Unread::Unknown),
        ] {
            assert_eq!(words.why(cell), want, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "(发表于|更新|来自|K|İ|[0-9年月日:/ -]{1,6}|\\PC){0,12}") {
            let words = words();
            let _ = (words.in_column(&s, DayOrder::Unknown, Some(Short::Year)), words.why(&s));
        }
    }
}
