//! The example service under load: every request is answered, and the handler's elapsed and busy times are told apart.

use std::time::Duration;

use perf_examples::service::{Load, Store, server};
use tokio::net::TcpListener;

perf_runtime::install_allocator!();

const LOAD: Load = Load {
    clients: 64,
    requests: 10,
};

#[test]
fn a_handler_that_waits_is_not_busy() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let names = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let store = Store::new(1000, Duration::from_millis(20));
        let server = tokio::spawn(server::serve(listener, store));
        let names = LOAD.run(address).await.unwrap();
        server.abort();
        names
    });
    assert_eq!(names, LOAD.clients * LOAD.requests);
    // The workers' recorders merge when they end.
    drop(runtime);
    #[cfg(feature = "monitoring")]
    monitored::elapsed_and_busy_are_apart();
}

#[cfg(feature = "monitoring")]
mod monitored {
    use perf_runtime::record::snapshot;

    use super::LOAD;

    pub(super) fn elapsed_and_busy_are_apart() {
        let snapshot = snapshot();
        let mut sites = snapshot.sites.iter();
        let handler = sites
            .find(|site| site.site.path().ends_with("service::handler::handle"))
            .expect("the handler is registered");
        let contexts = &handler.contexts;
        let calls: u64 = contexts.iter().map(|context| context.calls).sum();
        assert_eq!(calls, u64::from(LOAD.clients * LOAD.requests));
        let elapsed: f64 = contexts.iter().map(|context| context.wall.sum).sum();
        let busy = contexts.iter().filter_map(|context| context.busy.as_ref());
        let busy: f64 = busy.map(|busy| busy.sum).sum();
        assert!(busy > 0.0, "somebody polled it");
        // Sixty-four requests wait at once: what they wait adds up to far more than two threads can work.
        assert!(busy < elapsed / 4.0, "{busy} ns of {elapsed} ns");
    }
}
