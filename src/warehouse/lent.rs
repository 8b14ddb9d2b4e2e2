//! What the program lends to the engine's functions: these are handed values only, so it is known to them by a number.

use crate::sync::locked;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Where the things of one function are found.
pub(super) struct Shelf<T: ?Sized + 'static>(Mutex<BTreeMap<u64, Arc<T>>>);

static NEXT: AtomicU64 = AtomicU64::new(1);

impl<T: ?Sized> Shelf<T> {
    pub const fn new() -> Shelf<T> {
        Shelf(Mutex::new(BTreeMap::new()))
    }

    pub fn lend(&'static self, thing: Arc<T>) -> Lent<T> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        locked(&self.0).insert(number, thing);
        Lent { shelf: self, number }
    }

    pub fn find(&self, number: u64) -> Result<Arc<T>, String> {
        locked(&self.0).get(&number).cloned().ok_or_else(|| format!("nothing is lent under {number}"))
    }
}

/// Something that statements may name by its number as long as this stands.
pub struct Lent<T: ?Sized + 'static> {
    shelf: &'static Shelf<T>,
    number: u64,
}

impl<T: ?Sized> Lent<T> {
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl<T: ?Sized> Drop for Lent<T> {
    fn drop(&mut self) {
        locked(&self.shelf.0).remove(&self.number);
    }
}
