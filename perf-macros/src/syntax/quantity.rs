//! Numbers as users write them: literals are read here, other expressions are left to the compiler.

use proc_macro2::TokenStream;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// The value of a numeric argument.
pub(crate) struct Number {
    /// As it came.
    pub(crate) tokens: TokenStream,
    /// Its value, when a literal tells it.
    pub(crate) known: Option<f64>,
}

/// Why an expression can be no number.
#[derive(Debug, PartialEq)]
pub(crate) enum NotANumber {
    /// A literal of another type, named.
    Other(&'static str),
    /// `2ms`: a number that carries a suffix which is no numeric type.
    Suffix(String),
}

/// Reads `expression`, which is a number unless a literal says otherwise.
pub(crate) fn number(expression: &Expr, tokens: TokenStream) -> Result<Number, NotANumber> {
    let known = value(expression)?;
    Ok(Number { tokens, known })
}

fn value(expression: &Expr) -> Result<Option<f64>, NotANumber> {
    match expression {
        Expr::Lit(ExprLit { lit, .. }) => literal(lit).map(Some),
        Expr::Group(group) => value(&group.expr),
        Expr::Paren(paren) => value(&paren.expr),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => Ok(value(expr)?.map(|value| -value)),
        Expr::Array(_) => Err(NotANumber::Other("a list")),
        Expr::Tuple(_) => Err(NotANumber::Other("a tuple")),
        Expr::Closure(_) => Err(NotANumber::Other("a closure")),
        Expr::Range(_) => Err(NotANumber::Other("a range")),
        _ => Ok(None),
    }
}

fn literal(lit: &Lit) -> Result<f64, NotANumber> {
    match lit {
        // Digits that overflow `f64` parse as infinity, which the checks refuse.
        Lit::Int(int) => suffixed(int.base10_digits(), int.suffix()),
        Lit::Float(float) => suffixed(float.base10_digits(), float.suffix()),
        Lit::Str(_) => Err(NotANumber::Other("text")),
        Lit::Bool(_) => Err(NotANumber::Other("a truth value")),
        Lit::Char(_) | Lit::Byte(_) => Err(NotANumber::Other("a character")),
        _ => Err(NotANumber::Other("text")),
    }
}

fn suffixed(digits: &str, suffix: &str) -> Result<f64, NotANumber> {
    const TYPES: [&str; 15] = [
        "", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64",
    ];
    if !TYPES.contains(&suffix) {
        return Err(NotANumber::Suffix(suffix.to_owned()));
    }
    digits.parse().map_err(|_| NotANumber::Other("no number"))
}

#[cfg(test)]
mod tests {
    use super::{NotANumber, value};

    fn read(text: &str) -> Result<Option<f64>, NotANumber> {
        value(&syn::parse_str(text).unwrap())
    }

    #[test]
    fn literals_have_values() {
        assert_eq!(read("2"), Ok(Some(2.0)));
        assert_eq!(read("2.5"), Ok(Some(2.5)));
        assert_eq!(read("1_000u64"), Ok(Some(1000.0)));
        assert_eq!(read("1e3"), Ok(Some(1000.0)));
        assert_eq!(read("0x10"), Ok(Some(16.0)));
        assert_eq!(read("(-3)"), Ok(Some(-3.0)));
        assert_eq!(read("1e999"), Ok(Some(f64::INFINITY)));
    }

    #[test]
    fn expressions_are_left_alone() {
        assert_eq!(read("LIMIT_MS"), Ok(None));
        assert_eq!(read("2 * module::LIMIT"), Ok(None));
    }

    #[test]
    fn other_literals_are_named() {
        assert_eq!(read("\"2\""), Err(NotANumber::Other("text")));
        assert_eq!(read("true"), Err(NotANumber::Other("a truth value")));
        assert_eq!(read("2ms"), Err(NotANumber::Suffix("ms".to_owned())));
        assert_eq!(read("[1]"), Err(NotANumber::Other("a list")));
    }
}
