//! Expansions under snapshot, as a reviewer would read them.

use crate::expand::{Monitoring, expand};
use crate::keys::Attribute;

/// The expansion of `attribute(arguments)` on `item`, formatted.
fn expansion(attribute: Attribute, arguments: &str, item: &str, monitoring: Monitoring) -> String {
    let tokens = expand(
        attribute,
        arguments.parse().unwrap(),
        item.parse().unwrap(),
        monitoring,
    );
    let file = syn::parse2(tokens).unwrap();
    // The path of the runtime stands in every line.
    prettyplease::unparse(&file).replace("::perf_runtime::__private_0_1::", "P::")
}

fn on(attribute: Attribute, arguments: &str, item: &str) -> String {
    expansion(attribute, arguments, item, Monitoring::On)
}

fn off(attribute: Attribute, arguments: &str, item: &str) -> String {
    expansion(attribute, arguments, item, Monitoring::Off)
}

use Attribute::{Budget, Workflow, Workload};

const CHI: &str = "/// Doc.
#[inline]
pub fn chi_squared(theory: &[f64], scale: f64) -> f64 {
    #![allow(unused)]
    let mut sum = 0.0;
    for t in theory { sum += t * scale; }
    sum
}";

#[test]
fn scalar_function() {
    insta::assert_snapshot!(on(
        Budget,
        "max_ms = 2, max_p99_us = LIMIT, max_allocs = 0",
        CHI
    ));
}

#[test]
fn scalar_function_off() {
    insta::assert_snapshot!(off(
        Budget,
        "max_ms = 2, max_p99_us = LIMIT, max_allocs = 0",
        CHI
    ));
}

#[test]
fn method_with_items_in_its_body() {
    let item = "fn push(&mut self, value: T) { const N: usize = 3; self.0.push(value); }";
    insta::assert_snapshot!(on(Budget, "max_ns = 500", item));
}

#[test]
fn growth_with_its_size() {
    let arguments = "max_growth = \"n²\", size = self.rows.len() * columns";
    let item = "fn product(&self, columns: usize) { const N: usize = 3; self.fill(N) }";
    let both = [on(Budget, arguments, item), off(Budget, arguments, item)];
    insta::assert_snapshot!(both.join("// off\n"));
}

#[test]
fn growth_of_a_future() {
    let arguments = "max_growth = \"n\", size = urls.len()";
    insta::assert_snapshot!(on(
        Budget,
        arguments,
        "async fn get_all(urls: &[Url]) { join(urls).await }"
    ));
}

#[test]
fn growth_of_a_returned_future() {
    let arguments = "max_growth = \"n\", size = urls.len()";
    let item = "fn get(urls: Vec<Url>) -> BoxFuture<u8> { use std::mem; Box::pin(async move { mem::take(urls) }) }";
    insta::assert_snapshot!(on(Budget, arguments, item));
}

#[test]
fn async_function() {
    let item =
        "pub async fn get<'a>(mut url: &'a str, client: Client) -> Result<impl Read + 'a, Error> {
        url = url.trim();
        client.get(url).await
    }";
    insta::assert_snapshot!(on(Budget, "max_ms = 100, max_busy_ms = 1", item));
}

#[test]
fn async_function_that_never_returns() {
    let item = "async unsafe fn serve() -> ! { loop { step().await } }";
    insta::assert_snapshot!(on(Budget, "max_alloc_kb = 1", item));
}

#[test]
fn returned_future() {
    let item =
        "fn get(url: &str) -> BoxFuture<'_, u8> { log(url); Box::pin(async move { url.len() }) }";
    insta::assert_snapshot!(on(Budget, "max_busy_ms = 1", item));
}

#[test]
fn impl_block() {
    let item = "impl S {
        const N: u8 = { 1 };
        fn f(&self) {}
        #[perf_budget(skip)] fn g(&self) {}
        #[perf_budget(max_ms = 1)] fn h(&self) {}
        async fn i(self) {}
        const fn j() {}
    }";
    insta::assert_snapshot!(on(Budget, "max_ms = 2, max_busy_ms = 1", item));
}

#[test]
fn workflow() {
    let arguments = r#"name = "fit", owner = "beamline", tags("xpcs", "slow"), max_s = 5.0, max_rss_mb = 100,
        warning_percent = 5, critical_percent = 20"#;
    insta::assert_snapshot!(on(
        Workflow,
        arguments,
        "fn analyse() -> Result<(), Error> { fit()? }"
    ));
}

#[test]
fn workflows_with_named_lifetimes() {
    let both = ["", "async "].map(|keyword| {
        let head = format!("{keyword}fn first<'a>(text: &'a str) -> Result<&'a str, Error>");
        on(Workflow, "", &format!("{head} {{ split(text) }}"))
    });
    insta::assert_snapshot!(both.join("// async\n"));
}

#[test]
fn workload() {
    let arguments = "sizes = [10, N], threads = [1, 2], covers(fit, model::chi_squared)";
    let item = "fn load(w: &mut Workload) { w.run(|| fit()); }";
    let both = [
        on(Workload, arguments, item),
        off(Workload, arguments, item),
    ];
    insta::assert_snapshot!(both.join("// off\n"));
}

#[test]
fn another_way_to_the_runtime() {
    insta::assert_snapshot!(off(Budget, "crate = my::reexport, max_ms = 1", "fn f() {}"));
}

#[test]
fn mistakes_leave_the_item_as_it_was() {
    let item = "const fn f() -> u8 { 1 }";
    insta::assert_snapshot!(on(
        Budget,
        "max = 2, max_mss = 3, tags = 1, max_us = -1, name = 3",
        item
    ));
}
