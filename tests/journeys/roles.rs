//! A team at one workspace: each gets what their role gives, sees what it shows, and is told what it does not. Others are tried
//! as users of the system that every machine has, so only root can try it; for anyone else it is left out.

use crate::desk::{Desk, Ran};
use std::fs::{File, Permissions, copy, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const VIEWER: u32 = 1; // daemon
const STEWARD: u32 = 2; // bin
pub const MARKETER: u32 = 3; // sys
const SERVICE: u32 = 5; // games
const STRANGER: u32 = 65_534; // nobody

const ACCESS: &str = r#"
[role.viewer]
users = ["daemon"]
may = ["figures"]
small_groups = "withheld"

[role.steward]
users = ["bin"]
may = ["figures", "people", "tables", "console", "jobs", "clean", "merge", "unmask"]

[role.marketer]
users = ["sys"]
may = ["figures", "people", "campaigns", "export", "import"]
"#;

pub struct Team {
    pub desk: Desk,
    serve: Child,
    pub tools: Desk,
}

impl Team {
    /// A workspace with one customer in it, served by a user of its own; none where this is not root.
    pub fn new() -> Option<Team> {
        Team::with("")
    }

    /// The same with more in `access.toml` before its roles.
    pub fn with(access: &str) -> Option<Team> {
        Team::served(access, "")
    }

    /// The same whose service runs where a shell has done this before.
    pub fn served(access: &str, before: &str) -> Option<Team> {
        if !nix::unistd::Uid::effective().is_root() {
            eprintln!("left out: only root can be several users");
            return None;
        }
        let (desk, tools) = (Desk::with_workspace(), Desk::new());
        desk.write(
            "customers.csv",
            "customer_id,name,phone,email\nC1,Zanarie Okonkwo,13800139999,zanarie@mail.example\n",
        );
        desk.run("import customers.csv --as customer --yes").succeeds();
        desk.write("orders.csv", "order_id,customer_id,order_date,sku,quantity,amount\n1,C1,2026-05-10,P1,1,100\n");
        desk.run("import orders.csv --yes").succeeds();
        desk.run("refresh").succeeds();
        desk.write("access.toml", format!("{access}{ACCESS}"));
        let script = format!("rm *.csv; chmod -R u=rwX,go= . && chmod 750 . && chown -R {SERVICE} .");
        let done = Command::new("sh").args(["-c", &script]).current_dir(desk.path("")).status().expect("a shell");
        assert!(done.success());
        for folder in ["", "own"] {
            std::fs::create_dir_all(tools.path(folder)).expect("a folder");
            set_permissions(tools.path(folder), Permissions::from_mode(0o777)).expect("a folder for all");
        }
        // Where cargo builds, others may not go.
        let program = PathBuf::from(env!("CARGO_BIN_EXE_foureye"));
        copy(program, tools.path("foureye")).expect("a program for all");
        // So are the libraries that it is linked with, where it is: not what cargo has made, whose names end in a hash.
        let folders = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
        let entries = std::env::split_paths(&folders).filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(".so") && !name.contains('-') {
                copy(&path, tools.path(&name)).expect("a library for all");
            }
        }
        let script = format!("{before}\nexec \"$0\" \"$@\"");
        let mut serve = Command::new("sh");
        serve.args(["-c", &script]).arg(tools.path("foureye")).arg("serve").arg("--workspace").arg(desk.path(""));
        serve.current_dir("/").env("LD_LIBRARY_PATH", tools.path("")).env_remove("FOUREYE_SOCKET");
        let mut serve = serve
            .uid(SERVICE)
            .gid(0)
            .stdin(Stdio::null())
            .stderr(File::create(tools.path("log")).expect("a log"))
            .spawn()
            .expect("a service");
        let end = Instant::now() + Duration::from_secs(60);
        while !desk.path("foureye.sock").exists() {
            let has_ended = serve.try_wait().expect("a process").is_some();
            assert!(!has_ended && Instant::now() < end, "it never serves: {}", tools.read("log"));
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Team { desk, serve, tools })
    }

    /// Runs `foureye` as another user, who is in the socket's group.
    pub fn run_as(&self, user: u32, arguments: &[&str]) -> Ran {
        Ran { line: arguments.join(" "), output: self.command_as(user, arguments).output().expect("it starts") }
    }

    pub fn command_as(&self, user: u32, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.tools.path("foureye"));
        command.args(arguments).current_dir(self.tools.path("own")).stdin(Stdio::null()).uid(user).gid(0);
        command.env("FOUREYE_WORKSPACE", self.desk.path("")).env("HOME", self.tools.path("own"));
        command.env("LD_LIBRARY_PATH", self.tools.path("")).env_remove("FOUREYE_SOCKET").env_remove("XDG_CONFIG_HOME");
        command
    }

    pub fn audit(&self) -> String {
        self.desk
            .run("sql 'SELECT done_by, action, detail FROM ops.audit ORDER BY audit_id' --format csv")
            .succeeds()
            .out()
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        let _ = self.desk.run("stop");
        let _ = self.serve.wait();
    }
}

#[test]
fn who_has_no_role_gets_nothing() {
    let Some(team) = Team::new() else { return };
    for arguments in [&["kpis"][..], &["status"], &["sql", "SELECT 1"]] {
        team.run_as(STRANGER, arguments)
            .ends_with_code(1)
            .prints_nothing()
            .says("nobody has no role here")
            .says("access.toml");
    }
}

#[test]
fn a_role_that_is_given_or_taken_counts_from_the_next_client_on() {
    let Some(team) = Team::new() else { return };
    team.run_as(STRANGER, &["kpis"]).ends_with_code(1).says("has no role here");
    team.desk.write("access.toml", ACCESS.replace("[\"daemon\"]", "[\"nobody\"]"));
    team.run_as(STRANGER, &["kpis"]).succeeds().prints("Revenue");
    team.run_as(VIEWER, &["kpis"]).ends_with_code(1).says("daemon has no role here");
}

#[test]
fn a_viewer_sees_figures_and_no_single_people() {
    let Some(team) = Team::new() else { return };
    team.run_as(VIEWER, &["kpis"]).succeeds().prints("Revenue");
    team.run_as(VIEWER, &["segments", "--format", "json"]).succeeds().prints("\"is_withheld\": true");
    let refused = "this needs \"people\", which your role (viewer) does not have";
    team.run_as(VIEWER, &["customers", "search", ""]).ends_with_code(1).says(refused).says("a steward (bin)");
    team.run_as(VIEWER, &["sql", "SELECT 1"]).ends_with_code(1).says("\"console\"");
    team.run_as(VIEWER, &["stop"]).ends_with_code(1).says("\"admin\"");
    team.run_as(VIEWER, &["refresh"]).ends_with_code(1).says("\"jobs\"");
}

#[test]
fn a_steward_sees_personal_data_for_a_reason_and_the_reason_is_on_record() {
    let Some(team) = Team::new() else { return };
    let query = "SELECT name, phone, email FROM core.customer";
    team.run_as(STEWARD, &["sql", query, "--format", "csv"]).succeeds().prints("Z**,+86138****9999,z***@mail.example");
    team.run_as(STEWARD, &["customers", "search", "okonkwo", "--format", "json"]).succeeds().prints("[]");
    team.run_as(STEWARD, &["sql", query, "--unmask", " "]).ends_with_code(2).says("for a reason, and none was given");
    team.run_as(STEWARD, &["sql", query, "--format", "csv", "--unmask", "the customer asked for it"])
        .succeeds()
        .prints("Zanarie Okonkwo,+8613800139999,zanarie@mail.example");
    // It held for that session alone.
    team.run_as(STEWARD, &["sql", query, "--format", "csv"]).succeeds().prints("Z**");
    let audit = team.audit();
    assert!(audit.contains("bin,unmask,") && audit.contains("the customer asked for it"), "{audit}");
    team.run_as(MARKETER, &["customers", "search", "", "--unmask", "curious"]).ends_with_code(1).says("\"unmask\"");
    // Who may read tables does not read who did what, and who may is told the role, too.
    let refused = "this needs \"audit\", which your role (steward) does not have";
    team.run_as(STEWARD, &["audit"]).ends_with_code(1).prints_nothing().says(refused);
    team.run_as(STEWARD, &["audit", "verify"]).ends_with_code(1).says(refused);
    let unmasked = team.desk.run("audit --action unmask --format json").succeeds().json();
    let told = |row: usize| ["done_by", "role", "outcome", "given_reason"].map(|name| unmasked[row][name].clone());
    assert_eq!(told(0), ["sys", "marketer", "denied", "curious"]);
    assert_eq!(told(1), ["bin", "steward", "done", "the customer asked for it"]);
}

#[test]
fn a_marketer_exports_to_a_folder_of_their_own_and_the_file_is_masked_too() {
    let Some(team) = Team::new() else { return };
    team.run_as(MARKETER, &["export", "crm.search", "--set", "text=", "--out", "list.csv"]).succeeds();
    let list = team.tools.read("own/list.csv");
    assert!(list.contains("Z**") && !list.contains("Okonkwo"), "{list}");
    assert!(team.audit().contains("sys,export"));
    team.run_as(STEWARD, &["export", "segments.list", "--out", "list2.csv"])
        .ends_with_code(1)
        .says("this needs \"export\"")
        .says("a marketer (sys)");
}
