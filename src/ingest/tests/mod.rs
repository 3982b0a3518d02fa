//! Whole files into records: real bytes in real encodings, written to disk and read back through the door.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::{Options, Reader, Roles, open, resolve};
use crate::error::Result;
use crate::lang::Lang;
use crate::lexicon::Dicts;
use crate::number::Milli;
use crate::record::Record;
use crate::report::Input;

mod changed;
mod choice;
mod formats;
mod heads;
mod margins;
mod ratings;

/// What headers mean by the built-in dictionaries, for the tests of all parts.
pub(super) static ROLES: LazyLock<Arc<Roles>> =
    LazyLock::new(|| Arc::new(Roles::new(&Dicts::load(None).unwrap()).unwrap()));

/// A folder with files, read with options.
struct Files(tempfile::TempDir);

/// What reading gave.
#[derive(Debug)]
struct Got {
    records: Vec<Record>,
    inputs: Vec<Input>,
    notices: String,
}

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, names: &[&str], options: Options) -> Result<Got> {
        read(&names.iter().map(|n| self.path(n)).collect::<Vec<_>>(), options)
    }

    fn message(&self, name: &str, options: Options) -> String {
        self.read(&[name], options).unwrap_err().to_string().replace(&self.path("").display().to_string(), "")
    }
}

fn read(paths: &[PathBuf], options: Options) -> Result<Got> {
    drain(open(resolve(paths)?, options, ROLES.clone())?, 100)
}

fn drain(mut reader: Reader, max: usize) -> Result<Got> {
    let mut records = Vec::new();
    while let Some(batch) = reader.next_batch(max)? {
        assert!(batch.len() <= max);
        records.extend(batch);
    }
    assert!(reader.next_batch(max)?.is_none());
    let notices = reader.notices().iter().map(|n| n.en.clone() + "\n").collect();
    Ok(Got { records, inputs: reader.inputs().to_vec(), notices })
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name)
}

/// One file, read without options.
fn one(name: &str, bytes: impl AsRef<[u8]>) -> Got {
    Files::new().with(name, bytes).read(&[name], Options::default()).unwrap()
}

fn texts(got: &Got) -> Vec<&str> {
    got.records.iter().map(|r| r.text.as_str()).collect()
}

fn roles(input: &Input) -> String {
    input.columns.iter().map(|c| format!("{}={}", c.header, c.role)).collect::<Vec<_>>().join(" ")
}

/// Records without the source.
fn anonymous(records: &[Record]) -> Vec<Record> {
    records.iter().map(|r| Record { source: "".into(), ..r.clone() }).collect()
}

#[test]
fn the_sample_is_the_same_in_its_four_versions() {
    let csv = read(&[sample("feedback.csv")], Options::default()).unwrap();
    assert_eq!(
        roles(&csv.inputs[0]),
        "反馈编号=id 反馈时间=time 渠道=channel 省份=region 门店=store 商品=product 客户等级=attr 评分=rating 反馈内容=text 点赞数=likes"
    );
    let first = &csv.records[0];
    assert_eq!((first.row, first.id.as_deref(), first.rating), (1, Some("FB2601050001"), Some(Milli(1000))));
    assert_eq!((first.time.unwrap().to_string().as_str(), first.likes), ("2026-01-05T06:12:00", Some(3)));
    assert_eq!(first.attrs.get("门店"), Some("武汉江滩里店"));
    assert_eq!(first.attrs.get("省份"), None);
    assert_eq!((csv.records.len(), csv.inputs[0].rows, csv.inputs[0].rejected), (828, 828, 0));
    assert!(csv.records.iter().all(|r| r.time.is_some()));
    for (name, format, encoding) in [
        ("feedback_gbk.csv", "csv", Some("GB18030")),
        ("feedback.jsonl", "jsonl", Some("UTF-8")),
        ("feedback.xlsx", "xlsx", None),
    ] {
        let other = read(&[sample(name)], Options::default()).unwrap();
        assert_eq!((other.inputs[0].format.as_str(), other.inputs[0].encoding.as_deref()), (format, encoding));
        for (a, b) in anonymous(&csv.records).iter().zip(&anonymous(&other.records)) {
            assert_eq!(a, b, "{name}");
        }
        assert_eq!(other.records.len(), 828, "{name}");
    }
}

#[test]
fn a_header_tells_the_separator_where_every_row_is_short() {
    let files = Files::new().with("short.csv", "编号,评价内容,评价时间\n1,快递太慢\n2,质量差\n");
    let got = files.read(&["short.csv"], Options { lang: Lang::En, ..Options::default() }).unwrap();
    let reasons: Vec<(u64, &str)> = got.inputs[0].rejects.iter().map(|r| (r.line, r.reason.as_str())).collect();
    let short = "2 fields where the header has 3";
    assert_eq!((got.records.len(), reasons), (0, vec![(2, short), (3, short)]));
}

#[test]
fn bad_rows_are_rejected_and_the_others_are_not() {
    let got = read(&[sample("bad_rows.csv")], Options { lang: Lang::En, ..Options::default() }).unwrap();
    let ids: Vec<&str> = got.records.iter().map(|r| &r.id.as_deref().unwrap()[4..]).collect();
    // 08 has too many fields, but the surplus is empty: nothing is lost, so it is read.
    assert_eq!(ids, ["01", "02", "05", "07", "08", "09", "10", "12"]);
    let input = &got.inputs[0];
    assert_eq!((input.rows, input.rejected), (12, 4));
    let rejects: Vec<(u64, &str)> = input.rejects.iter().map(|r| (r.line, r.reason.as_str())).collect();
    let want = [
        (4, "4 fields where the header has 5"),
        (5, "7 fields where the header has 5"),
        (7, "1 field where the header has 5"),
        (13, "a quotation mark is never closed"),
    ];
    assert_eq!(rejects, want);
    assert_eq!(input.rejects[2].raw, "BAD-06");
    assert_eq!((got.records[3].row, got.records[7].row), (7, 12));
    assert_eq!(got.records[3].text, "第一行：好用\n第二行：还会买");
    assert_eq!((got.records[5].rating, got.records[5].time), (None, None));
    let strict = read(&[sample("bad_rows.csv")], Options { strict: true, ..Options::default() }).unwrap_err();
    assert!(strict.to_string().contains("line 4: 4 fields where the header has 5"));
}

#[test]
fn times_that_cannot_be_read_are_told() {
    let told = |cell: &str| one("a.csv", format!("发布时间,评价内容\n{cell},快递太慢了\n")).notices;
    assert!(told("3天前").contains("times of `发布时间` are left out: `3天前` tells how long ago it was"));
    assert!(told("3/5/24").contains("`3/5/24` has a year of two digits"));
    assert!(!told("2024-03-05").contains("left out"));
    let got = one("a.csv", "发布时间,评价内容\n24-03-05,快递太慢了\n24-03-16,好\n");
    assert_eq!(got.records[0].time.unwrap().to_string(), "2024-03-05");
    assert!(!got.notices.contains("left out"), "{}", got.notices);
}

#[test]
fn hotel_and_bank() {
    let hotel = read(&[sample("hotel.csv")], Options::default()).unwrap();
    for role in ["酒店名称=store", "入住日期=order_time", "综合得分=rating", "点评=text"] {
        assert!(roles(&hotel.inputs[0]).contains(role), "{role}");
    }
    assert_eq!((hotel.records.len(), hotel.records[1].rating, hotel.records[1].time), (122, Some(Milli(10_000)), None));
    assert!(hotel.notices.contains("`--time-column 入住日期`"));
    let bank = read(&[sample("bank.csv")], Options::default()).unwrap();
    for role in ["工单号=id", "受理时间=time", "网点=store", "满意度=rating", "客户诉求=text"] {
        assert!(roles(&bank.inputs[0]).contains(role), "{role}");
    }
    assert_eq!((bank.records.len(), bank.records[0].rating), (120, Some(Milli(4000))));
}

const TABLE: &str = "评价内容,评分,评价时间,渠道\n快递太慢了，客服也不理人,2,2026-03-01 09:12,天猫\n\"质量不错,\n会回购\",5,2026/3/2,京东\n这个价格不值。,1星,2026年3月3日,天猫\n";
const TRADITIONAL: &str = "評價內容,評分\n快遞太慢了，客服也不理人,2\n質量不錯，會回購,5\n這個價格不值。,1\n";

fn encoded(text: &str, name: &str) -> Vec<u8> {
    let utf16 = |le: bool| text.encode_utf16().flat_map(move |u| if le { u.to_le_bytes() } else { u.to_be_bytes() });
    match name {
        "UTF-8" => text.as_bytes().to_vec(),
        "UTF-16LE" => utf16(true).collect(),
        "UTF-16BE" => utf16(false).collect(),
        _ => encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(text).0.into_owned(),
    }
}

#[test]
fn a_nul_and_columns_without_a_name_do_not_stop_a_run() {
    let got = one("a.csv", "评价内容,评分,\n快递\0太慢了,2,第三列\n好,5,\n");
    assert_eq!((texts(&got), got.inputs[0].rejected), (vec!["快递\0太慢了", "好"], 0));
    assert_eq!(roles(&got.inputs[0]), "评价内容=text 评分=rating column 3=ignored");
    let only = Files::new().with("a.csv", "\"never closed\n").message("a.csv", Options::default());
    assert!(only.contains("no row of it can be taken apart"), "{only}");
}

#[test]
fn text_exports_called_xls_are_read() {
    let got = one("a.xls", encoded(&TABLE.replace(',', "\t"), "gb18030"));
    assert_eq!((got.records.len(), got.inputs[0].format.as_str()), (3, "tsv"));
}

#[test]
fn lines_of_text() {
    let got = one("a.txt", "快递太慢了,太慢\n质量\"不错\n\n\"一般\n\n\n");
    assert_eq!(texts(&got), ["快递太慢了,太慢", "质量\"不错", "", "\"一般"]);
    assert_eq!(got.inputs[0].format, "txt");
    assert_eq!(one("b.txt", TABLE).records.len(), 3);
}

#[test]
fn no_header_no_loss() {
    let got = one(
        "a.csv",
        "1001,5,2026-03-05 10:00,快递太慢了，客服不理人\n1002,1,2026-03-06 10:00,质量不错下次还来\n1003,4,2026-03-07 10:00,一般般吧没有惊喜\n",
    );
    assert_eq!(got.records.len(), 3);
    assert_eq!(roles(&got.inputs[0]), "column 1=id column 2=rating column 3=time column 4=text");
    assert!(got.notices.contains("no header row was recognised"));
    let below = one("a.csv", "旗舰店评价导出,,\n\n评价内容,评分,评价时间\n快递太慢了,5,2026-03-05\n");
    assert_eq!((texts(&below), below.records[0].row), (vec!["快递太慢了"], 1));
    assert!(below.notices.contains("1 row above the header"));
}

#[test]
fn totals_and_signatures_are_no_feedback_and_sentences_are() {
    let table = "门店,日期,顾客意见,评分\n南山店,2024-03-01,快递太慢了，催了也没用,1\n南山店,2024-03-02,合计花了300元，太贵了,2\n南山店 小计,,2条,1.5\n福田店,2024-03-01,8条,5\n合计,,合计花了300元，太贵了,2\n总计,,3条,3.2\n制表人：王五,,审核人：赵六,\n";
    let files = Files::new().with("a.csv", table);
    let strict = Options { strict: true, lang: Lang::En, ..Options::default() };
    let got = files.read(&["a.csv"], strict).unwrap();
    let kept = ["快递太慢了，催了也没用", "合计花了300元，太贵了", "8条", "合计花了300元，太贵了"];
    assert_eq!((texts(&got), got.records[2].row), (kept.to_vec(), 4));
    let input = &got.inputs[0];
    let rejects: Vec<(u64, &str)> = input.rejects.iter().map(|r| (r.line, r.raw.as_str())).collect();
    assert_eq!(rejects, [(4, "南山店 小计,,2条,1.5"), (7, "总计,,3条,3.2"), (8, "制表人：王五,,审核人：赵六,")]);
    assert_eq!((input.rows, input.rejects[0].reason.as_str()), (7, "a total or a signature, not feedback"));
}

#[test]
fn the_second_line_of_a_header_is_no_row() {
    let got = one(
        "a.csv",
        "Respondent ID,Start Date,How satisfied are you with our product?,What could we do better?\n,,Response,Open-Ended Response\n118,03/13/2024 09:12:00 AM,Very satisfied,面料很舒服，会回购\n119,03/14/2024 09:12:00 AM,Dissatisfied,包装破了\n",
    );
    assert_eq!((texts(&got), got.records[0].row), (vec!["面料很舒服，会回购", "包装破了"], 1));
    assert!(!got.notices.contains("above the header"), "{}", got.notices);
}

#[test]
fn a_column_of_ratings_without_any_is_told() {
    let got = one("a.csv", "评价,评分\n快递太慢了,\n质量不错,\n一般般吧,\n");
    assert!(got.notices.contains("no row has a rating that can be read in `评分`"), "{}", got.notices);
    assert!(!one("a.csv", TABLE).notices.contains("no row has a rating"));
}

#[test]
fn what_cannot_be_used_is_told_with_the_next_step() {
    let files = Files::new()
        .with("empty.csv", "")
        .with("blank.csv", " \n\n")
        .with("header.csv", "评价内容,评分\n")
        .with("numbers.csv", "a,b\n1,2\n3,4\n")
        .with("a.csv", TABLE)
        .with("page.xls", "<html><p>请登录</p></html>")
        .with("head.xls", "<html><table><tr><td>评价</td></tr></table></html>")
        .with("report.html", "<!DOCTYPE html>\n<head><meta name=\"generator\" content=\"voc\"></head><table><tr><td>评价</td></tr></table>")
        .with("cut.csv.gz", &b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01"[..])
        .with("odd.bin", (0..200_u8).map(|b| b % 25 + 1).collect::<Vec<_>>());
    let none = Options::default;
    assert!(files.message("empty.csv", none()).starts_with("`empty.csv`: there is nothing in it\n  hint: "));
    assert!(files.message("blank.csv", none()).contains("there is nothing in it"));
    assert!(files.message("header.csv", none()).contains("there is a header (`评价内容`, `评分`) and no row"));
    let no_text = files.message("numbers.csv", none());
    assert!(
        no_text.contains("cannot find a text column; columns are `a`, `b`\n  hint: name it with `--text-column"),
        "{no_text}"
    );
    assert!(files.message("page.xls", none()).contains("this is a HTML file"));
    assert!(files.message("head.xls", none()).contains("there is a header (`评价`) and no row"));
    assert!(files.message("report.html", none()).contains("this is a report of voc"));
    assert!(files.message("cut.csv.gz", none()).contains("cannot read"));
    assert!(files.message("odd.bin", none()).contains("no text and no known table"));
    let wrong = files.message("a.csv", Options { text_columns: vec!["评价内客".into()], ..none() });
    assert!(
        wrong.contains("no column `评价内客`; headers are `评价内容`") && wrong.contains("did you mean `评价内容`?")
    );
    let by = files.message("a.csv", Options { by: vec!["门店".into()], ..none() });
    assert!(by.contains("no column `门店`"), "{by}");
    let several = files.read(&["empty.csv", "a.csv", "header.csv"], none()).unwrap();
    assert_eq!((several.records.len(), several.inputs.len()), (3, 3));
    assert_eq!(several.notices.matches("no rows in it").count(), 2);
    assert!(files.read(&["empty.csv", "header.csv"], none()).is_err());
}

#[test]
fn many_files_are_merged_by_role() {
    let files = Files::new().with("a.csv", TABLE).with("b.csv", "日期,评论,地区\n2026-03-04,包装破了一个洞,四川\n");
    let got = files.read(&["b.csv", "a.csv"], Options { by: vec!["渠道".into()], ..Options::default() }).unwrap();
    let rows: Vec<(u64, &str)> = got.records.iter().map(|r| (r.row, r.text.as_str())).collect();
    assert_eq!(rows[0], (1, "包装破了一个洞"));
    assert_eq!(rows[1], (1, "快递太慢了，客服也不理人"));
    assert!(got.records[0].source.ends_with("b.csv") && got.records[1].source.ends_with("a.csv"));
    assert!(got.notices.contains("has no column `渠道`"));
    let nowhere = Options { by: vec!["不存在".into()], ..Options::default() };
    assert!(files.read(&["b.csv", "a.csv"], nowhere).unwrap_err().to_string().contains("no column `不存在`"));
}

#[test]
fn options_choose_columns() {
    let files = Files::new().with("a.csv", "评价,打的分,说的话,店长\n一般,3,快递太慢了,老王\n");
    let options = Options {
        text_columns: vec!["3".into(), "评价".into()],
        rating_column: Some("打的分".into()),
        by: vec!["店长".into()],
        ..Options::default()
    };
    let got = files.read(&["a.csv"], options).unwrap();
    let r = &got.records[0];
    assert_eq!((r.text.as_str(), r.rating, r.attrs.get("店长")), ("快递太慢了\n一般", Some(Milli(3000)), Some("老王")));
    assert!(got.inputs[0].columns.iter().all(|c| c.from == "option"));
}

#[test]
fn batches_do_not_change_records() {
    let all = |max| {
        let sources = resolve(&[sample("feedback.csv"), sample("bad_rows.csv")]).unwrap();
        drain(open(sources, Options::default(), ROLES.clone()).unwrap(), max).unwrap().records
    };
    assert!(all(1) == all(5000));
}

#[test]
fn a_reader_can_be_sent_to_a_thread() {
    fn sent<T: Send>(_: &T) {}
    let reader = open(resolve(&[sample("bank.csv")]).unwrap(), Options::default(), ROLES.clone()).unwrap();
    sent(&reader);
    let (read, total) = reader.progress();
    assert!(read > 0 && total == Some(std::fs::metadata(sample("bank.csv")).unwrap().len()));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let _ = Files::new().with("a.csv", bytes).read(&["a.csv"], Options::default());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[评价分5,\"\n\r\t;|{}\\[\\]:a ]{0,80}") {
        for name in ["a.csv", "a.txt", "a.json"] {
            let files = Files::new().with(name, &text);
            if let Ok(got) = files.read(&[name], Options::default()) {
                let input = &got.inputs[0];
                proptest::prop_assert_eq!(input.rows, got.records.len() as u64 + input.rejected);
            }
        }
    }
}

#[test]
fn what_the_company_says_in_rows_of_its_own_is_no_feedback() {
    let pair = |i: u32| format!("s{i},买家,第{i}个快递太慢了,\ns{i},客服小美,亲亲抱歉，{i}号马上为您催促,\n");
    let rows: String = (1..=6).map(pair).collect();
    let files = Files::new().with("chat.csv", format!("会话ID,发送方,消息内容,备注\n{rows}"));
    let got = files.read(&["chat.csv"], Options::default()).unwrap();
    let said: Vec<&str> = got.records.iter().map(|r| r.text.as_str()).filter(|t| !t.is_empty()).collect();
    assert_eq!((got.records.len(), said.len()), (12, 6));
    assert!(said.iter().all(|t| t.contains("快递太慢")) && got.records[1].attrs.get("发送方").is_none());
    assert!(got.notices.contains("speakers `发送方`"), "{}", got.notices);
}

#[test]
fn tables_of_pages_are_read_as_sheets_are() {
    let row = |i: u32| format!("<tr><td>天猫</td><td>第{i}个快递<br>太慢了</td><td>{}</td></tr>", i % 5 + 1);
    let rows: String = (1..=9).map(row).collect();
    let table = format!("<table><tr><th>渠道</th><th>评价内容</th><th>评分</th></tr>{rows}</table>");
    let menu = "<table><tr><td>首页</td><td>订单</td></tr><tr><td>评价管理</td><td>退出</td></tr></table>";
    let page = format!("<html><meta charset=gb2312><body>{menu}{table}</body></html>");
    let gbk = encoding_rs::GB18030.encode(&page).0.into_owned();
    let files = Files::new().with("评价.xls", gbk);
    let got = files.read(&["评价.xls"], Options::default()).unwrap();
    let (first, input) = (&got.records[0], &got.inputs[0]);
    assert_eq!((got.records.len(), first.text.as_str(), first.rating), (9, "第1个快递\n太慢了", Some(Milli(2000))));
    assert_eq!(
        (first.attrs.get("渠道"), input.format.as_str(), &input.sheets[..]),
        (Some("天猫"), "html", &["2".to_owned()][..])
    );
    assert_eq!(input.encoding.as_deref(), Some("GB18030"));
}
