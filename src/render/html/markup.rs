//! Markup that cannot be wrong by forgetting: text becomes [`Html`] only by escaping, elements only by [`el`].

use crate::render::clean::{self, Span};

/// Escaped markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::render) struct Html(String);

impl Html {
    /// Markup of our own files (style sheet, script); never anything from a report.
    pub(in crate::render) fn trusted(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    pub(in crate::render) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::render) fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self(clean::html(text))
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Vec<Html>> for Html {
    fn from(parts: Vec<Html>) -> Self {
        Self(parts.into_iter().map(|p| p.0).collect())
    }
}

impl<const N: usize> From<[Html; N]> for Html {
    fn from(parts: [Html; N]) -> Self {
        Self::from(Vec::from(parts))
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(parts: I) -> Self {
        Self(parts.into_iter().map(|p| p.0).collect())
    }
}

/// An element. Attribute values are escaped; attributes with an empty value are left out.
pub(in crate::render) fn el(name: &'static str, attributes: &[(&'static str, &str)], inner: impl Into<Html>) -> Html {
    let mut out = format!("<{name}");
    for (key, value) in attributes.iter().filter(|(_, v)| !v.is_empty()) {
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        out.push_str(&clean::html(value));
        out.push('"');
    }
    out.push('>');
    if !matches!(name, "meta" | "input" | "br" | "img") {
        out.push_str(&inner.into().0);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
    Html(out)
}

/// An element with a class.
pub(in crate::render) fn div(class: &str, inner: impl Into<Html>) -> Html {
    el("div", &[("class", class)], inner)
}

/// Words in a row, with a class.
pub(in crate::render) fn span(class: &str, inner: impl Into<Html>) -> Html {
    el("span", &[("class", class)], inner)
}

/// A customer's words with the evidence marked.
pub(in crate::render) fn marked(spans: &[Span]) -> Html {
    spans.iter().map(|s| if s.strong { el("mark", &[], s.text.as_str()) } else { s.text.as_str().into() }).collect()
}

/// A bar as wide as a share of its cell.
pub(in crate::render) fn bar(share: f64, class: &str) -> Html {
    let width = format!("width:{:.1}%", share.clamp(0.0, 1.0) * 100.0);
    // No `div`: it stands in the head of an issue, too, which takes words only.
    span("bar", el("i", &[("class", class), ("style", &width)], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let made = el("a", &[("title", "\"><b>'"), ("id", "")], "<script>&\u{1b}");
        assert_eq!(made.0, "<a title=\"&quot;&gt;&lt;b&gt;&#39;\">&lt;script&gt;&amp;�</a>");
    }
}
