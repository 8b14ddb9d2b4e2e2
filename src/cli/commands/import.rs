use crate::cli::args::Format;
use crate::cli::desk::{Desk, absolute, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::known;
use crate::cli::runs::{Ended, table_of};
use crate::cli::workbench::has_terminal;
use crate::config::{Database, Entity, Field, Model, Workspace};
use crate::reader::Address;
use crate::service::{Request, Response, Seen};
use crate::sources::Proposal;
use crate::value::{Cell, Column, Kind, Table};
use std::io::{BufRead, Write, stderr, stdin};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Import {
    /// Files, addresses of databases, or names of sources. What only you can read is sent to who serves the workspace
    #[arg(value_name = "FILE|ADDRESS|SOURCE")]
    what: Vec<String>,
    /// The database's table, such as public.orders
    #[arg(long)]
    table: Option<String>,
    /// The variable of the environment that holds the database's password
    #[arg(long, value_name = "NAME")]
    password_env: Option<String>,
    /// The file that holds the database's password
    #[arg(long, value_name = "FILE", conflicts_with = "password_env")]
    password_file: Option<String>,
    /// What the records are, such as customer or sales_order
    #[arg(long = "as", value_name = "ENTITY")]
    entity: Option<String>,
    /// Take the proposed mapping as it is
    #[arg(long, short)]
    yes: bool,
}

impl Import {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let ended = if self.what.is_empty() {
            desk.finish(Request::Import { source: None })?
        } else {
            let mut ended = Vec::new();
            for name in &self.what {
                ended.extend(self.import(desk, name)?);
            }
            ended
        };
        desk.output.table(&table_of(&ended))?;
        tell_next(desk, &ended);
        Ok(())
    }

    fn import(&self, desk: &Desk, name: &str) -> Result<Option<Ended>, Failure> {
        match source_of(desk, name)? {
            Some(source) => run(desk, &source).map(Some),
            None => self.add(desk, name),
        }
    }

    /// A file or a table that no source has yet: its mapping is proposed, and taken or not.
    fn add(&self, desk: &Desk, name: &str) -> Result<Option<Ended>, Failure> {
        let request = self.request(name)?;
        let entities: Vec<String> = Model::builtin()?.entities.into_keys().collect();
        known(desk, "entity", self.entity.as_ref(), &entities)?;
        let proposal = match desk.call(request)? {
            Response::Proposal(proposal) => *proposal,
            Response::Claimed { source } => return send(desk, name, &source).map(Some),
            other => return Err(unexpected(&other)),
        };
        if !self.yes {
            show(desk, &proposal)?;
        }
        let accepted = if self.yes {
            take(desk, &proposal, &proposal.toml)?;
            true
        } else if has_terminal() {
            ask(desk, &proposal)?
        } else {
            let hint = "take it with --yes, or put the table above into sources.toml as it should be";
            return Err(Failure::usage(format!("{name} is of no source yet"), hint));
        };
        match accepted {
            true if proposal.sent => send(desk, name, &proposal.name).map(Some),
            true => run(desk, &proposal.name).map(Some),
            false => Ok(None),
        }
    }

    fn request(&self, name: &str) -> Result<Request, Failure> {
        let entity = self.entity.clone();
        if !Address::is_meant(name) {
            return Ok(Request::Propose { file: existing(name)?.into(), entity });
        }
        Address::parse(name).map_err(|error| Failure::usage(error.what, error.right))?;
        let (table, password_env, password_file) =
            (self.table.clone(), self.password_env.clone(), self.password_file.clone());
        let database = Database { table, password_env, password_file, ..Database::at(name) };
        Ok(Request::ProposeTable { database, entity })
    }
}

fn run(desk: &Desk, source: &str) -> Result<Ended, Failure> {
    only(desk, Request::Import { source: Some(source.to_owned()) }, source)
}

/// A file that the service cannot read itself, and that lies nowhere where its source would find it.
fn send(desk: &Desk, name: &str, source: &str) -> Result<Ended, Failure> {
    only(desk, Request::ImportFile { file: existing(name)?.into(), source: source.to_owned() }, source)
}

fn only(desk: &Desk, request: Request, source: &str) -> Result<Ended, Failure> {
    let ended = desk.finish(request)?.into_iter().next();
    ended.ok_or_else(|| Failure::failed(format!("{source} was not imported"), "see `foureye jobs history`"))
}

/// The source that is meant by its name or by one of its files.
fn source_of(desk: &Desk, name: &str) -> Result<Option<String>, Failure> {
    let Some(config) = desk.config()? else {
        // Whose a guest's file is, the service says when it is sent.
        let is_meant = |known: &String| known == name;
        let is_source = !Path::new(name).is_file() && desk.names("sources.list", "source")?.iter().any(is_meant);
        return Ok(is_source.then(|| name.to_owned()));
    };
    let (sources, workspace) = (config.sources.sources, &desk.workspace);
    if sources.contains_key(name) {
        return Ok(Some(name.to_owned()));
    }
    let file = absolute(Path::new(name))?;
    let file = file.canonicalize().unwrap_or(file);
    let dir = workspace.dir().canonicalize().unwrap_or_else(|_| workspace.dir().to_owned());
    let has = |files: &str| {
        let pattern = glob::Pattern::new(&dir.join(files).to_string_lossy());
        pattern.is_ok_and(|pattern| pattern.matches_path(&file))
    };
    Ok(sources.iter().find(|(_, source)| source.files.as_deref().is_some_and(has)).map(|(name, _)| name.clone()))
}

fn existing(name: &str) -> Result<PathBuf, Failure> {
    let file = absolute(Path::new(name))?;
    if file.is_file() {
        return Ok(file);
    }
    let hint = "name a file, or a source that `foureye sources` lists";
    Err(Failure::usage(format!("{name} is neither a file nor a source"), hint))
}

/// Refuses a mapping that would take records in and make nothing of them.
fn maps_something(proposal: &Proposal) -> Result<(), Failure> {
    let columns: Vec<&str> = proposal.columns.iter().map(|column| column.name.as_str()).collect();
    let columns = columns.join(", ");
    let model = Model::builtin()?;
    match proposal.feeds.first() {
        Some(main) if main.missing.is_empty() => Ok(()),
        Some(main) => {
            let headers = main.missing.iter().map(|field| {
                let names = model.entities.get(&main.entity).and_then(|entity| entity.fields.get(field));
                format!("{field} is found under {}", names.map_or_else(String::new, |field| field.names.join(", ")))
            });
            let missing = main.missing.join(", ");
            let what = format!("as {} it has no column for {missing}; its columns are {columns}", main.entity);
            let hint = headers.collect::<Vec<_>>().join("; ");
            Err(Failure::failed(what, format!("{hint}; or map the columns in sources.toml")))
        }
        None => {
            let needs = model.entities.iter().map(|(name, entity)| format!("{name} ({})", required(entity).join(", ")));
            let needs = needs.collect::<Vec<_>>().join(", ");
            let what = format!("no column of {} is mapped to anything; its columns are {columns}", proposal.name);
            Err(Failure::failed(
                what,
                format!("say with --as what its records are: {needs}; or map them in sources.toml"),
            ))
        }
    }
}

/// The fields without which there is no row of an entity.
fn required(entity: &Entity) -> Vec<&str> {
    let has_default = |field: &Field| field.default.is_some() || field.default_sql.is_some();
    let required = entity.fields.iter().filter(|(_, field)| field.required && !has_default(field));
    required.map(|(name, _)| name.as_str()).collect()
}

fn accept(desk: &Desk, proposal: &Proposal, toml: &str) -> Result<(), Failure> {
    let request = Request::AcceptSource { name: proposal.name.clone(), toml: toml.to_owned() };
    desk.call(request.seen(Seen::Source(proposal.replaces.clone())))?;
    desk.say("cli.source_added", &[("source", &proposal.name)]);
    Ok(())
}

/// Asks whether to take the proposal, edited or as it is.
fn ask(desk: &Desk, proposal: &Proposal) -> Result<bool, Failure> {
    let mut toml = proposal.toml.clone();
    loop {
        write!(stderr(), "{} ", desk.words.text("cli.ask_mapping"))?;
        stderr().flush()?;
        let mut answer = String::new();
        stdin().lock().read_line(&mut answer)?;
        match answer.trim() {
            "y" => match take(desk, proposal, &toml) {
                Err(failure @ Failure::Fault(_)) => failure.tell(),
                accepted => return accepted.map(|()| true),
            },
            "e" => toml = edited(&desk.own()?, &toml)?,
            "n" | "" => return Ok(false),
            _ => {}
        }
    }
}

/// Takes a mapping as it stands; who has edited it has mapped what they wanted.
fn take(desk: &Desk, proposal: &Proposal, toml: &str) -> Result<(), Failure> {
    if toml == proposal.toml {
        maps_something(proposal)?;
    }
    accept(desk, proposal, toml)
}

/// The text as the reader's editor leaves it.
fn edited(workspace: &Workspace, toml: &str) -> Result<String, Failure> {
    let file = workspace.file("proposal.toml.part");
    let failed = |error: &std::io::Error| Failure::file(&file, error);
    std::fs::write(&file, toml).map_err(|error| failed(&error))?;
    let editor = std::env::var("VISUAL").or_else(|_| std::env::var("EDITOR")).unwrap_or_else(|_| "vi".into());
    let mut words = editor.split_whitespace();
    let mut command = std::process::Command::new(words.next().unwrap_or("vi"));
    let ended = command.args(words).arg(&file).status();
    let text = std::fs::read_to_string(&file);
    let _ = std::fs::remove_file(&file);
    match ended {
        Ok(status) if status.success() => text.map_err(|error| failed(&error)),
        Ok(status) => Err(Failure::failed(format!("{editor}: {status}"), "nothing was taken; try again")),
        Err(error) => Err(Failure::failed(format!("{editor}: {error}"), "name an editor in EDITOR")),
    }
}

fn show(desk: &Desk, proposal: &Proposal) -> Result<(), Failure> {
    match desk.output.format {
        Format::Json => desk.output.json(&serde_json::to_value(proposal).unwrap_or_default()),
        Format::Csv => desk.output.text(&proposal.toml),
        Format::Table => {
            let encoding = proposal.encoding.as_deref().unwrap_or("");
            desk.output.text(&format!("{} {} {encoding}\n\n", proposal.name, proposal.format))?;
            desk.output.table(&columns(proposal))?;
            for feed in proposal.feeds.iter().filter(|feed| !feed.missing.is_empty()) {
                desk.say("cli.missing_fields", &[("entity", &feed.entity), ("fields", &feed.missing.join(", "))]);
            }
            desk.output.text(&format!("\n{}\n", proposal.toml.trim_end()))
        }
    }
}

/// Each column with what it looks like, what it was taken for, and its first values.
fn columns(proposal: &Proposal) -> Table {
    let values = |at: usize| {
        let first = proposal.rows.iter().filter_map(|row| row.get(at)?.as_deref()).take(3);
        first.collect::<Vec<_>>().join(" | ")
    };
    let row = |(at, column): (usize, &crate::sources::ProposedColumn)| -> Vec<Cell> {
        let fields = column.fields.join(", ");
        vec![column.name.clone().into(), column.looks_like.clone().into(), fields.into(), values(at).into()]
    };
    let names = ["column", "looks_like", "fields", "first_values"];
    Table {
        columns: names.map(|name| Column { name: name.into(), kind: Kind::Text }).into(),
        rows: proposal.columns.iter().enumerate().map(row).collect(),
        offset: 0,
        total: proposal.columns.len() as u64,
    }
}

fn tell_next(desk: &Desk, ended: &[Ended]) {
    let figure = |run: &Ended, name: &str| {
        run.figures().iter().find(|(known, _)| known == name).and_then(|(_, cell)| cell.integer()).unwrap_or(0)
    };
    let rejected: i64 = ended.iter().map(|run| figure(run, "rejected")).sum();
    if rejected > 0 {
        desk.say_count("cli.rejected", rejected.unsigned_abs(), &[]);
    }
    if ended.iter().any(|run| run.rows() > 0) {
        desk.say("cli.then_refresh", &[]);
    }
}
