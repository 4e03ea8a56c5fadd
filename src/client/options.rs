//! Who the user is and how to reach the service.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::auth::{Authorization, Signer, TokenProvider};
use crate::calls::{Journal, Plan};
use crate::error::{Code, Error};
use crate::http::{Endpoint, RequestDefaults};
use crate::network::Network;
use crate::pacing::{Pacer, Pacing, RateLimits};
use crate::random::Ids;
use crate::service_clock::ServiceClock;
use crate::watch::{Log, LogLevel, LogSink, Watch};

/// Who the user is and how to reach the service. `None` and 0 are defaults.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ClientOptions {
    /// `x-xbl-contract-version`; 0: 107. Below 104 the service knows no handles.
    pub contract_version: u32,
    /// The user.
    pub xuid: u64,
    /// The title.
    pub title_id: u32,
    /// Bound of making a connection; 5 s.
    pub connect_timeout: Option<Duration>,
    /// Bound of one attempt; 10 s.
    pub request_timeout: Option<Duration>,
    /// Bound of a whole call; 30 s, plus the time that the rate limits prescribe to a call of several invites.
    pub deadline: Option<Duration>,
    /// How often a request may be sent; 4.
    pub max_attempts: Option<u32>,
    /// What to do when the service's rate limit is used up.
    pub pacing: Pacing,
    /// Where the service is; the live one.
    pub endpoint: Option<String>,
    /// The network to use; one of its own.
    pub network: Option<Arc<Network>>,
    /// Asked for tokens.
    pub token_provider: Option<Arc<dyn TokenProvider>>,
    /// Wishes for tokens are polled for (`Client::next_token_request`) instead; there must be no provider then.
    pub poll_tokens: bool,
    /// Signs each attempt.
    pub signer: Option<Arc<Signer>>,
    /// `Accept-Language`; en-US.
    pub language: Option<String>,
    /// Appended to the User-Agent.
    pub user_agent_suffix: Option<String>,
    /// What is told of the calls, and to whom; nothing.
    pub log: Option<(LogLevel, LogSink)>,
    pub(super) authorization: Option<Authorization>,
}

impl ClientOptions {
    /// All defaults.
    pub fn new() -> ClientOptions {
        ClientOptions::default()
    }

    /// The token: `XBL3.0 x=<userhash>;<token>`. It is wiped when the client no longer needs it.
    pub fn set_authorization(&mut self, authorization: Option<&str>) -> Result<(), Error> {
        self.authorization = authorization.map(|text| Authorization::new(text, None)).transpose()?;
        Ok(())
    }
}

/// How one call differs from its client's options.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// Bound of the whole call.
    pub deadline: Option<Duration>,
    /// How often a request may be sent; 1: no retry.
    pub max_attempts: Option<u32>,
    /// What to do when the service's rate limit is used up.
    pub pacing: Option<Pacing>,
    /// Where its attempts are noted, for who asks why it took so long.
    pub journal: Option<Arc<Journal>>,
}

/// The options, checked, with the defaults filled in.
pub(super) struct Settings {
    pub(super) xuid: u64,
    pub(super) title_id: u32,
    endpoint: Endpoint,
    defaults: Arc<RequestDefaults>,
    connect_timeout: Duration,
    request_timeout: Duration,
    deadline: Option<Duration>,
    max_attempts: u32,
    pacing: Pacing,
    limits: Arc<RateLimits>,
    ids: Arc<Ids>,
    pub(super) clock: Arc<ServiceClock>,
    pub(super) watch: Arc<Watch>,
}

impl Settings {
    pub(super) fn new(options: &ClientOptions) -> Result<Settings, Error> {
        if options.poll_tokens && options.token_provider.is_some() {
            return Err(Error::argument("token_callback", "must be NULL where tokens are polled for"));
        }
        if options.authorization.is_none() && options.token_provider.is_none() && !options.poll_tokens {
            let text = "authorization: must not be NULL without a token callback or polling for tokens";
            return Err(Error::new(Code::NoToken, text));
        }
        let replays = options.network.as_ref().is_some_and(|network| network.replays());
        let endpoint = Endpoint::new(options.endpoint.as_deref().unwrap_or(Endpoint::LIVE))?;
        Ok(Settings {
            xuid: options.xuid,
            title_id: options.title_id,
            limits: RateLimits::of(&endpoint, options.xuid, options.title_id),
            ids: Arc::new(Ids::new()?),
            clock: Arc::new(if replays { ServiceClock::deaf() } else { ServiceClock::default() }),
            defaults: Arc::new(request_defaults(&endpoint, options)?),
            endpoint,
            connect_timeout: options.connect_timeout.unwrap_or(Duration::from_secs(5)),
            request_timeout: options.request_timeout.unwrap_or(Duration::from_secs(10)),
            deadline: options.deadline,
            max_attempts: max_attempts(options.max_attempts)?.unwrap_or(4),
            pacing: options.pacing,
            watch: Arc::new(Watch::new(options.log.clone().map(|(level, sink)| Log::new(level, sink)))),
        })
    }

    /// How a call of one request, or of a few one after another, sends them, if it begins now.
    pub(super) fn plan(&self, call: &CallOptions, now: Instant) -> Result<Plan, Error> {
        self.plan_with(self.pacer(call), Duration::ZERO, call, now)
    }

    /// How a call of `count` requests at once sends them. Unless the deadline was chosen, the time that the rate limits
    /// prescribe comes on top of it.
    pub(super) fn batch_plan(&self, count: usize, call: &CallOptions, now: Instant) -> Result<Plan, Error> {
        if count < 2 {
            return self.plan(call, now);
        }
        let pacer = self.pacer(call).for_batch();
        let paced = pacer.time_for(count, now);
        self.plan_with(pacer, paced, call, now)
    }

    fn pacer(&self, call: &CallOptions) -> Pacer {
        Pacer::new(self.limits.clone(), call.pacing.unwrap_or(self.pacing))
    }

    fn plan_with(&self, pacer: Pacer, paced: Duration, call: &CallOptions, now: Instant) -> Result<Plan, Error> {
        const DEADLINE: Duration = Duration::from_secs(30);
        Ok(Plan {
            endpoint: self.endpoint.clone(),
            defaults: self.defaults.clone(),
            connect_timeout: self.connect_timeout,
            request_timeout: self.request_timeout,
            max_attempts: max_attempts(call.max_attempts)?.unwrap_or(self.max_attempts),
            deadline: now + call.deadline.or(self.deadline).unwrap_or(DEADLINE + paced),
            journal: call.journal.clone(),
            pacer,
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            watch: self.watch.clone(),
        })
    }
}

/// What all requests of a client with these options have in common.
fn request_defaults(endpoint: &Endpoint, options: &ClientOptions) -> Result<RequestDefaults, Error> {
    let contract_version = contract_version(options.contract_version)?;
    let language = header(options.language.as_deref(), "language")?.unwrap_or_else(|| "en-US".to_owned());
    let user_agent = concat!("mpsd/", env!("CARGO_PKG_VERSION"));
    let user_agent = match header(options.user_agent_suffix.as_deref(), "user_agent_suffix")? {
        Some(suffix) => format!("{user_agent} {suffix}"),
        None => user_agent.to_owned(),
    };
    Ok(RequestDefaults::of_client(endpoint, contract_version, language, user_agent))
}

fn contract_version(given: u32) -> Result<u32, Error> {
    const FIRST: u32 = 104;
    const CURRENT: u32 = 107;
    match given {
        0 => Ok(CURRENT),
        1..FIRST => {
            let text = format!("contract_version: is {given}, must be 0 or at least {FIRST}");
            Err(Error::new(Code::UnsupportedVersion, text))
        }
        _ => Ok(given),
    }
}

fn max_attempts(given: Option<u32>) -> Result<Option<u32>, Error> {
    const MOST: u32 = 20;
    match given {
        Some(count) if !(1..=MOST).contains(&count) => {
            Err(Error::argument("max_attempts", format_args!("must be at most {MOST}")))
        }
        _ => Ok(given),
    }
}

fn header(text: Option<&str>, name: &str) -> Result<Option<String>, Error> {
    const MOST: usize = 200;
    let Some(text) = text else {
        return Ok(None);
    };
    if text.len() > MOST {
        return Err(Error::too_long(name, format_args!("has {} bytes, at most {MOST} are allowed", text.len())));
    }
    if text.trim().is_empty() || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(Error::argument(name, "must be printable ASCII and not empty"));
    }
    Ok(Some(text.to_owned()))
}
