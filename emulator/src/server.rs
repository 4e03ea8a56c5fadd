//! Starting and stopping an emulator on threads of its own.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{oneshot, watch};

use crate::connections;
use crate::directory::SessionTemplate;
use crate::http::{App, Site};
use crate::listening::{MAX_WAITING, bound, in_use, reachable};
use crate::options::Options;
use crate::scenario::Scenario;
use crate::state::State;
use crate::state_file::StateFile;

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
    app: Arc<App>,
    state: Option<Arc<StateFile>>,
    stop: oneshot::Sender<()>,
    /// In a lock only so that an `Emulator` may be shared between threads.
    stopped: Mutex<mpsc::Receiver<()>>,
}

const THREADS: usize = 2;

/// How long requests under way may take once the emulator stops.
const GRACE: Duration = Duration::from_millis(300);

/// How long a change may wait for others before the state file is written.
const SAVE_DELAY: Duration = Duration::from_millis(500);

/// How long to wait after the state file could not be written.
const SAVE_AGAIN: Duration = Duration::from_secs(10);

impl Emulator {
    /// Starts an emulator; it answers from the moment this returns.
    pub fn start(options: Options) -> io::Result<Self> {
        let (address, site) = (options.address()?, options.site());
        let secured = options.tls.as_ref().map(|tls| tls.secure(&options.names())).transpose()?;
        let (tls, authority_pem) = secured.map(|secured| (secured.acceptor, secured.authority_pem)).unzip();
        let socket = bound(address)?;
        let url = site.url(&reachable(socket.local_addr()?).to_string());
        let (app, state) = begin(options, site)?;
        let (runtime, listener) = runtime(socket).map_err(|error| in_use(address, error))?;
        let (stop, stopping) = oneshot::channel();
        let (done, stopped) = mpsc::channel();
        let app = Arc::new(app);
        runtime.spawn(tick(Arc::downgrade(&app)));
        if let Some(file) = &state {
            runtime.spawn(save_changes(Arc::downgrade(&app), file.clone(), app.changes()));
        }
        let serving = app.clone();
        runtime.spawn(async move {
            let stopping = async {
                // An error means that the emulator was dropped: stop as well.
                let _ = stopping.await;
            };
            connections::serve(listener, tls, serving, stopping).await;
            // The receiver may have stopped waiting.
            let _ = done.send(());
        });
        let running = Running { runtime, app, state, stop, stopped: Mutex::new(stopped) };
        Ok(Self { url, authority_pem, running: Some(running) })
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
    /// connections are closed. Takes less than a second, and the writing of
    /// the state file.
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
        if let Some(state) = &running.state {
            save(state, &running.app);
            state.let_go();
        }
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
        app.catch_up();
    }
}

/// The threads of an emulator, and its listener on them.
fn runtime(socket: TcpSocket) -> io::Result<(Runtime, TcpListener)> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("mpsd-emulator")
        .enable_io()
        .enable_time()
        .build()?;
    let context = runtime.enter();
    let listener = socket.listen(MAX_WAITING);
    drop(context);
    match listener {
        Ok(listener) => Ok((runtime, listener)),
        Err(error) => {
            // Dropped in async code, it would panic.
            runtime.shutdown_background();
            Err(error)
        }
    }
}

/// An emulator's state at its start, with the file that keeps it.
fn begin(options: Options, site: Site) -> io::Result<(App, Option<Arc<StateFile>>)> {
    let Some(path) = &options.state_file else {
        return Ok((App::new(fresh(options)?, site), None));
    };
    let (file, snapshot) = StateFile::open(path)?;
    let state = match snapshot {
        None => fresh(options)?,
        Some(snapshot) => {
            let mut state = snapshot.restore().map_err(|why| file.refuse(&why))?;
            state.directory.change_settings(&options.settings.given()).map_err(io::Error::other)?;
            put_templates(&mut state, options.templates)?;
            state
        }
    };
    let app = App::new(state, site);
    // A file that cannot be written is found out now.
    file.save(|| app.snapshot())?;
    Ok((app, Some(Arc::new(file))))
}

/// A new state as the options want it.
fn fresh(options: Options) -> io::Result<State> {
    let given = options.settings.given();
    let mut state = State::new(options.settings);
    put_templates(&mut state, options.templates)?;
    if let Some(text) = &options.scenario {
        let played = Scenario::read(text).and_then(|scenario| scenario.play(&mut state, &given));
        played.map_err(|why| io::Error::new(io::ErrorKind::InvalidData, format!("scenario: {why}")))?;
    }
    Ok(state)
}

fn put_templates(state: &mut State, templates: Vec<SessionTemplate>) -> io::Result<()> {
    for template in templates {
        let put = state.directory.put_template(template);
        put.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    }
    Ok(())
}

/// Writes the state file a moment after each change.
async fn save_changes(app: Weak<App>, file: Arc<StateFile>, mut changes: watch::Receiver<u64>) {
    while changes.changed().await.is_ok() {
        tokio::time::sleep(SAVE_DELAY).await;
        changes.mark_unchanged();
        let Some(app) = app.upgrade() else {
            return;
        };
        let file = file.clone();
        let saved = tokio::task::spawn_blocking(move || save(&file, &app)).await;
        if !saved.unwrap_or(false) {
            tokio::time::sleep(SAVE_AGAIN).await;
            changes.mark_changed();
        }
    }
}

/// Writes the state file, or says why it could not.
fn save(file: &StateFile, app: &App) -> bool {
    match file.save(|| app.snapshot()) {
        Ok(()) => true,
        Err(error) => {
            eprintln!("mpsd-emulator: {error}");
            false
        }
    }
}
