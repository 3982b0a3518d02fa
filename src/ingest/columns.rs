//! Which column serves as what: what the user says, then headers where cells agree, then cells alone.
//!
//! Not its job: reading cells (`mapping` does).

use super::Options;
use super::nearest::nearest;
use super::profile::Profile;
use super::roles::{Claim, Role, Roles};
use super::table::Row;
use super::value::{DayOrder, Short, Unread};
use crate::report::ColumnRole;

/// Text columns of this weight and above are joined; below are notes and remarks, taken only where there is no better column.
const JOINED: i32 = 60;
/// Text columns of this weight and above are what customers were asked for; below are open questions that many leave unanswered.
const ASKED_FOR: i32 = 85;
/// Weight of a number of an order. Those of parcels weigh less, and open a person's address: they name no row.
const ORDERS: i32 = 70;
/// Characters of the shortest header that is a question.
const QUESTION: usize = 8;
/// Text columns of this weight are nothing else.
const ONLY_TEXT: i32 = 100;
/// Weight of a column whose header promises ratings and whose cells are sentences.
const SENTENCES: i32 = 80;

/// Columns by role, as indices.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// Joined in this order; empty where no column holds text.
    pub(super) text: Vec<usize>,
    pub(super) rating: Option<usize>,
    pub(super) time: Option<usize>,
    pub(super) day_order: DayOrder,
    /// Its order where years have two digits.
    pub(super) short_years: Option<Short>,
    /// Whether the times cannot be read because the order of day and month is not known.
    pub(super) ambiguous: bool,
    pub(super) id: Option<usize>,
    pub(super) likes: Option<usize>,
    /// The columns with row number and source, where rows come from elsewhere.
    pub(super) row: Option<usize>,
    pub(super) source: Option<usize>,
    /// A column whose header promises times, a cell of it that states none, and why.
    pub(super) unread: Option<(usize, String, Unread)>,
    /// Where there is no time: a column that tells when it was bought.
    pub(super) bought: Option<usize>,
    pub(super) attrs: Vec<usize>,
    /// For the manifest: every column.
    pub(super) roles: Vec<ColumnRole>,
    /// Columns that the user named and that are not here.
    pub(super) missing: Vec<String>,
}

impl Columns {
    /// Cells that a row needs: up to the last column with a role.
    pub(super) fn needed(&self) -> usize {
        let single = [self.rating, self.time, self.id, self.likes, self.row, self.source];
        let all = self.text.iter().chain(&self.attrs).copied().chain(single.into_iter().flatten());
        all.max().map_or(0, |last| last + 1)
    }
}

/// Chooses the columns. `rows`: the first ones below the header.
pub(super) fn choose(names: Vec<String>, headed: bool, rows: &[&Row], options: &Options, roles: &Roles) -> Columns {
    let mut chooser = Chooser::new(&names, headed, rows, roles);
    let mut columns = Columns { text: chooser.named(&options.text_columns, Role::Text), ..Columns::default() };
    columns.rating = chooser.named(&options.rating_column, Role::Rating).first().copied();
    columns.time = chooser.named(&options.time_column, Role::Time).first().copied();
    columns.id = chooser.named(&options.id_column, Role::Id).first().copied();
    columns.row = chooser.named(&options.row_column, Role::Row).first().copied();
    columns.source = chooser.named(&options.source_column, Role::Source).first().copied();
    let by = chooser.named_by(&options.by);
    if columns.text.is_empty() {
        columns.text = chooser.text().unwrap_or_default();
    }
    columns.rating = columns.rating.or_else(|| chooser.best(Role::Rating)).or_else(|| chooser.rating_by_content());
    columns.time = columns.time.or_else(|| chooser.best(Role::Time)).or_else(|| chooser.time_by_content());
    columns.id = columns
        .id
        .or_else(|| chooser.best(Role::Id))
        .or_else(|| chooser.id_by_content())
        .or_else(|| chooser.id_by_order());
    columns.likes = chooser.best(Role::Likes);
    columns.bought = chooser.claimants(Role::OrderTime).first().map(|(i, _)| *i).filter(|_| columns.time.is_none());
    columns.attrs = chooser.segments(&by);
    if let Some(time) = columns.time {
        columns.day_order = chooser.columns[time].profile.day_order();
        columns.ambiguous = chooser.columns[time].profile.is_ambiguous();
        columns.short_years = chooser.columns[time].profile.short;
    }
    columns.unread = chooser.unread(columns.time, columns.ambiguous, rows, roles);
    columns.roles = chooser.manifest();
    columns.missing = chooser.missing;
    columns.names = names;
    columns
}

/// The column that a user means: by header, by the header's usual spelling, or by its number from 1.
pub(super) fn find(wanted: &str, names: &[String]) -> Option<usize> {
    let folded = |s: &str| s.to_lowercase().split_whitespace().collect::<String>();
    let by_name = || names.iter().position(|n| n == wanted.trim());
    let by_spelling = || names.iter().position(|n| folded(n) == folded(wanted));
    let by_number = || {
        let number: usize = wanted.trim().parse().ok()?;
        number.checked_sub(1).filter(|i| *i < names.len())
    };
    by_name().or_else(by_spelling).or_else(by_number)
}

/// The existing column most like a name that does not exist.
pub(super) fn nearest_name<'a>(wanted: &str, names: &'a [String]) -> Option<&'a str> {
    nearest(wanted, names.iter().map(String::as_str))
}

struct Column {
    claim: Option<Claim>,
    /// Whether its header can mean nothing but the text (反馈内容), whatever its cells look like.
    only_text: bool,
    /// Weight of its header's claim to be times, where its cells are none.
    untimed: i32,
    profile: Profile,
    /// The role given to it and why.
    given: Option<(Role, &'static str)>,
}

struct Chooser<'a> {
    names: &'a [String],
    headed: bool,
    rows: usize,
    columns: Vec<Column>,
    missing: Vec<String>,
}

impl<'a> Chooser<'a> {
    fn new(names: &'a [String], headed: bool, rows: &[&Row], roles: &Roles) -> Self {
        let columns = names.iter().enumerate().map(|(i, name)| {
            let profile = Profile::of(rows, i, roles);
            let claim = if headed { roles.claim(name) } else { None };
            let only_text = claim.is_some_and(|c| c.role == Role::Text && c.exact && c.weight >= ONLY_TEXT);
            let agreed = claim.and_then(|c| agreed(c, &profile));
            let untimed = claim.filter(|c| c.role == Role::Time && agreed.is_none()).map_or(0, |c| c.weight);
            Column { claim: agreed, only_text, untimed, profile, given: None }
        });
        Self { names, headed, rows: rows.len(), columns: columns.collect(), missing: Vec::new() }
    }

    /// Gives a role to the columns that the user named.
    fn named<'n>(&mut self, wanted: impl IntoIterator<Item = &'n String>, role: Role) -> Vec<usize> {
        let mut found = Vec::new();
        for name in wanted {
            match find(name, self.names) {
                Some(i) if !found.contains(&i) => {
                    self.columns[i].given = Some((role, "option"));
                    found.push(i);
                }
                Some(_) => {}
                None => self.missing.push(name.clone()),
            }
        }
        found
    }

    /// Columns of `--by`: these may have another role besides.
    fn named_by(&mut self, wanted: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        for name in wanted {
            match find(name, self.names) {
                Some(i) => found.push(i),
                None => self.missing.push(name.clone()),
            }
        }
        found
    }

    fn give(&mut self, index: usize, role: Role, from: &'static str) -> usize {
        self.columns[index].given = Some((role, from));
        index
    }

    /// Free columns that claim a role.
    fn claimants(&self, role: Role) -> Vec<(usize, Claim)> {
        let free = self.columns.iter().enumerate().filter(|(_, c)| c.given.is_none());
        free.filter_map(|(i, c)| c.claim.filter(|c| c.role == role).map(|c| (i, c))).collect()
    }

    /// The text columns: those whose headers say so, else the one whose cells read like text.
    fn text(&mut self) -> Option<Vec<usize>> {
        self.part_ratings_from_text();
        let mut texts = self.claimants(Role::Text);
        if texts.iter().any(|(_, c)| c.weight >= JOINED) {
            texts.retain(|(_, c)| c.weight >= JOINED);
            texts.extend(self.claimants(Role::Title));
        } else if let Some(best) = first_max(&texts, |(_, c)| c.weight) {
            texts = vec![*best];
            texts.extend(self.claimants(Role::Title));
        } else {
            return self.text_by_content();
        }
        let answered = self.answered(&texts).map(|i| self.give(i, Role::Text, "content"));
        let mut given: Vec<usize> = texts.into_iter().map(|(i, _)| self.give(i, Role::Text, "header")).collect();
        given.extend(answered);
        given.sort_unstable();
        Some(given)
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
        if let Some((i, _)) = titles.iter().find(|(i, _)| self.columns[*i].profile.is_wordy()) {
            return Some(vec![self.give(*i, Role::Text, "header")]);
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

    /// The heaviest claimant, the first of equals.
    fn best(&mut self, role: Role) -> Option<usize> {
        let claimants = self.claimants(role);
        let (best, _) = *first_max(&claimants, |(_, c)| c.weight)?;
        Some(self.give(best, role, "header"))
    }

    /// Free columns whose headers say nothing.
    fn silent(&self) -> Vec<usize> {
        let silent = self.columns.iter().enumerate().filter(|(_, c)| c.given.is_none() && c.claim.is_none());
        silent.map(|(i, _)| i).collect()
    }

    /// Under a header, only what cannot be anything else; plain numbers of five only where they stand alone.
    fn rating_by_content(&mut self) -> Option<usize> {
        let silent = self.silent();
        let of = |i: &usize| self.columns[*i].profile.ratingness();
        let telling = silent.iter().copied().find(|i| of(i) == 2);
        let numbers: Vec<usize> = silent.iter().copied().filter(|i| of(i) == 1).collect();
        let alone = match numbers[..] {
            [only] if !self.headed || self.columns[only].profile.is_five_scale() => Some(only),
            [first, ..] if !self.headed => Some(first),
            _ => None,
        };
        telling.or(alone).map(|i| self.give(i, Role::Rating, "content"))
    }

    fn time_by_content(&mut self) -> Option<usize> {
        let found = self.silent().into_iter().find(|i| self.columns[*i].profile.is_time())?;
        Some(self.give(found, Role::Time, "content"))
    }

    fn id_by_content(&mut self) -> Option<usize> {
        let first = self.silent().first().copied().filter(|i| !self.headed && *i == 0)?;
        self.columns[first].profile.is_id().then(|| self.give(first, Role::Id, "content"))
    }

    /// Where nothing else numbers the rows: orders, of which few are there twice.
    fn id_by_order(&mut self) -> Option<usize> {
        let mut orders = self.claimants(Role::Order);
        orders.retain(|(i, c)| c.weight >= ORDERS && self.columns[*i].profile.tells_rows_apart());
        let (best, _) = *first_max(&orders, |(_, c)| c.weight)?;
        Some(self.give(best, Role::Id, "header"))
    }

    /// The column that its header or the user calls times, where most cells state none, unless another of the same weight does.
    fn unread(
        &self,
        time: Option<usize>,
        ambiguous: bool,
        rows: &[&Row],
        roles: &Roles,
    ) -> Option<(usize, String, Unread)> {
        let weighed: Vec<(usize, i32)> = self.columns.iter().enumerate().map(|(i, c)| (i, c.untimed)).collect();
        let (column, weight) = *first_max(&weighed, |(_, w)| *w)?;
        let (column, untold) = match time.map(|i| (i, &self.columns[i])) {
            None => (column, weight > 0),
            Some((i, c)) if c.given.is_some_and(|(_, from)| from == "option") => {
                (i, !ambiguous && !c.profile.is_time_by_header())
            }
            Some((_, c)) => (column, weight > c.claim.map_or(0, |c| c.weight)),
        };
        let silent = |cell: &&str| !cell.is_empty() && roles.times.time(cell, DayOrder::Unknown).is_none();
        let cell = rows.iter().map(|r| r.get(column).trim()).find(silent).filter(|_| untold)?;
        Some((column, cell.to_owned(), roles.times.why(cell)))
    }

    /// Segment columns in column order, those of `--by` among them.
    fn segments(&mut self, by: &[usize]) -> Vec<usize> {
        let mut attrs = Vec::new();
        for (i, column) in self.columns.iter_mut().enumerate() {
            let claimed = column.claim.map(|c| c.role).filter(|r| r.is_segment() && column.given.is_none());
            if by.contains(&i) {
                column.given = column.given.or(Some((claimed.unwrap_or(Role::Attr), "option")));
                attrs.push(i);
            } else if let Some(role) = claimed.filter(|_| !column.profile.is_code()) {
                column.given = Some((role, "header"));
                attrs.push(i);
            }
        }
        attrs
    }

    fn manifest(&self) -> Vec<ColumnRole> {
        let shown = |c: &Column| match (c.given, c.claim.map(|c| c.role)) {
            (Some((role, from)), _) => (role.id(), from),
            (None, Some(r @ (Role::Customer | Role::Order | Role::OrderTime | Role::Reply))) => (r.id(), "header"),
            (None, Some(_)) => ("ignored", "header"),
            (None, None) => ("ignored", "content"),
        };
        let roles = self.columns.iter().map(shown);
        let of = |(name, (role, from)): (&String, (&str, &str))| ColumnRole {
            header: name.clone(),
            role: role.to_owned(),
            from: from.to_owned(),
        };
        self.names.iter().zip(roles).map(of).collect()
    }
}

/// What is left of a claim when the cells are looked at. A column without cells keeps its claim.
fn agreed(claim: Claim, profile: &Profile) -> Option<Claim> {
    if profile.filled == 0 {
        return Some(claim);
    }
    let kept = match claim.role {
        Role::Text | Role::Title => !profile.is_something_else() && (claim.exact || profile.is_wordy()),
        Role::Rating if !profile.mostly(profile.ratings) => {
            let weight = claim.weight.min(SENTENCES);
            return profile.is_wordy().then_some(Claim { role: Role::Text, weight, exact: false });
        }
        Role::Time => profile.is_time_by_header() || profile.is_ambiguous(),
        Role::Likes => profile.mostly(profile.counts),
        Role::Id => claim.exact || profile.is_id(),
        Role::Rating => true,
        _ => claim.exact || (profile.wordiness() < 150 && !profile.is_number()),
    };
    kept.then_some(claim)
}

/// The first of those with the greatest key.
fn first_max<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> Option<&T> {
    items.iter().reduce(|best, x| if key(x) > key(best) { x } else { best })
}

#[cfg(test)]
mod tests;
