use crate::config::ConfigError;
use crate::jobs::JobError;
use crate::warehouse::backup::BackupError;
use crate::warehouse::{KeyError, WarehouseError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What went wrong, in words, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub code: Code,
    pub message: String,
    pub hint: Option<String>,
}

/// What scripts tell faults apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Code {
    /// The request itself is wrong.
    Usage,
    Cancelled,
    /// Another process has the file.
    Held,
    /// Someone else has changed the thing meanwhile; the message says what it is now.
    Conflict,
    /// Who asks may not.
    Denied,
    /// The service was ended by someone who may.
    Ended,
    /// The service went away, or cannot be reached.
    Gone,
    /// The service has let this client go, for what it did or left undone.
    LetGo,
    Failed,
}

impl Code {
    /// As the audit has it.
    pub fn name(self) -> &'static str {
        match self {
            Code::Usage => "usage",
            Code::Cancelled => "cancelled",
            Code::Held => "held",
            Code::Conflict => "conflict",
            Code::Denied => "denied",
            Code::Ended => "ended",
            Code::Gone => "gone",
            Code::LetGo => "let_go",
            Code::Failed => "failed",
        }
    }
}

impl Fault {
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { code: Code::Usage, message: message.into(), hint: Some(hint.into()) }
    }

    /// A change that was not made, as what it would change is no longer as its editor saw it.
    pub fn conflict(message: impl Into<String>) -> Fault {
        let hint = "look at it as it is now, and change it again if yours is still right";
        Fault { code: Code::Conflict, message: message.into(), hint: Some(hint.into()) }
    }

    pub fn denied(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { code: Code::Denied, message: message.into(), hint: Some(hint.into()) }
    }

    pub fn let_go(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { code: Code::LetGo, message: message.into(), hint: Some(hint.into()) }
    }

    pub fn cancelled() -> Fault {
        Fault { code: Code::Cancelled, ..Fault::failed("cancelled") }
    }

    pub fn failed(message: impl Into<String>) -> Fault {
        Fault { code: Code::Failed, message: message.into(), hint: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl From<WarehouseError> for Fault {
    fn from(error: WarehouseError) -> Fault {
        let code = match &error {
            WarehouseError::Interrupted => Code::Cancelled,
            WarehouseError::Held { .. } => Code::Held,
            WarehouseError::NoColumn { .. } | WarehouseError::MissingArgument { .. } => Code::Usage,
            _ => Code::Failed,
        };
        Fault { code, message: error.to_string(), hint: error.hint() }
    }
}

impl From<JobError> for Fault {
    fn from(error: JobError) -> Fault {
        let code = match &error {
            JobError::Unknown { .. } | JobError::NoParam { .. } | JobError::BadParam { .. } => Code::Usage,
            JobError::Cancelled => Code::Cancelled,
            _ => Code::Failed,
        };
        Fault { code, message: error.to_string(), hint: error.hint() }
    }
}

impl From<ConfigError> for Fault {
    fn from(error: ConfigError) -> Fault {
        Fault { code: Code::Failed, message: error.to_string(), hint: error.hint() }
    }
}

impl From<BackupError> for Fault {
    fn from(error: BackupError) -> Fault {
        let code = match error {
            BackupError::Warehouse(error) => return error.into(),
            BackupError::Unknown { .. } | BackupError::NoneVerified { .. } => Code::Usage,
            _ => Code::Failed,
        };
        Fault { code, message: error.to_string(), hint: error.hint() }
    }
}

impl From<KeyError> for Fault {
    fn from(error: KeyError) -> Fault {
        WarehouseError::from(error).into()
    }
}
