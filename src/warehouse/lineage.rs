//! What a query stands on, told from its text: the tables, and the views and macros between it and them.

use super::migrate;
use std::collections::{BTreeMap, BTreeSet};

/// What a query names, followed through the warehouse's own views and macros to the tables behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    /// The tables that are read in the end, as `schema.table`.
    pub tables: BTreeSet<String>,
    /// The views and macros on the way, by name, each with the statement that makes it.
    pub definitions: BTreeMap<String, &'static str>,
}

impl Lineage {
    pub fn of(sql: &str) -> Lineage {
        let mut lineage = Lineage::default();
        lineage.follow(sql);
        lineage
    }

    fn follow(&mut self, sql: &str) {
        for name in names_in(sql) {
            match migrate::definition(&name) {
                Some(definition) if !self.definitions.contains_key(&name) => {
                    self.definitions.insert(name, definition);
                    self.follow(definition);
                }
                Some(_) => {}
                None => {
                    self.tables.insert(name);
                }
            }
        }
    }
}

/// What a text names in one of the four schemas, as `schema.name`.
fn names_in(sql: &str) -> BTreeSet<String> {
    let code: String =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .filter(|word| {
            word.split_once('.').is_some_and(|(schema, name)| {
                matches!(schema, "landing" | "core" | "mart" | "ops") && !name.is_empty() && !name.contains('.')
            })
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(sql: &str) -> Vec<String> {
        Lineage::of(sql).tables.into_iter().collect()
    }

    #[test]
    fn a_query_stands_on_the_tables_that_it_names() {
        assert_eq!(
            tables("SELECT * FROM core.product -- and core.store\nJOIN mart.rfm USING (x)"),
            ["core.product", "mart.rfm"]
        );
    }

    #[test]
    fn a_view_stands_for_the_tables_behind_it() {
        assert_eq!(tables("FROM core.sale"), ["core.order_line", "core.sales_order"]);
    }

    #[test]
    fn a_macro_stands_for_what_its_own_macros_and_views_read() {
        let lineage = Lineage::of("FROM mart.kpi_aim('month', NULL, NULL, NULL)");
        let tables: Vec<&str> = lineage.tables.iter().map(String::as_str).collect();
        assert_eq!(tables, ["core.kpi_target", "mart.kpi", "ops.job_run"]);
        let names: Vec<&str> = lineage.definitions.keys().map(String::as_str).collect();
        assert_eq!(names, ["core.kpi_goal", "mart.kpi_aim", "ops.current_run"]);
        assert!(lineage.definitions["ops.current_run"].starts_with("-- The newest good run of each job"));
    }
}
