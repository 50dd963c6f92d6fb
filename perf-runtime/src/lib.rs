//! Performance budgets on production functions.
