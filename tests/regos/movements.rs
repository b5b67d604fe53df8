//! `ItemOperation/Get`: models and restrictions.

use nomenclature::regos::types::{Firm, Stock};

use super::*;

async fn all(call: operations::ItemOperationGet) -> Vec<ItemOperation> {
    rows(call.items()).await
}

fn date(movement: &ItemOperation) -> UnixTime {
    movement.date.expect("every movement has a date")
}

fn stock(movement: &ItemOperation) -> &Stock {
    movement.stock.as_ref().expect("every movement has a stock")
}

fn firm(movement: &ItemOperation) -> &Firm {
    stock(movement).firm.as_ref().expect("every stock has a firm")
}

/// The movements that fit, for comparison.
fn fitting(movements: &[ItemOperation], fits: impl Fn(&ItemOperation) -> bool) -> Vec<ItemOperation> {
    let found: Vec<_> = movements.iter().filter(|movement| fits(movement)).cloned().collect();
    assert!(!found.is_empty() && found.len() < movements.len(), "the restriction should have an effect");
    found
}

#[tokio::test]
#[expect(deprecated, reason = "the vendor sends the old names until it removes them")]
async fn movements_have_a_document_amounts_and_a_direction() {
    within(async {
        let (_sandbox, client) = shop(120).await;
        let page = client.item_operation().get(7).send().await.expect("succeeds");
        assert_eq!((page.ok, page.total, page.next_offset), (Some(true), Some(120), Some(0)));
        assert!(page.result.is_sorted_by_key(|movement| date(movement).seconds()));
        for movement in &page.result {
            let kind = movement.document_type.as_ref().expect("a document type");
            assert!(kind.id.is_some() && kind.name_var.as_ref().is_some_and(|key| key.starts_with("doc_")));
            assert_eq!((&movement.document_type_name, &movement.doc_type_name), (&kind.name, &kind.name));
            assert_eq!(movement.document_code, movement.doc_code);
            let number = format!("-{:07}", movement.document_id.expect("a document"));
            assert!(movement.document_code.as_ref().is_some_and(|code| code.ends_with(&number)));
            let (price, full) = (movement.price.expect("a price"), movement.price2.expect("a full price"));
            assert!(price <= full && full.scale() == 2 && price.is_sign_positive(), "{price} of {full}");
            assert!(movement.quantity.is_some_and(|quantity| quantity > Decimal::ZERO && quantity.scale() <= 3));
            assert!(movement.additional_expenses_amount.is_some() && movement.exchange_rate.is_some());
            let vat = match movement.vat_calculation_type {
                Some(VatCalculationType::No) => "-1",
                Some(VatCalculationType::Exclude) => "12.00",
                _ => "12",
            };
            assert_eq!(movement.vat_value.map(|rate| rate.to_string()).as_deref(), Some(vat));
        }
        for way in VatCalculationType::KNOWN {
            assert!(page.result.iter().any(|movement| movement.vat_calculation_type.as_ref() == Some(way)), "{way}");
        }
        let documents: BTreeSet<_> = page.result.iter().map(|movement| movement.document_id).collect();
        assert!(documents.len() < page.result.len(), "a document may account for several movements");
        assert!(
            page.result.iter().any(|it| it.positive == Some(true))
                && page.result.iter().any(|it| it.positive == Some(false))
        );
    })
    .await;
}

#[tokio::test]
async fn a_withheld_cost_is_none() {
    within(async {
        let (_sandbox, client) = shop(120).await;
        let movements = all(client.item_operation().get(7)).await;
        assert!(movements.iter().any(|movement| movement.cost.is_none()));
        assert!(movements.iter().any(|movement| movement.cost.is_some_and(|cost| cost.scale() == 2)));
    })
    .await;
}

#[tokio::test]
async fn stocks_come_with_their_firm_and_its_group() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let movements = all(client.item_operation().get(1)).await;
        let first = movements.iter().map(stock).find(|stock| stock.id == Some(1)).expect("the first stock");
        assert_eq!((first.name.as_deref(), first.deleted_mark), (Some("Новомосковская"), Some(false)));
        assert_eq!(first.address.as_deref(), Some("ул. Новомосковская, 12"));
        assert_eq!(first.area.map(|area| area.to_string()).as_deref(), Some("184.50"));
        let firm = first.firm.as_ref().expect("a firm");
        assert_eq!((firm.id, firm.fullname.as_deref()), (Some(1), Some("ООО \"SAVDO MARKAZ\"")));
        assert_eq!(
            (firm.inn.as_deref(), firm.mfo.as_deref(), &firm.description),
            (Some("305930137"), Some("01101"), &None)
        );
        let group = firm.group.as_ref().expect("a group");
        assert_eq!((group.id, group.parent_id, group.name.as_deref()), (Some(1), Some(0), Some("Предприятия")));
        let third = movements.iter().map(stock).find(|stock| stock.id == Some(3)).expect("the third stock");
        assert_eq!(third.address, None);
    })
    .await;
}

#[tokio::test]
async fn each_item_has_a_history_of_its_own_and_an_unknown_one_none() {
    within(async {
        let (_sandbox, client) = shop(20).await;
        let first = all(client.item_operation().get(1)).await;
        let last = all(client.item_operation().get(fixtures::REGOS_LAST_ITEM)).await;
        assert_eq!((first.len(), last.len()), (20, 20));
        assert_ne!(first, last);
        let page = client.item_operation().get(fixtures::REGOS_LAST_ITEM + 1).send().await.expect("succeeds");
        assert_eq!((page.result.len(), page.total, page.next_offset), (0, Some(0), Some(0)));
    })
    .await;
}

#[tokio::test]
async fn stocks_firms_and_a_period_restrict() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let get = || client.item_operation().get(5);
        let every = all(get()).await;
        let of_stocks = fitting(&every, |movement| matches!(stock(movement).id, Some(1 | 4)));
        assert_eq!(all(get().stock_ids([1, 4])).await, of_stocks);
        let of_firm = fitting(&every, |movement| firm(movement).id == Some(2));
        assert_eq!(all(get().firm_ids([2])).await, of_firm);
        let both = fitting(&every, |movement| stock(movement).id == Some(4));
        assert_eq!(all(get().stock_ids([1, 4]).firm_ids([2])).await, both);
        assert_eq!(all(get().stock_ids([])).await, [], "an empty list is not the same as none");
        assert_eq!(all(get().stock_ids(Field::Null).firm_ids(Field::Null)).await, every, "null restricts nothing");
        let period = get().start_date(date(&every[10])).end_date(date(&every[20]));
        assert_eq!(all(period).await, every[10..=20], "both ends are included");
    })
    .await;
}

#[tokio::test]
async fn every_column_sorts_in_both_directions() {
    within(async {
        let (_sandbox, client) = shop(40).await;
        let by = async |column: &ItemOperationSortColumn, direction| {
            let order = ItemOperationSortOrder::new().column(column.clone()).direction(direction);
            all(client.item_operation().get(5).sort_orders([order])).await
        };
        let key = |column: &ItemOperationSortColumn, movement: &ItemOperation| match column {
            ItemOperationSortColumn::StockName => (stock(movement).name.clone(), Decimal::ZERO),
            ItemOperationSortColumn::FirmName => (firm(movement).name.clone(), Decimal::ZERO),
            ItemOperationSortColumn::Quantity => (None, movement.quantity.expect("a quantity")),
            ItemOperationSortColumn::DocType => (movement.document_type_name.clone(), Decimal::ZERO),
            _ => (None, date(movement).seconds().into()),
        };
        assert_eq!(ItemOperationSortColumn::KNOWN.len(), 5);
        for column in ItemOperationSortColumn::KNOWN {
            let ascending = by(column, SortDirection::Asc).await;
            let descending = by(column, SortDirection::Desc).await;
            assert!(ascending.is_sorted_by_key(|movement| key(column, movement)), "{column}");
            assert!(descending.iter().rev().is_sorted_by_key(|movement| key(column, movement)), "{column}");
            assert_ne!(ascending, descending, "{column}");
        }
    })
    .await;
}

#[tokio::test]
async fn generic_filters_restrict_by_item_stock_firm_and_date() {
    within(async {
        let (_sandbox, client) = shop(60).await;
        let get = || client.item_operation().get(5);
        let every = all(get()).await;
        let item = |id: &str| Filter::new("item_id", FilterOperator::Equal).value(id);
        assert_eq!(all(get().filters([item("5")])).await, every);
        assert_eq!(all(get().filters([item("6")])).await, []);
        let outside = Filter::new("stock_id", FilterOperator::NotIn).value("1,2,3");
        assert_eq!(all(get().filters([outside])).await, fitting(&every, |movement| stock(movement).id > Some(3)));
        let of_firm = Filter::new("firm_id", "equal").value("1");
        assert_eq!(all(get().filters([of_firm])).await, fitting(&every, |movement| firm(movement).id == Some(1)));
        let on =
            |field: &str, operator, index: usize| Filter::new(field, operator).value(date(&every[index]).to_string());
        let window = [on("date", FilterOperator::Greater, 10), on("date", FilterOperator::Less, 20)];
        assert_eq!(all(get().filters(window)).await, every[11..20]);
        let period = [on("start_date", FilterOperator::Equal, 10), on("end_date", FilterOperator::Equal, 20)];
        assert_eq!(all(get().filters(period)).await, every[10..=20]);
    })
    .await;
}

#[tokio::test]
async fn limit_and_offset_cut_out_a_page() {
    within(async {
        let (_sandbox, client) = shop(30).await;
        let every = all(client.item_operation().get(5)).await;
        let page = client.item_operation().get(5).limit(10).offset(15).send().await.expect("succeeds");
        assert_eq!((page.result.as_slice(), page.next_offset, page.total), (&every[15..25], Some(25), Some(30)));
    })
    .await;
}

#[tokio::test]
#[expect(deprecated, reason = "the vendor sends the old names until it removes them")]
async fn documented_replies_are_read() {
    within(async {
        let (sandbox, client) = shop(0).await;
        sandbox.script(json(200, example(OPENAPI, MOVEMENTS, 200, "documented")));
        let kept = client.item_operation().get(1).keep_raw().send().await.expect("succeeds");
        let movement = &kept.output.result[0];
        assert_eq!((movement.doc_code.as_deref(), &movement.document_code), (Some("SAG-0000032"), &None));
        assert_eq!((movement.quantity, movement.vat_value), (Some(decimal("1.1")), Some(decimal("12.1"))));
        assert_eq!(
            (&movement.vat_calculation_type, movement.positive),
            (&Some(VatCalculationType::Exclude), Some(false))
        );
        assert_eq!((stock(movement).area, date(movement).seconds()), (None, 1_708_714_800));
        assert_eq!(kept.reply().expect("it was read before"), kept.output);
        sandbox.script(json(200, example(OPENAPI, MOVEMENTS, 200, "current")));
        let page = client.item_operation().get(1).send().await.expect("succeeds");
        assert!(page.result.iter().any(|movement| movement.document_code.is_some()));
    })
    .await;
}
