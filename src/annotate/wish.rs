//! Wishes of several clauses: 希望增加保洁人员,保证楼道干净整洁 praises nothing. A clause that says what a wish is for, or what more is wished, belongs to the wish before
//! it in its sentence.
//!
//! Only where the text blames something or sounds unhappy: of a friend's advice (建议入手,让老人用得方便) it cannot be told whether it praises.

use crate::lexicon::modifier::{Modifier, ModifierKind};

use super::mention::{Draft, within};
use super::scan::{Find, Finds};

/// Takes praise that is only wished for out of the judgements of a text, which the models find `unhappy` or not.
pub(super) fn spread(drafts: &mut [Draft], f: &Finds, text: &str, unhappy: bool) {
    let blames = unhappy || drafts.iter().any(|d| d.score < 0);
    if !blames || !drafts.iter().any(|d| d.score > 0) {
        return;
    }
    let mut wished = vec![false; f.clauses.len()];
    let mut goes_on = false;
    for (c, wished) in f.clauses.iter().zip(&mut wished) {
        let more = |m: &Find<&Modifier>| {
            m.what.kind == ModifierKind::Purpose && m.what.factor > 0 && text[c.start..m.start].trim().is_empty()
        };
        *wished = goes_on && within(&f.asides, c).first().is_some_and(more);
        let wishes = within(&f.modifiers, c).iter().any(|m| m.what.kind == ModifierKind::Wish);
        goes_on = (*wished || wishes) && !c.ends_sentence();
    }
    drafts.iter_mut().filter(|d| d.score > 0 && wished[d.clause]).for_each(|d| d.score = 0);
}

#[cfg(test)]
mod tests {
    use crate::annotate::fixture::annotated;
    use crate::record::Polarity;

    #[test]
    fn what_a_wish_is_for_is_no_praise() {
        for text in [
            "小区路灯不亮，请调查处理，并按时回复市民。",
            "楼道脏乱，希望物业增加保洁人员，保证楼道干净整洁。",
            "路面坑洼，要求尽快修复路面，确保行人出行安全。",
            "公交等候时间长，建议公交公司增加班次，方便居民出行。",
            "窗口太少，希望增开窗口，为老年人提供热情周到的服务。",
            "网格员不上门，要求社区加强培训，做到耐心细致、主动服务。",
            "暖气不热，要求热力公司立即整改，使室内温度达标。",
            "APP闪退，希望尽快优化，让操作更加流畅稳定。",
            "网点柜员少，建议增加窗口，提高效率，给客户良好的体验。",
        ] {
            let row = annotated(text);
            assert!(row.mentions.iter().all(|m| m.polarity != Polarity::Positive), "{text}: {:?}", row.mentions);
        }
    }

    #[test]
    fn what_is_said_after_a_wish_is_praise() {
        for text in [
            "物流太慢了，希望改进。质量很好",
            "有点贵，希望降价，但是质量很好",
            "包装破了，希望改进，客服态度很好",
            "有点小贵，希望多搞活动，给妈妈用很满意",
        ] {
            let row = annotated(text);
            assert!(row.mentions.iter().any(|m| m.polarity == Polarity::Positive), "{text}: {:?}", row.mentions);
        }
    }
}
