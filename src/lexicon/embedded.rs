//! The dictionaries built into the binary: one table of file name and text. Nothing else knows where they come from.
//! The build script reads it too.

macro_rules! embed {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../dicts/", $name)))),*]
    };
}

/// File name under `dicts/` and its text, in loading order.
pub(crate) const FILES: &[(&str, &str)] = embed![
    "taxonomy.tsv",
    "stages.tsv",
    "labels.tsv",
    "reasons.tsv",
    "routing.tsv",
    "holidays.tsv",
    "sets/service.tsv",
    "sets/severity.tsv",
    "targets/goods.tsv",
    "targets/devices.tsv",
    "targets/service.tsv",
    "targets/places.tsv",
    "sentiment/general.tsv",
    "sentiment/goods.tsv",
    "sentiment/devices.tsv",
    "sentiment/service.tsv",
    "sentiment/places.tsv",
    "issues/general.tsv",
    "issues/goods.tsv",
    "issues/devices.tsv",
    "issues/service.tsv",
    "issues/logistics.tsv",
    "issues/civic.tsv",
    "issues/places.tsv",
    "modifiers.tsv",
    "modifiers/particles.tsv",
    "severity.tsv",
    "intents.tsv",
    "emotions.tsv",
    "requests.tsv",
    "causes.tsv",
    "wants.tsv",
    "columns.tsv",
    "hints.tsv",
    "ratings.tsv",
    "scales.tsv",
    "times.tsv",
    "placeholders.tsv",
    "speakers.tsv",
    "margins.tsv",
    "stopwords.tsv",
    "words.tsv",
    "variants.tsv",
    "privacy.tsv",
    "quantities.tsv",
    "classes.tsv",
    "messages.tsv",
];
