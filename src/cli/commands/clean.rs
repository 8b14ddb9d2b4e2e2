use crate::args;
use crate::cli::args::Format;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::cli::runs::table_of;
use crate::service::{Relation, Request};
use crate::value::{Args, Column, Kind, Page, Scope};
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Clean {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// The rules in their order, with what each would change now (the default)
    Rules,
    /// What a rule would change, cell by cell, before and after; nothing is written
    Show { rule: String },
    /// Apply the rules that are switched on
    Run {
        /// Switch this one on first
        #[arg(long)]
        rule: Option<String>,
    },
    /// Switch a rule off, or all of them, and put back what they changed
    Undo { rule: Option<String> },
    /// The cells that stand as rules have made them, with what they were
    Cells {
        /// Only of this rule
        rule: Option<String>,
    },
}

impl Clean {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self.part.unwrap_or(Part::Rules) {
            Part::Rules => rules(desk, &self.filters),
            Part::Show { rule } => {
                let relation = Relation::Cleaning { rule: known_rule(desk, Some(&rule))? };
                desk.output.table(&desk.relation(relation, Scope::default(), desk.page(&self.filters.rows))?)
            }
            Part::Run { rule: None } => desk.output.table(&table_of(&[desk.run("cleaning.clean", Args::new())?])),
            Part::Run { rule } => switch(desk, known_rule(desk, rule.as_ref())?, true),
            Part::Undo { rule } => switch(desk, known_rule(desk, rule.as_ref())?, false),
            Part::Cells { rule } => {
                desk.show("cleaning.cells", args![rule => known_rule(desk, rule.as_ref())?], &self.filters)
            }
        }
    }
}

/// The rules; for people with their titles, beside the names that the other parts take.
fn rules(desk: &Desk, filters: &Filters) -> Result<(), Failure> {
    let page = desk.page(&filters.rows);
    let mut rules = desk.relation(Relation::Cleaning { rule: None }, Scope::default(), page)?;
    if let Some(at) = rules.column("rule").filter(|_| desk.output.format == Format::Table) {
        rules.columns[at].kind = Kind::Text;
        rules.columns.insert(at + 1, Column { name: "title".into(), kind: Kind::Text });
        for row in &mut rules.rows {
            let title = desk.words.value(row[at].text().unwrap_or_default());
            row.insert(at + 1, title.into());
        }
    }
    desk.output.table(&rules)
}

/// Switches a rule, or all, and waits until the cleaning has followed.
fn switch(desk: &Desk, rule: Option<String>, enabled: bool) -> Result<(), Failure> {
    let ended = desk.finish(Request::SwitchRule { rule, enabled, run: true })?;
    desk.output.table(&table_of(&ended))
}

fn known_rule(desk: &Desk, rule: Option<&String>) -> Result<Option<String>, Failure> {
    let listed = desk.relation(Relation::Table { name: "ops.cleaning_rule".into() }, Scope::default(), Page::all())?;
    let names: Vec<String> = listed.texts("rule").map(str::to_owned).collect();
    known(desk, "rule", rule, &names)
}
