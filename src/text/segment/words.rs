//! The words that the segmenter knows: jieba's, and those that dictionaries add.

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::packed;
use crate::say;

use super::laid::{self, Laid, Value};
use super::pos::Pos;
use super::route;

/// jieba's dictionary, laid out by `build.rs`.
const JIEBA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/jieba.zst"));

/// A word that was added: its characters after the first two, and what it is.
struct Added {
    rest: Box<[char]>,
    value: Value,
}

/// Words with their frequencies and parts of speech.
pub(super) struct Words {
    laid: Laid,
    /// Natural logarithms of the frequencies.
    logs: Vec<f64>,
    /// Words of one character that were added.
    single: FxHashMap<char, Value>,
    /// Other words that were added, by their first two characters; they go before jieba's.
    added: FxHashMap<(char, char), Vec<Added>>,
    /// Logarithm of the sum of all frequencies.
    log_total: f64,
}

impl Words {
    /// jieba's.
    ///
    /// # Errors
    /// When the binary is damaged.
    pub(super) fn load() -> Result<Self> {
        let damaged = || Error::dictionary("jieba", 0, say!("the built-in words are damaged", "内置词典已损坏"));
        let laid = packed::unpack(JIEBA).as_deref().and_then(laid::read).ok_or_else(damaged)?;
        let logs = laid.freqs.iter().map(|&f| log(f)).collect();
        let log_total = log(laid.total);
        Ok(Self { laid, logs, single: FxHashMap::default(), added: FxHashMap::default(), log_total })
    }

    /// Adds a word as jieba does: where it is known, it takes the new frequency and stays what it was. Without a frequency it gets one that
    /// holds it together.
    pub(super) fn add(&mut self, word: &str, freq: Option<u64>, tag: &str) {
        let chars: Vec<char> = word.chars().collect();
        if chars.is_empty() {
            return;
        }
        let freq = freq.unwrap_or_else(|| self.enough(&chars));
        let known = self.get(&chars);
        let pos = known.map_or_else(|| Pos::of_tag(tag), Value::pos);
        let Some(value) = Value::new(self.logs.len(), pos) else { return };
        self.laid.total = self.laid.total.saturating_add(freq).saturating_sub(known.map_or(0, |w| self.freq(w)));
        self.log_total = log(self.laid.total);
        self.laid.freqs.push(freq);
        self.logs.push(log(freq));
        match chars[..] {
            [] => {}
            [only] => drop(self.single.insert(only, value)),
            [first, second, ref rest @ ..] => {
                let same = self.added.entry((first, second)).or_default();
                match same.iter_mut().find(|a| *a.rest == *rest) {
                    Some(a) => a.value = value,
                    None => same.push(Added { rest: rest.into(), value }),
                }
            }
        }
    }

    /// The frequency from which on a word is not cut (`suggest_freq` of jieba).
    fn enough(&self, chars: &[char]) -> u64 {
        let one = |part: &[char]| self.get(part).map_or(0.0, |w| self.log_freq(w));
        let parts = route::parts(self, chars);
        let log_share = parts.windows(2).fold(0.0, |sum, at| sum + one(&chars[at[0]..at[1]]) - self.log_total);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most the total, at least nought
        let enough = (log_share + self.log_total).exp() as u64 + 1;
        enough.max(self.get(chars).map_or(1, |w| self.freq(w)))
    }

    /// What these characters are, if they are a word.
    pub(super) fn get(&self, chars: &[char]) -> Option<Value> {
        self.added(chars).find_map(|(value, len)| (len == chars.len()).then_some(value)).or_else(|| self.jiebas(chars))
    }

    fn jiebas(&self, chars: &[char]) -> Option<Value> {
        self.laid.trie.exact_match(chars.iter().copied()).map(Value)
    }

    /// Hands on the words with which `chars` begin: what each is, and how many characters it has.
    pub(super) fn prefixes(&self, chars: &[char], mut found: impl FnMut(Value, usize)) {
        let jiebas = self.laid.trie.common_prefix_search(chars.iter().copied()).map(|(value, len)| (Value(value), len));
        let mut added = self.added(chars).peekable();
        if added.peek().is_none() {
            jiebas.for_each(|(value, len)| found(value, len));
            return;
        }
        let mut lengths = 0u64;
        for (value, len) in added {
            lengths |= bit(len);
            found(value, len);
        }
        for (value, len) in jiebas {
            // What was added goes before; of very long words one look tells.
            if lengths & bit(len) == 0 || self.added(&chars[..len]).all(|(_, l)| l != len) {
                found(value, len);
            }
        }
    }

    /// Words that were added with which `chars` begin.
    fn added<'w>(&'w self, chars: &'w [char]) -> impl Iterator<Item = (Value, usize)> + 'w {
        let single = chars.first().and_then(|c| self.single.get(c)).map(|&value| (value, 1));
        let longer = match *chars {
            [first, second, ref rest @ ..] => {
                let same = self.added.get(&(first, second)).map_or(&[][..], Vec::as_slice);
                Some(same.iter().filter(|a| rest.starts_with(&a.rest)).map(|a| (a.value, a.rest.len() + 2)))
            }
            _ => None,
        };
        single.into_iter().chain(longer.into_iter().flatten())
    }

    /// The sum of all frequencies.
    #[cfg(test)]
    pub(super) fn total(&self) -> u64 {
        self.laid.total
    }

    /// A word's frequency.
    fn freq(&self, word: Value) -> u64 {
        self.laid.freqs.get(word.place()).copied().unwrap_or_default()
    }

    /// The logarithm of a word's frequency.
    pub(super) fn log_freq(&self, word: Value) -> f64 {
        self.logs.get(word.place()).copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// The logarithm of the sum of all frequencies.
    pub(super) fn log_total(&self) -> f64 {
        self.log_total
    }
}

fn bit(len: usize) -> u64 {
    1 << (len % 64)
}

/// Natural logarithm, of the system as jieba's: of ways that are as likely as each other the last bit decides, so others would cut some texts otherwise.
#[allow(clippy::cast_precision_loss)] // frequencies are far below 2^53
fn log(freq: u64) -> f64 {
    (freq as f64).ln()
}
