//! Speakers who have letters or tracks for names, as transcripts give them: `A：您好，请问有什么可以帮您？ B：我要投诉…`, 左声道, 说话人1. Headings and answers to choose
//! from look the same, so that only a greeting as companies have them tells that two speak, and who is who.

use super::{Head, Speakers};

/// Speakers of such a dialogue.
const SPEAKERS: usize = 2;

impl Speakers {
    /// Heads with the sides of the nameless, or without them.
    pub(super) fn settled<'t>(&self, text: &str, mut heads: Vec<Head<'t>>) -> Vec<Head<'t>> {
        if !heads.iter().any(|h| h.nameless) {
            return heads;
        }
        let company = self.company_of(text, &heads);
        heads.retain(|h| !h.nameless || company.is_some());
        for head in heads.iter_mut().filter(|h| h.nameless) {
            head.voice.company = company == Some(head.name);
        }
        heads
    }

    /// The one of two nameless speakers who greets as companies do, where nobody else speaks.
    fn company_of<'t>(&self, text: &str, heads: &[Head<'t>]) -> Option<&'t str> {
        let mut names: Vec<&str> = heads.iter().map(|h| h.name).collect();
        names.sort_unstable();
        names.dedup();
        let fits = names.len() == SPEAKERS && heads[0].place.sure && heads.iter().all(|h| h.nameless);
        if !fits {
            return None;
        }
        let greets = |(i, head): (usize, &Head<'t>)| {
            let end = heads.get(i + 1).map_or(text.len(), |next| next.place.start);
            let said = text.get(head.end..end).unwrap_or_default();
            self.greetings.iter().any(|g| said.contains(g.as_str())).then_some(head.name)
        };
        let mut greeters = heads.iter().enumerate().filter_map(greets);
        let first = greeters.next()?;
        greeters.all(|name| name == first).then_some(first)
    }
}
