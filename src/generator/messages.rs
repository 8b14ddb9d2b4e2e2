//! Campaign messages to one customer, and what they do: the sent buy a little more than the kept out, by the planted
//! uplift.

use super::calendar::{Day, moment};
use super::campaigns::{Arm, Campaign};
use super::dice::{Dice, Purpose};
use super::orders::{self, Cause, Order};
use super::people::Person;
use super::world::World;
use jiff::civil::DateTime;

#[derive(Debug, Clone)]
pub struct Contact {
    /// The campaign's place in the world's list.
    pub campaign: usize,
    pub arm: Arm,
    pub sent_at: DateTime,
    pub status: &'static str,
}

/// Who is written to and when; orders that come of it are added to `orders`.
pub fn draw(world: &World, person: &Person, orders: &mut Vec<Order>) -> Vec<Contact> {
    if person.keys.member.is_none() {
        return Vec::new();
    }
    let mut dice = world.dice(Purpose::Messages, person.number);
    let mut contacts = Vec::new();
    for (place, campaign) in world.campaigns.list.iter().enumerate() {
        let may_write = person.joined < campaign.from && person.consents.to(&campaign.kind.channel);
        let Some(arm) = world.campaigns.arm(&mut dice).filter(|_| may_write) else { continue };
        let day = campaign.from + dice.between(0, 1) as Day;
        let contact = Contact {
            campaign: place,
            arm,
            sent_at: moment(world.calendar.date(day), 9, 12, &mut dice),
            status: fate(&mut dice),
        };
        if arm == Arm::Sent && contact.status != "bounced" {
            answer(world, person, (place, campaign), orders, &mut dice);
        }
        contacts.push(contact);
    }
    contacts
}

fn fate(dice: &mut Dice) -> &'static str {
    ["bounced", "delivered", "opened", "clicked"][dice.weighted(&[0.03, 0.57, 0.3, 0.1])]
}

/// Some buy because of it; some would have bought anyway, and take the offer along.
fn answer(
    world: &World,
    person: &Person,
    (place, campaign): (usize, &Campaign),
    orders: &mut Vec<Order>,
    dice: &mut Dice,
) {
    let segment = &world.segments[person.segment];
    let here = campaign.to < person.fate.end(world);
    if here && dice.chance(world.campaigns.uplift(campaign, &segment.id)) {
        let day = dice.between(i64::from(campaign.from) + 2, i64::from(campaign.to)) as Day;
        let mut order = orders::order(world, person, day, Cause::Campaign(place), dice);
        if dice.chance(0.85) {
            order.redeem(place, world);
        }
        orders.push(order);
    }
    let window = campaign.from + 2..=campaign.to;
    for order in orders.iter_mut().filter(|order| window.contains(&order.day) && order.offer.is_none()) {
        if dice.chance(0.2) {
            order.redeem(place, world);
        }
    }
}
