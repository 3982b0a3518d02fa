//! Explicit needs (what is asked for) and the implicit ones behind them (the faults that are the reasons).

use std::collections::BTreeMap;

use crate::aggregate::Partial;
use crate::aggregate::requests::{ReasonTally, RequestTally};
use crate::record::Name;
use crate::report::{RequestReason, RequestStats, WordCount};

use super::Context;
use super::stats::rate;

/// Words told of a reason, reasons of a request, things asked for.
const WORDS: usize = 5;
const REASONS: usize = 10;
const OBJECTS: usize = 8;

/// All requests, most frequent first.
pub(super) fn requests(p: &Partial, cx: &Context) -> Vec<RequestStats> {
    let mut out: Vec<RequestStats> = p.requests.list.iter().map(|(id, t)| request(id, t, p, cx)).collect();
    out.sort_by(|a, b| b.rate.count.cmp(&a.rate.count).then_with(|| a.id.cmp(&b.id)));
    out
}

fn request(id: &Name, t: &RequestTally, p: &Partial, cx: &Context) -> RequestStats {
    let reasoned: u64 = t.reasons.values().map(|r| r.rows).sum();
    let mut reasons: Vec<RequestReason> = t.reasons.iter().map(|(a, r)| reason(a, r, reasoned, p, cx)).collect();
    reasons.sort_by(|a, b| b.rate.count.cmp(&a.rate.count).then_with(|| a.aspect.cmp(&b.aspect)));
    reasons.truncate(REASONS);
    RequestStats {
        id: id.to_string(),
        name: cx.labels.name("intent", id, cx.lang),
        rate: rate(t.rows, p.rows.informative),
        reasoned: rate(reasoned, t.rows),
        objects: words(&t.objects, p, OBJECTS),
        reasons,
    }
}

fn reason(aspect: &Name, r: &ReasonTally, of: u64, p: &Partial, cx: &Context) -> RequestReason {
    RequestReason {
        aspect: aspect.to_string(),
        name: cx.aspect_name(aspect),
        rate: rate(r.rows, of),
        told: r.told,
        words: words(&r.words, p, WORDS),
        quote: r.quote.clone().into_items().next().map(|(_, s)| s.quote()),
    }
}

fn words(counts: &BTreeMap<u32, u64>, p: &Partial, most: usize) -> Vec<WordCount> {
    let mut out: Vec<WordCount> =
        counts.iter().map(|(w, n)| WordCount { word: p.names.name(*w).to_owned(), count: *n }).collect();
    out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word)));
    out.truncate(most);
    out
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, absorb, finished, settings};
    use crate::record::{Annotated, Request};

    fn row(i: u64, reason: Option<&str>, because: &str, told: bool) -> Annotated {
        let request = Request {
            request: "refund".into(),
            text: "要求退款".to_owned(),
            object: "手机".to_owned(),
            reason: reason.map(Into::into),
            because: because.to_owned(),
            because_start: reason.map(|_| 0),
            because_end: reason.map(|_| 2),
            told,
            ..Request::default()
        };
        let mut row = Row::new(i, "坏了，要求退款").blame("product.defect", "", "坏了").build();
        row.requests.push(request);
        row
    }

    #[test]
    fn requests_are_told_with_their_reasons_whatever_the_split() {
        let rows: Vec<Annotated> = (0..20)
            .map(|i| match i % 5 {
                0 => row(i, None, "", false),
                1 => row(i, Some("logistics.speed"), "快递慢", false),
                _ => row(i, Some("product.defect"), if i % 2 == 0 { "坏了" } else { "死机" }, i == 13),
            })
            .collect();
        let whole = finished(absorb(&rows, &settings()), &settings()).0.needs.requests;
        let r = &whole[0];
        assert_eq!((r.name.as_str(), r.rate.count, r.reasoned.count, r.objects[0].count), ("退货退款", 20, 16, 20));
        let told: Vec<(&str, u64, u64)> = r.reasons.iter().map(|x| (x.aspect.as_str(), x.rate.count, x.told)).collect();
        assert_eq!(told, [("product.defect", 12, 1), ("logistics.speed", 4, 0)]);
        assert_eq!(r.reasons[0].quote.as_ref().unwrap().row, 13);
        let mut split = absorb(&rows[..7], &settings());
        split.merge(absorb(&rows[7..], &settings()));
        assert_eq!(finished(split, &settings()).0.needs.requests, whole);
    }
}
