//! Examples at the end of the help of each command, and which options only the long help shows.
//!
//! Not its job: what options mean (beside their definitions).

use clap::Command;

/// Examples of a command, by its path below `voc`.
const EXAMPLES: [(&str, &str); 21] = [
    (
        "analyze",
        "voc analyze feedback.csv
voc analyze feedback.xlsx -o report.html -o report.xlsx --records rows.jsonl
voc analyze app.csv shop.csv --by channel,store --fail-on major -o report.html
voc analyze month.csv --history store.db -o report.md
voc analyze feedback.csv | jq .severity",
    ),
    (
        "annotate",
        "voc annotate feedback.csv -o rows.parquet
voc annotate 'exports/*.xlsx' --format csv > rows.csv
zcat feedback.jsonl.gz | voc annotate - | jq -c 'select(.severity == \"major\")'",
    ),
    (
        "report",
        "voc report rows.parquet -o report.html
voc report 'part-*.parquet' --by region --top 10",
    ),
    (
        "compare",
        "voc compare before.csv after.csv -o compare.html
voc compare feedback.csv --at 2026-03-01 --adjust channel
voc compare feedback.csv --before-where store=A --after-where store=B
voc compare --history store.db 3 last --fail-on worse",
    ),
    ("history list", "voc history list --history store.db"),
    ("history show", "voc history show --history store.db\nvoc history show 3 --history store.db --lang en"),
    ("history series", "voc history series --history store.db --format csv > days.csv"),
    ("history issues", "voc history issues --history store.db"),
    ("history orders", "voc history orders --history store.db"),
    ("history close", "voc history close solved.xlsx --history store.db"),
    (
        "history prune",
        "voc history prune --before 2025-01-01 --dry-run --history store.db
voc history prune --before 2025-01-01 --history store.db",
    ),
    ("history export", "voc history export -o store.jsonl --history store.db"),
    (
        "train",
        "voc train labelled.csv --label-column label -o own.vocmodel
voc train --task nature labelled.csv -o natures.vocmodel
voc train --adapt feedback.csv -o domain.vocmodel",
    ),
    (
        "eval",
        "voc eval labelled.csv --by channel
voc eval --task nature labelled.csv --model natures.vocmodel
voc eval labelled.csv --folds 5 --model-alone",
    ),
    (
        "sample",
        "voc sample feedback.csv -n 200 -o sample.xlsx
voc eval sample.xlsx --by picked
voc sample month.csv --where store=A --seed 1 > sample.csv",
    ),
    (
        "explain",
        "voc explain \"late again\"
voc explain feedback.csv --row 17
echo text | voc explain - --json",
    ),
    ("words", "voc words feedback.csv --top 50\nvoc words feedback.csv --min-count 3 -o my_dicts/words.tsv"),
    ("dict check", "voc dict check --dicts my_dicts"),
    ("dict show", "voc dict show severity --dicts my_dicts"),
    ("completions", "voc completions bash > ~/.local/share/bash-completion/completions/voc"),
    ("schema", "voc schema report > report.schema.json"),
];

/// Options that few need: `-h` leaves them to `--help`.
const RARE: [&str; 9] =
    ["as-of", "force", "heat", "log", "max-unpacked", "new-only", "output-bom", "row-column", "source-column"];

/// The command with examples in the help of its subcommands, and a short help for everyday use.
pub(super) fn with_examples(command: Command) -> Command {
    below("", command)
}

fn below(path: &str, command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let path = format!("{path} {name}").trim_start().to_owned();
        command.mut_subcommand(name, |c| below(&path, shown(&path, c)))
    })
}

fn shown(path: &str, command: Command) -> Command {
    let command = command.mut_args(|a| {
        let rare = a.get_long().is_some_and(|l| RARE.contains(&l));
        if rare { a.hide_short_help(true) } else { a }
    });
    match EXAMPLES.iter().find(|(p, _)| *p == path) {
        Some((_, lines)) => command.after_help(format!("Examples:\n  {}", lines.replace('\n', "\n  "))),
        None => command,
    }
}

#[cfg(test)]
mod tests {
    use super::EXAMPLES;
    use crate::cli::{Cli, command};
    use clap::Parser;

    #[test]
    fn every_example_is_understood() {
        for (path, lines) in EXAMPLES {
            for line in lines.lines().filter(|l| l.starts_with("voc ")) {
                let words = line.split(" | ").next().unwrap().split(" > ").next().unwrap();
                let words = words.replace("late again", "late").replace(['\'', '"'], "");
                let parsed = Cli::try_parse_from(words.split_whitespace());
                assert!(parsed.is_ok() && words.contains(path), "{line}: {parsed:?}");
            }
        }
    }

    #[test]
    fn every_command_has_examples() {
        fn missing(path: &str, command: &clap::Command, out: &mut Vec<String>) {
            for c in command.get_subcommands() {
                let path = format!("{path} {}", c.get_name()).trim_start().to_owned();
                if c.has_subcommands() {
                    missing(&path, c, out);
                } else if c.get_after_help().is_none() {
                    out.push(path);
                }
            }
        }
        let mut out = Vec::new();
        missing("", &command(), &mut out);
        assert_eq!(out, ["man"]);
    }
}
