use super::replace::remove;
use super::*;
use crate::value::Args;
use crate::warehouse::{Limits, Session, Warehouse, WarehouseError};
use jiff::civil::{DateTime, date};
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tempfile::TempDir;

/// A database in a folder of its own, and its backups.
struct Bench {
    dir: TempDir,
    warehouse: Warehouse,
}

const MOMENT: DateTime = date(2026, 6, 30).at(12, 0, 0, 0);

fn limits() -> Limits {
    Limits { memory: "500MB".into(), threads: 2, key: None }
}

fn on(_: f64) -> Result<(), BackupError> {
    Ok(())
}

impl Bench {
    fn new() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits()).unwrap();
        Bench { dir, warehouse }
    }

    fn session(&self) -> Session {
        self.warehouse.session().unwrap()
    }

    fn backups(&self) -> PathBuf {
        self.dir.path().join("backups")
    }

    fn order<'a>(&self, dir: &'a Path) -> Order<'a> {
        Order { dir, at: MOMENT, run: 0, files: &[] }
    }

    fn write(&self) -> Result<Backup, BackupError> {
        let session = self.session();
        let dir = self.backups();
        session.transaction(|session| write(session, &self.order(&dir), &on))
    }

    fn verified(&self) -> Backup {
        let backup = self.write().unwrap();
        verify(&self.session(), &backup, MOMENT, &on).unwrap();
        backup
    }

    /// What a database made of a backup gives for a query.
    fn restored(&self, backup: &Backup, sql: &str) -> Vec<String> {
        let file = self.dir.path().join("again.duckdb");
        remove(&file);
        restore(backup, None, &file, &limits(), &on).unwrap();
        rows(&Warehouse::open(&file, &limits()).unwrap().session().unwrap(), sql)
    }
}

fn rows(session: &Session, sql: &str) -> Vec<String> {
    crate::trial::lines(&session.query(sql, &Args::new()).unwrap())
}

/// One of each kind of value that the schema has, and what is hard to keep of it.
const VALUES: &str = r#"
CREATE TABLE landing.web (_batch BIGINT, _record UBIGINT, "Ordered at" VARCHAR, "a""b" VARCHAR);
INSERT INTO landing.web VALUES (1, 18446744073709551615, '2026年6月30日', NULL), (1, 1, '', 'x' || chr(10) || 'y');
CREATE TABLE landing.kinds (
    d DECIMAL(18, 3), f DOUBLE, t TIMESTAMP, day DATE, b BOOLEAN, l VARCHAR[], j JSON,
    s STRUCT(value VARCHAR, occurrences BIGINT)[]
);
INSERT INTO landing.kinds VALUES
    (-123456789012345.678, 'nan', '2026-06-30 23:59:59.999999', '0001-01-01', TRUE, ['a', NULL], '{"a": [1]}', [{'value': 'x', 'occurrences': 1}]),
    (0.001, '-infinity', '1970-01-01', '9999-12-31', FALSE, [], 'null', []),
    (NULL, -0.0, NULL, NULL, NULL, NULL, NULL, NULL);
"#;

#[test]
fn every_kind_of_value_comes_back_as_it_was() {
    let bench = Bench::new();
    bench.session().batch(VALUES).unwrap();
    let backup = bench.verified();
    for sql in ["FROM landing.kinds ORDER BY ALL", "FROM landing.web ORDER BY ALL", "DESCRIBE landing.kinds"] {
        assert_eq!(bench.restored(&backup, sql), rows(&bench.session(), sql), "{sql}");
    }
}

#[test]
fn numbers_go_on_where_they_were() {
    let bench = Bench::new();
    let given = "SELECT nextval('ops.run_ids') FROM range(41)";
    bench.session().query(given, &Args::new()).unwrap();
    let backup = bench.verified();
    assert_eq!(bench.restored(&backup, "SELECT nextval('ops.run_ids')"), ["42"]);
    assert_eq!(bench.restored(&backup, "SELECT nextval('ops.batch_ids')"), ["1"]);
}

#[test]
fn a_backup_is_of_one_moment_whatever_others_write_meanwhile() {
    let bench = Bench::new();
    bench.session().batch("CREATE TABLE landing.one (n BIGINT); CREATE TABLE landing.two (n BIGINT);").unwrap();
    let (ended, written) = (AtomicBool::new(false), AtomicU64::new(0));
    let backup = std::thread::scope(|scope| {
        let _ends = Ends(&ended);
        scope.spawn(|| {
            let session = bench.session();
            while !ended.load(Ordering::Relaxed) {
                let insert = "BEGIN; INSERT INTO landing.one VALUES (1); INSERT INTO landing.two VALUES (1); COMMIT;";
                session.batch(insert).unwrap();
                written.fetch_add(1, Ordering::Relaxed);
            }
        });
        while written.load(Ordering::Relaxed) < 10 {
            std::thread::yield_now();
        }
        let backup = bench.write().unwrap();
        let then = written.load(Ordering::Relaxed);
        while written.load(Ordering::Relaxed) == then {
            std::thread::yield_now();
        }
        backup
    });
    verify(&bench.session(), &backup, MOMENT, &on).unwrap();
    let counts =
        bench.restored(&backup, "SELECT (SELECT count(*) FROM landing.one), (SELECT count(*) FROM landing.two)");
    let (one, two) = counts[0].split_once(' ').unwrap();
    assert_eq!(one, two);
}

/// Ends the writer also where a test fails.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn what_was_cancelled_or_killed_leaves_nothing() {
    let bench = Bench::new();
    fs::create_dir_all(bench.backups().join("2026-01-01T000000.part")).unwrap();
    let session = bench.session();
    let dir = bench.backups();
    let half = |done: f64| if done < 0.5 { Ok(()) } else { Err(WarehouseError::Interrupted.into()) };
    let cancelled = write(&session, &bench.order(&dir), &half);
    assert!(matches!(cancelled, Err(BackupError::Warehouse(WarehouseError::Interrupted))));
    assert_eq!(fs::read_dir(bench.backups()).unwrap().count(), 0);
}

#[test]
fn the_last_verified_backup_is_never_removed() {
    let bench = Bench::new();
    let good = bench.verified();
    let others: Vec<Backup> = (0..3).map(|_| bench.write().unwrap()).collect();
    assert_eq!(thin(&bench.backups(), 1).unwrap(), 2);
    let names: Vec<String> = all(&bench.backups()).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [others[2].name.clone(), good.name.clone()]);
    assert_eq!(find(&bench.backups(), LATEST).unwrap().name, good.name);
}

#[test]
fn a_backup_of_a_newer_program_is_left_as_it_is() {
    let bench = Bench::new();
    let mut backup = bench.verified();
    backup.manifest.schema += 1;
    let newer = |error| matches!(error, Err(BackupError::Newer { .. }));
    assert!(newer(verify(&bench.session(), &backup, MOMENT, &on)));
    assert!(newer(restore(&backup, None, &bench.dir.path().join("again.duckdb"), &limits(), &on)));
    assert!(Backup::open(&backup.dir).unwrap().is_verified());
}

#[test]
fn rows_that_are_not_those_that_were_written_are_noticed() {
    let bench = Bench::new();
    bench.session().batch(VALUES).unwrap();
    let backup = bench.verified();
    let mut other = backup.clone();
    let table = other.manifest.tables.iter_mut().find(|table| table.name == "kinds").unwrap();
    table.checksum = "1".into();
    let said = verify(&bench.session(), &other, MOMENT, &on).unwrap_err().to_string();
    assert!(said.starts_with("landing.kinds came back with 3 rows of checksum"), "{said}");
    assert!(!Backup::open(&backup.dir).unwrap().is_verified(), "what is known of it is what was found last");

    let mut short = backup;
    short.manifest.tables.retain(|table| table.title() != "core.customer");
    let said = verify(&bench.session(), &short, MOMENT, &on).unwrap_err().to_string();
    assert!(said.contains("it has no core.customer"), "{said}");
}

#[test]
fn a_database_takes_its_place_only_where_nobody_has_it() {
    let bench = Bench::new();
    let path = bench.warehouse.path().to_owned();
    let backup = bench.verified();
    let made = bench.dir.path().join("made.duckdb");
    restore(&backup, None, &made, &limits(), &on).unwrap();
    drop(bench.warehouse);
    let before = fs::read(&path).unwrap();
    let aside = Hold::take(&path).unwrap().replace(&made, MOMENT).unwrap().unwrap();
    assert_eq!(aside.file_name().unwrap(), "foureye.before-2026-06-30T120000.duckdb");
    assert_eq!(fs::read(aside).unwrap(), before);
    assert!(!made.exists() && Warehouse::open(&path, &limits()).is_ok());
}
