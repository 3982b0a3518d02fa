//! What the clerk of a hotline writes around the words of whoever called: 市民来电反映，…请承办单位核实处理. `placeholders.tsv` knows it. It is meant for whoever
//! handles the order and the same in all of them, so it is not read as a customer's.

use crate::text::clause::is_letter;

/// Characters between the two ends of a clause: 市民|王女士|来电反映.
const MOST_BETWEEN: usize = 8;

/// What stands between the two ends of a clause in the dictionary.
const GAP: char = '…';

/// A clause of the clerk's.
#[derive(Debug)]
struct Clause {
    start: String,
    /// Nothing where the beginning says enough.
    end: Option<String>,
}

/// The words of clerks.
#[derive(Debug, Default)]
pub(super) struct Clerk {
    /// Clauses that begin so.
    heads: Vec<String>,
    /// What goes on with such a clause in the same sentence: 并按时回复市民.
    more: Vec<String>,
    /// Clauses of these words and no others.
    whole: Vec<Clause>,
}

impl Clerk {
    /// Takes in an entry of `placeholders.tsv` in its normal form, if its kind is one of the clerk's.
    pub(super) fn take(&mut self, kind: &str, text: &str) -> bool {
        match kind {
            "clerk" => self.heads.push(text.to_owned()),
            "clerk_more" => self.more.push(text.to_owned()),
            "clerk_whole" => self.whole.push(match text.split_once(GAP) {
                Some((start, end)) => Clause { start: start.to_owned(), end: Some(end.to_owned()) },
                None => Clause { start: text.to_owned(), end: None },
            }),
            _ => return false,
        }
        true
    }

    /// The parts of a normal form that a clerk wrote, ascending and apart, with the mark behind each; none where nothing else is said.
    pub(super) fn parts(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let (mut from, mut goes_on, mut says) = (0, false, false);
        // Where marks began behind which nothing was said yet: the bracket of (重复来电).
        let mut marks = None;
        for part in text.split_inclusive(is_mark) {
            let start = from;
            from += part.len();
            let said = part.trim_end_matches(is_mark).trim();
            if said.is_empty() {
                marks = marks.or(Some(start));
                continue;
            }
            let start = marks.take().unwrap_or(start);
            let begins = |words: &[String]| words.iter().any(|w| said.starts_with(w.as_str()));
            goes_on = begins(&self.heads) || goes_on && begins(&self.more);
            if !goes_on && !self.whole.iter().any(|c| c.is(said)) {
                says |= said.contains(is_letter);
                continue;
            }
            goes_on &= part.ends_with(',');
            match found.last_mut().filter(|last| last.1 == start) {
                Some(last) => last.1 = from,
                None => found.push((start, from)),
            }
        }
        if says { found } else { Vec::new() }
    }
}

impl Clause {
    fn is(&self, said: &str) -> bool {
        let Some(end) = &self.end else { return said == self.start };
        let between = said.strip_prefix(self.start.as_str()).and_then(|rest| rest.strip_suffix(end.as_str()));
        between.is_some_and(|b| b.chars().nth(MOST_BETWEEN).is_none())
    }
}

/// A mark that parts what a clerk writes: fewer than part clauses, but a colon does it here, and quotation marks do not.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | '。' | ';' | ':' | '!' | '?' | '\n' | '(' | ')' | '[' | ']' | '【' | '】')
}

#[cfg(test)]
mod tests {
    use crate::annotate::fixture::annotated;

    #[test]
    fn what_the_clerk_of_a_hotline_writes_makes_no_labels() {
        let matter = "小区门口的树木遮挡路灯。";
        let plain = annotated(matter);
        for text in [
            format!("市民来电反映，{matter}"),
            format!("（重复来电）市民王女士来电反映：{matter}"),
            format!("市民通过12345微信公众号反映，{matter}"),
            format!("{matter}请依据职责调查处理，并按时回复市民。"),
            format!("{matter}该工单已由12345派至属地街道办理。"),
            format!("{matter}（市民要求保密个人信息）"),
            format!("该诉求由12345热线转办，{matter}"),
            format!("{matter}市民表示此前已向12345反映。"),
        ] {
            let row = annotated(&text);
            assert_eq!(row.text.chars().count(), text.chars().count());
            let labels = |r: &crate::record::Annotated| {
                (r.sentiment.label, r.natures.clone(), r.severity, r.department.clone(), r.intents.clone())
            };
            assert_eq!(labels(&row), labels(&plain), "{text}");
        }
    }

    #[test]
    fn what_a_caller_says_is_read() {
        for text in ["市民反映小区路灯坏了三天没人修", "我要打12345投诉你们，骗人的公司"] {
            assert!(annotated(text).complaint, "{text}");
        }
        for (text, nature) in [
            ("此件由于运输破损，要求退货", "logistics"),
            ("该件由于包装破损漏液，要求退货", "logistics"),
            ("12345热线转办给物业以后没人理，路灯一直不亮", "service"),
        ] {
            let row = annotated(text);
            assert!(row.natures.iter().any(|n| **n == *nature), "{text}: {:?}", row.natures);
        }
        assert!(annotated("我要打12345投诉你们，骗人的公司").intents.iter().any(|i| &**i == "escalate"));
        // Where nothing else is said, the clerk's words are read.
        assert!(annotated("请承办单位核实处理").informative);
    }
}
