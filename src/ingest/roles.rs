//! What a header says about its column: roles by aliases, compiled from `columns.tsv`. Knows one header at a time and no cells.
//!
//! A header is compared in its normal form: simplified, half-width, lower-case, without brackets and what they hold, numbering and blanks. First
//! the whole header has to be an alias; else its longest tail that is one (headers name the thing last: 最近一次**购买时间**); else the longest alias
//! inside it. In an English question it is words from anywhere (**How likely are you** to …), as its last word is what it asks about, not what the
//! answer is. The less exact, the less weight, and content has to agree.

mod asked;
mod hints;
mod latin;
mod rated;
mod scale;
#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use self::hints::Hints;
use self::scale::Scales;
use super::margins::Margins;
use super::value::{RatingWords, TimeWords, count};
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;
use crate::text::clause::letters;
use crate::text::normalize::Normalizer;
use crate::text::turns::Speakers;

/// Weight taken off where only the tail of the header is an alias.
const TAIL: i32 = 10;
/// Weight taken off where an alias only stands inside, or a Latin word ends the header.
const INSIDE: i32 = 30;

/// Longest cell that names a speaker, in bytes.
const SPEAKER: usize = 60;
/// Longest cell that can be a number of likes with a word beside it, in bytes.
const LIKES: usize = 40;

/// The part that a column plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Role {
    /// What the customer says.
    Text,
    /// A title of what the customer says: joined to the text.
    Title,
    Rating,
    Time,
    /// When it was bought: the time of the feedback only where the other times tell when it came.
    OrderTime,
    Id,
    Likes,
    Channel,
    Region,
    Store,
    Product,
    Brand,
    /// Other segments: customer level, category, version …
    Attr,
    /// A segment that says who has to act (承办单位), and by when.
    Department,
    Due,
    /// Who said it: never in any output.
    Customer,
    /// Which side said it, where each message of a conversation has its own row.
    Speaker,
    Order,
    /// What the company said.
    Reply,
    /// Row number and source of rows that come from elsewhere: only by option.
    Row,
    Source,
    /// Of no use here: pictures, counters, labels of other tools.
    Ignore,
}

impl Role {
    const ALL: [(Self, &'static str); 22] = [
        (Self::Text, "text"),
        (Self::Title, "title"),
        (Self::Rating, "rating"),
        (Self::Time, "time"),
        (Self::OrderTime, "order_time"),
        (Self::Id, "id"),
        (Self::Likes, "likes"),
        (Self::Channel, "channel"),
        (Self::Region, "region"),
        (Self::Store, "store"),
        (Self::Product, "product"),
        (Self::Brand, "brand"),
        (Self::Attr, "attr"),
        (Self::Department, "department"),
        (Self::Due, "due"),
        (Self::Customer, "customer"),
        (Self::Speaker, "speaker"),
        (Self::Order, "order"),
        (Self::Reply, "reply"),
        (Self::Row, "row"),
        (Self::Source, "source"),
        (Self::Ignore, "ignore"),
    ];

    /// The id of `columns.tsv` and of reports.
    pub(super) fn id(self) -> &'static str {
        Self::ALL.iter().find(|(r, _)| *r == self).map_or("ignore", |(_, id)| id)
    }

    fn by_id(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, i)| *i == id).map(|(r, _)| *r)
    }

    /// Whether its columns become `attrs`.
    pub(super) fn is_segment(self) -> bool {
        matches!(
            self,
            Self::Channel | Self::Region | Self::Store | Self::Product | Self::Brand | Self::Attr | Self::Department
        )
    }
}

/// Weight from which the header of a text promises it; several of them are joined. The others are taken only where there is no better column.
const PROMISED: i32 = 60;

/// What a header claims for its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) role: Role,
    /// Where several columns claim a role, the highest wins.
    pub(super) weight: i32,
    /// Whether the whole header is an alias, or tells as plainly that the company speaks.
    pub(super) exact: bool,
}

impl Claim {
    /// Whether the header promises what the customer said; below are notes and remarks about it.
    pub(super) fn promises(self) -> bool {
        self.role == Role::Text && self.weight >= PROMISED
    }

    /// A claim that is less sure by some weight.
    fn less(self, weight: i32) -> Self {
        Self { weight: self.weight - weight, ..self }
    }
}

/// What headers and cells of exports mean, compiled from `columns.tsv`, `hints.tsv`, `ratings.tsv`, `scales.tsv`, `times.tsv`, `margins.tsv` and
/// `placeholders.tsv`.
pub struct Roles {
    pub(super) margins: Margins,
    aliases: FxHashMap<String, (Role, i32)>,
    /// Characters of the longest Chinese one.
    longest: usize,
    normalizer: Normalizer,
    pub(super) ratings: RatingWords,
    scales: Scales,
    pub(super) times: TimeWords,
    placeholders: FxHashSet<String>,
    hints: Hints,
    speakers: Speakers,
}

impl Roles {
    /// Compiles the dictionaries.
    ///
    /// # Errors
    /// When an entry of `columns.tsv` names no role, one of `hints.tsv`, `scales.tsv`, `times.tsv` or `margins.tsv` no kind, or one of
    /// `ratings.tsv` no rating.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let normalizer = Normalizer::new(dicts)?;
        let mut aliases = FxHashMap::default();
        for e in dicts.of("columns") {
            let id = e.get("role");
            let Some(role) = Role::by_id(id) else {
                let all = Role::ALL.map(|(_, id)| id).join(", ");
                return Err(e.error(say!("`{id}` is no role (there are: {all})", "没有角色 `{id}`（可用：{all}）")));
            };
            aliases.insert(squeezed(e.get("alias")), (role, e.number("weight", 100)?));
        }
        let chinese = aliases.keys().filter(|a: &&String| !a.is_ascii());
        let longest = chinese.map(|a| a.chars().count()).max().unwrap_or(0);
        let idle = dicts.of("placeholders").filter(|e| e.get("kind") == "placeholder");
        let placeholders = idle.map(|e| letters(&normalizer.normal_form(e.get("text")))).collect();
        let speakers = Speakers::new(dicts, &normalizer)?;
        Ok(Self {
            speakers,
            margins: Margins::new(dicts)?,
            aliases,
            longest,
            normalizer,
            ratings: RatingWords::new(dicts)?,
            scales: Scales::new(dicts)?,
            times: TimeWords::new(dicts)?,
            placeholders,
            hints: Hints::new(dicts)?,
        })
    }

    /// What a header like this alias is compared as, where that is not how the alias is kept: it can never match.
    pub fn unlike(&self, alias: &str) -> Option<String> {
        let form = self.plain(alias);
        (form != squeezed(alias)).then_some(form)
    }

    /// What a header claims; `None` where it says nothing.
    pub(super) fn claim(&self, header: &str) -> Option<Claim> {
        let header = self.hints.unwrapped(header);
        let plain = self.plain(header);
        if let Some(found) = self.exact(&plain) {
            return Some(found);
        }
        let latin = || self.question(header).or_else(|| self.last_word(header));
        let inside = || self.inside(&plain);
        // 点赞数量 is no quantity.
        let is_likes = |claim: &Claim| claim.role == Role::Attr && inside().is_some_and(|c| c.role == Role::Likes);
        let tail = self.tail(&plain).filter(|claim| !is_likes(claim));
        let claim = tail.or_else(latin).or_else(inside).or_else(|| self.segment_asked_for(&plain))?;
        Some(self.weighed_by_carriage(&plain, claim))
    }

    /// Whether a whole cell is an alias, as headers are and data hardly ever.
    pub(super) fn is_alias(&self, cell: &str) -> bool {
        cell.len() <= 60 && self.exact(&self.plain(cell)).is_some()
    }

    /// Whether a text was put there by a system or an idle hand (此用户没有填写评价), as `placeholders.tsv` has it but for signs.
    pub(super) fn is_placeholder(&self, text: &str) -> bool {
        text.len() <= 200 && self.placeholders.contains(&letters(&self.normalizer.normal_form(text)))
    }

    /// Whether a cell names the company's side of a conversation (客服小美), or a customer's; `None` where it may be anybody.
    pub(super) fn side(&self, cell: &str) -> Option<bool> {
        if cell.len() > SPEAKER {
            return None;
        }
        self.speakers.side_of(self.normalizer.normal_form(cell).trim())
    }

    /// Whether a cell says that nobody answered: 未评价, (空), NULL.
    pub fn is_unanswered(&self, cell: &str) -> bool {
        self.ratings.is_unanswered(cell)
    }

    /// Whether a cell names the company's side.
    pub(super) fn is_company(&self, cell: &str) -> bool {
        self.side(cell) == Some(true)
    }

    /// Whether a cell is a word for a side and nothing more: 客服, not 客服部.
    pub(super) fn is_bare_side(&self, cell: &str) -> bool {
        cell.len() <= SPEAKER && self.speakers.is_word(self.normalizer.normal_form(cell).trim())
    }

    /// Whether a header says that who speaks stands below it, or sides of something else.
    pub(super) fn speaks(&self, header: &str) -> Option<bool> {
        self.hints.speaks(&self.normalizer.normal_form(header))
    }

    /// Likes: a count, perhaps with a word for likes beside it: `赞(12)`, `12赞`.
    pub(super) fn likes(&self, cell: &str) -> Option<u64> {
        count(cell).or_else(|| self.labelled_likes(cell))
    }

    fn labelled_likes(&self, cell: &str) -> Option<u64> {
        if cell.len() > LIKES || !cell.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let plain = self.normalizer.normal_form(cell);
        let (before, rest) = plain.split_at(plain.find(|c: char| c.is_ascii_digit())?);
        // 1.2万, 99+: whatever `count` can read.
        let ends = (1..=rest.len()).rev().filter(|end| rest.is_char_boundary(*end));
        let (number, after) = ends.map(|end| rest.split_at(end)).find(|(number, _)| count(number).is_some())?;
        let label = letters(before) + &letters(after);
        let is_likes = self.aliases.get(&label).is_some_and(|(role, _)| *role == Role::Likes);
        is_likes.then(|| count(number))?
    }

    /// The place that a cell names: `IP属地：广东` is 广东.
    pub(super) fn place<'c>(&self, cell: &'c str) -> &'c str {
        self.hints.place(cell)
    }

    /// Whether a cell names a province or a country, and nothing else.
    pub(super) fn is_place(&self, cell: &str) -> bool {
        self.hints.is_place(cell)
    }

    fn exact(&self, plain: &str) -> Option<Claim> {
        let (role, weight) = *self.aliases.get(plain)?;
        Some(Claim { role, weight, exact: true })
    }

    /// Normal form of a header, as the aliases have it.
    fn plain(&self, header: &str) -> String {
        let normal = self.normalizer.normal_form(header);
        let bare = without_brackets(&normal);
        let bare = if bare.trim().is_empty() { normal.as_str() } else { bare.as_str() };
        squeezed(without_numbering(bare))
    }

    /// The longest tail of two characters or more that is a Chinese alias.
    fn tail(&self, plain: &str) -> Option<Claim> {
        let mut tails = plain.char_indices().skip(1).map(|(at, _)| plain.split_at(at));
        tails.find_map(|(head, tail)| self.part(head, tail, 2)).map(|c| c.less(TAIL))
    }

    /// The longest Chinese alias of three characters or more that stands inside.
    fn inside(&self, plain: &str) -> Option<Claim> {
        let bounds: Vec<usize> = plain.char_indices().map(|(i, _)| i).chain([plain.len()]).collect();
        let most = self.longest.min(bounds.len().saturating_sub(1));
        let part = |from: usize, to: usize| self.part(&plain[..from], &plain[from..to], 3);
        let found =
            (3..=most).rev().find_map(|length| bounds.windows(length + 1).find_map(|w| part(w[0], w[length])))?;
        Some(Claim { exact: false, ..found.less(INSIDE) })
    }

    /// A Chinese alias that is part of a header, with what stands before it: 整改意见 is no text of a customer.
    fn part(&self, head: &str, alias: &str, least: usize) -> Option<Claim> {
        let long = !alias.is_ascii() && alias.chars().nth(least - 1).is_some();
        let (role, weight) = long.then(|| self.aliases.get(alias).copied())??;
        Some(self.said_by(role, weight, head, alias))
    }

    /// What an alias claims in a header: a text by its name is none of a customer where what stands around it says that the company speaks.
    fn said_by(&self, role: Role, weight: i32, around: &str, alias: &str) -> Claim {
        let is_said = matches!(role, Role::Text | Role::Title);
        let by_company = is_said && self.hints.company_speaks(around, alias);
        Claim { role: if by_company { Role::Reply } else { role }, weight, exact: by_company }
    }
}

/// Without blanks and what separates Latin words.
fn squeezed(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | '?' | ':' | '"' | '。' | '？')).collect()
}

/// Without brackets and what they hold: units, hints, `(必填)`.
fn without_brackets(s: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '(' | '[' | '【' | '{' | '《' | '<' => depth += 1,
            ')' | ']' | '】' | '}' | '》' | '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Without `Q5.`, `1、`, `3:` at the start.
fn without_numbering(s: &str) -> &str {
    let s = s.trim();
    let rest = s.strip_prefix('q').unwrap_or(s).trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < s.len() && rest.starts_with(['.', '、', ':', ' ', ')', '-', '_']);
    if numbered { rest.trim_start_matches(['.', '、', ':', ' ', ')', '-', '_']) } else { s }
}
