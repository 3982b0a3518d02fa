//! Where reports, annotated rows and rejected rows go, and in which format: as the name of a file tells, else as `--format` does.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::cli::{RecordFormat, ReportFormat, SectionArg};
use crate::error::{Error, Result};
use crate::lang::{Lang, Say};
use crate::say;

/// The name of standard output.
const STDOUT: &str = "-";

/// Endings that promise something else than plain CSV.
const OTHERS: [&str; 15] = [
    "arrow", "arrows", "feather", "gz", "htm", "html", "json", "jsonl", "md", "ndjson", "parquet", "tsv", "xls",
    "xlsx", "zst",
];

/// One output of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOutput {
    /// Where; `-` is standard output.
    pub path: PathBuf,
    /// In which format.
    pub format: ReportFormat,
    /// A folder with one CSV file for each section.
    pub folder: bool,
}

/// One output of annotated rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOutput {
    /// Where; `-` is standard output.
    pub path: PathBuf,
    /// In which format.
    pub format: RecordFormat,
}

/// Where a report goes; never empty: a summary on a terminal, JSON in a pipe.
///
/// # Errors
/// A usage error where a name tells no format.
pub fn report_outputs(paths: &[PathBuf], format: Option<ReportFormat>) -> Result<Vec<ReportOutput>> {
    let on_terminal = std::io::stdout().is_terminal();
    let outputs = if paths.is_empty() {
        let plain = if on_terminal { ReportFormat::Terminal } else { ReportFormat::Json };
        vec![ReportOutput { path: STDOUT.into(), format: format.unwrap_or(plain), folder: false }]
    } else {
        paths.iter().map(|p| report_output(p, format)).collect::<Result<_>>()?
    };
    let shown = outputs.iter().any(|o| o.path == Path::new(STDOUT) && o.format == ReportFormat::Xlsx);
    readable(on_terminal, shown.then_some("xlsx"))?;
    Ok(outputs)
}

/// Where annotated rows go; never empty.
pub(super) fn record_outputs(paths: &[PathBuf], format: Option<RecordFormat>) -> Result<Vec<RecordOutput>> {
    let outputs = if paths.is_empty() {
        vec![RecordOutput { path: STDOUT.into(), format: format.unwrap_or(RecordFormat::Jsonl) }]
    } else {
        paths.iter().map(|p| record_output(p, format)).collect::<Result<_>>()?
    };
    let shown = outputs.iter().filter(|o| o.path == Path::new(STDOUT)).find_map(|o| binary(o.format));
    readable(std::io::stdout().is_terminal(), shown)?;
    Ok(outputs)
}

/// The name of a format that is no text.
fn binary(format: RecordFormat) -> Option<&'static str> {
    match format {
        RecordFormat::Jsonl | RecordFormat::Csv => None,
        RecordFormat::Xlsx => Some("xlsx"),
        RecordFormat::Parquet => Some("parquet"),
        RecordFormat::Arrow => Some("arrow"),
    }
}

/// Keeps a format that is no text off a terminal, which its bytes could drive.
fn readable(on_terminal: bool, binary: Option<&str>) -> Result<()> {
    let Some(format) = binary.filter(|_| on_terminal) else { return Ok(()) };
    Err(Error::usage(
        say!("`{format}` is no text that a terminal could show", "`{format}` 不是文本，无法在终端显示"),
        say!(
            "write it to a file (`-o out.{format}`), or send it on (`> out.{format}`)",
            "请写入文件（`-o out.{format}`）或重定向（`> out.{format}`）"
        ),
    ))
}

/// That `--format` was named in vain: it is the format of standard output, and all outputs are files of other formats.
pub fn idle_format<F: PartialEq + std::fmt::Debug>(
    format: Option<F>,
    mut outputs: impl Iterator<Item = F>,
) -> Option<Say> {
    let idle = format.filter(|f| outputs.all(|o| o != *f))?;
    let name = format!("{idle:?}").to_lowercase();
    Some(say!(
        "`--format {name}` is the format of standard output, and nothing goes there; `-o -` adds it to the files",
        "`--format {name}` 是标准输出的格式，而本次没有输出到标准输出；如需同时输出，请加 `-o -`"
    ))
}

/// That `--section` was named in vain: JSON holds all sections.
pub(super) fn idle_sections(sections: &[SectionArg], outputs: &[ReportOutput]) -> Option<Say> {
    let idle = !sections.is_empty() && outputs.iter().all(|o| o.format == ReportFormat::Json);
    idle.then(|| {
        say!(
            "`--section` chooses in every format but JSON, which holds all sections",
            "`--section` 对 JSON 不起作用：JSON 总是包含全部部分"
        )
    })
}

/// The file of rejected rows, which is CSV whatever was read.
///
/// # Errors
/// A usage error where the name tells another format.
pub fn rejects(path: Option<&Path>) -> Result<Option<PathBuf>> {
    let Some(path) = path else { return Ok(None) };
    if !promises_other(path, &[]) {
        return Ok(Some(path.to_owned()));
    }
    let shown = path.display();
    Err(Error::usage(
        say!("rejected rows are kept as CSV, not as `{shown}`", "被拒绝的行以 CSV 格式保存，不能存为 `{shown}`"),
        say!(
            "end the name in .csv or .txt: the file is CSV, whatever was read",
            "文件名请以 .csv 或 .txt 结尾：无论读入什么，该文件都是 CSV"
        ),
    ))
}

/// Whether the ending of a name promises a format that is none of its own.
fn promises_other(path: &Path, own: &[&str]) -> bool {
    let end = extension(path);
    OTHERS.contains(&end.as_str()) && !own.contains(&end.as_str())
}

/// A command whose output has but one format refuses a name that promises another: a table called `.json`.
///
/// # Errors
/// A usage error that names the format.
pub fn one_format(path: &Path, format: &Say, own: &[&str]) -> Result<()> {
    // Rejected rows are CSV; nothing else of one format is.
    if !promises_other(path, own) && (extension(path) != "csv" || own.contains(&"csv")) {
        return Ok(());
    }
    let (shown, ends) = (path.display(), own.iter().map(|e| format!(".{e}")).collect::<Vec<_>>());
    let (en, zh, first) = (format.get(Lang::En), format.get(Lang::Zh), ends.join(" "));
    Err(Error::usage(
        say!("what is written is {en}, not what `{shown}` promises", "写出的是{zh}，与 `{shown}` 的扩展名不符"),
        say!("end the name in one of: {first}", "文件名请以下列之一结尾：{first}"),
    ))
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

fn report_format(extension: &str) -> Option<ReportFormat> {
    match extension {
        "json" => Some(ReportFormat::Json),
        "csv" => Some(ReportFormat::Csv),
        "xlsx" => Some(ReportFormat::Xlsx),
        "html" | "htm" => Some(ReportFormat::Html),
        "md" | "markdown" => Some(ReportFormat::Markdown),
        "txt" => Some(ReportFormat::Terminal),
        _ => None,
    }
}

fn record_format(extension: &str) -> Option<RecordFormat> {
    match extension {
        "jsonl" | "ndjson" | "json" => Some(RecordFormat::Jsonl),
        "csv" => Some(RecordFormat::Csv),
        "xlsx" => Some(RecordFormat::Xlsx),
        "parquet" => Some(RecordFormat::Parquet),
        "arrow" | "arrows" => Some(RecordFormat::Arrow),
        _ => None,
    }
}

/// Two names in one (`a.json,b.html`) would be one odd file: names of columns make a list with commas, names of files do not.
fn is_one_name(shown: &str) -> Result<()> {
    let names_file = |part: &str| {
        let end = extension(Path::new(part));
        report_format(&end).is_some() || record_format(&end).is_some()
    };
    if !shown.rsplit(',').skip(1).any(names_file) {
        return Ok(());
    }
    Err(Error::usage(
        say!("`{shown}` is taken as one name", "`{shown}` 会被当作一个文件名"),
        say!(
            "name each file by an option of its own (`-o a.json -o b.html`), or list them in voc.toml: `output = [\"a.json\", \"b.html\"]`",
            "请为每个文件各写一个选项（`-o a.json -o b.html`），或在 voc.toml 中写成列表：`output = [\"a.json\", \"b.html\"]`"
        ),
    ))
}

pub(super) fn report_output(path: &Path, format: Option<ReportFormat>) -> Result<ReportOutput> {
    let shown = path.display().to_string();
    if shown.ends_with(['/', '\\']) || path.is_dir() {
        return Ok(ReportOutput { path: path.to_owned(), format: ReportFormat::Csv, folder: true });
    }
    is_one_name(&shown)?;
    let by_name = report_format(&extension(path));
    let by_name = if shown == STDOUT { Some(format.unwrap_or(ReportFormat::Json)) } else { by_name.or(format) };
    by_name.map(|format| ReportOutput { path: path.to_owned(), format, folder: false }).ok_or_else(|| {
        Error::usage(
            say!("no report format for `{shown}`", "无法由 `{shown}` 判断报告格式"),
            say!(
                "end the name in .json, .csv, .xlsx, .html, .md or .txt, or add `--format`",
                "文件名以 .json、.csv、.xlsx、.html、.md 或 .txt 结尾，或加 `--format`"
            ),
        )
    })
}

pub(super) fn record_output(path: &Path, format: Option<RecordFormat>) -> Result<RecordOutput> {
    let shown = path.display().to_string();
    is_one_name(&shown)?;
    let by_name = match extension(path).as_str() {
        _ if shown == STDOUT => Some(format.unwrap_or(RecordFormat::Jsonl)),
        known => record_format(known).or(format),
    };
    by_name.map(|format| RecordOutput { path: path.to_owned(), format }).ok_or_else(|| {
        Error::usage(
            say!("no record format for `{shown}`", "无法由 `{shown}` 判断明细格式"),
            say!(
                "end the name in .jsonl (or .json), .csv, .xlsx, .parquet or .arrow",
                "文件名以 .jsonl（或 .json）、.csv、.xlsx、.parquet 或 .arrow 结尾"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint<T>(result: Result<T>) -> String {
        result.map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_name_tells_the_truth_about_its_file() {
        for name in ["r.csv", "r.CSV", "r.txt", "r.out", "2026.03", "rejected", "/dev/null", "-"] {
            assert_eq!(rejects(Some(Path::new(name))).unwrap(), Some(name.into()));
        }
        for name in ["r.xlsx", "r.jsonl", "r.json", "r.csv.gz", "r.TSV"] {
            assert!(hint(rejects(Some(Path::new(name)))).contains("end the name in .csv"), "{name}");
        }
        let rows = |name: &str, format| record_output(Path::new(name), format);
        assert!(hint(rows("r.txt", None)).contains("end the name in .jsonl (or .json)"));
        assert_eq!(rows("r.json", None).unwrap().format, RecordFormat::Jsonl);
        assert_eq!(rows("-", Some(RecordFormat::Csv)).unwrap().format, RecordFormat::Csv);
        assert_eq!(rows("r.ndjson", None).unwrap().format, RecordFormat::Jsonl);
    }

    #[test]
    fn what_has_one_format_takes_no_name_of_another() {
        let model = |name: &str| one_format(Path::new(name), &say!("a model", "模型文件"), &["vocmodel"]);
        for name in ["m", "-", "my.vocmodel", "m.bin", "2026.03"] {
            assert!(model(name).is_ok(), "{name}");
        }
        for name in ["m.json", "m.CSV", "m.parquet"] {
            assert!(hint(model(name)).contains("end the name in one of: .vocmodel"), "{name}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_go_to_no_terminal() {
        assert!(hint(readable(true, binary(RecordFormat::Parquet))).contains("`-o out.parquet`"));
        assert!(hint(readable(true, Some("xlsx"))).contains("`> out.xlsx`"));
        assert!(readable(false, Some("xlsx")).is_ok() && readable(true, binary(RecordFormat::Csv)).is_ok());
    }

    #[test]
    fn a_list_of_files_is_not_one_name() {
        let two = [PathBuf::from("a.json,b.html")];
        assert!(hint(report_outputs(&two, None)).contains("`-o a.json -o b.html`"));
        assert!(hint(record_outputs(&[PathBuf::from("a.csv,b.jsonl")], None)).contains("is taken as one name"));
        assert!(report_outputs(&[PathBuf::from("一月,二月.json")], None).is_ok());
    }

    #[test]
    fn a_format_that_no_output_has_is_told() {
        let told = |paths: &[&str], format| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let outputs = report_outputs(&paths, format).unwrap();
            idle_format(format, outputs.iter().map(|o| o.format)).is_some()
        };
        let terminal = Some(ReportFormat::Terminal);
        assert!(told(&["a.html", "a.json"], terminal));
        for paths in [&[][..], &["a.html", "-"], &["a.txt"], &["a.out"]] {
            assert!(!told(paths, terminal), "{paths:?}");
        }
        assert!(!told(&["a.html"], None));
    }
}
