//! The example service under load: `service [CLIENTS [REQUESTS]]`. With the feature `monitoring` it ends with the report on
//! its handler, elapsed and busy time apart.

use std::error::Error;
use std::time::Duration;

use perf_examples::service::{Load, Store, server};
use perf_runtime::phase;
use tokio::net::TcpListener;

perf_runtime::install_allocator!();

/// What the store keeps.
const NAMES: u32 = 10_000;

/// How long the store takes.
const LATENCY: Duration = Duration::from_millis(5);

fn main() -> Result<(), Box<dyn Error>> {
    let load = load()?;
    let runtime = {
        phase!("start the runtime");
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
    };
    runtime.block_on(async {
        let (listener, store) = {
            phase!("fill the store");
            let store = Store::new(NAMES, LATENCY);
            (TcpListener::bind(("127.0.0.1", 0)).await?, store)
        };
        let address = listener.local_addr()?;
        perf_runtime::startup_complete();
        let server = tokio::spawn(server::serve(listener, store));
        let names = perf_runtime::workflow_async("answer", load.run(address)).await?;
        println!(
            "{names} names in answer to {} requests",
            load.clients * load.requests
        );
        server.abort();
        Ok(())
    })
}

fn load() -> Result<Load, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default| arguments.next().map_or(Ok(default), |word| word.parse());
    Ok(Load {
        clients: number(64)?,
        requests: number(50)?,
    })
}
