//! JSON in its three layouts.

use super::*;

#[test]
fn a_list_of_objects_over_many_lines() {
    let text = "[\n  {\"id\": 1, \"name\": \"Ann\"},\n  {\n    \"id\": 2,\n    \"name\": null\n  }\n]\n";
    let found = Fixture::new("a.json", text).read().unwrap();
    assert_eq!((found.shape.format, found.shape.columns), (Format::Json, vec!["id".to_string(), "name".into()]));
    assert_eq!(found.rows, ["1:2 1|Ann", "2:3 2|-"]);
}

#[test]
fn an_object_a_line_and_a_broken_one_between() {
    let found = Fixture::new("a.txt", "{\"id\":1}\n\n{\"id\":2,}\n[3]\n{\"id\":4}").read().unwrap();
    assert_eq!(found.shape.format, Format::Ndjson);
    assert_eq!(found.rows, ["1:1 1", "4:5 4"]);
    assert_eq!(
        found.faults,
        ["2:3 not a JSON object: key must be a string [{\"id\":2,}]", "3:4 not a JSON object: a list [[3]]",]
    );
    assert!(found.adds_up());
}

#[test]
fn objects_one_after_another() {
    let found = Fixture::new("a.json", "{\n \"id\": 1\n}\n{\n \"id\": 2\n}").read().unwrap();
    assert_eq!((found.shape.format, found.rows), (Format::Json, vec!["1:1 1".to_string(), "2:4 2".into()]));
}

#[test]
fn values_stay_as_they_are_written() {
    let text = r#"{"n":12345678901234567890123,"p":1.10,"t":true,"s":"a\"b\u4f60","e":"","l":[1, {"x":2}],"o":{},"d":{"a":1,"b":{"c":2}}}"#;
    let found = Fixture::new("a.ndjson", text).read().unwrap();
    assert_eq!(found.shape.columns, ["n", "p", "t", "s", "e", "l", "o", "d.a", "d.b"]);
    assert_eq!(found.rows, [r#"1:1 12345678901234567890123|1.10|true|a"b你||[1, {"x":2}]|{}|1|{"c":2}"#]);
}

#[test]
fn columns_are_the_union_of_what_objects_have() {
    let found = Fixture::new("a.json", r#"[{"a":1},{"b":2,"A":3}]"#).read().unwrap();
    assert_eq!(found.shape.columns, ["a", "b", "A_2"]);
    assert_eq!(found.rows, ["1:1 1|-|-", "2:1 -|2|3"]);
}

#[test]
fn what_comes_late_goes_to_more() {
    let text = format!("{}{{\"id\":2,\"late\":\"x\",\"o\":{{\"p\":1}}}}\n", "{\"id\":1}\n".repeat(1_500));
    let found = Fixture::new("a.ndjson", text).read().unwrap();
    assert_eq!(found.shape.columns, ["id", "_more"]);
    assert_eq!(found.rows[0], "1:1 1|-");
    assert_eq!(found.rows[1_500], r#"1501:1501 2|{"late":"x","o.p":1}"#);
}

#[test]
fn utf16_is_json_too() {
    let text: Vec<u8> = "\u{feff}[{\"姓名\":\"张伟\"}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = Fixture::new("a.json", text).read().unwrap();
    assert_eq!((found.shape.columns, found.rows), (vec!["姓名".to_string()], vec!["1:1 张伟".to_string()]));
}

#[test]
fn what_is_no_list_of_objects() {
    let said = |text: &str| Fixture::new("a.json", text).error();
    assert_eq!(
        said("[1, 2]"),
        "a.json: the JSON holds a bare value; expected a list of objects, `[{...}, ...]`, or one object a line"
    );
    assert!(
        said("[{\"a\":1},\n{\"a\":2}")
            .starts_with("a.json, line 2: the file ends before its list does: it was cut short")
    );
    assert!(
        said("[{\"a\":1},\n{\"a\":").starts_with("a.json, line 2: the file ends within an object that begins here")
    );
    assert!(said("[{\"a\":1}\n{\"a\":2}]").starts_with("a.json, line 2: a comma is missing before this object"));
    assert!(said("[{\"a\":1}]\nxyz").starts_with("a.json, line 2: there is more text after the list"));
    assert!(said("[]").contains("the file is empty"));
}

#[test]
fn a_stated_column_is_the_way_to_a_value_however_deep() {
    let text = r#"{"a":{"b":{"c":1,"d":2},"e":3},"w":{"x":{"y":4}},"o":{"p":5},"n":"6"}"#;
    let columns = ["a.b.c", "a.e", "w", "w.x.y", "n", "m"].map(str::to_owned).to_vec();
    let hints = Hints { columns: Some(columns), ..Hints::default() };
    let found = Fixture::new("a.ndjson", text).read_with(&hints).unwrap();
    assert_eq!(found.shape.columns, ["a.b.c", "a.e", "w", "w.x.y", "n", "m", "_more"]);
    assert_eq!(found.rows, [r#"1:1 1|3|{"x":{"y":4}}|4|6|-|{"a.b.d":2,"o":{"p":5}}"#], "what no column tells is kept");
}
