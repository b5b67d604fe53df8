/// A page of a listing.
#[derive(Deserialize)]
pub struct Page<T> {
    pub ok: Known<bool>,
    pub result: Vec<T>,
    pub next_offset: Known<i64>,
    pub total: Known<i64>,
}

#[derive(Deserialize)]
pub struct DocSetPrice {
    pub id: Known<i64>,
    pub date: Known<i64>,
    pub code: Known<String>,
    pub price_type: Known<PriceType>,
    pub description: Option<String>,
    pub blocked: Known<bool>,
    pub performed: Known<bool>,
    pub deleted_mark: Known<bool>,
    pub attached_user: Option<User>,
    pub current_user_blocked: Option<bool>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct PriceType {
    pub id: Known<i64>,
    pub name: Known<String>,
    pub round_to: Known<f64>,
    pub markup: Known<f64>,
    pub max_discount: Known<f64>,
    pub currency: Known<Currency>,
    pub currency_additional: Option<Currency>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct Currency {
    pub id: Known<i64>,
    pub code_num: Known<i64>,
    pub code_chr: Known<String>,
    pub name: Known<String>,
    pub exchange_rate: Known<f64>,
    pub is_base: Known<bool>,
    pub deleted: Known<bool>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct User {
    pub id: Known<i64>,
    pub full_name: Known<String>,
    pub main_phone: Option<String>,
    pub internal_phone: Option<String>,
    pub user_group: Option<Group>,
    pub enable_hints: Known<bool>,
    pub system: Known<bool>,
    pub sub: Option<String>,
    pub photo_url: Option<String>,
    pub fields: Vec<HashMap<String, String>>,
    pub seller_barcode: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub middle_name: Option<String>,
    pub sex: Known<String>,
    pub date_of_birth: Option<String>,
    pub address: Option<String>,
    pub phones: Option<String>,
    pub email: Option<String>,
    pub description: Option<String>,
    pub login: Option<String>,
    pub can_authorize: Known<bool>,
    pub active: Known<bool>,
    pub language_code: Known<String>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct Group {
    pub id: Known<i64>,
    pub parent_id: Known<i64>,
    pub name: Known<String>,
    pub child_count: Known<i64>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct ItemOperation {
    pub date: Known<i64>,
    pub document_id: Known<i64>,
    pub document_type: Known<DocumentType>,
    pub document_type_name: Known<String>,
    pub document_code: Known<String>,
    pub doc_type_name: Known<String>,
    pub doc_code: Known<String>,
    pub stock: Known<Stock>,
    pub quantity: Known<f64>,
    pub cost: Option<f64>,
    pub additional_expenses_amount: Known<f64>,
    pub price: Known<f64>,
    pub price2: Known<f64>,
    pub exchange_rate: Known<f64>,
    pub positive: Known<bool>,
    pub vat_value: Known<f64>,
    pub vat_calculation_type: Known<String>,
}

#[derive(Deserialize)]
pub struct DocumentType {
    pub id: Known<i64>,
    pub name: Known<String>,
    pub name_var: Known<String>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct Stock {
    pub id: Known<i64>,
    pub name: Known<String>,
    pub address: Option<String>,
    pub firm: Known<Firm>,
    pub area: Option<f64>,
    pub description: Option<String>,
    pub deleted_mark: Known<bool>,
    pub last_update: Known<i64>,
}

#[derive(Deserialize)]
pub struct Firm {
    pub id: Known<i64>,
    pub group: Known<Group>,
    pub deleted_mark: Known<bool>,
    pub last_update: Known<i64>,
    pub name: Known<String>,
    pub fullname: Known<String>,
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
