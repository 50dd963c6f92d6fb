//! The description of a site: name, place, limits and identity, all evaluated while compiling.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::Source;
use crate::check::{Arguments, Limit, Order, order};
use crate::keys::{Attribute, CRITICAL_PERCENT, WARNING_PERCENT};
use crate::private::line_and_column;
use crate::syntax::quantity::Number;

impl Source<'_> {
    /// An expression for the static site of the function.
    pub(super) fn site(&self) -> TokenStream {
        let p = self.path();
        let kind = Ident::new(
            if self.attribute == Attribute::Workflow {
                "Workflow"
            } else {
                "Function"
            },
            self.span(),
        );
        let name = self.function.parsed.name();
        let (line, column) = line_and_column(self.function.parsed.name_span());
        let (line, column) = (
            Literal::usize_unsuffixed(line),
            Literal::usize_unsuffixed(column),
        );
        let (agreements, limits, identity) = (self.agreements(), self.limits(), self.identity());
        let info = quote_spanned! {self.span()=>
            #p::SiteInfo::new(
                #p::Kind::#kind, #name, #line, #column, #p::place!(), const { #agreements &[#limits] }, #identity
            )
        };
        let info = match self.against() {
            Some(against) => quote_spanned!(self.span()=> #p::SiteInfo::against(#info, #against)),
            None => info,
        };
        quote_spanned!(self.span()=> #p::site!(#info))
    }

    /// The promises against accepted baselines, if any.
    pub(super) fn against(&self) -> Option<TokenStream> {
        let Arguments {
            max_regression_percent,
            min_improvement_percent,
            since,
            ..
        } = self.arguments;
        if max_regression_percent.is_none() && min_improvement_percent.is_none() {
            return None;
        }
        let (span, p) = (self.span(), self.path());
        let mut against = quote_spanned!(span=> #p::Against::NOTHING);
        if let Some(percent) = max_regression_percent {
            let percent = self.number(percent);
            against = quote_spanned!(span=> #p::Against::regression(#against, #percent));
        }
        if let (Some(percent), Some(since)) = (min_improvement_percent, since) {
            let (percent, since) = (self.number(percent), since.value());
            against = quote_spanned!(span=> #p::Against::improvement(#against, #percent, #since));
        }
        Some(against)
    }

    /// The statement that makes the site known by a name and tells it the size of a call; what stands for the site
    /// afterwards. Nobody evaluates the size but a harness that watches the site.
    pub(super) fn sized_site(&self) -> (TokenStream, TokenStream) {
        let site = self.site();
        let Some(size) = self.size() else {
            return (TokenStream::new(), site);
        };
        let (span, p) = (self.span(), self.path());
        let statements = quote_spanned! {span=>
            let __perf_site = #site;
            if #p::watches(__perf_site) {
                #p::observe(__perf_site, #size);
            }
        };
        (statements, quote_spanned!(span=> __perf_site))
    }

    /// The size as a floating-point expression.
    pub(super) fn size(&self) -> Option<TokenStream> {
        let tokens = &self.arguments.size.as_ref()?.tokens;
        let at = first_span(tokens);
        let (span, p) = (self.private.span(at), self.private.path(at));
        Some(quote_spanned!(span=> (#tokens) as #p::f64))
    }

    /// The limits, separated by commas.
    pub(super) fn limits(&self) -> TokenStream {
        let limits = self.concerned().map(|limit| self.limit(limit));
        limits.flat_map(|limit| [limit, quote!(,)]).collect()
    }

    fn concerned(&self) -> impl Iterator<Item = &Limit> {
        let limits = self.arguments.limits.iter();
        limits.filter(|limit| limit.concerns(self.function))
    }

    /// Calls that refuse what contradicts each other, of that which only the compiler can evaluate: each stands at the
    /// argument that is at fault. What literals tell was refused before.
    pub(super) fn agreements(&self) -> TokenStream {
        let mut calls = TokenStream::new();
        for (low, high) in self
            .concerned()
            .flat_map(|low| self.concerned().map(move |high| (low, high)))
        {
            let Some(order) =
                order(low, high).filter(|_| low.known().is_none() || high.known().is_none())
            else {
                continue;
            };
            let at = match order {
                Order::Tail => high.span,
                Order::Part => low.span,
            };
            let (span, p) = (self.private.span(at), self.private.path(at));
            let (low, high) = (self.limit(low), self.limit(high));
            calls.extend(quote_spanned!(span=> #p::agree(&#low, &#high);));
        }
        let (warning, critical) = (
            &self.arguments.warning_percent,
            &self.arguments.critical_percent,
        );
        let unknown = [warning, critical]
            .into_iter()
            .flatten()
            .find(|number| number.known.is_none());
        if let Some(number) = unknown {
            let at = first_span(&number.tokens);
            let (span, p) = (self.private.span(at), self.private.path(at));
            let (warning, critical) = (
                self.percent(warning, WARNING_PERCENT),
                self.percent(critical, CRITICAL_PERCENT),
            );
            calls.extend(quote_spanned!(span=> #p::in_order(#warning, #critical);));
        }
        calls
    }

    fn limit(&self, limit: &Limit) -> TokenStream {
        // All of the call stands at the user's value: that is what the compiler shows when it can be no limit.
        let at = first_span(&limit.value.tokens);
        let (span, p) = (self.private.span(at), self.private.path(at));
        let metric = Ident::new(limit.on.metric.name(), span);
        let statistic = Ident::new(limit.on.statistic.name(), span);
        let factor = Literal::f64_unsuffixed(limit.on.unit.factor);
        let (key, value) = (limit.key, self.number(&limit.value));
        let written = limit.value.tokens.to_string();
        quote_spanned! {span=>
            #p::limit(#p::Metric::#metric, #p::Statistic::#statistic, #factor, #key, #value, #written)
        }
    }

    pub(super) fn identity(&self) -> TokenStream {
        let p = self.path();
        let text =
            |text: &Option<syn::LitStr>| text.as_ref().map(syn::LitStr::value).unwrap_or_default();
        let (label, owner) = (text(&self.arguments.name), text(&self.arguments.owner));
        let tags = self.arguments.tags.iter().map(syn::LitStr::value);
        let warning = self.percent(&self.arguments.warning_percent, WARNING_PERCENT);
        let critical = self.percent(&self.arguments.critical_percent, CRITICAL_PERCENT);
        quote_spanned!(self.span()=> #p::Identity::new(#label, #owner, &[#(#tags),*], #warning, #critical))
    }

    fn percent(&self, given: &Option<Number>, default: f64) -> TokenStream {
        match given {
            Some(number) => self.number(number),
            None => Literal::f64_unsuffixed(default).into_token_stream(),
        }
    }

    /// A floating-point expression for a user's number, whatever numeric type it has.
    fn number(&self, number: &Number) -> TokenStream {
        let at = first_span(&number.tokens);
        let span = self.private.span(at);
        if let Some(value) = number.known {
            // Without a type of its own, a large whole number would be taken for an `i32`.
            let mut literal = Literal::f64_suffixed(value);
            literal.set_span(span);
            return literal.into_token_stream();
        }
        let (p, tokens) = (self.private.path(at), &number.tokens);
        quote_spanned!(span=> (#tokens) as #p::f64)
    }
}

/// Where an expression begins.
pub(super) fn first_span(tokens: &TokenStream) -> Span {
    tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |tree| tree.span())
}
