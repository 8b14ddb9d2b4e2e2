//! The satisfaction survey, from a form service that separates by semicolons and writes the day first.

use super::sheet::{Form, Letters, Sheet, Written, row};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::Purpose;
use crate::generator::dirt::Flaw;
use crate::generator::life::Life;
use crate::generator::people::Person;
use crate::generator::world::World;
use std::path::Path;

const COLUMNS: [&str; 7] = ["response_id", "member_no", "submitted_at", "rating", "comment", "channel", "sku"];

pub struct Survey {
    sheet: Sheet,
}

impl Survey {
    pub fn create(folder: &Path) -> Result<Survey, GenerateError> {
        let form = Form::Delimited { by: ';', letters: Letters::Utf8, line_end: "\n" };
        Ok(Survey { sheet: Sheet::create(folder, "survey/survey.csv", form, &COLUMNS)? })
    }
}

impl Source for Survey {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Survey, person.number);
        for (ordinal, answer) in (0..).zip(&life.answers) {
            let fields = row![
                world.keyring.order("SV", person.number, ordinal),
                // Some answer without their card.
                person.keys.member.as_deref().filter(|_| dice.chance(0.9)),
                dates::british(answer.at),
                answer.score,
                answer.comment.as_str(),
                answer.place,
                answer.product.map(|product| world.catalogue.products[product].sku.as_str()),
            ];
            if dice.chance(0.006) {
                let mut undated = fields.clone();
                undated[2] = "soon".into();
                self.sheet.soil(answer.at, undated, Flaw::BadDate)?;
            }
            self.sheet.push(answer.at, fields)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        Ok(vec![self.sheet.finish()?])
    }
}
