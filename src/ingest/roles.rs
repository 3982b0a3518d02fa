//! What a header says about its column: roles by aliases, compiled from `columns.tsv`. Knows one header at a time and no cells.
//!
//! A header is compared in its normal form: simplified, half-width, lower-case, without brackets and what they hold, numbering and blanks. First
//! the whole header has to be an alias; else its longest tail that is one (headers name the thing last: 最近一次**购买时间**); else the longest alias
//! inside it. In an English question it is words from anywhere (**How likely are you** to …), as its last word is what it asks about, not what the
//! answer is. The less exact, the less weight, and content has to agree.

use rustc_hash::{FxHashMap, FxHashSet};

use super::margins::Margins;
use super::value::{RatingWords, TimeWords};
use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;
use crate::text::normalize::Normalizer;

/// Weight taken off where only the tail of the header is an alias.
const TAIL: i32 = 10;
/// Weight taken off where an alias only stands inside, or a Latin word ends the header.
const INSIDE: i32 = 30;

/// Words from which a header with blanks is a question rather than a name.
const QUESTION: usize = 4;
/// Words of the shortest alias that tells what is asked, and of the longest one.
const ASKED: (usize, usize) = (3, 10);
/// Words of a question that are looked at.
const HEARD: usize = 60;

/// The part that a column plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Role {
    /// What the customer says.
    Text,
    /// A title of what the customer says: joined to the text.
    Title,
    Rating,
    Time,
    /// When it was bought; never the time of the feedback.
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
    /// Who said it: never in any output.
    Customer,
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
    const ALL: [(Self, &'static str); 19] = [
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
        (Self::Customer, "customer"),
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
        matches!(self, Self::Channel | Self::Region | Self::Store | Self::Product | Self::Brand | Self::Attr)
    }
}

/// What a header claims for its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) role: Role,
    /// Where several columns claim a role, the highest wins.
    pub(super) weight: i32,
    /// Whether the whole header is an alias.
    pub(super) exact: bool,
}

/// What headers and cells of exports mean, compiled from `columns.tsv`, `ratings.tsv`, `times.tsv` and `placeholders.tsv`.
pub struct Roles {
    pub(super) margins: Margins,
    aliases: FxHashMap<String, (Role, i32)>,
    /// Characters of the longest Chinese one.
    longest: usize,
    normalizer: Normalizer,
    pub(super) ratings: RatingWords,
    pub(super) times: TimeWords,
    placeholders: FxHashSet<String>,
}

impl Roles {
    /// Compiles the dictionaries.
    ///
    /// # Errors
    /// When an entry of `columns.tsv` names no role, one of `ratings.tsv` no rating, one of `times.tsv` or `margins.tsv` no kind.
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
        Ok(Self {
            margins: Margins::new(dicts)?,
            aliases,
            longest,
            normalizer,
            ratings: RatingWords::new(dicts)?,
            times: TimeWords::new(dicts)?,
            placeholders,
        })
    }

    /// What a header claims; `None` where it says nothing.
    pub(super) fn claim(&self, header: &str) -> Option<Claim> {
        let plain = self.plain(header);
        if let Some(found) = self.exact(&plain) {
            return Some(found);
        }
        let latin = || self.question(header).or_else(|| self.last_word(header));
        let (role, weight) = self.tail(&plain).or_else(latin).or_else(|| self.inside(&plain))?;
        Some(Claim { role, weight, exact: false })
    }

    /// Whether a whole cell is an alias, as headers are and data hardly ever.
    pub(super) fn is_alias(&self, cell: &str) -> bool {
        cell.len() <= 60 && self.exact(&self.plain(cell)).is_some()
    }

    /// Whether a text was put there by a system or an idle hand (此用户没有填写评价), as `placeholders.tsv` has it but for signs.
    pub(super) fn is_placeholder(&self, text: &str) -> bool {
        text.len() <= 200 && self.placeholders.contains(&letters(&self.normalizer.normal_form(text)))
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
    fn tail(&self, plain: &str) -> Option<(Role, i32)> {
        let mut tails = plain.char_indices().skip(1).map(|(at, _)| &plain[at..]);
        let found = tails.find_map(|t| self.chinese(t, 2))?;
        Some((found.0, found.1 - TAIL))
    }

    /// `Overall, how satisfied are you with your order?`: the longest run of words that is an alias.
    fn question(&self, header: &str) -> Option<(Role, i32)> {
        header.split_whitespace().nth(QUESTION - 1)?;
        let mut words = words(header);
        words.truncate(HEARD);
        let mut runs = (ASKED.0..=ASKED.1.min(words.len())).rev().flat_map(|n| words.windows(n));
        let found = runs.find_map(|run| self.aliases.get(&run.concat()))?;
        Some((found.0, found.1 - INSIDE))
    }

    /// `customerReviewText`, `customer review text`: the longest run of words at the end that is an alias.
    fn last_word(&self, header: &str) -> Option<(Role, i32)> {
        let words = words(header);
        let found = (1..words.len()).find_map(|from| {
            let tail = words[from..].concat();
            self.aliases.get(&tail).filter(|_| tail.len() >= 4)
        })?;
        Some((found.0, found.1 - INSIDE))
    }

    /// The longest Chinese alias of three characters or more that stands inside.
    fn inside(&self, plain: &str) -> Option<(Role, i32)> {
        let bounds: Vec<usize> = plain.char_indices().map(|(i, _)| i).chain([plain.len()]).collect();
        let most = self.longest.min(bounds.len().saturating_sub(1));
        let found = (3..=most)
            .rev()
            .find_map(|length| bounds.windows(length + 1).find_map(|w| self.chinese(&plain[w[0]..w[length]], 3)))?;
        Some((found.0, found.1 - INSIDE))
    }

    fn chinese(&self, alias: &str, least: usize) -> Option<(Role, i32)> {
        let long = !alias.is_ascii() && alias.chars().nth(least - 1).is_some();
        long.then(|| self.aliases.get(alias).copied())?
    }
}

/// Letters and digits alone.
fn letters(s: &str) -> String {
    s.chars().filter(|c| c.is_alphanumeric()).collect()
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

/// Lower-case Latin words of a header, at blanks, signs and changes from lower to upper case.
fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut lower = false;
    for c in header.chars() {
        if !c.is_ascii_alphanumeric() || (lower && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(header: &str) -> Option<&'static str> {
        static ROLES: std::sync::LazyLock<Roles> =
            std::sync::LazyLock::new(|| Roles::new(&Dicts::load(None).unwrap()).unwrap());
        ROLES.claim(header).map(|c| c.role.id())
    }

    #[test]
    fn headers_as_exports_write_them() {
        let cases = [
            ("评价内容", "text"),
            ("\u{feff}评价内容", "text"),
            ("評價內容", "text"),
            ("评价内容（必填）", "text"),
            (" 评 分 (1-5)", "rating"),
            ("1、您的总体满意度", "rating"),
            ("Q7. 您对我们的产品有什么意见和建议？", "text"),
            ("最近一次购买时间", "order_time"),
            ("评价内容字数", "ignore"),
            ("Review Text", "text"),
            ("reviewText", "text"),
            ("customerReviewText", "text"),
            ("REVIEW_TIME", "time"),
            ("商品名称", "product"),
            ("品牌", "brand"),
            ("点赞数", "likes"),
            ("客户姓名", "customer"),
            ("商家回复", "reply"),
        ];
        for (header, want) in cases {
            assert_eq!(role(header), Some(want), "{header}");
        }
    }

    #[test]
    fn questions_as_surveys_ask_them() {
        let cases = [
            ("您有多大可能向朋友推荐我们？（0-10分）", "rating"),
            ("您有多大可能向朋友推荐我们", "rating"),
            ("您向亲友推荐我们的可能性有多大", "rating"),
            ("您愿意把我们推荐给朋友或同事吗", "rating"),
            ("3、您对本次服务满意吗？", "rating"),
            ("How likely are you to recommend us?", "rating"),
            ("On a scale of 0 to 10, how likely are you to recommend us to a friend?", "rating"),
            ("How satisfied are you with your order?", "rating"),
            ("How would you rate this store?", "rating"),
            ("请说明您打分的理由", "text"),
            ("您推荐/不推荐我们的主要原因是什么？", "text"),
            ("推荐原因", "text"),
            ("不推荐原因", "text"),
            ("您不愿意推荐给朋友的原因是？", "text"),
            ("您还有什么想说的吗？", "text"),
            ("Please tell us why", "text"),
            ("What is the primary reason for your score?", "text"),
            ("What could we do better?", "text"),
            ("结束答题时间", "time"),
            ("Submit Date (UTC)", "time"),
            ("您是通过哪个渠道购买的？", "channel"),
            ("How did you hear about us?", "channel"),
        ];
        for (header, want) in cases {
            assert_eq!(role(header), Some(want), "{header}");
        }
    }

    #[test]
    fn headers_that_say_nothing() {
        for header in ["", "xyz", "service_wait_time_x", "甲", "列1", "location_traffic"] {
            assert_eq!(role(header), None, "{header}");
        }
    }

    #[test]
    fn exact_aliases_weigh_more() {
        let roles = Roles::new(&Dicts::load(None).unwrap()).unwrap();
        let weight = |h| roles.claim(h).map(|c| c.weight);
        assert!(weight("评价内容") > weight("本次评价内容") && weight("本次评价内容") > weight("评价内容是什么呢"));
    }
}
