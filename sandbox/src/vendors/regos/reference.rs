//! The records that documents and movements refer to: price types, users, stocks, document types.

use serde_json::value::{RawValue, to_raw_value};

use crate::json::Json;

/// A record that rows embed; it is rendered once.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) id: i64,
    pub(super) name: &'static str,
    /// Of a stock: id and name of its firm.
    pub(super) firm: Option<(i64, &'static str)>,
    pub(super) json: Box<RawValue>,
}

/// Every reference table of the account.
#[derive(Debug)]
pub(super) struct References {
    pub(super) price_types: Vec<Reference>,
    pub(super) users: Vec<Reference>,
    pub(super) stocks: Vec<Reference>,
    pub(super) document_types: Vec<DocumentType>,
}

/// A kind of document that moves goods.
#[derive(Debug)]
pub(super) struct DocumentType {
    pub(super) reference: Reference,
    /// Prefix of the codes of its documents.
    pub(super) prefix: &'static str,
    /// Whether it brings goods in.
    pub(super) positive: bool,
}

const UPDATED: i64 = 1_717_200_000;

/// Name, rounding step, markup, greatest discount, whether in dollars.
const PRICE_TYPES: [(&str, &str, &str, &str, bool); 5] = [
    ("Розничная", "100.00", "0.25", "0.2", false),
    ("Оптовая", "50.00", "0.120", "0.05", false),
    ("Закупочная", "0.01", "0", "0", true),
    ("Интернет-магазин", "500", "0.2750", "0.10", false),
    ("Chakana", "100.00", "0.3", "0.15", false),
];

/// First name, last name, sex, login.
const USERS: [(&str, &str, &str, &str); 4] = [
    ("Азиз", "Каримов", "male", "a.karimov"),
    ("Дилноза", "Рахимова", "female", "d.rahimova"),
    ("Сергей", "Ким", "male", "s.kim"),
    ("Malika", "Yusupova", "female", "m.yusupova"),
];

const USER_NAMES: [&str; 4] = ["Каримов Азиз", "Рахимова Дилноза", "Ким Сергей", "Yusupova Malika"];

/// Name, full name, taxpayer number.
const FIRMS: [(&str, &str, &str); 2] =
    [("Savdo Markaz", "ООО \"SAVDO MARKAZ\"", "305930137"), ("Орзу Трейд", "ООО \"ORZU TRADE\"", "302114785")];

/// Name, address, index of the firm, floor area.
const STOCKS: [(&str, Option<&str>, usize, &str); 5] = [
    ("Новомосковская", Some("ул. Новомосковская, 12"), 0, "184.50"),
    ("Чиланзар", Some("Чиланзар, 9 квартал, 4"), 0, "96"),
    ("Склад Сергели", None, 0, "1250.0"),
    ("Юнусабад", Some("пр. Амира Темура, 107Б"), 1, "143.75"),
    ("Samarqand do'koni", Some("Registon ko'chasi, 3"), 1, "88.2"),
];

/// Id, name, translation key, prefix, direction.
const DOCUMENT_TYPES: [(i64, &str, &str, &str, bool); 6] = [
    (1, "Поступление от контрагента", "doc_purchase", "PUR", true),
    (3, "Отгрузка контрагенту", "doc_whole_sale", "WHS", false),
    (5, "Возврат от контрагента", "doc_whole_sale_return", "WSR", true),
    (8, "Перемещение", "doc_movement", "MOV", false),
    (11, "Списание", "doc_in_out", "IOU", false),
    (15, "Агрегация розничных продаж", "doc_stock_aggregation", "SAG", false),
];

impl References {
    pub(super) fn new() -> Result<Self, serde_json::Error> {
        let price_types = PRICE_TYPES.iter().zip(1..).map(price_type).collect::<Result<_, _>>()?;
        let users = USERS.iter().zip(1..).zip(USER_NAMES).map(user).collect::<Result<_, _>>()?;
        let stocks = STOCKS.iter().zip(1..).map(stock).collect::<Result<_, _>>()?;
        let document_types = DOCUMENT_TYPES.iter().map(document_type).collect::<Result<_, _>>()?;
        Ok(Self { price_types, users, stocks, document_types })
    }
}

fn number(literal: &str) -> Json {
    Json::Number(literal.into())
}

fn text_or_null(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::from)
}

fn currency(dollars: bool) -> Json {
    let (id, code, letters, name, rate) = if dollars {
        (2, 840, "USD", "Доллар США", "12650.5000")
    } else {
        (1, 860, "UZS", "Узбекский сум", "1")
    };
    Json::object([
        ("id", Json::from(id)),
        ("code_num", Json::from(code)),
        ("code_chr", Json::from(letters)),
        ("name", Json::from(name)),
        ("exchange_rate", number(rate)),
        ("is_base", Json::from(!dollars)),
        ("deleted", Json::from(false)),
        ("last_update", Json::from(UPDATED)),
    ])
}

type PriceTypeRow = (&'static str, &'static str, &'static str, &'static str, bool);

fn price_type((row, id): (&PriceTypeRow, i64)) -> Result<Reference, serde_json::Error> {
    let (name, round_to, markup, max_discount, dollars) = *row;
    let json = Json::object([
        ("id", Json::from(id)),
        ("name", Json::from(name)),
        ("round_to", number(round_to)),
        ("markup", number(markup)),
        ("max_discount", number(max_discount)),
        ("currency", currency(dollars)),
        // Only the retail price is also shown in a second currency.
        ("currency_additional", if id == 1 { currency(true) } else { Json::Null }),
        ("last_update", Json::from(UPDATED + id)),
    ]);
    Ok(Reference { id, name, firm: None, json: to_raw_value(&json)? })
}

type UserRow = (&'static str, &'static str, &'static str, &'static str);

fn user(((row, id), full_name): ((&UserRow, i64), &'static str)) -> Result<Reference, serde_json::Error> {
    let (first, last, sex, login) = *row;
    let group = Json::object([
        ("id", Json::from(2)),
        ("parent_id", Json::from(0)),
        ("name", Json::from("Товароведы")),
        ("child_count", Json::from(0)),
        ("last_update", Json::from(UPDATED)),
    ]);
    let json = Json::object([
        ("id", Json::from(id)),
        ("full_name", Json::from(full_name)),
        ("main_phone", Json::String(format!("99890123450{id}"))),
        ("internal_phone", if id == 1 { Json::from("101") } else { Json::Null }),
        ("user_group", group),
        ("enable_hints", Json::from(id % 2 == 0)),
        ("system", Json::from(false)),
        ("sub", Json::Null),
        ("photo_url", Json::Null),
        ("fields", Json::Array(Vec::new())),
        ("seller_barcode", Json::Null),
        ("first_name", Json::from(first)),
        ("last_name", Json::from(last)),
        ("middle_name", Json::Null),
        ("sex", Json::from(sex)),
        ("date_of_birth", if id == 1 { Json::from("14-03-1989") } else { Json::Null }),
        ("address", Json::Null),
        ("phones", Json::Null),
        ("email", Json::String(format!("{login}@example.com"))),
        ("description", Json::Null),
        ("login", Json::from(login)),
        ("can_authorize", Json::from(true)),
        ("active", Json::from(true)),
        ("language_code", Json::from(if id == 4 { "uz" } else { "ru" })),
        ("last_update", Json::from(UPDATED + id)),
    ]);
    Ok(Reference { id, name: full_name, firm: None, json: to_raw_value(&json)? })
}

fn firm(index: usize) -> Json {
    let (name, full_name, inn) = FIRMS[index];
    let id = i64::try_from(index).unwrap_or(0) + 1;
    let group = Json::object([
        ("id", Json::from(1)),
        ("parent_id", Json::from(0)),
        ("name", Json::from("Предприятия")),
        ("child_count", Json::from(0)),
        ("last_update", Json::from(UPDATED)),
    ]);
    let second = index > 0;
    Json::object([
        ("id", Json::from(id)),
        ("group", group),
        ("deleted_mark", Json::from(false)),
        ("last_update", Json::from(UPDATED + id)),
        ("name", Json::from(name)),
        ("fullname", Json::from(full_name)),
        ("boss_name", if second { Json::Null } else { Json::from("Каримов А. Б.") }),
        ("address", Json::from("г. Ташкент")),
        ("phones", Json::String(format!("+99871200000{id}"))),
        ("description", Json::Null),
        ("inn", Json::from(inn)),
        ("bank_name", Json::from("Ипак Йули")),
        ("mfo", Json::from("01101")),
        ("rs", Json::String(format!("2020800040000000000{id}"))),
        ("oked", Json::from("47190")),
        ("vat_index", if second { Json::Null } else { Json::from("326010012345") }),
    ])
}

type StockRow = (&'static str, Option<&'static str>, usize, &'static str);

fn stock((row, id): (&StockRow, i64)) -> Result<Reference, serde_json::Error> {
    let (name, address, firm_index, area) = *row;
    let json = Json::object([
        ("id", Json::from(id)),
        ("name", Json::from(name)),
        ("address", text_or_null(address)),
        ("firm", firm(firm_index)),
        ("area", number(area)),
        ("description", Json::Null),
        ("deleted_mark", Json::from(false)),
        ("last_update", Json::from(UPDATED + id)),
    ]);
    let firm = (i64::try_from(firm_index).unwrap_or(0) + 1, FIRMS[firm_index].0);
    Ok(Reference { id, name, firm: Some(firm), json: to_raw_value(&json)? })
}

type DocumentTypeRow = (i64, &'static str, &'static str, &'static str, bool);

fn document_type(row: &DocumentTypeRow) -> Result<DocumentType, serde_json::Error> {
    let (id, name, key, prefix, positive) = *row;
    let json = Json::object([
        ("id", Json::from(id)),
        ("name", Json::from(name)),
        ("name_var", Json::from(key)),
        ("last_update", Json::from(UPDATED)),
    ]);
    let reference = Reference { id, name, firm: None, json: to_raw_value(&json)? };
    Ok(DocumentType { reference, prefix, positive })
}
