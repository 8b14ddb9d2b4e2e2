//! One pass of the rules over a table, on a copy of its rows.

use super::place::{Place, row_key};
use super::treat::{self, condition, treated};
use crate::args;
use crate::config::{CleaningRule, Config, Entity};
use crate::jobs::JobError;
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError, quoted};
use std::collections::BTreeSet;

/// A rule with its name and its place in the order.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub position: usize,
    pub name: &'a str,
    pub rule: &'a CleaningRule,
}

/// The rules over one table, as `core.table`.
pub(super) struct Pass<'a> {
    pub session: &'a Session,
    pub config: &'a Config,
    pub table: &'a str,
    entity_name: &'a str,
    entity: &'a Entity,
    rules: Vec<Placed<'a>>,
}

/// Makes room for what the passes find: `temp.cleaning_change` and `temp.cleaning_unread`.
pub(super) fn begin(session: &Session) -> Result<(), WarehouseError> {
    session.batch(include_str!("sql/begin.sql"))
}

impl<'a> Pass<'a> {
    /// None where the model has no such table.
    pub fn over(session: &'a Session, config: &'a Config, table: &'a str) -> Option<Pass<'a>> {
        let (entity_name, entity) = config.model.entities.iter().find(|(name, entity)| entity.table(name) == table)?;
        let rules = config.cleaning.rules.iter().enumerate();
        let rules = rules.filter(|(_, (_, rule))| rule.table == table);
        let rules = rules.map(|(position, (name, rule))| Placed { position, name, rule }).collect();
        Some(Pass { session, config, table, entity_name, entity, rules })
    }

    /// Leaves rules out that are switched off.
    pub fn of_enabled(mut self) -> Pass<'a> {
        self.rules.retain(|placed| placed.rule.enabled);
        self
    }

    /// Leaves rules out that come after this one.
    pub fn up_to(mut self, name: &str) -> Pass<'a> {
        let end = self.rules.iter().position(|placed| placed.name == name);
        self.rules.truncate(end.map_or(0, |at| at + 1));
        self
    }

    /// Puts back what earlier runs changed, and finds what each rule changes after those before it. What a rule that is
    /// switched off would change is found too, but not applied.
    pub fn run(&self, progress: &dyn Fn(f64) -> Result<(), JobError>) -> Result<(), JobError> {
        let of = args![table => self.table];
        let rows = include_str!("sql/rows.sql").replace("/*table*/", &table_name(self.table));
        self.session.batch(&rows)?;
        self.session.execute(include_str!("sql/decided.sql"), &args![entity => self.entity_name])?;
        if self.session.execute(include_str!("sql/cells.sql"), &of)? > 0 {
            self.put_back()?;
        }
        for (at, placed) in self.rules.iter().enumerate() {
            progress(at as f64 / self.rules.len() as f64)?;
            for place in Place::all(placed.rule, self.entity) {
                self.apply(*placed, &place).map_err(|error| blamed(placed.name, error))?;
            }
        }
        Ok(())
    }

    /// Follows rows to the records that have taken their places, and gives the cells that still stand as a rule left them the
    /// values that they had.
    fn put_back(&self) -> Result<(), WarehouseError> {
        let gone = self.session.scalar(include_str!("sql/gone.sql"), &Args::new())?;
        if gone.integer() > Some(0) {
            self.session.batch("CREATE OR REPLACE TEMP TABLE cleaning_given (source VARCHAR, field VARCHAR)")?;
            self.session.append_rows("main", "cleaning_given", &self.given())?;
            self.session.batch(&include_str!("sql/follow.sql").replace("/*row_key*/", &row_key(self.entity)))?;
        }
        for name in self.changed_before()? {
            let place = Place::of(&name, self.entity);
            let sql = include_str!("sql/put_back.sql")
                .replace("/*field*/", &quoted(place.field))
                .replace("/*written*/", &place.written("cell.before"))
                .replace("/*value*/", &place.value());
            self.session.execute(&sql, &args![column_name => &name, field => place.field])?;
        }
        Ok(())
    }

    fn changed_before(&self) -> Result<Vec<String>, WarehouseError> {
        let names = self.session.query("SELECT DISTINCT column_name FROM cleaning_cell ORDER BY ALL", &Args::new())?;
        let names = names.texts("column_name").map(str::to_owned);
        let is_known = |name: &String| self.entity.fields.contains_key(Place::of(name, self.entity).field);
        Ok(names.filter(is_known).collect())
    }

    /// Which fields of the table each source gives: its rows have no value of an earlier row in them.
    fn given(&self) -> Vec<Vec<Cell>> {
        let feeds = self.config.sources.sources.iter();
        let feeds = feeds.filter_map(|(source, it)| Some((source, it.feeds.get(self.entity_name)?)));
        feeds
            .flat_map(|(source, feed)| {
                let is_given = |(name, field): &(&String, &crate::config::Field)| {
                    feed.fields.contains_key(*name) || field.default.is_some() || field.default_sql.is_some()
                };
                let fields = self.entity.fields.iter().filter(is_given);
                fields.map(move |(field, _)| vec![source.into(), field.into()])
            })
            .collect()
    }

    fn apply(&self, placed: Placed<'_>, place: &Place<'_>) -> Result<(), WarehouseError> {
        let rule = placed.rule;
        let treated = treated(self.session, rule, place)?;
        let kind = treat::kind(&rule.treatment);
        let mut args = args![
            position => placed.position, rule => placed.name, table => self.table, column_name => place.name,
            field => place.field, kind => kind, is_applied => rule.enabled,
        ];
        if treated.is_of_texts {
            self.session.execute(&self.filled(include_str!("sql/unread.sql"), rule, place), &args)?;
        }
        args.extend(treated.args);
        let change = include_str!("sql/change.sql").replace("/*treated*/", &treated.sql);
        let changed = self.session.execute(&self.filled(&change, rule, place), &args)?;
        if rule.enabled && changed > 0 && kind != "kept" {
            let apply = include_str!("sql/apply.sql")
                .replace("/*field*/", &quoted(place.field))
                .replace("/*written*/", &place.written("change.after"));
            self.session.execute(&apply, &args)?;
        }
        Ok(())
    }

    fn filled(&self, sql: &str, rule: &CleaningRule, place: &Place<'_>) -> String {
        sql.replace("/*observed*/", include_str!("sql/observed.sql").trim_end())
            .replace("/*row_key*/", &row_key(self.entity))
            .replace("/*value*/", &place.value())
            .replace("/*where*/", condition(rule))
    }

    /// Writes the cells that are different now, and keeps what was changed; says how many rows and kept cells that concerned.
    pub fn keep(&self, run: i64) -> Result<(u64, u64), WarehouseError> {
        let changed_before = self.changed_before()?;
        let places = self.rules.iter().flat_map(|placed| &placed.rule.columns).chain(&changed_before);
        let fields: BTreeSet<&str> = places.map(|name| Place::of(name, self.entity).field).collect();
        if fields.is_empty() {
            return Ok((0, 0));
        }
        let joined = |part: &dyn Fn(&str) -> String, between: &str| {
            fields.iter().map(|field| part(&quoted(field))).collect::<Vec<_>>().join(between)
        };
        let write = include_str!("sql/write.sql")
            .replace("/*table*/", &table_name(self.table))
            .replace("/*assigned*/", &joined(&|field| format!("{field} = current.{field}"), ", "))
            .replace("/*differs*/", &joined(&|field| format!("kept.{field} IS DISTINCT FROM current.{field}"), " OR "));
        let rows = self.session.execute(&write, &Args::new())?;
        let forgotten = self.session.execute(include_str!("sql/forget.sql"), &args![table => self.table])?;
        let kept = self.session.execute(include_str!("sql/keep.sql"), &args![table => self.table, run_id => run])?;
        Ok((rows, forgotten + kept))
    }
}

/// A rule that the engine cannot run is a mistake in the configuration, and is answered with its name.
fn blamed(name: &str, error: WarehouseError) -> JobError {
    match error {
        WarehouseError::Engine(message) => JobError::unfit(
            format!("rule {name} cannot be run: {message}"),
            format!("correct [rule.{name}] in cleaning.toml"),
        ),
        other => other.into(),
    }
}

/// `schema.table`, quoted part by part.
fn table_name(table: &str) -> String {
    table.split('.').map(quoted).collect::<Vec<_>>().join(".")
}
