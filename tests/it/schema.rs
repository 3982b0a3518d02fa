//! Real reports and records are what `voc schema` says they are. The validator knows the part of JSON Schema that the schemas use, and says so when
//! it meets more.

use serde_json::Value;

use crate::support::{Voc, all_runs, samples};

/// Keywords that say nothing about validity, or nothing that these tests check.
const NOTES: [&str; 7] = ["$schema", "$defs", "title", "description", "format", "default", "examples"];

struct Validator {
    root: Value,
}

impl Validator {
    fn of(what: &str) -> Self {
        Self { root: Voc::new().args(["schema", what]).ok().json() }
    }

    fn check(&self, value: &Value) -> Result<(), String> {
        self.at(&self.root, value, "$")
    }

    fn at(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let Value::Object(rules) = schema else {
            return if *schema == Value::Bool(true) {
                Ok(())
            } else {
                Err(format!("{place}: nothing is allowed here"))
            };
        };
        for (keyword, rule) in rules {
            self.keyword(keyword, rule, value, place)?;
        }
        // A field that no part of the schema names is undocumented.
        if let (Value::Object(fields), Some(known)) = (value, self.properties(schema))
            && !rules.contains_key("additionalProperties")
            && place_is_closed(schema)
            && let Some(extra) = fields.keys().find(|k| !known.contains(k))
        {
            return Err(format!("{place}: `{extra}` is not in the schema"));
        }
        Ok(())
    }

    /// Names of the fields of an object schema, those of its parts included; none where it describes no fields.
    fn properties(&self, schema: &Value) -> Option<Vec<String>> {
        let own = schema["properties"].as_object().map(|p| p.keys().cloned().collect::<Vec<_>>());
        let parts = schema["allOf"].as_array().into_iter().flatten().filter_map(|s| self.properties(self.resolve(s)));
        let all: Vec<String> = own.into_iter().chain(parts).flatten().collect();
        (!all.is_empty()).then_some(all)
    }

    fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        match schema["$ref"].as_str() {
            Some(name) => &self.root["$defs"][name.strip_prefix("#/$defs/").unwrap()],
            None => schema,
        }
    }

    fn keyword(&self, keyword: &str, rule: &Value, value: &Value, place: &str) -> Result<(), String> {
        let wrong = |why: String| Err(format!("{place}: {why}"));
        match keyword {
            "$ref" => {
                let target = self.root["$defs"].get(rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap());
                return self.at(target.unwrap_or_else(|| panic!("{rule} is not defined")), value, place);
            }
            "type" => {
                let types: Vec<&str> = rule
                    .as_array()
                    .map_or(vec![rule], |t| t.iter().collect())
                    .iter()
                    .filter_map(|t| t.as_str())
                    .collect();
                if !types.iter().any(|t| is(value, t)) {
                    return wrong(format!("{value} is not {types:?}"));
                }
            }
            "enum" if !rule.as_array().unwrap().contains(value) => return wrong(format!("{value} is not in {rule}")),
            "const" if rule != value => return wrong(format!("{value} is not {rule}")),
            "required" => {
                let missing = |f: &&Value| value.is_object() && value.get(f.as_str().unwrap()).is_none();
                if let Some(field) = rule.as_array().unwrap().iter().find(missing) {
                    return wrong(format!("{field} is missing"));
                }
            }
            "properties" => {
                for (name, inner) in rule.as_object().unwrap() {
                    if let Some(field) = value.get(name) {
                        self.at(inner, field, &format!("{place}.{name}"))?;
                    }
                }
            }
            "additionalProperties" if rule.is_object() => {
                for (name, field) in value.as_object().into_iter().flatten() {
                    self.at(rule, field, &format!("{place}.{name}"))?;
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.at(rule, item, &format!("{place}[{i}]"))?;
                }
            }
            "minItems" | "maxItems" => {
                let (n, limit) = (value.as_array().map_or(0, Vec::len) as u64, rule.as_u64().unwrap());
                if value.is_array() && (if keyword == "minItems" { n < limit } else { n > limit }) {
                    return wrong(format!("{n} items, {keyword} {limit}"));
                }
            }
            "minimum" | "maximum" => {
                if let (Some(n), Some(limit)) = (value.as_f64(), rule.as_f64())
                    && if keyword == "minimum" { n < limit } else { n > limit }
                {
                    return wrong(format!("{n}, {keyword} {limit}"));
                }
            }
            "anyOf" | "oneOf" | "allOf" => {
                let results: Vec<_> = rule.as_array().unwrap().iter().map(|s| self.at(s, value, place)).collect();
                let fits = results.iter().filter(|r| r.is_ok()).count();
                let enough = match keyword {
                    "anyOf" => fits >= 1,
                    "oneOf" => fits == 1,
                    _ => fits == results.len(),
                };
                if !enough {
                    return wrong(format!("{keyword}: {fits} of {} fit: {results:?}", results.len()));
                }
            }
            "enum" | "const" | "additionalProperties" => {}
            _ => assert!(NOTES.contains(&keyword), "the validator does not know `{keyword}`"),
        }
        Ok(())
    }
}

/// Objects of named fields are closed; parts of an `allOf` are judged as a whole.
fn place_is_closed(schema: &Value) -> bool {
    schema["type"] == "object"
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn reports_are_what_the_schema_says() {
    let schema = Validator::of("report");
    for run in all_runs() {
        schema.check(&run.report).unwrap();
    }
}

#[test]
fn a_report_of_some_rows_is_what_the_schema_says() {
    let chosen = ["analyze", "bank.csv", "-q", "--from", "2026-02-01"];
    let report = Voc::new().dir(&samples()).args(chosen).ok().json();
    assert!(report["run"]["rows"]["left_out"].as_u64() > Some(0));
    Validator::of("report").check(&report).unwrap();
}

#[test]
fn records_are_what_the_schema_says() {
    let schema = Validator::of("record");
    for record in all_runs().iter().flat_map(|run| &run.records) {
        schema.check(record).unwrap();
    }
}

#[test]
fn comparisons_are_what_the_schema_says() {
    let schema = Validator::of("compare");
    let args = ["compare", "feedback.csv", "--at", "2026-02-20", "--adjust", "渠道", "--control", "渠道=天猫", "-q"];
    let made = Voc::new().dir(&samples()).args(args).ok().json();
    schema.check(&made).unwrap();
    assert!(made["natures"].as_array().unwrap().iter().any(|x| x["quotes"].is_object()));
}

#[test]
fn what_is_always_written_is_required() {
    let run = &all_runs()[0];
    for (what, written) in [("record", &run.records[0]), ("report", &run.report)] {
        let schema = Validator::of(what);
        // Without a store: `history` is there with one only.
        let required = schema.root["required"].as_array().unwrap();
        let missing = |key: &&String| !required.iter().any(|r| r == key.as_str());
        let not_required: Vec<_> = written.as_object().unwrap().keys().filter(missing).collect();
        assert!(not_required.is_empty(), "{what}: {not_required:?}");
    }
}

#[test]
fn the_validator_finds_what_is_wrong() {
    let schema = Validator::of("record");
    let good = all_runs()[0].records[0].clone();
    for (field, value) in [
        ("row", "one".into()),
        ("row", 0.into()),
        ("text", Value::Null),
        ("satisfaction", 0.into()),
        ("satisfaction", 6.into()),
        ("severity", "grave".into()),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert!(schema.check(&bad).is_err(), "{field}");
    }
    let mut extra = good.clone();
    extra["surprise"] = 1.into();
    assert!(schema.check(&extra).unwrap_err().contains("`surprise`"));
    let mut missing = good;
    missing.as_object_mut().unwrap().remove("text");
    assert!(schema.check(&missing).unwrap_err().contains("missing"));
}
