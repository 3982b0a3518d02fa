//! Which encoding a text is in: a byte order mark, the NUL pattern of UTF-16, UTF-8 where that loses the least, then GB18030 or Big5, whichever is more plausible,
//! or Windows-1252, where what is not ASCII stands alone.
//!
//! Plausible means: a large share of the two-byte characters lies in the rows that a standard reserves for frequent characters. Chinese text in its own
//! encoding has over nine in ten there, in the other one about half. No table is needed.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::fault::Fault;
use crate::error::{Error, Result};
use crate::lang::{Say, by_count};
use crate::say;

/// Wide characters to each damaged place by which even a few of them tell UTF-8.
const BROKEN: u64 = 20;
/// More than one lost character in this many means: the text cannot be read so.
const LOST: u64 = 10;
/// Fewer wide characters next to each other prove nothing: other encodings have some by chance.
const CHANCE: u64 = 8;
/// Fewer bytes above ASCII prove nothing where each of them stands alone.
const ALONE: usize = 6;
/// Share in thousandths of frequent characters from which a text is Big5 though its bytes stand alone, as those of 是 and 否 do there.
const FREQUENT: i64 = 800;
/// Bytes that are UTF-8 and not UTF-16 for sure.
const PROVEN: usize = 16;

/// An encoding and how it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Detected {
    pub(super) encoding: &'static Encoding,
    /// `bom`, `content` or `option`.
    pub(super) from: &'static str,
}

/// The encoding that a user named.
pub(super) fn by_name(name: &str) -> Result<&'static Encoding> {
    let folded = name.trim().to_ascii_lowercase().replace('_', "-");
    let label = match folded.as_str() {
        "cp936" | "936" | "ansi" | "gb" | "gbk" | "gb2312" | "gb-18030" => "gb18030",
        "cp950" | "950" | "big-5" => "big5",
        "utf-8-sig" | "utf8-sig" | "utf-8-bom" | "utf8bom" => "utf-8",
        "utf16" | "unicode" => "utf-16",
        "utf16le" => "utf-16le",
        "utf16be" => "utf-16be",
        other => other,
    };
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::usage(
            say!("unknown encoding `{name}`", "未知编码 `{name}`"),
            say!(
                "for example utf-8, gb18030 (gbk), big5, utf-16le, utf-16be; without `--encoding` it is detected",
                "可用 utf-8、gb18030（gbk）、big5、utf-16le、utf-16be 等；不加 `--encoding` 时自动识别"
            ),
        )
    })
}

/// The name as reports show it.
pub(super) fn shown(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

/// Whether it is one of the two that a mark tells apart.
pub(super) fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Detects from the first bytes; `complete` when these are all.
pub(super) fn detect(window: &[u8], complete: bool) -> Detected {
    if let Some((encoding, _)) = Encoding::for_bom(window) {
        return Detected { encoding, from: "bom" };
    }
    let encoding = utf16(window).unwrap_or_else(|| if is_utf8(window, complete) { UTF_8 } else { chinese(window) });
    Detected { encoding, from: "content" }
}

/// UTF-16 without a mark: there are NULs, and read as pairs of bytes the text consists of the usual characters.
///
/// Stray NULs in another encoding do not look so: pairs of UTF-8 or GBK bytes are mostly Hangul or unassigned; and ASCII, whose pairs look Chinese, is
/// valid UTF-8, where only NULs by the dozen count.
fn utf16(window: &[u8]) -> Option<&'static Encoding> {
    let window = &window[..window.len().min(1 << 16) & !1];
    let nulls = window.split(|b| *b == 0).count() - 1;
    if nulls == 0 || (nulls * 10 < window.len() && std::str::from_utf8(window).is_ok()) {
        return None;
    }
    let usual = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(window);
        let (usual, all) = text.chars().fold((0, 0), |(u, n), c| (u + usize::from(is_usual(c)), n + 1));
        usual * 100 / all.max(1)
    };
    let (little, big) = (usual(UTF_16LE), usual(UTF_16BE));
    if little.max(big) < 70 {
        return None;
    }
    Some(if big > little { UTF_16BE } else { UTF_16LE })
}

fn is_usual(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// What bytes are when they are read as UTF-8.
#[derive(Default)]
struct AsUtf8 {
    /// Characters of three or four bytes.
    wide: u64,
    /// Those among them right behind another one. Texts in GB18030 and Big5 have at most one to three thousand damaged places (measured on 3.5 million characters
    /// of feedback in each), so these are UTF-8 for sure.
    adjoining: u64,
    /// Places that are no characters.
    damaged: u64,
}

impl AsUtf8 {
    fn of(window: &[u8], complete: bool) -> Self {
        let mut all = Self::default();
        let mut chunks = window.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let mut before = false;
            for c in chunk.valid().chars() {
                let wide = c.len_utf8() > 2;
                all.wide += u64::from(wide);
                all.adjoining += u64::from(wide && before);
                before = wide;
            }
            let bad = chunk.invalid();
            // Cut in the middle of a character: by the window, or by a damaged end.
            let unfinished = || std::str::from_utf8(bad).is_err_and(|e| e.error_len().is_none());
            let cut = !complete && chunks.peek().is_none() && unfinished();
            all.damaged += u64::from(!bad.is_empty() && !cut);
        }
        all
    }
}

/// Strictly UTF-8, or less damaged so than in any other encoding, which would turn every character of it into others.
fn is_utf8(window: &[u8], complete: bool) -> bool {
    if std::str::from_utf8(window).is_ok() {
        return true;
    }
    let AsUtf8 { wide, adjoining, damaged } = AsUtf8::of(window, complete);
    damaged == 0 || wide > damaged * BROKEN || adjoining > damaged
}

/// GB18030 unless Big5 is clearly more plausible, or Windows-1252, in which English texts from abroad have their ’ and é.
fn chinese(window: &[u8]) -> &'static Encoding {
    let window = &window[..window.len().min(1 << 18)];
    let of_big5 = score(window, big5_pair);
    if of_big5 < FREQUENT && is_western(window) {
        return WINDOWS_1252;
    }
    if of_big5 > score(window, gb_pair) + 50 { BIG5 } else { GB18030 }
}

/// Whether nearly all bytes above ASCII stand alone. In Chinese texts hardly one does: frequent characters are two of them in GB18030, and many are in Big5.
fn is_western(window: &[u8]) -> bool {
    let is_high = |b: &u8| *b >= 0x80;
    let runs = window.chunk_by(|a, b| is_high(a) == is_high(b)).filter(|run| run.first().is_some_and(is_high));
    let (alone, all) = runs.fold((0, 0), |(alone, all), run| (alone + usize::from(run.len() == 1), all + run.len()));
    all >= ALONE && alone * 10 >= all * 9
}

#[derive(PartialEq)]
enum Pair {
    Frequent,
    Rare,
    Invalid,
}

/// Share of frequent characters among two-byte ones, in thousandths; invalid pairs count against it.
fn score(bytes: &[u8], pair: fn(u8, u8) -> Pair) -> i64 {
    let (mut frequent, mut invalid, mut all) = (0_i64, 0_i64, 1_i64);
    let mut i = 0;
    while i + 1 < bytes.len() {
        if bytes[i] < 0x80 {
            i += 1;
            continue;
        }
        all += 1;
        i += 2;
        match pair(bytes[i - 2], bytes[i - 1]) {
            Pair::Frequent => frequent += 1,
            Pair::Rare => {}
            Pair::Invalid => {
                invalid += 1;
                i -= 1;
            }
        }
    }
    (frequent - 2 * invalid) * 1000 / all
}

/// GB2312 has its frequent characters in rows B0–D7, punctuation in A1–A3.
fn gb_pair(lead: u8, trail: u8) -> Pair {
    match (lead, trail) {
        (0xb0..=0xd7 | 0xa1..=0xa3, 0xa1..=0xfe) => Pair::Frequent,
        (0x81..=0xfe, 0x30..=0x39 | 0x40..=0x7e | 0x80..=0xfe) => Pair::Rare,
        _ => Pair::Invalid,
    }
}

/// Big5 has its frequent characters in rows A4–C6, punctuation in A1–A3.
fn big5_pair(lead: u8, trail: u8) -> Pair {
    match (lead, trail) {
        (0xa1..=0xc6, 0x40..=0x7e | 0xa1..=0xfe) => Pair::Frequent,
        (0xc7..=0xf9, 0x40..=0x7e | 0xa1..=0xfe) => Pair::Rare,
        _ => Pair::Invalid,
    }
}

/// Refuses to read as something else what is UTF-8, wholly or in a good part: nothing would tell of it, as nearly any bytes are characters in GB18030.
pub(super) fn refuse_utf8(detected: Detected, window: &[u8], complete: bool) -> Result<(), Fault> {
    let encoding = detected.encoding;
    if encoding == UTF_8 {
        return Ok(());
    }
    let AsUtf8 { adjoining, damaged, .. } = AsUtf8::of(window, complete);
    let name = shown(encoding);
    let utf8 = || {
        Fault::new(say!("cannot be read as {name}: this is UTF-8", "无法按 {name} 解码：这是 UTF-8 编码"), unnamed())
    };
    if is_utf16(encoding) {
        // UTF-16 has NULs in its commas and line ends, and hardly ever reads as UTF-8. What is too short proves nothing.
        let plain = detected.from == "option" && damaged == 0 && window.len() >= PROVEN && !window.contains(&0);
        return if plain { Err(utf8()) } else { Ok(()) };
    }
    if adjoining <= CHANCE || adjoining * LOST <= adjoining + damaged {
        return Ok(());
    }
    Err(if adjoining > damaged {
        utf8()
    } else {
        Fault::new(
            say!("cannot be read as {name}: a part of it is UTF-8", "无法按 {name} 解码：其中一部分是 UTF-8 编码"),
            mixed(),
        )
    })
}

/// Refuses a text of which too much cannot be read; `bytes` is its size in UTF-8.
pub(super) fn check(detected: Detected, replaced: u64, bytes: u64) -> Result<(), Fault> {
    if replaced * 3 * LOST <= bytes {
        return Ok(());
    }
    let told = by_count(replaced, "place is no character", "places are no characters");
    let name = shown(detected.encoding);
    let what = say!("cannot be read as {name}: {replaced} {told}", "无法按 {name} 解码：{replaced} 处不是有效字符");
    let hint = match detected.from {
        "option" => unnamed(),
        "content" if detected.encoding == UTF_8 => mixed(),
        _ => say!(
            "name the encoding with `--encoding` (utf-8, gb18030, big5, utf-16le), or export the file again",
            "请用 `--encoding` 指定编码（utf-8、gb18030、big5、utf-16le），或重新导出文件"
        ),
    };
    Err(Fault::new(what, hint))
}

/// The next step where a wrong encoding was named.
fn unnamed() -> Say {
    say!(
        "leave out `--encoding` to have it detected, or export the file again",
        "去掉 `--encoding` 可自动识别编码，或重新导出文件"
    )
}

/// The next step where no encoding is right for all of it.
fn mixed() -> Say {
    say!(
        "it seems to be put together from parts in different encodings: bring them into one, or read them as files of their own",
        "文件似乎由不同编码的部分拼接而成：请统一编码，或拆成多个文件分别读取"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLE: &str =
        "评价内容,评分\n快递太慢了，客服也不理人，但是衣服质量不错。,2\n包装破损，退货还要自己出运费！,1\n";
    const TRADITIONAL: &str =
        "評價內容,評分\n快遞太慢了，客服也不理人，但是衣服質量不錯。,2\n包裝破損，退貨還要自己出運費！,1\n";

    fn name(bytes: &[u8]) -> &'static str {
        shown(detect(bytes, true).encoding)
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, failed) = encoding.encode(text);
        assert!(!failed);
        bytes.into_owned()
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn each_encoding_is_told_from_the_others() {
        assert_eq!(name(SIMPLE.as_bytes()), "UTF-8");
        assert_eq!(name(b"text,rating\ngood,5\n"), "UTF-8");
        assert_eq!(name(&encoded(SIMPLE, GB18030)), "GB18030");
        assert_eq!(name(&encoded(TRADITIONAL, BIG5)), "Big5");
        assert_eq!(name(&encoded(TRADITIONAL, GB18030)), "GB18030");
        assert_eq!(name(&utf16(SIMPLE, false)), "UTF-16LE");
        assert_eq!(name(&utf16(SIMPLE, true)), "UTF-16BE");
        assert_eq!(name(&utf16("id,score\n1,2\n", false)), "UTF-16LE");
        assert_eq!(name(&utf16(&format!("{}\n", "一般般的一个东西，退货一次。".repeat(30)), true)), "UTF-16BE");
    }

    #[test]
    fn english_from_abroad_is_no_chinese() {
        let english = "id,review\n1,I don’t like it and it’s slow\n2,“Très bien”, café – naïve\n";
        let bytes = WINDOWS_1252.encode(english).0;
        assert_eq!(name(&bytes), "windows-1252");
        assert_eq!(name(&encoded("id,review\n1,OK 好\n2,fine 差\n3,bad 慢\n4,good 快\n", GB18030)), "GB18030");
        assert_eq!(name(&encoded("id,review\n1,OK 好\n2,fine 差\n3,bad 慢\n4,good 快\n", BIG5)), "Big5");
        let answers = "id,review,yn\n1,OK,是\n2,fine,否\n3,bad,無\n4,good,是\n5,slow,否\n6,bad,是\n7,fine,否\n";
        assert_eq!(name(&encoded(answers, BIG5)), "Big5", "each is one byte above ASCII");
    }

    #[test]
    fn marks_win() {
        assert_eq!(detect(b"\xef\xbb\xbfabc", true), Detected { encoding: UTF_8, from: "bom" });
        assert_eq!(detect(b"\xff\xfea\0", true).encoding, UTF_16LE);
        assert_eq!(detect(b"\xfe\xff\0a", true).encoding, UTF_16BE);
    }

    #[test]
    fn damage_in_utf8_does_not_turn_it_into_another_encoding() {
        let mut bytes = SIMPLE.repeat(20).into_bytes();
        bytes[200] = 0xff;
        bytes.insert(400, 0);
        assert_eq!(name(&bytes), "UTF-8");
        let cut = &SIMPLE.as_bytes()[..SIMPLE.len() - 30];
        assert!((0..3).all(|n| shown(detect(&cut[..cut.len() - n], false).encoding) == "UTF-8"));
    }

    #[test]
    fn the_encoding_of_most_of_a_text_is_that_of_all() {
        let with = |parts: [&[u8]; 2], times: usize| [parts[0].repeat(20 - times), parts[1].repeat(times)].concat();
        let gbk = encoded(SIMPLE, GB18030);
        for times in [1, 2, 4] {
            assert_eq!(name(&with([SIMPLE.as_bytes(), &gbk], times)), "UTF-8", "{times} in 20");
            assert_eq!(name(&with([&gbk, SIMPLE.as_bytes()], times)), "GB18030", "{times} in 20");
        }
    }

    #[test]
    fn utf8_is_not_read_as_something_else() {
        let gbk = encoded(SIMPLE, GB18030).repeat(9);
        let refused = |bytes: &[u8], encoding, from| {
            refuse_utf8(Detected { encoding, from }, bytes, true).err().map(|f| (f.what.en, f.hint.en))
        };
        for encoding in [GB18030, BIG5, WINDOWS_1252] {
            let (what, hint) = refused(SIMPLE.as_bytes(), encoding, "option").unwrap();
            assert!(what.ends_with(": this is UTF-8") && hint.contains("leave out `--encoding`"), "{what} {hint}");
        }
        let (what, hint) = refused(&[&gbk[..], SIMPLE.repeat(5).as_bytes()].concat(), GB18030, "content").unwrap();
        assert!(what.contains("a part of it is UTF-8") && hint.contains("different encodings"), "{what} {hint}");
        assert_eq!(refused(&gbk, GB18030, "option"), None);
        assert_eq!(refused(&encoded(TRADITIONAL, BIG5).repeat(9), BIG5, "option"), None);
        assert_eq!(refused("内容,id\n".as_bytes(), GB18030, "option"), None, "too little to tell");
        assert_eq!(refused(&utf16(SIMPLE, false), UTF_16LE, "option"), None);
        for text in [SIMPLE, "text,rating\nvery slow,1\n"] {
            for encoding in [UTF_16LE, UTF_16BE] {
                let (what, _) = refused(text.as_bytes(), encoding, "option").unwrap();
                assert!(what.ends_with(": this is UTF-8"), "{what}");
            }
        }
        assert_eq!(refused(b"so,1\n", UTF_16LE, "option"), None, "too little to tell");
    }

    #[test]
    fn names_as_people_write_them() {
        for (given, want) in [("GBK", "GB18030"), ("utf8", "UTF-8"), ("cp950", "Big5"), ("UTF-16", "UTF-16LE")] {
            assert_eq!(shown(by_name(given).unwrap()), want);
        }
        assert!(by_name("klingon").unwrap_err().to_string().contains("hint: for example utf-8"));
    }
}
