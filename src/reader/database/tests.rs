//! Queries as the servers get them.
