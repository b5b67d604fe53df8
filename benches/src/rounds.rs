//! Subjects that take turns, so that what the machine does meanwhile falls on all of them.

use crate::Result;

/// What was measured of one subject, a figure a round.
pub(crate) type Series = Vec<f64>;

/// Asks each of `subjects` once a round, every other round in the opposite order, after one round that does not count.
pub(crate) fn interleave(
    rounds: usize,
    subjects: usize,
    mut measure: impl FnMut(usize) -> Result<f64>,
) -> Result<Vec<Series>> {
    let mut series = vec![Series::with_capacity(rounds); subjects];
    for subject in 0..subjects {
        measure(subject)?;
    }
    for round in 0..rounds {
        for place in 0..subjects {
            let subject = if round % 2 == 0 { place } else { subjects - 1 - place };
            series[subject].push(measure(subject)?);
        }
    }
    Ok(series)
}

/// The median.
pub(crate) fn median(series: &[f64]) -> f64 {
    quantile(series, 0.5)
}

/// The middle half of the ratios `above / below`, round by round; one round has none.
pub(crate) fn spread(above: &[f64], below: &[f64]) -> Option<(f64, f64)> {
    let ratios: Series = above.iter().zip(below).map(|(above, below)| above / below).collect();
    (ratios.len() > 1).then(|| (quantile(&ratios, 0.25), quantile(&ratios, 0.75)))
}

fn quantile(series: &[f64], part: f64) -> f64 {
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = part * last as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::{interleave, median, spread};

    #[test]
    fn subjects_take_turns_in_both_orders_after_a_round_that_does_not_count() {
        let mut order = Vec::new();
        let series = interleave(2, 2, |subject| {
            order.push(subject);
            Ok(order.len() as f64)
        });
        assert_eq!(series.expect("no failure"), [[3.0, 6.0], [4.0, 5.0]]);
        assert_eq!(order, [0, 1, 0, 1, 1, 0]);
    }

    #[test]
    fn the_middle_is_found_in_any_order() {
        assert_eq!(median(&[9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(&[4.0, 1.0]), 2.5);
        assert_eq!(spread(&[2.0, 4.0, 6.0, 8.0, 10.0], &[1.0, 1.0, 1.0, 1.0, 1.0]), Some((4.0, 8.0)));
        assert_eq!(spread(&[2.0], &[1.0]), None);
    }
}
