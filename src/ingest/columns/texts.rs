//! Which columns hold what customers said: those that were asked for, titles of their own, remarks where there is nothing better.

use super::super::roles::{Claim, Role};
use super::{Chooser, Column, first_max};

/// Text columns of this weight and above are joined; below are notes and remarks, taken only where there is no better column.
const JOINED: i32 = 60;
/// Text columns of this weight and above are what customers were asked for; below are open questions that many leave unanswered.
const ASKED_FOR: i32 = 85;
/// Characters of the shortest header that is a question.
const QUESTION: usize = 8;
/// Distinct texts below which nothing is told by how many titles there are.
const FEW_TEXTS: usize = 6;

impl Chooser<'_> {
    /// The text columns: those whose headers say so, else the one whose cells read like text.
    pub(super) fn text(&mut self) -> Option<Vec<usize>> {
        self.part_ratings_from_text();
        let mut texts = self.claimants(Role::Text);
        if texts.iter().any(|(_, c)| c.weight >= JOINED) {
            let fuller = self.fuller_remark(&texts);
            texts.retain(|(_, c)| c.weight >= JOINED);
            texts.extend(fuller);
        } else if let Some(best) = first_max(&texts, |(i, c)| (self.remarks(*i, *c), c.weight)) {
            texts = vec![*best];
        } else {
            return self.text_by_content();
        }
        texts.extend(self.titles(&texts));
        let answered = self.answered(&texts).map(|i| self.give(i, Role::Text, "content"));
        let mut given: Vec<usize> = texts.into_iter().map(|(i, _)| self.give(i, Role::Text, "header")).collect();
        given.extend(answered);
        given.sort_unstable();
        Some(given)
    }

    /// What a remark is worth as the text: by its header and by what its cells hold.
    fn remarks(&self, column: usize, claim: Claim) -> usize {
        self.columns[column].profile.wordiness() * usize::try_from(claim.weight).unwrap_or(0)
    }

    /// The remark that says something in most rows, where the columns that customers were asked to fill say something in few (Zendesk: `Description`
    /// beside `Satisfaction Comment`).
    fn fuller_remark(&self, texts: &[(usize, Claim)]) -> Option<(usize, Claim)> {
        let filled = |i: usize| self.columns[i].profile.filled;
        let asked = texts.iter().filter(|(_, c)| c.weight >= JOINED).map(|(i, _)| filled(*i)).max()?;
        let remarks: Vec<_> =
            texts.iter().filter(|(i, c)| c.weight < JOINED && filled(*i) > 2 * asked).copied().collect();
        first_max(&remarks, |(i, c)| self.remarks(*i, *c)).filter(|(i, c)| self.remarks(*i, *c) > 0).copied()
    }

    /// Titles of the texts. One that many texts share is the title of what they comment on.
    fn titles(&self, texts: &[(usize, Claim)]) -> Vec<(usize, Claim)> {
        let distinct = |i: usize| self.columns[i].profile.distinct;
        let most = texts.iter().map(|(i, _)| distinct(*i)).max().unwrap_or(0);
        let own = |i: usize| most < FEW_TEXTS || 2 * distinct(i) >= most || 2 * self.columns[i].profile.filled < most;
        self.claimants(Role::Title).into_iter().filter(|(i, _)| own(*i)).collect()
    }

    /// Where most rows would have no text, as few answer an open question: another question, whose header says nothing and whose cells read like text.
    fn answered(&self, texts: &[(usize, Claim)]) -> Option<usize> {
        let filled = texts.iter().map(|(i, _)| self.columns[*i].profile.filled).max()?;
        if filled * 2 >= self.rows || texts.iter().any(|(_, c)| c.weight >= ASKED_FOR) {
            return None;
        }
        let fuller = |i: &usize| self.columns[*i].profile.filled > filled * 2;
        let open = self.silent().into_iter().filter(|i| self.names[*i].chars().count() >= QUESTION && fuller(i));
        let open: Vec<(usize, usize)> = open.map(|i| (i, self.columns[i].profile.wordiness())).collect();
        first_max(&open, |(_, w)| *w).filter(|(_, w)| *w > 0).map(|(i, _)| *i)
    }

    /// A column called 评价 may hold 好评/中评/差评 beside another with the sentences.
    fn part_ratings_from_text(&mut self) {
        let texts = self.claimants(Role::Text);
        if !texts.iter().any(|(i, _)| self.columns[*i].profile.is_wordy() && !self.columns[*i].profile.is_rating()) {
            return;
        }
        for (i, claim) in texts {
            if self.columns[i].profile.is_rating() {
                self.columns[i].claim = Some(Claim { role: Role::Rating, weight: claim.weight - 20, exact: false });
            }
        }
    }

    fn text_by_content(&mut self) -> Option<Vec<usize>> {
        let titles = self.claimants(Role::Title);
        let said: Vec<(usize, Claim)> =
            titles.into_iter().filter(|(i, _)| self.columns[*i].profile.is_wordy()).collect();
        if let Some(&(best, _)) = first_max(&said, |(i, _)| self.columns[*i].profile.wordiness()) {
            return Some(vec![self.give(best, Role::Text, "header")]);
        }
        let weak = |c: &Column| c.given.is_none() && c.claim.is_none_or(|c| !c.exact && c.role != Role::Reply);
        let open: Vec<(usize, usize)> =
            self.columns.iter().enumerate().filter(|(_, c)| weak(c)).map(|(i, c)| (i, c.profile.wordiness())).collect();
        if let Some((best, _)) = first_max(&open, |(_, w)| *w).filter(|(_, w)| *w > 0) {
            return Some(vec![self.give(*best, Role::Text, "content")]);
        }
        // Customers who wrote `666` or only a link said that much.
        let only = self.columns.iter().position(|c| c.given.is_none() && c.only_text)?;
        Some(vec![self.give(only, Role::Text, "header")])
    }
}
