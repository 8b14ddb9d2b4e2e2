pub mod jobs;
pub mod queries;
use crate::config::Campaigns;
use crate::jobs::JobError;
use crate::warehouse::Session;

pub fn message(_: &Session, _: &Campaigns, _: &str, _: i64) -> Result<String, JobError> {
    Ok(String::new())
}
