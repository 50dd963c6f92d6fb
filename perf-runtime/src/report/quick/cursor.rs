//! A place in a text that is expected to go on in one way: every step is taken whole, or not at all.

use serde::Deserialize;

use super::super::json;

/// Up to here every integer is a float, and so is the quotient by a power of ten rounded once, as it has to be.
const LARGEST_EXACT: u64 = 1 << 53;

/// The powers of ten that are floats.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// What is left of a text.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    rest: &'t [u8],
}

impl<'t> Cursor<'t> {
    pub(super) const fn new(text: &'t [u8]) -> Self {
        Self { rest: text }
    }

    pub(super) const fn rest(&self) -> &'t [u8] {
        self.rest
    }

    /// Goes on behind `expected`.
    pub(super) fn take(&mut self, expected: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    /// Goes on so many bytes further, and says which they were.
    fn advance(&mut self, bytes: usize) -> &'t [u8] {
        let (passed, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        passed
    }

    /// Any value, as the general reader reads it.
    pub(super) fn value<T: Deserialize<'t>>(&mut self) -> Option<T> {
        let (value, rest) = json::prefix(self.rest)?;
        self.rest = rest;
        Some(value)
    }

    /// A string without escapes.
    pub(super) fn plain(&mut self) -> Option<&'t str> {
        self.take(b"\"")?;
        let special = |byte: &u8| *byte < b' ' || matches!(*byte, b'"' | b'\\');
        let text = self.advance(self.rest.iter().position(special)?);
        self.take(b"\"")?;
        std::str::from_utf8(text).ok()
    }

    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let digits = self.digits()?;
        if digits.len() > 1 && digits[0] == b'0' {
            return None;
        }
        digits.iter().try_fold(0_u64, |number, digit| {
            number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
        })
    }

    /// A finite number.
    pub(super) fn number(&mut self) -> Option<f64> {
        let before = self.rest;
        let mut mantissa = 0_u64;
        // Wraps only where there are more digits than are exact anyway.
        let mut add = |digits: &[u8]| {
            for digit in digits {
                mantissa = mantissa
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(digit - b'0'));
            }
        };
        let negative = self.take(b"-").is_some();
        let whole = self.digits()?;
        if whole.len() > 1 && whole[0] == b'0' {
            return None;
        }
        add(whole);
        let decimals = if self.take(b".").is_some() {
            let decimals = self.digits()?;
            add(decimals);
            decimals.len()
        } else {
            0
        };
        let scientific = matches!(self.rest.first(), Some(b'e' | b'E'));
        if scientific {
            self.advance(1);
            if matches!(self.rest.first(), Some(b'+' | b'-')) {
                self.advance(1);
            }
            self.digits()?;
        }
        // 18 digits fit the mantissa.
        let short = whole.len() + decimals <= 18 && mantissa <= LARGEST_EXACT;
        if short && !negative && !scientific {
            return Some(mantissa as f64 / POWERS_OF_TEN[decimals]);
        }
        let token = &before[..before.len() - self.rest.len()];
        let number: f64 = std::str::from_utf8(token).ok()?.parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<&'t [u8]> {
        let other = |byte: &u8| !byte.is_ascii_digit();
        let count = self.rest.iter().position(other)?;
        (count > 0).then(|| self.advance(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in [
            "0",
            "0.0",
            "980000.0",
            "986666.6666666667",
            "1e16",
            "1.5e-7",
            "-3.25",
            "9007199254740993",
            "0.1",
            "123456789012345678",
            "1234567890123456789012345678.5",
            "0.00000000000000000000001",
            "5e-324",
            "1.7976931348623157e308",
        ] {
            let padded = format!("{text},");
            let mut cursor = Cursor::new(padded.as_bytes());
            let expected: f64 = text.parse().unwrap();
            assert_eq!(
                cursor.number().map(f64::to_bits),
                Some(expected.to_bits()),
                "{text}"
            );
            assert_eq!(cursor.rest(), b",");
        }
        for text in [
            "", ",", "-,", ".5,", "1.,", "01,", "1e,", "1e999,", "+1,", "NaN,", "1",
        ] {
            assert_eq!(Cursor::new(text.as_bytes()).number(), None, "{text}");
        }
    }

    #[test]
    fn integers_that_do_not_fit_are_none() {
        let read = |text: &str| Cursor::new(text.as_bytes()).unsigned();
        assert_eq!(read("18446744073709551615,"), Some(u64::MAX));
        for text in ["18446744073709551616,", "00,", "-1,", ",", "1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn strings_with_escapes_are_left_to_others() {
        let read = |text: &'static [u8]| Cursor::new(text).plain();
        assert_eq!(read("\"tests::ü\"".as_bytes()), Some("tests::ü"));
        for text in [&b"\"a\\n\""[..], b"\"a\n\"", b"\"a", b"a\"", b"\"\xff\""] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
