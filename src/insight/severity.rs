//! How grave the complaints are, with every major one, the gravest first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::aggregate::cases::Major;
use crate::aggregate::{DEFAULT_HOURS, Partial};
use crate::report::{MajorComplaint, ReasonCount, SeveritySection};

use super::stats::rate;
use super::{Context, IssueIndex, Labels};

/// Orders major complaints for all that lists them: the shortest deadline, the gravest reasons, the latest; the rest in input order.
pub(super) fn gravest_first(majors: &mut [Major], labels: &Labels) {
    majors.sort_by_cached_key(|m| {
        let hours = m.due_hours.unwrap_or(DEFAULT_HOURS);
        (hours, Reverse(weight(m, labels)), Reverse(m.snippet.time))
    });
}

/// What its reasons weigh together; a reason told twice counts once, or the wordiest text would be the gravest.
fn weight(m: &Major, labels: &Labels) -> i32 {
    let reasons: BTreeSet<&str> = m.reasons.iter().map(|r| r.reason.as_str()).collect();
    reasons.into_iter().map(|r| labels.weight(r)).sum()
}

/// The section; the list holds every major complaint, in the order given.
pub(super) fn severity(p: &Partial, majors: Vec<Major>, index: &IssueIndex, cx: &Context) -> SeveritySection {
    let mut reasons: Vec<ReasonCount> = p
        .reasons
        .iter()
        .map(|(id, &count)| ReasonCount { id: id.to_string(), name: cx.labels.name("reason", id, cx.lang), count })
        .collect();
    reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
    SeveritySection {
        complaints: rate(p.complaints, p.rows.informative),
        general: rate(p.complaints - p.major, p.complaints),
        major: rate(p.major, p.complaints),
        reasons,
        list: majors.into_iter().map(|m| complaint(m, index, cx)).collect(),
    }
}

fn complaint(m: Major, index: &IssueIndex, cx: &Context) -> MajorComplaint {
    MajorComplaint {
        issue: index.get(&m.snippet.source, m.snippet.row).map(ToString::to_string),
        id: m.id,
        quote: m.snippet.into_quote(),
        natures: m.natures.iter().map(ToString::to_string).collect(),
        reasons: m.reasons,
        department: m.department.as_deref().map(|d| cx.labels.department(d, cx.lang)),
        due_hours: m.due_hours,
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};
    use crate::record::Annotated;

    /// A major complaint with so many hours, for these reasons.
    fn row(n: u64, day: &str, hours: u32, reasons: &[&str]) -> Annotated {
        let row = Row::new(n, &format!("插座漏电{n}")).day(day).score(-900).blame("product.safety", "插座", "漏电");
        let mut out = reasons.iter().fold(row, |row, r| row.major(r, "漏电")).build();
        out.due_hours = Some(hours);
        out
    }

    #[test]
    fn the_gravest_are_first_by_deadline_then_reasons_then_the_latest() {
        let rows = [
            row(1, "2026-03-01", 24, &["safety", "escalation"]),
            row(2, "2026-03-01", 8, &["repeated", "repeated"]),
            row(3, "2026-03-02", 8, &["safety"]),
            row(4, "2026-03-05", 8, &["safety"]),
            row(5, "2026-03-05", 8, &["safety"]),
            row(6, "2026-03-01", 8, &["repeated", "group"]),
            row(7, "2026-03-01", 4, &["repeated"]),
        ];
        let r = report(&rows);
        let order: Vec<u64> = r.severity.list.iter().map(|m| m.quote.row).collect();
        assert_eq!(order, [7, 6, 4, 5, 3, 2, 1]);
    }
}
