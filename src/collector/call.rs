//! Which call a path is.

/// What a message says, by the name that its `type` has.
pub(super) const TYPES: [&str; 6] = ["identify", "track", "page", "screen", "group", "alias"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// One message, of this type.
    One(&'static str),
    /// Several, each with its type.
    Batch,
}

impl Call {
    /// The path's call: in full as servers write it, or by its first letter as browsers do.
    pub fn of(path: &str) -> Option<Call> {
        let name = path.strip_prefix("/v1/")?.trim_end_matches('/');
        match name {
            "batch" | "b" | "import" => Some(Call::Batch),
            name => TYPES.into_iter().find(|known| name == *known || name == &known[..1]).map(Call::One),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_and_browsers_name_the_same_calls() {
        for (long, short, call) in [
            ("/v1/track", "/v1/t", Call::One("track")),
            ("/v1/identify", "/v1/i", Call::One("identify")),
            ("/v1/page", "/v1/p", Call::One("page")),
            ("/v1/screen", "/v1/s", Call::One("screen")),
            ("/v1/group", "/v1/g", Call::One("group")),
            ("/v1/alias", "/v1/a", Call::One("alias")),
            ("/v1/batch/", "/v1/b", Call::Batch),
        ] {
            assert_eq!([Call::of(long), Call::of(short)], [Some(call); 2], "{long}");
        }
        assert_eq!([Call::of("/"), Call::of("/v1/"), Call::of("/v1/x"), Call::of("/v2/track")], [None; 4]);
    }
}
