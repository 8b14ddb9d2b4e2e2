//! What is true about the files, so that a test can ask how much of it an analysis finds. `README.md` explains each
//! file, and goes out with them.

mod report;
mod totals;

pub use totals::Totals;

use super::GenerateError;
use super::files::Source;
use super::files::sheet::{CSV, Sheet, Written, row};
use super::life::Life;
use super::orders::{Cause, Order};
use super::people::Person;
use super::world::World;
use jiff::civil::Time;
use std::path::Path;

const PEOPLE: [&str; 11] = [
    "person",
    "segment",
    "behaves_as",
    "joined_on",
    "left_on",
    "complained_on",
    "complaint_resolved",
    "uses_app",
    "vigour",
    "language",
    "name",
];
const KEYS: [&str; 3] = ["person", "system", "key"];
const ORDERS: [&str; 3] = ["order_key", "person", "cause"];

/// The truth about customers, written as they pass by.
pub struct Truth {
    people: Sheet,
    keys: Sheet,
    orders: Sheet,
}

impl Truth {
    pub fn create(folder: &Path) -> Result<Truth, GenerateError> {
        Ok(Truth {
            people: Sheet::create(folder, "truth/people.csv", CSV, &PEOPLE)?,
            keys: Sheet::create(folder, "truth/keys.csv", CSV, &KEYS)?,
            orders: Sheet::create(folder, "truth/orders.csv", CSV, &ORDERS)?,
        })
    }

    fn person(&mut self, world: &World, person: &Person) -> Result<(), GenerateError> {
        let day = |day| world.calendar.date(day).to_string();
        let complaint = person.fate.complaint;
        let fields = row![
            person.id(),
            person.segment_name(world),
            world.segments[person.segment].id.as_str(),
            day(person.joined),
            person.fate.left.map(day),
            complaint.map(|complaint| day(complaint.day)),
            complaint.map(|complaint| if complaint.resolved { "yes" } else { "no" }),
            if person.keys.app.is_some() { "yes" } else { "no" },
            format!("{:.3}", person.vigour),
            person.language.tag(),
            person.name.written_in(person.language),
        ];
        // Kept in the order of people, which needs no time.
        self.people.push(world.calendar.first.to_datetime(Time::midnight()), fields)
    }

    fn keys(&mut self, world: &World, person: &Person) -> Result<(), GenerateError> {
        let at = world.calendar.first.to_datetime(Time::midnight());
        let visitor = person.keys.web.is_some().then_some(("visitor", person.keys.visitor.as_str()));
        for (system, key) in person.keys.all().chain(visitor) {
            self.keys.push(at, row![person.id(), system, key])?;
        }
        Ok(())
    }

    fn order(
        &mut self,
        world: &World,
        person: Option<&Person>,
        number: u64,
        order: &Order,
    ) -> Result<(), GenerateError> {
        let cause = match order.cause {
            Cause::Own => "",
            Cause::Medium(place) => &world.advertising.media[place].id,
            Cause::Campaign(place) => &world.campaigns.list[place].id,
        };
        self.orders.push(order.at, row![order.key(world, number), person.map(Person::id), cause])
    }
}

impl Source for Truth {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        self.person(world, person)?;
        self.keys(world, person)?;
        for order in &life.orders {
            self.order(world, Some(person), person.number, order)?;
        }
        life.walk_in.iter().try_for_each(|order| self.order(world, None, person.number, order))
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        Ok(vec![self.people.finish()?, self.keys.finish()?, self.orders.finish()?])
    }
}

/// The truth about the whole: what was planted, what came of it, and which rows were soiled.
pub fn write(folder: &Path, world: &World, totals: &Totals, files: &[Written]) -> Result<Vec<Written>, GenerateError> {
    Ok(vec![
        report::planted(folder, world, totals)?,
        report::channels(folder, world, totals)?,
        report::campaigns(folder, world, totals)?,
        report::months(folder, world, totals)?,
        report::dirt(folder, world, files)?,
        super::files::copy(folder, "truth/README.md", include_str!("README.md"))?,
    ])
}
