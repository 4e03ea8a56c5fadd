//! `chromedriver` as a process, and a browser session at it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use thirtyfour::prelude::*;

/// Without the switches for networking, a start without network hangs on look-ups.
const SWITCHES: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A running `chromedriver` with a profile for one browser.
pub struct Driver {
    process: Child,
    url: String,
    profile: PathBuf,
}

impl Driver {
    /// Starts it on a free port.
    pub fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("mpsd-emulator-page-{}-{number}", process::id()));
        fs::create_dir_all(&profile).expect("the temporary directory can be written");
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver starts");
        let stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        let port = stdout.lines().map_while(Result::ok).find_map(|line| port_in(&line));
        let url = format!("http://127.0.0.1:{}", port.expect("chromedriver tells its port"));
        Self { process, url, profile }
    }

    /// Opens a browser that remembers nothing.
    pub async fn open(&self) -> WebDriverResult<WebDriver> {
        let mut capabilities = DesiredCapabilities::chrome();
        for switch in SWITCHES {
            capabilities.add_arg(switch)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", self.profile.display()))?;
        capabilities.set_browser_log_level(thirtyfour::LoggingPrefsLogLevel::Warning)?;
        WebDriver::new(&self.url, capabilities).await
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // All of this fails only where it has been done already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// "ChromeDriver was started successfully on port 40123."
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_in_the_line_that_says_started() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 40123."), Some(40123));
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
