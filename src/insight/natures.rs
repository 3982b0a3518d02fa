//! What is complained about, by nature and aspect.

use std::cmp::Reverse;

use crate::aggregate::Partial;
use crate::aggregate::aspects::NatureTally;
use crate::report::{AspectCount, NatureCount};

use super::Context;
use super::stats::rate;

/// Natures, most frequent first; those of the taxonomy that nobody complains of are told with 0.
pub(super) fn natures(p: &Partial, cx: &Context) -> Vec<NatureCount> {
    let none = NatureTally::default();
    let known = cx.taxonomy.natures().map(|n| &n.id);
    let unknown = p.aspects.natures.keys().filter(|id| cx.taxonomy.lookup(id).is_none());
    let mut out: Vec<NatureCount> = known
        .chain(unknown)
        .map(|id| {
            let t = p.aspects.natures.get(id).unwrap_or(&none);
            NatureCount {
                id: id.to_string(),
                name: cx.aspect_name(id),
                rate: rate(t.complaints, p.complaints),
                primary: t.primary,
                major: t.major,
                aspects: aspects(t, p.complaints, cx),
            }
        })
        .collect();
    // Stable: at equal counts the order of the taxonomy stays.
    out.sort_by_key(|n| Reverse(n.rate.count));
    out
}

fn aspects(t: &NatureTally, complaints: u64, cx: &Context) -> Vec<AspectCount> {
    let count = |(id, &n): (&crate::record::Name, &u64)| AspectCount {
        id: id.to_string(),
        name: cx.aspect_name(id),
        rate: rate(n, complaints),
    };
    let mut out: Vec<AspectCount> = t.aspects.iter().map(count).collect();
    out.sort_by(|a, b| b.rate.count.cmp(&a.rate.count).then_with(|| a.id.cmp(&b.id)));
    out
}

#[cfg(test)]
mod tests {
    use crate::insight::testing::{Row, report};
    use crate::record::{Annotated, Name};

    /// A complaint about the product that blames these.
    fn of_product(n: u64, aspects: &[&str]) -> Annotated {
        let row = Row::new(n, "烟机漏油").score(-900);
        let mut row = aspects.iter().fold(row, |row, a| row.blame(a, "烟机", "漏油")).build();
        row.natures = vec![Name::from("product")];
        row.nature = row.natures.first().cloned();
        row
    }

    #[test]
    fn a_complaint_that_blames_no_aspect_of_its_nature_stands_under_what_it_blames() {
        let damage = ["logistics.damage", "product.quality"];
        let rows = [of_product(1, &damage[..1]), of_product(2, &damage), of_product(3, &damage[1..])];
        let r = report(&rows);
        let product = r.natures.iter().find(|n| n.id == "product").unwrap();
        let told: Vec<_> = product.aspects.iter().map(|a| (a.id.as_str(), a.rate.count)).collect();
        assert_eq!(told, [("product.quality", 2), ("logistics.damage", 1)]);
        assert!(r.natures.iter().all(|n| n.id == "product" || n.rate.count == 0));
    }
}
