//! Work that is done beside other work; what comes of it is in the order of what it was given.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// As much as the first thread of a program has.
const STACK: usize = 8 << 20;

/// What `work` makes of each of some things, on as many threads as there are processors.
pub(crate) fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        while let Some((index, thing)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, things.get(at)?)))
        {
            done.push((index, work(thing)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(things.len());
    let mut done = thread::scope(|scope| {
        let start = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        // Where no thread can be had, this one does the work.
        let others: Vec<_> = (1..threads).map_while(|_| start().ok()).collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Frees what is no longer needed while the program goes on. Trees of a large document take their time.
pub(crate) fn free(what: impl Send + 'static) {
    // Where no thread can be had, it is freed here and now.
    let _ = thread::Builder::new().stack_size(STACK).spawn(move || drop(what));
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_stand_in_the_order_of_the_work() {
        let things: Vec<usize> = (0..1_000).collect();
        assert_eq!(super::each(&things, |thing| thing * 2), (0..2_000).step_by(2).collect::<Vec<_>>());
        assert!(super::each(&[] as &[u8], |thing| *thing).is_empty());
    }
}
