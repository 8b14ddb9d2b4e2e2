//! Everything that a key can do. This one list feeds the keys, the hints at the bottom, the `?` help, the `:` palette
//! and the manual: a command is added here, with its keys in `config/keys.toml` and its words under `command.PLACE.NAME`.

use crate::config::Grant;

/// Where a command applies, and where its keys are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// On every tab.
    Everywhere,
    /// On the panel that has the keys, on a tab or over it.
    Table,
    Sources,
    Quality,
    Kpis,
    Segments,
    Channels,
    Crm,
    /// On everything that stands over a tab.
    Overlay,
    /// A text to read, such as an explanation.
    Reader,
    /// Pairs of records that may be one customer.
    Review,
    /// The way from a figure to a line of a file.
    Path,
    /// The rows behind a figure.
    Rows,
    Jobs,
    /// A list to choose from while typing.
    List,
    Form,
    /// The editor of the SQL console.
    Console,
    /// The rows that the console answered.
    Answer,
    /// A campaign as it would go out.
    Preview,
    /// The rules that put values right.
    Cleaning,
}

impl Place {
    pub const ALL: [Place; 20] = [
        Place::Everywhere,
        Place::Table,
        Place::Sources,
        Place::Quality,
        Place::Kpis,
        Place::Segments,
        Place::Channels,
        Place::Crm,
        Place::Overlay,
        Place::Reader,
        Place::Review,
        Place::Path,
        Place::Rows,
        Place::Jobs,
        Place::List,
        Place::Form,
        Place::Console,
        Place::Answer,
        Place::Preview,
        Place::Cleaning,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Place::Everywhere => "everywhere",
            Place::Table => "table",
            Place::Sources => "sources",
            Place::Quality => "quality",
            Place::Kpis => "kpis",
            Place::Segments => "segments",
            Place::Channels => "channels",
            Place::Crm => "crm",
            Place::Overlay => "overlay",
            Place::Reader => "reader",
            Place::Review => "review",
            Place::Path => "path",
            Place::Rows => "rows",
            Place::Jobs => "jobs",
            Place::List => "list",
            Place::Form => "form",
            Place::Console => "console",
            Place::Answer => "answer",
            Place::Preview => "preview",
            Place::Cleaning => "cleaning",
        }
    }

    /// The places whose keys work at the same time as this one's, itself first: a key looks for its command in this
    /// order, and may have one only.
    pub fn reach(self) -> Vec<Place> {
        use Place::*;
        match self {
            Everywhere => vec![Everywhere],
            Table => vec![Table, Everywhere],
            Sources | Quality | Kpis | Segments | Channels | Crm => vec![self, Table, Everywhere],
            Overlay => vec![Overlay, Table],
            Rows | Jobs | Answer | Preview | Cleaning => vec![self, Overlay, Table],
            Reader | Path => vec![self, Overlay],
            List | Form | Console | Review => vec![self],
        }
    }
}

macro_rules! commands {
    ($($place:ident { $($command:ident = $name:literal $($hint:ident)?),* $(,)? })*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command { $($($command),*),* }

        impl Command {
            pub const ALL: &[Command] = &[$($(Command::$command),*),*];

            pub fn name(self) -> &'static str {
                match self { $($(Command::$command => $name),*),* }
            }

            pub fn place(self) -> Place {
                match self { $($(Command::$command => Place::$place),*),* }
            }

            /// Whether it stands among the hints at the bottom.
            pub fn is_hinted(self) -> bool {
                match self { $($(Command::$command => false $(|| stringify!($hint) == "hint")?),*),* }
            }
        }
    };
}

commands! {
    Sources {
        Import = "import" hint, Refused = "rejects" hint, Landed = "landed" hint, Drift = "drift" hint,
    }
    Quality {
        Failing = "failures" hint, Profile = "profile" hint, Clean = "clean" hint, ReviewPairs = "review" hint,
        Dictionary = "dictionary" hint,
    }
    Kpis {
        SetTarget = "target" hint,
    }
    Crm {
        Note = "note" hint, ReviewCustomers = "review" hint, Forget = "forget",
    }
    Table {
        Choose = "choose" hint, Rows = "rows" hint, Sort = "sort" hint, Search = "search" hint, Filter = "filter" hint,
        Clear = "clear", Export = "export" hint, AsTable = "as_table",
        CopyCell = "copy_cell", CopyRow = "copy_row", CopyColumn = "copy_column",
        Up = "up", Down = "down", Left = "left", Right = "right",
        PageUp = "page_up", PageDown = "page_down", First = "first", Last = "last",
        Explain = "explain" hint, Origin = "origin" hint, Frequency = "frequency", Meaning = "meaning",
    }
    Everywhere {
        Help = "help" hint, Palette = "palette" hint, Scope = "scope" hint, Jobs = "jobs" hint, Audit = "audit", Console = "console" hint,
        Preview = "preview" hint,
        Tab1 = "tab_1", Tab2 = "tab_2", Tab3 = "tab_3", Tab4 = "tab_4", Tab5 = "tab_5", Tab6 = "tab_6",
        NextTab = "next_tab", PreviousTab = "previous_tab",
        NextPane = "next_panel" hint, PreviousPane = "previous_panel", Zoom = "zoom",
        Day = "grain_day", Week = "grain_week", Month = "grain_month", Quarter = "grain_quarter",
        RefreshAll = "refresh", Reload = "reload", Unmask = "unmask" hint, Glossary = "glossary", Tour = "tour", Quit = "quit" hint,
    }
    Overlay {
        Close = "close" hint,
    }
    Reader {
        ReadUp = "up", ReadDown = "down", ReadPageUp = "page_up", ReadPageDown = "page_down", ReadFirst = "first",
        ReadLast = "last", ReadCopy = "copy" hint, ReadNext = "next" hint,
    }
    Review {
        SameCustomer = "same" hint, NeverOne = "never" hint, SkipPair = "skip" hint, LeaveReview = "close" hint,
        TakeBack = "undo" hint, PairRecords = "records" hint, BackPair = "back" hint, ApplyDecisions = "apply" hint,
        ReviewUp = "up", ReviewDown = "down",
    }
    Path {
        StepIn = "in" hint, StepOut = "out" hint, DetailsDown = "details_down" hint, Turn = "turn" hint, StepRows = "rows" hint, StepQuery = "explain" hint,
        CopyPath = "copy" hint, StepUp = "up", StepDown = "down", StepPageUp = "page_up", StepPageDown = "page_down",
        StepFirst = "first", StepLast = "last", DetailsUp = "details_up",
    }
    Rows {
        PreviewRows = "preview" hint, VerifyAudit = "verify" hint,
        MendRecord = "mend" hint, MendAlike = "mend_alike" hint, GiveUpRecord = "give_up" hint, ReopenRecord = "reopen" hint,
    }
    Jobs {
        RunJob = "run" hint, CancelRun = "cancel" hint, History = "history" hint, RunStale = "refresh" hint,
    }
    List {
        ListUp = "up", ListDown = "down", ListTake = "take" hint, ListClose = "close" hint,
    }
    Form {
        FieldNext = "next" hint, FieldPrevious = "previous", Before = "choice_before", After = "choice_after" hint,
        Submit = "submit" hint, FormClose = "close" hint,
    }
    Console {
        RunQuery = "run" hint, Complete = "complete" hint, ToAnswer = "to_answer" hint, Leave = "leave" hint,
    }
    Preview {
        Messages = "messages" hint,
    }
    Cleaning {
        RunRules = "run" hint, ToggleRule = "toggle" hint, UndoRule = "undo" hint, UndoAll = "undo_all" hint,
    }
    Answer {
        ToQuery = "to_query" hint,
    }
}

impl Command {
    /// `place.name`, as in `config/keys.toml` and, after `command.`, in the locales.
    pub fn id(self) -> String {
        format!("{}.{}", self.place().name(), self.name())
    }

    pub fn of(place: Place, name: &str) -> Option<Command> {
        Command::at(place).find(|command| command.name() == name)
    }

    pub fn at(place: Place) -> impl Iterator<Item = Command> {
        Command::ALL.iter().copied().filter(move |command| command.place() == place)
    }

    /// What a role has to have for it, where the command itself says so. It is only not to offer in vain: the service decides.
    pub fn grant(self) -> Option<Grant> {
        match self {
            Command::Import => Some(Grant::Import),
            Command::Refused | Command::Failing => Some(Grant::People),
            Command::Landed => Some(Grant::Tables),
            Command::Clean | Command::RunRules | Command::ToggleRule | Command::UndoRule | Command::UndoAll => {
                Some(Grant::Clean)
            }
            Command::MendRecord | Command::MendAlike | Command::GiveUpRecord | Command::ReopenRecord => {
                Some(Grant::Clean)
            }
            Command::ReviewPairs | Command::ReviewCustomers | Command::SameCustomer | Command::NeverOne => {
                Some(Grant::Merge)
            }
            Command::SetTarget => Some(Grant::Targets),
            Command::Note => Some(Grant::Notes),
            Command::Export => Some(Grant::Export),
            Command::Console => Some(Grant::Console),
            Command::Preview | Command::PreviewRows | Command::Messages => Some(Grant::Preview),
            Command::RefreshAll | Command::RunStale => Some(Grant::Jobs),
            Command::Reload => Some(Grant::Admin),
            Command::Unmask => Some(Grant::Unmask),
            Command::Audit | Command::VerifyAudit => Some(Grant::Audit),
            _ => None,
        }
    }

    /// The tab that it goes to, counted from 0.
    pub fn tab(self) -> Option<usize> {
        let tabs = [Command::Tab1, Command::Tab2, Command::Tab3, Command::Tab4, Command::Tab5, Command::Tab6];
        tabs.iter().position(|tab| *tab == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Language, Words};

    #[test]
    fn every_command_and_place_has_words_in_every_language() {
        for language in Language::ALL {
            let words = Words::load(language).unwrap();
            let commands = Command::ALL.iter().map(|command| format!("command.{}", command.id()));
            let places = Place::ALL.iter().map(|place| format!("place.{}", place.name()));
            let missing: Vec<String> = commands.chain(places).filter(|key| words.find(key).is_none()).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", language.tag());
        }
    }

    #[test]
    fn ids_are_unique() {
        let ids: std::collections::BTreeSet<String> = Command::ALL.iter().map(|command| command.id()).collect();
        assert_eq!(ids.len(), Command::ALL.len());
    }
}
