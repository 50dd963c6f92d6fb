//! What can carry an attribute: a function with a body, measured at run time.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::FnArg;

use super::Carrier;
use crate::diagnostics::Mistakes;
use crate::keys::Attribute;
use crate::syntax::item::{Function, Item};

/// What can carry the attribute, or the reason why nothing here can.
pub(super) fn carrier(
    attribute: Attribute,
    item: Item,
    mistakes: &mut Mistakes,
) -> Option<Carrier> {
    match item {
        Item::Function(function) => {
            let refused = refuse(attribute, &function, mistakes);
            (!refused).then_some(Carrier::Function(function))
        }
        Item::Container(container)
            if attribute != Attribute::Workload && container.keyword != "trait" =>
        {
            if !container.covers_any() {
                let sentence = format!("this {} has no function to measure", container.noun());
                mistakes.at(container.keyword.span(), sentence);
            }
            Some(Carrier::Container(container))
        }
        Item::Container(container) => {
            other(attribute, &container.keyword, mistakes);
            None
        }
        Item::Bodiless { keyword } => {
            let sentence =
                "this function has no body to measure: put the attribute on its implementation";
            mistakes.at(keyword, sentence);
            None
        }
        Item::Other { keyword } => {
            other(attribute, &keyword, mistakes);
            None
        }
        Item::Unknown(error) => {
            mistakes.adopt(&error);
            None
        }
    }
}

fn other(attribute: Attribute, keyword: &Ident, mistakes: &mut Mistakes) {
    let (name, described) = (attribute.name(), described(keyword));
    mistakes.at(
        keyword.span(),
        format!("`#[{name}]` measures functions, not {described}"),
    );
}

fn described(keyword: &Ident) -> String {
    match keyword.to_string().as_str() {
        "struct" => "a struct".to_owned(),
        "enum" => "an enum".to_owned(),
        "union" => "a union".to_owned(),
        "trait" => "a trait: put it on the methods that have a body".to_owned(),
        "impl" => "an `impl` block".to_owned(),
        "mod" => "a module in a file of its own: put it on the functions there".to_owned(),
        "extern" => "an `extern` block".to_owned(),
        "use" => "an import".to_owned(),
        "let" => "a variable".to_owned(),
        "const" | "static" => "a constant".to_owned(),
        "type" => "a type alias".to_owned(),
        "macro_rules" | "macro" => "a macro".to_owned(),
        other => format!("`{other}`"),
    }
}

/// Reports what about a function rules it out; whether anything does.
fn refuse(attribute: Attribute, function: &Function, mistakes: &mut Mistakes) -> bool {
    let signature = &function.parsed.signature;
    let mut refused = false;
    if let Some(token) = &signature.constness {
        refused = true;
        let sentence =
            "a `const fn` cannot be measured: it may run while compiling, where there is no clock";
        mistakes.at(token.span, sentence);
    }
    if let Some(token) = function.parsed.naked {
        refused = true;
        let sentence = "a naked function cannot be measured: its body is assembly and nothing else";
        mistakes.at(token, sentence);
    }
    if attribute != Attribute::Workload {
        return refused;
    }
    let name = &signature.ident;
    if let Some(token) = &signature.asyncness {
        refused = true;
        mistakes.at(
            token.span,
            "a workload is no `async fn`: use `run_async` inside a plain one",
        );
    }
    if !signature.generics.params.is_empty() {
        refused = true;
        let sentence = format!(
            "the workload `{name}` cannot be generic: nothing tells with which types to run it"
        );
        mistakes.over(&signature.generics.params, name.span(), sentence);
    }
    let takes_workload =
        matches!(signature.inputs.first(), Some(FnArg::Typed(_))) && signature.inputs.len() == 1;
    if !takes_workload {
        refused = true;
        let sentence =
            format!("a workload takes one argument, as in `fn {name}(w: &mut Workload)`");
        mistakes.over(&signature.inputs.to_token_stream(), name.span(), sentence);
    }
    refused
}
