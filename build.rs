//! Works out ahead what every start would: the literals of the built-in dictionaries as numbers, and the automaton that finds them.
//!
//! A start then reads some megabytes of numbers instead of parsing a hundred thousand words and building the automaton, which took a third of it.
//! How dictionaries are read stands where it is used at run time too, in `src/lexicon`; a test there holds both together.

use std::path::Path;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

#[path = "src/lexicon/embedded.rs"]
mod embedded;
#[allow(dead_code)] // the library uses the rest
#[path = "src/lexicon/lists.rs"]
mod lists;
#[allow(dead_code, unreachable_pub)]
#[path = "src/lexicon/pattern.rs"]
mod pattern;
#[allow(dead_code)]
#[path = "src/lexicon/spelling.rs"]
mod spelling;
#[path = "src/lexicon/tsv.rs"]
mod tsv;

use spelling::{Line, Spelling};

/// Our own feedback: states that texts often pass are laid close together.
const USUAL: &str = "sample_data/feedback.csv";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={USUAL}");
    let faulty = |(line, fault): (Cells, _)| format!("dicts: `{}`: {fault:?}", line.text);
    let (spelling, literals) = spelling::spell(lines_of).map_err(faulty)?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("spelling.bin"), spelling.to_bytes())?;
    std::fs::write(Path::new(&out).join("automaton.bin"), automaton(&spelling, &literals)?)?;
    Ok(())
}

/// A line of a dictionary with the columns of its file.
struct Cells<'t> {
    columns: Vec<&'t str>,
    text: &'t str,
}

impl Line for Cells<'_> {
    fn cell(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|at| tsv::cells(self.text).nth(at)).unwrap_or_default()
    }
}

/// The lines of a kind, in loading order.
fn lines_of(kind: &'static str) -> impl Iterator<Item = Cells<'static>> {
    let files = embedded::FILES.iter().filter(move |(name, _)| tsv::kind_of(name) == kind);
    files
        .filter_map(|(_, text)| tsv::table(text))
        .flat_map(|(columns, lines)| lines.map(move |(_, text)| Cells { columns: columns.clone(), text }))
}

fn automaton(spelling: &Spelling, literals: &[String]) -> Result<Vec<u8>, String> {
    let usual = std::fs::read_to_string(USUAL).unwrap_or_default();
    let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().corpus(usual.lines());
    let built: CharwiseDoubleArrayAhoCorasick<u32> =
        builder.build_with_values(literals.iter().zip(spelling::values(spelling))).map_err(|e| e.to_string())?;
    Ok(built.serialize())
}
