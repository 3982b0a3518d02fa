//! The signals of a major complaint: what rules and models find grave in the whole, in its clauses, and in one place of a long story.

use crate::annotate::predictions::Prediction;
use crate::annotate::severity::Rubric;
use crate::annotate::voice;
use crate::model::decision;
use crate::model::verdict::Verdict;

use super::{BYTES, CLAUSES, Known, Logits, chance, flag, log, most, press};

impl Known<'_, '_> {
    /// In the order of [`decision::MAJOR`], with their products.
    pub(in crate::annotate) fn of_major(&self, v: &Verdict, rubric: &Rubric, all: Logits) -> Vec<f64> {
        let whole = self.predicted.whole();
        let reasons = |e: Prediction| most(v.reasons.iter().map(|(_, place)| e.head(*place)));
        let mut found: Vec<&str> =
            self.voices.severity.iter().filter_map(|s| voice::reason(s.rule)).map(|r| &**r).collect();
        found.sort_unstable();
        found.dedup();
        let (reason, major) = (reasons(whole), whole.head(v.major));
        let high = most(self.predicted.clauses().map(|e| e.head(v.major))).max(-8.0);
        let [all_grave, pair, unhappy, reason_pair] = self.of_grave_parts(v);
        let evidence = flag(!found.is_empty());
        let signals = vec![
            evidence,
            f64::from(found.iter().map(|r| rubric.base(r)).max().unwrap_or(0)) / 100.0,
            flag(found.len() > 1),
            press(reason.max(-8.0)),
            press(most(self.predicted.clauses().map(reasons)).max(-8.0)),
            press(major),
            press(high),
            press(all.side),
            press(all.neutral),
            press(all.mixed),
            press(most(v.natures.iter().map(|n| whole.head(n.blamed)))),
            log(self.finds.clauses.len().min(CLAUSES)),
            log(self.text.len().min(BYTES)),
            flag(self.voices.emotions.iter().any(|e| **e == *"anger")),
            evidence * press(major),
            all_grave,
            press(pair),
            unhappy,
            press(reason_pair),
        ];
        decision::OF_MAJOR.crossed(signals)
    }

    /// What is grave in one place of a long story: that any clause is, the gravest two neighbours, the gravest unhappy clause, and the likeliest reason
    /// of two neighbours.
    fn of_grave_parts(&self, v: &Verdict) -> [f64; 4] {
        let predictions: Vec<Prediction> = self.predicted.clauses().collect();
        let grave = |e: Prediction| chance(e.head(v.major));
        let any = 1.0 - predictions.iter().map(|e| 1.0 - grave(*e)).product::<f64>();
        let by = |place: usize| {
            most(pairs(&predictions).map(|(a, b)| f64::midpoint(a.head(place), b.head(place)))).max(-8.0)
        };
        let unhappy = most(predictions.iter().zip(self.unhappy()).map(|(e, unhappy)| grave(*e) * unhappy)).max(0.0);
        [any, by(v.major), unhappy, most(v.reasons.iter().map(|(_, place)| by(*place))).max(-8.0)]
    }
}

/// Neighbours, or one alone.
fn pairs<T: Copy>(x: &[T]) -> impl Iterator<Item = (T, T)> + '_ {
    let alone = x.first().filter(|_| x.len() == 1).map(|only| (*only, *only));
    alone.into_iter().chain(x.windows(2).map(|w| (w[0], w[1])))
}
