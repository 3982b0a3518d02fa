//! What words of `privacy.tsv` say of what stands behind them, and of a number in front of them.

/// What a word announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announce {
    Phone,
    IdCard,
    BankCard,
    Order,
    OrderWeak,
    Qq,
    /// So does the word that says less: 扣：123456789.
    QqWeak,
    Wechat,
    /// A nickname behind @: 微博@….
    Nick,
    /// The key of a link: token=.
    Token,
    /// An address of a network: IP.
    Ip,
    Passport,
    Plate,
    Address,
    Room,
    Name,
    /// A name, in words that say many other things too: 我是.
    NameWeak,
    /// A name at once, in words that stand before everything: 客服, 老公.
    NameNear,
    /// So it does behind whoever calls a hotline, who goes on at once: 市民…反映.
    NameCaller,
    /// A name that ends the text, or a line of it: ——李晓明.
    Signature,
    /// A number of goods that everybody may know.
    Public,
}

impl Announce {
    /// Whether a name or a nickname follows, and never a number.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::NameWeak | Self::NameNear | Self::NameCaller | Self::Signature | Self::Nick)
    }
}

/// What a word after a number says about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Building,
    Floor,
    Number,
    Room,
}

/// What a word of this kind of `privacy.tsv` announces.
pub(super) fn announce(kind: &str) -> Option<Announce> {
    Some(match kind {
        "phone" => Announce::Phone,
        "id_card" => Announce::IdCard,
        "bank_card" => Announce::BankCard,
        "order" => Announce::Order,
        "order_weak" => Announce::OrderWeak,
        "qq" => Announce::Qq,
        "qq_weak" => Announce::QqWeak,
        "nick" => Announce::Nick,
        "token" => Announce::Token,
        "ip" => Announce::Ip,
        "wechat" => Announce::Wechat,
        "passport" => Announce::Passport,
        "plate" => Announce::Plate,
        "address" => Announce::Address,
        "room" => Announce::Room,
        "name" => Announce::Name,
        "name_weak" => Announce::NameWeak,
        "name_near" => Announce::NameNear,
        "name_caller" => Announce::NameCaller,
        "signature" => Announce::Signature,
        "public" => Announce::Public,
        _ => return None,
    })
}

/// What a word of this kind says behind a number.
pub(super) fn unit(kind: &str) -> Option<Unit> {
    Some(match kind {
        "address_unit" => Unit::Building,
        "address_floor" => Unit::Floor,
        "address_number" => Unit::Number,
        "address_room" => Unit::Room,
        _ => return None,
    })
}
