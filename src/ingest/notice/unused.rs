//! What a user is told about columns that could have been used and were not: texts, ratings, segments.

use super::super::columns::Columns;
use super::{in_chinese, ticked};
use crate::lang::Say;
use crate::say;

/// All of them; of segments only where the user can name some.
pub(in crate::ingest) fn unused(source: &str, c: &Columns, has_by: bool) -> Vec<Say> {
    let texts = list(c, &c.left).map(|names| texts(source, &names));
    let ratings = list(c, &c.other_ratings).map(|names| ratings(source, &names, c.rating.is_some()));
    let groups = list(c, &c.ungrouped).filter(|_| has_by).map(|names| groups(source, &names));
    texts.into_iter().chain(ratings).chain(groups).collect()
}

/// The names of columns, if there are any.
fn list(c: &Columns, columns: &[usize]) -> Option<Say> {
    let names: Vec<&String> = columns.iter().map(|i| &c.names[*i]).collect();
    let en = ticked(&names);
    (!names.is_empty()).then(|| Say { zh: in_chinese(&en), en })
}

/// Columns that read like text and were left out.
fn texts(source: &str, Say { en, zh }: &Say) -> Say {
    say!(
        "`{source}`: other columns that look like text were not read: {en} (`--text-column` names all that are to be joined)",
        "`{source}`：以下列也像文本，但未读取：{zh}（可用 `--text-column` 列出全部要合并的列）"
    )
}

/// Ratings beside the one that is read, or of how a complaint was handled.
fn ratings(source: &str, Say { en, zh }: &Say, beside: bool) -> Say {
    if beside {
        return say!(
            "`{source}`: other columns of ratings are not used: {en} (`--rating-column` chooses one)",
            "`{source}`：另有评分列 {zh} 未用（可用 `--rating-column` 选择）"
        );
    }
    say!(
        "`{source}`: ratings of how it was handled are not used: {en} (`--rating-column` takes one)",
        "`{source}`：{zh} 评的是处理结果，未用作评分（可用 `--rating-column` 选择）"
    )
}

/// Columns of few values that make no segments.
fn groups(source: &str, Say { en, zh }: &Say) -> Say {
    say!("`{source}`: no segments: {en} (`--by` names them)", "`{source}`：未作分组：{zh}（可用 `--by` 指定）")
}
