//! Data that comes: files and tables proposed, taken as sources, and read.

use super::access::{self, Visitor};
use super::{Fault, InputFile, Local, Request, Response};
use crate::args;
use crate::config::Database;
use crate::sources::{self, WriteKey};
use std::sync::Arc;

impl Local {
    pub(super) fn import(&self, source: Option<&str>, by: &str) -> Result<Response, Fault> {
        let runs = sources::imports(&self.config().sources, source);
        let runs = runs.iter().map(|(job, args)| self.runner.submit(job, args, by));
        Ok(Response::Queued(runs.collect::<Result<_, _>>()?))
    }

    pub(super) fn propose(&self, file: &InputFile, entity: Option<&str>) -> Result<Response, Fault> {
        let model = &self.config().model;
        let proposal = match file {
            InputFile::Here(path) => sources::propose(path, entity, model, &self.workspace)?,
            InputFile::Sent(sent) => {
                sources::propose_sent(&sent.staged()?.path(), &sent.name, entity, model, &self.workspace)?
            }
        };
        Ok(Response::Proposal(Box::new(proposal)))
    }

    pub(super) fn propose_table(&self, database: &Database, entity: Option<&str>) -> Result<Response, Fault> {
        let config = self.config();
        let time_zone = &config.settings.time_zone;
        let proposal = sources::propose_table(database, entity, &config.model, &self.workspace, time_zone)?;
        Ok(Response::Proposal(Box::new(proposal)))
    }

    /// Takes a mapping as its text stands; SQL in one is the owner's alone to add.
    pub(super) fn accept_source(&self, visitor: &Visitor, name: &str, toml: &str) -> Result<Response, Fault> {
        if !visitor.is_owner() {
            access::is_harmless(name, toml)?;
        }
        sources::accept(&self.workspace, name, toml)?;
        self.reload()
    }

    pub(super) fn add_write_key(&self, wanted: &WriteKey) -> Result<Response, Fault> {
        sources::add_write_key(&self.workspace, wanted)?;
        self.reload()
    }

    /// The source that a file is of which is to be sent, where that is asked.
    pub(super) fn claimed(&self, request: &Request) -> Result<Option<Response>, Fault> {
        let Request::Propose { file: InputFile::Sent(sent), .. } = request else { return Ok(None) };
        let config = self.config();
        let claimed = sources::inbox::claimed(&config.sources, self.workspace.dir(), &sent.name)?;
        Ok(claimed.map(|source| Response::Claimed { source: source.to_owned() }))
    }

    pub(super) fn import_file(&self, file: &InputFile, source: &str, by: &str) -> Result<Response, Fault> {
        let job = "sources.import";
        let run = match file {
            InputFile::Here(path) => {
                self.runner.submit(job, &args![source => source, file => path.display().to_string()], by)?
            }
            InputFile::Sent(sent) => {
                let staged = sent.staged()?;
                let args = args![
                    source => source, file => &sent.name, upload => staged.number().to_string(),
                ];
                self.runner.submit_holding(job, &args, by, Box::new(Arc::clone(staged)))?
            }
        };
        Ok(Response::Queued(vec![run]))
    }

    pub(super) fn remap(&self, source: &str, old_column: &str, new_column: &str, by: &str) -> Result<Response, Fault> {
        if sources::remap(&self.workspace, source, old_column, new_column)? == 0 {
            let what = format!("no field of {source} is mapped from the column {old_column:?}");
            return Err(Fault::usage(what, format!("`foureye sources mapping {source}` lists them")));
        }
        self.reload()?;
        self.map_again(source, by)
    }
}
