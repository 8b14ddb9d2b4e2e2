use super::fold::Folder;
use super::linker::{CHUNK, Linker, node};
use crate::analysis::linkage::Weights;
use crate::args;
use crate::jobs::{Job, JobError, Outcome, Run};
use crate::value::{Args, Cell};

pub const JOBS: &[Job] = &[Job {
    name: "identity.unify",
    params: &[],
    reads: &[
        "core.customer_record",
        "core.customer_alias",
        "core.sales_order",
        "core.touchpoint",
        "core.interaction",
        "core.feedback",
        "core.consent",
        "core.campaign_member",
        "core.campaign_message",
        "core.campaign_response",
        "ops.identity_decision",
        "ops.cleaned_cell",
    ],
    // The facts' customer_id follows from core.customer_key and is no change of theirs: it is not listed, or the job
    // would make itself stale.
    writes: &[
        "core.customer",
        "core.customer_address",
        "core.customer_key",
        "core.customer_word",
        "core.customer_number",
        "core.character_form",
        "mart.shared_value",
        "mart.identity_pair",
        "mart.identity_agreement",
    ],
    version: 4,
    refreshed: true,
    run: unify,
}];

/// Tables whose rows belong to customers by `(system, customer_key)`.
const FACTS: [&str; 9] = [
    "customer_alias",
    "sales_order",
    "touchpoint",
    "interaction",
    "feedback",
    "consent",
    "campaign_member",
    "campaign_message",
    "campaign_response",
];

/// Pairs of either kind that are kept for a person to look at.
const MOST_REVIEWED: u32 = 10_000;

fn unify(run: &Run<'_>) -> Result<Outcome, JobError> {
    run.session.batch(include_str!("sql/nodes.sql"))?;
    run.session.batch(include_str!("sql/decisions.sql"))?;
    run.session.batch(include_str!("sql/aliases.sql"))?;
    run.progress(0.05)?;
    fold_texts(run)?;
    run.session.batch(include_str!("sql/records.sql"))?;
    run.progress(0.1)?;
    let nodes = run.session.scalar("SELECT count(*) FROM identity_node", &Args::new())?;
    let progress = |done: f64| run.progress(0.1 + 0.5 * done);
    let linker = Linker::of(run.session, &run.config.identity, node(&nodes)?, &progress);
    let linked = linker.run()?;
    run.session.batch(include_str!("sql/members.sql"))?;
    run.session.batch(include_str!("sql/unify_keys.sql"))?;
    review(run, &linker, &linked.weights)?;
    run.progress(0.65)?;
    run.session.batch(include_str!("sql/addresses.sql"))?;
    run.session.batch(include_str!("sql/customers.sql"))?;
    run.progress(0.7)?;
    run.session.batch(include_str!("sql/words.sql"))?;
    run.progress(0.75)?;
    for (at, fact) in FACTS.into_iter().enumerate() {
        let sql = include_str!("sql/facts.sql").replace("core.fact", &format!("core.{fact}"));
        run.session.execute(&sql, &Args::new())?;
        run.progress(0.75 + 0.25 * (at + 1) as f64 / FACTS.len() as f64)?;
    }
    run.session.batch(include_str!("sql/visitors.sql"))?;
    let ignored = run.session.execute(include_str!("sql/ignored.sql"), &args![run_id => run.id])?;
    outcome(run, linked.pairs_compared, ignored)
}

/// Keeps the pairs that are worth a look, with what each field adds to their weight.
fn review(run: &Run<'_>, linker: &Linker<'_>, weights: &Weights) -> Result<(), JobError> {
    run.session.execute(include_str!("sql/review.sql"), &args![most => MOST_REVIEWED])?;
    linker.agreements(weights)?;
    run.session.execute(include_str!("sql/reviewed.sql"), &args![run_id => run.id])?;
    run.session.execute(include_str!("sql/reviewed_pairs.sql"), &args![run_id => run.id])?;
    Ok(())
}

/// Leaves each name and city that is not plain ASCII with its folded form, and the characters' forms for the searches to
/// come.
fn fold_texts(run: &Run<'_>) -> Result<(), JobError> {
    let folder = Folder::new();
    run.session.batch("CREATE OR REPLACE TEMP TABLE identity_fold (text VARCHAR, folded VARCHAR)")?;
    loop {
        let texts = run.session.query(include_str!("sql/unfolded.sql"), &args![most => CHUNK])?;
        if texts.is_empty() {
            break;
        }
        let folded = |row: usize| vec![texts.cell(row, "text").clone(), folder.fold(texts.text(row, "text")).into()];
        let rows: Vec<Vec<Cell>> = (0..texts.rows.len()).map(folded).collect();
        run.session.append_rows("main", "identity_fold", &rows)?;
        run.progress(0.05)?;
    }
    let (traditional, simplified) = folder.forms();
    run.session.batch("DELETE FROM core.character_form")?;
    run.session.append_rows("core", "character_form", &[vec![traditional.into(), simplified.into()]])?;
    Ok(())
}

fn outcome(run: &Run<'_>, pairs_compared: u64, ignored: u64) -> Result<Outcome, JobError> {
    let found = run.session.query(include_str!("sql/outcome.sql"), &Args::new())?;
    let customers = found.cell(0, "customers").integer().unwrap_or_default();
    Ok(Outcome::rows(customers.unsigned_abs())
        .with("customers", customers)
        .with("records", found.cell(0, "records").clone())
        .with("merged", found.cell(0, "merged").clone())
        .with("pairs_compared", pairs_compared)
        .with("linked_by_likeness", found.cell(0, "linked_by_likeness").clone())
        .with("ignored_values", ignored))
}
