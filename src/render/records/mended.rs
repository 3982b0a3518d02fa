//! Annotated rows that went through another program: whole numbers became floats (pandas keeps numbers with gaps so), empty lists became null. What says the
//! same is taken for it, and nothing is guessed; of other rows it is told which field is none of an annotated row.
//!
//! Only rows that cannot be read as they are come here: what voc wrote itself costs nothing more.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::lang::Say;
use crate::record::Annotated;
use crate::say;

/// Floats beyond it stand for more than one whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// All fields, as a row without anything has them.
static BARE: LazyLock<Map<String, Value>> = LazyLock::new(|| match serde_json::to_value(Annotated::default()) {
    Ok(Value::Object(fields)) => fields,
    _ => Map::new(),
});

/// The row that a line says in other words; nothing where it is none.
pub(super) fn row(line: &[u8]) -> Option<Annotated> {
    serde_json::from_value(Value::Object(fields(line)?)).ok()
}

/// Whether a line is a row with labels of voc, be it whole or not: its texts are not to be labelled anew without a word.
pub(super) fn claims(line: &[u8]) -> bool {
    // Of a list, the first.
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(b"[").unwrap_or(line);
    let first = serde_json::Deserializer::from_slice(line).into_iter::<Value>().next();
    let labelled =
        |v: &Value| v["sentiment"]["label"].is_string() && v.get("text").is_some() && v.get("mentions").is_some();
    first.is_some_and(|v| v.is_ok_and(|v| labelled(&v)))
}

/// A field whose value no row has.
pub(super) struct Misfit {
    pub(super) field: String,
    /// What is wrong with it.
    pub(super) why: Say,
}

/// The first field of a line that keeps it from being a row; nothing where one is missing, or it is no object.
pub(super) fn misfit(line: &[u8]) -> Option<Misfit> {
    fields(line)?.into_iter().find_map(|(field, value)| {
        let shown =
            if value.is_string() || value.is_array() || value.is_object() { None } else { Some(value.to_string()) };
        let mut row = BARE.clone();
        row.insert(field.clone(), value);
        let why = serde_json::from_value::<Annotated>(Value::Object(row)).err()?;
        let shown = shown.map_or_else(String::new, |value| say!("", "（{value}）").zh);
        Some(Misfit { field, why: say!("{why}", "字段的类型或取值不符{shown}") })
    })
}

/// The fields of a line, in the types of a row where nothing is lost by it.
fn fields(line: &[u8]) -> Option<Map<String, Value>> {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(line) else { return None };
    for (name, value) in &mut fields {
        if value.is_null() && BARE.get(name).is_some_and(Value::is_array) {
            *value = Value::Array(Vec::new());
        }
        make_whole(value);
    }
    Some(fields)
}

/// Makes floats that are whole numbers whole, however deep they stand.
fn make_whole(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        Value::Number(n) => {
            let float = n.as_f64().filter(|x| n.is_f64() && x.fract() == 0.0 && x.abs() <= EXACT);
            if let Some(whole) = float.and_then(|x| format!("{x:.0}").parse::<i64>().ok()) {
                *value = whole.into();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row in other clothes: each text is exchanged for another one.
    fn line(changes: &[(&str, &str)]) -> Vec<u8> {
        let row = Annotated { row: 3, source: "a".into(), satisfaction: Some(1), ..Annotated::default() };
        let mut line = serde_json::to_string(&row).unwrap();
        for (from, to) in changes {
            assert!(line.contains(from), "{from} in {line}");
            line = line.replace(from, to);
        }
        line.into_bytes()
    }

    #[test]
    fn whole_numbers_may_be_floats_and_empty_lists_null() {
        let own: Annotated = serde_json::from_slice(&line(&[])).unwrap();
        let changed = line(&[
            ("\"row\":3", "\"row\":3.0"),
            ("\"satisfaction\":1", "\"satisfaction\":1.0"),
            ("\"masked\":[]", "\"masked\":null"),
            ("\"mentions\":[]", "\"mentions\":null"),
        ]);
        assert_eq!(row(&changed).unwrap(), own);
    }

    #[test]
    fn what_would_be_lost_is_told_with_its_field() {
        for (from, to, field, why) in [
            ("\"satisfaction\":1", "\"satisfaction\":1.5", "satisfaction", "floating point `1.5`"),
            ("\"row\":3", "\"row\":null", "row", "null"),
            ("\"keywords\":[]", "\"keywords\":7.0", "keywords", "integer `7`"),
        ] {
            let line = line(&[(from, to), ("\"masked\":[]", "\"masked\":null")]);
            assert!(row(&line).is_none());
            let told = misfit(&line).unwrap();
            assert!(told.field == field && told.why.en.contains(why), "{}: {}", told.field, told.why.en);
        }
        let told = misfit(&line(&[("\"satisfaction\":1", "\"satisfaction\":1.5")])).unwrap();
        assert_eq!(told.why.zh, "字段的类型或取值不符（1.5）");
    }

    #[test]
    fn labels_are_known_in_rows_that_are_not_whole() {
        let whole = line(&[]);
        assert!(claims(&whole) && claims(&line(&[("\"row\":3,", "")])) && claims(&[b"[", &whole[..], b","].concat()));
        for other in ["{\"text\":\"快\",\"sentiment\":\"正面\",\"mentions\":2}", "{\"内容\":\"慢\"}", "[", "", "慢"]
        {
            assert!(!claims(other.as_bytes()), "{other}");
        }
    }
}
