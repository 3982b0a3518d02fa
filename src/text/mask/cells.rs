//! Cells of tables: ids, values of segments, and rows that could not be taken apart. A header announces what stands below it, as a word in a text
//! announces what follows: below 收货地址 the house number goes, below 收件人 the given name.

use super::announce::Announce;
use super::check::area_code;
use super::words::WordMap;
use super::{Kind, Masker};
use crate::text::normalize::half_width;

/// Kinds that are masked by the value alone, whatever stands above it.
const BY_VALUE: [Kind; 9] = [
    Kind::Phone,
    Kind::Landline,
    Kind::IdCard,
    Kind::Email,
    Kind::Passport,
    Kind::BankCard,
    Kind::Plate,
    Kind::Wechat,
    Kind::Qq,
];

/// What stands behind the name of a column: 手机号（必填）.
const REMARKS: [char; 5] = ['(', '（', '[', '【', '*'];

impl Masker {
    /// A cell without a header, masked, where it holds what nobody but its owner should know. Codes stay: rows are told apart by them.
    pub fn mask_value(&self, value: &str) -> Option<String> {
        self.mask_id("", value)
    }

    /// An id, masked as the value of a segment is. Numbers of landlines have to look dialled, because codes look like them.
    pub fn mask_id(&self, header: &str, value: &str) -> Option<String> {
        self.mask_cell(header, value, is_dialled)
    }

    /// The value of a segment, masked, where it holds something of [`BY_VALUE`], or where the header says that it is somebody's address, name, order or
    /// waybill. Codes of goods and tickets stay, and the names of staff, by whom a company parts its tables.
    pub fn mask_segment(&self, header: &str, value: &str) -> Option<String> {
        let is_figures = |value: &str| value.bytes().all(|b| b.is_ascii_digit());
        self.mask_cell(header, value, |value| !is_figures(value))
    }

    fn mask_cell(&self, header: &str, value: &str, dialled: impl Fn(&str) -> bool) -> Option<String> {
        let alone = self.masked_if(value, &BY_VALUE, dialled);
        let seen = alone.as_deref().unwrap_or(value);
        let below = self.cue(header).filter(|(cue, what)| self.is_personal(cue, *what)).and_then(|(cue, _)| {
            let masked = self.below(cue, seen);
            (masked != seen).then_some(masked)
        });
        below.or(alone)
    }

    /// A row that could not be taken apart, masked. A cell in front of the one that is too many stands below its header counted from the left, one
    /// behind it counted from the right; and a cell may be the header of the next one, where a form was pasted.
    pub fn mask_row(&self, raw: &str, names: &[String], delimiter: char) -> String {
        let (mut out, mut at) = (self.masked(raw).chars().collect::<Vec<_>>(), 0);
        let cells: Vec<&str> = raw.split(delimiter).collect();
        for (i, cell) in cells.iter().enumerate() {
            let from_right = (names.len() + i).checked_sub(cells.len()).and_then(|k| names.get(k));
            let heads = [names.get(i), from_right].into_iter().flatten().map(String::as_str);
            for (cue, _) in heads.chain(i.checked_sub(1).map(|k| cells[k])).filter_map(|head| self.cue(head)) {
                for (k, _) in self.below(cue, cell).chars().enumerate().filter(|(_, c)| *c == '*') {
                    out[at + k] = '*';
                }
            }
            at += cell.chars().count() + 1;
        }
        out.into_iter().collect()
    }

    /// A text, masked.
    fn masked(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.mask(text, &mut out, &mut Vec::new());
        out
    }

    /// What stands below a header that announces it, masked.
    fn below(&self, cue: &str, value: &str) -> String {
        let text = format!("{cue}:{value}");
        self.masked(&text).chars().skip(cue.chars().count() + 1).collect()
    }

    /// The part of a header that announces something, and what.
    fn cue<'h>(&self, header: &'h str) -> Option<(&'h str, Announce)> {
        let cue = header
            .split(REMARKS)
            .next()?
            .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == ':' || c == '：');
        if !self.words.may_announce(cue.chars().next_back()?.to_ascii_lowercase()) {
            return None;
        }
        let (chars, _) = self.fold(cue);
        Some((cue, self.words.announcers.ending(&chars)?.1))
    }

    /// Whether what stands below a header belongs to a person or to somebody's order, not to goods, to a ticket, or to the company itself.
    fn is_personal(&self, cue: &str, what: Announce) -> bool {
        match what {
            Announce::Phone
            | Announce::IdCard
            | Announce::BankCard
            | Announce::Qq
            | Announce::QqWeak
            | Announce::Wechat
            | Announce::Passport
            | Announce::Plate
            | Announce::Address => !self.is_of_company(cue, false),
            Announce::Name => !self.is_of_company(cue, true),
            Announce::Order | Announce::OrderWeak => self.has(&self.words.purchases, cue),
            Announce::Room
            | Announce::NameWeak
            | Announce::NameNear
            | Announce::NameCaller
            | Announce::Nick
            | Announce::Token
            | Announce::Ip
            | Announce::Signature
            | Announce::Public => false,
        }
    }

    /// Whether a header names the company itself (门店微信号, 经销商地址), or one of its people: 接待客服姓名.
    fn is_of_company(&self, cue: &str, people: bool) -> bool {
        self.has(&self.words.company, cue) || people && self.has(&self.words.staff, cue)
    }

    /// Whether one of `words` stands in a header.
    fn has(&self, words: &WordMap<()>, cue: &str) -> bool {
        let (chars, _) = self.fold(cue);
        (0..chars.len()).any(|at| words.starting(&chars[at..]).is_some())
    }

    /// `value`, masked, where it holds something of a kind that is `private`. Of landlines only those that are more than a code, as `dialled` knows.
    fn masked_if(&self, value: &str, private: &[Kind], dialled: impl Fn(&str) -> bool) -> Option<String> {
        if self.is_plain(value) {
            return None;
        }
        let (mut out, mut kinds) = (String::new(), Vec::new());
        self.mask(value, &mut out, &mut kinds);
        let is_private =
            |kind: &Kind| kinds.contains(&self.names[*kind as usize]) && (*kind != Kind::Landline || dialled(value));
        private.iter().any(is_private).then_some(out)
    }
}

/// Whether a number that looks like a landline is one, where rows are told apart by numbers: a code has figures alone, or letters in front, or a 0 or 1
/// behind what looks like an area code.
fn is_dialled(value: &str) -> bool {
    let digits = value.chars().filter_map(|c| half_width(c).to_digit(10)).filter_map(|d| u8::try_from(d).ok());
    let d: Vec<u8> = digits.collect();
    d.len() < value.chars().count()
        && !value.starts_with(|c: char| c.is_ascii_alphabetic())
        && d.get(area_code(&d)).is_some_and(|first| *first > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Dicts;

    fn masker() -> Masker {
        Masker::new(&Dicts::load(None).unwrap()).unwrap()
    }

    #[test]
    fn ids_and_segments_hide_people_and_keep_codes() {
        let masker = masker();
        for (value, want) in [
            ("13800138000", "138****8000"),
            ("王店长 13800138000", "王店长 138****8000"),
            ("a.b@example.com", "a**@example.com"),
            ("x15900017482", "x159****7482"),
            ("0571-60008123", "0571-****8123"),
            ("沪A88888", "沪A*****"),
            ("6225880012345675", "6225********5675"),
        ] {
            assert_eq!(masker.mask_value(value).as_deref(), Some(want));
        }
        for value in [
            "天猫",
            "202603151234567890",
            "SF1234567890123",
            "A-01",
            "6225880012345678",
            "华东 3栋502",
            "02860008123",
            "0312-0000123",
            "DD-0571-60008123",
        ] {
            assert_eq!(masker.mask_value(value), None, "{value}");
        }
        for value in [
            "13800138000",
            "京A12345",
            "微信号：zhangsan_88",
            "QQ123456789",
            "6225880012345675",
            "(028)60008123转8",
            "0931 4600123",
        ] {
            assert!(masker.mask_segment("渠道", value).is_some_and(|m| m.contains('*')), "{value}");
        }
        for value in ["天猫", "杭州西湖店", "华东 3栋502", "SF1234567890123", "A-01", "02860008123"] {
            assert_eq!(masker.mask_segment("渠道", value), None, "{value}");
        }
    }

    #[test]
    fn a_header_announces_what_stands_below_it() {
        let masker = masker();
        for (header, value, want) in [
            ("收货地址", "幸福路12号3楼", "幸福路**号*楼"),
            ("联系地址（必填）", "桃苑小区6号楼302", "桃苑小区*号楼***"),
            ("收件人", "赵小棠", "赵**"),
            ("联系电话", "60008123", "****8123"),
            ("微信号", "xiaotang", "x*******"),
            ("QQ号", "88776655", "8*****55"),
            ("订单号", "202603151234", "********1234"),
            ("运单号", "SF1122334455667", "SF*********5667"),
            ("order_id", "202603158765432109", "**************2109"),
        ] {
            for masked in [Masker::mask_segment, Masker::mask_id] {
                assert_eq!(masked(&masker, header, value).as_deref(), Some(want), "{header}");
                assert_eq!(masked(&masker, header, want), None, "{header}");
            }
        }
        for (header, value) in [
            ("门店", "幸福路12号店"),
            ("门店地址", "幸福路12号"),
            ("客服姓名", "赵小棠"),
            ("订单号", "A-1"),
            ("工单号", "202603151234"),
            ("会员号", "202603151234"),
            ("反馈编号", "202603151234"),
            ("收件人", "赵女士"),
            ("客户", "王府井百货"),
            ("收货地址", "浙江省"),
        ] {
            assert_eq!(masker.mask_segment(header, value), None, "{header}");
        }
    }

    #[test]
    fn cells_of_a_damaged_row_have_their_headers_for_cues() {
        let masker = masker();
        let names = ["编号", "收件人", "内容", "收货地址"].map(str::to_owned);
        for (raw, want) in [
            ("1,赵小棠,慢,太慢,幸福路12号", "1,赵**,慢,太慢,幸福路**号"),
            ("1,\"赵小棠\"", "1,\"赵**\""),
            ("姓名,赵小棠,13900001234,x", "姓名,赵**,139****1234,x"),
            ("1,快递,很慢", "1,快递,很慢"),
        ] {
            assert_eq!(masker.mask_row(raw, &names, ','), want);
        }
        assert_eq!(masker.mask_row("{\"收件人\": \"赵小棠\", ", &[], ','), "{\"收件人\": \"赵**\", ");
    }
}
