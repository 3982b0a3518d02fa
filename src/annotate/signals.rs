//! The signals of a verdict, of a complaint about a nature and of a major complaint: what words, models and syntax say, as plain numbers in the
//! order of the lists in `model::decision`. How they are weighed is fitted; nothing is decided here.

mod grave;

use std::cell::OnceCell;

use crate::lexicon::modifier::ModifierKind;
use crate::lexicon::{CONTENT, Taxonomy};
use crate::model::Models;
use crate::model::decision;
use crate::model::ngram::NEGATORS;
use crate::model::verdict::{Nature, Verdict};
use crate::real;
use crate::text::clause::Clause;

use super::discourse::Discourse;
use super::mention::{Draft, within};
use super::nature;
use super::predictions::{Prediction, Predictions};
use super::scan::Finds;
use super::sentiment::Balance;
use super::voice::Voices;

/// Texts of up to so many clauses are short, of so many and more long.
const SHORT: usize = 3;
const LONG: usize = 8;
/// More clauses and bytes than these tell nothing more: what decisions are fitted to is seldom longer.
const CLAUSES: usize = 24;
const BYTES: usize = 1000;
/// A side, pressed, from which a clause takes it.
const TAKEN: f64 = 0.3;
/// Logits are pressed into −1 … 1 by this.
const LOGIT: f64 = 4.0;
/// From here on all logits are alike: the fraction is 1.
const PRESSED: f64 = 3.0;
/// Sums of judgements, in thousandths, are pressed into 0 … 1 by this.
const SUM: f64 = 700.0;
/// A logit of the side from which a text without blame is not asked for complaints.
const GLAD_LOGIT: f64 = 2.5;
/// Emotions of somebody who is glad, as with [`CONTENT`] intents; the others are of somebody who is not, but for those of neither.
const GLAD: [&str; 3] = ["joy", "gratitude", "trust"];
const NEITHER: [&str; 4] = ["suggestion", "inquiry", "invoice", "surprise"];

/// What signals are read from.
pub(super) struct Known<'a, 'l> {
    pub(super) models: &'a Models,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) text: &'a str,
    pub(super) finds: &'a Finds<'l>,
    pub(super) drafts: &'a [Draft<'l>],
    pub(super) voices: &'a Voices<'l>,
    pub(super) discourse: &'a Discourse,
    pub(super) balance: Balance,
    pub(super) predicted: &'a Predictions,
    /// How unhappy each clause is, once it was asked.
    pub(super) unhappy: OnceCell<Vec<f64>>,
}

/// What was decided of a text before natures and severity are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Logits {
    pub(super) side: f64,
    pub(super) neutral: f64,
    pub(super) mixed: f64,
}

/// −1 … 1: tanh by its continued fraction, without a call of libm, as some hundred numbers of each text are pressed.
fn press(logit: f64) -> f64 {
    let x = (logit / LOGIT).clamp(-PRESSED, PRESSED);
    let squared = x * x;
    x * (27.0 + squared) / (27.0 + 9.0 * squared)
}

fn sum(thousandths: i32) -> f64 {
    let x = f64::from(thousandths);
    x / (x.abs() + SUM)
}

fn flag(so: bool) -> f64 {
    f64::from(u8::from(so))
}

/// 0 … 1.
fn chance(logit: f64) -> f64 {
    1.0 / (1.0 + real::exp(-logit))
}

#[allow(clippy::cast_precision_loss)] // counts of clauses and characters are small
fn log(n: usize) -> f64 {
    real::ln(1.0 + n as f64) / 3.0
}

fn least(x: impl Iterator<Item = f64>) -> f64 {
    x.fold(f64::INFINITY, f64::min)
}

fn most(x: impl Iterator<Item = f64>) -> f64 {
    x.fold(f64::NEG_INFINITY, f64::max)
}

impl Known<'_, '_> {
    fn side(&self, e: Prediction) -> f64 {
        press(self.models.margin_logit(e.margin))
    }

    fn any(&self, kind: ModifierKind) -> f64 {
        flag(self.finds.modifiers.iter().any(|m| m.what.kind == kind))
    }

    /// In the order of [`decision::VERDICT`], with their products.
    pub(super) fn of_verdict(&self, v: &Verdict) -> Vec<f64> {
        decision::OF_VERDICT.crossed(self.plain(v))
    }

    fn plain(&self, v: &Verdict) -> Vec<f64> {
        let sides: Vec<f64> = self.predicted.clauses().map(|e| self.side(e)).collect();
        let own: Vec<f64> = self.predicted.clauses().map(|e| press(e.head(v.own))).collect();
        let (margin, lean) = (self.side(self.predicted.whole()), self.balance.lean());
        [
            &self.of_models(v, &sides, &own, margin)[..],
            &self.of_judgements(margin, lean)[..],
            &self.of_syntax()[..],
            &self.of_turn(&sides, &own)[..],
            &self.of_advice(margin, lean)[..],
            &self.of_course(&sides, &own, margin)[..],
        ]
        .concat()
    }

    /// What the models predict for the whole text and in its clauses.
    fn of_models(&self, v: &Verdict, sides: &[f64], own: &[f64], margin: f64) -> [f64; 20] {
        let (whole, of_verdict, n) = (self.predicted.whole(), self.predicted.verdict(), self.finds.clauses.len());
        let neutral: Vec<f64> = self.predicted.clauses().map(|e| press(e.head(v.neutral))).collect();
        let edge = |x: &[f64], f: fn(f64, f64) -> f64| x.iter().copied().reduce(f).unwrap_or_default();
        let (low, high) = (edge(sides, f64::min), edge(sides, f64::max));
        [
            margin,
            margin * flag(n <= SHORT),
            margin * flag(n >= LONG),
            self.side(of_verdict),
            sides.first().copied().unwrap_or(margin),
            sides.last().copied().unwrap_or(margin),
            low,
            high,
            mean(sides, margin),
            margin.abs(),
            high.max(0.0) * (-low).max(0.0),
            press(whole.head(v.own)),
            press(of_verdict.head(v.own)),
            own.last().copied().unwrap_or_default(),
            edge(own, f64::min),
            edge(own, f64::max),
            press(whole.head(v.neutral)),
            edge(&neutral, f64::min),
            edge(&neutral, f64::max),
            press(whole.head(v.mixed)),
        ]
    }

    /// What the words judge, and where words and model agree or do not.
    fn of_judgements(&self, margin: f64, lean: f64) -> [f64; 15] {
        let b = self.balance;
        let clumsy = |d: &&Draft| d.implicit || self.text[d.start..d.end].contains(NEGATORS);
        let of = |f: &dyn Fn(&&Draft) -> bool| sum(self.drafts.iter().filter(f).map(|d| d.score.abs()).sum());
        [
            lean,
            lean * flag(self.finds.clauses.len() <= SHORT),
            self.judged(|_| true).lean(),
            lean.abs(),
            sum(b.praise),
            sum(b.blame),
            sum(b.praise + b.blame),
            sum(b.praise.min(b.blame)),
            b.evenness(),
            of(&|d| d.score > 0 && clumsy(d)),
            of(&|d| d.score > 0 && d.implicit),
            of(&|d| d.score < 0 && d.implicit),
            margin * lean.abs() + lean * margin.abs(),
            (-margin).max(0.0) * lean.max(0.0),
            margin.max(0.0) * (-lean).max(0.0),
        ]
    }

    /// How it is said: questions, modifiers, figures of speech, length.
    fn of_syntax(&self) -> [f64; 20] {
        use ModifierKind::{Concession, Contrast, Doubt, Hypothetical, Past, Quote, Rhetorical, Sarcasm, Speech, Wish};
        let questions = self.finds.clauses.iter().filter(|c| c.asks()).count();
        let d = self.discourse;
        [
            flag(d.asks),
            log(questions),
            self.any(Wish),
            self.any(Hypothetical),
            self.any(Doubt),
            self.any(Rhetorical),
            self.any(Sarcasm),
            flag(d.ironic),
            sum(d.reproach),
            self.any(Contrast),
            self.any(Concession),
            flag(self.any(Quote) + self.any(Speech) > 0.0),
            self.any(Past),
            flag(d.settled),
            flag(d.apart),
            flag(d.pointed),
            log(self.finds.clauses.len().min(CLAUSES)),
            log(self.text.len().min(BYTES)),
            flag(!self.voices.severity.is_empty()),
            self.glad(),
        ]
    }

    /// The two sides of the turn of a text, where it has one.
    fn of_turn(&self, sides: &[f64], own: &[f64]) -> [f64; 5] {
        let turn = self.discourse.turn.filter(|t| *t < sides.len());
        let (before, after) = turn.map_or((&[][..], &[][..]), |t| sides.split_at(t));
        let own_after = turn.map_or(&[][..], |t| &own[t..]);
        [
            mean(before, 0.0),
            mean(after, 0.0),
            mean(own_after, 0.0),
            turn.map_or(0.0, |t| self.judged(|d| d.clause < t).lean()),
            turn.map_or(0.0, |t| self.judged(|d| d.clause >= t).lean()),
        ]
    }

    /// How a text begins and ends, by thirds, and how much of it takes either side: the last clause alone says little of a long one.
    fn of_course(&self, sides: &[f64], own: &[f64], margin: f64) -> [f64; 7] {
        let third = sides.len().div_ceil(3);
        let closing = sides.len() - third;
        let share = |takes: fn(&f64) -> bool| mean(&sides.iter().map(|s| flag(takes(s))).collect::<Vec<_>>(), 0.0);
        [
            mean(&sides[..third], margin),
            mean(&sides[closing..], margin),
            mean(own, 0.0),
            mean(&own[closing..], 0.0),
            share(|s| *s < -TAKEN),
            share(|s| *s > TAKEN),
            self.judged(|d| d.clause >= closing).lean(),
        ]
    }

    /// What the advice of the experts adds.
    fn of_advice(&self, margin: f64, lean: f64) -> [f64; 6] {
        let advice = &self.predicted.advice;
        [
            advice.margin.clamp(-2.0, 2.0),
            advice.gate,
            margin * advice.gate,
            lean * advice.gate,
            advice.sure.clamp(-2.0, 2.0),
            margin * advice.gate.powi(4),
        ]
    }

    /// Some judgements without the weights of their clauses.
    fn judged(&self, which: impl Fn(&Draft) -> bool) -> Balance {
        let mut b = Balance::default();
        for d in self.drafts.iter().filter(|d| which(d)) {
            if d.score > 0 { b.praise += d.score } else { b.blame -= d.score }
        }
        b
    }

    /// Intents and emotions of the glad against those of others.
    fn glad(&self) -> f64 {
        let all = self.voices.intents.iter().chain(&self.voices.emotions);
        let sign = |id: &str| {
            if CONTENT.contains(&id) || GLAD.contains(&id) { 1 } else { -i32::from(!NEITHER.contains(&id)) }
        };
        f64::from(all.map(|id| sign(id)).sum::<i32>().clamp(-3, 3)) / 3.0
    }

    /// In the order of [`decision::NATURE`], with their products.
    pub(super) fn of_nature(&self, v: &Verdict, n: &Nature, all: Logits) -> Vec<f64> {
        let own = self.taxonomy.find(&n.id);
        let mine = |d: &&Draft| Some(self.taxonomy.get(d.aspect).nature_id) == own;
        let total = |f: &dyn Fn(&&Draft) -> bool| self.drafts.iter().filter(f).map(|d| d.score.abs()).sum::<i32>();
        let blame = total(&|d| d.score < 0 && mine(d));
        let others = total(&|d| d.score < 0 && !mine(d));
        let worst = self.drafts.iter().filter(|d| d.score < 0 && mine(d)).map(|d| -d.score).max().unwrap_or(0);
        let by_rule = |d: &&Draft| d.issue && d.score < 0 && mine(d);
        let accused = |d: &&Draft| mine(d) && nature::accused(d, self.drafts, self.finds, self.taxonomy);
        let whole = self.predicted.whole();
        let about = |e: Prediction| e.head(n.about);
        let unhappy = self.unhappy();
        let chances: Vec<f64> = self.predicted.clauses().map(|e| chance(about(e))).collect();
        let both = || chances.iter().zip(unhappy).map(|(about, unhappy)| about * unhappy);
        let all_blamed = 1.0 - both().map(|p| 1.0 - p).product::<f64>();
        let other = |place: fn(&Nature) -> usize, e: Prediction| {
            most(v.natures.iter().filter(|o| o.id != n.id).map(|o| e.head(place(o))))
        };
        let signals = vec![
            sum(blame),
            sum(worst),
            f64::from(blame) / f64::from((blame + others).max(1)),
            sum(total(&by_rule)),
            flag(self.drafts.iter().any(|d| accused(&d))),
            flag(self.drafts.iter().any(|d| mine(&d))),
            sum(total(&|d| d.score > 0 && mine(d))),
            press(about(whole)),
            press(most(self.predicted.clauses().map(about)).max(-8.0)),
            most(both()).max(0.0),
            all_blamed,
            press(self.predicted.clauses().next().map_or(0.0, about)),
            press(whole.head(n.blamed)),
            press(most(self.predicted.clauses().map(|e| e.head(n.blamed))).max(-8.0)),
            press(least(self.predicted.clauses().map(|e| e.head(n.blamed))).min(8.0)),
            sum(others),
            press(other(|o| o.blamed, whole)),
            press(other(|o| o.about, whole)),
            press(all.side),
            press(all.neutral),
            press(all.mixed),
            most(unhappy.iter().copied()).max(0.0),
            log(self.finds.clauses.len().min(CLAUSES)),
            flag(self.drafts.iter().any(|d| d.score < 0 && mine(&d) && self.taxonomy.get(d.aspect).general)),
            flag(!self.voices.severity.is_empty()),
            most(chances.iter().enumerate().map(|(c, about)| self.blamed_in(c, n, *about, &mine))).max(-2.0),
        ];
        decision::OF_NATURE.crossed(signals)
    }

    /// How much a clause by itself complains of a nature: by its words, by what it is `about` (0 … 1) and how unhappy it is, and as a complaint.
    fn blamed_in(&self, clause: usize, n: &Nature, about: f64, mine: &dyn Fn(&&Draft) -> bool) -> f64 {
        let prediction = self.predicted.clause(clause);
        let judged: i32 = self.drafts.iter().filter(|d| d.clause == clause && mine(d)).map(|d| -d.score).sum();
        sum(judged) + about * (2.0 * self.unhappy()[clause] - 1.0) + press(prediction.head(n.blamed))
    }

    /// For each clause that was judged 0 … 1: how unhappy it is, by its words and by the model.
    fn unhappy(&self) -> &[f64] {
        let of = |clause: usize| {
            let judged: i32 = self.drafts.iter().filter(|d| d.clause == clause).map(|d| d.score).sum();
            chance(-self.models.margin_logit(self.predicted.clause(clause).margin) - f64::from(judged) / 250.0)
        };
        self.unhappy.get_or_init(|| (0..self.predicted.clauses().len()).map(of).collect())
    }

    /// Whether a text is so glad, without a word of blame, that nothing is complained of.
    pub(super) fn is_glad(&self, all: Logits) -> bool {
        all.side > GLAD_LOGIT && self.drafts.iter().all(|d| d.score >= 0)
    }

    /// Whether no word blames with `least` or more, and nothing tells of danger.
    pub(super) fn blames_nothing(&self, least: i32) -> bool {
        self.voices.severity.is_empty() && self.drafts.iter().all(|d| d.score > -least)
    }

    /// Whether every clause asks or supposes: 如果账户被盗,银行会赔付吗?
    pub(super) fn only_asks(&self) -> bool {
        let open = [ModifierKind::Hypothetical, ModifierKind::Question];
        let asks =
            |c: &Clause| c.asks() || within(&self.finds.modifiers, c).iter().any(|m| open.contains(&m.what.kind));
        self.finds.clauses.iter().all(asks)
    }
}

/// The mean, each clause alike.
fn mean(x: &[f64], or: f64) -> f64 {
    if x.is_empty() { or } else { x.iter().sum::<f64>() / crate::number::float(x.len() as u64) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Annotator, Scratch};
    use crate::lexicon::Dicts;
    use crate::model::Models;

    #[test]
    fn every_signal_has_its_name_and_is_a_number() {
        let annotator = Annotator::new(&Dicts::load(None).unwrap(), Models::embedded().unwrap(), false).unwrap();
        let long = "房间很小，但是干净。".repeat(40);
        for text in ["", "。", "好", "快递太慢了，客服也不理人，但是衣服质量不错", "怎么退货？？", long.as_str()]
        {
            let (verdict, natures, major) = annotator.signals(text, &mut Scratch::default());
            assert_eq!(verdict.len(), decision::OF_VERDICT.names().len(), "{text}");
            assert_eq!(natures.len(), 5, "{text}");
            assert!(natures.iter().all(|n| n.len() == decision::OF_NATURE.names().len()), "{text}");
            assert_eq!(major.len(), decision::OF_MAJOR.names().len(), "{text}");
            let mut all = verdict.iter().chain(natures.iter().flatten()).chain(&major);
            assert!(all.all(|x| x.is_finite()), "{text}");
        }
    }

    #[test]
    fn what_is_pressed_stays_within_bounds_and_in_order() {
        assert!(press(100.0) <= 1.0 && press(-100.0) >= -1.0 && press(1.0) < press(2.0));
        assert!(sum(0) == 0.0 && sum(700) == 0.5 && sum(i32::MAX) <= 1.0);
    }
}
