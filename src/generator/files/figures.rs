//! What the plan, the market and the bills say: made when sales are known, so that attainment and share come out
//! plausible at every size.

use super::sheet::{CSV, Sheet, Written, row};
use super::xls;
use crate::generator::GenerateError;
use crate::generator::dice::{Dice, Purpose};
use crate::generator::money::Money;
use crate::generator::truth::Totals;
use crate::generator::world::World;
use jiff::civil::Time;
use std::collections::BTreeMap;
use std::path::Path;

/// Who else sells what we sell, with their shares of the market.
const COMPETITORS: [(&str, f64); 3] = [("Red Lantern 红灯笼", 0.31), ("Harbour & Hill", 0.22), ("新禾 Xinhe", 0.16)];
/// Ours, of the market, when the period begins; it grows a little.
const OUR_SHARE: f64 = 0.062;

const MARKET: &str = "market/market.xls";

pub fn write(folder: &Path, world: &World, totals: &Totals) -> Result<Vec<Written>, GenerateError> {
    Ok(vec![campaigns(folder, world, totals)?, targets(folder, world, totals)?, market(folder, world, totals)?])
}

fn campaigns(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let columns = ["campaign_id", "campaign_name", "campaign_type", "channel", "start_date", "end_date", "cost"];
    let mut sheet = Sheet::create(folder, "campaigns/campaigns.csv", CSV, &columns)?;
    for (campaign, seen) in world.campaigns.list.iter().zip(&totals.campaigns) {
        let (from, to) = (world.calendar.date(campaign.from), world.calendar.date(campaign.to));
        let fields = row![
            campaign.id.as_str(),
            campaign.kind.name.as_str(),
            campaign.kind.kind.as_str(),
            campaign.kind.channel.as_str(),
            from.to_string(),
            to.to_string(),
            campaign.cost(seen.sent),
        ];
        sheet.push(from.to_datetime(Time::midnight()), fields)?;
    }
    sheet.finish()
}

/// Targets set by people: round, and mostly a little above what comes.
fn targets(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let mut sheet = Sheet::create(folder, "plan/targets.csv", CSV, &["kpi", "grain", "period", "target"])?;
    let mut dice = world.dice(Purpose::Market, 1);
    for (place, month) in totals.months.iter().enumerate() {
        let start = world.calendar.month_start(place);
        let aim = |actual: f64, dice: &mut Dice| round(actual * 1.03 * dice.spread(0.06));
        let planned = [
            ("revenue", aim(month.revenue.amount(), &mut dice)),
            ("orders", aim(month.orders as f64, &mut dice)),
            ("average_order", aim(month.revenue.amount() / month.orders.max(1) as f64, &mut dice)),
            ("new_customers", aim(month.new_customers as f64, &mut dice)),
            ("active_customers", aim(month.active as f64, &mut dice)),
            ("market_share", OUR_SHARE + 0.0005 * place as f64),
            ("satisfaction", 4.2),
        ];
        for (kpi, target) in planned {
            let target = format!("{}", (target * 10_000.0).round() / 10_000.0);
            sheet.push(start.to_datetime(Time::midnight()), row![kpi, "month", start.to_string(), target])?;
        }
    }
    sheet.finish()
}

/// Two digits, as a meeting would settle on.
fn round(value: f64) -> f64 {
    let mut step = 1.0;
    while value / step >= 100.0 {
        step *= 10.0;
    }
    (value / step).round() * step
}

/// The bureau that counts the market sends a workbook, in the form that it always had.
fn market(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let mut rows = Vec::new();
    let mut dice = world.dice(Purpose::Market, 0);
    for (place, month) in totals.months.iter().enumerate() {
        let start = world.calendar.month_start(place);
        let share = OUR_SHARE * (1.0 + 0.012 * place as f64);
        for (category, sold) in world.catalogue.categories.iter().zip(&month.categories) {
            let size = sold.amount() / share * dice.spread(0.04);
            let mut put = |player: &str, amount: f64| {
                rows.push(row![start.to_string(), category.name.en.as_str(), player, Money::of(amount.round())]);
            };
            put("all", size);
            for (player, part) in COMPETITORS {
                put(player, size * part * dice.spread(0.05));
            }
        }
    }
    xls::write(folder, MARKET, &["month", "category", "player", "amount"], &rows)?;
    Ok(Written { name: MARKET.to_owned(), rows: rows.len() as u64, flaws: BTreeMap::new() })
}
