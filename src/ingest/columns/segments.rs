//! Which columns become segments: those whose headers say so and whose values make groups, and those of `--by` whatever they hold.

use rustc_hash::FxHashMap;

use super::{Chooser, Role};

/// Characters with which the headers of a code and of its name begin alike: 门店ID, 门店名称.
const ALIKE: usize = 2;
/// Most different values of a column that is told to make groups.
const FEW: usize = 20;
/// Most columns that are compared with each other.
const COMPARED: usize = 200;

impl Chooser<'_> {
    /// Segment columns in column order, those of `--by` among them, and those that are to be kept whatever they are; and which of them are there for that only.
    pub(super) fn segments(&mut self, by: &[usize], kept: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let grouped: Vec<Option<Role>> = (0..self.columns.len()).map(|i| self.groups(i)).collect();
        let (mut attrs, mut aside) = (Vec::new(), Vec::new());
        for (i, role) in grouped.into_iter().enumerate() {
            let claimed = self.segment(i);
            let column = &mut self.columns[i];
            if by.contains(&i) {
                column.given = column.given.or(Some((claimed.unwrap_or(Role::Attr), "option")));
                attrs.push(i);
            } else if let Some(role) = role {
                column.given = Some((role, "header"));
                attrs.push(i);
            } else if kept.contains(&i) {
                column.given = column.given.or(Some((claimed.unwrap_or(Role::Attr), "option")));
                attrs.push(i);
                aside.push(i);
            }
        }
        (attrs, aside)
    }

    /// Those of the segments whose headers speak of addresses, unless the user named them.
    pub(super) fn only_places(&self, attrs: &[usize]) -> Vec<usize> {
        let named = |i: usize| self.columns[i].given.is_some_and(|(_, from)| from == "option");
        attrs.iter().copied().filter(|i| self.columns[*i].only_places && !named(*i)).collect()
    }

    /// Columns whose headers say nothing and whose few values would make groups.
    pub(super) fn ungrouped(&self) -> Vec<usize> {
        let would_group = |i: &usize| {
            let p = &self.columns[*i].profile;
            let is_few = (2..=FEW).contains(&p.distinct) && p.has_options();
            self.headed && is_few && !p.is_something_else() && !p.is_flag() && !p.is_code()
        };
        self.silent().into_iter().filter(would_group).collect()
    }

    /// The segment that a free column claims to be.
    fn segment(&self, at: usize) -> Option<Role> {
        let column = &self.columns[at];
        let role = column.claim.map(|c| if c.role == Role::Department { Role::Attr } else { c.role });
        role.filter(|r| r.is_segment() && column.given.is_none())
    }

    /// The segment that a column is without being asked for: its values make groups, and no other column has them by name.
    fn groups(&self, at: usize) -> Option<Role> {
        let (role, profile) = (self.segment(at)?, &self.columns[at].profile);
        // Models and branches of a long file differ in its first rows, and are groups all the same.
        let is_scattered = role == Role::Attr && (profile.measures() || profile.has_own_values());
        (!(profile.is_code() || is_scattered || self.is_named(at))).then_some(role)
    }

    /// Whether a column holds the codes of what another one names, one to one: 门店ID beside 门店名称.
    fn is_named(&self, code: usize) -> bool {
        self.columns.len() <= COMPARED
            && self.columns[code].profile.is_latin()
            && (0..self.columns.len()).any(|name| self.are_alike(code, name) && self.are_one_to_one(code, name))
    }

    /// Whether two headers speak of the same thing, and the second tells more about it.
    fn are_alike(&self, code: usize, name: usize) -> bool {
        let weight = |i: usize| self.columns[i].claim.map_or(0, |c| c.weight);
        let start = |i: usize| self.names[i].chars().take(ALIKE).flat_map(char::to_lowercase).collect::<String>();
        self.segment(code) == self.segment(name) && weight(code) < weight(name) && start(code) == start(name)
    }

    fn are_one_to_one(&self, a: usize, b: usize) -> bool {
        let (mut there, mut back) = (FxHashMap::default(), FxHashMap::default());
        self.rows.iter().all(|row| {
            let (a, b) = (row.get(a).trim(), row.get(b).trim());
            a.is_empty() || b.is_empty() || (*there.entry(a).or_insert(b) == b && *back.entry(b).or_insert(a) == a)
        })
    }
}
