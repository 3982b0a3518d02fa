//! Natures of a complaint, strongest first, and whether there is a complaint at all.

use crate::lexicon::Taxonomy;
use crate::model::NATURE_TASK;
use crate::real;
use crate::record::{Label, Name, Sentiment};

use super::mention::Draft;
use super::scan::Finds;
use super::signals::{Known, Logits};

/// Blame weaker than this is no complaint; in a text that is otherwise full of praise it takes more.
const BLAME: i32 = 180;
const BLAME_IN_PRAISE: i32 = 350;

/// A text less happy than this is angry enough that the people it names are complained of; they weigh as much as this.
const ANGRY: i32 = -300;
const ACCUSED: i32 = 150;

/// Log odds from which the models are surer of a nature than praise of it can clear: 掉涂层掉得厉害 praises nothing.
pub(super) const SURE: f64 = 3.0;

/// Blame from which words are plain.
const PLAIN: i32 = 300;

/// Log odds from which the models leave it to plain words: of the natures that these add, two thirds are right (half of them from -1 on).
const NEAR: f64 = -0.5;

/// Log odds from which the likeliest nature is named before a complaint is put down as about nothing in particular, where that is less likely: in trades
/// that the models never saw it is right for seven in ten of such complaints, and `other` for one in a hundred.
const LIKELY: f64 = -1.5;

/// The nature of remarks on the whole, and of judgements about nothing in particular.
pub(super) const OTHER: &str = "other";

/// Natures complained about. Empty: no complaint.
pub(super) fn natures(drafts: &[Draft], f: &Finds, sentiment: Sentiment, taxonomy: &Taxonomy) -> Vec<Name> {
    let least = if sentiment.score.0 > 800 { BLAME_IN_PRAISE } else { BLAME };
    let blamed = drafts.iter().filter(|d| d.score <= -least).map(|d| (d, -d.score));
    let accused =
        drafts.iter().filter(|d| sentiment.score.0 < ANGRY && accused(d, drafts, f, taxonomy)).map(|d| (d, ACCUSED));
    let mut found = weigh(blamed.chain(accused), taxonomy);
    // A remark on the whole says nothing of its nature where another mention does.
    let specific = found.iter().any(|(n, _)| **n != *OTHER);
    if specific {
        found.retain(|(n, _)| **n != *OTHER);
    } else if sentiment.label == Label::Negative {
        // Unhappy with something that is only named: 这种快递我也是服了.
        let named = weigh(drafts.iter().filter(|d| d.score == 0).map(|d| (d, 100)), taxonomy);
        if !named.is_empty() {
            found = named;
        }
    }
    let mut out: Vec<Name> = found.into_iter().map(|(n, _)| n).collect();
    if out.is_empty() && sentiment.label == Label::Negative {
        out.push(Name::from(OTHER));
    }
    out
}

/// Natures complained about, strongest first. The decisions of the verdict model say which, together with the user's own model where there is one;
/// `by_words` are those that words alone give, and stand for natures that neither knows.
pub(super) fn decide(by_words: &[Name], k: &Known, sentiment: Sentiment, all: Logits) -> Vec<Name> {
    let mut known: Vec<(&str, f64, f64)> = Vec::new();
    // 客服问我要订单截图,我发过去了: a plain fact.
    let plain = sentiment.label == Label::Neutral && k.blames_nothing(BLAME);
    let mixed = sentiment.label == Label::Mixed;
    if (plain || !mixed && k.is_glad(all)) && k.predicted.natures.is_empty() {
        return Vec::new();
    }
    for (v, n) in k.predicted.advised(k.models).into_iter().flat_map(|v| v.natures.iter().map(move |n| (v, n))) {
        if let Some(decision) = &n.decision {
            let signals = k.of_nature(v, n, all);
            // What most is said of comes first.
            known.push((&n.id, decision.logit(&signals), signals[0] + signals[1]));
        }
    }
    let own = k.models.heads(NATURE_TASK).map_or(&[][..], |h| h.classes());
    for (class, &logit) in own.iter().zip(&k.predicted.natures).filter(|(c, _)| k.taxonomy.has_nature(c)) {
        match known.iter_mut().find(|n| n.0 == class) {
            Some(n) => n.1 = f64::midpoint(n.1, logit),
            // Of a nature of the user's own the built-in models know nothing: words have half the say, as they have elsewhere.
            None if by_words.iter().any(|w| **w == **class) => known.push((class, f64::midpoint(SURE, logit), 0.0)),
            None => known.push((class, logit, 0.0)),
        }
    }
    let unknown = by_words.iter().filter(|w| known.iter().all(|n| *n.0 != ***w));
    let mut found: Vec<(f64, Name)> = unknown.map(|n| (1.0, n.clone())).collect();
    let so = known.iter().filter(|n| n.1 > 0.0 && n.0 != OTHER);
    found.extend(so.map(|n| (n.2 + real::tanh(n.1), Name::from(n.0))));
    let sure = |id: &str| known.iter().any(|n| n.0 == id && n.1 >= SURE);
    heed_words(&mut found, by_words, k, sure);
    for n in known.iter().filter(|n| n.1 > NEAR && n.0 != OTHER && plainly(n.0, by_words, k)) {
        if found.iter().all(|f| *f.1 != *n.0) {
            found.push((n.2 + real::tanh(n.1), Name::from(n.0)));
        }
    }
    if found.is_empty() && mixed {
        // Praise outweighs, and yet words blame plainly: 人挺好,就是动作慢.
        found.extend(by_words.iter().filter(|w| ***w != *OTHER && plainly(w, by_words, k)).map(|n| (0.0, n.clone())));
    }
    // 没有质量问题: words see no blame, and the models hardly find any.
    let doubtful = sentiment.score.0 > ANGRY && only_praised(k, |_| true);
    let vaguely = known.iter().find(|n| n.0 == OTHER).map_or(f64::NEG_INFINITY, |n| n.1);
    let unhappy = vaguely > 0.0 || sentiment.label == Label::Negative && !doubtful;
    if found.is_empty() && (unhappy || mixed) {
        let likeliest = known.iter().filter(|n| n.0 != OTHER).max_by(|a, b| a.1.total_cmp(&b.1));
        let likely = likeliest.filter(|n| n.1 > LIKELY.max(vaguely)).map(|n| n.0);
        found.extend(likely.or(unhappy.then_some(OTHER)).map(|n| (0.0, Name::from(n))));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, n)| n).collect()
}

/// What words say plainly overrules what the models say: 物流很快，质量很差 blames the product, and the product only.
fn heed_words(found: &mut Vec<(f64, Name)>, by_words: &[Name], k: &Known, sure: impl Fn(&str) -> bool) {
    let of = |n: &str, d: &Draft| *k.taxonomy.get(d.aspect).nature == *n;
    let plain = |n: &str| plainly(n, by_words, k);
    // Praise clears a nature only where another one bears the blame: behind 物流很快，就是不送上楼 words may have missed it. 垃圾 may mean anything.
    let others = |n: &str| by_words.iter().any(|w| **w != *n && **w != *OTHER && plain(w));
    let predicted = found.len();
    found.retain(|(_, n)| sure(n) || !(others(n) && only_praised(k, |d| of(n, d))));
    // Where models find a complaint about what is praised, words say what it is about.
    if found.is_empty() && predicted > 0 {
        found.extend(by_words.iter().filter(|w| plain(w)).map(|n| (0.0, n.clone())));
    }
}

/// Whether words blame a nature, and plainly.
fn plainly(nature: &str, by_words: &[Name], k: &Known) -> bool {
    let mine = |d: &&Draft| *k.taxonomy.get(d.aspect).nature == *nature;
    by_words.iter().any(|w| **w == *nature) && k.drafts.iter().filter(mine).any(|d| d.score <= -PLAIN && !d.implicit)
}

/// Whether such judgements are there and all of them praise.
fn only_praised(k: &Known, which: impl Fn(&Draft) -> bool) -> bool {
    let mut judged = k.drafts.iter().filter(|d| which(d) && d.score != 0).peekable();
    judged.peek().is_some() && judged.all(|d| d.score > 0)
}

/// 快递慢,客服还嘴硬: people who serve, named in a statement that nothing else is known of. Where it is an account of something good, asked, wished
/// or contrasted, the reader has said so.
pub(super) fn accused(d: &Draft, drafts: &[Draft], f: &Finds, taxonomy: &Taxonomy) -> bool {
    let clause = &f.clauses[d.clause];
    d.score == 0
        && d.opinion.0 == d.opinion.1
        && taxonomy.get(d.aspect).people
        && !clause.asks()
        && drafts.iter().all(|o| o.clause != d.clause || o.score == 0)
}

/// Natures with their weights, heaviest first, at equal weight the one named first.
fn weigh<'d, 'l: 'd>(drafts: impl Iterator<Item = (&'d Draft<'l>, i32)>, taxonomy: &Taxonomy) -> Vec<(Name, i32)> {
    let mut sums: Vec<(Name, i32)> = Vec::new();
    for (d, w) in drafts {
        let nature = &taxonomy.get(d.aspect).nature;
        match sums.iter_mut().find(|(n, _)| n == nature) {
            Some((_, sum)) => *sum += w,
            None => sums.push((nature.clone(), w)),
        }
    }
    sums.sort_by_key(|(_, w)| std::cmp::Reverse(*w));
    sums
}
