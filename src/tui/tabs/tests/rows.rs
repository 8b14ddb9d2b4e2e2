//! What the service answers: rows as the views have them.

use crate::value::{Args, Cell, Column, Kind, Page, Table};
use jiff::civil::date;
use rust_decimal::Decimal;

/// A table from its columns, as `name:TYPE`, and its rows.
fn table(columns: &str, rows: Vec<Vec<Cell>>) -> Table {
    let column = |column: &str| {
        let (name, kind) = column.split_once(':').unwrap();
        Column { name: name.to_owned(), kind: Kind::of(name, kind) }
    };
    let total = rows.len() as u64;
    Table { columns: columns.split(' ').map(column).collect(), rows, offset: 0, total }
}

fn money(amount: i64) -> Cell {
    Cell::Decimal(Decimal::new(amount * 100, 2))
}

macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$(Cell::from($cell)),*] };
}

pub fn of(view: &str, args: &Args, page: &Page) -> Table {
    let mut table = match view {
        "segments.list" => segments(),
        "segments.clusters" => clusters(),
        "segments.profile" => profile(),
        "segments.scatter" => scatter(),
        "segments.choice" => choice(),
        "channels.performance" => performance(),
        "channels.attribution" => attribution(),
        "channels.flow" => flow(),
        "channels.topics" => topics(),
        "crm.search" => customers(args.get("text").and_then(Cell::text).unwrap_or_default()),
        "segments.members" => customers(""),
        "crm.profile" => facts(),
        "crm.timeline" => timeline(),
        "crm.keys" => keys(),
        "campaigns.preview" => preview(),
        "campaigns.left_out" => left_out(),
        "campaigns.members" => members(),
        _ => super::review::rows(view, args),
    };
    for filter in &page.filters {
        if let Some(at) = table.column(&filter.column) {
            table.rows.retain(|row| row[at] == filter.value);
        }
    }
    table.total = table.rows.len() as u64;
    table.rows.truncate(usize::try_from(page.limit).unwrap());
    table
}

pub fn message(customer: i64) -> String {
    format!(
        "Dear customer {customer},\nthe mid-autumn tea has arrived. You liked the last one, so it is yours first: 15% off until 14 July."
    )
}

fn segments() -> Table {
    let names = ["champions", "loyal", "potential_loyal", "at_risk", "hibernating", "lost"];
    let sizes = [(214, 1_204_310), (302, 810_220), (377, 402_118), (188, 230_400), (401, 98_200), (96, 0)];
    let (all, sum) = sizes.iter().fold((0, 0), |(all, sum), (n, money)| (all + n, sum + money));
    let row = |(at, (customers, revenue)): (usize, &(i64, i64))| {
        row![
            names[at],
            *customers,
            *customers as f64 / f64::from(all as i32),
            money(*revenue),
            *revenue as f64 / sum as f64,
            12.4 + 41.0 * at as f64,
            9.25 - 1.5 * at as f64,
            money(revenue / customers),
        ]
    };
    table(
        "segment:VARCHAR customers:BIGINT customer_share:DOUBLE revenue:DECIMAL(18,2) revenue_share:DOUBLE \
         recency_days:DOUBLE frequency:DOUBLE monetary:DECIMAL(18,2)",
        sizes.iter().enumerate().map(row).collect(),
    )
}

fn clusters() -> Table {
    let row = |cluster: i64, customers: i64, share: f64, revenue: i64, revenue_share: f64, recency: f64| {
        row![cluster, customers, share, money(revenue), revenue_share, recency, 4.5, money(revenue / customers)]
    };
    table(
        "cluster:BIGINT customers:BIGINT customer_share:DOUBLE revenue:DECIMAL(18,2) revenue_share:DOUBLE \
         recency_days:DOUBLE frequency:DOUBLE monetary:DECIMAL(18,2)",
        vec![
            row(1, 840, 0.532, 1_002_000, 0.365, 88.2),
            row(2, 512, 0.325, 1_510_300, 0.55, 31.0),
            row(3, 226, 0.143, 233_000, 0.085, 260.4),
        ],
    )
}

fn profile() -> Table {
    table(
        "feature:VARCHAR mean:DOUBLE overall_mean:DOUBLE difference:DOUBLE",
        vec![
            row!["recency_days", 31.0, 94.2, -1.31],
            row!["monetary", 2949.8, 1738.2, 1.02],
            row!["frequency", 8.1, 4.6, 0.94],
            row!["online_share", 0.71, 0.52, 0.48],
            row!["discount_share", 0.02, 0.03, -0.1],
            row!["categories", 3.0, 3.0, 0.0],
        ],
    )
}

fn scatter() -> Table {
    let point = |at: i64| {
        let cluster = at % 3 + 1;
        let turn = at as f64 * 2.4;
        let reach = (at as f64 / 60.0).sqrt() * 1.4;
        let centre = [(-2.0, 0.5), (2.5, 1.5), (0.5, -2.0)][cluster as usize - 1];
        row![centre.0 + reach * turn.cos(), centre.1 + reach * turn.sin(), cluster]
    };
    table("component_1:DOUBLE component_2:DOUBLE cluster:BIGINT", (0..60).map(point).collect())
}

fn choice() -> Table {
    let fits = [0.312, 0.355, 0.298, 0.271, 0.264, 0.25, 0.241];
    let row = |(at, fit): (usize, &f64)| row![at as i64 + 2, *fit, 900.0 - 80.0 * at as f64, at == 1];
    table("clusters:BIGINT silhouette:DOUBLE inertia:DOUBLE chosen:BOOLEAN", fits.iter().enumerate().map(row).collect())
}

fn performance() -> Table {
    let row = |id: &str, name: &str, kind: &str, cost: i64, people: i64, orders: i64, revenue: i64| {
        let spent = (cost > 0).then(|| money(cost));
        row![
            id,
            name,
            kind,
            spent.clone().unwrap_or_default(),
            spent.as_ref().map(|_| people * 12),
            people,
            spent.as_ref().map(|_| people / 3),
            people / 2,
            orders,
            money(revenue),
            spent.as_ref().map(|_| Decimal::new(cost * 100 / orders.max(1), 2)),
            spent.as_ref().map(|_| revenue as f64 / cost as f64),
        ]
    };
    table(
        "channel_id:VARCHAR name:VARCHAR kind:VARCHAR cost:DECIMAL(18,2) impressions:BIGINT reach:BIGINT clicks:BIGINT \
         visits:BIGINT conversions:BIGINT revenue:DECIMAL(18,2) cost_per_acquisition:DECIMAL(18,2) return_on_spend:DOUBLE",
        vec![
            row("web", "Web shop", "online", 0, 41_000, 3_110, 1_020_400),
            row("store", "Stores", "offline", 0, 8_200, 2_904, 998_100),
            row("search", "Paid search", "online", 120_300, 22_110, 1_004, 388_200),
            row("wechat", "微信公众号", "online", 48_000, 15_020, 711, 240_000),
            row("exhibition", "Exhibition", "offline", 60_000, 1_900, 80, 42_000),
        ],
    )
}

fn attribution() -> Table {
    let row = |id: &str, name: &str, first: i64, last: i64, linear: i64| {
        row![id, name, "online", money(first), money(last), money(linear)]
    };
    table(
        "channel_id:VARCHAR name:VARCHAR kind:VARCHAR first_value:DECIMAL(18,2) last_value:DECIMAL(18,2) \
         linear_value:DECIMAL(18,2)",
        vec![
            row("search", "Paid search", 820_000, 310_000, 560_000),
            row("wechat", "微信公众号", 402_000, 455_000, 431_000),
            row("email", "E-mail", 90_000, 520_000, 322_000),
            row("exhibition", "Exhibition", 61_000, 0, 20_000),
        ],
    )
}

fn flow() -> Table {
    let row = |from: &str, to: &str, moves: i64, share: f64| row![from, to, moves, share];
    table(
        "from_channel:VARCHAR to_channel:VARCHAR moves:BIGINT moves_share:DOUBLE",
        vec![
            row("(start)", "search", 4_100, 0.68),
            row("search", "wechat", 2_050, 0.5),
            row("(start)", "wechat", 1_930, 0.32),
            row("wechat", "(order)", 1_900, 0.48),
            row("search", "(none)", 1_640, 0.4),
            row("wechat", "(none)", 1_200, 0.3),
            row("wechat", "email", 880, 0.22),
            row("email", "(order)", 700, 0.795),
            row("search", "(order)", 410, 0.1),
            row("email", "search", 180, 0.205),
        ],
    )
}

fn customers(text: &str) -> Table {
    let row = |id: i64, name: &str, segment: &str, orders: i64, revenue: i64| {
        row![
            id,
            name,
            format!("1380000{id:04}"),
            Cell::Null,
            "Nanjing",
            segment,
            orders,
            money(revenue),
            date(2026, 6, 3)
        ]
    };
    if text == "nobody" {
        return table("customer_id:BIGINT name:VARCHAR", Vec::new());
    }
    let mut rows = vec![row(11, "陈甲", "champions", 14, 8_210), row(12, "陳乙", "loyal", 9, 4_020)];
    if text.is_empty() {
        rows.push(row(13, "Lin C.", "at_risk", 3, 602));
    }
    table(
        "customer_id:BIGINT name:VARCHAR phone:VARCHAR email:VARCHAR city:VARCHAR segment:VARCHAR orders:BIGINT \
         revenue:DECIMAL(18,2) last_order_on:DATE",
        rows,
    )
}

fn facts() -> Table {
    let fact = |field: &str, value: &str, unit: Option<&str>| row![field, value, unit];
    table(
        "fact:VARCHAR value:VARCHAR unit:VARCHAR",
        vec![
            fact("name", "陈甲", None),
            fact("city", "Nanjing", None),
            fact("joined_on", "2025-02-11", None),
            fact("segment", "champions", Some("word")),
            fact("revenue", "8210.00", Some("money")),
        ],
    )
}

fn timeline() -> Table {
    let event = |day: i8, kind: &str, channel: &str, what: &str, amount: Option<i64>| {
        row![date(2026, 6, day).at(9, 30, 0, 0), kind, channel, what, amount.map_or(Cell::Null, money)]
    };
    table(
        "happened_at:TIMESTAMP kind:VARCHAR channel_id:VARCHAR what:VARCHAR amount:DECIMAL(18,2)",
        vec![
            event(28, "complaint", "phone", "Parcel was late: asks where it is", None),
            event(26, "order", "web", "Oolong tea, Tea pot", Some(420)),
            event(25, "click", "email", "Summer letter", None),
            event(3, "return", "store", "Cup", Some(-35)),
        ],
    )
}

fn keys() -> Table {
    table(
        "system:VARCHAR customer_key:VARCHAR name:VARCHAR",
        vec![row!["web", "u-88121", "陈甲"], row!["members", "M0021", "陳甲"], row!["pos", "13800000011", Cell::Null]],
    )
}

fn preview() -> Table {
    table(
        "template:VARCHAR channel_id:VARCHAR starts_on:DATE ends_on:DATE audience:VARCHAR segment:VARCHAR \
         considered:BIGINT included:BIGINT held_out:BIGINT cost:DECIMAL(18,2) expected_response_rate:DOUBLE \
         lowest_response_rate:DOUBLE highest_response_rate:DOUBLE expected_responses:DOUBLE \
         expected_revenue:DECIMAL(18,2) cost_per_response:DECIMAL(18,2) based_on:VARCHAR based_on_campaigns:BIGINT \
         based_on_messages:BIGINT based_on_responses:BIGINT",
        vec![row![
            "win_back",
            "email",
            date(2026, 7, 1),
            date(2026, 7, 14),
            "segment",
            "champions",
            214i64,
            136i64,
            15i64,
            money(14),
            0.062,
            0.041,
            0.088,
            8.4,
            money(3_180),
            money(2),
            "channel",
            4i64,
            2_210i64,
            137i64,
        ]],
    )
}

fn topics() -> Table {
    let hours = |posts: [i64; 6]| Cell::List(posts.into_iter().map(Cell::from).collect());
    table(
        "topic:VARCHAR posts:BIGINT posts_before:BIGINT posts_growth:DOUBLE reach:BIGINT engagement:BIGINT mood_share:DOUBLE \
         mood_change:DOUBLE rated:BIGINT peak_at:TIMESTAMP posts_trend:BIGINT[]",
        vec![
            row![
                "送礼 gifts",
                214i64,
                120i64,
                0.783,
                402_118i64,
                9_210i64,
                0.41,
                -0.06,
                180i64,
                Cell::Null,
                hours([3, 8, 20, 61, 80, 42])
            ],
            row![
                "物流 delivery",
                96i64,
                131i64,
                -0.267,
                88_004i64,
                1_377i64,
                -0.22,
                -0.31,
                90i64,
                Cell::Null,
                hours([40, 22, 11, 9, 8, 6])
            ],
        ],
    )
}

fn left_out() -> Table {
    let row = |state: &str, customers: i64| row![state, customers, customers as f64 / 214.0];
    table(
        "state:VARCHAR customers:BIGINT customer_share:DOUBLE",
        vec![
            row("included", 136),
            row("no_consent", 41),
            row("held_out", 15),
            row("contacted_recently", 15),
            row("no_address", 7),
        ],
    )
}

fn members() -> Table {
    let row = |id: i64, name: &str, state: &str| row![id, name, state, format!("{id}@example.com")];
    table(
        "customer_id:BIGINT name:VARCHAR state:VARCHAR address:VARCHAR",
        vec![
            row(11, "陈甲", "included"),
            row(12, "陳乙", "included"),
            row(13, "Lin C.", "no_consent"),
            row(14, "Wu D.", "included"),
            row(15, "Tan E.", "included"),
        ],
    )
}
