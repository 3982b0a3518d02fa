//! What makes a complaint major, with the words that say so: rules of `severity.tsv` and the heads of the verdict model, weighed together.
//!
//! Rules name their dictionary line. Where only the model finds a complaint major, the clause that it finds gravest is quoted, with the line of the
//! rubric that it falls under.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::lexicon::modifier::ModifierKind;
use crate::lexicon::{Dicts, Entry};
use crate::model::SEVERITY_TASK;
use crate::model::verdict::Verdict;
use crate::record::{Annotated, Evidence, Label, Name, Severity};
use crate::text::characters::Characters;
use crate::text::normalize::Normalized;

use super::mention::within;
use super::signals::{Known, Logits};
use super::voice::{self, Voices};

/// Without a verdict model: a text happier than this without any blame tells of no accident.
const HAPPY: i32 = 600;

/// A logit from which a complaint is major where a rule says so: even odds. From −0.4 on (0 where no rule says so), three more of 120 were found in five sets that
/// nobody looked at, and eleven more were called so that are not (51, not 40); from -0.6 on in texts that clearly blame, one
/// more of 176 and eight more.
pub(super) const GRAVE: f64 = 0.0;
/// The same where a rule names danger to people in an unhappy text: terse titles (刹车失灵) give the model little to go by. Of 760 major complaints in fifteen sets six
/// more were found so and four more were called so that are not; at -2, eight and fifteen. Of 2,757 titles of car complaints 31 more are major, nearly all of them hazards on the road.
const GRAVE_DANGER: f64 = -1.0;
/// The same where no rule says so too.
const GRAVE_UNSAID: f64 = 0.4;

/// The same where the likeliest reason is that nobody sees to it, which all long stories of a wait sound like: of 21 that were found so in fifteen sets nine are
/// right, and five of the eleven above this.
const GRAVE_REPEATED: f64 = 1.6;

/// The reason of complaints that nobody sees to.
const REPEATED: &str = "repeated";
/// The reason of danger to people.
const DANGER: &str = "safety";

/// The reasons of the rubric.
#[derive(Debug, Default)]
pub(super) struct Rubric {
    reasons: FxHashMap<String, Reason>,
}

#[derive(Debug)]
struct Reason {
    /// Weight, 0 to 100.
    base: i32,
    /// What a customer wants who gives this reason, if that is always the same.
    intent: Option<Name>,
    /// The line of the rubric.
    origin: Name,
}

impl Rubric {
    /// Compiles `reasons.tsv`.
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let intent =
            |e: &Entry| Some(dicts.telling(e, "intent").get("intent")).filter(|i| !i.is_empty()).map(Name::from);
        let base = |e: &Entry| dicts.telling(e, "base").number("base", 50);
        let read = |e: &Entry| Ok(Reason { base: base(e)?, intent: intent(e), origin: e.origin.clone() });
        let reason = |e: &Entry| Ok((e.get("id").to_owned(), read(e)?));
        Ok(Self { reasons: dicts.of("reasons").map(reason).collect::<Result<_>>()? })
    }

    /// Weight of a reason, 0 to 100.
    pub(super) fn base(&self, reason: &str) -> i32 {
        self.reasons.get(reason).map_or(0, |r| r.base)
    }

    /// What a customer wants who gives this reason: whoever went to the media escalates.
    pub(super) fn intent(&self, reason: &str) -> Option<&Name> {
        self.reasons.get(reason)?.intent.as_ref()
    }
}

/// The evidence that makes a text major; none where it is not.
pub(super) fn evidence(out: &Annotated, k: &Known, normal: &Normalized, all: Logits, rubric: &Rubric) -> Vec<Evidence> {
    let model = k.predicted.advised(k.models).and_then(|v| Some((v, v.is_major.as_ref()?)));
    let Some((v, decision)) = model else {
        return if out.sentiment.score.0 < HAPPY || !out.natures.is_empty() {
            by_rules(out, k, normal)
        } else {
            Vec::new()
        };
    };
    let found = by_rules(out, k, normal);
    // What the user calls major is major, whatever the model makes of it.
    if k.voices.severity.iter().any(|s| s.rule.own) {
        return found;
    }
    if found.is_empty() && is_calm(out.sentiment.label, k) {
        return Vec::new();
    }
    let logit = decision.logit(&k.of_major(v, rubric, all));
    let logit = own(k).map_or(logit, |o| f64::midpoint(o, logit));
    if logit <= limit(k.voices, out) {
        return Vec::new();
    }
    if !found.is_empty() {
        return found;
    }
    let told = by_model(out, k, normal, (v, rubric));
    told.filter(|e| *e.reason != *REPEATED || logit > GRAVE_REPEATED).into_iter().collect()
}

/// Whether a text only asks, has no opinion, or praises without a word of blame (玻璃胃的猫吃了居然没吐): then nothing is decided where no rule speaks.
pub(super) fn is_calm(label: Label, k: &Known) -> bool {
    let blamed = || k.drafts.iter().any(|d| d.score < 0);
    let only_praises = || label == Label::Positive && !blamed() && k.drafts.iter().any(|d| d.score > 0);
    k.only_asks() || label == Label::Neutral || only_praises()
}

/// The logit above which a complaint is major, by what rules say of it.
pub(super) fn limit(voices: &Voices, out: &Annotated) -> f64 {
    let unhappy = out.sentiment.label == Label::Negative && !out.natures.is_empty();
    let is_danger = |s: &voice::Spoken| voice::reason(s.rule).is_some_and(|r| **r == *DANGER);
    if voices.severity.is_empty() {
        GRAVE_UNSAID
    } else if unhappy && voices.severity.iter().any(is_danger) {
        GRAVE_DANGER
    } else {
        GRAVE
    }
}

/// What the user's own model of severity says, if there is one.
pub(super) fn own(k: &Known) -> Option<f64> {
    let heads = k.models.heads(SEVERITY_TASK)?;
    let at = heads.classes().iter().position(|c| c == Severity::Major.id())?;
    k.predicted.severity.get(at).copied()
}

fn by_rules(out: &Annotated, k: &Known, normal: &Normalized) -> Vec<Evidence> {
    let text = Characters::of(&out.text);
    let quote = |s: &voice::Spoken| {
        Some(quoted(&text, normal, (s.start, s.end), voice::reason(s.rule)?.clone(), s.rule.origin.clone()))
    };
    k.voices.severity.iter().filter_map(quote).collect()
}

/// The likeliest reason, with the clause that adds most to it.
fn by_model(out: &Annotated, k: &Known, normal: &Normalized, (v, rubric): (&Verdict, &Rubric)) -> Option<Evidence> {
    let clauses = || k.predicted.clauses();
    // A clause alone has too few features to tell reasons apart: the whole text speaks as loudly as the clause that says most.
    let best = |place: usize| clauses().map(|c| c.head(place)).fold(f64::NEG_INFINITY, f64::max);
    let likely = |place: usize| k.predicted.whole().head(place) + best(place);
    let (id, place) =
        v.reasons.iter().max_by(|a, b| likely(a.1).total_cmp(&likely(b.1)).then_with(|| b.0.cmp(&a.0)))?;
    let grave = |at: usize| k.predicted.clause(at).head(*place) + k.predicted.clause(at).head(v.major);
    let at = (0..clauses().len()).max_by(|a, b| grave(*a).total_cmp(&grave(*b)).then(b.cmp(a)))?;
    let clause = k.finds.clauses.get(at)?;
    // What somebody is asked to do is no escalation: 要求市场监管部门介入.
    let asked = within(&k.finds.modifiers, clause).iter().any(|m| m.what.kind == ModifierKind::Wish);
    if asked && id == voice::ESCALATION {
        return None;
    }
    let text = Characters::of(&out.text);
    Some(quoted(
        &text,
        normal,
        clause.said(&normal.text),
        Name::from(id.as_str()),
        rubric.reasons.get(id)?.origin.clone(),
    ))
}

fn quoted(text: &Characters, normal: &Normalized, bytes: (usize, usize), reason: Name, rule: Name) -> Evidence {
    let (start, end) = normal.original(bytes.0, bytes.1);
    Evidence { reason, text: text.part(start, end).to_owned(), start, end, rule }
}

#[cfg(test)]
mod tests {
    use crate::annotate::fixture::annotated;

    #[test]
    fn a_terse_title_of_danger_is_major() {
        for text in [
            "知豆D2刹车失灵真空泵异响经销商无配件",
            "瑞麒G6高速行驶时变速箱油管爆裂",
            "长安锐程CC行驶中突然熄火要求处理",
        ] {
            assert!(annotated(text).severity_evidence.iter().any(|e| &*e.reason == "safety"), "{text}");
        }
        assert!(annotated("刹车很灵，从来没有失灵过").severity_evidence.is_empty());
    }

    #[test]
    fn what_came_of_a_request_is_no_wish() {
        let out = annotated("客户称因要求换货被门店员工当众辱骂");
        assert!(out.severity_evidence.iter().any(|e| &*e.reason == "abuse"), "{out:?}");
    }

    #[test]
    fn what_did_not_make_ill_is_praised() {
        for text in [
            "换粮以后狗吃了没有拉肚子",
            "玻璃胃的猫吃了居然没吐",
            "猫吃完后没有呕吐，很好",
            "幼猫吃了一点没拉稀",
            "吃这款猫粮从来没拉过稀",
        ] {
            let out = annotated(text);
            assert!(!out.complaint && out.severity_evidence.is_empty(), "{text}: {out:?}");
        }
        assert!(annotated("肠胃敏感的布偶吃了也没拉稀").severity_evidence.is_empty());
        for text in ["猫吃了三天，一直拉稀", "猫吃了没多久就拉稀，送医院挂水"] {
            assert!(annotated(text).severity_evidence.iter().any(|e| &*e.reason == "health"), "{text}");
        }
    }

    #[test]
    fn who_is_asked_to_do_his_work_is_no_threat() {
        for text in [
            "小区门口的树木遮挡路灯，请区城管局核实处理。",
            "请区住建局核实处理。",
            "请市卫健委处理。",
            "小区门口的树木遮挡路灯，市民要求部门介入协调，望尽快落实。",
        ] {
            let out = annotated(text);
            assert!(out.severity_evidence.is_empty(), "{text}: {:?}", out.severity_evidence);
        }
        for text in ["再不退款我就向银保监会投诉", "已经向市场监管局举报了你们"] {
            assert!(annotated(text).severity_evidence.iter().any(|e| &*e.reason == "escalation"), "{text}");
        }
    }

    #[test]
    fn who_is_said_to_escalate_wants_to_and_what_is_asked_for_is_wanted() {
        for (text, intent) in [
            ("再不给我处理我就打到工信部去，录音我都留着", "escalate"),
            ("卫健委周四来现场，是我反映的", "escalate"),
            ("希望在3号楼东边加两个充电棚", "suggestion"),
        ] {
            let out = annotated(text);
            assert!(out.intents.iter().any(|i| **i == *intent), "{text}: {:?}", out.intents);
            assert!(out.requests.iter().all(|r| out.intents.contains(&r.request)), "{text}: {:?}", out.requests);
        }
    }
}
