//! Documents as programs write them, and what is read of them.

use super::*;
use crate::ingest::tests::ROLES;

fn found(json: &str, complete: bool) -> Found {
    Survey::of(json, complete).choose(&["我的列"], &ROLES)
}

/// What is read, and what is left.
fn read(json: &str) -> (String, String) {
    let found = found(json, true);
    (found.read, found.left.join(" "))
}

const TEXTS: &str =
    r#"[{"content": "快递太慢了", "images": [{"url": "x"}], "replies": [{"content": "亲"}]}, {"content": "好"}]"#;

#[test]
fn the_list_whose_keys_promise_texts_is_read() {
    let tags = r#"[{"id": 1, "tag": "好看"}, {"id": 2, "tag": "安静"}, {"id": 3, "tag": "快"}]"#;
    let (comments, left) = read(&format!("{{\"msg\": \"ok\", \"tags\": {tags}, \"data\": {{\"list\": {TEXTS}}}}}"));
    assert_eq!((comments.as_str(), left.as_str()), ("data.list", "tags data.list[].replies"));
    let few = r#"[{"content": "太差了"}]"#;
    assert_eq!(read(&format!("{{\"hot\": {few}, \"all\": {TEXTS}}}")).0, "all");
    assert_eq!(read(&format!("{{\"a\": {tags}, \"b\": [{{\"我的列\": 1}}]}}")).0, "b");
    assert_eq!(read("{\"a\": [{\"x\": 1}], \"b\": [{\"y\": 1}, {\"y\": 2}]}").0, "b");
}

#[test]
fn a_single_row_is_one_whatever_lists_it_holds() {
    let row = r#"{"text": "快递太慢了等了三天", "stars": 1, "tags": [{"name": "物流慢"}, {"name": "态度差"}]}"#;
    assert_eq!(found(row, true).layout, Layout::Stream);
    let answered = r#"{"content": "快递太慢了，等了三天也没有到", "reply": [{"content": "抱歉给您带来不便"}]}"#;
    assert_eq!(found(answered, true).layout, Layout::Stream);
    let envelope = r#"{"code": 0, "message": "查询成功", "data": [{"nick": "a", "words": "快递太慢了等了三天"}, {"nick": "b", "words": "不错"}]}"#;
    assert_eq!(read(envelope).0, "data");
    let post = r#"{"text": "今天的活动", "comments": [{"content": "快递太慢了"}, {"content": "好"}]}"#;
    assert_eq!(read(post).0, "comments");
}

#[test]
fn a_single_row_is_read_once_however_many_lists_it_holds() {
    let time = |lists: usize| {
        let inner: Vec<String> = (0..lists).map(|i| format!(r#""k{i}": [{{"a": "b"}}]"#)).collect();
        let row = format!(r#"{{"content": "快递太慢了等了三天", {}}}"#, inner.join(", "));
        let started = std::time::Instant::now();
        assert_eq!(found(&row, true).layout, Layout::Stream);
        started.elapsed().as_secs_f64()
    };
    time(1);
    let grows = |_| time(5_000) / time(500);
    assert!((0..3).map(grows).any(|r| r < 40.0));
}

#[test]
fn lists_of_pages_are_one() {
    let page = format!("{{\"comments\": {TEXTS}, \"goods\": {{\"name\": \"空调\"}}}}");
    let pages = format!("[{page}, {page}]");
    assert_eq!(read(&pages).0, "[].comments");
    let want = Layout::Rows { path: vec![Way::Each, Way::Key("comments".into())], list: true };
    assert_eq!(found(&pages, true).layout, want);
    assert_eq!(
        found(&format!("{page}\n{page}"), true).layout,
        Layout::Rows { path: vec![Way::Key("comments".into())], list: true }
    );
}

#[test]
fn objects_under_keys_and_columns_of_cells() {
    let layout = |json: &str| found(json, true).layout;
    let keyed = |path: Vec<Way>| Layout::Rows { path, list: false };
    assert_eq!(layout(r#"{"1001": {"评论": "好", "评分": 5}, "1002": {"评论": "差", "评分": 1}}"#), keyed(Vec::new()));
    let inner = r#"{"data": {"a1": {"text": "好"}, "a2": {"text": "差"}}, "code": 0}"#;
    assert_eq!(layout(inner), keyed(vec![Way::Key("data".into())]));
    assert_eq!(layout(r#"{"评论": {"0": "好", "1": "差"}, "评分": {"0": 5, "1": 1}}"#), Layout::Columns);
    assert_eq!(layout(r#"{"\u8bc4\u8bba": {"a": "好"}, "评分": {"a": 5}}"#), Layout::Columns);
    assert_eq!(layout(r#"{"columns": ["评论"], "index": [0], "data": [["好"]]}"#), Layout::Split);
    assert_eq!(layout(r#"{"评论": ["好", null], "评分": [5, 1]}"#), Layout::Lists);
    assert_eq!(layout(r#" ["好", 5]"#), Layout::Texts);
    for row in [
        r#"{"评论": "好", "用户": {"城市": "成都"}}"#,
        r#"{"评论": {"text": "好"}, "回复": {"text": "谢谢"}}"#,
        r#"{"user": {"id": 1}, "shop": {"id": 2}, "goods": {"id": 3}}"#,
        r#"{"评论": ["好", "差"], "评分": [5]}"#,
        r#"{"评论": ["好"], "评分": [5]}"#,
        r#"{"评论": ["好", "差"], "评分": [5, [1]]}"#,
        r#"{"评论": ["好", "差"], "评分": [5, 1], "店": "一"}"#,
        "{}",
    ] {
        assert_eq!(layout(row), Layout::Stream, "{row}");
    }
}

#[test]
fn what_goes_on_is_large_and_what_is_odd_is_no_place() {
    let few = r#"[{"content": "太差了"}, {"content": "好"}]"#;
    let cut = format!("{{\"hot\": {few}, \"all\": [{{\"content\": \"太慢了\"}}, {{\"content");
    assert_eq!((found(&cut, false).read.as_str(), found(&cut, false).sure), ("all", true));
    assert_eq!(found("[1, [2]]", true).layout, Layout::Rows { path: Vec::new(), list: true });
    assert!(!found("{\"a\": [1]", false).any);
    assert_eq!(found("{\"a\": 1}\n{\"a\": 2}", true).layout, Layout::Stream);
}
