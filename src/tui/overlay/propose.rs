//! A file or a database's table becomes a source: which one, how it would be mapped, and the mapping as one takes it or
//! edits it first.

use super::form::{Form, Wrong};
use super::waiting::Waiting;
use crate::config::Database;
use crate::reader::Address;
use crate::service::{Request, Response, Seen};
use crate::sources::Proposal;
use crate::tui::text;
use crate::tui::world::{Cx, World};

/// The first rows that are shown beside the mapping.
const ROWS: usize = 3;

pub fn ask_for_file(world: &World) -> Form {
    let missing = world.say("import.no_file");
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let file = form.given("file").ok_or_else(|| Wrong::new("file", missing.clone()))?;
        let request = request(&file, form)?;
        cx.open(Waiting::new("import.title", "import.reading", request, move |response, cx| match response {
            Response::Proposal(proposal) => {
                let form = mapping(&proposal, &file, cx.world);
                cx.open(form);
            }
            Response::Claimed { source } => import(&file, &source, cx),
            _ => {}
        }));
        Ok(())
    };
    Form::new(world.say("import.title"), submit)
        .text("file", world.say("import.file"), "", world.say("import.file_help"))
        .text("entity", world.say("import.entity"), "", world.say("import.entity_help"))
        .text("table", world.say("import.table"), "", world.say("import.table_help"))
        .text("password_env", world.say("import.password_env"), "", world.say("import.password_env_help"))
}

fn request(file: &str, form: &Form) -> Result<Request, Wrong> {
    let entity = form.given("entity");
    if !Address::is_meant(file) {
        return Ok(Request::Propose { file: file.into(), entity });
    }
    Address::parse(file).map_err(|error| Wrong::new("file", format!("{}: {}", error.what, error.right)))?;
    let (table, password_env) = (form.given("table"), form.given("password_env"));
    Ok(Request::ProposeTable { database: Database { table, password_env, ..Database::at(file) }, entity })
}

/// Sends a file that lies nowhere where its source would find it.
fn import(file: &str, source: &str, cx: &mut Cx<'_>) {
    let request = Request::ImportFile { file: file.into(), source: source.to_owned() };
    cx.order(request, cx.world.look.words.say("import.sent", &[("source", &source)]));
}

fn mapping(proposal: &Proposal, file: &str, world: &World) -> Form {
    let wrong = world.say("import.no_name");
    let said = world.say("import.accepted");
    let (proposed, replaces) = (proposal.name.clone(), proposal.replaces.clone());
    let sent = proposal.sent.then(|| file.to_owned());
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let name = form.given("name").ok_or_else(|| Wrong::new("name", wrong.clone()))?;
        // Under another name than was proposed nothing was seen, and so nothing is replaced.
        let seen = Seen::Source(replaces.clone().filter(|_| name == proposed));
        let accept = Request::AcceptSource { name: name.clone(), toml: form.value("mapping") }.seen(seen);
        match sent.clone() {
            Some(file) => cx.open(Waiting::new("import.title", "import.reading", accept, move |_, cx| {
                import(&file, &name, cx);
            })),
            None => cx.order(accept, said.clone()),
        }
        Ok(())
    };
    Form::new(world.say("import.mapping"), submit)
        .about(about(proposal, world))
        .text("name", world.say("import.name"), &proposal.name, world.say("import.name_help"))
        .area("mapping", world.say("import.toml"), &proposal.toml, world.say("import.toml_help"))
        .kept(format!("import.{}", proposal.name), world)
}

/// What was found in the file, in a few lines.
fn about(proposal: &Proposal, world: &World) -> Vec<String> {
    let format: Vec<&str> = std::iter::once(proposal.format.as_str()).chain(proposal.encoding.as_deref()).collect();
    let columns: Vec<&str> = proposal.columns.iter().map(|column| column.name.as_str()).collect();
    let mut lines = vec![format!("{} · {}", format.join(" "), text::fit(&columns.join(", "), 64))];
    for row in proposal.rows.iter().take(ROWS) {
        let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or("–")).collect();
        lines.push(text::fit(&text::clean(&cells.join(" │ ")), 72));
    }
    for feed in proposal.feeds.iter().filter(|feed| !feed.missing.is_empty()) {
        let missing = feed.missing.join(", ");
        lines.push(world.look.words.say("import.missing", &[("entity", &feed.entity), ("fields", &missing)]));
    }
    lines
}
