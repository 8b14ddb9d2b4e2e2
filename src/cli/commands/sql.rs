use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::RowArgs;
use crate::service::Relation;
use crate::value::Scope;
use std::io::Read;

#[derive(Debug, clap::Args)]
pub struct Sql {
    /// One SELECT; `-` reads it from stdin
    query: String,
    #[command(flatten)]
    rows: RowArgs,
}

impl Sql {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let mut sql = self.query;
        if sql == "-" {
            sql.clear();
            std::io::stdin().read_to_string(&mut sql)?;
        }
        let page = desk.page(&self.rows);
        desk.output.answer(&desk.relation(Relation::Console { sql }, Scope::default(), page)?)
    }
}
