//! Functions by the text that describes them, up to their figures: equal texts describe the same function.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};

use super::super::json;
use super::super::model::SiteRecord;
use super::Who;
use super::cursor::Cursor;

/// What stands between a function and its figures. Within a string its quotes would be escaped.
const END: &[u8] = b",\"contexts\":[";

/// The texts of the functions of a sum.
#[derive(Debug, Default)]
pub(in crate::report) struct Heads {
    /// In the order in which they came: the next file most likely has them in the same one.
    known: Vec<Head>,
    /// Places in `known` by the hash of the text.
    places: HashMap<u64, usize>,
}

#[derive(Debug)]
struct Head {
    /// With [`END`].
    text: Box<[u8]>,
    /// The function's place in the sum.
    site: usize,
}

/// The head that is expected next: a place in the order of those that are known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Expected(usize);

impl Heads {
    /// The function at the cursor, which goes on to its figures; and what is expected after it.
    pub(super) fn find<'t>(
        &self,
        cursor: &mut Cursor<'t>,
        expected: Expected,
    ) -> Option<(Who<'t>, Expected)> {
        if let Some(head) = self.known.get(expected.0)
            && cursor.take(&head.text).is_some()
        {
            return Some((Who::Known(head.site), Expected(expected.0 + 1)));
        }
        let rest = cursor.rest();
        let end = rest.windows(END.len()).position(|window| window == END)?;
        let text = &rest[..end + END.len()];
        cursor.take(text)?;
        if let Some(&place) = self.places.get(&hash(text))
            && *self.known[place].text == *text
        {
            return Some((Who::Known(self.known[place].site), Expected(place + 1)));
        }
        let site: SiteRecord = json::from_slice(&[text, b"]}"].concat()).ok()?;
        Some((Who::New(text, Box::new(site)), expected))
    }

    /// Remembers that `text` describes the function at this place of the sum.
    pub(in crate::report) fn learn(&mut self, text: &[u8], site: usize) {
        self.places.insert(hash(text), self.known.len());
        self.known.push(Head {
            text: text.into(),
            site,
        });
    }
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text);
    hasher.finish()
}
