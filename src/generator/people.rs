//! Who the customers are: a name in two scripts, a phone, an address, the systems that know them, and what they will
//! do.

use super::GenerateError;
use super::calendar::{self, Day};
use super::dice::{Dice, Purpose};
use super::fate::Fate;
use super::keys::Keys;
use super::segments::LAPSED;
use super::words::{self, Language};
use super::world::World;
use jiff::civil::{Date, date};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Census {
    chinese: Chinese,
    english: English,
    region: Vec<Region>,
}

#[derive(Deserialize)]
struct Chinese {
    surnames: Vec<String>,
    first: Vec<String>,
    second: Vec<String>,
}

#[derive(Deserialize)]
struct English {
    given_female: Vec<String>,
    given_male: Vec<String>,
    surnames: Vec<String>,
}

#[derive(Deserialize)]
struct Region {
    country: String,
    language: Language,
    share: f64,
    cities: Vec<String>,
}

impl Census {
    pub fn read() -> Result<Census, GenerateError> {
        words::read("names.toml", include_str!("words/names.toml"))
    }
}

/// A name as the mainland's and as Taiwan's systems would write it. English names are the same in both.
#[derive(Debug, Clone, Default)]
pub struct FullName {
    pub simplified: String,
    pub traditional: String,
    /// The surname in ASCII, for addresses.
    pub latin: String,
}

impl FullName {
    pub fn written_in(&self, language: Language) -> &str {
        match language {
            Language::Traditional => &self.traditional,
            Language::Simplified | Language::English => &self.simplified,
        }
    }
}

pub struct Person {
    pub number: u64,
    pub name: FullName,
    pub female: bool,
    pub birth: Date,
    /// The place of their region, and of its store.
    pub region: usize,
    pub country: String,
    pub language: Language,
    pub city: FullName,
    pub phone: String,
    pub email: String,
    pub joined: Day,
    /// The place of the segment that they belong to until they leave.
    pub segment: usize,
    /// How much more or less than others of their segment they buy.
    pub vigour: f64,
    pub keys: Keys,
    pub consents: Consents,
    pub fate: Fate,
}

/// What a member lets the retailer send.
#[derive(Debug, Clone, Copy)]
pub struct Consents {
    pub email: bool,
    pub sms: bool,
    pub push: bool,
}

impl Consents {
    pub fn to(self, channel: &str) -> bool {
        match channel {
            "email" => self.email,
            "sms" => self.sms,
            "push" => self.push,
            _ => false,
        }
    }
}

impl Person {
    pub fn draw(world: &World, number: u64) -> Person {
        let mut dice = world.dice(Purpose::Person, number);
        let census = &world.census;
        let shares: Vec<f64> = census.region.iter().map(|region| region.share).collect();
        let place = dice.weighted(&shares);
        let region = &census.region[place];
        let female = dice.chance(0.58);
        let name = name(census, region.language, female, &mut dice);
        let shares: Vec<f64> = world.segments.iter().map(|segment| segment.share).collect();
        let segment = dice.weighted(&shares);
        let mut keys = keys(world, number, &mut dice);
        // Most were there before the period; those who come in it keep coming.
        let days = world.calendar.days;
        let joined = if dice.chance(0.6) {
            -(dice.between(1, 1100) as Day)
        } else {
            dice.between(0, i64::from(days) - 8) as Day
        };
        // Couples share a phone: whoever merges by phone alone makes one person of two.
        let whose_phone = if number > 0 && dice.chance(0.004) { number - 1 } else { number };
        let host = dice.pick(&["example.com", "example.org", "example.net"]).copied().unwrap_or("example.com");
        let fate = Fate::draw(world, segment, joined, keys.app.is_some(), &mut dice);
        // Who complains has called; some call to ask.
        keys.caller = (fate.complaint.is_some() || dice.chance(0.1)).then(|| world.keyring.caller(number));
        Person {
            number,
            email: format!("{}.{:x}@{host}", name.latin, number * 37 + 4099),
            name,
            female,
            birth: calendar::after(date(1955, 1, 1), dice.between(0, 19_700) as Day),
            region: place,
            country: region.country.clone(),
            language: region.language,
            city: pair(dice.pick(&region.cities)),
            phone: world.keyring.phone(whose_phone),
            joined,
            segment,
            vigour: dice.spread(0.3),
            consents: Consents {
                email: dice.chance(0.7),
                sms: dice.chance(0.6),
                push: keys.app.is_some() && dice.chance(0.5),
            },
            keys,
            fate,
        }
    }

    /// The name of the segment that an analysis at the end of the period should put them in.
    pub fn segment_name<'a>(&self, world: &'a World) -> &'a str {
        if self.fate.lapsed(world) { LAPSED } else { &world.segments[self.segment].id }
    }

    pub fn id(&self) -> String {
        format!("P{:07}", self.number)
    }
}

fn keys(world: &World, number: u64, dice: &mut Dice) -> Keys {
    let ring = &world.keyring;
    let (mut member, web, app) = (dice.chance(0.74), dice.chance(0.55), dice.chance(0.45));
    member |= !web && !app;
    let second = member && dice.chance(0.025);
    Keys {
        member: member.then(|| ring.member(number)),
        second_member: second.then(|| ring.second_member(number)),
        web: web.then(|| ring.web(number)),
        app: app.then(|| ring.app(number)),
        lead: dice.chance(0.05).then(|| ring.lead(number)),
        caller: None,
        visitor: ring.visitor(number),
    }
}

fn name(census: &Census, language: Language, female: bool, dice: &mut Dice) -> FullName {
    if language == Language::English {
        let english = &census.english;
        let given =
            dice.pick(if female { &english.given_female } else { &english.given_male }).cloned().unwrap_or_default();
        let surname = dice.pick(&english.surnames).cloned().unwrap_or_default();
        let full = format!("{given} {surname}");
        return FullName { simplified: full.clone(), traditional: full, latin: surname.to_lowercase() };
    }
    let surname = dice.pick(&census.chinese.surnames).map_or("", String::as_str);
    let (characters, latin) = surname.split_once(' ').unwrap_or((surname, ""));
    let first = dice.pick(&census.chinese.first).map_or("", String::as_str);
    let second = if dice.chance(0.85) { dice.pick(&census.chinese.second).map_or("", String::as_str) } else { "" };
    let script = |which: usize| [characters, first, second].iter().filter_map(|pair| pair.chars().nth(which)).collect();
    FullName { simplified: script(0), traditional: script(1), latin: latin.to_owned() }
}

/// `"苏州 蘇州"` as a name in both scripts.
fn pair(both: Option<&String>) -> FullName {
    let (simplified, traditional) = both.and_then(|both| both.split_once(' ')).unwrap_or_default();
    FullName { simplified: simplified.to_owned(), traditional: traditional.to_owned(), latin: String::new() }
}
