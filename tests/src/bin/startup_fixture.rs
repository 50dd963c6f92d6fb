//! A program that gets ready as its argument says: `startup_fixture ready|slow|fail|forget`.

use std::time::Duration;

use perf_runtime::{phase, startup_complete};

fn main() {
    let how = std::env::args().nth(1).unwrap_or_default();
    phase!("configure");
    if how == "slow" {
        std::thread::sleep(Duration::from_millis(60));
    }
    phase!("connect");
    match how.as_str() {
        "fail" => {
            eprintln!("no server answers");
            std::process::exit(3);
        }
        "forget" => return,
        _ => {}
    }
    startup_complete();
    // A server: nobody who measures its start waits for its end.
    loop {
        std::thread::park();
    }
}
