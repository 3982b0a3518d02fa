//! Parsers of values that say why they refuse one in both languages.

use std::error::Error;
use std::fmt;
use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::lang::Say;
use crate::say;

/// Why a value is refused.
#[derive(Debug)]
pub(super) struct Refused(Say);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl Error for Refused {}

/// What a parser says, ours or one of clap.
pub(super) fn reason(e: &(dyn Error + 'static)) -> Say {
    match (e.downcast_ref::<Refused>(), e.downcast_ref::<ParseIntError>()) {
        (Some(Refused(why)), _) => why.clone(),
        (_, Some(e)) => no_number(e),
        _ => Say { en: e.to_string(), zh: e.to_string() },
    }
}

fn no_number(e: &ParseIntError) -> Say {
    match e.kind() {
        IntErrorKind::Empty => say!("{e}", "没有写数字"),
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => say!("{e}", "数字超出范围"),
        _ => say!("{e}", "应为不小于 0 的整数"),
    }
}

fn number<N: FromStr<Err = ParseIntError>>(text: &str) -> Result<N, Refused> {
    text.trim().parse().map_err(|e| Refused(no_number(&e)))
}

fn at_least<N: FromStr<Err = ParseIntError> + PartialOrd>(least: &N, text: &str, why: Say) -> Result<N, Refused> {
    number(text).and_then(|n: N| if n < *least { Err(Refused(why)) } else { Ok(n) })
}

/// How many entries a list has: one at least.
pub(super) fn entries(text: &str) -> Result<usize, Refused> {
    let why = say!(
        "a list of nothing is none; `--section` leaves sections out",
        "至少为 1；不需要的部分可用 `--section` 去掉"
    );
    at_least(&1, text, why)
}

/// How many texts a sample has: one at least.
pub(super) fn sampled(text: &str) -> Result<usize, Refused> {
    at_least(&1, text, say!("a sample has one text at least", "至少抽取 1 条"))
}

/// How many rows a report takes: one at least.
pub(super) fn rows(text: &str) -> Result<u64, Refused> {
    at_least(&1, text, say!("there is no report of no rows", "至少为 1"))
}

/// How many texts a word stands in: one of a single text is none of the language.
pub(super) fn texts(text: &str) -> Result<u32, Refused> {
    at_least(&2, text, say!("it is at least 2", "至少为 2"))
}

/// How large a file may be.
pub(super) fn megabytes(text: &str) -> Result<u64, Refused> {
    at_least(&1, text, say!("it is at least 1", "至少为 1"))
}

/// A switch as scripts set it in the environment, or settings as a text.
pub(super) fn switch(text: &str) -> Result<bool, Refused> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "" | "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(Refused(say!("use 1 or 0, yes or no", "可用 1 或 0、yes 或 no"))),
    }
}

/// One of some words, in small letters however it is written.
pub(super) fn lower<const N: usize>(words: [&'static str; N]) -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(words).map(|word| word.to_lowercase())
}
