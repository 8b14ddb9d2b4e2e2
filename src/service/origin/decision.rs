//! What a person decided, and what it is about.

use super::listing::Listing;
use super::{Fault, Guide, Node, Step};
use crate::args;

pub(super) fn steps(guide: &Guide<'_>, decision: i64) -> Result<Listing, Fault> {
    let bound = args![decision => decision];
    let about = guide.session.query(include_str!("../sql/origin/decision.sql"), &bound)?;
    if about.is_empty() {
        let hint = "`foureye rejects` and `foureye customers decisions` list what was decided";
        return Err(Fault::usage(format!("there is no decision {decision}"), hint));
    }
    let subjects = guide.session.query(include_str!("../sql/origin/decided_upon.sql"), &bound)?;
    let step = |row: usize| {
        let id = |column: &str| subjects.cell(row, column).integer();
        let node = match (id("customer_id"), id("batch_id"), id("record")) {
            (Some(customer), _, _) => Node::Customer(customer),
            (None, Some(batch), Some(record)) => Node::Record { batch, record: u64::try_from(record).ok()? },
            _ => return None,
        };
        Some(Step::new("about", node).named(subjects.text(row, "name")))
    };
    let near = (0..subjects.rows.len()).filter_map(step).collect();
    Ok(Listing { near, ..Listing::about(about) })
}
