//! Price-setting documents (`DocSetPrice`).

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::value::RawValue;

use super::Failure;
use super::listing::{self, Paging, Type, Value};
use super::reference::{Reference, References};
use crate::http::Reply;
use crate::json::Json;
use crate::seed::Seed;
use crate::vendors::Call;

/// All documents in ascending order of their ids and dates.
pub(super) struct Documents(Vec<Document>);

struct Document {
    id: i64,
    date: i64,
    last_update: i64,
    price_type: usize,
    user: Option<usize>,
    description: Option<&'static str>,
    blocked: bool,
    performed: bool,
    deleted_mark: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    id: i64,
    date: i64,
    code: String,
    price_type: &'a RawValue,
    description: Option<&'a str>,
    blocked: bool,
    performed: bool,
    deleted_mark: bool,
    attached_user: Option<&'a RawValue>,
    current_user_blocked: Option<bool>,
    last_update: i64,
}

/// 2024-01-02T04:00:00Z.
const FIRST: i64 = 1_704_168_000;
/// The documents spread over this time, with at most nine hours between two.
const SPAN: i64 = 600 * 86_400;
const DESCRIPTIONS: [&str; 6] = [
    "Переоценка после поставки",
    "Navro'z aksiyasi",
    "Новый прайс поставщика",
    "Скидка выходного дня",
    "Исправление цен",
    "Сезонная распродажа",
];

const COLUMNS: [&str; 8] = ["Id", "Date", "Code", "PriceTypeName", "Blocked", "Performed", "DeletedMark", "LastUpdate"];

const FIELDS: [(&str, Type); 7] = [
    ("id", Type::Integer),
    ("price_type_id", Type::Integer),
    ("date", Type::Integer),
    ("attached_user_id", Type::Integer),
    ("performed", Type::Boolean),
    ("blocked", Type::Boolean),
    ("deleted_mark", Type::Boolean),
];

impl Documents {
    pub(super) fn seed(rows: usize, references: &References) -> Self {
        let step = (SPAN / i64::try_from(rows.max(1)).unwrap_or(i64::MAX)).clamp(2, 9 * 3600);
        Self((0..rows).map(|index| Document::seeded(index, step, references)).collect())
    }

    /// One page of the documents that fit every restriction.
    pub(super) fn get(&self, call: &Call<'_>, references: &References, paging: Paging) -> Result<Reply, Failure> {
        let (start, end) = listing::period(call)?;
        let conditions = listing::conditions(call, &FIELDS)?;
        let ids = listing::ids(call, "ids");
        let price_types = listing::ids(call, "price_type_ids");
        let users = listing::ids(call, "attached_user_ids");
        let search = call.member("search").and_then(Json::as_str).map(str::to_lowercase);
        let flag = |member: &str| call.member(member).and_then(Json::as_bool);
        let (performed, blocked, deleted) = (flag("performed"), flag("blocked"), flag("deleted_mark"));
        let any = |wanted: &Option<Vec<i64>>, id: Option<i64>| {
            wanted.as_ref().is_none_or(|wanted| id.is_some_and(|id| wanted.contains(&id)))
        };
        let fits = |document: &&Document| {
            (start..=end).contains(&document.date)
                && any(&ids, Some(document.id))
                && any(&price_types, Some(document.price_type(references).id))
                && any(&users, document.user(references).map(|user| user.id))
                && performed.is_none_or(|wanted| wanted == document.performed)
                && blocked.is_none_or(|wanted| wanted == document.blocked)
                && deleted.is_none_or(|wanted| wanted == document.deleted_mark)
                && search.as_deref().is_none_or(|text| document.mentions(text, references))
                && conditions.iter().all(|one| one.accepts(document.field(one.field(), references)))
        };
        let mut found: Vec<&Document> = self.0.iter().filter(fits).collect();
        let keys = listing::sort_keys(call, &COLUMNS);
        listing::sort(&mut found, &keys, |column, one, other| one.compare(other, column, references));
        Ok(listing::page(call, &found, self.0.len(), paging, |document| document.row(references)))
    }
}

impl Document {
    fn seeded(index: usize, step: i64, references: &References) -> Self {
        let mut seed = Seed::of("regos set price", index as u64);
        let number = i64::try_from(index).unwrap_or(0);
        let date = FIRST + number * step + seed.between(0, step / 2);
        let deleted_mark = seed.chance(4);
        let performed = !deleted_mark && seed.chance(85);
        let one_of =
            |seed: &mut Seed, table: &[Reference]| usize::try_from(seed.below(table.len() as u64)).unwrap_or(0);
        let price_type = one_of(&mut seed, &references.price_types);
        Self {
            id: number + 1,
            user: seed.chance(80).then(|| one_of(&mut seed, &references.users)),
            description: seed.chance(60).then(|| *seed.pick(&DESCRIPTIONS)),
            blocked: !performed && seed.chance(30),
            last_update: date + seed.between(0, 40_000),
            date,
            price_type,
            performed,
            deleted_mark,
        }
    }

    fn price_type<'a>(&self, references: &'a References) -> &'a Reference {
        &references.price_types[self.price_type]
    }

    fn user<'a>(&self, references: &'a References) -> Option<&'a Reference> {
        self.user.map(|index| &references.users[index])
    }

    fn code(&self) -> String {
        format!("PRC-{:07}", self.id)
    }

    /// `text` is in lower case.
    fn mentions(&self, text: &str, references: &References) -> bool {
        let description = self.description.unwrap_or_default();
        let name = self.price_type(references).name;
        [self.code().as_str(), description, name].iter().any(|column| column.to_lowercase().contains(text))
    }

    fn field(&self, name: &str, references: &References) -> Option<Value> {
        Some(match name {
            "id" => Value::Integer(self.id),
            "price_type_id" => Value::Integer(self.price_type(references).id),
            "date" => Value::Integer(self.date),
            "attached_user_id" => Value::Integer(self.user(references)?.id),
            "performed" => Value::Boolean(self.performed),
            "blocked" => Value::Boolean(self.blocked),
            "deleted_mark" => Value::Boolean(self.deleted_mark),
            _ => return None,
        })
    }

    fn compare(&self, other: &Self, column: usize, references: &References) -> Ordering {
        match COLUMNS.get(column) {
            Some(&"Date") => self.date.cmp(&other.date),
            Some(&"PriceTypeName") => self.price_type(references).name.cmp(other.price_type(references).name),
            Some(&"Blocked") => self.blocked.cmp(&other.blocked),
            Some(&"Performed") => self.performed.cmp(&other.performed),
            Some(&"DeletedMark") => self.deleted_mark.cmp(&other.deleted_mark),
            Some(&"LastUpdate") => self.last_update.cmp(&other.last_update),
            // Codes grow with the ids.
            _ => self.id.cmp(&other.id),
        }
    }

    fn row<'a>(&'a self, references: &'a References) -> Row<'a> {
        Row {
            id: self.id,
            date: self.date,
            code: self.code(),
            price_type: &self.price_type(references).json,
            description: self.description,
            blocked: self.blocked,
            performed: self.performed,
            deleted_mark: self.deleted_mark,
            attached_user: self.user(references).map(|user| &*user.json),
            current_user_blocked: self.blocked.then_some(self.id % 2 == 0),
            last_update: self.last_update,
        }
    }
}
