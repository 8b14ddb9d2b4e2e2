//! Whatever bytes a file holds, no reader panics, and rows and faults add up to the file's records.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const NAMES: [&str; 4] = ["a.csv", "a.json", "a.ndjson", "a.txt"];

/// Reads to the end or to an error, in chunks of a size that splits files in odd places.
fn holds(name: &str, content: &[u8], hints: &Hints) {
    let file = Fixture::new(name, content);
    let in_threes = read_all(&file.path, hints, 3);
    let at_once = read_all(&file.path, hints, 100_000);
    if let (Ok(threes), Ok(once)) = (in_threes, at_once) {
        assert!(threes.adds_up());
        assert_eq!((threes.rows, threes.faults), (once.rows, once.faults));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes(content in vec(any::<u8>(), 0..400), name in 0..NAMES.len()) {
        holds(NAMES[name], &content, &Hints::default());
    }

    #[test]
    fn bytes_that_look_like_tables(content in "[a-c1,;\"'\t\r\n \u{4e00}|]{0,200}", name in 0..NAMES.len()) {
        holds(NAMES[name], content.as_bytes(), &Hints::default());
    }

    #[test]
    fn bytes_that_look_like_json(content in r#"[\[\]{}:,"\\a1 \n]{0,80}"#, name in 1..3_usize) {
        holds(NAMES[name], content.as_bytes(), &Hints::default());
        holds(NAMES[name], format!("[{{\"a\":{content}}}]").as_bytes(), &Hints::default());
    }

    #[test]
    fn any_table_comes_back(rows in vec(vec("[ -~\u{4e00}-\u{4e20}\n]{0,6}", 3), 1..20)) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
        let content: String = rows.iter().map(line).collect();
        let hints = Hints {
            header: Some(false),
            delimiter: Some(','),
            quote: Some('"'),
            ..Hints::default()
        };
        let found = Fixture::new("a.csv", content).read_with(&hints).unwrap();
        let cell = |text: &String| if text.is_empty() { "-".to_string() } else { text.clone() };
        let wanted: Vec<String> = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|")).collect();
        let got: Vec<&str> = found.rows.iter().map(|row| row.split_once(' ').unwrap().1).collect();
        prop_assert_eq!(got, wanted);
    }
}

proptest! {
    // Fewer, as each third case opens a database.
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn bytes_that_look_like_archives(content in vec(any::<u8>(), 0..400), magic in 0..3_usize) {
        let magic: &[u8] = [b"PK\x03\x04".as_slice(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"][magic];
        holds("a.bin", &[magic, &content].concat(), &Hints::default());
    }
}
