//! `--split`, decided: the column, and the outputs whose names hold a place for its values.

use std::path::{Path, PathBuf};

use crate::cli::{ReportFormat, SplitArgs};
use crate::error::{Error, Result};
use crate::filter;
use crate::lang::Say;
use crate::say;

use super::named;
use super::outputs::{ReportOutput, report_output};

/// What stands in a name for the value.
const PLACE: &str = "{}";

/// Rows that a value has to have where nobody says how many.
const LEAST: u64 = 30;

/// The page that leads to the reports of all values.
const INDEX: &str = "index.html";

/// One report for each value of a column.
#[derive(Debug, Clone)]
pub struct Split {
    /// The column as named.
    pub column: String,
    /// Rows that a value must have.
    pub least: u64,
    /// Where each report goes: names with `{}` for the value; never empty, all in one folder.
    pub outputs: Vec<ReportOutput>,
    /// The page that ranks the values.
    pub index: PathBuf,
}

impl Split {
    /// Settles and checks: `outputs` are those of which [`is_place`] holds, `records` those of the rows.
    ///
    /// # Errors
    /// A usage error where one is without the other, or the value has no place in the name of a file.
    pub(super) fn new(
        args: &SplitArgs,
        outputs: &[PathBuf],
        records: &[PathBuf],
        format: Option<ReportFormat>,
    ) -> Result<Option<Self>> {
        let Some(column) = &args.split else {
            return outputs.first().map_or(Ok(None), |path| Err(no_column(path)));
        };
        named("--split", [column])?;
        if filter::is_label(column) {
            return Err(label(column));
        }
        if let Some(rows) = records.iter().find(|r| is_place(r)) {
            return Err(of_the_whole(rows));
        }
        let outputs = outputs.iter().map(|path| place(path, column, format)).collect::<Result<Vec<_>>>()?;
        let Some(first) = outputs.first() else { return Err(no_place(column)) };
        let folder = first.path.parent().unwrap_or(Path::new("")).to_owned();
        if outputs.iter().any(|o| o.path.parent() != Some(folder.as_path())) {
            return Err(many_folders());
        }
        let least = args.split_min.unwrap_or(LEAST);
        Ok(Some(Self { column: column.trim().to_owned(), least, index: folder.join(INDEX), outputs }))
    }
}

impl ReportOutput {
    /// The output of a value, by what stands for the value in names of files.
    #[must_use]
    pub fn of(&self, name: &str) -> Self {
        Self { path: self.path.with_file_name(file_name(&self.path).replace(PLACE, name)), ..self.clone() }
    }
}

/// Whether the name of a file has a place for something: braces.
pub(super) fn is_place(path: &Path) -> bool {
    inside(&file_name(path)).is_some()
}

/// That `--split-min` was named in vain.
pub(super) fn idle(args: &SplitArgs) -> Option<Say> {
    (args.split.is_none() && args.split_min.is_some()).then(|| {
        say!(
            "`--split-min` is for reports of single values; `--split COL` asks for them",
            "`--split-min` 用于按取值分开的报告，需同时指定 `--split 列`"
        )
    })
}

fn file_name(path: &Path) -> String {
    path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned()
}

/// What stands between the first braces.
fn inside(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once('{')?;
    rest.split_once('}').map(|(inside, _)| inside)
}

/// An output with `{}` for the value, however the place was written.
fn place(path: &Path, column: &str, format: Option<ReportFormat>) -> Result<ReportOutput> {
    let name = file_name(path);
    let unified = name.replace(&format!("{{{column}}}"), PLACE);
    if let Some(other) = inside(&unified.replace(PLACE, "")) {
        return Err(other_column(path, other, column));
    }
    let mut output = report_output(path, format)?;
    if output.folder {
        return Err(folder(path));
    }
    output.path = path.with_file_name(unified);
    Ok(output)
}

fn no_column(path: &Path) -> Error {
    let (shown, name) = (path.display(), file_name(path));
    let column = inside(&name).filter(|c| !c.is_empty()).unwrap_or("COL");
    Error::usage(
        say!(
            "`{shown}` has a place for the values of a column, and there is no `--split`",
            "`{shown}` 的文件名含占位符，但没有指定 `--split`"
        ),
        say!(
            "add `--split {column}`, or name the file without braces",
            "请加上 `--split {column}`，或去掉文件名中的花括号"
        ),
    )
}

fn no_place(column: &str) -> Error {
    Error::usage(
        say!(
            "`--split {column}` needs an output that has a place for the value",
            "`--split {column}` 需要文件名中含占位符的输出"
        ),
        say!("name one: `-o 'reports/{{{column}}}.html'`", "例如 `-o 'reports/{{{column}}}.html'`"),
    )
}

fn other_column(path: &Path, other: &str, column: &str) -> Error {
    let shown = path.display();
    Error::usage(
        say!(
            "`{{{other}}}` in `{shown}` is not the column of `--split {column}`",
            "`{shown}` 中的 `{{{other}}}` 不是 `--split {column}` 的列"
        ),
        say!("write `{{{column}}}` or `{{}}`", "请写 `{{{column}}}` 或 `{{}}`"),
    )
}

fn label(column: &str) -> Error {
    Error::usage(
        say!(
            "`{column}` is a label, and `--split` takes a column of the input",
            "`{column}` 是标签，`--split` 只能用输入中的列"
        ),
        say!(
            "name a column such as a branch or a channel; `--where {column}=VALUE` makes a report of one label",
            "请指定门店、渠道等列；`--where {column}=值` 可得到单个标签的报告"
        ),
    )
}

fn of_the_whole(rows: &Path) -> Error {
    let shown = rows.display();
    Error::usage(
        say!(
            "`--records {shown}`: rows are kept together, not for each value",
            "`--records {shown}`：标注明细写在一起，不按取值分开"
        ),
        say!(
            "leave the braces out; each row holds its value, and a workbook for each value holds its rows",
            "请去掉花括号：每行都带有该列的值；按取值输出工作簿（.xlsx）时，其中也含各自的明细"
        ),
    )
}

fn folder(path: &Path) -> Error {
    let shown = path.display();
    Error::usage(
        say!("`{shown}` would be a folder for each value", "`{shown}` 会为每个取值各建一个文件夹"),
        say!(
            "name a file, such as one long table for each value: `{{}}.csv`",
            "请指定文件名，如每个取值一张长表：`{{}}.csv`"
        ),
    )
}

fn many_folders() -> Error {
    Error::usage(
        say!("outputs for each value lie in different folders", "按取值输出的文件不在同一个文件夹"),
        say!("name one folder: its {INDEX} leads to all of them", "请写到同一个文件夹，由其中的 {INDEX} 统一链接"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(column: Option<&str>, outputs: &[&str]) -> Result<Option<Split>> {
        let args = SplitArgs { split: column.map(str::to_owned), split_min: None };
        let outputs: Vec<PathBuf> = outputs.iter().map(PathBuf::from).collect();
        Split::new(&args, &outputs, &[], None)
    }

    #[test]
    fn a_value_has_its_place_in_names_of_one_folder() {
        let made = split(Some("门店"), &["reports/{门店}.html", "reports/月报-{}.xlsx"]).unwrap().unwrap();
        let paths: Vec<PathBuf> = made.outputs.iter().map(|o| o.of("静安{}店").path).collect();
        assert_eq!(paths, [PathBuf::from("reports/静安{}店.html"), PathBuf::from("reports/月报-静安{}店.xlsx")]);
        assert_eq!((made.index, made.least), (PathBuf::from("reports/index.html"), 30));
        assert_eq!(split(Some("门店"), &["{}.md"]).unwrap().unwrap().index, PathBuf::from("index.html"));
        assert!(split(None, &[]).unwrap().is_none());
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_a_hint() {
        let refused = |column, outputs: &[&str]| split(column, outputs).unwrap_err().to_string();
        assert!(refused(None, &["{门店}.html"]).contains("add `--split 门店`"));
        assert!(refused(Some("门店"), &[]).contains("`-o 'reports/{门店}.html'`"));
        assert!(refused(Some("门店"), &["{渠道}.html"]).contains("`{渠道}` in `{渠道}.html` is not the column"));
        assert!(refused(Some("门店"), &["r/{门店}/"]).contains("would be a folder for each value"));
        assert!(refused(Some("门店"), &["a/{}.html", "b/{}.html"]).contains("different folders"));
        assert!(refused(Some("nature"), &["{}.html"]).contains("`nature` is a label"));
        assert!(refused(Some(" "), &["{}.html"]).contains("`--split` names no column"));
    }
}
