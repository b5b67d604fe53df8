//! Circles among things that lead to each other, without recursion and in one walk: documents have tens of thousands of schemas.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// Which of some things lie on circles.
#[derive(Debug)]
pub(crate) struct Circles<N>(HashMap<N, usize>);

impl<N: Copy + Eq + Hash> Circles<N> {
    /// Of the steps from each thing. What is led to and is no thing itself leads nowhere.
    pub(crate) fn of(steps: &[(N, Vec<N>)]) -> Self {
        let next: HashMap<N, &[N]> = steps.iter().map(|(from, to)| (*from, to.as_slice())).collect();
        let mut walk =
            Walk { next: &next, order: HashMap::new(), low: HashMap::new(), stack: Vec::new(), found: HashMap::new() };
        for (start, _) in steps {
            walk.from(*start);
        }
        Self(walk.found)
    }

    /// The circle, or the tangle of circles, that a thing lies on.
    pub(crate) fn on(&self, thing: N) -> Option<usize> {
        self.0.get(&thing).copied()
    }

    /// Whether each of two things leads to the other one; one that leads to itself does.
    pub(crate) fn are_mutual(&self, a: N, b: N) -> bool {
        self.on(a).is_some_and(|circle| self.on(b) == Some(circle))
    }
}

/// Tarjan's walk.
struct Walk<'a, N> {
    next: &'a HashMap<N, &'a [N]>,
    order: HashMap<N, usize>,
    low: HashMap<N, usize>,
    stack: Vec<N>,
    found: HashMap<N, usize>,
}

impl<N: Copy + Eq + Hash> Walk<'_, N> {
    fn from(&mut self, start: N) {
        if self.order.contains_key(&start) {
            return;
        }
        let mut on_stack: HashSet<N> = HashSet::new();
        // Each thing on the way, and how many of its steps are taken.
        let mut way: Vec<(N, usize)> = vec![(start, 0)];
        while let Some((thing, taken)) = way.last_mut() {
            let thing = *thing;
            if *taken == 0 {
                let order = self.order.len();
                self.order.insert(thing, order);
                self.low.insert(thing, order);
                self.stack.push(thing);
                on_stack.insert(thing);
            }
            let step = self.next.get(&thing).and_then(|steps| steps.get(*taken)).copied();
            *taken += 1;
            match step {
                Some(to) if !self.order.contains_key(&to) => way.push((to, 0)),
                Some(to) if on_stack.contains(&to) => self.lower(thing, self.order[&to]),
                Some(_) => {}
                None => {
                    way.pop();
                    let low = self.low[&thing];
                    if let Some((before, _)) = way.last() {
                        self.lower(*before, low);
                    }
                    if low == self.order[&thing] {
                        self.close(thing, &mut on_stack);
                    }
                }
            }
        }
    }

    fn lower(&mut self, thing: N, low: usize) {
        self.low.entry(thing).and_modify(|known| *known = low.min(*known));
    }

    /// Takes what lies above a thing off the stack: all of it lies on circles with it.
    fn close(&mut self, thing: N, on_stack: &mut HashSet<N>) {
        let at = self.stack.iter().rposition(|other| *other == thing).unwrap_or_default();
        let circle = self.stack.split_off(at);
        let is_circle = circle.len() > 1 || self.next.get(&thing).is_some_and(|steps| steps.contains(&thing));
        for other in circle {
            on_stack.remove(&other);
            if is_circle {
                self.found.insert(other, self.order[&thing]);
            }
        }
    }
}

/// The things that lead to one of `marked`, those included.
pub(crate) fn leading_to<N: Copy + Eq + Hash>(
    steps: &[(N, Vec<N>)],
    marked: impl IntoIterator<Item = N>,
) -> HashSet<N> {
    let mut back: HashMap<N, Vec<N>> = HashMap::new();
    for (from, to) in steps {
        for to in to {
            back.entry(*to).or_default().push(*from);
        }
    }
    let mut queue: VecDeque<N> = marked.into_iter().collect();
    let mut found: HashSet<N> = queue.iter().copied().collect();
    while let Some(thing) = queue.pop_front() {
        for from in back.get(&thing).into_iter().flatten() {
            if found.insert(*from) {
                queue.push_back(*from);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_told_from_what_leads_to_them() {
        let steps = [
            ("a", vec!["b"]),
            ("b", vec!["c", "d"]),
            ("c", vec!["b", "nowhere"]),
            ("d", vec!["e"]),
            ("e", vec!["e"]),
            ("f", vec!["e", "a"]),
        ];
        let circles = Circles::of(&steps);
        assert!(circles.are_mutual("b", "c") && circles.are_mutual("e", "e") && !circles.are_mutual("b", "e"));
        assert!(["a", "d", "f", "nowhere"].iter().all(|thing| circles.on(thing).is_none()));
        assert_eq!(leading_to(&steps, ["d"]), ["a", "b", "c", "d", "f"].into_iter().collect());
    }

    #[test]
    fn a_circle_of_very_many_things_is_found() {
        let count = 200_000;
        let steps: Vec<(usize, Vec<usize>)> = (0..count).map(|thing| (thing, vec![(thing + 1) % count])).collect();
        assert!(Circles::of(&steps).are_mutual(0, count - 1));
    }
}
