//! Words that mean one thing in one trade and another in the next: what a mention is about, and which way it points, beside the opposite reading.

use serde_json::Value;

use crate::support::{Voc, folder_with};

/// The records of texts, of a product where one is named.
fn rows(texts: &[&str], product: &str) -> Vec<Value> {
    let lines: Vec<String> = texts.iter().map(|t| format!("{product},\"{t}\"")).collect();
    let dir = folder_with("a.csv", format!("商品名称,评价内容\n{}\n", lines.join("\n")).as_bytes());
    Voc::new().dir(dir.path()).args(["annotate", "a.csv", "-q"]).ok().lines()
}

/// Mentions as `aspect+`, `aspect-` and `aspect`.
fn mentions(row: &Value) -> Vec<String> {
    let mark = |m: &Value| match m["polarity"].as_str().unwrap() {
        "positive" => "+",
        "negative" => "-",
        _ => "",
    };
    let all = row["mentions"].as_array().unwrap().iter();
    all.map(|m| format!("{}{}", m["aspect"].as_str().unwrap(), mark(m))).collect()
}

/// Each text has mentions that begin with the second word, and none that begin with the third (nothing: it asks nothing).
fn told(cases: &[(&str, &str, &str)]) {
    let texts: Vec<&str> = cases.iter().map(|c| c.0).collect();
    for ((text, there, absent), row) in cases.iter().zip(rows(&texts, "")) {
        let found = mentions(&row);
        assert!(there.is_empty() || found.iter().any(|m| m.starts_with(there)), "{text}: no {there} in {found:?}");
        assert!(absent.is_empty() || !found.iter().any(|m| m.starts_with(absent)), "{text}: {absent} in {found:?}");
    }
}

fn nothing_blamed(texts: &[&str]) {
    for (text, row) in texts.iter().zip(rows(texts, "")) {
        assert!(!mentions(&row).iter().any(|m| m.ends_with('-')), "{text}: {row}");
    }
}

#[test]
fn check_out_is_no_refund_and_gladness_no_suggestion() {
    let has = |text: &str, intent: &str| rows(&[text], "")[0]["intents"].as_array().unwrap().contains(&intent.into());
    for text in ["退房很快，一分钟搞定", "打算明天退房", "退了房才发现落了东西"] {
        assert!(!has(text, "refund"), "{text}");
    }
    for text in ["要求退房退款", "要求退还房费，赶紧退钱"] {
        assert!(has(text, "refund"), "{text}");
    }
    for text in ["大堂有香薰，一进门心情就好了", "修了两天就好了", "刚开始不适应，第三天就好了"]
    {
        assert!(!has(text, "suggestion"), "{text}");
    }
    for text in ["要是能早半小时开早餐就好了", "再大一点就好了", "如果浴室里面再多放几个挂衣服的钩子就好了"]
    {
        assert!(has(text, "suggestion"), "{text}");
    }
}

#[test]
fn praise_in_words_that_sound_like_blame() {
    nothing_blamed(&[
        "床单能闻到阳光的味道",
        "性价比很高，同地段找不到第二家",
        "辣得过瘾，汗都出来了",
        "内胆是316的，没有铁锈味",
        "杀虫剂效果很好，虫子都死了",
    ]);
    told(&[
        ("房间里闻到一股霉味", "product.smell-", ""),
        ("收到的小龙虾都死了", "", "product.effect+"),
        ("没毛病", "", "product.durability"),
        ("用了三年没毛病", "product.durability+", ""),
        ("辛苦了", "", "service.installation"),
        ("师傅辛苦了", "service.installation+", ""),
        ("带父母来玩，失望透顶", "", "other.recommend"),
        ("下次带朋友再来", "other.recommend+", ""),
    ]);
}

#[test]
fn goods_that_came_apart_from_what_is_there() {
    told(&[
        ("停车场灯坏了好几盏", "product.", "logistics"),
        ("收到时坏了好几个", "logistics.damage-", ""),
        ("发票金额开少了两百", "service.invoice-", "logistics"),
        ("快递到了，少了一件", "logistics.missing-", ""),
        ("出地铁站走三分钟就到", "product.location+", "logistics"),
        ("外卖二十分钟就到", "logistics.speed+", "product.location"),
        ("催单三次，快递还没到", "logistics.speed-", "service.serving"),
        ("催单三次菜还没上", "service.serving-", ""),
    ]);
}

#[test]
fn services_of_other_kinds_are_no_installation() {
    told(&[
        ("说好的接机没人来", "service.promise-", "service.installation"),
        ("约好的安装师傅没来", "service.installation-", ""),
        ("产品没毛病，但是收到后6天才来安装", "service.installation-", ""),
        ("产品没毛病，但是收到后6天才来安装", "other.overall+", ""),
        ("房卡失效，来回跑前台", "product.defect-", "service.installation"),
        ("装空调跑了几趟才装好", "service.installation-", ""),
        ("安装师傅收了我支架费180", "service.installation-", ""),
        ("每天都送水果", "service.attitude+", "service.serving"),
        ("公司协议价订的", "price.level", "service.contract"),
        ("网络慢到视频会议都开不了", "product.network-", ""),
        ("半夜要是没人在家", "", "service.response"),
        ("半夜前台没人", "service.response-", ""),
    ]);
}

#[test]
fn bodies_and_pillows_have_no_taste() {
    told(&[
        ("枕头太高太硬", "product.comfort-", "product.taste"),
        ("牛排太硬", "product.taste-", ""),
        ("脖子有点酸", "", "product.taste"),
        ("橘子有点酸", "product.taste-", ""),
        ("送得慢死了，饿得胃疼", "logistics.speed-", "product.ingredient"),
        ("吃完两小时肚子绞痛，跑了十几趟厕所", "product.hygiene-", "product.facility"),
    ]);
}

#[test]
fn products_of_common_shops_tell_their_trade() {
    for product in ["羽绒被", "乳胶枕", "电热毯", "挂烫机", "儿童书包", "保温杯", "蒙牛纯牛奶", "一汽-大众"]
    {
        let row = &rows(&["放在房间里半天都不凉"], product)[0];
        assert!(!mentions(row).iter().any(|m| m.starts_with("product.room")), "{product}: {row}");
    }
    let room = &rows(&["放在房间里半天都不凉"], "湖景套房")[0];
    assert!(mentions(room).iter().any(|m| m.starts_with("product.room")), "{room}");
}

#[test]
fn cats_are_no_modems_and_repairs_that_are_praised_no_faults() {
    told(&[
        ("我家猫洗完澡没有应激", "", "product.network"),
        ("猫打完针后没有不舒服", "", "product.network"),
        ("光猫总是掉线", "product.", "service"),
        ("宽带师傅修得挺好，来得也快", "service.installation+", "product.network-"),
        ("宽带断了三天没人来", "product.network-", ""),
        ("上次给我处理那个盗刷的事，小姑娘特别负责，表扬一下", "service.attitude+", "product.security-"),
        ("盗刷的事一直没人处理", "product.security-", ""),
    ]);
    let grave = |text: &str| !rows(&[text], "")[0]["severity_evidence"].as_array().unwrap().is_empty();
    assert!(!grave("人行道地砖松动，雨天踩上去溅一身水") && grave("锅盖炸开，滚油溅了一身"));
}
