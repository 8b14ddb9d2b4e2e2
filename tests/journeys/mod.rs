//! Journeys through the command line, as transcripts.

mod bad_input;
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
mod sharing;
mod usage;
mod workspaces;
