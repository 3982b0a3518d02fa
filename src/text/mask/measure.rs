//! Precision and recall of masking by kind, on sentences that were written without looking at the code (`tests/fixtures/privacy.tsv`), and on orders of a
//! hotline (`privacy_hotline.tsv`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;

const SENTENCES: &str = include_str!("../../../tests/fixtures/privacy.tsv");
const ORDERS: &str = include_str!("../../../tests/fixtures/privacy_hotline.tsv");

/// A sentence without its marks, and the places that must be masked, in characters.
fn parse(line: &str) -> (String, Vec<(&str, usize, usize)>) {
    let (mut text, mut places, mut rest) = (String::new(), Vec::new(), line);
    while let Some((before, marked)) = rest.split_once('{') {
        let (inside, after) = marked.split_once('}').unwrap();
        let (kind, data) = inside.split_once('|').unwrap();
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(data);
        places.push((kind, start, text.chars().count()));
        rest = after;
    }
    text.push_str(rest);
    (text, places)
}

#[derive(Default, Debug)]
struct Count {
    found: u32,
    missed: u32,
    wrong: u32,
}

/// Whether enough of a place is hidden: something of a name, address or e-mail address, four characters of a number.
fn is_hidden(kind: &str, characters: usize, stars: usize) -> bool {
    stars >= if matches!(kind, "name" | "address" | "email") { 1 } else { (characters * 2 / 5).clamp(2, 4) }
}

/// Counts by kind, and what went wrong.
fn measure(lines: &str) -> (BTreeMap<String, Count>, Vec<String>, usize, usize) {
    let masker = Masker::new(&Dicts::load(None).unwrap()).unwrap();
    let (mut counts, mut cases) = (BTreeMap::<String, Count>::new(), Vec::new());
    let (mut sentences, mut without) = (0, 0);
    for line in lines.lines().filter(|l| !l.starts_with('#')) {
        let (text, places) = parse(line);
        let (mut out, mut kinds) = (String::new(), Vec::new());
        masker.mask(&text, &mut out, &mut kinds);
        let mut stars: Vec<usize> =
            text.chars().zip(out.chars()).enumerate().filter(|(_, (t, o))| t != o).map(|(i, _)| i).collect();
        (sentences, without) = (sentences + 1, without + usize::from(places.is_empty()));
        for &(kind, start, end) in &places {
            let inside = stars.iter().filter(|i| (start..end).contains(i)).count();
            let letters = text.chars().skip(start).take(end - start).filter(|c| c.is_alphanumeric()).count();
            stars.retain(|i| !(start..end).contains(i));
            let count = counts.entry(kind.to_owned()).or_default();
            if kinds.iter().any(|k| **k == *kind) && is_hidden(kind, letters, inside) {
                count.found += 1;
            } else {
                count.missed += 1;
                cases.push(format!("missed {kind}: {text} -> {out} {kinds:?}"));
            }
        }
        if !stars.is_empty() {
            let extra = kinds.iter().find(|k| places.iter().all(|p| *p.0 != ***k)).or(kinds.first()).unwrap();
            counts.entry(extra.to_string()).or_default().wrong += 1;
            cases.push(format!("wrong {extra}: {text} -> {out}"));
        }
    }
    (counts, cases, sentences, without)
}

#[test]
fn precision_and_recall_by_kind_stay_above_their_floors() {
    let (counts, cases, sentences, without) = measure(SENTENCES);
    assert!(sentences >= 300 && without * 10 >= sentences * 4, "{without} of {sentences} hold nothing");
    assert_eq!(counts.len(), KINDS.len(), "every kind is there");
    let share = |part: u32, rest: u32| f64::from(part) / f64::from(part + rest);
    let mut all = Count::default();
    let mut table = String::new();
    for (kind, c) in &counts {
        let (precision, recall) = (share(c.found, c.wrong), share(c.found, c.missed));
        writeln!(table, "{kind}: precision {precision:.3}, recall {recall:.3} of {}", c.found + c.missed).unwrap();
        assert!(precision >= 0.9 && recall >= 0.85, "{table}{}", cases.join("\n"));
        all = Count { found: all.found + c.found, missed: all.missed + c.missed, wrong: all.wrong + c.wrong };
    }
    let (precision, recall) = (share(all.found, all.wrong), share(all.found, all.missed));
    assert!(
        precision >= 0.98 && recall >= 0.95,
        "precision {precision:.3}, recall {recall:.3}\n{table}{}",
        cases.join("\n")
    );
}

#[test]
fn orders_of_a_hotline_show_no_names_and_keep_their_words() {
    let (counts, cases, sentences, without) = measure(ORDERS);
    assert!(sentences - without >= 60 && without >= 180, "{without} of {sentences} hold nothing");
    let sum = |of: fn(&Count) -> u32| counts.values().map(of).sum::<u32>();
    let (found, missed, wrong) = (sum(|c| c.found), sum(|c| c.missed), sum(|c| c.wrong));
    assert!(wrong == 0 && missed * 20 <= found, "{}", cases.join("\n"));
}
