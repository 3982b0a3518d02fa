//! The same rows in every format, encoding and packing.

use std::io::Write as _;

use super::{Files, TABLE, TRADITIONAL, anonymous, encoded, one, texts};
use crate::error::Error;
use crate::ingest::Options;
use crate::number::Milli;

fn workbook(build: impl FnOnce(&mut rust_xlsxwriter::Workbook)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    build(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn stray_quotation_marks_do_not_shorten_the_fields_behind_them() {
    let stray = "\"少了一个,1\n\"好\",5\n".repeat(12);
    let long = "快递太慢了，\n".repeat(2000);
    let got = one("a.csv", format!("评价内容,评分\n{stray}\"{long}\",2\n"));
    assert_eq!((got.records.len(), got.inputs[0].rejected), (13, 12));
    assert_eq!(got.records[12].text.lines().count(), 2000);
}

#[test]
fn delimited_text_as_other_programs_write_it() {
    let ratings = |got: &super::Got| got.records.iter().map(|r| r.rating.map(|r| r.0)).collect::<Vec<_>>();
    let head = "编号,评价内容,评分\n";
    for (rows, want) in [
        // Spark, MySQL.
        (r#"1,"他说\"好\", 但是太慢",1|2,"6寸\"",5|3,一般,3"#, ["他说\"好\", 但是太慢", "6寸\"", "一般"]),
        // A tab behind the field, so that Excel takes numbers for text; separators with a blank.
        ("\"1\"\t,\"太慢,\n真慢\"\t,1|\"2\"\t,\"好\"\t,5|3, \"一般, 般\", 3", ["太慢,\n真慢", "好", "一般, 般"]),
    ] {
        let got = one("a.csv", format!("{head}{}\n", rows.replace('|', "\n")));
        assert_eq!((texts(&got), got.inputs[0].rejected), (want.to_vec(), 0));
        assert_eq!(ratings(&got), [Some(1000), Some(5000), Some(3000)]);
        let ids: Vec<_> = got.records.iter().filter_map(|r| r.id.as_deref()).collect();
        assert_eq!(ids, ["1", "2", "3"]);
    }
    for end in ["\u{1a}", "\r\n\0\0\0"] {
        let got = one("old.csv", format!("{head}1,太慢了,1\r\n2,好,5\r\n{end}"));
        assert_eq!((got.records.len(), got.inputs[0].rows, got.inputs[0].rejected), (2, 2, 0), "{end:?}");
    }
    let part = "\u{feff}\"编号\",\"评价内容\",\"评分\"\n\"1\",\"太慢, 真慢\",\"1\"\n";
    let got = one("all.csv", part.repeat(2));
    assert_eq!((got.records.len(), got.inputs[0].rejected), (2, 1), "the second header is no row");
}

#[test]
fn workbooks_with_titles_ids_dates_and_several_sheets() {
    use rust_xlsxwriter::{ExcelDateTime, Format};
    let bytes = workbook(|book| {
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let cover = book.add_worksheet().set_name("封面").unwrap();
        cover.write(0, 0, "三月评价").unwrap();
        let hidden = book.add_worksheet().set_name("隐藏").unwrap();
        hidden.set_hidden(true);
        hidden.write_row(0, 0, ["评价内容", "评分"]).unwrap();
        hidden.write_row(1, 0, ["隐藏的评价内容", "1"]).unwrap();
        let sheet = book.add_worksheet().set_name("三月").unwrap();
        sheet.merge_range(1, 1, 1, 4, "旗舰店评价", &Format::new()).unwrap();
        sheet.write_row(2, 1, ["订单编号", "评价编号", "评价时间", "评价内容"]).unwrap();
        sheet.write(3, 1, 120_000_000_000_000_000_f64).unwrap();
        sheet.write(3, 2, 2_601_050_001_f64).unwrap();
        sheet
            .write_with_format(3, 3, ExcelDateTime::from_ymd(2026, 3, 1).unwrap().and_hms(9, 12, 59).unwrap(), &date)
            .unwrap();
        sheet.write(3, 4, "快递太慢了").unwrap();
        sheet.write(6, 2, 2_601_050_002_f64).unwrap();
        sheet.write(6, 4, "质量不错").unwrap();
        let april = book.add_worksheet().set_name("四月").unwrap();
        april.write_row(0, 0, ["评分", "评价内容"]).unwrap();
        april.write_row(1, 0, ["5", "四月也不错"]).unwrap();
    });
    // The extension lies.
    let files = Files::new().with("a.csv", &bytes);
    let got = files.read(&["a.csv"], Options::default()).unwrap();
    assert_eq!(texts(&got), ["快递太慢了", "质量不错"]);
    assert_eq!(got.records[0].id.as_deref(), Some("2601050001"));
    assert_eq!(got.records[0].time.unwrap().to_string(), "2026-03-01T09:12:59");
    assert_eq!(got.inputs[0].sheets, ["三月"]);
    assert!(got.notices.contains("other sheets were not read: `封面`, `四月`"), "{}", got.notices);
    assert!(got.notices.contains("hidden sheets were not read: `隐藏` (`--sheet NAME`"), "{}", got.notices);
    let sheet = |s: &str| files.read(&["a.csv"], Options { sheet: Some(s.into()), ..Options::default() });
    assert_eq!(texts(&sheet("四月").unwrap()), ["四月也不错"]);
    assert_eq!(texts(&sheet("3").unwrap()), ["四月也不错"]);
    let hidden = sheet("隐藏").unwrap();
    assert_eq!(texts(&hidden), ["隐藏的评价内容"]);
    assert!(!hidden.notices.contains("not read"), "{}", hidden.notices);
    let all = sheet("all").unwrap();
    for told in ["sheets without texts under a header were not read: `封面` (", "hidden sheets were not read: `隐藏`"]
    {
        assert!(all.notices.contains(told) && !all.notices.contains("`--sheet all`"), "{}", all.notices);
    }
    assert_eq!(all.records.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(all.inputs[0].sheets, ["三月", "四月"]);
    let told = "no sheet `五月`; there are `封面`, `三月`, `四月`, and hidden ones: `隐藏`";
    assert!(sheet("五月").unwrap_err().to_string().contains(told));
}

#[test]
fn sheets_with_one_header_are_read_together_and_a_cover_is_not() {
    let bytes = workbook(|book| {
        let cover = book.add_worksheet().set_name("说明").unwrap();
        for (row, text) in ["说明", "本表由客服部导出，仅供内部使用", "字段含义见下"].into_iter().enumerate()
        {
            cover.write(u32::try_from(row).unwrap(), 0, text).unwrap();
        }
        for (name, text) in [("3月", "快递太慢了，客服也不理人"), ("4月", "质量不错，会回购")] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            sheet.write_row(0, 0, ["反馈日期", "客户反馈内容", "分数"]).unwrap();
            for row in 1..3 {
                sheet.write_row(row, 0, ["2024-03-01", text, "5"]).unwrap();
            }
        }
        book.add_worksheet().set_name("门店").unwrap().write_row(0, 0, ["门店", "备注"]).unwrap();
    });
    let got = one("a.xlsx", &bytes);
    let rows: Vec<_> = got.records.iter().map(|r| (r.row, &r.text[..6])).collect();
    assert_eq!(rows, [(1, "快递"), (2, "快递"), (3, "质量"), (4, "质量")]);
    assert_eq!(got.inputs[0].sheets, ["3月", "4月"]);
    assert!(got.notices.contains("read one after another: `3月`, `4月`"), "{}", got.notices);
    assert!(got.notices.contains("row 3 is the first of sheet `4月`"), "{}", got.notices);
    assert!(got.notices.contains("other sheets were not read: `说明`, `门店`"), "{}", got.notices);
}

#[test]
fn merged_cells_are_filled_down_and_titles_are_not() {
    let bytes = workbook(|book| {
        let (sheet, plain) = (book.add_worksheet(), rust_xlsxwriter::Format::new());
        sheet.merge_range(0, 0, 0, 3, "三月评价", &plain).unwrap();
        sheet.write_row(1, 0, ["渠道", "评价内容", "评分", "门店"]).unwrap();
        sheet.merge_range(2, 0, 5, 0, "天猫", &plain).unwrap();
        sheet.merge_range(4, 2, 6, 3, "3", &plain).unwrap();
        for (row, text) in [(2, "快递太慢了"), (3, "质量不错"), (5, "客服不理人"), (6, "一般般吧")] {
            sheet.write(row, 1, text).unwrap();
        }
        sheet.write(6, 0, "京东").unwrap();
    });
    let got = one("a.xlsx", &bytes);
    let rows: Vec<_> = got.records.iter().map(|r| (r.text.as_str(), r.attrs.get("渠道"), r.rating)).collect();
    let three = Some(Milli(3000));
    assert_eq!(
        rows,
        [
            ("快递太慢了", Some("天猫"), None),
            ("质量不错", Some("天猫"), None),
            ("", Some("天猫"), three),
            ("客服不理人", Some("天猫"), three),
            ("一般般吧", Some("京东"), three),
        ]
    );
    assert!(got.records.iter().all(|r| r.attrs.get("门店").is_none()));
}

#[test]
fn parquet_gives_the_same_records() {
    use polars::prelude::{Column, DataFrame, ParquetWriter};
    let mut frame = DataFrame::new(
        3,
        vec![
            Column::new("评价内容".into(), ["快递太慢了，客服也不理人", "质量不错,\n会回购", "这个价格不值。"]),
            Column::new("评分".into(), [2_i64, 5, 1]),
            Column::new("评价时间".into(), ["2026-03-01 09:12", "2026-03-02", "2026-03-03"]),
            Column::new("渠道".into(), ["天猫", "京东", "天猫"]),
        ],
    )
    .unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    let want = anonymous(&one("a.csv", TABLE).records);
    let got = one("a.parquet", &bytes);
    assert_eq!(anonymous(&got.records), want);
    assert_eq!(got.inputs[0].hash, blake3::hash(&bytes).to_hex().to_string());
    assert_eq!(anonymous(&one("a.parquet.zst", zstd::encode_all(&*bytes, 1).unwrap()).records), want);
}

#[test]
fn json_in_every_shape() {
    let rows = [r#"{"评论":"快递太慢了","星级":2,"用户":{"城市":"成都"}}"#, r#"{"评论":"质量不错","星级":"5星"}"#];
    for (name, text) in [
        ("a.jsonl", rows.join("\n")),
        ("a.json", rows.join("\n")),
        ("a.json", format!("[{}]", rows.join(",\n"))),
        ("a.json", format!("{{\"code\":0,\"data\":[{}]}}", rows.join(","))),
        ("a.txt", format!("{{\n\"data\": {{\"list\": [{}]}}}}", rows.join(","))),
    ] {
        let got = one(name, &text);
        assert_eq!(texts(&got), ["快递太慢了", "质量不错"], "{text}");
        assert_eq!(got.records[1].rating, Some(Milli(5000)));
        assert_eq!(got.records[0].attrs.get("用户.城市"), Some("成都"));
    }
    let got = one("a.jsonl", format!("{}\n{{oops\n{}\n", rows[0], rows[1]));
    assert_eq!((got.records[1].row, got.inputs[0].rejects[0].line, got.inputs[0].rejected), (3, 2, 1));
}

#[test]
fn the_rows_of_a_document_are_found_wherever_they_stand() {
    let reviews = r#"[{"content":"快递太慢了","score":2},{"content":"质量不错","score":5}]"#;
    let tags = r#"[{"id":"a","name":"外观好看","count":120},{"id":"b","name":"声音很小","count":99},{"id":"c","name":"安静","count":9}]"#;
    let got = one("a.json", format!("{{\"hotTags\":{tags},\"max\":9,\"comments\":{reviews}}}"));
    assert_eq!((texts(&got), got.records[1].rating), (vec!["快递太慢了", "质量不错"], Some(Milli(5000))));
    assert!(got.notices.contains("rows are those of `comments`; other lists in it were not read: `hotTags`"));
    for json in [
        format!("[{{\"page\":1,\"comments\":{reviews}}},{{\"page\":2,\"comments\":[]}}]"),
        r#"{"1001":{"content":"快递太慢了","score":2},"1002":{"content":"质量不错","score":5}}"#.to_owned(),
        r#"{"content":{"0":"快递太慢了","1":"质量不错"},"score":{"0":2,"1":5}}"#.to_owned(),
        r#"{"columns":["content","score"],"index":[0,1],"data":[["快递太慢了",2],["质量不错",5]]}"#.to_owned(),
    ] {
        let got = one("a.json", &json);
        assert_eq!(texts(&got), ["快递太慢了", "质量不错"], "{json}");
        assert_eq!((got.records[1].rating, got.inputs[0].rejected), (Some(Milli(5000)), 0), "{json}");
        assert!(!got.notices.contains("other lists"), "{}", got.notices);
    }
    let row = one("a.json", r#"{"评论":"快递太慢了","用户":{"城市":"成都"}}"#);
    assert_eq!((texts(&row), row.records[0].attrs.get("用户.城市")), (vec!["快递太慢了"], Some("成都")));
}

#[test]
fn a_named_key_is_read_wherever_it_first_appears() {
    let early = "{\"反馈内容\":\"快递太慢了，不满意。\"}\n".repeat(400);
    let late = "{\"反馈内容\":\"质量差\",\"评分\":1,\"门店\":\"一店\",\"新\":2}\n";
    let files = Files::new().with("a.jsonl", early.clone() + late).with("few.jsonl", late);
    let named =
        |rating: &str| Options { rating_column: Some(rating.into()), by: vec!["门店".into()], ..Options::default() };
    let got = files.read(&["a.jsonl"], named("评分")).unwrap();
    let last = &got.records[400];
    assert_eq!((got.records[0].rating, last.rating, last.attrs.get("门店")), (None, Some(Milli(1000)), Some("一店")));
    assert!(got.notices.contains("not read: `新`") && !got.notices.contains("anything under"), "{}", got.notices);
    // One that never comes is an error as ever, at the end where not all rows are looked at beforehand; of one of several files it is told.
    assert!(files.message("a.jsonl", named("星级")).contains("no column `星级`"));
    let got = files.read(&["a.jsonl", "few.jsonl"], named("门店")).unwrap();
    assert!(!got.notices.contains("anything under"), "{}", got.notices);
    assert!(files.message("few.jsonl", named("星级")).contains("no column `星级`"));
}

#[test]
fn damaged_json_lines_are_rejects_wherever_they_are() {
    let got = one("a.jsonl", "{\"评论\": \"少了一半\n{\"评论\": \"快递太慢了\"}\noops\n");
    assert_eq!((texts(&got), got.inputs[0].rejected, got.inputs[0].rows), (vec!["快递太慢了"], 2, 3));
}

#[test]
fn encodings_give_the_same_records() {
    let want = anonymous(&one("a.csv", TABLE).records);
    assert_eq!(want.len(), 3);
    for (name, mark) in [
        ("UTF-8", &b"\xef\xbb\xbf"[..]),
        ("GB18030", b""),
        ("UTF-16LE", b""),
        ("UTF-16BE", b""),
        ("UTF-16LE", b"\xff\xfe"),
        ("UTF-16BE", b"\xfe\xff"),
    ] {
        let got = one("a.csv", [mark, &encoded(TABLE, name)].concat());
        assert_eq!(anonymous(&got.records), want, "{name}");
        let input = &got.inputs[0];
        let from = if mark.is_empty() { "content" } else { "bom" };
        assert_eq!((input.encoding.as_deref(), input.encoding_from.as_deref()), (Some(name), Some(from)));
        let told = format!("encoding {name} (to choose others: ");
        assert_eq!(got.notices.contains(&told), name != "UTF-8", "{}", got.notices);
    }
    let big5 = one("a.csv", encoded(TRADITIONAL, "big5"));
    assert_eq!((texts(&big5)[0], big5.inputs[0].encoding.as_deref()), ("快遞太慢了，客服也不理人", Some("Big5")));
    assert_eq!(texts(&one("a.csv", encoded(TRADITIONAL, "gb18030"))), texts(&big5));
    let options = Options { encoding: Some("gbk".into()), ..Options::default() };
    let forced = Files::new().with("a.csv", encoded(TABLE, "gb18030")).read(&["a.csv"], options).unwrap();
    assert_eq!(forced.inputs[0].encoding_from.as_deref(), Some("option"));
}

#[test]
fn a_broken_encoding_is_an_error_and_late_damage_a_notice() {
    let files = Files::new().with("a.csv", encoded(TABLE, "gb18030"));
    let utf8 = || Options { encoding: Some("utf-8".into()), ..Options::default() };
    assert!(files.message("a.csv", utf8()).starts_with("`a.csv`: cannot be read as UTF-8"));
    let unknown = Options { encoding: Some("xyz".into()), ..Options::default() };
    assert!(matches!(files.read(&["a.csv"], unknown), Err(Error::Usage { .. })));
    let mut late = format!("评价\n{}", "快递太慢了，不满意。\n".repeat(60_000)).into_bytes();
    let at = late.len() - 100;
    late[at] = 0xff;
    late[at + 40] = 0;
    let got = one("late.csv", late);
    assert_eq!(got.records.len(), 60_000);
    assert!(got.notices.contains("places are not UTF-8"), "{}", got.notices);
}

#[test]
fn delimiters_line_ends_and_compression_give_the_same_records() {
    let want = anonymous(&one("a.csv", TABLE).records);
    let lines: Vec<&str> = TABLE.split_inclusive('\n').collect();
    let mixed = format!(
        "{}{}{}{}{}",
        lines[0].replace('\n', "\r\n"),
        lines[1].replace('\n', "\r"),
        lines[2],
        lines[3],
        lines[4]
    );
    assert_eq!(anonymous(&one("a.csv", mixed).records), want);
    for d in ['\t', ';', '|'] {
        let mut out = csv::WriterBuilder::new().delimiter(u8::try_from(d).unwrap()).from_writer(Vec::new());
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(TABLE.as_bytes());
        rows.records().for_each(|r| out.write_record(&r.unwrap()).unwrap());
        let bytes = out.into_inner().unwrap();
        let got = one("a.csv", &bytes);
        assert_eq!(
            (anonymous(&got.records), got.inputs[0].delimiter.as_deref()),
            (want.clone(), Some(d.to_string().as_str()))
        );
    }
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(TABLE.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let packed = one("a.csv.gz", &gz);
    assert_eq!(anonymous(&packed.records), want);
    let hash = blake3::hash(&gz).to_hex().to_string();
    assert_eq!((&packed.inputs[0].hash, packed.inputs[0].bytes), (&hash, gz.len() as u64));
    assert_eq!(anonymous(&one("a.txt", zstd::encode_all(TABLE.as_bytes(), 1).unwrap()).records), want);
}
