//! JSON as a table: lines of objects, an array of objects, an object with such an array inside, or objects one after another.
//!
//! Streams: only the element being read is held. A bad element is rejected; the next one is found by brackets.

use super::encoding;
use super::fault::Fault;
use super::object::Object;
use super::table::{About, Row, Step, Table};
use super::text::TextBuffer;
use crate::say;

/// Longest element in bytes; a longer one means brackets or quotation marks that are never closed.
const LIMIT: usize = 1 << 26;

/// A table in JSON.
pub(super) struct Json {
    text: TextBuffer,
    shape: Shape,
    object: Object,
    line: u64,
    /// Bytes of the last element, taken when the next is asked for.
    last: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// An object in each line.
    Lines,
    /// Inside an array.
    Array,
    /// Objects one after another, over any number of lines.
    Stream,
}

impl Json {
    /// An object in each line.
    pub(super) fn lines(text: TextBuffer) -> Self {
        Self { text, shape: Shape::Lines, object: Object::default(), line: 1, last: 0 }
    }

    /// One value: goes to the first array of objects in it.
    pub(super) fn value(text: TextBuffer) -> Result<Self, Fault> {
        let mut json = Self { shape: Shape::Array, ..Self::lines(text) };
        loop {
            let rest = json.text.rest();
            if let Some(start) = array_start(rest.as_bytes()) {
                json.advance(start);
                return Ok(json);
            }
            if json.text.at_end() {
                json.shape = Shape::Stream;
                return Ok(json);
            }
            json.text.fill()?;
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.line += self.text.rest()[..bytes].matches('\n').count() as u64;
        self.text.take(bytes);
    }

    /// Skips what stands between elements.
    fn skip(&mut self) -> Result<(), Fault> {
        loop {
            let between = |b: &u8| b.is_ascii_whitespace() || (*b == b',' && self.shape != Shape::Lines);
            let rest = self.text.rest().as_bytes();
            let blank = rest.iter().take_while(|b| between(b)).count();
            let more = blank == rest.len() && !self.text.at_end();
            self.advance(blank);
            if !more {
                return Ok(());
            }
            self.text.fill()?;
        }
    }

    /// Bytes of the element at the start of what is not taken; `None` at the end.
    fn find(&mut self) -> Result<Option<usize>, Fault> {
        self.skip()?;
        loop {
            let (rest, at_end) = (self.text.rest(), self.text.at_end());
            if (rest.is_empty() && at_end) || (self.shape == Shape::Array && rest.starts_with(']')) {
                return Ok(None);
            }
            let end = match self.shape {
                Shape::Lines => rest.find('\n'),
                Shape::Array | Shape::Stream => element_end(rest.as_bytes()),
            };
            match end {
                Some(end) => return Ok(Some(end)),
                None if at_end => return Ok(Some(rest.len())),
                None if rest.len() > LIMIT => {
                    let (line, mb) = (self.line, LIMIT >> 20);
                    return Err(Fault::new(
                        say!(
                            "the element at line {line} has no end within {mb} MB",
                            "第 {line} 行的元素超过 {mb} MB 仍未结束"
                        ),
                        say!("check its brackets and quotation marks", "请检查括号和引号是否配对"),
                    ));
                }
                None => self.text.fill()?,
            }
        }
    }
}

impl Table for Json {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        let last = std::mem::take(&mut self.last);
        self.advance(last);
        let Some(bytes) = self.find()? else { return Ok(Step::End) };
        self.last = bytes;
        match self.object.read(&self.text.rest()[..bytes]) {
            Ok(()) => {
                self.object.fill(row, self.line);
                Ok(Step::Row)
            }
            Err(reason) => Ok(Step::Reject { line: self.line, reason, raw: self.raw() }),
        }
    }

    fn names(&self) -> Option<&[String]> {
        Some(self.object.names())
    }

    fn raw(&self) -> String {
        self.text.rest()[..self.last].trim_end().to_owned()
    }

    fn about(&self) -> About {
        let detected = self.text.encoding();
        About {
            encoding: Some(encoding::shown(detected.encoding)),
            encoding_from: Some(detected.from),
            replaced: self.text.replaced(),
            ..About::default()
        }
    }

    fn drain(&mut self) -> Result<(), Fault> {
        self.text.drain()
    }
}

/// After the bracket that opens the first array of objects (or an array that is all), outside strings.
fn array_start(json: &[u8]) -> Option<usize> {
    let first = json.iter().position(|b| !b.is_ascii_whitespace())?;
    if json[first] == b'[' {
        return Some(first + 1);
    }
    let mut at = first;
    while at < json.len() {
        match json[at] {
            b'"' => at = string_end(json, at)?,
            b'[' => {
                let inside = json[at + 1..].iter().position(|b| !b.is_ascii_whitespace())?;
                if json[at + 1 + inside] == b'{' {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// End of the value at the start, exclusive; `None` where the text ends inside it.
fn element_end(json: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < json.len() {
        match json[at] {
            b'"' => at = string_end(json, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Some(at + usize::from(depth == 1)).map(|end| end.max(1)),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The quotation mark that closes the string opened at `open`.
fn string_end(json: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match json.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::raw::Raw;
    use super::*;

    fn text(json: &str) -> TextBuffer {
        let (window, rest) = json.as_bytes().split_at(json.len().min(7));
        let raw = Raw {
            window: window.to_vec(),
            rest: Box::new(std::io::Cursor::new(rest.to_vec())),
            complete: rest.is_empty(),
            packed: false,
        };
        TextBuffer::new(raw, Some(encoding_rs::UTF_8)).unwrap()
    }

    /// Lines and cells of rows; rejected ones as `!`.
    fn read(mut json: Json) -> Vec<String> {
        let (mut row, mut out) = (Row::default(), Vec::new());
        loop {
            match json.next(&mut row).unwrap() {
                Step::Row => out.push(format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|"))),
                Step::Reject { line, .. } => out.push(format!("{line}:!")),
                Step::End => return out,
            }
        }
    }

    #[test]
    fn lines_arrays_envelopes_and_streams() {
        let lines = "{\"a\":\"x\"}\n\n{\"a\":\"]y\"}\r\n{bad}\n{\"a\":\"z\"}";
        assert_eq!(read(Json::lines(text(lines))), ["1:x", "3:]y", "4:!", "5:z"]);
        let array = "[{\"a\":\"x\"},\n {\"a\":\"\\\"]}\"},\n 5, {\"a\":\"z\"}]\n";
        assert_eq!(read(Json::value(text(array)).unwrap()), ["1:x", "2:\"]}", "3:!", "3:z"]);
        let envelope = "{\"code\": 0, \"note\": \"[{\", \"keys\": [1], \"data\": {\"list\": [\n{\"a\": \"x\"}, {\"a\": \"y\"}], \"n\": 2}}";
        assert_eq!(read(Json::value(text(envelope)).unwrap()), ["2:x", "2:y"]);
        let stream = "{\n\"a\": \"x\"\n}\n{\n\"a\": \"y\"\n}\n";
        assert_eq!(read(Json::value(text(stream)).unwrap()), ["1:x", "4:y"]);
        assert_eq!(read(Json::value(text("[]")).unwrap()), [""; 0]);
    }

    #[test]
    fn broken_json_ends() {
        for bad in ["[{\"a\":", "[}{]", "[{\"a\":\"x\"", "]", "[\"", "{\"a\":[{"] {
            read(Json::value(text(bad)).unwrap());
            read(Json::lines(text(bad)));
        }
    }
}
