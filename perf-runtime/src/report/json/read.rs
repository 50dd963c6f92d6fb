//! Reads the types of a report from JSON: hifijson's lexer below, serde above, every error with its place.

use std::borrow::Cow;
use std::fmt;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{Read as _, SliceLexer};
use serde::de::value::StrDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, IntoDeserializer as _, Visitor};

/// A report is eight levels deep; a text much deeper is no report, and would cost the reader its stack.
const MAX_DEPTH: usize = 64;

/// What is wrong with a JSON text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    message: String,
    /// Byte offset of the place where reading stopped.
    pub offset: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in bytes, from 1.
    pub column: usize,
}

impl JsonError {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            offset: 0,
            line: 1,
            column: 1,
        }
    }

    fn at(mut self, text: &[u8], offset: usize) -> Self {
        let before = &text[..offset.min(text.len())];
        let line_start = before
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |i| i + 1);
        self.offset = offset;
        self.line = 1 + before.iter().filter(|&&b| b == b'\n').count();
        self.column = 1 + before.len() - line_start;
        self
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            message,
            offset,
            line,
            column,
        } = self;
        write!(
            f,
            "{message} at line {line}, column {column} (byte {offset})"
        )
    }
}

impl std::error::Error for JsonError {}

impl de::Error for JsonError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

type Result<T> = std::result::Result<T, JsonError>;

/// Reads exactly one value.
pub(crate) fn from_slice<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T> {
    let mut reader = Reader {
        lexer: SliceLexer::new(text),
        depth: 0,
    };
    let value = T::deserialize(&mut reader).and_then(|value| reader.expect_end().map(|()| value));
    value.map_err(|error| error.at(text, text.len() - reader.lexer.as_slice().len()))
}

/// Reads the value that the text begins with; what follows it is the second part of the answer.
pub(crate) fn prefix<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Option<(T, &'de [u8])> {
    let mut reader = Reader {
        lexer: SliceLexer::new(text),
        depth: 0,
    };
    let value = T::deserialize(&mut reader).ok()?;
    let rest = reader.lexer.as_slice().len();
    Some((value, &text[text.len() - rest..]))
}

struct Reader<'de> {
    lexer: SliceLexer<'de>,
    depth: usize,
}

impl<'de> Reader<'de> {
    /// The first byte of the next token, which stays unread.
    fn peek(&mut self) -> Result<u8> {
        let next = self.lexer.ws_peek();
        next.ok_or_else(|| JsonError::new("the text ends in the middle of a value"))
    }

    fn expect_end(&mut self) -> Result<()> {
        match self.lexer.ws_peek() {
            None => Ok(()),
            Some(_) => Err(JsonError::new("there is more after the end of the report")),
        }
    }

    fn take(&mut self, expected: u8) -> Result<()> {
        if self.peek()? == expected {
            self.lexer.take_next();
            return Ok(());
        }
        Err(JsonError::new(format!(
            "`{}` expected",
            char::from(expected)
        )))
    }

    /// Borrowed where nothing in it was escaped: a large report has millions of names of fields.
    fn string(&mut self) -> Result<Cow<'de, str>> {
        self.take(b'"')?;
        let text = self.lexer.str_string();
        text.map_err(|error| JsonError::new(error.to_string()))
    }

    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let number = self.lexer.num_string().validated();
        let (digits, parts) = number.map_err(|error| JsonError::new(error.to_string()))?;
        if !parts.dot && !parts.exp {
            if let Ok(integer) = digits.parse() {
                return visitor.visit_u64(integer);
            }
            if let Ok(integer) = digits.parse() {
                return visitor.visit_i64(integer);
            }
        }
        match digits.parse::<f64>() {
            Ok(float) if float.is_finite() => visitor.visit_f64(float),
            _ => Err(JsonError::new("a number is too large")),
        }
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(JsonError::new(format!(
                "brackets are nested deeper than {MAX_DEPTH}"
            )));
        }
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek()? {
            b'"' => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            b'-' | b'0'..=b'9' => self.number(visitor),
            b'[' => self.nested(|reader| {
                reader.lexer.take_next();
                let mut items = Items::new(reader, b']');
                let value = visitor.visit_seq(&mut items)?;
                items.close()?;
                Ok(value)
            }),
            b'{' => self.nested(|reader| {
                reader.lexer.take_next();
                let mut items = Items::new(reader, b'}');
                let value = visitor.visit_map(&mut items)?;
                items.close()?;
                Ok(value)
            }),
            b't' | b'f' | b'n' => match self.lexer.null_or_bool() {
                Some(Some(value)) => visitor.visit_bool(value),
                Some(None) => visitor.visit_unit(),
                None => Err(JsonError::new("`true`, `false` or `null` expected")),
            },
            other => Err(JsonError::new(format!(
                "a value expected, found `{}`",
                other.escape_ascii()
            ))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.peek()? == b'n' {
            return self.deserialize_any(visitor);
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    /// Enums of a report carry no data: they are written as the variant's name.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let name = self.string()?;
        let variant: StrDeserializer<'_, JsonError> = (&*name).into_deserializer();
        visitor.visit_enum(variant)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// What stands between brackets, separated by commas.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    end: u8,
    first: bool,
}

impl<'a, 'de> Items<'a, 'de> {
    const fn new(reader: &'a mut Reader<'de>, end: u8) -> Self {
        Self {
            reader,
            end,
            first: true,
        }
    }

    /// Whether another item follows; its comma is read.
    fn more(&mut self) -> Result<bool> {
        let next = self.reader.peek()?;
        if next == self.end {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            if next != b',' {
                let end = char::from(self.end);
                return Err(JsonError::new(format!("`,` or `{end}` expected")));
            }
            self.reader.lexer.take_next();
        }
        Ok(true)
    }

    fn close(&mut self) -> Result<()> {
        self.reader.take(self.end)
    }
}

impl<'de> de::SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if !self.more()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> de::MapAccess<'de> for &mut Items<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if !self.more()? {
            return Ok(None);
        }
        let key = self.reader.string()?;
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}
