//! Classes in labelled files by the names that reports give them: 产品 is `product`, 重大 is `major`.

use rustc_hash::FxHashMap;

use crate::cli::Task;
use crate::error::Result;
use crate::lang::Say;
use crate::lexicon::{Dicts, Taxonomy};
use crate::say;

use super::eval::UNGRADED;
use super::session::Session;

/// Classes of a file that labels never have.
pub(super) struct Unknown {
    /// The dictionary in which classes stand.
    pub(super) file: &'static str,
    /// The classes, for people.
    pub(super) list: String,
}

/// Natures that the taxonomy does not have, and grades other than those of complaints; nothing where all are known.
pub(super) fn unknown(classes: &[String], task: Task, dicts: &Dicts, taxonomy: &Taxonomy) -> Result<Option<Unknown>> {
    let names = Names::of(task, dicts)?;
    let is_known = |class: &str| match task {
        Task::Sentiment | Task::Verdict => true,
        Task::Nature => taxonomy.has_nature(class),
        Task::Severity => class == UNGRADED || names.leads_to(class),
    };
    let unknown: Vec<String> = classes.iter().filter(|c| !is_known(c)).map(|c| format!("`{c}`")).collect();
    let file = if task == Task::Nature { "taxonomy.tsv" } else { "labels.tsv" };
    Ok((!unknown.is_empty()).then(|| Unknown { file, list: unknown.join(", ") }))
}

/// What is told of classes of the user's models that labels never have.
pub(super) fn idle(session: &Session) -> Result<Vec<Say>> {
    let (models, taxonomy) = (session.annotator.models(), &session.annotator.taxonomy);
    let mut out = Vec::new();
    for task in [Task::Nature, Task::Severity] {
        let (Some(heads), Some(model)) = (models.heads(task.id()), models.file(task.id())) else { continue };
        if let Some(Unknown { file, list }) = unknown(heads.classes(), task, &session.dicts, taxonomy)? {
            out.push(say!(
                "`{model}`: classes that {file} has neither as ids nor as names, so that no row has them: {list}",
                "`{model}`：{file} 中没有以下类别（编号和名称均无），不会采用：{list}"
            ));
        }
    }
    Ok(out)
}

/// Ids of classes by their names in small letters.
pub(super) struct Names(FxHashMap<String, String>);

impl Names {
    /// Those of the labels of a task.
    pub(super) fn of(task: Task, dicts: &Dicts) -> Result<Self> {
        Ok(match task {
            Task::Sentiment | Task::Verdict => Self::sentiments(dicts),
            Task::Nature => Self::natures(&Taxonomy::new(dicts)?),
            Task::Severity => Self::severities(dicts),
        })
    }

    fn new<'e>(named: impl Iterator<Item = (&'e str, [&'e str; 2])>) -> Self {
        let named: Vec<(&str, [&str; 2])> = named.collect();
        let by_name = named.iter().flat_map(|(id, names)| names.map(|n| (n.trim().to_lowercase(), (*id).to_owned())));
        // An id is its own name, whatever else is called so.
        let by_id = named.iter().map(|(id, _)| (id.to_lowercase(), (*id).to_owned()));
        Self(by_name.chain(by_id).filter(|(name, _)| !name.is_empty()).collect())
    }

    /// Sentiments as people write them.
    pub(super) fn sentiments(dicts: &Dicts) -> Self {
        Self(dicts.of("classes").map(|e| (e.get("word").to_owned(), e.get("label").to_owned())).collect())
    }

    /// Natures by the names of the taxonomy in force.
    pub(super) fn natures(taxonomy: &Taxonomy) -> Self {
        Self::new(taxonomy.natures().map(|n| (&*n.id, [&*n.zh, &*n.en])))
    }

    /// Severities.
    pub(super) fn severities(dicts: &Dicts) -> Self {
        let labels = dicts.of("labels").filter(|e| e.get("kind") == "severity");
        Self::new(labels.map(|e| (e.get("id"), [e.get("zh"), e.get("en")])))
    }

    /// Reasons of major complaints.
    pub(super) fn reasons(dicts: &Dicts) -> Self {
        Self::new(dicts.of("reasons").map(|e| (e.get("id"), [e.get("zh"), e.get("en")])))
    }

    /// The id behind a name, if it is one.
    pub(super) fn find(&self, written: &str) -> Option<&str> {
        self.0.get(&written.to_lowercase()).map(String::as_str)
    }

    /// Whether a name stands for an id.
    pub(super) fn leads_to(&self, id: &str) -> bool {
        self.0.values().any(|known| known == id)
    }

    /// The id behind a name; what is none stays.
    pub(super) fn id<'n>(&'n self, written: &'n str) -> &'n str {
        self.find(written).unwrap_or(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_reports_are_known() {
        let dicts = Dicts::load(None).unwrap();
        let natures = Names::natures(&Taxonomy::new(&dicts).unwrap());
        assert_eq!(
            ["产品", "Service", "service", "店"].map(|n| natures.id(n)),
            ["product", "service", "service", "店"]
        );
        let severities = Names::severities(&dicts);
        let names = ["一般", "重大", "MAJOR", "general", "none", "None", "非投诉"];
        assert_eq!(names.map(|n| severities.id(n)), ["general", "major", "major", "general", "none", "none", "none"]);
        assert_eq!(Names::reasons(&dicts).find("没有这样的原因"), None);
        assert_eq!(Names::sentiments(&dicts).find("差评"), Some("negative"));
    }
}
