//! Which group each row belongs to, and how the groups are named.

use std::path::{Path, PathBuf};

use crate::cli::CompareArgs;
use crate::error::{Error, Result};
use crate::filter::{Filter, day};
use crate::ingest;
use crate::insight::{Comparing, Kind};
use crate::lang::{Lang, Say, by_count};
use crate::record::Annotated;
use crate::say;
use crate::time::day_string;

/// What divides rows into before and after.
#[derive(Debug, Clone, PartialEq)]
enum Division {
    /// Two inputs.
    Inputs,
    /// A day: earlier rows are before.
    Day(i32, String),
    /// Two conditions.
    Conditions(Filter, Filter),
}

/// The groups of a comparison.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    division: Division,
    filter: Filter,
    control: Filter,
    /// The files of each input.
    pub(super) files: [Vec<PathBuf>; 2],
    /// The sources of the first input, as rows name them.
    before: Vec<String>,
    /// The inputs as the user named them.
    inputs: Vec<PathBuf>,
}

impl Groups {
    /// Settles and checks.
    ///
    /// # Errors
    /// Usage errors: nothing that divides one input, a day that is none, the same file on both sides.
    pub(super) fn new(args: &CompareArgs) -> Result<Self> {
        let filter = Filter::parse("--where", &args.filter)?;
        let control = Filter::parse("--control", &args.control)?;
        let division = division(args)?;
        let (mut files, mut names): ([Vec<PathBuf>; 2], [Vec<String>; 2]) = Default::default();
        for (i, input) in args.inputs.iter().enumerate().take(files.len()) {
            for source in ingest::resolve(std::slice::from_ref(input))?.into_iter().filter(|s| !s.own) {
                names[i].push(source.name());
                files[i].push(source.path);
            }
        }
        let identity = |p: &PathBuf| p.canonicalize().unwrap_or_else(|_| p.clone());
        if let Some(twice) = files[1].iter().find(|p| files[0].iter().any(|q| identity(q) == identity(p))) {
            let shown = twice.display();
            return Err(Error::usage(
                say!("`{shown}` is on both sides", "`{shown}` 同时出现在两边"),
                say!(
                    "name one file and divide it by `--at DATE`, or by `--before-where` and `--after-where`",
                    "请只给一个文件，用 `--at 日期` 或 `--before-where` 与 `--after-where` 划分"
                ),
            ));
        }
        let [before, _] = names;
        Ok(Self { division, filter, control, files, before, inputs: args.inputs.clone() })
    }

    /// Columns that conditions need.
    pub(super) fn columns(&self) -> Vec<String> {
        let mut out: Vec<String> = self.filter.columns().chain(self.control.columns()).cloned().collect();
        if let Division::Conditions(b, a) = &self.division {
            out.extend(b.columns().chain(a.columns()).cloned());
        }
        out
    }

    /// Every condition: column or label, and value.
    pub(super) fn conditions(&self) -> impl Iterator<Item = (&String, &String)> {
        let [before, after] = match &self.division {
            Division::Conditions(before, after) => [Some(before), Some(after)],
            _ => [None, None],
        };
        [Some(&self.filter), Some(&self.control), before, after].into_iter().flatten().flat_map(Filter::conditions)
    }

    /// Whether time divides the rows.
    pub(super) fn by_time(&self) -> bool {
        matches!(self.division, Division::Day(..))
    }

    /// Whether there is a comparison group.
    pub(super) fn controlled(&self) -> bool {
        !self.control.is_empty()
    }

    /// The side of rows from `file`, where inputs divide them.
    pub(super) fn side_of(&self, file: &Path) -> usize {
        usize::from(!self.before.iter().any(|name| Path::new(name) == file))
    }

    /// The group of a row that stands in an input of this side.
    pub(super) fn kind(&self, a: &Annotated, side: usize) -> Kind {
        if !self.filter.passes(a) {
            return Kind::Out;
        }
        let after = match &self.division {
            Division::Inputs => Some(side == 1),
            Division::Day(day, _) => a.time.map(|t| t.days() >= *day),
            Division::Conditions(before, after) => match (before.passes(a), after.passes(a)) {
                (true, false) => Some(false),
                (false, true) => Some(true),
                _ => None,
            },
        };
        let control = self.controlled() && self.control.passes(a);
        match (after, control) {
            (None, _) => Kind::Out,
            (Some(false), false) => Kind::Before,
            (Some(true), false) => Kind::After,
            (Some(false), true) => Kind::ControlBefore,
            (Some(true), true) => Kind::ControlAfter,
        }
    }

    /// Whether a row meets the conditions of both groups, so that it is in neither.
    pub(super) fn is_in_both(&self, a: &Annotated) -> bool {
        matches!(&self.division, Division::Conditions(before, after) if before.passes(a) && after.passes(a))
            && self.filter.passes(a)
    }

    /// Names of the groups.
    pub(super) fn names(&self, lang: Lang) -> Comparing {
        let with = |name: String| {
            let own = self.filter.text();
            if own.is_empty() { name } else { format!("{name} ({own})") }
        };
        let input = |i: usize| self.inputs.get(i).map(|p| p.display().to_string()).unwrap_or_default();
        let (before, after) = match &self.division {
            Division::Inputs => (input(0), input(1)),
            Division::Day(_, day) => {
                let (before, after) = (say!("before {day}", "{day} 之前"), say!("from {day}", "{day} 起"));
                (before.get(lang).to_owned(), after.get(lang).to_owned())
            }
            Division::Conditions(b, a) => (b.text(), a.text()),
        };
        let control = self.controlled().then(|| self.control.text());
        Comparing { before: with(before), after: with(after), control }
    }

    /// Options as the report states them.
    pub(super) fn options(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let mut add = |key: &str, text: String| {
            if !text.is_empty() {
                out.push((key.to_owned(), text));
            }
        };
        add("where", self.filter.text());
        add("control", self.control.text());
        match &self.division {
            Division::Inputs => {}
            Division::Day(_, day) => add("at", day.clone()),
            Division::Conditions(b, a) => {
                add("before-where", b.text());
                add("after-where", a.text());
            }
        }
        out
    }
}

/// What to tell of rows that meet the conditions of both groups.
pub(super) fn say_in_both(rows: u64) -> Option<Say> {
    let (noun, is) = (by_count(rows, "row meets", "rows meet"), by_count(rows, "is", "are"));
    let told = say!(
        "{rows} {noun} both `--before-where` and `--after-where` and {is} in neither group",
        "{rows} 行同时满足 `--before-where` 和 `--after-where`，未计入任何一组"
    );
    (rows > 0).then_some(told)
}

fn division(args: &CompareArgs) -> Result<Division> {
    let two = args.inputs.len() == 2;
    if let Some(text) = &args.at {
        let day = day("--at", text)?;
        return if two { Err(divided_twice("--at")) } else { Ok(Division::Day(day, day_string(day))) };
    }
    if args.before_where.is_empty() {
        return if two { Ok(Division::Inputs) } else { Err(undivided()) };
    }
    if two {
        return Err(divided_twice("--before-where"));
    }
    let before = Filter::parse("--before-where", &args.before_where)?;
    let after = Filter::parse("--after-where", &args.after_where)?;
    if before == after {
        let both = before.text();
        return Err(Error::usage(
            say!("both groups are `{both}`", "两组的条件都是 `{both}`"),
            say!(
                "name different values by `--before-where` and `--after-where`",
                "`--before-where` 与 `--after-where` 应取不同的值"
            ),
        ));
    }
    Ok(Division::Conditions(before, after))
}

fn undivided() -> Error {
    Error::usage(
        say!("one input, and nothing divides it", "只有一个输入，且没有划分方式"),
        say!(
            "name BEFORE and AFTER, or add `--at DATE`, or `--before-where` and `--after-where`",
            "请给出 BEFORE 和 AFTER 两个输入，或加 `--at 日期`，或加 `--before-where` 与 `--after-where`"
        ),
    )
}

fn divided_twice(option: &str) -> Error {
    Error::usage(
        say!(
            "`{option}` divides one input, and two inputs are divided already",
            "`{option}` 用于划分一个输入，而两个输入已经各为一组"
        ),
        say!(
            "name one input with `--at`, `--before-where` and `--after-where`; `--where` narrows both groups",
            "`--at`、`--before-where`、`--after-where` 只用于一个输入；`--where` 可同时筛选两组"
        ),
    )
}
