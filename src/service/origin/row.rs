//! A row of the model: the record that wrote it, the rows that it names, and those that name it.

use super::listing::Listing;
use super::{Direction, Fault, Guide, Node, Step};
use crate::service::Relation;
use crate::value::Table;

pub(super) fn steps(guide: &Guide<'_>, table: &str, key: &[String]) -> Result<Listing, Fault> {
    let key = &whole(guide, table, key);
    let row = found(guide, table, key)?;
    let near = match guide.direction {
        Direction::Back => {
            let mut near: Vec<Step> = written_by(&row).into_iter().collect();
            near.extend(decided(&row));
            near.extend(guide.also_came_as(table, key)?);
            near.extend(guide.named_by(table, &row, 0)?);
            near
        }
        Direction::Forward => {
            let of = Node::Row { table: table.to_owned(), key: key.to_vec() };
            let customer = row.cell(0, "customer_id").integer().map(Node::Customer);
            let mut near: Vec<Step> = customer.map(|customer| Step::new("belongs_to", customer)).into_iter().collect();
            near.extend(guide.parts(&of, "named_by", guide.shape.tables())?);
            near.extend(guide.runs("read_by", |job| job.reads.contains(&table))?);
            near.extend(guide.shown_in(&[table]));
            near
        }
    };
    let at = Some(Node::Row { table: table.to_owned(), key: key.clone() });
    Ok(Listing { at, near, ..Listing::about(row) })
}

/// The key in as many parts as it has: its last one may have a `/` in it.
fn whole(guide: &Guide<'_>, table: &str, key: &[String]) -> Vec<String> {
    match guide.shape.key(table).map(<[String]>::len) {
        Some(parts) if parts > 0 && key.len() > parts => {
            let mut whole = key[..parts - 1].to_vec();
            whole.push(key[parts - 1..].join("/"));
            whole
        }
        _ => key.to_vec(),
    }
}

/// The record that the row stands as; where several have fed it, the last.
fn written_by(row: &Table) -> Option<Step> {
    let (batch, record) = (row.cell(0, "batch_id").integer()?, row.cell(0, "record").integer()?);
    let record = Node::Record { batch, record: u64::try_from(record).ok()? };
    Some(Step::new("came_as", record).named(row.text(0, "source")))
}

/// The decision that entered it, where a person did and the key says which.
fn decided(row: &Table) -> Option<Step> {
    let is_decision = row.text(0, "source") == "decision";
    let key = row.columns.iter().position(|column| column.name.ends_with("_key"))?;
    let id = row.rows.first()?.get(key)?.text()?.strip_prefix("decision:")?.parse().ok()?;
    is_decision.then(|| Step::new("entered", Node::Decision(id)))
}

/// The row, or what would be right.
fn found(guide: &Guide<'_>, table: &str, key: &[String]) -> Result<Table, Fault> {
    let Some(columns) = guide.shape.key(table) else {
        let known: Vec<&str> = guide.shape.keyed().map(|(table, _)| table).collect();
        return Err(Fault::usage(
            format!("rows of {table:?} have no key in the model"),
            format!("expected one of {}", known.join(", ")),
        ));
    };
    if columns.len() != key.len() {
        let given = key.join("/");
        return Err(Fault::usage(
            format!("{given:?} is no key of {table}"),
            format!("its key is {}, such as {}", columns.join("/"), example(guide, table)?),
        ));
    }
    let row = guide.row(table, key)?;
    if row.is_empty() {
        return Err(Fault::usage(
            format!("{table} has no row {}", key.join("/")),
            format!("its key is {}, such as {}", columns.join("/"), example(guide, table)?),
        ));
    }
    Ok(row)
}

/// The key of a row that there is.
fn example(guide: &Guide<'_>, table: &str) -> Result<String, Fault> {
    let relation = Relation::Table { name: table.to_owned() };
    let page = crate::value::Page { limit: 1, ..crate::value::Page::default() };
    let first = guide.local.rows(guide.session, &relation, guide.scope, &page)?;
    let key = (!first.is_empty()).then(|| guide.shape.keyed_row(table, &first, 0)).flatten();
    Ok(match key {
        Some(Node::Row { key, .. }) => key.join("/"),
        _ => "none, as it is empty".to_owned(),
    })
}

impl Guide<'_> {
    /// The rows of a query as steps, each by what it is.
    pub fn rows_as_steps(&self, via: &str, table: &str, rows: &Table) -> Vec<Step> {
        let relation = Relation::Table { name: table.to_owned() };
        let step =
            |row| Step::new(via, self.shape.node(&relation, rows, row)).named(self.shape.told(&relation, rows, row));
        (0..rows.rows.len()).map(step).collect()
    }
}
