use super::desk::Desk;
use super::failure::Failure;
use crate::args;
use crate::config::Words;
use crate::service::Overview;
use crate::value::{Grain, Page, Scope, Sort, Span};
use clap::ValueEnum;
use jiff::civil::Date;

/// Which figures and which rows of a view are wanted.
#[derive(Debug, Clone, clap::Args)]
pub struct Filters {
    #[command(flatten)]
    pub scope: ScopeArgs,
    #[command(flatten)]
    pub rows: RowArgs,
}

/// The filter that holds over all views.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Scope")]
pub struct ScopeArgs {
    /// First day [default: the data's first]
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// Last day [default: the day that stands for today]
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    to: Option<Date>,
    /// Length of a period
    #[arg(long, global = true, value_enum, default_value_t = GrainArg::Month)]
    grain: GrainArg,
    /// Only this channel
    #[arg(long, global = true)]
    channel: Option<String>,
    /// Only this store
    #[arg(long, global = true)]
    store: Option<String>,
    /// Only customers of this segment
    #[arg(long, global = true)]
    segment: Option<String>,
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Rows")]
pub struct RowArgs {
    /// Sort by a column, as COLUMN or COLUMN:desc; may be repeated
    #[arg(long, global = true, value_name = "COLUMN[:desc]", value_parser = sort)]
    sort: Vec<Sort>,
    /// At most so many rows, 0 being all [default: 100 in a table, all in JSON and CSV]
    #[arg(long, global = true, value_name = "ROWS")]
    limit: Option<u64>,
    /// Only rows that have this text in any column
    #[arg(long, global = true, value_name = "TEXT")]
    search: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GrainArg {
    Day,
    Week,
    Month,
    Quarter,
}

impl From<GrainArg> for Grain {
    fn from(grain: GrainArg) -> Grain {
        match grain {
            GrainArg::Day => Grain::Day,
            GrainArg::Week => Grain::Week,
            GrainArg::Month => Grain::Month,
            GrainArg::Quarter => Grain::Quarter,
        }
    }
}

/// A day as one types it.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day such as 2026-06-30".to_owned())
}

fn sort(text: &str) -> Result<Sort, String> {
    let (column, order) = text.split_once(':').unwrap_or((text, "asc"));
    let descending = match order {
        "asc" => false,
        "desc" => true,
        _ => return Err(format!("{order:?} is no order, expected asc or desc")),
    };
    Ok(Sort { column: column.to_owned(), descending })
}

impl ScopeArgs {
    pub fn grain(&self) -> Grain {
        self.grain.into()
    }

    /// The scope as the service takes it; a name that the data does not have is answered with those that it has.
    pub fn resolve(&self, desk: &Desk) -> Result<Scope, Failure> {
        let mut scope = Scope { grain: self.grain(), ..Scope::default() };
        if self.is_whole() {
            return Ok(scope);
        }
        let overview = desk.overview()?;
        scope.span = self.span(&overview)?;
        scope.channel = known(desk, "channel", self.channel.as_ref(), &overview.channels)?;
        scope.store = known(desk, "store", self.store.as_ref(), &overview.stores)?;
        scope.segment = known(desk, "segment", self.segment.as_ref(), &overview.segments)?;
        Ok(scope)
    }

    fn is_whole(&self) -> bool {
        self.from.is_none()
            && self.to.is_none()
            && [&self.channel, &self.store, &self.segment].iter().all(|it| it.is_none())
    }

    fn span(&self, overview: &Overview) -> Result<Option<Span>, Failure> {
        if self.from.is_none() && self.to.is_none() {
            return Ok(None);
        }
        let to = self.to.unwrap_or(overview.as_of);
        let from = self.from.or(overview.first_day).unwrap_or(to);
        if from <= to {
            return Ok(Some(Span { from, to }));
        }
        Err(match (self.from, self.to) {
            (Some(_), None) => Failure::usage(
                format!("--from {from} is after {to}, the day that stands for today"),
                format!("give a day up to {to}, or also the last day with --to"),
            ),
            (None, Some(_)) => Failure::usage(
                format!("--to {to} is before {from}, the data's first day"),
                format!("give a day from {from} on, or also the first day with --from"),
            ),
            _ => Failure::usage(
                format!("the period ends on {to}, before it begins on {from}"),
                "give --from before --to",
            ),
        })
    }
}

/// A name of those known, given as the data has it or as tables show it.
pub fn known(desk: &Desk, what: &str, name: Option<&String>, known: &[String]) -> Result<Option<String>, Failure> {
    name.map(|name| one_of(&desk.words, what, name, known)).transpose()
}

/// Refuses a number that is no customer's.
pub fn known_customer(desk: &Desk, customer: i64) -> Result<(), Failure> {
    let args = args![customer => customer];
    if !desk.rows("crm.profile", args, &Scope::default(), Page::default())?.is_empty() {
        return Ok(());
    }
    let hint = "`foureye customers search TEXT` finds customers by name, phone, e-mail or id";
    Err(Failure::usage(format!("there is no customer {customer}"), hint))
}

fn one_of(words: &Words, what: &str, name: &str, known: &[String]) -> Result<String, Failure> {
    let meant =
        known.iter().find(|known| *known == name).or_else(|| known.iter().find(|known| words.value(known) == name));
    meant.cloned().ok_or_else(|| {
        let hint = match known {
            [] => format!("the data has no {what} yet"),
            known => format!("expected one of {}", known.join(", ")),
        };
        Failure::usage(format!("there is no {what} {name:?}"), hint)
    })
}

impl RowArgs {
    /// The rows wanted; `most` of them, if it is not said how many.
    pub fn page(&self, most: Option<u64>) -> Page {
        let limit = self.limit.or(most).filter(|limit| *limit > 0).unwrap_or(Page::all().limit);
        Page { sort: self.sort.clone(), search: self.search.clone(), limit, ..Page::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_is_a_column_with_its_order() {
        assert_eq!(sort("revenue:desc"), Ok(Sort { column: "revenue".into(), descending: true }));
        assert_eq!(sort("name"), Ok(Sort { column: "name".into(), descending: false }));
        assert!(sort("name:down").is_err());
    }

    #[test]
    fn a_name_is_taken_as_the_data_has_it_or_as_tables_show_it() {
        let words = Words::load(crate::config::Language::En).unwrap();
        let states = ["failed".to_owned(), "done".to_owned()];
        assert_eq!(one_of(&words, "state", "done", &states).ok().as_deref(), Some("done"));
        assert_eq!(one_of(&words, "state", "Done", &states).ok().as_deref(), Some("done"));
        let Err(Failure::Fault(fault)) = one_of(&words, "state", "lost", &states) else { panic!("taken") };
        assert_eq!(fault.hint.as_deref(), Some("expected one of failed, done"));
    }
}
