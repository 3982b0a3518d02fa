//! The sections of the summary on which nobody acts at once: levels, trend, journey, needs, words and themes. A few lines each; in a message they give way.

use crate::render::Section;
use crate::render::clean::markdown as safe;
use crate::render::course::{COURSES, partial, worse_days};
use crate::render::opinions::{self, SIDES};
use crate::render::words::{self, Words, count};
use crate::report::{Caution, Keyword, Need, Opinion};

use super::{MOST, Summary};

impl Summary<'_> {
    /// Which sections found no room.
    pub(super) fn left_out(&mut self, sections: &[Section]) {
        let keys = sections.iter().filter(|s| self.has(**s)).map(|s| match s {
            Section::Trend => "trend",
            Section::Needs => "needs",
            Section::Topics => "table.topics",
            Section::Stages => "stages",
            Section::Satisfaction => "satisfaction",
            _ => "keywords",
        });
        let words = Some("opinions").filter(|_| self.omits_opinions());
        let names: Vec<String> = words.into_iter().chain(keys).map(|key| self.w.t_owned(key)).collect();
        if !names.is_empty() {
            let text = self.w.fill("markdown.left_out", &[("sections", &names.join(self.w.comma()))]);
            self.line(&format!("\n{text}"));
        }
    }

    /// Whether a section has something to say.
    fn has(&self, section: Section) -> bool {
        let (r, n, k) = (self.r, &self.r.needs, &self.r.keywords);
        match section {
            Section::Trend => r.trend.points.len() > 1,
            Section::Needs => {
                !(n.core_pain.is_empty() && n.expected.is_empty() && n.delight.is_empty() && n.requests.is_empty())
            }
            Section::Topics => !r.topics.is_empty(),
            Section::Stages => r.stages.list.iter().any(|s| s.negative.share.is_some()),
            Section::Keywords => !(k.overall.is_empty() && k.negative.is_empty() && k.positive.is_empty()),
            _ => true,
        }
    }

    /// Begins a section; where it has nothing to say only if it was asked for by name, and then says why.
    fn begin(&mut self, section: Section, key: &str, why: Caution) -> bool {
        let has = self.has(section);
        if has || self.named {
            self.section(key);
        }
        if !has && self.named {
            let text = self.w.t_owned(words::caution_key(why));
            self.line(&format!("- {text}"));
        }
        has
    }

    pub(super) fn satisfaction(&mut self) {
        let r = self.r;
        self.section("satisfaction");
        for l in r.satisfaction.distribution.iter().rev() {
            let name = self.w.t_owned(&format!("level.{}", l.level));
            self.line(&format!("- {} {name} {}", l.level, Words::portion_of(&l.rate)));
        }
    }

    pub(super) fn trend(&mut self) {
        let t = &self.r.trend;
        let why = if t.unit.is_none() { Caution::NoTimes } else { Caution::TooLittleData };
        if !self.begin(Section::Trend, "trend", why) {
            return;
        }
        for course in COURSES {
            let values: Vec<Option<f64>> = t.points.iter().map(course.get).collect();
            if let Some((ends, range)) = course.read(&values) {
                let name = self.w.t_owned(course.key);
                self.line(&format!("- {name} **{ends}** ({range})"));
            }
        }
        if let (Some(first), Some(last)) = (t.points.first(), t.points.last()) {
            let unit = t.unit.as_deref().map(|u| self.w.id("unit", u)).unwrap_or_default();
            let partial = partial(&t.points, &self.w);
            let gap = if partial.starts_with('(') { " " } else { "" };
            self.line(&format!("- {unit}: {} → {}{gap}{partial}", first.start, last.start));
        }
        if let Some(told) = worse_days(t, &self.w) {
            self.line(&format!("- {told}"));
        }
    }

    /// What most customers love and complain of: a line each.
    pub(super) fn opinions(&mut self) {
        let one = |o: &Opinion| format!("{} {}", safe(&opinions::words(o)), count(o.count));
        let lists = SIDES.map(|(side, key)| {
            let list = opinions::most(self.r, side, self.top.min(MOST / 2));
            (key, list.into_iter().map(one).collect::<Vec<String>>())
        });
        if self.omits_opinions() || lists.iter().all(|(_, told)| told.is_empty()) {
            return;
        }
        self.section("opinions");
        for (key, told) in &lists {
            self.listed(key, told);
        }
    }

    /// Whether there are such, and no room for them: where even quotes are cut, problems need it.
    fn omits_opinions(&self) -> bool {
        let any = || SIDES.iter().any(|(side, _)| !opinions::most(self.r, side, 1).is_empty());
        self.is_tight() && !self.named && any()
    }

    pub(super) fn stages(&mut self) {
        let stages = &self.r.stages;
        if !self.begin(Section::Stages, "stages", Caution::TooLittleData) {
            return;
        }
        let negative = self.w.t_owned("segments.negative");
        for s in stages.list.iter().filter(|s| s.negative.share.is_some()) {
            let n = self.w.fill("n_rows", &[("n", &count(s.count))]);
            let share = Words::percent(s.negative.share);
            let mark = |listed: bool, key| if listed { format!(" **{}**", self.w.t_owned(key)) } else { String::new() };
            let low = mark(stages.low_points.contains(&s.id), "stages.low");
            let moment = mark(stages.moments_of_truth.contains(&s.id), "stages.moment");
            self.line(&format!("- {} {negative} {share} ({n}){low}{moment}", safe(&s.name)));
        }
    }

    pub(super) fn needs(&mut self) {
        let n = &self.r.needs;
        if !self.begin(Section::Needs, "needs", Caution::TooLittleData) {
            return;
        }
        let one = |x: &Need| {
            let effect = format!("{}/{}", Words::signed(x.penalty.value, 2), Words::signed(x.reward.value, 2));
            format!("{} {effect}", safe(&x.name))
        };
        let layers =
            [("needs.core_pain", &n.core_pain), ("needs.expected", &n.expected), ("needs.delight", &n.delight)];
        for (key, list) in layers {
            let told: Vec<String> = list.iter().take(self.top.min(MOST / 2)).map(one).collect();
            self.listed(key, &told);
        }
        let requests = n.requests.iter().take(self.top.min(MOST / 2));
        let told: Vec<String> = requests.map(|q| format!("{} {}", safe(&q.name), count(q.rate.count))).collect();
        self.listed("requests", &told);
    }

    pub(super) fn keywords(&mut self) {
        let k = &self.r.keywords;
        if !self.begin(Section::Keywords, "keywords", Caution::TooLittleData) {
            return;
        }
        let one = |x: &Keyword| format!("{} {}", safe(&x.word), count(x.count));
        let groups =
            [("keywords.negative", &k.negative), ("keywords.positive", &k.positive), ("keywords.overall", &k.overall)];
        for (key, list) in groups {
            let told: Vec<String> = list.iter().take(self.top.min(MOST)).map(one).collect();
            self.listed(key, &told);
        }
    }

    pub(super) fn topics(&mut self) {
        let r = self.r;
        if !self.begin(Section::Topics, "table.topics", Caution::TooLittleData) {
            return;
        }
        for t in r.topics.iter().take(self.top) {
            let n = self.w.fill("n_rows", &[("n", &count(t.rate.count))]);
            let (share, mean) = (Words::percent(t.rate.share), Words::figure(t.satisfaction.value, 2));
            self.line(&format!("- **{}** {mean} ({n}, {share})", safe(&t.name)));
        }
        self.more(r.topics.len());
    }

    /// One line with a bold head; none where there is nothing to list.
    fn listed(&mut self, key: &str, told: &[String]) {
        if !told.is_empty() {
            let head = self.w.t_owned(key);
            self.line(&format!("- **{head}**: {}", told.join(self.w.comma())));
        }
    }
}
