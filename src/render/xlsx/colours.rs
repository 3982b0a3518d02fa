//! Cells coloured by what they hold.

use rust_xlsxwriter::{ConditionalFormat3ColorScale, ConditionalFormatDataBar, Worksheet, XlsxError};

use crate::render::sheet::column;
use crate::render::tables::Table;

use super::row_number;

/// Bars in shares and heat, red to green in satisfaction.
pub(super) fn add(sheet: &mut Worksheet, t: &Table) -> Result<(), XlsxError> {
    let last = row_number(t.rows.len());
    for (i, key) in t.keys.iter().enumerate() {
        let at = column(i);
        match *key {
            "of_complaints" | "share" | "texts_share" | "ratings_share" | "negative_share" | "blamed_share"
            | "complaint_share" | "heat" | "reason_share" | "explained" => {
                let bars = ConditionalFormatDataBar::new().set_fill_color(0x009C_C3E6).set_solid_fill(true);
                sheet.add_conditional_format(1, at, last, at, &bars)?;
            }
            "satisfaction" | "pooled" | "impact" | "coefficient" => {
                let scale = ConditionalFormat3ColorScale::new()
                    .set_minimum_color(0x00F4_B6B0)
                    .set_midpoint_color(0x00FF_F2CC)
                    .set_maximum_color(0x00B7_DFC4);
                sheet.add_conditional_format(1, at, last, at, &scale)?;
            }
            _ => {}
        }
    }
    Ok(())
}
