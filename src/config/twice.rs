//! An option and the table of a command that have one name, `history`: TOML takes both for one key, and says only that it is there twice.

use std::path::Path;

use crate::error::Error;
use crate::say;

/// The name of the table that a line, by its number from 0, begins, where an option at the top of the file has the same.
pub(super) fn option_above(text: &str, at: usize) -> Option<&str> {
    let (name, _) = text.lines().nth(at)?.trim().strip_prefix('[')?.split_once(']')?;
    let is_it = |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim() == name.trim());
    let mut top = text.lines().take(at).take_while(|line| !line.trim_start().starts_with('['));
    top.any(is_it).then_some(name.trim())
}

/// The error that says so.
pub(super) fn refused(file: &Path, line: usize, name: &str) -> Error {
    Error::input(
        file,
        say!(
            "not a valid configuration: line {line}: `{name}` is an option and the table `[{name}]` of a command, and one file holds only one of them",
            "配置无效：第 {line} 行：`{name}` 既是选项又是命令的表 `[{name}]`，同一文件只能有一个"
        ),
        say!(
            "write the option below the command that it is for: `[analyze]`, then `{name} = …`",
            "请把该选项写在所属命令下：`[analyze]` 下写 `{name} = …`"
        ),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_option_and_a_table_of_one_name_are_told_apart() {
        let told = |config: &str| {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("voc.toml");
            std::fs::write(&file, config).unwrap();
            crate::config::read(&file).map_err(|e| e.to_string())
        };
        let both = told("history = \"voc.db\"\n[history]\njson = true\n").unwrap_err();
        assert!(both.contains("line 2: `history` is an option and the table `[history]`"), "{both}");
        assert!(both.contains("hint: write the option below the command that it is for"), "{both}");
        let again = told("top = 3\ntop = 4\n[history]\njson = true\n").unwrap_err();
        assert!(again.contains("texts stand in quotation marks"), "{again}");
        assert!(told("[analyze]\nhistory = \"voc.db\"\n[history]\njson = true\n").is_ok());
    }
}
