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

use spelling::{RULES, Speller, Spelling, WORDS};

/// Our own feedback: states that texts often pass are laid close together.
const USUAL: &str = "sample_data/feedback.csv";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={USUAL}");
    let (spelling, literals) = spell()?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("spelling.bin"), spelling.to_bytes())?;
    std::fs::write(Path::new(&out).join("automaton.bin"), automaton(&spelling, &literals)?)?;
    Ok(())
}

fn spell() -> Result<(Spelling, Vec<String>), String> {
    let mut speller = Speller::default();
    for line in lines_of("sets") {
        speller.set(line.get("set"), line.get("word"));
    }
    for line in WORDS.into_iter().flat_map(lines_of) {
        speller.word(line.get("word"));
    }
    for line in RULES.into_iter().flat_map(lines_of) {
        let pattern = line.get("pattern");
        speller.rule(pattern, line.get("unless")).map_err(|fault| format!("dicts: `{pattern}`: {fault:?}"))?;
    }
    Ok(speller.finish())
}

/// A line of a dictionary with the columns of its file.
struct Line<'t> {
    columns: Vec<&'t str>,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn get(&self, column: &str) -> &'t str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|at| tsv::cells(self.text).nth(at)).unwrap_or_default()
    }
}

/// The lines of a kind, in loading order.
fn lines_of(kind: &str) -> impl Iterator<Item = Line<'static>> {
    let files = embedded::FILES.iter().filter(move |(name, _)| tsv::kind_of(name) == kind);
    files
        .filter_map(|(_, text)| tsv::table(text))
        .flat_map(|(columns, lines)| lines.map(move |(_, text)| Line { columns: columns.clone(), text }))
}

fn automaton(spelling: &Spelling, literals: &[String]) -> Result<Vec<u8>, String> {
    let usual = std::fs::read_to_string(USUAL).unwrap_or_default();
    let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().corpus(usual.lines());
    let built: CharwiseDoubleArrayAhoCorasick<u32> =
        builder.build_with_values(literals.iter().zip(spelling::values(spelling))).map_err(|e| e.to_string())?;
    Ok(built.serialize())
}
