//! Journeys through the command line, as transcripts.

mod complete_journey;
mod console;
mod demo;
mod figures;
mod importing;
mod interrupted;
mod manual;
mod quality;
mod screen;
mod usage;
mod workspaces;
