//! Segments: who is alike among the customers, told in two ways.
//!
//! By rule (`segments.rfm`): recency, frequency and monetary value, scored by fifths, and named by `segments.toml`. These
//! segments have words that a whole company can use, and hold over all tabs as a filter. By likeness (`segments.kmeans`):
//! clusters of what customers do, which no one had to think of first. Both stand on `core.sale` up to the as-of day.

mod cluster;
mod features;
pub mod jobs;
pub mod queries;

#[cfg(test)]
mod tests;
