//! The figures of the program are what their readers expect: SVG is XML, the trace is a trace.

mod program;

use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Names of the elements of an XML text; panics where it is not well formed.
fn elements(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => return names,
            Event::Start(element) | Event::Empty(element) => {
                names.push(String::from_utf8(element.name().as_ref().to_vec()).expect("a name"));
            }
            _ => {}
        }
    }
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_figure_is_a_picture_and_the_trace_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let output = program::xpcs(&["--plot", path]);
    assert!(output.status.success(), "{}", program::message(&output));
    for name in ["c2.svg", "contrast.svg", "g2.svg"] {
        let names = elements(&read(folder.path(), name));
        assert_eq!(names[0], "svg", "{name}");
        assert!(names.len() > 20, "{name} has {} elements", names.len());
    }
    let monitored = cfg!(feature = "monitoring");
    assert_eq!(folder.path().join("flamegraph.svg").exists(), monitored);
    if monitored {
        for name in ["flamegraph.svg", "timeline.svg"] {
            let text = read(folder.path(), name);
            assert_eq!(elements(&text)[0], "svg", "{name}");
            assert!(text.contains("laminar_flow_analysis"), "{name}");
        }
        check_trace(&read(folder.path(), "trace.json"));
    }
}

/// What the format asks of complete events.
fn check_trace(text: &str) {
    let trace: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    assert!(!events.is_empty());
    for event in events {
        assert_eq!(event["ph"], "X");
        assert!(event["name"].is_string() && event["cat"].is_string());
        assert!(event["pid"].is_u64() && event["tid"].is_u64());
        let time = |key: &str| event[key].as_f64().expect("a time");
        assert!(time("ts") >= 0.0 && time("dur") >= 0.0);
    }
}
