//! `routing.tsv`: who has to act by when, and how, as its lines say it. Which line holds for a complaint is decided by who asks.

use super::Dicts;
use crate::error::Result;
use crate::record::Severity;
use crate::say;

/// Deadline where a line names none, and where no line holds.
pub const HOURS: u32 = 72;

/// A line of `routing.tsv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty<'d> {
    /// `reason:safety`, an aspect, a nature, or `*`.
    pub scope: &'d str,
    /// The grades it holds for.
    pub severities: &'static [Severity],
    /// Department, Chinese and English name.
    pub department: (&'d str, &'d str),
    /// Within how many hours.
    pub hours: u32,
    /// `refund`, `replace` … of `labels.tsv`.
    pub solution: &'d str,
}

/// All lines, in order; later ones win.
///
/// # Errors
/// When a line's severity or hours make no sense.
pub fn duties(dicts: &Dicts) -> Result<Vec<Duty<'_>>> {
    let duty = |e: &'_ super::Entry| -> Result<(&'static [Severity], u32)> {
        let severities: &[Severity] = match e.get("severity") {
            "general" => &[Severity::General],
            "major" => &[Severity::Major],
            "*" => &[Severity::General, Severity::Major],
            other => {
                return Err(e.error(say!("`{other}` is not general, major or *", "`{other}` 不是 general、major 或 *")));
            }
        };
        if e.get("hours").is_empty() {
            return Ok((severities, HOURS));
        }
        let hours = u32::try_from(e.number("hours", 0)?);
        Ok((severities, hours.map_err(|_| e.error(say!("hours below 0", "小时数小于 0")))?))
    };
    let line = |e| {
        let (severities, hours) = duty(e)?;
        let department = (e.get("department"), e.get("department_en"));
        Ok(Duty { scope: e.get("scope"), severities, department, hours, solution: e.get("solution") })
    };
    dicts.of("routing").map(line).collect()
}
