//! What customers say of each aspect, praise and blame: the words that most of them use, by how many, and where one of them says so.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::opinions::{Both, Opinions, Said};
use crate::aggregate::tally::counted;
use crate::record::{Name, Polarity};
use crate::report::{Opinion, RowRef};

/// Entries of praise, and of blame, of an aspect.
const MOST: usize = 5;

/// What fewer rows say is no opinion of customers.
const LEAST: u64 = 2;

/// The words of each aspect, praise first, most frequent first.
pub(super) fn opinions(all: Opinions) -> BTreeMap<Name, Vec<Opinion>> {
    let Opinions { rows, kept } = all;
    let list = |said: Vec<(u64, Said)>, polarity: Polarity| {
        // Forms that are the same, their mentions in input order.
        let mut forms: BTreeMap<u64, Vec<Said>> = BTreeMap::new();
        for (_, s) in said {
            forms.entry(s.form).or_default().push(s);
        }
        let count = |form: &u64| rows.get(form).map_or(0, |n| u64::from(*n));
        let told = forms.iter().filter(|(form, _)| count(form) >= LEAST);
        let mut out: Vec<Opinion> = told.filter_map(|(form, said)| opinion(said, polarity, count(form))).collect();
        out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.target, &a.opinion).cmp(&(&b.target, &b.opinion))));
        out.truncate(MOST);
        out
    };
    let sides = |[blame, praise]: Both| {
        let mut out = list(praise.into_items(), Polarity::Positive);
        out.extend(list(blame.into_items(), Polarity::Negative));
        out
    };
    kept.into_iter().map(|(aspect, both)| (aspect, sides(both))).collect()
}

/// The words and one row of mentions that say the same.
fn opinion(said: &[Said], polarity: Polarity, count: u64) -> Option<Opinion> {
    let spellings = counted(said.iter().map(|s| (&*s.target, &*s.opinion)));
    // The shortest says nothing that not all of them say (快, not 非常快); of these the usual one, with its thing apart.
    let (words, _) = spellings.into_iter().min_by_key(|((target, opinion), n)| {
        (target.chars().count() + opinion.chars().count(), Reverse(*n), target.is_empty())
    })?;
    let quoted = said.iter().min_by_key(|s| ((&*s.target, &*s.opinion) != words, s.strain))?;
    Some(Opinion {
        polarity: polarity.id().to_owned(),
        target: words.0.to_owned(),
        opinion: words.1.to_owned(),
        count,
        quote: RowRef { source: quoted.source.to_string(), row: quoted.row },
    })
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, absorb, finished, report, settings};
    use crate::record::Annotated;
    use crate::report::Opinion;

    fn told(list: &[Opinion]) -> Vec<(&str, String, u64, u64)> {
        let words = |o: &Opinion| format!("{}|{}", o.target, o.opinion);
        list.iter().map(|o| (o.polarity.as_str(), words(o), o.count, o.quote.row)).collect()
    }

    fn rows() -> Vec<Annotated> {
        let praise = |i, target: &str, opinion: &str| {
            Row::new(i, &format!("{target}{opinion}")).score(300).praise("product.sound", target, opinion)
        };
        (1..=60u64)
            .map(|i| match i % 6 {
                0 => praise(i, "音质", "很清晰"),
                1 if i % 12 == 1 => praise(i, "音質", "清晰"),
                1 => praise(i, "", "音质清晰"),
                2 => praise(i, "音质", "清晰").praise("product.sound", "", "音质真的清晰"),
                3 => Row::new(i, "音质沙哑").score(-300).blame("product.sound", "音质", "沙哑"),
                4 => praise(i, "音质", &format!("第{i}好")),
                _ => Row::new(i, "音质在这里").name("product.sound", "音质"),
            })
            .map(Row::build)
            .collect()
    }

    #[test]
    fn spellings_of_one_opinion_count_once_a_row_and_lead_to_a_row() {
        let report = report(&rows());
        let sound = report.aspects.iter().find(|a| a.id == "product.sound").unwrap();
        // What one row alone says is left out.
        let praise = ("positive", "音质|清晰".to_owned(), 30, 2);
        assert_eq!(told(&sound.opinions), [praise, ("negative", "音质|沙哑".to_owned(), 10, 3)]);
    }

    #[test]
    fn opinions_are_the_same_for_any_split() {
        let (rows, settings) = (rows(), settings());
        let whole = finished(absorb(&rows, &settings), &settings).0;
        for at in [1, 17, 59] {
            let mut split = absorb(&rows[..at], &settings);
            let mut later = split.beside();
            rows[at..].iter().for_each(|r| later.absorb(r));
            split.merge(later);
            assert_eq!(finished(split, &settings).0.aspects, whole.aspects);
        }
    }
}
