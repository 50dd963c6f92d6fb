//! Fourth stage: writes the expansion. Nothing here can fail.

mod container;
mod future;
mod inert;
mod returned;
mod site;
mod sync;
mod workload;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::check::Arguments;
use crate::keys::Attribute;
use crate::plan::{Plan, Shape};
use crate::private::Private;
use crate::syntax::item::Function;

/// Everything that an expansion is written from.
pub(crate) struct Source<'a> {
    pub(crate) private: &'a Private,
    pub(crate) attribute: Attribute,
    pub(crate) arguments: &'a Arguments,
    pub(crate) function: &'a Function,
}

impl Source<'_> {
    /// The one span of all tokens of ours: a local is seen only by tokens of the same span.
    fn span(&self) -> Span {
        self.private.span(Span::call_site())
    }

    /// The runtime's hidden module.
    fn path(&self) -> TokenStream {
        self.private.path(Span::call_site())
    }

    /// The function with other statements, in the user's braces.
    fn with_statements(&self, head: TokenStream, statements: TokenStream) -> TokenStream {
        let body = &self.function.body;
        let mut content: TokenStream = body.inner_attributes.iter().cloned().collect();
        content.extend(statements);
        let mut whole = head;
        body.in_braces(content).to_tokens(&mut whole);
        whole
    }

    fn head(&self) -> TokenStream {
        self.function.head.iter().cloned().collect()
    }

    fn statements(&self) -> TokenStream {
        self.function.body.statements.iter().cloned().collect()
    }

    /// The statements, to stand after some of ours: in their own braces only where items are among them,
    /// for items may not follow statements and braces around a single expression are unnecessary.
    fn later_statements(&self, braces: bool) -> TokenStream {
        let statements = self.statements();
        if braces {
            self.function.body.in_braces(statements).into_token_stream()
        } else {
            statements
        }
    }
}

/// The measured function.
pub(crate) fn measured(source: &Source<'_>, plan: &Plan<'_>) -> TokenStream {
    let Plan {
        probe,
        braces,
        shape,
    } = plan;
    match shape {
        Shape::Sync {
            pins,
            result,
            ending,
        } => match ending {
            Some(ending) => sync::emit_fallible(source, *braces, pins, ending),
            None => sync::emit(source, *probe, *braces, pins, *result),
        },
        Shape::Returned(tail) => returned::emit(source, *probe, *braces, tail),
        Shape::Future(wrapped) => future::emit(source, *probe, *braces, wrapped),
    }
}

pub(crate) use container::emit as container;
pub(crate) use inert::emit as inert;
pub(crate) use workload::{emit as workload, inert as inert_workload};
