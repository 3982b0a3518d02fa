//! What a run may keep: the store, the day that the run stands for, the log.

use crate::cli::KeepArgs;
use crate::error::{Error, Result};
use crate::filter::{Choice, day};
use crate::say;

/// Checks what a run is to keep.
///
/// # Errors
/// A usage error where texts would be kept unmasked, or some rows as if they were all, or something is asked of a store that there is none of, or a day is none.
pub(super) fn check(args: &KeepArgs, masked: bool, choice: &Choice) -> Result<()> {
    if let (Some(_), Some(option)) = (&args.history, choice.option()) {
        return Err(in_part(option));
    }
    if args.history.is_some() && !masked {
        return Err(Error::usage(
            say!("`--history` keeps no unmasked texts", "`--history` 不保存未脱敏的文本"),
            say!("leave out `--no-mask`, or `--history`", "请去掉 `--no-mask` 或 `--history`"),
        ));
    }
    // Not by clap, which does not know a store of the settings.
    let logged = args.log.is_some();
    let asked = [("--new-only", args.new_only), ("--force", args.force), ("--as-of", args.as_of.is_some() && !logged)];
    if let Some((option, _)) = asked.into_iter().find(|(_, asked)| *asked && args.history.is_none()) {
        return Err(Error::usage(
            say!(
                "`{option}` is for runs that are kept, and this one is not",
                "`{option}` 用于存入历史库的运行，本次没有指定历史库"
            ),
            say!("add `--history FILE`", "请加上 `--history FILE`"),
        ));
    }
    args.as_of.as_deref().map_or(Ok(()), |text| day("--as-of", text).map(drop))
}

/// A store holds whole runs: a part would be compared with them, and what is not in it would count as over.
fn in_part(option: &str) -> Error {
    Error::usage(
        say!(
            "`{option}` chooses rows, and `--history` keeps whole runs",
            "`{option}` 只取部分行，而 `--history` 保存的是整次运行"
        ),
        say!(
            "leave out one of them (`--config FILE` names other settings); `voc annotate`, then `voc report {option} …` keeps nothing",
            "请去掉其中一个（`--config FILE` 可换用其他配置）；也可先 `voc annotate`，再 `voc report {option} …`，不写入历史库"
        ),
    )
}
