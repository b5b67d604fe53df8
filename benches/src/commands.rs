//! Commands that take turns, each with what it spent on the clock and on the processor.

use crate::Result;
use crate::process::Spent;
use crate::rounds::{Series, median, spread};
use crate::row::{Row, Target, Unit};

/// What one command spent, a figure a round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    pub(crate) clock: Series,
    pub(crate) cpu: Series,
}

impl Runs {
    /// A row about the processor time.
    pub(crate) fn cpu_row(&self, name: impl Into<String>, peer: &Self, target: Target) -> Row {
        row(name, &self.cpu, &peer.cpu, target)
    }

    /// A row about the time on the clock.
    pub(crate) fn clock_row(&self, name: impl Into<String>, peer: &Self, target: Target) -> Row {
        row(name, &self.clock, &peer.clock, target)
    }
}

fn row(name: impl Into<String>, ours: &[f64], peer: &[f64], target: Target) -> Row {
    Row::cost(name, Unit::Nanoseconds, median(ours), median(peer), target).spread(spread(ours, peer))
}

/// Runs each of `subjects` once a round, every other round in the opposite order. The first of them is not different from the others,
/// so each counts: a cold build takes minutes.
pub(crate) fn take_turns(
    rounds: usize,
    subjects: usize,
    mut run: impl FnMut(usize) -> Result<Spent>,
) -> Result<Vec<Runs>> {
    let mut runs = vec![Runs::default(); subjects];
    for round in 0..rounds {
        for place in 0..subjects {
            let subject = if round % 2 == 0 { place } else { subjects - 1 - place };
            let spent = run(subject)?;
            runs[subject].clock.push(spent.nanoseconds);
            runs[subject].cpu.push(spent.cpu_nanoseconds);
        }
    }
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::take_turns;
    use crate::process::Spent;

    #[test]
    fn each_run_counts_for_its_own_subject() {
        let mut order = Vec::new();
        let runs = take_turns(2, 2, |subject| {
            order.push(subject);
            let nanoseconds = order.len() as f64;
            Ok(Spent { nanoseconds, cpu_nanoseconds: 10.0 * nanoseconds })
        });
        let runs = runs.expect("no failure");
        assert_eq!(order, [0, 1, 1, 0]);
        assert_eq!((&runs[0].clock, &runs[1].cpu), (&vec![1.0, 4.0], &vec![20.0, 30.0]));
    }
}
