//! The trade of a row, as its product columns tell it, and what it makes of aspects of other trades: beside 商品 热水器, 忽冷忽热 is no fault of a hotel room.
//!
//! Not its job: trades that only texts would tell. Hotels have air conditioners, and shops are in malls.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::Result;
use crate::lexicon::{AspectId, Dicts, Entry, Taxonomy};
use crate::record::Attrs;
use crate::say;
use crate::text::clause::squeezed;

use super::mention::Draft;

/// Roles of columns that name what was sold.
const ROLES: [&str; 2] = ["product", "brand"];

/// Cells whose trades are remembered.
const REMEMBERED: usize = 4_096;

/// Letters from which a Latin word may be the beginning of another.
const LONG: usize = 4;

/// A set of trades, a bit each.
type Set = u64;

/// Cells that were looked at before, by header and value.
pub(super) type Seen = FxHashMap<(String, String), Set>;

/// The compiled `trades.tsv`, and what `taxonomy.tsv` says of trades.
#[derive(Debug, Default)]
pub(super) struct Trades {
    /// For each trade its words.
    words: Vec<Vec<String>>,
    /// Headers of product columns, squeezed.
    headers: FxHashSet<String>,
    /// Aspects of some trades only: of which, and what they are elsewhere.
    bound: FxHashMap<AspectId, (Set, AspectId)>,
}

impl Trades {
    /// Compiles the tables.
    ///
    /// # Errors
    /// When there are more than 64 trades, or an aspect names a trade or an aspect that there is not.
    pub(super) fn new(dicts: &Dicts, taxonomy: &Taxonomy) -> Result<Self> {
        let mut trades = Self::default();
        let mut ids: FxHashMap<&str, usize> = FxHashMap::default();
        for e in Entry::in_force(dicts.of("trades")) {
            let at = *ids.entry(e.get("trade")).or_insert(trades.words.len());
            trades.words.resize_with(trades.words.len().max(at + 1), Vec::new);
            // Nothing is a part of every cell.
            trades.words[at].extend(e.get("words").split('|').map(squeezed).filter(|w| !w.is_empty()));
        }
        if trades.words.len() > Set::BITS as usize {
            let n = trades.words.len();
            return Err(crate::error::Error::dictionary(
                "trades.tsv",
                0,
                say!("{n} trades are more than 64", "行业 {n} 个，超过 64 个"),
            ));
        }
        // What a later line leaves out stays as it was, as names do.
        let mut said = vec![[None; 2]; taxonomy.all().len()];
        for e in dicts.of("taxonomy") {
            let Some(aspect) = taxonomy.find(e.get("id")) else { continue };
            for (cell, column) in said[usize::from(aspect.0)].iter_mut().zip(["trades", "elsewhere"]) {
                *cell = Some(e).filter(|e| !e.get(column).is_empty()).or(*cell);
            }
        }
        for (of, elsewhere) in said.into_iter().filter_map(|[of, elsewhere]| Some((of?, elsewhere))) {
            let Some(aspect) = taxonomy.find(of.get("id")) else { continue };
            let other = elsewhere.map(|e| stands_for(e, taxonomy)).transpose()?;
            trades.bound.insert(aspect, (set(of, &ids)?, other.unwrap_or(taxonomy.get(aspect).nature_id)));
        }
        let named = dicts.of("columns").filter(|e| ROLES.contains(&e.get("role")));
        trades.headers.extend(named.map(|e| squeezed(e.get("alias"))));
        Ok(trades)
    }

    /// Brings the mentions of a row in line with its trade. What is only named and belongs to another trade (房间 beside 空调) is left out, and what the goods
    /// are called says nothing of them.
    pub(super) fn settle(&self, drafts: &mut Vec<Draft>, attrs: &Attrs, text: &str, seen: &mut Seen) {
        self.leave_names(drafts, attrs, text);
        if !drafts.iter().any(|d| self.bound.contains_key(&d.aspect)) {
            return;
        }
        let trade = self.of(attrs, seen);
        if trade == 0 {
            return;
        }
        // Of each set of trades the text is asked once, however many mentions there are.
        let mut asked: Vec<(Set, bool)> = Vec::new();
        let mut foreign = |aspect: AspectId| {
            let &(set, elsewhere) = self.bound.get(&aspect)?;
            if set & trade != 0 {
                return None;
            }
            let known = asked.iter().find(|(of, _)| *of == set).map(|(_, spoken)| *spoken);
            let spoken = known.unwrap_or_else(|| {
                let spoken = self.speaks_of(text, set);
                asked.push((set, spoken));
                spoken
            });
            (!spoken).then_some(elsewhere)
        };
        drafts.retain_mut(|d| match foreign(d.aspect) {
            Some(elsewhere) => {
                // A room's cleanliness is hygiene elsewhere, and workmanship where that is none either.
                d.aspect = foreign(elsewhere).unwrap_or(elsewhere);
                d.opinion.0 != d.opinion.1 || d.score != 0
            }
            None => true,
        });
    }

    /// Leaves out praise and blame that are part of a name: 天籁 is no sound where 车型 is 天籁.
    fn leave_names(&self, drafts: &mut Vec<Draft>, attrs: &Attrs, text: &str) {
        if drafts.iter().all(|d| d.score == 0) {
            return;
        }
        for (_, value) in attrs.values().filter(|(header, _)| self.headers.contains(&squeezed(header))) {
            let name = value.trim().to_lowercase();
            if name.chars().nth(1).is_none() {
                continue;
            }
            let places: Vec<usize> = text.match_indices(&name).map(|(at, _)| at).collect();
            let is_name = |d: &Draft| places.iter().any(|at| *at <= d.start && d.end <= at + name.len());
            drafts.retain(|d| d.score == 0 || !is_name(d));
        }
    }

    /// The trades that the product columns name.
    fn of(&self, attrs: &Attrs, seen: &mut Seen) -> Set {
        attrs.values().map(|(header, value)| self.of_cell(header, value, seen)).fold(0, |a, b| a | b)
    }

    fn of_cell(&self, header: &str, value: &str, seen: &mut Seen) -> Set {
        let key = (header.to_owned(), value.to_owned());
        if let Some(set) = seen.get(&key) {
            return *set;
        }
        let (head, mut set) = (squeezed(header), 0);
        if self.headers.contains(&head) {
            let cell = format!("{header}\n{value}").to_lowercase();
            let cell = (squeezed(&cell), cell);
            for (at, _) in self.words.iter().enumerate().filter(|(_, w)| w.iter().any(|w| names(&cell.0, &cell.1, w))) {
                set |= 1 << at;
            }
        }
        if seen.len() >= REMEMBERED {
            seen.clear();
        }
        seen.insert(key, set);
        set
    }

    /// Whether a text names something of one of these trades.
    fn speaks_of(&self, text: &str, set: Set) -> bool {
        let mine = self.words.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        mine.flat_map(|(_, words)| words).any(|w| names(text, text, w))
    }
}

/// Whether a cell names a word. One of Latin letters stands alone in what was written with blanks (5g in 5G手机, not in KFR-35GW); a number may
/// follow and, where it is long, more (iphone13, ipadpro; not apple for app).
fn names(squeezed: &str, written: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return squeezed.contains(word);
    }
    written.match_indices(word).any(|(at, _)| {
        let (before, after) = (&written[..at], &written[at + word.len()..]);
        let goes_on =
            |c: char| if word.starts_with(char::is_numeric) { c.is_numeric() } else { c.is_ascii_alphabetic() };
        !before.ends_with(goes_on) && (word.len() >= LONG || !after.starts_with(|c: char| c.is_ascii_alphabetic()))
    })
}

fn set(e: &Entry, ids: &FxHashMap<&str, usize>) -> Result<Set> {
    e.get("trades").split('|').try_fold(0, |set, id| match ids.get(id) {
        Some(at) => Ok(set | 1 << at),
        None => Err(e.error(say!("`{id}` is no trade of trades.tsv", "`{id}` 不是 trades.tsv 中的行业"))),
    })
}

/// What stands for an aspect elsewhere.
fn stands_for(e: &Entry, taxonomy: &Taxonomy) -> Result<AspectId> {
    let id = e.get("elsewhere");
    let wrong = || e.error(say!("`{id}` is no aspect of taxonomy.tsv", "`{id}` 不是 taxonomy.tsv 中的方面"));
    taxonomy.find(id).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::annotate::fixture::labelled;
    use crate::record::{Attrs, Name, Polarity, Record};

    #[test]
    fn what_goods_are_called_is_no_opinion() {
        let praised = |header: &str| {
            let attrs = Attrs(vec![(Name::from(header), "天籁".to_owned())]);
            let text = "东风日产天籁变速箱异响".to_owned();
            let out = labelled(Record { text, attrs, ..Record::default() });
            assert!(out.mentions.iter().any(|m| m.polarity == Polarity::Negative), "{out:?}");
            out.mentions.iter().any(|m| m.polarity == Polarity::Positive)
        };
        assert!(!praised("车型"));
        assert!(praised("渠道"), "any other word");
    }

    #[test]
    fn latin_words_stand_alone() {
        let named = |cell: &str, word: &str| names(&cell.replace(' ', ""), cell, word);
        for (cell, word) in [
            ("5g手机", "5g"),
            ("apple iphone13 pro", "iphone"),
            ("ipadpro 保护壳", "ipad"),
            ("cs75suv", "suv"),
            ("手机app评论", "app"),
            ("小 米 空 调", "空调"),
        ] {
            assert!(named(cell, word), "{cell} {word}");
        }
        for (cell, word) in [("空调 kfr-35gw/n8xhc1", "5g"), ("65g坚果", "5g"), ("apple 数据线", "app")] {
            assert!(!named(cell, word), "{cell} {word}");
        }
    }
}
