//! `voc explain`: why a text got its labels.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::cli::ExplainArgs;
use crate::error::{Error, Result};
use crate::ingest::{self, Format, Options};
use crate::lang::Say;
use crate::lexicon::Dicts;
use crate::plan::{self, Engine, Talk};
use crate::record::{Name, Record};
use crate::say;

use super::{meta, session};

pub(super) mod text;

/// Rows read at a time while looking for `--row`.
const BATCH: usize = 4096;
/// Standard input, and the source of texts that no file holds.
const STDIN: &str = "-";

/// Runs the command; gives the exit status.
pub(super) fn run(args: ExplainArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let engine = Engine::new(&args.engine);
    let (session, record) = match args.row {
        None if args.text == STDIN => {
            let options = plan::column_options(&args.columns)?;
            // There are no columns to tell of.
            let options = Options { input_format: Some(Format::Txt), is_other: true, ..options };
            let (session, mut reader) = session::open(&[PathBuf::from(STDIN)], &options, &engine, None)?;
            session::tell(&reader.notices(), &talk);
            let text = whole(&mut reader)?;
            session::tell(encoding(&reader).as_slice(), &talk);
            (session, text)
        }
        None => {
            session::tell(&of_a_file(&args.text), &talk);
            let session = session::load(Dicts::load(engine.dicts.as_deref())?, &engine)?;
            (session, record(args.text))
        }
        Some(row) => {
            let file = PathBuf::from(&args.text);
            one_file(&file)?;
            let options = plan::column_options(&args.columns)?;
            let (session, mut reader) = session::open(std::slice::from_ref(&file), &options, &engine, None)?;
            session::tell(&reader.notices(), &talk);
            (session, find(&mut reader, row, &file)?)
        }
    };
    let explanation = session.annotator.explain(record);
    let out = if args.json {
        meta::json(&explanation)?
    } else {
        let on_terminal = std::io::stdout().is_terminal();
        text::write(&explanation, &session, talk.lang, on_terminal.then_some(talk.width))
    };
    meta::print(out.as_bytes())
}

/// A text that stands by itself, as a row.
pub(super) fn record(text: String) -> Record {
    Record { source: Name::from(STDIN), row: 1, text, ..Record::default() }
}

/// Said where the text is the name of a file: somebody meant a row of it.
fn of_a_file(text: &str) -> Vec<Say> {
    let note = say!(
        "`{text}` is taken as a text, though a file has that name; `voc explain --row N {text}` explains a row of it",
        "`{text}` 被当作一段文本，但有同名文件；要解释其中一行，请用 `voc explain --row N {text}`"
    );
    Path::new(text).is_file().then_some(note).into_iter().collect()
}

/// The encoding of a text that was piped, where it is not the usual one.
fn encoding(reader: &ingest::Reader) -> Option<Say> {
    let encoding = reader.inputs().first()?.encoding.as_deref().filter(|e| *e != "UTF-8")?;
    Some(say!(
        "standard input: encoding {encoding} (to choose another: --encoding)",
        "标准输入：编码 {encoding}（更改请用 --encoding）"
    ))
}

/// All lines as one text.
fn whole(reader: &mut ingest::Reader) -> Result<Record> {
    let mut lines = Vec::new();
    while let Some(rows) = reader.next_batch(BATCH)? {
        lines.extend(rows.into_iter().map(|r| r.text));
    }
    Ok(record(lines.join("\n")))
}

/// Rows are counted in each file for itself: of a folder or a pattern it cannot be told whose row is meant.
fn one_file(input: &Path) -> Result<()> {
    let files = ingest::files(&[input.to_owned()]);
    let [first, _, ..] = &files[..] else { return Ok(()) };
    let (n, first) = (files.len(), first.display());
    Err(Error::input(
        input,
        say!("`--row` is a row of one file, and these are {n}", "`--row` 是某一个文件的行号，而这里有 {n} 个文件"),
        say!("name one of them, such as `{first}`", "请指定其中一个文件，如 `{first}`"),
    ))
}

fn find(reader: &mut ingest::Reader, row: u64, file: &Path) -> Result<Record> {
    let mut last = 0;
    while let Some(rows) = reader.next_batch(BATCH)? {
        last = rows.last().map_or(last, |r| r.row);
        if let Some(r) = rows.into_iter().find(|r| r.row == row) {
            return Ok(r);
        }
    }
    let read = reader.inputs().iter().map(|i| i.rows).sum::<u64>().max(last);
    if (1..=read).contains(&row) {
        let shown = file.display();
        return Err(Error::input(
            file,
            say!(
                "row {row} was rejected: it has no text that could be explained",
                "第 {row} 行已被拒绝，没有可解释的文本"
            ),
            say!(
                "`voc analyze {shown} --rejects FILE` keeps such rows with the reason",
                "`voc analyze {shown} --rejects 文件` 会保存这些行及原因"
            ),
        ));
    }
    Err(Error::input(
        file,
        say!("there is no data row {row}: the last is {read}", "没有第 {row} 行数据：最后一行是 {read}"),
        say!("rows are counted from 1, without the header", "行号从 1 开始，不含表头"),
    ))
}
