//! JSON that is nearly so, made whole before it is parsed: what Python writes for numbers that are none (`NaN`, `-Infinity`), halves of surrogate
//! pairs, control characters inside strings (tabs and line ends, where a program put texts between quotation marks), and numbers that would not stay what they are
//! as floats.
//!
//! One odd value should not cost its row. Most rows never come here: a row is looked at only where its parser failed or met a float.

use std::borrow::Cow;
use std::ops::Range;

use super::walk::string_end;

/// Digits that a float holds: with more, a fraction is the noise of some reckoning (`4.6000000000000005`).
const EXACT: usize = 15;
/// Digits from which a whole number may not fit into 64 bits.
const LONG: usize = 19;

/// `json` with numbers that are none as `null`, halves of surrogate pairs as U+FFFD, control characters escaped, and as strings, in which they stay as they
/// are written, numbers that no float holds. So too, where `is_cell` holds of the objects and lists around it, a number that a float would write in another way.
pub(super) fn mended(json: &str, is_cell: impl Fn(usize, usize) -> bool) -> Cow<'_, str> {
    let mut mend = Mend { json, out: String::new(), copied: 0 };
    let (bytes, mut at) = (json.as_bytes(), 0);
    let (mut objects, mut lists) = (0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                let Some(end) = string_end(bytes, start) else { break };
                mend.string(start..end);
                at = end + 1;
            }
            b'{' => objects += 1,
            b'[' => lists += 1,
            b'}' => objects = objects.saturating_sub(1),
            b']' => lists = lists.saturating_sub(1),
            b'-' | b'N' | b'I' | b'0'..=b'9' => {
                let ends = |b: &u8| b.is_ascii_whitespace() || b",:[]{}\"".contains(b);
                at = bytes[start..].iter().position(ends).map_or(bytes.len(), |n| start + n);
                mend.number(start..at, is_cell(objects, lists));
            }
            _ => {}
        }
    }
    mend.done()
}

/// The text with what was replaced so far.
struct Mend<'j> {
    json: &'j str,
    out: String,
    /// Bytes of the text that are in `out`, or replaced there.
    copied: usize,
}

impl<'j> Mend<'j> {
    fn replace(&mut self, bytes: Range<usize>, by: &str) {
        self.out.push_str(&self.json[self.copied..bytes.start]);
        self.out.push_str(by);
        self.copied = bytes.end;
    }

    fn string(&mut self, bytes: Range<usize>) {
        let (json, mut at) = (self.json.as_bytes(), bytes.start);
        while at < bytes.end {
            at += match (json[at], escaped(json, at), escaped(json, at + 6)) {
                (b'\\', Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
                (b'\\', Some(0xD800..=0xDFFF), _) => {
                    self.replace(at..at + 6, "\\ufffd");
                    6
                }
                (b'\\', ..) => 2,
                (byte @ ..0x20, ..) => {
                    self.replace(at..at + 1, &format!("\\u{byte:04x}"));
                    1
                }
                _ => 1,
            };
        }
    }

    fn number(&mut self, bytes: Range<usize>, is_cell: bool) {
        let written = &self.json[bytes.clone()];
        if matches!(written, "NaN" | "Infinity" | "-Infinity") {
            self.replace(bytes, "null");
        } else if stays(written, is_cell) && serde_json::from_str::<serde::de::IgnoredAny>(written).is_ok() {
            let quoted = format!("\"{written}\"");
            self.replace(bytes, &quoted);
        }
    }

    fn done(mut self) -> Cow<'j, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.json);
        }
        self.out.push_str(&self.json[self.copied..]);
        Cow::Owned(self.out)
    }
}

/// The unit of UTF-16 that is escaped at a place, if one is.
fn escaped(json: &[u8], at: usize) -> Option<u16> {
    let hex = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digit = |b: &u8| char::from(*b).to_digit(16);
    hex.iter().try_fold(0, |unit, b| digit(b).map(|d| unit * 16 + d)).and_then(|unit| u16::try_from(unit).ok())
}

/// Whether a number is kept as it is written. Whole numbers that are written as floats (`5.0`), and those with exponents, are not.
fn stays(written: &str, is_cell: bool) -> bool {
    if written.parse::<f64>().is_ok_and(f64::is_infinite) {
        return true;
    }
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let is_kept = match written.split_once('.') {
        _ if written.contains(['e', 'E']) => false,
        None => digits >= LONG,
        Some((_, fraction)) => fraction != "0" && digits <= EXACT,
    };
    is_cell && is_kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_made_whole() {
        let mend = |json| mended(json, |_, lists| lists == 0);
        for (json, want) in [
            (r#"{"a":NaN,"b": -Infinity }"#, r#"{"a":null,"b": null }"#),
            (
                r#"{"a":"\ud83d质","b":"\ude00","c":"\ud83d\ude00\\ud83d"}"#,
                r#"{"a":"\ufffd质","b":"\ufffd","c":"\ud83d\ude00\\ud83d"}"#,
            ),
            ("{\"a\":\n\"x\ty\r\n\"}", "{\"a\":\n\"x\\u0009y\\u000d\\u000a\"}"),
            (r#"{"a":1e400,"b":[-1e400]}"#, r#"{"a":"1e400","b":["-1e400"]}"#),
            (r#"{"a":123456789012345678901,"b":1.50}"#, r#"{"a":"123456789012345678901","b":"1.50"}"#),
        ] {
            assert_eq!(mend(json), want);
        }
    }

    #[test]
    fn what_is_whole_stays() {
        for json in [
            r#"{"a":5.0,"b":1.2e17,"c":4.6000000000000005,"d":-0,"e":12,"f":[1.50],"NaN":"NaN 1.50"}"#,
            r#"{"a":NaNa,"b":01.50,"c":1.5x,"d":"\ud83"#,
            "\"\\",
        ] {
            assert!(matches!(mended(json, |_, lists| lists == 0), Cow::Borrowed(_)), "{json}");
        }
    }
}
