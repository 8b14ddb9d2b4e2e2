//! Who did, exported or tried what: a chain of entries of which none can be changed, left out or moved unseen.
//!
//! Each entry is hashed together with the hash of the one before it, under a key that lies beside the file: who can write to
//! the file but has not the key cannot make an entry that fits. A cut-off end would fit too; so the newest number and hash
//! are kept in a small file of their own. Who holds the key and all files can write another history: against that, keep
//! what `audit verify` says of the newest entry somewhere else.

use super::hash_key::keep_private;
use super::{Limits, Session, Warehouse, WarehouseError, connect};
use crate::sync::locked;
use crate::value::{Args, Cell, Table};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file of the newest entry, in the folder of the database.
const TIP: &str = "foureye.audit";

/// What comes before the first entry.
const NOTHING: &str = "";

/// What is put on record. None of it may be personal data: it cannot be taken out again.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// In UTC.
    pub at: DateTime,
    pub by: &'a str,
    /// What was asked for, such as `export`.
    pub action: &'a str,
    /// What it is about, such as a job or `customer 12`.
    pub subject: &'a str,
    pub detail: &'a serde_json::Value,
    /// `done`, or why not.
    pub outcome: &'a str,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// It is not as it was written.
    Changed,
    /// It is not there.
    Missing,
    /// It stands in another's place.
    Reordered,
}

impl Flaw {
    pub fn name(self) -> &'static str {
        match self {
            Flaw::Changed => "changed",
            Flaw::Missing => "missing",
            Flaw::Reordered => "reordered",
        }
    }
}

/// What an examination of the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Soundness {
    pub entries: u64,
    /// The newest entry's number and hash, where there is one.
    pub newest: Option<(i64, String)>,
    /// The first entry that is not as it should be.
    pub flaw: Option<(i64, Flaw)>,
}

/// The newest entry, as the file beside the database has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Tip {
    number: i64,
    hash: String,
}

impl Warehouse {
    /// Puts an entry on record, at once and whatever transaction is under way.
    pub fn record(&self, entry: &Entry<'_>) -> Result<(), WarehouseError> {
        let _alone = locked(&self.audit);
        let session = self.session()?;
        let before = newest(&session)?;
        // The engine keeps no more than microseconds, and the hash is of what it keeps.
        let at = entry.at.with().nanosecond(0).build().unwrap_or(entry.at);
        let row = crate::args![
            audit_id => before.number + 1,
            happened_at => Cell::Time(at),
            done_by => entry.by,
            action => entry.action,
            subject => entry.subject,
            detail => entry.detail.to_string(),
            outcome => entry.outcome,
            previous => &before.hash,
        ];
        let tip = Tip { number: before.number + 1, hash: self.hash(&Link::bound(&row)) };
        let mut row = row;
        row.insert("hash".into(), (&tip.hash).into());
        session.execute(include_str!("sql/record.sql"), &row)?;
        // A file that tells of more than there was is not made to fit: it is what shows that entries are gone.
        if self.known_tip()?.is_none_or(|known| known.number <= before.number) {
            self.keep_tip(&tip)?;
        }
        Ok(())
    }

    /// Looks at every entry, from the first, and at how many there have been.
    pub fn verify(&self) -> Result<Soundness, WarehouseError> {
        let _alone = locked(&self.audit);
        let session = self.session()?;
        let rows = session.query(include_str!("sql/chain.sql"), &Args::new())?;
        let links: Vec<Link> = (0..rows.rows.len()).map(|row| Link::of(&rows, row)).collect();
        let newest = links.last().map(|link| (link.number, link.hash.clone()));
        let flaw = self.first_flaw(&links).or(self.flaw_at_the_end(&links)?);
        Ok(Soundness { entries: links.len() as u64, newest, flaw })
    }

    /// Takes over what stood on record after its own newest entry, in a file whose place it takes: older data that is put
    /// back undoes nothing of that. What could not be read of it is missing, and is found to be.
    pub fn take_over(&self, history: Vec<Vec<Cell>>) -> Result<(), WarehouseError> {
        let session = self.session()?;
        let own = newest(&session)?.number;
        let later = history.into_iter().filter(|entry| entry.first().and_then(Cell::integer) > Some(own));
        session.append_rows("ops", "audit", &later.collect::<Vec<_>>())
    }

    /// Takes the entries into the chain that were made before there was one, or in another workspace.
    pub fn chain_up(&self) -> Result<(), WarehouseError> {
        let session = self.session()?;
        let rows = session.query(include_str!("sql/chain.sql"), &Args::new())?;
        let mut tip = Tip::default();
        for row in 0..rows.rows.len() {
            let link = Link { previous: tip.hash.clone(), ..Link::of(&rows, row) };
            tip = Tip { number: link.number, hash: self.hash(&link) };
            let bound = crate::args![audit_id => link.number, previous => &link.previous, hash => &tip.hash];
            session.execute(include_str!("sql/chain_up.sql"), &bound)?;
        }
        if tip.number > 0 { self.keep_tip(&tip) } else { Ok(()) }
    }

    fn first_flaw(&self, links: &[Link]) -> Option<(i64, Flaw)> {
        let mut before = NOTHING;
        for (at, link) in links.iter().enumerate() {
            let number = at as i64 + 1;
            if link.number != number {
                return Some((number, Flaw::Missing));
            }
            if self.hash(link) != link.hash {
                return Some((number, self.kind_of(link, links)));
            }
            if link.previous != before {
                return Some((number, Flaw::Missing));
            }
            before = &link.hash;
        }
        None
    }

    /// An entry whose hash does not fit is another's that was moved, or one that was changed.
    fn kind_of(&self, link: &Link, links: &[Link]) -> Flaw {
        let fits = |other: &Link| self.hash(&Link { number: other.number, ..link.clone() }) == link.hash;
        if links.iter().any(fits) { Flaw::Reordered } else { Flaw::Changed }
    }

    fn flaw_at_the_end(&self, links: &[Link]) -> Result<Option<(i64, Flaw)>, WarehouseError> {
        let next = links.last().map_or(0, |link| link.number) + 1;
        let known: HashMap<i64, &str> = links.iter().map(|link| (link.number, link.hash.as_str())).collect();
        Ok(match self.known_tip()? {
            // Nothing tells how many there were.
            None => (!links.is_empty()).then_some((next, Flaw::Missing)),
            Some(tip) if tip.number >= next => Some((next, Flaw::Missing)),
            Some(tip) if known.get(&tip.number).is_none_or(|hash| *hash != tip.hash) => {
                Some((tip.number, Flaw::Changed))
            }
            Some(_) => None,
        })
    }

    fn hash(&self, link: &Link) -> String {
        let told = serde_json::json!([link.previous, link.number, link.at, link.told]).to_string();
        blake3::keyed_hash(&self.hash_key.key("audit"), told.as_bytes()).to_hex().to_string()
    }

    fn tip_file(&self) -> PathBuf {
        self.path().with_file_name(TIP)
    }

    fn known_tip(&self) -> Result<Option<Tip>, WarehouseError> {
        let path = self.tip_file();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text
                .trim()
                .split_once(' ')
                .and_then(|(number, hash)| Some(Tip { number: number.parse().ok()?, hash: hash.to_owned() }))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(WarehouseError::Beside { path, source }),
        }
    }

    fn keep_tip(&self, tip: &Tip) -> Result<(), WarehouseError> {
        let path = self.tip_file();
        keep_private(&path, &format!("{} {}\n", tip.number, tip.hash))
    }
}

fn newest(session: &Session) -> Result<Tip, WarehouseError> {
    let row = session.query(include_str!("sql/newest_entry.sql"), &Args::new())?;
    Ok(match row.cell(0, "audit_id").integer() {
        Some(number) => Tip { number, hash: row.text(0, "hash").to_owned() },
        None => Tip { number: 0, hash: NOTHING.to_owned() },
    })
}

/// An entry as it is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    number: i64,
    at: String,
    /// By whom, what, about what, with what detail and outcome.
    told: [String; 5],
    previous: String,
    hash: String,
}

const TOLD: [&str; 5] = ["done_by", "action", "subject", "detail", "outcome"];

impl Link {
    fn of(rows: &Table, row: usize) -> Link {
        Link::with(|name| rows.cell(row, name).clone())
    }

    fn bound(args: &Args) -> Link {
        Link::with(|name| args.get(name).cloned().unwrap_or_default())
    }

    fn with(cell: impl Fn(&str) -> Cell) -> Link {
        let text = |name: &str| cell(name).text().unwrap_or_default().to_owned();
        Link {
            number: cell("audit_id").integer().unwrap_or_default(),
            at: cell("happened_at").to_string(),
            told: TOLD.map(text),
            previous: text("previous"),
            hash: text("hash"),
        }
    }
}

/// All that a file has on record; nothing where it cannot be read any more, or has no chain yet.
pub fn history(path: &Path, limits: &Limits) -> Vec<Vec<Cell>> {
    let read = || -> Result<Table, WarehouseError> {
        let database = connect(path, limits)?;
        let session = Session::alone(database.connection.try_clone()?);
        session.query("SELECT * FROM ops.audit WHERE hash <> '' ORDER BY audit_id", &Args::new())
    };
    if path.exists() { read().map(|entries| entries.rows).unwrap_or_default() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warehouse::Limits;

    struct Desk {
        warehouse: Warehouse,
        dir: tempfile::TempDir,
    }

    impl Desk {
        fn with_entries(entries: u32) -> Desk {
            let dir = tempfile::tempdir().unwrap();
            let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
            let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap();
            let desk = Desk { warehouse, dir };
            (0..entries).for_each(|at| desk.record(&format!("job {at}")));
            desk
        }

        fn record(&self, subject: &str) {
            let at = jiff::civil::date(2026, 6, 30).at(12, 0, 0, 123_456_789);
            let detail = serde_json::json!({ "rows": 3 });
            let entry = Entry { at, by: "ana", action: "run", subject, detail: &detail, outcome: "done" };
            self.warehouse.record(&entry).unwrap();
        }

        fn tamper(&self, sql: &str) -> Option<(i64, Flaw)> {
            self.warehouse.session().unwrap().batch(sql).unwrap();
            self.warehouse.verify().unwrap().flaw
        }
    }

    #[test]
    fn a_chain_that_nobody_touched_is_whole() {
        let desk = Desk::with_entries(3);
        let verdict = desk.warehouse.verify().unwrap();
        assert_eq!((verdict.entries, verdict.flaw), (3, None));
        assert_eq!(Desk::with_entries(0).warehouse.verify().unwrap().flaw, None);
    }

    #[test]
    fn an_entry_that_was_changed_is_found() {
        for change in ["done_by = 'bo'", "happened_at = happened_at + INTERVAL 1 MICROSECOND", "outcome = 'failed'"] {
            let desk = Desk::with_entries(4);
            let found = desk.tamper(&format!("UPDATE ops.audit SET {change} WHERE audit_id = 2"));
            assert_eq!(found, Some((2, Flaw::Changed)), "{change}");
        }
    }

    #[test]
    fn an_entry_that_is_gone_is_found() {
        let desk = Desk::with_entries(4);
        assert_eq!(desk.tamper("DELETE FROM ops.audit WHERE audit_id = 3"), Some((3, Flaw::Missing)));
        // Those behind it moved up
        let found = desk.tamper("UPDATE ops.audit SET audit_id = 3 WHERE audit_id = 4");
        assert!(found.is_some_and(|(number, _)| number == 3), "{found:?}");
    }

    #[test]
    fn entries_that_have_changed_places_are_found() {
        let desk = Desk::with_entries(4);
        let found = desk.tamper("UPDATE ops.audit SET audit_id = 5 - audit_id WHERE audit_id IN (2, 3)");
        assert_eq!(found, Some((2, Flaw::Reordered)));
    }

    #[test]
    fn a_cut_off_end_is_found_and_stays_found() {
        let desk = Desk::with_entries(4);
        assert_eq!(desk.tamper("DELETE FROM ops.audit WHERE audit_id > 2"), Some((3, Flaw::Missing)));
        desk.record("job after");
        assert_eq!(desk.warehouse.verify().unwrap().flaw, Some((4, Flaw::Missing)));
        desk.record("one more");
        assert_eq!(desk.warehouse.verify().unwrap().flaw, Some((4, Flaw::Changed)), "the fourth was another");
    }

    #[test]
    fn a_tip_that_is_gone_is_found() {
        let desk = Desk::with_entries(2);
        std::fs::remove_file(desk.dir.path().join(TIP)).unwrap();
        assert_eq!(desk.warehouse.verify().unwrap().flaw, Some((3, Flaw::Missing)));
    }

    #[test]
    fn an_entry_made_without_the_key_is_found() {
        let desk = Desk::with_entries(2);
        let forged = "INSERT INTO ops.audit
            SELECT 3, happened_at, 'bo', action, subject, detail, outcome, hash, md5('forged')
            FROM ops.audit WHERE audit_id = 2";
        assert_eq!(desk.tamper(forged), Some((3, Flaw::Changed)));
    }

    #[test]
    fn the_record_outlives_the_program_and_goes_on() {
        let desk = Desk::with_entries(2);
        let Desk { warehouse, dir } = desk;
        let (path, limits) = (warehouse.path().to_owned(), Limits { memory: "500MB".into(), threads: 2, key: None });
        drop(warehouse);
        let desk = Desk { warehouse: Warehouse::open(&path, &limits).unwrap(), dir };
        desk.record("again");
        assert_eq!(
            desk.warehouse.verify().unwrap(),
            Soundness { entries: 3, newest: desk.warehouse.verify().unwrap().newest, flaw: None }
        );
    }

    #[test]
    fn what_was_recorded_before_there_was_a_chain_is_taken_into_it() {
        let desk = Desk::with_entries(3);
        std::fs::remove_file(desk.dir.path().join(TIP)).unwrap();
        desk.warehouse.session().unwrap().batch("UPDATE ops.audit SET previous = '', hash = ''").unwrap();
        desk.warehouse.chain_up().unwrap();
        assert_eq!(desk.warehouse.verify().unwrap().flaw, None);
    }
}
