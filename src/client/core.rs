//! The client itself: made, given tokens, drained and closed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::activities::Activities;
use super::lifetime::Lifetime;
use super::operations::Operations;
use super::options::{ClientOptions, Settings};
use crate::auth::{Authorization, Credentials, TokenProvider, TokenQueue, TokenRequest};
use crate::drive::Surroundings;
use crate::error::Error;
use crate::network::Network;
#[cfg(feature = "capi")]
use crate::watch::Watch;
use crate::watch::{Counters, LogLevel, LogRecord};

/// One signed-in user. Any thread may use it at once. Each call is prepared first: its arguments are checked, its
/// deadline counts from there, and nothing is sent yet. It is then run, which blocks until its answer or deadline, or
/// started in the background.
///
/// ```no_run
/// use mpsd::{ActivityHandle, CallOptions, Client, ClientOptions};
///
/// let mut options = ClientOptions::new();
/// options.set_authorization(Some("XBL3.0 x=<userhash>;<token>"))?;
/// let client = Client::new(options)?;
/// let activity = ActivityHandle::new("8dfb0100-ebe0-42da-885f-033860a818f6", "deathmatch", Some("session-49"))?;
/// let handle = client.set_activity(&activity, &CallOptions::default())?.run()?.value;
/// println!("{}", handle.handle.id);
/// # Ok::<(), mpsd::Error>(())
/// ```
pub struct Client {
    pub(super) settings: Settings,
    pub(super) network: Arc<Network>,
    token_queue: Option<Arc<TokenQueue>>,
    pub(super) lifetime: Arc<Lifetime>,
    pub(super) operations: Arc<Operations>,
    pub(super) activities: Arc<Activities>,
    pub(super) around: Arc<Surroundings>,
}

impl Client {
    /// Makes a client. Nothing is sent.
    pub fn new(options: ClientOptions) -> Result<Arc<Client>, Error> {
        let settings = Settings::new(&options)?;
        let token_queue: Option<Arc<TokenQueue>> = options.poll_tokens.then(Arc::default);
        let polled = token_queue.clone().map(|queue| queue as Arc<dyn TokenProvider>);
        let provider = options.token_provider.or(polled);
        let network = match options.network {
            Some(network) => network,
            None => Network::new(Default::default())?,
        };
        let clock = settings.clock.clone();
        if let Some(notice) = network.notice() {
            settings.watch.log(LogLevel::Warn, "network", format_args!("{notice}"));
        }
        let lifetime: Arc<Lifetime> = Arc::default();
        let around = Surroundings {
            sender: network.sender().clone(),
            workers: network.workers().clone(),
            pause: network.pause().clone(),
            credentials: Arc::new(Credentials::new(options.authorization, provider, options.signer, clock)),
            callbacks: Arc::default(),
            turns: Arc::default(),
            interrupter: Default::default(),
            closing: lifetime.cancel().clone(),
        };
        Ok(Arc::new(Client {
            settings,
            network,
            token_queue,
            lifetime,
            operations: Arc::default(),
            activities: Arc::default(),
            around: Arc::new(around),
        }))
    }

    /// The signed-in user; 0 if the options did not tell.
    pub fn xuid(&self) -> u64 {
        self.settings.xuid
    }

    /// What the client's calls tell of themselves; it outlives the client, closed.
    #[cfg(feature = "capi")]
    pub(crate) fn watch(&self) -> &Arc<Watch> {
        &self.settings.watch
    }

    /// Replaces the token, also for calls under way whose old one was refused.
    pub fn set_authorization(&self, authorization: &str) -> Result<(), Error> {
        self.lifetime.check()?;
        self.around.credentials.set(Authorization::new(authorization, None)?);
        Ok(())
    }

    /// The next pending token request, where the game polls for them; `None`: there is none.
    pub fn next_token_request(&self) -> Option<TokenRequest> {
        self.token_queue.as_ref()?.next()
    }

    /// An operation of this group that is over, by its tag: each once, in the order in which they ended. `None`: of any
    /// group.
    pub fn next_finished(&self, group: Option<u32>) -> Option<u64> {
        self.operations.next_finished(group)
    }

    /// The same, waiting for one until `timeout` (`None`: without end). `Code::Closed` once the client is closed and none
    /// is left.
    pub fn wait_finished(&self, group: Option<u32>, timeout: Option<Duration>) -> Result<Option<u64>, Error> {
        self.operations.wait_finished(group, timeout)
    }

    /// Cancels the operations of a group; `None`: all.
    pub fn cancel_group(&self, group: Option<u32>) {
        self.operations.cancel_group(group);
    }

    /// What the client's requests came to so far.
    pub fn counters(&self) -> Counters {
        self.settings.watch.counters()
    }

    /// The oldest record that the log has kept and that was not taken yet.
    pub fn next_log_record(&self) -> Option<LogRecord> {
        self.settings.watch.next_record()
    }

    /// Makes every call and operation, running or to come, fail with `Code::Closed`. Does not wait for them.
    pub fn close(&self) {
        self.around.credentials.close();
        self.lifetime.close();
        self.operations.close();
    }

    /// Closes, and waits a moment for running calls, and as long as it takes for the callbacks of token provider,
    /// engine and log.
    pub fn shut_down(&self) {
        const PATIENCE: Duration = Duration::from_millis(250);
        self.close();
        self.around.credentials.wait_for_callbacks();
        let until = Instant::now() + PATIENCE;
        self.lifetime.wait_for_calls(until);
        self.operations.wait_until_over(until);
        self.around.callbacks.close();
        self.around.callbacks.wait_until_left();
        self.settings.watch.close();
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.close();
    }
}
