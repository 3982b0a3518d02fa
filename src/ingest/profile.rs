//! What the first cells of a column look like: text, ratings, times, counts, codes. Knows cells, not headers.

mod shape;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use self::shape::{is_han, is_machine, is_measure, is_number};
use super::mapping::unguarded;
use super::roles::Roles;
use super::table::Row;
use super::value::{DayOrder, Short, day_order_of, has_comma, is_letter, share, sign};

/// Fewest cells of which it is told that nearly each has its own value.
const MANY: usize = 20;
/// One cell in so many names the company's side, where customers stand with their own names.
const PERSONS: usize = 5;
/// Wordiness of cells that are no names of things: six Chinese characters, where no cell is there twice.
const LENGTHY: usize = 60;
/// Fewest cells that are told to be measures, speakers, or left out though they read like text.
const SEVERAL: usize = 5;

/// Shares of the cells that say anything, as counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Cells that are neither empty nor say so (未评价, NULL).
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
    /// Cells that are −1, 0 or 1, and those of them below and above nought.
    signs: usize,
    below: usize,
    above: usize,
    /// Numbers from nought to one, and those of them that are neither nor a half, as half a star is.
    shares: usize,
    fractions: usize,
    /// Answers to a question of yes or no, those of them that are words, and whether 0 and 1 are among them.
    answers: usize,
    said: usize,
    coded: [bool; 2],
    /// Numbers with a comma in front of the fraction, and with other commas.
    commas: usize,
    /// Those of them that end in 0, as no list of choices does, and in another figure than 0 or 5.
    whole: usize,
    odd: usize,
    lists: usize,
    /// Single Latin letters.
    letters: usize,
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
    /// Numbers with units: `165cm/50kg`.
    measures: usize,
    /// Names of provinces and countries.
    places: usize,
    codes: usize,
    /// Names of the company's side of a conversation, and of the customers'.
    company: usize,
    customers: usize,
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
            let cell = unguarded(row.get(column));
            if !cell.is_empty() && !roles.ratings.is_unanswered(cell) {
                seen.insert(cell);
                p.add(cell, roles);
            }
        }
        p.distinct = seen.len();
        p.short = Short::of_column(rows.iter().map(|r| unguarded(r.get(column))));
        let order = p.day_order();
        if order != DayOrder::Unknown {
            p.times += rows.iter().filter(|r| day_order_of(unguarded(r.get(column))).is_some()).count();
        }
        p
    }

    fn add(&mut self, cell: &str, roles: &Roles) {
        self.filled += 1;
        self.chars += cell.chars().count();
        let han = cell.chars().filter(|c| is_han(*c)).count();
        self.han += han;
        self.worded += usize::from(han >= 2 || cell.split_whitespace().count() >= 3);
        self.places += usize::from(roles.is_place(cell));
        self.machine += usize::from(is_machine(cell));
        self.letters += usize::from(is_letter(cell));
        self.counts += usize::from(roles.likes(cell).is_some());
        self.placeholders += usize::from(roles.is_placeholder(cell));
        match roles.side(cell) {
            Some(true) => self.company += 1,
            Some(false) => self.customers += 1,
            None => {}
        }
        let plain = is_number(cell);
        self.add_number(cell, plain);
        self.add_rating(cell, roles);
        self.add_time(cell, plain, roles);
    }

    /// `plain`: the cell is a number and nothing more.
    fn add_number(&mut self, cell: &str, plain: bool) {
        self.numbers += usize::from(plain);
        self.measures += usize::from(is_measure(cell));
        let number = cell.parse().ok();
        self.running += usize::from(self.last.is_some_and(|n| Some(n + 1) == number));
        self.last = number.filter(|n| *n < u64::MAX);
        self.codes += usize::from(cell.len() >= 6 && cell.bytes().all(|b| b.is_ascii_digit()));
        let comma = has_comma(cell);
        self.commas += usize::from(comma);
        self.whole += usize::from(comma && cell.ends_with('0'));
        self.odd += usize::from(comma && !cell.ends_with(['0', '5']));
        self.lists += usize::from(!comma && cell.contains(',') && plain);
        if let Some(share) = share(cell) {
            self.shares += 1;
            self.fractions += usize::from(!matches!(share, 0 | 500 | 1_000));
        }
        if let Some(sign) = sign(cell) {
            self.signs += 1;
            self.below += usize::from(sign < 0);
            self.above += usize::from(sign > 0);
        }
    }

    /// Ratings, and answers of yes and no.
    fn add_rating(&mut self, cell: &str, roles: &Roles) {
        if let Some(rating) = roles.ratings.rating(cell) {
            self.ratings += 1;
            self.telling += usize::from(roles.ratings.is_telling(cell));
            self.highest = self.highest.max(rating.0);
            self.lowest = self.lowest.min(rating.0);
        }
        if roles.ratings.answer(cell).is_some() {
            let digit = sign(cell);
            self.answers += 1;
            self.said += usize::from(digit.is_none());
            self.coded = [self.coded[0] || digit == Some(0), self.coded[1] || digit == Some(1_000)];
        }
    }

    fn add_time(&mut self, cell: &str, plain: bool, roles: &Roles) {
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

    /// Whether cells are one of two words without a Chinese character: true and false, yes and no.
    pub(super) fn is_flag(&self) -> bool {
        self.filled > 0 && self.distinct <= 2 && self.worded == 0 && self.han == 0
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

    /// Whether cells are −1, 0 and 1 and nothing else, as some write bad, middling and good.
    pub(super) fn is_of_signs(&self) -> bool {
        self.signs == self.filled && self.below > 0 && self.above > 0
    }

    /// Whether cells are shares of one and nothing else: 0.95, 1.0.
    pub(super) fn is_of_shares(&self) -> bool {
        self.shares == self.filled && self.fractions > 0
    }

    /// Whether cells answer a question of yes or no and nothing else: in words, or as 0 and 1. A few 1 alone may be the worst of five; in more rows somebody
    /// would have given more.
    pub(super) fn is_of_answers(&self) -> bool {
        let is_told = self.said > 0 || self.coded == [true; 2] || self.filled >= SEVERAL;
        self.filled > 0 && self.answers == self.filled && is_told
    }

    /// Whether fractions are written with a comma: 4,5 and 3,0. Without the latter they may be lists of choices.
    pub(super) fn has_commas(&self) -> bool {
        self.whole > 0 && self.odd == 0 && self.lists == 0
    }

    /// Whether cells can be read as ratings under a header that promises them.
    pub(super) fn is_rating_by_header(&self) -> bool {
        self.mostly(self.ratings + if self.has_commas() { self.commas } else { 0 }) || self.is_of_signs()
    }

    /// The ends of the usual scale that the ratings fit, in thousandths.
    pub(super) fn ends(&self) -> (i32, i32) {
        const TOPS: [i32; 4] = [5_000, 7_000, 10_000, 100_000];
        let high = TOPS.into_iter().find(|top| self.highest <= *top).unwrap_or(100_000);
        (if self.lowest == 0 { 0 } else { 1_000 }, high)
    }

    /// Whether most cells are ratings that cannot be mistaken for plain numbers.
    pub(super) fn tells_ratings(&self) -> bool {
        self.mostly(self.telling)
    }

    /// Whether there are a better and a worse rating.
    pub(super) fn has_spread(&self) -> bool {
        self.lowest < self.highest
    }

    /// How much a column without a telling header looks like ratings: 2 words or stars, 1 few small numbers, 0 not at all.
    pub(super) fn ratingness(&self) -> u8 {
        let few = self.distinct <= 21 && (self.distinct * 3 <= self.filled || self.filled < 12);
        match () {
            () if !self.is_rating() || !few || self.numbers_rows() || self.mostly(self.letters) => 0,
            () if self.tells_ratings() => 2,
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
            && !self.mostly(self.dated)
    }

    /// Whether codes or numbers that are known to name something name nearly every row by itself.
    pub(super) fn tells_rows_apart(&self) -> bool {
        self.nearly_all(self.distinct)
            && self.han == 0
            && self.chars <= self.filled * 40
            && !self.mostly(self.dated)
            && !self.mostly(self.machine)
    }

    /// Whether cells are links or long numbers, which make no segments.
    pub(super) fn is_code(&self) -> bool {
        self.mostly(self.machine) || self.mostly(self.codes)
    }

    /// Whether few different cells stand in many rows, as where a question is answered by ticking an option.
    pub(super) fn has_options(&self) -> bool {
        self.filled >= MANY && (self.distinct + self.placeholders) * 5 < self.filled
    }

    /// The same, where words that say nothing as a text (投诉) are kinds of something.
    pub(super) fn repeats(&self) -> bool {
        self.filled >= MANY && self.distinct * 5 < self.filled
    }

    /// Whether it reads like what somebody says in his own words: long, and mostly different from row to row.
    pub(super) fn reads_like_text(&self) -> bool {
        self.filled >= SEVERAL && self.is_varied() && self.wordiness() >= LENGTHY
    }

    /// Whether no cell has a Chinese character, as in columns of codes and ids.
    pub(super) fn is_latin(&self) -> bool {
        self.han == 0
    }

    /// Whether the cells differ as sentences do, rather than being some options.
    pub(super) fn is_varied(&self) -> bool {
        self.distinct * 2 > self.filled
    }

    /// Whether nearly every row has its own value, which makes no groups.
    pub(super) fn has_own_values(&self) -> bool {
        self.filled >= MANY && self.nearly_all(self.distinct)
    }

    /// Whether cells are many different numbers, perhaps with units: amounts, heights, mileages.
    pub(super) fn measures(&self) -> bool {
        self.filled >= SEVERAL && self.is_varied() && self.mostly(self.measures)
    }

    /// Whether there are nearly as many different cells, of those filled, as in another column.
    pub(super) fn varies_like(&self, other: &Self) -> bool {
        self.distinct * other.filled * 3 >= other.distinct * self.filled * 2
    }

    /// Whether all cells are the same.
    pub(super) fn is_constant(&self) -> bool {
        self.filled >= 3 && self.distinct == 1
    }

    /// Whether cells name both sides of conversations. `persons`: whether customers may stand there with names of their own.
    pub(super) fn names_speakers(&self, persons: bool) -> bool {
        let known = self.customers > 0 && self.nearly_all(self.company + self.customers);
        let named = persons && self.company * PERSONS >= self.filled && self.company < self.filled;
        self.filled >= SEVERAL && self.company > 0 && (known || named)
    }

    /// Whether every cell names a province or a country.
    pub(super) fn holds_places(&self) -> bool {
        self.filled > 0 && self.places == self.filled
    }
}
