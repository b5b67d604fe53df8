//! Calls the library that `library.rs` plays on a loopback address, and says what came of it.

mod library;

use nomenclature_runtime::{Error, SecretString};
use other_api::library::Client;
use other_api::library::types::Shelf;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = library::open()?;
    let client = Client::builder().base_url(address).reader_card(SecretString::from("R-42")).build()?;

    let mut books = client.books().list(Shelf::Stacks).count(2).items().window(1);
    while let Some(book) = books.try_next().await? {
        println!("{} {} at {}", book.isbn, book.title, book.deposit);
    }

    let lent = client.loans().add("978-1").weeks(3).send().await?;
    println!("loan {} until {}", lent.loan, lent.until);
    told("lent already", client.loans().add("978-2").send().await);
    client.loans().remove(lent.loan).send().await?;
    println!("returned");
    told("no such book", client.books().get("978-9").send().await);
    Ok(())
}

fn told<T>(what: &str, result: Result<T, Error>) {
    match result {
        Ok(_) => println!("{what}: done"),
        Err(error) => {
            let vendor = error.vendor_error().and_then(|said| said.code()).unwrap_or("none");
            println!("{what}: {:?}, status {:?}, code {vendor}", error.kind(), error.status().map(|it| it.as_u16()));
        }
    }
}
