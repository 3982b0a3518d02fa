//! Outputs apart from inputs: what a run writes must not be read as feedback by the next run over the same folder or pattern.
//!
//! Not its job: outputs onto an input (`output` refuses them).

use std::path::{Path, PathBuf};

use super::source::{Format, takes};
use crate::error::{Error, Result};
use crate::say;

/// Checks that `path`, a file or a folder of tables, lies where none of `inputs` takes it in. A report in JSON (`is_report`) may lie there: it is known as one,
/// and left out.
///
/// # Errors
/// When the next run over `inputs` would read it.
pub fn keep_apart(path: &Path, inputs: &[PathBuf], is_report: bool) -> Result<()> {
    if is_report && Format::by_path(path) == Some(Format::Json) {
        return Ok(());
    }
    let is_folder = path.is_dir() || path.to_string_lossy().ends_with(['/', '\\']);
    let file = if is_folder { path.join("section.csv") } else { path.to_owned() };
    let Some(input) = inputs.iter().find(|input| takes(input, &file)) else { return Ok(()) };
    let input = input.display();
    Err(Error::output(
        path,
        say!(
            "this belongs to the input `{input}`: the next run would read it as feedback",
            "这个位置属于输入 `{input}`：下次运行会把它当作反馈读取"
        ),
        say!("write it into another folder", "请写到其他文件夹"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_next_run_would_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let at = |n: &str| dir.path().join(n);
        std::fs::create_dir_all(at("in/dt=2026-03-01")).unwrap();
        std::fs::create_dir_all(at("in/out")).unwrap();
        let refused = |input: &str, path: &str, is_report| keep_apart(&at(path), &[at(input)], is_report).is_err();
        for path in
            ["in/a.csv", "in/./a.csv", "in/a.jsonl.gz", "in/a.txt", "in/a.json", "in/dt=2026-03-01/a.parquet", "in/"]
        {
            assert!(refused("in", path, false), "{path}");
        }
        for path in ["in/a.html", "in/a.md", "in/.a.csv", "in/out/a.csv", "in/out/", "out/a.csv", "a.csv"] {
            assert!(!refused("in", path, false), "{path}");
        }
        assert!(
            !refused("in", "in/a.json", true) && refused("in", "in/a.xlsx", true) && refused("in", "in/a.jsonl", true)
        );
        assert!(refused("in/*.csv", "in/a.csv", false) && !refused("in/*.csv", "in/a.xlsx", false));
        assert!(!refused("in/*.csv", "in/out/a.csv", false) && !refused("in/old.csv", "in/a.csv", false));
        let new = std::env::current_dir().unwrap().join("sample_data/new.csv");
        for pattern in ["sample_data/*.csv", "./sample_data/*.csv"] {
            for path in [new.as_path(), Path::new("sample_data/new.csv"), Path::new("./sample_data/new.csv")] {
                assert!(keep_apart(path, &[pattern.into()], false).is_err(), "{pattern} {}", path.display());
            }
        }
        let told = keep_apart(&at("in/a.csv"), &[at("in")], false).unwrap_err().to_string();
        assert!(told.contains("the next run would read it") && told.contains("hint: "), "{told}");
    }
}
