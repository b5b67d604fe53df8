//! A row of the results: two figures, their ratio, and the target.

use serde_json::{Value, json};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Nanoseconds,
    Bytes,
    Count,
    Lines,
}

/// What the ratio, ours over the peer's, has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Reported only.
    None,
}

/// One comparison.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Stable: what was measured, and against whom.
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) ours: f64,
    /// Missing where there is nothing to compare with.
    pub(crate) peer: Option<f64>,
    /// What the target speaks of. Usually `ours / peer`, or `peer / ours` where it is a speed.
    pub(crate) ratio: Option<f64>,
    /// The middle half of the ratios of the single rounds.
    pub(crate) spread: Option<(f64, f64)>,
    pub(crate) target: Target,
}

impl Row {
    /// A cost: the ratio is ours over the peer's.
    pub(crate) fn cost(name: impl Into<String>, unit: Unit, ours: f64, peer: f64, target: Target) -> Self {
        Self { name: name.into(), unit, ours, peer: Some(peer), ratio: Some(ours / peer), spread: None, target }
    }

    /// A speed, from the times that were needed: the ratio is the peer's time over ours.
    pub(crate) fn speed(name: impl Into<String>, ours: f64, peer: f64, target: Target) -> Self {
        let ratio = Some(peer / ours);
        Self { name: name.into(), unit: Unit::Nanoseconds, ours, peer: Some(peer), ratio, spread: None, target }
    }

    /// A figure that stands alone.
    pub(crate) fn alone(name: impl Into<String>, unit: Unit, ours: f64) -> Self {
        Self { name: name.into(), unit, ours, peer: None, ratio: None, spread: None, target: Target::None }
    }

    pub(crate) fn spread(mut self, spread: Option<(f64, f64)>) -> Self {
        self.spread = spread;
        self
    }

    /// Whether the target is met; nothing where there is none.
    pub(crate) fn met(&self) -> Option<bool> {
        let ratio = self.ratio?;
        match self.target {
            Target::AtMost(most) => Some(ratio <= most),
            Target::AtLeast(least) => Some(ratio >= least),
            Target::None => None,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let target = match self.target {
            Target::AtMost(most) => json!({"at_most": most}),
            Target::AtLeast(least) => json!({"at_least": least}),
            Target::None => Value::Null,
        };
        json!({
            "name": self.name, "unit": format!("{:?}", self.unit).to_lowercase(), "ours": self.ours, "peer": self.peer,
            "ratio": self.ratio, "spread": self.spread, "target": target, "met": self.met(),
        })
    }
}

/// The rows as text, a column each for name, ours, peer, ratio, target.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut lines = vec![["", "ours", "peer", "ratio", "middle half", "target", ""].map(str::to_owned)];
    for row in rows {
        let target = match row.target {
            Target::AtMost(most) => format!("<= {most:.2}"),
            Target::AtLeast(least) => format!(">= {least:.2}"),
            Target::None => String::new(),
        };
        let met = row.met().map(|met| if met { "met" } else { "MISSED" });
        lines.push([
            row.name.clone(),
            figure(row.ours, row.unit),
            row.peer.map(|peer| figure(peer, row.unit)).unwrap_or_default(),
            row.ratio.map(|ratio| format!("{ratio:.3}")).unwrap_or_default(),
            row.spread.map(|(low, high)| format!("{low:.3}-{high:.3}")).unwrap_or_default(),
            target,
            met.unwrap_or_default().to_owned(),
        ]);
    }
    let widths: Vec<usize> =
        (0..7).map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for line in lines {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let cell = if column == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") };
            text.push_str(&cell);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// A figure in a unit that a person reads.
fn figure(value: f64, unit: Unit) -> String {
    let scaled = |steps: &[(f64, &str)]| {
        let (size, name) = steps.iter().find(|(size, _)| value >= *size).or(steps.last()).copied().unwrap_or((1.0, ""));
        format!("{:.2} {name}", value / size)
    };
    match unit {
        Unit::Nanoseconds => scaled(&[(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")]),
        Unit::Bytes => scaled(&[(1e6, "MB"), (1e3, "kB"), (1.0, "B")]),
        Unit::Count => format!("{value:.1}"),
        Unit::Lines => format!("{value:.0} lines"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Target, Unit, table};

    #[test]
    fn a_row_that_misses_its_target_says_so() {
        let met = Row::cost("a", Unit::Bytes, 119.0, 100.0, Target::AtMost(1.20));
        let missed = Row::speed("b", 100.0, 104.0, Target::AtLeast(1.05));
        let alone = Row::alone("c", Unit::Count, 1.0);
        assert_eq!([&met, &missed, &alone].map(Row::met), [Some(true), Some(false), None]);
        let text = table(&[met, missed, alone]);
        let ends: Vec<bool> = text.lines().skip(1).map(|line| line.ends_with("MISSED")).collect();
        assert_eq!(ends, [false, true, false]);
    }

    #[test]
    fn json_has_the_figures_and_whether_the_target_is_met() {
        let row = Row::speed("decode", 50.0, 100.0, Target::AtLeast(1.05)).json();
        assert_eq!(row["name"], "decode");
        assert_eq!(
            (row["ours"].as_f64(), row["peer"].as_f64(), row["ratio"].as_f64()),
            (Some(50.0), Some(100.0), Some(2.0))
        );
        assert_eq!((&row["target"]["at_least"], &row["met"]), (&1.05.into(), &true.into()));
    }
}
