use crate::jobs::Job;

pub const JOBS: &[Job] = &[];
