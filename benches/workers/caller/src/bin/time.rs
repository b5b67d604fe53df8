//! Measures time.

fn main() {
    let mut scenarios = scenarios::Scenarios::new();
    worker_harness::serve(worker_harness::uncounted, |name, repetitions| scenarios.run(name, repetitions));
}
