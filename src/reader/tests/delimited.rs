//! CSV, TSV and their relations.

use super::*;

#[test]
fn the_delimiter_and_the_header_are_found() {
    for (text, delimiter, format) in [
        ("id,name\n1,Ann\n", ',', Format::Csv),
        ("id;name\n1;Ann\n", ';', Format::Csv),
        ("id\tname\n1\tAnn\n", '\t', Format::Tsv),
        ("id|name\n1|Ann\n", '|', Format::Csv),
    ] {
        let found = Fixture::new("customers.txt", text).read().unwrap();
        assert_eq!((found.shape.delimiter, found.shape.format), (Some(delimiter), format));
        assert_eq!((found.shape.header, found.shape.columns), (true, vec!["id".to_string(), "name".into()]));
        assert_eq!(found.rows, ["1:2 1|Ann"]);
    }
}

#[test]
fn a_decimal_comma_is_no_delimiter() {
    let found = Fixture::new("a.csv", "name;price\nTee;1,50\nKaffee;2,75\n").read().unwrap();
    assert_eq!(found.rows, ["1:2 Tee|1,50", "2:3 Kaffee|2,75"]);
}

#[test]
fn a_day_file_without_header_gets_numbered_columns() {
    let found = Fixture::new("pos.csv", "20240305,S001,6901234567890,2,39.80\n20240305,S001,6901234567891,1,5.00\n")
        .read()
        .unwrap();
    assert!(!found.shape.header);
    assert_eq!(found.shape.columns, ["column_1", "column_2", "column_3", "column_4", "column_5"]);
    assert_eq!(found.rows.len(), 2);
}

#[test]
fn stated_columns_name_a_file_without_header_and_find_their_own() {
    let hints = Hints { columns: Some(vec!["Store".into(), "Amount".into()]), ..Hints::default() };
    let bare = Fixture::new("a.csv", "north,south\nS1,5\n").read_with(&hints).unwrap();
    assert_eq!((bare.rows.len(), bare.shape.columns), (2, vec!["Store".to_string(), "Amount".into()]));
    let headed = Fixture::new("a.csv", "store,amount\nS1,5\n").read_with(&hints).unwrap();
    assert_eq!(headed.rows, ["1:2 S1|5"]);
}

#[test]
fn lines_are_counted_through_quoted_fields_and_every_line_end() {
    let text = "id,note\r\n1,\"two\nlines\"\r\n\r\n2,\"three\r\nlong\rlines\"\n3,plain\r4,last";
    let found = Fixture::new("a.csv", text).read().unwrap();
    assert_eq!(found.rows, ["1:2 1|two\nlines", "2:5 2|three\r\nlong\rlines", "3:8 3|plain", "4:9 4|last"]);
}

#[test]
fn quotes_within_fields() {
    let text = "id,note,x\n1,\"he said \"\"hi\"\"\",\"\"\n2,5\" pipe,\"a,b\"\n3,\"Smith\" & Sons,y\n";
    let found = Fixture::new("a.csv", text).read().unwrap();
    assert_eq!(found.rows, ["1:2 1|he said \"hi\"|-", "2:3 2|5\" pipe|a,b", "3:4 3|Smith & Sons|y"]);
}

#[test]
fn apostrophes_quote_where_most_fields_stand_in_them() {
    let found = Fixture::new("a.csv", "'id','name'\n'1','O''Neil, Ann'\n'2','Bo'\n").read().unwrap();
    assert_eq!(found.shape.quote, Some('\''));
    assert_eq!(found.rows, ["1:2 1|O'Neil, Ann", "2:3 2|Bo"]);
}

#[test]
fn no_quote_is_stated_as_an_empty_text() {
    let hints: Hints = toml::from_str("quote = \"\"\nformat = \"tsv\"").unwrap();
    let found = Fixture::new("a.txt", "id\tsize\n1\t\"5 inch\n2\t\"6 inch\n").read_with(&hints).unwrap();
    assert_eq!(found.shape.quote, None);
    assert_eq!(found.rows, ["1:2 1|\"5 inch", "2:3 2|\"6 inch"]);
    assert_eq!(toml::from_str::<Hints>(&toml::to_string(&hints).unwrap()).unwrap(), hints);
}

#[test]
fn records_that_do_not_fit_are_faults_with_their_text() {
    let found = Fixture::new("a.csv", "id,name,city\n1,Ann\n2,Bo,Rome,x\n3,Cy,Oslo,,\n4,\"D\nE\"\n").read().unwrap();
    assert_eq!(found.rows, ["3:4 3|Cy|Oslo"]);
    assert_eq!(
        found.faults,
        [
            "1:2 only 2 fields where the file has 3 columns [1,Ann]",
            "2:3 4 fields where the file has 3 columns [2,Bo,Rome,x]",
            "4:5 only 2 fields where the file has 3 columns [4,\"D\nE\"]",
        ]
    );
    assert!(found.adds_up());
}

#[test]
fn lists_of_any_length_lack_nothing() {
    let found = Fixture::new("baskets.csv", "milk,bread\nbeer\nmilk,butter,eggs,rice\nbread,jam,tea\n").read().unwrap();
    assert!(!found.shape.header);
    assert_eq!(found.rows[1], "2:2 beer|-|-|-");
    assert!(found.faults.is_empty());
}

#[test]
fn names_are_made_different_and_printable() {
    let found = Fixture::new("a.csv", "name,Name,,\"Order\n ID\",\u{1b}[31mred,\n1,2,3,4,5,\n").read().unwrap();
    assert_eq!(found.shape.columns, ["name", "Name_2", "column_3", "Order ID", "[31mred"]);
}

#[test]
fn chinese_headers_are_headers() {
    let found = Fixture::new("a.csv", "订单号,客户\nA1,张伟\nA2,李娜\n").read().unwrap();
    assert_eq!(found.shape.columns, ["订单号", "客户"]);
}

#[test]
fn a_header_alone_is_a_table_without_records() {
    let found = Fixture::new("a.csv", "id,name\n").read().unwrap();
    assert_eq!((found.shape.columns.len(), found.rows.len()), (2, 0));
}

#[test]
fn control_characters_are_data_and_nul_is_not() {
    let text = format!("id,name\n{}1,\u{1b}[2J\n2,a\0b\n", "0,pad\n".repeat(60_000));
    let found = Fixture::new("a.csv", text).read().unwrap();
    assert_eq!(found.rows.last().unwrap(), "60001:60002 1|\u{1b}[2J");
    assert_eq!(found.faults, ["60002:60003 NUL characters, which no text holds [2,a\0b]"]);
}

#[test]
fn one_column_of_prose_stays_one_column() {
    let found = Fixture::new("a.csv", "comment\ngood, fast, cheap\nnever again\nok, thanks\n").read().unwrap();
    assert_eq!(found.shape.columns, ["comment"]);
    assert_eq!(found.faults.len(), 2, "a comma that is not quoted divides a field");
}
