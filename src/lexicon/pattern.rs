//! The pattern language of rules: parsing only. `dicts/README.md` describes it for those who write it.
//!
//! The build script parses the built-in rules with it, so there is nothing here but the standard library and a hasher.

use rustc_hash::FxHashMap;

/// How a pattern is put together: one or more slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape<'e> {
    /// Slots in the order written, as they are written.
    pub slots: Vec<&'e str>,
    /// `…`: in this order and near one another. `&`: anywhere in the clause.
    pub ordered: bool,
    /// `&&`: anywhere in the sentence.
    pub wide: bool,
}

/// One alternative of a slot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// These words.
    Words(String),
    /// A quantity.
    Quantity(Quantity),
}

/// Kinds of quantities that patterns name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Any number.
    Num,
    /// 20分钟, 半小时 is hours.
    Mins,
    /// 两个小时.
    Hours,
    /// 三天, 一周, 两个月.
    Days,
    /// 500元, 三块.
    Money,
    /// 三次, 好几遍.
    Times,
    /// Three times or more: 修了五次.
    Many,
    /// A month or longer.
    Long,
    /// Five thousand yuan or more: 八千块, 两万八.
    Sum,
    /// Ten people or households or more: 二百多户, 上千名会员.
    Crowd,
}

impl Quantity {
    /// All kinds, with their names in patterns.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Num, "<num>"),
        (Self::Mins, "<mins>"),
        (Self::Hours, "<hours>"),
        (Self::Days, "<days>"),
        (Self::Money, "<money>"),
        (Self::Times, "<times>"),
        (Self::Many, "<many>"),
        (Self::Long, "<long>"),
        (Self::Sum, "<sum>"),
        (Self::Crowd, "<crowd>"),
    ];
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This pattern mixes `…`, `&` and `&&`.
    Mixed(String),
    /// This slot has an empty alternative.
    Empty(String),
    /// No set has this name.
    NoSet(String),
    /// No quantity is called so.
    NoQuantity(String),
}

/// Named sets of words (`sets.tsv`).
#[derive(Debug, Default)]
pub struct Sets(FxHashMap<String, Vec<String>>);

impl Sets {
    /// Adds a line of `sets.tsv`: a name, whose `@` may be left out there, and words between bars.
    pub fn add(&mut self, name: &str, words: &str) {
        let known = self.0.entry(name.trim_start_matches('@').to_owned()).or_default();
        known.extend(words.split('|').map(str::to_owned));
    }
}

/// The slots of a pattern.
///
/// # Errors
/// When it mixes `…`, `&` and `&&`.
pub fn shape(text: &str) -> Result<Shape<'_>, Fault> {
    let (near, anywhere) = (text.contains('…'), text.contains('&'));
    if near && anywhere {
        return Err(Fault::Mixed(text.to_owned()));
    }
    let wide = text.contains("&&");
    let separator = match (wide, anywhere) {
        (true, _) => "&&",
        (_, true) => "&",
        _ => "…",
    };
    let slots: Vec<&str> = text.split(separator).collect();
    if wide && slots.iter().any(|s| s.contains('&')) {
        return Err(Fault::Mixed(text.to_owned()));
    }
    Ok(Shape { slots, ordered: !anywhere, wide })
}

/// The alternatives of a slot or of an `unless` cell, sorted, each once.
///
/// # Errors
/// When it names an unknown set or quantity, or has an empty alternative.
pub fn alternatives(slot: &str, sets: &Sets) -> Result<Vec<Piece>, Fault> {
    let mut out = Vec::new();
    for part in slot.split('|') {
        if part.is_empty() {
            return Err(Fault::Empty(slot.to_owned()));
        } else if let Some(name) = part.strip_prefix('@') {
            for word in sets.0.get(name).ok_or_else(|| Fault::NoSet(name.to_owned()))? {
                out.push(piece(word)?);
            }
        } else {
            out.push(piece(part)?);
        }
    }
    out.sort();
    out.dedup();
    Ok(out)
}

fn piece(word: &str) -> Result<Piece, Fault> {
    if let Some((q, _)) = Quantity::ALL.iter().find(|(_, name)| *name == word) {
        return Ok(Piece::Quantity(*q));
    }
    if word.starts_with('<') && word.ends_with('>') {
        return Err(Fault::NoQuantity(word.to_owned()));
    }
    Ok(Piece::Words(word.to_owned()))
}
