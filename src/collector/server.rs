//! Connections: as many as may be, none of them for longer than it has something to say.

use super::answer::{self, Desk};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Connections at a time; others wait to be let in.
const CONNECTIONS: usize = 1_024;

/// How long a client may take for a request's headers, and for its next request.
const HEADERS: Duration = Duration::from_secs(30);

/// How long requests that are under way may take when it ends.
const LEAVE: Duration = Duration::from_secs(2);

/// After an error of the system, such as too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Listens on threads of its own until it is told to stop, or its starter is gone.
pub(super) fn start(listener: TcpListener, desk: Desk, stopped: oneshot::Receiver<()>) -> io::Result<JoinHandle<()>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("collector").enable_all().build()?;
    std::thread::Builder::new().name("collector-door".into()).spawn(move || {
        runtime.block_on(listen(listener, Arc::new(desk), stopped));
        runtime.shutdown_timeout(LEAVE);
    })
}

async fn listen(listener: TcpListener, desk: Arc<Desk>, mut stopped: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!(%error, "the collector cannot listen"),
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let leaving = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(64 << 10).half_close(true);
    loop {
        let let_in = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, stream) = tokio::select! {
            (place, accepted) = let_in => match (place, accepted) {
                (Ok(place), Ok((stream, _))) => (place, stream),
                (_, Err(error)) => {
                    tracing::warn!(%error, "a sender of events could not be let in");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                (Err(_), _) => break,
            },
            _ = &mut stopped => break,
        };
        // Answers are short, and wait for nothing.
        let _ = stream.set_nodelay(true);
        let desk = Arc::clone(&desk);
        let service = service_fn(move |request| {
            let desk = Arc::clone(&desk);
            async move { Ok::<_, Infallible>(answer::answer(&desk, request).await) }
        });
        let connection = leaving.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // Who hangs up in the middle, or speaks no HTTP, is no news.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a sender of events left");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LEAVE, leaving.shutdown()).await.is_err() {
        tracing::info!("senders of events that had not finished were cut off");
    }
}
