//! What crosses the socket: frames of JSON, each with its length before it.
//!
//! [`Hello`] and [`Reply`] come first. They keep their shape for ever, so that two programs of different versions can tell
//! each other so in words; everything after them is read only by programs that speak the same protocol.

use super::{Event, Fault, Request, Response, Ticket};
use crate::value::{Cell, Table};
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::sync::LazyLock;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Tells protocols apart: a fingerprint of the texts that define what is sent.
pub static PROTOCOL: LazyLock<String> = LazyLock::new(|| {
    let texts = [
        VERSION,
        include_str!("wire.rs"),
        include_str!("protocol/mod.rs"),
        include_str!("protocol/event.rs"),
        include_str!("protocol/explanation.rs"),
        include_str!("protocol/jobs.rs"),
        include_str!("protocol/news.rs"),
        include_str!("protocol/overview.rs"),
        include_str!("protocol/relation.rs"),
        include_str!("protocol/request.rs"),
        include_str!("protocol/response.rs"),
        include_str!("protocol/status.rs"),
        include_str!("fault.rs"),
        include_str!("input.rs"),
        include_str!("../jobs/runner.rs"),
        include_str!("../jobs/stale.rs"),
        include_str!("../warehouse/audit.rs"),
        include_str!("../value/cell.rs"),
        include_str!("../value/table.rs"),
        include_str!("../value/page.rs"),
        include_str!("../value/scope.rs"),
        include_str!("../collector/standing.rs"),
        include_str!("../crm/mod.rs"),
        include_str!("../identity/decision.rs"),
        include_str!("../quality/dictionary.rs"),
        include_str!("../sources/quarantine.rs"),
        include_str!("../sources/write_key.rs"),
        include_str!("../sources/propose/mod.rs"),
        include_str!("../config/sources/database.rs"),
        include_str!("origin/node.rs"),
        include_str!("origin/mod.rs"),
        include_str!("access/visitor.rs"),
        include_str!("../config/access.rs"),
    ];
    blake3::hash(texts.concat().as_bytes()).to_hex()[..16].to_owned()
});

/// What a client says first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The program's version.
    pub foureye: String,
    pub protocol: String,
    /// What the client is, such as `workbench` or a command's name.
    pub client: String,
}

/// What the service says to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub foureye: String,
    pub protocol: String,
    pub process: u32,
    pub user: String,
    /// When it began, in UTC.
    pub since: DateTime,
    /// Why the client is not let in.
    pub refused: Option<Refusal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub message: String,
    pub hint: Option<String>,
}

/// From a client to the service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    Call {
        ticket: Ticket,
        request: Box<Request>,
    },
    /// The same of an export, whose bytes are to come over the line: the client keeps them where it likes.
    Fetch {
        ticket: Ticket,
        request: Box<Request>,
    },
    /// The same about a file of the client's, whose bytes come after it in frames of their own, until all have come that it is
    /// said to have. Where the answer comes before that, the rest is not read.
    Send {
        ticket: Ticket,
        request: Box<Request>,
    },
    /// So many bytes of that file follow the frame.
    Bytes {
        ticket: Ticket,
        length: usize,
    },
    /// Stops a call, and what is sent for one.
    Cancel {
        ticket: Ticket,
    },
}

/// From the service to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// Rows of an answer that is too long for a frame; the answer itself comes after the last of them.
    Rows {
        ticket: Ticket,
        rows: Vec<Vec<Cell>>,
    },
    /// So many bytes of a fetched file follow the frame.
    Bytes {
        ticket: Ticket,
        length: usize,
    },
    Answer {
        ticket: Ticket,
        answer: Result<Response, Fault>,
    },
    Event(Event),
}

/// An answer goes out in frames of at most so many rows, and other news between them.
pub const ROWS: usize = 2_000;

/// So many bytes of a file go out at a time, either way.
pub const BYTES: usize = 256 << 10;

/// The longest frame that a client may send: a mapping or a query is far shorter.
pub const ASKED: usize = 16 << 20;

/// The longest frame that the service may send.
pub const TOLD: usize = 1 << 30;

/// The longest first frame.
pub const FIRST: usize = 64 << 10;

/// Takes the rows of an answer that are to go out first, where they are too many for one frame.
pub fn first_rows(answer: &mut Result<Response, Fault>) -> Option<Vec<Vec<Cell>>> {
    let Ok(Response::Rows(Table { rows, .. })) = answer else { return None };
    (rows.len() > ROWS).then(|| {
        let rest = rows.split_off(ROWS);
        std::mem::replace(rows, rest)
    })
}

pub fn send(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut frame = vec![0; 4];
    serde_json::to_writer(&mut frame, message)?;
    let length = u32::try_from(frame.len() - 4).map_err(|_| io::Error::other("an answer is too long for a frame"))?;
    frame[..4].copy_from_slice(&length.to_be_bytes());
    to.write_all(&frame)
}

/// The next message; none where the other end has left between two.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read, longest: usize) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    if from.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..])?;
    let length = u32::from_be_bytes(length) as usize;
    if length > longest {
        let what = format!("a frame of {length} bytes is longer than the {longest} that are taken");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let mut frame = Vec::new();
    if from.by_ref().take(length as u64).read_to_end(&mut frame)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(serde_json::from_slice(&frame)?))
}

/// The bytes that follow a frame.
pub fn receive_bytes(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    if length > BYTES {
        let what = format!("{length} bytes at a time are more than the {BYTES} that are taken");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;
    use crate::jobs::{JobEvent, Progress};
    use crate::value::{Column, Kind};
    use jiff::civil::date;
    use rust_decimal::Decimal;

    fn sent(message: &impl Serialize) -> Vec<u8> {
        let mut bytes = Vec::new();
        send(&mut bytes, message).unwrap();
        bytes
    }

    fn received<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<Option<T>> {
        receive(&mut &bytes[..], TOLD)
    }

    #[test]
    fn every_kind_of_cell_arrives_as_it_was() {
        let cells = vec![
            Cell::Null,
            true.into(),
            i64::MIN.into(),
            Decimal::new(-123_456_789_012, 2).into(),
            0.1.into(),
            (0.1 + 0.2).into(),
            f64::MIN_POSITIVE.into(),
            f64::INFINITY.into(),
            "陈 \u{1b}[31m\n".into(),
            date(2026, 6, 30).into(),
            date(2026, 6, 30).at(23, 59, 59, 999_999_000).into(),
            Cell::List(vec![1.into(), Cell::Null, "a".into()]),
        ];
        let table = Table { columns: Vec::new(), rows: vec![cells], offset: 3, total: u64::MAX };
        let tell = Tell::Answer { ticket: 7, answer: Ok(Response::Rows(table)) };
        assert_eq!(received::<Tell>(&sent(&tell)).unwrap(), Some(tell));
        let nan = Tell::Rows { ticket: 7, rows: vec![vec![f64::NAN.into()]] };
        let Some(Tell::Rows { rows, .. }) = received(&sent(&nan)).unwrap() else { panic!("no rows") };
        assert!(rows[0][0].number().unwrap().is_nan());
    }

    #[test]
    fn questions_and_news_arrive_as_they_were() {
        let call = Ask::Call {
            ticket: 1,
            request: Box::new(Request::Run { job: "segments.kmeans".into(), args: args![clusters => "5"] }),
        };
        assert_eq!(received::<Ask>(&sent(&call)).unwrap(), Some(call));
        let progress = Progress::Done { rows: 3, figures: vec![("inertia".into(), 0.5.into())] };
        let news = Tell::Event(Event::Job(JobEvent { run: 4, job: "kpi.compute".into(), progress }));
        assert_eq!(received::<Tell>(&sent(&news)).unwrap(), Some(news));
        for job in super::super::jobs() {
            for param in job.params {
                let expected = super::super::Expected::from(param.kind);
                assert_eq!(received(&sent(&expected)).unwrap(), Some(expected), "{} {}", job.name, param.name);
            }
        }
    }

    #[test]
    fn a_long_answer_goes_out_in_parts() {
        let rows = |n: usize| (0..n).map(|n| vec![n.into()]).collect::<Vec<Vec<Cell>>>();
        let columns = vec![Column { name: "n".into(), kind: Kind::Count }];
        let mut answer = Ok(Response::Rows(Table { columns, rows: rows(2 * ROWS + 1), offset: 0, total: 9 }));
        let mut parts = Vec::new();
        while let Some(part) = first_rows(&mut answer) {
            parts.push(part.len());
        }
        assert_eq!(parts, [ROWS, ROWS]);
        let Ok(Response::Rows(rest)) = answer else { panic!("no rows") };
        assert_eq!((rest.rows, rest.total), (vec![vec![(2 * ROWS).into()]], 9));
    }

    #[test]
    fn what_is_cut_short_too_long_or_no_frame_is_an_error_and_no_message() {
        let bytes = sent(&Ask::Cancel { ticket: 1 });
        assert!(matches!(received::<Ask>(&[]), Ok(None)));
        for length in 1..bytes.len() {
            assert!(received::<Ask>(&bytes[..length]).is_err(), "{length} bytes");
        }
        assert!(receive::<Ask>(&mut &bytes[..], 4).unwrap_err().to_string().contains("longer"));
        assert!(receive_bytes(&mut &[0; 9][..], 10).is_err());
        assert!(receive_bytes(&mut io::repeat(0), BYTES + 1).unwrap_err().to_string().contains("at a time"));
        assert!(received::<Ask>(b"GET / HTTP/1.1\r\n").is_err());
        assert!(received::<Ask>(&[0, 0, 0, 2, b'{', b'}']).is_err());
    }
}
