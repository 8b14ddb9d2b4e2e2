//! Which keys stand for which commands: `config/keys.toml`, and line by line the workspace's own in its place.

use super::command::{Command, Place};
use crate::config::{ConfigError, Workspace, load};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// One key as it is pressed; a capital letter is a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

const NAMED: [(&str, KeyCode); 17] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("space", KeyCode::Char(' ')),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page-up", KeyCode::PageUp),
    ("page-down", KeyCode::PageDown),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("null", KeyCode::Null),
];

impl Key {
    pub fn parse(name: &str) -> Option<Key> {
        if let Some(rest) = name.strip_prefix("ctrl-") {
            return Some(Key { ctrl: true, ..Key::parse(rest)? });
        }
        if let Some(rest) = name.strip_prefix("alt-") {
            return Some(Key { alt: true, ..Key::parse(rest)? });
        }
        let mut chars = name.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            (Some('f'), Some('1'..='9')) => KeyCode::F(name[1..].parse().ok().filter(|n| *n <= 12)?),
            _ => NAMED.iter().find(|(known, _)| *known == name)?.1,
        };
        Some(Key { code, ctrl: false, alt: false })
    }

    /// The character that it writes, where it writes one.
    pub fn char(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Key {
        let is_back = event.code == KeyCode::Tab && event.modifiers.contains(KeyModifiers::SHIFT);
        Key {
            code: if is_back { KeyCode::BackTab } else { event.code },
            ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
            alt: event.modifiers.contains(KeyModifiers::ALT),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(match *name {
                "up" => "↑",
                "down" => "↓",
                "left" => "←",
                "right" => "→",
                name => name,
            }),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, KeyCode::F(n)) => write!(f, "f{n}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

/// Keys that are pressed one after the other.
pub type Chord = Vec<Key>;

/// What the keys pressed so far come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    Command(Command),
    /// They begin these chords.
    Begins(Vec<(Chord, Command)>),
    Nothing,
}

#[derive(Debug, Clone, Default)]
pub struct Keymap {
    bound: BTreeMap<Command, Vec<Chord>>,
}

/// A key's text and where it stands.
type Entry = Spanned<Keys>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Keys {
    One(String),
    Many(Vec<String>),
}

type File = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Entry>>;

struct Binding {
    command: Command,
    chord: Chord,
    file: PathBuf,
    line: usize,
}

const DEFAULT: &str = include_str!("../../config/keys.toml");

impl Keymap {
    pub fn load(workspace: &Workspace) -> Result<Keymap, ConfigError> {
        let path = workspace.file("keys.toml");
        match std::fs::read_to_string(&path) {
            Ok(own) => Keymap::of(&[(Path::new("config/keys.toml"), DEFAULT), (&path, &own)]),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Keymap::built_in(),
            Err(error) => Err(ConfigError::Unreadable { file: path, what: error.to_string() }),
        }
    }

    pub fn built_in() -> Result<Keymap, ConfigError> {
        Keymap::of(&[(Path::new("config/keys.toml"), DEFAULT)])
    }

    /// Takes files in turn, a later one's line in place of an earlier one's.
    fn of(files: &[(&Path, &str)]) -> Result<Keymap, ConfigError> {
        let mut bindings: Vec<Binding> = Vec::new();
        for (path, text) in files {
            let named = bindings_of(path, text)?;
            bindings.retain(|binding| !named.iter().any(|(command, _)| *command == binding.command));
            bindings.extend(named.into_iter().flat_map(|(_, bindings)| bindings));
        }
        check(&bindings)?;
        let mut keymap = Keymap::default();
        for binding in bindings {
            keymap.bound.entry(binding.command).or_default().push(binding.chord);
        }
        Ok(keymap)
    }

    pub fn chords(&self, command: Command) -> &[Chord] {
        self.bound.get(&command).map_or(&[], Vec::as_slice)
    }

    /// A command's first key as it is shown, empty where it has none.
    pub fn shown(&self, command: Command) -> String {
        self.chords(command).first().map(shown).unwrap_or_default()
    }

    /// The last of a command's keys, as it is shown.
    pub fn last_shown(&self, command: Command) -> String {
        self.chords(command).last().map(shown).unwrap_or_default()
    }

    /// All of a command's keys as they are shown.
    pub fn all_shown(&self, command: Command) -> String {
        self.chords(command).iter().map(shown).collect::<Vec<_>>().join(" / ")
    }

    /// What keys stand for in a place.
    pub fn find(&self, place: Place, keys: &[Key]) -> Match {
        let mut begun = Vec::new();
        for reached in place.reach() {
            for command in Command::at(reached) {
                for chord in self.chords(command) {
                    if chord == keys {
                        return Match::Command(command);
                    }
                    if chord.starts_with(keys) {
                        begun.push((chord.clone(), command));
                    }
                }
            }
        }
        if begun.is_empty() { Match::Nothing } else { Match::Begins(begun) }
    }
}

pub fn shown(chord: &Chord) -> String {
    chord.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

fn bindings_of(path: &Path, text: &str) -> Result<Vec<(Command, Vec<Binding>)>, ConfigError> {
    let file: File = load::parse(path, text)?;
    let wrong = |at: usize, what: String, right: String| {
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        ConfigError::Wrong { file: path.to_owned(), line, what, right }
    };
    let mut found = Vec::new();
    for (place, lines) in &file {
        let known = Place::ALL.into_iter().find(|known| known.name() == place.get_ref()).ok_or_else(|| {
            let names = Place::ALL.map(Place::name).join(", ");
            wrong(
                place.span().start,
                format!("there is no place {:?}", place.get_ref()),
                format!("expected one of {names}"),
            )
        })?;
        for (name, keys) in lines {
            let command = Command::of(known, name.get_ref()).ok_or_else(|| {
                let names: Vec<&str> = Command::at(known).map(Command::name).collect();
                let what = format!("there is no command {:?} in {}", name.get_ref(), known.name());
                wrong(name.span().start, what, format!("expected one of {}", names.join(", ")))
            })?;
            let texts = match keys.get_ref() {
                Keys::One(text) => std::slice::from_ref(text),
                Keys::Many(texts) => texts.as_slice(),
            };
            let line = text[..keys.span().start].matches('\n').count() + 1;
            let mut bindings = Vec::new();
            for key in texts {
                let chord: Option<Chord> = key.split(' ').map(Key::parse).collect();
                let chord = chord.ok_or_else(|| {
                    let right = "expected keys such as \"s\", \"shift-tab\", \"enter\" or \"g g\"".to_owned();
                    wrong(keys.span().start, format!("there is no key {key:?}"), right)
                })?;
                bindings.push(Binding { command, chord, file: path.to_owned(), line });
            }
            found.push((command, bindings));
        }
    }
    Ok(found)
}

/// No key may stand for two commands in one place, nor begin another's chord there.
fn check(bindings: &[Binding]) -> Result<(), ConfigError> {
    for place in Place::ALL {
        let reach = place.reach();
        let here: Vec<&Binding> = bindings.iter().filter(|binding| reach.contains(&binding.command.place())).collect();
        for (at, binding) in here.iter().enumerate() {
            let clash = here[..at].iter().find(|other| {
                other.command != binding.command
                    && (other.chord.starts_with(&binding.chord) || binding.chord.starts_with(&other.chord))
            });
            if let Some(other) = clash {
                let key = shown(&binding.chord);
                return Err(ConfigError::Wrong {
                    file: binding.file.clone(),
                    line: binding.line,
                    what: format!(
                        "{key:?} stands for {} and, by {}:{}, for {}",
                        binding.command.id(),
                        other.file.display(),
                        other.line,
                        other.command.id()
                    ),
                    right: "expected a key of its own for each command in a place".into(),
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keymap(own: &str) -> Result<Keymap, ConfigError> {
        Keymap::of(&[(Path::new("config/keys.toml"), DEFAULT), (Path::new("keys.toml"), own)])
    }

    fn keys(text: &str) -> Chord {
        text.split(' ').filter_map(Key::parse).collect()
    }

    #[test]
    fn the_default_keys_load_and_reach_every_command() {
        let keymap = Keymap::built_in().unwrap();
        let unbound: Vec<String> =
            Command::ALL.iter().filter(|command| keymap.chords(**command).is_empty()).map(|c| c.id()).collect();
        assert!(unbound.is_empty(), "{unbound:?}");
    }

    #[test]
    fn a_workspace_moves_one_key_and_keeps_the_others() {
        let keymap = keymap("[everywhere]\nhelp = [\"?\", \"f1\"]\n").unwrap();
        assert_eq!(keymap.find(Place::Kpis, &keys("f1")), Match::Command(Command::Help));
        assert_eq!(keymap.find(Place::Kpis, &keys("q")), Match::Command(Command::Quit));
        assert!(matches!(keymap.find(Place::Kpis, &keys("g")), Match::Begins(_)));
        assert_eq!(keymap.find(Place::Kpis, &keys("g g")), Match::Command(Command::First));
    }

    #[test]
    fn a_key_bound_twice_in_one_place_is_answered_with_its_line() {
        let error = keymap("[everywhere]\n\nzoom = \"s\"\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "keys.toml:3: \"s\" stands for everywhere.zoom and, by config/keys.toml:39, for table.sort"
        );
        let error = keymap("[everywhere]\nzoom = \"g\"\n").unwrap_err();
        assert!(error.to_string().starts_with("keys.toml:2: \"g\" stands for everywhere.zoom"), "{error}");
    }

    #[test]
    fn the_same_key_may_do_another_thing_in_another_place() {
        assert!(keymap("[jobs]\nrun = \"q\"\n").is_err());
        assert!(keymap("[reader]\ncopy = \"c\"\n").is_ok());
    }

    #[test]
    fn what_is_no_place_no_command_or_no_key_is_named() {
        let what = |own: &str| keymap(own).unwrap_err().to_string();
        assert_eq!(what("[tables]\nup = \"k\""), "keys.toml:1: there is no place \"tables\"");
        assert_eq!(what("[table]\nupward = \"k\""), "keys.toml:2: there is no command \"upward\" in table");
        assert_eq!(what("[table]\nup = \"kk\""), "keys.toml:2: there is no key \"kk\"");
    }
}
