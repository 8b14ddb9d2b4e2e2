//! Workbooks, old and new.

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook};

use super::*;

fn workbook(fill: impl FnOnce(&mut Workbook) -> Result<(), rust_xlsxwriter::XlsxError>) -> Fixture {
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    Fixture::new("a.xlsx", book.save_to_buffer().unwrap())
}

fn customers(book: &mut Workbook) -> Result<(), rust_xlsxwriter::XlsxError> {
    book.add_worksheet().set_name("empty")?;
    let sheet = book.add_worksheet();
    sheet.set_name("客户")?.write_row(0, 0, ["id", "name", "day", "moment", "amount"])?;
    sheet.write(1, 0, 1)?.write(1, 1, "张伟")?.write(1, 4, 39.8)?;
    let day = ExcelDateTime::from_ymd(2024, 3, 5)?;
    sheet.write_with_format(1, 2, &day, &Style::new().set_num_format("yyyy-mm-dd"))?;
    let moment = ExcelDateTime::from_ymd(9999, 12, 31)?.and_hms(10, 30, 0)?;
    sheet.write_with_format(1, 3, &moment, &Style::new().set_num_format("yyyy-mm-dd hh:mm:ss"))?;
    sheet.write(3, 0, 12_345_678_901_u64)?.write(3, 4, Formula::new("=1+1").set_result("2"))?;
    Ok(())
}

#[test]
fn the_first_sheet_that_holds_anything() {
    let found = workbook(customers).read().unwrap();
    assert_eq!((found.shape.format, found.shape.sheet.as_deref()), (Format::Excel, Some("客户")));
    assert_eq!(found.shape.columns, ["id", "name", "day", "moment", "amount"]);
    assert_eq!(found.rows, ["1:2 1|张伟|2024-03-05|9999-12-31 10:30:00|39.8", "2:4 12345678901|-|-|-|2"]);
}

#[test]
fn the_old_format_reads_the_same() {
    let found = Fixture::new("a.xls", include_bytes!("small.xls")).read().unwrap();
    assert_eq!(found.shape.sheet.as_deref(), Some("客户"));
    assert_eq!(found.rows, ["1:2 1|张伟|2024-03-05|2024-03-05 10:30:00|39.8", "2:4 2|李娜|-|-|-"]);
}

#[test]
fn a_title_above_the_header_is_no_header() {
    let file = workbook(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "2024 年销售报表")?.write_row(2, 0, ["store", "sales", "returns"])?;
        sheet.write_row(3, 0, ["north", "5", "1"])?.write_row(4, 0, ["south", "7", "0", "note"])?;
        Ok(())
    });
    let found = file.read().unwrap();
    assert_eq!((found.shape.columns.len(), found.rows), (3, vec!["1:4 north|5|1".to_string()]));
    assert_eq!(found.faults, ["2:5 4 fields where the file has 3 columns [south\t7\t0\tnote]"]);
}

#[test]
fn a_named_sheet_and_one_that_is_not_there() {
    let hints = |sheet: &str| Hints { sheet: Some(sheet.into()), ..Hints::default() };
    let file = workbook(customers);
    assert_eq!(file.read_with(&hints("客户")).unwrap().rows.len(), 2);
    assert_eq!(file.error_with(&hints("orders")), "a.xlsx: no sheet is called `orders`; it has empty, 客户");
    assert!(file.error_with(&hints("empty")).contains("the file is empty"));
}

#[test]
fn many_rows_stream() {
    let file = workbook(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "id")?;
        (1..=5_000).try_for_each(|row| sheet.write(row, 0, row).map(drop))
    });
    let found = read_all(&file.path, &Hints::default(), 700).unwrap();
    assert_eq!((found.rows.len(), found.rows[4_999].as_str()), (5_000, "5000:5001 5000"));
    assert!(found.adds_up());
}

#[test]
fn a_workbook_with_a_password() {
    let said = "the workbook is protected by a password; save it without one";
    for name in ["a.xlsx", "a.xls"] {
        let file = Fixture::new(name, include_bytes!("protected.xlsx"));
        assert_eq!(file.error(), format!("{name}: {said}"));
    }
}

#[test]
fn a_damaged_workbook() {
    let whole = std::fs::read(&workbook(customers).path).unwrap();
    let cut = Fixture::new("a.xlsx", &whole[..whole.len() / 2]);
    assert_eq!(
        cut.error(),
        "a.xlsx: the workbook is damaged (it was cut short); open it in a spreadsheet program and save it again"
    );
    let mut spoilt = whole.clone();
    spoilt[60..1_000].fill(7);
    assert!(Fixture::new("a.xlsx", spoilt).error().contains("the workbook is damaged ("));
    let old = include_bytes!("small.xls");
    assert!(Fixture::new("a.xls", &old[..old.len() / 2]).error().contains("the workbook is damaged ("));
}

#[test]
fn archives_that_are_no_workbooks_or_unpack_to_too_much() {
    let mut whole = std::fs::read(&workbook(customers).path).unwrap();
    let entry = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let promised = whole[entry + 24..entry + 28].to_vec();
    whole[entry + 24..entry + 28].copy_from_slice(&1_u32.to_le_bytes());
    assert!(Fixture::new("a.xlsx", &whole).error().contains("damaged (it unpacks to more than it says)"));
    whole[entry + 24..entry + 28].copy_from_slice(&promised);
    assert!(Fixture::new("a.xlsx", &whole).read().is_ok());
    whole[entry + 24..entry + 28].fill(0xff);
    assert_eq!(
        Fixture::new("a.xlsx", &whole).error(),
        "a.xlsx: it unpacks to 4096 MiB, and workbooks are read up to 64 MiB, 1 GiB unpacked and 1,048,576 rows; \
         save it as CSV, which may be of any size"
    );
    assert!(Fixture::new("a.zip", b"PK\x03\x04").error().contains("cut short"));
}

/// An .xls in which the first record with a header, which is its kind and its length, is changed from a byte of its data on.
fn spoilt(header: [u8; 4], at: usize, bytes: &[u8]) -> Fixture {
    let mut old = include_bytes!("small.xls").to_vec();
    let data = old.windows(4).position(|window| window == header).unwrap() + 4;
    old[data + at..data + at + bytes.len()].copy_from_slice(bytes);
    Fixture::new("a.xls", old)
}

#[test]
fn an_old_workbook_that_is_larger_than_any_can_be() {
    let said = "damaged (a sheet has cells past the last column or row)";
    let (dimensions, number) = (*b"\x00\x02\x0e\x00", *b"\x03\x02\x0e\x00");
    assert!(spoilt(dimensions, 4, &[0xff, 0xff, 0xff, 0xff, 0, 0, 2, 0]).error().contains(said));
    assert!(spoilt(number, 0, &[0xff; 4]).error().contains(said));
}

#[test]
fn an_old_workbook_whose_sectors_lead_back_to_themselves() {
    let mut old = include_bytes!("small.xls").to_vec();
    let table = 512 * (1 + u32::from_le_bytes(old[76..80].try_into().unwrap()) as usize);
    let folder = old[48..52].to_vec();
    let next = table + 4 * u32::from_le_bytes(folder.as_slice().try_into().unwrap()) as usize;
    old[next..next + 4].copy_from_slice(&folder);
    assert!(Fixture::new("a.xls", old).error().contains("the workbook is damaged ("));
}
