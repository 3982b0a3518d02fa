//! A walk over JSON text as far as it is there: what opens and closes, and under which keys. Counts brackets and strings and checks nothing.

/// Levels whose keys are known; deeper ones are counted only.
const DEEPEST: usize = 16;

/// How a value is reached from the one that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// Under a key, as it is written between its quotation marks.
    Key(String),
    /// As one of a list.
    Each,
}

/// What the walk met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// A list or an object begins.
    Open,
    /// One ends.
    Close,
    /// A key of an object.
    Key,
    /// Any other value, or one too deep to be looked into.
    Value,
}

/// A list or object that is open.
#[derive(Debug)]
struct Frame {
    list: bool,
    /// Its last key.
    key: Option<String>,
    /// Whether the value of that key is still to come.
    due: bool,
}

/// Where the walk stands.
#[derive(Debug, Default)]
pub(super) struct Walk {
    frames: Vec<Frame>,
    /// Open ones below the deepest frame.
    deep: usize,
}

impl Walk {
    /// What comes next in `json` from `at` on, which moves behind it; `None` where the text ends first.
    pub(super) fn next(&mut self, json: &[u8], at: &mut usize) -> Option<Met> {
        loop {
            let met = match *json.get(*at)? {
                b'"' => {
                    let (start, end) = (*at + 1, string_end(json, *at)?);
                    *at = end + 1;
                    self.string(&json[start..end])
                }
                b'{' | b'[' => {
                    *at += 1;
                    self.open(json[*at - 1] == b'[')
                }
                b'}' | b']' => {
                    *at += 1;
                    self.close()
                }
                between if between.is_ascii_whitespace() || matches!(between, b',' | b':') => {
                    *at += 1;
                    None
                }
                _ => {
                    let ends = |b: &u8| b.is_ascii_whitespace() || b",:[]{}\"".contains(b);
                    *at += json[*at..].iter().position(ends)?;
                    self.value()
                }
            };
            if met.is_some() {
                return met;
            }
        }
    }

    fn string(&mut self, raw: &[u8]) -> Option<Met> {
        match self.frames.last_mut() {
            Some(frame) if self.deep == 0 && !frame.list && !frame.due => {
                frame.key = Some(String::from_utf8_lossy(raw).into_owned());
                frame.due = true;
                Some(Met::Key)
            }
            _ => self.value(),
        }
    }

    fn value(&mut self) -> Option<Met> {
        if self.deep > 0 {
            return None;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.due = false;
        }
        Some(Met::Value)
    }

    fn open(&mut self, list: bool) -> Option<Met> {
        let met = self.value();
        if self.frames.len() == DEEPEST {
            self.deep += 1;
            return met;
        }
        self.frames.push(Frame { list, key: None, due: false });
        Some(Met::Open)
    }

    fn close(&mut self) -> Option<Met> {
        if self.deep > 0 {
            self.deep -= 1;
            return None;
        }
        self.frames.pop().map(|_| Met::Close)
    }

    /// The last key of the innermost object.
    pub(super) fn key(&self) -> Option<&str> {
        self.frames.last()?.key.as_deref()
    }

    /// How the innermost list or object is reached from what holds it, and whether it is a list.
    pub(super) fn entered(&self) -> Option<(Way, bool)> {
        let last = self.frames.last()?;
        let outer = self.frames.len().checked_sub(2).map(|i| &self.frames[i]);
        Some((outer.map_or(Way::Each, Frame::way), last.list))
    }

    /// Whether the innermost list (or object) is reached by `path` from the outermost.
    pub(super) fn is_in(&self, path: &[Way], list: bool) -> bool {
        let Some((last, outer)) = self.frames.split_last() else { return false };
        self.deep == 0
            && last.list == list
            && outer.len() == path.len()
            && outer.iter().zip(path).all(|(frame, way)| frame.way() == *way)
    }
}

impl Frame {
    fn way(&self) -> Way {
        if self.list { Way::Each } else { Way::Key(self.key.clone().unwrap_or_default()) }
    }
}

/// The quotation mark that closes the string opened at `open`.
pub(super) fn string_end(json: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match json.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// A key as it is meant, without escapes.
pub(super) fn plain_key(raw: &str) -> String {
    serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(json: &str) -> Vec<Met> {
        let (mut walk, mut at) = (Walk::default(), 0);
        std::iter::from_fn(|| walk.next(json.as_bytes(), &mut at)).collect()
    }

    #[test]
    fn keys_values_and_brackets() {
        use Met::{Close, Key, Open, Value};
        let json = "{\"a\": [1, \"]\\\"\", {}], \"b\": null}\n[";
        assert_eq!(met(json), [Open, Key, Open, Value, Value, Open, Close, Close, Key, Value, Close, Open]);
        assert!(met("]}\"cut").is_empty());
        assert_eq!(met(&"[".repeat(100_000)).len(), DEEPEST + 1);
    }

    #[test]
    fn what_is_cut_is_met_when_the_rest_is_there() {
        let (mut walk, mut at) = (Walk::default(), 0);
        let json = b"{\"data\": {\"list\": [{";
        while walk.next(&json[..14], &mut at).is_some() {}
        assert_eq!(at, 10);
        let list = [Way::Key("data".into()), Way::Key("list".into())];
        while !walk.is_in(&list, true) {
            walk.next(json, &mut at).unwrap();
        }
        assert_eq!((at, walk.entered()), (19, Some((list[1].clone(), true))));
        assert_eq!(walk.next(json, &mut at), Some(Met::Open));
        assert_eq!((walk.is_in(&list, true), walk.is_in(&[&list[..], &[Way::Each]].concat(), false)), (false, true));
        assert_eq!(plain_key("\\u8bc4\\u8bba"), "评论");
    }
}
