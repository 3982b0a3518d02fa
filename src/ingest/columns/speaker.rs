//! Which column says who speaks, where each message of a conversation has its own row: 发送方 with 客户 and 客服 in it.
//!
//! What the company says is no feedback. But 客服 in a column may also be who took down what a customer said, so that a column counts only where both
//! sides speak within one conversation, order or customer.

use rustc_hash::FxHashMap;

use super::{Chooser, Role, Roles};

impl Chooser<'_> {
    /// The column whose cells name both sides of conversations, if there is one.
    pub(super) fn speaker(&mut self, roles: &Roles) -> Option<usize> {
        let names: Vec<usize> = (0..self.columns.len()).filter(|i| self.names_sides(*i)).collect();
        let found = names.into_iter().find(|i| self.sessions().any(|s| s != *i && self.both_speak(*i, s, roles)))?;
        Some(self.give(found, Role::Speaker, "content"))
    }

    fn names_sides(&self, at: usize) -> bool {
        let column = &self.columns[at];
        let free = column.given.is_none_or(|(role, from)| role != Role::Text && from != "option");
        let claimed = column.claim.is_some_and(|c| c.role == Role::Customer);
        free && column.profile.names_speakers(claimed)
    }

    /// Columns whose headers speak of conversations, orders or customers.
    fn sessions(&self) -> impl Iterator<Item = usize> {
        let whose = |i: &usize| {
            self.columns[*i].claim.is_some_and(|c| matches!(c.role, Role::Id | Role::Order | Role::Customer))
        };
        (0..self.columns.len()).filter(whose)
    }

    /// Whether most of what the company says stands beside what a customer says under the same value of `session`.
    fn both_speak(&self, speaker: usize, session: usize, roles: &Roles) -> bool {
        let mut sides: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        for row in self.rows {
            let (who, whose) = (row.get(speaker).trim(), row.get(session).trim());
            if who.is_empty() || whose.is_empty() {
                continue;
            }
            let (company, customer) = sides.entry(whose).or_default();
            *(if roles.is_company(who) { company } else { customer }) += 1;
        }
        let company: usize = sides.values().map(|s| s.0).sum();
        let answered: usize = sides.values().filter(|s| s.1 > 0).map(|s| s.0).sum();
        company > 0 && answered * 2 > company
    }
}
