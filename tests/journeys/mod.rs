//! Journeys through the command line, as transcripts.

mod bad_input;
mod cleaning;
mod complete_journey;
mod console;
mod demo;
mod figures;
mod identity;
mod importing;
mod inbox;
mod interrupted;
mod manual;
mod mending;
mod quality;
mod screen;
mod usage;
mod workspaces;
