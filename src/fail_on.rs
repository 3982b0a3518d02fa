//! `--fail-on`: conditions over a finished report that make the exit status 1, so that a night job calls somebody.

use crate::error::{Error, Result};
use crate::lang::Say;
use crate::report::{Caution, Report};
use crate::say;

/// Exit status when a condition holds.
pub const HOLDS: u8 = 1;

/// A condition over a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    test: Test,
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    /// Any alert, or one of at least this colour.
    Alert(Option<usize>),
    /// A figure against a limit.
    Figure(Figure, Op, f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Csat,
    Nps,
    Mean,
    Net,
    Negative,
    Complaints,
    Major,
    NewMajor,
    Rejected,
    /// What customers' own ratings say.
    Rating,
    RatingCsat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Less,
    LessEqual,
    More,
    MoreEqual,
    Equal,
}

const COLOURS: [&str; 4] = ["blue", "yellow", "orange", "red"];
const FIGURES: [(&str, Figure); 11] = [
    ("csat", Figure::Csat),
    ("nps", Figure::Nps),
    ("mean", Figure::Mean),
    ("net", Figure::Net),
    ("negative", Figure::Negative),
    ("complaints", Figure::Complaints),
    ("major", Figure::Major),
    ("new-major", Figure::NewMajor),
    ("rejected", Figure::Rejected),
    ("rating", Figure::Rating),
    ("rating-csat", Figure::RatingCsat),
];
// Longer signs first: `<=` is not `<`.
const OPS: [(&str, Op); 5] =
    [("<=", Op::LessEqual), (">=", Op::MoreEqual), ("<", Op::Less), (">", Op::More), ("=", Op::Equal)];

impl Condition {
    /// Parses `alert`, `alert=red`, `major`, `csat<85` …
    ///
    /// # Errors
    /// A usage error that lists the conditions there are.
    pub fn parse(text: &str) -> Result<Self> {
        let made = |test| Self { text: text.to_owned(), test };
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        match bare.as_str() {
            "alert" => return Ok(made(Test::Alert(None))),
            "major" => return Ok(made(Test::Figure(Figure::Major, Op::More, 0.0))),
            "new-major" => return Ok(made(Test::Figure(Figure::NewMajor, Op::More, 0.0))),
            "rejected" => return Ok(made(Test::Figure(Figure::Rejected, Op::More, 0.0))),
            _ => {}
        }
        let split = OPS.iter().find_map(|(sign, op)| bare.split_once(sign).map(|(l, r)| (l, *op, r)));
        let test = split.and_then(|(left, op, right)| {
            if left == "alert" {
                let colour = COLOURS.iter().position(|c| *c == right).filter(|_| op == Op::Equal);
                return colour.map(|c| Test::Alert(Some(c)));
            }
            let figure = FIGURES.iter().find(|(n, _)| *n == left)?.1;
            let limit: f64 = right.trim_end_matches('%').parse().ok()?;
            limit.is_finite().then_some(Test::Figure(figure, op, limit))
        });
        if let Some(Test::Figure(figure, _, limit)) = test {
            within(text, figure, limit)?;
        }
        test.map(made).ok_or_else(|| {
            Error::usage(say!("`--fail-on {text}` is not a condition", "`--fail-on {text}` 不是有效条件"), say!("use `alert`, `alert=red`, `major`, `major>3`, `new-major`, `csat<85`, `nps<30`, `mean<3.5`, `net<0`, `negative>20`, `complaints>30`, `rating<4.5`, `rating-csat<85` or `rejected`", "可用 `alert`、`alert=red`、`major`、`major>3`、`new-major`、`csat<85`、`nps<30`、`mean<3.5`、`net<0`、`negative>20`、`complaints>30`、`rating<4.5`、`rating-csat<85` 或 `rejected`"))
        })
    }

    /// As the user wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why nothing can be said of it: the report lacks its figure.
    pub fn unjudged(&self, report: &Report) -> Option<Say> {
        let Test::Figure(figure, ..) = self.test else { return None };
        if value(figure, report).is_some() {
            return None;
        }
        let (text, Say { en, zh }) = (&self.text, lacking(figure, report));
        Some(say!("`--fail-on {text}` cannot be judged: {en}", "`--fail-on {text}` 无法判断：{zh}"))
    }

    /// Whether it holds. A figure that there is too little data for never holds.
    pub fn holds(&self, report: &Report) -> bool {
        match &self.test {
            Test::Alert(least) => report.alerts.iter().any(|a| {
                let colour = COLOURS.iter().position(|c| *c == a.colour).unwrap_or(0);
                least.is_none_or(|l| colour >= l)
            }),
            Test::Figure(figure, op, limit) => value(*figure, report).is_some_and(|v| match op {
                Op::Less => v < *limit,
                Op::LessEqual => v <= *limit,
                Op::More => v > *limit,
                Op::MoreEqual => v >= *limit,
                Op::Equal => (v - *limit).abs() < 1e-9,
            }),
        }
    }
}

/// A limit that the figure cannot come near makes a condition that never holds, or always: `csat<0.85` where 85 % is meant. One beyond all is left to trials.
fn within(text: &str, figure: Figure, limit: f64) -> Result<()> {
    let (least, most) = match figure {
        Figure::Csat | Figure::RatingCsat => (1.0, 101.0),
        Figure::Negative | Figure::Complaints => (0.0, 101.0),
        Figure::Nps | Figure::Net => (-101.0, 101.0),
        Figure::Mean => (0.0, 6.0),
        // Ratings have the scale that they have.
        Figure::Major | Figure::NewMajor | Figure::Rejected | Figure::Rating => return Ok(()),
    };
    if limit == 0.0 || (least..=most).contains(&limit) {
        return Ok(());
    }
    Err(Error::usage(
        say!(
            "`--fail-on {text}` can say nothing: the figure is never near",
            "`--fail-on {text}` 没有意义：该指标不会接近这个值"
        ),
        say!(
            "`csat`, `rating-csat`, `negative` and `complaints` are in percent (`csat<85`), `nps` and `net` from -100 to 100, `mean` from 1 to 5",
            "`csat`、`rating-csat`、`negative`、`complaints` 以百分比计（如 `csat<85`），`nps`、`net` 为 -100 至 100，`mean` 为 1 至 5"
        ),
    ))
}

/// Why a report lacks a figure.
fn lacking(figure: Figure, r: &Report) -> Say {
    let s = &r.satisfaction;
    match (figure, &s.ratings) {
        (Figure::Nps | Figure::Rating | Figure::RatingCsat, None) if s.cautions.contains(&Caution::ScalesMixed) => {
            say!("sources rate on different scales", "各来源的评分满分不同")
        }
        (Figure::Nps | Figure::Rating | Figure::RatingCsat, None) => {
            say!(
                "there are no ratings (`--rating-column` names their column)",
                "没有评分（可用 `--rating-column` 指定评分列）"
            )
        }
        (Figure::Nps, Some(x)) if x.nps.is_none() => {
            say!("an NPS takes whole ratings from 0 to 10", "NPS 需要 0–10 分的整数评分")
        }
        (Figure::NewMajor, _) => {
            say!("only `--history` knows what is new", "只有使用 `--history` 才知道哪些是新的")
        }
        _ => say!("too little data", "数据太少"),
    }
}

/// Percentages in percent, as the report shows them: satisfaction by texts, as its headline and `satisfaction.csat` say.
fn value(figure: Figure, r: &Report) -> Option<f64> {
    let s = &r.satisfaction;
    match figure {
        Figure::Csat => s.csat.value,
        Figure::Mean => s.mean.value,
        Figure::Nps => s.ratings.as_ref()?.nps.as_ref()?.value,
        Figure::Net => s.net_sentiment.value,
        Figure::Rating => s.ratings.as_ref()?.mean.value,
        Figure::RatingCsat => s.ratings.as_ref()?.csat.value,
        Figure::Negative => r.sentiment.negative.share.map(|x| x * 100.0),
        Figure::Complaints => r.severity.complaints.share.map(|x| x * 100.0),
        Figure::Major => Some(crate::number::float(r.severity.major.count)),
        Figure::NewMajor => Some(crate::number::float(r.history.as_ref()?.new_major)),
        Figure::Rejected => Some(crate::number::float(r.run.rows.rejected)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_is_not_there_is_told_with_the_reason() {
        let why = |text: &str, r: &Report| Condition::parse(text).unwrap().unjudged(r).map(|s| s.en);
        let mut r = crate::insight::testing::report(&[]);
        assert_eq!(why("major", &r), None);
        assert_eq!(why("alert", &r), None);
        assert!(why("new-major", &r).unwrap().contains("`--history`"));
        r.history = Some(crate::report::History { new_major: 2, ..Default::default() });
        let holds = |text: &str, r: &Report| Condition::parse(text).unwrap().holds(r);
        assert_eq!((why("new-major", &r), holds("new-major", &r), holds("new-major>2", &r)), (None, true, false));
        assert_eq!(why("csat<85", &r).unwrap(), "`--fail-on csat<85` cannot be judged: too little data");
        let nps = |r: &Report| why("nps<100", r).unwrap();
        assert!(nps(&r).contains("there are no ratings"), "{}", nps(&r));
        r.satisfaction.cautions = vec![Caution::ScalesMixed];
        assert!(nps(&r).contains("different scales"), "{}", nps(&r));
        r.satisfaction.ratings = Some(crate::report::Ratings::default());
        assert!(nps(&r).contains("from 0 to 10"), "{}", nps(&r));
        r.satisfaction.ratings = Some(crate::report::Ratings {
            mean: crate::report::Estimate { value: Some(4.2), ..Default::default() },
            ..Default::default()
        });
        assert_eq!((holds("rating<4.5", &r), holds("rating<4", &r)), (true, false));
        assert_eq!(why("rating-csat<85", &r).unwrap(), "`--fail-on rating-csat<85` cannot be judged: too little data");
        r.satisfaction.ratings = None;
        r.satisfaction.csat.value = Some(50.0);
        assert_eq!((why("csat<85", &r), holds("csat<85", &r)), (None, true));
    }

    #[test]
    fn reads_what_help_promises() {
        for c in [
            "alert",
            "alert=red",
            "major",
            "major>3",
            "csat<85",
            "csat <= 85%",
            "nps<30",
            "mean<3.5",
            "net<0",
            "negative>20",
            "rejected",
            "csat>0",
            "csat<101",
            "complaints>0.5",
            "rating<4.5",
            "rating-csat<85%",
        ] {
            assert!(Condition::parse(c).is_ok(), "{c}");
        }
        for c in [
            "",
            "csat",
            "csat<x",
            "csat<nan",
            "mean<inf",
            "alert=green",
            "alert<red",
            "foo>1",
            "csat<0.85",
            "csat<850",
            "mean<70",
            "nps<-200",
            "rating-csat<0.85",
        ] {
            let e = Condition::parse(c).unwrap_err().to_string();
            assert!(e.contains("hint:"), "{e}");
        }
    }
}
