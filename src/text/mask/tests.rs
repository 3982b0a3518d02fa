//! The golden sentences, and the laws of masking.

use proptest::prelude::*;

use super::*;

const GOLDEN: &str = include_str!("../../../tests/golden/privacy.tsv");

fn masker() -> Masker {
    Masker::new(&Dicts::load(None).unwrap()).unwrap()
}

fn masked(masker: &Masker, text: &str) -> (String, Vec<Name>) {
    let (mut out, mut kinds) = (String::new(), Vec::new());
    masker.mask(text, &mut out, &mut kinds);
    (out, kinds)
}

fn golden() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = GOLDEN.lines().filter(|l| !l.starts_with('#')).skip(1);
    lines
        .map(|l| {
            let mut cells = l.split('\t');
            let mut next = || cells.next().unwrap_or("");
            (next(), next(), next())
        })
        .collect()
}

#[test]
fn golden_sentences_are_masked_where_they_must_be_and_nowhere_else() {
    let masker = masker();
    let (mut right, mut missed, mut wrong, mut cases) = (0u32, 0u32, 0u32, Vec::new());
    let golden = golden();
    for (text, expected, kinds) in &golden {
        let (got, got_kinds) = masked(&masker, text);
        let (expected_chars, got_chars) = (expected.chars(), got.chars());
        for ((t, e), g) in text.chars().zip(expected_chars).zip(got_chars) {
            right += u32::from(t != e && e == g);
            missed += u32::from(t != e && e != g);
            wrong += u32::from(t == e && e != g);
        }
        if got != *expected || got_kinds.join(",") != **kinds {
            cases.push(format!("{text}\n    {expected} [{kinds}]\n    {got} [{}]", got_kinds.join(",")));
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    let report = format!("precision {precision:.4}, recall {recall:.4}\n{}", cases.join("\n"));
    assert!(golden.len() >= 300 && precision >= 0.97 && recall >= 0.97, "{report}");
    assert!(cases.len() * 100 <= golden.len() * 3, "{report}");
}

#[test]
fn what_a_caller_says_behind_a_colon_is_no_name() {
    let masker = masker();
    for text in [
        "来电人：路灯坏了三天没人修，要求尽快修复。",
        "投诉人：江城银行乱扣费，要求退还。",
        "诉求人：楼上漏水，物业不管。",
        "反映人：金地小区停电两天",
        "接线员：您好请讲。来电人：高空抛物砸到人。接线员：好的。",
        "联系人：万达健身房跑路了",
        "报修人：车位被占了",
        "市民严重不满",
        "楼下120户都停电",
    ] {
        assert_eq!(masked(&masker, text), (text.to_owned(), Vec::new()));
    }
    for (text, want) in [
        ("来电人：李秀英，家住民乐里", "来电人：李**，家住民乐里"),
        ("联系人：李晓明家里漏水", "联系人：李**家里漏水"),
        ("投诉人：王建国停电三天", "投诉人：王**停电三天"),
        ("姓名：王五性别：男", "姓名：王*性别：男"),
        ("联系人：王小二诉求：退款", "联系人：王**诉求：退款"),
        ("联系人：何平，电话没人接", "联系人：何*，电话没人接"),
        ("市民赵淑兰女士来电反映路灯不亮", "市民赵**女士来电反映路灯不亮"),
        ("市民张伟（已登记）反映", "市民张*（已登记）反映"),
        ("楼上803室卫生间漏水", "楼上***室卫生间漏水"),
        ("楼上1202户噪音大", "楼上****户噪音大"),
    ] {
        assert_eq!(masked(&masker, text).0, want);
    }
}

#[test]
fn what_a_page_shows_is_masked_through_its_markup() {
    let masker = masker();
    for (text, want) in [
        ("电话138<b>0013</b>8000打不通", "电话138<b>****</b>8000打不通"),
        ("电话138&nbsp;0013&nbsp;8000打不通", "电话138&nbsp;****&nbsp;8000打不通"),
        ("电话13800&#8203;138000打不通", "电话138**&#8203;**8000打不通"),
        ("电话138&#48;0138000打不通", "电话138********8000打不通"),
        ("电话<a href=\"tel:13800138000\">13800138000</a>", "电话<a href=\"tel:138****8000\">138****8000</a>"),
        ("邮箱 test&#64;example.com", "邮箱 t***&#64;example.com"),
        ("联系人：张<b>三丰</b>，没人接", "联系人：张<b>**</b>，没人接"),
        ("<td>138</td><td>00138000</td>", "<td>138</td><td>00138000</td>"),
        ("5*3&lt;20，AT&amp;T 套餐 <b>129</b> 元", "5*3&lt;20，AT&amp;T 套餐 <b>129</b> 元"),
    ] {
        let (once, kinds) = masked(&masker, text);
        assert_eq!((once.as_str(), kinds.is_empty()), (want, want == text));
        assert_eq!(masked(&masker, &once), (once, Vec::new()), "{text}");
    }
}

#[test]
fn masking_twice_is_masking_once() {
    let masker = masker();
    for (text, ..) in golden() {
        let (once, _) = masked(&masker, text);
        assert_eq!(masked(&masker, &once), (once, Vec::new()), "{text}");
    }
}

#[test]
fn plain_texts_are_not_even_read() {
    let masker = masker();
    for text in
        ["", "物流很快，包装完好，一点破损都没有，下次还来", "制冷效果很好，3匹的够用", "工作人员态度好，老人家很满意"]
    {
        assert!(!masker.words.worth_reading(text), "{text}");
    }
}

/// Texts made of what masking looks at, so that chance finds its edges.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[0-9]{1,19}",
        2 => "[0-9一二三零幺十１２３]{1,12}",
        2 => "[a-zA-Z0-9_.@-]{1,12}",
        2 => "[-—. ·+()（）:：,，*、]{1,3}",
        3 => prop::sample::select(vec![
            "电话", "手机号", "微信", "加V", "qq", "订单", "订单号", "身份证", "银行卡号", "护照", "地址", "我住", "房间号",
            "我叫", "联系人", "张", "欧阳", "先生", "是", "我的", "号", "栋", "单元", "室", "路", "小区", "京A", "新", "SF",
            "元", "年", "86", "<b>", "</b>", "&nbsp;", "&#48;", "市民", "楼上", "女士", "反映", "0086", "是我的电话", "\u{200b}", "\u{20e3}", "\n", "好",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|p| p.concat())
}

#[test]
fn any_text_keeps_its_length_and_is_masked_once_for_all() {
    let masker = masker();
    proptest!(ProptestConfig::with_cases(4000), |(text in pieces())| {
        let (once, kinds) = masked(&masker, &text);
        prop_assert_eq!(once.chars().count(), text.chars().count());
        prop_assert_eq!(once == text, kinds.is_empty());
        prop_assert!(once.chars().zip(text.chars()).all(|(o, t)| o == t || o == '*'));
        prop_assert_eq!(masked(&masker, &once), (once.clone(), Vec::new()));
    });
}

#[test]
fn what_is_too_long_to_be_an_address_or_an_account_is_read_once() {
    let masker = masker();
    let time = |words: &str, times: usize| {
        let (text, started) = (words.repeat(times), std::time::Instant::now());
        masked(&masker, &text);
        started.elapsed().as_secs_f64()
    };
    for words in ["1栋", "1#楼", "vx-"] {
        let grows = |_| time(words, 40_000) / time(words, 4_000);
        assert!((0..3).map(grows).any(|r| r < 40.0), "{words}");
    }
}
