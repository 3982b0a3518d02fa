//! How voc talks: options that every command has, and the names of languages.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::lang::Lang;

/// How voc talks.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Messages")]
pub struct TalkArgs {
    /// Language of reports and messages
    #[arg(long, value_name = "LANG", default_value = "zh", ignore_case = true)]
    pub lang: LangArg,
    /// Nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Configuration file instead of ./voc.toml and the user's
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// Chinese
    #[default]
    #[value(aliases = ["zh-cn", "zh_cn", "zh-hans", "zh_hans", "zh_cn.utf-8", "zh-hans-cn"])]
    Zh,
    /// English
    #[value(aliases = ["en-us", "en_us", "en-gb", "en_gb", "en_us.utf-8"])]
    En,
}

impl LangArg {
    /// The language that a word stands for (`zh`, `en-US` …).
    pub fn by_name(name: &str) -> Option<Self> {
        Self::from_str(name, true).ok()
    }
}

impl From<LangArg> for Lang {
    fn from(l: LangArg) -> Self {
        if l == LangArg::En { Self::En } else { Self::Zh }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[cfg(test)]
mod tests {
    use super::LangArg;

    #[test]
    fn languages_are_known_by_the_names_that_systems_give_them() {
        for name in ["zh", "ZH", "zh-CN", "zh_CN", "zh-Hans", "zh_CN.UTF-8"] {
            assert_eq!(LangArg::by_name(name), Some(LangArg::Zh), "{name}");
        }
        for name in ["en", "EN", "en-US", "en_GB", "en_US.UTF-8"] {
            assert_eq!(LangArg::by_name(name), Some(LangArg::En), "{name}");
        }
        assert_eq!(LangArg::by_name("fr"), None);
    }
}
