//! Every encoding, told from the bytes and read back.

use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};

use super::*;

const SIMPLIFIED: &str = "订单号,客户姓名,备注\nA1,张伟,很快，好吃\nA2,欧阳娜娜,送餐员态度不好\n";
const TRADITIONAL: &str = "訂單編號,客戶姓名,備註\nA1,張偉,很快，好吃\nA2,歐陽娜娜,送餐員態度不好\n";

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn utf8_with_and_without_a_mark() {
    for text in [SIMPLIFIED.to_string(), format!("\u{feff}{SIMPLIFIED}")] {
        let found = Fixture::new("a.csv", text).read().unwrap();
        assert_eq!((found.shape.encoding, found.shape.columns[0].as_str()), (Some("UTF-8"), "订单号"));
    }
}

#[test]
fn utf16_with_and_without_a_mark() {
    for text in [SIMPLIFIED, TRADITIONAL, "id,name\n1,Ann\n"] {
        for mark in ["", "\u{feff}"] {
            for (name, unit) in [("UTF-16LE", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("UTF-16BE", u16::to_be_bytes)] {
                let found = Fixture::new("a.csv", utf16(&format!("{mark}{text}"), unit)).read().unwrap();
                assert_eq!(found.shape.encoding, Some(name));
                assert_eq!(found.shape.columns[0], text.split(',').next().unwrap());
                assert_eq!(found.rows.len(), text.lines().count() - 1);
            }
        }
    }
}

fn told(encoding: &'static Encoding, text: &str) -> &'static str {
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{text}");
    Fixture::new("a.csv", &bytes).read().unwrap().shape.encoding.unwrap()
}

#[test]
fn gb18030_and_big5_come_back_as_they_were() {
    for (encoding, text, name) in [(GB18030, SIMPLIFIED, "GB18030"), (BIG5, TRADITIONAL, "Big5")] {
        let (bytes, ..) = encoding.encode(text);
        let found = Fixture::new("a.csv", &bytes).read().unwrap();
        assert_eq!(found.shape.encoding, Some(name));
        let lines: Vec<String> =
            found.rows.iter().map(|row| row.split(' ').nth(1).unwrap().replace('|', ",")).collect();
        assert_eq!(lines, text.lines().skip(1).collect::<Vec<_>>());
    }
}

#[test]
fn one_short_name_tells_gb18030_from_big5() {
    for text in ["姓名,电话\n张伟,138", "id,name\n1,李娜", "客户\n王芳", "门店,金额\n北京,5", "1,陈静\n2,刘洋"]
    {
        assert_eq!(told(GB18030, text), "GB18030", "{text}");
    }
    for text in ["姓名,電話\n張偉,138", "id,name\n1,李娜", "客戶\n王芳", "門市,金額\n台北,5", "1,陳靜\n2,劉洋"]
    {
        assert_eq!(told(BIG5, text), "Big5", "{text}");
    }
}

#[test]
fn western_names_are_not_chinese() {
    for text in ["id,name\n1,Renée Müller\n2,José Núñez", "name;Straße\nJürgen;Königsallee 5\n", "id,price\n1,£5\n"]
    {
        assert_eq!(told(WINDOWS_1252, text), "windows-1252", "{text}");
    }
}

#[test]
fn a_broken_record_is_a_fault_and_the_others_are_read() {
    let mut bytes = "id,name\n1,张伟很高兴认识你们\n2,X\n3,李娜也很高兴\n".as_bytes().to_vec();
    let at = bytes.iter().position(|byte| *byte == b'X').unwrap();
    bytes[at] = 0xff;
    let found = Fixture::new("a.csv", bytes).read().unwrap();
    assert_eq!(found.faults, ["2:3 bytes that are not UTF-8 [2,\u{fffd}]"]);
    assert_eq!(found.rows.len(), 2);

    let (gbk, ..) = GB18030.encode("编号,姓名\n1,张伟\n2,X\n3,李娜\n");
    let mut gbk = gbk.into_owned();
    let at = gbk.iter().position(|byte| *byte == b'X').unwrap();
    gbk[at] = 0xff;
    let found = Fixture::new("a.csv", gbk).read().unwrap();
    assert_eq!(found.faults, ["2:3 bytes that are not GB18030 [2,\u{fffd}]"]);
    assert!(found.adds_up());
}

#[test]
fn an_encoding_that_shows_late() {
    let text = format!("id,name\n{}2,张伟\n", "1,Ann\n".repeat(200_000));
    let (bytes, ..) = GB18030.encode(&text);
    let found = Fixture::new("a.csv", &bytes).read().unwrap();
    assert_eq!(found.shape.encoding, Some("GB18030"));
    assert_eq!(found.rows.last().unwrap(), "200001:200002 2|张伟");
}
