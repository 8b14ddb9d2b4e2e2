use crate::service::Fault;
use crate::value::{Args, Column, Kind};
use crate::warehouse::{Session, quoted};

/// A query of figures in which rows that stand for fewer people than `least` keep their names and lose their figures; the row
/// says so in `is_withheld`. `people` is SQL over the query's columns: how many people a row stands for; null says nothing.
pub(in crate::service) fn withheld(
    session: &Session,
    sql: &str,
    args: &Args,
    people: &str,
    least: u32,
) -> Result<String, Fault> {
    let columns = session.describe(sql, args)?;
    let replaced: Vec<String> = columns.iter().filter(|column| is_figure(column)).map(replaced).collect();
    let replace = if replaced.is_empty() { String::new() } else { format!("REPLACE ({})", replaced.join(", ")) };
    Ok(include_str!("sql/withheld.sql")
        .replace("/*replaced*/", &replace)
        .replace("/*people*/", people)
        .replace("/*least*/", &least.to_string())
        .replace("/*figures*/", sql.trim().trim_end_matches(';')))
}

/// Whether a column measures its row, and does not name it.
fn is_figure(column: &Column) -> bool {
    const NAMES: [&str; 1] = ["cluster"];
    let measures = column.kind == Kind::Trend || (column.kind.is_numeric() && column.kind != Kind::Id);
    measures && !NAMES.contains(&column.name.as_str())
}

fn replaced(column: &Column) -> String {
    let name = quoted(&column.name);
    format!("CASE WHEN NOT is_withheld THEN {name} END AS {name}")
}
