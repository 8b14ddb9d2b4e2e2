//! What befalls a customer, and whether they leave for it: the planted drivers of churn.
//!
//! Each month an active customer leaves with the hazard of their segment, times a factor for each driver. The drivers
//! can be seen in the data (a complaint in the call centre, an app account), the hazard can not.

use super::calendar::Day;
use super::dice::Dice;
use super::world::World;
use serde::Serialize;

/// Factors on the monthly hazard of leaving.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Drivers {
    pub unresolved_complaint: f64,
    pub resolved_complaint: f64,
    pub uses_app: f64,
}

pub const DRIVERS: Drivers = Drivers { unresolved_complaint: 8.0, resolved_complaint: 1.5, uses_app: 0.6 };

/// Who has been away for so long, at the end of the period, counts as lapsed.
pub const GONE_AFTER: Day = 120;

const MONTH: Day = 30;

#[derive(Debug, Clone, Copy)]
pub struct Complaint {
    pub day: Day,
    pub resolved: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Fate {
    pub complaint: Option<Complaint>,
    pub left: Option<Day>,
}

impl Fate {
    pub fn draw(world: &World, segment: usize, joined: Day, uses_app: bool, dice: &mut Dice) -> Fate {
        let days = world.calendar.days;
        let first = joined.max(0);
        let complaint = dice.chance(0.11).then(|| Complaint {
            day: dice.between(i64::from(first), i64::from(days) - 1) as Day,
            resolved: dice.chance(0.6),
        });
        let hazard = world.segments[segment].hazard * if uses_app { DRIVERS.uses_app } else { 1.0 };
        let left = (first..days).step_by(MONTH as usize).find_map(|start| {
            let leaves = dice.chance(hazard * burden(complaint, start));
            leaves.then(|| start + dice.between(0, i64::from(MONTH) - 1) as Day)
        });
        // Who left before can not complain any more.
        let complaint = complaint.filter(|complaint| left.is_none_or(|left| complaint.day <= left));
        Fate { complaint, left }
    }

    /// The first day on which they buy no more.
    pub fn end(&self, world: &World) -> Day {
        self.left.unwrap_or(world.calendar.days).min(world.calendar.days)
    }

    pub fn lapsed(&self, world: &World) -> bool {
        self.left.is_some_and(|left| left < world.calendar.days - GONE_AFTER)
    }
}

fn burden(complaint: Option<Complaint>, day: Day) -> f64 {
    match complaint {
        Some(complaint) if complaint.day <= day && complaint.resolved => DRIVERS.resolved_complaint,
        Some(complaint) if complaint.day <= day => DRIVERS.unresolved_complaint,
        _ => 1.0,
    }
}
