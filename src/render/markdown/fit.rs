//! What fits into one message of a chat robot: first the sections give way on which nobody acts at once, then lists get shorter, then quotes, and at last the
//! end is left off.

use crate::render::{Section, Sections, Settings};
use crate::report::Report;

use super::{LEAST, LONG, MOST, QUOTE, summary};

/// Most bytes of a message to a `WeCom` robot; the others take more.
const MESSAGE: usize = 4096;
/// Sections that give way where a message is full, the last of them first.
const SPARE: [Section; 6] =
    [Section::Trend, Section::Needs, Section::Topics, Section::Stages, Section::Satisfaction, Section::Keywords];
/// Entries of lists and columns of quotes where even short lists are too long.
const TIGHT: [(usize, usize); 5] = [(LEAST, 48), (LEAST, 32), (LEAST, 22), (2, 32), (1, 32)];

/// The summary in one message. Sections that nobody acts on at once give way to lists of some length, and shorter lists to all else; sections that were asked
/// for by name stay, as far as there is room.
pub(super) fn message(report: &Report, settings: &Settings) -> String {
    let spare = if settings.sections == Sections::ALL { &SPARE[..] } else { &[] };
    let kept = || (0..=spare.len()).rev();
    let long = kept().flat_map(|kept| (LONG..=MOST).rev().map(move |top| (top, kept)));
    let short = (LEAST..LONG).rev().flat_map(|top| kept().map(move |kept| (top, kept)));
    let usual = long.chain(short).map(|(top, kept)| (top, QUOTE, kept));
    let tight = TIGHT.iter().map(|(top, quote)| (*top, *quote, 0));
    let mut last = String::new();
    for (top, quote, kept) in usual.chain(tight) {
        last = summary(report, settings, (top, quote), &spare[kept..]);
        if last.len() <= MESSAGE {
            return last;
        }
    }
    cut(&last, settings.words().t("markdown.cut"))
}

/// As many whole lines as leave room for a note that says so.
fn cut(text: &str, note: &str) -> String {
    let room = MESSAGE.saturating_sub(note.len() + "\n\n".len());
    let mut lines = Vec::new();
    let mut used = 0;
    for line in text.lines() {
        used += line.len() + 1;
        if used > room {
            break;
        }
        lines.push(line);
    }
    // No heading without anything below it.
    while lines.last().is_some_and(|l| l.is_empty() || l.starts_with("### ")) {
        lines.pop();
    }
    format!("{}\n\n{note}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Format;
    use crate::render::fixture::{fixture, messages, shown};
    use crate::report::{Opinion, RowRef};

    #[test]
    fn a_message_tells_what_it_has_no_room_for() {
        let text = shown(&fixture(), Format::Markdown, &Settings::new(messages()));
        assert!(text.len() <= MESSAGE && text.contains("\n3. **400 热线"), "{text}");
        let left_out = text.split_once("限于篇幅未列：").map_or("", |(_, names)| names);
        for name in ["趋势", "需求层次", "主题", "客户旅程", "满意度分布", "关键词"] {
            let written = text.contains(&format!("### {name}\n"));
            assert!(written != left_out.contains(name), "{name}\n{text}");
        }
        assert!(!left_out.is_empty(), "{text}");
    }

    #[test]
    fn long_names_of_files_and_long_sentences_get_shorter_before_anything_is_left_off() {
        let mut r = fixture();
        for i in &mut r.hot_issues {
            i.title = "热线一直打不通，等了四十分钟没有人接".repeat(2);
            for q in &mut i.quotes {
                q.source = "二〇二六年第一季度天猫旗舰店客户反馈明细导出汇总表.csv".to_owned();
                q.text = "客服一直没有人接，等了四十分钟也没有人理，最后自己挂断了。".repeat(5);
            }
        }
        for a in &mut r.actions {
            a.title = "立即核实相关投诉并联系客户，集中解决热点问题，另有重大投诉单独处理".repeat(5);
        }
        let text = shown(&r, Format::Markdown, &Settings::new(messages()));
        assert!(text.len() <= MESSAGE && text.contains("### 工单") && text.contains("读入"), "{}\n{text}", text.len());
    }

    #[test]
    fn words_of_customers_that_give_way_are_named() {
        let mut r = fixture();
        let quote = RowRef { source: "feedback.csv".to_owned(), row: 17 };
        let (polarity, target, opinion) = ("positive".to_owned(), "屏幕".to_owned(), "清晰".to_owned());
        r.aspects[0].opinions = vec![Opinion { polarity, target, opinion, count: 90, quote }];
        let settings = Settings::new(messages());
        let told = |r: &Report, quote| summary(r, &settings, (LEAST, quote), &SPARE);
        let whole = told(&r, QUOTE);
        assert!(whole.contains("### 口碑\n") && whole.contains("限于篇幅未列：趋势"), "{whole}");
        let tight = told(&r, TIGHT[0].1);
        assert!(!tight.contains("### 口碑\n") && tight.contains("限于篇幅未列：口碑、趋势"), "{tight}");
        r.aspects.iter_mut().for_each(|a| a.opinions.clear());
        assert!(!told(&r, TIGHT[0].1).contains("口碑"));
    }

    #[test]
    fn what_still_is_too_long_loses_its_end_and_says_so() {
        let mut r = fixture();
        r.actions.iter_mut().for_each(|a| a.title = "立即核实相关投诉并联系客户".repeat(200));
        let text = shown(&r, Format::Markdown, &Settings::new(messages()));
        assert!(text.len() <= MESSAGE && text.ends_with("（`--top N` 列全）\n"), "{text}");
        assert!(text.contains("### 热点问题") && !text.contains("### 工单"), "{text}");
    }
}
