//! The web shop's orders: one flat file, with order, line and customer in every row. Some buy without an account.

use super::book::{Book, Span};
use super::sheet::{CSV, Written, row};
use super::tills::{self, Sold, Spots};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::{Dice, Purpose};
use crate::generator::dirt;
use crate::generator::life::Life;
use crate::generator::orders::{Place, Status};
use crate::generator::people::Person;
use crate::generator::world::World;
use std::path::Path;

const COLUMNS: [&str; 16] = [
    "order_id",
    "line_no",
    "order_date",
    "customer_id",
    "customer_name",
    "email",
    "phone",
    "city",
    "sku",
    "product_name",
    "quantity",
    "unit_price",
    "discount",
    "line_total",
    "status",
    "coupon",
];
const SPOTS: Spots = Spots { key: 0, number: Some(1), date: 2, quantity: 10, price: 11, discount: 12, amount: 13 };

pub struct Web {
    book: Book,
}

impl Web {
    pub fn create(folder: &Path, world: &World) -> Result<Web, GenerateError> {
        let book = Book::create(folder, &world.calendar, ("web/orders-*.csv", Span::Half), CSV, &COLUMNS)?;
        Ok(Web { book })
    }
}

/// How the customer filled in their account, once for all orders.
struct Account {
    phone: Option<String>,
    email: String,
}

impl Account {
    fn draw(person: &Person, dice: &mut Dice) -> Account {
        let phone = dice.chance(0.8).then(|| dirt::phone(&person.phone, dice));
        Account { phone, email: dirt::email(&person.email, dice) }
    }
}

impl Source for Web {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Web, person.number);
        let account = Account::draw(person, &mut dice);
        for order in life.orders.iter().filter(|order| order.place == Place::Web) {
            let known = order.known.then_some(&account);
            for Sold { key, number, line, product, .. } in tills::sold(world, order, person.number) {
                let fields = row![
                    key,
                    number,
                    dates::plain(order.at),
                    known.and(person.keys.web.as_deref()),
                    known.map(|_| person.name.written_in(person.language)),
                    known.map(|account| account.email.as_str()),
                    known.and_then(|account| account.phone.as_deref()),
                    person.city.written_in(person.language),
                    product.sku.as_str(),
                    product.name.written_in(person.language),
                    line.quantity,
                    line.price,
                    line.discount,
                    line.amount(),
                    status(order.status),
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

fn status(status: Status) -> &'static str {
    match status {
        Status::Completed => "completed",
        Status::Cancelled => "cancelled",
        Status::Returned => "returned",
    }
}
