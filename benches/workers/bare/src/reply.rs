//! The reply of `DocSetPrice/Get`, with the members that nomenclature reads, in plain types.

#![allow(dead_code, reason = "nobody looks at the members")]

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Reply {
    pub(crate) ok: bool,
    pub(crate) result: Vec<Document>,
    pub(crate) next_offset: i32,
    pub(crate) total: i64,
}

#[derive(Deserialize)]
pub(crate) struct Document {
    id: Option<i64>,
    date: Option<i64>,
    code: Option<String>,
    price_type: Option<PriceType>,
    description: Option<String>,
    blocked: Option<bool>,
    performed: Option<bool>,
    deleted_mark: Option<bool>,
    attached_user: Option<User>,
    current_user_blocked: Option<bool>,
    last_update: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct PriceType {
    id: Option<i64>,
    name: Option<String>,
    round_to: Option<f64>,
    markup: Option<f64>,
    max_discount: Option<f64>,
    currency: Option<Currency>,
    currency_additional: Option<Currency>,
    last_update: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct Currency {
    id: Option<i64>,
    code_num: Option<i64>,
    code_chr: Option<String>,
    name: Option<String>,
    exchange_rate: Option<f64>,
    is_base: Option<bool>,
    deleted: Option<bool>,
    last_update: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct User {
    id: Option<i64>,
    full_name: Option<String>,
    main_phone: Option<String>,
    internal_phone: Option<String>,
    user_group: Option<UserGroup>,
    enable_hints: Option<bool>,
    system: Option<bool>,
    sub: Option<String>,
    photo_url: Option<String>,
    fields: Vec<FieldValue>,
    seller_barcode: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    middle_name: Option<String>,
    sex: Option<String>,
    date_of_birth: Option<String>,
    address: Option<String>,
    phones: Option<String>,
    email: Option<String>,
    description: Option<String>,
    login: Option<String>,
    can_authorize: Option<bool>,
    active: Option<bool>,
    language_code: Option<String>,
    last_update: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct UserGroup {
    id: Option<i64>,
    parent_id: Option<i64>,
    name: Option<String>,
    child_count: Option<i64>,
    last_update: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct FieldValue {
    key: Option<String>,
    name: Option<String>,
    data_type: Option<String>,
    metadata: Option<String>,
    is_custom: Option<bool>,
    required: Option<bool>,
    value: Option<String>,
}
