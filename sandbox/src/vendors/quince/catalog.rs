//! Services and their folders: listing, adding, updating.

use std::collections::BTreeMap;

use crate::json::{Amount, Json};

/// Records on a page; the client cannot choose.
const PAGE_SIZE: usize = 100;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Service,
    Folder,
}

/// The whole catalogue. Services and folders draw their ids from one sequence, as in the vendor's examples.
#[derive(Debug)]
pub(super) struct Catalog {
    folders: BTreeMap<i64, Record>,
    services: BTreeMap<i64, Record>,
    next_id: i64,
}

/// A service or a folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) parent: Option<i64>,
    /// In the order of [`Kind::texts`].
    pub(super) texts: Vec<Option<String>>,
    pub(super) images: Vec<Image>,
    pub(super) prices: Vec<Price>,
    pub(super) archived: bool,
}

/// A picture of a service.
#[derive(Clone, Debug)]
pub(super) struct Image {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) url: String,
}

/// A price of a service.
#[derive(Clone, Debug)]
pub(super) struct Price {
    pub(super) id: i64,
    pub(super) date: String,
    pub(super) price_type: i64,
    pub(super) price: Amount,
    pub(super) currency: &'static str,
}

/// Why nothing was done.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
    /// The ids that were not found.
    pub(super) ids: Option<Vec<i64>>,
}

impl Kind {
    /// The writable texts.
    pub(super) fn texts(self) -> &'static [&'static str] {
        match self {
            Kind::Service => &["Name", "PrintName", "Memo", "Barcode", "UnitName", "Description", "Article"],
            Kind::Folder => &["Name"],
        }
    }

    /// The spelling of the identifier in writes.
    fn id(self) -> &'static str {
        match self {
            Kind::Service => "id",
            Kind::Folder => "Id",
        }
    }

    fn plural(self) -> &'static str {
        match self {
            Kind::Service => "services",
            Kind::Folder => "folders",
        }
    }
}

impl Catalog {
    /// An empty catalogue whose first record gets `first_id`.
    pub(super) fn new(first_id: i64) -> Self {
        Self { folders: BTreeMap::new(), services: BTreeMap::new(), next_id: first_id }
    }

    /// Stores a new record.
    pub(super) fn insert(&mut self, kind: Kind, record: Record) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        self.table_mut(kind).insert(id, record);
        id
    }

    /// One page of the records that fit the filter, in ascending order of their ids.
    pub(super) fn list(&self, kind: Kind, body: &Json) -> Vec<Json> {
        let filter = Filter::read(body.get("filter"));
        let page = body.get("page").and_then(Json::as_integer).unwrap_or(1);
        let skip = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(PAGE_SIZE);
        let found = self.table(kind).iter().filter(|(id, record)| filter.accepts(**id, record));
        found.skip(skip).take(PAGE_SIZE).map(|(id, record)| record.render(kind, *id, &filter)).collect()
    }

    /// Adds every record, or none if one names a folder that does not exist.
    pub(super) fn add(&mut self, kind: Kind, body: &Json) -> Result<Vec<Json>, Refusal> {
        let inputs = body.get("array").map_or(&[][..], Json::items);
        self.check_folders(inputs)?;
        let blank = Record { texts: vec![None; kind.texts().len()], ..Record::default() };
        let mut rows = Vec::new();
        for input in inputs {
            let mut record = blank.clone();
            record.apply(kind, input);
            rows.push(written(self.insert(kind, record)));
        }
        Ok(rows)
    }

    /// Changes every record, or none if one is unknown or names a folder that does not exist.
    pub(super) fn update(&mut self, kind: Kind, body: &Json) -> Result<Vec<Json>, Refusal> {
        let inputs = body.get("array").map_or(&[][..], Json::items);
        let ids: Vec<i64> = inputs.iter().filter_map(|input| input.get(kind.id())?.as_integer()).collect();
        let unknown: Vec<i64> = ids.iter().copied().filter(|id| !self.table(kind).contains_key(id)).collect();
        if !unknown.is_empty() {
            let message = format!("some {} do not exist; nothing was changed", kind.plural());
            return Err(Refusal { code: "IdIsUnknown", message, ids: Some(unknown) });
        }
        self.check_folders(inputs)?;
        let table = self.table_mut(kind);
        for (id, input) in ids.iter().zip(inputs) {
            if let Some(record) = table.get_mut(id) {
                record.apply(kind, input);
            }
        }
        Ok(ids.into_iter().map(written).collect())
    }

    fn check_folders(&self, inputs: &[Json]) -> Result<(), Refusal> {
        let mut named = inputs.iter().filter_map(|input| input.get("ParentFolder")?.as_integer());
        match named.find(|folder| !self.folders.contains_key(folder)) {
            None => Ok(()),
            Some(folder) => {
                let message = format!("folder {folder} does not exist; nothing was changed");
                Err(Refusal { code: "FolderIsUnknown", message, ids: None })
            }
        }
    }

    fn table(&self, kind: Kind) -> &BTreeMap<i64, Record> {
        match kind {
            Kind::Service => &self.services,
            Kind::Folder => &self.folders,
        }
    }

    fn table_mut(&mut self, kind: Kind) -> &mut BTreeMap<i64, Record> {
        match kind {
            Kind::Service => &mut self.services,
            Kind::Folder => &mut self.folders,
        }
    }
}

fn written(id: i64) -> Json {
    Json::object([("id", Json::from(id))])
}

impl Record {
    /// Takes over what the input names: a value is set, null clears, an absent member stays.
    fn apply(&mut self, kind: Kind, input: &Json) {
        for (text, name) in self.texts.iter_mut().zip(kind.texts()) {
            if let Some(value) = input.get(name) {
                *text = value.as_str().map(str::to_owned);
            }
        }
        if let Some(folder) = input.get("ParentFolder") {
            self.parent = folder.as_integer();
        }
    }

    fn render(&self, kind: Kind, id: i64, filter: &Filter) -> Json {
        let mut members = vec![
            ("Id".to_owned(), Json::from(id)),
            ("ParentFolder".to_owned(), self.parent.map_or(Json::Null, Json::from)),
        ];
        for (name, text) in kind.texts().iter().zip(&self.texts) {
            // An unset text is left out: the vendor declares no text as nullable.
            members.extend(text.as_deref().map(|text| ((*name).to_owned(), Json::from(text))));
        }
        if kind == Kind::Service {
            let images = self.images.iter().map(|image| {
                let (name, url) = (Json::from(image.name.as_str()), Json::from(image.url.as_str()));
                Json::object([("Id", Json::from(image.id)), ("Name", name), ("Url", url)])
            });
            let prices = self.prices.iter().filter(|price| filter.shows(price)).map(|price| price.render(id));
            members.push(("Images".to_owned(), Json::Array(images.collect())));
            members.push(("Prices".to_owned(), Json::Array(prices.collect())));
        }
        Json::Object(members)
    }
}

impl Price {
    fn render(&self, product: i64) -> Json {
        Json::object([
            ("Id", Json::from(self.id)),
            ("Date", Json::from(self.date.as_str())),
            ("PriceType", Json::from(self.price_type)),
            ("Product", Json::from(product)),
            ("Price", Json::Number(self.price.0.to_string().into())),
            ("Currency", Json::from(self.currency)),
        ])
    }
}

/// Conditions that all have to hold, and the price types to show.
#[derive(Debug, Default)]
struct Filter {
    /// `Some(None)` asks for records outside any folder.
    parent: Option<Option<i64>>,
    id: Option<i64>,
    price_types: Option<Vec<i64>>,
    archived_too: bool,
}

impl Filter {
    fn read(filter: Option<&Json>) -> Self {
        let Some(filter) = filter else { return Self::default() };
        let price_types = filter.get("PriceType").filter(|value| !value.is_null());
        Self {
            parent: filter.get("ParentFolder").map(Json::as_integer),
            id: filter.get("Id").and_then(Json::as_integer),
            price_types: price_types.map(|list| list.items().iter().filter_map(Json::as_integer).collect()),
            archived_too: filter.get("Archive").and_then(Json::as_bool).unwrap_or(false),
        }
    }

    fn accepts(&self, id: i64, record: &Record) -> bool {
        (self.archived_too || !record.archived)
            && self.parent.is_none_or(|parent| parent == record.parent)
            && self.id.is_none_or(|wanted| wanted == id)
    }

    fn shows(&self, price: &Price) -> bool {
        self.price_types.as_ref().is_none_or(|wanted| wanted.contains(&price.price_type))
    }
}
