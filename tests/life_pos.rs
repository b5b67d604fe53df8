//! LIFE POS end to end: the listing of import tasks, its parameters, its pages and its errors.

use std::collections::{BTreeMap, BTreeSet};

use nomenclature::life_pos::types::{
    AsyncTaskOrdering, AsyncTaskStatus, ClientType, NomenclatureImportStrategy, NomenclatureImportTask,
    PresentationMode, ResolutionType,
};
use nomenclature::life_pos::{OPENAPI, operations::NomenclatureImportsList};
use nomenclature::{CallOptions, DateTime, ErrorKind, Processed, Uuid};
use nomenclature_sandbox::{Sandbox, fixtures};
use nomenclature_tests::clients::{
    failure, json, life_pos, life_pos_builder, organization, pages, rows, start, walk, within,
};
use nomenclature_tests::documented::example;
use nomenclature_tests::scan;

const OPERATION: &str = "nomenclature_imports_list";

/// What the sandbox seeds; the spec may know more.
const STATUSES: [AsyncTaskStatus; 5] = [
    AsyncTaskStatus::InQueue,
    AsyncTaskStatus::InProgress,
    AsyncTaskStatus::WaitingForFeedback,
    AsyncTaskStatus::Completed,
    AsyncTaskStatus::Canceled,
];
const STRATEGIES: [NomenclatureImportStrategy; 2] =
    [NomenclatureImportStrategy::FullImport, NomenclatureImportStrategy::IncrementalImport];
const WEIGHTS: [ResolutionType; 3] = [ResolutionType::Information, ResolutionType::Warning, ResolutionType::Error];

fn list(sandbox: &Sandbox) -> NomenclatureImportsList {
    life_pos(sandbox).nomenclature_imports().list(organization())
}

async fn all(call: NomenclatureImportsList) -> Vec<NomenclatureImportTask> {
    rows(call.items()).await
}

fn guids(tasks: &[NomenclatureImportTask]) -> Vec<Uuid> {
    tasks.iter().map(|task| task.guid.expect("every task has an id")).collect()
}

fn created(task: &NomenclatureImportTask) -> DateTime {
    task.created_at.expect("every task was created")
}

fn updated(task: &NomenclatureImportTask) -> DateTime {
    task.updated_at.expect("every task was changed")
}

#[tokio::test]
async fn a_page_has_typed_tasks_and_says_where_it_stands() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(45)).await;
        let page = list(&sandbox).send().await.expect("succeeds");
        assert_eq!(page.items.len(), 20);
        assert_eq!((page.page_number, page.pages_total), (Some(1), Some(3)));
        assert_eq!((page.items_per_page, page.items_total), (Some(20), Some(45)));
        assert!(page.next_page_token.is_some_and(|token| !token.is_empty()));
        assert_eq!(page.type_of.as_deref(), Some("PagedListOfNomenclatureImportTask"));
        for task in &page.items {
            let organization = task.organization.as_ref().expect("every task belongs to an organization");
            assert_eq!(organization.guid, Some(crate::organization()));
            assert_eq!(task.type_of.as_deref(), Some("NomenclatureImportTask"));
            assert!(task.guid.is_some() && task.file.is_some() && task.guid != task.file);
            assert!(created(task) <= updated(task));
            assert!(task.progress.is_some_and(|progress| (0..=100).contains(&progress)));
            let parameters = task.parameters.as_ref().expect("every task has parameters");
            let matching = parameters.attributes_for_matching.as_ref().expect("every task matches by something");
            assert!(matching.use_good_name.is_some() && matching.use_barcodes_ean13.is_some());
            assert!(matching.use_barcodes_local.is_some() && parameters.import_strategy.is_some());
            let done =
                task.status == Some(AsyncTaskStatus::Completed) || task.status == Some(AsyncTaskStatus::InProgress);
            assert_eq!(task.is_confirmed, Some(done));
        }
    })
    .await;
}

#[tokio::test]
async fn the_listing_shows_every_value_that_the_sandbox_seeds() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let tasks = all(list(&sandbox)).await;
        assert_eq!(tasks.len(), 250);
        assert_eq!(guids(&tasks).into_iter().collect::<BTreeSet<_>>().len(), 250);
        for status in STATUSES {
            assert!(tasks.iter().any(|task| task.status.as_ref() == Some(&status)), "{status}");
        }
        for strategy in STRATEGIES {
            let has = |task: &NomenclatureImportTask| task.parameters.as_ref()?.import_strategy.clone();
            assert!(tasks.iter().any(|task| has(task).as_ref() == Some(&strategy)), "{strategy}");
        }
        let resolutions: Vec<_> = tasks.iter().flat_map(|task| &task.resolutions).collect();
        for weight in WEIGHTS {
            assert!(resolutions.iter().any(|resolution| resolution.type_.as_ref() == Some(&weight)), "{weight}");
        }
        let loaded = |text: &String| text.starts_with("Загружено позиций: ");
        assert!(resolutions.iter().any(|resolution| resolution.message.as_ref().is_some_and(loaded)));
        let labels: Vec<&BTreeMap<String, String>> = tasks.iter().filter_map(|task| task.meta_data.as_ref()).collect();
        assert!(!labels.is_empty() && labels.len() < 250);
        assert!(labels.iter().all(|labels| labels.contains_key("supplier")));
        assert!(tasks.iter().any(|task| task.meta.is_some()) && tasks.iter().any(|task| task.deleted_at.is_some()));
    })
    .await;
}

#[tokio::test]
async fn task_status_narrows_to_one_or_several_states() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let mut sum = 0;
        for status in STATUSES {
            let tasks = all(list(&sandbox).task_status([status.clone()])).await;
            assert!(!tasks.is_empty() && tasks.iter().all(|task| task.status.as_ref() == Some(&status)), "{status}");
            sum += tasks.len();
        }
        assert_eq!(sum, 250);
        let open = [AsyncTaskStatus::InQueue, AsyncTaskStatus::InProgress];
        let both = all(list(&sandbox).task_status(open.clone())).await;
        let found: BTreeSet<_> =
            both.iter().filter_map(|task| task.status.as_ref()).map(AsyncTaskStatus::as_str).collect();
        assert_eq!(found, BTreeSet::from(["InQueue", "InProgress"]));
        let none = Vec::<AsyncTaskStatus>::new();
        assert_eq!(all(list(&sandbox).task_status(none)).await.len(), 250, "no state means every state");
    })
    .await;
}

#[tokio::test]
async fn order_by_sorts_by_creation_and_by_change_both_ways() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(60)).await;
        let by = async |order| all(list(&sandbox).order_by(order)).await;
        let ascending = by(AsyncTaskOrdering::CreatedAtAsc).await;
        assert!(ascending.is_sorted_by_key(created));
        let mut reversed = guids(&by(AsyncTaskOrdering::CreatedAtDesc).await);
        reversed.reverse();
        assert_eq!(reversed, guids(&ascending));
        assert!(by(AsyncTaskOrdering::UpdatedAtAsc).await.is_sorted_by_key(updated));
        let newest = by(AsyncTaskOrdering::UpdatedAtDesc).await;
        assert!(newest.iter().rev().is_sorted_by_key(updated));
    })
    .await;
}

#[tokio::test]
async fn time_windows_include_their_start_and_exclude_their_end() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(60)).await;
        let tasks = all(list(&sandbox).order_by(AsyncTaskOrdering::CreatedAtAsc)).await;
        let (early, late) = (created(&tasks[17]), created(&tasks[41]));
        let window =
            all(list(&sandbox).order_by(AsyncTaskOrdering::CreatedAtAsc).created_from(early).created_to(late)).await;
        assert_eq!(guids(&window), guids(&tasks[17..41]));
        let change = updated(&tasks[30]);
        let since = guids(&all(list(&sandbox).updated_from(change)).await);
        let before = guids(&all(list(&sandbox).updated_to(change)).await);
        let own = tasks[30].guid.expect("an id");
        assert!(since.contains(&own) && !before.contains(&own));
        assert_eq!(since.len() + before.len(), 60);
    })
    .await;
}

#[tokio::test]
async fn the_full_presentation_brings_undeclared_members_that_keep_raw_shows() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        let full = list(&sandbox).presentation(PresentationMode::Full).keep_raw().send().await.expect("succeeds");
        assert_eq!((full.status().as_u16(), full.output.items.len()), (200, 20));
        assert!(
            full.headers().get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
        );
        let body: serde_json::Value = serde_json::from_slice(full.body()).expect("JSON");
        assert_eq!(body["items"][0]["organization"]["name"], "ООО «Ромашка и партнёры»");
        assert_eq!(full.reply().expect("it was read before"), full.into_output());

        let compact = list(&sandbox).presentation(PresentationMode::Compact).keep_raw().send().await.expect("succeeds");
        let body: serde_json::Value = serde_json::from_slice(compact.body()).expect("JSON");
        assert!(body["items"][0]["organization"].get("name").is_none());

        let mut raw = list(&sandbox).presentation(PresentationMode::Full).keep_raw().pages();
        let mut sizes = Vec::new();
        while let Some(page) = raw.try_next().await.expect("succeeds") {
            assert!(String::from_utf8_lossy(page.body()).contains("\"alias\":\"romashka\""));
            sizes.push(page.output.items.len());
        }
        assert_eq!(sizes, [20, 10]);
    })
    .await;
}

#[tokio::test]
async fn headers_set_on_the_client_go_with_every_request() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let client = life_pos_builder(&sandbox)
            .client_type(ClientType::Android)
            .client_name("Склад")
            .client_os_name("Debian")
            .client_os_version("13")
            .client_screen_resolution("1280x0900")
            .client_model("Chrome 75")
            .organization_alias("romashka")
            .client_extensions(["notification_service", "marking"])
            .build()
            .expect("everything is set");
        client.nomenclature_imports().list(organization()).send().await.expect("the sandbox checks them");
        let request = sandbox.requests().last().expect("it arrived");
        for (name, value) in [
            ("accept-language", "ru-RU"),
            ("x-lp-client-identifier", "16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e"),
            ("x-lp-client-type", "Android"),
            ("x-lp-client-name", "Склад"),
            ("x-lp-client-os-name", "Debian"),
            ("x-lp-client-os-version", "13"),
            ("x-lp-client-screen-resolution", "1280x0900"),
            ("x-lp-client-model", "Chrome 75"),
            ("x-lp-organization-alias", "romashka"),
            ("x-lp-client-extensions", "notification_service,marking"),
        ] {
            assert_eq!(request.header(name), Some(value), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn options_of_a_call_replace_a_header_of_the_client_on_every_page() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(3).life_pos_page_size(2)).await;
        let english = CallOptions::new().header("Accept-Language", "en-US").header("x-request-id", "0f8e");
        assert_eq!(all(list(&sandbox).options(english.clone())).await.len(), 3);
        let sent: Vec<_> = sandbox.requests().all();
        assert_eq!(sent.len(), 2);
        for request in &sent {
            assert_eq!(
                (request.header("accept-language"), request.header("x-request-id")),
                (Some("en-US"), Some("0f8e"))
            );
        }
        let unknown = life_pos(&sandbox).nomenclature_imports().list(Uuid::nil());
        let message =
            |error: nomenclature::Error| error.vendor_error().and_then(|said| said.message().map(str::to_owned));
        let russian = message(failure(unknown.clone().send().await));
        assert_eq!(russian.as_deref(), Some("Организация не найдена"));
        let english = message(failure(unknown.options(english).send().await));
        assert_eq!(english.as_deref(), Some("The organization is not found"));
    })
    .await;
}

#[path = "life_pos/failures.rs"]
mod failures;
#[path = "life_pos/paging.rs"]
mod paging;
