//! How much of the truth the linkage finds, where the truth is known.

use crate::config::{Identity, Workspace};
use crate::identity::linker::Linker;
use crate::jobs::Progress;
use crate::service::{Event, Local, Request, Service};
use crate::trial::Trial;
use crate::value::Args;
use crate::warehouse::{Limits, Session, Warehouse};
use std::path::{Path, PathBuf};

/// Precision and recall over pairs of records: `found` and `truth` are columns of a table `records`.
fn score(session: &Session, records: &str, found: &str, truth: &str) -> (f64, f64) {
    let pairs = |columns: &str| {
        let sql = format!(
            "SELECT sum(n * (n - 1) / 2)::DOUBLE FROM (SELECT count(*) AS n FROM ({records}) GROUP BY {columns})"
        );
        session.scalar(&sql, &Args::new()).unwrap().number().unwrap()
    };
    let right = pairs(&format!("{found}, {truth}"));
    (right / pairs(found), right / pairs(truth))
}

/// FEBRL 3: 2,000 people in 5,000 records, made by the Freely Extensible Biomedical Record Linkage project.
#[test]
fn febrl_is_linked_without_labels() {
    let data = std::env::var_os("FOUREYE_REFERENCE_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let file = data.join("febrl/febrl_dataset3.csv");
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return;
    }
    let trial = Trial::new();
    let columns: Vec<String> = [
        "given_name",
        "surname",
        "street_number",
        "address_1",
        "address_2",
        "suburb",
        "postcode",
        "state",
        "date_of_birth",
        "soc_sec_id",
    ]
    .map(|name| format!("trim({name}) AS {name}"))
    .into();
    trial.sql(&format!(
        "CREATE TEMP TABLE identity_record AS
         SELECT row_number() OVER (ORDER BY hash(rec_id)) - 1 AS node, split_part(rec_id, '-', 2) AS person, {}
         FROM read_csv('{}', all_varchar = true);
         CREATE TEMP TABLE identity_decision (left_node BIGINT, right_node BIGINT, is_same BOOLEAN);
         CREATE TEMP TABLE identity_alias (left_node BIGINT, right_node BIGINT);",
        columns.join(", "),
        trial.readable(&file).display()
    ));
    let identity: Identity = toml::from_str(include_str!("febrl.toml")).unwrap();
    Linker::of(&trial.session, &identity, 5_000, &|_| Ok(())).run().unwrap();
    let records = "SELECT person, coalesce(root, node) AS customer
        FROM identity_record LEFT JOIN identity_root USING (node)";
    let (precision, recall) = score(&trial.session, records, "customer", "person");
    let f1 = 2.0 * precision * recall / (precision + recall);
    eprintln!("FEBRL 3: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}");
    assert!(f1 >= 0.985, "precision {precision}, recall {recall}, F1 {f1}");
}

/// The sample retailer knows 2,000 people in several systems, with the dirt that people make when they type.
#[test]
fn the_people_of_the_sample_retailer_are_found() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let dir = tempfile::tempdir().unwrap();
    let workspace = Workspace::init(dir.path()).unwrap();
    copy(&sample, dir.path());
    let service = Local::open(workspace).unwrap();
    run(&service, "sources.import");
    let outcome = run(&service, "identity.unify");
    let Progress::Done { figures, .. } = outcome else { panic!("{outcome:?}") };
    eprintln!("{figures:?}");
    drop(service);
    let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
    let session = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap().session().unwrap();
    // The engine sees the workspace's own folders only.
    let truth = dir.path().join("exports/keys.csv");
    std::fs::copy(sample.join("truth/keys.csv"), &truth).unwrap();
    let records = format!(
        "SELECT person, customer_id
         FROM core.customer_key
         JOIN core.customer_record USING (system, customer_key)
         JOIN (SELECT person, system, key AS customer_key FROM read_csv('{}', all_varchar = true))
         USING (system, customer_key)",
        truth.display()
    );
    let (precision, recall) = score(&session, &records, "customer_id", "person");
    eprintln!("sample: precision {precision:.4}, recall {recall:.4}");
    assert!(precision >= 0.98 && recall >= 0.95, "precision {precision}, recall {recall}");
}

fn run(service: &Local, job: &str) -> Progress {
    let events = service.events();
    service.call(1, Request::Run { job: job.into(), args: Args::new() }).unwrap();
    let mut ends = events.iter().filter_map(|event| match event {
        Event::Job(event) if event.progress.has_ended() => Some(event.progress),
        _ => None,
    });
    ends.next().unwrap()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}
