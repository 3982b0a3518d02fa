//! The nearest of some names to one that does not exist: for hints only.

/// The name that takes the fewest changes, where these are few for its length.
pub(super) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names.into_iter().filter_map(|n| Some((changes(wanted, n)?, n)));
    scored.min_by_key(|(d, _)| *d).map(|(_, n)| n)
}

/// Names of which one is a part, or that are a part of it: 反馈 for 反馈内容. One character is none.
pub(super) fn holding<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = |s: &str| s.trim().to_lowercase();
    let wanted = folded(wanted);
    let holds = |whole: &str, part: &str| part.chars().count() > 1 && whole.contains(part);
    names.into_iter().filter(|n| holds(&folded(n), &wanted) || holds(&wanted, &folded(n))).collect()
}

/// All names, those that may be meant first: the one most like what was written, then those of which it is a part or that are a part of it, then the others.
pub fn near_first<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let names: Vec<&str> = names.into_iter().collect();
    let near = nearest(wanted, names.iter().copied());
    let likely = near.into_iter().chain(holding(wanted, names.iter().copied()));
    let mut out: Vec<&str> = Vec::with_capacity(names.len());
    for name in likely.chain(names.iter().copied()) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// The same for names of files: endings are no likeness, as most files have the same; where the rest is as near, they decide.
pub(super) fn nearest_file<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names.into_iter().filter_map(|n| Some((changes(stem(wanted), stem(n))?, distance(wanted, n), n)));
    scored.min_by_key(|(stem, all, _)| (*stem, *all)).map(|(.., n)| n)
}

/// A file's name without its ending, and without that of a packed file.
fn stem(name: &str) -> &str {
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// How many changes make one name the other; `None` where these are more than a third of what was written.
fn changes(wanted: &str, name: &str) -> Option<usize> {
    let most = (wanted.chars().count() / 3).clamp(1, 4);
    let changes = distance(&wanted.to_lowercase(), &name.to_lowercase());
    (changes <= most && changes < name.chars().count()).then_some(changes)
}

/// Characters to insert, delete, replace, or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let replaced = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_changes_only() {
        let names = ["评价内容", "评分", "feedback"];
        assert_eq!(nearest("评价内客", names), Some("评价内容"));
        assert_eq!(nearest("feedbakc", names), Some("feedback"));
        assert_eq!(nearest("back", names), None);
        assert_eq!(nearest("物流", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!((distance("abcd", "bacd"), distance("abc", ""), distance("hotle", "hotel")), (1, 3, 1));
    }

    #[test]
    fn a_part_of_a_name_tells_it() {
        let names = ["评价", "客户诉求内容", "客户诉求", "Order_ID"];
        assert_eq!(holding("诉求", names), ["客户诉求内容", "客户诉求"]);
        assert_eq!(holding("评价内容", names), ["评价"]);
        assert_eq!(holding("id", names), ["Order_ID"]);
        assert!(holding("求", names).is_empty() && holding("", names).is_empty());
    }

    #[test]
    fn what_may_be_meant_comes_first() {
        let names = ["上海店", "苏州店", "苏州月桥店", "苏州月桥二店"];
        assert_eq!(near_first("苏州月桥", names), ["苏州月桥店", "苏州月桥二店", "上海店", "苏州店"]);
        assert_eq!(near_first("北京", names), names);
    }

    #[test]
    fn endings_make_no_likeness() {
        let names = ["feedback.csv.gz", "hotel.csv", "hotel.md", "t1.csv"];
        assert_eq!(nearest_file("hotle.csv", names), Some("hotel.csv"));
        assert_eq!(nearest_file("hotel.xlsx", names), Some("hotel.csv"));
        assert_eq!(nearest_file("feedbak.csv", names), Some("feedback.csv.gz"));
        assert_eq!(nearest_file("nope.csv", names), None);
        assert_eq!(nearest_file("ab.csv", names), None);
    }
}
