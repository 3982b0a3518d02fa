//! What customers say, as every format tells it: the words of an opinion, what most of them love and complain of, and the reasons that are told of a request.

use std::collections::BTreeSet;

use crate::lexicon::OUTCOMES;
use crate::report::{AspectStats, Opinion, Report, RequestReason, RequestStats};

/// Fewer rows than this are no reason that is worth a line.
pub(super) const FEW: u64 = 3;

/// Praise and blame as the report calls them, with the keys of what they are called here.
pub(super) const SIDES: [(&str, &str); 2] = [("positive", "opinions.praise"), ("negative", "opinions.blame")];

/// The thing and what is said of it: 屏幕 清晰.
pub(super) fn words(o: &Opinion) -> String {
    if o.target.is_empty() { o.opinion.clone() } else { format!("{} {}", o.target, o.opinion) }
}

/// What most rows praise or blame over all aspects, each wording once.
pub(super) fn most<'r>(r: &'r Report, polarity: &str, most: usize) -> Vec<&'r Opinion> {
    // Remarks on the whole (满意), and on a bare nature without a thing (product: 好), tell of nothing that somebody could love.
    let tells = |a: &AspectStats, o: &Opinion| a.id.contains('.') || !o.target.is_empty();
    let aspects = r.aspects.iter().filter(|a| !OUTCOMES.contains(&a.id.as_str()));
    let mut list: Vec<(String, &Opinion)> = aspects
        .flat_map(|a| a.opinions.iter().filter(move |o| tells(a, o)))
        .filter(|o| o.polarity == polarity)
        .map(|o| (words(o), o))
        .collect();
    list.sort_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(&b.0)));
    let mut seen = BTreeSet::new();
    list.retain(|(words, _)| seen.insert(words.clone()));
    list.into_iter().map(|(_, o)| o).take(most).collect()
}

/// The reasons of a request that enough rows give.
pub(super) fn reasons(q: &RequestStats) -> Vec<&RequestReason> {
    q.reasons.iter().filter(|x| x.rate.count >= FEW).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Section, Sections, Settings};
    use crate::report::RowRef;

    fn said(polarity: &str, target: &str, opinion: &str, count: u64) -> Opinion {
        let quote = RowRef { source: "feedback.csv".to_owned(), row: 17 };
        Opinion { polarity: polarity.to_owned(), target: target.to_owned(), opinion: opinion.to_owned(), count, quote }
    }

    /// The fixture, with something said of its first aspects.
    fn told() -> Report {
        let mut r = fixture();
        r.aspects[0].opinions = vec![said("positive", "屏幕", "<b>清晰", 1_240), said("negative", "屏幕", "发黄", 7)];
        r.aspects[1].opinions = vec![said("positive", "", "好用", 9), said("positive", "屏幕", "<b>清晰", 8)];
        let mut whole = r.aspects[1].clone();
        (whole.id, whole.opinions) = (OUTCOMES[0].to_owned(), vec![said("positive", "", "好评", 5_000)]);
        let mut bare = whole.clone();
        (bare.id, bare.opinions) = ("service".to_owned(), vec![said("negative", "", "退款", 50)]);
        r.aspects.extend([whole, bare]);
        r
    }

    fn only(section: Section) -> Settings<'static> {
        Settings { sections: Sections::only(&[section]), ..Settings::new(messages()) }
    }

    #[test]
    fn what_is_loved_names_things_each_wording_once() {
        let r = told();
        let list = |side| most(&r, side, 5).into_iter().map(|o| (words(o), o.count)).collect::<Vec<_>>();
        assert_eq!(list("positive"), [("屏幕 <b>清晰".to_owned(), 1_240), ("好用".to_owned(), 9)]);
        assert_eq!(list("negative"), [("屏幕 发黄".to_owned(), 7)]);
    }

    #[test]
    fn every_format_tells_what_is_loved_and_nothing_where_nothing_is_said() {
        let settings = || only(Section::Aspects);
        let text = shown(&told(), Format::Text, &settings());
        assert!(text.contains("顾客最喜欢  屏幕 <b>清晰 1,240  好用 9\n"), "{text}");
        assert!(text.contains("最常抱怨    屏幕 发黄 7\n"), "{text}");
        let markdown = shown(&told(), Format::Markdown, &settings());
        assert!(
            markdown.contains("- **最常抱怨**: 屏幕 发黄 7\n") && markdown.contains("清晰 1,240、好用 9\n"),
            "{markdown}"
        );
        let page = shown(&told(), Format::Html, &settings());
        let chip = "title=\"feedback.csv:17\">屏幕 &lt;b&gt;清晰 <span class=\"faint\">1,240</span></span>";
        assert!(page.contains(chip), "{page}");
        let long = shown(&told(), Format::Csv, &settings());
        let id = told().aspects[0].id.clone();
        assert!(
            long.lines().any(|l| l.starts_with("opinions,") && l.ends_with(&format!("屏幕 发黄,negative,7,,,,{id}"))),
            "{long}"
        );
        let none = [Format::Text, Format::Markdown].map(|format| shown(&fixture(), format, &settings()));
        assert!(none.iter().all(|out| !out.contains("最喜欢") && !out.contains("口碑")), "{none:?}");
    }

    #[test]
    fn the_summary_with_opinions_fits_widths_and_messages() {
        for width in [60, 80, 140] {
            for lang in [Lang::Zh, Lang::En] {
                let text = shown(&told(), Format::Text, &Settings { lang, width, ..Settings::new(messages()) });
                assert!(text.lines().all(|l| crate::render::clean::width(l) <= width), "{text}");
            }
        }
        let message = shown(&told(), Format::Markdown, &Settings::new(messages()));
        assert!(message.len() <= 4_096 && message.contains("顾客最喜欢"), "{message}");
    }

    #[test]
    fn reasons_of_one_or_two_rows_are_left_out_of_text_and_page() {
        let mut r = fixture();
        let names: Vec<String> = r.needs.requests[0].reasons.iter().map(|x| x.name.clone()).collect();
        r.needs.requests[0].reasons[1].rate.count = 2;
        for format in [Format::Text, Format::Html] {
            let requests = |r: &Report| {
                let out = shown(r, format, &only(Section::Needs));
                let (_, rest) = out.split_once("明确要求与原因").unwrap();
                // The figures behind the page hold every reason.
                rest.split("<details").next().unwrap().to_owned()
            };
            let out = requests(&r);
            assert!(out.contains(&names[0]) && !out.contains(&names[1]), "{out}");
            let mut few = r.clone();
            few.needs.requests[0].reasons.iter_mut().for_each(|x| x.rate.count = 2);
            let out = requests(&few);
            assert!(!out.contains(&names[0]) && out.contains("各不足 3 条"), "{out}");
        }
    }
}
