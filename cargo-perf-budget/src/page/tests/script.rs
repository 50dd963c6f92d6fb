//! The page's script, run by a JavaScript engine on stand-ins for the page's elements. It proves what the script does, not
//! what a browser shows.

use rquickjs::{CatchResultExt as _, Context, FromJs, Runtime};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

use super::*;

const ELEMENTS: &str = include_str!("elements.js");

fn described(element: ElementRef<'_>) -> Value {
    let attributes = element.value().attrs();
    let dataset: serde_json::Map<String, Value> = attributes
        .clone()
        .filter_map(|(name, value)| Some((name.strip_prefix("data-")?.to_owned(), value.into())))
        .collect();
    let attributes: serde_json::Map<String, Value> = attributes
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    json!({
        "text": element.text().collect::<String>(),
        "title": element.attr("title").unwrap_or_default(),
        "dataset": dataset,
        "attributes": attributes,
        "children": element.child_elements().map(described).collect::<Vec<_>>(),
    })
}

/// Runs the page's script, then `then`, whose value is the answer.
fn run<T: for<'js> FromJs<'js>>(page: &str, then: &str) -> T {
    let page = Html::parse_document(page);
    let all = |selector: &str| -> Vec<Value> {
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(described).collect()
    };
    let elements = json!({
        "rows": all("#table tbody tr"),
        "headers": all("#table thead th"),
        "frames": all(".flame button"),
    });
    let script = Selector::parse("script").unwrap();
    let scripts: Vec<String> = page
        .select(&script)
        .map(|script| script.text().collect())
        .collect();
    assert_eq!(scripts.len(), 1);
    let context = Context::full(&Runtime::new().unwrap()).unwrap();
    context.with(|js| {
        let run = || {
            js.globals().set("described", elements.to_string())?;
            js.eval::<(), _>(ELEMENTS)?;
            js.eval::<(), _>(&*scripts[0])?;
            js.eval::<T, _>(then)
        };
        run().catch(&js).unwrap_or_else(|error| panic!("{error}"))
    })
}

#[test]
fn columns_sort_and_names_filter() {
    let mut two = report("fit", "src/lib.rs");
    let mut other = report("add", "src/lib.rs").sites.remove(0);
    other.limits[0].value = 1e9;
    two.sites.push(other);
    let page = page(&merge([two]).unwrap());
    let order = |clicks: usize| {
        let click = "table.tHead.rows[0].cells[1].firstElementChild.fire('click');".repeat(clicks);
        let names =
            "body.children.map((row) => row.cells[1].textContent.match(/k::(fit|add)/)[0]).join()";
        run::<String>(&page, &format!("{click} {names}"))
    };
    assert_eq!(order(1), "k::fit,k::add");
    assert_eq!(order(2), "k::add,k::fit");
    let filter = "known.filter.value = 'K::ADD'; known.filter.fire('input');";
    let left = "known.shown.textContent + ': ' + body.children.filter((row) => !row.hidden).length";
    assert_eq!(
        run::<String>(&page, &format!("{filter} {left}")),
        "1 of 2: 1"
    );
}

#[test]
fn a_part_is_shown_alone_and_all_again() {
    let page = page(&report("fit", "src/lib.rs"));
    let places = "flame.children.map((f) => f.hidden ? 'hidden' : `${parseFloat(f.style.left)}+${parseFloat(f.style.width)}`).join(' ')";
    let zoomed: String = run(&page, &format!("flame.children[1].fire('click'); {places}"));
    let width = 40.0 / 70.0 * 100.0_f64;
    let chi: f64 = zoomed.split([' ', '+']).nth(5).unwrap().parse().unwrap();
    assert!((chi - width).abs() < 1e-9, "{zoomed}");
    assert!(zoomed.starts_with("0+100 0+100 0+"), "{zoomed}");
    assert!(zoomed.ends_with(" hidden"), "{zoomed}");
    let back: String = run(
        &page,
        &format!(
            "flame.children[1].fire('click'); flame.children[1].fire('keydown', {{ key: 'Escape' }}); {places}"
        ),
    );
    assert_eq!(back, "0+100 0+70 0+40 70+20");
}

#[test]
fn arrows_go_from_part_to_part_and_tell_what_they_reach() {
    let page = page(&report("fit", "src/lib.rs"));
    let walk = |keys: &[&str]| {
        let mut then = "flame.children[0].focus();".to_owned();
        for key in keys {
            then.push_str(&format!(
                "document.activeElement.fire('keydown', {{ key: '{key}' }});"
            ));
        }
        then.push_str(
            "document.activeElement.textContent + '|' + flame.nextElementSibling.textContent",
        );
        let told: String = run(&page, &then);
        let (name, told) = told.split_once('|').unwrap();
        assert!(told.starts_with(name), "{told}");
        name.to_owned()
    };
    assert_eq!(walk(&[]), "analyse fit");
    assert_eq!(
        walk(&["ArrowUp", "ArrowLeft", "ArrowRight", "Tab"]),
        "analyse fit"
    );
    assert_eq!(walk(&["ArrowDown"]), "fit");
    assert_eq!(walk(&["ArrowDown", "ArrowDown", "ArrowDown"]), "k::fit");
    assert_eq!(walk(&["ArrowDown", "ArrowRight"]), "load fit");
    assert_eq!(walk(&["ArrowDown", "ArrowRight", "ArrowDown"]), "load fit");
    assert_eq!(
        walk(&["ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp"]),
        "analyse fit"
    );
}
