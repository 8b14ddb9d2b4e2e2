use super::cluster;
use crate::jobs::{Job, JobError, Outcome, Param, ParamKind, Run};

pub const JOBS: &[Job] = &[
    Job {
        name: "segments.rfm",
        params: &[],
        reads: &["core.sales_order", "core.order_line", "core.customer", "core.customer_key"],
        writes: &["mart.rfm"],
        version: 1,
        refreshed: true,
        run: score,
    },
    Job {
        name: "segments.kmeans",
        params: &[
            Param { name: "clusters", kind: ParamKind::Integer { min: 2, max: 12 }, default: "0" },
            Param { name: "max_clusters", kind: ParamKind::Integer { min: 2, max: 12 }, default: "8" },
            Param { name: "sample", kind: ParamKind::Integer { min: 100, max: 5000 }, default: "5000" },
            Param { name: "scaling", kind: ParamKind::Choice(&["standard", "robust"]), default: "standard" },
        ],
        reads: &[
            "core.sales_order",
            "core.order_line",
            "core.product",
            "core.channel",
            "core.touchpoint",
            "core.customer",
            "core.customer_key",
        ],
        writes: &["mart.customer_feature", "mart.cluster", "mart.cluster_choice", "mart.cluster_member"],
        version: 1,
        refreshed: true,
        run: cluster::run,
    },
];

fn score(run: &Run<'_>) -> Result<Outcome, JobError> {
    let rule = |([recency, frequency, monetary], segment): ([u8; 3], &str)| {
        (format!("{recency}-{frequency}-{monetary}"), segment.into())
    };
    let rules: serde_json::Map<String, serde_json::Value> = run.config.segments.all().map(rule).collect();
    let mut args = run.query_args();
    args.insert("segments".into(), serde_json::Value::Object(rules).to_string().into());
    let customers = run.session.execute(include_str!("sql/score.sql"), &args)?;
    run.progress(1.0)?;
    Ok(Outcome::rows(customers).with("customers", customers))
}
