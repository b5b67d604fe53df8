//! `DocSetPrice/Get`: models and restrictions.

use nomenclature::regos::types::{PriceType, Sex, User};

use super::*;

async fn all(call: operations::DocSetPriceGet) -> Vec<DocSetPrice> {
    rows(call.items()).await
}

fn ids(documents: &[DocSetPrice]) -> Vec<i64> {
    documents.iter().map(|document| document.id.expect("every document has an id")).collect()
}

fn price_type(document: &DocSetPrice) -> &PriceType {
    document.price_type.as_ref().expect("every document has a price type")
}

fn date(document: &DocSetPrice) -> UnixTime {
    document.date.expect("every document has a date")
}

fn user(document: &DocSetPrice) -> Option<i64> {
    document.attached_user.as_ref().map(|user| user.id.expect("every user has an id"))
}

/// The documents that fit, for comparison.
fn fitting(documents: &[DocSetPrice], fits: impl Fn(&DocSetPrice) -> bool) -> Vec<DocSetPrice> {
    let found: Vec<_> = documents.iter().filter(|document| fits(document)).cloned().collect();
    assert!(!found.is_empty() && found.len() < documents.len(), "the restriction should have an effect");
    found
}

#[tokio::test]
async fn documents_have_exact_nested_price_types_and_currencies() {
    within(async {
        let (_sandbox, client) = shop(120).await;
        let page = client.doc_set_price().get().send().await.expect("succeeds");
        assert_eq!((page.ok, page.total, page.next_offset, page.result.len()), (Some(true), Some(120), Some(0), 120));
        for (document, number) in page.result.iter().zip(1..) {
            assert_eq!(
                (document.id, document.code.as_deref()),
                (Some(number), Some(format!("PRC-{number:07}").as_str()))
            );
            assert!(document.last_update.is_some_and(|update| update.seconds() >= date(document).seconds()));
            assert!(document.performed.is_some() && document.blocked.is_some() && document.deleted_mark.is_some());
        }
        assert!(
            page.result.iter().any(|it| it.description.is_some())
                && page.result.iter().any(|it| it.description.is_none())
        );
        assert!(page.result.iter().any(|it| it.current_user_blocked.is_some()));

        let retail = page.result.iter().map(price_type).find(|it| it.id == Some(1)).expect("a retail price");
        assert_eq!(retail.name.as_deref(), Some("Розничная"));
        assert_eq!(retail.round_to.map(|step| step.to_string()).as_deref(), Some("100.00"));
        assert_eq!((retail.markup, retail.max_discount), (Some(decimal("0.25")), Some(decimal("0.2"))));
        assert!(retail.last_update.is_some());
        let own = retail.currency.as_ref().expect("a currency");
        assert_eq!((own.id, own.code_num, own.code_chr.as_deref()), (Some(1), Some(860), Some("UZS")));
        assert_eq!((own.exchange_rate, own.is_base, own.deleted), (Some(Decimal::ONE), Some(true), Some(false)));
        let second = retail.currency_additional.as_ref().expect("a second currency");
        assert_eq!((second.code_chr.as_deref(), second.is_base), (Some("USD"), Some(false)));
        assert_eq!(
            second.exchange_rate.map(|rate| rate.to_string()).as_deref(),
            Some("12650.5000"),
            "to the last digit"
        );
        let wholesale = page.result.iter().map(price_type).find(|it| it.id == Some(2)).expect("a wholesale price");
        assert_eq!(wholesale.currency_additional, None);
        assert_eq!(wholesale.markup.map(|markup| markup.to_string()).as_deref(), Some("0.120"));
    })
    .await;
}

#[tokio::test]
async fn attached_users_are_read_with_their_group() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let documents = all(client.doc_set_price().get()).await;
        assert!(documents.iter().any(|document| document.attached_user.is_none()));
        let users: Vec<&User> = documents.iter().filter_map(|document| document.attached_user.as_ref()).collect();
        let first = users.iter().find(|user| user.id == Some(1)).expect("the first user");
        assert_eq!((first.full_name.as_deref(), first.login.as_deref()), (Some("Каримов Азиз"), Some("a.karimov")));
        assert_eq!((&first.sex, first.date_of_birth.as_deref()), (&Some(Sex::Male), Some("14-03-1989")));
        assert_eq!((first.internal_phone.as_deref(), first.active), (Some("101"), Some(true)));
        assert_eq!((&first.middle_name, &first.photo_url, first.fields.len()), (&None, &None, 0));
        let group = first.user_group.as_ref().expect("a group");
        assert_eq!((group.name.as_deref(), group.parent_id, group.child_count), (Some("Товароведы"), Some(0), Some(0)));
        assert!(users.iter().any(|user| user.sex == Some(Sex::Female)));
    })
    .await;
}

#[tokio::test]
async fn a_period_includes_both_of_its_ends() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let every = all(client.doc_set_price().get()).await;
        let (start, end) = (date(&every[10]), date(&every[20]));
        let found = all(client.doc_set_price().get().start_date(start).end_date(end)).await;
        assert_eq!(found, every[10..=20]);
        let since = client.doc_set_price().get().start_date(start.seconds() + 1);
        assert_eq!(all(since).await, every[11..]);
    })
    .await;
}

#[tokio::test]
async fn lists_of_ids_restrict_and_an_empty_one_finds_nothing() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let get = || client.doc_set_price().get();
        let every = all(get()).await;
        assert_eq!(ids(&all(get().ids([7, 3, 900])).await), [3, 7]);
        let of_types = fitting(&every, |document| matches!(price_type(document).id, Some(1 | 2)));
        assert_eq!(all(get().price_type_ids([1, 2])).await, of_types);
        assert_eq!(all(get().attached_user_ids([2])).await, fitting(&every, |document| user(document) == Some(2)));
        assert_eq!(all(get().ids([])).await, [], "an empty list is not the same as none");
        assert_eq!(all(get().ids(Field::Null).price_type_ids(Field::Null)).await, every, "null restricts nothing");
        let both = fitting(&of_types, |document| document.id <= Some(20));
        assert_eq!(all(get().price_type_ids([1, 2]).ids(Vec::from_iter(1..=20))).await, both, "both have to hold");
    })
    .await;
}

#[tokio::test]
async fn flags_have_three_states() {
    within(async {
        let (_sandbox, client) = shop(120).await;
        let get = || client.doc_set_price().get();
        let every = all(get()).await;
        for flag in [true, false] {
            let expected = fitting(&every, |document| document.performed == Some(flag));
            assert_eq!(all(get().performed(flag)).await, expected);
            let expected = fitting(&every, |document| document.blocked == Some(flag));
            assert_eq!(all(get().blocked(flag)).await, expected);
            let expected = fitting(&every, |document| document.deleted_mark == Some(flag));
            assert_eq!(all(get().deleted_mark(flag)).await, expected);
        }
        let unrestricted = get().performed(Field::Null).blocked(Field::Absent).deleted_mark(Field::Null);
        assert_eq!(all(unrestricted).await, every);
    })
    .await;
}

#[tokio::test]
async fn search_looks_into_the_texts() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let get = || client.doc_set_price().get();
        assert_eq!(ids(&all(get().search("prc-0000042")).await), [42]);
        let every = all(get()).await;
        let retail = fitting(&every, |document| price_type(document).id == Some(1));
        assert_eq!(all(get().search("розничная")).await, retail);
        assert_eq!(all(get().search("нет такого")).await, []);
    })
    .await;
}

#[tokio::test]
async fn every_column_sorts_in_both_directions() {
    within(async {
        let (_sandbox, client) = shop(40).await;
        let by = async |column: &DocSetPriceSortColumn, direction| {
            let order = DocSetPriceSortOrder::new().column(column.clone()).direction(direction);
            all(client.doc_set_price().get().sort_orders([order])).await
        };
        let key = |column: &DocSetPriceSortColumn, document: &DocSetPrice| match column {
            DocSetPriceSortColumn::Date => (date(document).seconds(), String::new()),
            DocSetPriceSortColumn::Code => (0, document.code.clone().expect("a code")),
            DocSetPriceSortColumn::PriceTypeName => (0, price_type(document).name.clone().expect("a name")),
            DocSetPriceSortColumn::Blocked => (i64::from(document.blocked.expect("a flag")), String::new()),
            DocSetPriceSortColumn::Performed => (i64::from(document.performed.expect("a flag")), String::new()),
            DocSetPriceSortColumn::DeletedMark => (i64::from(document.deleted_mark.expect("a flag")), String::new()),
            DocSetPriceSortColumn::LastUpdate => (document.last_update.expect("a time").seconds(), String::new()),
            _ => (document.id.expect("an id"), String::new()),
        };
        assert_eq!(DocSetPriceSortColumn::KNOWN.len(), 8);
        for column in DocSetPriceSortColumn::KNOWN {
            let ascending = by(column, SortDirection::Asc).await;
            let descending = by(column, SortDirection::Desc).await;
            assert!(ascending.is_sorted_by_key(|document| key(column, document)), "{column}");
            assert!(descending.iter().rev().is_sorted_by_key(|document| key(column, document)), "{column}");
            assert_ne!(ids(&ascending), ids(&descending), "{column}");
        }
        let first = DocSetPriceSortOrder::new().column(DocSetPriceSortColumn::PriceTypeName);
        let second = DocSetPriceSortOrder::new().column(DocSetPriceSortColumn::Id).direction(SortDirection::Desc);
        let sorted = all(client.doc_set_price().get().sort_orders([first, second])).await;
        assert!(sorted.is_sorted_by_key(|document| (price_type(document).name.clone(), -document.id.expect("an id"))));
    })
    .await;
}

#[tokio::test]
async fn generic_filters_restrict_with_every_operator_and_all_have_to_hold() {
    within(async {
        let (_sandbox, client) = shop(40).await;
        let get = || client.doc_set_price().get();
        let every = all(get()).await;
        let id = |document: &DocSetPrice| document.id.expect("an id");
        type Fits = fn(i64) -> bool;
        let holds: [(FilterOperator, &str, Fits); 8] = [
            (FilterOperator::Equal, "17", |id| id == 17),
            (FilterOperator::NotEqual, "17", |id| id != 17),
            (FilterOperator::Greater, "17", |id| id > 17),
            (FilterOperator::Less, "17", |id| id < 17),
            (FilterOperator::GreaterOrEqual, "17", |id| id >= 17),
            (FilterOperator::LessOrEqual, "17", |id| id <= 17),
            (FilterOperator::In, "3,17,900", |id| id == 3 || id == 17),
            (FilterOperator::NotIn, "3,17", |id| id != 3 && id != 17),
        ];
        for (operator, value, fits) in holds {
            let filter = Filter::new("id", operator.clone()).value(value);
            assert_eq!(
                all(get().filters([filter])).await,
                fitting(&every, |document| fits(id(document))),
                "{operator}"
            );
        }
        let with_user = Filter::new("attached_user_id", FilterOperator::Exists);
        assert_eq!(all(get().filters([with_user])).await, fitting(&every, |document| user(document).is_some()));
        let without = [
            Filter::new("attached_user_id", FilterOperator::NotExists),
            Filter::new("performed", "Equal").value("true"),
        ];
        let expected = fitting(&every, |document| user(document).is_none() && document.performed == Some(true));
        assert_eq!(all(get().filters(without)).await, expected);
    })
    .await;
}

#[tokio::test]
async fn limit_and_offset_cut_out_a_page() {
    within(async {
        let (_sandbox, client) = shop(30).await;
        let page = client.doc_set_price().get().limit(10).offset(5).send().await.expect("succeeds");
        assert_eq!(ids(&page.result), (6..=15).collect::<Vec<_>>());
        assert_eq!((page.next_offset, page.total), (Some(15), Some(30)));
        let page =
            client.doc_set_price().get().limit(4).offset(-3).send().await.expect("a negative offset counts as 0");
        assert_eq!((ids(&page.result), page.next_offset), (vec![1, 2, 3, 4], Some(4)));
    })
    .await;
}

#[tokio::test]
async fn documented_replies_are_read() {
    within(async {
        let (sandbox, client) = shop(0).await;
        sandbox.script(json(200, example(OPENAPI, DOCUMENTS, 200, "documented")));
        let kept = client.doc_set_price().get().keep_raw().send().await.expect("succeeds");
        assert_eq!((kept.output.next_offset, kept.output.total), (Some(1), Some(1)));
        let document = &kept.output.result[0];
        assert_eq!((document.code.as_deref(), date(document).seconds()), (Some("PRC-0000041"), 1_583_816_956));
        assert_eq!((price_type(document).round_to, &document.attached_user), (Some(decimal("0.00")), &None));
        assert_eq!(kept.reply().expect("it was read before"), kept.output);
        sandbox.script(json(200, example(OPENAPI, DOCUMENTS, 200, "current")));
        let page = client.doc_set_price().get().send().await.expect("succeeds");
        assert!(page.result.iter().any(|document| document.attached_user.is_some()));
    })
    .await;
}
