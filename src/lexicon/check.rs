//! Checks of dictionaries: what does not load or compile, line by line, and beyond that what can never match, says the same twice, or contradicts itself.
//!
//! What is made of dictionaries elsewhere is handed in as [`Maker`]s: this room may not know the others.

mod values;

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::lang::Say;
use crate::record::Name;
use crate::say;
use crate::text::normalize::Normalizer;

use super::compiled::{fault_of, faulty};
use super::pattern::{self, Fault, Piece, Sets};
use super::spelling::RULES;
use super::{Compiled, Dicts, Entry, Taxonomy, overlay, tsv};

/// Something wrong with a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of dictionary: `issues`.
    pub kind: String,
    /// `issues/service.tsv:118`, or a file as a whole.
    pub origin: Name,
    /// What is wrong.
    pub what: Say,
    /// Perhaps it is meant so.
    pub doubtful: bool,
}

impl Problem {
    /// A problem of a line.
    pub fn at(e: &Entry, what: Say) -> Self {
        Self { kind: e.kind.to_string(), origin: e.origin.clone(), what, doubtful: false }
    }

    /// Where it stands, so that the problems of a file come together and in order.
    fn place(&self) -> (&str, usize) {
        let (file, line) = self.origin.rsplit_once(':').unwrap_or((&self.origin, ""));
        line.parse().map_or((&*self.origin, 0), |line| (file, line))
    }
}

/// Makes of dictionaries what a run makes of them, and lets go of it.
pub type Maker = fn(&Dicts) -> Result<()>;

/// Columns whose words are looked for in normal forms, by kind.
const WORDS: [(&str, &str); 4] = [("targets", "word"), ("sentiment", "word"), ("modifiers", "word"), ("words", "word")];

/// Lines left out one after another because nothing compiles with them; after so many the rest can wait.
const MOST: usize = 500;

/// Notes of a run on what it passes over.
const TOLD: usize = 5;

/// Three full stops, as they are typed for `…`.
const DOTS: &str = "...";

/// Loads dictionaries as [`Dicts::load`] does, but past what is wrong with single files and lines: that comes with them.
///
/// # Errors
/// When the folder cannot be read or has no dictionary in it.
pub fn load(folder: Option<&Path>) -> Result<(Dicts, Vec<Problem>)> {
    let mut found = Vec::new();
    let told = |file: &str, place: String, what: Say, doubtful: bool| {
        let within = folder.and_then(|f| Path::new(file).strip_prefix(f).ok()).unwrap_or(Path::new(file));
        let kind = within.to_string_lossy();
        let kind = tsv::kind_of(&kind).split('.').next().unwrap_or_default().to_owned();
        Problem { kind, origin: Name::from(place), what, doubtful }
    };
    let dicts = Dicts::load_past(folder, &mut |e| {
        let Error::Dictionary { file, line, what } = e else { return Err(e) };
        let place = if line > 0 { format!("{file}:{line}") } else { file.clone() };
        found.push(told(&file, place, what, false));
        Ok(())
    })?;
    for (path, why) in folder.map(overlay::strays).unwrap_or_default() {
        let file = path.display().to_string();
        found.push(told(&file, file.clone(), why, true));
    }
    Ok((dicts, found))
}

/// What a run would pass over of a user's dictionaries without a word: files and columns that are not read, values that make no sense.
pub fn passed_over(folder: &Path, dicts: &Dicts) -> Vec<Say> {
    let strays = overlay::strays(folder).into_iter().map(|(path, why)| (path.display().to_string(), why));
    let mut problems = Vec::new();
    columns(dicts, &mut problems);
    values::check(dicts, &mut problems);
    let found: Vec<(String, Say)> =
        strays.chain(problems.into_iter().map(|p| (p.origin.to_string(), p.what))).collect();
    let told = found.iter().take(TOLD);
    let mut told: Vec<Say> =
        told.map(|(place, Say { en, zh })| say!("dictionary `{place}`: {en}", "词典 `{place}`：{zh}")).collect();
    if found.len() > TOLD {
        let (more, folder) = (found.len() - TOLD, folder.display());
        told.push(say!(
            "dictionaries: {more} more such notes; `voc dict check --dicts {folder}` tells all",
            "词典：另有 {more} 处类似问题；可用 `voc dict check --dicts {folder}` 查看全部"
        ));
    }
    told
}

/// Checks everything, with what `makers` make too: a line that stops one of them is told, and the rest is checked without it. Gives that rest and the
/// problems, in the order of files and lines.
///
/// # Errors
/// When something else than a dictionary is wrong.
pub fn check(dicts: &Dicts, makers: &[Maker]) -> Result<(Dicts, Vec<Problem>)> {
    let mut checked = Checked { dicts: dicts.clone(), found: Vec::new() };
    let own: [Maker; 2] = [|d| Taxonomy::new(d).map(drop), |d| Normalizer::new(d).map(drop)];
    for make in own {
        checked.make(make)?;
    }
    checked.lines()?;
    for make in makers {
        checked.make(*make)?;
    }
    checked.make(|d| Compiled::new(d, &Taxonomy::new(d)?).map(drop))?;
    let Checked { dicts, mut found } = checked;
    let ended = found.len() >= MOST;
    if !ended {
        found.extend(sense(&dicts)?);
    }
    found.sort_by(|a, b| a.place().cmp(&b.place()));
    if let Some(last) = found.last().filter(|_| ended) {
        let what = say!("the rest is checked when all this is mended", "其余内容待以上问题改正后再检查");
        found.push(Problem { what, ..last.clone() });
    }
    Ok((dicts, found))
}

/// Dictionaries without the lines that stop something, and what is wrong with those.
struct Checked {
    dicts: Dicts,
    found: Vec<Problem>,
}

impl Checked {
    /// Leaves out one line after another until something can be made.
    fn make(&mut self, make: Maker) -> Result<()> {
        while self.found.len() < MOST
            && let Err(e) = make(&self.dicts)
            && self.leave_out(e)?
        {}
        Ok(())
    }

    /// Words and rules, all lines at once: to compile them again and again would take long.
    fn lines(&mut self) -> Result<()> {
        let (taxonomy, sets) = (Taxonomy::new(&self.dicts)?, sets(&self.dicts));
        let fault = |e: &Entry| fault_of(e, &taxonomy).or_else(|| pieces(e, &sets).err().map(|f| e.error(faulty(f))));
        let faults: Vec<Error> = self.dicts.all().iter().filter_map(fault).take(MOST).collect();
        faults.into_iter().try_for_each(|e| self.leave_out(e).map(drop))
    }

    /// Whether something was left out.
    fn leave_out(&mut self, error: Error) -> Result<bool> {
        let Error::Dictionary { file, line, what } = error else { return Err(error) };
        let place = format!("{file}:{line}");
        let Some(e) = self.dicts.leave_out(&place) else {
            let (kind, origin) = (tsv::kind_of(&file).to_owned(), Name::from(if line > 0 { place } else { file }));
            self.found.push(Problem { kind, origin, what, doubtful: false });
            return Ok(false);
        };
        self.found.push(Problem::at(&e, what));
        Ok(true)
    }
}

/// What compiles and makes no sense all the same.
fn sense(dicts: &Dicts) -> Result<Vec<Problem>> {
    let normalizer = Normalizer::new(dicts)?;
    let mut found = Vec::new();
    for (kind, column) in WORDS {
        for e in dicts.of(kind) {
            normal(e, e.get(column), &normalizer, &mut found);
        }
    }
    patterns(dicts, &normalizer, &mut found);
    columns(dicts, &mut found);
    values::check(dicts, &mut found);
    twice(dicts, &mut found);
    contradictions(dicts, &mut found);
    Ok(found)
}

/// Each word equals its own normal form, or it can never match.
fn normal(e: &Entry, word: &str, normalizer: &Normalizer, found: &mut Vec<Problem>) {
    let form = normalizer.normal_form(word);
    if word.is_empty() {
        found.push(Problem::at(e, say!("empty entry", "条目为空")));
    } else if form != word {
        found.push(Problem::at(
            e,
            say!(
                "`{word}` can never match: its normal form is `{form}`",
                "`{word}` 永远无法匹配：其规范形式为 `{form}`"
            ),
        ));
    }
}

fn sets(dicts: &Dicts) -> Sets {
    let mut sets = Sets::default();
    for e in dicts.of("sets") {
        sets.add(e.get("set"), e.get("word"));
    }
    sets
}

/// All alternatives of a rule, of its slots and of what silences it; none of other lines.
fn pieces(e: &Entry, sets: &Sets) -> Result<Vec<Piece>, Fault> {
    if !RULES.contains(&&*e.kind) {
        return Ok(Vec::new());
    }
    let unless = Some(e.get("unless")).filter(|cell| !cell.is_empty());
    let slots = pattern::shape(e.get("pattern"))?.slots.into_iter().chain(unless);
    let pieces: Vec<Vec<Piece>> = slots.map(|slot| pattern::alternatives(slot, sets)).collect::<Result<_, Fault>>()?;
    Ok(pieces.into_iter().flatten().collect())
}

fn patterns(dicts: &Dicts, normalizer: &Normalizer, found: &mut Vec<Problem>) {
    let sets = sets(dicts);
    for e in RULES.into_iter().flat_map(|kind| dicts.of(kind)) {
        for piece in pieces(e, &sets).unwrap_or_default() {
            let Piece::Words(w) = piece else { continue };
            if w.trim() != w {
                found.push(Problem::at(
                    e,
                    say!(
                        "`{w}` matches only where a text has the same blank: leave out blanks beside `|`, `…` and `&`",
                        "`{w}` 首尾有空格，文本中有同样的空格才能匹配：`|`、`…`、`&` 两侧不要留空格"
                    ),
                ));
            } else if w.contains(DOTS) {
                found.push(Problem::at(
                    e,
                    say!("`{w}` has three full stops: write `…`", "`{w}` 中是三个句点：应写作 `…`"),
                ));
            } else {
                normal(e, &w, normalizer, found);
            }
        }
    }
}

/// Columns that nothing reads, in files that lack one that is read: probably its name is misspelt. Where a file has all of them, the others are for people.
fn columns(dicts: &Dicts, found: &mut Vec<Problem>) {
    let mut before = "";
    for e in dicts.all() {
        let file = e.origin.rsplit_once(':').map_or("", |(f, _)| f);
        if std::mem::replace(&mut before, file) == file {
            continue;
        }
        let known = overlay::columns(&e.kind);
        if known.iter().all(|k| e.columns().iter().any(|c| c == k)) {
            continue;
        }
        let all = known.join(", ");
        for column in e.columns().iter().filter(|c| !c.is_empty() && !known.contains(&c.as_str())) {
            let what = say!(
                "no column `{column}` is read (there are: {all})",
                "没有 `{column}` 这一列，不会读取（可用：{all}）"
            );
            found.push(Problem { kind: e.kind.to_string(), origin: Name::from(file), what, doubtful: true });
        }
    }
}

/// The same line twice in one file.
fn twice(dicts: &Dicts, found: &mut Vec<Problem>) {
    let mut seen: FxHashMap<(String, Vec<&str>), &Entry> = FxHashMap::default();
    for e in dicts.all() {
        let file = e.origin.rsplit_once(':').map_or("", |(f, _)| f).to_owned();
        let cells: Vec<&str> = e.label();
        if let Some(first) = seen.insert((file, cells), e) {
            let at = &first.origin;
            let key = e.key();
            found.push(Problem::at(e, say!("`{key}` stands already at {at}", "`{key}` 已见于 {at}")));
        }
    }
}

/// A word that one file praises and another blames: the later file wins, silently, so somebody should know.
fn contradictions(dicts: &Dicts, found: &mut Vec<Problem>) {
    let mut seen: FxHashMap<&str, (&Entry, i32)> = FxHashMap::default();
    for e in dicts.of("sentiment") {
        let Ok(score) = e.number("score", 0) else { continue };
        if let Some((first, other)) = seen.insert(e.key(), (e, score))
            && score.signum() * other.signum() < 0
        {
            let at = &first.origin;
            let key = e.key();
            // Who overrides a built-in line means it.
            let doubtful = e.is_own() != first.is_own();
            let what =
                say!("`{key}` has {score} here and {other} at {at}", "`{key}` 在此为 {score}，在 {at} 为 {other}");
            found.push(Problem { doubtful, ..Problem::at(e, what) });
        }
    }
}
