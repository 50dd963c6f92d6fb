//! The router, on the table of a middling service.

use perf_examples::router::Router;
use perf_runtime::{Workload, perf_workload};

/// Kinds of things that the service keeps, with two patterns each.
const KINDS: usize = 100;

#[perf_workload(covers(Router::route))]
fn a_request(w: &mut Workload) {
    let mut router = Router::default();
    for kind in 0..KINDS {
        for pattern in [
            format!("/kind{kind}/:id"),
            format!("/kind{kind}/:id/parts/:part"),
        ] {
            router.insert(&pattern, kind).expect("a new pattern");
        }
    }
    w.run(|| router.route("/kind42/7/parts/11").map(|found| *found.value));
}
