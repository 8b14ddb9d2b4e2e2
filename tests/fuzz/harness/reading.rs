use foureye::args;
use foureye::value::Cell;
use foureye::warehouse::{Limits, Session, Warehouse};
use std::sync::Mutex;

/// How a text becomes a value of each type, and whether that value's own text has to become the same value.
const READINGS: [(&str, bool); 11] = [
    ("core.read_key(core.read_text(?))", true),
    ("core.read_phone(?)", true),
    ("core.read_email(?)", true),
    ("core.read_number(?)", true),
    ("core.read_money(?)", true),
    ("core.read_integer(?)", true),
    ("core.read_flag(?)", true),
    ("core.read_date(?, 'ymd')", true),
    ("core.read_date(?, 'dmy')", false),
    ("core.read_date(?, 'mdy')", false),
    ("core.read_time(?, 'ymd')", false),
];

/// No thread's own: DuckDB has gone from a thread before what is kept for it is dropped, and crashes when it is closed then.
static OPEN: Mutex<Option<(Session, Warehouse, tempfile::TempDir)>> = Mutex::new(None);

/// Any text is read as a value or as none, and never ends in an error; reading what was read changes nothing more.
pub fn reading(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).replace('\0', "");
    let mut kept = OPEN.lock().expect("no reading has failed before");
    let (session, ..) = kept.get_or_insert_with(open);
    for (reading, is_settled) in READINGS {
        let once = read(session, reading, &text);
        if is_settled && let Some(once) = once {
            assert_eq!(read(session, reading, &once).as_ref(), Some(&once), "{reading} of {text:?}");
        }
    }
}

/// Leaves nothing behind.
pub fn close() {
    OPEN.lock().expect("no reading has failed before").take();
}

fn read(session: &Session, reading: &str, text: &str) -> Option<String> {
    let sql = format!("SELECT ({})::VARCHAR", reading.replace('?', "$text"));
    match session.scalar(&sql, &args![text => text]) {
        Ok(Cell::Text(value)) => Some(value),
        Ok(Cell::Null) => None,
        other => panic!("{reading} of {text:?} gave {other:?}"),
    }
}

fn open() -> (Session, Warehouse, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { memory: "500MB".into(), threads: 1, key: None };
    let warehouse = Warehouse::open(&folder.path().join("fuzz.duckdb"), &limits).expect("a warehouse");
    (warehouse.session().expect("a session"), warehouse, folder)
}
