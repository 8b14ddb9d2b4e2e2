//! A client of the service that is not this program: it speaks in frames of JSON, as any other could.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

pub struct Client {
    stream: UnixStream,
}

impl Client {
    /// Connects, says what protocol it speaks, and gives the service's reply.
    pub fn greet(socket: &Path, protocol: &str) -> (Client, Value) {
        let stream = UnixStream::connect(socket).expect("a service listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        let mut client = Client { stream };
        client.send(&json!({ "foureye": "9.9.9", "protocol": protocol, "client": "test" }));
        let reply = client.receive().expect("a reply");
        (client, reply)
    }

    /// Attaches as a client that speaks what the service speaks.
    pub fn attach(socket: &Path) -> Client {
        let (_, reply) = Client::greet(socket, "unknown");
        let (client, reply) = Client::greet(socket, reply["protocol"].as_str().expect("a protocol"));
        assert!(reply["refused"].is_null(), "{reply:#}");
        client
    }

    pub fn send(&mut self, message: &Value) {
        assert!(self.is_heard(message), "a frame is taken");
    }

    /// Sends a message, and says whether the service still listens.
    pub fn is_heard(&mut self, message: &Value) -> bool {
        let text = message.to_string();
        let length = u32::try_from(text.len()).expect("a short frame").to_be_bytes();
        self.stream.write_all(&[&length, text.as_bytes()].concat()).is_ok()
    }

    pub fn call(&mut self, ticket: u64, request: &Value) {
        self.send(&json!({ "Call": { "ticket": ticket, "request": request } }));
    }

    /// The next frame; none where the service has let it go.
    pub fn receive(&mut self) -> Option<Value> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).ok()?;
        let mut frame = vec![0; u32::from_be_bytes(length) as usize];
        self.stream.read_exact(&mut frame).ok()?;
        Some(serde_json::from_slice(&frame).expect("JSON"))
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("bytes are taken");
    }
}
