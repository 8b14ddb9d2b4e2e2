use super::*;
use crate::warehouse::{Limits, Warehouse};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

fn file(text: &[u8], mode: u32) -> (tempfile::TempDir, Origin) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.key");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    (dir, Origin::File(path))
}

#[test]
fn a_keys_file_is_its_owners_alone_and_long_enough() {
    let (_dir, origin) = file(b"correct horse battery\n", 0o600);
    assert_eq!(origin.read().unwrap().bytes(), b"correct horse battery", "the line break is not part of it");
    let (_dir, origin) = file(b"correct horse battery", 0o640);
    let error = origin.read().unwrap_err();
    assert!(error.to_string().contains("others may read the key's file"), "{error}");
    assert!(error.hint().unwrap().starts_with("chmod 600"));
    let (_dir, origin) = file(b"short\n", 0o400);
    assert!(origin.read().unwrap_err().to_string().contains("has 5 bytes, and 12 are the least"));
}

#[test]
fn a_key_follows_from_secret_and_salt_and_tells_neither() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one.duckdb"), dir.path().join("other.duckdb"));
    let (_dir, origin) = file(b"correct horse battery\n", 0o600);
    let secret = origin.read().unwrap();
    let key = |database: &Path| Key::derive(&secret, &Salt::of(database).unwrap()).unwrap();
    assert_eq!(key(&one), key(&one), "the salt is kept");
    assert_ne!(key(&one).fingerprint(), key(&other).fingerprint());
    assert_ne!(*key(&one).of_database(), *key(&one).of_backups());
    assert_eq!(format!("{:?} {secret:?}", key(&one)), "Key Secret");
    assert_eq!(fs::metadata(Salt::path(&one)).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn random_bytes_need_no_work_to_be_a_key_and_a_salt_as_words_do() {
    let salt = |memory: u32, salt: &str| -> Salt {
        serde_json::from_value(serde_json::json!({ "memory": memory, "passes": 3, "salt": salt })).unwrap()
    };
    let derived = |text: &[u8], salt: &Salt| {
        let (_dir, origin) = file(text, 0o600);
        Key::derive(&origin.read().unwrap(), salt).map(|key| key.fingerprint())
    };
    let random = b"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n";
    // So little work argon2 refuses to do.
    assert!(derived(b"correct horse battery", &salt(1, "0123456789abcdef")).is_err());
    let key = derived(random, &salt(1, "0123456789abcdef")).unwrap();
    assert_eq!(derived(random, &salt(1, "0123456789abcdef")).unwrap(), key);
    assert_ne!(derived(random, &salt(1, "fedcba9876543210")).unwrap(), key);
}

#[test]
fn a_file_and_a_key_that_do_not_go_together_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let plain = dir.path().join("plain.duckdb");
    assert_eq!(is_encrypted(&plain), None);
    Warehouse::open(&plain, &Limits { memory: "500MB".into(), threads: 1, key: None }).unwrap();
    assert_eq!(is_encrypted(&plain), Some(false));
    let (_dir, origin) = file(b"correct horse battery\n", 0o600);
    let key = Key::derive(&origin.read().unwrap(), &Salt::of(&plain).unwrap()).unwrap();
    let refused = check(&plain, Some(&key)).unwrap_err();
    let expected = if cfg!(feature = "encryption") { "is not encrypted" } else { "was built without encryption" };
    assert!(refused.to_string().contains(expected), "{refused}");

    // As the engine marks an encrypted one.
    let mut bytes = fs::read(&plain).unwrap();
    bytes[FLAGS] |= 1;
    let marked = dir.path().join("marked.duckdb");
    fs::write(&marked, bytes).unwrap();
    assert_eq!(is_encrypted(&marked), Some(true));
    assert!(check(&marked, None).is_err());
}
