//! From what a client says to lines of a file: its messages as they came, with what the API adds to them, and what is wrong.
//!
//! A member's value stays as it is written, so that no number loses a digit.

use super::call::{Call, TYPES};
use super::clock;
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of a message.
pub(super) const MESSAGE: usize = 32 << 10;

/// Bytes of a batch.
pub(super) const BATCH: usize = 500 << 10;

/// Messages of a batch.
pub(super) const MESSAGES: usize = 2_500;

/// Objects and lists within one another.
const DEPTH: usize = 64;

/// Bytes that are kept of what is no message.
const KEPT: usize = 64 << 10;

/// What a request or a message consists of, by name.
pub(super) type Members<'a> = IndexMap<String, &'a RawValue>;

/// What is written by the collector itself, whatever a message says of it.
const OURS: [&str; 8] =
    ["messageId", "type", "timestamp", "originalTimestamp", "sentAt", "receivedAt", "fault", "body"];

/// Members that must be a text or a number, where they are there.
const TEXTS: [&str; 6] = ["messageId", "userId", "anonymousId", "previousId", "groupId", "event"];

/// Numbers messages that have none: a random beginning, so that none is given twice.
#[derive(Debug)]
pub(super) struct Ids {
    beginning: String,
    next: AtomicU64,
}

impl Ids {
    pub fn beginning(beginning: String) -> Ids {
        Ids { beginning, next: AtomicU64::new(1) }
    }

    fn next(&self) -> String {
        format!("{}-{}", self.beginning, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// Lines that were made of a request's messages.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub text: Vec<u8>,
    pub records: u64,
    /// Those that say what is wrong with them.
    pub faulty: u64,
    /// Why the API answers that the request was too large.
    pub too_large: Option<String>,
}

/// Makes lines of what came at one moment.
pub(super) struct Maker<'a> {
    pub ids: &'a Ids,
    pub zone: &'a TimeZone,
    pub received: Timestamp,
}

/// A request's members, or why it has none.
pub(super) fn members(body: &str) -> Result<Members<'_>, String> {
    serde_json::from_str(body).map_err(|error| format!("the body is no JSON object: {error}"))
}

/// A member's text; numbers and words are texts too.
pub(super) fn text(members: &Members<'_>, name: &str) -> Option<String> {
    let raw = members.get(name)?.get();
    let text = match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok()?,
        b'{' | b'[' => return None,
        _ if raw == "null" => return None,
        _ => raw.to_owned(),
    };
    Some(text).filter(|text: &String| !text.trim().is_empty())
}

impl Maker<'_> {
    /// # Errors
    /// What is wrong with a batch that has no list of messages.
    pub fn lines(&self, call: Call, body: &str, request: &Members<'_>) -> Result<Lines, String> {
        let mut lines = Lines::default();
        match call {
            Call::One(kind) => {
                let fault = too_long(body.len());
                lines.too_large.clone_from(&fault);
                self.message(request, Some(kind), None, fault, &mut lines);
            }
            Call::Batch => {
                let batch = request.get("batch").ok_or("the body has no list \"batch\"")?;
                let batch: Vec<&RawValue> =
                    serde_json::from_str(batch.get()).map_err(|error| format!("\"batch\" is no list: {error}"))?;
                lines.too_large = (body.len() > BATCH)
                    .then(|| format!("the batch has {} bytes, and {BATCH} is the most", body.len()));
                let whole = lines.too_large.clone();
                for (at, raw) in batch.into_iter().enumerate() {
                    self.of_batch(raw.get(), at, request, whole.clone(), &mut lines);
                }
            }
        }
        Ok(lines)
    }

    /// What cannot be taken apart, as a line of its own.
    pub fn unread(&self, call: Call, body: &str, fault: &str) -> Lines {
        let mut lines = Lines::default();
        let kind = if let Call::One(kind) = call { Some(kind) } else { None };
        self.no_message(body, kind, fault, &mut lines);
        lines
    }

    fn of_batch(&self, raw: &str, at: usize, request: &Members<'_>, whole: Option<String>, lines: &mut Lines) {
        let too_long = too_long(raw.len());
        if lines.too_large.is_none() {
            lines.too_large.clone_from(&too_long);
        }
        let too_many = || (at >= MESSAGES).then(|| format!("the batch has more than {MESSAGES} messages"));
        let fault = whole.or(too_long).or_else(too_many);
        match serde_json::from_str::<Members<'_>>(raw) {
            Ok(message) => self.message(&message, None, Some(request), fault, lines),
            Err(error) => self.no_message(raw, None, &format!("the message is no JSON object: {error}"), lines),
        }
    }

    fn message(
        &self,
        message: &Members<'_>,
        kind: Option<&str>,
        batch: Option<&Members<'_>>,
        fault: Option<String>,
        lines: &mut Lines,
    ) {
        let kind = kind.map(str::to_owned).or_else(|| text(message, "type"));
        let fault = fault.or_else(|| wrong(message, kind.as_deref()));
        let sent = text(message, "sentAt").or_else(|| text(batch?, "sentAt"));
        let stated = text(message, "timestamp");
        let mut line = Line::default();
        line.put("messageId", &text(message, "messageId").unwrap_or_else(|| self.ids.next()));
        kind.iter().for_each(|kind| line.put("type", kind));
        line.put("timestamp", &clock::happened(stated.as_deref(), sent.as_deref(), self.received, self.zone));
        stated.iter().for_each(|stated| line.put("originalTimestamp", stated));
        sent.iter().for_each(|sent| line.put("sentAt", sent));
        line.put("receivedAt", &self.received.to_string());
        let context = context(message, batch);
        for (name, raw) in message {
            match name.as_str() {
                // A key opens the door to whoever reads it.
                "writeKey" => {}
                "context" if context.is_some() => {}
                name if OURS.contains(&name) => {}
                name => line.put_raw(name, raw.get()),
            }
        }
        context.iter().for_each(|context| line.put_raw("context", context));
        line.end(fault.as_deref(), lines);
    }

    fn no_message(&self, body: &str, kind: Option<&str>, fault: &str, lines: &mut Lines) {
        let mut line = Line::default();
        line.put("messageId", &self.ids.next());
        kind.iter().for_each(|kind| line.put("type", kind));
        line.put("timestamp", &clock::happened(None, None, self.received, self.zone));
        line.put("receivedAt", &self.received.to_string());
        line.put("body", &body[..body.floor_char_boundary(KEPT)]);
        line.end(Some(fault), lines);
    }
}

/// What is wrong with a message, where something is.
fn wrong(message: &Members<'_>, kind: Option<&str>) -> Option<String> {
    let has = |name: &str| text(message, name).is_some();
    let is_nested = |name: &&&str| message.get(**name).is_some_and(|raw| raw.get().starts_with(['{', '[']));
    if let Some(name) = TEXTS.iter().find(is_nested) {
        return Some(format!("{name} is no text"));
    }
    if message.values().any(|raw| depth(raw.get()) > DEPTH) {
        return Some(format!("more than {DEPTH} objects or lists are within one another"));
    }
    let Some(kind) = kind else { return Some("type is missing".into()) };
    if !TYPES.contains(&kind) {
        return Some(format!("type is {kind:?}, and should be one of {}", TYPES.join(", ")));
    }
    match kind {
        "alias" if !has("previousId") || !has("userId") => Some("an alias needs both previousId and userId".into()),
        _ if !has("userId") && !has("anonymousId") => Some("it has neither a userId nor an anonymousId".into()),
        "track" if !has("event") => Some("event is missing".into()),
        "group" if !has("groupId") => Some("groupId is missing".into()),
        _ => None,
    }
}

fn too_long(bytes: usize) -> Option<String> {
    (bytes > MESSAGE).then(|| format!("the message has {bytes} bytes, and {MESSAGE} is the most"))
}

/// The message's context within that of its batch; none where one of them says it all.
fn context(message: &Members<'_>, batch: Option<&Members<'_>>) -> Option<String> {
    let of_batch = batch?.get("context")?.get();
    let Some(own) = message.get("context") else { return of_batch.starts_with('{').then(|| of_batch.to_owned()) };
    let (outer, own): (Members<'_>, Members<'_>) =
        (serde_json::from_str(of_batch).ok()?, serde_json::from_str(own.get()).ok()?);
    let mut both = outer;
    both.extend(own);
    serde_json::to_string(&both).ok()
}

/// How many objects and lists are within one another.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut is_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// One line of a file in the making.
#[derive(Default)]
struct Line(Vec<u8>);

impl Line {
    fn put(&mut self, name: &str, text: &str) {
        self.name(name);
        self.string(text);
    }

    /// JSON may have line ends between its values, and nowhere else.
    fn put_raw(&mut self, name: &str, raw: &str) {
        self.name(name);
        self.0.extend(raw.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
    }

    fn name(&mut self, name: &str) {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        self.string(name);
        self.0.push(b':');
    }

    fn string(&mut self, text: &str) {
        serde_json::to_writer(&mut self.0, text).expect("a text is written to memory");
    }

    fn end(mut self, fault: Option<&str>, lines: &mut Lines) {
        if let Some(fault) = fault {
            self.put("fault", fault);
            lines.faulty += 1;
        }
        lines.records += 1;
        lines.text.append(&mut self.0);
        lines.text.extend(b"}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn made(call: Call, body: &str) -> (Lines, Vec<Value>) {
        let ids = Ids::beginning("made".into());
        let received = "2026-06-30T10:00:00Z".parse().unwrap();
        let maker = Maker { ids: &ids, zone: &TimeZone::UTC, received };
        let lines = maker.lines(call, body, &members(body).unwrap()).unwrap();
        let text = String::from_utf8(lines.text.clone()).unwrap();
        let values = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (lines, values)
    }

    fn fault(call: Call, body: &str) -> String {
        made(call, body).1[0]["fault"].as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_message_is_kept_as_it_came_on_one_line_without_its_key() {
        let body =
            "{\"writeKey\":\"secret\",\"userId\":7,\"event\":\"Viewed\\n\",\n \"properties\": {\n\"price\": 1.10}}";
        let (lines, values) = made(Call::One("track"), body);
        assert_eq!((lines.records, lines.faulty), (1, 0));
        let text = String::from_utf8(lines.text).unwrap();
        assert!(text.contains(r#""properties":{ "price": 1.10}"#) && !text.contains("secret"), "{text}");
        let line = &values[0];
        assert_eq!([&line["messageId"], &line["type"], &line["event"]], ["made-1", "track", "Viewed\n"]);
        assert_eq!(line["timestamp"], "2026-06-30 10:00:00.000");
    }

    #[test]
    fn a_batch_says_for_all_what_its_messages_leave_out() {
        let body = r#"{"sentAt":"2026-06-30T09:00:00Z","context":{"a":1,"b":1},"batch":[
            {"type":"page","userId":"u","messageId":"m","timestamp":"2026-06-30T08:59:00Z","context":{"b":2}},
            {"type":"page","userId":"u"}]}"#;
        let (_, values) = made(Call::Batch, body);
        assert_eq!(values[0]["context"].to_string(), r#"{"a":1,"b":2}"#);
        assert_eq!(values[0]["timestamp"], "2026-06-30 09:59:00.000", "the device's clock is an hour slow");
        assert_eq!(values[0]["originalTimestamp"], "2026-06-30T08:59:00Z");
        assert_eq!(values[1]["context"].to_string(), r#"{"a":1,"b":1}"#);
    }

    #[test]
    fn what_is_wrong_is_said_and_kept() {
        let of = |body: &str| fault(Call::Batch, &format!(r#"{{"batch":[{body}]}}"#));
        assert_eq!(of(r#"{"type":"track","userId":"u"}"#), "event is missing");
        assert_eq!(of(r#"{"type":"page","userId":" "}"#), "it has neither a userId nor an anonymousId");
        assert_eq!(of(r#"{"type":"group","userId":"u"}"#), "groupId is missing");
        assert_eq!(of(r#"{"type":"alias","userId":"u"}"#), "an alias needs both previousId and userId");
        assert_eq!(of(r#"{"userId":"u"}"#), "type is missing");
        assert!(of(r#"{"type":"trick","userId":"u"}"#).starts_with("type is \"trick\""));
        assert_eq!(of(r#"{"type":"page","userId":{"id":1}}"#), "userId is no text");
        let deep = format!(r#"{{"type":"page","userId":"u","properties":{}{}}}"#, "[".repeat(65), "]".repeat(65));
        assert!(of(&deep).starts_with("more than 64"));
        assert!(of("7").starts_with("the message is no JSON object"));
        assert_eq!(made(Call::Batch, r#"{"batch":[7]}"#).1[0]["body"], "7");
    }

    #[test]
    fn what_is_too_large_is_said_so_and_kept_whole() {
        let long = format!(r#"{{"type":"page","userId":"u","name":"{}"}}"#, "x".repeat(MESSAGE));
        for (call, body) in [(Call::One("page"), long.clone()), (Call::Batch, format!(r#"{{"batch":[{long}]}}"#))] {
            let (lines, values) = made(call, &body);
            assert!(lines.too_large.is_some() && lines.faulty == 1);
            assert_eq!(values[0]["name"].as_str().map(str::len), Some(MESSAGE));
        }
        let one = r#"{"type":"page","userId":"u"}"#;
        let (lines, _) = made(Call::Batch, &format!(r#"{{"batch":[{}]}}"#, vec![one; MESSAGES + 2].join(",")));
        assert_eq!((lines.records, lines.faulty), (MESSAGES as u64 + 2, 2), "only those past the limit");
        assert_eq!(lines.too_large, None);
    }

    #[test]
    fn nobody_speaks_in_the_collectors_name() {
        let body =
            r#"{"userId":"u","type":"page","fault":"mine","receivedAt":"never","body":"b","originalTimestamp":"o"}"#;
        let (lines, values) = made(Call::One("page"), body);
        assert_eq!(lines.faulty, 0);
        let names: Vec<&String> = values[0].as_object().unwrap().keys().collect();
        assert_eq!(names, ["messageId", "type", "timestamp", "receivedAt", "userId"]);
        assert_eq!(values[0]["receivedAt"], "2026-06-30T10:00:00Z");
    }
}
