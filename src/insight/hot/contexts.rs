//! The product, model or branch that a text names: a segment value of its own row, in full, or by the part that no other value of the column has (E9 of 星途E9).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::aggregate::Partial;
use crate::aggregate::cases::Case;
use crate::aggregate::segments::Column;
use crate::number::{float, to_u32};

/// A segment value is no context when it is in a larger share of the cases: all speak of the same city.
const TOO_COMMON: f64 = 0.5;

/// Share of a column's values that must have such a part: it is how the column tells its values apart, and no accident (APP among channels).
const NAMED_BY_PART: f64 = 0.5;

/// A segment value that texts name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) name: String,
    /// Parts that stand for it.
    parts: Vec<String>,
}

impl Named {
    /// Whether a text in lower case names it.
    pub(super) fn is_in(&self, lower: &str) -> bool {
        lower.contains(&self.name) || named_by(&self.parts, lower)
    }
}

/// For each case the rarest of its segment values that its own text names, as a number of the second list.
pub(super) fn contexts(cases: &[&Case], p: &Partial) -> (Vec<Option<u32>>, Vec<Named>) {
    let mut count: FxHashMap<(u16, u32), u32> = FxHashMap::default();
    cases.iter().flat_map(|c| c.attrs.iter()).for_each(|a| *count.entry(*a).or_default() += 1);
    let most = TOO_COMMON * float(cases.len() as u64);
    let parts: Vec<Vec<Vec<String>>> = p.segments.columns.iter().map(parts).collect();
    let rarest = |c: &&Case| {
        let (text, lower) = (plain(&c.snippet.text), c.snippet.text.to_lowercase());
        let known = |a: &(u16, u32)| Some((plain(p.segments.value(*a)?.1), &parts[usize::from(a.0)][a.1 as usize]));
        let rare = c.attrs.iter().filter(|a| f64::from(count[*a]) <= most);
        let all = rare.filter_map(|a| known(a).map(|(name, parts)| (count[a], name, parts)));
        let said = |name: &str, parts: &[String]| text.contains(name) || named_by(parts, &lower);
        let own = all.filter(|(_, name, parts)| is_name(name) && said(name, parts));
        own.min().map(|(_, name, parts)| Named { name, parts: parts.clone() })
    };
    let named: Vec<Option<Named>> = cases.iter().map(rarest).collect();
    let mut list: Vec<Named> = named.iter().flatten().cloned().collect();
    list.sort_unstable();
    list.dedup_by(|b, a| a.name == b.name);
    let place = |n: &Named| list.binary_search_by(|x| x.name.cmp(&n.name)).ok().map(to_u32);
    let context = named.iter().map(|n| n.as_ref().and_then(place)).collect();
    (context, list)
}

/// Numbers and single characters name nothing.
pub(super) fn is_name(value: &str) -> bool {
    value.chars().nth(1).is_some() && !value.chars().all(|c| c.is_ascii_digit())
}

/// For each value of a column the parts that only it has; none where most values have no such part.
fn parts(column: &Column) -> Vec<Vec<String>> {
    let values = to_u32(column.values.len());
    let mut owners: BTreeMap<String, Option<u32>> = BTreeMap::new();
    for v in 0..values {
        for code in codes(&column.values.name(v).to_lowercase()) {
            let owner = owners.entry(code.to_owned()).or_insert(Some(v));
            *owner = owner.filter(|o| *o == v);
        }
    }
    let mut out = vec![Vec::new(); column.values.len()];
    for (code, owner) in owners {
        if let Some(v) = owner {
            out[v as usize].push(code);
        }
    }
    let told = out.iter().filter(|own| !own.is_empty()).count();
    if float(told as u64) < NAMED_BY_PART * f64::from(values) {
        out.iter_mut().for_each(Vec::clear);
    }
    out
}

fn named_by(parts: &[String], lower: &str) -> bool {
    !parts.is_empty() && codes(lower).any(|code| parts.iter().any(|p| p == code))
}

/// Latin words and codes with a letter in a text in lower case.
fn codes(lower: &str) -> impl Iterator<Item = &str> {
    let code = |t: &&str| t.len() > 1 && t.bytes().any(|b| b.is_ascii_alphabetic());
    lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(code)
}

/// Lower case without blanks.
pub(super) fn plain(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{Row, absorb, settings};

    /// What each of the texts names; each with the value of its row.
    fn named(rows: &[(&str, &str)]) -> Vec<Option<String>> {
        let row = |(n, (value, text)): (u64, &(&str, &str))| {
            Row::new(n, text).score(-800).attr("车型", value).blame("product.quality", "车", "坏").build()
        };
        let rows: Vec<_> = (1u64..).zip(rows).map(row).collect();
        let mut p = absorb(&rows, &settings());
        let (cases, _) = std::mem::take(&mut p.cases).into_kept();
        let (of, list) = contexts(&cases.iter().collect::<Vec<_>>(), &p);
        of.into_iter().map(|i| i.map(|i| list[i as usize].name.clone())).collect()
    }

    #[test]
    fn a_model_is_named_by_the_code_that_no_other_has() {
        let told = named(&[
            ("星途E9", "E9高速上突然断电"),
            ("星途X7", "星途X7异响"),
            ("星途MINI", "这台mini漏油"),
            ("星途S5", "E90断电"),
            ("星途S5", "车坏了"),
        ]);
        let names: Vec<Option<&str>> = told.iter().map(Option::as_deref).collect();
        assert_eq!(names, [Some("星途e9"), Some("星途x7"), Some("星途mini"), None, None]);
    }

    #[test]
    fn what_few_values_have_or_several_share_names_nothing() {
        let told = named(&[("官方APP", "app闪退"), ("电话", "打不通"), ("门店", "人少")]);
        assert!(told.iter().all(Option::is_none), "{told:?}");
        let told = named(&[("A1 Pro", "这个pro坏了"), ("B2 Pro", "b2坏了"), ("C3", "坏了")]);
        assert!(told[0].is_none() && told[1].is_some(), "{told:?}");
    }
}
