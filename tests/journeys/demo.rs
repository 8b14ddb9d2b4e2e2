use crate::desk::Desk;

#[test]
fn the_demo_finds_something_and_repeats_no_work() {
    let desk = Desk::new();
    let screen = desk.run("demo").succeeds().prints("Customers").prints("Worth doing next").prints("  1. ");
    assert!(screen.out().lines().count() <= 24, "more than a screen:\n{}", screen.out());
    assert!(screen.out().contains("CNY"), "{}", screen.out());

    let runs = || desk.run("jobs history --workspace foureye-demo --format csv").succeeds().out().lines().count();
    let before = runs();
    let again = desk.run("demo --format json").succeeds().json();
    assert_eq!(runs(), before);
    assert_eq!(again["kpis"][0]["title"], "Revenue");
    assert!(again["sources"].as_array().is_some_and(|sources| sources.len() > 10));
    desk.run("doctor --workspace foureye-demo").succeeds();

    let preview = "preview --workspace foureye-demo --template win_back --segment at_risk";
    let previewed = desk.run(&format!("{preview} --format json")).succeeds().says("nothing was sent").json();
    assert_eq!(previewed["messages"].as_array().map(Vec::len), Some(3));
    let considered: i64 =
        previewed["left_out"].as_array().into_iter().flatten().filter_map(|row| row["customers"].as_i64()).sum();
    assert_eq!(previewed["preview"][0]["considered"], considered);
    desk.run(preview).succeeds().prints("What became of everyone considered").prints("Included");
    desk.run("preview --workspace foureye-demo --template nothing").ends_with_code(2).says("win_back");
}

#[test]
fn the_demo_takes_no_folder_that_holds_something_else() {
    let desk = Desk::new();
    desk.write("papers/thesis.txt", "mine");
    desk.run("demo --dir papers").ends_with_code(2).says("holds something else").says("--dir");
    assert_eq!(desk.read("papers/thesis.txt"), "mine");
}
