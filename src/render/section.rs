//! The sections of a report for people, and which of them are wanted. JSON is for programs and always whole.

/// A section. Formats that have no such section leave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Written summary and headline figures.
    Summary,
    /// What somebody must look at.
    Alerts,
    /// Levels of satisfaction, and stars against texts.
    Satisfaction,
    /// What is complained about, what is wished for and felt.
    Natures,
    /// Hot issues with their quotes.
    Issues,
    /// Major complaints and their reasons.
    Severity,
    /// Volume and satisfaction over time.
    Trend,
    /// Aspects and the priority matrix.
    Aspects,
    /// Channels, regions, stores …
    Segments,
    /// The customer journey.
    Stages,
    /// Need layers.
    Needs,
    /// Words that set the unhappy and the happy apart.
    Keywords,
    /// Themes of all feedback.
    Topics,
    /// Work orders.
    Actions,
    /// Texts with their labels; in a workbook every row.
    Verbatims,
    /// Data quality and the manifest of the run.
    Quality,
}

impl Section {
    /// The section that a table of [`super::tables`] belongs to.
    pub(super) fn of_table(id: &str) -> Self {
        match id {
            "overview" => Self::Summary,
            "satisfaction" | "agreement" | "mismatches" => Self::Satisfaction,
            "natures" | "voices" => Self::Natures,
            "reasons" | "major" => Self::Severity,
            "hot_issues" | "quotes" => Self::Issues,
            "aspects" | "opinions" | "drivers" | "quick_wins" => Self::Aspects,
            "stages" => Self::Stages,
            "needs" | "requests" => Self::Needs,
            "segments" | "segment_natures" | "specials" => Self::Segments,
            "trend" | "trend_natures" | "weekdays" => Self::Trend,
            "keywords" => Self::Keywords,
            "topics" => Self::Topics,
            "alerts" => Self::Alerts,
            "actions" => Self::Actions,
            _ => Self::Quality,
        }
    }

    /// The section that lines of the long table belong to, by their first column.
    pub(super) fn of_figures(name: &str) -> Self {
        match name {
            "rows" | "change" => Self::Summary,
            "satisfaction" | "ratings" | "agreement" | "sentiment" => Self::Satisfaction,
            "natures" | "nature_aspects" | "intents" | "emotions" => Self::Natures,
            "hot_issues" => Self::Issues,
            "severity" => Self::Severity,
            n if n.starts_with("keywords") => Self::Keywords,
            "masked" | "untagged" => Self::Quality,
            other => Self::of_table(other),
        }
    }
}

/// Which sections are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sections(u32);

impl Sections {
    /// Every section.
    pub const ALL: Self = Self(u32::MAX);

    /// These only; all where none is named.
    pub fn only(wanted: &[Section]) -> Self {
        if wanted.is_empty() { Self::ALL } else { Self(wanted.iter().fold(0, |set, s| set | 1 << *s as u32)) }
    }

    /// Whether a section is wanted.
    pub fn has(self, section: Section) -> bool {
        self.0 & 1 << section as u32 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_named_is_all_and_others_are_left_out() {
        assert!(Sections::only(&[]).has(Section::Quality));
        let some = Sections::only(&[Section::Issues, Section::Trend]);
        assert!(some.has(Section::Trend) && !some.has(Section::Summary));
        assert_eq!(Section::of_figures("keywords_negative"), Section::Keywords);
        assert_eq!(Section::of_figures("reasons"), Section::Severity);
    }
}
