//! The catalogue that a sandbox begins with.

use chrono::{Days, NaiveDate};

use super::catalog::{Catalog, Image, Kind, Price, Record};
use crate::fixtures::{QUINCE_FOLDER, QUINCE_PRICE_TYPES};
use crate::json::Amount;
use crate::seed::Seed;

/// So many folders make sure that those of the vendor's examples (100 and 110) exist.
const MIN_FOLDERS: usize = 12;

const ROOTS: [&str; 6] = ["Ремонт техніки", "Доставка та монтаж", "Прибирання", "Навчання", "Beauty", "Автосервіс"];
const BRANCHES: [&str; 8] =
    ["Термінові", "Вечірні", "Для бізнесу", "Для дому", "Абонементи", "Виїзд майстра", "Premium", "Акційні"];
const ACTIONS: [(&str, &str); 10] = [
    ("Діагностика", "шт"),
    ("Ремонт", "год"),
    ("Встановлення", "шт"),
    ("Чищення", "послуга"),
    ("Налаштування", "год"),
    ("Доставка", "послуга"),
    ("Гарантійне обслуговування", "міс"),
    ("Консультація", "год"),
    ("Демонтаж", "шт"),
    ("Оренда", "доба"),
];
const OBJECTS: [&str; 12] = [
    "ноутбука",
    "кавомашини",
    "кондиціонера",
    "пральної машини",
    "велосипеда",
    "телевізора",
    "принтера",
    "iPhone",
    "роутера Wi-Fi",
    "бойлера",
    "каси POS",
    "об'єктива Canon",
];

/// A catalogue of `rows` services.
pub(super) fn catalog(rows: usize) -> Catalog {
    let mut catalog = Catalog::new(QUINCE_FOLDER);
    if rows == 0 {
        return catalog;
    }
    let folders = MIN_FOLDERS.max(rows / 2);
    for index in 0..folders {
        catalog.insert(Kind::Folder, folder(index));
    }
    for index in 0..rows {
        catalog.insert(Kind::Service, service(index, folders));
    }
    catalog
}

/// Every fifth folder is of the first level and holds the four after it.
fn folder(index: usize) -> Record {
    let mut seed = Seed::of("quince folder", index as u64);
    let (parent, name) = if index.is_multiple_of(5) {
        (None, format!("{} {}", ROOTS[index / 5 % ROOTS.len()], index / 5 + 1))
    } else {
        (Some(folder_id(index - index % 5)), format!("{} {}", seed.pick(&BRANCHES), index))
    };
    Record { parent, texts: vec![Some(name)], ..Record::default() }
}

fn folder_id(index: usize) -> i64 {
    QUINCE_FOLDER + i64::try_from(index).unwrap_or(0)
}

fn service(index: usize, folders: usize) -> Record {
    let mut seed = Seed::of("quince service", index as u64);
    let number = i64::try_from(index).unwrap_or(0);
    let (action, unit) = *seed.pick(&ACTIONS);
    let object = *seed.pick(&OBJECTS);
    // The first service lies in the first folder and the second in none, so that neither case is ever empty.
    let parent = match index {
        0 => Some(QUINCE_FOLDER),
        1 => None,
        _ => (!seed.chance(15)).then(|| folder_id(usize::try_from(seed.below(folders as u64)).unwrap_or(0))),
    };
    let base = seed.between(5_000, 400_000);
    let mut prices = Vec::new();
    for (position, price_type) in QUINCE_PRICE_TYPES.into_iter().enumerate() {
        if position == 0 || seed.chance(60) {
            let position = i64::try_from(position).unwrap_or(0);
            // Hundredths, and four places more as the vendor prints them.
            let price = Amount::new((base + base * position / 7) * 10_000 + seed.between(0, 3) * 2_500, 6);
            let id = 106_000 + number * 3 + position;
            let currency = if price_type == QUINCE_PRICE_TYPES[2] { "USD" } else { "UAH" };
            prices.push(Price { id, date: midnight(&mut seed), price_type, price, currency });
        }
    }
    let image = seed.chance(30).then(|| {
        let file = format!("{}_{}.jpg", seed.uuid(), index);
        let url = format!("https://qfinprod.blob.core.windows.net/images/{file}");
        Image { id: 500 + number, name: format!("photo_{index}.jpg"), url }
    });
    let texts = vec![
        Some(format!("{action} {object} №{}", index + 1)),
        seed.chance(50).then(|| action.to_owned()),
        seed.chance(20).then(|| "узгодити час із клієнтом".to_owned()),
        seed.chance(60).then(|| format!("482{:010}", seed.below(10_000_000_000))),
        Some(unit.to_owned()),
        seed.chance(30).then(|| format!("{action} {object}: виїзд по місту включено")),
        Some(format!("SRV-{:05}", index + 1)),
    ];
    Record { parent, texts, prices, images: image.into_iter().collect(), archived: index > 1 && seed.chance(6) }
}

fn midnight(seed: &mut Seed) -> String {
    let first = NaiveDate::from_ymd_opt(2022, 8, 15).unwrap_or_default();
    let date = first.checked_add_days(Days::new(seed.below(1_000))).unwrap_or(first);
    format!("{date}T00:00:00Z")
}
