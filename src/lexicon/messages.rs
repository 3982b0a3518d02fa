//! Fixed wording of reports in both languages (`messages.tsv`), with the names of sentiments and severities (`labels.tsv`). Names of other labels (aspects,
//! intents …) are not here.

use std::fmt::Display;

use rustc_hash::FxHashMap;

use crate::lang::{Lang, Say};

use super::{Dicts, Entry};

/// Kinds of `labels.tsv` whose names stand among the fixed wording, with the family of keys under `render.`.
const NAMES: [(&str, &str); 2] = [("sentiment", "sentiment"), ("severity", "severity_name")];

/// All messages by key. A user's `messages.tsv` may reword them.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    by_key: FxHashMap<String, Say>,
}

impl Messages {
    /// Collects the names in `labels.tsv` that reports show by key, then `messages.tsv`; later lines win.
    pub fn new(dicts: &Dicts) -> Self {
        let cell = |e: &Entry, column: &str| dicts.telling(e, column).get(column).to_owned();
        let say = |e: &Entry| {
            let (zh, en) = (cell(e, "zh"), cell(e, "en"));
            Say { en: if en.is_empty() { zh.clone() } else { en }, zh }
        };
        let named = dicts.of("labels").filter(|e| !cell(e, "zh").is_empty()).filter_map(|e| {
            let (_, family) = NAMES.iter().find(|(kind, _)| *kind == e.get("kind"))?;
            Some((format!("render.{family}.{}", e.get("id")), say(e)))
        });
        let worded = dicts.of("messages").map(|e| (e.key().to_owned(), say(e)));
        Self { by_key: named.chain(worded).collect() }
    }

    /// The wording of `key`, if there is one.
    pub fn find(&self, key: &str, lang: Lang) -> Option<&str> {
        self.by_key.get(key).map(|s| s.get(lang))
    }

    /// The wording of `key`; the key itself where there is none, so that a gap shows and nothing fails.
    pub fn get<'a>(&'a self, key: &'a str, lang: Lang) -> &'a str {
        self.find(key, lang).unwrap_or(key)
    }

    /// The wording of `key` with each `{name}` replaced. Values are not looked into: a `{` from a customer stays.
    pub fn fill(&self, key: &str, lang: Lang, values: &[(&str, &dyn Display)]) -> String {
        fill(self.get(key, lang), values)
    }

    /// All keys, sorted.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.by_key.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }
}

/// Fills `{name}` places of a wording, and `{name|row|rows}` by whether the value is one. Values are not looked into; a place without a value stays as it is.
pub fn fill(wording: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(wording.len() + 16);
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let mut parts = after.split_once('}').map_or("", |(place, _)| place).split('|');
        let name = parts.next().unwrap_or_default();
        let Some((_, value)) = values.iter().find(|(n, _)| *n == name) else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = value.to_string();
        out.push_str(match parts.next().zip(parts.next()) {
            Some((one, _)) if value == "1" => one,
            Some((_, more)) => more,
            None => &value,
        });
        rest = after.split_once('}').map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages() -> Messages {
        let say = Say { zh: "共 {n} 条，{what}".to_owned(), en: "{n} rows, {what}".to_owned() };
        Messages { by_key: [("a".to_owned(), say)].into_iter().collect() }
    }

    #[test]
    fn fills_names_once_and_keeps_what_customers_write() {
        let filled = messages().fill("a", Lang::En, &[("n", &3), ("what", &"{n} {what}")]);
        assert_eq!(filled, "3 rows, {n} {what}");
        assert_eq!(messages().fill("a", Lang::Zh, &[("n", &3)]), "共 3 条，{what}");
    }

    #[test]
    fn one_thing_is_told_in_the_singular() {
        let told = |n: &str| fill("{n} {n|row|rows}", &[("n", &n)]);
        assert_eq!([told("1"), told("0"), told("21")], ["1 row", "0 rows", "21 rows"]);
    }

    #[test]
    fn sentiments_and_severities_are_called_as_the_labels_are() {
        let messages = Messages::new(&Dicts::load(None).unwrap());
        let named = ["render.severity_name.major", "render.sentiment.mixed"].map(|key| messages.get(key, Lang::Zh));
        assert_eq!(named, ["重大", "褒贬参半"]);
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(messages().get("no.such", Lang::Zh), "no.such");
    }
}
