//! Accepting connections and speaking HTTP/1.1 on each.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::http::App;
use crate::line::Line;
use crate::settings::Settings;

/// So much the control API's requests need.
const MIN_HEADER_BYTES: usize = 512;

/// How much clients may take up.
#[derive(Debug, Clone, Copy)]
struct Limits {
    connections: u16,
    header_bytes: usize,
    header_time: Duration,
}

impl Limits {
    fn of(settings: &Settings) -> Self {
        Self {
            connections: settings.max_connections.get(),
            header_bytes: settings.max_header_bytes.max(MIN_HEADER_BYTES),
            header_time: settings.header_timeout(),
        }
    }
}

/// How long to wait when the system has no more sockets to give.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// What carries the bytes of a connection.
trait Carrier: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Carrier for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Carrier for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Serves, over TLS where there is an acceptor, until `stopping` ends, and
/// then until the requests under way are answered.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Arc<App>,
    stopping: impl Future<Output = ()>,
) {
    let limits = Limits::of(app.directory().settings());
    let places = Arc::new(Semaphore::new(limits.connections.into()));
    let (stop, stopped) = watch::channel(());
    let accepting = async {
        loop {
            // A client that finds no place waits in the system's own queue.
            let Ok(place) = places.clone().acquire_owned().await else {
                return;
            };
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(ACCEPT_AGAIN).await;
                continue;
            };
            // Without it an answer is only later, not wrong.
            let _ = stream.set_nodelay(true);
            let (tls, app, stopped) = (tls.clone(), app.clone(), stopped.clone());
            tokio::spawn(async move {
                match tls {
                    None => connection(stream, app, limits, stopped).await,
                    Some(tls) => secured(tls, stream, app, limits, stopped).await,
                }
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stopping => {}
    }
    drop(listener);
    drop(stop);
    // Every place is free once every connection has ended.
    let _ended = places.acquire_many(limits.connections.into()).await;
}

async fn secured(tls: TlsAcceptor, stream: TcpStream, app: Arc<App>, limits: Limits, stopped: watch::Receiver<()>) {
    // A client that does not trust us, or says nothing, is not served.
    if let Ok(Ok(stream)) = tokio::time::timeout(limits.header_time, tls.accept(stream)).await {
        connection(stream, app, limits, stopped).await;
    }
}

async fn connection(stream: impl Carrier, app: Arc<App>, limits: Limits, mut stopped: watch::Receiver<()>) {
    let line = Arc::new(Line::default());
    let service = service_fn(|request| {
        let (app, line) = (app.clone(), line.clone());
        async move { Ok::<_, Infallible>(app.answer(request, &line).await) }
    });
    let mut http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_header_size(limits.header_bytes)
        .serve_connection(TokioIo::new(stream), service);
    let mut reset = pin!(line.until_reset());
    let mut stop = pin!(stopped.changed());
    let mut stopping = false;
    loop {
        tokio::select! {
            // A client's own mistakes end its connection, and are not ours.
            _ = &mut http => return,
            () = &mut reset => break,
            _ = &mut stop, if !stopping => {
                stopping = true;
                Pin::new(&mut http).graceful_shutdown();
            }
        }
    }
    let stream = http.into_parts().io.into_inner();
    // Where it fails, the connection ends without an answer all the same.
    let _ = stream.tcp().set_zero_linger();
}
