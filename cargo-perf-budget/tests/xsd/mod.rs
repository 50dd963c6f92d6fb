//! As much of XML Schema as the schema of JUnit needs: elements by reference in sequences, attributes, text. Anything else
//! in a schema is refused, so that nothing passes because it was not understood.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A schema of elements.
pub(crate) struct Schema(BTreeMap<String, Declared>);

/// What an element may hold.
#[derive(Debug, Default)]
struct Declared {
    text: bool,
    children: Vec<Child>,
    /// Whether each attribute is required.
    attributes: BTreeMap<String, bool>,
}

/// An element of a sequence.
#[derive(Debug)]
struct Child {
    name: String,
    least: usize,
    most: usize,
}

/// An element of a document.
#[derive(Debug)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    text: bool,
}

impl Schema {
    pub(crate) fn read(text: &str) -> Self {
        let root = parse(text).expect("a schema is XML");
        assert_eq!(root.name, "xs:schema");
        let declared = root.children.iter().map(|element| {
            assert_eq!(element.name, "xs:element");
            (
                element.attribute("name").expect("a name").to_owned(),
                declared(element),
            )
        });
        Self(declared.collect())
    }

    /// Everything in the document that the schema does not allow.
    pub(crate) fn problems(&self, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        match parse(text) {
            Ok(root) => self.check(&root, &mut problems),
            Err(error) => problems.push(error),
        }
        problems
    }

    fn check(&self, node: &Node, problems: &mut Vec<String>) {
        let name = &node.name;
        let Some(declared) = self.0.get(name) else {
            problems.push(format!("<{name}> is no element"));
            return;
        };
        if node.text && !declared.text {
            problems.push(format!("<{name}> holds text"));
        }
        for (attribute, _) in &node.attributes {
            if !declared.attributes.contains_key(attribute) {
                problems.push(format!("<{name}> has an attribute {attribute}"));
            }
        }
        for (attribute, required) in &declared.attributes {
            if *required && node.attribute(attribute).is_none() {
                problems.push(format!("<{name}> lacks {attribute}"));
            }
        }
        let mut rest = node.children.iter().peekable();
        for child in &declared.children {
            let mut count = 0;
            while rest.next_if(|node| node.name == child.name).is_some() {
                count += 1;
            }
            if count < child.least || count > child.most {
                problems.push(format!("<{name}> has {count} <{}>", child.name));
            }
        }
        if let Some(left) = rest.next() {
            problems.push(format!("<{}> does not stand there in <{name}>", left.name));
        }
        node.children
            .iter()
            .for_each(|child| self.check(child, problems));
    }
}

fn declared(element: &Node) -> Declared {
    let mut declared = Declared::default();
    match element.attribute("type") {
        Some("xs:string") => declared.text = true,
        Some(other) => panic!("the type {other} is not understood"),
        None => {}
    }
    for complex in &element.children {
        assert_eq!(complex.name, "xs:complexType");
        declared.text |= complex.attribute("mixed") == Some("true");
        for part in &complex.children {
            match part.name.as_str() {
                "xs:sequence" => declared.children = part.children.iter().map(child).collect(),
                "xs:attribute" => {
                    assert_eq!(part.attribute("type"), Some("xs:string"));
                    let name = part.attribute("name").expect("a name").to_owned();
                    let required = part.attribute("use") == Some("required");
                    declared.attributes.insert(name, required);
                }
                other => panic!("{other} is not understood"),
            }
        }
    }
    declared
}

fn child(element: &Node) -> Child {
    assert_eq!(element.name, "xs:element");
    let count = |name| match element.attribute(name) {
        None => 1,
        Some("unbounded") => usize::MAX,
        Some(number) => number.parse().expect("a number"),
    };
    Child {
        name: element.attribute("ref").expect("a reference").to_owned(),
        least: count("minOccurs"),
        most: count("maxOccurs"),
    }
}

impl Node {
    fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn open(start: &BytesStart<'_>) -> Result<Self, String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.map_err(|error| error.to_string())?;
            Ok((text(attribute.key.as_ref()), text(&attribute.value)))
        });
        Ok(Self {
            name: text(start.name().as_ref()),
            attributes: attributes.collect::<Result<_, String>>()?,
            children: Vec::new(),
            text: false,
        })
    }
}

/// The root of a document.
fn parse(text: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = Vec::new();
    loop {
        let closed = match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                open.push(Node::open(&start)?);
                continue;
            }
            Event::Empty(start) => Node::open(&start)?,
            Event::End(_) => open.pop().ok_or("an end without a start")?,
            Event::Text(text) => {
                let is_text = !text.iter().all(u8::is_ascii_whitespace);
                if let Some(node) = open.last_mut() {
                    node.text |= is_text;
                }
                continue;
            }
            Event::Eof => return Err("the document ends too early".to_owned()),
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => return Ok(closed),
        }
    }
}
