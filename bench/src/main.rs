//! What recording costs, in one table: `cargo run --release --manifest-path bench/Cargo.toml`; behind `--`, the name of a part
//! measures that part alone and leaves the table as it is.
//!
//! Every figure is a ratio within one run, of medians over interleaved batches, in CPU time of the thread. What needs a
//! process of its own (exit, memory, a recorder that is off, other libraries) runs in children of this program.

mod child;
mod future;
mod heap;
mod machine;
mod measure;
mod peers;
mod quantile;
mod row;
mod scale;
mod subject;
mod table;
mod threads;

perf_runtime::install_allocator!();

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("child") => {
            let name = arguments.next().expect("the name of a child");
            child::run(&name, arguments);
        }
        Some(name) => {
            if row::show(name).is_none() {
                let names = row::PARTS.map(|part| part.0).join(", ");
                eprintln!("error: the table has no part `{name}`; its parts are {names}");
                std::process::exit(2);
            }
        }
        None => table::publish(&row::all()),
    }
}
