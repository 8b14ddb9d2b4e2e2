use crate::config::{FieldMap, Sources};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError};

/// Keeps `ops.source` as `sources.toml` is, so that queries can name sources which have not delivered yet.
pub fn register(session: &Session, sources: &Sources) -> Result<(), WarehouseError> {
    let (rows, fields) = described(sources);
    let kept = session.query("SELECT * FROM ops.source ORDER BY position", &Args::new())?.rows;
    let kept_fields = session.query("SELECT * FROM ops.source_field", &Args::new())?.rows;
    if kept == rows && kept_fields == fields {
        return Ok(());
    }
    session.transaction(|session| {
        session.batch("DELETE FROM ops.source; DELETE FROM ops.source_field;")?;
        session.append_rows("ops", "source", &rows)?;
        session.append_rows("ops", "source_field", &fields)
    })
}

fn described(sources: &Sources) -> (Vec<Vec<Cell>>, Vec<Vec<Cell>>) {
    let (mut rows, mut fields) = (Vec::new(), Vec::new());
    for (position, (name, source)) in sources.sources.iter().enumerate() {
        let entity = source.feeds.keys().next().cloned();
        rows.push(vec![
            name.into(),
            position.into(),
            source.origin().into(),
            source.system(name).into(),
            entity.into(),
            source.every_days.map(i64::from).into(),
            source.schedule().map(|schedule| schedule.to_string()).into(),
        ]);
        for (entity, feed) in &source.feeds {
            for (field, map) in &feed.fields {
                fields.push(vec![name.into(), entity.into(), field.into(), told(map).into()]);
            }
        }
    }
    (rows, fields)
}

/// Where a field's value comes from, in a few words.
fn told(map: &FieldMap) -> String {
    match map {
        FieldMap::Column(column) => column.clone(),
        FieldMap::Words { column, words } => {
            let pairs: Vec<String> = words.iter().map(|(from, to)| format!("{from} → {to}")).collect();
            format!("{column} ({})", pairs.join(", "))
        }
        FieldMap::Value { value } => format!("= {value}"),
        FieldMap::Sql { sql } => sql.clone(),
        FieldMap::First { first } => first.join(" / "),
        FieldMap::Columns { columns } => columns.join(", "),
    }
}
