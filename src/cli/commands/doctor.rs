use crate::cli::args::Format;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::service::{Request, Response};
use crate::value::{Cell, Column, Kind, Table};

#[derive(Debug, clap::Args)]
pub struct Doctor {}

impl Doctor {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let found = match desk.call(Request::Doctor)? {
            Response::Rows(table) => advised(desk, table),
            other => return Err(unexpected(&other)),
        };
        let is_hit = |row: &usize| found.number(*row, "broken") != Some(0.0);
        let hits: Vec<usize> = (0..found.rows.len()).filter(is_hit).collect();
        let shown = if desk.output.format == Format::Table { brief(&found) } else { found.clone() };
        Failure::unless_reader_left(desk.output.table(&shown))?;
        for row in &hits {
            let rule = desk.words.value(found.text(*row, "rule"));
            desk.output.note(&format!("{rule}: {}", found.text(*row, "advice")));
        }
        let broken = hits.iter().filter(|row| found.text(**row, "severity") == "error").count();
        if broken == 0 {
            desk.say("cli.doctor_well", &[]);
            return Ok(());
        }
        desk.say_count("cli.doctor_broken", broken as u64, &[]);
        Err(Failure::Found)
    }
}

/// With what to do about each rule that something was found by.
fn advised(desk: &Desk, mut found: Table) -> Table {
    let advice = |row: usize| match found.number(row, "broken") {
        Some(0.0) => Cell::Null,
        _ => desk.words.text(&format!("doctor.{}", found.text(row, "rule"))).into(),
    };
    let advice: Vec<Cell> = (0..found.rows.len()).map(advice).collect();
    found.rows.iter_mut().zip(advice).for_each(|(row, advice)| row.push(advice));
    found.columns.push(Column { name: "advice".to_owned(), kind: Kind::Text });
    found
}

/// For people: the advice is told in sentences of its own.
fn brief(found: &Table) -> Table {
    found.clone().only(&["rule", "severity", "broken", "example"])
}
