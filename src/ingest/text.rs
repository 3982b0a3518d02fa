//! Decoded text as it streams in: a window of characters that moves over the source, in UTF-8.
//!
//! Decoding comes before parsing, because trail bytes of GBK collide with `|` and `\`. Knows encodings, not tables.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

use super::encoding::{self, Detected};
use super::fault::Fault;
use super::package;
use super::raw::{Bytes, Raw, read_chunk};
use super::table::About;

/// Bytes of decoded text that are kept room for, where no more are needed.
const ROOM: usize = 1 << 20;

/// A moving window of decoded text.
pub(super) struct TextBuffer {
    from: Bytes,
    chunk: Vec<u8>,
    decoder: Decoder,
    detected: Detected,
    /// False as long as everything was ASCII, which every encoding shares.
    decided: bool,
    text: String,
    /// Bytes of `text` that were taken.
    taken: usize,
    at_end: bool,
    /// Places that could not be decoded so far; U+FFFD stands there.
    replaced: u64,
    /// Bytes decoded so far, in UTF-8.
    decoded: u64,
}

impl TextBuffer {
    /// Decodes the window of `raw` and stands at its start.
    ///
    /// # Errors
    /// When so much of the window cannot be decoded that nothing usable would come out, or would be decoded into other characters.
    pub(super) fn new(raw: Raw, named: Option<&'static Encoding>) -> Result<Self, Fault> {
        let detected = chosen(&raw, named);
        encoding::refuse_utf8(detected, &raw.window, raw.complete)?;
        let mut buffer = Self {
            from: raw.rest,
            chunk: Vec::new(),
            decoder: detected.encoding.new_decoder_with_bom_removal(),
            detected,
            decided: detected.from != "content" || detected.encoding != UTF_8 || !raw.window.is_ascii(),
            text: String::new(),
            taken: 0,
            at_end: false,
            replaced: 0,
            decoded: 0,
        };
        buffer.decode(&raw.window, raw.complete);
        buffer.at_end = raw.complete;
        buffer.check()?;
        Ok(buffer)
    }

    /// Decodes all of `raw`, where that is no more than `most` bytes.
    pub(super) fn whole(raw: Raw, named: Option<&'static Encoding>, most: u64) -> Result<Self, Fault> {
        let mut buffer = Self::new(raw, named)?;
        while !buffer.at_end {
            if buffer.text.len() as u64 > most {
                return Err(package::too_large(most));
            }
            buffer.fill()?;
        }
        Ok(buffer)
    }

    /// How it is read.
    pub(super) fn about(&self) -> About {
        About {
            encoding: Some(encoding::shown(self.detected.encoding)),
            encoding_from: Some(self.detected.from),
            replaced: self.replaced,
            ..About::default()
        }
    }

    /// What is decoded and not yet taken.
    pub(super) fn rest(&self) -> &str {
        &self.text[self.taken..]
    }

    /// Whether [`Self::rest`] is all that there is.
    pub(super) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Takes `bytes` of [`Self::rest`].
    pub(super) fn take(&mut self, bytes: usize) {
        self.taken += bytes;
    }

    /// Decodes more, at least doubling what is not taken, so that a long record is looked at a few times only.
    pub(super) fn fill(&mut self) -> Result<(), Fault> {
        self.text.drain(..self.taken);
        self.taken = 0;
        // The window took more room than most files ever need again.
        self.text.shrink_to(ROOM);
        let goal = self.text.len() * 2 + 1;
        while !self.at_end && self.text.len() < goal {
            let mut chunk = std::mem::take(&mut self.chunk);
            let n = read_chunk(&mut self.from, &mut chunk)?;
            self.at_end = n == 0;
            self.decode(&chunk, n == 0);
            self.chunk = chunk;
        }
        if self.at_end { self.check() } else { Ok(()) }
    }

    /// Reads to the end without decoding, so that count and hash cover the whole source.
    pub(super) fn drain(&mut self) -> Result<(), Fault> {
        while !self.at_end {
            self.at_end = read_chunk(&mut self.from, &mut self.chunk)? == 0;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Fault> {
        encoding::check(self.detected, self.replaced, self.decoded)
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        if !self.decided && !bytes.is_ascii() {
            self.detected = encoding::detect(bytes, last);
            self.decoder = self.detected.encoding.new_decoder_without_bom_handling();
            self.decided = true;
        }
        let start = self.text.len();
        self.text.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16));
        let (mut done, mut malformed) = (0, false);
        loop {
            let (result, read, bad) = self.decoder.decode_to_string(&bytes[done..], &mut self.text, last);
            done += read;
            malformed |= bad;
            if result == CoderResult::InputEmpty {
                break;
            }
            self.text.reserve(bytes.len() + 16);
        }
        self.decoded += (self.text.len() - start) as u64;
        if malformed {
            // The decoder tells that something was replaced, not how often.
            self.replaced += self.text[start..].matches('\u{fffd}').count() as u64;
        }
    }
}

/// The encoding to read with: what the user named, where a byte order mark does not tell it more exactly (`utf-16`).
fn chosen(raw: &Raw, named: Option<&'static Encoding>) -> Detected {
    let found = encoding::detect(&raw.window, raw.complete);
    match named {
        None => found,
        Some(n) if found.from == "bom" && encoding::is_utf16(n) && encoding::is_utf16(found.encoding) => found,
        Some(encoding) => Detected { encoding, from: "option" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8], named: Option<&'static Encoding>) -> Result<(String, TextBuffer), Fault> {
        let mut buffer = TextBuffer::new(Raw::of(bytes, 1000), named)?;
        let mut all = String::new();
        loop {
            all.push_str(buffer.rest());
            buffer.take(buffer.rest().len());
            if buffer.at_end() {
                return Ok((all, buffer));
            }
            buffer.fill()?;
        }
    }

    #[test]
    fn characters_cut_by_chunks_stay_whole() {
        let text = "快递太慢了。\n".repeat(40_000);
        for encoding in [UTF_8, encoding_rs::GB18030] {
            let (got, _) = read_all(&encoding.encode(&text).0, None).unwrap();
            assert!(got == text);
        }
    }

    #[test]
    fn chinese_after_a_long_ascii_start_is_still_found() {
        let text = format!("id,text\n{}2,快递太慢了，客服也不理人\n", "1,ok\n".repeat(500));
        let (got, buffer) = read_all(&encoding_rs::GB18030.encode(&text).0, None).unwrap();
        assert_eq!((got == text, buffer.about().encoding), (true, Some("GB18030")));
    }

    #[test]
    fn late_damage_is_counted_and_does_not_stop() {
        let mut bytes = "快递太慢了。\n".repeat(1000).into_bytes();
        bytes[15_000] = 0xff;
        let (got, buffer) = read_all(&bytes, None).unwrap();
        assert!(buffer.replaced >= 1 && got.matches('\n').count() == 1000);
    }

    #[test]
    fn garbage_is_refused_with_the_next_step() {
        let gbk = encoding_rs::GB18030.encode(&"快递太慢了。\n".repeat(30)).0.into_owned();
        let fault = read_all(&gbk, Some(UTF_8)).err().unwrap();
        assert!(
            fault.what.en.starts_with("cannot be read as UTF-8") && fault.hint.en.contains("leave out `--encoding`")
        );
        let whole = "快递太慢了。\n".repeat(30);
        let fault = read_all(whole.as_bytes(), Some(encoding_rs::GB18030)).err().unwrap();
        assert!(fault.what.en.contains("this is UTF-8") && fault.hint.en.contains("leave out `--encoding`"));
    }

    #[test]
    fn a_few_rows_in_another_encoding_cost_themselves_only() {
        let gbk = encoding_rs::GB18030.encode("快递太慢了。\n").0.into_owned();
        let bytes = ["质量不错，\n".repeat(95).into_bytes(), gbk.repeat(5)].concat();
        let (got, buffer) = read_all(&bytes, None).unwrap();
        assert_eq!((got.matches("质量不错，\n").count(), got.lines().count()), (95, 100));
        assert!(buffer.about().encoding == Some("UTF-8") && buffer.replaced > 5);
        let bytes = ["质量不错，\n".repeat(75).into_bytes(), gbk.repeat(25)].concat();
        let fault = read_all(&bytes, None).err().unwrap();
        assert!(fault.hint.en.contains("different encodings"), "{}", fault.hint.en);
    }

    #[test]
    fn a_mark_is_not_text() {
        assert_eq!(read_all(b"\xef\xbb\xbfabc", None).unwrap().0, "abc");
        assert_eq!(read_all(b"\xef\xbb\xbfabc", Some(UTF_8)).unwrap().0, "abc");
        assert_eq!(read_all(b"\xfe\xff\0a\0b", Some(encoding_rs::UTF_16LE)).unwrap().0, "ab");
    }
}
