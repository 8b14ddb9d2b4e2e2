//! The app's orders: an object for each line. The app asks for the phone, not for an address, and some link their card.

use super::book::{Book, Span};
use super::sheet::{Form, Written, row};
use super::tills::{self, Sold, Spots};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::Purpose;
use crate::generator::dirt;
use crate::generator::life::Life;
use crate::generator::orders::{Place, Status};
use crate::generator::people::Person;
use crate::generator::world::World;
use std::path::Path;

const COLUMNS: [&str; 14] = [
    "orderNo",
    "line",
    "createdAt",
    "userId",
    "nickname",
    "mobile",
    "memberNo",
    "sku",
    "qty",
    "price",
    "discount",
    "paid",
    "state",
    "coupon",
];
const SPOTS: Spots = Spots { key: 0, number: Some(1), date: 2, quantity: 8, price: 9, discount: 10, amount: 11 };

pub struct App {
    book: Book,
}

impl App {
    pub fn create(folder: &Path, world: &World) -> Result<App, GenerateError> {
        let book = Book::create(folder, &world.calendar, ("app/orders-*.ndjson", Span::Half), Form::NdJson, &COLUMNS)?;
        Ok(App { book })
    }
}

impl Source for App {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::App, person.number);
        let mobile = dice.chance(0.93).then(|| dirt::phone(&person.phone, &mut dice));
        let card = person.keys.member.as_deref().filter(|_| dice.chance(0.35));
        for order in life.orders.iter().filter(|order| order.place == Place::App) {
            for Sold { key, number, line, product, .. } in tills::sold(world, order, person.number) {
                let fields = row![
                    key,
                    number,
                    dates::iso(order.at),
                    person.keys.app.as_deref(),
                    person.name.written_in(person.language),
                    mobile.as_deref(),
                    card,
                    product.sku.as_str(),
                    line.quantity,
                    line.price,
                    line.discount,
                    line.amount(),
                    state(order.status),
                    order.offer.map(|campaign| world.campaigns.list[campaign].offer_id.as_str()),
                ];
                tills::write(&mut self.book, order.at, fields, SPOTS, &mut dice)?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        self.book.finish()
    }
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Completed => "DONE",
        Status::Cancelled => "CANCELLED",
        Status::Returned => "REFUNDED",
    }
}
