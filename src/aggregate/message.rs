//! Which texts are told as a message is: a petition, a letter, a ticket, with a title and a body or at length. Short reviews are not.
//!
//! Not its job: what messages have in common; that is `insight::hot::events`'.

/// Characters from which a text without a title is a message, and of the body of one with a title.
const LONG: usize = 120;
const BODY: usize = 30;

/// Characters of a title.
const TITLE: usize = 60;

/// Whether a text is told as a message is.
pub(crate) fn is_message(text: &str) -> bool {
    is_titled(text) || text.chars().nth(LONG - 1).is_some()
}

/// Whether a text has a title and a body.
pub(crate) fn is_titled(text: &str) -> bool {
    title(text).is_some_and(|(_, body)| body.chars().nth(BODY - 1).is_some())
}

/// A short first line and the rest.
pub(crate) fn title(text: &str) -> Option<(&str, &str)> {
    text.split_once('\n').filter(|(title, _)| title.chars().count() <= TITLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_a_title_or_length() {
        let body = "小区旁边的搅拌站每天晚上都在生产，灰尘很大，请有关部门尽快处理一下";
        assert!(is_message(&format!("搅拌站噪音扰民\n{body}")));
        assert!(!is_message(body));
        assert!(!is_message("很差\n真的很差"));
        assert!(is_message(&body.repeat(4)));
        assert!(!is_titled(&body.repeat(4)));
        assert_eq!(title("甲\n乙"), Some(("甲", "乙")));
        assert_eq!(title(&format!("{}\n乙", "甲".repeat(61))), None);
    }
}
