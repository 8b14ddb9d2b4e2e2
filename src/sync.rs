//! What threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a mutex holds. A thread that panicked while it held it has left whole values, so others go on with them.
pub fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
