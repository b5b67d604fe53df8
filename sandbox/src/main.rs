//! Runs the sandbox until it is interrupted.

use std::convert::Infallible;
use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use nomenclature_sandbox::{Sandbox, credentials, fixtures};

/// The APIs of LIFE POS, QUINCE, ZeGoal Ordering and REGOS on 127.0.0.1, with made-up data.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Rows of data a listing has.
    #[arg(long, default_value_t = 250)]
    rows: usize,
    /// REGOS needs an access token beside the key, as a catalogue integration does.
    #[arg(long)]
    replicable: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let port = arguments.port;
    match serve(arguments) {
        Ok(never) => match never {},
        Err(error) if port == 0 => eprintln!("The sandbox cannot be started: {error}"),
        Err(error) => eprintln!(
            "The sandbox cannot listen on port {port}: {error}. Stop what listens there, or take another with --port; without \
             it a free one is found."
        ),
    }
    ExitCode::FAILURE
}

fn serve(arguments: Arguments) -> Result<Infallible, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut builder = Sandbox::builder().port(arguments.port).rows(arguments.rows);
    if arguments.replicable {
        builder = builder.replicable();
    }
    let sandbox = runtime.block_on(builder.start())?;
    let url = sandbox.url();
    println!("Listening on {url} with {} rows a listing. Ctrl-C stops it.\n", arguments.rows);
    println!("LIFE POS  {url}/v5/orgs/{}/async/imports/nomenclature", fixtures::LIFE_POS_ORGANIZATION);
    println!("          Authorization: Bearer {}", credentials::LIFE_POS_TOKEN);
    println!("          Accept-Language, X-LP-Client-Identifier and X-LP-Client-Type are required");
    println!("QUINCE    {url}/api/v2/service/list");
    println!("          Authorization: {}", credentials::QUINCE_API_KEY);
    println!("ZeGoal    {url}/ti_api/json/AddCatalogPosition");
    println!("          login {}, password {}", credentials::ZEGOAL_LOGIN, credentials::ZEGOAL_PASSWORD);
    println!("REGOS     {url}/gateway/out/{}/v1/DocSetPrice/Get", credentials::REGOS_INTEGRATION_KEY);
    println!("          tokens from {}", sandbox.token_url());
    println!(
        "          client_id {}, client_secret {}",
        credentials::REGOS_CLIENT_ID,
        credentials::REGOS_CLIENT_SECRET
    );
    loop {
        std::thread::park();
    }
}
