use crate::args;
use crate::cli::args::Format;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::service::Relation;
use crate::value::{Args, Column, Kind, Page, Scope, Table};
use clap::{Subcommand, ValueEnum};

#[derive(Debug, clap::Args)]
pub struct Quality {
    #[command(subcommand)]
    part: Option<Part>,
    /// End with 3 when a check of this severity, or a worse one, has failed
    #[arg(long, global = true, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Each table's scores (the default)
    Scores,
    /// Each source's scores
    Sources,
    /// Each dimension's score over all tables
    Dimensions,
    /// The scores of every run of the checks
    History {
        /// Only of this table, such as core.customer
        #[arg(long)]
        table: Option<String>,
        /// Only of this source
        #[arg(long)]
        source: Option<String>,
        /// Only of this dimension, such as completeness
        #[arg(long)]
        dimension: Option<String>,
    },
    /// Each check, with how many rows it tested and how many failed
    Checks,
    /// The rows that fail a check, with their source's line
    Failures { check: String },
    /// What stands in every column of a table, or of all
    Profile {
        /// Such as core.customer or landing.orders
        table: Option<String>,
        /// Only this column, with all that is known of it
        column: Option<String>,
    },
    /// How often each value of a column occurs
    Frequency {
        /// Such as core.customer or landing.orders
        table: String,
        column: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Severity {
    Error,
    Warning,
}

impl Quality {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let shown = match self.part.unwrap_or(Part::Scores) {
            Part::Scores => desk.show("quality.scores", Args::new(), &self.filters),
            Part::Sources => desk.show("quality.scores_by_source", Args::new(), &self.filters),
            Part::Dimensions => desk.show("quality.dimensions", Args::new(), &self.filters),
            Part::History { table, source, dimension } => {
                let args = args![table => table, source => source, dimension => dimension];
                desk.show("quality.history", args, &self.filters)
            }
            Part::Checks => checks(desk, &self.filters),
            Part::Failures { check } => failures(desk, check, &self.filters),
            Part::Profile { table, column } => profile(desk, table, column, &self.filters),
            Part::Frequency { table, column } => frequency(desk, table, column, &self.filters),
        };
        Failure::unless_reader_left(shown)?;
        self.fail_on.map_or(Ok(()), |severity| judge(desk, severity))
    }
}

/// The checks; for people with their titles, beside the names that `quality failures` takes.
fn checks(desk: &Desk, filters: &Filters) -> Result<(), Failure> {
    let scope = filters.scope.resolve(desk)?;
    let mut checks = desk.rows("quality.checks", Args::new(), &scope, desk.page(&filters.rows))?;
    if let Some(at) = checks.column("check_name").filter(|_| desk.output.format == Format::Table) {
        checks.columns[at].kind = Kind::Text;
        checks.columns.insert(at + 1, Column { name: "title".into(), kind: Kind::Text });
        for row in &mut checks.rows {
            let title = desk.words.value(row[at].text().unwrap_or_default());
            row.insert(at + 1, title.into());
        }
    }
    desk.output.table(&checks)
}

fn failures(desk: &Desk, check: String, filters: &Filters) -> Result<(), Failure> {
    let check = known(desk, "check", Some(&check), &desk.names("quality.checks", "check_name")?)?;
    desk.show("quality.failures", args![check => check], filters)
}

/// A column a row; for people of each column what a screen has room for.
fn profile(desk: &Desk, table: Option<String>, column: Option<String>, filters: &Filters) -> Result<(), Failure> {
    let table = known(desk, "table", table.as_ref(), &desk.names("quality.profile", "table_name")?)?;
    let scope = filters.scope.resolve(desk)?;
    let profile = desk.rows("quality.profile", args![table => table], &scope, desk.page(&filters.rows))?;
    if let Some(column) = column {
        return of_column(desk, profile, &column);
    }
    desk.output.table(&if desk.output.format == Format::Table { profile.only(&OVERVIEW) } else { profile })
}

fn of_column(desk: &Desk, mut profile: Table, column: &str) -> Result<(), Failure> {
    let names: Vec<String> = profile.texts("column_name").map(str::to_owned).collect();
    let at = names.iter().position(|name| name == column).ok_or_else(|| {
        Failure::usage(format!("there is no column {column}"), format!("expected one of {}", names.join(", ")))
    })?;
    profile.rows = vec![profile.rows.swap_remove(at)];
    profile.total = 1;
    desk.output.table(&profile)
}

/// The columns of a profile that a screen has room for.
const OVERVIEW: [&str; 14] = [
    "table_name",
    "column_name",
    "data_type",
    "filled_share",
    "filled_by_rule",
    "distinct_values",
    "min_value",
    "median",
    "max_value",
    "mean_value",
    "histogram",
    "frequent",
    "filled_change",
    "stability_index",
];

fn frequency(desk: &Desk, table: String, column: String, filters: &Filters) -> Result<(), Failure> {
    let relation = Relation::frequency(Relation::Table { name: table }, &column);
    let table = desk.relation(relation, filters.scope.resolve(desk)?, desk.page(&filters.rows))?;
    desk.output.table(&table)
}

/// Fails if a check found something, and also if none was run: what was not looked at is not good.
fn judge(desk: &Desk, severity: Severity) -> Result<(), Failure> {
    let checks = desk.rows("quality.checks", Args::new(), &Scope::default(), Page::all())?;
    if checks.is_empty() {
        return Err(Failure::failed("no check has been run yet", "run them with `foureye run quality.check`"));
    }
    let failed = failed(&checks, severity);
    if failed.is_empty() {
        return Ok(());
    }
    desk.say_count("cli.checks_failed", failed.len() as u64, &[("checks", &failed.join(", "))]);
    Err(Failure::Found)
}

/// The names of the checks that failed with the severity or a worse one.
fn failed(checks: &Table, severity: Severity) -> Vec<String> {
    let counts = |row: &usize| match checks.text(*row, "severity") {
        "error" => true,
        _ => severity == Severity::Warning,
    };
    let has_failed = |row: &usize| checks.number(*row, "failed").is_some_and(|failed| failed > 0.0);
    let rows = (0..checks.rows.len()).filter(counts).filter(has_failed);
    rows.map(|row| checks.text(row, "check_name").to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_fails_only_where_warnings_count() {
        let column = |name: &str, kind| Column { name: name.into(), kind };
        let columns =
            vec![column("check_name", Kind::Text), column("severity", Kind::Text), column("failed", Kind::Count)];
        let rows = vec![
            vec!["unique keys".into(), "error".into(), 0.into()],
            vec!["known cities".into(), "warning".into(), 3.into()],
        ];
        let checks = Table { columns, rows, offset: 0, total: 2 };
        assert!(failed(&checks, Severity::Error).is_empty());
        assert_eq!(failed(&checks, Severity::Warning), ["known cities"]);
    }
}
