//! What all pages have in common: the head of the document, the banner, the contents, the sections, the foot, and the script.

use std::io::{self, Write};

use crate::lang::Lang;
use crate::render::words::Words;
use crate::render::{Logo, Settings};

use super::markup::{Html, div, el};

const STYLE: &str = include_str!("style.css");
/// What makes the page answer, then what carries its charts and tables elsewhere; the second uses names of the first.
const SCRIPTS: [&str; 2] = [include_str!("script.js"), include_str!("carry.js")];
/// Words that the script shows, by the names under which it asks for them.
const SAID: [(&str, &str); 8] = [
    ("data-unfold", "html.unfold"),
    ("data-refold", "html.refold"),
    ("data-picture", "html.picture"),
    ("data-saved", "html.saved"),
    ("data-copy", "html.copy"),
    ("data-copied", "html.copied"),
    ("data-interval", "html.interval"),
    ("data-failed", "html.failed"),
];
/// Nothing may be loaded and nothing sent, whatever a text manages to be.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// A section: its id, its title, what it holds.
pub(in crate::render) struct Section {
    pub(in crate::render) id: &'static str,
    pub(in crate::render) title: String,
    pub(in crate::render) body: Html,
}

/// What stands around the sections.
pub(in crate::render) struct Frame<'a> {
    pub(in crate::render) title: &'a str,
    /// Lines below the title.
    pub(in crate::render) lines: Html,
    /// Version of voc.
    pub(in crate::render) version: &'a str,
}

/// Writes a page.
pub(in crate::render) fn page(
    frame: Frame,
    sections: Vec<Section>,
    settings: &Settings,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = if settings.lang == Lang::En { "en" } else { "zh-CN" };
    let head = head(frame.title);
    let page = el("html", &[("lang", lang)], [head, body(frame, sections, settings)]);
    out.write_all(b"<!DOCTYPE html>\n")?;
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")
}

fn head(title: &str) -> Html {
    let parts = [
        el("meta", &[("charset", "utf-8")], ""),
        el("meta", &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)], ""),
        el("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")], ""),
        el("meta", &[("name", "color-scheme"), ("content", "light dark")], ""),
        el("meta", &[("name", "generator"), ("content", "voc")], ""),
        el("title", &[], title),
        el("style", &[], Html::trusted(STYLE)),
    ];
    el("head", &[], parts)
}

fn body(frame: Frame, sections: Vec<Section>, settings: &Settings) -> Html {
    let w = settings.words();
    let foot = w.fill("html.foot", &[("version", &frame.version)]);
    let links = sections.iter().map(|s| el("a", &[("href", &format!("#{}", s.id))], s.title.as_str()));
    let nav = el("nav", &[("aria-label", w.t("html.contents"))], links.collect::<Html>());
    let section = |s: Section| {
        let (title, at) =
            (el("h2", &[("tabindex", "-1")], s.title.as_str()), [("id", s.id), ("aria-label", s.title.as_str())]);
        el("section", &at, [title, s.body])
    };
    let shown: Html = sections.into_iter().map(section).collect();
    let script = el("script", &[], SCRIPTS.map(Html::trusted));
    let skip = el("a", &[("class", "skip"), ("href", "#main")], w.t("html.skip"));
    let said = SAID.map(|(name, key)| (name, w.t(key)));
    let foot = el("footer", &[], el("p", &[("class", "note")], foot));
    let parts = [skip, banner(frame, settings.logo, &w), nav, el("main", &[("id", "main")], shown), foot, script];
    el("body", &said, parts)
}

fn banner(frame: Frame, logo: Option<&Logo>, w: &Words) -> Html {
    let theme = el("button", &[("type", "button"), ("id", "theme"), ("hidden", "hidden")], w.t("html.theme"));
    let logo = logo.map(|l| el("img", &[("src", &l.data_uri()), ("class", "logo"), ("alt", frame.title)], ""));
    let title = div("title", [el("h1", &[], frame.title), frame.lines]);
    el("header", &[], [logo.unwrap_or_default(), title, theme])
}

#[cfg(test)]
mod tests {
    use super::{POLICY, SCRIPTS};
    use crate::render::clean;

    #[test]
    fn what_is_copied_or_downloaded_is_guarded_as_csv_is() {
        let guard = SCRIPTS[0].lines().find_map(|l| l.split_once("const formula = ")).unwrap().1;
        for c in '\0'..='\u{ffff}' {
            let text = c.to_string();
            let written = [text.clone(), c.escape_default().to_string(), format!("\\u{:04X}", u32::from(c))];
            assert!(clean::cell(&text) == text || written.iter().any(|w| guard.contains(w.as_str())), "{c:?}");
        }
    }

    #[test]
    fn pictures_are_drawn_within_the_rules_of_the_page() {
        assert!(POLICY.contains("default-src 'none'") && POLICY.contains("img-src data:;"));
        assert!(SCRIPTS[1].contains("data:image/svg+xml,"));
        for needed in ["blob:", "http", "'self'", "unsafe-eval", "connect-src", "font-src"] {
            assert!(!POLICY.contains(needed), "{needed}");
        }
        for outside in ["http", "foreignObject", "import", "eval(", "innerHTML"] {
            assert!(SCRIPTS.iter().all(|s| !s.contains(outside)), "{outside}");
        }
    }
}
