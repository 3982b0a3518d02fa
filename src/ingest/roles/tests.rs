//! What headers mean, and cells that need the words of headers.

use super::*;
use crate::ingest::tests::ROLES;

fn role(header: &str) -> Option<&'static str> {
    ROLES.claim(header).map(|c| c.role.id())
}

#[test]
fn headers_as_exports_write_them() {
    let cases = [
        ("评价内容", "text"),
        ("\u{feff}评价内容", "text"),
        ("評價內容", "text"),
        ("评价内容（必填）", "text"),
        (" 评 分 (1-5)", "rating"),
        ("1、您的总体满意度", "rating"),
        ("Q7. 您对我们的产品有什么意见和建议？", "text"),
        ("最近一次购买时间", "order_time"),
        ("评价内容字数", "ignore"),
        ("Review Text", "text"),
        ("reviewText", "text"),
        ("customerReviewText", "text"),
        ("REVIEW_TIME", "time"),
        ("商品名称", "product"),
        ("品牌", "brand"),
        ("点赞数", "likes"),
        ("客户姓名", "customer"),
        ("商家回复", "reply"),
        ("Review Created (UTC)", "time"),
        ("NPS推荐值", "rating"),
        ("Case Comments", "reply"),
        ("Survey results", "rating"),
        ("评价分值", "rating"),
        ("是否好评", "rating"),
        ("3.请描述您遇到的具体问题", "text"),
    ];
    for (header, want) in cases {
        assert_eq!(role(header), Some(want), "{header}");
    }
}

#[test]
fn questions_as_surveys_ask_them() {
    let cases = [
        ("您有多大可能向朋友推荐我们？（0-10分）", "rating"),
        ("您有多大可能向朋友推荐我们", "rating"),
        ("您向亲友推荐我们的可能性有多大", "rating"),
        ("您愿意把我们推荐给朋友或同事吗", "rating"),
        ("3、您对本次服务满意吗？", "rating"),
        ("How likely are you to recommend us?", "rating"),
        ("On a scale of 0 to 10, how likely are you to recommend us to a friend?", "rating"),
        ("How satisfied are you with your order?", "rating"),
        ("How would you rate this store?", "rating"),
        ("请说明您打分的理由", "text"),
        ("您推荐/不推荐我们的主要原因是什么？", "text"),
        ("推荐原因", "text"),
        ("不推荐原因", "text"),
        ("您不愿意推荐给朋友的原因是？", "text"),
        ("您还有什么想说的吗？", "text"),
        ("Please tell us why", "text"),
        ("What is the primary reason for your score?", "text"),
        ("What could we do better?", "text"),
        ("结束答题时间", "time"),
        ("Submit Date (UTC)", "time"),
        ("您是通过哪个渠道购买的？", "channel"),
        ("How did you hear about us?", "channel"),
    ];
    for (header, want) in cases {
        assert_eq!(role(header), Some(want), "{header}");
    }
}

#[test]
fn a_key_that_only_holds_the_value_says_nothing() {
    for (header, want) in [
        ("title.label", "title"),
        ("updated.label", "time"),
        ("id.label", "id"),
        ("im:rating.label", "rating"),
        ("label", "ignore"),
    ] {
        assert_eq!(role(header), Some(want), "{header}");
    }
}

#[test]
fn headers_that_say_nothing() {
    for header in ["", "xyz", "service_wait_time_x", "甲", "列1", "location_traffic"] {
        assert_eq!(role(header), None, "{header}");
    }
}

#[test]
fn who_speaks_is_in_front_of_the_alias() {
    let cases = [
        ("审核意见", "reply"),
        ("领导批示意见", "reply"),
        ("整改意见", "reply"),
        ("售后跟进描述", "reply"),
        ("客户回访意见", "text"),
        ("您对客服的意见", "text"),
        ("商家投诉内容", "text"),
        ("客服问题描述", "text"),
        ("客诉描述", "text"),
        ("答复意见", "reply"),
        ("质检评语", "reply"),
        ("店家留言", "reply"),
        ("给商家的建议", "text"),
        ("给医院领导的建议", "text"),
        ("客服给出的处理意见", "reply"),
        ("作品标题", "product"),
        ("点赞数量", "likes"),
        ("作品点赞数数量", "likes"),
        ("attitudes_count", "likes"),
        ("zanCnt", "likes"),
        ("会话记录", "text"),
        ("gmt_create", "time"),
        ("所属区划", "region"),
    ];
    for (header, want) in cases {
        assert_eq!(role(header), Some(want), "{header}");
    }
}

#[test]
fn likes_with_a_word_beside_them() {
    let cases = [
        ("12", Some(12)),
        ("赞 12", Some(12)),
        ("赞(12)", Some(12)),
        ("12赞", Some(12)),
        ("有用（3）", Some(3)),
        ("1.2万赞", Some(12_000)),
        ("赞 99+", Some(99)),
        ("赞", None),
        ("12楼", None),
        ("-3", None),
        ("12赞3", None),
    ];
    for (cell, want) in cases {
        assert_eq!(ROLES.likes(cell), want, "{cell}");
    }
}

#[test]
fn exact_aliases_weigh_more() {
    let weight = |h| ROLES.claim(h).map(|c| c.weight);
    assert!(weight("评价内容") > weight("本次评价内容") && weight("本次评价内容") > weight("评价内容是什么呢"));
}

#[test]
fn the_question_of_recommending_outweighs_ratings_of_parts() {
    let weight = |h| ROLES.claim(h).filter(|c| c.role == Role::Rating).map(|c| c.weight);
    for asked in [
        "您有多大可能向亲友推荐江城银行？（0-10分，0为完全不可能，10为非常可能）",
        "1、您向朋友推荐我行的可能性（0-10）",
    ] {
        assert!(weight(asked) > weight("对手机银行的满意度(1-5)"), "{asked}");
        assert!(weight(asked) < weight("总体满意度"), "{asked}");
    }
    assert_eq!(weight("您不愿意推荐给朋友的原因是？"), None);
}

#[test]
fn what_is_worse_the_more_there_is_of_it() {
    let adverse = [
        "不满意度",
        "不满意程度",
        "愤怒程度",
        "费力度",
        "难度评分",
        "风险评分",
        "投诉严重程度评分",
        "排名",
        "Risk Score",
        "dissatisfaction",
    ];
    for header in adverse {
        assert!(ROLES.is_adverse(header), "{header}");
    }
    for header in
        ["满意度", "评分", "风险控制满意度", "满意度(1非常满意-5非常不满意)", "费力度(1=非常困难,7=非常容易)", ""]
    {
        assert!(!ROLES.is_adverse(header), "{header}");
    }
}
