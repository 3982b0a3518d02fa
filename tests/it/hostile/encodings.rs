//! Every encoding, right, wrong, cut short and mixed.

use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};

use super::Want::{Answer, Error, Rows};
use super::{Kind, ROWS, hold, kind, table};

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn utf32(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
    std::iter::once('\u{feff}').chain(text.chars()).flat_map(|c| bytes(c as u32)).collect()
}

fn kinds() -> Vec<Kind> {
    let t = table();
    let traditional = "反饋內容,評分\n快遞太慢了，客服也不理人,1\n品質很好，非常滿意,5\n";
    let marked = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let double: String = t.bytes().map(char::from).collect();
    let cut = |mut bytes: Vec<u8>, n: usize| {
        bytes.truncate(bytes.len() - n);
        bytes
    };
    vec![
        kind("gb18030", "a.csv", gbk(&t), Rows(3)),
        kind("gb18030 cut in a character", "a.csv", marked(&gbk(&t), b"\xb2".to_vec()), Answer),
        kind("gb18030 with four-byte characters", "a.csv", gbk(&format!("{t}太差了㐀𠀀😀,1,2026-03-04\n")), Rows(4)),
        kind("gb18030 with a utf-8 mark", "a.csv", marked(b"\xef\xbb\xbf", gbk(&t)), Error("cannot be read as UTF-8")),
        kind("big5", "a.csv", BIG5.encode(traditional).0.into_owned(), Rows(2)),
        kind("utf-8 with a mark", "a.csv", marked(b"\xef\xbb\xbf", t.clone().into_bytes()), Rows(3)),
        kind("utf-8 with two marks", "a.csv", marked(b"\xef\xbb\xbf\xef\xbb\xbf", t.clone().into_bytes()), Rows(3)),
        kind("utf-8 cut in a character", "a.csv", cut(t.replace("2026-03-03\n", "坏").into_bytes(), 1), Answer),
        kind(
            "utf-8 with overlong forms",
            "a.csv",
            marked(t.as_bytes(), b"\xc0\xaf\xe0\x80\xaf,1,2026-03-04\n".to_vec()),
            Answer,
        ),
        kind(
            "utf-8 with surrogates among many rows",
            "a.csv",
            marked(t.repeat(9).as_bytes(), b"\xed\xa0\xbd\xed\xb8\x80\xe5\xa5\xbd,1,2026-03-04\n".to_vec()),
            Answer,
        ),
        kind("utf-16 little", "a.csv", utf16(&format!("\u{feff}{t}"), u16::to_le_bytes), Rows(3)),
        kind("utf-16 big", "a.csv", utf16(&format!("\u{feff}{t}"), u16::to_be_bytes), Rows(3)),
        kind("utf-16 little without a mark", "a.csv", utf16(&t, u16::to_le_bytes), Rows(3)),
        kind("utf-16 big without a mark", "a.csv", utf16(&t, u16::to_be_bytes), Rows(3)),
        kind("utf-16 with an odd byte", "a.csv", cut(utf16(&format!("\u{feff}{t}"), u16::to_le_bytes), 1), Rows(3)),
        kind(
            "utf-16 with half a pair",
            "a.csv",
            marked(&utf16(&format!("\u{feff}{t}"), u16::to_le_bytes), vec![0, 0xd8, b'\n', 0]),
            Answer,
        ),
        kind("utf-32 little", "a.csv", utf32(&t, u32::to_le_bytes), Error("UTF-32")),
        kind("utf-32 big", "a.csv", utf32(&t, u32::to_be_bytes), Error("UTF-32")),
        kind("shift-jis", "a.csv", SHIFT_JIS.encode("感想,評価\n配達が遅い,1\n品質が良い,5\n").0.into_owned(), Answer),
        kind("euc-kr", "a.csv", EUC_KR.encode("의견,평점\n배송이 느려요,1\n").0.into_owned(), Answer),
        kind("windows-1252", "a.csv", b"comment,stars\ntr\xe8s lent\x80,1\n".to_vec(), Answer),
        kind("utf-8 read as latin and written as utf-8", "a.csv", double, Error("cannot find a text column")),
        kind("utf-7", "a.csv", "+U82ZiFGFW7k,+i8RSBg\n+X+tiEle7KgI-,1\n", Error("cannot find a text column")),
        kind("utf-8 and then gbk", "a.csv", marked(t.as_bytes(), gbk(&ROWS.repeat(3))), Error("a part of it is UTF-8")),
        kind(
            "gbk and then utf-8",
            "a.csv",
            marked(&gbk(&t), ROWS.repeat(3).into_bytes()),
            Error("places are no characters"),
        ),
        kind(
            "ascii for long and then gbk",
            "a.csv",
            marked(&b"id,text\n1,hello there it was fine\n".repeat(9000), gbk("2,太差了\n")),
            Answer,
        ),
        kind("nothing but 0xff", "a.csv", vec![0xff_u8; 100_000], Error("places are no characters")),
        kind(
            "noise",
            "a.csv",
            (0..200_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>(),
            Answer,
        ),
    ]
}

#[test]
fn encodings() {
    hold(&kinds(), 28);
}
