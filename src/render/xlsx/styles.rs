//! How cells look: the head of a sheet, texts, numbers with their decimals, times, links.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::render::sheet::{DATE, TIME};

/// The head of a sheet.
pub(super) fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(0x00E8_EEF4)
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// Numbers with no, one … decimals.
const DIGITS: [&str; 5] = ["0", "0.0", "0.00", "0.000", "0.0000"];

/// Formats of cells.
pub(super) struct Styles {
    pub(super) head: Format,
    pub(super) head_number: Format,
    pub(super) text: Format,
    pub(super) long: Format,
    pub(super) count: Format,
    pub(super) share: Format,
    pub(super) percent: Format,
    pub(super) time: Format,
    pub(super) date: Format,
    pub(super) points: Format,
    pub(super) chance: Format,
    pub(super) figures: [Format; DIGITS.len()],
    pub(super) changes: [Format; DIGITS.len()],
    pub(super) link: Format,
    pub(super) link_count: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let base = || Format::new().set_align(FormatAlign::Top);
        let number = |form: &str| base().set_num_format(form);
        let linked = |f: Format| f.set_font_color(0x002B_6CB0).set_underline(FormatUnderline::Single);
        Self {
            head: head_format(),
            head_number: head_format().set_align(FormatAlign::Right),
            text: base(),
            long: base().set_text_wrap(),
            count: number("#,##0"),
            share: number("0.0%"),
            percent: number("0.0\"%\""),
            time: number(TIME).set_align(FormatAlign::Left),
            date: number(DATE).set_align(FormatAlign::Left),
            points: number("+0.0%;-0.0%;0.0%"),
            chance: number("[<0.0001]\"<0.0001\";0.0000"),
            figures: DIGITS.map(number),
            changes: DIGITS.map(|form| number(&format!("+{form};-{form};{form}"))),
            link: linked(base()),
            link_count: linked(number("#,##0")),
        }
    }

    /// The format with so many decimals.
    pub(super) fn of(formats: &[Format; DIGITS.len()], digits: u8) -> &Format {
        &formats[usize::from(digits).min(formats.len() - 1)]
    }
}
