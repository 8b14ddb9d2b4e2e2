//! All that one customer does in the period: the smallest thing that the generator holds, written and forgotten at
//! once.

use super::campaigns::Arm;
use super::care::{self, Answer, Call};
use super::dice::Purpose;
use super::journey::{self, Touch};
use super::messages::{self, Contact};
use super::orders::{self, Order};
use super::people::Person;
use super::world::World;

pub struct Life<'w> {
    /// In order of time, returns included.
    pub orders: Vec<Order>,
    /// An order at this customer's store that is nobody's.
    pub walk_in: Option<Order>,
    pub contacts: Vec<Contact>,
    pub touches: Vec<Touch<'w>>,
    pub calls: Vec<Call>,
    pub answers: Vec<Answer>,
}

impl<'w> Life<'w> {
    pub fn draw(world: &'w World, person: &Person) -> Life<'w> {
        let mut dice = world.dice(Purpose::Life, person.number);
        let mut orders = orders::draw(world, person, &mut dice);
        let mut contacts = messages::draw(world, person, &mut orders);
        let returns: Vec<Order> = orders.iter().filter_map(|order| orders::returned(world, order, &mut dice)).collect();
        let touches = journey::draw(world, person, &orders, &mut dice);
        orders.extend(returns);
        orders.sort_by_key(|order| order.at);
        for (ordinal, order) in orders.iter_mut().enumerate() {
            order.ordinal = ordinal as u64;
        }
        contacts.sort_by_key(|contact| contact.sent_at);
        let (calls, answers) = care::draw(world, person, &orders, &mut dice);
        let walk_in = orders::walk_in(world, person, &mut world.dice(Purpose::WalkIns, person.number));
        Life { orders, walk_in, contacts, touches, calls, answers }
    }

    /// Those to whom messages really went out.
    pub fn sent(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(|contact| contact.arm == Arm::Sent)
    }
}
