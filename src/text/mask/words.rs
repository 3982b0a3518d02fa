//! `privacy.tsv` compiled: words by what they do for masking, and a table of characters for the first cheap look.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::Result;
use crate::lexicon::{Dicts, Entry};
use crate::say;

use super::announce::{Announce, Unit, announce, unit};

/// A numeral that is not an ASCII digit.
const NUMERAL: u16 = 1;
/// Last character of an announcing word.
const LAST: u16 = 2;
/// Last but one, and last, character of a word that announces a name.
const NAME_PEN: u16 = 4;
const NAME_LAST: u16 = 8;
/// A province on a plate.
const PROVINCE: u16 = 16;
/// A full-width letter, digit or @.
const WIDE: u16 = 32;
/// What stands behind a house number: 号.
const HOUSE: u16 = 64;
/// What stands behind the number of a building or a floor: 栋, 楼.
const BUILDING: u16 = 128;
/// The same two of a word with a name at once, and the first of a surname, which must follow.
const NEAR_PEN: u16 = 256;
const NEAR_LAST: u16 = 512;
const SURNAME: u16 = 1024;

/// Letters and digits that the shortest personal data has in ASCII: 301 of 二栋301.
const FEWEST_ASCII: usize = 3;
/// Numerals in a row, and in all, that a number or an address in Chinese numerals has.
const FEWEST_NUMERALS: (usize, usize) = (3, 10);
/// Numbers of buildings and floors that make an address: 五栋六楼.
const FEWEST_BUILDINGS: usize = 2;

/// Words that begin or end at a place in a text, with what they mean.
#[derive(Debug)]
pub(super) struct WordMap<V> {
    words: FxHashMap<Box<[char]>, V>,
    longest: usize,
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { words: FxHashMap::default(), longest: 0 }
    }
}

impl<V: Copy> WordMap<V> {
    fn insert(&mut self, word: &str, value: V) {
        let word: Box<[char]> = word.chars().collect();
        self.longest = self.longest.max(word.len());
        self.words.insert(word, value);
    }

    /// The longest word that `t` begins with: its length and value.
    pub(super) fn starting(&self, t: &[char]) -> Option<(usize, V)> {
        (1..=self.longest.min(t.len())).rev().find_map(|n| Some((n, *self.words.get(&t[..n])?)))
    }

    /// The longest word that `t` ends with.
    pub(super) fn ending(&self, t: &[char]) -> Option<(usize, V)> {
        (1..=self.longest.min(t.len())).rev().find_map(|n| Some((n, *self.words.get(&t[t.len() - n..])?)))
    }
}

/// All words of masking.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) announcers: WordMap<Announce>,
    pub(super) units: WordMap<Unit>,
    /// Surnames; `true` where it is an everyday word too.
    pub(super) surnames: WordMap<bool>,
    /// Provinces on plates; `true` where it is an everyday word too.
    pub(super) provinces: FxHashMap<char, bool>,
    pub(super) plate_last: FxHashSet<char>,
    pub(super) roads: FxHashSet<char>,
    /// Sides and stems, behind a road (人民路北12号) or for a number (甲单元).
    pub(super) sides: FxHashSet<char>,
    pub(super) name_stops: FxHashSet<char>,
    /// Those of them that stand in names of other languages: 买买提.
    pub(super) name_foreign: FxHashSet<char>,
    /// Last characters of what people are, not of what they are called: 我是高中生.
    pub(super) role_last: FxHashSet<char>,
    pub(super) places: WordMap<()>,
    /// Parts of a district, which an address names in front of the road: 街道.
    pub(super) towns: WordMap<()>,
    /// What stands before a number in an address in Latin letters: room.
    pub(super) latin_places: WordMap<()>,
    /// What stands before the room of a neighbour, 楼上, and behind it for 室: 户.
    pub(super) besides: WordMap<()>,
    pub(super) homes: WordMap<()>,
    pub(super) titles: WordMap<()>,
    /// Those of them that say for certain that a name stands before: 女士.
    pub(super) title_calls: WordMap<()>,
    /// People of the company, whose names are no secret of a customer: 客服姓名.
    pub(super) staff: WordMap<()>,
    /// What the company itself is called in headers.
    pub(super) company: WordMap<()>,
    /// What an order or a waybill is called in headers, which tickets and members are not: 订单, 快递.
    pub(super) purchases: WordMap<()>,
    /// What begins right behind a name: 李建国反映.
    pub(super) name_ends: WordMap<()>,
    /// What parts an estate: 3期, 二区.
    pub(super) phases: WordMap<()>,
    pub(super) no_names: WordMap<()>,
    /// Words, places and brands that are names of people too: names only where one is announced.
    pub(super) word_names: WordMap<()>,
    /// Characters of given names.
    pub(super) given: FxHashSet<char>,
    pub(super) no_ids: WordMap<()>,
    pub(super) amounts: WordMap<()>,
    /// What stands for @ and for the dot of an e-mail address, and its last part: 艾特, 点, com.
    pub(super) mail_ats: WordMap<()>,
    pub(super) mail_dots: WordMap<()>,
    pub(super) mail_ends: WordMap<()>,
    pub(super) links: WordMap<()>,
    pub(super) links_after: WordMap<()>,
    /// A one at the head of a number, and no digit elsewhere: 么.
    pub(super) leads: FxHashSet<char>,
    digits: FxHashMap<char, u8>,
    classes: Box<[u16]>,
}

impl Words {
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut w = Self { classes: vec![0; 1 << 16].into(), ..Self::default() };
        for e in dicts.of("privacy") {
            w.add(e)?;
        }
        ('０'..='９').chain('Ａ'..='Ｚ').chain('ａ'..='ｚ').chain(['＠']).for_each(|c| w.class_as(c, WIDE));
        // A traditional character does what the simplified one does.
        for e in dicts.of("variants") {
            if let (Some(from), Some(to)) = (e.get("from").chars().next(), e.get("to").chars().next()) {
                w.class_as(from, w.class(to));
            }
        }
        Ok(w)
    }

    fn add(&mut self, e: &Entry) -> Result<()> {
        let (word, kind) = (e.get("word"), e.get("kind"));
        if let Some(announce) = announce(kind) {
            self.announce(word, announce);
            return Ok(());
        }
        if let Some(unit) = unit(kind) {
            self.units.insert(word, unit);
            let class = match unit {
                Unit::Number => HOUSE,
                Unit::Building | Unit::Floor => BUILDING,
                Unit::Room => 0,
            };
            word.chars().take(1).for_each(|first| self.class_as(first, class));
            return Ok(());
        }
        let list = match kind {
            "surname" | "surname_weak" => {
                self.surnames.insert(word, kind == "surname_weak");
                word.chars().take(1).for_each(|first| self.class_as(first, SURNAME));
                return Ok(());
            }
            "word_name" => &mut self.word_names,
            "address_place" => &mut self.places,
            "address_town" => &mut self.towns,
            "address_latin" => &mut self.latin_places,
            "address_beside" => &mut self.besides,
            "address_home" => &mut self.homes,
            "title" => &mut self.titles,
            "title_call" => &mut self.title_calls,
            "staff" => &mut self.staff,
            "company" => &mut self.company,
            "purchase" => &mut self.purchases,
            "name_end" => &mut self.name_ends,
            "address_phase" => &mut self.phases,
            "no_name" => &mut self.no_names,
            "no_id" => &mut self.no_ids,
            "unit" => &mut self.amounts,
            "mail_at" => &mut self.mail_ats,
            "mail_dot" => &mut self.mail_dots,
            "mail_end" => &mut self.mail_ends,
            "link" => &mut self.links,
            "link_after" => &mut self.links_after,
            _ => return self.add_character(e, word, kind),
        };
        list.insert(word, ());
        Ok(())
    }

    /// Kinds whose words are single characters.
    fn add_character(&mut self, e: &Entry, word: &str, kind: &str) -> Result<()> {
        let mut chars = word.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else {
            return Err(e.error(say!(
                "`{word}` of kind `{kind}` must be one character",
                "`{kind}` 类的 `{word}` 必须是一个字"
            )));
        };
        let set = match kind {
            "plate_last" => &mut self.plate_last,
            "address_road" => &mut self.roads,
            "address_side" => &mut self.sides,
            "name_foreign" => &mut self.name_foreign,
            "digit_lead" => &mut self.leads,
            "given" => &mut self.given,
            "name_stop" => &mut self.name_stops,
            "role_last" => &mut self.role_last,
            "plate_province" | "plate_province_weak" => {
                self.provinces.insert(c, kind == "plate_province_weak");
                self.class_as(c, PROVINCE);
                return Ok(());
            }
            "digit_more" => {
                self.class_as(c, NUMERAL);
                return Ok(());
            }
            _ => {
                let digit = kind.strip_prefix("digit").and_then(|d| d.parse().ok()).filter(|d| *d < 10);
                let Some(digit) = digit else {
                    return Err(e.error(say!("no kind of private data `{kind}`", "没有 `{kind}` 这种隐私词")));
                };
                self.digits.insert(c, digit);
                self.class_as(c, NUMERAL);
                return Ok(());
            }
        };
        set.insert(c);
        Ok(())
    }

    fn announce(&mut self, word: &str, announce: Announce) {
        self.announcers.insert(word, announce);
        let mut backwards = word.chars().rev();
        let (last, pen) = (backwards.next(), backwards.next());
        let (pen_class, last_class) = match announce {
            Announce::Name | Announce::NameWeak | Announce::Signature => (NAME_PEN, NAME_LAST),
            Announce::NameNear | Announce::NameCaller => (NEAR_PEN, NEAR_LAST),
            _ => (0, 0),
        };
        if let Some(c) = last {
            self.class_as(c, LAST | last_class);
        }
        if let Some(c) = pen {
            self.class_as(c, pen_class);
        }
    }

    fn class_as(&mut self, c: char, class: u16) {
        if let Some(slot) = self.classes.get_mut(c as usize) {
            *slot |= class;
        }
    }

    fn class(&self, c: char) -> u16 {
        self.classes.get(c as usize).copied().unwrap_or_else(|| if styled(c).is_some() { NUMERAL } else { 0 })
    }

    /// Whether a raw text may hold personal data: false for nearly all texts, at about a nanosecond a character.
    pub(super) fn worth_reading(&self, text: &str) -> bool {
        let (mut ascii, mut run, mut numerals, mut buildings, mut last) = (0, 0, 0, 0, 0);
        let mut near = false;
        for c in text.chars() {
            let named = std::mem::take(&mut near);
            // 市民（张伟）: a name may follow behind one mark.
            near = named && matches!(c, ':' | '(' | '：' | '（');
            if c.is_ascii() {
                ascii += usize::from(c.is_ascii_alphanumeric());
                (run, last) = (0, if c.is_ascii_digit() { NUMERAL } else { 0 });
                if ascii >= FEWEST_ASCII {
                    return true;
                }
                continue;
            }
            let class = self.class(c) & !(LAST | PROVINCE);
            if class == 0 {
                (run, last) = (0, 0);
                continue;
            }
            ascii += usize::from(class & WIDE != 0);
            run = if class & NUMERAL == 0 { 0 } else { run + 1 };
            numerals += usize::from(run > 0);
            let counted = last & NUMERAL != 0;
            buildings += usize::from(class & BUILDING != 0 && counted);
            if ascii >= FEWEST_ASCII
                || run >= FEWEST_NUMERALS.0
                || numerals >= FEWEST_NUMERALS.1
                || buildings >= FEWEST_BUILDINGS
                || class & NAME_LAST != 0 && last & NAME_PEN != 0
                || class & SURNAME != 0 && named
                || class & HOUSE != 0 && (ascii > 0 || counted)
            {
                return true;
            }
            near = class & NEAR_LAST != 0 && last & NEAR_PEN != 0;
            last = class;
        }
        false
    }

    /// Whether a word that announces something can end with `c`.
    pub(super) fn may_announce(&self, c: char) -> bool {
        self.class(c) & LAST != 0
    }

    pub(super) fn may_announce_name(&self, c: char) -> bool {
        self.class(c) & (NAME_LAST | NEAR_LAST) != 0
    }

    pub(super) fn is_province(&self, c: char) -> bool {
        self.class(c) & PROVINCE != 0
    }

    /// Value of an ASCII digit or another numeral.
    pub(super) fn digit(&self, c: char) -> Option<u8> {
        match c {
            '0'..='9' => u8::try_from(c as u32 - '0' as u32).ok(),
            _ if self.class(c) & NUMERAL != 0 => self.digits.get(&c).copied().or_else(|| styled(c)),
            _ => None,
        }
    }

    /// A numeral of a counted number: 十二, 三百零一.
    pub(super) fn is_numeral(&self, c: char) -> bool {
        self.class(c) & NUMERAL != 0
    }
}

/// Value of a mathematical digit: 𝟏, 𝟙, 𝟣, 𝟭, 𝟷.
fn styled(c: char) -> Option<u8> {
    let digit = matches!(c, '\u{1d7ce}'..='\u{1d7ff}').then(|| (c as u32 - 0x1d7ce) % 10);
    digit.and_then(|d| u8::try_from(d).ok())
}
