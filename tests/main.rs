//! The program as its users have it: journeys through its commands, and what holds for the whole house.

mod client;
mod desk;
mod http;
mod journeys;
mod locales;
mod seeds;
mod terminal;
mod walls;
