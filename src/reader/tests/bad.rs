//! Files that cannot be read, and what is said of them: where, what is wrong, and what would be right.

use super::*;

#[test]
fn nothing_at_all() {
    let said = "a.csv: the file is empty; expected a table with at least one line";
    for content in ["", "\u{feff}", "\n\r\n  \n"] {
        assert_eq!(Fixture::new("a.csv", content).error(), said);
    }
}

#[test]
fn binary_content() {
    let noise: Vec<u8> = (0..2_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(Fixture::new("a.csv", noise).error().starts_with("a.csv: this is binary data, not a table"));
    assert!(Fixture::new("a.csv", b"\x1f\x8b\x08aaaa").error().contains("a gzip archive (unpack it first)"));
    assert!(Fixture::new("a.xls", "<html><table><tr><td>1").error().contains("a web page or XML"));
}

#[test]
fn quotes_never_closed() {
    let short = "id,note\n1,fine\n2,\"open\n3,x\n";
    let said = "a.csv, line 3: a quote opens here and never closes; close it, or state `quote = \"\"` if quotes are ordinary characters";
    assert_eq!(Fixture::new("a.csv", short).error(), said);
    let many_lines = format!("id,note\n1,fine\n2,\"open\n{}", "3,x\n".repeat(20_000));
    assert_eq!(Fixture::new("a.csv", many_lines).error(), said);
    let many_bytes = format!("id,note\n1,fine\n2,\"open\n{}", format!("3,{}\n", "x".repeat(2_000)).repeat(2_000));
    assert_eq!(Fixture::new("a.csv", many_bytes).error(), said);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let text = format!("id,note\n1,{}\n", "x".repeat(50_000_000));
    assert_eq!(
        Fixture::new("a.csv", text).error(),
        "a.csv, line 2: one record of more than 8 MiB; expected records ended by line breaks"
    );
}

#[test]
fn ten_thousand_columns() {
    let header: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
    assert_eq!(
        Fixture::new("a.csv", header.join(",")).error(),
        "a.csv: 10000 columns, at most 4096 are read; check the `delimiter`, or turn the file on its side"
    );
}

#[test]
fn a_character_cut_short() {
    let utf8 = ["id,name\n1,王\n2,".as_bytes(), &"张".as_bytes()[..2]].concat();
    assert!(Fixture::new("a.csv", utf8).error().starts_with("a.csv, line 3: not UTF-8, or cut short"));
    let (gbk, ..) = encoding_rs::GB18030.encode("订单号,客户姓名\n1,张伟\n2,李娜");
    assert!(
        Fixture::new("a.csv", &gbk[..gbk.len() - 1]).error().starts_with("a.csv, line 3: not GB18030, or cut short")
    );
}

#[test]
fn a_stated_encoding_that_is_wrong() {
    let hints = |label: &str| Hints { encoding: Some(label.into()), ..Hints::default() };
    let (gbk, ..) = encoding_rs::GB18030.encode("id,name\n1,张伟\n2,李娜\n");
    let file = Fixture::new("a.csv", &gbk);
    assert!(file.error_with(&hints("utf-8")).starts_with("a.csv, line 2: not UTF-8"));
    assert!(file.error_with(&hints("klingon")).contains("no encoding is called `klingon`; use UTF-8, GB18030"));
}

#[test]
fn hints_that_make_no_sense() {
    let file = Fixture::new("a.csv", "id,name\n1,Ann\n");
    let said = |toml: &str| file.error_with(&toml::from_str(toml).unwrap());
    assert_eq!(
        said("delimiter = \"，\""),
        "a.csv: `delimiter` is '，'; expected one ASCII character, such as `,` or `;`"
    );
    assert!(said("delimiter = \",\"\nquote = \",\"").contains("the same character"));
    assert!(said("format = \"parquet\"").contains("stated as Parquet, but the file is text"));
    assert!(said("header = true\ncolumns = [\"id\"]").contains("1 `columns` are stated, but the file has 2"));
}

#[test]
fn a_file_that_grows_while_it_is_read() {
    let file = Fixture::new("a.csv", "id,name\n1,Ann\n");
    let mut reader = open(&file.path, &Hints::default()).unwrap();
    let mut chunk = Chunk::new(2);
    assert!(reader.read(&mut chunk, 10).unwrap());
    std::fs::write(&file.path, "id,name\n1,Ann\n2,Bo\n").unwrap();
    assert!(matches!(reader.read(&mut chunk, 10), Err(ReadError::Changed { .. })));
}

#[test]
fn folders_and_files_that_are_not_there() {
    let file = Fixture::new("a.csv", "");
    let folder = file.path.parent().unwrap();
    let said = |path: &Path| open(path, &Hints::default()).err().unwrap().to_string();
    assert!(said(folder).contains("not a file; name a file"));
    assert!(said(&folder.join("b.csv")).contains("b.csv: No such file"));
}
