//! `voc words`: words and phrases that are frequent in the inputs and unknown to the dictionaries, as a file for `--dicts` or as JSON.

use std::fmt::Write;
use std::path::Path;

use crate::annotate::Annotator;
use crate::cli::WordsArgs;
use crate::error::{Error, Result};
use crate::filter::Sieve;
use crate::lang::{Lang, Say};
use crate::output;
use crate::pipeline;
use crate::plan::{self, Engine, Talk};
use crate::record::{Annotated, Attrs, Record};
use crate::render::clean;
use crate::say;
use crate::words::{Corpus, Found, Guess, Lexis, Settings, find};

use super::session::{self, Bar};
use super::{meta, rows};

/// The columns: those of `words.tsv`, then figures for the reader.
const COLUMNS: &str = "word\tfreq\ttag\tkind\tguess\tcount\tdocuments\tcohesion\tleft\tright\tnegative\texample";

/// Runs the command; gives the exit status.
pub(super) fn run(args: &WordsArgs) -> Result<u8> {
    let talk = Talk::new(&args.talk);
    let engine = Engine::new(&args.engine);
    let choice = plan::choice(&args.rows.rows)?;
    choice.filter().label().map_or(Ok(()), |label| Err(no_labels(label)))?;
    let path = args.output.as_deref().unwrap_or(Path::new(output::STDOUT));
    if args.json {
        plan::one_format(path, &say!("JSON", " JSON"), &["json", "txt"])?;
    } else {
        plan::one_format(path, &say!("a dictionary file (TSV)", "词典文件（TSV）"), &["tsv", "txt"])?;
    }
    let (mut rows, reader) = rows::open(&args.rows, choice, path, (&engine, &talk))?;
    let lexis = Lexis::new(&rows.session.dicts)?;
    let (mut corpus, mut count) = (Corpus::default(), 0);
    let bar = Bar::new(&talk);
    let (sieve, annotator) = (&mut rows.sieve, &rows.session.annotator);
    let reader = pipeline::run(reader, &mut |rows, done, total| bar.update(rows, done, total), |mut batch| {
        batch.retain(|r| passes(sieve, r, annotator));
        count += batch.len();
        corpus.absorb(batch, annotator);
        Ok(())
    })?;
    drop(bar);
    rows.end(reader, count, &talk)?;
    let settings = Settings { top: args.top.max(1), least: args.min_count };
    let found = find(&mut corpus, &rows.session.annotator, &lexis, settings);
    session::tell(&notes(&corpus, &found, args.min_count), &talk);
    let told = if args.json { meta::json(&found)? } else { dictionary(&found, corpus.texts(), talk.lang) };
    rows.out.write_with(|w| w.write_all(told.as_bytes()))?;
    rows.commit()?;
    Ok(0)
}

/// Whether a row is one of those that are meant: by its columns, masked as everywhere, and its day.
fn passes(sieve: &mut Sieve, r: &Record, annotator: &Annotator) -> bool {
    if sieve.is_open() {
        return true;
    }
    let masked = r.attrs.0.iter().map(|(header, value)| annotator.segment(header.clone(), value.clone()));
    let outline = Annotated { time: r.time, attrs: Attrs(masked.collect()), ..Annotated::default() };
    sieve.passes_unlabelled(&outline) && sieve.passes_labelled(&outline)
}

/// A condition on what only labelled rows have.
fn no_labels(label: &str) -> Error {
    Error::usage(
        say!(
            "`--where {label}=…` asks for a label, and `voc words` labels no rows",
            "`--where {label}=…` 筛选的是标签，而 `voc words` 不标注数据"
        ),
        say!("name a column of the input, such as `渠道=天猫`", "请使用输入中的列，如 `渠道=天猫`"),
    )
}

/// What a reader has to know of the list.
fn notes(corpus: &Corpus, found: &[Found], least: u32) -> Vec<Say> {
    let texts = corpus.texts();
    let mut notes = Vec::new();
    if let Some(n) = corpus.one_in() {
        notes.push(say!(
            "too many texts: one in {n} was searched ({texts} texts), and figures count these",
            "文本过多：每 {n} 条抽取 1 条分析（共 {texts} 条），各项数字以此为准"
        ));
    }
    if found.is_empty() {
        notes.push(say!(
            "no new words in at least {least} of {texts} different texts; `--min-count` sets how many it takes",
            "在 {texts} 条不同文本中，没有出现于至少 {least} 条的新词；可用 `--min-count` 调整"
        ));
    }
    notes
}

/// A dictionary file: voc reads the columns that it knows and leaves the others to people.
fn dictionary(found: &[Found], texts: usize, lang: Lang) -> String {
    let head = say!(
        "# voc words: new words of {texts} texts. Delete the lines that are no words, save the file as words.tsv in a folder, and name the folder with --dicts. voc reads word, freq and tag.",
        "# voc words：{texts} 条文本中的新词。删去不是词的行，存为某文件夹中的 words.tsv，再用 --dicts 指定该文件夹。voc 只读取 word、freq、tag 三列。"
    );
    let mut s = format!("{}\n{COLUMNS}\n", head.get(lang));
    for f in found {
        let tag = if f.guess == Some(Guess::Opinion) { "a" } else { "n" };
        let (kind, guess) = (f.kind.id(), f.guess.map_or("", Guess::id));
        // Writing to a string cannot fail. The frequency is left to the segmenter: as high as needed.
        let _ = write!(s, "{}\t\t{tag}\t{kind}\t{guess}\t{}\t{}\t", f.word, f.count, f.documents);
        let _ = write!(s, "{}\t{}\t{}\t{}\t", f.cohesion, f.left, f.right, f.negative);
        // In quotation marks, so that no spreadsheet takes it for a formula.
        let e = &f.example;
        let _ = writeln!(s, "「{}」 {}:{}", clean(&e.text), clean(&e.source), e.row);
    }
    s
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Example, Kind};

    #[test]
    fn a_hostile_example_stays_one_harmless_cell() {
        let example = Example { source: "a.csv".into(), row: 7, text: "=漾朵\n\u{1b}[2J\t好".to_owned() };
        let found = Found {
            word: "漾朵".to_owned(),
            kind: Kind::Word,
            guess: Some(Guess::Opinion),
            count: 9,
            documents: 8,
            cohesion: 7.5,
            left: 2.0,
            right: 1.25,
            negative: 0.125,
            example,
        };
        let text = dictionary(&[found], 100, Lang::En);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].starts_with("# ") && lines[1] == COLUMNS);
        assert_eq!(lines[2], "漾朵\t\ta\tword\topinion\t9\t8\t7.5\t2\t1.25\t0.125\t「=漾朵 \u{fffd}[2J 好」 a.csv:7");
        assert_eq!(lines[2].split('\t').count(), COLUMNS.split('\t').count());
    }
}
