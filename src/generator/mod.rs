//! Makes a small bilingual omni-channel retailer: the files that its systems would export, dirt and all, and what is
//! true about them, so that a test can ask how much of the truth an analysis finds.
//!
//! A plan's files are the same bytes on every machine: there is no clock, and every customer has dice of their own. One
//! customer is drawn, written and forgotten before the next, so ten million need no more memory than ten thousand.
//!
//! [`world`] is what all customers share; [`people`], [`fate`] and [`life`] are what one of them is and does; [`files`]
//! are the systems that record it, [`dirt`] what goes wrong there; [`truth`] is what only the generator knows.

mod advertising;
mod calendar;
mod campaigns;
mod care;
mod catalogue;
mod dice;
mod dirt;
mod error;
mod fate;
mod files;
mod journey;
mod keys;
mod life;
mod messages;
mod money;
mod orders;
mod people;
mod segments;
#[cfg(test)]
mod tests;
mod texts;
mod truth;
mod words;
mod world;

pub use error::GenerateError;

use files::sheet::Written;
use life::Life;
use people::Person;
use std::fs;
use std::path::Path;
use truth::Totals;
use world::World;

/// How large a retailer, and which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub customers: u64,
    /// The period ends with June 2026, and begins so many months earlier.
    pub months: u32,
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { customers: 2_000, months: 18, seed: 4 }
    }
}

/// The festivals are known for so long.
const MOST_MONTHS: u32 = 120;

impl Plan {
    fn check(&self) -> Result<(), GenerateError> {
        let within = |what, found: u64, most: u64| {
            let fits = (1..=most).contains(&found);
            if fits { Ok(()) } else { Err(GenerateError::Plan { what, least: 1, most, found }) }
        };
        within("customers", self.customers, keys::MOST_CUSTOMERS)?;
        within("months", u64::from(self.months), u64::from(MOST_MONTHS))
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Each file's path below the output folder, and how many records it has.
    pub files: Vec<(String, u64)>,
}

impl Summary {
    pub fn records(&self) -> u64 {
        self.files.iter().map(|(_, records)| records).sum()
    }
}

/// Writes the retailer into `out`, which is made if it is not there; `progress` is told the part that is done.
///
/// # Errors
/// A plan out of bounds, or a file that can not be written; what was written before stays.
pub fn generate(plan: &Plan, out: &Path, progress: &mut dyn FnMut(f64)) -> Result<Summary, GenerateError> {
    plan.check()?;
    fs::create_dir_all(out).map_err(GenerateError::at(out))?;
    let world = World::new(plan)?;
    let mut totals = Totals::new(&world);
    let mut written = files::write_fixed(out, &world)?;
    written.extend(write_customers(&world, out, &mut totals, progress)?);
    written.extend(files::write_figures(out, &world, &totals)?);
    let truth = truth::write(out, &world, &totals, &written)?;
    written.extend(truth);
    progress(1.0);
    Ok(summary(written))
}

fn write_customers(
    world: &World,
    out: &Path,
    totals: &mut Totals,
    progress: &mut dyn FnMut(f64),
) -> Result<Vec<Written>, GenerateError> {
    let mut sources = files::open(out, world)?;
    let step = (world.plan.customers / 200).max(1);
    for number in 0..world.plan.customers {
        let person = Person::draw(world, number);
        let life = Life::draw(world, &person);
        totals.add(world, &person, &life);
        for source in &mut sources {
            source.write(world, &person, &life)?;
        }
        if number % step == 0 {
            progress(number as f64 / world.plan.customers as f64);
        }
    }
    let written: Result<Vec<_>, _> = sources.into_iter().map(|source| source.finish(world)).collect();
    Ok(written?.concat())
}

fn summary(written: Vec<Written>) -> Summary {
    let mut files: Vec<(String, u64)> = written.into_iter().map(|file| (file.name, file.rows)).collect();
    files.sort();
    Summary { files }
}
