//! One clause of a text by itself: what words of contrast, of quoting, of asking stand in it, and what it judges. What clauses make of each other is
//! `discourse`'s job.

use crate::lexicon::modifier::{Modifier, ModifierKind};
use crate::lexicon::{AspectId, Taxonomy};
use crate::record::Name;
use crate::text::clause::Clause;

use super::super::mention::{Draft, within};
use super::super::scan::{Find, Finds};

/// Characters between somebody quoted and the word that says so.
const SOURCE_GAP: usize = 7;
/// Characters of praise in quotation marks that are doubted.
const SCARE: usize = 7;
/// Praise that exclaims by itself.
const EXCLAIMED: i32 = 900;

/// One clause.
#[allow(clippy::struct_excessive_bools)] // each stands by itself, any may hold together
#[derive(Debug, Clone, Default)]
pub(super) struct Role {
    pub(super) contrast: Option<i32>,
    pub(super) concession: Option<i32>,
    pub(super) quoted: Option<i32>,
    pub(super) past: bool,
    pub(super) asks: bool,
    pub(super) rhetorical: bool,
    pub(super) sarcasm: i32,
    pub(super) scare: bool,
    /// Praise with an exclamation: 真…, 太…了.
    pub(super) exclaims: bool,
    /// One thing is praised as loudly as that; several mild praises are no exclamation.
    pub(super) loud: bool,
    /// A point is made of it: 才, 又.
    pub(super) pointed: bool,
    /// Aspects judged, each with its nature.
    pub(super) about: Vec<(AspectId, Name)>,
    /// First clause of a sentence.
    pub(super) opens: bool,
    pub(super) praise: i32,
    pub(super) blame: i32,
}

impl Role {
    /// Praise less blame.
    pub(super) fn said(&self) -> i32 {
        self.praise - self.blame
    }
    pub(super) fn judged(&self) -> bool {
        self.praise + self.blame > 0
    }
}

/// Reads each clause of a text.
pub(super) fn roles(drafts: &[Draft], f: &Finds, text: &str, taxonomy: &Taxonomy) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::with_capacity(f.clauses.len());
    let mut quoting = None;
    for (i, c) in f.clauses.iter().enumerate() {
        let mut r = Role { opens: i == 0 || ends_statement(&f.clauses[i - 1]), ..Role::default() };
        r.read(within(&f.modifiers, c), c, text);
        let marked = in_marks(c, text);
        // 客服说"正常现象": the words in quotation marks are theirs.
        if marked && r.quoted.is_none() {
            r.quoted = quoting;
        }
        quoting = r.quoted.filter(|_| c.opens_quotation());
        r.exclaims = f.exclaims_in(c);
        r.scare = marked && text[c.start..c.end].chars().count() <= SCARE;
        roles.push(r);
    }
    for d in drafts.iter().filter(|d| d.score != 0) {
        let r = &mut roles[d.clause];
        r.about.push((d.aspect, taxonomy.get(d.aspect).nature.clone()));
        r.loud |= d.score >= EXCLAIMED;
        if d.score > 0 { r.praise += d.score } else { r.blame -= d.score }
    }
    for r in &mut roles {
        r.scare &= r.praise > 0 && r.blame == 0;
    }
    roles
}

impl Role {
    fn read(&mut self, modifiers: &[Find<&Modifier>], c: &Clause, text: &str) {
        use ModifierKind::{
            Concession, Contrast, DoubleNegation, Doubt, Hypothetical, Past, Pointed, Question, Quote, Rhetorical,
            Sarcasm, Source, Speech, Wish,
        };
        self.asks = c.asks();
        let mut source: Option<(usize, i32)> = None;
        for m in modifiers {
            match m.what.kind {
                Contrast => self.contrast = Some(self.contrast.unwrap_or(0).max(m.what.factor)),
                Concession => self.concession = Some(m.what.factor),
                Past => self.past = true,
                Question | Wish | Hypothetical | Doubt => self.asks = true,
                Rhetorical => self.rhetorical = true,
                DoubleNegation => self.rhetorical = false,
                Pointed => self.pointed = true,
                Sarcasm => self.sarcasm = self.sarcasm.min(m.what.factor),
                Quote => self.quoted = Some(m.what.factor),
                Source => source = Some((m.end, m.what.factor)),
                Speech => {
                    let near = |end: usize| text[end..m.start].chars().count() <= SOURCE_GAP;
                    if let Some((_, factor)) = source.filter(|&(end, _)| end <= m.start && near(end)) {
                        self.quoted = Some(factor);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether what comes after a clause is a statement of its own: half a sentence is enough.
fn ends_statement(c: &Clause) -> bool {
    c.ends_sentence() || c.mark == '.'
}

/// Whether a clause stands in quotation marks.
fn in_marks(c: &Clause, text: &str) -> bool {
    let before = &text[..c.start];
    match (before.chars().next_back(), c.mark) {
        (Some('“'), '”') | (Some('「'), '」') => true,
        (Some('"'), '"') => before.matches('"').count() % 2 == 1,
        _ => false,
    }
}
