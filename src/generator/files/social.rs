//! What is said of the retailer in public, busier when its advertising is.

use super::dates;
use super::sheet::{Form, Sheet, Written, row};
use crate::generator::GenerateError;
use crate::generator::calendar::moment;
use crate::generator::dice::{Dice, Purpose};
use crate::generator::texts::about;
use crate::generator::world::World;
use std::path::Path;

const COLUMNS: [&str; 10] =
    ["post_id", "created_at", "platform", "topic", "text", "likes", "comments", "shares", "views", "sentiment"];
/// What the listening service that the retailer pays makes of a post; of some it makes nothing.
const SENTIMENTS: [&str; 3] = ["positive", "neutral", "negative"];
const PLATFORMS: [(&str, f64); 4] = [("weibo", 0.3), ("wechat", 0.15), ("xiaohongshu", 0.4), ("instagram", 0.15)];
/// Posts a day: few for a small shop, and never more than anybody reads.
const FEWEST: f64 = 0.5;
const MOST: f64 = 500.0;

pub fn write(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let mut sheet = Sheet::create(folder, "social/posts.ndjson", Form::NdJson, &COLUMNS)?;
    let mut dice = world.dice(Purpose::Social, 0);
    let mut listener = world.dice(Purpose::Social, 1);
    let usual = (world.plan.customers as f64 / 2500.0).clamp(FEWEST, MOST);
    let mut number = 0;
    for day in 0..world.calendar.days {
        let mean = usual * world.calendar.busy(day) * (1.0 + 2.0 * world.advertising.lift(day));
        for _ in 0..dice.count(mean.max(0.01)) {
            let at = moment(world.calendar.date(day), 8, 24, &mut dice);
            let weights = PLATFORMS.map(|(_, weight)| weight);
            let platform = PLATFORMS[dice.weighted(&weights)].0;
            let topic = world.texts.social.get("topics").and_then(|topics| dice.pick(topics)).cloned();
            let product = &world.catalogue.products[world.catalogue.draw(day, 1.0, &mut dice)].name;
            let name = if platform == "instagram" { &product.en } else { &product.zh };
            let text = about(&world.texts.social, platform, name, &mut dice);
            let [likes, comments, shares] = reactions(&mut dice);
            let views = (f64::from(likes as i32) * 30.0 * listener.spread(0.4)) as i64 + listener.between(20, 200);
            let sentiment = sentiment(world, topic.as_deref(), &mut listener);
            number += 1;
            let key = format!("s{:08x}", mixed(number));
            sheet.push(
                at,
                row![key, dates::iso(at), platform, topic, text, likes, comments, shares, views, sentiment],
            )?;
        }
    }
    sheet.finish()
}

/// Most posts are hardly seen, a few spread.
fn reactions(dice: &mut Dice) -> [i64; 3] {
    let likes = 12.0 * dice.spread(1.4);
    [likes, likes * 0.15 * dice.spread(0.5), likes * 0.08 * dice.spread(0.7)].map(|count| count as i64)
}

/// The further back a topic stands in the list, the more people grumble about it.
fn sentiment(world: &World, topic: Option<&str>, dice: &mut Dice) -> Option<&'static str> {
    let topics = world.texts.social.get("topics").map(Vec::as_slice).unwrap_or_default();
    let place = topics.iter().position(|known| Some(known.as_str()) == topic)? as f64;
    let grumbling = 0.05 + 0.07 * place;
    let said = SENTIMENTS[dice.weighted(&[0.65 - grumbling, 0.35, grumbling])];
    dice.chance(0.9).then_some(said)
}

/// An odd factor: one to one, and no two neighbours alike.
fn mixed(number: u32) -> u32 {
    number.wrapping_mul(0x9E37_79B1)
}
