//! Puts the attribute into a source text, on every function that may carry it, and changes nothing else.
//!
//! What may carry it is decided here anew, from what the documentation of the attribute says, so that the two can be
//! held against each other.

use std::ops::Range;

use proc_macro2::TokenStream;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, ImplItemFn, ItemFn, Signature, TraitItemFn, Visibility};

/// Far more than any call takes: what is tested is that nothing changes. In the same line as the function, so that all
/// lines keep their numbers.
pub(super) const ATTRIBUTE: &str = "#[::perf_runtime::perf_budget(max_s = 3600)] ";

/// A text with attributes in it.
pub(super) struct Annotated {
    pub(super) text: String,
    pub(super) functions: usize,
}

/// Annotates all functions of a file.
///
/// # Errors
///
/// When it is not Rust.
pub(super) fn annotate(text: &str) -> Result<Annotated, syn::Error> {
    // The offsets of the tokens are those in the text without them.
    let marks = text.len() - text.trim_start_matches('\u{feff}').len();
    let tokens: TokenStream = text[marks..].parse()?;
    let file: syn::File = syn::parse2(tokens)?;
    let mut places = Places(Vec::new());
    places.visit_file(&file);
    places.0.sort_unstable();
    let mut annotated = String::with_capacity(text.len() + places.0.len() * ATTRIBUTE.len());
    let mut copied = 0;
    for place in &places.0 {
        let place = place + marks;
        annotated.push_str(&text[copied..place]);
        annotated.push_str(ATTRIBUTE);
        copied = place;
    }
    annotated.push_str(&text[copied..]);
    Ok(Annotated {
        text: annotated,
        functions: places.0.len(),
    })
}

/// Where attributes go: byte offsets of the first token behind a function's own attributes.
struct Places(Vec<usize>);

impl Places {
    fn add(&mut self, attributes: &[Attribute], visibility: &Visibility, signature: &Signature) {
        let is_naked = attributes.iter().any(is_naked);
        if signature.constness.is_some() || is_naked {
            return;
        }
        let bytes: Range<usize> = match visibility {
            Visibility::Inherited => signature.span().byte_range(),
            written => written.span().byte_range(),
        };
        self.0.push(bytes.start);
    }
}

fn is_naked(attribute: &Attribute) -> bool {
    let is_unsafe = attribute.path().is_ident("unsafe");
    is_unsafe
        && attribute
            .parse_args::<syn::Ident>()
            .is_ok_and(|word| word == "naked")
}

impl<'ast> Visit<'ast> for Places {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.add(&function.attrs, &function.vis, &function.sig);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.add(&function.attrs, &function.vis, &function.sig);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if function.default.is_some() {
            self.add(&function.attrs, &Visibility::Inherited, &function.sig);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTE, annotate};

    #[test]
    fn every_function_that_may_carry_it() {
        let marked = r#"//! Ünïcode in front.
/// Doc.
#[inline]
@pub(crate) unsafe extern "C" fn a<T>(x: T) { @fn inner() {} }
const fn b() -> u8 { @fn deep() {} 1 }
#[unsafe(naked)]
extern "C" fn c() { core::arch::naked_asm!("ret") }
extern "C" { fn foreign(); }
trait T { fn d(&self); #[must_use] @fn e(&self) {} @async fn f() {} }
impl S { @pub fn g() { let x = || { @fn h() {} }; } const fn i() {} }
macro_rules! m { () => { fn j() {} } }
m! { fn k() {} }
mod n { #[test] @fn l() {} }
"#;
        let bare = marked.replace('@', "");
        let annotated = annotate(&bare).unwrap();
        assert_eq!(annotated.text, marked.replace('@', ATTRIBUTE));
        assert_eq!(annotated.functions, marked.matches('@').count());
    }

    #[test]
    fn other_texts_are_left_alone() {
        assert!(annotate("fn {{name}}() {}").is_err());
    }
}
