//! The files of a retailer, one source a file here: each writes what its system would, of one customer after the other.

mod app;
mod book;
mod calls;
mod campaigns;
mod dates;
mod events;
mod figures;
mod leads;
mod media;
mod members;
mod parquet;
mod reference;
pub mod sheet;
mod social;
mod stores;
mod survey;
mod tills;
mod web;
mod xls;

use super::GenerateError;
use super::life::Life;
use super::people::Person;
use super::truth::{Totals, Truth};
use super::world::World;
use sheet::Written;
use std::fs;
use std::path::Path;

/// A system that writes files about customers.
pub trait Source {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError>;

    fn finish(self: Box<Self>, world: &World) -> Result<Vec<Written>, GenerateError>;
}

/// The sources that customers leave traces in, with their files open.
pub fn open(folder: &Path, world: &World) -> Result<Vec<Box<dyn Source>>, GenerateError> {
    Ok(vec![
        Box::new(members::Members::create(folder)?),
        Box::new(web::Web::create(folder, world)?),
        Box::new(app::App::create(folder, world)?),
        Box::new(stores::Stores::create(folder, world)?),
        Box::new(events::Events::create(folder, world)?),
        Box::new(leads::Leads::create(folder)?),
        Box::new(survey::Survey::create(folder)?),
        Box::new(calls::Calls::create(folder)?),
        Box::new(campaigns::Messages::create(folder)?),
        Box::new(Truth::create(folder)?),
    ])
}

/// What is the same whoever buys: catalogue, stores, channels, spending, posts; and the map of it all.
pub fn write_fixed(folder: &Path, world: &World) -> Result<Vec<Written>, GenerateError> {
    let mut written = reference::write(folder, world)?;
    written.push(media::write(folder, world)?);
    written.push(social::write(folder, world)?);
    written.push(copy(folder, "sources.toml", include_str!("../sources.toml"))?);
    Ok(written)
}

/// What can be known only when everybody has bought: targets, the market, what campaigns cost.
pub fn write_figures(folder: &Path, world: &World, totals: &Totals) -> Result<Vec<Written>, GenerateError> {
    figures::write(folder, world, totals)
}

/// Writes a text as it is.
pub fn copy(folder: &Path, name: &str, text: &str) -> Result<Written, GenerateError> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(GenerateError::at(parent))?;
    }
    fs::write(&path, text).map_err(GenerateError::at(&path))?;
    Ok(Written { name: name.to_owned(), rows: text.lines().count() as u64, flaws: Default::default() })
}
