//! What was spent on each paid channel by day, as an advertising console with American dates reports it.

use super::dates;
use super::sheet::{CSV, Sheet, Written, row};
use crate::generator::GenerateError;
use crate::generator::world::World;
use jiff::civil::Time;
use std::path::Path;

const COLUMNS: [&str; 6] = ["Date", "Media", "Cost", "Impressions", "Reach", "Clicks"];

pub fn write(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let mut sheet = Sheet::create(folder, "media/ad_spend.csv", CSV, &COLUMNS)?;
    for day in 0..world.calendar.days {
        let date = world.calendar.date(day);
        for medium in &world.advertising.media {
            let bought = medium.days[day as usize];
            let clicks = (medium.ads.ctr > 0.0).then_some(bought.clicks);
            let fields =
                row![dates::american(date), medium.id.as_str(), bought.cost, bought.impressions, bought.reach, clicks];
            sheet.push(date.to_datetime(Time::midnight()), fields)?;
        }
    }
    sheet.finish()
}
