//! A line for people at a terminal when files were written: which, and the figures to look at first.
//!
//! Not its job: what the files hold (`deliver`).

use std::path::Path;

use crate::lang::{Lang, Say};
use crate::output;
use crate::report::Report;
use crate::say;

/// What was written where, with the counts of the report; nothing where all went to standard output.
pub(super) fn written<'p>(paths: impl Iterator<Item = &'p Path>, r: &Report) -> Option<Say> {
    let names: Vec<String> =
        paths.filter(|p| *p != Path::new(output::STDOUT)).map(|p| p.display().to_string()).collect();
    if names.is_empty() {
        return None;
    }
    let list = |lang| names.join(if lang == Lang::Zh { "、" } else { ", " });
    let (zh, en) = (list(Lang::Zh), list(Lang::En));
    let (texts, alerts) = (r.run.rows.informative, r.alerts.iter().filter(|a| a.parent.is_none()).count());
    let (complaints, major) = (r.severity.complaints.count, r.severity.major.count);
    Some(say!(
        "written: {en}; texts {texts}, complaints {complaints}, major {major}, alerts {alerts}",
        "已写入 {zh}；有内容 {texts} 条，投诉 {complaints} 条，重大 {major} 条，预警 {alerts} 条"
    ))
}

#[cfg(test)]
mod tests {
    use super::written;
    use std::path::Path;

    #[test]
    fn files_are_named_and_standard_output_is_not() {
        let named =
            |paths: &[&str]| written(paths.iter().map(Path::new), &crate::insight::testing::report(&[])).map(|s| s.en);
        assert_eq!(named(&["-"]), None);
        let said = named(&["-", "a.html", "b.xlsx"]).unwrap();
        assert_eq!(said, "written: a.html, b.xlsx; texts 0, complaints 0, major 0, alerts 0");
    }
}
