//! Labels a group of rows stage by stage: all are cut, then all are searched for words, then rules are matched in all, then all are heard by the models,
//! then all are labelled.
//!
//! Each stage looks things up in tables of its own, far larger together than what a processor keeps at hand; row by row, each stage would find its
//! tables thrown out by those of the others. The labels are the same for every size of group. What a stage finds is the business of its own file.

use crate::record::{Annotated, Label};

use super::informative::Worth;
use super::mention::{self, Maker};
use super::scan::Finds;
use super::sentiment::Balance;
use super::signals::Logits;
use super::{Analysis, Annotator, Discourse, Reading, Scratch, Tools, guess, scan, sentiment, trade, voice};

/// Rows of a group that is worth while: few enough that what one stage hands to the next stays at hand.
pub const GROUP: usize = 32;

/// A row on its way through the stages.
struct Row<'r, 'l> {
    out: &'r mut Annotated,
    reading: &'r mut Reading,
    worth: Worth,
    finds: Finds<'l>,
}

impl Annotator {
    /// Labels rows from [`Annotator::begin`].
    pub fn label(&self, rows: &mut [Annotated], s: &mut Scratch) {
        let Scratch { group, tools, .. } = s;
        group.resize_with(rows.len().max(group.len()), Reading::default);
        let mut open: Vec<Row> =
            rows.iter_mut().zip(group).filter_map(|(out, reading)| self.open(out, reading)).collect();
        for r in &mut open {
            self.cut(r.reading);
        }
        for r in &mut open {
            r.finds = self.search(r.reading);
        }
        for r in &mut open {
            self.settle(&mut r.finds, r.reading, tools);
        }
        for r in &mut open {
            self.listen(&r.finds, r.reading, tools);
        }
        for Row { out, reading, worth, finds } in open {
            let analysis = self.weigh_up(finds, reading, tools);
            self.conclude(out, worth, analysis, reading, &mut tools.columns);
        }
    }

    /// Notes what a row is worth reading for; nothing comes back where there is nothing to read.
    fn open<'r>(&self, out: &'r mut Annotated, reading: &'r mut Reading) -> Option<Row<'r, '_>> {
        self.form(&out.text, &mut reading.normal);
        let text = &reading.normal.text;
        let worth = self.placeholders.judge(text);
        // 好吃 and 差评 say too little to quote, but they are verdicts of customers.
        out.informative = worth != Worth::Nothing;
        let says_nothing = worth == Worth::Nothing && text.chars().all(char::is_alphanumeric);
        (!says_nothing).then(|| Row { out, reading, worth, finds: Finds::default() })
    }

    /// Cuts the normal form into tokens.
    pub(super) fn cut(&self, r: &mut Reading) {
        self.segmenter.cut(&r.normal.text, &mut r.tokens);
    }

    /// Searches for what the dictionaries know.
    pub(super) fn search(&self, r: &mut Reading) -> Finds<'_> {
        scan::search(&self.words, &self.quantities, &r.normal.text, &mut r.sought)
    }

    /// Settles what was found, and which rules match.
    pub(super) fn settle<'l>(&'l self, finds: &mut Finds<'l>, r: &mut Reading, t: &mut Tools) {
        let text = (r.normal.text.as_str(), &r.tokens[..]);
        scan::settle(&self.words, self.overall, text, &mut r.sought, &mut t.buffers, finds);
    }

    /// Hears what the models say.
    pub(super) fn listen(&self, finds: &Finds, r: &mut Reading, t: &mut Tools) {
        r.heard.listen(&self.models, &r.normal.text, &finds.clauses, &mut t.grams, &mut t.scores);
    }

    /// Brings words, models and syntax together.
    pub(super) fn weigh_up<'l>(&'l self, finds: Finds<'l>, r: &mut Reading, t: &mut Tools) -> Analysis<'l> {
        let (text, heard) = (r.normal.text.as_str(), &mut r.heard);
        let mut drafts = Maker { taxonomy: &self.taxonomy, overall: self.overall, text }.make(&finds);
        let mut voices = voice::listen(&finds, text);
        guess::doubt(&mut drafts, &finds, heard);
        self.sort(&mut drafts, heard);
        let mut hear = |part: &str| self.models.margin(part, &mut t.grams);
        let margin = heard.whole().margin;
        let discourse = Discourse::of(&drafts, &finds, (text, margin), &self.taxonomy, &mut hear);
        discourse.turn(&mut drafts);
        let balance = Balance::of(&drafts, &discourse);
        discourse.hush(&mut drafts, &mut voices, &finds.clauses);
        if let Some(kept) = discourse.verdict(&finds.clauses) {
            let verdict: Vec<&str> = kept.iter().map(|&(start, end)| &text[start..end]).collect();
            heard.listen_again(&self.models, &verdict.join(","), &mut t.grams, &mut t.scores);
        }
        let mut a = Analysis { finds, drafts, voices, discourse, logits: Logits::default(), balance };
        a.logits = self.logits(&a, text, heard);
        a
    }

    /// Writes the labels of a row.
    fn conclude(&self, out: &mut Annotated, worth: Worth, mut a: Analysis, r: &Reading, seen: &mut trade::Seen) {
        let text = &r.normal.text;
        let lukewarm = self.placeholders.lukewarm(text).is_some();
        if lukewarm {
            a.logits.neutral = f64::INFINITY;
        }
        if worth == Worth::Nothing && a.balance == Balance::default() {
            return;
        }
        out.sentiment = sentiment::judge(a.logits);
        out.satisfaction = Some(sentiment::satisfaction(out.sentiment));
        self.trades.settle(&mut a.drafts, &out.attrs, text, seen);
        if !lukewarm {
            self.complain(out, &a, r);
        }
        mention::close(&mut a.drafts, &a.finds);
        self.speak(out, &a);
        out.requests = self.requests(&out.text, &a, r);
        if bears_blame(out) {
            self.blame(&out.natures, &mut a, (text, &r.heard));
        }
        self.write(out, &a, &r.normal, &r.heard);
        self.intend(out);
        out.keywords = self.keywords.pick(text, &r.tokens);
    }
}

/// Whether blame that no word lays is laid on what a text names. In praise, what is named is praised or left alone: what its reservation is about says a
/// word of its own.
pub(super) fn bears_blame(a: &Annotated) -> bool {
    a.complaint && a.sentiment.label != Label::Positive
}
