//! One request of the service, with a store that answers at once: what is left is the handler's own.

use std::time::Duration;

use perf_examples::service::{Store, handle, handler};
use perf_runtime::{Workload, perf_workload};

#[perf_workload(covers(handle))]
fn a_request_of_the_service(w: &mut Workload) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let (routes, store) = (handler::routes(), Store::new(1000, Duration::ZERO));
    w.run(|| runtime.block_on(handle(&routes, &store, "/names/7")));
}
