//! Second stage: says what is wrong with arguments and item together, so that what follows cannot fail.

mod agreement;
mod function;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use agreement::{Order, order};

use proc_macro2::{Span, TokenStream};
use syn::{LitStr, Path};

use crate::diagnostics::Mistakes;
use crate::keys::{Attribute, Limited, Metric, Statistic, Takes, Unit};
use crate::syntax::args::{Given, Value};
use crate::syntax::container::Container;
use crate::syntax::item::{Function, Item};
use crate::syntax::quantity::Number;

/// The arguments of one attribute, sorted, each at most once.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) limits: Vec<Limit>,
    /// What `max_growth` calls `n`.
    pub(crate) size: Option<Size>,
    pub(crate) max_regression_percent: Option<Number>,
    pub(crate) min_improvement_percent: Option<Number>,
    pub(crate) since: Option<LitStr>,
    pub(crate) warning_percent: Option<Number>,
    pub(crate) critical_percent: Option<Number>,
    pub(crate) name: Option<LitStr>,
    pub(crate) owner: Option<LitStr>,
    pub(crate) tags: Vec<LitStr>,
    pub(crate) sizes: Vec<Number>,
    pub(crate) threads: Vec<Number>,
    pub(crate) covers: Vec<Path>,
}

impl Arguments {
    /// Whether there is anything that a function can break.
    fn limit_anything(&self) -> bool {
        !self.limits.is_empty()
            || self.max_regression_percent.is_some()
            || self.min_improvement_percent.is_some()
    }
}

/// One limit.
pub(crate) struct Limit {
    pub(crate) key: &'static str,
    pub(crate) span: Span,
    pub(crate) on: Limited,
    pub(crate) value: Number,
}

/// An expression for the size of a call.
pub(crate) struct Size {
    pub(crate) span: Span,
    pub(crate) tokens: TokenStream,
}

/// A way to grow is kept by its place among the models.
const GROWTH: Limited = Limited {
    metric: Metric::Growth,
    statistic: Statistic::Median,
    unit: Unit {
        factor: 1.0,
        plural: "models",
        example: "",
    },
};

impl Limit {
    /// The limit in base units, when a literal tells it.
    pub(crate) fn known(&self) -> Option<f64> {
        self.value.known.map(|value| value * self.on.unit.factor)
    }
}

impl Limit {
    /// Whether it is about `function`, one of many below the attribute: only futures have time being polled.
    pub(crate) fn concerns(&self, function: &Function) -> bool {
        self.on.metric != Metric::Busy || function.is_future()
    }
}

/// What the attribute stands on.
pub(crate) enum Carrier {
    Function(Box<Function>),
    /// An `impl` block or a module: each function in it carries the attribute.
    Container(Box<Container>),
}

/// Checks everything; the item comes back when it can carry the attribute.
pub(crate) fn check(
    attribute: Attribute,
    given: Vec<Given>,
    item: Item,
    mistakes: &mut Mistakes,
) -> (Arguments, Option<Carrier>) {
    let carrier = function::carrier(attribute, item, mistakes);
    let function = match &carrier {
        Some(Carrier::Function(function)) => Some(&**function),
        _ => None,
    };
    duplicates(&given, mistakes);
    for argument in &given {
        value::check(argument, function, mistakes);
        if let (Some(Carrier::Container(container)), "name") = (&carrier, argument.key.name) {
            let sentence = format!(
                "`name` would name every function of this {} alike",
                container.noun()
            );
            mistakes.at(argument.name.span(), sentence);
        }
    }
    let nothing_given = given.is_empty();
    let arguments = sort(given);
    agreement::check(&arguments, mistakes);
    if attribute == Attribute::Budget && !arguments.limit_anything() && !mistakes.any() {
        let found = if nothing_given {
            "is empty"
        } else {
            "declares no limit"
        };
        let sentence = format!("the budget {found}: give at least one limit, as in `max_ms = 2.0`");
        mistakes.at(Span::call_site(), sentence);
    }
    (arguments, carrier)
}

/// Each key once, and each statistic of a metric once, whatever the unit.
fn duplicates(given: &[Given], mistakes: &mut Mistakes) {
    for (at, later) in given.iter().enumerate() {
        let same = |earlier: &&Given| match (earlier.key.takes, later.key.takes) {
            (Takes::Limit(left), Takes::Limit(right)) => {
                left.metric == right.metric && left.statistic == right.statistic
            }
            _ => earlier.key.name == later.key.name,
        };
        let Some(earlier) = given[..at].iter().find(same) else {
            continue;
        };
        let (first, second) = (earlier.key.name, later.key.name);
        let sentence = if first == second {
            format!("`{second}` is given twice")
        } else {
            format!("`{second}` limits the same as `{first}`: keep one of them")
        };
        mistakes.at(later.name.span(), sentence);
    }
}

fn sort(given: Vec<Given>) -> Arguments {
    let mut sorted = Arguments::default();
    for Given { key, name, value } in given {
        match (key.name, key.takes, value) {
            (key, Takes::Limit(on), Value::Number(value)) => {
                sorted.limits.push(Limit {
                    key,
                    span: name.span(),
                    on,
                    value,
                });
            }
            (key, Takes::Growth, Value::Growth(value)) => sorted.limits.push(Limit {
                key,
                span: name.span(),
                on: GROWTH,
                value,
            }),
            ("size", _, Value::Expression(tokens)) => {
                let span = name.span();
                sorted.size = Some(Size { span, tokens });
            }
            ("max_regression_percent", _, Value::Number(value)) => {
                sorted.max_regression_percent = Some(value);
            }
            ("min_improvement_percent", _, Value::Number(value)) => {
                sorted.min_improvement_percent = Some(value);
            }
            ("since", _, Value::Text(text)) => sorted.since = Some(text),
            ("warning_percent", _, Value::Number(value)) => sorted.warning_percent = Some(value),
            ("critical_percent", _, Value::Number(value)) => sorted.critical_percent = Some(value),
            ("name", _, Value::Text(text)) => sorted.name = Some(text),
            ("owner", _, Value::Text(text)) => sorted.owner = Some(text),
            ("tags", _, Value::Texts(texts)) => sorted.tags = texts,
            ("sizes", _, Value::Counts(counts)) => sorted.sizes = counts,
            ("threads", _, Value::Counts(counts)) => sorted.threads = counts,
            ("covers", _, Value::Paths(paths)) => sorted.covers = paths,
            // `crate` was needed before any check, see `expand`.
            _ => {}
        }
    }
    sorted
}
