//! What words mean, by the company they keep and the problems that they tell of: a short vector for each of some twenty thousand words, and the cutting of a
//! text into them.
//!
//! Positive pointwise mutual information brought down by a singular value decomposition ([Levy, Goldberg and Dagan
//! 2015](https://doi.org/10.1162/tacl_a_00134)), weighed and turned so that complaints of one problem are near each other ([Wieting et al.
//! 2016](https://arxiv.org/abs/1511.08198)); how the file was made stands in `dicts/models/vectors.py`. Texts are cut by the longest known word from the left:
//! jieba cuts better, but is not loaded where a report is made from labelled rows. Not its job: what texts have in common; that is `insight`'s.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::number::float;

const WORDS: &[u8] = include_bytes!("../../dicts/models/words.vectors");

/// What the first line begins with: the format and its version.
const MAGIC: &str = "voc-vectors 2 ";

/// A word of the file.
#[derive(Debug, Clone, Copy)]
struct Word {
    place: usize,
    times: u32,
    scale: f64,
}

/// Words with their vectors.
#[derive(Debug, Default)]
pub struct Vectors {
    /// Place, number of occurrences and scale of each word.
    words: FxHashMap<&'static str, Word>,
    /// Components of all words, word by word, in units of the word's scale.
    components: Vec<i8>,
    dimensions: usize,
    /// Occurrences of all words, known or not.
    tokens: u64,
    /// Characters of the longest word.
    longest: usize,
}

impl Vectors {
    /// The built-in vectors, read once. None at all if the binary is damaged.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<Vectors> = OnceLock::new();
        READ.get_or_init(|| Self::read(WORDS).unwrap_or_default())
    }

    fn read(bytes: &'static [u8]) -> Option<Self> {
        let (head, mut rest) = line(bytes)?;
        let mut numbers = head.strip_prefix(MAGIC)?.split(' ').map(str::parse::<u64>);
        let mut number = || numbers.next()?.ok();
        let (count, dimensions, tokens) = (number()?, usize::try_from(number()?).ok()?, number()?);
        let mut out = Self { dimensions, tokens, ..Self::default() };
        for place in 0..usize::try_from(count).ok()? {
            let (entry, behind) = line(rest)?;
            let mut cells = entry.split('\t');
            let word = cells.next()?;
            let (times, scale) = (cells.next()?.parse().ok()?, f64::from(cells.next()?.parse::<u32>().ok()?) / 1e6);
            out.words.insert(word, Word { place, times, scale });
            out.longest = out.longest.max(word.chars().count());
            rest = behind;
        }
        out.components = rest.iter().map(|b| b.cast_signed()).collect();
        (out.components.len() == out.words.len() * dimensions).then_some(out)
    }

    /// How many numbers a vector has.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vector of a word, the longer the more the word tells, as components in units of a scale.
    pub fn get(&self, word: &str) -> Option<(f64, &[i8])> {
        let w = self.words.get(word)?;
        Some((w.scale, self.components.get(w.place * self.dimensions..(w.place + 1) * self.dimensions)?))
    }

    /// How rare a word is, in nats; one that was never met as if it had been met once.
    pub fn rarity(&self, word: &str) -> f64 {
        crate::real::ln(float(self.tokens.max(1)) / (self.times(word) + 1.0))
    }

    fn times(&self, word: &str) -> f64 {
        self.words.get(word).map_or(0.0, |w| f64::from(w.times))
    }

    /// The words of a text, from the left the longest that is known; a character that begins none is a word by itself. Marks, digits and Latin letters are passed over.
    pub fn cut<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let at: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let (mut out, mut i) = (Vec::new(), 0);
        while i + 1 < at.len() {
            let known = |n: &usize| self.words.contains_key(&text[at[i]..at[i + n]]);
            let length = (2..=self.longest.min(at.len() - 1 - i)).rev().find(known).unwrap_or(1);
            let word = &text[at[i]..at[i + length]];
            if word.chars().all(is_han) {
                out.push(word);
            }
            i += length;
        }
        out
    }
}

/// A Chinese character that words with vectors are made of; rarer ones (`text::clause::is_han` knows them) have none.
fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The first line, and what stands behind it.
fn line(bytes: &'static [u8]) -> Option<(&'static str, &'static [u8])> {
    let end = bytes.iter().position(|b| *b == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f64 {
        let of = |w: &str| Vectors::embedded().get(w).unwrap().1.iter().map(|x| f64::from(*x)).collect::<Vec<_>>();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let (a, b) = (of(a), of(b));
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    }

    #[test]
    fn words_of_one_matter_are_near_each_other() {
        for (word, near, far) in [("停车", "车位", "电池"), ("电池", "续航", "退款"), ("退款", "申请", "漏水")]
        {
            assert!(likeness(word, near) > 0.3 + likeness(word, far), "{word}");
        }
    }

    #[test]
    fn a_text_is_cut_into_known_words() {
        let v = Vectors::embedded();
        assert_eq!(v.cut("停车费3元，app用不了！"), ["停车费", "元", "用", "不了"]);
        assert!(v.cut("").is_empty() && v.cut("OK 123 👍").is_empty());
        assert!(v.rarity("停车费") > v.rarity("的") && v.rarity("的") < 4.0 && v.get("鱻").is_none());
        assert!((1..=v.longest).contains(&2) && v.dimensions() == 100);
    }

    #[test]
    fn what_is_no_such_file_gives_nothing() {
        for bytes in [
            &b""[..],
            b"voc-vectors 1 1 1 1\n",
            b"voc-vectors 2 1 2 3\nx\t1\t9\n\x01",
            b"voc-vectors 2 2 1 3\nx\t1\t9\n",
        ] {
            assert!(Vectors::read(bytes).is_none());
        }
        let read = Vectors::read(b"voc-vectors 2 1 2 3\nx\t1\t500000\n\x01\xff").unwrap();
        assert_eq!(read.get("x"), Some((0.5, &[1, -1][..])));
    }
}
