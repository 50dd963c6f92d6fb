//! Runnable analyses, annotated as a user would.
