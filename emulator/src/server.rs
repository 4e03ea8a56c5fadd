//! Starting and stopping an emulator on threads of its own.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::connections;
use crate::directory::SessionTemplate;
use crate::http::{App, Scheme, Site};
use crate::settings::Settings;
use crate::tls::Tls;

/// How an emulator is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The TCP port; 0 takes a free one.
    pub port: u16,
    /// What it does where the service leaves a choice.
    pub settings: Settings,
    /// Session templates besides the built-in ones, or in their place.
    pub templates: Vec<SessionTemplate>,
    /// HTTPS instead of HTTP.
    pub tls: Option<Tls>,
    /// The address to listen on, by default 127.0.0.1. One that other
    /// machines reach needs [`allow_remote`](Self::allow_remote) as well.
    pub listen: Option<IpAddr>,
    /// Whether other machines may use it: everybody there can then be any
    /// user, read and change all there is, and use the control API.
    pub allow_remote: bool,
}

impl Options {
    /// Where to listen: beyond this machine only if both options say so.
    fn address(&self) -> io::Result<SocketAddr> {
        let address = self.listen.unwrap_or(Ipv4Addr::LOCALHOST.into());
        let wrong = match (address.is_loopback(), self.allow_remote) {
            (false, false) => format!(
                "listening on {address} would let other machines use this emulator, which trusts everybody; \
                 to allow that, add --allow-remote (Options::allow_remote)"
            ),
            (true, true) => format!(
                "{address} is not reached by other machines; \
                 --allow-remote (Options::allow_remote) goes with --listen ADDR (Options::listen)"
            ),
            _ => return Ok(SocketAddr::new(address, self.port)),
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, wrong))
    }

    /// The names under which it is reached, besides loopback's.
    fn names(&self) -> Vec<String> {
        let address = self.listen.filter(|address| !address.is_unspecified()).map(|address| address.to_string());
        let tls = self.tls.iter().flat_map(Tls::names);
        tls.chain(address).collect()
    }

    fn site(&self) -> Site {
        let scheme = if self.tls.is_some() { Scheme::Https } else { Scheme::Http };
        Site::new(scheme, &self.names(), self.allow_remote)
    }
}

/// A running emulator. Dropping it stops it.
///
/// It runs on threads of its own, so that a caller need not be async; several
/// live in one process without knowing of each other.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    authority_pem: Option<String>,
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
        let (address, site) = (options.address()?, options.site());
        let secured = options.tls.as_ref().map(|tls| tls.secure(&options.names())).transpose()?;
        let (tls, authority_pem) = secured.map(|secured| (secured.acceptor, secured.authority_pem)).unzip();
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("mpsd-emulator")
            .enable_io()
            .enable_time()
            .build()?;
        let listener = {
            let _context = runtime.enter();
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            TcpListener::from_std(listener)?
        };
        let url = site.url(&reachable(listener.local_addr()?).to_string());
        let (stop, stopping) = oneshot::channel();
        let (done, stopped) = mpsc::channel();
        let app = Arc::new(App::new(options.settings, site));
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
            connections::serve(listener, tls, app, stopping).await;
            // The receiver may have stopped waiting.
            let _ = done.send(());
        });
        Ok(Self { url, authority_pem, running: Some(Running { runtime, stop, stopped: Mutex::new(stopped) }) })
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate, as PEM, that clients have to trust; `None` without TLS.
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
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

/// Where a client on this machine finds what listens at `address`.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
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
