//! Empty columns behind the work orders of a store, with lists to choose from: people fill them in, and `voc history close` reads them.

use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};

use crate::render::tables::{Cell, Table};
use crate::render::words::Words;

use super::{column, row_number};

/// The columns, and the wording of what may be chosen in them (`a|b|c`).
const COLUMNS: [(&str, Option<&str>); 4] = [
    ("handler", None),
    ("handling", Some("form.handling")),
    ("resolved_at", None),
    ("is_satisfied", Some("form.satisfied")),
];

/// Adds the columns to the work orders, where they have ids to be known by.
pub(super) fn add(tables: &mut [Table], w: &Words) {
    for t in tables.iter_mut().filter(|t| t.id == "actions" && t.keys.contains(&"order")) {
        for (key, _) in COLUMNS {
            t.keys.push(key);
            t.head.push(w.t_owned(&format!("col.{key}")));
        }
        t.rows.iter_mut().for_each(|row| row.extend(COLUMNS.map(|_| Cell::Empty)));
    }
}

/// The lists to choose from.
pub(super) fn choices(sheet: &mut Worksheet, t: &Table, w: &Words) -> Result<(), XlsxError> {
    for (key, words) in COLUMNS {
        let place = t.keys.iter().position(|k| *k == key).map(column);
        if let Some((at, words)) = place.zip(words) {
            let list: Vec<&str> = w.t(words).split('|').collect();
            let rule = DataValidation::new().allow_list_strings(&list)?;
            sheet.add_data_validation(1, at, row_number(t.rows.len()), at, &rule)?;
        }
    }
    Ok(())
}
