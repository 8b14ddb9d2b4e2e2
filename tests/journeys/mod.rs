//! Journeys through the command line, as transcripts.

mod audit;
mod backups;
mod bad_input;
mod cleaning;
mod collector;
mod complete_journey;
mod console;
mod databases;
mod demo;
#[cfg(feature = "encryption")]
mod encryption;
mod faults;
mod figures;
mod hostile;
mod identity;
mod importing;
mod inbox;
mod interrupted;
mod manual;
mod mending;
mod origin;
mod privacy;
mod quality;
mod roles;
mod screen;
mod sending;
mod sharing;
mod usage;
mod workspaces;
