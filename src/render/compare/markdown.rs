//! The comparison for chat groups: the verdict, and what became better or worse. Customers' texts stay text.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::render::clean::markdown as safe;
use crate::report::{Change, Comparison};

use super::{Settings, difference, is, sorted, title, value};

/// Entries of a section: a message in a group is read on a telephone.
const MOST: usize = 8;

pub(super) fn write(c: &Comparison, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let w = settings.words();
    let mut text = format!("## {}\n\n", safe(&title(c, settings)));
    for v in &c.verdict {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "- {}", safe(v));
    }
    if c.left_out > 0 {
        let _ = writeln!(text, "- {}", safe(&w.fill("compare.left_out", &[("n", &c.left_out)])));
    }
    if !c.masking {
        let _ = writeln!(text, "- **{}**", w.t("quality.unmasked"));
    }
    for (id, list) in sorted(c) {
        let told =
            |x: &&&Change| id == "compare_headline" || x.grave || matches!(x.verdict.as_str(), "better" | "worse");
        let lines: Vec<String> =
            list.iter().filter(told).take(settings.entries().min(MOST)).map(|x| line(x, &w)).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n### {}\n\n{}", w.t_owned(&format!("table.{id}")), lines.concat());
        }
    }
    out.write_all(text.as_bytes())
}

fn line(x: &Change, w: &crate::render::words::Words) -> String {
    let by = x.low.map_or(String::new(), |_| format!(" · {}", difference(x)));
    let is = is(x, w);
    format!("- **{}** {} → {}{by} · {is}\n", safe(&x.name), value(x.before, &x.unit), value(x.after, &x.unit))
}
