//! What a chat writes in the place of what cannot be written: `[语音] 12''`, `[图片] [图片]`, `[链接] 关于停水的通知`, “小雨”撤回了一条消息. `placeholders.tsv` knows it.

use rustc_hash::FxHashSet;

use crate::text::clause::is_letter;

/// Stands in the dictionary for names.
const GAP: char = '…';
/// What stands behind the length of a voice message.
const SECONDS: [char; 4] = ['\'', '"', '″', '”'];

/// The words of chats, in normal forms.
#[derive(Debug, Default)]
pub(super) struct System {
    /// What a title follows: 链接.
    tokens: FxHashSet<String>,
    /// Whole messages, as parts between which names stand.
    notices: Vec<Vec<String>>,
}

impl System {
    /// Takes in an entry of `placeholders.tsv` in its normal form, if its kind is one of these.
    pub(super) fn take(&mut self, kind: &str, text: &str) -> bool {
        match kind {
            "token" => {
                self.tokens.insert(text.trim_matches(['[', ']']).to_owned());
            }
            "notice" => self.notices.push(text.split(GAP).map(str::to_owned).collect()),
            _ => return false,
        }
        true
    }

    /// Whether a normal form is nothing but that. `is_nothing` knows the other words that stand in brackets.
    pub(super) fn is(&self, text: &str, is_nothing: impl Fn(&str) -> bool) -> bool {
        let text = text.trim();
        self.is_marked(text, is_nothing) || self.notices.iter().any(|parts| fits(parts, text))
    }

    fn is_marked(&self, text: &str, is_nothing: impl Fn(&str) -> bool) -> bool {
        let (mut rest, mut any) = (text, false);
        while let Some((name, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            // What follows in its line is the title of it.
            if self.tokens.contains(name) {
                return !after.contains('\n');
            }
            if !is_nothing(name) {
                return false;
            }
            (rest, any) = (after.trim_start(), true);
        }
        let counts = rest.ends_with(SECONDS) && rest.chars().all(|c| c.is_ascii_digit() || !is_letter(c));
        any && (counts || !rest.contains(is_letter))
    }
}

/// Whether a text is these parts with something between each two of them, on one line.
fn fits(parts: &[String], text: &str) -> bool {
    let Some((first, more)) = parts.split_first() else { return false };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in more {
        let Some(at) = rest.find(part.as_str()) else { return false };
        if rest[..at].contains('\n') {
            return false;
        }
        rest = &rest[at + part.len()..];
    }
    !rest.contains(is_letter)
}

#[cfg(test)]
mod tests {
    use crate::annotate::informative::{Placeholders, Worth};
    use crate::lexicon::Dicts;
    use crate::text::normalize::Normalizer;

    #[test]
    fn what_a_chat_writes_itself_is_no_message() {
        let dicts = Dicts::load(None).unwrap();
        let normalizer = Normalizer::new(&dicts).unwrap();
        let placeholders = Placeholders::new(&dicts, &normalizer);
        let says_nothing = |text: &str| placeholders.judge(&normalizer.normal_form(text)) == Worth::Nothing;
        for text in [
            "[语音] 12''",
            "[语音] 8\"",
            "[图片] [图片]",
            "[图片][图片][视频]",
            "[链接] 关于停水的通知",
            "[文件] 缴费通知.pdf",
            "[小程序] 12345热线",
            "“Luna”撤回了一条消息",
            "\"小雨\"撤回了一条消息",
            "“豆豆妈妈”邀请“小李”加入了群聊",
            "你已添加了豆豆妈妈，现在可以开始聊天了。",
        ] {
            assert!(says_nothing(text), "{text}");
        }
        for text in [
            "[图片] 又漏水了",
            "[图片]\n暖气不热",
            "[图片] 666",
            "[链接] 群里的通知\n打不开，什么情况",
            "链接打不开",
            "客服骂完人撤回了一条消息",
            "“管家”撤回了一条消息，心虚了",
            "[引用] 老周：暖气不热",
            "【位置】太偏",
            "[语音转文字] 暖气还是不热",
        ] {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
