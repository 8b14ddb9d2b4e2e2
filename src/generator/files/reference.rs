//! Catalogue, stores, channels, promotions, offers and stock: small files that head office keeps by hand.

use super::dates;
use super::sheet::{CSV, Form, Letters, Sheet, Written, row};
use crate::generator::GenerateError;
use crate::generator::catalogue::Product;
use crate::generator::dice::Purpose;
use crate::generator::world::{STORES, World};
use jiff::civil::{DateTime, Time};
use serde::Serialize;
use std::fs;
use std::path::Path;

pub fn write(folder: &Path, world: &World) -> Result<Vec<Written>, GenerateError> {
    Ok(vec![
        products(folder, world)?,
        stores(folder, world)?,
        channels(folder, world)?,
        promotions(folder, world)?,
        offers(folder, world)?,
        stock(folder, world)?,
    ])
}

#[derive(Serialize)]
struct Listed<'a> {
    sku: &'a str,
    name_en: &'a str,
    name_zh: &'a str,
    category: &'a str,
    category_zh: &'a str,
    brand: &'a str,
    list_price: String,
    cost: String,
}

fn products(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let (name, path) = ("reference/products.json", folder.join("reference/products.json"));
    let listed = |product: &Product| {
        let category = &world.catalogue.categories[product.category].name;
        serde_json::to_value(Listed {
            sku: &product.sku,
            name_en: &product.name.en,
            name_zh: &product.name.zh,
            category: &category.en,
            category_zh: &category.zh,
            brand: if product.price.0 > 15_000 { "Foureye Select" } else { "Foureye" },
            list_price: product.price.to_string(),
            cost: product.cost.to_string(),
        })
    };
    let all: Result<Vec<_>, _> = world.catalogue.products.iter().map(listed).collect();
    let text = all.and_then(|all| serde_json::to_string_pretty(&all));
    let text = text.map_err(|source| GenerateError::Json { path: path.clone(), source })?;
    fs::create_dir_all(folder.join("reference")).map_err(GenerateError::at(folder))?;
    fs::write(&path, text + "\n").map_err(GenerateError::at(&path))?;
    Ok(Written { name: name.into(), rows: world.catalogue.products.len() as u64, flaws: Default::default() })
}

fn stores(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let columns = ["store_id", "store_name", "city", "kind", "opened_on"];
    let mut sheet = Sheet::create(folder, "reference/stores.csv", CSV, &columns)?;
    for store in &STORES {
        sheet.push(start(world), row![store.id, store.name, store.city, store.kind, store.opened_on])?;
    }
    sheet.finish()
}

fn channels(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let mut sheet = Sheet::create(folder, "reference/channels.csv", CSV, &["channel_id", "channel_name", "kind"])?;
    for channel in &world.advertising.channels {
        sheet.push(start(world), row![channel.id.as_str(), channel.name.as_str(), channel.kind.as_str()])?;
    }
    sheet.finish()
}

fn promotions(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let columns = ["促销编号", "货号", "门店", "陈列", "传单", "折扣", "开始日期", "结束日期"];
    let form = Form::Delimited { by: ',', letters: Letters::Gb18030, line_end: "\r\n" };
    let mut sheet = Sheet::create(folder, "reference/promotions.csv", form, &columns)?;
    for (number, promotion) in (1..).zip(&world.catalogue.promotions) {
        let (from, to) = (world.calendar.date(promotion.from), world.calendar.date(promotion.to));
        let fields = row![
            format!("PR{number:04}"),
            world.catalogue.products[promotion.product].sku.as_str(),
            // A promotion holds in every store.
            None::<&str>,
            promotion.place,
            if promotion.mailer { "front page" } else { "" },
            format!("{:.2}", promotion.depth),
            dates::slashed_day(from),
            dates::slashed_day(to),
        ];
        sheet.push(from.to_datetime(Time::midnight()), fields)?;
    }
    sheet.finish()
}

fn offers(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let columns = ["offer_id", "campaign_id", "kind", "value", "valid_from", "valid_to"];
    let mut sheet = Sheet::create(folder, "campaigns/offers.csv", CSV, &columns)?;
    for campaign in &world.campaigns.list {
        let (from, to) = (world.calendar.date(campaign.from), world.calendar.date(campaign.to));
        let offer = &campaign.kind.offer;
        let fields = row![
            campaign.offer_id.as_str(),
            campaign.id.as_str(),
            offer.kind.as_str(),
            offer.value,
            from.to_string(),
            to.to_string(),
        ];
        sheet.push(from.to_datetime(Time::midnight()), fields)?;
    }
    sheet.finish()
}

/// Counted on the last day of each month; now and then a shelf is empty, and once in a while a count is below nothing.
fn stock(folder: &Path, world: &World) -> Result<Written, GenerateError> {
    let columns = ["盘点日期", "门店", "货号", "库存"];
    let mut sheet = Sheet::create(folder, "reference/stock.csv", CSV, &columns)?;
    let mut dice = world.dice(Purpose::Stock, 0);
    let usual = (world.plan.customers as f64 / 80.0).max(4.0);
    for month in 0..world.calendar.months as usize {
        let date = world.calendar.month_start(month).last_of_month();
        for store in &STORES {
            for product in &world.catalogue.products {
                let counted = match dice.weighted(&[0.97, 0.028, 0.002]) {
                    0 => (usual * dice.spread(0.5)) as i64,
                    1 => 0,
                    _ => -1,
                };
                sheet.push(
                    date.to_datetime(Time::midnight()),
                    row![date.to_string(), store.id, product.sku.as_str(), counted],
                )?;
            }
        }
    }
    sheet.finish()
}

fn start(world: &World) -> DateTime {
    world.calendar.first.to_datetime(Time::midnight())
}
