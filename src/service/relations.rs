//! What rows are wanted of, made SQL: a relation, under the filter that holds over all tabs, as its reader may see it.

use super::access::{self, Reader};
use super::catalogue::{Shows, shows};
use super::figures::{self, parameters};
use super::{Fault, Local, Relation, catalogue, console, origin, rules};
use crate::args;
use crate::value::{Args, Cell, Page, Scope, Table};
use crate::{cleaning, quality};
use std::time::Duration;

/// What a row of a frequency counts; as rows of people are not shown to who sees no small groups, it is the most that they
/// can be.
const FREQUENCY: &str = "occurrences";

/// The SQL of a relation, and everything that it may bind.
type Query = (String, Args);

impl Local {
    /// What a query may bind beside its own arguments: the filter that holds over all tabs, and the day.
    pub(super) fn scope_args(&self, scope: &Scope, args: &Args) -> Result<Args, Fault> {
        let as_of = self.runner.as_of()?;
        let from = scope.span.map_or(Cell::Null, |span| span.from.into());
        let to = scope.span.map_or(as_of, |span| span.to);
        let mut all = args![
            as_of => as_of,
            now => crate::jobs::now(),
            from => from,
            to => to,
            grain => scope.grain.name(),
            channel => scope.channel.clone(),
            store => scope.store.clone(),
            segment => scope.segment.clone(),
            language => self.config().settings.language.tag(),
        ];
        all.extend(args.clone());
        Ok(all)
    }

    /// How long a query of the console may take.
    pub(super) fn console_time(&self) -> Duration {
        Duration::from_secs(self.config().settings.console.seconds.into())
    }

    pub(super) fn rows(
        &self,
        session: &Reader<'_>,
        relation: &Relation,
        scope: &Scope,
        page: &Page,
    ) -> Result<Table, Fault> {
        let (sql, args) = self.resolve(session, relation, scope)?;
        if relation.is_console() {
            return self.console_rows(session, &sql, &args, page);
        }
        let worked_out = || Ok(session.page(&sql, &args, page)?);
        let question = match relation {
            Relation::View { .. } => figures::question(&sql, &args, page, session.visitor.is_masked()),
            _ => None,
        };
        let versions = || Ok(self.warehouse.session()?.versions()?);
        question.map_or_else(worked_out, |question| self.figures.answer(question, versions, worked_out))
    }

    fn console_rows(&self, session: &Reader<'_>, sql: &str, args: &Args, page: &Page) -> Result<Table, Fault> {
        let answered = || session.page(sql, args, page).map_err(console::told);
        let mut table = console::read_only(session, self.console_time(), answered)?;
        table.columns.iter_mut().for_each(|column| column.kind = column.kind.plain());
        Ok(table)
    }

    pub(super) fn resolve(&self, session: &Reader<'_>, relation: &Relation, scope: &Scope) -> Result<Query, Fault> {
        match relation {
            Relation::View { name, args } => self.view(session, name, self.scope_args(scope, args)?),
            Relation::Table { name } => table(session, name),
            Relation::Part { table, of } => origin::resolve(self, session, table, of),
            Relation::Cleaning { rule } => self.cleaning(session, rule.as_deref()),
            Relation::Console { sql } => Ok((console::checked(session, &self.config().console, sql)?, Args::new())),
            Relation::Frequency { of, column, filters, search } => {
                let of = self.resolve(session, of, scope)?;
                frequency(session, of, column, Page { filters: filters.clone(), search: search.clone(), ..Page::all() })
            }
        }
    }

    fn view(&self, session: &Reader<'_>, name: &str, mut args: Args) -> Result<Query, Fault> {
        let view = catalogue::view(name)?;
        for name in parameters(view.sql) {
            args.entry(name.to_owned()).or_default();
        }
        let sql = match (shows(view.name), session.visitor.small_group()) {
            (Shows::Groups(people), Some(least)) => access::withheld(session, view.sql, &args, people, least)?,
            _ => view.sql.to_owned(),
        };
        Ok((sql, args))
    }

    fn cleaning(&self, session: &Reader<'_>, rule: Option<&str>) -> Result<Query, Fault> {
        let Some(rule) = rule else { return rules::resolve(self, session) };
        Ok((cleaning::changes(session, &self.config(), rule)?.to_owned(), args![rule => rule]))
    }
}

fn table(session: &Reader<'_>, name: &str) -> Result<Query, Fault> {
    let known = session.scalar(include_str!("sql/table.sql"), &args![name => name])?;
    let known = known.text().ok_or_else(|| {
        Fault::usage(format!("there is no table {name}"), "the console completes the names that there are")
    })?;
    Ok((format!("SELECT * FROM {known}"), Args::new()))
}

/// How often each value of a column stands in a query's rows, narrowed as a page says.
fn frequency(session: &Reader<'_>, (sql, args): Query, column: &str, narrowed: Page) -> Result<Query, Fault> {
    let columns = session.describe(&sql, &args)?;
    if !columns.iter().any(|known| known.name == column) {
        let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        return Err(Fault::usage(
            format!("there is no column {column}"),
            format!("expected one of {}", known.join(", ")),
        ));
    }
    let (rows, args) = session.paged(&sql, &args, &narrowed)?;
    let counted = quality::frequency(&rows, column);
    let counted = match session.visitor.small_group() {
        Some(least) => access::withheld(session, &counted, &args, FREQUENCY, least)?,
        None => counted,
    };
    Ok((counted, args))
}
