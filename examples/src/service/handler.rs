//! Answers one request.

use perf_runtime::perf_budget;

use super::store::Store;
use crate::router::Router;

/// What a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The name of a number.
    Name,
    /// Whether the service lives.
    Health,
}

/// The paths that are answered.
///
/// # Panics
///
/// Never: the patterns are sound.
#[must_use]
pub fn routes() -> Router<Question> {
    let mut routes = Router::default();
    for (pattern, question) in [
        ("/names/:number", Question::Name),
        ("/health", Question::Health),
    ] {
        routes.insert(pattern, question).expect("a sound pattern");
    }
    routes
}

/// Answers one request: `/names/7` with the name, `/health` with `ok`.
///
/// The limit on the whole time leaves room for the store under load; that on busy time does not depend on it.
#[perf_budget(max_ms = 250, max_busy_ms = 2)]
pub async fn handle(routes: &Router<Question>, store: &Store, path: &str) -> String {
    let Some(found) = routes.route(path) else {
        return "404".to_owned();
    };
    match *found.value {
        Question::Health => "ok".to_owned(),
        Question::Name => {
            let number = found.parameters.get("number");
            let Some(number) = number.and_then(|number| number.parse().ok()) else {
                return "400".to_owned();
            };
            store.find(number).await.unwrap_or("404").to_owned()
        }
    }
}
