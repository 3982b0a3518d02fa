//! Which column holds the ratings, how its cells are meant, and which ones are none though they may be taken for some.

use super::{Chooser, Claim, Columns, Options, Role, Roles, Sense, first_max};
use crate::ingest::mapping::unguarded;
use crate::ingest::value::{Form, Known, Points};

/// The top of a scale of percent, in thousandths.
const HUNDRED: i32 = 100_000;
/// Weight of ratings of all of it (满意度, 客户满意度), not of a part (服务满意度).
const WHOLE: i32 = 95;
/// Ratings of this weight and below tell how a complaint was handled (回访满意度): none of the firm.
pub(super) const HANDLED: i32 = 10;

impl Chooser<'_> {
    /// The column of ratings: by its header, else by its cells.
    pub(super) fn rating(&mut self) -> Option<usize> {
        self.best(Role::Rating).or_else(|| self.rating_by_content())
    }

    /// Beside a case and what was done about it (诉求内容, 办结时间), satisfaction with nothing named (满意度) is satisfaction with that, as ratings are whose headers say so
    /// (群众评价).
    pub(super) fn weigh_handled(&mut self, texts: &[usize], roles: &Roles) {
        let tells_case = texts.iter().any(|i| self.of_case[*i]);
        if !tells_case || !self.headed || !self.names.iter().any(|name| roles.is_handled(name)) {
            return;
        }
        for (i, claim) in self.claimants(Role::Rating) {
            let (name, is_whole) = (&self.names[i], claim.exact && claim.weight >= WHOLE);
            if roles.is_handled(name) || (is_whole && roles.is_satisfied(name)) {
                self.columns[i].claim = Some(Claim { weight: HANDLED, ..claim });
            }
        }
    }

    /// Columns of ratings that are not used, where nobody chose among them.
    pub(super) fn other_ratings(&self) -> Vec<usize> {
        let of = |(i, _): &(usize, Claim)| self.columns[*i].profile.is_rating_by_header();
        self.claimants(Role::Rating).into_iter().filter(of).map(|(i, _)| i).collect()
    }

    /// How cells of the ratings are to be read.
    pub(super) fn read_ratings(&self, columns: &mut Columns, options: &Options, roles: &Roles) {
        let Some(at) = columns.rating else { return };
        let (name, profile) = (&self.names[at], &self.columns[at].profile);
        let stated = roles.scale(name).filter(|_| self.headed);
        columns.mirror = roles.ratings.mirror(name, stated.unwrap_or(profile.ends()));
        let is_share = columns.mirror.is_none() && stated.is_none_or(|(_, high)| high == HUNDRED);
        let known = Known {
            stated,
            mirror: columns.mirror,
            form: match () {
                // A header that states a scale asks for a number: 是否满意（1-5分）.
                () if self.columns[at].sense == Sense::Asks && stated.is_none() && profile.is_of_answers() => {
                    Form::Answers
                }
                () if profile.is_of_signs() => Form::Signs,
                () if is_share && profile.is_of_shares() => Form::Shares,
                () => Form::Usual,
            },
            comma: profile.has_commas(),
            partial: options.sources > 1 || options.row_column.is_some(),
        };
        let cells = self.rows.iter().map(|r| unguarded(r.get(at)));
        columns.points = Points::of(known, cells, &roles.ratings);
    }

    /// Under a header, only what cannot be anything else, as 赞 in every row can; plain numbers of five only where they stand alone.
    fn rating_by_content(&mut self) -> Option<usize> {
        let silent = self.silent();
        let of = |i: &usize| self.columns[*i].profile.ratingness();
        let rated = |i: &usize| of(i) == 2 && (!self.headed || self.columns[*i].profile.has_spread());
        let telling = silent.iter().copied().find(rated);
        let numbers: Vec<usize> = silent.iter().copied().filter(|i| of(i) == 1).collect();
        let alone = match numbers[..] {
            [only] if !self.headed || self.columns[only].profile.is_five_scale() => Some(only),
            [first, ..] if !self.headed => Some(first),
            _ => None,
        };
        telling.or(alone).map(|i| self.give(i, Role::Rating, "content"))
    }

    /// What to tell of columns that are no ratings, though their headers promise some or their numbers look like some.
    pub(super) fn miss_ratings(&self, columns: &mut Columns, roles: &Roles) {
        let adverse = |i: &usize| self.columns[*i].sense == Sense::Adverse && self.columns[*i].profile.is_rating();
        if columns.rating.is_none() {
            columns.adverse = (0..self.columns.len()).filter(adverse).collect();
        }
        columns.unrated = self.unrated(columns.rating, roles);
    }

    /// The column that its header calls ratings, where most cells state none and it is nothing else, unless another of the same weight does.
    fn unrated(&self, rating: Option<usize>, roles: &Roles) -> Option<(usize, String)> {
        let weight = |i: usize| if self.columns[i].given.is_none() { self.columns[i].unrated } else { 0 };
        let weighed: Vec<(usize, i32)> = (0..self.columns.len()).map(|i| (i, weight(i))).collect();
        let (column, weight) = *first_max(&weighed, |(_, w)| *w)?;
        let chosen = rating.map(|i| &self.columns[i]);
        let lighter = chosen.is_none_or(|c| {
            let by_option = c.given.is_some_and(|(_, from)| from == "option");
            !by_option && weight > c.claim.map_or(0, |c| c.weight)
        });
        let silent =
            |cell: &&str| !cell.is_empty() && !roles.is_unanswered(cell) && roles.ratings.rating(cell).is_none();
        let mut cells = self.rows.iter().map(|r| unguarded(r.get(column)));
        let cell = cells.find(silent).filter(|_| weight > 0 && lighter)?;
        Some((column, cell.to_owned()))
    }
}
