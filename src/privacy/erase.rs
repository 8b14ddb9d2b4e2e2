//! Whoever is on the list is erased from everything that the data has: once, or again.

use super::files::{self, Known};
use super::receipt::{Fate, Receipt};
use super::{list, noted};
use crate::args;
use crate::config::Entity;
use crate::jobs::{After, JobError, Outcome, Run};
use crate::sources::forgotten::{self, is_about_a_person, keys, needs_a_person};
use crate::sources::replay_all;
use crate::value::Args;
use crate::warehouse::quoted;

/// Erases again whoever was forgotten before, those too of whom only the list beside the database knows.
pub(super) fn again(run: &Run<'_>) -> Result<Outcome, JobError> {
    list::take(run.session, run.workspace)?;
    let receipt = Receipt::begin(run, "reapply")?;
    erase(run, &receipt)
}

/// Erases all people of the list, and tells the receipt what was erased where.
pub(super) fn erase(run: &Run<'_>, receipt: &Receipt<'_>) -> Result<Outcome, JobError> {
    let erasing = Erasing { run, receipt };
    erasing.find()?;
    let swept = forgotten::sweep(run)?;
    for (source, found) in &swept {
        let table = format!("landing.{source}");
        receipt.tell(&table, Fate::Removed, found.removed)?;
        receipt.tell(&table, Fate::Emptied, found.emptied)?;
    }
    erasing.facts()?;
    erasing.each(CUSTOMERS)?;
    erasing.each(DECIDED)?;
    erasing.derived()?;
    erasing.each(DERIVED)?;
    erasing.each(HISTORY)?;
    run.progress(0.5)?;
    replay_all(run, swept.iter().map(|(source, _)| source.as_str()))?;
    run.progress(0.9)?;
    let known = Known::of(run)?;
    let gone = files::of_people(run, receipt, &known)?;
    let noted = noted::of_people(run, receipt, &known)?;
    let outcome = Outcome::rows(receipt.items()?).with("receipt_id", receipt.id);
    files::put_away(run, receipt)?;
    Ok(outcome.then_all(gone.into_iter().map(After::Remove)).then_all(noted).then(After::Compact))
}

/// What is deleted or emptied: where it stands, what is done, and the statement.
type Part = (&'static str, Fate, &'static str);

macro_rules! part {
    ($place:literal $fate:ident $file:literal) => {
        ($place, Fate::$fate, include_str!(concat!("sql/erase/", $file, ".sql")))
    };
}

const CUSTOMERS: &[Part] = &[
    part!("core.customer" Removed "customer"),
    part!("core.customer_word" Removed "customer_word"),
    part!("core.customer_address" Removed "customer_address"),
    part!("core.customer_number" Removed "customer_number"),
    part!("core.customer_key" Removed "customer_key"),
];

const DECIDED: &[Part] = &[part!("ops.decision" Removed "decision"), part!("ops.decision" Emptied "note")];

const DERIVED: &[Part] = &[
    part!("mart.identity_pair" Removed "identity_pair"),
    part!("mart.identity_agreement" Removed "identity_agreement"),
    part!("mart.check_failure" Removed "check_failure"),
    part!("mart.column_profile" Emptied "column_profile"),
];

const HISTORY: &[Part] = &[
    part!("ops.cleaned_cell" Removed "cleaned_cell"),
    part!("ops.job_run" Emptied "job_run"),
    part!("ops.export" Emptied "export"),
];

struct Erasing<'a> {
    run: &'a Run<'a>,
    receipt: &'a Receipt<'a>,
}

impl Erasing<'_> {
    /// Finds who they are in the data as it stands: their keys, their numbers, and the texts that they are known by.
    fn find(&self) -> Result<(), JobError> {
        let keyed = self.tables(include_str!("sql/keyed.sql"))?;
        let parts: Vec<String> =
            keyed.iter().map(|table| format!("SELECT DISTINCT system, customer_key FROM {table}")).collect();
        let sql = include_str!("sql/people.sql").replace("/*keyed*/", &parts.join("\n    UNION\n    "));
        self.run.session.execute(&sql, &keys(self.run.session))?;
        self.run.session.batch(include_str!("sql/known_by.sql"))?;
        let row = args![receipt_id => self.receipt.id];
        self.run.session.execute(include_str!("sql/forgotten_customer.sql"), &row)?;
        Ok(())
    }

    /// Facts stay as facts of nobody, where they can be of nobody.
    fn facts(&self) -> Result<(), JobError> {
        let entities = &self.run.config.model.entities;
        for (name, entity) in entities.iter().filter(|(_, entity)| entity.fields.contains_key("customer_key")) {
            let table = entity.table(name);
            let (fate, sql) = if needs_a_person(entity) {
                (Fate::Removed, include_str!("sql/erase/fact.sql").to_owned())
            } else {
                (Fate::Emptied, include_str!("sql/erase/emptied_fact.sql").replace("/*emptied*/", &emptied(entity)))
            };
            let items = self.run.session.execute(&sql.replace("core.fact", &table), &Args::new())?;
            self.receipt.tell(&table, fate, items)?;
        }
        Ok(())
    }

    fn each(&self, parts: &[Part]) -> Result<(), JobError> {
        for (place, fate, sql) in parts {
            let items = self.run.session.execute(sql, &Args::new())?;
            self.receipt.tell(place, *fate, items)?;
        }
        Ok(())
    }

    /// What jobs have derived of a customer, in every run that is kept.
    fn derived(&self) -> Result<(), JobError> {
        for table in self.tables(include_str!("sql/derived.sql"))? {
            let sql = include_str!("sql/erase/derived.sql").replace("mart.results", &table);
            let items = self.run.session.execute(&sql, &Args::new())?;
            self.receipt.tell(&table, Fate::Removed, items)?;
        }
        Ok(())
    }

    fn tables(&self, sql: &str) -> Result<Vec<String>, JobError> {
        let tables = self.run.session.query(sql, &Args::new())?;
        Ok(tables.texts("name").map(str::to_owned).collect())
    }
}

fn emptied(entity: &Entity) -> String {
    let personal = entity.fields.iter().filter(|(name, field)| is_about_a_person(name, field));
    let columns = personal.map(|(name, _)| format!("{} = NULL", quoted(name)));
    columns.chain(["customer_id = NULL".to_owned()]).collect::<Vec<_>>().join(", ")
}
