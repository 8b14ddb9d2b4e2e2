use super::KeyError;
use crate::sync::locked;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use zeroize::Zeroizing;

/// A shorter one could be found by trying.
pub(super) const LEAST: usize = 12;

/// The name of systemd's credential.
const CREDENTIAL: &str = "foureye.key";

/// What a key is derived from, wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    File(PathBuf),
    /// Systemd's, which keeps it from others itself.
    Credential(PathBuf),
    /// Whoever sits at the terminal; standard input, where there is no terminal. A process asks once.
    Prompt,
    /// The same for a key that is new: it is asked for twice.
    NewPrompt,
}

/// A process asks once: what it starts later, it starts with the same.
static ASKED: Mutex<Option<Secret>> = Mutex::new(None);

impl Origin {
    /// Systemd's credential, where it gives one.
    pub fn credential() -> Option<Origin> {
        let folder = std::env::var_os("CREDENTIALS_DIRECTORY")?;
        Some(Path::new(&folder).join(CREDENTIAL)).filter(|path| path.exists()).map(Origin::Credential)
    }

    /// Reads the secret, whose last line break is not part of it.
    pub fn read(&self) -> Result<Secret, KeyError> {
        let secret = match self {
            Origin::File(path) => {
                let data = fs::metadata(path).map_err(|source| unreadable(path, source))?;
                let mode = data.mode() & 0o777;
                if mode & 0o077 != 0 {
                    return Err(KeyError::Open { path: path.clone(), mode });
                }
                of_file(path)?
            }
            Origin::Credential(path) => of_file(path)?,
            Origin::Prompt => asked()?,
            Origin::NewPrompt => asked_anew()?,
        };
        let length = secret.bytes().len();
        if length < LEAST {
            return Err(KeyError::Short { origin: self.to_string(), length });
        }
        Ok(secret)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(path) | Origin::Credential(path) => path.display().fmt(f),
            Origin::Prompt | Origin::NewPrompt => f.write_str("the terminal"),
        }
    }
}

impl Secret {
    fn of(mut bytes: Zeroizing<Vec<u8>>) -> Secret {
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        }
        Secret(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The 32 bytes that it is in base64, as `head -c 32 /dev/urandom | base64` makes them; none of words.
    pub(super) fn random(&self) -> Option<Zeroizing<[u8; 32]>> {
        let bytes = Zeroizing::new(STANDARD.decode(&*self.0).ok()?);
        Some(Zeroizing::new(bytes.as_slice().try_into().ok()?))
    }
}

/// Says nothing of what it is.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn of_file(path: &Path) -> Result<Secret, KeyError> {
    Ok(Secret::of(Zeroizing::new(fs::read(path).map_err(|source| unreadable(path, source))?)))
}

fn unreadable(path: &Path, source: io::Error) -> KeyError {
    KeyError::Unreadable { path: path.to_owned(), source }
}

fn asked() -> Result<Secret, KeyError> {
    let mut known = locked(&ASKED);
    if let Some(secret) = &*known {
        return Ok(secret.clone());
    }
    let secret = ask("Key: ")?;
    *known = Some(secret.clone());
    Ok(secret)
}

fn asked_anew() -> Result<Secret, KeyError> {
    let secret = ask("New key: ")?;
    if ask("New key again: ")? == secret { Ok(secret) } else { Err(KeyError::Unlike) }
}

fn ask(question: &str) -> Result<Secret, KeyError> {
    let answer = match File::options().read(true).write(true).open("/dev/tty") {
        Ok(terminal) => typed(&terminal, question),
        Err(_) => line(&mut io::stdin().lock()),
    };
    answer.map_err(|error| KeyError::NoTerminal { what: error.to_string() })
}

/// Reads a line that the terminal does not show.
fn typed(mut terminal: &File, question: &str) -> io::Result<Secret> {
    let shown = tcgetattr(terminal)?;
    if !shown.local_flags.contains(LocalFlags::ICANON) {
        return Err(io::Error::other("the terminal shows a screen"));
    }
    let mut hidden = shown.clone();
    hidden.local_flags.remove(LocalFlags::ECHO);
    terminal.write_all(question.as_bytes())?;
    tcsetattr(terminal, SetArg::TCSAFLUSH, &hidden)?;
    let secret = line(&mut BufReader::new(terminal));
    tcsetattr(terminal, SetArg::TCSAFLUSH, &shown)?;
    writeln!(terminal)?;
    secret
}

fn line(from: &mut (impl BufRead + ?Sized)) -> io::Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(4096).read_until(b'\n', &mut bytes)?;
    Ok(Secret::of(bytes))
}
