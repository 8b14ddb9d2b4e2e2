use crate::desk::Desk;

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_right() {
    let desk = Desk::with_workspace();
    desk.run("kpi").ends_with_code(2).prints_nothing().says("kpis");
    desk.run("sources --format xml").ends_with_code(2).says("table").says("json").says("csv");
    desk.run("kpis --from tomorrow").ends_with_code(2).says("--from");
    desk.run("kpis --sort actual:down").ends_with_code(2).says("expected asc or desc");
    desk.run("run kpi.guess").ends_with_code(2).says("kpi.guess");
    desk.run("run segments.kmeans --set clusters").ends_with_code(2).says("NAME=VALUE");
    desk.run("kpis target revenue June 5").ends_with_code(2).says("no period").says("2026-06");
    desk.run("export kpi.board --out board.pdf").ends_with_code(2).says(".xlsx");
    desk.run("import nothing.csv").ends_with_code(2).says("neither a file nor a source");
    desk.run("interaction add --customer 1 --kind rumour --subject x").ends_with_code(2).says("complaint");
}

#[test]
fn a_jobs_parameters_are_checked_before_it_runs() {
    let desk = Desk::with_workspace();
    desk.run("run segments.kmeans --set colour=red")
        .ends_with_code(2)
        .says("has no parameter \"colour\"")
        .says("clusters");
    desk.run("run segments.kmeans --set clusters=many").ends_with_code(2).says("a whole number");
    assert_eq!(desk.run("jobs history --format csv").succeeds().out().lines().count(), 1);
}

#[test]
fn the_workbench_needs_a_terminal() {
    Desk::with_workspace().run("").ends_with_code(2).prints_nothing().says("needs a terminal");
}

#[test]
fn a_scope_names_what_the_data_has() {
    let desk = Desk::with_workspace();
    desk.run("channels --channel fax").ends_with_code(2).says("there is no channel \"fax\"");
    desk.run("channels --from 2026-02-01 --to 2026-01-01").ends_with_code(2).says("before it begins");
}

#[test]
fn help_is_data() {
    Desk::new().run("--help").succeeds().says_nothing().prints("Exit codes");
    Desk::new().run("help kpis").succeeds().says_nothing().prints("--grain");
}
