//! The options of a run that decide what is read and what counts, for commands that make the same report in other forms.

use crate::cli::{AnalyzeArgs, ColumnArgs, EngineArgs, ReportArgs};
use crate::name_list;

/// Options with their values, in the order of the help; a switch has an empty one.
pub type Again = Vec<(&'static str, String)>;

/// Those of `voc analyze`.
pub(super) fn of_analyze(args: &AnalyzeArgs) -> Again {
    let input = &args.input;
    let own = [
        listed("--by", &input.by),
        given("--row-column", input.row_column.as_deref()),
        given("--source-column", input.source_column.as_deref()),
        switched("--adapt", args.adapt),
        switched("--keep-copies", args.keep_copies),
        given("--heat", Some(&args.report.heat.join(","))),
    ];
    of_columns(&input.columns).into_iter().chain(own.into_iter().flatten()).chain(of_engine(&args.engine)).collect()
}

/// Those of `voc report`.
pub(super) fn of_report(args: &ReportArgs) -> Again {
    let own = [
        listed("--by", &args.by),
        switched("--keep-copies", args.keep_copies),
        given("--heat", Some(&args.report.heat.join(","))),
    ];
    own.into_iter().flatten().chain(of_engine(&args.engine)).collect()
}

fn of_columns(args: &ColumnArgs) -> Again {
    let unpacked = args.max_unpacked.map(|mb| mb.to_string());
    let all = [
        listed("--text-column", &args.text_column),
        given("--rating-column", args.rating_column.as_deref()),
        given("--time-column", args.time_column.as_deref()),
        given("--id-column", args.id_column.as_deref()),
        given("--department-column", args.department_column.as_deref()),
        given("--due-column", args.due_column.as_deref()),
        given("--encoding", args.encoding.as_deref()),
        given("--delimiter", args.delimiter.as_deref()),
        given("--sheet", args.sheet.as_deref()),
        given("--input-format", args.input_format.as_deref()),
        given("--max-unpacked", unpacked.as_deref()),
    ];
    all.into_iter().flatten().collect()
}

/// Threads change no byte of a report.
fn of_engine(args: &EngineArgs) -> Again {
    let dicts = args.dicts.as_ref().map(|d| d.display().to_string());
    let models = args.model.iter().map(|m| ("--model", m.display().to_string()));
    let (dicts, mask) = (given("--dicts", dicts.as_deref()), switched("--no-mask", args.no_mask));
    dicts.into_iter().chain(models).chain(mask).collect()
}

fn given(option: &'static str, value: Option<&str>) -> Option<(&'static str, String)> {
    value.filter(|v| !v.is_empty()).map(|v| (option, v.to_owned()))
}

fn listed(option: &'static str, pieces: &[String]) -> Option<(&'static str, String)> {
    given(option, Some(&name_list::write(&name_list::parse(pieces))))
}

fn switched(option: &'static str, on: bool) -> Option<(&'static str, String)> {
    on.then(|| (option, String::new()))
}
