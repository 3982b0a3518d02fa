//! Conditions and days together, and the sieve that lets rows pass by them, before labels are there and after.

use crate::error::{Error, Result};
use crate::record::Annotated;
use crate::say;
use crate::time::{Stamp, day_string};

use super::{Filter, Met, is_label};

/// The rows that a run is about, as the user chose them; all where nothing is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choice {
    filter: Filter,
    /// First and last day, both included.
    from: Option<i32>,
    to: Option<i32>,
}

impl Choice {
    /// Reads `--where`, `--from` and `--to`.
    ///
    /// # Errors
    /// A usage error for a condition or a day that is none, and for a last day before the first.
    pub fn parse(conditions: &[String], from: Option<&str>, to: Option<&str>) -> Result<Self> {
        let filter = Filter::parse("--where", conditions)?;
        let (from, to) = days(from, to)?;
        Ok(Self { filter, from, to })
    }

    /// Of these rows those that have this value in a column.
    #[must_use]
    pub fn narrowed(&self, column: &str, value: &str) -> Self {
        let mut out = self.clone();
        out.filter.wanted.insert(column.to_owned(), vec![value.to_owned()]);
        out
    }

    /// Whether all rows are chosen.
    pub fn is_all(&self) -> bool {
        self.option().is_none()
    }

    /// The first option that chooses rows; none where all are.
    pub fn option(&self) -> Option<&'static str> {
        if self.filter.is_empty() { self.timed_by() } else { Some("--where") }
    }

    /// The first option that chooses days.
    pub fn timed_by(&self) -> Option<&'static str> {
        self.from.map(|_| "--from").or_else(|| self.to.map(|_| "--to"))
    }

    /// The conditions.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Options as the report states them.
    pub fn options(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        if !self.filter.is_empty() {
            out.push(("where".to_owned(), self.filter.text()));
        }
        out.extend(self.from.map(|d| ("from".to_owned(), day_string(d))));
        out.extend(self.to.map(|d| ("to".to_owned(), day_string(d))));
        out
    }

    /// Whether the day of a row is chosen; a row without a time has none.
    fn spans(&self, a: &Annotated) -> bool {
        let within = |day: i32| self.from.is_none_or(|first| first <= day) && self.to.is_none_or(|last| day <= last);
        self.timed_by().is_none() || a.time.is_some_and(|t| within(t.days()))
    }
}

/// The first and the last day, as `--from` and `--to` name them.
///
/// # Errors
/// A usage error for a day that is none, and for a last day before the first.
pub fn days(from: Option<&str>, to: Option<&str>) -> Result<(Option<i32>, Option<i32>)> {
    let from = from.map(|d| day("--from", d)).transpose()?;
    let to = to.map(|d| day("--to", d)).transpose()?;
    if let (Some(first), Some(last)) = (from, to)
        && last < first
    {
        let (first, last) = (day_string(first), day_string(last));
        return Err(Error::usage(
            say!("`--to {last}` lies before `--from {first}`", "`--to {last}` 早于 `--from {first}`"),
            say!(
                "both days are included: the first by `--from`, the last by `--to`",
                "两天都包含在内：`--from` 为第一天，`--to` 为最后一天"
            ),
        ));
    }
    Ok((from, to))
}

/// A day as the user writes it: `2026-03-01`, and as sheets write it, `2026/3/1`.
///
/// # Errors
/// A usage error that names the option.
pub fn day(option: &str, text: &str) -> Result<i32> {
    let dashed = text.trim().replace('/', "-");
    let full = match dashed.splitn(3, '-').collect::<Vec<_>>()[..] {
        [year, month, day] if month.len() <= 2 && day.len() <= 2 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => dashed.clone(),
    };
    full.parse::<Stamp>().map(Stamp::days).map_err(|()| {
        Error::usage(
            say!("`{option} {text}` is not a date", "`{option} {text}` 不是日期"),
            say!("write it as 2026-03-01", "请写成 2026-03-01"),
        )
    })
}

/// Lets the chosen rows pass, in input order, counts the others, and remembers what there is, to be told where none passes.
#[derive(Debug, Clone, Default)]
pub struct Sieve {
    choice: Choice,
    met: Met,
    /// First and last day of all rows, and whether some row has a chosen one.
    days: Option<(Stamp, Stamp)>,
    spanned: bool,
    passed: u64,
    left_out: u64,
}

impl Sieve {
    /// A sieve through which nothing has passed.
    pub fn new(choice: Choice) -> Self {
        let conditions = choice.filter.conditions().map(|(key, _)| key.clone());
        let met = Met::new(choice.filter.columns().cloned(), conditions);
        Self { choice, met, ..Self::default() }
    }

    /// Whether it lets all rows pass.
    pub fn is_open(&self) -> bool {
        self.choice.is_all()
    }

    /// Whether a row passes that may have no labels yet: by its columns and its day. To be asked before [`Sieve::passes_labelled`].
    pub fn passes_unlabelled(&mut self, a: &Annotated) -> bool {
        self.met.look_at_columns(a);
        if let Some(day) = a.time.and_then(|t| Stamp::from_days(t.days(), None)) {
            self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
        let spans = self.choice.spans(a);
        self.spanned |= spans;
        let passes = spans && self.choice.filter.passes_some(a, |key| !is_label(key));
        self.left_out += u64::from(!passes);
        passes
    }

    /// Whether a labelled row that has passed so far passes by its labels, too.
    pub fn passes_labelled(&mut self, a: &Annotated) -> bool {
        self.met.look_at_labels(a);
        let passes = self.choice.filter.passes_some(a, is_label);
        self.left_out += u64::from(!passes);
        self.passed += u64::from(passes);
        passes
    }

    /// The labelled rows that pass.
    pub fn sift(&mut self, mut rows: Vec<Annotated>) -> Vec<Annotated> {
        if !self.is_open() {
            rows.retain(|a| self.passes_unlabelled(a) && self.passes_labelled(a));
        }
        rows
    }

    /// Rows held back; nothing where all are chosen.
    pub fn left_out(&self) -> Option<u64> {
        (!self.is_open()).then_some(self.left_out)
    }

    /// What was chosen.
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// # Errors
    /// A usage error where there were rows and none has passed: what is met by none, and what there is instead.
    pub fn some_passed(&self) -> Result<()> {
        if self.passed > 0 || self.left_out == 0 {
            return Ok(());
        }
        self.met.check()?;
        if let (Some(option), None) = (self.choice.timed_by(), self.days) {
            return Err(no_times(option));
        }
        Err(self.unmet())
    }

    fn unmet(&self) -> Error {
        if let Some(super::Never { key, value, list }) = self.met.never(self.choice.filter.conditions()) {
            return Error::usage(
                say!("no row is left: none has `{key}={value}`", "筛选后没有数据行：没有一行是 `{key}={value}`"),
                say!("values of `{key}` are {list}; they are compared whole", "`{key}` 的取值有 {list}；需完全一致"),
            );
        }
        if let Some((first, last)) = self.days.filter(|_| !self.spanned) {
            return Error::usage(
                say!(
                    "no row is left: all are from {first} to {last}",
                    "筛选后没有数据行：数据日期为 {first} 至 {last}"
                ),
                say!("choose `--from` and `--to` within", "请在其间选择 `--from` 与 `--to`"),
            );
        }
        let all: Vec<String> =
            self.choice.options().into_iter().map(|(key, value)| format!("--{key} {value}")).collect();
        let all = all.join(" ");
        Error::usage(
            say!("no row is left: none meets all of `{all}`", "筛选后没有数据行：没有一行满足全部条件 `{all}`"),
            say!(
                "values are compared whole; leave out one condition to see which rows there are",
                "值需完全一致；可先去掉一个条件，查看有哪些数据行"
            ),
        )
    }
}

/// No row has a time.
fn no_times(option: &str) -> Error {
    Error::usage(
        say!("`{option}` chooses by time, and no row has one", "`{option}` 按时间筛选，但没有一行带有时间"),
        say!(
            "name the column with `--time-column` where the feedback is read (`voc analyze`, `voc annotate`)",
            "请在读取反馈时（`voc analyze`、`voc annotate`）用 `--time-column` 指定时间列"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Attrs, Name};

    fn row(shop: &str, day: Option<&str>) -> Annotated {
        let time = day.map(|d| d.parse().unwrap());
        Annotated { attrs: Attrs(vec![(Name::from("门店"), shop.to_owned())]), time, ..Annotated::default() }
    }

    fn sieve(conditions: &[&str], from: Option<&str>, to: Option<&str>) -> Sieve {
        let conditions: Vec<String> = conditions.iter().map(|c| (*c).to_owned()).collect();
        Sieve::new(Choice::parse(&conditions, from, to).unwrap())
    }

    #[test]
    fn both_days_are_included_and_rows_without_a_time_are_left_out() {
        let mut s = sieve(&[], Some("2026/02/01"), Some("2026-02-28"));
        let days = ["2026-01-31", "2026-02-01", "2026-02-28T23:59:59", "2026-03-01"];
        let rows = days.into_iter().map(Some).chain([None]).map(|d| row("甲", d)).collect();
        let passed: Vec<String> = s.sift(rows).iter().map(|a| a.time.unwrap().date_string()).collect();
        assert_eq!(passed, ["2026-02-01", "2026-02-28"]);
        assert_eq!(s.left_out(), Some(3));
        assert!(s.some_passed().is_ok());
    }

    #[test]
    fn without_conditions_all_pass_and_nothing_is_told() {
        let mut s = Sieve::default();
        assert_eq!(s.sift(vec![row("甲", None)]).len(), 1);
        assert!(s.left_out().is_none() && s.choice().options().is_empty() && s.some_passed().is_ok());
    }

    #[test]
    fn what_no_row_meets_is_named_with_what_there_is() {
        let told = |s: &mut Sieve| {
            let shops = ["上海静安店", "苏州月桥店", "北京路店"];
            s.sift(shops.iter().map(|shop| row(shop, Some("2026-02-03"))).collect());
            s.some_passed().unwrap_err().to_string()
        };
        let near = told(&mut sieve(&["门店=苏州月桥"], None, None));
        assert!(near.contains("none has `门店=苏州月桥`"), "{near}");
        assert!(near.contains("values of `门店` are `苏州月桥店`, `上海静安店`"), "{near}");
        let late = told(&mut sieve(&["门店=北京路店"], Some("2026-03-01"), None));
        assert!(late.contains("all are from 2026-02-03 to 2026-02-03"), "{late}");
        let column = told(&mut sieve(&["城市=苏州"], None, None));
        assert!(column.contains("no column `城市`; the rows have `门店`"), "{column}");
        let label = told(&mut sieve(&["门店=北京路店", "sentiment=negative"], None, None));
        assert!(label.contains("values of `sentiment` are `neutral`"), "{label}");
    }

    #[test]
    fn a_day_is_read_as_sheets_write_it_too() {
        let forms = ["2026-01-05", "2026/01/05", "2026/1/5", " 2026-1-05 "];
        assert_eq!(
            forms.map(|text| day("--from", text).map(day_string).ok()),
            [(); 4].map(|()| Some("2026-01-05".to_owned()))
        );
    }

    #[test]
    fn days_that_make_no_sense_are_refused() {
        let refused = |from, to| Choice::parse(&[], from, to).unwrap_err().to_string();
        assert!(refused(Some("2026-03-02"), Some("2026-03-01")).contains("lies before `--from 2026-03-02`"));
        assert!(refused(None, Some("gestern")).contains("`--to gestern` is not a date"));
        assert!(refused(None, Some("2026/13/1")).contains("`--to 2026/13/1` is not a date"));
    }
}
