//! The real files that this program was built beside. Where they are absent, these tests say so and pass.

use super::*;

fn reference(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FOUREYE_REFERENCE_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

#[test]
fn real_files_are_read_whole() {
    for (name, delimiter, header, columns, rows) in [
        ("bank_marketing/bank-additional-full.csv", Some(';'), true, 21, 41_188),
        ("cdnow/cdnow_customers_summary.csv", Some(','), true, 4, 2_357),
        ("channel_attribution/PathData.csv", Some(','), true, 4, 10_000),
        ("febrl/febrl_dataset3.csv", Some(','), true, 11, 5_000),
        ("hillstrom/hillstrom.csv", Some(','), true, 12, 64_000),
        ("mmm_pymc/mmm_example.csv", Some(','), true, 8, 179),
        ("waimai/waimai_10k.csv", Some(','), true, 2, 11_987),
        ("complete_journey/transactions_sample.parquet", None, true, 11, 75_000),
    ] {
        let Some(path) = reference(name) else { continue };
        let found = read_all(&path, &Hints::default(), 50_000).unwrap();
        assert_eq!((found.shape.delimiter, found.shape.header), (delimiter, header), "{name}");
        assert_eq!((found.shape.columns.len(), found.rows.len()), (columns, rows), "{name}");
        assert_eq!(found.faults, Vec::<String>::new(), "{name}");
        assert!(found.adds_up(), "{name}");
    }
}

#[test]
fn baskets_are_lists() {
    let Some(path) = reference("groceries/groceries.csv") else { return };
    let found = read_all(&path, &Hints::default(), 50_000).unwrap();
    assert!(!found.shape.header);
    assert_eq!(found.records.len(), 9_835);
    assert!(found.faults.len() < 10, "{:?}", found.faults);
}

#[test]
fn short_real_texts_are_told_from_one_another() {
    let Some(path) = reference("waimai/waimai_10k.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let (mut told, mut tried) = (0, 0);
    for reviews in text.lines().skip(1).collect::<Vec<_>>().chunks(2) {
        let text = format!("label,review\n{}\n", reviews.join("\n").replace('"', ""));
        let (bytes, ..) = encoding_rs::GB18030.encode(&text);
        if bytes.is_ascii() || bytes.len() < 40 {
            continue;
        }
        tried += 1;
        let found = Fixture::new("a.csv", &bytes).read().unwrap();
        told += usize::from(found.shape.encoding == Some("GB18030"));
    }
    assert!(told * 1_000 >= tried * 999, "{told} of {tried}");
}
