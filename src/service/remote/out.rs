//! What goes out to the service: frames of several threads, one after the other.

use crate::service::wire::{self, Ask};
use crate::sync::locked;
use std::io::{self, ErrorKind, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::time::Duration;

/// How long a service may take nothing in before it is asked whether anyone still wants it to.
const GLANCE: Duration = Duration::from_millis(200);

pub(super) struct Out(Mutex<UnixStream>);

impl Out {
    pub fn new(stream: UnixStream) -> io::Result<Out> {
        stream.set_write_timeout(Some(GLANCE))?;
        Ok(Out(Mutex::new(stream)))
    }

    /// Sends a frame and the bytes that follow it. Where the service takes nothing in and the sender has given up, the line
    /// ends: the service would read the next frame as the rest of this one.
    pub fn send(&self, ask: &Ask, bytes: &[u8], has_given_up: &dyn Fn() -> bool) -> io::Result<()> {
        let stream = locked(&self.0);
        let mut patient = Patient { stream: &stream, has_given_up };
        wire::send(&mut patient, ask)?;
        patient.write_all(bytes)
    }

    pub fn close(&self) {
        let _ = locked(&self.0).shutdown(Shutdown::Both);
    }
}

/// Waits until the service takes something in, unless the sender gives up.
struct Patient<'a> {
    stream: &'a UnixStream,
    has_given_up: &'a dyn Fn() -> bool,
}

impl Write for Patient<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stream = self.stream;
        loop {
            match stream.write(bytes) {
                Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error),
                Err(_) if (self.has_given_up)() => {
                    stream.shutdown(Shutdown::Both)?;
                    return Err(ErrorKind::TimedOut.into());
                }
                Err(_) => {}
                Ok(written) => return Ok(written),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
