//! The three stores' tills: each city bought its own, so each writes its own letters, headers and dates.

use super::book::{Book, Span};
use super::sheet::{Field, Form, Letters, Written, row};
use super::tills::{self, Sold, Spots};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::{Dice, Purpose};
use crate::generator::life::Life;
use crate::generator::orders::{Order, Place, Status};
use crate::generator::people::Person;
use crate::generator::words::Language;
use crate::generator::world::{STORES, World};
use jiff::civil::DateTime;
use std::path::Path;

/// One city's till.
struct Till {
    name: &'static str,
    form: Form,
    columns: &'static [&'static str],
    spots: Spots,
    date: fn(DateTime) -> String,
    language: Language,
    /// Completed and returned, in the till's words.
    words: [&'static str; 2],
}

const fn old(by: char, letters: Letters) -> Form {
    Form::Delimited { by, letters, line_end: "\r\n" }
}

/// In the order of [`STORES`].
const TILLS: [Till; 3] = [
    Till {
        name: "stores/nanjing-*.csv",
        form: old(',', Letters::Gb18030),
        columns: &[
            "小票号",
            "行号",
            "交易时间",
            "会员号",
            "门店",
            "货号",
            "品名",
            "数量",
            "单价",
            "折扣",
            "金额",
            "状态",
        ],
        spots: Spots { key: 0, number: Some(1), date: 2, quantity: 7, price: 8, discount: 9, amount: 10 },
        date: dates::chinese,
        language: Language::Simplified,
        words: ["已完成", "已退货"],
    },
    Till {
        name: "stores/taipei-*.csv",
        form: old(',', Letters::Big5),
        columns: &[
            "交易序號",
            "交易時間",
            "會員編號",
            "門市",
            "貨號",
            "品名",
            "數量",
            "單價",
            "折扣金額",
            "金額",
            "狀態",
        ],
        spots: Spots { key: 0, number: None, date: 1, quantity: 6, price: 7, discount: 8, amount: 9 },
        date: dates::slashes,
        language: Language::Traditional,
        words: ["完成", "退貨"],
    },
    Till {
        name: "stores/singapore-*.tsv",
        form: old('\t', Letters::Utf8Bom),
        columns: &[
            "Receipt No",
            "Line",
            "Date",
            "Member",
            "Store",
            "SKU",
            "Item",
            "Qty",
            "Price",
            "Discount",
            "Total",
            "Type",
        ],
        spots: Spots { key: 0, number: Some(1), date: 2, quantity: 7, price: 8, discount: 9, amount: 10 },
        date: dates::dotted,
        language: Language::English,
        words: ["sale", "refund"],
    },
];

pub struct Stores {
    books: Vec<Book>,
}

impl Stores {
    pub fn create(folder: &Path, world: &World) -> Result<Stores, GenerateError> {
        let open =
            |till: &Till| Book::create(folder, &world.calendar, (till.name, Span::Quarter), till.form, till.columns);
        Ok(Stores { books: TILLS.iter().map(open).collect::<Result<_, _>>()? })
    }

    fn order(&mut self, world: &World, person: &Person, order: &Order, dice: &mut Dice) -> Result<(), GenerateError> {
        let Place::Store(store) = order.place else { return Ok(()) };
        let (till, book) = (&TILLS[store], &mut self.books[store]);
        let card = card(person, dice).filter(|_| order.known);
        let word = till.words[usize::from(order.status == Status::Returned)];
        for sold in tills::sold(world, order, person.number) {
            let fields = till.row(store, &sold, card, word);
            tills::write(book, order.at, fields, till.spots, dice)?;
        }
        Ok(())
    }
}

impl Till {
    fn row(&self, store: usize, sold: &Sold, card: Option<&str>, word: &str) -> Vec<Field> {
        let Sold { order, key, number, line, product } = sold;
        let mut fields = row![
            key.as_str(),
            *number,
            (self.date)(order.at),
            card,
            STORES[store].id,
            product.sku.as_str(),
            product.name.written_in(self.language),
            line.quantity,
            line.price,
            line.discount,
            line.amount(),
            word,
        ];
        if self.spots.number.is_none() {
            fields.remove(1);
        }
        fields
    }
}

/// The card that the customer shows: some have two.
fn card<'a>(person: &'a Person, dice: &mut Dice) -> Option<&'a str> {
    let second = person.keys.second_member.as_deref().filter(|_| dice.chance(0.4));
    second.or(person.keys.member.as_deref())
}

impl Source for Stores {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Stores, person.number);
        for order in life.orders.iter().chain(&life.walk_in) {
            self.order(world, person, order, &mut dice)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        let written: Result<Vec<Vec<Written>>, _> = self.books.into_iter().map(Book::finish).collect();
        Ok(written?.concat())
    }
}
