//! A sender of events: plain HTTP over one line, as a library speaks it.

use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Sender {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Sender {
    pub fn new(address: SocketAddr, key: &str) -> Sender {
        Sender::try_new(address, key).expect("someone listens")
    }

    pub fn try_new(address: SocketAddr, key: &str) -> io::Result<Sender> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Sender { stream: BufReader::new(stream), key: key.to_owned() })
    }

    /// Posts a body with the key in it; gives the status of the answer.
    pub fn post(&mut self, path: &str, mut body: Value) -> u16 {
        body["writeKey"] = self.key.clone().into();
        self.try_post(path, &body.to_string()).expect("an answer")
    }

    pub fn try_post(&mut self, path: &str, body: &str) -> io::Result<u16> {
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
        self.stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(cut());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(stated) = line.strip_prefix("content-length:") {
                length = stated.trim().parse().map_err(|_| cut())?;
            }
            if line.is_empty() {
                break;
            }
        }
        self.stream.read_exact(&mut vec![0; length])?;
        Ok(status)
    }
}
