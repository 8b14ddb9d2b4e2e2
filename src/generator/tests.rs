//! Small plans, read back as an importer would: by `sources.toml`, against the core model.

use super::files::sheet::Written;
use super::*;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

mod reading;
use reading::{Record, header, records};

const SMALL: Plan = Plan { customers: 120, months: 5, seed: 9 };

fn made(plan: &Plan) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = generate(plan, folder.path(), &mut |_| {}).unwrap();
    (folder, summary)
}

fn truth(folder: &Path, name: &str) -> Vec<Record> {
    records(&folder.join("truth").join(name), None)
}

/// `sources.toml`, as far as these tests need it.
#[derive(Deserialize)]
struct Sources {
    source: BTreeMap<String, Mapped>,
}

#[derive(Deserialize)]
struct Mapped {
    files: String,
    system: Option<String>,
    encoding: Option<String>,
    feeds: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

impl Mapped {
    fn paths(&self, folder: &Path) -> Vec<PathBuf> {
        let (head, tail) = self.files.split_once('*').unwrap_or((&self.files, ""));
        let listed = fs::read_dir(folder.join(&self.files).parent().unwrap()).unwrap();
        let name = |path: &PathBuf| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        let mut paths: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| name(path).starts_with(head) && name(path).ends_with(tail));
        paths.sort();
        paths
    }

    fn records(&self, folder: &Path) -> Vec<Record> {
        self.paths(folder).iter().flat_map(|path| records(path, self.encoding.as_deref())).collect()
    }

    fn column(&self, entity: &str, field: &str) -> Option<&str> {
        let value = self.feeds.get(entity)?.get(field)?;
        value.as_str().or_else(|| value.get("column")?.as_str())
    }
}

fn sources(folder: &Path) -> Sources {
    toml::from_str(&fs::read_to_string(folder.join("sources.toml")).unwrap()).unwrap()
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let ((one, summary), (other, again)) = (made(&SMALL), made(&SMALL));
    assert_eq!(summary, again);
    for (name, _) in &summary.files {
        let bytes = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(bytes(one.path()) == bytes(other.path()), "{name} differs");
    }
    assert!(fs::read_dir(one.path().join("campaigns")).unwrap().all(|file| !file.unwrap().path().ends_with(".draft")));
}

#[test]
fn a_larger_plan_begins_with_the_same_people() {
    let ((small, _), (large, _)) = (made(&SMALL), made(&Plan { customers: 200, ..SMALL }));
    let people = |folder: &Path| fs::read_to_string(folder.join("truth/people.csv")).unwrap();
    assert!(people(large.path()).starts_with(&people(small.path())));
}

#[test]
fn another_seed_is_another_retailer() {
    let ((one, _), (other, _)) = (made(&SMALL), made(&Plan { seed: 10, ..SMALL }));
    let people = |folder: &Path| fs::read_to_string(folder.join("truth/people.csv")).unwrap();
    assert_ne!(people(one.path()), people(other.path()));
}

#[test]
fn the_sample_stays_small() {
    let (folder, summary) = made(&Plan::default());
    let size: u64 = summary.files.iter().map(|(name, _)| fs::metadata(folder.path().join(name)).unwrap().len()).sum();
    assert!(size < 6_000_000, "{size} bytes");
    assert!(summary.files.len() <= 60, "{} files", summary.files.len());
}

#[test]
fn the_sample_is_what_the_generator_makes() {
    let (folder, summary) = made(&Plan::default());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    // Parquet names the build of DuckDB that wrote it.
    for (name, _) in summary.files.iter().filter(|(name, _)| !name.ends_with(".parquet")) {
        let same = fs::read(folder.path().join(name)).unwrap() == fs::read(sample.join(name)).unwrap();
        assert!(same, "sample-data/{name} is not what this generator makes: run `foureye generate --out sample-data`");
    }
}

#[test]
fn a_plan_out_of_bounds_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = generate(&Plan { months: 500, ..SMALL }, folder.path(), &mut |_| {}).unwrap_err();
    assert_eq!(refused.to_string(), "months must be between 1 and 120, not 500");
}

#[test]
fn progress_rises_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    generate(&SMALL, folder.path(), &mut |part| told.push(part)).unwrap();
    assert!(told.is_sorted() && told.last() == Some(&1.0));
}

#[test]
fn every_column_of_the_mapping_is_in_every_file() {
    let (folder, _) = made(&SMALL);
    for (name, source) in sources(folder.path()).source {
        let paths = source.paths(folder.path());
        assert!(!paths.is_empty(), "{name} has no file");
        for path in paths {
            let columns = header(&path, source.encoding.as_deref());
            for (entity, fields) in &source.feeds {
                for field in fields.keys() {
                    let column = source.column(entity, field).filter(|_| field != "where");
                    assert!(
                        column.is_none_or(|column| columns.iter().any(|c| c == column)),
                        "{name}: {field} of {columns:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_mapping_follows_the_core_model() {
    let model: toml::Table = toml::from_str(include_str!("../../config/model.toml")).unwrap();
    let map: Sources = toml::from_str(include_str!("sources.toml")).unwrap();
    for (name, source) in map.source {
        for (entity, fields) in source.feeds {
            let known = model["entity"][&entity]["fields"].as_table().unwrap();
            for field in fields.keys().filter(|field| *field != "where") {
                assert!(known.contains_key(field), "{name}: {entity} has no {field}");
            }
            for (field, about) in known {
                let needed = about.get("required").is_some()
                    && about.get("default").is_none()
                    && about.get("default_sql").is_none();
                assert!(!needed || fields.contains_key(field), "{name}: {entity} needs {field}");
            }
        }
    }
}

#[test]
fn every_key_in_the_files_has_a_person() {
    let (folder, _) = made(&SMALL);
    let known: BTreeSet<(String, String)> =
        truth(folder.path(), "keys.csv").into_iter().map(|key| (key["system"].clone(), key["key"].clone())).collect();
    for (name, source) in sources(folder.path()).source {
        let system = source.system.clone().unwrap_or_else(|| name.clone());
        for record in source.records(folder.path()) {
            for column in source.feeds.keys().filter_map(|entity| source.column(entity, "customer_key")) {
                let key = record.get(column).cloned().unwrap_or_default();
                assert!(key.is_empty() || known.contains(&(system.clone(), key.clone())), "{name}: who is {key}?");
            }
        }
    }
}

#[test]
fn sales_without_the_dirt_are_the_months_of_the_truth() {
    let (folder, _) = made(&SMALL);
    let mut total = 0;
    for (name, source) in sources(folder.path()).source {
        let column = |field| source.column("order_line", field);
        let Some(amount) = column("amount") else { continue };
        let status = source.column("sales_order", "status").unwrap();
        let mut lines = BTreeMap::new();
        for (place, record) in source.records(folder.path()).into_iter().enumerate() {
            let key = &record[column("order_key").unwrap()];
            let number = column("line_key").map_or(place.to_string(), |number| record[number].clone());
            if !key.is_empty() && !record[status].eq_ignore_ascii_case("cancelled") {
                let cents =
                    record[amount].replace('.', "").parse::<i64>().unwrap_or_else(|_| panic!("{name}: {record:?}"));
                lines.insert((key.clone(), number), cents);
            }
        }
        total += lines.values().sum::<i64>();
    }
    let months = truth(folder.path(), "months.csv");
    let truly: i64 = months.iter().map(|month| month["revenue"].replace('.', "").parse::<i64>().unwrap()).sum();
    assert_eq!(total, truly);
}

#[test]
fn planted_segments_behave_as_planted() {
    let (folder, _) = made(&Plan { customers: 1500, months: 12, seed: 1 });
    let planted: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("truth/planted.json")).unwrap()).unwrap();
    let rate = |id: &str| {
        let found = planted["segments"].as_array().unwrap().iter().find(|segment| segment["segment"] == id).unwrap();
        found["orders"].as_f64().unwrap() / found["customers"].as_f64().unwrap()
    };
    assert!(rate("loyal") > 2.0 * rate("regular"));
    assert!(rate("regular") > 2.0 * rate("occasional"));
    assert!(rate("one_time") <= 1.0);
}

#[test]
fn dirt_is_counted_by_file() {
    let (folder, _) = made(&Plan { customers: 400, ..SMALL });
    let dirt = truth(folder.path(), "dirt.csv");
    assert!(dirt.iter().any(|row| row["flaw"] == "repeated row"));
    assert!(dirt.iter().all(|row| row["rows"].parse::<u64>().unwrap() < row["records"].parse().unwrap()));
}

#[test]
fn the_summary_is_sorted_and_complete() {
    let written = |name: &str, rows| Written { name: name.into(), rows, flaws: BTreeMap::new() };
    let summary = summary(vec![written("b", 2), written("a", 1)]);
    assert_eq!(summary.files, [("a".to_owned(), 1), ("b".to_owned(), 2)]);
    assert_eq!(summary.records(), 3);
}
