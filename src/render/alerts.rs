//! Alerts as people are shown them: of those that tell of the same records only the gravest, with the names of the others.

use crate::report::{Alert, Report};

use super::words::Words;

/// Alerts that are told by themselves, the gravest first, each with its place among all.
pub(super) fn leading(r: &Report) -> Vec<(usize, &Alert)> {
    r.alerts.iter().enumerate().filter(|(_, a)| a.parent.is_none()).collect()
}

/// What an alert says, and what else tells of its records.
pub(super) fn message(a: &Alert, w: &Words) -> String {
    if a.also.is_empty() {
        return a.message.clone();
    }
    format!("{}{}", a.message, w.fill("alerts.also", &[("list", &a.also.join(w.comma()))]))
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{empty, fixture, messages, shown};
    use crate::render::{Format, Settings};
    use crate::report::Report;

    fn told(r: &Report) -> [String; 3] {
        [Format::Text, Format::Markdown, Format::Html].map(|f| shown(r, f, &Settings::new(messages())))
    }

    #[test]
    fn one_event_is_one_alert() {
        let mut r = fixture();
        r.alerts[0].also = vec!["投诉".to_owned()];
        r.alerts[1].parent = Some(0);
        let own = r.alerts[1].message.clone();
        for text in told(&r) {
            assert!(text.contains("；同时：投诉") && !text.contains(&own), "{text}");
        }
    }

    #[test]
    fn that_there_is_none_is_told_where_rows_say_something() {
        let mut r = fixture();
        r.alerts.clear();
        let says = |r: &Report| told(r).map(|text| text.contains("没有预警"));
        assert_eq!((says(&r), says(&empty())), ([true, false, true], [false; 3]));
    }

    #[test]
    fn every_alert_with_rows_on_the_page_leads_to_them() {
        let mut r = fixture();
        r.alerts[3].subject = "negative".to_owned();
        r.alerts[3].rows = r.alerts[2].rows.clone();
        let [.., page] = told(&r);
        let (_, list) = page.split_once("id=\"alerts\"").unwrap();
        let (list, rest) = list.split_once("</section>").unwrap();
        let codes: Vec<&str> = list.split("data-f=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
        assert_eq!(codes.len(), 4);
        for code in codes {
            assert!(rest.contains(&format!("<option value=\"{code}\">")), "{code}");
        }
    }
}
