//! Who was in which campaign, what was sent to them, and what came back.

use super::parquet::ParquetSheet;
use super::sheet::{CSV, Sheet, Written, row};
use super::{Source, dates};
use crate::generator::GenerateError;
use crate::generator::dice::Purpose;
use crate::generator::life::Life;
use crate::generator::messages::Contact;
use crate::generator::people::Person;
use crate::generator::world::World;
use jiff::ToSpan;
use std::path::Path;

const MEMBERS: [(&str, &str); 3] = [("campaign_id", "VARCHAR"), ("member_no", "VARCHAR"), ("arm", "VARCHAR")];
const MESSAGES: [(&str, &str); 5] = [
    ("campaign_id", "VARCHAR"),
    ("member_no", "VARCHAR"),
    ("channel", "VARCHAR"),
    ("sent_at", "TIMESTAMP"),
    ("status", "VARCHAR"),
];
const RESPONSES: [&str; 7] = ["response_id", "campaign_id", "member_no", "responded_at", "kind", "offer_id", "amount"];

pub struct Messages {
    members: ParquetSheet,
    messages: ParquetSheet,
    responses: Sheet,
}

impl Messages {
    pub fn create(folder: &Path) -> Result<Messages, GenerateError> {
        Ok(Messages {
            members: ParquetSheet::create(folder, "campaigns/members.parquet", &MEMBERS)?,
            messages: ParquetSheet::create(folder, "campaigns/messages.parquet", &MESSAGES)?,
            responses: Sheet::create(folder, "campaigns/responses.csv", CSV, &RESPONSES)?,
        })
    }

    fn contact(&mut self, world: &World, member: &str, contact: &Contact) -> Result<(), GenerateError> {
        let campaign = &world.campaigns.list[contact.campaign];
        let fields = row![campaign.id.as_str(), member, contact.arm.word()];
        self.members.sheet().push(contact.sent_at, fields)
    }

    fn message(&mut self, world: &World, member: &str, contact: &Contact) -> Result<(), GenerateError> {
        let campaign = &world.campaigns.list[contact.campaign];
        let at = dates::plain(contact.sent_at);
        let fields = row![campaign.id.as_str(), member, campaign.kind.channel.as_str(), at, contact.status];
        self.messages.sheet().push(contact.sent_at, fields)
    }
}

impl Source for Messages {
    fn write(&mut self, world: &World, person: &Person, life: &Life) -> Result<(), GenerateError> {
        let Some(member) = person.keys.member.as_deref() else { return Ok(()) };
        let mut dice = world.dice(Purpose::Campaigns, person.number);
        let mut responses = 0;
        let mut key = || {
            responses += 1;
            world.keyring.order("RE", person.number, responses)
        };
        for contact in &life.contacts {
            self.contact(world, member, contact)?;
        }
        for contact in life.sent() {
            self.message(world, member, contact)?;
            if contact.status == "clicked" {
                let at = contact.sent_at.saturating_add(dice.between(5, 900).minutes());
                let campaign = &world.campaigns.list[contact.campaign].id;
                let fields =
                    row![key(), campaign.as_str(), member, dates::plain(at), "click", None::<&str>, None::<&str>];
                self.responses.push(at, fields)?;
            }
        }
        for order in &life.orders {
            let Some(place) = order.offer else { continue };
            let campaign = &world.campaigns.list[place];
            let (at, amount) = (dates::plain(order.at), order.amount());
            let fields =
                row![key(), campaign.id.as_str(), member, at, "redemption", campaign.offer_id.as_str(), amount];
            self.responses.push(order.at, fields)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &World) -> Result<Vec<Written>, GenerateError> {
        Ok(vec![self.members.finish()?, self.messages.finish()?, self.responses.finish()?])
    }
}
