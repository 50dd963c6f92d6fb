//! What exercises the budgets: kernels of the fit, the analyses around them, the loads, and the router.

mod analyses;
mod kernels;
mod loads;
mod routing;
