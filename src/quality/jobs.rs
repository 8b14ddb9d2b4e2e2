use super::{check, profile};
use crate::config::model_tables;
use crate::jobs::Job;

/// What is checked and profiled, and the batches that landing is made of.
const DATA: &[&str] = model_tables!["core.customer", "core.customer_key", "ops.batch", "ops.cleaned_cell"];

pub const JOBS: &[Job] = &[
    Job {
        name: "quality.check",
        params: &[],
        reads: DATA,
        writes: &["ops.check_result", "ops.check_source", "mart.check_failure"],
        version: 2,
        refreshed: true,
        run: check::check_all,
    },
    Job {
        name: "quality.profile",
        params: &[],
        reads: DATA,
        writes: &["mart.column_profile"],
        version: 1,
        refreshed: true,
        run: profile::profile,
    },
];
