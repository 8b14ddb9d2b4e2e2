//! Files that come into the inbox while it is watched.

use crate::desk::Desk;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader};

#[test]
fn what_comes_in_is_imported_moved_aside_and_told() {
    let desk = Desk::with_workspace();
    desk.edit("foureye.toml", "settle_seconds = 10", "settle_seconds = 1");
    desk.edit("foureye.toml", "# notify = \"mail -s Foureye marketing\"", "notify = \"cat >> news.jsonl\"");
    desk.write(
        "sources.toml",
        "[source.products]\nfiles = \"inbox/products-*.csv\"\nevery_days = 1\n\
         [source.products.feeds.product]\nproduct_id = \"sku\"\nname = \"name\"\n",
    );
    let mut watch = desk.start("watch");
    let mut told = BufReader::new(watch.stdout.take().expect("stdout")).lines();
    let mut next = || told.next().expect("a line").expect("a line");
    assert!(next().contains("products is late"), "nothing has come yet");

    desk.write("inbox/products-1.csv", "sku,name\nP1,Lamp\nP2,Chair\n");
    assert_eq!(next(), "inbox/products-1.csv was imported as products: 2 records accepted, 0 rejected");
    desk.write("inbox/products-2.csv", "sku,name,colour\nP3,Rug,red\n");
    assert_eq!(next(), "inbox/products-2.csv was imported as products: 1 records accepted, 0 rejected");
    assert!(next().contains("products: 1 columns differ"));
    desk.write("inbox/letter.txt", "Dear colleagues\n");
    assert!(next().contains("inbox/letter.txt fits no source"));
    desk.write("inbox/products-3.csv", "sku,name\n\"P4,Desk\n");
    assert!(next().contains("products-3.csv"), "a broken file is told");

    let process = i32::try_from(watch.id()).expect("a process number");
    kill(Pid::from_raw(process), Signal::SIGINT).expect("a signal is sent");
    watch.wait().expect("it ends");
    assert!(desk.path("inbox/done/products-1.csv").exists() && !desk.path("inbox/products-1.csv").exists());
    assert!(desk.path("inbox/products-3.csv").exists(), "what failed stays where it is");
    let batches = "sql 'SELECT DISTINCT file FROM (SELECT file FROM ops.batch UNION ALL SELECT file FROM ops.reject) ORDER BY file'";
    let named = desk.run(&format!("{batches} --format csv")).succeeds().out();
    assert_eq!(named, "file\ninbox/done/products-1.csv\ninbox/done/products-2.csv\n", "they are found where they are");
    let walked = desk.run("explain file products-1.csv").succeeds().out();
    assert!(walked.contains("inbox/done/products-1.csv"), "{walked}");
    let news = desk.read("news.jsonl");
    assert!(news.contains("\"news\":\"drifted\"") && news.contains("\"news\":\"unclaimed\""), "{news}");
    let held = desk.run("sql 'SELECT count(*) AS n FROM core.product' --format csv").succeeds().out();
    assert_eq!(held, "n\n3\n");
    desk.run("doctor").succeeds();
}
