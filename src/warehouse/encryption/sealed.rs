use super::{Key, Salt};
use crate::warehouse::WarehouseError;
use duckdb::Connection;
use serde::{Deserialize, Serialize};

/// By which key files beside the database are encrypted: enough to tell whether one has it, and to derive it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The key's fingerprint.
    pub key: String,
    pub salt: Salt,
}

impl Sealed {
    pub fn by(key: &Key) -> Sealed {
        Sealed { key: key.fingerprint(), salt: key.salt().clone() }
    }

    /// Gives the engine the key under the seal's name.
    pub(in crate::warehouse) fn register(&self, connection: &Connection, key: &Key) -> Result<(), WarehouseError> {
        // Both are of letters, digits and `+/=`; the engine binds nothing here.
        let sql = format!("PRAGMA add_parquet_key('{}', '{}')", self.name(), key.of_backups().as_str());
        Ok(connection.execute_batch(&sql)?)
    }

    /// The option by which the engine writes and reads Parquet with the key.
    pub(in crate::warehouse) fn option(&self) -> String {
        format!("{{footer_key: '{}'}}", self.name())
    }

    fn name(&self) -> String {
        let fingerprint: String = self.key.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("backup_{fingerprint}")
    }
}
