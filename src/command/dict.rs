//! `voc dict check` and `voc dict show`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use crate::annotate;
use crate::cli::{DictArgs, DictCommand};
use crate::error::{Error, Result};
use crate::ingest::Roles;
use crate::insight::Labels;
use crate::lang::{Say, by_count, one_line, tame};
use crate::lexicon::check::{self, Maker, Problem};
use crate::lexicon::{Dicts, Entry};
use crate::plan::Talk;
use crate::say;
use crate::text::segment::Segmenter;
use crate::words::Lexis;

use super::{meta, session};

/// Runs the command; gives the exit status.
pub(super) fn run(command: DictCommand) -> Result<u8> {
    match command {
        DictCommand::Check(args) => check_all(&args),
        DictCommand::Show(args) => show(&args),
    }
}

/// Checks that there are the kinds that are asked for.
fn known_kinds(args: &DictArgs, dicts: &Dicts) -> Result<()> {
    let all: BTreeSet<&str> = dicts.all().iter().map(|e| &*e.kind).collect();
    let Some(k) = args.kinds.iter().find(|k| !all.contains(k.as_str())) else { return Ok(()) };
    let all = all.into_iter().collect::<Vec<_>>().join(", ");
    let hint = if Path::new(k).is_dir() {
        say!("`--dicts {k}` reads the folder", "要读取该文件夹，请用 `--dicts {k}`")
    } else {
        say!("there are {all}", "可用：{all}")
    };
    Err(Error::usage(say!("no dictionary is called `{k}`", "没有名为 `{k}` 的词典"), hint))
}

fn is_wanted(args: &DictArgs, kind: &str) -> bool {
    args.kinds.is_empty() || args.kinds.iter().any(|k| k == kind)
}

/// What runs make of dictionaries beside words and rules, the quickest first.
const MAKERS: [Maker; 5] = [
    |d| Roles::new(d).map(drop),
    |d| Labels::new(d).map(drop),
    |d| Lexis::new(d).map(drop),
    Segmenter::check,
    annotate::check,
];

fn check_all(args: &DictArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let (dicts, mut found) = check::load(args.dicts.as_deref())?;
    known_kinds(args, &dicts)?;
    let entries = dicts.all().iter().filter(|e| is_wanted(args, &e.kind)).count();
    let (rest, more) = check::check(&dicts, &MAKERS)?;
    found.extend(more);
    found.extend(aliases(&rest));
    // What is of no kind that there is stops everything, whichever kinds are asked for.
    let is_kind = |kind: &str| dicts.all().iter().any(|e| *e.kind == *kind);
    found.retain(|p| is_wanted(args, &p.kind) || !is_kind(&p.kind));
    let (doubtful, wrong): (Vec<&Problem>, Vec<&Problem>) = found.iter().partition(|p| p.doubtful);
    let mut out = String::new();
    for p in &found {
        let mark = if p.doubtful { say!("note: ", "注意：") } else { Say::default() };
        let told = format!("{}: {}{}", p.origin, mark.get(talk.lang), p.what.get(talk.lang));
        let _ = writeln!(out, "{}", tame(&one_line(&told)));
    }
    meta::print(out.as_bytes())?;
    let count = wrong.len() as u64;
    if count > 0 {
        let noun = by_count(count, "problem", "problems");
        return Err(Error::usage(
            say!("{count} {noun} in {entries} entries", "{entries} 个条目中有 {count} 个问题"),
            say!("each line above names its file and line", "以上每行给出了文件和行号"),
        ));
    }
    let told = match doubtful.len() as u64 {
        0 => say!("{entries} entries, no problems", "{entries} 个条目，没有问题"),
        n => {
            let noun = by_count(n, "note", "notes");
            say!("{entries} entries, no problems, {n} {noun} above", "{entries} 个条目，没有问题；以上 {n} 处请留意")
        }
    };
    session::tell(&[told], &talk);
    Ok(0)
}

/// Aliases of headers that no header can be.
fn aliases(dicts: &Dicts) -> Vec<Problem> {
    let Ok(roles) = Roles::new(dicts) else { return Vec::new() };
    let problem = |e| {
        let alias = Entry::get(e, "alias");
        let form = roles.unlike(alias)?;
        let what = say!(
            "`{alias}` can never match: headers are compared as `{form}`",
            "`{alias}` 永远无法匹配：表头按 `{form}` 比较"
        );
        Some(Problem::at(e, what))
    };
    dicts.of("columns").filter_map(problem).collect()
}

/// Tab-separated: kind, where it stands, then the cells.
fn show(args: &DictArgs) -> Result<u8> {
    let dicts = Dicts::load(args.dicts.as_deref())?;
    known_kinds(args, &dicts)?;
    let mut out = String::new();
    for e in Entry::in_force(dicts.all().iter()) {
        if is_wanted(args, &e.kind) {
            let cells: Vec<String> = e.cells().map(|(c, v)| format!("{c}={v}")).collect();
            let _ = writeln!(out, "{}\t{}\t{}", e.kind, e.origin, cells.join("\t"));
        }
    }
    meta::print(out.as_bytes())
}
