mod measure; mod row; mod subject;
perf_runtime::install_allocator!();
fn main() {
    for _ in 0..3 { for row in row::caller::rows() {
        println!("{:60} {:8.3} {:?} {}", row.figure, row.measured, row.at_most, row.unit);
    } }
}
