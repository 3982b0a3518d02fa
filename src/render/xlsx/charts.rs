//! Native charts beside their figures.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType,
    Worksheet, XlsxError,
};

use crate::render::Settings;
use crate::render::tables::time::NATURE;
use crate::render::tables::{Cell, Table};
use crate::report::Report;

use super::{column, row_number, sheet_name};

/// Rows of a bar chart: more are not read.
const BARS: usize = 15;

/// The row of the chart of ratings, below that of the trend.
const RATINGS: u32 = 22;

/// Colours of natures; more lines in a chart are not read.
const NATURES: [u32; 6] = [0x002B_6CB0, 0x00DD_7733, 0x002F_855A, 0x00C5_3030, 0x0080_5AD5, 0x0071_8096];

/// Adds the chart of a section to its sheet, to the right of the figures; the overview shows those that people ask for first.
pub(super) fn add(
    sheet: &mut Worksheet,
    t: &Table,
    all: &[Table],
    report: &Report,
    settings: &Settings,
) -> Result<(), XlsxError> {
    let right = column(t.keys.len() + 1);
    if t.id != "overview" {
        insert(sheet, (1, right), t, report, settings, (760, 380))?;
        return match ratings(t) {
            Some(chart) => place_at(sheet, (RATINGS, right), chart, settings.words().t("trend.rating"), (760, 300)),
            None => Ok(()),
        };
    }
    for (id, row) in [("satisfaction", 1), ("natures", 17), ("trend", 33)] {
        if let Some(of) = all.iter().find(|t| t.id == id) {
            insert(sheet, (row, right), of, report, settings, (640, 300))?;
        }
    }
    Ok(())
}

fn insert(
    sheet: &mut Worksheet,
    at: (u32, u16),
    t: &Table,
    report: &Report,
    settings: &Settings,
    size: (u32, u32),
) -> Result<(), XlsxError> {
    let chart = match t.id {
        "satisfaction" => {
            series(t, ChartType::Column, t.rows.len(), "name", &[("texts", 0x004F_9D8F), ("ratings", 0x002B_6CB0)])
        }
        "natures" => bars(t, report.natures.len(), "nature", &[("count", 0x002B_6CB0)]),
        "hot_issues" => bars(t, t.rows.len().min(BARS), "title", &[("count", 0x00DD_7733)]),
        "aspects" => stacked(t),
        "trend" => trend(t),
        "trend_natures" => natures(t),
        "stages" => series(t, ChartType::Line, t.rows.len(), "stage", &[("negative_share", 0x00C5_3030)]),
        _ => None,
    };
    let title = settings.words().t_owned(&format!("table.{}", t.id));
    chart.map_or(Ok(()), |chart| place_at(sheet, at, chart, &title, size))
}

/// Puts a chart with its title onto a sheet.
fn place_at(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    mut chart: Chart,
    title: &str,
    (width, height): (u32, u32),
) -> Result<(), XlsxError> {
    chart.title().set_name(title);
    chart.title().set_overlay(false).set_font(ChartFont::new().set_size(12).set_bold());
    chart.set_width(width).set_height(height);
    sheet.insert_chart(row, column, &chart)?;
    Ok(())
}

/// Columns of a table by key.
fn place(t: &Table, key: &str) -> Option<u16> {
    t.keys.iter().position(|k| *k == key).map(column)
}

fn series(t: &Table, kind: ChartType, rows: usize, names: &str, values: &[(&str, u32)]) -> Option<Chart> {
    if rows == 0 {
        return None;
    }
    let (sheet, last) = (sheet_name(&t.title), row_number(rows));
    let names = place(t, names)?;
    let mut chart = Chart::new(kind);
    for (key, colour) in values {
        let at = place(t, key)?;
        let made = chart.add_series();
        made.set_categories((sheet.as_str(), 1, names, last, names));
        made.set_values((sheet.as_str(), 1, at, last, at));
        made.set_name((sheet.as_str(), 0, at));
        if matches!(kind, ChartType::Bar | ChartType::BarStacked) {
            made.set_gap(45);
        }
        if kind == ChartType::Bar {
            made.set_data_label(ChartDataLabel::new().show_value());
        }
        made.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(*colour)));
        if kind == ChartType::Line {
            made.set_format(ChartFormat::new().set_line(ChartLine::new().set_color(*colour).set_width(2.25)));
        }
    }
    if matches!(kind, ChartType::Bar | ChartType::BarStacked) {
        chart.x_axis().set_major_gridlines(false);
    }
    if kind == ChartType::Line {
        // Shares: as in the cells.
        chart.y_axis().set_num_format("0%").set_min(0);
    }
    if values.len() == 1 {
        chart.legend().set_hidden();
    } else {
        chart.legend().set_position(ChartLegendPosition::Bottom);
    }
    Some(chart)
}

fn bars(t: &Table, rows: usize, names: &str, values: &[(&str, u32)]) -> Option<Chart> {
    let mut chart = series(t, ChartType::Bar, rows, names, values)?;
    // The first row on top, as in the table.
    chart.y_axis().set_reverse();
    Some(chart)
}

fn stacked(t: &Table) -> Option<Chart> {
    let rows = t.rows.len().min(BARS);
    let colours = [("positive", 0x002F_855A), ("negative", 0x00C5_3030)];
    let mut chart = series(t, ChartType::BarStacked, rows, "aspect", &colours)?;
    chart.y_axis().set_reverse();
    Some(chart)
}

/// Volume and complaints as columns, satisfaction as a line on its own axis.
fn trend(t: &Table) -> Option<Chart> {
    let mut chart =
        series(t, ChartType::Column, t.rows.len(), "period", &[("count", 0x009C_C3E6), ("complaints", 0x00DD_7733)])?;
    let (sheet, last) = (sheet_name(&t.title), row_number(t.rows.len()));
    let (names, at) = (place(t, "period")?, place(t, "satisfaction")?);
    let mut line = Chart::new(ChartType::Line);
    line.add_series()
        .set_categories((sheet.as_str(), 1, names, last, names))
        .set_values((sheet.as_str(), 1, at, last, at))
        .set_name((sheet.as_str(), 0, at))
        .set_secondary_axis(true)
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(0x002F_855A).set_width(2.25)));
    line.y2_axis().set_min(1).set_max(5);
    chart.combine(&line);
    Some(chart)
}

/// Lines over the periods of a table, from these columns.
fn lines(t: &Table, columns: impl Iterator<Item = (u16, u32)>) -> Option<Chart> {
    let (sheet, last, names) = (sheet_name(&t.title), row_number(t.rows.len()), place(t, "period")?);
    let mut chart = Chart::new(ChartType::Line);
    for (at, colour) in columns {
        chart
            .add_series()
            .set_categories((sheet.as_str(), 1, names, last, names))
            .set_values((sheet.as_str(), 1, at, last, at))
            .set_name((sheet.as_str(), 0, at))
            .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(colour).set_width(2.25)));
    }
    chart.legend().set_position(ChartLegendPosition::Bottom);
    Some(chart)
}

/// Whether some cell of a column holds more than nothing.
fn is_filled(t: &Table, at: usize) -> bool {
    t.rows.iter().any(|row| match row.get(at) {
        Some(Cell::Count(n)) => *n > 0,
        cell => matches!(cell, Some(Cell::Figure(..))),
    })
}

/// A line for each nature that somebody complains of.
fn natures(t: &Table) -> Option<Chart> {
    let of_natures = t.keys.iter().enumerate().filter(|(at, key)| **key == NATURE && is_filled(t, *at));
    let mut chart = lines(t, of_natures.map(|(at, _)| column(at)).zip(NATURES))?;
    chart.y_axis().set_min(0);
    Some(chart)
}

/// The mean rating over time, where there are ratings.
fn ratings(t: &Table) -> Option<Chart> {
    let at = place(t, "rating_mean").filter(|at| t.id == "trend" && is_filled(t, (*at).into()))?;
    let mut chart = lines(t, std::iter::once((at, NATURES[0])))?;
    chart.legend().set_hidden();
    Some(chart)
}
