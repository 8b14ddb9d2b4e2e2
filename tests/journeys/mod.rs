//! Journeys through the command line, as transcripts.

mod bad_input;
mod cleaning;
mod complete_journey;
mod console;
mod databases;
mod demo;
mod figures;
mod identity;
mod importing;
mod inbox;
mod interrupted;
mod manual;
mod mending;
mod origin;
mod quality;
mod roles;
mod screen;
mod sharing;
mod usage;
mod workspaces;
