//! Labels a group of rows stage by stage: all are cut, then all are searched for words, then rules are matched in all, then the models predict for all,
//! then all are labelled.
//!
//! Each stage looks things up in tables of its own, far larger together than what a processor keeps at hand; row by row, each stage would find its
//! tables thrown out by those of the others. The labels are the same for every size of group. What a stage finds is the business of its own file.

use crate::record::{Annotated, Label, Polarity};

use super::informative::Worth;
use super::mention::{self, Maker};
use super::scan::Finds;
use super::sentiment::Balance;
use super::signals::Logits;
use super::{
    Analysis, Annotator, Discourse, Reading, Scratch, Tools, claim, guess, scan, sentiment, trade, voice, wish,
};

/// Rows of a group that is worth while: few enough that what one stage hands to the next stays at hand.
pub const GROUP: usize = 32;

/// A row on its way through the stages.
struct Row<'r, 'l> {
    out: &'r mut Annotated,
    reading: &'r mut Reading,
    worth: Worth,
    finds: Finds<'l>,
}

impl Annotator {
    /// Labels rows from [`Annotator::begin`].
    pub fn label(&self, rows: &mut [Annotated], s: &mut Scratch) {
        let Scratch { group, tools, .. } = s;
        let own: Vec<_> = rows.iter_mut().map(|r| (r.department.take(), r.due_hours.take())).collect();
        group.resize_with(rows.len().max(group.len()), Reading::default);
        let mut open: Vec<Row> =
            rows.iter_mut().zip(group).filter_map(|(out, reading)| self.open(out, reading)).collect();
        for r in &mut open {
            self.cut(r.reading);
        }
        for r in &mut open {
            r.finds = self.search(r.reading);
        }
        for r in &mut open {
            self.settle(&mut r.finds, r.reading, tools);
        }
        for r in &mut open {
            self.predict(&r.finds, r.reading, tools);
        }
        for Row { out, reading, worth, finds } in open {
            let analysis = self.weigh_up(finds, reading, tools);
            self.conclude(out, worth, analysis, reading, &mut tools.columns);
        }
        // Whom the export names knows it better than the dictionaries.
        for (row, (department, hours)) in rows.iter_mut().zip(own).filter(|(row, _)| row.complaint) {
            row.department = department.or_else(|| row.department.take());
            row.due_hours = hours.or(row.due_hours);
        }
    }

    /// Notes what a row is worth reading for; nothing comes back where there is nothing to read.
    fn open<'r>(&self, out: &'r mut Annotated, reading: &'r mut Reading) -> Option<Row<'r, '_>> {
        self.form(&out.text, &mut reading.normal);
        let text = &reading.normal.text;
        let worth = self.placeholders.judge(text);
        // 好吃 and 差评 say too little to quote, but they are verdicts of customers.
        out.informative = worth != Worth::Nothing;
        // Signs of a mood may speak where words do not.
        let says_nothing =
            worth == Worth::Nothing && text.chars().any(char::is_alphanumeric) && text.chars().all(is_plain);
        (!says_nothing).then(|| Row { out, reading, worth, finds: Finds::default() })
    }

    /// Cuts the normal form into tokens.
    pub(super) fn cut(&self, r: &mut Reading) {
        self.segmenter.cut(&r.normal.text, &mut r.tokens);
    }

    /// Searches for what the dictionaries know.
    pub(super) fn search(&self, r: &mut Reading) -> Finds<'_> {
        scan::search(&self.words, &self.quantities, &r.normal.text, &mut r.sought)
    }

    /// Settles what was found, and which rules match.
    pub(super) fn settle<'l>(&'l self, finds: &mut Finds<'l>, r: &mut Reading, t: &mut Tools) {
        let text = (r.normal.text.as_str(), &r.tokens[..]);
        scan::settle(&self.words, self.overall, text, &mut r.sought, &mut t.buffers, finds);
    }

    /// Asks the models.
    pub(super) fn predict(&self, finds: &Finds, r: &mut Reading, t: &mut Tools) {
        r.predicted.predict(&self.models, &r.normal.text, &finds.clauses, &mut t.grams, &mut t.scores);
    }

    /// Brings words, models and syntax together.
    pub(super) fn weigh_up<'l>(&'l self, finds: Finds<'l>, r: &mut Reading, t: &mut Tools) -> Analysis<'l> {
        let (text, predicted) = (r.normal.text.as_str(), &mut r.predicted);
        let mut drafts = Maker { taxonomy: &self.taxonomy, overall: self.overall, text }.make(&finds);
        wish::spread(&mut drafts, &finds, text, predicted.whole().margin < 0.0);
        claim::pretexts(&mut drafts, &finds, text);
        let mut voices = voice::read(&finds, text);
        guess::doubt(&mut drafts, &finds, predicted);
        self.sort(&mut drafts, predicted);
        let mut predict = |part: &str| self.models.margin(part, &mut t.grams);
        let margin = predicted.whole().margin;
        let discourse = Discourse::of(&drafts, &finds, (text, margin), &self.taxonomy, &mut predict);
        discourse.turn(&mut drafts);
        let balance = Balance::of(&drafts, &discourse);
        discourse.hush(&mut drafts, &mut voices, &finds.clauses);
        if let Some(kept) = discourse.verdict(&finds.clauses) {
            let verdict: Vec<&str> = kept.iter().map(|&(start, end)| &text[start..end]).collect();
            predicted.predict_verdict(&self.models, &verdict.join(","), &mut t.grams, &mut t.scores);
        }
        let mut a = Analysis { finds, drafts, voices, discourse, logits: Logits::default(), balance };
        a.logits = self.logits(&a, text, predicted);
        a
    }

    /// Writes the labels of a row.
    fn conclude<'l>(
        &'l self,
        out: &mut Annotated,
        worth: Worth,
        mut a: Analysis<'l>,
        r: &Reading,
        seen: &mut trade::Seen,
    ) {
        let text = &r.normal.text;
        let lukewarm = self.placeholders.lukewarm(text).is_some();
        if lukewarm {
            a.logits.neutral = f64::INFINITY;
        }
        if worth == Worth::Nothing && a.balance == Balance::default() {
            return;
        }
        // Who blames something is a customer.
        if let Some(advert) = a.voices.take_advert().filter(|_| a.balance.blame == 0) {
            (out.informative, out.intents) = (false, vec![advert]);
            return;
        }
        out.sentiment = sentiment::judge(a.logits);
        out.satisfaction = Some(sentiment::satisfaction(out.sentiment));
        self.trades.settle(&mut a.drafts, &out.attrs, text, seen);
        if !lukewarm {
            self.complain(out, &a, r);
        }
        mention::close(&mut a.drafts, &a.finds);
        self.speak(out, &a);
        out.requests = self.requests(&out.text, &a, r);
        let unblamed = a.drafts.iter().all(|d| d.polarity() != Polarity::Negative);
        if bears_blame(out) {
            self.blame(&out.natures, &mut a, (text, &r.predicted));
        }
        if out.sentiment.label != Label::Positive {
            claim::claims(&mut a.drafts, &a.finds);
        }
        if a.drafts.is_empty() {
            a.drafts = self.guess(&a.finds, &r.predicted, text);
        }
        // What bears the blame late says who has to act, and where on the journey, too.
        if unblamed && out.complaint {
            self.route(out, &a);
        }
        if out.stage.is_none() {
            out.stage = self.stage(out.complaint, &a);
        }
        self.write(out, &a, &r.normal);
        self.intend(out);
        out.keywords = self.keywords.pick(text, &r.tokens);
    }
}

/// Letters, digits, blanks and marks, but no emoji.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric()
        || c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{301f}')
}

/// Whether blame that no word lays is laid on what a text names. In praise, what is named is praised or left alone: what its reservation is about says a
/// word of its own.
pub(super) fn bears_blame(a: &Annotated) -> bool {
    a.complaint && a.sentiment.label != Label::Positive
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use crate::annotate::fixture::{annotated, labelled};
    use crate::record::{Attrs, Label, Name, Polarity, Record};

    /// Ten times as much takes about ten times as long; it took fifty times and more where each find was compared with all others of its text. A busy
    /// machine may slow one of them, so there are several tries.
    #[test]
    fn time_grows_with_a_text_not_with_its_square() {
        let attrs = Attrs(vec![(Name::from("商品"), "美的空调".to_owned())]);
        let time = |words: &str, characters: usize| {
            let text = words.repeat(characters / words.chars().count());
            let record = Record { text, attrs: attrs.clone(), ..Record::default() };
            let started = Instant::now();
            labelled(record);
            started.elapsed().as_secs_f64()
        };
        annotated("好");
        for words in ["好 ", "据说好，", "不好，很好，", "三天没来，", "早餐难吃，"] {
            let grows = |_| time(words, 20_000) / time(words, 2_000);
            assert!((0..5).map(grows).any(|r| r < 30.0), "{words}");
        }
    }

    #[test]
    fn what_is_denied_is_praised() {
        for text in ["没有任何质量问题", "没有质量问题", "没有线头问题", "没有噪音问题", "没有遇到卡顿问题"]
        {
            let out = annotated(text);
            let blamed = out.mentions.iter().any(|m| m.polarity == Polarity::Negative);
            assert!(out.sentiment.label == Label::Positive && !out.complaint && !blamed, "{text}: {out:?}");
        }
        for text in ["存在质量问题", "没有人管，质量问题也不解决"] {
            assert!(annotated(text).complaint, "{text}");
        }
    }

    #[test]
    fn an_advertisement_says_nothing_of_a_customer() {
        for text in [
            "诚招兼职，日结三百，加微信 abc123456 详聊",
            "网贷黑户可做，秒批，有需要的加我V信",
            "填我的邀请码 8A2K 一起领红包，谢谢",
            "搜公众号省钱君免费领内部优惠券，进群",
        ] {
            let row = annotated(text);
            assert_eq!((row.informative, row.complaint), (false, false), "{text}");
            assert_eq!(row.intents, ["advert".into()], "{text}");
            assert!(row.mentions.is_empty() && row.satisfaction.is_none(), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_has_no_labels_whatever_marks_stand_in_it() {
        for text in ["唉", "唉。。。。", "111…", "此用户没有填写评价。"] {
            let row = annotated(text);
            assert!(!row.informative && !row.complaint && row.satisfaction.is_none(), "{text}: {row:?}");
        }
        assert!(annotated("👎👎").satisfaction.is_some());
    }

    #[test]
    fn what_bears_the_blame_late_says_who_has_to_act() {
        let row = annotated("什么时候安装也不联系一下，都送3天了");
        let blamed = row.mentions.iter().find(|m| m.polarity == Polarity::Negative);
        assert_eq!(blamed.map(|m| &*m.aspect), Some("service.installation"), "{row:?}");
        assert_eq!((row.stage.as_deref(), row.department.as_deref()), (Some("installation"), Some("安装服务部")));
    }

    #[test]
    fn ordinary_beginnings_are_no_templates() {
        for text in [
            "这是一条我买过最差的裤子，穿一次就破了",
            "转自动挡的时候顿挫严重",
            "分享图片，包装破了，漏了一地，差评",
            "系统提示很清楚，一看就会",
        ] {
            assert!(annotated(text).informative, "{text}");
        }
    }

    #[test]
    fn who_speaks_of_advertisements_is_a_customer() {
        for text in [
            "包裹里塞了张卡片，让我加微信返现五元，套路",
            "评论区全是兼职刷单加微信的广告，平台不管吗",
            "招了几个兼职，服务很差，加微信都没人理",
            "必须关注公众号才能领优惠券，太麻烦了",
            "质量很好，客服让进群领券，物流也快",
            "兼职小姐姐帮忙扫码点餐，动作麻利",
            "带单子去店里扫码取货，很方便",
            "关注公众号免费停车，省了十块",
            "味道不错。关注公众号免费领了一杯饮料。下次还来。",
            "厂家直供，价格实惠，扫码就能查真伪",
            "原单退回，请联系我",
            "复制这条信息到淘宝打不开",
        ] {
            let row = annotated(text);
            assert!(row.informative && !row.intents.contains(&"advert".into()), "{text}: {row:?}");
        }
    }
}
