//! `voc train`: fits the sentiment model to a labelled file and says what cross-validation found.

use std::fmt::Write;

use crate::annotate::Annotator;
use crate::annotate::fit::{Fitted, fit_sentiment};
use crate::cli::TrainArgs;
use crate::error::{Error, Result};
use crate::lexicon::Dicts;
use crate::model::Models;
use crate::number::round;
use crate::output::Output;
use crate::pipeline;
use crate::plan::{Engine, Talk};
use crate::say;

use super::{labelled, meta};

/// Fewer texts on either side teach nothing.
const LEAST: usize = 20;

/// Runs the command; gives the exit status.
pub(super) fn run(args: &TrainArgs) -> Result<u8> {
    let talk = Talk::new(&args.labelled.talk);
    let engine = Engine::new(&args.labelled.engine);
    let out = Output::create(&args.output, &args.labelled.inputs)?;
    let dicts = Dicts::load(engine.dicts.as_deref())?;
    pipeline::start_threads(engine.threads)?;
    let rows = labelled::read(&args.labelled, args.weight_column.as_deref(), &dicts, &talk)?;
    let positive = rows.iter().filter(|r| r.positive).count();
    if positive < LEAST || rows.len() - positive < LEAST {
        let negative = rows.len() - positive;
        return Err(Error::usage(
            say!(
                "{positive} positive and {negative} negative texts are too few",
                "正面 {positive} 条、负面 {negative} 条，太少"
            ),
            say!("at least {LEAST} of each are needed; some thousands are good", "每类至少 {LEAST} 条，数千条为佳"),
        ));
    }
    // Mentions are evidence of their own: the old model has no say in the new one.
    let annotator = Annotator::new(&dicts, Models::default(), false)?;
    let fitted = fit_sentiment(rows, &annotator, &args.provenance);
    let mut out = out;
    out.write_with(|w| w.write_all(&fitted.file))?;
    out.commit()?;
    meta::print(summary(&fitted).as_bytes()).map(|()| 0)
}

/// Accuracies, tab-separated: what was left out, rows, the model alone, with the dictionaries.
fn summary(f: &Fitted) -> String {
    let mut s = String::from("left_out\trows\tmodel\twith_dictionaries\n");
    // Writing to a string cannot fail.
    let _ = writeln!(s, "random fifths\t{}\t{}\t{}", f.documents, round(f.folds[0], 4), round(f.folds[1], 4));
    for (group, rows, alone, both) in &f.groups {
        let _ = writeln!(s, "{group}\t{rows}\t{}\t{}", round(*alone, 4), round(*both, 4));
    }
    s
}
