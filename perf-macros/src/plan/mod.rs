//! Third stage: decides what the expansion consists of; everything after it only writes tokens.

mod arguments;
mod bindings;
mod captures;
mod future;
mod holds;
mod items;
mod reads;
mod result;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ReturnType, Signature, Type};

pub(crate) use future::Rebound;
pub(crate) use result::Held;

use bindings::mutability;
use captures::captures;

use crate::check::Arguments;
use crate::keys::Attribute;
use crate::syntax::item::Function;
use crate::syntax::tail::Tail;

/// What to emit for a measured function.
pub(crate) struct Plan<'a> {
    pub(crate) probe: Probe,
    /// Whether the statements keep braces of their own: items may not follow statements of ours.
    pub(crate) braces: bool,
    pub(crate) shape: Shape<'a>,
}

/// What the guard reads at entry and exit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Probe {
    Time,
    Memory,
    Workflow,
}

/// How the guard gets around the body.
pub(crate) enum Shape<'a> {
    /// A guard before the statements.
    Sync {
        /// Scalar arguments to hold back the optimiser with: surely used, so that no lint goes quiet.
        pins: Vec<Ident>,
        result: Held,
        /// Of a workflow that returns a `Result`: how its runs end.
        ending: Option<Ending>,
    },
    /// A timed future around the async block that the body ends in.
    Returned(Tail<'a>),
    /// A timed future around the body.
    Future(Wrapped),
}

/// What a guard can tell of the end of a run.
pub(crate) struct Ending {
    /// The `Result` as it is written, where the body's end can be seen.
    pub(crate) result: Option<TokenStream>,
    /// Whether the body has a `return` of its own: otherwise what leaves it early is `?`.
    pub(crate) returns: bool,
}

/// What a timed future around a body needs to know.
pub(crate) struct Wrapped {
    /// The type to expect of the body; `None` where it cannot be written.
    pub(crate) output: Option<TokenStream>,
    /// Whether the body's end is never reached.
    pub(crate) diverges: bool,
    /// Arguments that the body points elsewhere or changes, bound again inside.
    pub(crate) rebound: Vec<Rebound>,
    /// Arguments that the block takes over, the last one first.
    pub(crate) taken: Vec<Ident>,
    /// Whether it takes over all that it mentions.
    pub(crate) moves: bool,
}

pub(crate) fn plan<'a>(
    attribute: Attribute,
    arguments: &Arguments,
    function: &'a Function,
) -> Plan<'a> {
    let heap = arguments
        .limits
        .iter()
        .any(|limit| limit.on.metric.needs_heap());
    let probe = match attribute {
        Attribute::Workflow => Probe::Workflow,
        _ if heap => Probe::Memory,
        _ => Probe::Time,
    };
    let signature = &function.parsed.signature;
    let shape = if signature.asyncness.is_some() {
        let statements = &function.body.statements;
        let mut rebound = future::rebound(&signature.inputs, statements);
        let captures = captures(&signature.inputs, &rebound, statements);
        rebound.extend(captures.bound.into_iter().map(|name| Rebound {
            attributes: TokenStream::new(),
            mutability: mutability(&signature.inputs, &name),
            name,
        }));
        Shape::Future(Wrapped {
            output: future::expected_output(&signature.output, &signature.generics),
            diverges: future::diverges(&signature.output),
            taken: captures.taken,
            moves: captures.moves,
            rebound,
        })
    } else if let Some(tail) = function.returned_future() {
        Shape::Returned(tail)
    } else {
        Shape::Sync {
            pins: arguments::pins(
                &signature.ident,
                &signature.inputs,
                &function.body.statements,
            ),
            result: if items::returns_at_the_end(&function.body.statements) {
                Held::Not
            } else {
                result::held(&signature.output)
            },
            ending: (attribute == Attribute::Workflow)
                .then(|| ending(signature, &function.body.statements))
                .flatten(),
        }
    };
    Plan {
        probe,
        braces: items::are_among(&function.body.statements),
        shape,
    }
}

/// How runs of a function end that visibly returns a `Result`.
fn ending(signature: &Signature, statements: &[TokenTree]) -> Option<Ending> {
    let result = visible_result(signature)?;
    Some(Ending {
        result: Some(result).filter(|_| !items::returns_at_the_end(statements)),
        returns: items::mention_return(statements),
    })
}

/// The return type, if it is called `Result` and can stand in an expression.
pub(crate) fn visible_result(signature: &Signature) -> Option<TokenStream> {
    let ReturnType::Type(_, written) = &signature.output else {
        return None;
    };
    let written = future::without_groups(written);
    let is_result = |path: &syn::Path| {
        path.segments
            .last()
            .is_some_and(|last| last.ident == "Result")
    };
    let is_named_so = match written {
        Type::Path(named) => is_result(&named.path),
        // `Result<u8, Box<Error + Send>>`, which syn does not read.
        Type::Verbatim(tokens) => {
            let trees = tokens.clone().into_iter();
            let name = trees.take_while(
                |tree| !matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '<'),
            );
            syn::parse2(name.collect()).is_ok_and(|path| is_result(&path))
        }
        _ => false,
    };
    let tokens = written.to_token_stream();
    (is_named_so && !items::mention_impl(tokens.clone()))
        .then(|| future::elide(tokens, &signature.generics))
}

/// Whether values of this type travel in a register. A user's own type of such a name does no harm.
fn is_scalar(written: &Type) -> bool {
    const SCALARS: [&str; 16] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64", "bool", "char",
    ];
    match written {
        Type::Path(named) => {
            named.qself.is_none()
                && named
                    .path
                    .get_ident()
                    .is_some_and(|name| SCALARS.iter().any(|one| name == one))
        }
        Type::Group(group) => is_scalar(&group.elem),
        Type::Paren(paren) => is_scalar(&paren.elem),
        _ => false,
    }
}
