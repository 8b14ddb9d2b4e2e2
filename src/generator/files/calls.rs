//! The call centre, which knows callers by a number of its own, their phone and how their name sounded.

use super::sheet::{CSV, Sheet, Written, row};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::Purpose;
use crate::generator::dirt::{self, Flaw};
use crate::generator::life::Life;
use crate::generator::people::Person;
use crate::generator::world::World;
use std::path::Path;

const COLUMNS: [&str; 10] =
    ["case_id", "caller_id", "caller_name", "phone", "opened_at", "type", "subject", "notes", "status", "resolved_at"];

pub struct Calls {
    sheet: Sheet,
}

impl Calls {
    pub fn create(folder: &Path) -> Result<Calls, GenerateError> {
        Ok(Calls { sheet: Sheet::create(folder, "calls/cases.csv", CSV, &COLUMNS)? })
    }
}

impl Source for Calls {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Calls, person.number);
        let name = person.name.written_in(person.language);
        let name = if dice.chance(0.1) { dirt::typo(name, &mut dice) } else { name.to_owned() };
        for (ordinal, call) in (0..).zip(&life.calls) {
            let fields = row![
                world.keyring.order("CS", person.number, ordinal),
                person.keys.caller.as_deref(),
                name.as_str(),
                dirt::phone(&person.phone, &mut dice),
                dates::plain(call.at),
                call.kind,
                call.subject,
                call.said.as_str(),
                call.status,
                call.resolved_at.map(dates::plain),
            ];
            if dice.chance(0.005) {
                self.sheet.soil(call.at, fields.clone(), Flaw::Repeated)?;
            }
            if dice.chance(0.005) {
                let mut undated = fields.clone();
                undated[4] = "yesterday".into();
                self.sheet.soil(call.at, undated, Flaw::BadDate)?;
            }
            self.sheet.push(call.at, fields)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        Ok(vec![self.sheet.finish()?])
    }
}
