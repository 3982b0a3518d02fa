//! What the mentions of a complaint tell, once it is known to be one: nothing else of the record changes.
//!
//! Praise by a denial that was misread is taken back: the n-grams know better what a negator belongs to than its place tells. Then, where the text
//! complains of a nature and no finer aspect of that bears the blame, a thing bears it that is named, or whose judgement was left open (安装服务很差？):
//! 到货五天了都没人联系我安装 complains of the service, names the installation, and judges nothing. Not its job: clauses in which nothing was found
//! (`guess`).

use crate::model::verdict::Nature;
use crate::record::{Name, Polarity};

use super::mention::{Draft, Turn};
use super::predictions::Predictions;
use super::{Analysis, Annotator};

/// A mark between the entries of a list.
const LISTS: char = '、';

/// Logits of the side of a clause below which praise by denial is doubted, and taken for misread blame; and below which praise is denied by what may
/// deny it. Among 100,000 texts of known sides, most of which the models had seen, 61 % of the praise by denial between the first two is in those that blame,
/// 88 % below the second.
const DOUBTED: f64 = -1.5;
const MISREAD: f64 = -2.5;
const UNHEARD: f64 = 0.5;
/// What is kept of a judgement then, in thousandths.
const DENIED: i32 = 800;
const UNTURNED: i32 = 600;
/// How strong blame is that no word says, in thousandths.
const BLAME: i32 = 300;
/// The least logit that a clause complains of the nature, where the text has others that may be meant.
const LEAST: f64 = 0.0;
/// Characters of the rest of a clause that tells what is blamed.
const TOLD: std::ops::RangeInclusive<usize> = 2..=30;

impl Annotator {
    /// Takes back what was misread, and lays the blame for each of `natures` on what is named, where no word does.
    pub(super) fn blame(&self, natures: &[Name], a: &mut Analysis, (text, predicted): (&str, &Predictions)) {
        let Some(v) = predicted.advised(&self.models) else { return };
        for d in a.drafts.iter_mut().filter(|d| d.score > 0) {
            d.score = self.side(d, predicted).map_or(d.score, |side| kept(d, side));
        }
        for n in v.natures.iter().filter(|n| natures.iter().any(|named| **named == *n.id)) {
            if a.drafts.iter().any(|d| d.polarity() == Polarity::Negative && self.is_of(d, n)) {
                continue;
            }
            if let Some(at) = self.bearer(n, a, predicted) {
                let (finds, d) = (&a.finds, &mut a.drafts[at]);
                d.score = -BLAME;
                tell(d, finds.clauses[d.clause].end, text);
            }
        }
    }

    /// The side that the clause of a mention takes, as a logit; nothing where it was not judged by itself.
    fn side(&self, d: &Draft, predicted: &Predictions) -> Option<f64> {
        (d.clause < predicted.clauses().len()).then(|| self.models.margin_logit(predicted.clause(d.clause).margin))
    }

    /// Whether a mention is of an aspect of a nature, and not of the nature as a whole.
    fn is_of(&self, d: &Draft, n: &Nature) -> bool {
        let aspect = self.taxonomy.get(d.aspect);
        *aspect.nature == *n.id && !aspect.is_nature() && d.aspect != self.overall
    }

    /// The mention whose clause complains most of a nature, of those that are only named or whose judgement is open, in an unhappy clause without praise;
    /// one with words of judgement before one without, the last of equals. What was judged and then denied, doubted or hushed has been read, and bears
    /// nothing.
    fn bearer(&self, n: &Nature, a: &Analysis, predicted: &Predictions) -> Option<usize> {
        let only = a.finds.clauses.len() == 1;
        let heat = |d: &Draft| predicted.clause(d.clause).head(n.blamed);
        let is_silent = |d: &Draft| d.score == 0 && (d.opinion.0 == d.opinion.1 || d.turn == Turn::Open);
        let unhappy = |d: &Draft| self.side(d, predicted).is_some_and(|side| side < 0.0);
        let mut praised = vec![false; a.finds.clauses.len()];
        a.drafts.iter().filter(|d| d.score > 0).for_each(|d| praised[d.clause] = true);
        let may = |d: &Draft| {
            is_silent(d) && self.is_of(d, n) && unhappy(d) && (only || heat(d) > LEAST) && !praised[d.clause]
        };
        let open = a.drafts.iter().enumerate().filter(|(_, d)| may(d));
        let by = |d: &Draft| (heat(d), d.opinion.0 < d.opinion.1);
        open.max_by(|(_, x), (_, y)| by(x).0.total_cmp(&by(y).0).then(by(x).1.cmp(&by(y).1))).map(|(at, _)| at)
    }
}

/// What is kept of praise whose clause takes this side. Praise that comes of a denial is judged by the models as well as by its words, for what a negator means hangs on more than
/// its place: of 没有异味 and 都没有安装|售后服务太差, 不慌 and 不办就晾着, the models know one from the other. Where they find much blame, most of such
/// praise is misread: of rules, which are judgements as they are written, the blame stands then, and words (没头屑 of the time before) are
/// no judgement.
fn kept(d: &Draft, side: f64) -> i32 {
    match d.turn {
        // 效果没有以前的好.
        Turn::Perhaps if side < UNHEARD => -d.score * DENIED / 1000,
        Turn::Yes if side < MISREAD && d.issue => -d.score * UNTURNED / 1000,
        Turn::Yes if side < DOUBTED => 0,
        _ => d.score,
    }
}

/// Takes the rest of the clause, up to its byte `end`, for what is said of a thing only named, without the marks before it.
fn tell(d: &mut Draft, end: usize, text: &str) {
    if d.opinion.0 < d.opinion.1 {
        return;
    }
    d.implicit = true;
    let rest = text.get(d.end..end).unwrap_or_default();
    let said = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let from = d.end + rest.len() - said.len();
    let said = said.split(LISTS).next().unwrap_or_default().trim_end();
    if TOLD.contains(&said.chars().count()) {
        d.opinion = (from, from + said.len());
        d.end = d.opinion.1;
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::fixture::annotated;
    use crate::record::{Annotated, Polarity};

    fn says(row: &Annotated, aspect: &str, polarity: Polarity) -> bool {
        row.mentions.iter().any(|m| *m.aspect == *aspect && m.polarity == polarity)
    }

    #[test]
    fn what_is_named_bears_the_blame_that_no_word_lays() {
        for (text, aspect) in [
            ("安装师傅张口就要六百", "service.installation"),
            ("空调吹出来一股屁味", "product.quality"),
            ("快递三天没动过，一直显示在路上", "logistics.tracking"),
            ("下单十多天了，为什么还没上门安装？？？", "service.installation"),
        ] {
            let row = annotated(text);
            assert!(says(&row, aspect, Polarity::Negative), "{text}: {:?}", row.mentions);
        }
        for text in [
            "请问安装师傅几点上门",
            "用了半年，故障从来没有",
            "充电不发烫，就是充得慢",
            "看评论说物流慢，我的三天没动过",
        ] {
            let row = annotated(text);
            let bears = |m: &crate::record::Mention| m.polarity == Polarity::Negative && m.rule.starts_with("targets/");
            assert!(!row.mentions.iter().any(bears), "{text}: {:?}", row.mentions);
        }
    }

    #[test]
    fn praise_by_a_misread_denial_is_taken_back() {
        for text in
            ["4号收到空调到19号都没有安装售后服务太差", "货到了等了几天没来安装，没人管", "这么多天了还没有来安装差"]
        {
            let row = annotated(text);
            assert!(row.mentions.iter().all(|m| m.polarity != Polarity::Positive), "{text}: {:?}", row.mentions);
        }
        let row = annotated("制热效果不如前年买的好，开一晚上屋里还是冷，退货");
        assert!(says(&row, "product.cooling", Polarity::Negative), "{:?}", row.mentions);
        let row = annotated("床没有异味，客服三天都不理人");
        assert!(row.mentions.iter().any(|m| m.polarity == Polarity::Positive), "{:?}", row.mentions);
    }
}
