//! Blocking calls in a process that was forked: its thread for sockets is not there, and nothing waits for it.

use std::process::Command;

use nomenclature_tests::clients::bounded;

use super::Shop;

#[test]
fn after_a_fork_a_blocking_call_is_an_error_in_the_child_and_goes_on_in_the_parent() {
    bounded(|| {
        let shop = Shop::rows(3);
        let output = Command::new(env!("CARGO_BIN_EXE_forked-call")).arg(shop.sandbox.url()).output();
        let output = output.expect("the program runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success(), "{said}");
        let lines: Vec<&str> = said.lines().collect();
        let [first, calls @ .., ended, last] = lines.as_slice() else { panic!("{said}") };
        assert_eq!((*first, *ended, *last), ("parent: true", "child ended: Ok(0)", "parent: true"), "{said}");
        for (call, what) in calls.iter().zip(["call", "raw", "pages", "rows", "batch", "steps"]) {
            assert!(call.starts_with(&format!("child {what}: Configuration No ")), "{call}");
            assert!(call.contains("forked"), "{call}");
        }
        assert_eq!((calls.len(), shop.sandbox.requests().total()), (6, 2), "the child sends nothing: {said}");
    });
}
