//! Imports services into QUINCE from a CSV file, and remembers in another file how far it is: started again after whatever end, it adds
//! what is missing.
//!
//! `QUINCE_API_KEY=... import_services <address> <file.csv> <checkpoint file>`. The first line of the CSV names members as the vendor
//! does: `Name`, `UnitName`, `Memo` and so on. Before each request the checkpoint gets a line `sending 100..200`, and `done 100..200` after
//! its reply. A request without a reply may be done or not; which of its services are there only the vendor can tell, so the next run
//! looks for their names, which must be unique.

use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::ops::Range;

use nomenclature::BatchStep;
use nomenclature::quince::{Client, types::NewService};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Imports the services of the command line.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, csv, checkpoint] = arguments.as_slice() else {
        return Err("usage: import_services <address> <file.csv> <checkpoint file>".into());
    };
    let client = Client::builder().base_url(address).api_key(std::env::var("QUINCE_API_KEY")?).build()?;
    // All of it is read before the first request: a line that is wrong stops nothing in the middle.
    let services: Vec<NewService> = csv::Reader::from_path(csv)?.deserialize().collect::<Result<_, _>>()?;
    let mut file = OpenOptions::new().create(true).append(true).open(checkpoint)?;
    let noted = fs::read_to_string(checkpoint)?;
    // A line without an end was cut off while it was written: a request that was to follow it was not sent.
    let whole = noted.rfind('\n').map_or(0, |end| end + 1);
    file.set_len(whole as u64)?;
    let (done, open) = read(&noted[..whole])?;
    if let Some(records) = open {
        println!("possibly done: {records:?}");
        let there = names_there(&client).await?;
        let is_there = |service: &&NewService| service.name.as_ref().is_some_and(|name| there.contains(name));
        let missing: Vec<_> = services[records.clone()].iter().filter(|service| !is_there(service)).cloned().collect();
        println!("of these {} are missing", missing.len());
        // No more than one request takes. Should it be cut off as well, the next run looks again.
        client.services().add(missing).send().await?;
        note(&mut file, "done", records)?;
    }
    let mut progress = client.services().add(services[done..].to_vec()).progress();
    while let Some(step) = progress.try_next().await? {
        match step {
            BatchStep::Sending { records } => note(&mut file, "sending", done + records.start..done + records.end)?,
            BatchStep::Done { records, .. } => note(&mut file, "done", done + records.start..done + records.end)?,
            _ => {}
        }
    }
    println!("all {} are done", services.len());
    Ok(())
}

/// How many records are done or in the request that may be, and which those are.
fn read(noted: &str) -> Outcome<(usize, Option<Range<usize>>)> {
    let Some(line) = noted.lines().next_back() else { return Ok((0, None)) };
    let (what, records) = line.split_once(' ').ok_or("a line of the checkpoint is damaged")?;
    let (start, end) = records.split_once("..").ok_or("a line of the checkpoint is damaged")?;
    let records = start.parse()?..end.parse()?;
    Ok((records.end, (what == "sending").then_some(records)))
}

/// Writes a line, and sees to it that it outlasts the process and the machine.
fn note(file: &mut File, what: &str, records: Range<usize>) -> Outcome {
    file.write_all(format!("{what} {}..{}\n", records.start, records.end).as_bytes())?;
    Ok(file.sync_data()?)
}

/// The names of all services, archived ones too.
async fn names_there(client: &Client) -> Outcome<HashSet<String>> {
    let mut there = HashSet::new();
    let mut services = client.services().list().archive(true).items();
    while let Some(service) = services.try_next().await? {
        there.extend(service.name);
    }
    Ok(there)
}
