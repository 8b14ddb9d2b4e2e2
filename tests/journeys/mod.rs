//! Journeys through the command line, as transcripts.

mod console;
mod demo;
mod figures;
mod importing;
mod interrupted;
mod manual;
mod usage;
mod workspaces;
