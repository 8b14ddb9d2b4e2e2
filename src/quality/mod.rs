pub mod jobs;
pub mod queries;
