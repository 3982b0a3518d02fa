//! How grave the complaints are, with every major one.

use crate::aggregate::Partial;
use crate::aggregate::cases::Major;
use crate::report::{MajorComplaint, ReasonCount, SeveritySection};

use super::stats::rate;
use super::{Context, IssueIndex};

/// The section; the list is in input order and holds every major complaint.
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
