//! The store as text for people: tables whose columns stand under one another, in two languages.

use std::fmt::Write;
use std::sync::LazyLock;

use crate::history::{IssueLine, OrderLine, Point, Pruned, RunDetail, RunLine};
use crate::lang::{Lang, Say, by_count};
use crate::lexicon::{Dicts, Messages};
use crate::render::{clean, width};
use crate::report::{Effect, Handling, Rate};
use crate::say;

use super::close::Import;

/// Rows of cells; the first row is the head.
struct Table(Vec<Vec<String>>);

impl Table {
    fn new(head: &Say, lang: Lang) -> Self {
        Self(vec![head.get(lang).split('|').map(str::to_owned).collect()])
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.push(cells.into_iter().map(|c| clean(&c)).collect());
    }

    fn text(&self) -> String {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |i: usize| self.0.iter().filter_map(|r| r.get(i)).map(|c| width(c)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        let mut out = String::new();
        for row in &self.0 {
            let mut line = String::new();
            for (cell, wanted) in row.iter().zip(&widths) {
                let _ = write!(line, "{cell}{}", " ".repeat(wanted.saturating_sub(width(cell)) + 2));
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out
    }
}

fn figure(x: Option<f64>, digits: usize) -> String {
    x.map_or_else(|| "—".to_owned(), |x| format!("{x:.digits$}"))
}

fn known(x: Option<&String>) -> String {
    x.cloned().unwrap_or_else(|| "—".to_owned())
}

/// The runs.
pub(super) fn runs(runs: &[RunLine], lang: Lang) -> String {
    let head = say!(
        "run|as of|data|rows|new|mean|CSAT %|net|complaints|major|alerts|issues",
        "运行|日期|数据期间|行数|新记录|满意度|CSAT %|净情感|投诉|重大|预警|热点"
    );
    let mut t = Table::new(&head, lang);
    for r in runs {
        let data = format!("{}…{}", known(r.first.as_ref()), known(r.last.as_ref()));
        let counts = [r.complaints, r.major, r.alerts, r.issues].map(|n| n.to_string());
        let figures = [figure(r.mean, 2), figure(r.csat, 1), figure(r.net, 1)];
        let start = [r.run.to_string(), known(r.as_of.as_ref()), data, r.rows.to_string(), r.new_records.to_string()];
        t.row(start.into_iter().chain(figures).chain(counts));
    }
    t.text()
}

/// The wording of reports, which names states as well.
static WORDING: LazyLock<Messages> = LazyLock::new(|| Dicts::load(None).map(|d| Messages::new(&d)).unwrap_or_default());

/// The name of a state of an issue or an order.
pub(super) fn state(id: &str, lang: Lang) -> String {
    let of = |kind: &str| WORDING.find(&format!("render.history.{kind}.{id}"), lang);
    of("state").or_else(|| of("status")).map_or_else(|| clean(id), str::to_owned)
}

/// One run.
pub(super) fn run(d: &RunDetail, handling: Option<&Handling>, lang: Lang) -> String {
    let mut s = runs(std::slice::from_ref(&d.line), lang);
    let (version, dictionaries, models) = (&d.version, &d.dictionaries, &d.models);
    let made = say!(
        "voc {version}, dictionaries {dictionaries}, models {models}",
        "voc {version}，词典 {dictionaries}，模型 {models}"
    );
    let _ = writeln!(s, "{}\n", made.get(lang));
    let mut t = Table::new(&say!("kind|id|name|count|negative|major", "类别|编号|名称|数量|负面|重大"), lang);
    for c in &d.counts {
        let numbers = [c.count, c.negative, c.major].map(|n| n.to_string());
        t.row([c.kind.clone(), c.id.clone(), c.name.clone()].into_iter().chain(numbers));
    }
    s.push_str(&t.text());
    s.push('\n');
    let mut t = Table::new(&say!("#|state|issue|count|key", "#|状态|热点|数量|标识"), lang);
    for i in &d.hot_issues {
        let rank = i.rank.map_or_else(|| "—".to_owned(), |r| r.to_string());
        t.row([rank, state(&i.state, lang), i.title.clone(), i.count.to_string(), i.key.clone()]);
    }
    s.push_str(&t.text());
    s.push_str(&handled(handling, lang));
    s
}

/// A state, and for what was merged where it went.
fn standing(id: &str, merged: Option<&str>, lang: Lang) -> String {
    let told = state(id, lang);
    merged.map_or_else(|| told.clone(), |other| format!("{told} {}", clean(other)))
}

/// What has to be known of an order's complaints beside its deadline; nothing of a closed one.
fn remarks(o: &OrderLine, lang: Lang) -> String {
    let (handled, later, latest) = (o.handled, o.later, known(o.latest.as_ref()));
    let all = [
        (o.past && o.status == "overdue", say!("already past when first seen", "首次提出时已过期限")),
        (
            later > 0,
            say!("{later} later major, the last due {latest}", "其后另有重大投诉 {later} 条，最近一条期限 {latest}"),
        ),
        (handled > 0, say!("{handled} dealt with in orders closed before", "其中 {handled} 条已随此前的工单处理")),
    ];
    let told: Vec<&str> =
        all.iter().filter(|(is_so, _)| *is_so && o.status != "closed").map(|(_, s)| s.get(lang)).collect();
    match (told.is_empty(), lang) {
        (true, _) => String::new(),
        (_, Lang::Zh) => format!("（{}）", told.join("；")),
        _ => format!(" ({})", told.join("; ")),
    }
}

/// Issues across runs.
pub(super) fn issues(issues: &[IssueLine], lang: Lang) -> String {
    let head = say!("state|issue|records|first|last|runs|states|key", "状态|热点|记录|首次|末次|次数|经过|标识");
    let mut t = Table::new(&head, lang);
    for i in issues {
        let path: Vec<String> = i.states.iter().map(|(run, s)| format!("{run}:{}", state(s, lang))).collect();
        t.row([
            standing(&i.state, i.merged.as_deref(), lang),
            i.title.clone(),
            i.records.to_string(),
            known(i.first.as_ref()),
            known(i.last.as_ref()),
            i.runs.to_string(),
            path.join(" → "),
            i.key.clone(),
        ]);
    }
    t.text()
}

/// Work orders and how they were handled.
pub(super) fn orders(orders: &[OrderLine], handling: Option<&Handling>, lang: Lang) -> String {
    let head = say!(
        "order|status|department|held|due|resolved|what (last run)",
        "工单|状态|部门|累计|期限|完成|内容（最近一次运行）"
    );
    let mut t = Table::new(&head, lang);
    for o in orders {
        t.row([
            o.id.clone(),
            standing(&o.status, o.merged.as_deref(), lang),
            o.department.clone(),
            o.count.to_string(),
            known(o.due.as_ref()),
            known(o.resolved.as_ref()),
            format!("{}{}", o.title, remarks(o, lang)),
        ]);
    }
    t.text() + &handled(handling, lang)
}

/// How work orders were handled; nothing where no outcome is known.
pub(super) fn handled(handling: Option<&Handling>, lang: Lang) -> String {
    let Some(h) = handling else { return String::new() };
    let mut t = Table(Vec::new());
    let mut line = |what: Say, value: String| t.row([what.get(lang).to_owned(), value]);
    line(say!("orders", "工单"), h.orders.to_string());
    line(say!("closed", "完成"), rate(&h.closed));
    let hours = format!("{} / {}", figure(h.median_hours, 1), figure(h.mean_hours, 1));
    line(say!("hours to close (median / mean)", "处理时长（小时，中位数 / 平均）"), hours);
    line(say!("closed late", "超期完成"), rate(&h.late));
    line(say!("open and overdue", "未完成且超期"), rate(&h.overdue));
    line(say!("of these already past when first seen", "其中首次提出时已过期限"), h.past.to_string());
    line(say!("complaints again after closing", "完成后再次投诉的工单"), rate(&h.again));
    line(say!("complaints after closing", "完成后的投诉"), h.complaints_after.to_string());
    line(say!("satisfied after handling (outcomes)", "处理后满意（按结果条数）"), rate(&h.satisfied));
    if let Some(c) = &h.by_complaint {
        line(say!("complaints dealt with, one by one", "逐条计：已处理的投诉"), rate(&c.closed));
        line(say!("days to deal with one (median)", "逐条计：处理天数（中位数）"), figure(c.median_days, 1));
    }
    format!("\n{}{}", t.text(), effects(&h.effects, lang))
}

/// Whether closing an order made a difference.
fn effects(effects: &[Effect], lang: Lang) -> String {
    if effects.is_empty() {
        return String::new();
    }
    let head =
        say!("order|issue|days each|before|after|since closing", "工单|热点|前后各（天）|完成前占比|完成后占比|完成后");
    let mut t = Table::new(&head, lang);
    for e in effects {
        let share = |r: &Rate| format!("{}/{} {}", r.count, r.of, percent(r.share));
        let verdict = match e.verdict.as_str() {
            "better" => say!("less", "减少"),
            "worse" => say!("more", "增加"),
            _ => say!("no clear change", "无明显变化"),
        };
        let told = [e.order.clone(), e.title.clone(), e.days.to_string(), share(&e.before), share(&e.after)];
        t.row(told.into_iter().chain([verdict.get(lang).to_owned()]));
    }
    format!("\n{}", t.text())
}

fn percent(x: Option<f64>) -> String {
    x.map_or_else(|| "—".to_owned(), |x| format!("{:.1}%", x * 100.0))
}

fn rate(r: &Rate) -> String {
    let range = if r.of == 0 { String::new() } else { format!("  ({}–{})", percent(r.low), percent(r.high)) };
    format!("{}/{}  {}{range}", r.count, r.of, percent(r.share))
}

/// A series for people.
pub(super) fn series(points: &[Point], lang: Lang) -> String {
    let head = say!("day|volume|complaints|negative|major|mean", "日期|数量|投诉|负面|重大|满意度");
    let mut t = Table::new(&head, lang);
    for p in points {
        let numbers = [p.volume, p.complaints, p.negative, p.major].map(|n| n.to_string());
        let n = crate::number::float(p.satisfaction_n);
        let mean = (p.satisfaction_n > 0).then(|| crate::number::float(p.satisfaction_sum) / n);
        t.row(std::iter::once(known(p.day.as_ref())).chain(numbers).chain([figure(mean, 2)]));
    }
    t.text()
}

/// A series as CSV; every cell is a number or a day.
pub(super) fn series_csv(points: &[Point]) -> String {
    let mut s =
        "day,volume,complaints,negative,major,level1,level2,level3,level4,level5,satisfaction_sum,satisfaction_n\n"
            .to_owned();
    for p in points {
        let numbers = [p.volume, p.complaints, p.negative, p.major].into_iter().chain(p.levels);
        let cells: Vec<String> = numbers.chain([p.satisfaction_sum, p.satisfaction_n]).map(|n| n.to_string()).collect();
        let _ = writeln!(s, "{},{}", p.day.as_deref().unwrap_or_default(), cells.join(","));
    }
    s
}

/// What was taken out, or would be.
pub(super) fn pruned(p: &Pruned, would_be: bool, lang: Lang) -> String {
    let (records, days, runs, issues, orders) = (p.records, p.days, p.runs, p.issues, p.orders);
    let (record, day, run) =
        (by_count(records, "record", "records"), by_count(days, "day", "days"), by_count(runs, "run", "runs"));
    let (issue, order) = (by_count(issues, "issue", "issues"), by_count(orders, "order", "orders"));
    let Say { en: done, zh: done_zh } =
        if would_be { say!("would be taken out", "将清理") } else { say!("taken out", "已清理") };
    let told = say!(
        "{done}: {records} {record}, {days} {day}, {runs} {run}, {issues} resolved or merged {issue}, {orders} closed {order}",
        "{done_zh}：记录 {records} 条，{days} 天，运行 {runs} 次，已平息或已并入热点 {issues} 个，已完成工单 {orders} 个"
    );
    format!("{}\n", told.get(lang))
}

/// What came of importing outcomes: every row is in one of the parts.
pub(super) fn closed(i: &Import, handling: Option<&Handling>, lang: Lang) -> String {
    let (rows, matched, done) = (i.rows, i.closed.matched, i.closed.closed);
    let (row, outcome) = (by_count(rows, "row", "rows"), by_count(matched, "outcome", "outcomes"));
    let order = by_count(done, "order", "orders");
    let told = say!(
        "{rows} {row}: {matched} {outcome} imported, {done} {order} closed by them",
        "共 {rows} 行：导入结果 {matched} 条，完成工单 {done} 个"
    );
    let count = |list: &[String]| list.len() as u64;
    let parts = [
        (count(&i.closed.unknown), say!("name no order", "条找不到对应工单")),
        (i.open, say!("still open", "条未完成")),
        (count(&i.unreadable), say!("with a time that cannot be read", "条完成时间无法识别")),
        (count(&i.closed.early), say!("resolved before it was opened", "条完成早于提出")),
        (count(&i.closed.ahead), say!("resolved long after all data", "条完成时间远晚于全部数据")),
        (i.closed.repeated, say!("repeated", "条重复")),
        (i.unnamed, say!("without an id", "条没有编号")),
        (i.rejected, say!("that cannot be taken apart", "行无法读取")),
    ];
    let rest = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("; {n} {}", what.get(lang)));
    let rest: String = rest.collect();
    let rest = if lang == Lang::Zh { rest.replace("; ", "；") } else { rest };
    format!("{}{rest}\n{}", told.get(lang), handled(handling, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_kind_is_told_in_the_singular() {
        let told = pruned(&Pruned { records: 3, days: 1, runs: 1, issues: 0, orders: 1 }, false, Lang::En);
        assert_eq!(told, "taken out: 3 records, 1 day, 1 run, 0 resolved or merged issues, 1 closed order\n");
    }
}
