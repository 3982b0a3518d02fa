//! The form in which a text is read: its normal form, without what others say in it (`speakers.tsv`), and what a page put behind it or a clerk around it
//! (`placeholders.tsv`).
//! The text of the record stays whole, and places lead back to it.

use crate::text::normalize::Normalized;

use super::{Annotator, clip};

impl Annotator {
    /// The form of `text` that is read, into `out`.
    pub(super) fn form(&self, text: &str, out: &mut Normalized) {
        self.normalizer.normalize(clip(text), out);
        if let Some(end) = self.placeholders.before_tail(&out.text) {
            out.truncate(end);
        }
        let others = self.speakers.others(&out.text);
        if !others.is_empty() {
            out.blank(&others);
        }
        let clerks = self.placeholders.clerk.parts(&out.text);
        if !clerks.is_empty() {
            out.cut(&clerks);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::fixture::annotated;
    use crate::record::Polarity;

    #[test]
    fn what_the_company_says_makes_no_labels() {
        let text = "坐席：您好，很高兴为您服务\n客户：物流很快，包装完好，很满意\n坐席：非常抱歉，质量太差了，我马上为您登记投诉";
        let row = annotated(text);
        assert_eq!(row.text, text);
        assert!(row.informative && !row.complaint, "{row:?}");
        assert!(!row.mentions.is_empty() && row.mentions.iter().all(|m| m.polarity == Polarity::Positive), "{row:?}");
        for m in &row.mentions {
            let said: String = text.chars().skip(m.start as usize).take((m.end - m.start) as usize).collect();
            assert!("物流很快，包装完好，很满意".contains(&said), "{said}");
        }
        assert!(!row.keywords.iter().any(|k| k == "坐席" || k == "客户" || k == "投诉"), "{:?}", row.keywords);
    }

    #[test]
    fn a_dialogue_without_a_customer_says_nothing() {
        let row = annotated("客服：您好，质量太差了非常抱歉\n客服：请问还在吗");
        assert!(!row.informative && !row.complaint && row.mentions.is_empty() && row.keywords.is_empty(), "{row:?}");
    }

    #[test]
    fn what_a_page_puts_behind_a_text_is_not_read() {
        for tail in
            ["收起全文d", "展开c", "\n全文", "收起评价", "<br />全文", "http://t.cn/A6x0", "<span><img src=x></span>"]
        {
            let row = annotated(&format!("快递太慢了，等了八天 {tail}"));
            assert_eq!(row.keywords, annotated("快递太慢了，等了八天").keywords, "{tail}");
        }
        assert!(!annotated("全文").informative && !annotated("https://t.cn/A6x0").informative);
    }
}
