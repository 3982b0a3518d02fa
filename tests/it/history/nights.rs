//! Feedback of many nights, always the same: ordinary rows every day, and events that begin and end on known days.

use std::fmt::Write;
use std::path::Path;

/// First day: 2025-01-01.
const FIRST: i32 = 20_089;

pub(super) const OPENINGS: [&str; 8] =
    ["买了半个月", "第二次买了", "给爸妈买的", "朋友推荐的", "活动时下的单", "用了几天", "昨天刚收到", "一直在这家买"];
pub(super) const PRAISE: [&str; 8] = [
    "质量很好，做工精细",
    "客服回复很及时，态度热情",
    "物流很快，第二天就到了",
    "性价比高，值得推荐",
    "颜色和图片一样，很喜欢",
    "包装很用心，没有破损",
    "操作简单，老人也会用",
    "声音很小，晚上也能用",
];
pub(super) const BLAME: [&str; 16] = [
    "说明书看不懂",
    "颜色跟图片不太一样",
    "客服回复有点慢",
    "价格比上个月贵了",
    "味道有点大，要放几天",
    "按键不太灵敏",
    "电源线太短",
    "清洗起来麻烦",
    "优惠券用不了",
    "安装师傅迟到了",
    "发票一直没开",
    "噪音比想象的大",
    "包装盒压扁了",
    "尺寸偏小",
    "少发了一个配件",
    "发货等了三天",
];
pub(super) const ENDINGS: [&str; 8] =
    ["总体还行", "先用着看看", "希望改进", "会再来的", "就这样吧", "下次再看", "供大家参考", "仅代表个人意见"];

/// A planted event: the days on which it goes on, rows a day, and what is said.
/// `words` has what happened and, in the same sentence, when or with what.
pub(super) struct Event {
    pub(super) days: std::ops::Range<i32>,
    pub(super) rows: usize,
    pub(super) words: [&'static [&'static str]; 2],
    pub(super) mark: &'static str,
}

pub(super) const LID: [&[&str]; 2] = [
    &["锅盖开裂了", "玻璃锅盖突然开裂", "锅盖用了一次就开裂", "这锅盖开裂了"],
    &[
        "在炖排骨",
        "在煮玉米",
        "在焖米饭",
        "在蒸鱼",
        "在熬粥",
        "在煲鸡汤",
        "在烧水",
        "在煮面条",
        "在炖牛腩",
        "在煮饺子",
        "在煮鸡蛋",
        "在蒸馒头",
        "在炖冬瓜",
        "在熬绿豆",
        "在煮红薯",
        "在炖羊肉",
    ],
];
pub(super) const PARCEL: [&[&str]; 2] = [
    &["快递丢件了", "快递又丢件", "包裹被快递丢件", "快递公司丢件"],
    &[
        "里面是裙子",
        "里面是茶叶",
        "里面是台灯",
        "里面是奶粉",
        "里面是书",
        "里面是耳机",
        "里面是雨伞",
        "里面是毛巾",
        "里面是花瓶",
        "里面是手表",
        "里面是拖鞋",
        "里面是相框",
        "里面是键盘",
        "里面是围巾",
        "里面是杯子",
        "里面是玩具",
    ],
];

/// A stream of numbers, the same on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }

    pub(super) fn one(&mut self, of: &[&'static str]) -> &'static str {
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
        let glad = dice.below(10) < 6;
        let middle = if glad { dice.one(&PRAISE) } else { dice.one(&BLAME) };
        let text = format!("{}，{middle}，{}", dice.one(&OPENINGS), dice.one(&ENDINGS));
        put(text, if glad { 5 } else { 3 }, channels[dice.below(3)]);
    }
    for e in events.iter().filter(|e| e.days.contains(&day)) {
        for _ in 0..e.rows {
            let [what, when] = e.words;
            let text = format!("{}，{}，{}", dice.one(&OPENINGS), dice.one(what), dice.one(when));
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
