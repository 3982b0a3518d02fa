//! What a user is told of the inputs themselves: files that were named more than once, folders in folders, files that are passed over.

use super::ticked;
use crate::lang::Say;
use crate::say;

/// Files that inputs before stand for, too.
pub(in crate::ingest) fn given_twice(names: &[String]) -> Say {
    let list = ticked(names);
    say!("given more than once and read once: {list}", "重复指定，只读取一次：{list}")
}

/// Folders in a folder, which are not looked into.
pub(in crate::ingest) fn unread_folders(folder: &str, names: &[String]) -> Say {
    let list = ticked(names);
    say!(
        "`{folder}`: files in its sub-folders were not read: {list} (name a folder to read it)",
        "`{folder}`：未读取子文件夹中的文件：{list}（如需读取，请指定该文件夹）"
    )
}

/// Files in a folder whose names promise nothing that is read.
pub(in crate::ingest) fn passed_over(folder: &str, names: &[String]) -> Say {
    let list = ticked(names);
    say!(
        "`{folder}`: files with other endings were not read: {list} (name a file to read it; unpack archives first)",
        "`{folder}`：未读取其他扩展名的文件：{list}（如需读取，请直接指定文件；压缩包请先解压）"
    )
}

/// The next step where files stand in sub-folders alone.
pub(in crate::ingest) fn name_folders(names: &[String]) -> Say {
    let list = ticked(names);
    say!(
        "its sub-folders hold files; name those that are to be read: {list}",
        "子文件夹中有可读取的文件，请指定要读取的子文件夹：{list}"
    )
}
