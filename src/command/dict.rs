//! `voc dict check` and `voc dict show`.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use crate::cli::{DictArgs, DictCommand};
use crate::error::{Error, Result};
use crate::lang::by_count;
use crate::lexicon::{Dicts, check};
use crate::plan::Talk;
use crate::say;

use super::{meta, session};

/// Runs the command; gives the exit status.
pub(super) fn run(command: DictCommand) -> Result<u8> {
    match command {
        DictCommand::Check(args) => check_all(&args),
        DictCommand::Show(args) => show(&args),
    }
}

fn wanted(args: &DictArgs, dicts: &Dicts, kind: &str) -> Result<bool> {
    for k in &args.kinds {
        if !dicts.all().iter().any(|e| *e.kind == **k) {
            let mut all: Vec<&str> = dicts.all().iter().map(|e| &*e.kind).collect();
            all.sort_unstable();
            all.dedup();
            let all = all.join(", ");
            return Err(Error::usage(
                say!("no dictionary is called `{k}`", "没有名为 `{k}` 的词典"),
                say!("there are {all}", "可用：{all}"),
            ));
        }
    }
    Ok(args.kinds.is_empty() || args.kinds.iter().any(|k| k == kind))
}

fn check_all(args: &DictArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let dicts = Dicts::load(args.dicts.as_deref())?;
    let entries = dicts.all().iter().map(|e| wanted(args, &dicts, &e.kind)).filter(|w| !matches!(w, Ok(false)));
    let entries = entries.collect::<Result<Vec<_>>>()?.len();
    let mut out = String::new();
    let mut count = 0;
    for p in check::check(&dicts)? {
        if args.kinds.is_empty() || wanted(args, &dicts, &p.kind)? {
            count += 1;
            let _ = writeln!(out, "{}: {}", p.origin, p.what.get(talk.lang));
        }
    }
    meta::print(out.as_bytes())?;
    if count > 0 {
        let noun = by_count(count, "problem", "problems");
        return Err(Error::usage(
            say!("{count} {noun} in {entries} entries", "{entries} 个条目中有 {count} 个问题"),
            say!("each line above names its file and line", "以上每行给出了文件和行号"),
        ));
    }
    session::tell(&[say!("{entries} entries, no problems", "{entries} 个条目，没有问题")], &talk);
    Ok(0)
}

/// Tab-separated: kind, where it stands, then the cells.
fn show(args: &DictArgs) -> Result<u8> {
    let dicts = Dicts::load(args.dicts.as_deref())?;
    let mut out = String::new();
    // Of entries for the same thing the last one is in force.
    let last: FxHashMap<_, _> = dicts.all().iter().enumerate().map(|(i, e)| ((&*e.kind, e.label()), i)).collect();
    for (i, e) in dicts.all().iter().enumerate() {
        if wanted(args, &dicts, &e.kind)? && last.get(&(&*e.kind, e.label())) == Some(&i) {
            let cells: Vec<String> = e.cells().map(|(c, v)| format!("{c}={v}")).collect();
            let _ = writeln!(out, "{}\t{}\t{}", e.kind, e.origin, cells.join("\t"));
        }
    }
    meta::print(out.as_bytes())?;
    Ok(0)
}
