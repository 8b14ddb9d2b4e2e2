//! Who left their name at the exhibition stand: a workbook, typed in a hurry.

use super::Source;
use super::sheet::Written;
use crate::generator::GenerateError;
use crate::generator::calendar::moment;
use crate::generator::dice::{Dice, Purpose};
use crate::generator::dirt;
use crate::generator::life::Life;
use crate::generator::people::Person;
use crate::generator::world::World;
use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::fs;
use std::path::{Path, PathBuf};

const NAME: &str = "exhibition/leads.xlsx";
const COLUMNS: [&str; 8] = ["Lead No", "Name", "Mobile", "Email", "City", "Interest", "Booth Time", "Remarks"];
/// A sheet holds no more.
const MOST: u32 = 1_048_575;

pub struct Leads {
    path: PathBuf,
    book: Workbook,
    day: Format,
    rows: u32,
}

/// What was typed at the stand.
struct Lead {
    number: String,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    interest: String,
    at: DateTime,
}

impl Leads {
    pub fn create(folder: &Path) -> Result<Leads, GenerateError> {
        let path = folder.join(NAME);
        let parent = folder.join("exhibition");
        fs::create_dir_all(&parent).map_err(GenerateError::at(&parent))?;
        let book = workbook().map_err(|source| GenerateError::Workbook { path: path.clone(), source })?;
        Ok(Leads { path, book, day: Format::new().set_num_format("yyyy-mm-dd hh:mm"), rows: 0 })
    }

    fn put(&mut self, lead: &Lead, city: &str, remarks: &str) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        let row = self.rows + 1;
        let texts = [Some(&lead.number), Some(&lead.name), lead.phone.as_ref(), lead.email.as_ref()];
        for (column, text) in (0..).zip(texts) {
            if let Some(text) = text {
                sheet.write_string(row, column, text)?;
            }
        }
        let (date, time) = (lead.at.date(), lead.at.time());
        let at = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?.and_hms(
            time.hour() as u16,
            time.minute() as u8,
            0,
        )?;
        sheet.write_string(row, 4, city)?;
        sheet.write_string(row, 5, &lead.interest)?;
        sheet.write_datetime_with_format(row, 6, &at, &self.day)?;
        sheet.write_string(row, 7, remarks)?;
        self.rows = row;
        Ok(())
    }
}

/// An empty workbook that keeps no rows in memory, dated as the period ends: its bytes must not know today.
fn workbook() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 6, 30)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("leads")?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string(0, column, name)?;
    }
    Ok(book)
}

impl Source for Leads {
    fn write(&mut self, world: &World, person: &Person, _: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Leads, person.number);
        let Some(lead) = lead(world, person, &mut dice).filter(|_| self.rows < MOST) else { return Ok(()) };
        let remarks = ["", "", "asked for a price list", "想要样品", "請回電"][dice.place(5)];
        let city = person.city.written_in(person.language);
        self.put(&lead, city, remarks).map_err(|source| GenerateError::Workbook { path: self.path.clone(), source })
    }

    fn finish(mut self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        let path = self.path.clone();
        self.book.save(&path).map_err(|source| GenerateError::Workbook { path, source })?;
        Ok(vec![Written { name: NAME.into(), rows: u64::from(self.rows), flaws: Default::default() }])
    }
}

fn lead(world: &World, person: &Person, dice: &mut Dice) -> Option<Lead> {
    let number = person.keys.lead.clone()?;
    let day = dice.pick(&exhibition_days(world))?.to_owned();
    let mistyped = dice.chance(0.08);
    let own = |text: &str, dice: &mut Dice| if mistyped { dirt::typo(text, dice) } else { text.to_owned() };
    Some(Lead {
        number,
        name: own(person.name.written_in(person.language), dice),
        phone: dice.chance(0.75).then(|| dirt::phone(&own(&person.phone, dice), dice)),
        email: dice.chance(0.6).then(|| own(&person.email, dice)),
        interest: dice
            .pick(&world.catalogue.categories)
            .map_or("", |category| category.name.written_in(person.language))
            .to_owned(),
        at: moment(day, 9, 18, dice),
    })
}

/// Three days in March, and three in September, as far as the period has them.
fn exhibition_days(world: &World) -> Vec<Date> {
    let opens = |date: &Date| matches!((date.month(), date.day()), (3 | 9, 12..=14));
    let days: Vec<Date> = (0..world.calendar.days).map(|day| world.calendar.date(day)).filter(opens).collect();
    if days.is_empty() { vec![world.calendar.first] } else { days }
}
