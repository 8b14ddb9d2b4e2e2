//! Each kind of rule, on rows.

use super::{bench, clean, query};
use crate::value::Cell;

/// Products in one batch, by their numbers: name, category, price.
fn products(rules: &str, rows: &[(Option<&str>, Option<&str>, Option<f64>)]) -> super::Bench {
    let text = |text: &Option<&str>| text.map_or("NULL".to_owned(), |text| format!("'{}'", text.replace('\'', "''")));
    let values: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, (name, category, price))| {
            let price = price.map_or("NULL".to_owned(), |price| price.to_string());
            format!("('p{at:03}', {}, {}, {price}, 'shop', 1, {at})", text(name), text(category))
        })
        .collect();
    let columns = "product_id, name, category, price, source, batch_id, record";
    bench(rules, &format!("INSERT INTO core.product ({columns}) VALUES {};", values.join(", ")))
}

fn rule(table: &str, column: &str, treatment: &str) -> String {
    format!("[rule.mine]\ntable = \"{table}\"\ncolumns = [\"{column}\"]\ndo = {treatment}\n")
}

/// What a treatment makes of texts.
#[track_caller]
fn texts(treatment: &str, pairs: &[(&str, &str)]) {
    let rows: Vec<_> = pairs.iter().map(|(text, _)| (Some(*text), None, None)).collect();
    let bench = products(&rule("core.product", "name", treatment), &rows);
    clean(&bench);
    let expected: Vec<&str> = pairs.iter().map(|(_, expected)| *expected).collect();
    assert_eq!(query(&bench, "SELECT name FROM core.product ORDER BY product_id"), expected);
}

#[test]
fn texts_get_their_form() {
    texts("\"trim\"", &[(" Tea\u{3000}cup ", "Tea cup"), ("茶", "茶"), ("\u{3000}", "")]);
    texts("{ width = \"half\" }", &[("ＡＢ１", "AB1"), ("㎏", "kg")]);
    texts("{ case = \"title\" }", &[("green TEA", "Green Tea")]);
    texts("{ script = \"traditional\" }", &[("头发", "頭髮"), ("发展", "發展")]);
    texts("{ script = \"simplified\" }", &[("頭髮", "头发")]);
    texts("\"name\"", &[("王 小明", "王小明")]);
    texts("\"address\"", &[("南京 路１００號", "南京路100號")]);
    texts("\"email\"", &[("MAILTO:A@B.CN", "a@b.cn"), ("none", "none")]);
    texts("{ phone = { region = \"TW\" } }", &[("0912 345 678", "+886912345678"), ("12", "12")]);
    texts("{ unit = { to = \"kg\" } }", &[("500g", "0.5 kg"), ("1斤", "0.5 kg"), ("big", "big")]);
    texts("\"money\"", &[("¥1,200.50元", "1200.50"), ("3.5万", "35000.00"), ("(12.50)", "-12.50"), ("free", "free")]);
}

#[test]
fn dates_are_read_in_the_order_that_is_stated() {
    let of = |order: &str| format!("{{ date = {{ order = \"{order}\" }} }}");
    texts(
        &of("dmy"),
        &[
            ("5/3/24", "2024-03-05"),
            ("2024年3月5日", "2024-03-05"),
            ("2024年3月5日 下午2:30", "2024-03-05 14:30:00"),
            ("民國113年3月5日", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("45356", "2024-03-05"),
            ("２０２４／３／５", "2024-03-05"),
            ("3月5日", "3月5日"),
            ("2024-03-05", "2024-03-05"),
        ],
    );
    texts(&of("mdy"), &[("5/3/24", "2024-05-03")]);
    texts(&of("roc"), &[("113/3/5", "2024-03-05")]);
    texts(&of("ymd"), &[("5/3/24", "5/3/24"), ("24/3/5", "2024-03-05")]);
}

#[test]
fn a_member_of_a_json_column_is_treated_by_itself() {
    let rules = rule("core.customer_record", "attributes.since", "{ date = { order = \"ymd\" } }");
    let mut bench = bench(
        &rules,
        r#"INSERT INTO core.customer_record (system, customer_key, attributes, source, batch_id, record) VALUES
            ('one', 'a', '{"since":"民國113年3月5日","level":"gold"}', 'shop', 1, 1),
            ('one', 'b', '{"since":20240305}', 'shop', 1, 2);"#,
    );
    clean(&bench);
    let attributes = "SELECT attributes FROM core.customer_record ORDER BY customer_key";
    assert_eq!(query(&bench, attributes), [r#"{"level":"gold","since":"2024-03-05"}"#, r#"{"since":20240305}"#]);
    super::edit(&mut bench, "");
    clean(&bench);
    assert_eq!(query(&bench, attributes)[0], r#"{"level":"gold","since":"民國113年3月5日"}"#);
}

const GAPS: [(Option<&str>, Option<&str>, Option<f64>); 6] = [
    (Some("Tea"), Some("drinks"), Some(10.0)),
    (Some("Juice"), Some("drinks"), None),
    (Some("Cup"), Some("ware"), Some(30.0)),
    (Some("Milk"), Some("drinks"), Some(12.0)),
    (Some("Mug"), Some("ware"), None),
    (Some("Box"), None, Some(30.0)),
];

#[track_caller]
fn fills(column: &str, fill: &str, expected: &[&str]) {
    let bench = products(&rule("core.product", column, &format!("{{ fill = {fill} }}")), &GAPS);
    clean(&bench);
    let values = format!("SELECT {column} FROM core.product ORDER BY product_id");
    assert_eq!(query(&bench, &values), expected, "{fill}");
    assert!(bench.scalar("SELECT count(*) FROM ops.filled_cell").integer() > Some(0));
}

#[test]
fn gaps_are_filled() {
    fills(
        "category",
        "{ with = \"constant\", value = \"other\" }",
        &["drinks", "drinks", "ware", "drinks", "ware", "other"],
    );
    fills("category", "{ with = \"mode\" }", &["drinks", "drinks", "ware", "drinks", "ware", "drinks"]);
    fills("price", "{ with = \"mode\" }", &["10.00", "30.00", "30.00", "12.00", "30.00", "30.00"]);
    let by_group = ["10.00", "10.00", "30.00", "12.00", "30.00", "30.00"];
    fills("price", "{ with = \"median\", by = [\"category\"] }", &by_group);
    fills("price", "{ with = \"median\" }", &["10.00", "12.00", "30.00", "12.00", "12.00", "30.00"]);
    fills(
        "price",
        "{ with = \"forward\", order = \"product_id\" }",
        &["10.00", "10.00", "30.00", "12.00", "12.00", "30.00"],
    );
    fills("price", "{ with = \"forward\", order = \"product_id\", by = [\"category\"] }", &by_group);
}

#[test]
fn a_filled_cell_is_no_ground_to_fill_another() {
    // Three gaps filled with 99 would move the median, if they counted.
    let rows: Vec<_> = [Some(1.0), Some(2.0), None, None, None, None]
        .into_iter()
        .enumerate()
        .map(|(at, price)| (None, Some(if at == 5 { "b" } else { "a" }), price))
        .collect();
    let rules = format!(
        "{}where = \"category = 'a'\"\n[rule.rest]\ntable = \"core.product\"\ncolumns = [\"price\"]\ndo = {{ fill = {{ with = \"median\" }} }}\n",
        rule("core.product", "price", "{ fill = { with = \"constant\", value = \"99\" } }")
    );
    let bench = products(&rules, &rows);
    clean(&bench);
    assert_eq!(query(&bench, "SELECT price FROM core.product ORDER BY product_id")[5], "1.00");
}

/// Twenty-one prices from 10 to 30, and one of 5000.
fn prices() -> Vec<(Option<&'static str>, Option<&'static str>, Option<f64>)> {
    (10..=30).map(f64::from).chain([5000.0]).map(|price| (None, None, Some(price))).collect()
}

#[track_caller]
fn outlier(treatment: &str, last: &str, kind: &str) {
    let bench = products(&rule("core.product", "price", &format!("{{ outlier = {treatment} }}")), &prices());
    clean(&bench);
    assert_eq!(query(&bench, "SELECT price FROM core.product ORDER BY product_id")[21], last, "{treatment}");
    let kept = "SELECT before, after, kind FROM ops.cleaned_cell";
    assert_eq!(query(&bench, kept), [format!("5000.00 {last} {kind}")], "{treatment}");
}

#[test]
fn outliers_are_capped_set_aside_or_kept() {
    outlier("{ robust_z = { max = 3.5 }, then = \"cap\" }", "30.00", "capped");
    outlier("{ interquartile = { max = 3 }, then = \"cap\" }", "30.00", "capped");
    outlier("{ robust_z = { max = 3.5, log = true }, then = \"set_aside\" }", "", "set_aside");
    outlier("{ robust_z = { max = 3.5 }, then = \"keep\" }", "5000.00", "kept");
}

#[test]
fn groups_that_are_too_small_have_no_outliers() {
    let rules =
        rule("core.product", "price", "{ outlier = { robust_z = { max = 3.5, min_rows = 50 }, then = \"cap\" } }");
    let bench = products(&rules, &prices());
    assert_eq!(clean(&bench), Vec::<String>::new());
    assert_eq!(bench.scalar("SELECT max(price) FROM core.product").number(), Some(5000.0));
    assert_eq!(bench.scalar("SELECT count(*) FROM ops.cleaned_cell"), Cell::Integer(0));
}
