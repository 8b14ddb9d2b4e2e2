use foureye::config::Workspace;
use foureye::service::{Door, Listen, Plan, Remote, Request, Response, Service, serve};
use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

/// A service, and a client that keeps to the protocol beside those that don't.
struct House {
    socket: PathBuf,
    /// What it says its protocol is.
    protocol: String,
    good: Remote,
    ends: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

static HOUSE: Mutex<Option<House>> = Mutex::new(None);

/// Whatever a client sends, the service answers it or lets it go, and serves others as before.
///
/// The first byte says whether the client greets as it should before, and whether what follows are frames' contents, one a
/// line, or bytes as they go out.
pub fn protocol(bytes: &[u8]) {
    let Some((first, content)) = bytes.split_first() else { return };
    // These end the service, or write where they are told to: they are asked by its own user alone.
    if ["Stop", "Export", "Propose", "Accept"].iter().any(|word| holds(content, word.as_bytes())) {
        return;
    }
    let mut kept = HOUSE.lock().expect("the service has stood so far");
    let house = kept.get_or_insert_with(House::open);
    let sent = match first % 3 {
        0 => content.to_vec(),
        1 => [house.greeting(), content.to_vec()].concat(),
        _ => [house.greeting(), content.split(|byte| *byte == b'\n').flat_map(framed).collect()].concat(),
    };
    house.hear_out(&sent);
    let status = house.good.call(1, Request::Status);
    assert!(matches!(status, Ok(Response::Status(_))), "{status:?}");
}

/// Ends the service, while the thread that runs it still can.
pub fn close() {
    let Some(house) = HOUSE.lock().expect("the service has stood so far").take() else { return };
    house.good.call(2, Request::Stop).expect("it may be ended");
    house.ends.join().expect("it ends in order");
}

impl House {
    fn open() -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(folder.path()).expect("a workspace");
        let plan = Plan { door: Door::Own, socket: Listen::Here, grace: None };
        let (ready, opened) = channel();
        let served = workspace.clone();
        let ends = std::thread::spawn(move || {
            let ended = serve(served, &plan, |opened| ready.send(opened.clone()).expect("someone waits"));
            ended.expect("it ends in order");
        });
        opened.recv().expect("it says so").expect("it listens");
        let good = Remote::attach(&workspace, "good").expect("it lets its own user in").expect("it is there");
        let protocol = good.service.protocol.clone();
        House { socket: folder.path().join("foureye.sock"), protocol, good, ends, _folder: folder }
    }

    fn greeting(&self) -> Vec<u8> {
        let hello = format!(r#"{{"foureye":"0","protocol":"{}","client":"fuzz"}}"#, self.protocol);
        framed(hello.as_bytes())
    }

    /// Sends it all, and takes in what comes back until the service has said all that it will.
    fn hear_out(&self, sent: &[u8]) {
        let mut stream = UnixStream::connect(&self.socket).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        // It may have let go of the client in the middle of what it says.
        let _ = stream.write_all(sent);
        let _ = stream.shutdown(Shutdown::Write);
        let heard = stream.read_to_end(&mut Vec::new());
        let hangs = heard.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        assert!(!hangs, "it keeps a client that has left");
    }
}

fn framed(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a short frame").to_be_bytes();
    [&length, content].concat()
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
