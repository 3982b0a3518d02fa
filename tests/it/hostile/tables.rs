//! Tables in text form: wide, ragged, badly quoted, badly headed.

use super::Want::{Answer, Error, Rows};
use super::{Kind, ROWS, hold, kind, table};

fn wide(columns: usize, rows: usize) -> String {
    let header: String = (0..columns).map(|i| format!(",c{i}")).collect();
    format!("反馈内容{header}\n{}", format!("快递太慢了，客服不理人{}\n", ",1".repeat(columns)).repeat(rows))
}

fn kinds() -> Vec<Kind> {
    let t = table();
    vec![
        kind("nothing", "a.csv", "", Error("there is nothing in it")),
        kind("only a mark", "a.csv", "\u{feff}", Error("there is nothing in it")),
        kind("only line ends", "a.csv", "\n".repeat(1_000_000), Error("there is nothing in it")),
        kind("only blanks", "a.csv", " \t \n  \u{3000}\n", Error("there is nothing in it")),
        kind("only a header", "a.csv", "反馈内容,评分\n", Error("no row below it")),
        kind("only commas", "a.csv", ",".repeat(1_000_000), Error("there is nothing in it")),
        kind("three thousand columns", "a.csv", wide(3000, 20), Rows(20)),
        kind("a hundred thousand columns", "a.csv", wide(100_000, 3), Rows(3)),
        kind(
            "fifty thousand columns of one name",
            "a.csv",
            format!("反馈内容{}\n快递太慢了，客服不理人\n", ",a".repeat(50_000)),
            Answer,
        ),
        kind(
            "three thousand columns of text",
            "a.csv",
            format!("{0}\n{1}\n{1}\n", "评价,".repeat(3000), "快递太慢了，客服不理人,".repeat(3000)),
            Answer,
        ),
        kind("headers twice", "a.csv", "反馈内容,反馈内容,评分,评分,\n好,太慢了,1,2,\n质量好,满意,5,4,\n", Rows(2)),
        kind("no header", "a.csv", ROWS, Rows(3)),
        kind("an empty header", "a.csv", format!(",,\n{ROWS}"), Answer),
        kind("line ends in headers", "a.csv", format!("\"反馈\n内容\",\"评\r\n分\",时间\n{ROWS}"), Rows(3)),
        kind(
            "a header of a megabyte",
            "a.csv",
            format!("反馈内容,{}\n太慢了，客服不理人,1\n", "长".repeat(350_000)),
            Answer,
        ),
        kind(
            "ragged rows",
            "a.csv",
            "反馈内容,评分,时间\n太慢\n太慢,1\n太慢,1,2026-01-01,多,多,多\n,,\n质量好,5,2026-01-02\n",
            Rows(5),
        ),
        kind(
            "marks that are never closed",
            "a.csv",
            "反馈内容,评分\n\"太慢了,1\n质量好,5\n\"还行\"吧,3\n\"好\"\"坏,1\n",
            Rows(4),
        ),
        kind(
            "a mark in every row",
            "a.csv",
            format!("反馈内容,评分\n{}", "\"太慢了,1\n".repeat(100_000)),
            Error("no row can be read"),
        ),
        kind(
            "a quoted cell of five megabytes",
            "a.csv",
            format!("反馈内容,评分\n\"{}\",1\n太慢了，客服不理人,2\n", "快递太慢了，\n".repeat(260_000)),
            Rows(2),
        ),
        kind("only quotation marks", "a.csv", "\"".repeat(2_000_000), Error("cannot find a text column")),
        kind("every line end there is", "a.csv", "反馈内容,评分\r太慢了,1\r\n质量好,5\n\r还行,3\n\n差,1\r", Rows(4)),
        kind("carriage returns alone", "a.csv", t.replace('\n', "\r"), Rows(3)),
        kind("a row without end", "a.csv", "a".repeat(70 << 20), Error("cannot find a text column")),
        kind(
            "separators of several kinds",
            "a.csv",
            "反馈内容;评分,时间|渠道\t编号\n太慢了;1,2026-01-01|天猫\t1\n",
            Answer,
        ),
        kind("a formula for a header", "a.csv", "=反馈内容,@评分\n太慢了，客服不理人,1\n", Answer),
        kind("a workbook in name only", "a.xlsx", t.clone(), Rows(3)),
        kind("parquet in name only", "a.parquet", t.clone(), Rows(3)),
        kind("json in name only", "a.json", t.clone(), Error("no JSON objects")),
        kind("packed in name only", "a.csv.gz", t.clone(), Rows(3)),
        kind("a web page", "a.csv", "<html><body><p>请先登录</p></body></html>", Error("HTML")),
        kind("a picture", "a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Error("PNG")),
        kind("a document", "a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(), Error("PDF")),
    ]
}

#[test]
fn tables() {
    hold(&kinds(), 32);
}
