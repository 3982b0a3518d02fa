//! What a header explains of the numbers below it: which is best and which is worst (`1=非常满意，5=非常不满意`, `1为最好`, `数字越小越满意`).
//!
//! Words are those of `ratings.tsv`. Not its job: the range that a header states (`roles::scale`).

use super::{FIVE, Milli, RatingWords, leading_number, unit};

/// What ends the meaning of a number.
const STOPS: [char; 15] = ['(', ')', '[', ']', '【', '】', ',', ';', '、', '。', '/', '|', '!', '<', '>'];
/// Words that are extremes, and the least number that is called the worst: one end alone has to be as clear as that.
const BEST: i32 = FIVE;
const WORST: i32 = 1_000;
const HIGH: i32 = 3_000;

impl RatingWords {
    /// What a rating and its mirror image add up to, in thousandths, where a header says that words get worse as numbers grow: 6000 for
    /// `满意度(1=非常满意,5=非常不满意)`. `usual`: the ends of the scale, as far as the header does not name them.
    pub(in crate::ingest) fn mirror(&self, header: &str, usual: (i32, i32)) -> Option<i32> {
        let pairs = self.pairs(header);
        let (low, high) = match pairs[..] {
            [] if self.is_reversed(header) => usual,
            [(low @ (0 | 1_000), said)] if said.0 >= BEST => (low, usual.1),
            [(high @ HIGH.., said)] if said.0 <= WORST => (usual.0, high),
            [(low @ (0 | 1_000), _), .., (high, _)] if falls(&pairs) => (low, high),
            [_, .., (high, _)] if falls(&pairs) => (usual.0, high),
            _ => return None,
        };
        Some(low.saturating_add(high))
    }

    /// The lowest and the highest of the numbers that a header explains in words, which get better or worse as the numbers grow from nought or one.
    pub(in crate::ingest) fn explained(&self, header: &str) -> Option<(i32, i32)> {
        let pairs = self.pairs(header);
        let rises = pairs.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 < p[1].1);
        match pairs[..] {
            [(low @ (0 | 1_000), _), .., (high, _)] if rises || falls(&pairs) => Some((low, high)),
            _ => None,
        }
    }

    /// Whether a header says that small numbers are better: 数字越小越满意.
    fn is_reversed(&self, header: &str) -> bool {
        let header = self.folded(header);
        self.reversed.iter().any(|word| header.contains(word.as_str()))
    }

    /// Numbers with the words that a header has for them, the smallest first.
    fn pairs(&self, header: &str) -> Vec<(i32, Milli)> {
        let header = self.folded(header);
        let is_joined = |c: char| c.is_ascii_alphanumeric() || c == '.';
        let starts = header.char_indices().filter(|(at, c)| c.is_ascii_digit() && !header[..*at].ends_with(is_joined));
        let mut pairs: Vec<(i32, Milli)> = starts.filter_map(|(at, _)| self.pair(&header[at..])).collect();
        pairs.sort_unstable();
        pairs
    }

    /// `1=非常满意`, `1分为非常满意`, `1非常满意-`, in thousandths.
    fn pair(&self, rest: &str) -> Option<(i32, Milli)> {
        let (value, rest) = leading_number(rest)?;
        let said = unit(rest).1.trim_start_matches(['=', ':', '-', '—', ' ']);
        let said = self.means.iter().find_map(|word| said.strip_prefix(word.as_str())).unwrap_or(said).trim_start();
        let end = said.find(|c: char| STOPS.contains(&c) || c.is_ascii_digit()).unwrap_or(said.len());
        let said = said[..end].trim_end();
        let said = self.to.iter().find_map(|word| said.strip_suffix(word.as_str())).unwrap_or(said);
        Some((value, self.word(said.trim_end())?.value))
    }
}

/// Whether words get worse as numbers grow.
fn falls(pairs: &[(i32, Milli)]) -> bool {
    pairs.len() > 1 && pairs.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 > p[1].1)
}
