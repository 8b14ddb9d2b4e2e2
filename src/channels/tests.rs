use crate::args;
use crate::trial::{Trial, lines};
use crate::value::{Args, Cell};
use jiff::civil::date;

fn trial() -> Trial {
    let trial = Trial::on(date(2026, 3, 1));
    trial.sql(
        "INSERT INTO core.channel (channel_id, name, kind)
         VALUES ('web', 'Web shop', 'online'), ('shop', 'Shop', 'offline'), ('mail', 'E-mail', 'online');
         INSERT INTO core.sales_order (system, order_key, customer_id, ordered_at, channel_id, store_id, amount) VALUES
             ('s', '1', 1, '2026-01-10 10:00', 'web', NULL, 90),
             ('s', '2', 1, '2026-02-20 10:00', 'web', NULL, 30),
             ('s', '3', 2, '2026-02-20 00:00', 'shop', 'A', 70),
             ('s', '4', 2, '2026-02-21 00:00', 'shop', 'A', -20),
             ('s', '5', NULL, '2026-02-25 00:00', 'shop', 'B', 7);
         INSERT INTO core.touchpoint (customer_id, visitor_key, happened_at, kind, channel_id) VALUES
             (1, NULL, '2025-11-01 10:00', 'click', 'mail'),
             (1, NULL, '2026-01-05 10:00', 'click', 'mail'),
             (1, NULL, '2026-01-09 10:00', 'visit', 'web'),
             (1, NULL, '2026-01-09 11:00', 'visit', 'web'),
             (1, NULL, '2026-01-10 09:00', 'visit', 'web'),
             (1, NULL, '2026-01-12 10:00', 'click', 'mail'),
             (2, NULL, '2026-02-19 10:00', 'visit', 'web'),
             (2, NULL, '2026-02-26 10:00', 'visit', 'web'),
             (NULL, 'cookie', '2026-01-09 10:00', 'visit', 'web');
         INSERT INTO core.channel_spend (spent_on, channel_id, cost, impressions, reach, clicks) VALUES
             ('2026-01-05', 'mail', 10, 1000, 800, 12), ('2026-02-05', 'mail', 20, 500, 400, 3),
             ('2026-02-10', 'web', 60, 100, NULL, NULL);",
    );
    trial
}

fn attributed() -> Trial {
    let trial = trial();
    trial.run("channels.attribution", &Args::new());
    trial
}

#[test]
fn a_channel_that_no_source_describes_is_named_in_the_configuration() {
    let trial = trial();
    let stated = |text: &str| {
        let channels = toml::from_str(text).unwrap();
        super::register(&trial.session, &channels).unwrap();
        trial.rows("SELECT channel_id, name, kind FROM core.channel ORDER BY channel_id")
    };
    let told = stated("[channel.fair]\nkind = 'offline'\n[channel.web]\nname = 'Site'\nkind = 'offline'");
    assert_eq!(
        told,
        ["fair fair offline", "mail E-mail online", "shop Shop offline", "web Web shop online"],
        "a source's word counts"
    );
    assert_eq!(stated("[channel.fair]\nname = 'Spring fair'\nkind = 'offline'")[0], "fair Spring fair offline");
    assert_eq!(stated("").len(), 3, "what is no longer named is gone");
}

#[test]
fn a_channels_rows_are_what_its_figures_count() {
    let trial = trial();
    let rows = trial.view("channels.rows", args![channel_id => "shop"]);
    let kinds: Vec<&str> = rows.texts("kind").collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "order").count(), 2, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "return").count(), 1, "{kinds:?}");
    let revenue: f64 = (0..rows.rows.len()).filter_map(|row| rows.number(row, "revenue")).sum();
    let channels = trial.view("channels.performance", Args::new());
    let shop = (0..channels.rows.len()).find(|row| channels.text(*row, "channel_id") == "shop").unwrap();
    assert_eq!(Some(revenue), channels.number(shop, "revenue"));
    let spent = trial.view("channels.rows", args![channel_id => "mail"]);
    let cost: f64 = (0..spent.rows.len()).filter_map(|row| spent.number(row, "cost")).sum();
    let mail = (0..channels.rows.len()).find(|row| channels.text(*row, "channel_id") == "mail").unwrap();
    assert_eq!(Some(cost), channels.number(mail, "cost"));
}

#[test]
fn touches_lead_to_the_next_order_within_the_window() {
    // The touch of November led to nothing, nor did that of 12 January, 39 days before the order; that of 26 February is
    // still open. The two visits of 9 January are one touch. Nothing led to the second order, so it came directly.
    let paths = attributed().view("channels.paths", Args::new());
    assert_eq!(
        lines(&paths),
        ["(no touch) 1 1 30.00 0 1", "mail > web > web 3 1 90.00 0 1", "web 1 1 70.00 0 1", "mail 1 0 0.00 2 0",]
    );
}

#[test]
fn each_rule_shares_all_orders_out() {
    let trial = attributed();
    let table = trial.view("channels.attribution", Args::new());
    let shown = |row: usize| {
        [
            "channel_id",
            "first_conversions",
            "last_conversions",
            "linear_conversions",
            "first_value",
            "last_value",
            "linear_value",
        ]
        .map(|column| table.cell(row, column).to_string())
        .join(" ")
    };
    assert_eq!(
        (0..3).map(shown).collect::<Vec<_>>(),
        [
            "web 1.0000 2.0000 1.6667 70.00 160.00 130.00",
            "(no touch) 1.0000 1.0000 1.0000 30.00 30.00 30.00",
            "mail 1.0000 0.0000 0.3333 90.00 0.00 30.00",
        ]
    );
    assert!((table.number(0, "linear_return").unwrap() - 130.0 / 60.0).abs() < 1e-6);
    let february = trial.view("channels.attribution", args![from => date(2026, 2, 1)]);
    assert_eq!([february.text(0, "channel_id"), february.text(1, "channel_id")], ["web", "(no touch)"]);
    assert_eq!(february.number(0, "last_value"), Some(70.0));
}

#[test]
fn linear_attribution_agrees_with_plain_sql() {
    let trial = attributed();
    let by_sql = "
        WITH step AS (
            SELECT DISTINCT o.order_key, o.amount, t.channel_id, t.happened_at::DATE AS day
            FROM core.sales_order AS o
            JOIN core.touchpoint AS t ON t.customer_id = o.customer_id AND t.happened_at <= o.ordered_at
                AND t.happened_at >= o.ordered_at - INTERVAL 30 DAY
            WHERE o.amount > 0 AND NOT EXISTS (
                SELECT 1 FROM core.sales_order AS b
                WHERE b.customer_id = o.customer_id AND b.amount > 0 AND b.ordered_at < o.ordered_at
                    AND b.ordered_at >= t.happened_at))
        SELECT channel_id, sum(amount / touches)::DECIMAL(18, 4)
        FROM (SELECT *, count(*) OVER (PARTITION BY order_key) AS touches FROM step)
        GROUP BY channel_id ORDER BY channel_id";
    let stored = "SELECT channel_id, sum(value)::DECIMAL(18, 4) FROM mart.attribution
                  WHERE model = 'linear' AND channel_id <> '(no touch)' GROUP BY channel_id ORDER BY channel_id";
    assert_eq!(trial.rows(stored), trial.rows(by_sql));
}

#[test]
fn moves_go_from_the_start_to_an_order_or_to_none() {
    let trial = attributed();
    let moves = "SELECT from_channel, to_channel, moves FROM mart.transition ORDER BY ALL";
    assert_eq!(
        trial.rows(moves),
        [
            "(no touch) (order) 1",
            "(start) (no touch) 1",
            "(start) mail 3",
            "(start) web 1",
            "mail (none) 2",
            "mail web 1",
            "web (order) 2",
            "web web 1",
        ]
    );
    let flow = trial.view("channels.flow", Args::new());
    let leaving_web = (0..flow.rows.len()).filter(|row| flow.text(*row, "from_channel") == "web");
    assert!((leaving_web.map(|row| flow.number(row, "moves_share").unwrap()).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn a_wider_window_takes_earlier_touches() {
    let trial = trial();
    trial.run("channels.attribution", &args![window_days => 90]);
    let paths = trial.rows("SELECT channels, conversions FROM mart.path WHERE conversions > 0 ORDER BY ALL");
    assert_eq!(paths, ["[mail] 1", "[mail, mail, web, web] 1", "[web] 1"]);
}

#[test]
fn two_runs_give_the_same_rows() {
    let trial = attributed();
    trial.run("channels.attribution", &Args::new());
    for table in ["path", "attribution", "transition"] {
        let rows = |run: u32| trial.rows(&format!("SELECT * EXCLUDE (run_id) FROM mart.{table} WHERE run_id = {run}"));
        assert!(!rows(1).is_empty());
        assert_eq!(rows(1), rows(2), "{table}");
    }
}

#[test]
fn performance_counts_an_order_where_it_was_placed_and_where_it_came_from() {
    let trial = attributed();
    let shown = |args: Args| -> Vec<String> {
        let table = trial.view("channels.performance", args);
        lines(&table).into_iter().map(|line| line.replace("  ", " - ").replace("  ", " - ")).collect()
    };
    // channel, name, kind, cost, impressions, reach, clicks, visits, orders and revenue placed in it, orders and value
    // given to it, cost per acquisition, return
    assert_eq!(
        shown(Args::new())[1..],
        [
            "shop Shop offline - - - - - 2 57.00 - - - ",
            "mail E-mail online 30.00 1500 1200 15 3 0 0.00 0.3333 30.00 90.00 1",
        ]
    );
    assert!(
        shown(Args::new())[0].starts_with("web Web shop online 60.00 100 3 - 5 2 120.00 1.6667 130.00 36.00 2.1666")
    );
    let february = shown(args![from => date(2026, 2, 1), channel => "mail"]);
    assert_eq!(february, ["mail E-mail online 20.00 500 400 3 - 0 0.00 - - - "]);
    assert_eq!(shown(args![store => "B"])[0], "shop Shop offline - - - - - 1 7.00 - - - ");
}

#[test]
fn days_add_up_to_the_whole() {
    let trial = trial();
    let days = trial.view("channels.daily", args![channel_id => Cell::Null]);
    let total = |column: &str| (0..days.rows.len()).map(|row| days.number(row, column).unwrap()).sum::<f64>();
    assert_eq!([total("cost"), total("conversions"), total("revenue")], [90.0, 4.0, 177.0]);
    assert_eq!(days.cell(0, "day").date(), Some(date(2025, 11, 1)));
    assert_eq!(days.rows.len(), 121, "every day, also those without anything");
    let shop = trial.view("channels.daily", args![channel_id => "shop", from => date(2026, 2, 20)]);
    assert_eq!(lines(&shop)[..2], ["2026-02-20 0.00 0 1 70.00", "2026-02-21 0.00 0 0 -20.00"]);
}

/// Two days of talk in the shop's own time, and three days before them. A comment and a share name no topic of their own.
fn talk() -> Trial {
    let trial = Trial::on(date(2026, 3, 10));
    trial.sql(
        "INSERT INTO core.social_post
             (system, post_key, parent_key, kind, posted_at, platform, topic, views, likes, comments, shares, sentiment)
         VALUES
             ('s', '1', NULL, NULL, '2026-03-09 08:10', 'weibo', '送礼', 900, 5, 1, 0, '正面'),
             ('s', '2', '1', 'comment', '2026-03-09 08:40', 'weibo', NULL, 10, 1, NULL, NULL, 'negative'),
             ('s', '3', '1', 'share', '2026-03-10 23:59', 'weibo', '', NULL, NULL, NULL, NULL, NULL),
             ('s', '4', NULL, 'post', '2026-03-10 12:00', 'weibo', '送礼', 100, 0, 0, 1, '0.5'),
             ('s', '5', NULL, 'post', '2026-03-10 12:00', 'rednote', 'delivery', NULL, 3, 0, 0, 'furious'),
             ('s', '6', NULL, 'post', '2026-03-08 12:00', 'weibo', '送礼', 70, 0, 0, 0, '负面'),
             ('s', '7', NULL, 'post', '2026-03-07 12:00', 'weibo', '送礼', 70, 0, 0, 0, NULL),
             ('s', '8', NULL, 'post', '2026-03-05 12:00', 'weibo', '', 70, 0, 0, 0, NULL),
             ('t', '9', '1', 'comment', '2026-03-10 12:00', 'weibo', NULL, NULL, 0, 0, 0, NULL);",
    );
    trial
}

fn two_days() -> Args {
    args![from => date(2026, 3, 9), to => date(2026, 3, 10)]
}

#[test]
fn topics_stand_with_their_growth_reach_and_mood() {
    let topics = talk().view("channels.topics", two_days());
    let row = |topic: &str| (0..topics.rows.len()).find(|row| topics.text(*row, "topic") == topic).unwrap();
    let gifts = row("送礼");
    assert_eq!(gifts, 0, "the most posts come first");
    let figure = |row: usize, name: &str| topics.number(row, name);
    assert_eq!(figure(gifts, "posts"), Some(4.0), "with the comment and the share of its post");
    assert_eq!((figure(gifts, "posts_before"), figure(gifts, "posts_growth")), (Some(2.0), Some(1.0)));
    assert_eq!((figure(gifts, "reach"), figure(gifts, "engagement")), (Some(1010.0), Some(8.0)));
    assert_eq!(figure(gifts, "rated"), Some(3.0));
    assert!((figure(gifts, "mood_share").unwrap() - 0.5 / 3.0).abs() < 1e-9);
    assert!((figure(gifts, "mood_change").unwrap() - (0.5 / 3.0 + 1.0)).abs() < 1e-9);
    assert_eq!(topics.cell(gifts, "peak_at").to_string(), "2026-03-09 08:00:00");
    let delivery = row("delivery");
    assert_eq!(figure(delivery, "mood_share"), None, "a word that is no mood is none, and no text is guessed at");
    assert_eq!((figure(delivery, "reach"), figure(delivery, "posts_growth")), (None, None));
    assert_eq!(figure(row("(no topic)"), "posts"), Some(1.0), "another system's key is another post");
}

#[test]
fn two_days_go_by_the_hour_and_more_by_the_day() {
    let trial = talk();
    let trend = |args: Args| trial.view("channels.topics", args).cell(0, "posts_trend").numbers();
    let hours = trend(two_days());
    assert_eq!((hours.len(), hours[8], hours[36], hours[47], hours.iter().sum::<f64>()), (48, 2.0, 1.0, 1.0, 4.0));
    assert_eq!(trend(args![grain => "week"]), [0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0], "the last seven days");
    assert_eq!(trend(args![grain => "day"]).len(), 24, "the last day");
    let days = trial.view("channels.topic_series", args![grain => "week", topic => "送礼"]);
    let shown = |row: usize| ["posts", "posts_growth"].map(|name| days.cell(row, name).to_string()).join(" ");
    assert_eq!((3..7).map(shown).collect::<Vec<_>>(), ["1 ", "1 0", "2 1", "2 0"]);
}

#[test]
fn growth_is_not_told_from_days_before_the_first_post() {
    let week = talk().view("channels.topics", args![grain => "week"]);
    assert_eq!((week.number(0, "posts_before"), week.number(0, "posts_growth")), (None, None));
}

#[test]
fn the_posts_behind_a_topic_are_those_that_it_counts() {
    let trial = talk();
    let of = |topic: &str| {
        let mut args = two_days();
        args.insert("topic".into(), topic.into());
        let posts = trial.view("channels.topic_posts", args);
        posts.texts("post_key").map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of("送礼"), ["3", "4", "2", "1"]);
    assert_eq!(of("(no topic)"), ["9"]);
}
