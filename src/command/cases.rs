//! Rows for the verdict model: what is known of each in several columns at once.
//!
//! `label` (one of four, or empty where it is not known), `natures` (what the row is about) and `complaints` (what it complains of), joined by `|`,
//! both `?` where not known; `open` (natures of which nothing is known); `reasons` of a major complaint, `?` where not known.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::annotate::fit::{Case, Labelled, copy_key};
use crate::cli::LabelledArgs;
use crate::error::{Error, Result};
use crate::ingest::{self, Roles};
use crate::lexicon::{Dicts, Taxonomy};
use crate::plan::{self, Talk};
use crate::record::{Label, Record};
use crate::say;

use super::labelled::{self, MOST_CLASSES};
use super::names::Names;
use super::session::{self, Rejects};

const BATCH: usize = 8192;
const UNKNOWN: &str = "?";
const COLUMNS: [&str; 5] = ["label", "natures", "complaints", "open", "reasons"];
/// Places of the single heads.
const OWN: u32 = 1;
const NEUTRAL: u32 = 1 << 1;
const MIXED: u32 = 1 << 2;
const MAJOR: u32 = 1 << 3;
const SINGLE: usize = 4;

/// A file of cases.
pub(super) struct Cases {
    pub(super) rows: Vec<Case>,
    pub(super) natures: Vec<String>,
    pub(super) reasons: Vec<String>,
}

/// Reads them. A source that never calls a text neutral or mixed says nothing of which texts are.
pub(super) fn read(
    args: &LabelledArgs,
    group: Option<&str>,
    dicts: &Dicts,
    taxonomy: &Taxonomy,
    talk: &Talk,
) -> Result<Cases> {
    let weight = args.weight_column.as_deref();
    let mut options = plan::column_options(&args.columns)?;
    options.by = COLUMNS.into_iter().chain(group).chain(weight).map(str::to_owned).collect();
    let names = Names::sentiments(dicts);
    let natures: Vec<String> = taxonomy.natures().map(|n| n.id.to_string()).collect();
    let reasons: Vec<String> = dicts.of("reasons").map(|e| e.get("id").to_owned()).collect();
    check_heads(natures.len(), reasons.len())?;
    let reader = Reading {
        natures: Ids { ids: &natures, names: Names::natures(taxonomy) },
        reasons: Ids { ids: &reasons, names: Names::reasons(dicts) },
    };
    let mut rows = ingest::open(ingest::resolve(&args.inputs)?, options, Arc::new(Roles::new(dicts)?))?;
    let (mut found, mut silent): (Vec<(Case, Option<Label>)>, usize) = (Vec::new(), 0);
    while let Some(batch) = rows.next_batch(BATCH)? {
        let all = batch.len();
        let batch: Vec<Record> = batch.into_iter().filter(|r| !r.text.trim().is_empty()).collect();
        silent += all - batch.len();
        for r in batch {
            let cell = |column: &str| r.attrs.get(column).map_or("", str::trim);
            let label = names.find(cell("label")).and_then(|l| Label::ALL.into_iter().find(|k| k.id() == l));
            let mut case = reader.case(&r, &cell)?;
            let weight = labelled::weight_of(&r, weight.map_or("", cell))?;
            let group = group.map_or("", cell).to_owned();
            case.sided = matches!(label, Some(Label::Positive | Label::Negative));
            let classes = u32::from(label == Some(Label::Positive));
            case.row = Labelled { text: r.text, classes, weight, group };
            found.push((case, label));
        }
    }
    session::tell_end(&mut rows, &[], Rejects::Named, talk);
    let read = found.len();
    let rows = labels(found);
    let left_out = labelled::wordless(silent).into_iter().chain(labelled::copies(read - rows.len()));
    session::tell(&left_out.collect::<Vec<_>>(), talk);
    Ok(Cases { rows, natures, reasons })
}

/// Fails where the heads are more than bits.
fn check_heads(natures: usize, reasons: usize) -> Result<()> {
    let heads = SINGLE + 2 * natures + reasons;
    if heads <= MOST_CLASSES {
        return Ok(());
    }
    let most = MOST_CLASSES - SINGLE;
    Err(Error::usage(
        say!(
            "{natures} natures and {reasons} reasons are too many for one verdict model",
            "{natures} 个类别和 {reasons} 个原因超出一个判定模型的容量"
        ),
        say!(
            "twice the natures of taxonomy.tsv and the reasons of reasons.tsv may be {most} together",
            "taxonomy.tsv 的类别数的两倍加 reasons.tsv 的原因数不得超过 {most}"
        ),
    ))
}

/// Sets what labels say to the heads own, neutral and mixed; of copies of a text the first is kept.
fn labels(found: Vec<(Case, Option<Label>)>) -> Vec<Case> {
    let using = |label: Label| -> FxHashSet<String> {
        found.iter().filter(|(_, l)| *l == Some(label)).map(|(c, _)| c.row.group.clone()).collect()
    };
    let (neutral, mixed) = (using(Label::Neutral), using(Label::Mixed));
    let mut seen = FxHashSet::default();
    let mut out = Vec::with_capacity(found.len());
    for (mut c, label) in found {
        if !seen.insert(copy_key(&c.row.text)) {
            continue;
        }
        if let Some(label) = label {
            let mut set = |bit: u32, known: bool, so: bool| {
                c.known |= if known { bit } else { 0 };
                c.so |= if known && so { bit } else { 0 };
            };
            let tells = neutral.contains(&c.row.group);
            set(OWN, c.sided && tells, label == Label::Positive);
            set(NEUTRAL, tells, label == Label::Neutral);
            set(MIXED, mixed.contains(&c.row.group) && label != Label::Neutral, label == Label::Mixed);
        }
        out.push(c);
    }
    out
}

struct Reading<'r> {
    natures: Ids<'r>,
    reasons: Ids<'r>,
}

/// What cells may name, and by which names.
struct Ids<'r> {
    ids: &'r [String],
    names: Names,
}

impl Reading<'_> {
    /// A case with what its columns of natures and reasons say.
    fn case<'c>(&self, r: &Record, cell: &dyn Fn(&str) -> &'c str) -> Result<Case> {
        let mut case = Case::default();
        let natures = self.natures.ids.len();
        let (about, blamed) = (SINGLE, SINGLE + natures);
        let reasons = blamed + natures;
        let all = |from: usize, n: usize| ((1u32 << n) - 1) << from;
        if cell("natures") != UNKNOWN {
            case.so |=
                self.natures.bits(r, cell("natures"))? << about | self.natures.bits(r, cell("complaints"))? << blamed;
            let open = self.natures.bits(r, cell("open"))?;
            case.known |= all(about, natures) & !(open << about);
            case.known |= all(blamed, natures) & !(open << blamed);
        }
        if cell("reasons") != UNKNOWN {
            let found = self.reasons.bits(r, cell("reasons"))?;
            case.so |= found << reasons | if found == 0 { 0 } else { MAJOR };
            case.known |= all(reasons, self.reasons.ids.len()) | MAJOR;
        }
        Ok(case)
    }
}

impl Ids<'_> {
    /// What a cell names, as bits.
    fn bits(&self, r: &Record, cell: &str) -> Result<u32> {
        let mut out = 0;
        for part in cell.split('|').map(str::trim).filter(|p| !p.is_empty()) {
            let id = self.names.id(part);
            let at = self.ids.iter().position(|i| i == id).ok_or_else(|| {
                let row = r.row;
                Error::input(
                    &*r.source,
                    say!("row {row}: `{part}` is not known", "第 {row} 行：未知的 `{part}`"),
                    say!(
                        "natures are those of taxonomy.tsv, reasons those of reasons.tsv",
                        "类别见 taxonomy.tsv，原因见 reasons.tsv"
                    ),
                )
            })?;
            out |= 1 << at;
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_no_more_than_bits() {
        assert!(check_heads(5, 9).is_ok() && check_heads(5, 18).is_ok());
        let told = check_heads(5, 19).unwrap_err().to_string();
        assert!(told.contains("5 natures and 19 reasons are too many"), "{told}");
    }
}
