use super::expectation::Expectation;
use super::template;
use crate::args;
use crate::config::{Address, Consent, Occasion, Route, Template};
use crate::jobs::{Job, JobError, Outcome, Param, ParamKind, Run};
use crate::value::{Args, Cell};
use jiff::ToSpan;
use jiff::civil::Date;

pub const JOBS: &[Job] = &[Job {
    name: "campaigns.preview",
    params: &[
        Param { name: "template", kind: ParamKind::Text, default: "" },
        Param { name: "segment", kind: ParamKind::Text, default: "" },
        Param { name: "customers", kind: ParamKind::Text, default: "" },
        Param { name: "channel", kind: ParamKind::Text, default: "" },
        Param { name: "starts_on", kind: ParamKind::Date, default: "" },
        Param { name: "ends_on", kind: ParamKind::Date, default: "" },
        Param { name: "holdout", kind: ParamKind::Number { min: 0.0, max: 0.9 }, default: "" },
    ],
    reads: &[
        "core.customer",
        "core.consent",
        "core.interaction",
        "core.campaign",
        "core.campaign_message",
        "core.campaign_response",
        "mart.rfm",
    ],
    writes: &["mart.preview", "mart.preview_member"],
    version: 1,
    refreshed: false,
    run: preview,
}];

/// A campaign's length where none is given.
const DAYS: i64 = 14;

/// What is previewed, every parameter in its place.
struct Plan<'a> {
    name: &'a str,
    template: &'a Template,
    channel: &'a str,
    route: &'a Route,
    starts_on: Date,
    ends_on: Date,
    holdout: f64,
    segment: Option<&'a str>,
    /// The chosen customers' ids, parted by commas; none where no list is given.
    customers: Option<String>,
}

fn preview(run: &Run<'_>) -> Result<Outcome, JobError> {
    let plan = Plan::of(run)?;
    plan.check_segment(run)?;
    let args = plan.args(run);
    run.session.execute(include_str!("sql/select_members.sql"), &args)?;
    run.progress(0.6)?;
    let counts = run.session.query(include_str!("sql/counts.sql"), &run.query_args())?;
    let count = |name: &str| counts.cell(0, name).integer().unwrap_or_default();
    if count("considered") == 0 {
        return Err(JobError::Unfit {
            what: "the audience is empty".into(),
            hint: "choose another segment or other customers; `identity.unify` makes customers of the sources' records"
                .into(),
        });
    }
    let past = run.session.query(include_str!("sql/past_of_channel.sql"), &args)?;
    run.progress(0.9)?;
    let expected = Expectation::of(&past, count("included"));
    let mut row = args;
    row.extend(figures(&plan, &expected, &run.query_args()));
    run.session.execute(include_str!("sql/keep.sql"), &row)?;
    Ok(Outcome::rows(count("considered").unsigned_abs())
        .with("considered", count("considered"))
        .with("included", count("included"))
        .with("held_out", count("held_out"))
        .with("based_on", expected.based_on)
        .with("expected_responses", expected.expected_responses))
}

impl<'a> Plan<'a> {
    fn of(run: &'a Run<'_>) -> Result<Plan<'a>, JobError> {
        let campaigns = &run.config.campaigns;
        let name = run.text("template").unwrap_or_default();
        let template = template(campaigns, name)?;
        let (channel, route) = route(name, template, run.text("channel"))?;
        let day = |name: &str| run.args.get(name).and_then(Cell::date);
        let starts_on = day("starts_on").unwrap_or_else(|| run.as_of.saturating_add(1.day()));
        let ends_on = day("ends_on").unwrap_or_else(|| starts_on.saturating_add((DAYS - 1).days()));
        if ends_on < starts_on {
            let what = format!("the campaign would end on {ends_on}, before it starts on {starts_on}");
            return Err(JobError::Unfit { what, hint: "give it an end on or after its start".into() });
        }
        let (segment, customers) = (run.text("segment"), run.text("customers").map(ids).transpose()?);
        if segment.is_some() && customers.is_some() {
            let what = "the audience is given twice: as a segment and as a list".to_owned();
            return Err(JobError::Unfit { what, hint: "leave segment or customers empty".into() });
        }
        let holdout = run.number("holdout").unwrap_or(template.holdout);
        Ok(Plan { name, template, channel, route, starts_on, ends_on, holdout, segment, customers })
    }

    fn check_segment(&self, run: &Run<'_>) -> Result<(), JobError> {
        let Some(segment) = self.segment else { return Ok(()) };
        let known = run.session.query(include_str!("sql/segments.sql"), &Args::new())?;
        let names: Vec<&str> = known.texts("segment").collect();
        if names.contains(&segment) {
            return Ok(());
        }
        let hint = if names.is_empty() {
            "`segments.rfm` finds the segments first".to_owned()
        } else {
            format!("there are {}", names.join(", "))
        };
        Err(JobError::Unfit { what: format!("there is no customer in segment {segment:?}"), hint })
    }

    fn audience(&self) -> &'static str {
        match (self.segment, &self.customers) {
            (Some(_), _) => "segment",
            (None, Some(_)) => "list",
            (None, None) => "everyone",
        }
    }

    /// What the audience's query and the past's bind.
    fn args(&self, run: &Run<'_>) -> Args {
        let address = match self.route.address {
            Address::Phone => "phone",
            Address::Email => "email",
            Address::None => "none",
        };
        let occasion = match self.template.occasion {
            Occasion::Any => "any",
            Occasion::Birthday => "birthday",
            Occasion::Joined => "joined",
            Occasion::Complaint => "complaint",
        };
        args![
            run_id => run.id,
            template => self.name,
            channel => self.channel,
            purpose => &self.template.purpose,
            needs_consent => self.template.consent == Consent::Given,
            address => address,
            occasion => occasion,
            quiet_days => self.template.quiet_days,
            starts_on => self.starts_on,
            ends_on => self.ends_on,
            holdout => self.holdout,
            seed => run.seed,
            segment => self.segment,
            customers => self.customers.clone(),
        ]
    }
}

fn route<'a>(name: &str, template: &'a Template, channel: Option<&str>) -> Result<(&'a str, &'a Route), JobError> {
    let found = match channel {
        Some(channel) => template.channels.get_key_value(channel),
        None => template.channels.first(),
    };
    found.map(|(channel, route)| (channel.as_str(), route)).ok_or_else(|| {
        let known: Vec<&str> = template.channels.keys().map(String::as_str).collect();
        let what = format!("{name} does not go through channel {:?}", channel.unwrap_or_default());
        JobError::Unfit { what, hint: format!("it goes through {}", known.join(", ")) }
    })
}

/// Ids as one types or pastes them, parted by commas, spaces or lines.
fn ids(text: &str) -> Result<String, JobError> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、')).filter(|w| !w.is_empty());
    let ids: Result<Vec<String>, &str> =
        words.map(|word| word.parse().map(|id: i64| id.to_string()).map_err(|_| word)).collect();
    match ids {
        Ok(ids) => Ok(ids.join(",")),
        Err(word) => Err(JobError::Unfit {
            what: format!("{word:?} is no customer's id"),
            hint: "list ids such as 12, 40, 41".into(),
        }),
    }
}

/// What the preview's row has beside its parameters.
fn figures(plan: &Plan<'_>, expected: &Expectation, query: &Args) -> Args {
    let (rate, low, high) = match expected.rate {
        Some((rate, low, high)) => (Some(rate), Some(low), Some(high)),
        None => (None, None, None),
    };
    let mut row = args![
        audience => plan.audience(),
        unit_cost => plan.route.cost,
        expected_response_rate => rate,
        lowest_response_rate => low,
        highest_response_rate => high,
        expected_responses => expected.expected_responses,
        expected_revenue => expected.expected_revenue,
        based_on => expected.based_on,
        based_on_campaigns => expected.campaigns,
        based_on_messages => expected.messages,
        based_on_responses => expected.responses,
    ];
    row.extend(query.clone());
    row
}
