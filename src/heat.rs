//! `--heat`: the weights of what makes an issue hot, as a user writes them.

use crate::aggregate::HeatWeights;
use crate::error::{Error, Result};
use crate::say;

/// Largest weight: far beyond any use, and their sum stays a number.
const MOST: f64 = 1e6;

/// The usual weights with some of them set: `growth=0.5`.
///
/// # Errors
/// A usage error for an unknown part, for what is no number from 0 to a million, and where nothing is left.
pub fn parse(parts: &[String]) -> Result<HeatWeights> {
    let mut out = HeatWeights::default();
    for part in parts {
        let (name, weight) = part.split_once('=').unwrap_or((part, ""));
        let weight = weight.trim().parse::<f64>().ok().filter(|w| (0.0..=MOST).contains(w));
        let (Some(place), Some(weight)) = (part_of(&mut out, name.trim()), weight) else { return Err(unknown(part)) };
        *place = weight;
    }
    let all = out.volume + out.recency + out.growth + out.severity + out.negativity + out.reach;
    if all > 0.0 { Ok(out) } else { Err(unknown(&parts.join(","))) }
}

fn part_of<'w>(w: &'w mut HeatWeights, name: &str) -> Option<&'w mut f64> {
    Some(match name {
        "volume" => &mut w.volume,
        "recency" => &mut w.recency,
        "growth" => &mut w.growth,
        "severity" => &mut w.severity,
        "negativity" => &mut w.negativity,
        "reach" => &mut w.reach,
        _ => return None,
    })
}

fn unknown(part: &str) -> Error {
    Error::usage(
        say!("`--heat {part}` is no weight", "`--heat {part}` 不是有效的权重"),
        say!(
            "use volume, recency, growth, severity, negativity or reach with a number from 0 to 1000000, as in `growth=0.5`; not all may be 0",
            "可用 volume、recency、growth、severity、negativity、reach 加 0 到 1000000 的数字，如 `growth=0.5`，且不能全为 0"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_set_by_name_and_written_back_the_same() {
        let set = parse(&["growth=0.5".to_owned(), " reach = 0".to_owned()]).unwrap();
        assert_eq!(set, HeatWeights { growth: 0.5, reach: 0.0, ..HeatWeights::default() });
        let written: Vec<String> = set.to_string().split(',').map(str::to_owned).collect();
        assert_eq!(parse(&written).unwrap(), set);
        for bad in ["speed=1", "growth", "growth=x", "growth=-1", "growth=inf", "growth=NaN", "volume=1e308"] {
            assert!(parse(&[bad.to_owned()]).is_err(), "{bad}");
        }
        let none = HeatWeights::default()
            .to_string()
            .split(',')
            .map(|p| format!("{}=0", p.split_once('=').unwrap().0))
            .collect::<Vec<_>>();
        assert!(parse(&none).is_err());
    }
}
