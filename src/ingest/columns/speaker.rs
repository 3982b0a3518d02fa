//! Which column says who speaks, where each message of a conversation has its own row: 发送方 with 客户 and 客服 in it.
//!
//! What the company says is no feedback. But 客服 in a column may also be who took down what a customer said, so that a column counts only where both
//! sides speak within one conversation, order or customer. And sides have much else to do with an order (责任方, 取消方): the header has to say that it is about
//! speakers or persons, or the sides to take turns.

use rustc_hash::FxHashMap;

use super::{Chooser, Role, Roles};

/// Fewest conversations in which sides take turns.
const TALKS: usize = 3;

/// A conversation so far.
#[derive(Default)]
struct Talk {
    /// Whether the company spoke last.
    last: Option<bool>,
    /// Messages behind another one, and those of them behind one of the other side.
    steps: usize,
    turns: usize,
}

impl Chooser<'_> {
    /// The column whose cells name both sides of conversations, if there is one.
    pub(super) fn speaker(&mut self, roles: &Roles) -> Option<usize> {
        let sides = (0..self.columns.len()).filter(|i| self.names_sides(*i));
        let names: Vec<(usize, bool)> = sides.filter_map(|i| Some((i, self.is_told(i, roles)?))).collect();
        let speak = |i, told, s| if told { self.both_speak(i, s, roles) } else { self.take_turns(i, s, roles) };
        let (found, _) = names.into_iter().find(|(i, told)| self.sessions().any(|s| s != *i && speak(*i, *told, s)))?;
        Some(self.give(found, Role::Speaker, "content"))
    }

    fn names_sides(&self, at: usize) -> bool {
        let column = &self.columns[at];
        let free = column.given.is_none_or(|(role, from)| role != Role::Text && from != "option");
        let claimed = column.claim.is_some_and(|c| c.role == Role::Customer);
        free && column.profile.names_speakers(claimed)
    }

    /// Whether the header of a column tells that speakers or persons stand there; `None` where it tells something else.
    fn is_told(&self, at: usize, roles: &Roles) -> Option<bool> {
        let person = self.columns[at].claim.is_some_and(|c| c.role == Role::Customer);
        match roles.speaks(&self.names[at]) {
            Some(false) => None,
            Some(true) => Some(true),
            None => Some(person),
        }
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

    /// Whether nothing but words for sides stand there, and both sides speak in nearly all conversations and by turns, as chance would not have it.
    fn take_turns(&self, speaker: usize, session: usize, roles: &Roles) -> bool {
        let mut talks: FxHashMap<&str, Talk> = FxHashMap::default();
        for row in self.rows {
            let (who, whose) = (row.get(speaker).trim(), row.get(session).trim());
            if who.is_empty() || whose.is_empty() {
                continue;
            }
            if !roles.is_bare_side(who) {
                return false;
            }
            let (company, talk) = (roles.is_company(who), talks.entry(whose).or_default());
            talk.turns += usize::from(talk.last == Some(!company));
            talk.steps += usize::from(talk.last.is_some());
            talk.last = Some(company);
        }
        let both = talks.values().filter(|t| t.turns > 0).count();
        let (turns, steps) = talks.values().fold((0, 0), |(turns, steps), t| (turns + t.turns, steps + t.steps));
        both >= TALKS && both * 5 >= talks.len() * 4 && turns * 4 >= steps * 3
    }
}
