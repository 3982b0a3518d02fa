//! Workbooks: written by hand, so that they say what no program writes.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Want::{Answer, Error, Rows};
use super::{Kind, gz, hold, kind};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The parts of a workbook by name.
struct Book(Vec<(&'static str, Vec<String>)>);

impl Book {
    /// One sheet with these rows in XML.
    fn new(rows: &str) -> Self {
        let sheet =
            format!("<?xml version=\"1.0\"?><worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        let types = format!(
            "<?xml version=\"1.0\"?><Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        );
        let book = format!(
            "<?xml version=\"1.0\"?><workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        );
        let links = format!(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        );
        let package = format!(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let parts = [
            ("[Content_Types].xml", types),
            ("_rels/.rels", package),
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", links),
            ("xl/worksheets/sheet1.xml", sheet),
        ];
        Self(parts.map(|(name, part)| (name, vec![part])).into())
    }

    fn with(mut self, name: &'static str, part: impl Into<String>) -> Self {
        self.0.retain(|(n, _)| *n != name);
        self.0.push((name, vec![part.into()]));
        self
    }

    /// Puts `times` pieces into a part, before its end.
    fn filled(mut self, name: &str, at: &str, piece: &str, times: usize) -> Self {
        let (_, part) = self.0.iter_mut().find(|(n, _)| *n == name).unwrap();
        let (head, tail) = part[0].split_once(at).unwrap();
        *part = std::iter::once(head.to_owned())
            .chain(std::iter::repeat_n(piece.to_owned(), times))
            .chain([format!("{at}{tail}")])
            .collect();
        self
    }

    fn replaced(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, part) = self.0.iter_mut().find(|(n, _)| *n == name).unwrap();
        assert!(part[0].contains(from), "{from}");
        part[0] = part[0].replace(from, to);
        self
    }

    fn bytes(self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in self.0 {
            let packed = SimpleFileOptions::default().compression_level(Some(1));
            // What kind of file it is can be read without unpacking.
            let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            zip.start_file(name, if name == "mimetype" { plain } else { packed }).unwrap();
            part.iter().for_each(|p| zip.write_all(p.as_bytes()).unwrap());
        }
        zip.finish().unwrap().into_inner()
    }
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn rows() -> String {
    let header = format!("<row r=\"1\">{}{}</row>", text("A1", "反馈内容"), text("B1", "评分"));
    let first = format!("<row r=\"2\">{}<c r=\"B2\"><v>1</v></c></row>", text("A2", "快递太慢了，客服也不理人"));
    format!("{header}{first}<row r=\"3\">{}<c r=\"B3\"><v>5</v></c></row>", text("A3", "质量很好，非常满意"))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

fn book(more: &str) -> Vec<u8> {
    Book::new(&format!("{}{more}", rows())).bytes()
}

fn strings(attributes: &str) -> String {
    format!("<?xml version=\"1.0\"?><sst xmlns=\"{MAIN}\" {attributes}><si><t>很差</t></si></sst>")
}

/// Dates in column B.
fn dated(days: &[&str]) -> Vec<u8> {
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    );
    let cells = days.iter().enumerate().map(|(i, d)| {
        let r = i + 2;
        format!(
            "<row r=\"{r}\">{}<c r=\"B{r}\" s=\"1\"><v>{d}</v></c></row>",
            text(&format!("A{r}"), &format!("太差了要求退货{r}"))
        )
    });
    let header = format!("<row r=\"1\">{}{}</row>", text("A1", "反馈内容"), text("B1", "时间"));
    Book::new(&format!("{header}{}", cells.collect::<String>())).with("xl/styles.xml", styles).bytes()
}

/// Sheets that a writer of workbooks makes.
fn written(build: impl FnOnce(&mut rust_xlsxwriter::Workbook)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    build(&mut book);
    book.save_to_buffer().unwrap()
}

fn merged_with_formulas() -> Vec<u8> {
    written(|b| {
        let sheet = b.add_worksheet();
        sheet.write_row(0, 0, ["反馈内容", "评分", "链接"]).unwrap();
        sheet.merge_range(1, 0, 2, 0, "太慢了，客服不理人", &rust_xlsxwriter::Format::new()).unwrap();
        sheet.write_formula(1, 1, "=1+1").unwrap().write_url(1, 2, "https://example.com").unwrap();
        sheet
            .write_formula(3, 0, rust_xlsxwriter::Formula::new("=HYPERLINK(\"http://e\")").set_result("质量很好"))
            .unwrap();
        sheet.write_boolean(3, 1, true).unwrap();
    })
}

fn hidden_among_others() -> Vec<u8> {
    written(|b| {
        b.add_worksheet().set_hidden(true).write_row(0, 0, ["反馈内容", "隐藏"]).unwrap();
        let sheet = b.add_worksheet();
        sheet.write_row(0, 0, ["反馈内容", "评分"]).unwrap();
        sheet.write_row(1, 0, ["太慢了，客服不理人", "1"]).unwrap();
    })
}

fn damaged() -> Vec<Kind> {
    let good = book("");
    let cut = |part: usize| good[..good.len() * part / 100].to_vec();
    let unreadable = Error("cannot read the workbook");
    let two_in_one = format!("<row r=\"2\">{}</row>", text("A1", "回头"));
    vec![
        kind("workbook cut to a fifth", "a.xlsx", cut(20), unreadable),
        kind("workbook cut in half", "a.xlsx", cut(50), unreadable),
        kind("workbook cut at the end", "a.xlsx", cut(99), unreadable),
        kind(
            "old workbook of noise",
            "a.xls",
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0xff; 5000]].concat(),
            unreadable,
        ),
        kind(
            "workbook with a sheet that is missing",
            "a.xlsx",
            Book::new(&rows()).replaced("xl/_rels/workbook.xml.rels", "sheet1", "sheet9").bytes(),
            unreadable,
        ),
        kind(
            "workbook whose sheet is outside",
            "a.xlsx",
            Book::new(&rows())
                .replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../etc/passwd")
                .bytes(),
            unreadable,
        ),
        kind(
            "workbook without sheets",
            "a.xlsx",
            Book::new("").replaced("xl/workbook.xml", "<sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/>", "").bytes(),
            Error("nothing in it"),
        ),
        kind(
            "workbook with entities",
            "a.xlsx",
            Book::new(&rows())
                .replaced(
                    SHEET,
                    "<?xml version=\"1.0\"?>",
                    "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
                )
                .replaced(SHEET, "快递太慢了", "&a;&x;")
                .bytes(),
            Error(""),
        ),
        kind(
            "workbook with a string that is missing",
            "a.xlsx",
            Book::new(&format!("{}<row r=\"4\"><c r=\"A4\" t=\"s\"><v>9999</v></c></row>", rows()))
                .with(STRINGS, strings(""))
                .bytes(),
            unreadable,
        ),
        kind("workbook with cells that go back", "a.xlsx", book(&two_in_one), Rows(2)),
        kind(
            "workbook with places that are none",
            "a.xlsx",
            book(&format!("<row r=\"99999999999\">{}</row>", text("ZZZZZZZ99999999999", "x"))),
            unreadable,
        ),
        kind("workbook with elements never closed", "a.xlsx", book(&"<x>".repeat(300_000)), Answer),
        kind("workbook that is packed", "a.xlsx.gz", gz(&good), Rows(2)),
        kind("workbook with another name", "a.csv", good, Rows(2)),
    ]
}

fn kinds() -> Vec<Kind> {
    let long = "a".repeat(1 << 20);
    let external = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"x\" Target=\"file:///etc/passwd\" TargetMode=\"External\"/></Relationships>"
    );
    let days = ["-1", "0", "0.5", "60", "2958465", "2958466", "1e10", "1e308", "-1e308", "NaN", "45000.9999999999"];
    let far = format!("<row r=\"1048576\">{}</row>", text("XFD1048576", "远"));
    let repeated = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\"><office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-row><table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let mut all = vec![
        kind("workbook with a cell in the last corner", "a.xlsx", book(&far), Answer),
        kind(
            "workbook with everything merged",
            "a.xlsx",
            Book::new(&format!("{}{far}", rows()))
                .replaced(SHEET, "</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"B9:A1\"/><mergeCell ref=\"B1:B1048575\"/></mergeCells>")
                .bytes(),
            Answer,
        ),
        kind("workbook with merged cells, formulas and links", "a.xlsx", merged_with_formulas(), Answer),
        kind("workbook with a hidden sheet first", "a.xlsx", hidden_among_others(), Rows(1)),
        kind(
            "workbook with nothing but hidden sheets",
            "a.xlsx",
            Book::new(&rows()).replaced("xl/workbook.xml", "sheetId=\"1\"", "sheetId=\"1\" state=\"hidden\"").bytes(),
            Error("hidden"),
        ),
        kind("workbook with absurd dates", "a.xlsx", dated(&days), Rows(11)),
        kind(
            "workbook with external links",
            "a.xlsx",
            Book::new(&rows()).with("xl/externalLinks/_rels/externalLink1.xml.rels", external).bytes(),
            Rows(2),
        ),
        kind(
            "workbook with an absurd dimension",
            "a.xlsx",
            Book::new(&rows()).replaced(SHEET, "<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>").bytes(),
            Rows(2),
        ),
        kind(
            "workbook with a dimension that is none",
            "a.xlsx",
            Book::new(&rows())
                .replaced(SHEET, "<sheetData>", "<dimension ref=\"ZZZZZZ999999999999:A0\"/><sheetData>")
                .bytes(),
            Error("cannot read the workbook"),
        ),
        kind(
            "workbook that states four thousand million strings",
            "a.xlsx",
            Book::new(&rows()).with(STRINGS, strings("count=\"4294967295\" uniqueCount=\"4294967295\"")).bytes(),
            Error("states more than it holds"),
        ),
        kind(
            "workbook with a cell of a hundred megabytes",
            "a.xlsx",
            Book::new(&format!("{}<row r=\"4\">{}</row>", rows(), text("A4", "☃")))
                .filled(SHEET, "☃", &long, 100)
                .bytes(),
            Error("longer than"),
        ),
        kind(
            "workbook with a hundred megabytes of blanks",
            "a.xlsx",
            Book::new(&rows()).filled(SHEET, "</sheetData>", &" ".repeat(1 << 20), 100).bytes(),
            Error("longer than"),
        ),
        kind(
            "workbook with more than a gigabyte of strings",
            "a.xlsx",
            Book::new(&rows())
                .with(STRINGS, strings(""))
                .filled(STRINGS, "</sst>", &format!("<si><t>{}</t></si>", "很".repeat(350_000)), 1100)
                .bytes(),
            Error("--max-unpacked"),
        ),
        kind(
            "workbook of a hundred thousand rows of nothing",
            "a.xlsx",
            Book::new(&rows()).filled(SHEET, "</sheetData>", "<row><c/></row>", 100_000).bytes(),
            Rows(2),
        ),
        kind(
            "ods that repeats a cell without end",
            "a.ods",
            Book(vec![
                ("mimetype", vec!["application/vnd.oasis.opendocument.spreadsheet".into()]),
                ("content.xml", vec![repeated.into()]),
            ])
            .bytes(),
            Error("states more than it holds"),
        ),
    ];
    all.extend(damaged());
    all
}

#[test]
fn spreadsheets() {
    hold(&kinds(), 29);
}

#[test]
fn the_limit_can_be_moved() {
    use crate::support::{Voc, folder_with};
    let bytes = Book::new(&rows()).filled(SHEET, "</sheetData>", &"<row><c/></row>".repeat(1000), 200).bytes();
    let dir = folder_with("a.xlsx", &bytes);
    let run = |mb: &str| Voc::new().dir(dir.path()).args(["analyze", "a.xlsx", "-q", "--max-unpacked", mb]).run();
    let refused = run("2");
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("larger than 2 MB when unpacked"), "{}", refused.stderr);
    assert_eq!(run("4").status, 0);
}
