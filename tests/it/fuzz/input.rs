//! Tables of every format, whole and damaged: every row is accounted for, twice the same, and what a writer wrote is read.

use std::sync::{Arc, LazyLock};

use encoding_rs::{Encoding, GB18030, UTF_8};
use proptest::prelude::*;
use voc::ingest::{Options, Roles, open, resolve};
use voc::lexicon::Dicts;
use voc::record::Record;

use super::{cases, damage, damaged};
use crate::support::{folder_with, sample};

static ROLES: LazyLock<Arc<Roles>> = LazyLock::new(|| Arc::new(Roles::new(&Dicts::load(None).unwrap()).unwrap()));

/// Records and rejected rows, or why it is refused.
fn read(name: &str, bytes: &[u8], batch: usize) -> Result<(Vec<Record>, u64), String> {
    let dir = folder_with(name, bytes);
    let told = |e: voc::error::Error| {
        let message = e.to_string();
        assert!(message.contains("hint:"), "{message}");
        message.replace(&dir.path().display().to_string(), "")
    };
    let options = Options { max_unpacked: Some(64 << 20), ..Options::default() };
    let sources = resolve(&[dir.path().join(name)]).map_err(told)?;
    let mut reader = open(sources, options, ROLES.clone()).map_err(told)?;
    let mut records = Vec::new();
    while let Some(mut rows) = reader.next_batch(batch).map_err(told)? {
        rows.iter_mut().for_each(|r| r.source = "".into());
        records.append(&mut rows);
    }
    let input = &reader.inputs()[0];
    assert_eq!(input.rows, records.len() as u64 + input.rejected, "{name}");
    Ok((records, input.rejected))
}

/// The laws of reading that hold for any bytes.
fn reads(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let (once, again) = (read(name, bytes, 1000), read(name, bytes, 3));
    prop_assert_eq!(once, again);
    Ok(())
}

const PAGE: &str =
    "<html><meta charset=gb2312><table><tr><th>渠道<th>评价内容<th>评分<tr><td rowspan=2>天猫<td>太慢了<br>三天<td>1
    <tr><td>质量很好 &amp; 便宜<td>5<tr><td colspan=1>京东<td>客服不理人<td>2</table></html>";
const SPREADSHEET: &str = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"三月\"><Table>
    <Row><Cell><Data>评价内容</Data></Cell><Cell ss:Index=\"3\"><Data>评分</Data></Cell></Row><Row ss:Index=\"3\"><Cell ss:MergeDown=\"1\"><Data>太慢了</Data></Cell>
    <Cell ss:Index=\"3\"><Data>1</Data></Cell></Row><Row><Cell ss:Index=\"3\"><Data>5</Data></Cell></Row></Table></Worksheet></Workbook>";

fn workbook() -> Vec<(String, Vec<u8>)> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["反馈内容", "评分", "时间"]).unwrap();
    for i in 1..6 {
        sheet.write_row(i, 0, ["快递太慢了，客服不理人"]).unwrap();
        sheet.write(i, 1, f64::from(i)).unwrap().write(i, 2, "2026-03-01").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).unwrap();
        parts.push((part.name().unwrap().to_string(), content));
    }
    parts
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(workbook);

static PARQUET: LazyLock<Vec<u8>> = LazyLock::new(|| {
    use polars::prelude::{Column, DataFrame, ParquetWriter};
    let texts = Column::new("反馈内容".into(), ["快递太慢了，客服不理人", "质量很好", "包装破损"]);
    let columns = vec![texts, Column::new("评分".into(), [1_i64, 5, 2])];
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new_infer_height(columns).unwrap()).unwrap();
    bytes
});

/// Cells that writers of tables meet: quoted, with separators and line ends, of any script.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[快递太慢了客服不理人质量好,;\t\"'\n |]{1,30}",
        1 => "\\PC{1,20}",
        1 => "[=+@-]\\PC{0,8}",
    ]
}

const LINES: &str =
    "{\"反馈内容\":\"快递太慢了\",\"评分\":1,\"x\":{\"y\":[1,{\"z\":null}]}}\n{\"反馈内容\":\"质量好\",\"评分\":5}\n";

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn what_was_written_as_csv_is_read(rows in prop::collection::vec((cell(), 1..6_u8), 1..9)) {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["反馈内容", "评分"]).unwrap();
        rows.iter().for_each(|(text, stars)| out.write_record([text, &stars.to_string()]).unwrap());
        let got = read("a.csv", &out.into_inner().unwrap(), 7);
        prop_assume!(rows.iter().any(|(text, _)| !text.trim().is_empty()));
        let (records, rejected) = got.map_err(TestCaseError::fail)?;
        prop_assert_eq!((records.len(), rejected), (rows.len(), 0));
        for (record, (text, _)) in records.iter().zip(&rows) {
            prop_assert_eq!(record.text.trim(), text.trim());
        }
    }

    #[test]
    fn damaged_csv_in_any_encoding(changes in damage(), rows in 1..30_usize, name in prop::sample::select(vec!["gb18030", "utf-8", "big5"])) {
        let text = String::from_utf8(sample("hotel.csv")).unwrap();
        let text: String = text.lines().take(rows + 1).flat_map(|l| [l, "\n"]).collect();
        let encoding = Encoding::for_label(name.as_bytes()).unwrap();
        reads("a.csv", &damaged(&encoding.encode(&text).0, &changes))?;
    }

    #[test]
    fn any_bytes_under_any_name(bytes in prop::collection::vec(any::<u8>(), 0..600), name in prop::sample::select(vec!["a.csv", "a.xlsx", "a.json", "a.jsonl", "a.parquet", "a.csv.gz", "a.txt", "a.tsv"])) {
        reads(name, &bytes)?;
    }

    #[test]
    fn the_encoding_changes_no_row(rows in prop::collection::vec("[快递太慢了客服也不理人质量很好非常满意包装破损东西全坏]{6,30}", 8..20)) {
        let text = format!("反馈内容,评分\n{}", rows.iter().map(|r| format!("{r},1\n")).collect::<String>());
        let utf8 = read("a.csv", &UTF_8.encode(&text).0, 100);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [GB18030.encode(&text).0.into_owned(), utf16, format!("\u{feff}{text}").into_bytes()] {
            prop_assert_eq!(&read("a.csv", &bytes, 100), &utf8);
        }
    }

    #[test]
    fn damaged_json(changes in damage(), name in prop::sample::select(vec!["a.json", "a.jsonl"])) {
        reads(name, &damaged(LINES.as_bytes(), &changes))?;
        reads(name, &damaged(format!("{{\"data\":[{}]}}", LINES.trim().replace('\n', ",")).as_bytes(), &changes))?;
    }

    #[test]
    fn damaged_pages(changes in damage(), tags in "(<(table|tr|td|th|/td|/tr|/table|cell|row|data|script|br|!--)( (colspan|rowspan|ss:index|ss:mergedown)=\"?[0-9]{1,11}\"?){0,2}/?>|太慢了|&amp;|--|[0-9]){0,40}") {
        reads("a.xls", &damaged(PAGE.as_bytes(), &changes))?;
        reads("a.xls", &damaged(SPREADSHEET.as_bytes(), &changes))?;
        reads("a.xls", format!("<html>{tags}").as_bytes())?;
    }

    #[test]
    fn damaged_workbooks(changes in damage(), part in 0..20_usize) {
        let mut parts = PARTS.clone();
        let at = part % parts.len();
        parts[at].1 = damaged(&parts[at].1, &changes);
        reads("a.xlsx", &zipped(&parts))?;
        reads("a.xlsx", &damaged(&zipped(&PARTS), &changes))?;
    }

    #[test]
    fn damaged_parquet(changes in damage()) {
        let _ = read("a.parquet", &damaged(&PARQUET, &changes), 1000);
    }

    #[test]
    fn damaged_archives(changes in damage()) {
        let plain = sample("bad_rows.csv");
        reads("a.csv.gz", &damaged(&crate::fuzz::files::gz(&plain), &changes))?;
        reads("a.csv.zst", &damaged(&zstd::encode_all(plain.as_slice(), 3).unwrap(), &changes))?;
    }

    #[test]
    fn any_cell_as_date_rating_and_count(cells in prop::collection::vec("([0-9]{1,12}|[-/:. TZ年月日星★点半上下午/eE+%]|\\PC){0,9}", 1..8)) {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["反馈内容", "评分", "时间", "点赞数"]).unwrap();
        cells.iter().for_each(|c| out.write_record(["太差了，要求退货", c, c, c]).unwrap());
        let (records, _) = read("a.csv", &out.into_inner().unwrap(), 100).map_err(TestCaseError::fail)?;
        for r in records {
            // What was understood can be told and understood again.
            let time = r.time.map(|t| t.to_string());
            prop_assert_eq!(time.as_ref().map(|t| t.parse::<voc::time::Stamp>()), r.time.map(Ok));
        }
    }
}
