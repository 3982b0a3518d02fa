//! Alerts through the binary: one event is told once, and a hotel that gets worse is told by what is wrong with it.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Voc, folder_with};

/// Three months of a chain of eight hotels; the first gets dirty: one complaint, then eight, then so many.
fn chain(october: usize) -> String {
    let mut out = String::from("点评时间,酒店,城市,点评内容\n");
    let hotels = [
        "武汉江汉路店",
        "杭州西湖店",
        "杭州东站店",
        "上海外滩店",
        "上海虹桥店",
        "成都春熙路店",
        "成都天府店",
        "广州天河店",
    ];
    let mut add = |month: usize, day: usize, hotel: usize, text: &str| {
        let n = out.lines().count();
        let (name, room) = (hotels[hotel], 800 + n);
        let city: String = name.chars().take(2).collect();
        writeln!(out, "2026-{month:02}-{:02},{name},{city},{text}（{room}房）", day + 1).unwrap();
    };
    for (month, dirty) in [(8, 1), (9, 8), (10, october)] {
        for day in 0..30 {
            for k in 0..4 {
                let text = match (day * 4 + k) % 9 {
                    0 => "隔音太差，隔壁打电话听得一清二楚",
                    4 => "前台态度冷淡，问三句答一句",
                    _ => "位置很好，出地铁站走三分钟就到",
                };
                add(month, day, (day * 3 + k * 5 + month) % 8, text);
            }
        }
        for i in 0..dirty {
            let text = ["床单上有好几根头发", "浴室墙角全是霉斑", "马桶圈上有污渍"][i % 3];
            add(month, i * 30 / dirty, 0, text);
        }
    }
    out
}

#[test]
fn a_hotel_whose_hygiene_gets_worse_is_told_once_and_leads_to_its_texts() {
    let dir = folder_with("in.csv", chain(20).as_bytes());
    let args = ["analyze", "in.csv", "-q", "--lang", "zh", "--fail-on", "alert=yellow"];
    let outputs = ["-o", "r.json", "-o", "r.html", "-o", "r.txt", "-o", "r.md"];
    let out = Voc::new().dir(dir.path()).args(args.into_iter().chain(outputs)).run();
    assert_eq!(out.status, 1, "{}", out.stderr);
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let report: Value = serde_json::from_str(&read("r.json")).unwrap();
    let alerts = report["alerts"].as_array().unwrap();
    let of_hotel = |a: &&Value| a["kind"] == "rising_segment" && a["subject"].as_str().unwrap().contains("江汉路店");
    let mine: Vec<&Value> = alerts.iter().filter(of_hotel).collect();
    assert!(mine.iter().any(|a| a["colour"] != "blue"), "{alerts:#?}");
    assert!(alerts.iter().all(|a| !a["subject"].as_str().unwrap().contains("城市=武汉")), "{alerts:#?}");
    // Those that another leads name it by its place, and stand in summaries as a part of it.
    let leading = alerts.iter().filter(|a| a["parent"].is_null()).count();
    for a in alerts {
        if let Some(leader) = a["parent"].as_u64() {
            assert!(alerts[leader as usize]["parent"].is_null(), "{a}");
        }
    }
    let page = read("r.html");
    let (list, _) = page.split_once("id=\"alerts\"").unwrap().1.split_once("</section>").unwrap();
    let items: Vec<&str> = list.split("<li ").skip(1).collect();
    assert_eq!(items.len(), leading);
    assert!(items.iter().all(|li| li.contains("data-f=\"")), "{list}");
    assert!(read("r.txt").contains(&format!("预警  {leading} 项")), "{}", read("r.txt"));
}
