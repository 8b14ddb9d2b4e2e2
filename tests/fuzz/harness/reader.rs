use foureye::reader::{Chunk, Hints, open};
use std::collections::BTreeSet;

/// The first byte chooses the file's ending, as that is looked at too.
const ENDINGS: [&str; 8] = ["csv", "tsv", "json", "ndjson", "parquet", "xlsx", "xls", "dat"];

/// Few, so that a short file has several chunks.
const CHUNK: usize = 7;

/// Any file is read or refused; what is read has one name a column, and accounts for each record once.
pub fn reader(bytes: &[u8]) {
    let Some((first, content)) = bytes.split_first() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("file.{}", ENDINGS[usize::from(*first) % ENDINGS.len()]));
    std::fs::write(&path, content).expect("a file");
    let Ok(mut reader) = open(&path, &Hints::default()) else { return };
    let columns = reader.shape().columns.clone();
    let names: BTreeSet<String> = columns.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(names.len(), columns.len(), "two columns of one name: {columns:?}");
    assert!(columns.iter().all(|name| !name.is_empty()), "a column without a name: {columns:?}");
    let mut chunk = Chunk::new(columns.len());
    let (mut records, mut faults) = (0, BTreeSet::new());
    while let Ok(true) = reader.read(&mut chunk, CHUNK) {
        assert!(chunk.len() + chunk.faults.len() <= CHUNK, "more than was asked for");
        records += (chunk.len() + chunk.faults.len()) as u64;
        for fault in &chunk.faults {
            assert!((1..=records).contains(&fault.record), "record {} of {records}", fault.record);
            assert!(faults.insert(fault.record), "record {} failed twice", fault.record);
        }
    }
}
