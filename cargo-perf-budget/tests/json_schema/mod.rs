//! As much of JSON Schema (draft 7) as the schema of SARIF needs. A keyword that is not understood is a problem where it
//! applies, so that nothing passes because it was not looked at.

use serde_json::Value;

/// What a schema only says, without demanding it.
const ANNOTATIONS: [&str; 6] = [
    "$schema",
    "$id",
    "title",
    "description",
    "default",
    "definitions",
];

/// A schema with the definitions that it refers to.
pub(crate) struct Schema(Value);

impl Schema {
    pub(crate) fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).expect("a schema is JSON"))
    }

    /// Everything in the document that the schema does not allow, each with its place.
    pub(crate) fn problems(&self, document: &Value) -> Vec<String> {
        let mut problems = Vec::new();
        self.check(&self.0, document, "", &mut problems);
        problems
    }

    fn allows(&self, schema: &Value, value: &Value) -> bool {
        let mut problems = Vec::new();
        self.check(schema, value, "", &mut problems);
        problems.is_empty()
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
        for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
            let fits = match keyword.as_str() {
                "$ref" => {
                    let name = wanted.as_str().unwrap().strip_prefix("#/definitions/");
                    let referred = &self.0["definitions"][name.expect("a local reference")];
                    self.check(referred, value, place, problems);
                    true
                }
                "type" => has_type(value, wanted.as_str().unwrap()),
                "enum" => wanted.as_array().unwrap().contains(value),
                "anyOf" => self.matching(wanted, value) > 0,
                "oneOf" => self.matching(wanted, value) == 1,
                "minimum" => value
                    .as_f64()
                    .is_none_or(|it| it >= wanted.as_f64().unwrap()),
                "maximum" => value
                    .as_f64()
                    .is_none_or(|it| it <= wanted.as_f64().unwrap()),
                "minItems" => length(value).is_none_or(|it| it >= wanted.as_u64().unwrap()),
                "uniqueItems" => wanted == false || is_unique(value),
                "required" => wanted.as_array().unwrap().iter().all(|name| {
                    let object = value.as_object();
                    object.is_none_or(|object| object.contains_key(name.as_str().unwrap()))
                }),
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(wanted, item, &format!("{place}/{i}"), problems);
                    }
                    true
                }
                "properties" | "additionalProperties" => {
                    self.members(schema, keyword, value, place, problems);
                    true
                }
                "format" => has_format(value, wanted.as_str().unwrap()),
                known => ANNOTATIONS.contains(&known),
            };
            if !fits {
                problems.push(format!("{place}: {keyword} {wanted}: {value}"));
            }
        }
    }

    /// How many of the schemas allow the value.
    fn matching(&self, schemas: &Value, value: &Value) -> usize {
        let schemas = schemas.as_array().unwrap().iter();
        schemas.filter(|schema| self.allows(schema, value)).count()
    }

    fn members(
        &self,
        schema: &Value,
        keyword: &str,
        value: &Value,
        place: &str,
        problems: &mut Vec<String>,
    ) {
        for (name, member) in value.as_object().into_iter().flatten() {
            let place = format!("{place}/{name}");
            match (schema["properties"].get(name), keyword) {
                (Some(schema), "properties") => self.check(schema, member, &place, problems),
                (Some(_), _) | (None, "properties") => {}
                (None, _) => match &schema["additionalProperties"] {
                    Value::Bool(true) => {}
                    Value::Bool(false) => problems.push(format!("{place} is no property")),
                    other => self.check(other, member, &place, problems),
                },
            }
        }
    }
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => false,
    }
}

fn length(value: &Value) -> Option<u64> {
    Some(value.as_array()?.len() as u64)
}

fn is_unique(value: &Value) -> bool {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    let mut pairs = items.iter().enumerate();
    pairs.all(|(i, item)| !items[..i].contains(item))
}

/// The characters that no address may hold unescaped decide here, and whether it names its scheme.
fn has_format(value: &Value, name: &str) -> bool {
    let Some(text) = value.as_str() else {
        return true;
    };
    let plain = text
        .chars()
        .all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c));
    match name {
        "uri" => plain && text.contains(':'),
        "uri-reference" => plain,
        _ => false,
    }
}
