use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::config::Sensitivity;
use crate::quality::Description;
use crate::service::{Request, Seen};
use clap::{Subcommand, ValueEnum};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Dictionary {
    #[command(subcommand)]
    part: Option<Part>,
    /// Only this table, such as core.customer
    table: Option<String>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Say what a column means, in the workspace's dictionary.toml
    Set {
        /// As schema.table.column, such as core.customer.phone
        column: String,
        /// Its meaning, in the workspace's language
        #[arg(long)]
        meaning: Option<String>,
        /// Its unit, such as money, count or days; an empty one takes it away
        #[arg(long)]
        unit: Option<String>,
        /// Who may see it
        #[arg(long, value_enum)]
        sensitivity: Option<Openness>,
        /// Only if its meaning still is this; an empty one where it has none
        #[arg(long, value_name = "MEANING")]
        was: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Openness {
    /// Anyone, also outside the company
    Open,
    /// Anyone in the company
    Internal,
    /// It tells of one person
    Personal,
}

impl Dictionary {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self.part {
            Some(Part::Set { column, meaning, unit, sensitivity, was }) => {
                set(desk, &column, meaning, unit, sensitivity, was)
            }
            None => {
                let tables = desk.names("quality.dictionary", "table_name")?;
                let table = known(desk, "table", self.table.as_ref(), &tables)?;
                desk.show("quality.dictionary", args![table => table], &self.filters)
            }
        }
    }
}

fn set(
    desk: &Desk,
    named: &str,
    meaning: Option<String>,
    unit: Option<String>,
    sensitivity: Option<Openness>,
    was: Option<String>,
) -> Result<(), Failure> {
    let (table, column) = named.rsplit_once('.').filter(|(table, _)| table.contains('.')).ok_or_else(|| {
        Failure::usage(format!("{named:?} is no column"), "give it as schema.table.column, such as core.customer.phone")
    })?;
    if meaning.is_none() && unit.is_none() && sensitivity.is_none() {
        let hint = "give --meaning, --unit or --sensitivity";
        return Err(Failure::usage("nothing is said of the column", hint));
    }
    let sensitivity = sensitivity.map(|it| match it {
        Openness::Open => Sensitivity::Open,
        Openness::Internal => Sensitivity::Internal,
        Openness::Personal => Sensitivity::Personal,
    });
    let said = Description { table: table.to_owned(), column: column.to_owned(), meaning, unit, sensitivity };
    let request = Request::Describe(said);
    desk.call(match was {
        Some(was) => request.seen(Seen::Meaning(Some(was).filter(|was| !was.is_empty()))),
        None => request,
    })?;
    desk.say("cli.described", &[("column", &named)]);
    Ok(())
}
