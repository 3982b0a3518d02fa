//! Which rows a report is about, in one phrase: the conditions of its run.

use crate::report::Run;

use super::clean;
use super::words::Words;

/// 仅 门店=苏州月桥店，2026-02-01 起; nothing for a report of all rows.
pub(super) fn only(run: &Run, w: &Words) -> Option<String> {
    let told = |option: &str| run.options.get(option).map(|value| clean::line(value));
    let days = match (told("from"), told("to")) {
        (Some(first), Some(last)) => Some(w.fill("head.period", &[("first", &first), ("last", &last)])),
        (Some(day), None) => Some(w.fill("only.from", &[("day", &day)])),
        (None, Some(day)) => Some(w.fill("only.to", &[("day", &day)])),
        (None, None) => None,
    };
    let all = match (told("where"), days) {
        (Some(values), Some(days)) => w.fill("only.both", &[("values", &values), ("days", &days)]),
        (one, other) => one.or(other)?,
    };
    Some(w.fill("only", &[("what", &all)]))
}

/// The options that choose the same rows again, as a shell takes them; an ellipsis stands for conditions, which the user has at hand.
pub(super) fn flags(run: &Run) -> String {
    let conditions = run.options.get("where").map(|_| " --where …".to_owned());
    let days = ["from", "to"].into_iter().filter_map(|o| Some(format!(" --{o} {}", run.options.get(o)?)));
    conditions.into_iter().chain(days).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::Settings;
    use crate::render::fixture::messages;

    #[test]
    fn conditions_and_days_are_told_as_people_say_them() {
        let told = |lang, options: &[(&str, &str)]| {
            let options = options.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            only(&Run { options, ..Run::default() }, &Settings { lang, ..Settings::new(messages()) }.words())
        };
        let shop = ("where", "门店=苏州月桥店");
        let both = [shop, ("from", "2026-02-01")];
        assert_eq!(told(Lang::Zh, &both).as_deref(), Some("仅 门店=苏州月桥店，2026-02-01 起"));
        assert_eq!(told(Lang::En, &both).as_deref(), Some("Only 门店=苏州月桥店, from 2026-02-01 on"));
        assert_eq!(told(Lang::Zh, &[("to", "2026-02-28")]).as_deref(), Some("仅 截至 2026-02-28"));
        let month = [("from", "2026-02-01"), ("to", "2026-02-28")];
        assert_eq!(told(Lang::Zh, &month).as_deref(), Some("仅 2026-02-01 至 2026-02-28"));
        assert_eq!(told(Lang::Zh, &[("top", "20")]), None);
    }
}
