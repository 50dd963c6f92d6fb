//! What exercises the budgets: kernels of the fit, the steps of the other analyses, the analyses themselves, the loads, and the router.

mod analyses;
mod kernels;
mod loads;
mod routing;
mod service;
mod steps;
