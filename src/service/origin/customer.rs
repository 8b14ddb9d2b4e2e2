//! A customer: the records that were found to be one person, and all that is known of that person.

use super::listing::Listing;
use super::{Direction, Fault, Guide, Node, Step};
use crate::args;
use crate::value::Page;

/// Records of one customer that are shown one by one; more stand as one step.
const RECORDS: u64 = 50;

pub(super) fn steps(guide: &Guide<'_>, customer: i64) -> Result<Listing, Fault> {
    let about = guide.session.query(include_str!("../sql/origin/customer.sql"), &args![customer => customer])?;
    if about.is_empty() {
        let hint = "`foureye customers search TEXT` finds customers by name, phone, e-mail or id";
        return Err(Fault::usage(format!("there is no customer {customer}"), hint));
    }
    let node = Node::Customer(customer);
    let near = match guide.direction {
        Direction::Back => {
            let mut near = records(guide, &node)?;
            near.extend(guide.parts(&node, "decided", ["ops.decision"].into_iter())?);
            near.extend(guide.runs("made_by", |job| job.writes.contains(&"core.customer"))?);
            near
        }
        Direction::Forward => {
            let facts = guide.shape.tables().filter(|table| !matches!(*table, "core.customer_record" | "ops.decision"));
            guide.parts(&node, "has", facts)?
        }
    };
    Ok(Listing { near, ..Listing::about(about) })
}

fn records(guide: &Guide<'_>, customer: &Node) -> Result<Vec<Step>, Fault> {
    const TABLE: &str = "core.customer_record";
    let page = Page { limit: RECORDS, ..Page::default() };
    let rows = guide.local.rows(guide.session, &customer.part(TABLE), guide.scope, &page)?;
    if rows.total > RECORDS {
        return guide.parts(customer, "made_of", [TABLE].into_iter());
    }
    Ok(guide.rows_as_steps("made_of", TABLE, &rows))
}
