//! Feedback of many nights, always the same: ordinary rows every day, and events that begin and end on known days.

use std::fmt::Write;
use std::path::Path;

/// First day: 2025-01-01.
const FIRST: i32 = 20_089;

const OPENINGS: [&str; 8] = ["买了半个月", "第二次买了", "给爸妈买的", "朋友推荐的", "活动时下的单", "用了几天", "昨天刚收到", "一直在这家买"];
const PRAISE: [&str; 8] = [
    "质量很好，做工精细",
    "客服回复很及时，态度热情",
    "物流很快，第二天就到了",
    "性价比高，值得推荐",
    "颜色和图片一样，很喜欢",
    "包装很用心，没有破损",
    "操作简单，老人也会用",
    "声音很小，晚上也能用",
];
const BLAME: [&str; 8] = [
    "说明书看不懂",
    "颜色跟图片不太一样",
    "客服回复有点慢",
    "价格比上个月贵了",
    "味道有点大，要放几天",
    "按键不太灵敏",
    "电源线太短",
    "清洗起来麻烦",
];
const ENDINGS: [&str; 8] = ["总体还行", "先用着看看", "希望改进", "会再来的", "就这样吧", "下次再看", "供大家参考", "仅代表个人意见"];

/// A planted event: the days on which it goes on, rows a day, and what is said.
pub(super) struct Event {
    pub(super) days: std::ops::Range<i32>,
    pub(super) rows: usize,
    pub(super) words: [[&'static str; 4]; 3],
    pub(super) mark: &'static str,
}

pub(super) const LID: [[&str; 4]; 3] = [
    ["锅盖用了一次就裂了", "玻璃锅盖突然开裂", "锅盖裂开一道缝", "锅盖炸裂了"],
    ["差点伤到手", "碎片掉进锅里", "根本没法用", "吓了一跳"],
    ["要求换锅盖", "申请退货", "请给个说法", "质量太差了"],
];
pub(super) const PARCEL: [[&str; 4]; 3] = [
    ["快递把包裹弄丢了", "包裹显示签收但没收到", "快递丢件了", "包裹丢了"],
    ["快递员说不知道", "查了物流也没有", "驿站也没找到", "快递电话打不通"],
    ["等了一个星期", "请赶紧赔偿", "没人处理", "太不负责任了"],
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        of[self.below(of.len())]
    }
}

pub(super) fn date(day: i32) -> String {
    voc::time::Stamp::from_days(FIRST + day, None).unwrap().date_string()
}

/// Rows of one day; the same whenever they are asked for.
fn day_rows(day: i32, ordinary: usize, events: &[Event], out: &mut String) {
    let mut dice = Dice(u64::try_from(day).unwrap() * 7919 + 17);
    let channels = ["天猫", "京东", "抖音"];
    let mut n = 0;
    let mut put = |text: String, rating: u8, channel: &str| {
        n += 1;
        writeln!(out, "N{day:04}-{n:03},{} {:02}:00,{channel},{rating},{text}", date(day), 8 + n % 12).unwrap();
    };
    for _ in 0..ordinary {
        let glad = dice.below(10) < 7;
        let middle = if glad { dice.one(&PRAISE) } else { dice.one(&BLAME) };
        let text = format!("{}，{middle}，{}", dice.one(&OPENINGS), dice.one(&ENDINGS));
        put(text, if glad { 5 } else { 3 }, channels[dice.below(3)]);
    }
    for e in events.iter().filter(|e| e.days.contains(&day)) {
        for _ in 0..e.rows {
            let [a, b, c] = &e.words;
            let text = format!("{}，{}，{}，{}", dice.one(&OPENINGS), dice.one(a), dice.one(b), dice.one(c));
            put(text, 1, channels[dice.below(3)]);
        }
    }
}

/// Writes the export of some days.
pub(super) fn export(path: &Path, days: std::ops::RangeInclusive<i32>, ordinary: usize, events: &[Event]) {
    let mut out = "编号,时间,渠道,评分,评价内容\n".to_owned();
    days.for_each(|d| day_rows(d, ordinary, events, &mut out));
    std::fs::write(path, out).unwrap();
}
