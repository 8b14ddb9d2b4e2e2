use super::Totals;
use crate::generator::GenerateError;
use crate::generator::fate::{DRIVERS, GONE_AFTER};
use crate::generator::files::sheet::{CSV, Sheet, Written, row};
use crate::generator::money::Money;
use crate::generator::world::World;
use jiff::civil::{DateTime, Time};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// `planted.json`: everything that was decided before the first customer was drawn.
pub fn planted(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let (name, path) = ("truth/planted.json", folder.join("truth/planted.json"));
    let planted = json!({
        "plan": { "customers": world.plan.customers, "months": world.plan.months, "seed": world.plan.seed },
        "segments": segments(world, totals),
        "churn": {
            "left": totals.left,
            "lapsed_after_days": GONE_AFTER,
            "factors_on_monthly_hazard": DRIVERS,
        },
        "elasticity": elasticities(world),
        "festivals": world.calendar.festivals,
    });
    let failed = |source| GenerateError::Json { path: path.clone(), source };
    let text = serde_json::to_string_pretty(&planted).map_err(failed)?;
    fs::write(&path, text + "\n").map_err(GenerateError::at(&path))?;
    Ok(Written { name: name.into(), rows: 1, flaws: Default::default() })
}

fn segments(world: &World, totals: &Totals) -> Value {
    let found = totals.segments.iter().map(|(id, kind)| {
        let planted = world.segments.iter().find(|segment| segment.id == *id);
        json!({
            "segment": id,
            "customers": kind.customers,
            "orders": kind.orders,
            "revenue": kind.revenue.amount(),
            "orders_a_month": planted.map(|segment| segment.rate),
            "lines_an_order": planted.map(|segment| segment.basket),
            "pull_of_discounts": planted.map(|segment| segment.bargain),
            "mix_of_web_app_store": planted.map(|segment| segment.mix),
            "monthly_hazard": planted.map(|segment| segment.hazard),
        })
    });
    Value::from(found.collect::<Vec<Value>>())
}

fn elasticities(world: &World) -> Value {
    let pairs =
        world.catalogue.categories.iter().map(|category| (category.name.en.clone(), Value::from(category.elasticity)));
    Value::Object(pairs.collect())
}

/// `channels.csv`: what each paid channel cost, and the orders that it caused.
pub fn channels(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let columns = ["channel", "effect", "decay", "claim", "cost", "orders_caused", "revenue_caused", "true_return"];
    let mut sheet = Sheet::create(folder, "truth/channels.csv", CSV, &columns)?;
    for (medium, caused) in world.advertising.media.iter().zip(&totals.media) {
        let cost: Money = medium.days.iter().map(|day| day.cost).sum();
        let fields = row![
            medium.id.as_str(),
            medium.ads.effect.to_string(),
            medium.ads.decay.to_string(),
            medium.ads.claim.to_string(),
            cost,
            caused.orders,
            caused.revenue,
            format!("{:.3}", caused.revenue.amount() / cost.amount().max(0.01)),
        ];
        sheet.push(start(world), fields)?;
    }
    sheet.finish()
}

/// `campaigns.csv`: the planted uplift beside what sent and holdout members really did.
pub fn campaigns(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let columns = [
        "campaign",
        "planted_uplift",
        "sent",
        "holdout",
        "sent_buyers",
        "holdout_buyers",
        "orders_caused",
        "revenue_caused",
    ];
    let mut sheet = Sheet::create(folder, "truth/campaigns.csv", CSV, &columns)?;
    for (campaign, tried) in world.campaigns.list.iter().zip(&totals.campaigns) {
        let fields = row![
            campaign.id.as_str(),
            campaign.kind.uplift.to_string(),
            tried.sent,
            tried.holdout,
            tried.sent_buyers,
            tried.holdout_buyers,
            tried.caused.orders,
            tried.caused.revenue,
        ];
        sheet.push(start(world), fields)?;
    }
    sheet.finish()
}

/// `months.csv`: sales as they are when the dirt is gone.
pub fn months(folder: &Path, world: &World, totals: &Totals) -> Result<Written, GenerateError> {
    let columns = ["month", "revenue", "orders", "active_customers", "new_customers"];
    let mut sheet = Sheet::create(folder, "truth/months.csv", CSV, &columns)?;
    for (place, month) in totals.months.iter().enumerate() {
        let first = world.calendar.month_start(place).to_string();
        sheet.push(start(world), row![first, month.revenue, month.orders, month.active, month.new_customers])?;
    }
    sheet.finish()
}

/// `dirt.csv`: how many rows of each file have which flaw.
pub fn dirt(folder: &Path, world: &World, files: &[Written]) -> Result<Written, GenerateError> {
    let mut sheet = Sheet::create(folder, "truth/dirt.csv", CSV, &["file", "records", "flaw", "rows", "unmappable"])?;
    for file in files {
        for (flaw, rows) in &file.flaws {
            let unmappable = if flaw.unmappable() { "yes" } else { "no" };
            sheet.push(start(world), row![file.name.as_str(), file.rows, flaw.word(), *rows, unmappable])?;
        }
    }
    sheet.finish()
}

fn start(world: &World) -> DateTime {
    world.calendar.first.to_datetime(Time::midnight())
}
