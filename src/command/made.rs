//! With what rows were labelled that a report is made of: as their files tell. Where a file does not tell (JSON lines, or a file that another program wrote
//! anew), it is taken that this voc labelled them, with what it is asked to use.

use std::collections::BTreeSet;

use crate::lang::Say;
use crate::report::{Input, LabelledWith, Run};
use crate::say;

/// What stands between fingerprints where there are several.
const BETWEEN: &str = ", ";

/// With what the rows of a run were labelled; several fingerprints in one line where they were not all labelled with the same.
pub(super) fn labelled_with(run: &Run) -> LabelledWith {
    let joined = |of: fn(&LabelledWith) -> &String, own: &String| {
        let files = with_rows(run).map(|i| i.labelled_with.as_ref().map_or(own, of));
        let all: BTreeSet<&str> = files.flat_map(|text| text.split(BETWEEN)).collect();
        if all.is_empty() { own.clone() } else { all.into_iter().collect::<Vec<_>>().join(BETWEEN) }
    };
    LabelledWith {
        version: joined(|w| &w.version, &run.version),
        dictionaries: joined(|w| &w.dictionaries, &run.dictionaries),
        models: joined(|w| &w.models, &run.models),
    }
}

/// Puts into the manifest what the rows were labelled with; what to tell where that is not one and the same.
pub(super) fn settle(run: &mut Run) -> Option<Say> {
    let with = labelled_with(run);
    let several = [&with.dictionaries, &with.models].iter().any(|all| all.contains(BETWEEN));
    let told = several.then(|| differ(run));
    (run.dictionaries, run.models) = (with.dictionaries, with.models);
    told
}

/// Files without rows say nothing.
fn with_rows(run: &Run) -> impl Iterator<Item = &Input> {
    run.inputs.iter().filter(|i| i.rows > 0)
}

/// That what differs between files may be their labels, with the files that this voc would label otherwise.
fn differ(run: &Run) -> Say {
    let own = |w: &LabelledWith| w.dictionaries == run.dictionaries && w.models == run.models;
    let others = with_rows(run).filter(|i| i.labelled_with.as_ref().is_some_and(|w| !own(w)));
    let list: Vec<String> = others.map(|i| format!("`{}`", i.path)).collect();
    let list = list.join(", ");
    say!(
        "the rows were not all labelled with the same dictionaries and models (others than those of this voc: {list}): what differs between files may be their labels; label the feedback of these again",
        "各文件标注时所用的词典或模型不同（与当前 voc 不同的有 {list}）：文件之间的差异可能来自标签；请用当前 voc 重新标注这些文件的原始反馈"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows, and dictionaries and models where the file tells.
    type File = (u64, Option<(&'static str, &'static str)>);

    fn run(files: &[File]) -> Run {
        let file = |(at, (rows, with)): (usize, &File)| Input {
            path: format!("{at}.parquet"),
            rows: *rows,
            labelled_with: with.map(|(dictionaries, models)| LabelledWith {
                version: "0.1.0".into(),
                dictionaries: dictionaries.into(),
                models: models.into(),
            }),
            ..Input::default()
        };
        let inputs = files.iter().enumerate().map(file).collect();
        Run { version: "0.2.0".into(), dictionaries: "d2".into(), models: "m1".into(), inputs, ..Run::default() }
    }

    #[test]
    fn files_tell_what_they_were_labelled_with() {
        for (files, dictionaries, models, told) in [
            (&[(0, None)][..], "d2", "m1", None),
            (&[(5, None)][..], "d2", "m1", None),
            (&[(5, Some(("d1", "m2")))][..], "d1", "m2", None),
            (&[(5, Some(("d1", "m2"))), (0, None)][..], "d1", "m2", None),
            (&[(5, Some(("d2", "m1"))), (5, None)][..], "d2", "m1", None),
            (&[(5, None), (5, Some(("d1", "m1"))), (5, Some(("d2", "m1")))][..], "d1, d2", "m1", Some("`1.parquet`")),
            (&[(5, Some(("d1, d0", "m1"))), (5, None)][..], "d0, d1, d2", "m1", Some("`0.parquet`")),
        ] {
            let mut run = run(files);
            let said = settle(&mut run);
            assert_eq!((run.dictionaries.as_str(), run.models.as_str()), (dictionaries, models), "{files:?}");
            assert_eq!(said.is_some(), told.is_some(), "{files:?}");
            assert!(said.zip(told).is_none_or(|(said, told)| said.en.contains(&format!("this voc: {told})"))));
            // What is written from them tells the same.
            assert_eq!(labelled_with(&run).dictionaries, dictionaries);
        }
    }
}
