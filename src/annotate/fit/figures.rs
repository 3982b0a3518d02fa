//! How right the decisions of a verdict model are, group by group, on rows that its heads have not seen.

use crate::annotate::sentiment::TORN;
use crate::annotate::severity::GRAVE;
use crate::model::decision::Decision;

use super::verdict::{Bench, Case, Found, SINGLE};

/// What cross-validation says of one group.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The group.
    pub group: String,
    /// Rows with a side, and the share on the right side.
    pub sides: (usize, f64),
    /// Rows with one of four labels, and the share of right ones.
    pub labels: (usize, f64),
    /// Rows of which natures are known, and the mean F1 of the natures.
    pub natures: (usize, f64),
    /// Major complaints, and their F1.
    pub major: (usize, f64),
}

impl Bench<'_> {
    pub(super) fn figures(
        &self,
        verdicts: &[Found],
        complaints: &[Found],
        decisions: &[Decision],
        groups: &[usize],
        names: &[String],
    ) -> Vec<Figures> {
        let figures = |g: usize| {
            let mine = |f: &&Found| groups[f.row] == g;
            let verdicts: Vec<&Found> = verdicts.iter().filter(mine).collect();
            let complaints: Vec<&Found> = complaints.iter().filter(mine).collect();
            Figures {
                group: names[g].clone(),
                sides: self.right_sides(&verdicts, decisions),
                labels: self.right_labels(&verdicts, decisions),
                natures: self.nature_f1(&complaints, &decisions[3..]),
                major: self.f1(&complaints, SINGLE - 1, |f| decisions[3 + self.natures].logit(&f.major) > GRAVE),
            }
        };
        (0..names.len()).map(figures).collect()
    }

    fn right_sides(&self, found: &[&Found], d: &[Decision]) -> (usize, f64) {
        let sided: Vec<&&Found> = found.iter().filter(|f| self.cases[f.row].sided).collect();
        let right = |f: &Found| (d[0].logit(&f.verdict) > 0.0) == (self.cases[f.row].row.classes & 1 == 1);
        share(sided.iter().filter(|f| right(f)).count(), sided.len())
    }

    fn right_labels(&self, found: &[&Found], d: &[Decision]) -> (usize, f64) {
        let labelled: Vec<&&Found> = found.iter().filter(|f| self.cases[f.row].known >> 1 & 1 == 1).collect();
        let label = |f: &Found| {
            if d[1].logit(&f.verdict) > 0.0 {
                1
            } else if d[2].logit(&f.verdict) > TORN {
                2
            } else {
                3 + usize::from(d[0].logit(&f.verdict) > 0.0)
            }
        };
        let truth = |c: &Case| match c.so >> 1 & 0b11 {
            0b01 => 1,
            0b00 => 3 + (c.row.classes & 1) as usize,
            _ => 2,
        };
        let right = labelled.iter().filter(|f| label(f) == truth(&self.cases[f.row])).count();
        share(right, labelled.len())
    }

    /// Mean F1 of the natures but for the last, which stands for all others.
    fn nature_f1(&self, found: &[&Found], d: &[Decision]) -> (usize, f64) {
        let of = |n: usize| self.f1(found, SINGLE + self.natures + n, |f| d[n].logit(&f.natures[n]) > 0.0);
        let all: Vec<(usize, f64)> = (0..self.natures.saturating_sub(1)).map(of).filter(|f| f.0 > 0).collect();
        let mean = all.iter().map(|f| f.1).sum::<f64>() / crate::number::float(all.len().max(1) as u64);
        (all.iter().map(|f| f.0).sum(), mean)
    }

    /// Rows that a head is true of, and F1.
    fn f1(&self, found: &[&Found], head: usize, said: impl Fn(&Found) -> bool) -> (usize, f64) {
        let (mut both, mut has, mut says) = (0, 0, 0);
        for f in found.iter().filter(|f| self.cases[f.row].known >> head & 1 == 1) {
            let (so, said) = (self.cases[f.row].so >> head & 1 == 1, said(f));
            has += usize::from(so);
            says += usize::from(said);
            both += usize::from(so && said);
        }
        (has, share(2 * both, (has + says).max(1)).1)
    }
}

fn share(part: usize, of: usize) -> (usize, f64) {
    (of, crate::number::float(part as u64) / crate::number::float(of.max(1) as u64))
}
