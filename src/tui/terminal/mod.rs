//! The terminal: taken over, drawn on with few bytes, and given back whatever happens.

mod screen;
#[cfg(test)]
mod tests;

pub use screen::Screen;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Alternate screen, no cursor, clicks and wheel (but not every move of the mouse), and pasted text told from typed.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[2J\x1b[?25l\x1b[?1000h\x1b[?1006h\x1b[?2004h";
const GIVE_BACK: &[u8] = b"\x1b[?2026l\x1b[?2004l\x1b[?1006l\x1b[?1000l\x1b[0m\x1b[?25h\x1b[?1049l";

static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// Holds the terminal while it lives; a panic gives it back too, before it is told.
pub struct Guard;

impl Guard {
    pub fn take() -> io::Result<Guard> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            let own = std::thread::current().id();
            std::panic::set_hook(Box::new(move |panic| {
                // A fit that panics in a job's thread is contained there; only the screen's own panic ends the screen.
                if std::thread::current().id() == own {
                    give_back();
                }
                before(panic);
            }));
        });
        enable_raw_mode()?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        io::stdout().write_all(TAKE)?;
        Ok(Guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    if IS_TAKEN.swap(false, Ordering::SeqCst) {
        // A terminal that is gone cannot be written to, and need not be.
        let _ = io::stdout().write_all(GIVE_BACK);
        let _ = io::stdout().flush();
        let _ = disable_raw_mode();
    }
}
