//! The pattern language of rules: parsing only. `dicts/README.md` describes it for those who write it.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lang::Say;
use crate::say;

use super::{Dicts, Entry};

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

/// Named sets of words (`sets.tsv`).
#[derive(Debug, Default)]
pub struct Sets(FxHashMap<String, Vec<String>>);

impl Sets {
    /// Collects `sets.tsv`; the `@` of a name may be left out there.
    pub fn new(dicts: &Dicts) -> Self {
        let mut sets = Self::default();
        for e in dicts.of("sets") {
            let words = sets.0.entry(e.get("set").trim_start_matches('@').to_owned()).or_default();
            words.extend(e.get("word").split('|').map(str::to_owned));
        }
        sets
    }
}

/// The slots of an entry's pattern.
///
/// # Errors
/// When it mixes `…` and `&`.
pub fn shape(e: &Entry) -> Result<Shape<'_>> {
    let text = e.get("pattern");
    let (near, anywhere) = (text.contains('…'), text.contains('&'));
    if near && anywhere {
        return Err(e.error(say!("`{text}` mixes `…` and `&`", "`{text}` 同时用了 `…` 和 `&`")));
    }
    let wide = text.contains("&&");
    let separator = match (wide, anywhere) {
        (true, _) => "&&",
        (_, true) => "&",
        _ => "…",
    };
    Ok(Shape { slots: text.split(separator).collect(), ordered: !anywhere, wide })
}

/// The alternatives of a slot or of an `unless` cell of the entry, sorted, each once.
///
/// # Errors
/// When it names an unknown set or quantity, or has an empty alternative.
pub fn alternatives(e: &Entry, slot: &str, sets: &Sets) -> Result<Vec<Piece>> {
    pieces(slot, sets).map_err(|why| e.error(why))
}

fn pieces(slot: &str, sets: &Sets) -> Result<Vec<Piece>, Say> {
    let mut out = Vec::new();
    for part in slot.split('|') {
        if part.is_empty() {
            return Err(say!("empty alternative in `{slot}`", "`{slot}` 中有空的选项"));
        } else if let Some(name) = part.strip_prefix('@') {
            let words =
                sets.0.get(name).ok_or_else(|| say!("no set `@{name}` in sets.tsv", "sets.tsv 中没有 `@{name}`"))?;
            for word in words {
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

fn piece(word: &str) -> Result<Piece, Say> {
    if let Some((q, _)) = Quantity::ALL.iter().find(|(_, name)| *name == word) {
        return Ok(Piece::Quantity(*q));
    }
    if word.starts_with('<') && word.ends_with('>') {
        return Err(say!("no quantity `{word}`", "没有 `{word}` 这种数量"));
    }
    Ok(Piece::Words(word.to_owned()))
}
