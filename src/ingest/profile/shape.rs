//! What a single cell looks like: a number, a measure, something written by a program. Knows no words.

/// Longest unit of a measure, in characters.
const UNIT: usize = 3;

/// Digits and what stands between them; marks alone are a customer who said nothing, not a number.
pub(super) fn is_number(cell: &str) -> bool {
    cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b',' | b'%'))
        && cell.bytes().any(|b| b.is_ascii_digit())
}

/// Numbers, each perhaps with a unit behind it or a currency in front: `165cm/50kg`, `¥99.00`. Not `18-25岁`, which is a group.
pub(super) fn is_measure(cell: &str) -> bool {
    let mut parts = cell.split([' ', '/', ',', '，', '、']).filter(|p| !p.is_empty()).peekable();
    parts.peek().is_some() && parts.all(is_amount)
}

fn is_amount(part: &str) -> bool {
    let part = part.trim_start_matches(['¥', '￥', '$']);
    let unit = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &part[..part.len() - unit.len()];
    number.parse::<f64>().is_ok() && unit.chars().count() <= UNIT && unit.chars().all(char::is_alphabetic)
}

/// `口味：4.5 环境：4.0`: names with a number each, and nothing else.
fn is_score_list(cell: &str) -> bool {
    let mut parts = cell.split([' ', '\n', ',', ';', '，', '；', '|', '、']).filter(|p| !p.is_empty()).peekable();
    let scored = |p: &str| {
        let named = p.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let name = named.strip_suffix([':', '：']).unwrap_or_default();
        named.len() < p.len() && !name.is_empty() && name.chars().all(char::is_alphabetic)
    };
    parts.peek().is_some() && parts.all(scored)
}

/// Written by a program for a program: JSON, scores by name, or links and nothing besides them.
pub(super) fn is_machine(cell: &str) -> bool {
    let json = [("{\"", '}'), ("[{", ']'), ("[\"", ']')];
    let is_json = cell == "[]" || json.iter().any(|(from, to)| cell.starts_with(from) && cell.ends_with(*to));
    let mut parts = cell.split([' ', '\n', ',', ';', '|']).filter(|p| !p.is_empty()).peekable();
    is_json || is_score_list(cell) || (parts.peek().is_some() && parts.all(is_link))
}

/// `https://…`, `//…`; not words with a link behind them.
fn is_link(part: &str) -> bool {
    let scheme = part.split_once("//").map(|(scheme, rest)| (scheme.trim_end_matches(':'), rest));
    scheme.is_some_and(|(s, rest)| !rest.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a character is Chinese.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
