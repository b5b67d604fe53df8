//! Faults by chance, the same in every run with the same seed.

use super::Fault;
use crate::contract::Operation;
use crate::seed::Seed;

/// Draws a fault for each request in turn.
#[derive(Debug)]
pub(super) struct RandomPlan {
    seed: Seed,
    probability: f64,
    kinds: Vec<Fault>,
}

impl RandomPlan {
    pub(super) fn new(seed: u64, probability: f64, kinds: Vec<Fault>) -> Self {
        Self { seed: Seed::of("random faults", seed), probability, kinds }
    }

    /// `path` is in lower case. Every request draws twice, so that what strikes one does not shift the others.
    pub(super) fn draw(&mut self, path: &str, operation: Option<&Operation>) -> Option<Fault> {
        let (chance, choice) = (self.seed.next(), self.seed.next());
        // 32 bits fit an f64 exactly.
        let share = f64::from(u32::try_from(chance >> 32).unwrap_or(u32::MAX)) / 4_294_967_296.0;
        if share.partial_cmp(&self.probability) != Some(std::cmp::Ordering::Less) {
            return None;
        }
        let fitting: Vec<&Fault> = self.kinds.iter().filter(|fault| fault.strikes(path, operation)).collect();
        let index = choice.checked_rem(fitting.len() as u64)?;
        fitting.get(usize::try_from(index).ok()?).map(|fault| (*fault).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(seed: u64, probability: f64) -> Vec<bool> {
        let mut plan = RandomPlan::new(seed, probability, vec![Fault::garbage(), Fault::quota()]);
        (0..1000).map(|_| plan.draw("/", None).is_some()).collect()
    }

    #[test]
    fn a_seed_gives_one_sequence() {
        assert_eq!(struck(1, 0.3), struck(1, 0.3));
        assert_ne!(struck(1, 0.3), struck(2, 0.3));
    }

    #[test]
    fn the_probability_holds_about() {
        let share = |probability: f64| struck(7, probability).iter().filter(|struck| **struck).count();
        assert_eq!((share(0.0), share(f64::NAN), share(1.0)), (0, 0, 1000));
        assert!((150..=250).contains(&share(0.2)), "{}", share(0.2));
    }

    #[test]
    fn only_what_fits_is_drawn() {
        let mut plan = RandomPlan::new(3, 1.0, vec![Fault::same_page(), Fault::garbage().on("/price")]);
        assert!(plan.draw("/stock", None).is_none());
        assert!(plan.draw("/price/list", None).is_some());
    }
}
