//! What things look like, by the part that they play; a theme file says what each part's style is.

use super::widgets::Ink;
use crate::config::{ConfigError, Workspace, load};
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::path::Path;
use std::str::FromStr;

/// A style for every role. All roles differ in more than colour, so that none is lost in 16 colours or in none.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    pub text: Style,
    /// What is less important than the data: rules, hints, units.
    pub dim: Style,
    /// A panel's title.
    pub title: Style,
    /// The title of the panel that has the keys.
    pub focus: Style,
    /// A table's column headers.
    pub header: Style,
    /// The cell under the cursor; the choice under the cursor in a list.
    pub cursor: Style,
    /// The tab shown; the row that others follow.
    pub chosen: Style,
    pub key: Style,
    pub good: Style,
    pub warn: Style,
    pub bad: Style,
    /// A target that values are held against.
    pub target: Style,
    /// One style a series of a chart, in turn.
    pub series: Vec<Style>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    text: Look,
    dim: Look,
    title: Look,
    focus: Look,
    header: Look,
    cursor: Look,
    chosen: Look,
    key: Look,
    good: Look,
    warn: Look,
    bad: Look,
    target: Look,
    series: Vec<Look>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Look {
    color: Option<Hue>,
    background: Option<Hue>,
    bold: bool,
    dim: bool,
    underlined: bool,
    reversed: bool,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Hue(Color);

impl TryFrom<String> for Hue {
    type Error = String;

    fn try_from(name: String) -> Result<Hue, String> {
        let hint = "expected a colour such as \"cyan\", \"light-blue\", \"245\" or \"#5fafff\"";
        Color::from_str(&name).map(Hue).map_err(|_| format!("unknown colour {name:?}, {hint}"))
    }
}

impl Look {
    fn style(&self) -> Style {
        let style = Style {
            fg: self.color.as_ref().map(|hue| hue.0),
            bg: self.background.as_ref().map(|hue| hue.0),
            ..Style::default()
        };
        let modifiers = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.underlined, Modifier::UNDERLINED),
            (self.reversed, Modifier::REVERSED),
        ];
        modifiers.iter().filter(|(on, _)| *on).fold(style, |style, (_, modifier)| style.add_modifier(*modifier))
    }
}

const BUILT_IN: [(&str, &str); 3] = [
    ("dark", include_str!("../../config/themes/dark.toml")),
    ("light", include_str!("../../config/themes/light.toml")),
    ("plain", include_str!("../../config/themes/plain.toml")),
];

impl Theme {
    /// A theme of the program, or of the workspace's `themes/NAME.toml`, which takes the place of one of the same name.
    pub fn load(workspace: &Workspace, name: &str) -> Result<Theme, ConfigError> {
        let file = format!("themes/{name}.toml");
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(Theme::of(&load::file(workspace, &file, text)?)),
            None if workspace.file(&file).is_file() => Ok(Theme::of(&load::file(workspace, &file, "")?)),
            None => Err(load::wrong(
                workspace,
                "foureye.toml",
                &["theme"],
                format!("there is no theme {name:?}"),
                format!("expected dark, light, plain, or a file {file} in the workspace"),
            )),
        }
    }

    /// The theme without colours, for terminals and readers that want none.
    pub fn plain() -> Result<Theme, ConfigError> {
        let (_, text) = BUILT_IN[2];
        Ok(Theme::of(&load::parse(Path::new("themes/plain.toml"), text)?))
    }

    fn of(file: &File) -> Theme {
        Theme {
            text: file.text.style(),
            dim: file.dim.style(),
            title: file.title.style(),
            focus: file.focus.style(),
            header: file.header.style(),
            cursor: file.cursor.style(),
            chosen: file.chosen.style(),
            key: file.key.style(),
            good: file.good.style(),
            warn: file.warn.style(),
            bad: file.bad.style(),
            target: file.target.style(),
            series: file.series.iter().map(Look::style).collect(),
        }
    }

    /// What charts draw with.
    pub fn ink(&self) -> Ink {
        Ink {
            text: self.text,
            dim: self.dim,
            target: self.target,
            series: self.series.clone(),
            good: self.good,
            warn: self.warn,
            bad: self.bad,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_of_the_program_loads() {
        for (name, text) in BUILT_IN {
            let file: File = load::parse(Path::new(name), text).unwrap();
            assert!(!Theme::of(&file).series.is_empty(), "{name}");
        }
    }

    #[test]
    fn the_plain_theme_has_no_colour() {
        let theme = Theme::plain().unwrap();
        let all = [theme.text, theme.dim, theme.focus, theme.cursor, theme.chosen, theme.good, theme.warn, theme.bad];
        assert!(all.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
    }
}
