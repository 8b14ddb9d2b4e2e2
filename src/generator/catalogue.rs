//! What is sold, and for how much: products, their prices by month, and what is on promotion when.
//!
//! Prices move so that demand can be seen to answer them: each category has its elasticity, planted.

use super::calendar::{Calendar, Day};
use super::dice::{Dice, Purpose};
use super::money::Money;
use super::words::{self, Name};
use super::{GenerateError, Plan};
use serde::Deserialize;

/// Promotions of a month, and how much they take off.
const A_MONTH: u64 = 7;
const DEPTHS: [f64; 4] = [0.1, 0.2, 0.3, 0.4];
/// What a quarter's price is, of the list price.
const PRICE_STEPS: [f64; 6] = [0.88, 0.94, 1.0, 1.0, 1.06, 1.12];

#[derive(Deserialize)]
struct Words {
    category: Vec<Category>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Category {
    pub id: String,
    pub name: Name,
    pub weight: f64,
    pub elasticity: f64,
    pub margin: f64,
    season: Vec<f64>,
    items: Vec<String>,
}

pub struct Product {
    pub sku: String,
    pub category: usize,
    pub name: Name,
    /// The list price, which promotions and the quarter's price are measured against.
    pub price: Money,
    pub cost: Money,
    popularity: f64,
}

/// A product at a discount for some days, shown somewhere.
pub struct Promotion {
    pub product: usize,
    pub from: Day,
    pub to: Day,
    pub depth: f64,
    pub place: &'static str,
    pub mailer: bool,
}

pub struct Catalogue {
    pub categories: Vec<Category>,
    pub products: Vec<Product>,
    pub promotions: Vec<Promotion>,
    prices: Vec<Vec<Money>>,
    /// For each day and product: the promotion's depth.
    depths: Vec<Vec<f64>>,
    /// For each day and product: how often it is bought.
    weights: Vec<Vec<f64>>,
}

impl Catalogue {
    pub fn new(plan: &Plan, calendar: &Calendar) -> Result<Catalogue, GenerateError> {
        let words: Words = words::read("products.toml", include_str!("words/products.toml"))?;
        let mut dice = Dice::new(plan.seed, Purpose::Prices, 0);
        let products = products(&words.category, &mut dice)?;
        let prices = (0..plan.months).map(|_| Vec::new()).collect();
        let promotions = promotions(plan, calendar, products.len());
        let mut catalogue = Catalogue {
            categories: words.category,
            products,
            promotions,
            prices,
            depths: Vec::new(),
            weights: Vec::new(),
        };
        catalogue.price(&mut dice);
        catalogue.weigh(calendar);
        Ok(catalogue)
    }

    fn price(&mut self, dice: &mut Dice) {
        for product in &self.products {
            let mut step = 1.0;
            for (month, prices) in self.prices.iter_mut().enumerate() {
                if month % 3 == 0 {
                    step = dice.pick(&PRICE_STEPS).copied().unwrap_or(1.0);
                }
                // Shops ask whole amounts.
                prices.push(Money::of((product.price.amount() * step).round()));
            }
        }
    }

    fn weigh(&mut self, calendar: &Calendar) {
        for day in 0..calendar.days {
            let mut depths = vec![0.0; self.products.len()];
            for promotion in self.promotions.iter().filter(|promotion| (promotion.from..=promotion.to).contains(&day)) {
                depths[promotion.product] = f64::max(depths[promotion.product], promotion.depth);
            }
            let date = calendar.date(day);
            let month = calendar.month_of(date);
            let weight = |(place, product): (usize, &Product)| {
                let category = &self.categories[product.category];
                let paid = self.prices[month][place].amount() * (1.0 - depths[place]) / product.price.amount();
                let season = category.season.get(date.month() as usize - 1).unwrap_or(&1.0);
                product.popularity * season * paid.powf(category.elasticity)
            };
            self.weights.push(self.products.iter().enumerate().map(weight).collect());
            self.depths.push(depths);
        }
    }

    pub fn price_on(&self, product: usize, month: usize) -> Money {
        self.prices[month][product]
    }

    pub fn depth(&self, product: usize, day: Day) -> f64 {
        self.depths[day.max(0) as usize][product]
    }

    /// Draws a product as likely as people buy it that day; `pull` weighs what is on promotion.
    pub fn draw(&self, day: Day, pull: f64, dice: &mut Dice) -> usize {
        let (weights, depths) = (&self.weights[day.max(0) as usize], &self.depths[day.max(0) as usize]);
        if pull <= 1.0 {
            return dice.weighted(weights);
        }
        let pulled: Vec<f64> = weights
            .iter()
            .zip(depths)
            .map(|(weight, depth)| if *depth > 0.0 { weight * pull } else { *weight })
            .collect();
        dice.weighted(&pulled)
    }
}

fn products(categories: &[Category], dice: &mut Dice) -> Result<Vec<Product>, GenerateError> {
    let mut products = Vec::new();
    for (place, category) in categories.iter().enumerate() {
        for (number, item) in category.items.iter().enumerate() {
            let parts: Vec<&str> = item.split('|').map(str::trim).collect();
            let [en, zh, hant, price] = parts[..] else { return Err(words::missing("products.toml", item)) };
            let price = Money::of(price.parse().map_err(|_| words::missing("products.toml", item))?);
            products.push(Product {
                sku: format!("{}-{:03}", category.id, number + 1),
                category: place,
                name: Name { en: en.into(), zh: zh.into(), hant: hant.into() },
                price,
                cost: price.times((1.0 - category.margin) * dice.spread(0.05)),
                popularity: category.weight * dice.spread(0.5),
            });
        }
    }
    Ok(products)
}

fn promotions(plan: &Plan, calendar: &Calendar, products: usize) -> Vec<Promotion> {
    let mut dice = Dice::new(plan.seed, Purpose::Promotions, 0);
    let mut promotions = Vec::new();
    for month in 0..plan.months as usize {
        let start = calendar.day(calendar.month_start(month));
        for _ in 0..A_MONTH {
            let from = start + dice.between(0, 14) as Day;
            promotions.push(Promotion {
                product: dice.place(products),
                from,
                to: (from + dice.between(6, 15) as Day).min(calendar.days - 1),
                depth: dice.pick(&DEPTHS).copied().unwrap_or(0.1),
                place: dice.pick(&["front", "shelf end", "till", "home page"]).copied().unwrap_or("front"),
                mailer: dice.chance(0.3),
            });
        }
    }
    promotions
}
