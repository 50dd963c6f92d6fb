//! Data without bounds meets a recorder with bounds: memory stays small, and reports on very large trees stay quick.
#![cfg(feature = "monitoring")]

use std::time::{Duration, Instant};

use perf_runtime::__private_0_1 as private;
use perf_runtime::record::snapshot;
use perf_runtime::report::{Environment, Report, Run};
use perf_runtime::{workflow, workflow_async};
use private::{Identity, Kind, Place, Site, SiteInfo};

/// As many names as data may have.
const NAMES: u32 = 1_000_000;

#[test]
fn a_million_names_of_workflows_are_bounded_and_the_report_says_so() {
    for number in 0..NAMES {
        // Named, and not run: a run reads the process, which would take this test a minute.
        drop(workflow_async(&format!("name {number}"), async {}));
    }
    workflow("one more name", || ());
    let snapshot = snapshot();
    assert!(snapshot.sites.len() < 5000, "{}", snapshot.sites.len());
    let mut sites = snapshot.tree.sites.iter();
    assert!(sites.any(|site| site.path == "(other workflows)"));
    let told = |note: &String| note.contains("further names share `(other workflows)`");
    assert!(snapshot.notes.iter().any(told), "{:?}", snapshot.notes);
}

/// Functions at each of two levels: the square of them is the number of nodes.
const FUNCTIONS: usize = 320;

/// The smaller of the two trees has a tenth of the nodes.
const PART: usize = FUNCTIONS / 10;

/// How many times as long the report on ten times as many nodes may take: in proportion, with room for caches.
const MOST_TIMES: f64 = 40.0;

fn functions(level: &str) -> Vec<&'static Site> {
    let one = |number: usize| {
        let name: &'static str = format!("{level}{number}").leak();
        let place = Place {
            file: "src/wide.rs",
            module: "wide",
            package: "",
            test_build: true,
        };
        let identity = Identity::new("", "", &[], 10.0, 50.0);
        let info = SiteInfo::new(Kind::Function, name, 1, 1, place, &[], identity);
        &*Box::leak(Box::new(Site::new(info, || "", &private::RECORDER)))
    };
    (0..FUNCTIONS).map(one).collect()
}

fn call_all(outer: &[&'static Site], inner: &[&'static Site]) {
    workflow("wide", || {
        for outer in outer {
            let _outer = private::enter_time(*outer);
            for inner in inner {
                let _inner = private::enter_time(*inner);
            }
        }
    });
}

/// The shortest of several times: what else the machine does only adds.
fn report_time() -> (usize, Duration) {
    let mut least = Duration::MAX;
    let mut nodes = 0;
    for _ in 0..3 {
        let start = Instant::now();
        let snapshot = snapshot();
        let environment = Environment::current(&snapshot.clock);
        let report = Report::new(Run::default(), environment, &snapshot);
        least = least.min(start.elapsed());
        nodes = report.tree.nodes.len();
        assert_eq!(report.tree.calls_without_node, 0);
    }
    (nodes, least)
}

#[test]
fn a_tree_of_a_hundred_thousand_nodes_reports_in_proportion() {
    let (outer, inner) = (functions("outer"), functions("inner"));
    call_all(&outer[..PART], &inner);
    let (few, short) = report_time();
    call_all(&outer[PART..], &inner);
    let (many, long) = report_time();
    println!("{few} nodes in {short:?}, {many} nodes in {long:?}");
    assert!(few > 10_000 && few < 20_000, "{few}");
    assert!(many > 100_000, "{many}");
    let times = long.as_secs_f64() / short.as_secs_f64();
    assert!(
        times < MOST_TIMES,
        "{times} times as long for ten times as many nodes"
    );
}
