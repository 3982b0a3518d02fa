//! Reads the picture of `--logo`, before the long work begins.

use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};
use crate::lang::{Say, reason};
use crate::render::{BadLogo, Logo};
use crate::say;

/// The checked picture.
///
/// # Errors
/// When the file cannot be read, is too large, or is no PNG or JPEG.
pub(super) fn read(path: &Path) -> Result<Logo> {
    let failed = |e: std::io::Error| {
        let Say { en, zh } = reason(&e);
        Error::input(
            path,
            say!("cannot read the logo: {en}", "无法读取标志图：{zh}"),
            say!("check the path after `--logo`", "请检查 `--logo` 后的路径"),
        )
    };
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to know that it is too large.
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(Logo::MOST as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Logo::new(bytes).map_err(|bad| {
        let most = Logo::MOST / 1024;
        let what = match bad {
            BadLogo::TooLarge => say!("the logo is larger than {most} KB", "标志图超过 {most} KB"),
            BadLogo::UnknownKind => say!("the logo is no PNG or JPEG picture", "标志图不是 PNG 或 JPEG 图片"),
            BadLogo::Broken => say!("the logo is a broken picture", "标志图已损坏"),
        };
        let hint = say!(
            "save it as a small PNG; SVG is not taken, since it can hold scripts",
            "请另存为小尺寸 PNG；SVG 可能含脚本，不予接受"
        );
        Error::input(path, what, hint)
    })
}
