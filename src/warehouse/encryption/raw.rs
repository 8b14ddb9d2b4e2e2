//! The one place that is not safe Rust: DuckDB takes the module that encrypts only from C++, which `openssl.cpp` is.
#![allow(unsafe_code)]

use crate::warehouse::encryption::Key;
use duckdb::Connection;
use duckdb::ffi::{_duckdb_database, duckdb_close, duckdb_database};
use std::ffi::{CStr, CString, c_char};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// An open database: it closes when this and all connections to it are dropped.
pub struct Handle(AtomicPtr<_duckdb_database>);

#[repr(C)]
struct Setting {
    name: *const c_char,
    value: *const c_char,
}

unsafe extern "C" {
    fn foureye_open(
        path: *const c_char,
        key: *const c_char,
        settings: *const Setting,
        count: usize,
        message: *mut c_char,
        length: usize,
    ) -> duckdb_database;
}

/// A message of the engine's is cut to this.
const MESSAGE: usize = 4096;

/// Opens an encrypted file with its key and the engine's settings, or makes it.
///
/// # Errors
/// The engine's message.
pub fn open(path: &Path, key: &Key, settings: &[(&str, &str)]) -> Result<(Handle, Connection), String> {
    let c = |bytes: &[u8]| CString::new(bytes).map_err(|error| error.to_string());
    let (path, key) = (c(path.as_os_str().as_bytes())?, c(key.of_database().as_bytes())?);
    let texts = settings.iter().map(|(name, value)| Ok((c(name.as_bytes())?, c(value.as_bytes())?)));
    let texts: Vec<(CString, CString)> = texts.collect::<Result<_, String>>()?;
    let settings: Vec<Setting> =
        texts.iter().map(|(name, value)| Setting { name: name.as_ptr(), value: value.as_ptr() }).collect();
    let mut message = [0; MESSAGE];
    // SAFETY: every pointer is to what lives until the call returns, and is not kept; the lengths are those of what they are
    // for; the message ends with a zero.
    let database = unsafe {
        foureye_open(
            path.as_ptr(),
            key.as_ptr(),
            settings.as_ptr(),
            settings.len(),
            message.as_mut_ptr(),
            message.len(),
        )
    };
    if database.is_null() {
        // SAFETY: it was filled in up to a zero.
        return Err(unsafe { CStr::from_ptr(message.as_ptr()) }.to_string_lossy().into_owned());
    }
    let handle = Handle(AtomicPtr::new(database));
    // SAFETY: the database is open, and the handle closes it after the connection.
    let connection = unsafe { Connection::open_from_raw(database) }.map_err(|error| error.to_string())?;
    Ok((handle, connection))
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut database = self.0.swap(ptr::null_mut(), Ordering::Relaxed);
        // SAFETY: it was opened by `open`, and is closed once.
        unsafe { duckdb_close(&mut database) };
    }
}
