//! Works out ahead what every start would: the literals of the built-in dictionaries as numbers, the automaton that finds them, the rows of the
//! built-in models, and jieba's words as a trie.
//!
//! A start then reads some megabytes of numbers instead of parsing a hundred thousand words, building the automaton and laying out the models, which took
//! more than half of it. How dictionaries and models are read stands where it is used at run time too, in `src/lexicon` and `src/model`; tests there hold both
//! together.

use std::path::{Path, PathBuf};
use std::process::Command;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

#[allow(dead_code, unreachable_pub)] // the library uses the rest
#[path = "src/model"]
mod model {
    pub(crate) mod layout;
    pub(crate) mod seal;
    pub(crate) mod table;
}

#[allow(dead_code, unreachable_pub)]
#[path = "src/text/segment"]
mod segment {
    pub(crate) mod laid;
    mod pos;
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
/// How hard is packed: more takes minutes and gains a hundredth.
const LEVEL: i32 = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={USUAL}");
    let faulty = |(line, fault): (Cells, _)| format!("dicts: `{}`: {fault:?}", line.text);
    let (spelling, literals) = spelling::spell(lines_of).map_err(faulty)?;
    let out = std::env::var("OUT_DIR")?;
    let out = Path::new(&out);
    write(out, "spelling.zst", &spelling.to_bytes())?;
    write(out, "automaton.zst", &automaton(&spelling, &literals)?)?;
    write(out, "jieba.zst", &segment::laid::lay(&std::fs::read_to_string(jieba_words()?)?)?)?;
    models(out)
}

/// Where jieba-rs has its words: it keeps them to itself, so cargo has to tell where the crate lies.
fn jieba_words() -> Result<PathBuf, Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=Cargo.lock");
    // What the build needs is there already; only without the rest (what tests need) cargo may have to fetch it.
    let told = metadata(&["--offline"]).or_else(|_| metadata(&[]))?;
    let crates = told["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let jieba = crates.iter().find(|c| c["name"] == "jieba-rs").and_then(|c| c["manifest_path"].as_str());
    let folder = jieba.and_then(|path| Path::new(path).parent()).ok_or("cargo metadata does not know jieba-rs")?;
    let words = folder.join("src/data/dict.txt");
    println!("cargo::rerun-if-changed={}", words.display());
    Ok(words)
}

fn metadata(more: &[&str]) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    let target = std::env::var("TARGET")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").ok_or("not run by cargo")?);
    let told =
        cargo.args(["metadata", "--format-version=1", "--locked", "--filter-platform", &target]).args(more).output()?;
    if !told.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&told.stderr)).into());
    }
    Ok(serde_json::from_slice(&told.stdout)?)
}

/// Lays the built-in models out, and writes how they describe themselves beside it.
fn models(out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let [sentiment, verdict] = [model_of("sentiment", out)?, model_of("verdict", out)?];
    let [heads, experts] = [0, 1].map(|table| verdict.get(table).map(Rows::of).unwrap_or_default());
    let base = sentiment.first().ok_or("the sentiment model has no table")?;
    let Layout { all, experts } = Layout::of(&layout::sides(base, sentiment.get(1)), &heads, &experts);
    let hashes: Vec<u8> = all.hashes.iter().flat_map(|h| h.to_le_bytes()).collect();
    let bytes = |rows: &Rows| rows.blocks.iter().flatten().map(|q| q.cast_unsigned()).collect::<Vec<u8>>();
    write(out, "hashes.zst", &hashes)?;
    write(out, "rows.zst", &bytes(&all))?;
    write(out, "experts.zst", &bytes(&experts))
}

/// Writes bytes as `src/packed.rs` unpacks them.
fn write(out: &Path, name: &str, bytes: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    let mut packed = u32::try_from(bytes.len())?.to_le_bytes().to_vec();
    packed.extend(zstd::bulk::compress(bytes, LEVEL)?);
    Ok(std::fs::write(out.join(name), packed)?)
}

/// The tables of a built-in model; its header goes into a file of its own, and the hash of its numbers to the compiler.
fn model_of(name: &str, out: &Path) -> Result<Vec<Table>, Box<dyn std::error::Error>> {
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
    println!("cargo::rustc-env=VOC_{}={}", name.to_uppercase(), seal::hash(&payload));
    Ok(tables.ok_or("a model's numbers do not fit its header")?)
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
