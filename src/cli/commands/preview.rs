use crate::cli::args::Format;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::{day, known};
use crate::cli::output::objects;
use crate::config::Config;
use crate::service::{Request, Response};
use crate::value::{Args, Cell, Page, Scope, Table};
use jiff::civil::Date;

/// So many messages are shown as their readers would see them.
const MESSAGES: u64 = 3;

#[derive(Debug, clap::Args)]
pub struct Preview {
    /// A template of campaigns.toml
    #[arg(long)]
    template: String,
    /// To whom [default: all customers]
    #[arg(long)]
    segment: Option<String>,
    /// To these customers instead, by their numbers, such as 12,40,41
    #[arg(long, conflicts_with = "segment")]
    customers: Option<String>,
    /// Share that is kept unsent to measure the effect [default: the template's]
    #[arg(long, value_name = "SHARE")]
    holdout: Option<f64>,
    /// Through which channel [default: the template's]
    #[arg(long)]
    channel: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Date>,
}

impl Preview {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let overview = desk.overview()?;
        known(desk, "template", Some(&self.template), &overview.templates)?;
        self.known_channel(desk)?;
        let segment = known(desk, "segment", self.segment.as_ref(), &overview.segments)?;
        desk.run("campaigns.preview", self.args(segment))?;
        let part = |view: &str, page: Page| desk.rows(view, Args::new(), &Scope::default(), page);
        let preview = part("campaigns.preview", Page::all())?;
        let left_out = part("campaigns.left_out", Page::all())?;
        let messages = messages(desk, &self.template)?;
        desk.say("cli.preview_members", &[]);
        if desk.output.format == Format::Json {
            let whole = serde_json::json!({
                "preview": objects(&preview), "left_out": objects(&left_out), "messages": messages,
            });
            return desk.output.json(&whole);
        }
        desk.output.tables(&[("preview", &preview), ("considered", &left_out)])?;
        if desk.output.format == Format::Table {
            for message in &messages {
                desk.output.text(&format!("\n{}\n", message.trim_end()))?;
            }
        }
        Ok(())
    }

    /// A campaign goes through the channels that its template has a text for.
    fn known_channel(&self, desk: &Desk) -> Result<(), Failure> {
        let templates = Config::load(&desk.workspace)?.campaigns.template;
        let channels: Vec<String> =
            templates.get(&self.template).into_iter().flat_map(|template| template.channels.keys().cloned()).collect();
        known(desk, "channel", self.channel.as_ref(), &channels)?;
        Ok(())
    }

    fn args(&self, segment: Option<String>) -> Args {
        let given = [
            ("template", Some(Cell::from(&self.template))),
            ("segment", segment.map(Cell::from)),
            ("customers", self.customers.as_ref().map(Cell::from)),
            ("holdout", self.holdout.map(Cell::from)),
            ("channel", self.channel.as_ref().map(Cell::from)),
            ("starts_on", self.from.map(Cell::from)),
            ("ends_on", self.to.map(Cell::from)),
        ];
        given.into_iter().filter_map(|(name, cell)| Some((name.to_owned(), cell?))).collect()
    }
}

/// The first messages, as they would read.
fn messages(desk: &Desk, template: &str) -> Result<Vec<String>, Failure> {
    let page = Page { limit: MESSAGES, ..Page::default() };
    let members: Table = desk.rows("campaigns.members", Args::new(), &Scope::default(), page)?;
    let customers = (0..members.rows.len()).filter_map(|row| members.cell(row, "customer_id").integer());
    customers.map(|customer| message(desk, template, customer)).collect()
}

fn message(desk: &Desk, template: &str, customer: i64) -> Result<String, Failure> {
    match desk.call(Request::Message { template: template.to_owned(), customer })? {
        Response::Text(text) => Ok(text),
        other => Err(unexpected(&other)),
    }
}
