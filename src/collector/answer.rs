//! One request and its answer: what the tracking API would say, once what was said is stored.
//!
//! As there, a request is refused for its form and its size, and not for what a message says: a message that makes no sense is
//! answered with 200 and kept as a reject. What a known sender could not say well is kept as a reject as well.

use super::call::Call;
use super::keys::{self, Keys};
use super::message::{self, Ids, Lines, Maker};
use super::spool::{Spool, Unstored};
use super::standing::Tally;
use flate2::read::MultiGzDecoder;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Bytes of a body, packed and unpacked: of what is too large for the API so much is read, to be kept.
const BODY: usize = 1 << 20;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Kilobytes of all bodies that are held at a time.
const ROOM: usize = 64 << 10;

/// So much room at least is taken by each.
const LEAST: usize = 4;

/// What answers need.
pub(super) struct Desk {
    pub keys: Keys,
    pub zone: TimeZone,
    pub spool: Arc<Spool>,
    pub tally: Arc<Tally>,
    pub ids: Ids,
    pub room: Semaphore,
}

/// Room for bodies.
pub(super) fn room() -> Semaphore {
    Semaphore::new(ROOM)
}

/// Why a request is not acknowledged.
enum Refusal {
    NoCall,
    NoPost,
    NoKey,
    Slow,
    TooLarge(String),
    Malformed(String),
    Unstored(Unstored),
}

pub(super) async fn answer(desk: &Desk, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = if is_preflight {
        with_status(StatusCode::NO_CONTENT, String::new())
    } else {
        match taken(desk, request).await {
            Ok(()) => with_status(StatusCode::OK, r#"{"success":true}"#.to_owned()),
            Err(refusal) => {
                Tally::add(&desk.tally.refused, 1);
                refusal.response()
            }
        }
    };
    // A page of any site may send, as a write key lets it do no more than that.
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, OPTIONS"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        headers.extend(asked.map(|names| (header::ACCESS_CONTROL_ALLOW_HEADERS, names)));
    }
    response
}

/// Stores what a request brings.
async fn taken(desk: &Desk, request: Request<Incoming>) -> Result<(), Refusal> {
    let call = Call::of(request.uri().path()).ok_or(Refusal::NoCall)?;
    if request.method() != Method::POST {
        return Err(Refusal::NoPost);
    }
    let named = text_of(request.headers(), &header::AUTHORIZATION).and_then(keys::of_header);
    let sender = match named {
        Some(key) => Some(desk.keys.source(&key).ok_or(Refusal::NoKey)?),
        None => None,
    };
    let packing = text_of(request.headers(), &header::CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase();
    let stated = request.body().size_hint().exact();
    let needed = stated.map_or(BODY, |bytes| bytes.min(BODY as u64) as usize).div_ceil(1 << 10).max(LEAST);
    let _room = desk.room.try_acquire_many(needed as u32).map_err(|_| Refusal::Unstored(Unstored::Busy))?;
    let maker = Maker { ids: &desk.ids, zone: &desk.zone, received: Timestamp::now() };
    let read = match body(request.into_body(), &packing).await {
        Ok(read) => read,
        Err(Unread::Slow) => return Err(Refusal::Slow),
        Err(Unread::TooLarge) => {
            let what = format!("the body has more than {BODY} bytes");
            return Err(keep(desk, sender, maker.unread(call, "", &what), Refusal::TooLarge(what)).await);
        }
        Err(Unread::Malformed(what)) => {
            return Err(keep(desk, sender, maker.unread(call, "", &what), Refusal::Malformed(what)).await);
        }
    };
    let text = String::from_utf8_lossy(&read);
    let is_text = || std::str::from_utf8(&read).map(|_| ()).map_err(|_| "the body is no UTF-8".to_owned());
    let made = is_text().and_then(|()| message::members(&text)).and_then(|members| {
        let key = message::text(&members, "writeKey");
        Ok((key, maker.lines(call, &text, &members)?))
    });
    let (key, lines) = match made {
        Ok(made) => made,
        Err(what) => {
            return Err(keep(desk, sender, maker.unread(call, &text, &what), Refusal::Malformed(what)).await);
        }
    };
    let sender = sender.or_else(|| desk.keys.source(&key?)).ok_or(Refusal::NoKey)?;
    let too_large = lines.too_large.clone();
    store(desk, sender, lines).await?;
    too_large.map_or(Ok(()), |what| Err(Refusal::TooLarge(what)))
}

/// Keeps what was not taken, where a known sender has said it; says why it was refused.
async fn keep(desk: &Desk, sender: Option<Arc<str>>, lines: Lines, refusal: Refusal) -> Refusal {
    match sender {
        Some(sender) => store(desk, sender, lines).await.err().unwrap_or(refusal),
        None => refusal,
    }
}

async fn store(desk: &Desk, sender: Arc<str>, lines: Lines) -> Result<(), Refusal> {
    let Lines { text, records, faulty, .. } = lines;
    Tally::add(&desk.tally.received, records);
    if records > 0 {
        desk.spool.store(sender, text, records).await.map_err(Refusal::Unstored)?;
    }
    Tally::add(&desk.tally.stored, records);
    Tally::add(&desk.tally.faulty, faulty);
    Ok(())
}

/// Why a body is not there.
enum Unread {
    Slow,
    TooLarge,
    Malformed(String),
}

async fn body(body: Incoming, packing: &str) -> Result<Vec<u8>, Unread> {
    let whole = tokio::time::timeout(PATIENCE, Limited::new(body, BODY).collect()).await.map_err(|_| Unread::Slow)?;
    let bytes = whole.map_err(|error| match error.is::<LengthLimitError>() {
        true => Unread::TooLarge,
        false => Unread::Malformed("the body ended before its end".into()),
    })?;
    let bytes = bytes.to_bytes();
    match packing {
        "" | "identity" => Ok(bytes.into()),
        "gzip" | "x-gzip" => unpacked(&bytes),
        other => Err(Unread::Malformed(format!("the body is packed by {other:?}, and gzip is known"))),
    }
}

/// What a gzip holds, as far as it may.
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, Unread> {
    let mut found = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(BODY as u64 + 1).read_to_end(&mut found);
    read.map_err(|error| Unread::Malformed(format!("the body is no gzip: {error}")))?;
    if found.len() > BODY { Err(Unread::TooLarge) } else { Ok(found) }
}

fn text_of<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl Refusal {
    fn response(self) -> Response<Full<Bytes>> {
        let (status, code, message) = match self {
            Refusal::NoCall => (StatusCode::NOT_FOUND, "not_found", "there is no such call".to_owned()),
            Refusal::NoPost => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "expected POST".to_owned()),
            Refusal::NoKey => (StatusCode::UNAUTHORIZED, "unauthorized", "the write key is not known".to_owned()),
            Refusal::Slow => (StatusCode::REQUEST_TIMEOUT, "timeout", "the body did not come in time".to_owned()),
            Refusal::TooLarge(what) => (StatusCode::BAD_REQUEST, "too_large", what),
            Refusal::Malformed(what) => (StatusCode::BAD_REQUEST, "invalid_request", what),
            Refusal::Unstored(Unstored::Busy) => {
                (StatusCode::SERVICE_UNAVAILABLE, "busy", "more comes than can be stored".to_owned())
            }
            Refusal::Unstored(Unstored::Failed) => {
                (StatusCode::SERVICE_UNAVAILABLE, "not_stored", "it could not be stored".to_owned())
            }
        };
        let body = serde_json::json!({ "success": false, "code": code, "message": message });
        let mut response = with_status(status, body.to_string());
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

fn with_status(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
