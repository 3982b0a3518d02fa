//! What the other side says for itself is no praise of the writer's: 以“录音齐全”为由拒绝退保, 物业回复称设施完好, 业务员承诺“收益稳定”.
//!
//! A pretext is none in any text. What somebody claims is left out of the mentions only, once the text is known not to praise: what it says for the verdict is
//! `discourse`'s job.

use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::text::clause::Clause;

use super::mention::{Draft, within};
use super::scan::{Find, Finds};

/// The factor of words that claim what stands in quotation marks right behind them: 承诺“…”.
const QUOTES: i32 = 500;

/// Clauses that a quotation has at most.
const MOST: usize = 6;

/// Takes the praise that is a pretext out of the judgements.
pub(super) fn pretexts(drafts: &mut [Draft], f: &Finds, text: &str) {
    for m in f.asides.iter().filter(|m| m.what.kind == ModifierKind::Claim && m.what.factor < 0) {
        let at = f.clauses.partition_point(|c| c.end <= m.start);
        let Some(clause) = f.clauses.get(at) else { return };
        // “录音齐全”为由: what stands in the marks before it.
        let apart = text.get(clause.start..m.start).is_some_and(|between| between.trim().is_empty());
        let first = if apart { quotation(&f.clauses[..at]) } else { at };
        let from = drafts.partition_point(|d| d.start < f.clauses[first].start);
        let said = drafts[from..].iter_mut().take_while(|d| d.start < m.start);
        said.filter(|d| d.score > 0 && d.end <= m.start).for_each(|d| d.score = 0);
    }
}

/// The clause in which the quotation begins that these clauses end with; the one after them where they end with none.
fn quotation(clauses: &[Clause]) -> usize {
    if !clauses.last().is_some_and(Clause::closes_quotation) {
        return clauses.len();
    }
    let before = clauses.iter().rev().skip(1).take(MOST).position(Clause::opens_quotation);
    before.map_or(clauses.len(), |n| clauses.len() - 1 - n)
}

/// Takes the praise that somebody claims out of the mentions of a text that does not praise.
pub(super) fn claims(drafts: &mut [Draft], f: &Finds) {
    if !f.asides.iter().any(|m| m.what.kind == ModifierKind::Claim && m.what.factor > 0) {
        return;
    }
    let quoted = quoted(f);
    for d in drafts.iter_mut().filter(|d| d.score > 0) {
        // What surely claims does so between a thing and its judgement, too, where a rule knows both: 物业|称|已维修好.
        let end = |m: &Find<&Modifier>| if m.what.factor > QUOTES { d.opinion.1 } else { d.opinion.0 };
        let by = claims_of(f, &f.clauses[d.clause]).rfind(|m| m.end <= end(m));
        if quoted[d.clause] || by.is_some_and(|m| m.what.factor > QUOTES) {
            d.score = 0;
        }
    }
}

/// Of each clause whether it stands in quotation marks behind a word that claims.
fn quoted(f: &Finds) -> Vec<bool> {
    let mut left = 0;
    let quoted = f.clauses.iter().map(|c| {
        let is_quoted = left > 0;
        let last = claims_of(f, c).next_back();
        let opens = c.opens_quotation() && last.is_some_and(|m| m.what.factor > 0 && m.end == c.end);
        left = match left {
            _ if opens => MOST,
            0 => 0,
            _ if c.closes_quotation() => 0,
            n => n - 1,
        };
        is_quoted
    });
    quoted.collect()
}

/// The words of a clause that claim.
fn claims_of<'f, 'l>(f: &'f Finds<'l>, c: &Clause) -> impl DoubleEndedIterator<Item = &'f Find<&'l Modifier>> {
    within(&f.asides, c).iter().filter(|m| m.what.kind == ModifierKind::Claim && m.what.factor >= 0)
}

#[cfg(test)]
mod tests {
    use crate::annotate::fixture::annotated;
    use crate::record::Polarity;

    fn praises(text: &str) -> bool {
        annotated(text).mentions.iter().any(|m| m.polarity == Polarity::Positive)
    }

    #[test]
    fn what_the_other_side_says_for_itself_is_no_praise() {
        for text in [
            "业务员以“存款送礼、利息比定期高、随时可取”为由引导老人办理保险，要求全额退保。",
            "公司以“本人签字、录音录像齐全”为由拒绝退保，投诉人不认可。",
            "客服称系统没有异常，让投诉人自行更换手机号。",
            "业务员承诺“收益稳定、安全可靠、保本保息”，实际亏损两万元。",
            "物业回复称保洁干净、设施完好，与实际情况不符。",
            "热力公司答复称温度达标、运行正常，但家里只有14度。",
            "营业厅宣称套餐优惠、网速快，办理后每月多扣30元。",
            "校方称食堂卫生合格、饭菜新鲜，不同意家长查看留样。",
            "销售人员称该车省油、质量好，提车三天就抛锚。",
            "承办单位回复“已解决，市民表示满意”，市民称从未有人联系过。",
            "物业称已维修好，实际还是漏水",
        ] {
            assert!(!praises(text), "{text}: {:?}", annotated(text).mentions);
        }
    }

    #[test]
    fn what_the_writer_says_is_praise() {
        for text in [
            "市民称工作人员态度很好，但是窗口太少，等了两个小时",
            "物流太慢了，客服称会处理，质量很好",
            "客服承诺三天到货，真的到了，质量很好，很满意",
            // Scales, which many write so.
            "这个称很精准，但是快递太慢了，客服不理人",
            "厨房称质量很好，快递太慢了，客服不理人",
        ] {
            assert!(praises(text), "{text}: {:?}", annotated(text).mentions);
        }
    }
}
