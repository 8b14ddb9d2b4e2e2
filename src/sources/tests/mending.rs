//! Records that failed are mended, given up and taken back, and nothing is ever lost.

use super::{DECEMBER, Desk, INVOICES, figures};
use crate::jobs::Progress;
use crate::service::{Event, Fault, Request, Response, Service};
use crate::sources::{Mending, MendingRule, Record, Texts};
use crate::value::Args;

fn shop() -> Desk {
    let desk = Desk::new(INVOICES, &[("inbox/may.csv", DECEMBER)]);
    assert_eq!(figures(&desk.import()), "files 1, known_files 0, records 6, accepted 4, rejected 2");
    desk
}

fn change(column: &str, text: &str) -> Mending {
    Mending::Repair { changed: Texts::from([(column.to_owned(), Some(text.to_owned()))]) }
}

fn give_up(note: &str) -> Mending {
    Mending::GiveUp { note: note.into() }
}

impl Desk {
    fn record(&self, batch: i64, record: u64) -> Record {
        match self.service.call(3, Request::Record { batch, record }).unwrap() {
            Response::Record(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    /// Decides about a record, and waits until its source has been mapped again.
    fn mend(&self, batch: i64, record: u64, mending: Mending) {
        self.decide(Request::Mend { batch, record, mending }).unwrap();
    }

    pub fn decide(&self, request: Request) -> Result<(), Fault> {
        let events = self.service.events();
        self.service.call(4, request)?;
        loop {
            match events.recv().unwrap() {
                Event::Job(event) if event.progress.has_ended() => {
                    assert!(matches!(event.progress, Progress::Done { .. }), "{:?}", event.progress);
                    return Ok(());
                }
                _ => {}
            }
        }
    }

    /// Each batch as `records = accepted + rejected + repaired + given up`.
    pub fn counts(&self) -> Vec<String> {
        let counts = self.rows(
            "SELECT concat(records, ' = ', accepted, ' + ', rejected, ' + ', repaired, ' + ', given_up)
            FROM ops.batch WHERE status = 'imported' ORDER BY batch_id",
        );
        let broken = "SELECT count(*) FROM ops.batch WHERE records <> accepted + rejected + repaired + given_up";
        assert_eq!(self.rows(broken), ["0"], "nothing is lost");
        counts
    }
}

#[test]
fn a_record_is_mended_and_goes_the_way_that_all_records_go() {
    let desk = shop();
    let failed = desk.record(1, 6);
    assert_eq!((failed.state.as_str(), failed.line, failed.field.as_deref()), ("open", 7, Some("quantity")));
    assert_eq!(failed.reason.as_deref(), Some("quantity cannot be read from \"one\""));
    assert_eq!(failed.texts["Quantity"].as_deref(), Some("one"));

    desk.mend(1, 6, change("Quantity", "1"));
    assert_eq!(desk.counts(), ["6 = 4 + 1 + 1 + 0"]);
    assert_eq!(
        desk.rows("SELECT quantity, amount, batch_id, record FROM core.order_line WHERE order_key = '104'"),
        ["1.000|80.00|1|6"]
    );
    assert_eq!(desk.rows("SELECT line FROM ops.reject"), ["6"], "the other one is still open");
    let mended = desk.record(1, 6);
    assert_eq!((mended.state.as_str(), mended.reason), ("repaired", failed.reason), "what was wrong stays on record");
}

#[test]
fn a_record_that_is_mended_wrongly_is_rejected_again() {
    let desk = shop();
    desk.mend(1, 6, change("Quantity", "two"));
    assert_eq!(desk.counts(), ["6 = 4 + 2 + 0 + 0"]);
    assert_eq!(desk.rows("SELECT reason FROM ops.reject WHERE record = 6"), ["quantity cannot be read from \"two\""]);
    desk.mend(1, 6, change("Quantity", "2"));
    assert_eq!(desk.counts(), ["6 = 4 + 1 + 1 + 0"]);
}

#[test]
fn a_record_is_given_up_for_a_reason_and_taken_back() {
    let desk = shop();
    let unexplained = Request::Mend { batch: 1, record: 5, mending: give_up(" ") };
    assert!(desk.decide(unexplained).unwrap_err().message.contains("for a reason"));
    desk.mend(1, 5, give_up("a gift without a code"));
    assert_eq!(desk.counts(), ["6 = 4 + 1 + 0 + 1"]);
    assert_eq!(desk.rows("SELECT line, state FROM ops.reject ORDER BY 1"), ["6|given_up", "7|open"]);
    desk.mend(1, 5, Mending::Reopen);
    assert_eq!(desk.counts(), ["6 = 4 + 2 + 0 + 0"]);
}

#[test]
fn an_accepted_record_that_is_wrong_is_mended_too() {
    let desk = shop();
    assert_eq!(desk.record(1, 3).state, "accepted");
    desk.mend(1, 3, change("Price", "90"));
    assert_eq!(desk.counts(), ["6 = 3 + 2 + 1 + 0"]);
    assert_eq!(desk.rows("SELECT amount FROM core.order_line WHERE order_key = '101'"), ["90.00"]);
    desk.mend(1, 3, give_up("a test order"));
    assert_eq!(desk.rows("SELECT count(*) FROM core.order_line WHERE order_key = '101'"), ["0"]);
    assert_eq!(desk.counts(), ["6 = 3 + 2 + 0 + 1"]);
}

#[test]
fn decisions_outlive_undoing_and_importing_the_file_again() {
    let desk = shop();
    desk.mend(1, 6, change("Quantity", "1"));
    desk.mend(1, 5, give_up("a gift without a code"));
    desk.run("sources.undo", Args::from([("batch".into(), 1.into())]));
    assert_eq!(desk.rows("SELECT count(*) FROM core.order_line"), ["0"]);
    assert_eq!(
        figures(&desk.import()),
        "files 1, known_files 0, records 6, accepted 4, rejected 0, repaired 1, given_up 1"
    );
    assert_eq!(desk.counts(), ["6 = 4 + 0 + 1 + 1"]);
}

#[test]
fn a_line_that_could_not_be_read_is_put_into_its_columns() {
    let desk = Desk::new(
        INVOICES,
        &[(
            "inbox/may.csv",
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n\
             100,A1,Lamp,2,2026-05-01 08:00,12.50,7,Norway\n\
             101,B2,Chair, oak,1,2026-05-02 09:30,80,8,Spain\n",
        )],
    );
    desk.import();
    assert_eq!(desk.counts(), ["2 = 1 + 1 + 0 + 0"]);
    let unread = desk.record(1, 2);
    assert_eq!(unread.raw.as_deref(), Some("101,B2,Chair, oak,1,2026-05-02 09:30,80,8,Spain"));
    assert_eq!(unread.texts["Description"].as_deref(), Some("Chair"));
    let right = [
        ("Description", "Chair, oak"),
        ("Quantity", "1"),
        ("InvoiceDate", "2026-05-02 09:30"),
        ("Price", "80"),
        ("Customer ID", "8"),
        ("Country", "Spain"),
    ];
    let changed = right.map(|(column, text)| (column.to_owned(), Some(text.to_owned()))).into_iter().collect();
    desk.mend(1, 2, Mending::Repair { changed });
    assert_eq!(desk.counts(), ["2 = 1 + 0 + 1 + 0"]);
    assert_eq!(desk.rows("SELECT amount FROM core.order_line ORDER BY 1"), ["25.00", "80.00"]);
    desk.mend(1, 2, Mending::Reopen);
    assert_eq!(desk.counts(), ["2 = 1 + 1 + 0 + 0"], "it is as it came");
}

#[test]
fn what_mended_one_is_proposed_for_all_that_are_alike() {
    let desk = Desk::new(
        INVOICES,
        &[(
            "inbox/may.csv",
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n\
             100,A1,Lamp,one,2026-05-01 08:00,12.50,7,Norway\n\
             101,A1,Lamp,one,2026-05-02 08:00,12.50,7,Norway\n\
             102,A1,Lamp,some,2026-05-03 08:00,12.50,7,Norway\n\
             103,A1,Lamp,one,2026-05-04 08:00,12.50,8,Norway\n",
        )],
    );
    desk.import();
    desk.mend(1, 1, change("Quantity", "1"));
    let proposed = desk.view("sources.mending_rules");
    assert_eq!(proposed, ["invoices|Quantity|one|1|1|2"], "mended once, and two more rejects are alike");
    let rule =
        MendingRule { source: "invoices".into(), column: "Quantity".into(), from: "one".into(), to: Some("1".into()) };
    desk.decide(Request::ApplyRule(rule)).unwrap();
    assert_eq!(desk.counts(), ["4 = 0 + 1 + 3 + 0"]);
    assert!(desk.view("sources.mending_rules").is_empty());
}

#[test]
fn what_cannot_be_decided_is_answered_with_what_can() {
    let desk = shop();
    let said = |batch, record, mending| {
        let fault = desk.decide(Request::Mend { batch, record, mending }).unwrap_err();
        format!("{}; {}", fault.message, fault.hint.unwrap_or_default())
    };
    assert!(said(1, 6, change("Qty", "1")).contains("has no column \"Qty\"; its columns are Invoice, StockCode"));
    assert!(said(1, 6, change("Quantity", "one")).starts_with("nothing was changed"));
    assert!(said(1, 99, give_up("x")).starts_with("batch 1 has no record 99"));
    assert!(said(7, 1, give_up("x")).starts_with("there is no imported batch 7"));
}
