//! Foureye: a keyboard-driven marketing workbench for the terminal, over one embedded DuckDB file.
//!
//! The rooms, from the top: `cli` and `tui` send requests to `service`, the one door to the data. Events come to it by the
//! `collector`. The service knows the capabilities (`sources`, `cleaning`, `identity`, `quality`, `kpi`, `segments`,
//! `channels`, `crm`, `campaigns`), which all have the same shape: `mod.rs` with its types, `sql/` with its queries, `jobs.rs`
//! with its jobs, `queries.rs` with what its tab and commands ask. `privacy` stands above them, as what it owes people cuts
//! across them all. They stand on `jobs`, `warehouse`, `analysis`, `config` and `reader`, and share the words of `value`.

#![cfg_attr(not(feature = "encryption"), forbid(unsafe_code))]
#![deny(unsafe_code)]

pub mod analysis;
pub mod campaigns;
pub mod channels;
pub mod cleaning;
pub mod cli;
pub mod collector;
pub mod config;
pub mod crm;
pub mod generator;
pub mod identity;
pub mod jobs;
pub mod kpi;
pub mod privacy;
pub mod quality;
pub mod reader;
pub mod segments;
pub mod service;
pub mod sources;
mod sync;
#[cfg(test)]
mod trial;
pub mod tui;
pub mod value;
pub mod warehouse;
