//! Names and wording for the report: the label files of `dicts/` by language, message templates, and who solves what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

use crate::error::Result;
use crate::lang::{Lang, Say};
use crate::lexicon::routing::duties;
use crate::lexicon::{Dicts, Entry, Messages, Phrasing, fill};

use super::calendar::Calendar;

/// What says in `reasons.tsv` that something holds of a reason.
const YES: &str = "yes";

/// A reason of the rubric: a line of `reasons.tsv`.
#[derive(Debug, Clone, Copy, Default)]
struct Reason {
    weight: i32,
    /// Its complaints have work orders of their own.
    apart: bool,
    /// Its first complaint in months is an alert.
    grave: bool,
    /// It says that a matter has reached others.
    spread: bool,
}

/// Who has to act by when, and how: a line of `routing.tsv`.
#[derive(Debug, Clone)]
pub(super) struct Duty {
    /// Chinese name.
    pub(super) department: String,
    /// Within how many hours.
    pub(super) hours: u32,
    /// `refund`, `replace` …
    pub(super) solution: String,
}

/// Names of labels and sentences of reports, compiled from the dictionaries.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    names: BTreeMap<(String, String), Say>,
    reasons: BTreeMap<String, Reason>,
    stages: Vec<String>,
    messages: Messages,
    departments: BTreeMap<String, String>,
    duties: BTreeMap<(String, String), Duty>,
    /// Words in the header of a column of shops, branches, sites.
    shops: Vec<String>,
    /// Values that say whether a record is a complaint at all.
    types: BTreeSet<String>,
    /// Holidays.
    pub(super) calendar: Calendar,
    phrasing: Arc<Phrasing>,
}

impl Labels {
    /// Reads `labels.tsv`, `reasons.tsv`, `stages.tsv`, `routing.tsv`, `holidays.tsv`, `hints.tsv` and `messages.tsv`.
    ///
    /// # Errors
    /// When a weight, a grade, a day or a number of hours makes no sense; names the line.
    pub fn new(dicts: &Dicts) -> Result<Self> {
        let phrasing = Arc::new(Phrasing::new(dicts)?);
        let mut l =
            Self { calendar: Calendar::new(dicts)?, messages: Messages::new(dicts), phrasing, ..Self::default() };
        let cell = |e: &Entry, column: &str| dicts.telling(e, column).get(column).to_owned();
        let say = |e: &Entry| Say { zh: cell(e, "zh"), en: cell(e, "en") };
        for e in dicts.of("labels") {
            l.names.insert((e.get("kind").to_owned(), e.get("id").to_owned()), say(e));
        }
        for (file, kind) in [("reasons", "reason"), ("stages", "stage")] {
            for e in dicts.of(file) {
                l.names.insert((kind.to_owned(), e.get("id").to_owned()), say(e));
            }
        }
        for e in dicts.of("stages") {
            let id = e.get("id").to_owned();
            if !l.stages.contains(&id) {
                l.stages.push(id);
            }
        }
        for e in dicts.of("reasons") {
            let is = |column| cell(e, column) == YES;
            let weight = dicts.telling(e, "base").number("base", 50)?;
            let reason = Reason { weight, apart: is("apart"), grave: is("grave"), spread: is("spread") };
            l.reasons.insert(e.get("id").to_owned(), reason);
        }
        for e in dicts.of("hints") {
            match e.get("kind") {
                "shop" => l.shops.push(e.get("word").to_owned()),
                "type" => drop(l.types.insert(e.get("word").to_owned())),
                _ => {}
            }
        }
        l.routes(dicts)?;
        Ok(l)
    }

    fn routes(&mut self, dicts: &Dicts) -> Result<()> {
        for d in duties(dicts)? {
            let (zh, en) = d.department;
            self.departments.insert(zh.to_owned(), en.to_owned());
            let duty = Duty { department: zh.to_owned(), hours: d.hours, solution: d.solution.to_owned() };
            for severity in d.severities {
                self.duties.insert((d.scope.to_owned(), severity.id().to_owned()), duty.clone());
            }
        }
        Ok(())
    }

    /// What makes no difference between words about a thing, for [`crate::aggregate::Settings::with_phrasing`].
    pub fn phrasing(&self) -> &Arc<Phrasing> {
        &self.phrasing
    }

    /// Name of a label (`intent`, `emotion`, `reason`, `stage` …); its id where the dictionaries name none.
    pub fn name(&self, kind: &str, id: &str, lang: Lang) -> String {
        let named = self.names.get(&(kind.to_owned(), id.to_owned())).map(|name| name.get(lang));
        named.filter(|n| !n.is_empty()).unwrap_or(id).to_owned()
    }

    /// How much a reason of the rubric weighs, 0 to 100; nothing where the rubric does not know it.
    pub fn weight(&self, reason: &str) -> i32 {
        self.reason(reason).weight
    }

    /// Whether complaints of a reason have work orders of their own, whatever issue they tell of.
    pub(super) fn stands_apart(&self, reason: &str) -> bool {
        self.reason(reason).apart
    }

    /// Whether the first complaint of a reason in months is told, in the highest colour.
    pub(super) fn is_grave(&self, reason: &str) -> bool {
        self.reason(reason).grave
    }

    /// Whether a reason is danger to people: told with its first complaint, and looked into by itself.
    pub(super) fn is_danger(&self, reason: &str) -> bool {
        let Reason { apart, grave, .. } = self.reason(reason);
        apart && grave
    }

    /// Whether a reason says that a matter has reached others.
    pub(super) fn tells_of_others(&self, reason: &str) -> bool {
        self.reason(reason).spread
    }

    fn reason(&self, id: &str) -> Reason {
        self.reasons.get(id).copied().unwrap_or_default()
    }

    /// Stages of the journey, in order.
    pub fn stages(&self) -> &[String] {
        &self.stages
    }

    /// A department in the language of the report.
    pub fn department(&self, zh: &str, lang: Lang) -> String {
        let en = self.departments.get(zh).filter(|en| lang == Lang::En && !en.is_empty());
        en.map_or(zh, String::as_str).to_owned()
    }

    /// Whether `routing.tsv` sends anything to a department; others are named by the export.
    pub(super) fn is_routed_to(&self, department: &str) -> bool {
        self.departments.contains_key(department)
    }

    /// The line of `routing.tsv` for just this scope.
    pub(super) fn routed(&self, scope: &str, severity: &str) -> Option<&Duty> {
        self.duties.get(&(scope.to_owned(), severity.to_owned()))
    }

    /// Who acts on a complaint: the first of `scopes` that `routing.tsv` knows, else its `*`.
    pub(super) fn duty<'a>(&self, mut scopes: impl Iterator<Item = &'a str>, severity: &str) -> Option<&Duty> {
        scopes.find_map(|s| self.routed(s, severity)).or_else(|| self.routed("*", severity))
    }

    /// How a complaint is solved, by the same lines.
    pub(super) fn solution<'a>(&self, scopes: impl Iterator<Item = &'a str>, severity: &str) -> String {
        self.duty(scopes, severity).map_or("investigate", |d| d.solution.as_str()).to_owned()
    }

    /// Whether a column of this header names a place where somebody can act: 门店, 网点.
    pub(super) fn is_shop(&self, header: &str) -> bool {
        let header = header.to_lowercase();
        self.shops.iter().any(|w| header.contains(w.as_str()))
    }

    /// Whether a value says what kind of message a record is: 投诉, 咨询, 表扬.
    pub(super) fn is_type(&self, value: &str) -> bool {
        self.types.contains(&value.trim().to_lowercase())
    }

    /// Whether most values of a column say what kind of message a record is: that complaints are of the value 投诉 is nothing that anybody could mend.
    pub(super) fn tells_types<'v>(&self, values: impl ExactSizeIterator<Item = &'v str>) -> bool {
        let all = values.len();
        2 * values.filter(|v| self.is_type(v)).count() > all
    }

    /// A sentence of `messages.tsv` with its `{name}` places filled; the bare values where there is no such key.
    pub fn message(&self, key: &str, lang: Lang, values: &[(&str, &str)]) -> String {
        let Some(template) = self.messages.find(key, lang).filter(|t| !t.is_empty()) else {
            return values.iter().map(|(_, v)| *v).collect::<Vec<_>>().join(" · ");
        };
        let values: Vec<(&str, &dyn Display)> = values.iter().map(|(n, v)| (*n, v as &dyn Display)).collect();
        fill(template, &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_labels_keep_their_id() {
        assert_eq!(Labels::default().name("intent", "refund", Lang::Zh), "refund");
    }

    #[test]
    fn reasons_weigh_what_the_rubric_says() {
        let labels = Labels::new(&Dicts::load(None).unwrap()).unwrap();
        assert!(labels.weight("safety") > labels.weight("repeated") && labels.weight("repeated") > 0);
        assert_eq!(labels.weight("none"), 0);
    }
}
