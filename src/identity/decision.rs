//! What people decide about two records: one customer, or never. A decision names the sources' own keys, so it outlives
//! every import and every run, and the job applies it.

use crate::args;
use crate::jobs::JobError;
use crate::value::{Args, Cell};
use crate::warehouse::Session;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are one customer.
    Same,
    /// They are two, whatever they have in common.
    Never,
    /// What was decided no longer holds.
    Reopen,
}

impl Verdict {
    fn kind(self) -> &'static str {
        match self {
            Verdict::Same => "identity.same",
            Verdict::Never => "identity.never",
            Verdict::Reopen => "identity.reopen",
        }
    }
}

/// One side of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// One record.
    Key { system: String, customer_key: String },
    /// All keys that are this customer's now.
    Customer(i64),
}

/// `system/customer_key`, or a customer's id.
impl FromStr for Party {
    type Err = String;

    fn from_str(text: &str) -> Result<Party, String> {
        match (text.split_once('/'), text.parse()) {
            (_, Ok(customer)) => Ok(Party::Customer(customer)),
            (Some((system, key)), _) if !system.is_empty() && !key.is_empty() => {
                Ok(Party::Key { system: system.to_owned(), customer_key: key.to_owned() })
            }
            _ => Err("expected SYSTEM/KEY, such as web/U91840022, or a customer's id".into()),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Key { system, customer_key } => write!(f, "{system}/{customer_key}"),
            Party::Customer(customer) => write!(f, "{customer}"),
        }
    }
}

/// A system and a key in it.
type Key = (String, String);

impl Party {
    fn keys(&self, session: &Session) -> Result<Vec<Key>, JobError> {
        let (system, customer_key, customer) = match self {
            Party::Key { system, customer_key } => (system.into(), customer_key.into(), Cell::Null),
            Party::Customer(customer) => (Cell::Null, Cell::Null, (*customer).into()),
        };
        let args = args![system => system, customer_key => customer_key, customer => customer];
        let found = session.query(include_str!("sql/party.sql"), &args)?;
        if found.is_empty() {
            return Err(JobError::unfit(
                format!("no customer has the key {self}"),
                "`foureye customers keys ID` lists them",
            ));
        }
        let key = |row: usize| (found.text(row, "system").to_owned(), found.text(row, "customer_key").to_owned());
        Ok((0..found.rows.len()).map(key).collect())
    }
}

/// Puts a decision on record for every pair of the two sides' keys; says how many these were. It takes effect with the next
/// run of `identity.unify`.
///
/// # Errors
/// [`JobError::Unfit`] where a side has no key, both sides are the same, or there is nothing to reopen.
pub fn decide(session: &Session, left: &Party, right: &Party, verdict: Verdict, by: &str) -> Result<u64, JobError> {
    let (left_keys, right_keys) = (left.keys(session)?, right.keys(session)?);
    let is_within = left_keys.iter().any(|key| right_keys.contains(key));
    if is_within && verdict != Verdict::Reopen {
        return Err(JobError::unfit(format!("{left} and {right} have a key in common"), "name two keys as SYSTEM/KEY"));
    }
    let mut pairs = BTreeSet::new();
    for one in &left_keys {
        let others = right_keys.iter().filter(|other| *other != one);
        pairs.extend(others.map(|other| if one < other { (one, other) } else { (other, one) }));
    }
    session.transaction(|session| {
        let mut decided = 0;
        for (one, other) in pairs {
            if verdict != Verdict::Reopen || is_decided(session, one, other)? {
                record(session, one, other, verdict, by)?;
                decided += 1;
            }
        }
        if decided == 0 {
            let what = format!("nothing is decided about {left} and {right}");
            return Err(JobError::unfit(what, "`foureye customers decisions` lists what is"));
        }
        session.touch("ops.identity_decision")?;
        Ok(decided)
    })
}

fn is_decided(session: &Session, left: &Key, right: &Key) -> Result<bool, JobError> {
    let args = args![left_system => &left.0, left_key => &left.1, right_system => &right.0, right_key => &right.1];
    Ok(session.scalar(include_str!("sql/is_decided.sql"), &args)? == Cell::Flag(true))
}

fn record(session: &Session, left: &Key, right: &Key, verdict: Verdict, by: &str) -> Result<(), JobError> {
    let key = |key: &Key| json!({ "system": key.0, "customer_key": key.1 });
    let row: Args = args![
        kind => verdict.kind(),
        subject => json!([left.0, left.1, right.0, right.1]).to_string(),
        body => json!({ "left": key(left), "right": key(right) }).to_string(),
        decided_by => by,
        decided_at => crate::jobs::now(),
    ];
    session.execute(include_str!("sql/decide.sql"), &row)?;
    Ok(())
}
