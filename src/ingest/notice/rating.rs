//! What a user is told about ratings. Cells come masked.

use super::super::value::Told;
use super::{in_chinese, ticked, visible};
use crate::lang::{Lang, Say};
use crate::number::Milli;
use crate::say;

/// The column of ratings, and how its cells are read. `turned`: whether small numbers are best.
pub(super) fn column(name: &str, told: Told, turned: bool) -> Say {
    let scale = match told {
        Told::Nothing | Told::Open { .. } => None,
        Told::Stated(high) => {
            let high = high.to_f64();
            Some(say!("up to {high}, read as 1–5", "满分 {high}，折算为 1–5 分"))
        }
        Told::Signs => Some(say!("−1, 0, 1 read as 1, 3, 5", "−1、0、1 记为 1、3、5 分")),
        Told::Shares => Some(say!("shares of 1 read as percent", "0–1 的比例，按百分制读取")),
        Told::Answers => Some(say!("yes and no read as 5 and 1", "是、否记为 5、1 分")),
        Told::Options => Some(say!("by the words, not the numbers in front of them", "按文字读取，不按前面的序号")),
    };
    let turned = turned.then(|| say!("turned round, as small numbers are best", "数字越小越好，已反转"));
    let all: Vec<Say> = scale.into_iter().chain(turned).collect();
    if all.is_empty() {
        return say!("rating {name}", "评分 {name}");
    }
    let joined = |lang: Lang, comma: &str| all.iter().map(|p| p.get(lang)).collect::<Vec<_>>().join(comma);
    let (en, zh) = (joined(Lang::En, "; "), joined(Lang::Zh, "；"));
    say!("rating {name} ({en})", "评分 {name}（{zh}）")
}

/// What the scale of the ratings is taken for, where nothing but the ratings tells it.
pub(in crate::ingest) fn scale(source: &str, header: &str, told: Told) -> Option<Say> {
    let Told::Open { low, high, taken_for } = told else { return None };
    let header = visible(header);
    let [low, high, top] = [low, high, taken_for].map(Milli::to_f64);
    if high <= 1.0 {
        return Some(say!(
            "`{source}`: ratings of `{header}` are {low} and {high} and are taken for points of {top}; where 1 is good and 0 is bad, a header that asks says so, as `{header}(是否满意)` does",
            "`{source}`：`{header}` 只有 {low} 和 {high}，按 {top} 分制计；如 1 为好、0 为差，请在表头注明，如 `{header}(是否满意)`"
        ));
    }
    Some(say!(
        "`{source}`: ratings of `{header}` run from {low} to {high} and are taken for a scale of {top}, unless later ones tell another; a header that states the scale decides, as `{header} (1-7)` does",
        "`{source}`：`{header}` 的评分为 {low}–{high}，按 {top} 分制计（后续评分另有所示时除外）；如非如此，请在表头注明量表，如 `{header}(1-7分)`"
    ))
}

/// Ratings off the scale of their column.
pub(in crate::ingest) fn off_scale(source: &str, header: &str, ratings: u64) -> Say {
    let header = visible(header);
    say!(
        "`{source}`: ratings of `{header}` that lie off its scale are left out ({ratings})",
        "`{source}`：`{header}` 有 {ratings} 条评分超出量表范围，未读取"
    )
}

/// A column is called ratings, and its cells state none.
pub(in crate::ingest) fn unread_ratings(source: &str, header: &str, cell: &str) -> Say {
    let (header, cell) = (visible(header), visible(cell));
    say!(
        "`{source}`: `{header}` is not read as ratings: `{cell}` is in no form that is known (`--rating-column` names another column)",
        "`{source}`：`{header}` 未作为评分读取：`{cell}` 不是可识别的评分（可用 `--rating-column` 指定其他列）"
    )
}

/// Numbers that look like ratings, of which more is worse.
pub(in crate::ingest) fn adverse<S: AsRef<str>>(source: &str, headers: &[S]) -> Say {
    let en = ticked(headers);
    let zh = in_chinese(&en);
    say!(
        "`{source}`: not read as ratings, as more is worse: {en} (`--rating-column` takes a column as it stands)",
        "`{source}`：数值越大越差，未作为评分读取：{zh}（如需按原值读取，请用 `--rating-column` 指定）"
    )
}

/// Some rows of a rated table state no rating.
pub(in crate::ingest) fn illegible(source: &str, header: &str, rows: u64, of: u64, cells: &[String]) -> Say {
    let (header, en) = (visible(header), ticked(cells));
    let zh = in_chinese(&en);
    say!(
        "`{source}`: {rows} of {of} rows state no rating in `{header}` that can be read ({en}); they count as not rated",
        "`{source}`：{of} 行中有 {rows} 行的 `{header}` 不是可识别的评分（{zh}），按未评分计"
    )
}

/// A column of ratings that holds none.
pub(in crate::ingest) fn unrated(source: &str, header: &str) -> Say {
    let header = visible(header);
    say!(
        "`{source}`: no row has a rating that can be read in `{header}`; formulas need to be calculated and saved by Excel or WPS, and `--rating-column` names another column",
        "`{source}`：`{header}` 列没有可读取的评分；如为公式，请先用 Excel 或 WPS 打开并保存，也可用 `--rating-column` 指定其他列"
    )
}
