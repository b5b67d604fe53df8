//! Movements of an item (`ItemOperation`).

use std::cmp::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::value::RawValue;

use super::Failure;
use super::listing::{self, Paging, Type, Value};
use super::reference::{DocumentType, Reference, References};
use crate::fixtures::REGOS_LAST_ITEM;
use crate::http::Reply;
use crate::json::{Amount, Json};
use crate::seed::Seed;
use crate::vendors::Call;

/// How many items' histories are kept once they were asked for.
const KEPT: usize = 4;

/// The histories of all items, each made when it is first asked for.
pub(super) struct Movements {
    rows: usize,
    kept: Mutex<Vec<(i64, Arc<Vec<Movement>>)>>,
}

struct Movement {
    date: i64,
    document_id: i64,
    document_type: usize,
    stock: usize,
    quantity: Amount,
    cost: Option<Amount>,
    additional_expenses: Amount,
    price: Amount,
    full_price: Amount,
    exchange_rate: Amount,
    vat: (Amount, &'static str),
}

#[derive(Serialize)]
struct Row<'a> {
    date: i64,
    document_id: i64,
    document_type: &'a RawValue,
    document_type_name: &'a str,
    document_code: &'a str,
    doc_type_name: &'a str,
    doc_code: &'a str,
    stock: &'a RawValue,
    quantity: Amount,
    cost: Option<Amount>,
    additional_expenses_amount: Amount,
    price: Amount,
    price2: Amount,
    exchange_rate: Amount,
    positive: bool,
    vat_value: Amount,
    vat_calculation_type: &'a str,
}

/// 2024-01-02T05:00:00Z.
const FIRST: i64 = 1_704_171_600;
/// The movements of an item spread over this time, with at most five hours between two.
const SPAN: i64 = 600 * 86_400;

const COLUMNS: [&str; 5] = ["stock_name", "firm_name", "quantity", "date", "doc_type"];

const FIELDS: [(&str, Type); 6] = [
    ("item_id", Type::Integer),
    ("stock_id", Type::Integer),
    ("firm_id", Type::Integer),
    ("date", Type::Integer),
    ("start_date", Type::Integer),
    ("end_date", Type::Integer),
];

impl Movements {
    pub(super) fn new(rows: usize) -> Self {
        Self { rows, kept: Mutex::default() }
    }

    /// One page of the movements of an item that fit every restriction, oldest first unless sorted otherwise.
    pub(super) fn get(&self, call: &Call<'_>, references: &References, paging: Paging) -> Result<Reply, Failure> {
        let item = call.member("item_id").and_then(Json::as_integer).unwrap_or(0);
        let (start, end) = listing::period(call)?;
        let conditions = listing::conditions(call, &FIELDS)?;
        let stocks = listing::ids(call, "stock_ids");
        let firms = listing::ids(call, "firm_ids");
        let any = |wanted: &Option<Vec<i64>>, id: i64| wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
        let fits = |movement: &&Movement| {
            let stock = movement.stock(references);
            (start..=end).contains(&movement.date)
                && any(&stocks, stock.id)
                && any(&firms, stock.firm.map_or(0, |(id, _)| id))
                && conditions.iter().all(|one| match one.field() {
                    "start_date" => one.not_above(movement.date),
                    "end_date" => one.not_below(movement.date),
                    field => one.accepts(movement.field(field, item, references)),
                })
        };
        let history =
            if (1..=REGOS_LAST_ITEM).contains(&item) { self.history(item, references) } else { Arc::default() };
        let mut found: Vec<&Movement> = history.iter().filter(fits).collect();
        let keys = listing::sort_keys(call, &COLUMNS);
        listing::sort(&mut found, &keys, |column, one, other| one.compare(other, column, references));
        // Rendered here because a row borrows its document code.
        let codes: Vec<(&Movement, String)> = found.into_iter().map(|one| (one, one.code(references))).collect();
        Ok(listing::page(call, &codes, history.len(), paging, |(movement, code)| movement.row(code, references)))
    }

    fn history(&self, item: i64, references: &References) -> Arc<Vec<Movement>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, history)) = kept.iter().find(|(id, _)| *id == item) {
            return Arc::clone(history);
        }
        let step = (SPAN / i64::try_from(self.rows.max(1)).unwrap_or(i64::MAX)).clamp(2, 5 * 3600);
        let history = Arc::new((0..self.rows).map(|index| Movement::seeded(item, index, step, references)).collect());
        kept.truncate(KEPT - 1);
        kept.insert(0, (item, Arc::clone(&history)));
        history
    }
}

impl Movement {
    fn seeded(item: i64, index: usize, step: i64, references: &References) -> Self {
        let mut seed = Seed::of("regos movement", (item.unsigned_abs() << 40) ^ index as u64);
        let number = i64::try_from(index).unwrap_or(0);
        let one_of = |seed: &mut Seed, length: usize| usize::try_from(seed.below(length as u64)).unwrap_or(0);
        let document_type = one_of(&mut seed, references.document_types.len());
        let full_price = seed.between(1_000, 90_000_000);
        let discount = if seed.chance(25) { seed.between(1, 15) } else { 0 };
        let vat = match seed.below(10) {
            0..5 => (Amount::new(1200, 2), "Exclude"),
            5..8 => (Amount::new(12, 0), "Include"),
            _ => (Amount::new(-1, 0), "No"),
        };
        Self {
            date: FIRST + number * step + seed.between(0, step / 2),
            // Now and then two rows come from one document.
            document_id: item * 100 + (number - i64::from(seed.chance(15))).max(0),
            stock: one_of(&mut seed, references.stocks.len()),
            quantity: if seed.chance(30) {
                Amount::new(seed.between(1, 250_000), 3)
            } else {
                Amount::new(seed.between(1, 60), 0)
            },
            cost: seed.chance(95).then(|| Amount::new(full_price * 7 / 10, 2)),
            additional_expenses: Amount::new(if seed.chance(10) { seed.between(100, 90_000) } else { 0 }, 2),
            price: Amount::new(full_price * (100 - discount) / 100, 2),
            full_price: Amount::new(full_price, 2),
            exchange_rate: if seed.chance(90) { Amount::new(1, 0) } else { Amount::new(126_505_000, 4) },
            document_type,
            vat,
        }
    }

    fn stock<'a>(&self, references: &'a References) -> &'a Reference {
        &references.stocks[self.stock]
    }

    fn document_type<'a>(&self, references: &'a References) -> &'a DocumentType {
        &references.document_types[self.document_type]
    }

    fn code(&self, references: &References) -> String {
        format!("{}-{:07}", self.document_type(references).prefix, self.document_id)
    }

    fn field(&self, name: &str, item: i64, references: &References) -> Option<Value> {
        let stock = self.stock(references);
        Some(Value::Integer(match name {
            "item_id" => item,
            "stock_id" => stock.id,
            "firm_id" => stock.firm?.0,
            _ => self.date,
        }))
    }

    fn compare(&self, other: &Self, column: usize, references: &References) -> Ordering {
        let (stock, other_stock) = (self.stock(references), other.stock(references));
        match COLUMNS.get(column) {
            Some(&"stock_name") => stock.name.cmp(other_stock.name),
            Some(&"firm_name") => stock.firm.map(|(_, name)| name).cmp(&other_stock.firm.map(|(_, name)| name)),
            Some(&"quantity") => self.quantity.0.cmp(&other.quantity.0),
            Some(&"doc_type") => {
                let name = |movement: &Self| movement.document_type(references).reference.name;
                name(self).cmp(name(other))
            }
            _ => self.date.cmp(&other.date),
        }
    }

    fn row<'a>(&'a self, code: &'a str, references: &'a References) -> Row<'a> {
        let document_type = self.document_type(references);
        let name = document_type.reference.name;
        Row {
            date: self.date,
            document_id: self.document_id,
            document_type: &document_type.reference.json,
            document_type_name: name,
            document_code: code,
            doc_type_name: name,
            doc_code: code,
            stock: &self.stock(references).json,
            quantity: self.quantity,
            cost: self.cost,
            additional_expenses_amount: self.additional_expenses,
            price: self.price,
            price2: self.full_price,
            exchange_rate: self.exchange_rate,
            positive: document_type.positive,
            vat_value: self.vat.0,
            vat_calculation_type: self.vat.1,
        }
    }
}
