use super::{erase, forget, retain};
use crate::jobs::{Job, Param, ParamKind};

/// What erasing writes. What jobs derive is not listed: of that only rows about the person go, in all runs that are kept.
const ERASED: &[&str] = &[
    "core.campaign_member",
    "core.campaign_message",
    "core.campaign_response",
    "core.consent",
    "core.customer",
    "core.customer_address",
    "core.customer_key",
    "core.customer_number",
    "core.customer_record",
    "core.customer_word",
    "core.feedback",
    "core.interaction",
    "core.sales_order",
    "core.touchpoint",
    "ops.batch",
    "ops.cleaned_cell",
    "ops.decision",
    "ops.forgotten",
    "ops.identity_decision",
    "ops.reject",
];

pub const JOBS: &[Job] = &[
    Job {
        name: "privacy.forget",
        params: &[Param { name: "customer", kind: ParamKind::Integer { min: 1, max: i64::MAX }, default: "" }],
        reads: &[],
        writes: ERASED,
        version: 1,
        refreshed: false,
        run: forget::forget,
    },
    Job {
        // Erases again whoever was forgotten before: after an older state of the data was restored.
        name: "privacy.reapply",
        params: &[],
        reads: &[],
        writes: ERASED,
        version: 1,
        refreshed: false,
        run: erase::again,
    },
    Job {
        name: "privacy.retain",
        params: &[],
        reads: &[],
        writes: ERASED,
        version: 1,
        refreshed: false,
        run: retain::retain,
    },
];
