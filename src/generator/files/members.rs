//! The member system: an old one that exports UTF-16, with simplified headers; and the consents that members gave.

use super::sheet::{CSV, Field, Form, Letters, Sheet, Written, row};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::calendar::{self, LAST};
use crate::generator::dice::{Dice, Purpose};
use crate::generator::dirt::{self, Flaw};
use crate::generator::life::Life;
use crate::generator::money::Money;
use crate::generator::orders::Order;
use crate::generator::people::Person;
use crate::generator::words::Language;
use crate::generator::world::World;
use jiff::civil::{Date, DateTime, Time};
use std::path::Path;

const COLUMNS: [&str; 12] =
    ["会员号", "姓名", "手机", "邮箱", "性别", "生日", "城市", "国家", "语言", "入会日期", "等级", "积分"];
const CONSENT_COLUMNS: [&str; 5] = ["member_no", "channel", "purpose", "granted", "decided_at"];

pub struct Members {
    members: Sheet,
    consents: Sheet,
}

impl Members {
    pub fn create(folder: &Path) -> Result<Members, GenerateError> {
        let old = Form::Delimited { by: ',', letters: Letters::Utf16Le, line_end: "\r\n" };
        Ok(Members {
            members: Sheet::create(folder, "members/members.csv", old, &COLUMNS)?,
            consents: Sheet::create(folder, "members/consents.csv", CSV, &CONSENT_COLUMNS)?,
        })
    }

    fn card(&mut self, person: &Person, card: &Card, dice: &mut Dice) -> Result<(), GenerateError> {
        let gender = if person.female { "女" } else { "男" };
        let fields = row![
            card.number.as_str(),
            card.name.as_str(),
            card.phone.as_deref(),
            card.email.as_deref(),
            dice.chance(0.9).then_some(gender),
            dice.chance(0.7).then(|| dates::slashed_day(person.birth)),
            // The head office's system knows simplified characters only.
            dice.chance(0.85).then_some(person.city.simplified.as_str()),
            person.country.as_str(),
            dice.chance(0.95).then_some(person.language.tag()),
            dates::slashed_day(card.joined),
            level(card.spent),
            card.spent.0 / 1000,
        ];
        let at = midnight(card.joined);
        if dice.chance(0.006) {
            self.members.soil(at, fields.clone(), Flaw::Repeated)?;
        }
        if dice.chance(0.002) {
            let mut keyless = fields.clone();
            keyless[0] = Field::Empty;
            self.members.soil(at, keyless, Flaw::NoKey)?;
        }
        self.members.push(at, fields)
    }

    fn consents(&mut self, person: &Person, card: &Card) -> Result<(), GenerateError> {
        let push = person.keys.app.is_some().then_some(("push", person.consents.push));
        for (channel, granted) in
            [("email", person.consents.email), ("sms", person.consents.sms)].into_iter().chain(push)
        {
            let word = if granted { "Y" } else { "N" };
            let fields = row![card.number.as_str(), channel, "marketing", word, card.joined.to_string()];
            self.consents.push(midnight(card.joined), fields)?;
        }
        Ok(())
    }
}

/// What the desk wrote on a card.
struct Card {
    number: String,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    joined: Date,
    spent: Money,
}

impl Card {
    fn first(world: &World, person: &Person, spent: Money, dice: &mut Dice) -> Option<Card> {
        let number = person.keys.member.clone()?;
        let mut name = person.name.written_in(Language::Simplified).to_owned();
        if dice.chance(0.02) {
            name = dirt::typo(&name, dice);
        }
        Some(Card {
            number,
            name,
            phone: dice.chance(0.93).then(|| dirt::phone(&person.phone, dice)),
            email: dice.chance(0.72).then(|| dirt::email(&person.email, dice)),
            joined: world.calendar.date(person.joined),
            spent,
        })
    }

    /// The card of one who forgot that they had one: the same person, with less filled in, and typos.
    fn second(person: &Person, first: &Card, dice: &mut Dice) -> Option<Card> {
        let number = person.keys.second_member.clone()?;
        let joined = calendar::after(first.joined, dice.between(60, 500) as i32).min(LAST);
        let name = if dice.chance(0.4) { dirt::typo(&first.name, dice) } else { first.name.clone() };
        let phone = if dice.chance(0.5) { person.phone.clone() } else { dirt::typo(&person.phone, dice) };
        let email = dice.chance(0.4).then(|| dirt::typo(&person.email, dice));
        Some(Card { number, name, phone: Some(phone), email, joined, spent: Money(0) })
    }
}

impl Source for Members {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let mut dice = world.dice(Purpose::Members, person.number);
        let spent = life.orders.iter().map(Order::amount).sum();
        let Some(first) = Card::first(world, person, spent, &mut dice) else { return Ok(()) };
        self.card(person, &first, &mut dice)?;
        self.consents(person, &first)?;
        let Some(second) = Card::second(person, &first, &mut dice) else { return Ok(()) };
        self.card(person, &second, &mut dice)
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        Ok(vec![self.members.finish()?, self.consents.finish()?])
    }
}

fn level(spent: Money) -> &'static str {
    match spent.0 {
        500_000.. => "金卡",
        150_000.. => "银卡",
        _ => "普通",
    }
}

fn midnight(date: Date) -> DateTime {
    date.to_datetime(Time::midnight())
}
