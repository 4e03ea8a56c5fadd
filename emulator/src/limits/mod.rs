//! The service's rate limits: how often a user may ask in a title.

mod window;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::wire_time;
use crate::json::{Value, json};
use crate::names::Xuid;
use crate::settings::Settings;
use crate::sign_in::Caller;
use window::{Limit, Opening, Window};

/// What is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Bucket {
    Requests,
    SearchRead,
    SearchWrite,
}

/// The meters of all users in all titles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Meter>", into = "Vec<Meter>")]
pub(crate) struct Limits {
    meters: HashMap<(Xuid, u32, Bucket), Windows>,
    /// How many meters there may be before the idle ones are looked for.
    sweep_at: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Windows {
    burst: Window,
    sustain: Window,
}

/// A meter as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Meter {
    xuid: Xuid,
    title_id: u32,
    bucket: Bucket,
    burst: Window,
    sustain: Window,
}

/// Why a request is too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttled {
    pub(crate) used: u32,
    pub(crate) limit: Limit,
    pub(crate) retry_after_seconds: i64,
}

impl Limits {
    /// Counts a request, which may be one of a search besides; tells if it is
    /// one too many. Of several limits that are passed, the one that holds
    /// longest speaks.
    pub(crate) fn count(
        &mut self,
        caller: Caller,
        search: Option<Bucket>,
        now: Timestamp,
        settings: &Settings,
    ) -> Option<Throttled> {
        self.sweep(now, settings);
        let general = search.is_none() || settings.search_counts_as_request;
        let buckets = [general.then_some(Bucket::Requests), search];
        let opening = if settings.limit_period_start == "clock" { Opening::Clock } else { Opening::Request };
        let mut passed = Vec::new();
        for bucket in buckets.into_iter().flatten() {
            let windows = self.meters.entry((caller.xuid, caller.title_id, bucket)).or_default();
            let limits = bucket.limits(settings);
            for (window, limit) in [&mut windows.burst, &mut windows.sustain].into_iter().zip(limits) {
                window.count(now, limit, opening);
                let used = window.used_at(now, limit);
                if used > limit.most {
                    passed.push((window.end(limit), used, limit));
                }
            }
        }
        let (end, used, limit) = passed.into_iter().max_by_key(|(end, ..)| *end)?;
        Some(Throttled { used, limit, retry_after_seconds: seconds_until(end, now) })
    }

    /// Lets `user` go on where `former` stands, unless `user` has a meter already.
    pub(crate) fn rename(&mut self, former: Xuid, user: Xuid) {
        let meters = self.meters.keys().filter(|(xuid, ..)| *xuid == former).copied().collect::<Vec<_>>();
        for (_, title_id, bucket) in meters {
            if let Some(windows) = self.meters.remove(&(former, title_id, bucket)) {
                self.meters.entry((user, title_id, bucket)).or_insert(windows);
            }
        }
    }

    /// Forgets the meters that stand at zero, now and then: often enough that
    /// they are never more than the others, or than a few.
    fn sweep(&mut self, now: Timestamp, settings: &Settings) {
        const FEW: usize = 64;
        if self.meters.len() < self.sweep_at {
            return;
        }
        self.meters.retain(|(.., bucket), windows| windows.is_running(bucket.limits(settings), now));
        self.sweep_at = FEW + 2 * self.meters.len();
    }

    /// These meters without the idle ones.
    pub(crate) fn running(&self, now: Timestamp, settings: &Settings) -> Self {
        let meters = self.meters.iter();
        let running = meters.filter(|((.., bucket), windows)| windows.is_running(bucket.limits(settings), now));
        Self { meters: running.map(|(key, windows)| (*key, *windows)).collect(), sweep_at: 0 }
    }

    /// The meters that do not stand at zero.
    pub(crate) fn to_json(&self, now: Timestamp, settings: &Settings) -> Value {
        let mut running: Vec<_> = self.running(now, settings).meters.into_iter().collect();
        running.sort_by_key(|(key, _)| *key);
        running.into_iter().map(|(key, windows)| windows.to_json(key, now, settings)).collect()
    }
}

impl Windows {
    fn is_running(&self, [burst, sustain]: [Limit; 2], now: Timestamp) -> bool {
        self.burst.used_at(now, burst) > 0 || self.sustain.used_at(now, sustain) > 0
    }

    fn to_json(self, (xuid, title_id, bucket): (Xuid, u32, Bucket), now: Timestamp, settings: &Settings) -> Value {
        let [burst, sustain] = bucket.limits(settings);
        let shown = |window: Window, limit: Limit| {
            let used = window.used_at(now, limit);
            json!({
                "used": used,
                "limit": limit.most,
                "periodSeconds": limit.period_seconds,
                "endsAt": (used > 0).then(|| wire_time(window.end(limit))),
            })
        };
        json!({
            "xuid": xuid,
            "titleId": title_id.to_string(),
            "bucket": Value::of(&bucket),
            "burst": shown(self.burst, burst),
            "sustain": shown(self.sustain, sustain),
        })
    }
}

impl Bucket {
    /// Burst and sustain.
    fn limits(self, settings: &Settings) -> [Limit; 2] {
        let (burst, sustain) = match self {
            Self::Requests => (settings.burst_limit, settings.sustain_limit),
            Self::SearchRead | Self::SearchWrite => (settings.search_burst_limit, settings.search_sustain_limit),
        };
        [
            Limit { most: burst, period_seconds: settings.burst_period_seconds.get() },
            Limit { most: sustain, period_seconds: settings.sustain_period_seconds.get() },
        ]
    }
}

impl From<Vec<Meter>> for Limits {
    fn from(meters: Vec<Meter>) -> Self {
        let entry = |meter: Meter| {
            let Meter { xuid, title_id, bucket, burst, sustain } = meter;
            ((xuid, title_id, bucket), Windows { burst, sustain })
        };
        Self { meters: meters.into_iter().map(entry).collect(), sweep_at: 0 }
    }
}

impl From<Limits> for Vec<Meter> {
    fn from(limits: Limits) -> Self {
        let mut meters: Vec<_> = limits.meters.into_iter().collect();
        meters.sort_by_key(|(key, _)| *key);
        let meter = |((xuid, title_id, bucket), windows)| {
            let Windows { burst, sustain } = windows;
            Meter { xuid, title_id, bucket, burst, sustain }
        };
        meters.into_iter().map(meter).collect()
    }
}

/// Whole seconds, so that the time has come when they are over.
fn seconds_until(end: Timestamp, now: Timestamp) -> i64 {
    let left = end.duration_since(now);
    left.as_secs() + i64::from(left.subsec_nanos() > 0)
}
