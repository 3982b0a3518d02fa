//! Lists of columns as they are written: commas part the names, unless a name stands in double quotes, as in CSV (`"优点,缺点"`), or has `\` before its
//! comma. The pieces come from flags, variables and settings, parted at every comma.

/// The columns that are named, each once.
pub(crate) fn parse(pieces: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = pieces;
    while let Some((name, left)) = first(rest) {
        if !names.contains(&name) {
            names.push(name);
        }
        rest = left;
    }
    names
}

/// A list as it may be written.
pub(crate) fn write(columns: &[String]) -> String {
    columns.iter().map(|c| quoted(c)).collect::<Vec<_>>().join(",")
}

/// A name as it may stand in a list.
pub(crate) fn quoted(name: &str) -> String {
    if name.contains(',') { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

/// The first name of a list, and the pieces behind it.
fn first(pieces: &[String]) -> Option<(String, &[String])> {
    let head = pieces.first()?;
    if head.starts_with('"')
        && let Some((name, n)) = (1..=pieces.len()).find_map(|n| Some((unquoted(&pieces[..n].join(","))?, n)))
    {
        return Some((name, &pieces[n..]));
    }
    let n = pieces.iter().take(pieces.len() - 1).take_while(|p| p.ends_with('\\')).count();
    let escaped = pieces[..n].iter().map(|p| p.strip_suffix('\\').unwrap_or(p));
    Some((escaped.chain([&*pieces[n]]).collect::<Vec<_>>().join(","), &pieces[n + 1..]))
}

/// What stands between the quotes, if they are closed.
fn unquoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\0");
    (!inner.contains('"')).then(|| inner.replace('\0', "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_belongs_to_a_name_in_quotes_or_behind_a_backslash() {
        for (written, names) in [
            ("渠道,门店", &["渠道", "门店"][..]),
            ("\"优点,缺点\",渠道", &["优点,缺点", "渠道"]),
            ("渠道,\"a,\"\"b\"\",c\"", &["渠道", "a,\"b\",c"]),
            ("优点\\,缺点,渠道", &["优点,缺点", "渠道"]),
            ("a\\,b\\,c", &["a,b,c"]),
            ("\"渠道\"", &["渠道"]),
            ("\"渠道,门店", &["\"渠道", "门店"]),
            ("渠道\\", &["渠道\\"]),
            ("渠道,门店,渠道", &["渠道", "门店"]),
        ] {
            let pieces: Vec<String> = written.split(',').map(str::to_owned).collect();
            let read = parse(&pieces);
            assert_eq!(read, names, "{written}");
            let again: Vec<String> = write(&read).split(',').map(str::to_owned).collect();
            assert_eq!(parse(&again), names, "{written}");
        }
    }
}
