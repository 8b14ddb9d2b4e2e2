use crate::args;
use crate::config::Kpis;
use crate::jobs::JobError;
use crate::value::{Cell, Grain};
use crate::warehouse::Session;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// What is aimed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// Null where there is none.
    pub target: Cell,
    /// Who has decided it last; null where nobody has.
    pub decided_by: Cell,
}

/// The target in force of a KPI for the period that a day is in.
pub fn aim(session: &Session, kpi: &str, grain: Grain, day: Date) -> Result<Aim, JobError> {
    let args = args![kpi => kpi, grain => grain.name(), period => grain.start_of(day)];
    let found = session.query(include_str!("sql/aim.sql"), &args)?;
    Ok(Aim { target: found.cell(0, "target").clone(), decided_by: found.cell(0, "decided_by").clone() })
}

/// Decides a KPI's target for the period that a day is in; none takes the decision back, so that an imported target shows
/// again. The decision is recorded with who made it.
///
/// # Errors
/// [`JobError::Unfit`] names the KPIs that there are.
pub fn set_target(
    session: &Session,
    kpis: &Kpis,
    kpi: &str,
    grain: Grain,
    day: Date,
    target: Option<Decimal>,
    by: &str,
) -> Result<(), JobError> {
    if !kpis.kpis.contains_key(kpi) {
        let known: Vec<&str> = kpis.kpis.keys().map(String::as_str).collect();
        let hint = format!("kpis.toml has {}", known.join(", "));
        return Err(JobError::Unfit { what: format!("there is no KPI {kpi:?}"), hint });
    }
    let period = grain.start_of(day);
    let body = serde_json::json!({ "grain": grain.name(), "period": period, "target": target });
    let decided_at = Timestamp::now().to_zoned(TimeZone::UTC).datetime();
    let args = args![
        kpi => kpi, grain => grain.name(), period => period, target => target,
        body => body.to_string(), decided_by => by, decided_at => decided_at,
    ];
    session.transaction(|session| {
        session.execute(include_str!("sql/decide.sql"), &args)?;
        session.execute(include_str!("sql/take_back.sql"), &args)?;
        if target.is_some() {
            session.execute(include_str!("sql/set.sql"), &args)?;
        }
        Ok(session.touch("core.kpi_target")?)
    })
}
