//! Replies of REGOS read into structs as one writes them by hand: `f64`, `i64` and `String`, an `Option` where the vendor sends
//! null or nothing.

use std::collections::HashMap;
use std::hint::black_box;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A page of a listing.
#[derive(Deserialize)]
pub struct Page<T> {
    pub ok: bool,
    pub result: Vec<T>,
    pub next_offset: i64,
    pub total: i64,
}

#[derive(Deserialize)]
pub struct DocSetPrice {
    pub id: i64,
    pub date: i64,
    pub code: String,
    pub price_type: PriceType,
    pub description: Option<String>,
    pub blocked: bool,
    pub performed: bool,
    pub deleted_mark: bool,
    pub attached_user: Option<User>,
    pub current_user_blocked: Option<bool>,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct PriceType {
    pub id: i64,
    pub name: String,
    pub round_to: f64,
    pub markup: f64,
    pub max_discount: f64,
    pub currency: Currency,
    pub currency_additional: Option<Currency>,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct Currency {
    pub id: i64,
    pub code_num: i64,
    pub code_chr: String,
    pub name: String,
    pub exchange_rate: f64,
    pub is_base: bool,
    pub deleted: bool,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct User {
    pub id: i64,
    pub full_name: String,
    pub main_phone: Option<String>,
    pub internal_phone: Option<String>,
    pub user_group: Option<Group>,
    pub enable_hints: bool,
    pub system: bool,
    pub sub: Option<String>,
    pub photo_url: Option<String>,
    pub fields: Vec<HashMap<String, String>>,
    pub seller_barcode: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub middle_name: Option<String>,
    pub sex: String,
    pub date_of_birth: Option<String>,
    pub address: Option<String>,
    pub phones: Option<String>,
    pub email: Option<String>,
    pub description: Option<String>,
    pub login: Option<String>,
    pub can_authorize: bool,
    pub active: bool,
    pub language_code: String,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct Group {
    pub id: i64,
    pub parent_id: i64,
    pub name: String,
    pub child_count: i64,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct ItemOperation {
    pub date: i64,
    pub document_id: i64,
    pub document_type: DocumentType,
    pub document_type_name: String,
    pub document_code: String,
    pub doc_type_name: String,
    pub doc_code: String,
    pub stock: Stock,
    pub quantity: f64,
    pub cost: Option<f64>,
    pub additional_expenses_amount: f64,
    pub price: f64,
    pub price2: f64,
    pub exchange_rate: f64,
    pub positive: bool,
    pub vat_value: f64,
    pub vat_calculation_type: String,
}

#[derive(Deserialize)]
pub struct DocumentType {
    pub id: i64,
    pub name: String,
    pub name_var: String,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct Stock {
    pub id: i64,
    pub name: String,
    pub address: Option<String>,
    pub firm: Firm,
    pub area: Option<f64>,
    pub description: Option<String>,
    pub deleted_mark: bool,
    pub last_update: i64,
}

#[derive(Deserialize)]
pub struct Firm {
    pub id: i64,
    pub group: Group,
    pub deleted_mark: bool,
    pub last_update: i64,
    pub name: String,
    pub fullname: String,
    pub boss_name: Option<String>,
    pub address: Option<String>,
    pub phones: Option<String>,
    pub description: Option<String>,
    pub inn: Option<String>,
    pub bank_name: Option<String>,
    pub mfo: Option<String>,
    pub rs: Option<String>,
    pub oked: Option<String>,
    pub vat_index: Option<String>,
}

/// The replies, from the folder that the first argument names.
pub struct Scenarios {
    replies: HashMap<String, Vec<u8>>,
}

impl Scenarios {
    #[expect(clippy::new_without_default, reason = "it reads files")]
    pub fn new() -> Self {
        Self { replies: worker_harness::files() }
    }

    pub fn run(&mut self, name: &str, repetitions: usize) {
        let (name, floor) = match name.strip_suffix(".floor") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let reply = &self.replies[name][..];
        for _ in 0..repetitions {
            let reply = black_box(reply);
            if floor {
                black_box(serde_json::from_slice::<IgnoredAny>(reply).expect("JSON"));
            } else if name.starts_with("documents") {
                black_box(serde_json::from_slice::<Page<DocSetPrice>>(reply).expect("a page of documents"));
            } else {
                black_box(serde_json::from_slice::<Page<ItemOperation>>(reply).expect("a page of movements"));
            }
        }
    }
}
