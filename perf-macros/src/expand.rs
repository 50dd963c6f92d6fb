//! The way of one attribute through the stages: syntax, check, plan, emit, or recover.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::check::{Carrier, check};
use crate::diagnostics::Mistakes;
use crate::emit::{self, Source};
use crate::keys::Attribute;
use crate::plan::plan;
use crate::private::Private;
use crate::recover::recover;
use crate::syntax::args::{self, Value};
use crate::syntax::item::{self, Function};

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
    let (arguments, carrier) = check(attribute, given, item::read(item.clone()), &mut mistakes);
    let mistakes = mistakes.finish(&private);
    let is_wrong = mistakes.is_err();
    let expand = |function: &Function| {
        let source = Source {
            private: &private,
            attribute,
            arguments: &arguments,
            function,
        };
        if is_wrong {
            source.unchanged()
        } else {
            one(&source, monitoring)
        }
    };
    let tokens = match &carrier {
        Some(Carrier::Function(function)) => expand(function),
        // Expanded after a mistake, too: what says `skip` in it does not stand alone.
        Some(Carrier::Container(container)) => emit::container(container, &expand),
        None => item,
    };
    match mistakes {
        Ok(()) => tokens,
        Err(errors) => recover(tokens, errors),
    }
}

/// One function.
fn one(source: &Source<'_>, monitoring: Monitoring) -> TokenStream {
    let limits = &source.arguments.limits;
    if !limits.is_empty() && !limits.iter().any(|limit| limit.concerns(source.function)) {
        return source.unchanged();
    }
    match (source.attribute, monitoring) {
        (Attribute::Workload, Monitoring::On) => emit::workload(source),
        (Attribute::Workload, Monitoring::Off) => emit::inert_workload(source),
        (_, Monitoring::On) => {
            let plan = plan(source.attribute, source.arguments, source.function);
            emit::measured(source, &plan)
        }
        (_, Monitoring::Off) => emit::inert(source),
    }
}
