//! The tree of registered patterns, one level for each segment.

use perf_runtime::perf_budget;

use super::parameters::Parameters;
use super::pattern::{PatternError, Segment, parse, segments};

/// Patterns with what belongs to them.
#[derive(Debug)]
pub struct Router<T> {
    root: Node<T>,
}

/// What was found for a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Match<'a, T> {
    /// What belongs to the pattern.
    pub value: &'a T,
    /// What the path binds to its parameters.
    pub parameters: Parameters<'a>,
}

#[derive(Debug)]
struct Node<T> {
    value: Option<T>,
    /// Sorted by segment.
    literals: Vec<(String, Node<T>)>,
    parameter: Option<Box<(String, Node<T>)>>,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self {
            value: None,
            literals: Vec::new(),
            parameter: None,
        }
    }
}

impl<T> Default for Router<T> {
    fn default() -> Self {
        Self {
            root: Node::default(),
        }
    }
}

impl<T> Router<T> {
    /// Registers `pattern`.
    ///
    /// # Errors
    ///
    /// [`PatternError`] when it is not a pattern, or in the way of another.
    pub fn insert(&mut self, pattern: &str, value: T) -> Result<(), PatternError> {
        let mut node = &mut self.root;
        for segment in parse(pattern)? {
            node = node.child(segment)?;
        }
        if node.value.is_some() {
            return Err(PatternError::Taken);
        }
        node.value = Some(value);
        Ok(())
    }

    /// What belongs to `path`; a literal segment goes before a parameter. Nothing is allocated.
    #[perf_budget(max_us = 10, max_allocs = 0)]
    pub fn route<'a>(&'a self, path: &'a str) -> Option<Match<'a, T>> {
        self.root.find(segments(path)?, Parameters::default())
    }
}

impl<T> Node<T> {
    fn child(&mut self, segment: Segment<'_>) -> Result<&mut Self, PatternError> {
        match segment {
            Segment::Literal(literal) => {
                let place = match self.place(literal) {
                    Ok(place) => place,
                    Err(place) => {
                        self.literals
                            .insert(place, (literal.to_owned(), Self::default()));
                        place
                    }
                };
                Ok(&mut self.literals[place].1)
            }
            Segment::Parameter(name) => {
                let (registered, child) = &mut **self
                    .parameter
                    .get_or_insert_with(|| Box::new((name.to_owned(), Self::default())));
                if registered != name {
                    return Err(PatternError::OtherName {
                        registered: registered.clone(),
                    });
                }
                Ok(child)
            }
        }
    }

    fn place(&self, literal: &str) -> Result<usize, usize> {
        self.literals
            .binary_search_by(|(registered, _)| registered.as_str().cmp(literal))
    }

    fn find<'a>(
        &'a self,
        mut rest: std::str::Split<'a, char>,
        bound: Parameters<'a>,
    ) -> Option<Match<'a, T>> {
        let Some(segment) = rest.next() else {
            return self.value.as_ref().map(|value| Match {
                value,
                parameters: bound,
            });
        };
        let literal = self
            .place(segment)
            .ok()
            .map(|place| &self.literals[place].1);
        literal
            .and_then(|child| child.find(rest.clone(), bound))
            .or_else(|| {
                let (name, child) = &**self.parameter.as_ref().filter(|_| !segment.is_empty())?;
                child.find(rest, bound.with(name, segment))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router() -> Router<&'static str> {
        let mut router = Router::default();
        for pattern in [
            "/",
            "/users",
            "/users/:id",
            "/users/me",
            "/users/:id/posts/:post",
            "/users/me/inbox",
        ] {
            router
                .insert(pattern, pattern)
                .expect("no pattern is in the way of another");
        }
        router
    }

    fn found<'a>(router: &'a Router<&str>, path: &'a str) -> Option<&'a str> {
        router.route(path).map(|found| *found.value)
    }

    #[test]
    fn paths_find_their_patterns() {
        let router = router();
        for (path, pattern) in [
            ("/", Some("/")),
            ("/users", Some("/users")),
            ("/users/7", Some("/users/:id")),
            ("/users/me", Some("/users/me")),
            ("/users/7/posts/11", Some("/users/:id/posts/:post")),
            ("/users/", None),
            ("/users/7/posts", None),
            ("users", None),
            ("", None),
            ("/users/me/inbox", Some("/users/me/inbox")),
            ("/users/7/posts/", None),
            ("/users//posts/11", None),
        ] {
            assert_eq!(found(&router, path), pattern, "{path}");
        }
    }

    /// `/users/me/posts/3` begins like a literal and has to turn back to the parameter.
    #[test]
    fn a_literal_that_leads_nowhere_is_taken_back() {
        let router = router();
        let found = router
            .route("/users/me/posts/3")
            .expect("matched by the parameter");
        assert_eq!(*found.value, "/users/:id/posts/:post");
        let bound: Vec<_> = found.parameters.iter().collect();
        assert_eq!(bound, [("id", "me"), ("post", "3")]);
        assert_eq!(found.parameters.get("post"), Some("3"));
        assert_eq!(found.parameters.get("page"), None);
    }

    #[test]
    fn patterns_in_the_way_of_others_are_refused() {
        let mut router = router();
        assert_eq!(router.insert("/users/me", ""), Err(PatternError::Taken));
        let registered = "id".to_owned();
        assert_eq!(
            router.insert("/users/:name", ""),
            Err(PatternError::OtherName { registered })
        );
    }
}
