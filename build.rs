//! Works out ahead what every start would: the literals of the built-in dictionaries as numbers, the automaton that finds them, and the rows of the
//! built-in models.
//!
//! A start then reads some megabytes of numbers instead of parsing a hundred thousand words, building the automaton and laying out the models, which took
//! more than half of it. How dictionaries and models are read stands where it is used at run time too, in `src/lexicon` and `src/model`; tests there hold both
//! together.

use std::path::Path;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

#[allow(dead_code, unreachable_pub)] // the library uses the rest
#[path = "src/model"]
mod model {
    pub(crate) mod layout;
    pub(crate) mod seal;
    pub(crate) mod table;
}

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

use model::layout::{self, Layout, Rows};
use model::seal::{self, Opened};
use model::table::{self, Reader, Table, TableHeader};
use spelling::{Line, Spelling};

/// Our own feedback: states that texts often pass are laid close together.
const USUAL: &str = "sample_data/feedback.csv";
/// How hard the rows of the models are compressed: more takes minutes and gains a hundredth.
const LEVEL: i32 = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={USUAL}");
    let faulty = |(line, fault): (Cells, _)| format!("dicts: `{}`: {fault:?}", line.text);
    let (spelling, literals) = spelling::spell(lines_of).map_err(faulty)?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("spelling.bin"), spelling.to_bytes())?;
    std::fs::write(Path::new(&out).join("automaton.bin"), automaton(&spelling, &literals)?)?;
    models(Path::new(&out))
}

/// Lays the built-in models out, and writes how they describe themselves beside it.
fn models(out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let [(sentiment, about_sentiment), (verdict, about_verdict)] =
        [model_of("sentiment", out)?, model_of("verdict", out)?];
    let [heads, experts] = [0, 1].map(|table| verdict.get(table).map(Rows::of).unwrap_or_default());
    let base = sentiment.first().ok_or("the sentiment model has no table")?;
    let Layout { all, experts } = Layout::of(&layout::sides(base, sentiment.get(1)), &heads, &experts);
    let hashes: Vec<u8> = all.hashes.iter().flat_map(|h| h.to_le_bytes()).collect();
    let bytes = |rows: &Rows| rows.blocks.iter().flatten().map(|q| q.cast_unsigned()).collect::<Vec<u8>>();
    for (name, bytes) in [("hashes.zst", hashes), ("rows.zst", bytes(&all)), ("experts.zst", bytes(&experts))] {
        std::fs::write(out.join(name), zstd::bulk::compress(&bytes, LEVEL)?)?;
    }
    let (features, told) = (all.hashes.len(), experts.blocks.len() / experts.width.max(1));
    let made = format!(
        "pub(super) const FEATURES: usize = {features};\npub(super) const EXPERTS: usize = {told};\n\
         pub(super) const SENTIMENT: &str = \"{about_sentiment}\";\npub(super) const VERDICT: &str = \"{about_verdict}\";\n"
    );
    Ok(std::fs::write(out.join("models.rs"), made)?)
}

/// The tables of a built-in model, and its fingerprint; its header goes into a file of its own.
fn model_of(name: &str, out: &Path) -> Result<(Vec<Table>, String), Box<dyn std::error::Error>> {
    #[derive(serde::Deserialize)]
    struct Header {
        tables: Vec<TableHeader>,
    }
    let path = format!("dicts/models/{name}.vocmodel");
    println!("cargo::rerun-if-changed={path}");
    let bytes = std::fs::read(&path)?;
    let Opened { header, payload } = seal::open(&bytes).map_err(|fault| format!("{path}: {fault:?}"))?;
    std::fs::write(out.join(format!("{name}.json")), header)?;
    let mut numbers = Reader::new(&payload);
    let described = serde_json::from_slice::<Header>(header)?.tables;
    let tables: Option<Vec<Table>> = described.iter().map(|t| table::unpack(t, &mut numbers)).collect();
    Ok((tables.ok_or("a model's numbers do not fit its header")?, seal::fingerprint(header, &payload)))
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
