//! Headers in Latin letters, word by word: a question (**How likely are you** to …), a name that ends in an alias (`customerReviewText`), and who speaks in it
//! (Agent **Comments**).

use super::{Claim, INSIDE, Roles};

/// Words from which a header with blanks is a question rather than a name.
const QUESTION: usize = 4;
/// Words of the shortest alias that tells what is asked, and of the longest one.
const ASKED: (usize, usize) = (3, 10);
/// Words of a question that are looked at.
const HEARD: usize = 60;
/// Letters of the shortest alias that a name ends in.
const SHORTEST: usize = 4;

impl Roles {
    /// `Overall, how satisfied are you with your order?`: the longest run of words that is an alias.
    pub(super) fn question(&self, header: &str) -> Option<Claim> {
        header.split_whitespace().nth(QUESTION - 1)?;
        let mut words = words(header);
        words.truncate(HEARD);
        let mut runs = (ASKED.0..=ASKED.1.min(words.len())).rev().flat_map(|n| words.windows(n));
        let (role, weight) = *runs.find_map(|run| self.aliases.get(&run.concat()))?;
        Some(Claim { role, weight: weight - INSIDE, exact: false })
    }

    /// `customerReviewText`, `customer review text`: the longest run of words at the end that is an alias. `merchantComment` is no text of a customer,
    /// but `Agent Rating Comments` is: words before the alias name the matter in English.
    pub(super) fn last_word(&self, header: &str) -> Option<Claim> {
        let words = words(header);
        let (from, (role, weight)) = (1..words.len()).find_map(|from| {
            let tail = words[from..].concat();
            let found = self.aliases.get(&tail).filter(|_| tail.len() >= SHORTEST)?;
            Some((from, *found))
        })?;
        Some(self.said_by(role, weight - INSIDE, &words[..from].join(" "), &words.join(" ")))
    }
}

/// Lower-case Latin words of a header, at blanks, signs and changes from lower to upper case.
fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut lower = false;
    for c in header.chars() {
        if !c.is_ascii_alphanumeric() || (lower && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::ROLES;

    #[test]
    fn the_company_speaks_in_english_too() {
        let role = |header: &str| ROLES.claim(header).map(|c| c.role.id());
        for header in [
            "merchantComment",
            "Agent Comments",
            "Internal Comments",
            "manager_comments",
            "adminComment",
            "QC comments",
            "Agent Notes (internal)",
            "support_agent_message",
        ] {
            assert_eq!(role(header), Some("reply"), "{header}");
        }
        for header in ["Customer Comments", "Agent Feedback", "Seller review", "Comments", "Store Comments"] {
            assert_eq!(role(header), Some("text"), "{header}");
        }
        for header in ["Agent Rating Comments", "seller_feedback_comments", "Agent satisfaction comments"] {
            assert_eq!(role(header), Some("text"), "{header}: of the customer, about them");
        }
    }
}
