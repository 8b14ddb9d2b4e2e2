//! What the web shop, the app and the stores' tills have in common: a row for each line of an order, and the same dirt.

use super::book::Book;
use super::sheet::Field;
use crate::generator::GenerateError;
use crate::generator::catalogue::Product;
use crate::generator::dice::Dice;
use crate::generator::dirt::Flaw;
use crate::generator::money::Money;
use crate::generator::orders::{Line, Order};
use crate::generator::world::World;
use jiff::civil::DateTime;

/// A row before its source has put it into its own columns.
pub struct Sold<'a> {
    pub order: &'a Order,
    pub key: String,
    pub number: i64,
    pub line: &'a Line,
    pub product: &'a Product,
}

/// Where the columns are that dirt falls on.
#[derive(Debug, Clone, Copy)]
pub struct Spots {
    pub key: usize,
    /// Sources without line numbers show the same row twice when somebody buys so; a repeat would be a sale.
    pub number: Option<usize>,
    pub date: usize,
    pub quantity: usize,
    pub price: usize,
    pub discount: usize,
    pub amount: usize,
}

/// The lines of an order, numbered from 1.
pub fn sold<'a>(world: &'a World, order: &'a Order, customer: u64) -> impl Iterator<Item = Sold<'a>> {
    let key = order.key(world, customer);
    order.lines.iter().enumerate().map(move |(place, line)| Sold {
        order,
        key: key.clone(),
        number: place as i64 + 1,
        line,
        product: &world.catalogue.products[line.product],
    })
}

/// Writes a row, and now and then one with a flaw beside it.
pub fn write(
    book: &mut Book,
    at: DateTime,
    row: Vec<Field>,
    spots: Spots,
    dice: &mut Dice,
) -> Result<(), GenerateError> {
    if let Some(flaw) = Flaw::strike(dice) {
        for row in flawed(&row, spots, flaw) {
            book.soil(at, row, flaw)?;
        }
    }
    book.push(at, row)
}

fn flawed(row: &[Field], spots: Spots, flaw: Flaw) -> Vec<Vec<Field>> {
    let with = |changes: &[(usize, Field)]| {
        let mut row = row.to_vec();
        for (place, value) in changes {
            if let Some(field) = row.get_mut(*place) {
                field.clone_from(value);
            }
        }
        row
    };
    match flaw {
        Flaw::NoKey => vec![with(&[(spots.key, Field::Empty)])],
        Flaw::Repeated if spots.number.is_some() => vec![row.to_vec()],
        Flaw::BadDate if spots.number.is_some() => vec![with(&[(spots.date, Field::from("N/A"))])],
        Flaw::BadNumber if spots.number.is_some() => vec![with(&[(spots.quantity, Field::from("两件"))])],
        Flaw::Repeated | Flaw::BadDate | Flaw::BadNumber => Vec::new(),
        Flaw::HugeQuantity => vec![with(&entry(row, spots, 98, 9999)), with(&entry(row, spots, 99, -9999))],
        Flaw::ZeroPrice => {
            let mut free = entry(row, spots, 97, 1);
            free.extend([(spots.price, Field::from(Money(0))), (spots.amount, Field::from(Money(0)))]);
            vec![with(&free)]
        }
    }
}

/// The changes that make of a row another entry of the same order, without a discount.
fn entry(row: &[Field], spots: Spots, number: i64, quantity: i64) -> Vec<(usize, Field)> {
    let price = match row.get(spots.price) {
        Some(Field::Number(price)) => Money::of(price.parse().unwrap_or(0.0)),
        _ => Money(0),
    };
    let mut changes = vec![
        (spots.quantity, Field::from(quantity)),
        (spots.discount, Field::from(Money(0))),
        (spots.amount, Field::from(price.each(quantity))),
    ];
    changes.extend(spots.number.map(|place| (place, Field::from(number))));
    changes
}
