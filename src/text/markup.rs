//! Markup that pages leave in texts: tags of HTML and links. Looks at the end of a normal form while it grows, and says what has just ended there.
//!
//! Looking back from the end, rather than ahead in the original, sees through entities and full-width signs, and leaves nothing that would be
//! markup in a second reading. Not markup: `<3`, `a<b`, `<很好>`, names that HTML does not have, `//@somebody:`.

use std::ops::Range;

/// Longest tag, in bytes: pictures have their addresses in it.
const LONGEST_TAG: usize = 4000;
/// Longest part of a host's name.
const LONGEST_HOST: usize = 63;
/// Letters of the shortest scheme of a link (`ftp://`).
const SCHEME: usize = 3;
/// Characters of the longest name of an emoji in brackets.
const LONGEST_CODE: usize = 8;

/// Tags whose content stands in lines of its own.
const LINES: &str = "address article blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p \
                     pre section table tbody td th thead tr ul";
/// Tags inside a line, beside whose content nothing is seen.
const INLINE: &str = "a abbr acronym b bdi bdo big cite code del em font i ins kbd label mark q s samp small span strike strong sub sup time tt u \
                      var wbr";
/// Tags that are seen, or stand between what is seen.
const SEEN: &str = "audio body button canvas center embed head html iframe img input link meta object path script select source style svg textarea \
                    title video";

/// What is put in the place of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instead {
    Nothing,
    Blank,
    Line,
    /// A piece of it: the name of an emoji whose picture it is, `[心]`.
    Piece(Range<usize>),
}

/// Markup at the end of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Markup {
    /// Where it begins.
    pub(super) start: usize,
    pub(super) instead: Instead,
    /// Whether it is the beginning of a link, which goes on.
    pub(super) is_link: bool,
}

/// Whether markup may end with this character.
pub(super) fn may_end(c: char) -> bool {
    matches!(c, '>' | '/' | '.')
}

/// The markup that a normal form ends with.
pub(super) fn at_end(text: &str) -> Option<Markup> {
    match text.as_bytes().last()? {
        b'>' => tag(text),
        b'/' => scheme(text),
        b'.' => host(text),
        _ => None,
    }
}

/// Whether a link goes on with this character of the original.
pub(super) fn goes_on(c: char) -> bool {
    c.is_ascii_graphic()
        && !matches!(c, '<' | '>' | '"' | '\'' | '[' | ']' | '(' | ')' | '{' | '}' | '|' | '\\' | '^' | '`')
}

fn tag(text: &str) -> Option<Markup> {
    let from = text.len().saturating_sub(LONGEST_TAG);
    let start = from + text.as_bytes()[from..].iter().rposition(|b| *b == b'<')?;
    let inside = &text[start + 1..text.len() - 1];
    let named = inside.strip_prefix('/').unwrap_or(inside);
    let (name, rest) = named.split_at(named.bytes().take_while(u8::is_ascii_alphanumeric).count());
    if !has_attributes(rest) {
        return None;
    }
    let instead = match name {
        "img" => emoji(inside).map_or(Instead::Blank, |r| Instead::Piece(start + 1 + r.start..start + 1 + r.end)),
        _ if is_in(LINES, name) => Instead::Line,
        _ if is_in(INLINE, name) => Instead::Nothing,
        _ if is_in(SEEN, name) => Instead::Blank,
        _ => return None,
    };
    Some(Markup { start, instead, is_link: false })
}

fn is_in(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|tag| tag == name)
}

/// Whether nothing but attributes follows the name of a tag: `<b 如果c>` is no tag.
fn has_attributes(rest: &str) -> bool {
    let inside = rest.trim_matches([' ', '\n', '/']);
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '@' | ' ' | '\n');
    let named = || inside.split_once('=').is_some_and(|(names, _)| names.chars().all(of_name));
    inside.is_empty() || (rest.starts_with([' ', '\n', '/']) && named())
}

/// `alt="[心]"` of a picture.
fn emoji(inside: &str) -> Option<Range<usize>> {
    let at = inside.find("alt=")? + "alt=".len();
    let value = inside[at..].trim_start_matches(['"', '\'']);
    let name = value.strip_prefix('[')?.split_once(']')?.0;
    let start = inside.len() - value.len();
    let simple = !name.is_empty() && name.chars().count() <= LONGEST_CODE && name.chars().all(char::is_alphanumeric);
    simple.then_some(start..start + name.len() + 2)
}

/// `https://`, and the schemes of apps.
fn scheme(text: &str) -> Option<Markup> {
    let before = text.strip_suffix("://")?;
    let usual = ["https", "http"].into_iter().find(|s| before.ends_with(*s)).map(str::len);
    let letters = || before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let length = usual.unwrap_or_else(letters);
    (length >= SCHEME).then(|| link(before.len() - length))
}

/// `www.`, `//img.`
fn host(text: &str) -> Option<Markup> {
    let before = text.strip_suffix('.')?;
    let inside =
        before.bytes().rev().take(LONGEST_HOST).take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let (before, name) = before.split_at(before.len() - inside);
    let start = if name == "www" {
        before.len()
    } else {
        let named = name.bytes().any(|b| b.is_ascii_alphabetic());
        before.strip_suffix("//").filter(|_| named)?.len()
    };
    let joined = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/'));
    (!joined).then(|| link(start))
}

fn link(start: usize) -> Markup {
    Markup { start, instead: Instead::Blank, is_link: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(text: &str) -> Option<Instead> {
        at_end(text).map(|m| m.instead)
    }

    #[test]
    fn tags_of_html() {
        for text in ["好<br>", "好<br/>", "好<br />", "</p>", "<div class=\"c\">", "<td colspan=2>"] {
            assert_eq!(instead(text), Some(Instead::Line), "{text}");
        }
        for text in ["<b>", "</strong>", "<a href='x'>", "<span class=\"url-icon\">", "<font color=red>"] {
            assert_eq!(instead(text), Some(Instead::Nothing), "{text}");
        }
        assert_eq!(instead("<img src=\"x.png\">"), Some(Instead::Blank));
        let text = "<img alt=\"[心]\" src=\"x.png\"/>";
        assert_eq!(instead(text), Some(Instead::Piece(10..15)));
        assert_eq!(&text[10..15], "[心]");
        assert_eq!(instead("<img alt=[怒] src=x>"), Some(Instead::Piece(9..14)));
        assert_eq!(at_end("好<br>").map(|m| m.start), Some("好".len()));
    }

    #[test]
    fn signs_that_are_no_tags() {
        for text in
            ["<很好>", "<<三体>>", "价格<100>", "a<b 如果c>", "a<b and c>", "->", "<>", "<x>", "<多b>", "a<b 且c=d>"]
        {
            assert_eq!(at_end(text), None, "{text}");
        }
    }

    #[test]
    fn beginnings_of_links() {
        let start = |text: &str| at_end(text).filter(|m| m.is_link).map(|m| m.start);
        assert_eq!(start("好http://"), Some(3));
        assert_eq!(start("good https://"), Some(5));
        assert_eq!(start("weixin://"), Some(0));
        assert_eq!(start("www."), Some(0));
        assert_eq!(start("见www."), Some(3));
        assert_eq!(start("图//img."), Some(3));
        for text in ["://", "很好://", "//", "//3.", "3.", "好.", "wwww.", "a//b.", "//@好.", "1/"] {
            assert_eq!(start(text), None, "{text}");
        }
    }
}
