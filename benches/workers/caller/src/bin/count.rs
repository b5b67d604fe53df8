//! Counts allocations.

fn main() {
    let mut scenarios = scenarios::Scenarios::new();
    let meter = |work: &mut dyn FnMut()| {
        let counted = allocation_counter::measure(work);
        (counted.count_total, counted.bytes_max)
    };
    worker_harness::serve(meter, |name, repetitions| scenarios.run(name, repetitions));
}
