//! Calls and listings by nomenclature.

use std::time::Duration;

use nomenclature::runtime::Paged;
use nomenclature::{Pages, Uuid, life_pos, regos};
use tokio::runtime::{Builder, Runtime};

/// What the worker can be asked for.
pub struct Scenarios {
    runtime: Runtime,
    regos: regos::Client,
    /// Keeps the documented quota.
    limited: regos::Client,
    life_pos: life_pos::Client,
}

impl Scenarios {
    /// Calls the server at `BENCH_URL`, REGOS with the key `BENCH_KEY`.
    #[expect(clippy::new_without_default, reason = "it reads the environment")]
    pub fn new() -> Self {
        let set = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is set"));
        let limited = regos::Client::builder().base_url(set("BENCH_URL")).integration_key(set("BENCH_KEY"));
        let regos = limited.clone().no_rate_limit();
        let life_pos = life_pos::Client::builder()
            .base_url(set("BENCH_URL"))
            .token("token")
            .accept_language("ru-RU")
            .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
            .client_type(life_pos::types::ClientType::Service)
            .no_rate_limit();
        Self {
            runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"),
            regos: regos.build().expect("everything is set"),
            limited: limited.build().expect("everything is set"),
            life_pos: life_pos.build().expect("everything is set"),
        }
    }

    /// `call:<rows>`: so many calls, each of which reads so many rows.
    ///
    /// `offset:<window>:<rows>`, `quota:<window>:<rows>`, `token:<window>`: one listing of so many pages. `slow:<window>:<rows>`: the
    /// same by someone who does something else after each page, so that the window fills.
    pub fn run(&mut self, name: &str, repetitions: usize) {
        let parts: Vec<&str> = name.split(':').collect();
        let number = |place: usize| parts[place].parse::<i32>().expect("a number");
        let window = |place: usize| usize::try_from(number(place)).expect("a window");
        self.runtime.block_on(async {
            match parts[0] {
                "call" => {
                    for _ in 0..repetitions {
                        let page = self.regos.doc_set_price().get().limit(number(1)).send().await.expect("a page");
                        assert_eq!(page.result.len(), number(1) as usize);
                    }
                }
                "offset" | "slow" | "quota" => {
                    let client = if parts[0] == "quota" { &self.limited } else { &self.regos };
                    let pages = client.doc_set_price().get().limit(number(2)).pages();
                    let pause = if parts[0] == "slow" { Duration::from_millis(10) } else { Duration::ZERO };
                    drain(pages, window(1), pause, repetitions).await;
                }
                "token" => {
                    let pages = self.life_pos.nomenclature_imports().list(Uuid::nil()).pages();
                    drain(pages, window(1), Duration::ZERO, repetitions).await;
                }
                _ => panic!("{name} is no scenario"),
            }
        });
    }
}

/// Reads a listing to its end, a page at a time.
async fn drain<Op: Paged>(pages: Pages<Op>, window: usize, pause: Duration, expected: usize) {
    let mut pages = pages.window(window);
    let mut seen = 0;
    while pages.try_next().await.expect("a page").is_some() {
        seen += 1;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }
    assert_eq!(seen, expected, "pages");
}
