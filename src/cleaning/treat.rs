//! What a treatment makes of the cells of one column: a query of their rows, with the value before and after.

use super::place::Place;
use super::standard::Standard;
use crate::args;
use crate::config::{CleaningRule, Fill, FillWith, OutlierTreatment, Then, Treatment};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError, quoted};

/// `batch_id`, `record`, `row_key`, `before` and `after` of cells, of those perhaps that stay as they are too.
pub(super) struct Treated {
    pub sql: String,
    pub args: Args,
    /// Whether it is of texts, of which some may be such as cannot be read.
    pub is_of_texts: bool,
}

/// So many texts are held at a time.
const CHUNK: usize = 100_000;

/// # Errors
/// Of the engine, where a condition or a constant cannot be read: the rule is then wrong.
pub(super) fn treated(session: &Session, rule: &CleaningRule, place: &Place<'_>) -> Result<Treated, WarehouseError> {
    let ((sql, args), is_of_texts) = match &rule.treatment {
        Treatment::Fill(fill) => (self::fill(fill, place), false),
        Treatment::Outlier(outlier) => (self::outlier(outlier, place), false),
        texts => {
            standardise(session, rule, texts, place)?;
            ((include_str!("sql/texts.sql").to_owned(), Args::new()), true)
        }
    };
    Ok(Treated { sql, args, is_of_texts })
}

/// What a cell that the treatment changes is from then on.
pub(super) fn kind(treatment: &Treatment) -> &'static str {
    match treatment {
        Treatment::Fill(_) => "filled",
        Treatment::Outlier(outlier) => match outlier.then {
            Then::Cap => "capped",
            Then::SetAside => "set_aside",
            Then::Keep => "kept",
        },
        _ => "standardised",
    }
}

/// Leaves in `cleaning_text` each different text that is to change or cannot be read: SQL cannot make most of them.
fn standardise(
    session: &Session,
    rule: &CleaningRule,
    treatment: &Treatment,
    place: &Place<'_>,
) -> Result<(), WarehouseError> {
    session.batch("CREATE OR REPLACE TEMP TABLE cleaning_text (before VARCHAR, after VARCHAR, is_read BOOLEAN)")?;
    let standard = Standard::of(treatment);
    let distinct = include_str!("sql/distinct.sql")
        .replace("/*value*/", &place.value())
        .replace("/*where*/", condition(rule))
        .replace("/*concerns*/", standard.as_ref().map_or("TRUE", Standard::concerns));
    session.batch(&distinct)?;
    match (standard, treatment) {
        (Some(standard), _) => read(session, &standard),
        (None, Treatment::Date { order }) => {
            session.batch(&include_str!("sql/dates.sql").replace("/*order*/", order.name()))
        }
        (None, _) => session.batch(include_str!("sql/amounts.sql")),
    }
}

/// Reads the different texts, so many at a time.
fn read(session: &Session, standard: &Standard) -> Result<(), WarehouseError> {
    for first in (0_usize..).step_by(CHUNK) {
        let texts = session.query(include_str!("sql/chunk.sql"), &args![first => first, most => CHUNK])?;
        if texts.is_empty() {
            break;
        }
        let row = |row: &Vec<Cell>| {
            let text = row.first()?.text()?;
            match standard.apply(text) {
                Some(after) if after == text => None,
                Some(after) => {
                    Some(vec![text.into(), Some(after).filter(|after| !after.is_empty()).into(), true.into()])
                }
                None => Some(vec![text.into(), Cell::Null, false.into()]),
            }
        };
        let rows: Vec<Vec<Cell>> = texts.rows.iter().filter_map(row).collect();
        session.append_rows("main", "cleaning_text", &rows)?;
    }
    Ok(())
}

fn fill(fill: &Fill, place: &Place<'_>) -> (String, Args) {
    let sql = match fill.with {
        FillWith::Constant => include_str!("sql/fill/constant.sql"),
        FillWith::Mode => include_str!("sql/fill/mode.sql"),
        FillWith::Median => include_str!("sql/fill/median.sql"),
        FillWith::Forward => include_str!("sql/fill/forward.sql"),
    };
    let order = fill.order.as_deref().map_or_else(|| "NULL".to_owned(), |order| format!("current.{}", quoted(order)));
    let sql =
        sql.replace("/*group*/", &group(&fill.by)).replace("/*order*/", &order).replace("/*type*/", place.sql_type());
    (sql, fill.value.as_ref().map_or_else(Args::new, |value| args![value => value]))
}

fn outlier(treatment: &OutlierTreatment, place: &Place<'_>) -> (String, Args) {
    let Some(outlier) = treatment.outlier() else { return (String::new(), Args::new()) };
    let bounds = match treatment.robust_z {
        Some(_) => include_str!("sql/outlier/robust_z.sql"),
        None => include_str!("sql/outlier/interquartile.sql"),
    };
    let number = format!("current.{}::DOUBLE", quoted(place.field));
    let (number, is_tested) =
        if outlier.log { (format!("ln({number})"), format!("{number} > 0")) } else { (number, "TRUE".to_owned()) };
    let after = match treatment.then {
        Then::Cap => include_str!("sql/outlier/cap.sql"),
        Then::SetAside => "NULL",
        Then::Keep => "value",
    };
    let sql = include_str!("sql/outlier.sql")
        .replace("/*bounds*/", bounds)
        .replace("/*after*/", after.trim_end())
        .replace("/*number*/", &format!("CASE WHEN {is_tested} THEN {number} END"))
        .replace("/*group*/", &group(&outlier.by))
        .replace("/*field*/", &format!("current.{}", quoted(place.field)));
    (sql, args![max => outlier.max, min_rows => outlier.min_rows])
}

/// The group that a row is in, as a list of texts.
fn group(by: &[String]) -> String {
    let parts: Vec<String> = by.iter().map(|column| format!("current.{}::VARCHAR", quoted(column))).collect();
    if parts.is_empty() { "['']".to_owned() } else { format!("[{}]", parts.join(", ")) }
}

/// The rows that a rule is about.
pub(super) fn condition(rule: &CleaningRule) -> &str {
    rule.condition.as_deref().unwrap_or("TRUE")
}
