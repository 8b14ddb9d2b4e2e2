//! What the counters of the web shop and of the app saw. On the web, one in four is a visitor without a name.

use super::book::{Book, Span};
use super::sheet::{Field, Form, Written, row};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::Purpose;
use crate::generator::dirt::Flaw;
use crate::generator::journey::{Side, Touch};
use crate::generator::life::Life;
use crate::generator::people::Person;
use crate::generator::world::World;
use std::path::Path;

const WEB: [&str; 9] =
    ["event_id", "visitor_id", "user_id", "event_time", "event", "utm_source", "utm_campaign", "sku", "store_id"];
const APP: [&str; 8] = ["eventId", "userId", "ts", "action", "source", "campaign", "sku", "store"];

pub struct Events {
    web: Book,
    app: Book,
}

impl Events {
    pub fn create(folder: &Path, world: &World) -> Result<Events, GenerateError> {
        let book = |name, columns| Book::create(folder, &world.calendar, (name, Span::Half), Form::NdJson, columns);
        Ok(Events { web: book("web/events-*.ndjson", &WEB)?, app: book("app/events-*.ndjson", &APP)? })
    }
}

impl Source for Events {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Events, person.number);
        for (ordinal, touch) in (0..).zip(&life.touches) {
            let key = world.keyring.event(person.number, ordinal);
            let (book, fields) = match touch.side {
                Side::Web => (&mut self.web, web(world, person, touch, key)),
                Side::App => (&mut self.app, app(world, person, touch, key)),
            };
            if dice.chance(0.003) {
                book.soil(touch.at, fields.clone(), Flaw::Repeated)?;
            }
            book.push(touch.at, fields)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        Ok([self.web.finish()?, self.app.finish()?].concat())
    }
}

fn web(world: &World, person: &Person, touch: &Touch, key: String) -> Vec<Field> {
    row![
        key,
        person.keys.visitor.as_str(),
        person.keys.web.as_deref().filter(|_| touch.signed_in),
        dates::iso(touch.at),
        touch.kind,
        touch.channel,
        touch.campaign,
        sku(world, touch),
        touch.store,
    ]
}

fn app(world: &World, person: &Person, touch: &Touch, key: String) -> Vec<Field> {
    row![
        key,
        person.keys.app.as_deref(),
        dates::iso(touch.at),
        touch.kind,
        touch.channel,
        touch.campaign,
        sku(world, touch),
        touch.store,
    ]
}

fn sku<'w>(world: &'w World, touch: &Touch) -> Option<&'w str> {
    touch.product.map(|product| world.catalogue.products[product].sku.as_str())
}
