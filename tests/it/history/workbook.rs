//! Work orders that people fill in where they read them: the workbook of the report goes back to `history close`.

use std::path::Path;

use calamine::{Data, Range, Reader as _};

use super::nights::{Event, LID, PARCEL, date, export};
use super::{history, stored};
use crate::support::Voc;

const FILLED: [&str; 4] = ["负责人", "状态", "解决时间", "是否满意"];

fn sheets(path: &Path) -> Vec<(String, Range<Data>)> {
    calamine::open_workbook::<calamine::Xlsx<_>, _>(path).unwrap().worksheets()
}

fn place(orders: &Range<Data>, header: &str) -> u32 {
    let heads: Vec<String> = orders.rows().next().unwrap().iter().map(ToString::to_string).collect();
    u32::try_from(heads.iter().position(|h| h == header).unwrap_or_else(|| panic!("no {header} in {heads:?}"))).unwrap()
}

#[test]
fn the_sheet_of_work_orders_is_filled_in_and_closes_them() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let events = [
        Event { days: 0..6, rows: 8, words: LID, mark: "锅盖" },
        Event { days: 0..6, rows: 8, words: PARCEL, mark: "丢件" },
    ];
    export(&dir.join("a.csv"), 0..=6, 10, &events);
    stored(dir, &["a.csv", "-o", "w.xlsx", "--lang", "zh"]);
    // What a person would type: the first is only said to be done, the second says when.
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, cells) in sheets(&dir.join("w.xlsx")) {
        let sheet = book.add_worksheet().set_name(&name).unwrap();
        for (row, column, cell) in cells.cells() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            sheet.write_string(row, column, cell.to_string()).unwrap();
        }
        if name == "工单" {
            let [_, state, resolved, satisfied] = FILLED.map(|h| u16::try_from(place(&cells, h)).unwrap());
            sheet.write_string(1, state, "已完成").unwrap();
            sheet.write_string(2, resolved, format!("{} 09:00", date(7))).unwrap();
            sheet.write_string(2, satisfied, "是").unwrap();
        }
    }
    book.save(dir.join("filled.xlsx")).unwrap();
    let done = history(dir, &["close", "filled.xlsx"]);
    assert_eq!(done["closed"]["matched"], 2, "{done:#}");
    let of = |figure: &str, part: &str| done["handling"][figure][part].as_u64().unwrap();
    assert!(of("closed", "count") >= 2 && of("satisfied", "of") >= 1, "{done:#}");
    // As it was written, nothing is done yet.
    let none = history(dir, &["close", "w.xlsx"]);
    assert_eq!((&none["closed"]["matched"], &none["closed"]["open"]), (&0.into(), &none["closed"]["rows"]), "{none:#}");
    let told = Voc::new().dir(dir).args(["history", "orders", "--lang", "zh"]).ok().text();
    assert!(told.contains("累计") && told.contains("内容（最近一次运行）"), "{told}");
}
