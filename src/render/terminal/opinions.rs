//! What most customers love and complain of, in their words.

use crate::render::opinions::{SIDES, most, words};
use crate::render::words::count;
use crate::report::Opinion;

use super::Summary;
use super::page::{Line, Tone};

/// Entries of praise, and of blame.
const SAID: usize = 8;

impl Summary<'_> {
    pub(super) fn opinions(&mut self) {
        let report = self.report;
        let lists = SIDES.map(|(side, key)| (key, most(report, side, self.top.min(SAID))));
        if lists.iter().all(|(_, list)| list.is_empty()) {
            return;
        }
        self.page.heading(self.words.t("opinions"), self.words.t("opinions.note"));
        let width = self.words.widest(&SIDES.map(|(_, key)| key));
        for ((key, list), tone) in lists.into_iter().zip([Tone::Good, Tone::Bad]) {
            let item = |o: &Opinion| Line::default().add(tone, words(o)).add(Tone::Dim, format!(" {}", count(o.count)));
            if !list.is_empty() {
                self.page.flow(self.words.t(key), width, list.into_iter().map(item).collect());
            }
        }
    }
}
