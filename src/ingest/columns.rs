//! Which column serves as what: what the user says, then headers where cells agree, then cells alone.
//!
//! Not its job: reading cells (`mapping` does).

mod duty;
mod hide;
mod rating;
mod segments;
mod speaker;
#[cfg(test)]
mod tests;
mod text;
mod time;

use std::path::{Path, PathBuf};

use self::duty::Due;
use super::Options;
use super::nearest::{holding, nearest};
use super::profile::Profile;
use super::roles::{Claim, Role, Roles};
use super::table::Row;
use super::value::{DayOrder, Points, Short, Unread};
use crate::report::ColumnRole;

/// Weight of a number of an order. Those of parcels weigh less, and open a person's address: they name no row.
const ORDERS: i32 = 70;
/// Weight of a number that names the row, whatever else has it; below it may name a thing, which other rows are about too.
const OWN_NUMBERS: i32 = 60;
/// What a user writes where there shall be no such column.
const NONE: &str = "none";
/// Text columns of this weight are nothing else.
const ONLY_TEXT: i32 = 100;
/// Weight of a column whose header promises ratings and whose cells are sentences.
const SENTENCES: i32 = 80;
/// Weight of a column whose header promises addresses (IP地址) and whose cells are provinces.
const PLACES: i32 = 95;
/// Weight of a header that names a deadline; below it is a time of something (数据截止时间).
const SURE: i32 = 60;
/// What a column claims whose numbers are no ratings, whatever they look like.
const NO_RATING: Claim = Claim { role: Role::Ignore, weight: 0, exact: true };

/// Columns by role, as indices.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// Joined in this order; empty where no column holds text.
    pub(super) text: Vec<usize>,
    /// Those of them that are titles of the others.
    pub(super) titles: Vec<usize>,
    pub(super) rating: Option<usize>,
    /// Where the header of the ratings says that 1 is best: what a number and its mirror image add up to, in thousandths.
    pub(super) mirror: Option<i32>,
    /// The scale of the ratings.
    pub(super) points: Points,
    pub(super) time: Option<usize>,
    pub(super) day_order: DayOrder,
    /// Its order where years have two digits.
    pub(super) short_years: Option<Short>,
    /// Where the times cannot be read because the order of day and month is not known: a cell of them.
    pub(super) ambiguous: Option<String>,
    pub(super) id: Option<usize>,
    /// Where there is no id: the column by which a store of runs has known such rows.
    pub(super) known_by: Option<usize>,
    pub(super) likes: Option<usize>,
    /// The columns with row number and source, where rows come from elsewhere.
    pub(super) row: Option<usize>,
    pub(super) source: Option<usize>,
    /// A column whose header promises times, a cell of it that states none, and why.
    pub(super) unread: Option<(usize, String, Unread)>,
    /// A column whose header promises ratings, and a cell of it that states none.
    pub(super) unrated: Option<(usize, String)>,
    /// Where there are no ratings: columns of numbers that measure what is worse the more there is of it.
    pub(super) adverse: Vec<usize>,
    /// Where there is no time: a column that tells when it was bought.
    pub(super) bought: Option<usize>,
    /// Where each message of a conversation has its own row: who says it.
    pub(super) speaker: Option<usize>,
    /// Who has to act on a row, and by when.
    pub(super) department: Option<usize>,
    pub(super) due: Option<Due>,
    pub(super) attrs: Vec<usize>,
    /// Those of them that are there only because something is asked of them.
    pub(super) aside: Vec<usize>,
    /// Those of them that the user named.
    pub(super) by: Vec<usize>,
    /// The one of them in which words for nothing are values.
    pub(super) exact: Option<usize>,
    /// Those of `attrs` whose headers speak of addresses: cells that name no province are left out.
    pub(super) only_places: Vec<usize>,
    /// Columns that read like text and were left out, where the user named none; so ratings, and values that would make groups.
    pub(super) left: Vec<usize>,
    pub(super) other_ratings: Vec<usize>,
    pub(super) ungrouped: Vec<usize>,
    /// For the manifest: every column.
    pub(super) roles: Vec<ColumnRole>,
    /// Columns that the user named and that are not here.
    pub(super) missing: Vec<String>,
}

impl Columns {
    /// Cells that a row needs: up to the last column with a role.
    pub(super) fn needed(&self) -> usize {
        let single = [self.rating, self.time, self.id, self.likes, self.speaker, self.row, self.source];
        let duty = [self.department, self.due.map(|due| due.column)];
        let all = self.text.iter().chain(&self.attrs).copied().chain(single.into_iter().chain(duty).flatten());
        all.max().map_or(0, |last| last + 1)
    }

    /// Keeps the columns that the user named and no input had so far, with the headers and the path of the first one.
    pub(super) fn account_for_missing(&self, unmet: &mut Option<(Vec<String>, Vec<String>, PathBuf)>, path: &Path) {
        match unmet {
            Some((missing, ..)) => missing.retain(|m| self.missing.contains(m)),
            None => *unmet = Some((self.missing.clone(), self.names.clone(), path.to_owned())),
        }
    }
}

/// Chooses the columns. `rows`: the first ones below the header.
pub(super) fn choose(names: Vec<String>, headed: bool, rows: &[&Row], options: &Options, roles: &Roles) -> Columns {
    let mut chooser = Chooser::new(&names, headed, rows, roles);
    let mut columns = Columns { text: chooser.named(&options.text_columns, Role::Text), ..Columns::default() };
    let [rated, timed, numbered] =
        [&options.rating_column, &options.time_column, &options.id_column].map(|w| !is_off(w.as_deref(), &names));
    columns.rating = chooser.named(options.rating_column.iter().filter(|_| rated), Role::Rating).first().copied();
    columns.time = chooser.named(options.time_column.iter().filter(|_| timed), Role::Time).first().copied();
    columns.id = chooser.named(options.id_column.iter().filter(|_| numbered), Role::Id).first().copied();
    columns.row = chooser.named(&options.row_column, Role::Row).first().copied();
    columns.source = chooser.named(&options.source_column, Role::Source).first().copied();
    let by = chooser.named_by(&options.by);
    let kept = chooser.named_by(&options.kept);
    let due = chooser.named(duty::named(options.due_column.as_ref(), &names), Role::Due).first().copied();
    let open = columns.text.is_empty();
    if open {
        columns.text = chooser.text().unwrap_or_default();
    }
    columns.titles = chooser.titles(&columns.text);
    chooser.weigh_handled(&columns.text, roles);
    columns.rating = columns.rating.or_else(|| rated.then(|| chooser.rating())?);
    columns.time = columns.time.or_else(|| timed.then(|| chooser.time())?);
    columns.id = columns.id.or_else(|| numbered.then(|| chooser.id())?);
    columns.due = columns.time.and_then(|_| chooser.due(due, &columns.text, options));
    columns.likes = chooser.best(Role::Likes);
    columns.speaker = chooser.speaker(roles);
    chooser.read_ratings(&mut columns, options, roles);
    if rated {
        chooser.miss_ratings(&mut columns, roles);
    }
    chooser.read_times(&mut columns, timed, roles);
    let known_by = options.known_by.as_ref().filter(|_| numbered && columns.id.is_none());
    columns.known_by = known_by.and_then(|header| names.iter().position(|n| n == header));
    (columns.attrs, columns.aside) = chooser.segments(&by, &kept);
    columns.by = by;
    columns.department = chooser.department(options, &mut columns.attrs);
    columns.exact = options.exact.as_deref().and_then(|name| find(name, &names));
    columns.only_places = chooser.only_places(&columns.attrs);
    columns.left = if open { chooser.left() } else { Vec::new() };
    columns.other_ratings = if options.rating_column.is_none() { chooser.other_ratings() } else { Vec::new() };
    columns.ungrouped = if columns.by.is_empty() { chooser.ungrouped() } else { Vec::new() };
    columns.roles = chooser.manifest();
    columns.missing = chooser.missing;
    columns.names = names;
    columns
}

/// Whether the user wants no such column: `none`, unless a column is really called that.
fn is_off(wanted: Option<&str>, names: &[String]) -> bool {
    wanted.is_some_and(|w| means_none(w) && find(w, names).is_none())
}

/// Whether a name stands for no column.
pub(super) fn means_none(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case(NONE)
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

/// The existing columns that may be meant: the one most like the name, else those that it is a part of.
pub(super) fn near_names<'a>(wanted: &str, names: &'a [String]) -> Vec<&'a str> {
    match nearest_name(wanted, names) {
        Some(near) => vec![near],
        None => holding(wanted, names.iter().map(String::as_str)),
    }
}

struct Column {
    claim: Option<Claim>,
    /// Whether its header can mean nothing but the text (反馈内容), whatever its cells look like.
    only_text: bool,
    /// Whether its header names something else than what a customer says, whatever its cells look like.
    names_other: bool,
    /// Weight of its header's claim to be times, where its cells are none; and to be ratings.
    untimed: i32,
    unrated: i32,
    sense: Sense,
    /// Whether its header speaks of somebody's address and its cells of provinces.
    only_places: bool,
    profile: Profile,
    /// The role given to it and why.
    given: Option<(Role, &'static str)>,
}

/// What a header says of the numbers below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Usual,
    /// More is worse.
    Adverse,
    /// They answer a question of yes or no, where yes is good, and where it may be anything.
    Asks,
    AsksElse,
}

struct Chooser<'a> {
    names: &'a [String],
    headed: bool,
    rows: &'a [&'a Row],
    columns: Vec<Column>,
    /// Whose headers speak of a case that somebody is to deal with (诉求内容).
    of_case: Vec<bool>,
    missing: Vec<String>,
}

impl<'a> Chooser<'a> {
    fn new(names: &'a [String], headed: bool, rows: &'a [&'a Row], roles: &Roles) -> Self {
        let columns = names.iter().enumerate().map(|(i, name)| {
            let profile = Profile::of(rows, i, roles);
            let named = if headed { roles.claim(name) } else { None };
            let is_rated = headed && profile.is_rating_by_header();
            let said = if is_rated { roles.recommending(name, named) } else { named };
            let is_open = headed && said.is_none_or(|c| c.role == Role::Rating);
            let sense = if is_open { sense(name, &profile, roles) } else { Sense::Usual };
            let claim = if sense == Sense::Adverse { Some(NO_RATING) } else { said };
            let only_text = claim.is_some_and(|c| c.role == Role::Text && c.exact && c.weight >= ONLY_TEXT);
            let said = claim.map(|c| c.role);
            let names_other = claim.is_some_and(text::is_other);
            let agreed = claim.and_then(|c| agreed(c, &profile, sense));
            let unrated = claim.filter(|c| c.role == Role::Rating && agreed.is_none()).map_or(0, |c| c.weight);
            let unrated = if unrated > rating::HANDLED { unrated } else { 0 };
            let untimed = claim.filter(|c| c.role == Role::Time && agreed.is_none()).map_or(0, |c| c.weight);
            let only_places = said == Some(Role::Customer) && agreed.is_some_and(|c| c.role == Role::Region);
            Column { claim: agreed, only_text, names_other, untimed, unrated, sense, only_places, profile, given: None }
        });
        let of_case = names.iter().map(|name| headed && roles.is_case(name)).collect();
        Self { names, headed, rows, columns: columns.collect(), of_case, missing: Vec::new() }
    }

    /// Gives a role to the columns that the user named.
    fn named<'n>(&mut self, wanted: impl IntoIterator<Item = &'n String>, role: Role) -> Vec<usize> {
        let found = self.named_by(wanted);
        for i in &found {
            self.give(*i, role, "option");
        }
        found
    }

    /// Columns of `--by`: these may have another role besides.
    fn named_by<'n>(&mut self, wanted: impl IntoIterator<Item = &'n String>) -> Vec<usize> {
        let mut found = Vec::new();
        for name in wanted {
            match find(name, self.names) {
                Some(i) if found.contains(&i) => {}
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

    /// The heaviest claimant, the first of equals; words for ratings say more than numbers, and an id of each row more than one of several (笔记ID).
    fn best(&mut self, role: Role) -> Option<usize> {
        let mut claimants = self.claimants(role);
        claimants.retain(|(_, c)| role != Role::Rating || c.weight > rating::HANDLED);
        let tells = |i: usize| match role {
            Role::Rating => self.columns[i].profile.tells_ratings(),
            Role::Id => self.columns[i].profile.tells_rows_apart(),
            _ => false,
        };
        let (best, _) = *first_max(&claimants, |(i, c)| (c.weight, tells(*i)))?;
        Some(self.give(best, role, "header"))
    }

    fn id(&mut self) -> Option<usize> {
        self.best(Role::Id).or_else(|| self.id_by_content()).or_else(|| self.id_by_order())
    }

    /// Free columns whose headers say nothing.
    fn silent(&self) -> Vec<usize> {
        let silent = self.columns.iter().enumerate().filter(|(_, c)| c.given.is_none() && c.claim.is_none());
        silent.map(|(i, _)| i).collect()
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

fn sense(header: &str, profile: &Profile, roles: &Roles) -> Sense {
    match roles.asks(header) {
        _ if !profile.is_wordy() && roles.is_adverse(header) => Sense::Adverse,
        Some(true) => Sense::Asks,
        Some(false) => Sense::AsksElse,
        None => Sense::Usual,
    }
}

/// What is left of a claim when the cells are looked at. A column without cells keeps its claim. `sense`: what the header says of
/// its numbers.
fn agreed(claim: Claim, profile: &Profile, sense: Sense) -> Option<Claim> {
    if profile.filled == 0 {
        return Some(claim);
    }
    let kept = match claim.role {
        Role::Text | Role::Title => !profile.is_something_else() && (claim.exact || profile.is_wordy()),
        Role::Rating if sense == Sense::Asks && profile.is_of_answers() => true,
        Role::Rating if sense == Sense::AsksElse && profile.is_of_answers() => return Some(NO_RATING),
        Role::Rating if !profile.is_rating_by_header() => {
            let weight = claim.weight.min(SENTENCES);
            let is_said = profile.is_wordy() && profile.is_varied();
            return is_said.then_some(Claim { role: Role::Text, weight, exact: false });
        }
        Role::Customer if profile.holds_places() => {
            return Some(Claim { role: Role::Region, weight: PLACES, exact: true });
        }
        Role::Time => profile.is_time_by_header() || profile.is_ambiguous(),
        Role::Due if claim.weight < SURE => {
            return profile.is_time_by_header().then_some(Claim { role: Role::Time, ..claim });
        }
        Role::Due => profile.is_time_by_header(),
        Role::Likes => profile.mostly(profile.counts),
        Role::Id if claim.exact && claim.weight >= OWN_NUMBERS => !profile.is_constant(),
        Role::Id => profile.is_id() || (claim.exact && profile.tells_rows_apart()),
        Role::Rating => true,
        _ => claim.exact || (profile.wordiness() < 150 && !profile.is_number()),
    };
    kept.then_some(claim)
}

/// The first of those with the greatest key.
fn first_max<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> Option<&T> {
    items.iter().reduce(|best, x| if key(x) > key(best) { x } else { best })
}
