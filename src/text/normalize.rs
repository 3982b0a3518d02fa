//! Normalisation with a way back: every byte of the normal form knows the character of the original that it came from.
//!
//! Lossless in meaning, not in form: HTML entities are decoded, full-width ASCII becomes half-width, Latin letters lower-case, traditional
//! characters simplified, invisible characters dropped, runs of blanks one blank, runs of a repeated character at most three. Tags of HTML
//! leave what is seen of them, and links a blank (`markup`).
//! Not its job: spelling, synonyms, or anything that needs a word.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;

use super::markup::{self, Instead, Markup};

/// Longest run of one character that is kept: 好好好好好 says no more than 好好好.
const MAX_RUN: usize = 3;

/// HTML entities that exports leave in texts. Numeric ones are decoded by rule.
const ENTITIES: [(&str, char); 8] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("hellip", '…'),
    ("mdash", '—'),
];

/// The compiled character table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Normalizer {
    variants: FxHashMap<char, char>,
}

/// A normal form and its map, reused from text to text.
#[derive(Debug, Clone, Default)]
pub struct Normalized {
    /// The normal form.
    pub text: String,
    /// For each byte of `text`, and one past its end: the index of the original character.
    map: Vec<u32>,
    /// Markup without a trace in `text`, as ranges of characters of the original, ascending: no words end with it.
    dropped: Vec<(u32, u32)>,
}

impl Normalized {
    /// Character range of the original for a byte range of the normal form.
    pub fn original(&self, start: usize, end: usize) -> (u32, u32) {
        let (start, end) = (self.map[start], self.map[end]);
        let dropped = self.dropped.binary_search_by_key(&end, |(_, to)| *to);
        (start, dropped.map_or(end, |at| self.dropped[at].0.max(start)))
    }

    /// Its characters, each with the index of the one of the original that it came from.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, usize)> {
        self.text.char_indices().map(|(at, c)| (c, self.map[at] as usize))
    }

    /// Puts the end of a line in the place of each of these ranges of bytes of the normal form, ascending and apart.
    pub fn blank(&mut self, ranges: &[(usize, usize)]) {
        let mut text = String::with_capacity(self.text.len());
        let mut map = Vec::with_capacity(self.map.len());
        let mut from = 0;
        for &(start, end) in ranges {
            text.push_str(&self.text[from..start]);
            text.push('\n');
            map.extend_from_slice(&self.map[from..=start]);
            from = end;
        }
        text.push_str(&self.text[from..]);
        map.extend_from_slice(&self.map[from..]);
        (self.text, self.map) = (text, map);
    }

    /// Takes these ranges out: as [`Self::blank`], but without a trace at the beginning and at the end.
    pub fn cut(&mut self, ranges: &[(usize, usize)]) {
        let (first, last) = (ranges.first().map(|r| r.0), ranges.last().map(|r| r.1));
        let ends = last == Some(self.text.len());
        self.blank(ranges);
        if first == Some(0) {
            self.text.remove(0);
            self.map.remove(0);
        }
        if ends && !self.text.is_empty() {
            self.truncate(self.text.len() - 1);
        }
    }

    /// Ends the normal form at this byte.
    pub fn truncate(&mut self, end: usize) {
        self.text.truncate(end);
        self.map.truncate(end + 1);
    }

    fn clear(&mut self) {
        self.text.clear();
        self.map.clear();
        self.dropped.clear();
    }

    fn drop_range(&mut self, from: u32, to: u32) {
        let from = self.dropped.pop_if(|before| before.1 == from).map_or(from, |before| before.0);
        if from < to {
            self.dropped.push((from, to));
        }
    }
}

impl Normalizer {
    /// Compiles `variants.tsv`.
    ///
    /// # Errors
    /// When an entry is not a pair of single characters.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let mut variants = FxHashMap::default();
        for e in dicts.of("variants") {
            match (single(e.get("from")), single(e.get("to"))) {
                (Some(from), Some(to)) => variants.insert(from, to),
                _ => {
                    return Err(
                        e.error(say!("`from` and `to` must be one character each", "`from` 与 `to` 必须各为一个字"))
                    );
                }
            };
        }
        Ok(Self { variants })
    }

    /// The normal form of `original`, into `out`.
    pub fn normalize(&self, original: &str, out: &mut Normalized) {
        self.read(original, MAX_RUN, out);
    }

    /// The same with runs of a character, other than blanks, of at most so many.
    pub(super) fn read(&self, original: &str, most: usize, out: &mut Normalized) {
        out.clear();
        let mut run = Run { most, ..Run::default() };
        let mut in_link = false;
        let mut chars = original.char_indices().enumerate();
        while let Some((index, (byte, c))) = chars.next() {
            let (mut c, mut next) = (c, index + 1);
            if c == '&'
                && let Some((decoded, length)) = entity(&original[byte + 1..])
            {
                c = decoded;
                chars.nth(length - 1);
                next += length;
            }
            in_link = in_link && markup::goes_on(c);
            if !in_link
                && let Some(c) = self.fold(c)
                && run.push(c, u32::try_from(index).unwrap_or(u32::MAX), out)
                && markup::may_end(c)
                && let Some(found) = markup::at_end(&out.text)
            {
                in_link = found.is_link;
                run = Run::instead(&found, u32::try_from(next).unwrap_or(u32::MAX), out, most);
            }
        }
        out.map.push(u32::try_from(original.chars().count()).unwrap_or(u32::MAX));
    }

    /// The normal form as a string of its own; for dictionaries and tests.
    pub fn normal_form(&self, original: &str) -> String {
        let mut out = Normalized::default();
        self.normalize(original, &mut out);
        out.text
    }

    /// One character's normal form; `None` for what has no width and no meaning.
    pub(super) fn fold(&self, c: char) -> Option<char> {
        Some(match c {
            'a'..='z' | '0'..='9' | '\n' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            '\u{3000}' | '\u{a0}' | ' ' | '\t' | '\u{2000}'..='\u{200a}' => ' ',
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
            '\u{ff01}'..='\u{ff5e}' => half_width(c).to_ascii_lowercase(),
            // Most characters by far, and all of them visible.
            '\u{4e00}'..='\u{9fff}' => self.variants.get(&c).copied().unwrap_or(c),
            _ if is_invisible(c) => return None,
            _ => self.variants.get(&c).copied().unwrap_or(c),
        })
    }
}

/// The half-width form of full-width ASCII; any other character as it is.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Holds back blanks and long runs.
#[derive(Default)]
struct Run {
    last: Option<char>,
    length: usize,
    most: usize,
}

impl Run {
    /// Puts something else in the place of the markup that the text ends with. The original goes on with its character `next`.
    fn instead(found: &Markup, next: u32, out: &mut Normalized, most: usize) -> Self {
        let index = out.map[found.start];
        let left: Vec<(char, u32)> = match &found.instead {
            Instead::Nothing => Vec::new(),
            Instead::Blank => vec![(' ', index)],
            Instead::Line => vec![('\n', index)],
            Instead::Piece(r) => out.text[r.clone()].char_indices().map(|(at, c)| (c, out.map[r.start + at])).collect(),
        };
        out.text.truncate(found.start);
        out.map.truncate(found.start);
        out.dropped.truncate(out.dropped.partition_point(|(from, _)| *from < index));
        out.drop_range(index, left.first().map_or(next, |(_, first)| *first));
        let mut run = Self { most, ..Self::at_end(&out.text) };
        for &(c, index) in &left {
            run.push(c, index, out);
        }
        if let (Instead::Piece(_), Some((_, last))) = (&found.instead, left.last()) {
            out.drop_range(last + 1, next);
        }
        run
    }

    /// The run that a text ends with.
    fn at_end(text: &str) -> Self {
        let last = text.chars().next_back();
        Self { last, most: MAX_RUN, length: text.chars().rev().take(MAX_RUN).take_while(|c| Some(*c) == last).count() }
    }

    /// Whether the character was taken.
    fn push(&mut self, c: char, index: u32, out: &mut Normalized) -> bool {
        if self.last == Some(c) {
            self.length += 1;
        } else {
            self.last = Some(c);
            self.length = 1;
        }
        let limit = match c {
            ' ' | '\n' => 1,
            '0'..='9' => usize::MAX,
            _ => self.most,
        };
        let taken = self.length <= limit;
        if taken {
            out.text.push(c);
            out.map.extend_from_slice(&[index; 4][..c.len_utf8()]);
        }
        taken
    }
}

/// Control, formatting and joining characters: they never decide a label, and some hide words from a reader.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Decodes an entity whose `&` has been read: the character, and how many characters of `rest` it took.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(10).position(|b| b == b';')?;
    let name = &rest[..end];
    let c = if let Some(number) = name.strip_prefix('#') {
        let code = number
            .strip_prefix(['x', 'X'])
            .map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        char::from_u32(code)?
    } else {
        ENTITIES.iter().find(|(n, _)| *n == name)?.1
    };
    Some((c, end + 1))
}

fn single(cell: &str) -> Option<char> {
    let mut chars = cell.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalizer() -> Normalizer {
        Normalizer { variants: [('電', '电'), ('錯', '错')].into_iter().collect() }
    }

    fn form(s: &str) -> String {
        normalizer().normal_form(s)
    }

    #[test]
    fn folds_width_case_and_script() {
        assert_eq!(form("電池ＡＢＣ１２，不錯！"), "电池abc12,不错!");
    }

    #[test]
    fn decodes_entities_and_drops_the_invisible() {
        assert_eq!(form("a&nbsp;&amp;&#39;b\u{200b}\u{feff}c&unknown;"), "a &'bc&unknown;");
    }

    #[test]
    fn shortens_runs_but_keeps_numbers() {
        assert_eq!(form("好好好好好！！！！！！ 100000   元"), "好好好!!! 100000 元");
    }

    #[test]
    fn the_map_leads_back() {
        let mut n = Normalized::default();
        let text = "啊&amp;電池好好好好差";
        normalizer().normalize(text, &mut n);
        let at = n.text.find("差").unwrap();
        let (s, e) = n.original(at, at + "差".len());
        let chars: Vec<char> = text.chars().collect();
        assert_eq!(chars[s as usize..e as usize].iter().collect::<String>(), "差");
        let at = n.text.find("电池").unwrap();
        let (s, e) = n.original(at, at + "电池".len());
        assert_eq!(chars[s as usize..e as usize].iter().collect::<String>(), "電池");
    }

    #[test]
    fn markup_leaves_what_is_seen() {
        for (text, want) in [
            ("<p>快递太慢了</p><br>客服<b>不理人</b>", "\n快递太慢了\n客服不理人"),
            (
                "很好<span class=\"url-icon\"><img alt=[怒] src=\"https://h5.cn/x.png\"></span><br />全文",
                "很好[怒]\n全文",
            ),
            ("不错 https://item.jd.com/1.html", "不错 "),
            ("看http://t.cn/A6x0，很好", "看 ,很好"),
            ("图//img.alicdn.com/a.jpg 好", "图 好"),
            ("见 WWW.taobao.com/x?a=1&amp;b=2。差", "见 。差"),
            ("&lt;br/&gt;差＜ｂｒ＞", "\n差\n"),
            ("<a href=http://a.cn/b>链接</a>", "链接"),
            ("好好<b>好</b>好好", "好好好"),
            ("转//@某某:好 <3 价格<100 a<b <很好> <<三体>>", "转//@某某:好 <3 价格<100 a<b <很好> <<三体>>"),
        ] {
            assert_eq!(form(text), want, "{text}");
            assert_eq!(form(&form(text)), want, "{text}");
        }
    }

    #[test]
    fn the_map_leads_past_markup() {
        let mut n = Normalized::default();
        let text = "<div>客服<b>不理</b></i>人http://t.cn/a 很慢<img alt='[心]' src=x>唉</p>";
        normalizer().normalize(text, &mut n);
        let chars: Vec<char> = text.chars().collect();
        for (words, want) in [
            ("客服不理", "客服<b>不理"),
            ("不理", "不理"),
            ("很慢", "很慢"),
            ("人", "人"),
            ("[心]", "[心]"),
            ("唉", "唉"),
        ] {
            let at = n.text.find(words).unwrap();
            let (s, e) = n.original(at, at + words.len());
            assert_eq!(chars[s as usize..e as usize].iter().collect::<String>(), want);
        }
    }

    #[test]
    fn the_map_leads_past_what_is_blanked() {
        let mut n = Normalized::default();
        normalizer().normalize("甲：您好。乙：電池差。甲：抱歉 完", &mut n);
        let (start, end) = (n.text.find("甲").unwrap(), n.text.find("电").unwrap());
        let last = n.text.rfind("甲").unwrap();
        n.truncate(n.text.len() - "完".len());
        n.blank(&[(start, end), (last, n.text.len())]);
        assert_eq!(n.text, "\n电池差。\n");
        let at = n.text.find("电池").unwrap();
        assert_eq!(n.original(at, at + "电池".len()), (7, 9));
        assert_eq!(n.original(0, 1), (0, 7));
        assert_eq!(n.original(n.text.len(), n.text.len()), (16, 16));
    }

    #[test]
    fn what_is_cut_off_leaves_no_trace() {
        let mut n = Normalized::default();
        normalizer().normalize("甲,電池差。乙,很慢。丙", &mut n);
        let at = |words: &str| n.text.find(words).unwrap();
        let ranges = [(at("甲"), at("电")), (at("乙"), at("很")), (at("丙"), n.text.len())];
        n.cut(&ranges);
        assert_eq!(n.text, "电池差。\n很慢。");
        assert_eq!((n.original(0, "电池".len()), n.original(n.text.len(), n.text.len())), ((2, 4), (11, 11)));
    }

    #[test]
    fn empty_text_has_an_empty_form() {
        let mut n = Normalized::default();
        normalizer().normalize("", &mut n);
        assert_eq!((n.text.as_str(), n.original(0, 0)), ("", (0, 0)));
    }
}
