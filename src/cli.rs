//! The command line as clap sees it: names, values and help, no logic. `plan` takes the decisions. `environment` gives each option its
//! variable, and makes a switch of what is true or false.
#![allow(missing_docs)] // clap would take what is said of a flattened part for the help of the command; that every option has help is tested

mod compare;
mod dict;
mod environment;
mod examples;
mod filter;
mod history;
mod models;
mod refusal;
mod rows;
mod sample;
mod sections;
mod split;
mod talk;
mod values;
mod words;

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

pub use compare::{CompareArgs, DIVIDING};
pub use dict::{DictArgs, DictCommand};
pub use environment::{is_own, refused};
pub use filter::FilterArgs;
pub use history::{
    CloseArgs, ExportArgs, HistoryCommand, IssuesArgs, KeepArgs, PruneArgs, SeriesArgs, SeriesFormat, ShowArgs,
    StoreArgs,
};
pub use models::{EvalArgs, LabelledArgs, Task, TrainArgs};
pub use refusal::{BadValue, is_named, refusal};
pub use rows::{InputArgs, RowsArgs};
pub use sample::SampleArgs;
pub use sections::SectionArg;
pub use split::SplitArgs;
pub use talk::{ColorArg, LangArg, TalkArgs};
use values::{entries, megabytes};
pub use words::WordsArgs;

/// The command line: all commands with their options, each with its variable of the environment. What is given twice holds as it was given last, so that an
/// alias may have defaults; words are known in capitals, too.
pub fn command() -> clap::Command {
    examples::with_examples(environment::with_variables(any_case(Cli::command().args_override_self(true))))
}

fn any_case(command: clap::Command) -> clap::Command {
    let words = |a: clap::Arg| {
        let takes = a.get_action().takes_values();
        // `--threads -1` is a wrong number, not an option that there is none of.
        let numbers = takes && a.get_long().is_some();
        a.ignore_case(takes).allow_negative_numbers(numbers)
    };
    command.mut_args(words).mut_subcommands(any_case)
}

/// Turn Chinese customer feedback into decisions.
///
/// voc reads feedback (CSV, Excel, JSON, Parquet), says what customers complain of and how seriously, finds hot issues, and reports how
/// satisfaction is distributed. Everything stays on this machine.
#[derive(Debug, Parser)]
#[command(name = "voc", version, propagate_version = true, subcommand_required = true, arg_required_else_help = true)]
#[command(
    after_help = "Examples:\n  voc analyze feedback.csv\n  voc analyze feedback.xlsx -o report.html -o report.xlsx\n  voc analyze 天猫.csv 京东.csv --by 渠道,门店 --fail-on major -o report.html\n  voc analyze feedback.csv | jq .severity\n  voc explain \"快递太慢了，客服也不理人\"\n\nExit status: 0 done, 1 done and a --fail-on condition holds, 2 nothing usable came out."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Annotate, aggregate, report: the main job
    ///
    /// Without -o: a summary on a terminal, JSON when standard output is piped.
    #[command(arg_required_else_help = true)]
    Analyze(Box<AnalyzeArgs>),
    /// One annotated record for each input row, in input order, streaming
    #[command(arg_required_else_help = true)]
    Annotate(AnnotateArgs),
    /// The report from annotated files (JSONL, Parquet or Arrow)
    #[command(arg_required_else_help = true)]
    Report(ReportArgs),
    /// Two periods or groups: what changed, by how much, and is it real
    ///
    /// BEFORE and AFTER are feedback or annotated files; or one file is divided by --at DATE, or by --before-where and --after-where.
    #[command(arg_required_else_help = true)]
    Compare(CompareArgs),
    /// The store of runs: what was, issues and their lives, outcomes of work orders
    #[command(subcommand, arg_required_else_help = true)]
    History(HistoryCommand),
    /// Fit a model to your own labelled file
    #[command(arg_required_else_help = true)]
    Train(TrainArgs),
    /// Measure the labels against your own labelled file
    #[command(arg_required_else_help = true)]
    Eval(EvalArgs),
    /// Why a text got its labels: tokens, clauses, hits, rules, scores
    #[command(arg_required_else_help = true)]
    Explain(ExplainArgs),
    /// Words and phrases that no dictionary knows, ready for a user dictionary
    #[command(arg_required_else_help = true)]
    Words(WordsArgs),
    /// Texts to read and correct, for `voc eval` and `voc train`: some at random, some of unsure labels
    #[command(arg_required_else_help = true)]
    Sample(SampleArgs),
    /// Check and show dictionaries
    #[command(subcommand, arg_required_else_help = true)]
    Dict(DictCommand),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page (roff), or write one for each command into a folder
    Man {
        /// Write all pages into this folder
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Print the JSON Schema of the report, of the annotated record or of the comparison
    Schema {
        /// Which schema
        #[arg(default_value = "report")]
        of: SchemaOf,
    },
}

/// What `voc schema` prints.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemaOf {
    /// The report of `analyze` and `report`
    Report,
    /// A record of `annotate`
    Record,
    /// The report of `compare`
    Compare,
}

/// Options of `voc analyze`.
#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub rows: FilterArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Learn the words of the file's own domain before labelling it: from its stars where there are any, and from what is told clearly
    #[arg(long, help_heading = "Engine")]
    pub adapt: bool,
    /// Count texts that were told before, too (templates of a call centre); only records that were exported twice, with the same id and time, are copies
    #[arg(long, help_heading = "Engine")]
    pub keep_copies: bool,
    #[command(flatten)]
    pub report: ReportOutArgs,
    /// Also write the annotated rows (.jsonl .json .csv .xlsx .parquet .arrow; .json holds JSON lines, too); repeatable
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub records: Vec<PathBuf>,
    #[command(flatten)]
    pub keep: KeepArgs,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// Options of `voc annotate`.
#[derive(Debug, Args)]
pub struct AnnotateArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Learn the words of the file's own domain before labelling it: from its stars where there are any, and from what is told clearly
    #[arg(long, help_heading = "Engine")]
    pub adapt: bool,
    /// Count texts that were told before, too (templates of a call centre); only records that were exported twice, with the same id and time, are copies
    #[arg(long, help_heading = "Engine")]
    pub keep_copies: bool,
    /// Write to this file (.jsonl .json .csv .xlsx .parquet .arrow; .json holds JSON lines, too); repeatable; `-` is standard output
    #[arg(short, long, value_name = "PATH", value_delimiter = None, help_heading = "Output")]
    pub output: Vec<PathBuf>,
    /// Format of standard output
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<RecordFormat>,
    /// Start CSV files with a byte order mark, for Excel
    #[arg(long, help_heading = "Output")]
    pub output_bom: bool,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// Options of `voc report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Annotated files (JSONL, Parquet or Arrow, also .gz and .zst), folders or globs
    #[arg(required = true, value_name = "ANNOTATED")]
    pub inputs: Vec<PathBuf>,
    /// Segment columns to report on, among those annotated
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    pub by: Vec<String>,
    #[command(flatten)]
    pub rows: FilterArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Count texts that were told before, too (templates of a call centre); only records that were exported twice, with the same id and time, are copies
    #[arg(long, help_heading = "Engine")]
    pub keep_copies: bool,
    #[command(flatten)]
    pub report: ReportOutArgs,
    /// Also write the annotated rows with their hot issue (.jsonl .json .csv .xlsx .parquet .arrow; .json holds JSON lines, too); repeatable
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub records: Vec<PathBuf>,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// Options of `voc explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The text to explain, `-` for standard input; with `--row`, the file that holds it
    #[arg(value_name = "TEXT|FILE")]
    pub text: String,
    /// Explain this data row of the file
    #[arg(long, value_name = "N")]
    pub row: Option<u64>,
    /// JSON instead of text
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// How columns and bytes are read.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Input")]
pub struct ColumnArgs {
    /// Text columns, joined in this order (names or 1-based numbers)
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    pub text_column: Vec<String>,
    /// Rating column; `none`: there is none
    #[arg(long, value_name = "COL")]
    pub rating_column: Option<String>,
    /// Time column; `none`: there is none
    #[arg(long, value_name = "COL")]
    pub time_column: Option<String>,
    /// Id column; `none`: there is none
    #[arg(long, value_name = "COL")]
    pub id_column: Option<String>,
    /// Column of who has to act (承办单位), for work orders; `none`: there is none
    #[arg(long, value_name = "COL")]
    pub department_column: Option<String>,
    /// Column of deadlines (办理时限), for work orders; `none`: there is none
    #[arg(long, value_name = "COL")]
    pub due_column: Option<String>,
    /// Encoding: utf-8, gb18030, big5, utf-16le …; detected by default
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Field separator: one character, `tab`, or detected by default
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<String>,
    /// Sheet of a workbook: name, 1-based number, or `all`
    #[arg(long, value_name = "SHEET")]
    pub sheet: Option<String>,
    /// Format of the input, whatever its name says: csv tsv txt jsonl json xlsx xls parquet arrow (needed for odd names; standard input is sniffed)
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<String>,
    /// Megabytes that a workbook (or Parquet that is packed or piped) may have when it is unpacked into memory, at least 1; 1024 by default
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    pub max_unpacked: Option<u64>,
}

/// What it is read with.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Engine")]
pub struct EngineArgs {
    /// Threads; 0 means one for each core, and 64 are the most on smaller machines. Never changes a byte of the output
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// User dictionaries that overlay the built-in ones
    #[arg(long, value_name = "DIR")]
    pub dicts: Option<PathBuf>,
    /// A model fitted by `voc train`, instead of the built-in one for the same task; repeatable
    #[arg(long, value_name = "FILE")]
    pub model: Vec<PathBuf>,
    /// Leave personal data as it is (the report says so)
    #[arg(long)]
    pub no_mask: bool,
}

/// Where the report goes.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Output")]
pub struct ReportOutArgs {
    /// Write the report to this file, format by extension (.json .csv .xlsx .html .md .txt); repeatable; `-` is standard output; a name ending in / gets one CSV file for each section
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<PathBuf>,
    /// Format of standard output
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,
    /// How many entries (at least 1) lists show in text and Markdown, how many hot issues the page unfolds, and how many keywords and topics are made at all. JSON, CSV and workbooks hold every
    /// hot issue, alert and work order. Where nothing is said: 20, 10 in text, and in Markdown as many as fit into one message
    #[arg(long, value_name = "N", value_parser = entries)]
    pub top: Option<usize>,
    /// Exit with status 1 if this holds: `alert`, `alert=red`, `major`, `major>3`, `new-major`, `csat<85`, `nps<30`, `mean<3.5`, `rating<4.5`, `negative>20` …; repeatable
    #[arg(long, value_name = "COND", value_delimiter = ',')]
    pub fail_on: Vec<String>,
    /// Weights of what makes an issue hot, only their proportions count: `volume=0.3,recency=0.1,growth=0.2,severity=0.15,negativity=0.2,reach=0.05`; those not named stay as they are
    #[arg(long, value_name = "PART=W", value_delimiter = ',')]
    pub heat: Vec<String>,
    /// Start CSV files with a byte order mark, for Excel
    #[arg(long)]
    pub output_bom: bool,
    /// Title of the report
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Logo at the head of HTML reports and of the printed workbook (PNG or JPEG, at most 256 KB), embedded
    #[arg(long, value_name = "FILE")]
    pub logo: Option<PathBuf>,
    /// Only these sections, in every format but JSON
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub section: Vec<SectionArg>,
    #[command(flatten)]
    pub split: SplitArgs,
}

/// Formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// A readable summary
    #[value(alias = "text", alias = "txt", alias = "table")]
    Terminal,
    /// JSON
    Json,
    /// CSV, one long table
    Csv,
    /// Markdown
    #[value(alias = "md")]
    Markdown,
    /// One HTML file
    Html,
    /// An Excel workbook
    Xlsx,
}

/// Formats of annotated rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// One JSON object a line
    #[value(alias = "json")]
    Jsonl,
    /// CSV
    Csv,
    /// An Excel workbook
    Xlsx,
    /// Parquet
    Parquet,
    /// An Arrow IPC stream
    #[value(alias = "arrows")]
    Arrow,
}
