//! Starting and stopping an emulator on threads of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::connections;
use crate::directory::SessionTemplate;
use crate::http::App;
use crate::settings::Settings;

/// How an emulator is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The TCP port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// What it does where the service leaves a choice.
    pub settings: Settings,
    /// Session templates besides the built-in ones, or in their place.
    pub templates: Vec<SessionTemplate>,
}

/// A running emulator. Dropping it stops it.
///
/// It runs on threads of its own, so that a caller need not be async; several
/// live in one process without knowing of each other.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    /// In a lock only so that an `Emulator` may be shared between threads.
    stopped: Mutex<mpsc::Receiver<()>>,
}

const THREADS: usize = 2;

/// How long requests under way may take once the emulator stops.
const GRACE: Duration = Duration::from_millis(300);

impl Emulator {
    /// Starts an emulator; it answers from the moment this returns.
    pub fn start(options: Options) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("mpsd-emulator")
            .enable_io()
            .enable_time()
            .build()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = {
            let _context = runtime.enter();
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            TcpListener::from_std(listener)?
        };
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopping) = oneshot::channel();
        let (done, stopped) = mpsc::channel();
        let app = Arc::new(App::new(options.settings));
        for template in options.templates {
            let put = app.directory().put_template(template);
            put.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        }
        runtime.spawn(tick(Arc::downgrade(&app)));
        runtime.spawn(async move {
            let stopping = async {
                // An error means that the emulator was dropped: stop as well.
                let _ = stopping.await;
            };
            connections::serve(listener, app, stopping).await;
            // The receiver may have stopped waiting.
            let _ = done.send(());
        });
        Ok(Self { url, running: Some(Running { runtime, stop, stopped: Mutex::new(stopped) }) })
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops it: requests under way get a moment to finish, then all
    /// connections are closed. Takes less than a second.
    pub fn stop(mut self) {
        self.shut_down();
    }

    fn shut_down(&mut self) {
        let Some(running) = self.running.take() else {
            return;
        };
        // Neither send nor wait fails in a way that matters: a server that
        // has ended already is what is wanted.
        let _ = running.stop.send(());
        let stopped = running.stopped.into_inner().unwrap_or_else(PoisonError::into_inner);
        let _ = stopped.recv_timeout(GRACE);
        // Does not block, so that it may be called from async code too.
        running.runtime.shutdown_background();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.shut_down();
    }
}

/// Lets time do its work while nobody asks, as long as the emulator serves.
async fn tick(app: Weak<App>) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        seconds.tick().await;
        let Some(app) = app.upgrade() else {
            return;
        };
        app.directory().catch_up();
    }
}
