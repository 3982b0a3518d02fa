//! Dictionaries, the tree of labels, rules and models that users bring: read, or refused with a reason, and never worse.

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use voc::lexicon::{Compiled, Dicts, Messages, Taxonomy};
use voc::model::file;
use voc::text::mask::Masker;
use voc::text::normalize::Normalizer;

use super::{cases, damage, damaged};
use crate::support::project;

/// A dictionary of a user: the header and some lines of one of ours, and cells made up.
fn overlay() -> impl Strategy<Value = (String, String)> {
    let names: Vec<String> = std::fs::read_dir(project("dicts"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "tsv"))
        .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let cell = prop_oneof![
        3 => "[好差慢贵客服快递不但是]{0,4}",
        1 => prop::sample::select(vec!["-1", "0", "1000", "99999999999", "NaN", "1.5", "positive", "other.overall", "product.quality", "a|b", "@电器…@起火", "x&&y", "<many>", "…", "@", "@没有这个", "||", "\\|", "..", "phone", "name", "{count}", "{", "\"", "#", "\u{feff}"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let line = prop::collection::vec(cell, 0..6).prop_map(|c| c.join("\t"));
    (prop::sample::select(names), prop::collection::vec(line, 0..6), any::<u16>()).prop_map(|(name, lines, from)| {
        let ours = std::fs::read_to_string(project("dicts").join(&name)).unwrap();
        let mut rows = ours.lines().filter(|l| !l.starts_with('#'));
        let header = rows.next().unwrap().to_owned();
        let kept = rows.skip(usize::from(from) % 40).take(3).collect::<Vec<_>>().join("\n");
        (name, format!("{header}\n{kept}\n{}\n", lines.join("\n")))
    })
}

/// Everything that compiles dictionaries.
fn compile(dir: &Path) -> voc::error::Result<()> {
    let dicts = Dicts::load(Some(dir))?;
    let taxonomy = Taxonomy::new(&dicts)?;
    voc::lexicon::check::check(&dicts, &[])?;
    Messages::new(&dicts);
    Masker::new(&dicts)?;
    Normalizer::new(&dicts)?;
    voc::ingest::Roles::new(&dicts)?;
    let compiled = Compiled::new(&dicts, &taxonomy)?;
    compiled.scan("快递太慢了,客服也不理人", |hit| assert!(hit.range.0 < hit.range.1));
    Ok(())
}

/// A model with few features: training one of the user's own takes seconds.
static MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| std::fs::read(project("dicts/models/sentiment.vocmodel")).unwrap());

/// Made sound again: what is damaged inside is for the reader to find, not for the checksum.
fn signed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len().saturating_sub(32);
    let sum = blake3::hash(&bytes[..body]);
    bytes.truncate(body);
    bytes.extend(sum.as_bytes());
    bytes
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn dictionaries_are_compiled_or_refused((name, lines) in overlay()) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(&name), lines).unwrap();
        if let Err(e) = compile(dir.path()) {
            let e = e.to_string();
            prop_assert!(e.contains(&name) || e.contains(".tsv"), "{}", e);
        }
    }

    #[test]
    fn damaged_dictionaries(changes in damage()) {
        let dir = tempfile::tempdir().unwrap();
        for name in ["taxonomy.tsv", "severity.tsv"] {
            let ours = std::fs::read(project("dicts").join(name)).unwrap();
            std::fs::write(dir.path().join(name), damaged(&ours, &changes)).unwrap();
        }
        let _ = compile(dir.path());
    }

    #[test]
    fn damaged_models(changes in damage(), head in any::<bool>()) {
        let part = if head { 600 } else { MODEL.len() };
        let mut bytes = damaged(&MODEL[..part], &changes);
        bytes.extend_from_slice(&MODEL[part..]);
        prop_assert!(file::read(&bytes).is_err() || bytes == *MODEL);
        if let Ok(model) = file::read(&signed(bytes)) {
            prop_assert!(file::read(&file::write(&model)).is_ok());
        }
    }

    #[test]
    fn any_bytes_are_no_model(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(file::read(&bytes).is_err());
        prop_assert!(file::read(&signed([&MODEL[..12], &bytes].concat())).is_err());
    }
}
