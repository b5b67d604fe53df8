//! Filters of the listings, on the seeded catalogue.

use nomenclature::quince::operations::ServicesList;

use super::*;

async fn listed(call: ServicesList) -> Vec<Service> {
    rows(call.items()).await
}

fn service_ids(services: &[Service]) -> BTreeSet<i64> {
    services.iter().map(|service| service.id.expect("every service has an id")).collect()
}

#[tokio::test]
async fn services_come_with_exact_prices_pictures_and_in_the_order_of_their_ids() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(90)).await;
        let page = quince(&sandbox).services().list().send().await.expect("succeeds");
        assert_eq!(page.success, Some(true));
        assert!(page.data.is_sorted_by_key(|service| service.id));
        let first = &page.data[0];
        assert_eq!((first.parent_folder, first.article.as_deref()), (Some(fixtures::QUINCE_FOLDER), Some("SRV-00001")));
        assert!(first.name.as_ref().is_some_and(|name| name.ends_with("№1")) && first.unit_name.is_some());
        for service in &page.data {
            assert!(!service.prices.is_empty());
            for price in &service.prices {
                assert_eq!(price.price.map(|price| price.scale()), Some(6), "as many digits as were sent");
                assert!(price.price.is_some_and(|price| price.is_sign_positive() && !price.is_zero()));
                assert!(price.price_type.is_some_and(|own| fixtures::QUINCE_PRICE_TYPES.contains(&own)));
                assert_eq!(price.product, service.id);
                assert!(price.date.is_some_and(|date| date.timestamp() % 86_400 == 0), "midnight");
                assert!(matches!(price.currency.as_deref(), Some("UAH" | "USD")) && price.id.is_some());
            }
        }
        let pictures: Vec<_> = page.data.iter().flat_map(|service| &service.images).collect();
        let is_address = |url: &String| url.starts_with("https://");
        assert!(!pictures.is_empty() && pictures.iter().all(|it| it.url.as_ref().is_some_and(is_address)));
        assert!(pictures.iter().all(|picture| picture.id.is_some() && picture.name.is_some()));
    })
    .await;
}

#[tokio::test]
async fn parent_folder_has_three_states() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(90)).await;
        let list = || quince(&sandbox).services().list();
        let all = listed(list()).await;
        let outside = listed(list().parent_folder(Field::Null)).await;
        let inside = listed(list().parent_folder(fixtures::QUINCE_FOLDER)).await;
        assert!(!outside.is_empty() && outside.iter().all(|service| service.parent_folder.is_none()));
        assert!(!inside.is_empty());
        assert!(inside.iter().all(|service| service.parent_folder == Some(fixtures::QUINCE_FOLDER)));
        assert!(all.len() > outside.len() + inside.len());
        assert_eq!(listed(list().parent_folder(Field::Absent)).await, all);
        let seen = |folder: Option<i64>| all.iter().filter(|service| service.parent_folder == folder).count();
        assert_eq!((outside.len(), inside.len()), (seen(None), seen(Some(fixtures::QUINCE_FOLDER))));
    })
    .await;
}

#[tokio::test]
async fn an_id_finds_one_service_and_all_conditions_have_to_hold() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(90)).await;
        let list = || quince(&sandbox).services().list();
        let inside = listed(list().parent_folder(fixtures::QUINCE_FOLDER)).await;
        let own = inside[0].id.expect("an id");
        assert_eq!(listed(list().id(own)).await, inside[..1]);
        assert_eq!(listed(list().id(own).parent_folder(fixtures::QUINCE_FOLDER)).await, inside[..1]);
        assert_eq!(listed(list().id(own).parent_folder(Field::Null)).await, []);
        assert_eq!(listed(list().id(900_001)).await, []);
    })
    .await;
}

#[tokio::test]
async fn price_types_narrow_the_prices() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(90)).await;
        let list = || quince(&sandbox).services().list();
        let types = |services: &[Service]| -> BTreeSet<i64> {
            services.iter().flat_map(|service| &service.prices).filter_map(|price| price.price_type).collect()
        };
        let [first, second, third] = fixtures::QUINCE_PRICE_TYPES;
        let all = listed(list()).await;
        assert_eq!(types(&all), BTreeSet::from([first, second, third]));
        assert_eq!(types(&listed(list().price_type([first])).await), BTreeSet::from([first]));
        let two = listed(list().price_type([second, third])).await;
        assert_eq!(types(&two), BTreeSet::from([second, third]));
        assert_eq!(service_ids(&two), service_ids(&all));
    })
    .await;
}

#[tokio::test]
async fn archived_services_come_only_when_asked_for() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(90)).await;
        let list = || quince(&sandbox).services().list();
        let (live, both) = (listed(list()).await, listed(list().archive(true)).await);
        assert_eq!(both.len(), 90);
        assert!(live.len() < both.len() && service_ids(&live).is_subset(&service_ids(&both)));
        assert_eq!(listed(list().archive(false)).await, live);
    })
    .await;
}

#[tokio::test]
async fn folders_are_filtered_by_id_and_by_the_folder_above() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(60)).await;
        let list = || quince(&sandbox).service_folders().list();
        let all = list().send().await.expect("succeeds").data;
        assert_eq!(all.len(), 30);
        assert!(all.is_sorted_by_key(|folder| folder.id) && all.iter().all(|folder| folder.name.is_some()));
        let roots = list().parent_folder(Field::Null).send().await.expect("succeeds").data;
        let children = list().parent_folder(fixtures::QUINCE_FOLDER).send().await.expect("succeeds").data;
        assert_eq!(roots, all.iter().filter(|folder| folder.parent_folder.is_none()).cloned().collect::<Vec<_>>());
        assert_eq!((roots.len(), children.len()), (6, 4));
        assert!(children.iter().all(|folder| folder.parent_folder == Some(fixtures::QUINCE_FOLDER)));
        let own = list().id(fixtures::QUINCE_FOLDER).send().await.expect("succeeds").data;
        assert_eq!(own, all[..1]);
        let child_and_root = list().id(fixtures::QUINCE_FOLDER).parent_folder(fixtures::QUINCE_FOLDER);
        assert_eq!(child_and_root.send().await.expect("succeeds").data, []);
    })
    .await;
}

#[tokio::test]
async fn documented_pages_are_read() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let client = quince(&sandbox);
        sandbox.script(json(200, example(OPENAPI, "services_list", 200, "documented")));
        let [service] = <[Service; 1]>::try_from(client.services().list().send().await.expect("succeeds").data)
            .expect("exactly one");
        assert_eq!(
            (service.id, service.parent_folder, service.name.as_deref()),
            (Some(111), Some(110), Some("Product_1"))
        );
        let price = &service.prices[0];
        assert_eq!((price.product, price.price_type), (Some(89_272), Some(339)));
        assert_eq!(price.price.map(|price| price.to_string()).as_deref(), Some("5.500000"));
        sandbox.script(json(200, example(OPENAPI, "service_folders_list", 200, "first_level")));
        let folders = client.service_folders().list().send().await.expect("succeeds").data;
        assert!(
            !folders.is_empty() && folders.iter().all(|folder| folder.parent_folder.is_none() && folder.id.is_some())
        );
    })
    .await;
}
