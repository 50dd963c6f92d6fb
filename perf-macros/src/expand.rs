//! The way of one attribute through the stages: syntax, check, plan, emit, or recover.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::check::check;
use crate::diagnostics::Mistakes;
use crate::emit::{self, Source};
use crate::keys::Attribute;
use crate::plan::plan;
use crate::private::Private;
use crate::recover::recover;
use crate::syntax::args::{self, Value};
use crate::syntax::item;

/// Whether the user's crate is being measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Monitoring {
    On,
    Off,
}

/// Expands one attribute.
pub(crate) fn expand(
    attribute: Attribute,
    arguments: TokenStream,
    item: TokenStream,
    monitoring: Monitoring,
) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let given = args::parse(attribute, arguments, &mut mistakes);
    let root = given.iter().find_map(|given| match &given.value {
        Value::Path(path) => Some(path.to_token_stream()),
        _ => None,
    });
    let private = Private::new(root);
    let (arguments, function) = check(attribute, given, item::read(item.clone()), &mut mistakes);
    if let Err(errors) = mistakes.finish(&private) {
        return recover(item, errors);
    }
    // A function that cannot be measured is a mistake, and there was none.
    let Some(function) = function else {
        return item;
    };
    let source = Source {
        private: &private,
        attribute,
        arguments: &arguments,
        function: &function,
    };
    match (attribute, monitoring) {
        (Attribute::Workload, Monitoring::On) => emit::workload(&source),
        (Attribute::Workload, Monitoring::Off) => emit::inert_workload(&source),
        (_, Monitoring::On) => emit::measured(&source, &plan(attribute, &arguments, &function)),
        (_, Monitoring::Off) => emit::inert(&source),
    }
}
