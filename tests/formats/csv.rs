//! CSV: a column a member, whatever the rows have.

use nomenclature::{quince, regos};

use super::kinds::{Kinds, extremes};
use super::{Model, Outcome, text};

fn write<T: Model>(rows: &[T], headers: bool) -> Outcome<String> {
    let mut writer = csv::WriterBuilder::new().has_headers(headers).from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(text)?;
    }
    Ok(String::from_utf8(writer.into_inner().map_err(text)?).expect("text"))
}

fn read<T: Model>(csv: &str) -> Outcome<Vec<T>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().collect::<Result<_, _>>().map_err(text)
}

#[test]
fn rows_with_different_members_keep_their_columns() {
    let rows: Vec<Kinds> = extremes();
    let written = write(&rows, true).expect("CSV");
    let again: Vec<Kinds> = read(&written).expect("the rows");
    assert_eq!(again.len(), rows.len());
    for (read, row) in again.iter().zip(&rows) {
        assert_eq!(read, row);
        let json = |row| serde_json::to_string(row).expect("JSON");
        assert_eq!(json(read), json(row));
    }
}

#[test]
fn a_table_of_prices() {
    let services = r#"[{"Id":1,"Name":"Tea"},{"Id":2,"Memo":"hot","Article":"007"},{"Name":"","Prices":[]}]"#;
    let services: Vec<quince::types::Service> = serde_json::from_str(services).expect("rows");
    let csv = write(&services, true).expect("CSV");
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("Id,ParentFolder,Name,PrintName,Memo,Barcode,UnitName,Description,Article,Images,Prices")
    );
    assert!(lines.next().is_some_and(|line| line.starts_with("1,,Tea,,,,,,,")), "{csv}");
    assert!(lines.next().is_some_and(|line| line.starts_with("2,,,,hot,,,,007,")), "{csv}");
    assert_eq!(read::<quince::types::Service>(&csv).expect("rows"), services);
    let movements = r#"[{"id":1,"price":23.10},{"quantity":0.100}]"#;
    let movements: Vec<regos::types::ItemOperation> = serde_json::from_str(movements).expect("rows");
    let csv = write(&movements, true).expect("CSV");
    assert!(csv.contains("23.10") && csv.contains("0.100"), "{csv}");
    assert_eq!(read::<regos::types::ItemOperation>(&csv).expect("rows"), movements);
}

#[test]
fn without_headers_nothing_is_read_as_something_else() {
    let csv = write(&extremes(), false).expect("CSV");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    for row in reader.deserialize::<Kinds>() {
        row.expect_err("a row whose columns have no names");
    }
}
