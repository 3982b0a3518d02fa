//! Dialogues, and what only looks like one.

use super::*;
use proptest::prelude::*;

fn speakers() -> &'static (Speakers, Normalizer) {
    static SPEAKERS: std::sync::LazyLock<(Speakers, Normalizer)> = std::sync::LazyLock::new(|| {
        let dicts = Dicts::load(None).unwrap();
        let normalizer = Normalizer::new(&dicts).unwrap();
        (Speakers::new(&dicts, &normalizer).unwrap(), normalizer)
    });
    &SPEAKERS
}

/// What the customer says, with `|` for what others say.
fn said(text: &str) -> String {
    let (speakers, normalizer) = speakers();
    let mut normal = normalizer.normal_form(text);
    for (start, end) in speakers.others(&normal).into_iter().rev() {
        normal.replace_range(start..end, "|");
    }
    normal
}

#[test]
fn turns_of_the_company_are_not_the_customers() {
    for (text, want) in [
        ("坐席：您好，请讲\n客户：物流很快，满意\n坐席：非常抱歉。\n客户：好吧", "|物流很快,满意\n|好吧"),
        ("[09:00:01] 访客0：质量很好 [09:00:10] 客服小美：非常抱歉，亲亲", "|质量很好|"),
        (
            "客户 10:01:22\n快递太慢了\n客服小美 10:01:40\n您好，抱歉\n客户 10:02:10\n240305123",
            "|\n快递太慢了\n|\n240305123",
        ),
        ("2024-03-01 10:01:22 客户：太慢了\n2024-03-01 10:01:40 客服：您好", "|太慢了\n|"),
        ("客服：您好。客户：快递没到！客服：抱歉。", "|快递没到!|"),
        ("客服: 您好 客户: 快递没到 客服: 抱歉", "| 快递没到|"),
        ("小明 10:01:22\n太慢了\n客服小美 10:01:40\n抱歉", "|\n太慢了\n|"),
        ("催单三次。\n坐席：您好\n客户：还没到", "催单三次。\n|还没到"),
        ("客服：您好\n客服：还在吗", "|"),
        ("客户：快递太慢", "|快递太慢"),
        ("Agent: hello\nCustomer: too slow", "| too slow"),
        ("【坐席】您好\n【客户】手机银行闪退\n【坐席】给您造成不便", "|手机银行闪退\n|"),
        ("<坐席>您好</坐席><客户>不是，查积分</客户>", "|不是,查积分|"),
        ("0:05 坐席 请问是账户被盗吗 0:09 客户 没有被盗，查个余额", "|没有被盗,查个余额"),
        (
            "A：您好，请问有什么可以帮您？\nB：我要投诉你们业务员\nA：请问被骗了多少钱？\nB：三万。",
            "|我要投诉你们业务员\n|三万。",
        ),
        ("甲：我要投诉！乙：您好，很高兴为您服务。甲：楼上漏水。", "|我要投诉!|楼上漏水。"),
        ("客户：快递没到。客服：您好，请看 https://a.cn 10:30 前到", "|快递没到。|"),
        ("客户：快递没到。客服：您好，请稍等：正在查。", "|快递没到。|"),
        ("【客户】闪退【坐席】请看【操作指南】【客户】没有用", "|闪退|没有用"),
        ("坐席:您好 来电市民:井盖没了，摔了一个人 坐席:请问", "|井盖没了,摔了一个人|"),
    ] {
        assert_eq!(said(text), want, "{text}");
    }
}

#[test]
fn other_colons_make_no_dialogue() {
    for text in [
        "客服：态度很好\n物流：快",
        "客服：很好\n商家：不错",
        "系统：流畅\n外观：好看",
        "客服态度：差\n用户体验：差",
        "客服说：不归我们管。客服说：去找快递。",
        "客服回：\"亲亲，这边建议您自行解决呢\"",
        "客户诉求：尽快退款",
        "系统维护通知:周日凌晨0点至4点暂停转账",
        "客服 10:30 才回复我",
        "营业时间 10:00\n太早关门",
        "method: good menu: bad",
        "【客服】很好【商家】也不错",
        "[客户]的电话打不通",
        "9:05 客服 说马上送 10:20 客服 说明天送",
        "比例3:10和4:20",
        "A：很好\nB：一般\nC：差",
        "A：质量好\nB：物流慢",
        "A：请问有什么可以帮您",
        "A：很高兴为您服务 B：很高兴为您服务",
        "A款：很高兴为您服务\nB款：慢",
        "客服：很高兴为您服务\nA：慢",
        "【用户】张三【系统】iOS 17.2【问题描述】手机银行闪退",
        "[用户]张三 [系统]安卓14 [问题]闪退太多次",
        "【投诉人】李四\n【商家】好味快餐\n【诉求】退款，送餐太慢",
        "客户：李四；商家：好味快餐；投诉内容：送餐太慢，态度恶劣",
        "时间：2024-03-05 10:02 客户：李四 商家：好味快餐 投诉内容：送餐太慢",
        "User: John System: iOS 17 Issue: the app crashes",
        ":",
        "12:",
        "",
    ] {
        assert_eq!(said(text), speakers().1.normal_form(text), "{text}");
    }
}

proptest! {
    #[test]
    fn parts_are_in_order_and_inside(text in "(客服|客户|用户|坐席|小明|A：|B：|请讲|[:：]|[0-9]{1,2}|10:01:22|2024-03-05|[\\[\\]【】() \n。!]|快递太慢|\\PC){0,24}") {
        let (speakers, normalizer) = speakers();
        let normal = normalizer.normal_form(&text);
        let mut last = 0;
        for (start, end) in speakers.others(&normal) {
            prop_assert!(last <= start && start < end && normal.is_char_boundary(start) && normal.is_char_boundary(end));
            last = end;
        }
        prop_assert!(last <= normal.len());
    }
}
