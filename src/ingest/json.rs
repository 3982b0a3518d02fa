//! JSON as a table: lines of objects, objects one after another, or those in the lists of a document that hold the rows (`survey` tells which); or a list of texts.
//!
//! Streams: only the element being read is held. A bad element is rejected; the next one is found by brackets.

use super::delimited::FILLING;
use super::fault::Fault;
use super::frame::{Frame, Written};
use super::object::Object;
use super::roles::Roles;
use super::survey::{Found, Layout, Survey};
use super::table::{About, Row, Step, Table};
use super::text::TextBuffer;
use super::walk::{Met, Walk, Way, string_end};
use crate::say;

/// Longest element in bytes; a longer one means brackets or quotation marks that are never closed.
const LIMIT: usize = 1 << 26;

/// Bytes of a document in which rows with texts are looked for, once there are rows at all.
const LOOK: usize = 1 << 23;

/// A table in JSON.
pub(super) struct Json {
    text: TextBuffer,
    shape: Shape,
    /// Rows are texts, not objects.
    texts: bool,
    /// Where its rows stand, how they are reached, and how far that was walked.
    path: Vec<Way>,
    walk: Walk,
    object: Object,
    line: u64,
    /// Bytes of the last element, taken when the next is asked for.
    last: usize,
    /// Nothing is left; and the document came to its end before that. Else the list or object of the rows was never closed: the file was cut off.
    cut: bool,
    ended: bool,
    /// What is read of the document, and what is not.
    part: String,
    left: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// An object in each line.
    Lines,
    /// Inside a list.
    List,
    /// Inside an object, under keys.
    Keyed,
    /// Objects one after another, over any number of lines.
    Stream,
}

/// The table in a document. `named`: columns that the user calls by name.
pub(super) fn document(mut text: TextBuffer, named: &[&str], roles: &Roles) -> Result<Box<dyn Table>, Fault> {
    let found = loop {
        let found = Survey::of(text.rest(), text.at_end()).choose(named, roles);
        let most = if found.any { LOOK } else { LIMIT };
        if found.sure || text.at_end() || text.rest().len() >= most {
            break found;
        }
        text.fill()?;
    };
    let written = match found.layout {
        Layout::Columns => Written::Columns,
        Layout::Lists => Written::Lists,
        Layout::Split => Written::Split,
        Layout::Stream | Layout::Rows { .. } | Layout::Texts => return Ok(Box::new(Json::found(text, found)?)),
    };
    while !text.at_end() {
        if text.rest().len() > LIMIT {
            return Err(endless(1));
        }
        text.fill()?;
    }
    if let Some(frame) = Frame::read(text.rest(), written, text.about()) {
        return Ok(Box::new(frame));
    }
    Ok(Box::new(Json::new(text, Shape::Stream)))
}

impl Json {
    fn new(text: TextBuffer, shape: Shape) -> Self {
        let (path, walk, left) = (Vec::new(), Walk::default(), Vec::new());
        Self {
            text,
            shape,
            texts: false,
            path,
            walk,
            object: Object::default(),
            line: 1,
            last: 0,
            cut: false,
            ended: false,
            part: String::new(),
            left,
        }
    }

    /// An object in each line.
    pub(super) fn lines(text: TextBuffer) -> Self {
        Self::new(text, Shape::Lines)
    }

    /// Rows where they were found.
    fn found(text: TextBuffer, found: Found) -> Result<Self, Fault> {
        let texts = found.layout == Layout::Texts;
        let (path, list) = match found.layout {
            Layout::Rows { path, list } => (path, list),
            _ if texts => (Vec::new(), true),
            _ => return Ok(Self::new(text, Shape::Stream)),
        };
        let mut json = Self::new(text, if list { Shape::List } else { Shape::Keyed });
        json.texts = texts;
        (json.path, json.part, json.left) = (path, found.read, found.left);
        json.seek()?;
        Ok(json)
    }

    /// Goes on to the next place with rows; false, and to the end, where there is none.
    fn seek(&mut self) -> Result<bool, Fault> {
        let list = self.shape == Shape::List;
        loop {
            let (mut at, mut found) = (0, false);
            while !found && let Some(met) = self.walk.next(self.text.rest().as_bytes(), &mut at) {
                found = met == Met::Open && self.walk.is_in(&self.path, list);
            }
            self.advance(at);
            if found {
                return Ok(true);
            }
            let rest = self.text.rest().len();
            if self.text.at_end() {
                self.advance(rest);
                return Ok(false);
            }
            if rest > LIMIT {
                return Err(endless(self.line));
            }
            self.text.fill()?;
        }
    }

    /// Whether the list or object that is read ends here.
    fn is_closed(&self) -> bool {
        match self.shape {
            Shape::List => self.text.rest().starts_with(']'),
            Shape::Keyed => self.text.rest().starts_with('}'),
            Shape::Lines | Shape::Stream => false,
        }
    }

    /// Skips the key that a row stands under.
    fn skip_key(&mut self) -> Result<(), Fault> {
        loop {
            let (rest, at_end) = (self.text.rest(), self.text.at_end());
            match key_end(rest.as_bytes()) {
                Some(end) => {
                    self.advance(end);
                    return Ok(());
                }
                None if at_end || rest.len() > LIMIT => return Ok(()),
                None => self.text.fill()?,
            }
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.line += self.text.rest()[..bytes].matches('\n').count() as u64;
        self.text.take(bytes);
    }

    /// Skips what stands between elements.
    fn skip(&mut self) -> Result<(), Fault> {
        loop {
            // Files that were put one behind another may each begin with a mark.
            let between = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | '\u{feff}') || FILLING.contains(&c);
            let rest = self.text.rest();
            let blank = rest.len() - rest.trim_start_matches(between).len();
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
        while self.is_closed() {
            if !self.seek()? {
                self.ended = true;
                return Ok(None);
            }
            self.skip()?;
        }
        if self.shape == Shape::Keyed {
            self.skip_key()?;
        }
        loop {
            let (rest, at_end) = (self.text.rest(), self.text.at_end());
            if rest.is_empty() && at_end {
                self.cut |= matches!(self.shape, Shape::List | Shape::Keyed);
                return Ok(None);
            }
            let end = match self.shape {
                Shape::Lines => rest.find('\n'),
                Shape::List | Shape::Keyed | Shape::Stream => element_end(rest.as_bytes()),
            };
            match end {
                Some(end) => return Ok(Some(end)),
                None if at_end => return Ok(Some(rest.len())),
                None if rest.len() > LIMIT => return Err(endless(self.line)),
                None => self.text.fill()?,
            }
        }
    }
}

fn endless(line: u64) -> Fault {
    let mb = LIMIT >> 20;
    Fault::new(
        say!("the element at line {line} has no end within {mb} MB", "第 {line} 行的元素超过 {mb} MB 仍未结束"),
        say!(
            "check its brackets and quotation marks; a table written column by column is held in memory: write one object for each row (pandas: `orient=\"records\", lines=True`)",
            "请检查括号和引号是否配对；按列写出的表要整个读入内存，请改为每行一个对象（pandas：`orient=\"records\", lines=True`）"
        ),
    )
}

/// How the text is read.
impl Table for Json {
    fn next(&mut self, row: &mut Row) -> Result<Step, Fault> {
        let last = std::mem::take(&mut self.last);
        self.advance(last);
        let Some(bytes) = self.find()? else { return Ok(Step::End) };
        self.last = bytes;
        let json = &self.text.rest()[..bytes];
        // Lines that were cut out of a list end with its commas.
        let json = if self.shape == Shape::Lines { json.trim_end().trim_end_matches(',') } else { json };
        match if self.texts { self.object.read_text(json) } else { self.object.read(json) } {
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

    fn expect(&mut self, name: &str) {
        self.object.expect(name);
    }

    fn unmet(&self) -> Vec<String> {
        self.object.unmet()
    }

    fn raw(&self) -> String {
        self.text.rest()[..self.last].trim_end().to_owned()
    }

    fn about(&self) -> About {
        let cut = (self.cut && !self.ended).then_some(self.line);
        About { part: self.part.clone(), left: self.left.clone(), cut, ..self.text.about() }
    }

    fn drain(&mut self) -> Result<(), Fault> {
        self.text.drain()
    }
}

/// Behind the key at the start, and the colon; `None` where the text ends first. What is no key is left.
fn key_end(json: &[u8]) -> Option<usize> {
    if *json.first()? != b'"' {
        return Some(0);
    }
    let mut at = string_end(json, 0)? + 1;
    while json.get(at)?.is_ascii_whitespace() {
        at += 1;
    }
    if json[at] != b':' {
        return Some(0);
    }
    at += 1;
    while json.get(at)?.is_ascii_whitespace() {
        at += 1;
    }
    Some(at)
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

#[cfg(test)]
mod tests {
    use super::super::raw::Raw;
    use super::*;
    use crate::ingest::tests::ROLES;

    fn text(json: &str) -> TextBuffer {
        TextBuffer::new(Raw::of(json.as_bytes(), 7), Some(encoding_rs::UTF_8)).unwrap()
    }

    fn value(json: &str) -> Box<dyn Table> {
        document(text(json), &[], &ROLES).unwrap()
    }

    /// Lines and cells of rows; rejected ones as `!`.
    fn read(mut json: Box<dyn Table>) -> Vec<String> {
        let (mut row, mut out) = (Row::default(), Vec::new());
        loop {
            match json.next(&mut row).unwrap() {
                Step::Row => out.push(format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|"))),
                Step::Reject { line, .. } => out.push(format!("{line}:!")),
                Step::End => break,
            }
        }
        assert_eq!(json.next(&mut row).unwrap(), Step::End);
        out
    }

    #[test]
    fn lines_arrays_envelopes_and_streams() {
        let lines = "{\"a\":\"x\"}\n\n{\"a\":\"]y\"}\r\n{bad}\n{\"a\":\"z\"}";
        assert_eq!(read(Box::new(Json::lines(text(lines)))), ["1:x", "3:]y", "4:!", "5:z"]);
        let commas = "{\"a\":\"x\"},\n\u{feff}{\"a\":\"y,\"} ,\r\n{\"a\":\"tab\there\"}\n{\"a\":\"z\",\n\0\0\u{1a}";
        assert_eq!(read(Box::new(Json::lines(text(commas)))), ["1:x", "2:y,", "3:tab\there", "4:!"]);
        let array = "[{\"a\":\"x\"},\n {\"a\":\"\\\"]}\"},\n 5, {\"a\":\"z\"}]\n";
        assert_eq!(read(value(array)), ["1:x", "2:\"]}", "3:!", "3:z"]);
        let envelope = "{\"code\": 0, \"note\": \"[{\", \"keys\": [1], \"data\": {\"list\": [\n{\"a\": \"x\"}, {\"a\": \"y\"}], \"n\": 2}}";
        assert_eq!(read(value(envelope)), ["2:x", "2:y"]);
        let stream = "{\n\"a\": \"x\"\n}\n{\n\"a\": \"y\"\n}\n";
        assert_eq!(read(value(stream)), ["1:x", "4:y"]);
        assert_eq!(read(value("[]")), [""; 0]);
        assert_eq!(read(value("[\"慢\",\n null, 5, \"好\"]")), ["1:慢", "2:", "2:!", "2:好"]);
        assert_eq!(read(value("{\"a\": [\"慢\", \"好\"],\n\"b\": [1, 5]}")), ["1:慢|1", "2:好|5"]);
    }

    #[test]
    fn the_lists_of_all_pages_and_objects_under_keys_are_rows() {
        let pages = "[{\"list\": [{\"text\": \"慢\"},\n{\"text\": \"好\"}], \"n\": [{\"x\": 1}]}, {\"list\": []},\n{\"list\": [5, {\"text\": \"差\"}]}]";
        assert_eq!(read(value(pages)), ["1:慢", "2:好", "3:!", "3:差"]);
        let keyed = "{\"k1\": {\"text\": \"慢\"}, \"k\\\"2\" :\n {\"text\": \"好\"}, \"k3\": {\"text\": \"差\"}}\n";
        assert_eq!(read(value(keyed)), ["1:慢", "2:好", "2:差"]);
        let frame = "{\"评论\": {\"0\": \"慢\", \"1\": \"好\"}, \"评分\": {\"0\": 1, \"1\": 5}}";
        assert_eq!(read(value(frame)), ["1:慢|1", "2:好|5"]);
    }

    #[test]
    fn broken_json_ends() {
        for bad in [
            "[{\"a\":",
            "[}{]",
            "[{\"a\":\"x\"",
            "]",
            "[\"",
            "{\"a\":[{",
            "{\"a\":{\"text\":\"x\"},\"b\":{\"text\":",
            "[{\"a\":[{\"b\":1}]},{\"a\":[\"]}",
        ] {
            read(value(bad));
            read(Box::new(Json::lines(text(bad))));
        }
    }
}
