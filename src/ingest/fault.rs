//! A failure inside one input, before the input's name is known to it.

use std::io;
use std::path::Path;

use crate::error::Error;
use crate::lang::{Say, reason};
use crate::say;

/// What failed and the next step; becomes an [`Error::Input`] where the path is known.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) what: Say,
    pub(super) hint: Say,
}

impl Fault {
    pub(super) fn new(what: Say, hint: Say) -> Self {
        Self { what, hint }
    }

    /// The error about `path`.
    pub(super) fn at(self, path: &Path) -> Error {
        Error::input(path, self.what, self.hint)
    }

    /// A failure of reading, with the next step that its kind suggests.
    pub(super) fn io(e: &io::Error) -> Self {
        let hint = match e.kind() {
            io::ErrorKind::NotFound => say!("check the path", "请检查路径"),
            io::ErrorKind::PermissionDenied => {
                say!("check that you may read it", "请检查是否有读取权限，或文件是否被其他程序占用")
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                say!(
                    "the file is damaged or cut short: export or copy it again",
                    "文件已损坏或不完整，请重新导出或复制"
                )
            }
            _ => say!("try again, or copy the file to another place", "请重试，或将文件复制到其他位置"),
        };
        let Say { en, zh } = reason(e);
        Self { what: say!("cannot read: {en}", "无法读取：{zh}"), hint }
    }
}

impl From<io::Error> for Fault {
    fn from(e: io::Error) -> Self {
        Self::io(&e)
    }
}
