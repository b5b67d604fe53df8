//! Import tasks: seeded data and the two presentations.

use chrono::{DateTime, SecondsFormat};

use crate::fixtures::LIFE_POS_ORGANIZATION;
use crate::json::Json;
use crate::seed::Seed;

/// A task that imports goods from a workbook.
pub(super) struct Task {
    pub(super) status: &'static str,
    /// Milliseconds since 1970.
    pub(super) created: i64,
    pub(super) updated: i64,
    deleted: Option<i64>,
    guid: String,
    file: String,
    strategy: &'static str,
    matching: [bool; 3],
    progress: i64,
    resolutions: Vec<(Option<String>, &'static str)>,
    meta: Option<&'static str>,
    meta_data: Option<Vec<(&'static str, String)>>,
}

/// 2024-01-10T06:00:00Z.
const FIRST: i64 = 1_704_866_400_000;
const HOUR: i64 = 3_600_000;
/// The tasks spread over this time, with at most six hours between two.
const SPAN: i64 = 600 * 24 * HOUR;

const SUPPLIERS: [&str; 6] =
    ["ООО Ромашка", "ИП Соколова", "ТД Северный", "ООО Мясной Дом", "Кофе и Чай", "АО Бакалея Плюс"];
const METAS: [&str; 4] =
    ["весенний прайс", "ассортимент нового магазина", "прайс поставщика", "исправление штрихкодов"];

/// The tasks of the organization, oldest first.
pub(super) fn seed(rows: usize) -> Vec<Task> {
    let step = (SPAN / i64::try_from(rows.max(1)).unwrap_or(i64::MAX)).clamp(2_000, 6 * HOUR);
    (0..rows).map(|index| Task::seeded(index, step)).collect()
}

impl Task {
    fn seeded(index: usize, step: i64) -> Self {
        let mut seed = Seed::of("life_pos task", index as u64);
        let created = FIRST + i64::try_from(index).unwrap_or(0) * step + seed.between(0, step / 2);
        let (status, progress) = match seed.below(100) {
            0..70 => ("Completed", 100),
            70..80 => ("Canceled", seed.between(0, 90)),
            80..90 => ("WaitingForFeedback", seed.between(20, 60)),
            90..96 => ("InProgress", seed.between(1, 99)),
            _ => ("InQueue", 0),
        };
        let updated = if status == "InQueue" { created } else { created + seed.between(1_000, 900_000) };
        let mut resolutions = Vec::new();
        if status == "Completed" {
            resolutions.push((Some(format!("Загружено позиций: {}", seed.between(3, 900))), "Information"));
        }
        if seed.chance(25) {
            let row = seed.between(2, 400);
            resolutions.push((Some(format!("Строка {row}: штрихкод уже используется")), "Warning"));
        }
        if seed.chance(8) {
            resolutions.push((seed.chance(50).then(|| "Не удалось прочитать файл".to_owned()), "Error"));
        }
        let meta_data = seed.chance(40).then(|| {
            let supplier = (*seed.pick(&SUPPLIERS)).to_owned();
            vec![("supplier", supplier), ("purpose", format!("price-{}", 1 + index % 12))]
        });
        Self {
            guid: seed.uuid(),
            file: seed.uuid(),
            strategy: if seed.chance(30) { "FullImport" } else { "IncrementalImport" },
            matching: [seed.chance(40), seed.chance(80), seed.chance(30)],
            deleted: seed.chance(5).then(|| updated + seed.between(1, 30) * 24 * HOUR),
            meta: seed.chance(50).then(|| *seed.pick(&METAS)),
            status,
            created,
            updated,
            progress,
            resolutions,
            meta_data,
        }
    }

    /// Whether the user has confirmed the import: all but a task that waits for it or never got so far.
    fn is_confirmed(&self) -> bool {
        matches!(self.status, "Completed" | "InProgress")
    }

    /// The task as a listing shows it. `compact` leaves out what is null; `full` writes it out and expands references.
    pub(super) fn render(&self, full: bool) -> Json {
        let [name, ean13, local] = self.matching;
        let kept = |members: Vec<(&str, Json)>| {
            let members = members.into_iter().filter(|(_, value)| full || !value.is_null());
            Json::Object(members.map(|(key, value)| (key.to_owned(), value)).collect())
        };
        let resolutions = self.resolutions.iter().map(|(message, kind)| {
            let message = message.as_deref().map_or(Json::Null, Json::from);
            kept(vec![("message", message), ("type", Json::from(*kind))])
        });
        let mut organization = vec![
            ("guid".to_owned(), Json::from(LIFE_POS_ORGANIZATION)),
            ("type_of".to_owned(), Json::from("Organization")),
        ];
        if full {
            organization.push(("name".to_owned(), Json::from("ООО «Ромашка и партнёры»")));
            organization.push(("alias".to_owned(), Json::from("romashka")));
        }
        let meta_data = self.meta_data.as_ref().map_or(Json::Null, |pairs| {
            Json::Object(pairs.iter().map(|(key, value)| ((*key).to_owned(), Json::String(value.clone()))).collect())
        });
        let matching = Json::object([
            ("use_good_name", Json::from(name)),
            ("use_barcodes_ean13", Json::from(ean13)),
            ("use_barcodes_local", Json::from(local)),
        ]);
        let parameters =
            Json::object([("import_strategy", Json::from(self.strategy)), ("attributes_for_matching", matching)]);
        kept(vec![
            ("parameters", parameters),
            ("file", Json::String(self.file.clone())),
            ("is_confirmed", Json::from(self.is_confirmed())),
            ("status", Json::from(self.status)),
            ("progress", Json::from(self.progress)),
            ("resolutions", if self.resolutions.is_empty() { Json::Null } else { Json::Array(resolutions.collect()) }),
            ("organization", Json::Object(organization)),
            ("created_at", instant(self.created)),
            ("updated_at", instant(self.updated)),
            ("deleted_at", self.deleted.map_or(Json::Null, instant)),
            ("meta", self.meta.map_or(Json::Null, Json::from)),
            ("meta_data", meta_data),
            ("guid", Json::String(self.guid.clone())),
            ("type_of", Json::from("NomenclatureImportTask")),
        ])
    }
}

fn instant(milliseconds: i64) -> Json {
    let moment = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    Json::String(moment.to_rfc3339_opts(SecondsFormat::Millis, true))
}
