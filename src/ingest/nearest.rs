//! The nearest of some names to one that does not exist: for hints only.

/// The name that takes the fewest changes, where these are few for its length.
pub(super) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (wanted.chars().count() / 2).clamp(1, 4);
    let scored = names.into_iter().map(|n| (distance(&wanted.to_lowercase(), &n.to_lowercase()), n));
    let close = scored.filter(|(d, n)| *d <= most && *d < n.chars().count());
    close.min_by_key(|(d, _)| *d).map(|(_, n)| n)
}

/// Characters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, cb) in b.iter().enumerate() {
            let change = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_changes_only() {
        let names = ["评价内容", "评分", "feedback.csv"];
        assert_eq!(nearest("评价内客", names), Some("评价内容"));
        assert_eq!(nearest("feedbak.csv", names), Some("feedback.csv"));
        assert_eq!(nearest("物流", names), None);
        assert_eq!(nearest("", names), None);
    }
}
