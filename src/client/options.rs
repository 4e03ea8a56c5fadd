//! Who the user is and how to reach the service.

use std::sync::Arc;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::auth::{Authorization, TokenProvider};
use crate::calls::Plan;
use crate::error::{Code, Error};
use crate::http::Endpoint;
use crate::network::Network;
use crate::watch::{Log, LogLevel, LogSink, Watch};

/// What to do when the service's rate limit is used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pacing {
    /// Wait for it.
    #[default]
    Wait,
    /// Fail at once.
    Fail,
    /// Send anyway.
    Off,
}

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
    /// Bound of a whole call; 30 s.
    pub deadline: Option<Duration>,
    /// How often a request may be sent; 4.
    pub max_attempts: Option<u32>,
    /// Not applied yet: this version does not pace calls.
    pub pacing: Pacing,
    /// Where the service is; the live one.
    pub endpoint: Option<String>,
    /// The network to use; one of its own.
    pub network: Option<Arc<Network>>,
    /// Asked for tokens.
    pub token_provider: Option<Arc<dyn TokenProvider>>,
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
}

/// The options, checked, with the defaults filled in.
pub(super) struct Settings {
    pub(super) xuid: u64,
    pub(super) title_id: u32,
    endpoint: Endpoint,
    contract_version: u32,
    language: String,
    user_agent: String,
    connect_timeout: Duration,
    request_timeout: Duration,
    deadline: Duration,
    max_attempts: u32,
    pub(super) watch: Arc<Watch>,
}

impl Settings {
    pub(super) fn new(options: &ClientOptions) -> Result<Settings, Error> {
        if options.authorization.is_none() && options.token_provider.is_none() {
            let text = "authorization: must not be NULL without a token callback";
            return Err(Error::new(Code::NoToken, text));
        }
        let user_agent = concat!("mpsd/", env!("CARGO_PKG_VERSION")).to_owned();
        Ok(Settings {
            xuid: options.xuid,
            title_id: options.title_id,
            endpoint: Endpoint::new(options.endpoint.as_deref().unwrap_or(Endpoint::LIVE))?,
            contract_version: contract_version(options.contract_version)?,
            language: header(options.language.as_deref(), "language")?.unwrap_or_else(|| "en-US".to_owned()),
            user_agent: match header(options.user_agent_suffix.as_deref(), "user_agent_suffix")? {
                Some(suffix) => format!("{user_agent} {suffix}"),
                None => user_agent,
            },
            connect_timeout: options.connect_timeout.unwrap_or(Duration::from_secs(5)),
            request_timeout: options.request_timeout.unwrap_or(Duration::from_secs(10)),
            deadline: options.deadline.unwrap_or(Duration::from_secs(30)),
            max_attempts: max_attempts(options.max_attempts)?.unwrap_or(4),
            watch: Arc::new(Watch::new(options.log.clone().map(|(level, sink)| Log::new(level, sink)))),
        })
    }

    /// How a call that begins now sends its requests.
    pub(super) fn plan(&self, call: &CallOptions, now: Instant, id: Uuid) -> Result<Plan, Error> {
        Ok(Plan {
            endpoint: self.endpoint.clone(),
            contract_version: self.contract_version,
            language: self.language.clone(),
            user_agent: self.user_agent.clone(),
            connect_timeout: self.connect_timeout,
            request_timeout: self.request_timeout,
            max_attempts: max_attempts(call.max_attempts)?.unwrap_or(self.max_attempts),
            deadline: now + call.deadline.unwrap_or(self.deadline),
            id,
            watch: self.watch.clone(),
        })
    }
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
