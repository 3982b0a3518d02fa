//! What customers want and feel, and negative texts that no aspect explains.

use crate::aggregate::Partial;
use crate::aggregate::tally::Counts;
use crate::report::{Untagged, VoiceCount, Voices};

use super::stats::rate;
use super::{Context, keywords};

/// Intents and emotions, most frequent first.
pub(super) fn voices(p: &Partial, cx: &Context) -> Voices {
    let list = |counts: &Counts, kind: &str| {
        let of = p.rows.informative;
        let voice = |(id, &n): (&crate::record::Name, &u64)| VoiceCount {
            id: id.to_string(),
            name: cx.labels.name(kind, id, cx.lang),
            rate: rate(n, of),
        };
        let mut out: Vec<VoiceCount> = counts.iter().map(voice).collect();
        out.sort_by(|a, b| b.rate.count.cmp(&a.rate.count).then_with(|| a.id.cmp(&b.id)));
        out
    };
    Voices { intents: list(&p.intents, "intent"), emotions: list(&p.emotions, "emotion") }
}

/// What the dictionaries do not know yet.
pub(super) fn untagged(p: &Partial, cx: &Context) -> Untagged {
    let rows = p.words.rows;
    Untagged {
        negative: rate(rows.untagged, rows.negative),
        words: keywords::untagged(p, cx.settings.top),
        quotes: p.untagged.clone().into_items().map(|(_, s)| s.quote()).collect(),
    }
}
