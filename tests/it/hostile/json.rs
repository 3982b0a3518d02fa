//! JSON of wrong shapes, deep, endless, and with odd values.

use super::Want::{Answer, Error, Rows};
use super::{Kind, hold, kind};

fn kinds() -> Vec<Kind> {
    let deep = |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
    let row = "{\"反馈内容\":\"快递太慢了，客服不理人\"}";
    let keys: String = (0..20_000).map(|i| format!("{{\"反馈内容\":\"太慢了{i}\",\"k{i}\":{i}}}\n")).collect();
    let no_objects = Error("no JSON objects");
    vec![
        kind("a number", "a.json", "123", no_objects),
        kind("a string", "a.json", "\"太差了\"", no_objects),
        kind("null", "a.json", "null", no_objects),
        kind("an empty array", "a.json", "[]", Error("nothing in it")),
        kind("an empty object", "a.json", "{}", Error("")),
        kind("an array of arrays", "a.json", "[[1,2],[\"太慢\",3]]", no_objects),
        kind("an array of strings", "a.json", "[\"太慢了\",\"质量好\"]", Rows(2)),
        kind("an array of strings without its bracket", "a.json", "[\"太慢了\",\"质量好", Answer),
        kind("an array of numbers", "a.json", "[1,2]", no_objects),
        kind("columns of cells", "a.json", "{\"反馈内容\":[\"太慢了\",\"质量好\",null],\"评分\":[1,5,3]}", Rows(3)),
        kind("columns that are cut", "a.json", "{\"反馈内容\":[\"太慢了\",\"质量好\"],\"评分\":[1,5", Error("")),
        kind("arrays two hundred thousand deep", "a.json", deep("[", "]", 200_000), no_objects),
        kind("objects a hundred thousand deep", "a.json", deep("{\"a\":", "}", 100_000), Error("")),
        kind(
            "deep values beside good rows",
            "a.jsonl",
            format!("{{\"反馈内容\":\"太慢了\",\"x\":{}}}\n{row}\n", deep("[", "]", 100_000)),
            Rows(2),
        ),
        kind("an array that ends in a row", "a.json", format!("[{row},{{\"反馈内容\":\"质"), Answer),
        kind("an array without its bracket", "a.json", format!("[{row},{row}"), Rows(2)),
        kind("a list of an envelope without its bracket", "a.json", format!("{{\"data\":[{row},"), Rows(1)),
        kind("a comma too many", "a.json", format!("[{row},]"), Rows(1)),
        kind("a comma missing", "a.json", format!("[{row}{row}]"), Answer),
        kind(
            "numbers that are none",
            "a.jsonl",
            format!("{row}\n{{\"反馈内容\":\"太慢了\",\"评分\":NaN}}\n{{\"反馈内容\":\"好\",\"评分\":1e999}}\n"),
            Rows(3),
        ),
        kind(
            "numbers of a thousand digits",
            "a.jsonl",
            format!("{row}\n{{\"反馈内容\":\"太慢了\",\"评分\":{}}}\n", "9".repeat(1000)),
            Rows(2),
        ),
        kind(
            "texts of every type",
            "a.jsonl",
            format!(
                "{row}\n{{\"反馈内容\":1}}\n{{\"反馈内容\":null}}\n{{\"反馈内容\":[\"太慢\"]}}\n{{\"反馈内容\":{{\"a\":\"太慢\"}}}}\n{{\"反馈内容\":true}}\n"
            ),
            Rows(6),
        ),
        kind("a key twice", "a.jsonl", "{\"反馈内容\":\"太慢了\",\"反馈内容\":\"质量好\"}\n", Rows(1)),
        kind(
            "half surrogates",
            "a.jsonl",
            format!("{row}\n{{\"反馈内容\":\"太慢\\ud800了\"}}\n{{\"反馈内容\":\"好\\u0000\"}}\n"),
            Rows(3),
        ),
        kind("twenty thousand keys", "a.jsonl", keys, Rows(20_000)),
        kind(
            "a key of a megabyte",
            "a.jsonl",
            format!("{{\"反馈内容\":\"太慢了，客服不理人\",\"{}\":1}}\n", "k".repeat(1_000_000)),
            Rows(1),
        ),
        kind("lines that are no objects", "a.jsonl", format!("{row}\n[1]\n\"x\"\n5\n{{}}\n\n"), Rows(5)),
        kind("a string without end", "a.json", format!("[{{\"反馈内容\":\"{}", "太".repeat(23 << 20)), Error("")),
        kind("brackets without end", "a.json", "[".repeat(70 << 20), Error("")),
        kind("a mark before json", "a.json", format!("\u{feff}[{row}]"), Rows(1)),
        kind("objects without separators", "a.json", format!("{row}{row}{row}"), Rows(3)),
    ]
}

#[test]
fn json() {
    hold(&kinds(), 31);
}
