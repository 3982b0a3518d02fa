//! What a user is told of an input that did not stay what it was while it was read.

use std::path::Path;

use crate::error::Error;
use crate::ingest::watch::Change;
use crate::lang::Say;
use crate::say;

/// What became of the file, and what that means for the rows.
fn became(change: Change) -> Say {
    match change {
        Change::Shrunk(before, now) => say!(
            "it became shorter while it was read ({before} bytes, now {now}): rows are missing",
            "读取过程中文件变短（原 {before} 字节，现 {now} 字节），数据不完整"
        ),
        Change::Grown(before, now) => say!(
            "it became longer while it was read ({before} bytes, now {now}): rows that came late may be missing",
            "读取过程中文件变长（原 {before} 字节，现 {now} 字节），后写入的行可能未读取"
        ),
        Change::Rewritten => say!(
            "it was written to while it was read: rows may be of two versions",
            "读取过程中文件被改写，数据可能新旧混杂"
        ),
    }
}

/// The file changed.
pub(in crate::ingest) fn changed(source: &str, change: Change) -> Say {
    let Say { en, zh } = became(change);
    say!("`{source}`: {en}", "`{source}`：{zh}")
}

/// The same where that is no notice but the end.
pub(in crate::ingest) fn changed_strictly(path: &Path, change: Change) -> Error {
    let hint = say!("run it again when nothing writes to the file", "请在文件写完后重新运行");
    Error::input(path, became(change), hint)
}
