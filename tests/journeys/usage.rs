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
fn a_number_of_clusters_that_there_cannot_be_is_not_run() {
    let desk = Desk::with_workspace();
    desk.run("jobs show segments.kmeans").succeeds().prints("a whole number from 2 to 12").prints("0 takes the one");
    desk.run("run segments.kmeans --set clusters=1").ends_with_code(2).says("from 2 to 12, or 0");
    assert_eq!(desk.run("jobs history --format csv").succeeds().out().lines().count(), 1);
    desk.run("run segments.kmeans --set clusters=0").ends_with_code(1).says("at least 20 customers");
}

#[test]
fn a_name_that_is_not_there_is_answered_with_those_that_are() {
    let desk = Desk::with_workspace();
    for line in ["series luck", "by-channel luck", "by-store luck", "by-segment luck", "target luck 2026-06 7"] {
        let line = format!("kpis {line}");
        desk.run(&line).ends_with_code(2).prints_nothing().says("there is no KPI \"luck\"").says("average_order");
    }
    for part in ["profile", "keys", "orders", "timeline"] {
        let line = format!("customers {part} 99999");
        desk.run(&line).ends_with_code(2).prints_nothing().says("there is no customer 99999").says("customers search");
    }
    let note = "interaction add --customer 99999 --kind note --subject hello";
    desk.run(note).ends_with_code(2).says("there is no customer 99999");
    desk.run("quality failures luck").ends_with_code(2).says("the data has no check yet");
    desk.run("segments profile 99").ends_with_code(2).says("there is no cluster \"99\"");
    desk.run("segments cluster-members 99").ends_with_code(2).says("the data has no cluster yet");
    desk.run("segments members luck").ends_with_code(2).says("there is no segment");
    for part in ["batches", "rejects", "mapping"] {
        desk.run(&format!("sources {part} fax")).ends_with_code(2).says("there is no source \"fax\"");
    }
    desk.run("undo 99").ends_with_code(2).says("there is no batch 99");
    desk.run("preview --template luck").ends_with_code(2).says("win_back");
    desk.run("preview --template win_back --channel fax").ends_with_code(2).says("expected one of sms, email");
    desk.write("list.csv", "a,b\n1,2\n");
    desk.run("import list.csv --yes --as luck").ends_with_code(2).says("there is no entity \"luck\"").says("customer");
}

#[test]
fn the_workspace_of_the_environment_is_meant_and_not_asked_for() {
    let desk = Desk::new();
    desk.run("init shop").succeeds();
    let shop = desk.path("shop");
    desk.run_where("FOUREYE_WORKSPACE", &shop, "doctor").succeeds();
    let usage = desk.run_where("FOUREYE_WORKSPACE", &shop, "kpis series").ends_with_code(2).says("<KPI>");
    assert!(!usage.err().contains("--workspace"), "{}", usage.err());
    desk.run_where("FOUREYE_WORKSPACE", "nowhere", "--workspace shop doctor").succeeds();
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
fn a_day_that_cannot_be_is_answered_with_one_that_can() {
    let desk = Desk::with_workspace();
    for line in ["kpis --from 2026-13-01", "channels --to June", "preview --template win_back --to 2026-02-30"] {
        let answer = desk.run(line).ends_with_code(2).says("expected a day such as 2026-06-30");
        assert!(!answer.err().contains("parse"), "{}", answer.err());
    }
    desk.write("orders.csv", "order_id,order_date,sku,quantity,amount\n1,2026-06-30,P1,1,10\n");
    desk.run("import orders.csv --yes").succeeds();
    desk.run("kpis --from 2027-01-01").ends_with_code(2).says("--from 2027-01-01 is after 2026-06-30").says("--to");
    desk.run("kpis --to 2020-01-01").ends_with_code(2).says("--to 2020-01-01 is before 2026-06-30").says("--from");
}

#[test]
fn help_is_data() {
    Desk::new().run("--help").succeeds().says_nothing().prints("Exit codes");
    Desk::new().run("help kpis").succeeds().says_nothing().prints("--grain");
}
