use super::{check, profile};
use crate::jobs::Job;

/// What is checked and profiled, and the batches that landing is made of.
const DATA: &[&str] = &[
    "core.action_plan",
    "core.campaign",
    "core.campaign_member",
    "core.campaign_message",
    "core.campaign_response",
    "core.channel",
    "core.channel_spend",
    "core.consent",
    "core.customer",
    "core.customer_alias",
    "core.customer_key",
    "core.customer_record",
    "core.feedback",
    "core.interaction",
    "core.kpi_target",
    "core.market",
    "core.offer",
    "core.order_line",
    "core.product",
    "core.promotion",
    "core.sales_order",
    "core.social_post",
    "core.stock",
    "core.store",
    "core.touchpoint",
    "ops.batch",
    "ops.cleaned_cell",
];

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
