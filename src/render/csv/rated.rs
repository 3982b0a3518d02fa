//! Lines of the long table about ratings.

use crate::render::nps::PARTS;
use crate::report::{Estimate, NpsShares};

use super::Long;

/// A net promoter score and the shares behind it, where one is told of a thing.
pub(super) fn nps([section, item]: [&str; 2], nps: Option<Estimate>, shares: Option<NpsShares>, l: &mut Long) {
    if let Some(nps) = nps {
        l.estimate([section, item, "nps"], &nps);
    }
    let Some(shares) = shares else { return };
    for (key, of) in PARTS {
        l.rate([section, item, key], &of(&shares));
    }
}
