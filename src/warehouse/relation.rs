//! A query as something that can be paged, and as something that can be explained.

use super::WarehouseError;
use crate::value::{Args, Cell, Column, Comparison, Kind, Page};
use duckdb::arrow::datatypes::{DataType, Field};

/// A named query of a capability: the figures of a panel, of a command, of an export.
///
/// The SQL is its file's text; what it reads is told from that text, so that it is never written down twice.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// `capability.name`; its words are `view.capability.name` in the locales.
    pub name: &'static str,
    pub sql: &'static str,
}

/// A query's text without its closing semicolon, so that it can stand inside another.
pub(super) fn statement(sql: &str) -> &str {
    sql.trim().trim_end_matches(';')
}

/// Wraps a query so that the engine sorts, filters, searches and cuts it. What the query binds already keeps its names, as
/// it may be such a query itself.
pub(super) fn paged(
    sql: &str,
    bound: &Args,
    columns: &[Column],
    page: &Page,
) -> Result<(String, Args), WarehouseError> {
    let mut args = Args::new();
    let mut conditions = Vec::new();
    for filter in &page.filters {
        let column = known(columns, &filter.column)?;
        let name = format!("filter_{}", bound.len() + args.len());
        conditions.push(condition(column, filter.comparison, &filter.value, &name));
        if !filter.value.is_null() {
            args.insert(name, filter.value.clone());
        }
    }
    if let Some(search) = page.search.as_ref().filter(|text| !text.is_empty()) {
        let any = columns.iter().filter(|column| column.kind != Kind::Trend);
        let name = format!("filter_{}", bound.len() + args.len());
        let any: Vec<String> =
            any.map(|column| format!("contains(lower({}::VARCHAR), lower(${name}))", quoted(&column.name))).collect();
        conditions.push(format!("({})", any.join(" OR ")));
        args.insert(name, search.into());
    }
    let mut inner = format!("SELECT * FROM (\n{}\n)", statement(sql));
    if !conditions.is_empty() {
        inner += &format!(" WHERE {}", conditions.join(" AND "));
    }
    let order: Result<Vec<String>, WarehouseError> = page
        .sort
        .iter()
        .map(|sort| {
            let column = known(columns, &sort.column)?;
            Ok(format!("{} {} NULLS LAST", quoted(&column.name), if sort.descending { "DESC" } else { "ASC" }))
        })
        .collect();
    let order = order?;
    let order = if order.is_empty() { String::new() } else { format!(" ORDER BY {}", order.join(", ")) };
    Ok((format!("{inner}{order} LIMIT {} OFFSET {}", page.limit, page.offset), args))
}

fn condition(column: &Column, comparison: Comparison, value: &Cell, name: &str) -> String {
    let column = quoted(&column.name);
    match comparison {
        Comparison::Is if value.is_null() => format!("{column} IS NULL"),
        Comparison::IsNot if value.is_null() => format!("{column} IS NOT NULL"),
        Comparison::Is => format!("{column}::VARCHAR = ${name}::VARCHAR"),
        Comparison::IsNot => format!("{column}::VARCHAR IS DISTINCT FROM ${name}::VARCHAR"),
        Comparison::Above => format!("{column} > ${name}"),
        Comparison::Below => format!("{column} < ${name}"),
        Comparison::Contains => format!("contains(lower({column}::VARCHAR), lower(${name}::VARCHAR))"),
    }
}

fn known<'a>(columns: &'a [Column], name: &str) -> Result<&'a Column, WarehouseError> {
    columns.iter().find(|column| column.name == name).ok_or_else(|| WarehouseError::NoColumn {
        name: name.to_owned(),
        known: columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}

/// A text as SQL has it, where the engine binds nothing.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name as SQL takes it whatever is in it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn column(field: &Field) -> Column {
    Column { name: field.name().clone(), kind: Kind::of(field.name(), &sql_type(field.data_type())) }
}

/// DuckDB's name of an Arrow type, as far as [`Kind::of`] asks.
fn sql_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "BOOLEAN".into(),
        DataType::Date32 => "DATE".into(),
        DataType::Timestamp(..) => "TIMESTAMP".into(),
        DataType::Decimal128(width, scale) => format!("DECIMAL({width},{scale})"),
        DataType::Float32 | DataType::Float64 => "DOUBLE".into(),
        DataType::List(item) => format!("{}[]", sql_type(item.data_type())),
        integer if integer.is_integer() => "BIGINT".into(),
        _ => "VARCHAR".into(),
    }
}
