//! Tables in web pages and XML spreadsheets that are called workbooks: as back offices write them, cut off, unbalanced, and made to cost much.

use encoding_rs::GB18030;

use super::Want::{Answer, Error, Rows};
use super::{Kind, hold, kind};

const HEADER: &str = "<tr><th>反馈内容</th><th>评分</th></tr>";
const ROW: &str = "<tr><td>快递太慢了，<br>客服也不理人</td><td>1</td></tr>\n";

fn page(rows: &str) -> String {
    format!("<html><head><meta charset=\"utf-8\"></head><body><table>{HEADER}\n{rows}</table></body></html>")
}

fn gbk(page: &str) -> Vec<u8> {
    GB18030.encode(&page.replace("utf-8", "gb2312")).0.into_owned()
}

fn spreadsheet(rows: &str) -> String {
    let head = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\n";
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let header = format!("<Row>{}{}</Row>", cell("反馈内容"), cell("评分"));
    format!(
        "{head}<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"三月\"><Table>{header}{rows}</Table></Worksheet></Workbook>"
    )
}

fn kinds() -> Vec<Kind> {
    let xml_row = "<Row><Cell><Data ss:Type=\"String\">快递太慢了</Data></Cell><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>";
    let deep = |n: usize| format!("{}{HEADER}{}", "<table><tr><td>".repeat(n), ROW.repeat(3));
    vec![
        kind("a table of a page", "a.xls", page(&ROW.repeat(3)), Rows(3)),
        kind("a table of a page in GBK", "a.xls", gbk(&page(&ROW.repeat(40))), Rows(40)),
        kind("a table with a name in place of tags", "a.html", page(&ROW.repeat(3)).to_uppercase(), Rows(3)),
        kind("a page that is cut off", "a.xls", page(&ROW.repeat(3)).split_at(300).0, Answer),
        kind("a page with a header alone", "a.xls", page(""), Error("no row below it")),
        kind(
            "a page with scores alone",
            "a.xls",
            "<table><tr><td>1</td></tr><tr><td>2</td></tr></table>",
            Error("text column"),
        ),
        kind(
            "a table that is never closed",
            "a.xls",
            format!("<table>{HEADER}{}", "<tr><td>快递太慢了<td>1".repeat(90_000)),
            Rows(90_000),
        ),
        kind("tables in tables", "a.xls", deep(50_000), Answer),
        kind(
            "cells that span everything",
            "a.xls",
            page(&format!("<tr>{}</tr>{}", "<td colspan=1024 rowspan=1024>x</td>".repeat(20), ROW.repeat(2000))),
            Answer,
        ),
        kind(
            "a script in a cell",
            "a.xls",
            page("<tr><td>太慢了<script>alert('</td>')</script></td><td>1</td></tr>"),
            Rows(1),
        ),
        kind("an XML spreadsheet", "a.xls", spreadsheet(&xml_row.repeat(3)), Rows(3)),
        kind(
            "an XML spreadsheet with places that do not exist",
            "a.xls",
            spreadsheet(&format!(
                "<Row ss:Index=\"4294967295\"><Cell ss:Index=\"99999999999\"/><Cell ss:Index=\"0\"><Data>快递太慢了</Data></Cell></Row>{xml_row}"
            )),
            Answer,
        ),
    ]
}

#[test]
fn pages() {
    hold(&kinds(), 12);
}
