//! Many calls, one token.

use std::time::Duration;

use nomenclature::regos;
use nomenclature_sandbox::{Fault, Sandbox};
use nomenclature_tests::clients::{start, within};

use super::{TOKENS, catalogue, client, read, to_api, to_tokens};

/// Lets this many tasks read at once.
async fn crowd(client: &regos::Client, tasks: usize) {
    let tasks: Vec<_> = (0..tasks)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { read(&client).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("no panic").expect("a page"), 4);
    }
}

/// Waits for requests for a token.
async fn asked(sandbox: &Sandbox, times: usize) {
    while to_tokens(sandbox).len() < times {
        tokio::task::yield_now().await;
    }
}

fn slow() -> Fault {
    Fault::delay(Duration::from_millis(100)).on(TOKENS)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_calls_one_fetches_the_token() {
    within(async {
        let sandbox = start(catalogue()).await;
        sandbox.fault(slow());
        crowd(&client(&sandbox), 16).await;
        assert_eq!((sandbox.issued_tokens(), to_tokens(&sandbox).len(), to_api(&sandbox).len()), (1, 1, 16));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_refused_calls_one_fetches_another_token() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        for round in 1..=5 {
            crowd(&client, 16).await;
            assert_eq!(sandbox.issued_tokens(), round);
            sandbox.revoke_tokens();
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_fetches_holds_up_no_other() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        sandbox.fault(slow());
        let mut first = Box::pin(read(&client));
        tokio::select! {
            _ = &mut first => panic!("the token is held up"),
            () = asked(&sandbox, 1) => {}
        }
        let second = tokio::spawn({
            let client = client.clone();
            async move { read(&client).await }
        });
        tokio::task::yield_now().await;
        drop(first);
        assert_eq!(second.await.expect("no panic").expect("a page"), 4);
        assert_eq!((to_tokens(&sandbox).len(), to_api(&sandbox).len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_call_that_nobody_polls_while_it_fetches_holds_up_no_other() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        sandbox.fault(slow());
        let mut first = Box::pin(read(&client));
        tokio::select! {
            _ = &mut first => panic!("the token is held up"),
            () = asked(&sandbox, 1) => {}
        }
        assert_eq!(read(&client).await.expect("a page"), 4);
        assert_eq!(read(&client).await.expect("a page"), 4);
        assert_eq!((to_tokens(&sandbox).len(), to_api(&sandbox).len()), (1, 2));
        assert_eq!(first.await.expect("a page"), 4);
        assert_eq!((to_tokens(&sandbox).len(), to_api(&sandbox).len()), (1, 3));
    })
    .await;
}

#[tokio::test]
async fn when_all_are_dropped_the_next_call_fetches() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        sandbox.fault(Fault::delay(Duration::from_secs(60)).on(TOKENS));
        let (mut first, mut second) = (Box::pin(read(&client)), Box::pin(read(&client)));
        tokio::select! {
            _ = &mut first => panic!("the token is held up"),
            _ = &mut second => panic!("the token is held up"),
            () = asked(&sandbox, 1) => {}
        }
        drop((first, second));
        assert_eq!(read(&client).await.expect("a page"), 4);
        assert_eq!(to_tokens(&sandbox).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_fetched_ahead_and_left_alone_holds_up_no_call() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        let mut pages = client.doc_set_price().get().limit(2).pages().window(4);
        pages.try_next().await.expect("a page");
        sandbox.revoke_tokens();
        sandbox.fault(slow());
        // Polls all pages under way, then leaves them alone while their token is fetched.
        tokio::select! {
            biased;
            _ = async { while pages.try_next().await.expect("a page").is_some() {} } => panic!("the token is held up"),
            () = asked(&sandbox, 2) => {}
        }
        assert_eq!(read(&client).await.expect("a page"), 4);
        assert_eq!(sandbox.issued_tokens(), 2);
    })
    .await;
}
