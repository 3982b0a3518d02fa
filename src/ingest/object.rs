//! One JSON object as a row: keys are columns, nested objects are flattened with dots (`user.city`), lists of plain values are joined by commas, lists of
//! anything else stay JSON. Columns are numbered in the order in which their keys are first met.

use std::borrow::Cow;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::table::Row;
use super::{mend, number};
use crate::lang::Say;
use crate::say;

/// Keys that become columns, as many as a workbook has columns; more are data that was written as keys, and left out.
const MOST_KEYS: usize = 16_384;

/// What the column of texts without keys is called.
const TEXT: &str = "text";

/// Columns met so far and the cells of the current object.
#[derive(Default)]
pub(super) struct Object {
    names: Vec<String>,
    index: FxHashMap<String, usize>,
    cells: Vec<String>,
    /// Cells up to the last that the current object has.
    filled: usize,
    /// Where the value of a key goes that is left out.
    left_out: String,
    /// Where the next key probably belongs: objects repeat their keys in order.
    next: usize,
    /// Columns that were asked for and that no object had so far.
    awaited: Vec<usize>,
    /// Whether the current object has a float, which may be written in another way than it is shown.
    has_float: bool,
}

impl Object {
    /// Keys met so far.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Makes a column for a key that may come.
    pub(super) fn expect(&mut self, name: &str) {
        if let Some(at) = self.column(name).filter(|at| !self.awaited.contains(at)) {
            self.awaited.push(at);
        }
    }

    /// Keys that were to come, and under which no object said anything.
    pub(super) fn unmet(&self) -> Vec<String> {
        self.awaited.iter().map(|at| self.names[*at].clone()).collect()
    }

    /// Reads one object; the reason where it is none. Numbers stay as they are written.
    pub(super) fn read(&mut self, json: &str) -> Result<(), Say> {
        self.try_read(json)?;
        self.awaited.retain(|at| self.cells[*at].is_empty());
        Ok(())
    }

    fn try_read(&mut self, json: &str) -> Result<(), Say> {
        let read = self.parse(json);
        if read.is_ok() && !self.has_float {
            return Ok(());
        }
        match mend::mended(json, |_, lists| lists == 0) {
            // Where it is no object even so, what is wrong with it is told as it stands in the file.
            Cow::Owned(mended) => self.parse(&mended).map_err(|e| no_object(&read.err().unwrap_or(e))),
            Cow::Borrowed(_) => read.map_err(|e| no_object(&e)),
        }
    }

    /// Reads a text that stands alone: the only column.
    pub(super) fn read_text(&mut self, json: &str) -> Result<(), Say> {
        let text = serde_json::from_str::<Option<String>>(&mend::mended(json, |_, _| false));
        let text = text.map_err(|_| say!("not a text", "不是文本"))?;
        self.cell(TEXT).push_str(&text.unwrap_or_default());
        self.filled = 1;
        Ok(())
    }

    fn parse(&mut self, json: &str) -> serde_json::Result<()> {
        self.cells.iter_mut().take(self.filled).for_each(String::clear);
        (self.next, self.filled, self.has_float) = (0, 0, false);
        let mut from = serde_json::Deserializer::from_str(json);
        from.deserialize_map(Fields { object: self, prefix: "" }).and_then(|()| from.end())
    }

    /// Puts the cells into `row`.
    pub(super) fn fill(&self, row: &mut Row, line: u64) {
        row.start(line);
        self.cells.iter().take(self.filled).for_each(|c| row.push(c));
    }

    fn cell(&mut self, name: &str) -> &mut String {
        let at = match self.names.get(self.next) {
            Some(n) if n == name => Some(self.next),
            _ => self.column(name),
        };
        let cell = match at {
            Some(at) => {
                self.next = at + 1;
                self.filled = self.filled.max(at + 1);
                &mut self.cells[at]
            }
            None => &mut self.left_out,
        };
        cell.clear();
        cell
    }

    fn column(&mut self, name: &str) -> Option<usize> {
        if let Some(&at) = self.index.get(name) {
            return Some(at);
        }
        if self.names.len() == MOST_KEYS {
            return None;
        }
        self.names.push(name.to_owned());
        self.cells.push(String::new());
        self.index.insert(name.to_owned(), self.names.len() - 1);
        Some(self.names.len() - 1)
    }
}

/// Why some JSON is no object. What stands in it is not repeated: it may be a value of the wrong type, in a customer's words.
fn no_object(e: &serde_json::Error) -> Say {
    let column = e.column();
    match e.classify() {
        Category::Eof => say!("not a JSON object: {e}", "不是 JSON 对象：内容不完整"),
        Category::Syntax | Category::Io => say!("not a JSON object: {e}", "不是 JSON 对象：第 {column} 列有语法错误"),
        Category::Data => say!("not a JSON object", "不是 JSON 对象"),
    }
}

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The entries of an object, at the top or below a dotted path.
struct Fields<'o> {
    object: &'o mut Object,
    prefix: &'o str,
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            let name = if self.prefix.is_empty() { key } else { Cow::Owned(format!("{}.{key}", self.prefix)) };
            map.next_value_seed(Cell { object: self.object, name: &name })?;
        }
        Ok(())
    }
}

/// The value under a name.
struct Cell<'o> {
    object: &'o mut Object,
    name: &'o str,
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, v: &str) -> Result<(), E> {
        self.object.cell(self.name).push_str(v);
        Ok(())
    }

    fn visit_bool<E>(self, v: bool) -> Result<(), E> {
        self.object.cell(self.name).push_str(if v { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, v: i64) -> Result<(), E> {
        write!(self.object.cell(self.name), "{v}").map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, v: u64) -> Result<(), E> {
        write!(self.object.cell(self.name), "{v}").map_err(E::custom)
    }

    fn visit_f64<E>(self, v: f64) -> Result<(), E> {
        self.object.has_float = true;
        number::push(v, self.object.cell(self.name));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.object.cell(self.name);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Fields { object: self.object, prefix: self.name }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut values = Vec::new();
        while let Some(v) = seq.next_element::<serde_json::Value>()? {
            values.push(v);
        }
        let cell = self.object.cell(self.name);
        if values.iter().any(|v| v.is_object() || v.is_array()) {
            cell.push_str(&serde_json::to_string(&values).map_err(A::Error::custom)?);
            return Ok(());
        }
        for (i, v) in values.iter().filter(|v| !v.is_null()).enumerate() {
            cell.push_str(if i > 0 { "," } else { "" });
            match v.as_str() {
                Some(s) => cell.push_str(s),
                None => write!(cell, "{v}").map_err(A::Error::custom)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_objects_are_flattened() {
        let mut o = Object::default();
        o.read(r#"{"文":"好\n的","评分":5.0,"n":1.2e17,"user":{"city":"成都","x":{"y":true}},"tags":["快","好",3],"imgs":[{"u":1}],"no":null}"#).unwrap();
        assert_eq!(o.names(), ["文", "评分", "n", "user.city", "user.x.y", "tags", "imgs", "no"]);
        let mut row = Row::default();
        o.fill(&mut row, 1);
        let cells: Vec<&str> = row.cells().collect();
        assert_eq!(cells, ["好\n的", "5", "120000000000000000", "成都", "true", "快,好,3", r#"[{"u":1}]"#, ""]);
        o.read(r#"{"评分":4,"新":"x"}"#).unwrap();
        o.fill(&mut row, 2);
        assert_eq!((row.get(0), row.get(1), row.get(8)), ("", "4", "x"));
    }

    #[test]
    fn one_odd_value_costs_nothing_else_and_numbers_stay_as_written() {
        let mut o = Object::default();
        let mut read = |json: &str| {
            o.read(json).unwrap();
            let mut row = Row::default();
            o.fill(&mut row, 1);
            row.cells().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(read(r#"{"文":"坏\ud83d质量差","评分":NaN,"n":1e400}"#), ["坏\u{fffd}质量差", "", "1e400"]);
        let id = r#"{"文":"好","评分":5.0,"n":123456789012345678901,"价":1.50,"x":[{"u":1.50}]}"#;
        assert_eq!(read(id), ["好", "5", "123456789012345678901", "1.50", r#"[{"u":1.5}]"#]);
        assert_eq!(read(r#"{"文":"好","价":18446744073709551615}"#), ["好", "", "", "18446744073709551615"]);
    }

    #[test]
    fn a_key_that_is_awaited_has_its_column() {
        let mut o = Object::default();
        o.read(r#"{"文":"好"}"#).unwrap();
        for name in ["评分", "店", "评分"] {
            o.expect(name);
        }
        o.read(r#"{"评分":null,"新":1}"#).unwrap();
        assert_eq!(
            (o.names(), o.unmet()),
            (&["文", "评分", "店", "新"].map(str::to_owned)[..], vec!["评分".into(), "店".into()])
        );
        o.read(r#"{"店":"一"}"#).unwrap();
        assert_eq!(o.unmet(), ["评分"]);
    }

    #[test]
    fn data_that_was_written_as_keys_makes_no_columns_without_end() {
        let mut o = Object::default();
        (0..MOST_KEYS + 9).for_each(|i| o.read(&format!("{{\"文\":\"好\",\"k{i}\":{i}}}")).unwrap());
        assert_eq!(o.names().len(), MOST_KEYS);
        let mut row = Row::default();
        o.fill(&mut row, 1);
        assert_eq!((row.len(), row.get(0)), (1, "好"));
    }

    #[test]
    fn what_is_no_object_says_so() {
        let mut o = Object::default();
        for bad in ["[1]", "\"x\"", "{\"a\":", "{\"a\":1} x", ""] {
            let why = o.read(bad).unwrap_err();
            assert!(why.en.starts_with("not a JSON object") && !why.en.contains('x'), "{bad}: {}", why.en);
        }
    }
}
