//! From arguments to decisions: everything that the command line, the environment and the terminal leave open is settled and checked here.
//! Nothing later means "auto"; nothing here reads an input.

mod again;
mod engine;
mod keep;
mod outputs;
mod split;

use std::io::IsTerminal;
use std::path::PathBuf;

use crate::aggregate::{HeatWeights, Settings};
use crate::cli::{
    AnalyzeArgs, AnnotateArgs, ColorArg, ColumnArgs, FilterArgs, InputArgs, KeepArgs, ReportArgs, ReportOutArgs,
    SectionArg, TalkArgs,
};
use crate::error::{Error, Result};
use crate::fail_on::Condition;
use crate::filter::Choice;
use crate::heat;
use crate::ingest;
use crate::lang::{Lang, Say};
use crate::name_list;
use crate::say;

pub use again::Again;
pub use engine::Engine;
pub use outputs::{RecordOutput, ReportOutput, idle_format, one_format, rejects, report_outputs};
use outputs::{idle_sections, record_output, record_outputs};
pub use split::Split;

/// Most columns of a terminal that a summary uses; wider lines are hard to read.
const MAX_WIDTH: usize = 140;
/// Columns where nothing is known of the terminal.
const DEFAULT_WIDTH: usize = 100;

/// How voc talks to people.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Language of reports and messages.
    pub lang: Lang,
    /// Nothing on standard error but errors.
    pub quiet: bool,
    /// Colours on standard output.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// A progress bar on standard error.
    pub progress: bool,
}

impl Talk {
    /// Settles language, colours and widths.
    pub fn new(args: &TalkArgs) -> Self {
        let colour = match args.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => {
                let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
                    || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
                std::io::stdout().is_terminal() && !plain
            }
        };
        let lang = Lang::from(args.lang);
        Self {
            lang,
            quiet: args.quiet,
            colour,
            width: width(),
            progress: !args.quiet && std::io::stderr().is_terminal(),
        }
    }
}

/// `COLUMNS`, else the terminal's width, within reason.
fn width() -> usize {
    let named = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let asked = || terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
    named.or_else(asked).unwrap_or(DEFAULT_WIDTH).clamp(60, MAX_WIDTH)
}

/// Everything about the report but its rows.
#[derive(Debug, Clone)]
pub struct Reporting {
    /// Where it goes; empty only where there is a report for each value of a column.
    pub outputs: Vec<ReportOutput>,
    /// One for each value of a column.
    pub split: Option<Split>,
    /// Options that were named in vain.
    pub idle: Vec<Say>,
    /// Annotated rows beside it.
    pub records: Vec<RecordOutput>,
    /// Entries of a list, if anybody says how many.
    pub top: Option<usize>,
    /// Conditions for exit status 1.
    pub fail_on: Vec<Condition>,
    /// Byte order mark for CSV.
    pub bom: bool,
    /// What makes an issue hot.
    pub heat: HeatWeights,
    /// Title of the report.
    pub title: Option<String>,
    /// Picture for the head of the page.
    pub logo: Option<PathBuf>,
    /// The only sections wanted; all where none is named.
    pub sections: Vec<SectionArg>,
    /// Options with which other commands make the same report.
    pub again: Again,
}

/// `voc analyze`, decided.
#[derive(Debug, Clone)]
pub struct Analyze {
    /// Inputs as named.
    pub inputs: Vec<PathBuf>,
    /// How they are read.
    pub ingest: ingest::Options,
    /// Which of the rows are meant.
    pub choice: Choice,
    /// Where rejected rows are kept.
    pub rejects: Option<PathBuf>,
    /// With what.
    pub engine: Engine,
    /// The sentiment model is adapted to the input first.
    pub adapt: bool,
    /// What comes out.
    pub reporting: Reporting,
    /// What is kept.
    pub keep: KeepArgs,
    /// How voc talks.
    pub talk: Talk,
}

/// `voc annotate`, decided.
#[derive(Debug, Clone)]
pub struct Annotate {
    /// Inputs as named.
    pub inputs: Vec<PathBuf>,
    /// How they are read.
    pub ingest: ingest::Options,
    /// Where rejected rows are kept.
    pub rejects: Option<PathBuf>,
    /// With what.
    pub engine: Engine,
    /// The sentiment model is adapted to the input first.
    pub adapt: bool,
    /// Where rows go; never empty.
    pub outputs: Vec<RecordOutput>,
    /// That `--format` was named in vain.
    pub idle: Option<Say>,
    /// Byte order mark for CSV.
    pub bom: bool,
    /// How voc talks.
    pub talk: Talk,
}

/// `voc report`, decided.
#[derive(Debug, Clone)]
pub struct Report {
    /// Annotated files as named.
    pub inputs: Vec<PathBuf>,
    /// Which of the rows are meant.
    pub choice: Choice,
    /// Segment columns.
    pub by: Vec<String>,
    /// With what.
    pub engine: Engine,
    /// What comes out.
    pub reporting: Reporting,
    /// How voc talks.
    pub talk: Talk,
}

impl Analyze {
    /// Settles and checks.
    ///
    /// # Errors
    /// Usage errors: unknown formats, outputs that are inputs, conditions that make no sense.
    pub fn new(args: AnalyzeArgs) -> Result<Self> {
        let talk = Talk::new(&args.talk);
        let again = again::of_analyze(&args);
        let reporting = Reporting::new(args.report, &args.records, again)?;
        let choice = choice(&args.rows)?;
        keep::check(&args.keep, !args.engine.no_mask, &choice)?;
        let mut ingest = ingest_options(&args.input, talk.lang)?;
        ingest.kept = choice.filter().columns().chain(reporting.split.iter().map(|s| &s.column)).cloned().collect();
        Ok(Self {
            ingest,
            choice,
            rejects: rejects(args.input.rejects.as_deref())?,
            engine: Engine { keep_copies: args.keep_copies, ..Engine::new(&args.engine) },
            adapt: args.adapt,
            reporting,
            keep: args.keep,
            inputs: args.input.inputs,
            talk,
        })
    }
}

impl Annotate {
    /// Settles and checks.
    ///
    /// # Errors
    /// Usage errors, as [`Analyze::new`].
    pub fn new(args: AnnotateArgs) -> Result<Self> {
        let talk = Talk::new(&args.talk);
        let outputs = record_outputs(&args.output, args.format)?;
        Ok(Self {
            ingest: ingest_options(&args.input, talk.lang)?,
            rejects: rejects(args.input.rejects.as_deref())?,
            engine: Engine { keep_copies: args.keep_copies, ..Engine::new(&args.engine) },
            adapt: args.adapt,
            idle: idle_format(args.format, outputs.iter().map(|o| o.format)),
            outputs,
            bom: args.output_bom,
            inputs: args.input.inputs,
            talk,
        })
    }
}

impl Report {
    /// Settles and checks.
    ///
    /// # Errors
    /// Usage errors, as [`Analyze::new`].
    pub fn new(args: ReportArgs) -> Result<Self> {
        let talk = Talk::new(&args.talk);
        let again = again::of_report(&args);
        Ok(Self {
            reporting: Reporting::new(args.report, &args.records, again)?,
            engine: Engine { keep_copies: args.keep_copies, ..Engine::new(&args.engine) },
            choice: choice(&args.rows)?,
            inputs: args.inputs,
            by: columns("--by", &args.by)?,
            talk,
        })
    }
}

impl Reporting {
    /// Entries of a list, also where nobody says how many.
    pub fn entries(&self) -> usize {
        self.top.unwrap_or(Settings::TOP)
    }

    fn new(args: ReportOutArgs, records: &[PathBuf], again: Again) -> Result<Self> {
        let (places, whole): (Vec<PathBuf>, Vec<PathBuf>) = args.output.into_iter().partition(|p| split::is_place(p));
        let split = Split::new(&args.split, &places, records, args.format)?;
        let outputs =
            if places.is_empty() || !whole.is_empty() { report_outputs(&whole, args.format)? } else { Vec::new() };
        let parts = split.iter().flat_map(|s| &s.outputs);
        let all: Vec<ReportOutput> = outputs.iter().chain(parts).cloned().collect();
        let idle = idle_format(args.format, all.iter().map(|o| o.format));
        let idle = idle.into_iter().chain(idle_sections(&args.section, &all));
        Ok(Self {
            idle: idle.chain(split::idle(&args.split)).collect(),
            outputs,
            split,
            records: records.iter().map(|p| record_output(p, None)).collect::<Result<_>>()?,
            top: args.top,
            fail_on: args.fail_on.iter().map(|c| Condition::parse(c)).collect::<Result<_>>()?,
            bom: args.output_bom,
            heat: heat::parse(&args.heat)?,
            title: args.title,
            logo: args.logo,
            sections: args.section,
            again,
        })
    }
}

/// Which rows are meant.
///
/// # Errors
/// A usage error for a condition or a day that is none.
pub fn choice(args: &FilterArgs) -> Result<Choice> {
    Choice::parse(&args.filter, args.from.as_deref(), args.to.as_deref())
}

/// How the inputs of a whole run are read.
fn ingest_options(args: &InputArgs, lang: Lang) -> Result<ingest::Options> {
    let mut o = column_options(&args.columns)?;
    o.row_column = column("--row-column", args.row_column.as_ref())?;
    o.source_column = column("--source-column", args.source_column.as_ref())?;
    o.by = columns("--by", &args.by)?;
    o.has_by = true;
    (o.strict, o.lang) = (args.strict, lang);
    Ok(o)
}

/// How inputs are read, without what only whole runs need.
///
/// # Errors
/// A usage error when the delimiter is not one character, the format is unknown, or a column has no name.
pub fn column_options(args: &ColumnArgs) -> Result<ingest::Options> {
    Ok(ingest::Options {
        text_columns: columns("--text-column", &args.text_column)?,
        rating_column: column("--rating-column", args.rating_column.as_ref())?,
        time_column: column("--time-column", args.time_column.as_ref())?,
        id_column: column("--id-column", args.id_column.as_ref())?,
        department_column: column("--department-column", args.department_column.as_ref())?,
        due_column: column("--due-column", args.due_column.as_ref())?,
        input_format: args.input_format.as_deref().map(input_format).transpose()?,
        encoding: args.encoding.clone(),
        delimiter: args.delimiter.as_deref().map(delimiter).transpose()?,
        sheet: args.sheet.clone(),
        max_unpacked: args.max_unpacked.map(|mb| mb.saturating_mul(1 << 20)),
        ..ingest::Options::default()
    })
}

/// The columns that an option names, each once.
fn columns(option: &str, pieces: &[String]) -> Result<Vec<String>> {
    let names = name_list::parse(pieces);
    named(option, &names)?;
    Ok(names)
}

/// The column that an option names, if it does.
fn column(option: &str, name: Option<&String>) -> Result<Option<String>> {
    named(option, name)?;
    Ok(name.cloned())
}

/// Checks that an option names its columns: a script whose variable is empty names none.
fn named<'n>(option: &str, columns: impl IntoIterator<Item = &'n String>) -> Result<()> {
    if columns.into_iter().all(|c| !c.trim().is_empty()) {
        return Ok(());
    }
    Err(Error::usage(
        say!("`{option}` names no column", "`{option}` 没有写列名"),
        say!(
            "columns are given by header or by number from 1; leave the option out to have them found",
            "请写表头名称或从 1 开始的列号；不写该选项则自动识别"
        ),
    ))
}

fn input_format(name: &str) -> Result<ingest::Format> {
    ingest::Format::by_name(name).ok_or_else(|| {
        Error::usage(
            say!("no input format `{name}`", "没有 `{name}` 这种输入格式"),
            say!(
                "use csv, tsv, txt, jsonl, json, xlsx, xls, parquet or arrow",
                "可用 csv、tsv、txt、jsonl、json、xlsx、xls、parquet、arrow"
            ),
        )
    })
}

fn delimiter(name: &str) -> Result<char> {
    match name {
        "tab" | "\\t" => Ok('\t'),
        "comma" => Ok(','),
        "semicolon" => Ok(';'),
        "pipe" => Ok('|'),
        _ => {
            let mut chars = name.chars();
            // Neither what quotes fields or ends rows, nor what stands within words and numbers.
            let divides =
                |c: &char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '"' | '\r' | '\n' | '\0');
            chars.next().filter(|c| chars.next().is_none() && divides(c)).ok_or_else(|| {
                Error::usage(
                    say!(
                        "`--delimiter {name}` is not one ASCII character that can divide fields",
                        "`--delimiter {name}` 不是可以分隔字段的单个 ASCII 字符"
                    ),
                    say!("use one of , ; | or `tab`", "可用 , ; | 或 `tab`"),
                )
            })
        }
    }
}
