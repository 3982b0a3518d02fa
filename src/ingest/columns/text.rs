//! Which columns are the text: those whose headers say so, weighed by what their cells hold; else those whose cells read like text.

use super::{Chooser, Claim, Column, Role, first_max};

/// Text columns of this weight and above are what customers were asked for; below are open questions that many leave unanswered.
const ASKED_FOR: i32 = 85;
/// Text columns of this weight and below are what somebody else said (父评论内容), taken only where there is nothing else.
const QUOTED: i32 = 10;
/// Weight of a title that is one of the text beside it, where that tells of a case; below are summaries, and titles of what is commented on (帖子标题).
const OF_CASE: i32 = 100;
/// Most different titles that may be kinds of cases (咨询, 投诉).
const FEW: usize = 20;
/// Characters of the shortest header that is a question.
const QUESTION: usize = 8;
/// Wordiness beyond which a column says no more for being longer.
const ENOUGH: usize = 400;

impl Chooser<'_> {
    /// The text columns: those whose headers say so, else the one whose cells read like text.
    pub(super) fn text(&mut self) -> Option<Vec<usize>> {
        self.part_ratings_from_text();
        let said = self.said();
        if said.is_empty() {
            return self.text_by_content().or_else(|| self.quoted());
        }
        let answered = self.answered(&said);
        let mut given: Vec<usize> = said.into_iter().map(|i| self.give(i, Role::Text, "header")).collect();
        given.extend(answered.map(|(i, from)| self.give(i, Role::Text, from)));
        Some(self.with_titles(given))
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

    /// Columns whose headers say that they are the text: all that customers were asked for, else the one remark that says most.
    fn said(&self) -> Vec<usize> {
        let texts = self.claimants(Role::Text);
        let mut asked: Vec<usize> = texts.iter().filter(|(_, c)| c.promises()).map(|(i, _)| *i).collect();
        // `complaint` beside the text may say whether it is one, and 最满意的是 which of some options.
        let says = |i: &usize| {
            let (claim, profile) = (self.columns[*i].claim, &self.columns[*i].profile);
            !profile.is_flag() && (claim.is_some_and(|c| c.exact) || !profile.has_options())
        };
        if asked.iter().any(says) {
            asked.retain(says);
        }
        if !asked.is_empty() {
            return asked;
        }
        let remarks: Vec<(usize, Claim)> = texts.iter().filter(|(_, c)| !is_quoted(*c)).copied().collect();
        let best = first_max(&remarks, |(i, c)| (self.said_in(*i, *c), c.weight)).map(|(i, _)| *i);
        // Options to tick are none where somebody says something in his own words.
        let is_beaten =
            |i: &usize| !says(i) && self.silent().iter().any(|s| self.columns[*s].profile.reads_like_text());
        best.filter(|i| !is_beaten(i)).into_iter().collect()
    }

    /// How much the cells of a column say, by its weight.
    fn said_in(&self, column: usize, claim: Claim) -> usize {
        let profile = &self.columns[column].profile;
        let weight = usize::try_from(claim.weight).unwrap_or(0);
        profile.wordiness().min(ENOUGH) * profile.filled * weight
    }

    /// Where most rows would have no text, as few answer an open question: the fullest remark, else another question, whose header says nothing and
    /// whose cells read like text.
    fn answered(&self, texts: &[usize]) -> Option<(usize, &'static str)> {
        let filled = texts.iter().map(|i| self.columns[*i].profile.filled).max()?;
        let asked_for = |i: &usize| self.columns[*i].claim.is_some_and(|c| c.weight >= ASKED_FOR);
        if filled * 2 >= self.rows.len() || texts.iter().any(asked_for) {
            return None;
        }
        let fuller = |i: usize| self.columns[i].profile.filled > filled * 2 && self.columns[i].profile.wordiness() > 0;
        let mut remarks = self.claimants(Role::Text);
        remarks.retain(|(i, c)| !c.promises() && !is_quoted(*c) && !texts.contains(i) && fuller(*i));
        if let Some((remark, _)) = first_max(&remarks, |(i, _)| self.columns[*i].profile.filled) {
            return Some((*remark, "header"));
        }
        let mut open = self.silent();
        open.retain(|i| self.names[*i].chars().count() >= QUESTION && fuller(*i));
        first_max(&open, |i| self.columns[*i].profile.wordiness()).map(|i| (*i, "content"))
    }

    /// Adds the titles that customers wrote: those of cases, and others of which nearly as many are different as there are texts. Those of a video are the
    /// same in many rows.
    fn with_titles(&mut self, mut texts: Vec<usize>) -> Vec<usize> {
        let fullest = first_max(&texts, |i| self.columns[*i].profile.filled).copied();
        let tells_case = texts.iter().any(|i| self.of_case[*i]);
        let mut titles = self.claimants(Role::Title);
        titles.retain(|(i, claim)| {
            let varies = |text: usize| self.columns[*i].profile.varies_like(&self.columns[text].profile);
            fullest.is_none_or(|text| (tells_case && self.names_case(*i, *claim)) || varies(text))
        });
        texts.extend(titles.into_iter().map(|(i, _)| self.give(i, Role::Text, "header")));
        texts.sort_unstable();
        texts
    }

    /// Whether a header says that a column is the title of a case, where the text beside it tells of one: 标题 beside 诉求内容. Titles of cases repeat (占道经营),
    /// and how often they do in an export must not decide. One in all rows names nothing, and a few in many rows are kinds of cases.
    fn names_case(&self, title: usize, claim: Claim) -> bool {
        let profile = &self.columns[title].profile;
        let said = claim.exact && claim.weight >= OF_CASE;
        said && !profile.is_constant() && !(profile.repeats() && profile.distinct <= FEW)
    }

    /// Those of the text columns that are titles of the others.
    pub(super) fn titles(&self, texts: &[usize]) -> Vec<usize> {
        let is_title = |i: &usize| self.columns[*i].claim.is_some_and(|c| c.role == Role::Title);
        texts.iter().copied().filter(is_title).collect()
    }

    fn text_by_content(&mut self) -> Option<Vec<usize>> {
        let mut titles = self.claimants(Role::Title);
        titles.retain(|(i, _)| self.columns[*i].profile.is_wordy());
        if let Some((best, _)) = first_max(&titles, |(i, _)| self.columns[*i].profile.wordiness()) {
            let given = vec![self.give(*best, Role::Text, "header")];
            return Some(self.with_titles(given));
        }
        let weak = |c: Claim| !c.exact && c.role != Role::Reply && !(c.role == Role::Text && is_quoted(c));
        let free = |c: &Column| c.given.is_none() && c.claim.is_none_or(weak);
        let open: Vec<(usize, usize)> =
            self.columns.iter().enumerate().filter(|(_, c)| free(c)).map(|(i, c)| (i, c.profile.wordiness())).collect();
        if let Some((best, _)) = first_max(&open, |(_, w)| *w).filter(|(_, w)| *w > 0) {
            return Some(vec![self.give(*best, Role::Text, "content")]);
        }
        // Customers who wrote `666` or only a link said that much.
        let only = self.columns.iter().position(|c| c.given.is_none() && c.only_text)?;
        Some(vec![self.give(only, Role::Text, "header")])
    }

    /// Columns that read like text and have no part, though nothing says that they are something else.
    pub(super) fn left(&self) -> Vec<usize> {
        let reads = |c: &&Column| c.given.is_none() && !c.names_other && c.profile.reads_like_text();
        self.columns.iter().enumerate().filter(|(_, c)| reads(c)).map(|(i, _)| i).collect()
    }

    /// What customers answered to, where there is nothing else.
    fn quoted(&mut self) -> Option<Vec<usize>> {
        let quoted = self.claimants(Role::Text);
        let (best, _) = *first_max(&quoted, |(i, _)| self.columns[*i].profile.wordiness())?;
        Some(vec![self.give(best, Role::Text, "header")])
    }
}

/// Whether a header names something else than what a customer says: goods, a place, a reply, a comment that is quoted. Ratings may be given in words.
pub(super) fn is_other(claim: Claim) -> bool {
    !matches!(claim.role, Role::Text | Role::Title | Role::Rating) || (claim.role == Role::Text && is_quoted(claim))
}

/// Whether a text is what somebody else said.
fn is_quoted(claim: Claim) -> bool {
    claim.weight <= QUOTED
}
