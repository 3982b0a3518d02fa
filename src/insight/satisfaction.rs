//! Satisfaction and sentiment: levels of the texts, ratings, net promoter score, and stars against texts.

use crate::aggregate::scale::Scale;
use crate::aggregate::scores::Scores;
use crate::aggregate::tally::Moments;
use crate::number::{float, round};
use crate::report::{
    Agreement, Caution, Estimate, LITTLE, LevelCount, Mismatch, Ratings, Satisfaction, SentimentShares,
};

use super::stars::Stars;
use super::stats::{self, Z95, rate};

/// Rows with stars and text from which a rank correlation is worth a number.
const CORRELATED: u64 = 10;

/// How satisfied customers are.
pub(super) fn satisfaction(s: &Scores) -> Satisfaction {
    let levels = s.outcome.levels;
    let texts: u64 = levels.iter().sum();
    let mut cautions = Vec::new();
    if texts < LITTLE {
        cautions.push(Caution::TooLittleData);
    }
    let ratings = Stars::of(s).map(|stars| ratings(s, stars));
    match &ratings {
        None if s.mixes_scales() => cautions.push(Caution::ScalesMixed),
        None => cautions.push(Caution::NoRatings),
        Some(r) if r.nps.is_some() => cautions.push(Caution::ScaleAssumed),
        Some(_) => {}
    }
    Satisfaction {
        distribution: distribution(levels),
        mean: stats::level(s.outcome.text(), 1),
        csat: percent(levels[3] + levels[4], texts),
        net_sentiment: net(s.labels[0], s.labels[1], s.labels.iter().sum()),
        ratings,
        agreement: s.scale().and_then(|scale| agreement(s, scale)),
        cautions,
    }
}

/// Polarity of whole texts.
pub(super) fn sentiment(s: &Scores) -> SentimentShares {
    let of = s.labels.iter().sum();
    let [positive, negative, neutral, mixed] = s.labels.map(|n| rate(n, of));
    SentimentShares { positive, negative, neutral, mixed }
}

fn distribution(levels: [u64; 5]) -> Vec<LevelCount> {
    let of = levels.iter().sum();
    (1u8..).zip(levels).map(|(level, n)| LevelCount { level, rate: rate(n, of) }).collect()
}

/// A share in percent, with Wilson's interval.
fn percent(count: u64, of: u64) -> Estimate {
    let r = rate(count, of);
    let p = |x: Option<f64>| x.map(|x| round(x * 100.0, 2));
    Estimate { value: p(r.share), low: p(r.low), high: p(r.high), n: of }
}

/// Share of `up` less share of `down` in percent points, with the interval of a difference of multinomial shares.
pub(super) fn net(up: u64, down: u64, of: u64) -> Estimate {
    if of == 0 {
        return Estimate::default();
    }
    let (p, q, n) = (float(up) / float(of), float(down) / float(of), float(of));
    let half = Z95 * ((p + q - (p - q) * (p - q)).max(0.0) / n).sqrt();
    stats::within(stats::interval((p - q) * 100.0, Some(half * 100.0), of, 2), -100.0, 100.0, 2)
}

fn ratings(s: &Scores, stars: Stars) -> Ratings {
    let scale = stars.scale();
    let (mut levels, mut moments) = ([0u64; 5], Moments::default());
    for (rating, _, n) in s.on(scale) {
        levels[usize::from(scale.level(rating)) - 1] += n;
        moments.merge(Moments::of(i64::from(rating), n));
    }
    let rated = moments.n;
    let (nps, nps_shares) = stars.whole_nps(s).unzip();
    Ratings {
        scale: scale.largest(),
        rated,
        wordless: s.on(scale).filter(|(_, text, _)| *text == 0).map(|(_, _, n)| n).sum(),
        distribution: distribution(levels),
        mean: stars.within(stats::mean(moments, 0.001, 1, 3)),
        csat: percent(levels[3] + levels[4], rated),
        nps,
        nps_shares,
    }
}

fn agreement(s: &Scores, scale: Scale) -> Option<Agreement> {
    let mut table = [[0u64; 5]; 5];
    for (rating, text, n) in s.on(scale).filter(|(_, text, _)| *text > 0) {
        table[usize::from(scale.level(rating)) - 1][usize::from(text) - 1] += n;
    }
    let sum = |keep: fn(usize, usize) -> bool| {
        let cells = table.iter().enumerate().flat_map(|(i, row)| row.iter().enumerate().map(move |(j, n)| (i, j, n)));
        cells.filter(|(i, j, _)| keep(*i, *j)).map(|(_, _, n)| n).sum::<u64>()
    };
    let both = sum(|_, _| true);
    if both == 0 {
        return None;
    }
    let mismatches =
        s.clashes(scale).map(|c| Mismatch { stars: c.stars, text_level: c.text, quote: c.snippet.quote() }).collect();
    Some(Agreement {
        close: rate(sum(|i, j| i.abs_diff(j) <= 1), both),
        rank_correlation: (both >= CORRELATED).then(|| spearman(&table)).flatten().map(|r| round(r, 4)),
        happy_stars_unhappy_text: rate(sum(|i, j| i >= 3 && j <= 1), sum(|i, _| i >= 3)),
        unhappy_stars_happy_text: rate(sum(|i, j| i <= 1 && j >= 3), sum(|i, _| i <= 1)),
        table,
        mismatches,
    })
}

/// Spearman's rank correlation of a table, ties by their mean rank. `None` where one side has one level only.
fn spearman(table: &[[u64; 5]; 5]) -> Option<f64> {
    let stars: [u64; 5] = table.map(|row| row.iter().sum());
    let texts: [u64; 5] = std::array::from_fn(|j| table.iter().map(|row| row[j]).sum());
    let (x, y) = (ranks(stars), ranks(texts));
    let n = float(stars.iter().sum());
    let middle = f64::midpoint(n, 1.0);
    let spread = |counts: [u64; 5], ranks: [f64; 5]| -> f64 {
        counts.iter().zip(ranks).map(|(&c, r)| float(c) * (r - middle) * (r - middle)).sum()
    };
    let mut together = 0.0;
    for (i, row) in table.iter().enumerate() {
        for (j, &c) in row.iter().enumerate() {
            together += float(c) * (x[i] - middle) * (y[j] - middle);
        }
    }
    let scale = (spread(stars, x) * spread(texts, y)).sqrt();
    (scale > 0.0).then(|| together / scale)
}

/// Mean rank of each level.
fn ranks(counts: [u64; 5]) -> [f64; 5] {
    let mut below = 0.0;
    counts.map(|c| {
        let rank = below + f64::midpoint(float(c), 1.0);
        below += float(c);
        rank
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::Row;

    fn scores(rows: &[(f64, i32)]) -> Scores {
        let mut s = Scores::default();
        for (i, &(rating, score)) in rows.iter().enumerate() {
            s.absorb(&Row::new(i as u64 + 1, "文字").score(score).rating(rating).build());
        }
        s
    }

    #[test]
    fn ratings_without_words_count_where_they_are_on_the_scale() {
        let mut s = scores(&[(5.0, 900); 300]);
        for rating in [4.0, 9.0, 10.0] {
            s.rate(&Row::new(900, "").rating(rating).build());
        }
        let r = satisfaction(&s).ratings.unwrap();
        assert_eq!((r.scale, r.rated, r.wordless), (5, 301, 1));
    }

    #[test]
    fn sources_on_different_scales_are_told_from_complaints_alone() {
        let scale = |stars: &[f64]| {
            let mut s = Scores::default();
            let ten = (0..40).map(|i| ("ten", f64::from(i % 11)));
            let other = stars.iter().cycle().take(40).map(|r| ("other", *r));
            for (n, (source, rating)) in (1..).zip(ten.chain(other)) {
                s.absorb(&Row::new(n, "文字").source(source).rating(rating).build());
            }
            s.scale()
        };
        assert_eq!(scale(&[5.0, 4.0, 1.0]), None);
        assert_eq!(scale(&[1.0, 2.0, 3.0, 1.0, 2.0, 5.0]), Some(Scale::Ten), "hardly anybody is content");
        assert_eq!(scale(&[0.0, 5.0]), Some(Scale::Ten), "stars begin with one");
        assert_eq!(scale(&[9.0, 3.0]), Some(Scale::Ten));
    }

    #[test]
    fn nps_needs_a_scale_of_ten_in_whole_numbers() {
        let s = satisfaction(&scores(&[(10.0, 900), (9.0, 900), (7.0, 0), (3.0, -900)]));
        let r = s.ratings.unwrap();
        assert_eq!((r.scale, r.nps.unwrap().value), (10, Some(25.0)));
        assert!(s.cautions.contains(&Caution::ScaleAssumed));
        assert!(satisfaction(&scores(&[(9.5, 900), (3.0, 0)])).ratings.unwrap().nps.is_none());
        assert!(satisfaction(&scores(&[(5.0, 900)])).ratings.unwrap().nps.is_none());
    }

    #[test]
    fn stars_that_say_the_contrary_are_mismatches() {
        let s = satisfaction(&scores(&[(5.0, -900), (5.0, 900), (1.0, -900), (1.0, 950)]));
        let a = s.agreement.unwrap();
        assert_eq!((a.close.count, a.happy_stars_unhappy_text.count, a.unhappy_stars_happy_text.count), (2, 1, 1));
        assert_eq!(a.mismatches.iter().map(|m| m.quote.row).collect::<Vec<_>>(), [4, 1]);
    }

    #[test]
    fn spearman_of_perfect_and_of_opposite_order() {
        let mut t = [[0; 5]; 5];
        (0..5).for_each(|i| t[i][i] = 7);
        assert!((spearman(&t).unwrap() - 1.0).abs() < 1e-12);
        t.reverse();
        assert!((spearman(&t).unwrap() + 1.0).abs() < 1e-12);
        assert_eq!(spearman(&[[1; 5], [0; 5], [0; 5], [0; 5], [0; 5]]), None);
    }

    #[test]
    fn nothing_is_no_number() {
        let s = satisfaction(&Scores::default());
        assert_eq!((s.mean.value, s.csat.value, s.net_sentiment.value), (None, None, None));
        assert_eq!(s.cautions, [Caution::TooLittleData, Caution::NoRatings]);
    }
}
