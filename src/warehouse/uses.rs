//! How many sessions there are: the file is written anew only while there is none.

use crate::sync::locked;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub(super) struct Uses {
    open: Mutex<usize>,
    ended: Condvar,
}

/// A session's own; it ends when it is dropped.
pub(super) struct Use(Arc<Uses>);

impl Uses {
    pub fn begin(uses: &Arc<Uses>) -> Use {
        *uses.open() += 1;
        Use(Arc::clone(uses))
    }

    /// Waits until there is no session; none begins while what this gives is held. A session that asks for another one
    /// gets it, so that nobody who has one waits here for ever.
    pub fn none(&self) -> MutexGuard<'_, usize> {
        self.ended.wait_while(self.open(), |open| *open > 0).unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> MutexGuard<'_, usize> {
        locked(&self.open)
    }
}

impl Use {
    pub fn is_the_only_one(&self) -> bool {
        *self.0.open() == 1
    }
}

impl Drop for Use {
    fn drop(&mut self) {
        *self.0.open() -= 1;
        self.0.ended.notify_all();
    }
}
