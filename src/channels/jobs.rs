use super::attribute;
use crate::jobs::{Job, Param, ParamKind};

pub const JOBS: &[Job] = &[Job {
    name: "channels.attribution",
    params: &[Param { name: "window_days", kind: ParamKind::Integer { min: 1, max: 365 }, default: "30" }],
    reads: &[
        "core.touchpoint",
        "core.sales_order",
        "core.order_line",
        "core.channel",
        "core.customer",
        "core.customer_key",
    ],
    writes: &["mart.path", "mart.attribution", "mart.transition"],
    version: 1,
    refreshed: true,
    run: attribute::run,
}];
