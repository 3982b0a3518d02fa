//! The trend in a few figures, and how the course of each reads: shared by the terminal and Markdown.

use crate::number::float;
use crate::report::TrendPoint;

use super::words::Words;

/// A figure of the trend.
pub(super) struct Course {
    /// The key of its label.
    pub(super) key: &'static str,
    /// Its value in a period.
    pub(super) get: fn(&TrendPoint) -> Option<f64>,
    /// Whether its line starts at 0.
    pub(super) from_zero: bool,
    /// How a value reads.
    show: fn(f64) -> String,
}

/// All of them, in reading order.
pub(super) const COURSES: [Course; 4] = [
    Course { key: "trend.count", get: |p| Some(float(p.count)), from_zero: true, show: |v| format!("{v:.0}") },
    Course { key: "trend.satisfaction", get: |p| p.satisfaction.value, from_zero: false, show: |v| format!("{v:.2}") },
    Course {
        key: "trend.complaints",
        get: |p| p.complaints.share,
        from_zero: true,
        show: |v| format!("{:.1}%", v * 100.0),
    },
    Course { key: "trend.major", get: |p| Some(float(p.major)), from_zero: true, show: |v| format!("{v:.0}") },
];

/// That the data cover the first or the last of these periods only in part: what it starts from or ends with is no whole period's.
pub(super) fn partial<'w>(points: &[TrendPoint], w: &'w Words) -> &'w str {
    let cut = |p: Option<&TrendPoint>| p.is_some_and(|p| !p.complete);
    match (cut(points.first()), cut(points.last())) {
        (true, true) if points.len() > 1 => w.t("trend.partial.both"),
        (_, true) => w.t("trend.partial"),
        (true, false) => w.t("trend.partial.first"),
        (false, false) => "",
    }
}

impl Course {
    /// First and last value, least and greatest: `51 → 41` and `19–80`; nothing where no period has the figure.
    pub(super) fn read(&self, values: &[Option<f64>]) -> Option<(String, String)> {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let (first, last) = known.first().zip(known.last())?;
        let peak = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let bottom = known.iter().copied().fold(f64::INFINITY, f64::min);
        let show = self.show;
        Some((format!("{} → {}", show(*first), show(*last)), format!("{}–{}", show(bottom), show(peak))))
    }
}
