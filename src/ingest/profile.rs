//! What the first cells of a column look like: text, ratings, times, counts, codes. Knows cells, not headers.

use rustc_hash::FxHashSet;

use super::roles::Roles;
use super::table::Row;
use super::value::{DayOrder, Short, count, day_order_of};

/// Shares of the cells that are not empty, as counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Cells that are not empty.
    pub(super) filled: usize,
    pub(super) distinct: usize,
    /// Chinese characters in all.
    han: usize,
    /// Characters in all.
    chars: usize,
    /// Cells with blanks between words or Chinese characters: anything said.
    worded: usize,
    pub(super) ratings: usize,
    /// Ratings that cannot be mistaken for plain numbers.
    telling: usize,
    highest: i32,
    lowest: i32,
    pub(super) times: usize,
    /// Times with remarks behind them, which only a header of times makes times.
    remarked: usize,
    /// The order of dates with years of two digits, which only a header of times makes dates.
    pub(super) short: Option<Short>,
    /// Times that are no plain numbers.
    dated: usize,
    /// `03/05/2024`, by what it tells.
    day_first: usize,
    month_first: usize,
    slashed: usize,
    pub(super) counts: usize,
    /// Links, JSON.
    machine: usize,
    numbers: usize,
    codes: usize,
    placeholders: usize,
    /// Numbers that are one more than the cell above.
    running: usize,
    last: Option<u64>,
}

impl Profile {
    /// Looks at one column of the rows.
    pub(super) fn of(rows: &[&Row], column: usize, roles: &Roles) -> Self {
        let mut p = Self { lowest: i32::MAX, ..Self::default() };
        let mut seen = FxHashSet::default();
        for row in rows {
            let cell = row.get(column).trim();
            if !cell.is_empty() {
                seen.insert(cell);
                p.add(cell, roles);
            }
        }
        p.distinct = seen.len();
        p.short = Short::of_column(rows.iter().map(|r| r.get(column)));
        let order = p.day_order();
        if order != DayOrder::Unknown {
            p.times += rows.iter().filter(|r| day_order_of(r.get(column)).is_some()).count();
        }
        p
    }

    fn add(&mut self, cell: &str, roles: &Roles) {
        self.filled += 1;
        self.chars += cell.chars().count();
        let han = cell.chars().filter(|c| is_han(*c)).count();
        self.han += han;
        self.worded += usize::from(han >= 2 || cell.split_whitespace().count() >= 3);
        let plain = is_number(cell);
        self.numbers += usize::from(plain);
        let number = cell.parse().ok();
        self.running += usize::from(self.last.is_some_and(|n| Some(n + 1) == number));
        self.last = number.filter(|n| *n < u64::MAX);
        self.codes += usize::from(cell.len() >= 6 && cell.bytes().all(|b| b.is_ascii_digit()));
        self.machine += usize::from(is_machine(cell));
        if let Some(rating) = roles.ratings.rating(cell) {
            self.ratings += 1;
            self.telling += usize::from(roles.ratings.is_telling(cell));
            self.highest = self.highest.max(rating.0);
            self.lowest = self.lowest.min(rating.0);
        }
        if roles.times.time(cell, DayOrder::Unknown).is_some() {
            self.times += 1;
            self.dated += usize::from(!plain || cell.contains('-'));
        } else if roles.times.is_remarked(cell) {
            self.remarked += 1;
        }
        match day_order_of(cell) {
            Some(DayOrder::DayFirst) => self.day_first += 1,
            Some(DayOrder::MonthFirst) => self.month_first += 1,
            Some(DayOrder::Unknown) => self.slashed += 1,
            None => {}
        }
        self.counts += usize::from(count(cell).is_some());
        self.placeholders += usize::from(roles.is_placeholder(cell));
    }

    /// The order that the column tells for `03/05/2024`, where no cell contradicts it.
    pub(super) fn day_order(&self) -> DayOrder {
        match (self.day_first, self.month_first) {
            (1.., 0) => DayOrder::DayFirst,
            (0, 1..) => DayOrder::MonthFirst,
            _ => DayOrder::Unknown,
        }
    }

    /// Whether its dates could be read if only the order of day and month were known.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.mostly(self.slashed + self.day_first + self.month_first) && self.day_order() == DayOrder::Unknown
    }

    /// Whether cells can be read as times under a header that promises them.
    pub(super) fn is_time_by_header(&self) -> bool {
        self.mostly(self.times + self.remarked) || self.short.is_some()
    }

    /// Whether more than half of the cells are so.
    pub(super) fn mostly(&self, cells: usize) -> bool {
        self.filled > 0 && cells * 2 > self.filled
    }

    fn nearly_all(&self, cells: usize) -> bool {
        self.filled > 0 && cells * 10 >= self.filled * 9
    }

    /// Whether cells are said by somebody, rather than numbers, times, links, codes or labels.
    pub(super) fn is_wordy(&self) -> bool {
        self.mostly(self.worded) && !self.is_something_else()
    }

    /// Whether cells are numbers, times, links or JSON.
    pub(super) fn is_something_else(&self) -> bool {
        self.mostly(self.times) || self.mostly(self.machine) || self.mostly(self.numbers)
    }

    /// How much a column without a telling header looks like the text: characters of the average cell, less where cells repeat.
    pub(super) fn wordiness(&self) -> usize {
        let said = self.han + self.chars.saturating_sub(self.han) / 4;
        if !self.is_wordy() || self.nearly_all(self.ratings) {
            return 0;
        }
        let average = said * 10 / self.filled;
        let fresh = self.distinct + self.placeholders;
        if average < 25 || fresh * 5 < self.filled { 0 } else { average * fresh.min(self.filled) / self.filled }
    }

    /// Whether most cells are plain numbers.
    pub(super) fn is_number(&self) -> bool {
        self.mostly(self.numbers)
    }

    /// Whether nearly all cells are ratings: words, stars or small numbers.
    pub(super) fn is_rating(&self) -> bool {
        self.nearly_all(self.ratings)
    }

    /// How much a column without a telling header looks like ratings: 2 words or stars, 1 few small numbers, 0 not at all.
    pub(super) fn ratingness(&self) -> u8 {
        let few = self.distinct <= 21 && (self.distinct * 3 <= self.filled || self.filled < 12);
        match () {
            () if !self.is_rating() || !few || self.numbers_rows() => 0,
            () if self.mostly(self.telling) => 2,
            () if self.highest <= 10_000 && self.highest >= 3000 && self.distinct >= 2 => 1,
            () => 0,
        }
    }

    /// Whether each number is one more than the one above, as no ratings are for long.
    fn numbers_rows(&self) -> bool {
        self.filled >= 4 && self.running + 1 == self.filled
    }

    /// Whether all numbers fit a scale of five.
    pub(super) fn is_five_scale(&self) -> bool {
        self.highest == 5000 && self.lowest >= 1000
    }

    /// Whether a column without a telling header holds times.
    pub(super) fn is_time(&self) -> bool {
        self.nearly_all(self.times) && (self.mostly(self.dated) || self.day_order() != DayOrder::Unknown)
    }

    /// Whether a column without a telling header numbers its rows.
    pub(super) fn is_id(&self) -> bool {
        self.filled >= 3
            && self.distinct == self.filled
            && self.han == 0
            && self.chars <= self.filled * 40
            && !self.mostly(self.times)
    }

    /// Whether codes or numbers that are known to name something name nearly every row by itself.
    pub(super) fn tells_rows_apart(&self) -> bool {
        self.nearly_all(self.distinct)
            && self.han == 0
            && self.chars <= self.filled * 40
            && !self.mostly(self.times)
            && !self.mostly(self.machine)
    }

    /// Whether cells are links or long numbers, which make no segments.
    pub(super) fn is_code(&self) -> bool {
        self.mostly(self.machine) || self.mostly(self.codes)
    }
}

/// Digits and what stands between them; marks alone are a customer who said nothing, not a number.
fn is_number(cell: &str) -> bool {
    cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b',' | b'%'))
        && cell.bytes().any(|b| b.is_ascii_digit())
}

/// Written by a program for a program: JSON, or links and nothing besides them.
fn is_machine(cell: &str) -> bool {
    let json = [("{\"", '}'), ("[{", ']'), ("[\"", ']')];
    let is_json = cell == "[]" || json.iter().any(|(from, to)| cell.starts_with(from) && cell.ends_with(*to));
    let mut parts = cell.split([' ', '\n', ',', ';', '|']).filter(|p| !p.is_empty()).peekable();
    is_json || (parts.peek().is_some() && parts.all(is_link))
}

/// `https://…`, `//…`; not words with a link behind them.
fn is_link(part: &str) -> bool {
    let scheme = part.split_once("//").map(|(scheme, rest)| (scheme.trim_end_matches(':'), rest));
    scheme.is_some_and(|(s, rest)| !rest.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Dicts;

    fn profile(cells: &[&str]) -> Profile {
        static ROLES: std::sync::LazyLock<Roles> =
            std::sync::LazyLock::new(|| Roles::new(&Dicts::load(None).unwrap()).unwrap());
        let rows: Vec<Row> = cells
            .iter()
            .map(|c| {
                let mut row = Row::default();
                row.push(c);
                row
            })
            .collect();
        Profile::of(&rows.iter().collect::<Vec<_>>(), 0, &ROLES)
    }

    #[test]
    fn columns_are_told_apart_by_their_cells() {
        let text = profile(&["快递太慢了", "不错", "", "穿着很舒服，颜色也好看", "一般般吧还行"]);
        let stars = profile(&["5星", "4星", "", "5星"]);
        let numbers = profile(&["5", "4", "1", "5", "5"]);
        let dates = profile(&["2024/3/5 9:12", "2024-03-06", "2024年3月7日"]);
        let ids = profile(&["FB001", "FB002", "FB003"]);
        let links = profile(&["https://a.cn/1.jpg", "https://a.cn/2.jpg"]);
        assert!(text.wordiness() > 0 && [&stars, &numbers, &dates, &ids, &links].iter().all(|p| p.wordiness() == 0));
        assert_eq!([&stars, &numbers, &text, &dates, &ids].map(Profile::ratingness), [2, 1, 0, 0, 0]);
        assert_eq!(profile(&["1", "2", "3", "4", "5"]).ratingness(), 0, "numbers of rows");
        assert!(dates.is_time() && !numbers.is_time() && !ids.is_time());
        assert!(ids.is_id() && !numbers.is_id() && links.is_code());
        let several = profile(&["//a.cn/1.jpg,//a.cn/2.jpg", "[]", "[\"a\"]", "{\"a\":1}"]);
        let posts = profile(&["客服不理人 http://t.cn/a", "太慢了http://t.cn/b", "{\"", "[{什么东西"]);
        assert!(several.is_code() && !posts.is_code() && posts.wordiness() > 0);
    }

    #[test]
    fn marks_alone_are_no_numbers() {
        assert!(profile(&["1,200", "-5%"]).is_number());
        assert!(!profile(&[",", "...", "-"]).is_number());
    }

    #[test]
    fn the_order_of_day_and_month_is_the_columns() {
        assert_eq!(profile(&["03/05/2024", "25/05/2024"]).day_order(), DayOrder::DayFirst);
        assert_eq!(profile(&["03/05/2024", "03/25/2024"]).times, 2);
        assert!(profile(&["03/05/2024", "04/05/2024"]).is_ambiguous());
        assert!(profile(&["25/05/2024", "05/25/2024"]).is_ambiguous());
    }
}
