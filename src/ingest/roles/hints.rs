//! Words inside headers and cells that tell what no alias tells, compiled from `hints.tsv`: who speaks, and whether a cell names a place.

use rustc_hash::FxHashSet;

use crate::error::Result;
use crate::lexicon::Dicts;
use crate::say;

/// Characters of a word that is asked for twice: 满意不满意, 好不好.
const ASKED: usize = 2;

/// The compiled words of `hints.tsv`.
#[derive(Default)]
pub(super) struct Hints {
    /// In front of an alias: the company speaks (整改, 审核).
    company: Vec<String>,
    /// In front of the company's name: the words are said to it (给商家的建议).
    addressed: Vec<String>,
    /// In front of an alias: the customer does, whatever else is named (您, 客户).
    customer: Vec<String>,
    /// In an alias: what the customer brought up (问题, 投诉).
    matter: Vec<String>,
    /// In the header of a text or its title: a case that somebody is to deal with (诉求, 工单).
    case: Vec<String>,
    /// In a header: what was done about a case (办结).
    handled: Vec<String>,
    /// In the header of a rating: it asks for satisfaction (满意).
    satisfied: Vec<String>,
    /// In a header: who speaks in a conversation stands below (发送方).
    speaks: Vec<String>,
    /// In a header: sides of something else stand below (责任方).
    party: Vec<String>,
    /// What is worse the more there is of it (费力度), and words that make it so in front of the alias of a rating (不|满意度).
    adverse: Vec<String>,
    against: Vec<String>,
    /// In the header of a rating: how it came (骑手), and that it rates all of it for all that (总体).
    carriage: Vec<String>,
    overall: Vec<String>,
    /// In the question whether somebody would recommend it: what it asks (推荐), and how likely that is (可能).
    recommend: Vec<String>,
    likely: Vec<String>,
    /// At the end of a question, behind what it asks for (是哪家).
    copulas: Vec<String>,
    /// In the name of who speaks for the company (管家).
    staff: Vec<String>,
    /// At the end of a path of JSON: the value of what stands before it (title.label).
    wrappers: Vec<String>,
    /// In front of a place (发布于).
    before_place: Vec<String>,
    places: FxHashSet<String>,
}

impl Hints {
    /// Compiles `hints.tsv`.
    pub(super) fn new(dicts: &Dicts) -> Result<Self> {
        let mut hints = Self::default();
        for e in dicts.of("hints") {
            let word = e.get("word").to_owned();
            match e.get("kind") {
                "company" => hints.company.push(word),
                "addressed" => hints.addressed.push(word),
                "customer" => hints.customer.push(word),
                "matter" => hints.matter.push(word),
                "case" => hints.case.push(word),
                "handled" => hints.handled.push(word),
                "satisfied" => hints.satisfied.push(word),
                "speaks" => hints.speaks.push(word),
                "party" => hints.party.push(word),
                "adverse" => hints.adverse.push(word),
                "against" => hints.against.push(word),
                "carriage" => hints.carriage.push(word),
                "overall" => hints.overall.push(word),
                "recommend" => hints.recommend.push(word),
                "likely" => hints.likely.push(word),
                "copula" => hints.copulas.push(word),
                "staff" => hints.staff.push(word),
                "wrapper" => hints.wrappers.push(word),
                "from" => hints.before_place.push(word),
                "place" => {
                    hints.places.insert(word);
                }
                // What the report asks of headers and values.
                "shop" | "type" => {}
                kind => {
                    let all = "company, addressed, customer, matter, case, handled, satisfied, adverse, against, speaks, party, carriage, overall, recommend, likely, copula, staff, wrapper, from, place, shop, type";
                    return Err(
                        e.error(say!("`{kind}` is no kind (there are: {all})", "没有类别 `{kind}`（可用：{all}）"))
                    );
                }
            }
        }
        // ip归属地 before 归属地.
        hints.before_place.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Ok(hints)
    }

    /// Whether a text under a header is what the company said: what stands around the alias says so, and the alias is no matter of the customer's.
    pub(super) fn company_speaks(&self, around: &str, alias: &str) -> bool {
        let has = |words: &[String], s: &str| words.iter().any(|w| is_in(w, s));
        let addressed = self.addressed.iter().filter_map(|w| around.find(w.as_str())).min();
        let by_company = has(&self.company, &around[..addressed.unwrap_or(around.len())]);
        by_company && !has(&self.customer, around) && !has(&self.matter, alias)
    }

    /// A path without the key that holds nothing but its value: `im:rating.label`.
    pub(super) fn unwrapped<'h>(&self, header: &'h str) -> &'h str {
        let bare = self.wrappers.iter().find_map(|w| header.strip_suffix(w.as_str()));
        bare.filter(|bare| !bare.is_empty()).unwrap_or(header)
    }

    /// Whether a header speaks of a case that somebody is to deal with (诉求内容, 工单标题).
    pub(super) fn is_case(&self, header: &str) -> bool {
        holds(header, &self.case)
    }

    /// Whether a header speaks of what was done about a case (办结时间).
    pub(super) fn is_handled(&self, header: &str) -> bool {
        holds(header, &self.handled)
    }

    /// Whether a header asks for satisfaction (满意度).
    pub(super) fn is_satisfied(&self, header: &str) -> bool {
        holds(header, &self.satisfied)
    }

    /// Whether a header asks how likely somebody is to recommend it, whatever it is called: 您有多大可能向亲友推荐江城银行.
    pub(super) fn asks_to_recommend(&self, header: &str) -> bool {
        holds(header, &self.recommend) && holds(header, &self.likely)
    }

    /// Whether a header says that who speaks stands below it (发送方), or sides of something else (责任方); `None` where it says neither.
    pub(super) fn speaks(&self, header: &str) -> Option<bool> {
        let says = |words: &[String]| words.iter().any(|word| is_in(word, header));
        match (says(&self.speaks), says(&self.party)) {
            // 角色类型
            (true, _) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// Whether a word in front of a negation is asked for again behind it: 满意不满意.
    pub(super) fn asks_both(&self, header: &str) -> bool {
        self.against.iter().flat_map(|word| header.match_indices(word.as_str())).any(|(at, word)| {
            let (before, behind) = (&header[..at], &header[at + word.len()..]);
            let mut tails = before.char_indices().rev().take(ASKED).map(|(from, _)| &before[from..]);
            tails.any(|tail| behind.starts_with(tail))
        })
    }

    /// Whether a header measures what is worse the more there is of it. `head`: what stands in front of the alias of a rating, if it ends in one.
    pub(super) fn is_adverse(&self, header: &str, head: &str) -> bool {
        let ends = |words: &[String], s: &str| words.iter().any(|w| s.ends_with(w.as_str()));
        ends(&self.adverse, header) || ends(&self.adverse, head) || ends(&self.against, head)
    }

    /// Whether the header of a rating speaks of how it came, and not of all of it.
    pub(super) fn is_carriage(&self, header: &str) -> bool {
        holds(header, &self.carriage) && !holds(header, &self.overall)
    }

    /// What stands before the words that end a question.
    pub(super) fn before_copula<'h>(&self, header: &'h str) -> Option<&'h str> {
        self.copulas.iter().find_map(|word| header.strip_suffix(word.as_str()))
    }

    /// Whether a name has a word for somebody of the company.
    pub(super) fn is_staff(&self, name: &str) -> bool {
        holds(name, &self.staff)
    }

    /// The place that a cell names, without what stands before it: `IP属地：广东`, `发布于 广东`.
    pub(super) fn place<'c>(&self, cell: &'c str) -> &'c str {
        let cell = cell.trim();
        let rest = self.before_place.iter().find_map(|word| after(cell, word));
        let place = rest.map(|r| r.trim_start_matches([':', '：', ' ', '\u{3000}']));
        place.filter(|p| !p.is_empty()).unwrap_or(cell)
    }

    /// Whether a cell names one of the known places.
    pub(super) fn is_place(&self, cell: &str) -> bool {
        self.places.contains(self.place(cell))
    }
}

/// Whether one of the words stands in a header.
pub(super) fn holds(header: &str, words: &[String]) -> bool {
    words.iter().any(|word| header.contains(word.as_str()))
}

/// Whether a header has a word, a Latin one by itself.
fn is_in(word: &str, header: &str) -> bool {
    if word.is_ascii() {
        return header.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| w == word);
    }
    header.contains(word)
}

/// What follows a word at the start of a cell, whatever the case of Latin letters.
fn after<'c>(cell: &'c str, word: &str) -> Option<&'c str> {
    let start = cell.get(..word.len())?;
    start.eq_ignore_ascii_case(word).then(|| &cell[word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_behind_words() {
        let hints = Hints::new(&Dicts::load(None).unwrap()).unwrap();
        let cases = [
            ("IP属地：广东", "广东"),
            ("IP归属地:广东", "广东"),
            ("发布于 广东", "广东"),
            ("来自广东", "广东"),
            ("广东", "广东"),
            ("发布于", "发布于"),
            ("", ""),
        ];
        for (cell, want) in cases {
            assert_eq!(hints.place(cell), want, "{cell}");
        }
        assert!(hints.is_place("发布于 内蒙古") && hints.is_place("广东省") && !hints.is_place("1.2.3.4"));
    }

    #[test]
    fn headers_say_whether_it_is_speakers_that_they_name() {
        let hints = Hints::new(&Dicts::load(None).unwrap()).unwrap();
        for (header, want) in [
            ("发送方", Some(true)),
            ("sender_type", Some(true)),
            ("责任方", Some(false)),
            ("反馈来源", Some(false)),
            ("角色类型", Some(true)),
            ("消息来源", Some(true)),
            ("controle", None),
            ("甲", None),
        ] {
            assert_eq!(hints.speaks(header), want, "{header}");
        }
    }

    #[test]
    fn a_kind_that_does_not_exist_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("hints.tsv"), "word\tkind\n店\tstall\n").unwrap();
        let told = Hints::new(&Dicts::load(Some(dir.path())).unwrap()).err().map(|e| e.to_string());
        assert!(told.is_some_and(|t| t.contains("hints.tsv:2") && t.contains("`stall` is no kind")));
    }
}
