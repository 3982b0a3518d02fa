//! What the header of a rating says besides its role: the scale, whether it asks for yes or no, whether more of it is worse, and whether it is about how it came.

use super::{Claim, Role, Roles};

/// Longest alias in front of which a header is looked at, in bytes: one of a megabyte has too many tails.
const LONGEST: usize = 60;
/// Most that a rating of the carriage weighs: less than one of the goods, whose headers are aliases of their own.
const CARRIAGE: i32 = 50;
/// Least that the question of recommending weighs: more than ratings of parts (对手机银行的满意度).
const RECOMMEND: i32 = 90;

impl Roles {
    /// The lowest and the highest rating of the scale that a header states, in thousandths: `满意度（1-7分）`, `满意度(1=不满意,7=满意)`.
    pub(in crate::ingest) fn scale(&self, header: &str) -> Option<(i32, i32)> {
        self.scales.stated(&self.normalizer.normal_form(header)).or_else(|| self.ratings.explained(header))
    }

    /// Whether a header asks for yes or no: `Some(true)` where yes is a good answer (是否满意), `Some(false)` where it may be anything (是否评分).
    pub(in crate::ingest) fn asks(&self, header: &str) -> Option<bool> {
        self.scales.asks(&self.normalizer.normal_form(header))
    }

    /// Whether a header measures what is worse the more there is of it, and does not explain its numbers: 难度评分, 不满意度, but not `难度(1=很差,5=很好)`.
    pub(in crate::ingest) fn is_adverse(&self, header: &str) -> bool {
        let plain = self.plain(header);
        let is_rating =
            |tail: &str| tail.len() <= LONGEST && self.aliases.get(tail).is_some_and(|(role, _)| *role == Role::Rating);
        let mut parts = plain.char_indices().map(|(at, _)| plain.split_at(at));
        let (head, _) = parts.find(|(_, tail)| is_rating(tail)).unwrap_or_default();
        self.hints.is_adverse(&plain, head) && !self.hints.asks_both(&plain) && self.ratings.explained(header).is_none()
    }

    /// Whether a header speaks of a case that somebody is to deal with (诉求内容, 工单标题), and not of what is commented on.
    pub(in crate::ingest) fn is_case(&self, header: &str) -> bool {
        self.hints.is_case(&self.normalizer.normal_form(header))
    }

    /// Whether a header speaks of what was done about a case (办结时间).
    pub(in crate::ingest) fn is_handled(&self, header: &str) -> bool {
        self.hints.is_handled(&self.normalizer.normal_form(header))
    }

    /// Whether the header of a rating asks for satisfaction (满意度).
    pub(in crate::ingest) fn is_satisfied(&self, header: &str) -> bool {
        self.hints.is_satisfied(&self.normalizer.normal_form(header))
    }

    /// What a header claims that is no alias itself: less where it rates how it came (骑手态度评分) and not all of it (总体), more where it asks whether
    /// somebody would recommend it, which is about all of it.
    pub(super) fn weighed_by_carriage(&self, plain: &str, claim: Claim) -> Claim {
        let weight = match claim.role {
            Role::Rating if self.hints.asks_to_recommend(plain) => claim.weight.max(RECOMMEND),
            Role::Rating if self.hints.is_carriage(plain) => claim.weight.min(CARRIAGE),
            _ => claim.weight,
        };
        Claim { weight, ..claim }
    }

    /// What a header of ratings claims that asks whether somebody would recommend something, though it names that last: 您有多大可能向朋友推荐我们的产品.
    pub(in crate::ingest) fn recommending(&self, header: &str, said: Option<Claim>) -> Option<Claim> {
        let names_other = said.is_none_or(|c| !c.exact && c.role.is_segment());
        if names_other && self.hints.asks_to_recommend(&self.plain(header)) {
            return Some(Claim { role: Role::Rating, weight: RECOMMEND, exact: false });
        }
        said
    }

    /// Whether a name in a group chat is one of the company's (云栖客服-小云).
    pub(in crate::ingest) fn is_staff(&self, name: &str) -> bool {
        let name = self.normalizer.normal_form(name);
        self.hints.is_staff(&name) || self.speakers.side_of(name.trim()) == Some(true)
    }
}
