//! Write keys: who may send, and to which source it goes. Only their fingerprints are kept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use std::collections::HashMap;
use std::sync::Arc;

/// How a key is known without being kept: 64 hexadecimal digits.
pub fn fingerprint(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// The source of each key.
pub(super) struct Keys(HashMap<String, Arc<str>>);

impl Keys {
    pub fn of(keys: &IndexMap<String, Vec<String>>) -> Keys {
        let pairs = keys.iter().flat_map(|(source, keys)| {
            let source: Arc<str> = source.as_str().into();
            keys.iter().map(move |key| (key.clone(), Arc::clone(&source)))
        });
        Keys(pairs.collect())
    }

    pub fn source(&self, key: &str) -> Option<Arc<str>> {
        self.0.get(&fingerprint(key)).cloned()
    }
}

/// The key of an `Authorization` header: the user name, as libraries send it, with or without the colon behind it.
pub(super) fn of_header(header: &str) -> Option<String> {
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let key = text.split(':').next().unwrap_or_default().to_owned();
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::token;

    #[test]
    fn a_key_leads_to_its_source_by_its_fingerprint_alone() {
        let known = IndexMap::from([
            ("web".to_owned(), vec![fingerprint("old"), fingerprint("new")]),
            ("app".to_owned(), vec![fingerprint("app")]),
        ]);
        let keys = Keys::of(&known);
        let source = |key: &str| keys.source(key).map(|source| source.to_string());
        assert_eq!([source("old"), source("new")], [Some("web".to_owned()), Some("web".to_owned())]);
        assert_eq!(source("app").as_deref(), Some("app"));
        assert_eq!(source(&fingerprint("app")), None, "a fingerprint opens nothing");
    }

    #[test]
    fn a_header_names_its_key_as_the_user() {
        assert_eq!(of_header("Basic YWJjMTIzOg==").as_deref(), Some("abc123"));
        assert_eq!(of_header("basic YWJjMTIz").as_deref(), Some("abc123"));
        for wrong in ["Bearer YWJjMTIzOg==", "Basic", "Basic ###", "Basic Og==", "Basic /w=="] {
            assert_eq!(of_header(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_two_keys_are_alike() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
