//! What a question asks for where the name of the thing does not end it: `3.您本次入住的门店是：`, `您所在的城市是哪里`.

use super::{Claim, INSIDE, Roles};

impl Roles {
    /// The segment that a header in its plain form asks for, in front of the words that end the question. Only segments: 您遇到的问题是 is no name of anything.
    pub(super) fn segment_asked_for(&self, plain: &str) -> Option<Claim> {
        let asked = self.hints.before_copula(plain)?;
        let claim = self.exact(asked).or_else(|| self.tail(asked)).filter(|c| c.role.is_segment())?;
        Some(Claim { exact: false, ..claim.less(INSIDE) })
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::ROLES;

    #[test]
    fn questions_name_their_segment() {
        let role = |header: &str| ROLES.claim(header).map(|c| c.role.id());
        for (header, want) in [
            ("3.您本次入住/用餐的门店是：", Some("store")),
            ("2.您本次入住的门店是：", Some("store")),
            ("2.您入住的门店", Some("store")),
            ("您所在的城市是哪里？", Some("region")),
            ("您的性别是", Some("attr")),
            ("是", None),
        ] {
            assert_eq!(role(header), want, "{header}");
        }
        assert!(ROLES.claim("您遇到的问题是").is_none_or(|c| !c.role.is_segment()));
    }
}
