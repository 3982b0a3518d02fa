//! Columns that people fill in, with lists to choose from: those behind the work orders of a store, which `voc history close` reads, and the labels of texts
//! to be checked.

use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};

use crate::render::tables::{Cell, Table};
use crate::render::words::Words;

use super::{column, row_number};

/// The columns behind work orders.
const OF_ORDERS: [&str; 4] = ["handler", "handling", "resolved_at", "is_satisfied"];

/// Columns with the wording of what may be chosen in them (`a|b|c`).
const CHOICES: [(&str, &str); 4] = [
    ("handling", "form.handling"),
    ("is_satisfied", "form.satisfied"),
    ("checked_label", "form.label"),
    ("checked_severity", "form.severity"),
];

/// Adds the columns to the work orders, where they have ids to be known by.
pub(super) fn add(tables: &mut [Table], w: &Words) {
    for t in tables.iter_mut().filter(|t| t.id == "actions" && t.keys.contains(&"order")) {
        for key in OF_ORDERS {
            t.keys.push(key);
            t.head.push(w.t_owned(&format!("col.{key}")));
        }
        t.rows.iter_mut().for_each(|row| row.extend(OF_ORDERS.map(|_| Cell::Empty)));
    }
}

/// The lists to choose from.
pub(super) fn choices(sheet: &mut Worksheet, t: &Table, w: &Words) -> Result<(), XlsxError> {
    for (key, words) in CHOICES {
        if let Some(at) = t.keys.iter().position(|k| *k == key).map(column) {
            let list: Vec<&str> = w.t(words).split('|').collect();
            let rule = DataValidation::new().allow_list_strings(&list)?;
            sheet.add_data_validation(1, at, row_number(t.rows.len()), at, &rule)?;
        }
    }
    Ok(())
}
