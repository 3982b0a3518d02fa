//! From the rows of each value to its report, one after another, and to the page that ranks the values.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::lang::by_count;
use crate::output::{Output, STDOUT};
use crate::plan::ReportOutput;
use crate::render;
use crate::report::{self, Report, Run};
use crate::say;

use super::super::deliver::Show;
use super::super::session;
use super::{Part, Parts, Place, keep_apart};

/// Values that a message names.
const NAMED: usize = 8;

/// The whole, and with what its report is shown.
pub(in crate::command) struct Beside<'a> {
    /// The run before its rows are filled in.
    pub(in crate::command) run: Run,
    pub(in crate::command) show: &'a Show<'a>,
    /// The inputs as named, and their files.
    pub(in crate::command) named: &'a [PathBuf],
    pub(in crate::command) files: &'a [PathBuf],
}

impl Parts {
    /// Writes the reports and the page, where they are not yet to be seen.
    pub(in crate::command) fn write(mut self, place: Place, beside: &Beside) -> Result<Vec<Output>> {
        let Place { mut index, mut names } = place;
        let values = std::mem::take(&mut self.values);
        let (many, few): (Vec<_>, Vec<_>) = values.into_iter().partition(|(_, p)| p.partial.rows() >= self.split.least);
        let mut few: Vec<(String, u64)> = few.into_iter().map(|(value, p)| (value, p.partial.rows())).collect();
        few.sort_by_key(|(_, rows)| Reverse(*rows));
        let (mut done, mut ranked) = (Vec::new(), Vec::new());
        for (value, part) in many {
            let name =
                names.take(&value, |name| self.split.outputs.iter().map(|o| file_name(&o.of(name).path)).collect());
            ranked.push(self.report(value, part, &name, beside, &mut done)?);
        }
        ranked.sort_by(most_complaints_first);
        self.tell_few(&few, beside);
        let whole = beside.show.report;
        let page = report::Parts {
            column: self.column.clone(),
            version: whole.run.version.clone(),
            period: whole.run.period.clone(),
            whole: report::Part { files: self.of_the_whole(beside), ..figures(String::new(), rows_of(whole), whole) },
            values: ranked,
            least: self.split.least,
            few,
            without: self.without,
        };
        index.write_with(|w| render::parts(&page, &beside.show.settings(false), w))?;
        done.push(index);
        Ok(done)
    }

    /// Makes and writes the report of a value.
    fn report(
        &self,
        value: String,
        mut part: Part,
        name: &str,
        beside: &Beside,
        done: &mut Vec<Output>,
    ) -> Result<report::Part> {
        let (show, files) = (beside.show, beside.files);
        let rows = part.partial.rows();
        let mut run = beside.run.clone();
        run.rows.left_out = Some(rows_of(show.report) + run.rows.left_out.unwrap_or(0) - rows);
        run.rows.duplicate_ids = part.deduper.apart().map(|(copies, _)| copies);
        run.options.extend(self.choice.narrowed(&self.column, &value).options());
        let (report, index) = show.means.report(part.partial, run, None)?;
        let own = Show { report: &report, index: &index, ..*show };
        let mut written = Vec::new();
        for output in self.split.outputs.iter().map(|o| o.of(name)) {
            keep_apart(&output, beside.named)?;
            let out = own.write(&output, Output::create(&output.path, files)?, &mut part.spool)?;
            // Hundreds of values would be as many open files.
            done.push(out.close()?);
            written.push(file_name(&output.path));
        }
        Ok(report::Part { files: written, ..figures(value, rows, &report) })
    }

    /// Files of the whole that lie beside the page.
    fn of_the_whole(&self, beside: &Beside) -> Vec<String> {
        let folder = self.split.index.parent();
        let there = |o: &&ReportOutput| !o.folder && o.path != Path::new(STDOUT) && o.path.parent() == folder;
        beside.show.means.reporting.outputs.iter().filter(there).map(|o| file_name(&o.path)).collect()
    }

    /// Tells which values have no report of their own.
    fn tell_few(&self, few: &[(String, u64)], beside: &Beside) {
        let (n, least, column) = (few.len() as u64, self.split.least, render::clean(&self.column));
        let named = few.iter().take(NAMED).map(|(value, rows)| format!("{} ({rows})", render::clean(value)));
        let mut named: Vec<String> = named.collect();
        if few.len() > NAMED {
            named.push("…".to_owned());
        }
        let (named, noun, has) = (named.join(", "), by_count(n, "value", "values"), by_count(n, "has", "have"));
        let told = say!(
            "`{column}`: {n} {noun} {has} fewer than {least} rows and no report: {named}; `--split-min N` sets how many it takes",
            "`{column}`：{n} 个取值不足 {least} 行，未单独出报告：{named}；可用 `--split-min N` 调整"
        );
        session::tell(&[told][..usize::from(n > 0)], beside.show.means.talk);
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Rows that reached a report; those that cannot be read have no value.
fn rows_of(report: &Report) -> u64 {
    report.run.rows.read - report.run.rows.rejected
}

fn figures(value: String, rows: u64, report: &Report) -> report::Part {
    report::Part {
        value,
        rows,
        mean: report.satisfaction.mean,
        complaints: report.severity.complaints,
        major: report.severity.major.count,
        alerts: report.alerts.iter().filter(|a| a.parent.is_none()).count() as u64,
        files: Vec::new(),
    }
}

/// Shares of too few rows go last.
fn most_complaints_first(a: &report::Part, b: &report::Part) -> std::cmp::Ordering {
    let share = |p: &report::Part| p.complaints.share.unwrap_or(-1.0);
    let thin = a.complaints.is_thin().cmp(&b.complaints.is_thin());
    thin.then(share(b).total_cmp(&share(a))).then(b.rows.cmp(&a.rows)).then_with(|| a.value.cmp(&b.value))
}
