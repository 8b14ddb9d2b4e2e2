use super::fold::Folder;
use super::forest::Forest;
use crate::args;
use crate::jobs::{Job, JobError, Outcome, Run};
use crate::value::{Args, Cell};

pub const JOBS: &[Job] = &[Job {
    name: "identity.unify",
    params: &[],
    reads: &[
        "core.customer_record",
        "core.sales_order",
        "core.touchpoint",
        "core.interaction",
        "core.feedback",
        "core.consent",
        "core.campaign_member",
        "core.campaign_message",
        "core.campaign_response",
    ],
    // The facts' customer_id follows from core.customer_key and is no change of theirs: it is not listed, or the job
    // would make itself stale.
    writes: &[
        "core.customer",
        "core.customer_key",
        "core.customer_word",
        "core.customer_number",
        "core.character_form",
        "mart.shared_value",
    ],
    version: 1,
    refreshed: true,
    run: unify,
}];

/// Tables whose rows belong to customers by `(system, customer_key)`.
const FACTS: [&str; 8] = [
    "sales_order",
    "touchpoint",
    "interaction",
    "feedback",
    "consent",
    "campaign_member",
    "campaign_message",
    "campaign_response",
];

/// Rows that are appended at once.
const CHUNK: usize = 500_000;

fn unify(run: &Run<'_>) -> Result<Outcome, JobError> {
    run.session.batch(include_str!("sql/nodes.sql"))?;
    run.progress(0.1)?;
    run.session.batch(include_str!("sql/values.sql"))?;
    run.progress(0.2)?;
    join(run)?;
    run.progress(0.4)?;
    run.session.batch(include_str!("sql/members.sql"))?;
    run.session.batch(include_str!("sql/unify_keys.sql"))?;
    run.progress(0.5)?;
    fold_names(run)?;
    run.session.batch(include_str!("sql/customers.sql"))?;
    run.progress(0.6)?;
    run.session.batch(include_str!("sql/words.sql"))?;
    run.progress(0.7)?;
    for (at, fact) in FACTS.into_iter().enumerate() {
        let sql = include_str!("sql/facts.sql").replace("core.fact", &format!("core.{fact}"));
        run.session.execute(&sql, &Args::new())?;
        run.progress(0.7 + 0.3 * (at + 1) as f64 / FACTS.len() as f64)?;
    }
    let ignored = run.session.execute(include_str!("sql/ignored.sql"), &args![run_id => run.id])?;
    outcome(run, ignored)
}

/// Streams the pairs of records that share a value, and keeps which node stands for which.
fn join(run: &Run<'_>) -> Result<(), JobError> {
    let nodes = run.session.scalar("SELECT count(*) FROM identity_node", &Args::new())?;
    let mut forest = Forest::of(node(&nodes)?);
    run.session.stream(include_str!("sql/pairs.sql"), &Args::new(), |pair| {
        forest.join(node(&pair[0])?, node(&pair[1])?);
        Ok::<(), JobError>(())
    })?;
    run.session.batch("CREATE OR REPLACE TEMP TABLE identity_root (node BIGINT, root BIGINT)")?;
    let mut rows = forest.joined().map(|(node, root)| vec![Cell::from(node), Cell::from(root)]).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Cell>> = rows.by_ref().take(CHUNK).collect();
        run.session.append_rows("main", "identity_root", &chunk)?;
    }
    Ok(())
}

fn node(cell: &Cell) -> Result<u32, JobError> {
    cell.integer().and_then(|n| u32::try_from(n).ok()).ok_or_else(|| JobError::Unfit {
        what: format!("{cell} customer keys are more than can be told apart"),
        hint: "archive sources that are no longer needed".into(),
    })
}

/// Leaves each name that is not plain ASCII with its folded form, and the characters' forms for the searches to come.
fn fold_names(run: &Run<'_>) -> Result<(), JobError> {
    let folder = Folder::new();
    run.session.batch("CREATE OR REPLACE TEMP TABLE identity_name (name VARCHAR, folded VARCHAR)")?;
    loop {
        let names = run.session.query(include_str!("sql/unfolded.sql"), &args![most => CHUNK])?;
        if names.is_empty() {
            break;
        }
        let folded = |row: usize| vec![names.cell(row, "name").clone(), folder.fold(names.text(row, "name")).into()];
        let rows: Vec<Vec<Cell>> = (0..names.rows.len()).map(folded).collect();
        run.session.append_rows("main", "identity_name", &rows)?;
        run.progress(0.5)?;
    }
    let (traditional, simplified) = folder.forms();
    run.session.batch("DELETE FROM core.character_form")?;
    run.session.append_rows("core", "character_form", &[vec![traditional.into(), simplified.into()]])?;
    Ok(())
}

fn outcome(run: &Run<'_>, ignored: u64) -> Result<Outcome, JobError> {
    let found = run.session.query(include_str!("sql/outcome.sql"), &Args::new())?;
    let customers = found.cell(0, "customers").integer().unwrap_or_default();
    Ok(Outcome::rows(customers.unsigned_abs())
        .with("customers", customers)
        .with("records", found.cell(0, "records").clone())
        .with("merged", found.cell(0, "merged").clone())
        .with("ignored_values", ignored))
}
