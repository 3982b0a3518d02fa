//! The headline figures of a report: each with its interval and what it is counted from; where that is too little, that it is, instead of a number.
//!
//! Not its job: how a format lays them out.

use crate::report::{Estimate, Report};

use super::words::{Words, count};

/// A headline figure.
pub(super) struct Headline {
    /// Its id: `mean`, `rating`, `csat`, `rating_csat`, `net`, `nps`, `complaints`, `major`.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) label: String,
    /// The figure as people read it.
    pub(super) value: String,
    /// The end of its scale (` / 5`), where it has one.
    pub(super) of: String,
    /// Its interval, or what it is counted from where there is none.
    pub(super) note: String,
    /// Interval and denominator together.
    pub(super) whole_note: String,
    /// The bare figure, by which formats choose a colour.
    pub(super) figure: Option<f64>,
}

/// All of them, in reading order.
pub(super) fn headlines(r: &Report, w: &Words) -> Vec<Headline> {
    let s = &r.satisfaction;
    let scale = |e: &Estimate| Words::figure(e.value, 2);
    let signed = |e: &Estimate| Words::signed(e.value, 1);
    let mut all = vec![estimate(w, "mean", &s.mean, scale, 2, " / 5")];
    if let Some(x) = &s.ratings {
        all.push(estimate(w, "rating", &x.mean, scale, 2, &format!(" / {}", x.scale)));
    }
    let csat = |e: &Estimate| e.value.map_or_else(|| Words::none().to_owned(), |v| format!("{v:.1}%"));
    all.push(estimate(w, "csat", &s.csat, csat, 1, ""));
    // What texts say is one thing, what the customers ticked another.
    if let Some(x) = s.ratings.as_ref().filter(|x| x.csat.value.is_some()) {
        all.push(estimate(w, "rating_csat", &x.csat, csat, 1, ""));
    }
    all.push(estimate(w, "net", &s.net_sentiment, signed, 1, ""));
    if let Some((nps, shares)) = s.ratings.as_ref().and_then(|x| x.nps.map(|nps| (nps, x.nps_shares))) {
        let mut told = estimate(w, "nps", &nps, signed, 1, "");
        if let Some(shares) = shares.filter(|_| !nps.is_thin()) {
            told.whole_note =
                w.fill("nps.note", &[("note", &told.whole_note), ("shares", &super::nps::told(&shares, w))]);
        }
        all.push(told);
    }
    all.push(complaints(r, w));
    let m = r.severity.major;
    let note = w.fill("tile.major_note", &[("n", &count(m.of))]);
    all.push(Headline {
        name: "major",
        label: w.t_owned("tile.major"),
        value: count(m.count),
        of: String::new(),
        whole_note: note.clone(),
        note,
        figure: Some(crate::number::float(m.count)),
    });
    all
}

fn estimate(
    w: &Words,
    name: &'static str,
    e: &Estimate,
    told: impl Fn(&Estimate) -> String,
    digits: usize,
    of: &str,
) -> Headline {
    let label = w.t_owned(&format!("tile.{name}"));
    if e.is_thin() {
        return few(w, name, label, w.fill("n_rows", &[("n", &count(e.n))]));
    }
    let (note, n) = (Words::range(e, digits), count(e.n));
    let whole_note = w.fill("tile.of", &[("range", &note), ("n", &n)]);
    Headline { name, label, value: told(e), of: of.to_owned(), note, whole_note, figure: e.value }
}

fn complaints(r: &Report, w: &Words) -> Headline {
    let (name, label, c) = ("complaints", w.t_owned("tile.complaints"), r.severity.complaints);
    let (hits, n) = (count(c.count), count(c.of));
    if c.is_thin() {
        return few(w, name, label, w.fill("tile.count_of", &[("count", &hits), ("n", &n)]));
    }
    let note = Words::percent_range(c.low, c.high);
    let whole_note = w.fill("tile.rate_of", &[("range", &note), ("count", &hits), ("n", &n)]);
    Headline { name, label, value: Words::percent(c.share), of: String::new(), note, whole_note, figure: c.share }
}

fn few(w: &Words, name: &'static str, label: String, note: String) -> Headline {
    let value = w.t_owned("tile.few");
    Headline { name, label, value, of: String::new(), whole_note: note.clone(), note, figure: None }
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::render::{Format, Settings};

    #[test]
    fn the_csat_of_ratings_stands_beside_that_of_texts_in_every_format_for_people() {
        let mut r = fixture();
        let told = |r: &crate::report::Report| {
            [Format::Markdown, Format::Text, Format::Html].map(|format| {
                let text = shown(r, format, &Settings::new(messages()));
                text.contains("CSAT（文本）") && text.contains("CSAT（评分）") && text.contains("62.7%")
            })
        };
        assert_eq!(told(&r), [true; 3]);
        r.satisfaction.ratings = None;
        assert_eq!(told(&r), [false; 3]);
    }

    /// Contract: rates carry their denominator, and too little data says so instead of a number.
    #[test]
    fn too_little_data_says_so_instead_of_a_number_in_every_format_for_people() {
        let mut r = fixture();
        let (s, c) = (&mut r.satisfaction, &mut r.severity.complaints);
        for e in [&mut s.mean, &mut s.csat, &mut s.net_sentiment] {
            e.n = 12;
        }
        (c.count, c.of, c.share) = (5, 12, Some(0.4167));
        for (lang, few, of) in [(Lang::Zh, "数据太少", "12 条中 5 条"), (Lang::En, "too little data", "5 of 12")]
        {
            let settings = Settings { lang, ..Settings::new(messages()) };
            for (format, times) in [(Format::Markdown, 4), (Format::Text, 4), (Format::Html, 4)] {
                let text = shown(&r, format, &settings);
                assert!(text.matches(few).count() >= times, "{format:?}\n{text}");
                assert!(text.contains(of), "{format:?}\n{text}");
                assert!(!text.contains("56.7%"), "{format:?}: CSAT of 12 texts\n{text}");
            }
        }
    }
}
