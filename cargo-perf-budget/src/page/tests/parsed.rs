//! The page as an HTML parser that is not ours sees it.

use scraper::{Html, Selector};

use super::*;

fn parsed(page: &str) -> Html {
    Html::parse_document(page)
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let elements = page.select(&selector);
    elements
        .map(|element| element.text().collect::<String>().trim().to_owned())
        .collect()
}

#[test]
fn a_parser_has_nothing_to_complain_of() {
    for name in ["fit", HOSTILE, "<!--", "&amp;&lt", "\u{0}\u{1b}"] {
        let page = parsed(&page(&report(name, name)));
        assert_eq!(page.errors, [""; 0], "{name}");
    }
    assert_ne!(parsed("<p></i>").errors, [""; 0], "a parser that complains");
}

#[test]
fn names_arrive_as_text_whatever_they_hold() {
    let plain = parsed(&page(&report("fit", "src/lib.rs")));
    let hostile = parsed(&page(&report(HOSTILE, HOSTILE)));
    let elements = |page: &Html| {
        let all = Selector::parse("*").unwrap();
        let names = page
            .select(&all)
            .map(|element| element.value().name().to_owned());
        // Where a line may break depends on the name; everything else does not.
        names.filter(|name| name != "wbr").collect::<Vec<_>>()
    };
    assert_eq!(elements(&plain), elements(&hostile));
    let frames = texts(&hostile, ".flame button");
    assert!(frames.contains(&format!("k::{HOSTILE}")), "{frames:?}");
    assert!(texts(&hostile, "summary")[1].contains(HOSTILE));
}

#[test]
fn a_workflow_is_a_flame_graph_with_every_part_in_its_place() {
    let page = parsed(&page(&report("fit", "src/lib.rs")));
    assert_eq!(
        texts(&page, ".flame button"),
        ["analyse fit", "fit", "k::fit", "load fit"]
    );
    let selector = Selector::parse(".flame button").unwrap();
    let places: Vec<[&str; 3]> = page
        .select(&selector)
        .map(|button| {
            ["data-level", "data-left", "data-width"].map(|name| button.attr(name).unwrap())
        })
        .collect();
    let expected = [
        ["0", "0.0", "100.0"],
        ["1", "0.0", "70.0"],
        ["2", "0.0", "40.0"],
        ["1", "70.0", "20.0"],
    ];
    assert_eq!(places, expected);
    // One stop of the tab key for the whole graph.
    let stops = Selector::parse(".flame button:not([tabindex])").unwrap();
    assert_eq!(page.select(&stops).count(), 1);
    // And the same for who does not see it.
    assert_eq!(
        texts(&page, "section details tbody td.name"),
        ["analyse fit", "fit", "k::fit", "load fit"]
    );
}

#[test]
fn every_label_and_every_fragment_has_its_element() {
    let page = parsed(&page(&report("fit", "src/lib.rs")));
    let ids = Selector::parse("[id]").unwrap();
    let ids: Vec<&str> = page
        .select(&ids)
        .filter_map(|element| element.attr("id"))
        .collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(ids.len(), once.len(), "an id is there twice: {ids:?}");
    let labelled = Selector::parse("[aria-labelledby]").unwrap();
    for element in page.select(&labelled) {
        let label = element.attr("aria-labelledby").unwrap();
        assert!(ids.contains(&label), "{label}");
    }
}
