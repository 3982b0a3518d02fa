//! Characters that are invisible, turn text around, pile up, or are none; and very long texts of what is slow to read.

use super::Want::{Answer, Error, Rows};
use super::{Kind, hold, kind};

fn text(row: &str) -> String {
    format!("反馈内容,评分\n\"{row}\",1\n质量很好，下次再来,5\n")
}

/// About `bytes` of `piece`, in one cell.
fn long(piece: &str, bytes: usize) -> String {
    text(&piece.repeat(bytes / piece.len()))
}

fn kinds() -> Vec<Kind> {
    let control: String = (1..32_u8).filter(|c| ![10, 13].contains(c)).map(char::from).collect();
    vec![
        kind("nul among text", "a.csv", text("快递太慢\0了，客服\0不理人"), Rows(2)),
        kind("nothing but nul", "a.csv", vec![0_u8; 100_000], Error("there is nothing in it")),
        kind(
            "control characters",
            "a.csv",
            text(&format!("{}{control}客服不理人", "快递太慢了，客服也不理人。".repeat(50))),
            Rows(2),
        ),
        kind("nothing but control characters", "a.csv", control.repeat(1000), Error("no text")),
        kind(
            "characters that turn text around",
            "a.csv",
            text("\u{202e}太慢了\u{2066}客服\u{2069}不理人\u{200f}"),
            Rows(2),
        ),
        kind("zero-width characters", "a.csv", text("太\u{200b}慢\u{200d}了\u{2060}客\u{feff}服\u{ad}不理人"), Rows(2)),
        kind(
            "a hundred thousand accents on one character",
            "a.csv",
            text(&format!("差{}", "\u{301}".repeat(100_000))),
            Rows(2),
        ),
        kind(
            "unassigned and private characters",
            "a.csv",
            text("太差了\u{e0001}\u{10ffff}\u{fffe}\u{ffff}\u{378}\u{e000}\u{f8ff}"),
            Rows(2),
        ),
        kind(
            "tags and variation selectors",
            "a.csv",
            text("太差了\u{e0041}\u{e007f}\u{fe0f}\u{e0100}👨\u{200d}👩\u{200d}👧🏿🇨🇳"),
            Rows(2),
        ),
        kind("full-width and enclosed letters", "a.csv", text("ＧＯＯＤ！①②③㈱㍿ℌ𝔢𝔩𝔩𝔬太差了"), Rows(2)),
        kind("line separators", "a.csv", text("太差了\u{2028}客服\u{2029}不理人\u{85}退货\u{b}\u{c}"), Rows(2)),
        kind("five megabytes of sentences", "a.csv", long("快递太慢了客服不理人。", 5_000_000), Rows(2)),
        kind("a megabyte without a mark", "a.csv", long("快递太慢了客服不理人", 1_000_000), Rows(2)),
        kind("a megabyte of one character", "a.csv", long("哈", 1_000_000), Rows(2)),
        kind("a megabyte of 不", "a.csv", long("不", 1_000_000), Rows(2)),
        kind("a megabyte of joined emoji", "a.csv", long("😀\u{200d}", 1_000_000), Rows(2)),
        kind("a megabyte of keycaps", "a.csv", long("1\u{fe0f}\u{20e3}", 1_000_000), Rows(2)),
        kind("a megabyte of groups of digits", "a.csv", long("1 3-", 1_000_000), Answer),
        kind("a megabyte of half addresses", "a.csv", long("a@", 1_000_000), Rows(2)),
        kind("a megabyte of announced names", "a.csv", long("联系人王", 1_000_000), Rows(2)),
        kind("a megabyte of house numbers", "a.csv", long("路1号", 1_000_000), Rows(2)),
        kind("a megabyte of announcing words", "a.csv", long("微信", 1_000_000), Rows(2)),
        kind("a megabyte of letters", "a.csv", long("a", 1_000_000), Rows(2)),
        kind("a megabyte of marks", "a.csv", long("，。！", 1_000_000), Rows(2)),
        kind(
            "a line of a hundred thousand characters",
            "a.txt",
            format!("{}\n质量很好\n", "客服态度差，".repeat(17_000)),
            Rows(2),
        ),
    ]
}

#[test]
fn characters() {
    hold(&kinds(), 25);
}
