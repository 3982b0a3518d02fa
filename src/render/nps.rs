//! The shares behind a net promoter score: what they are called, and how they read in a line.

use crate::report::{NpsShares, Rate};

use super::words::Words;

/// The end of the keys of a share, and the share.
type Part = (&'static str, fn(&NpsShares) -> Rate);

/// All of them, in the order in which people name them.
pub(super) const PARTS: [Part; 3] =
    [("promoters", |s| s.promoters), ("passives", |s| s.passives), ("detractors", |s| s.detractors)];

/// `推荐者 52.0%、中立者 28.0%、贬损者 20.0%`
pub(super) fn told(s: &NpsShares, w: &Words) -> String {
    let [promoters, passives, detractors] = PARTS.map(|(_, of)| Words::portion(&of(s)));
    w.fill("nps.told", &[("promoters", &promoters), ("passives", &passives), ("detractors", &detractors)])
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Section, Sections, Settings};
    use crate::report::{Estimate, NpsShares, Rate, Report};

    fn shares([promoters, passives, detractors]: [u64; 3], of: u64) -> NpsShares {
        let rate = |count| Rate {
            count,
            of,
            share: Some(crate::number::float(count) / crate::number::float(of)),
            low: Some(0.1),
            high: Some(0.9),
        };
        NpsShares { promoters: rate(promoters), passives: rate(passives), detractors: rate(detractors) }
    }

    /// The report of a survey on recommending: as a whole, in its last period and of a channel.
    fn survey() -> Report {
        let mut r = fixture();
        let score = |value, n| Some(Estimate { value: Some(value), low: Some(-10.0), high: Some(50.0), n });
        let ratings = r.satisfaction.ratings.as_mut().unwrap();
        (ratings.scale, ratings.nps, ratings.nps_shares) = (10, score(32.0, 100), Some(shares([52, 28, 20], 100)));
        let p = r.trend.points.last_mut().unwrap();
        p.rating = Estimate { value: Some(7.25), low: Some(7.0), high: Some(7.5), n: 41 };
        (p.nps, p.nps_shares) = (score(-12.2, 41), Some(shares([12, 12, 17], 41)));
        let s = &mut r.segments[0].list[0];
        (s.nps, s.nps_shares) = (score(15.6, 77), Some(shares([33, 23, 21], 77)));
        r
    }

    #[test]
    fn promoters_passives_and_detractors_are_told_beside_the_nps() {
        let r = survey();
        for (lang, line) in [
            (Lang::Zh, "推荐者 52.0%、中立者 28.0%、贬损者 20.0%"),
            (Lang::En, "promoters 52.0%, passives 28.0%, detractors 20.0%"),
        ] {
            let settings = Settings { lang, ..Settings::new(messages()) };
            for format in [Format::Markdown, Format::Text] {
                assert!(shown(&r, format, &settings).contains(line), "{format:?}");
                assert!(!shown(&fixture(), format, &settings).contains("passives"), "{format:?}");
            }
        }
        let page = shown(&r, Format::Html, &Settings::new(messages()));
        assert!(page.contains("推荐者（9–10 分）") && page.contains("贬损者（0–6 分）"));
        assert!(!shown(&fixture(), Format::Html, &Settings::new(messages())).contains("推荐者"));
    }

    #[test]
    fn ratings_and_nps_stand_in_the_trend_and_beside_segments() {
        let (r, settings) = (survey(), Settings::new(messages()));
        let long = shown(&r, Format::Csv, &settings);
        let period = &r.trend.points.last().unwrap().period;
        for line in [
            format!("trend,{period},rating,7.25,7,7.5,41,"),
            format!("trend,{period},nps,-12.2,-10,50,41,"),
            format!("trend,{period},detractors,17,,,41,"),
            "segments,渠道=电话热线,promoters,33,,,77,".to_owned(),
            "ratings,,passives_share,0.28,0.1,0.9,100,".to_owned(),
        ] {
            assert!(long.contains(&format!("\n{line}\n")), "{line}");
        }
        let trend = Settings { sections: Sections::only(&[Section::Trend]), ..settings };
        assert!(shown(&r, Format::Markdown, &trend).contains("- 平均评分 **7.25 → 7.25**"));
        assert!(shown(&r, Format::Text, &trend).contains("-12.2 → -12.2"));
        let page = shown(&r, Format::Html, &trend);
        assert!(page.contains("aria-label=\"平均评分\"") && page.contains("aria-label=\"NPS\""));
        let segments = Settings { sections: Sections::only(&[Section::Segments]), ..trend };
        let page = shown(&r, Format::Html, &segments);
        assert!(page.contains("title=\"推荐者 42.9%、中立者 29.9%、贬损者 27.3%\">+15.6"), "{page}");
    }
}
