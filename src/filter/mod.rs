//! Which rows a run is about: conditions such as `渠道=天猫` or `nature=logistics`, and days. The same column again widens, another one narrows.
//!
//! `choice` puts conditions and days together and sifts rows by them; `met` remembers what rows have, for hints.

mod choice;
mod met;

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::record::Annotated;
use crate::say;

pub use choice::{Choice, Sieve, day, days};
pub use met::{Met, Never};

/// Labels that a condition may name beside the columns of the input.
const LABELS: [&str; 6] = ["nature", "aspect", "severity", "sentiment", "stage", "department"];

/// Conditions on rows; without any, every row passes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Allowed values by column or label.
    wanted: BTreeMap<String, Vec<String>>,
}

impl Filter {
    /// Reads `column=value` conditions given to `option`.
    ///
    /// # Errors
    /// A usage error for one without a column or a value.
    pub fn parse(option: &str, conditions: &[String]) -> Result<Self> {
        let mut out = Self::default();
        for c in conditions {
            let (column, value) = c.split_once('=').map_or(("", ""), |(l, r)| (l.trim(), r.trim()));
            if column.is_empty() || value.is_empty() {
                return Err(Error::usage(
                    say!("`{option} {c}` is not a condition", "`{option} {c}` 不是有效条件"),
                    say!(
                        "use `COLUMN=VALUE`, such as `渠道=天猫` or `nature=logistics`",
                        "应为 `列=值`，如 `渠道=天猫` 或 `nature=logistics`"
                    ),
                ));
            }
            out.wanted.entry(column.to_owned()).or_default().push(value.to_owned());
        }
        Ok(out)
    }

    /// Whether every row passes.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The columns of the input that are asked for.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        self.wanted.keys().filter(|k| !is_label(k))
    }

    /// The first label that is asked for.
    pub fn label(&self) -> Option<&str> {
        self.wanted.keys().map(String::as_str).find(|k| is_label(k))
    }

    /// Each column or label that is asked for, with a value.
    pub fn conditions(&self) -> impl Iterator<Item = (&String, &String)> {
        self.wanted.iter().flat_map(|(key, values)| values.iter().map(move |v| (key, v)))
    }

    /// Whether a row passes.
    pub fn passes(&self, a: &Annotated) -> bool {
        self.passes_some(a, |_| true)
    }

    /// Whether a row meets the conditions on the columns and labels that are `asked` for; those on columns need no labels.
    fn passes_some(&self, a: &Annotated, asked: impl Fn(&str) -> bool) -> bool {
        let mut keys = self.wanted.iter().filter(|(key, _)| asked(key));
        keys.all(|(key, values)| values.iter().any(|v| holds(a, key, v)))
    }

    /// As the user wrote it.
    pub fn text(&self) -> String {
        let one = |(k, v): (&String, &Vec<String>)| format!("{k}={}", v.join("|"));
        self.wanted.iter().map(one).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a condition under this name asks for a label, not for a column.
pub fn is_label(key: &str) -> bool {
    LABELS.contains(&key)
}

/// The value that a row has in a column of the input, as conditions compare it; nothing where the cell is empty or there is none.
pub fn value_of<'a>(a: &'a Annotated, column: &str) -> Option<&'a str> {
    a.attrs.0.iter().filter(|(header, _)| **header == *column).map(|(_, v)| v.trim()).find(|v| !v.is_empty())
}

fn holds(a: &Annotated, key: &str, value: &str) -> bool {
    values(a, key).any(|v| v == value)
}

/// What a row has under a label or a column.
fn values<'a>(a: &'a Annotated, key: &'a str) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    match key {
        "nature" => Box::new(a.natures.iter().map(|n| &**n)),
        "aspect" => Box::new(a.mentions.iter().map(|m| &*m.aspect)),
        "severity" => Box::new(a.severity.iter().map(|s| s.id())),
        "sentiment" => Box::new(std::iter::once(a.sentiment.label.id())),
        "stage" => Box::new(a.stage.as_deref().into_iter()),
        "department" => Box::new(a.department.as_deref().into_iter()),
        _ => Box::new(a.attrs.0.iter().filter(move |(header, _)| **header == *key).map(|(_, v)| v.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Attrs, Name};

    #[test]
    fn the_same_column_widens_another_narrows() {
        let row = |channel: &str, shop: &str| Annotated {
            attrs: Attrs(vec![(Name::from("渠道"), channel.to_owned()), (Name::from("门店"), shop.to_owned())]),
            ..Annotated::default()
        };
        let f = Filter::parse("--where", &["渠道=天猫".into(), "渠道=京东".into(), "门店 = 甲".into()]).unwrap();
        assert!(f.passes(&row("天猫", "甲")) && f.passes(&row("京东", "甲")));
        assert!(!f.passes(&row("抖音", "甲")) && !f.passes(&row("天猫", "乙")));
        assert_eq!(f.text(), "渠道=天猫|京东 门店=甲");
        assert!(
            Filter::parse("--where", &["渠道".into()]).is_err() && Filter::parse("--where", &["=x".into()]).is_err()
        );
        assert!(Filter::default().passes(&row("天猫", "甲")));
    }
}
