//! The table as text: printed, and kept beside the sources.

use crate::machine;
use crate::measure::company;
use crate::row::Row;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/results");

const HEAD: &str = "# What recording costs

Written by `cargo run --release --manifest-path bench/Cargo.toml`. Ratios within one run: medians over interleaved
batches that had their core to themselves, in CPU time of the thread; \"of a pair\" is the cost over an unmeasured
function, divided by that of two bare readings of the time-stamp counter around it.
";

/// Prints the table and writes it to the file of this kind of processor.
pub(crate) fn publish(rows: &[Row]) {
    let mut text = format!("{HEAD}\n");
    for line in machine::lines().into_iter().chain([company()]) {
        text += &format!("- {line}\n");
    }
    text += "\n| figure | measured | at most | |\n| --- | --- | --- | --- |\n";
    for row in rows {
        let (at_most, verdict) = match row.at_most {
            None => (String::new(), ""),
            Some(limit) if row.measured <= limit => (format!("{limit}"), "within"),
            Some(limit) => (format!("{limit}"), "**over**"),
        };
        text += &format!(
            "| {} | {:.2} {} | {at_most} | {verdict} |\n",
            row.figure, row.measured, row.unit
        );
    }
    print!("{text}");
    let file = format!("{FOLDER}/{}.md", machine::file_stem());
    std::fs::write(file, text).expect("the folder of the sources can be written");
}
