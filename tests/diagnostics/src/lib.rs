//! Nothing of its own: its test compiles one file for each mistake. A package apart, so that what the files are compiled
//! with is the runtime and nothing else.
