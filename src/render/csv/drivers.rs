//! Lines of the long table on what moves satisfaction, quick wins, and requests with their reasons.

use crate::report::Report;

use super::Long;

pub(super) fn drivers(r: &Report, l: &mut Long) {
    let d = &r.drivers;
    l.about("");
    if d.explained.is_some() {
        l.figure(["drivers", "", "explained"], d.explained, [None, None], Some(d.n));
    }
    for x in &d.list {
        l.about(&x.aspect);
        l.estimate(["drivers", &x.name, &x.polarity], &x.coefficient);
        if let Some(gain) = &x.gain {
            l.estimate(["drivers", &x.name, "gain"], gain);
        }
    }
    for q in &d.quick_wins {
        l.about(&q.aspect);
        l.figure(["quick_wins", &q.name, "gain"], q.gain.value, [q.gain.low, q.gain.high], Some(q.gain.n));
        l.about(&q.id);
        l.rate(["quick_wins", &format!("{}/{}", q.name, q.title), "complaints"], &q.held);
    }
    for q in &r.needs.requests {
        l.about(&q.id);
        l.rate(["requests", &q.name, "texts"], &q.rate);
        l.rate(["requests", &q.name, "reasoned"], &q.reasoned);
        for x in &q.reasons {
            l.about(&x.aspect);
            l.rate(["requests", &format!("{}/{}", q.name, x.name), "reason"], &x.rate);
        }
    }
}
