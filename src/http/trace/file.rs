//! The file of a trace: a whole JSON document after each entry, whenever the process ends but in the midst of a write.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::open;

const HEAD: &str = concat!(
    r#"{"log":{"version":"1.2","creator":{"name":"mpsd","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""},"pages":[],"entries":["#
);
const TAIL: &str = "\n]}}\n";

pub(super) struct TraceFile {
    file: File,
    /// Where the last entry ends, and what closes the document begins.
    end: u64,
    max_bytes: u64,
    entries: u64,
    /// Whether nothing more is recorded.
    stopped: bool,
}

impl TraceFile {
    pub(super) fn create(path: &Path, max_bytes: u64) -> io::Result<TraceFile> {
        let mut file = open::create_alone(path)?;
        file.set_len(0)?;
        file.write_all([HEAD, TAIL].concat().as_bytes())?;
        Ok(TraceFile { file, end: HEAD.len() as u64, max_bytes, entries: 0, stopped: false })
    }

    /// Records no more, and lets others record into the file, also where a process that was forked from this one holds it open.
    pub(super) fn release(&mut self) {
        self.stopped = true;
        let _ = self.file.unlock();
    }

    /// Appends an entry, in one write over what closed the document. A trace that cannot be written disturbs nobody: it
    /// stops, and says so.
    pub(super) fn append(&mut self, entry: &str) {
        if self.stopped {
            return;
        }
        let separator = if self.entries == 0 { "\n" } else { ",\n" };
        let text = [separator, entry, TAIL].concat();
        let reserve = stop_tail(&limit_text(self.max_bytes)).len() as u64;
        if self.end + text.len() as u64 + reserve > self.max_bytes {
            self.stop(&limit_text(self.max_bytes));
            return;
        }
        match self.write(&text) {
            Ok(()) => {
                self.end += (text.len() - TAIL.len()) as u64;
                self.entries += 1;
            }
            Err(error) => self.stop(&format!("recording stopped: {error}")),
        }
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(text.as_bytes())
    }

    /// Closes the document after the last whole entry, with the reason where there is room for it.
    fn stop(&mut self, reason: &str) {
        self.stopped = true;
        let whole = [stop_tail(reason), TAIL.to_owned()].into_iter().find(|tail| self.write(tail).is_ok());
        if let Some(tail) = whole {
            // It fails where the end cannot be cut: what is left of a broken entry then stands after the document.
            let _ = self.file.set_len(self.end + tail.len() as u64);
        }
    }
}

fn limit_text(max_bytes: u64) -> String {
    format!("recording stopped at the limit of {max_bytes} bytes")
}

fn stop_tail(reason: &str) -> String {
    // Any string can be written.
    format!("\n],\"comment\":{}}}}}\n", serde_json::to_string(reason).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::fs;

    fn read(path: &Path) -> Value {
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    fn path(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("mpsd-trace-{name}-{}.har", std::process::id()))
    }

    #[test]
    fn the_file_is_a_whole_document_after_each_entry() {
        let path = path("whole");
        let mut file = TraceFile::create(&path, 1 << 20).unwrap();
        assert_eq!(read(&path)["log"]["entries"], serde_json::json!([]));
        for count in 1..=5 {
            file.append(r#"{"a":1}"#);
            assert_eq!(read(&path)["log"]["entries"].as_array().unwrap().len(), count);
        }
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn at_its_limit_the_trace_stops_and_says_so() {
        let path = path("limit");
        let mut file = TraceFile::create(&path, 1000).unwrap();
        let entry = format!("\"{}\"", "x".repeat(198));
        for _ in 0..10 {
            file.append(&entry);
        }
        assert!(fs::metadata(&path).unwrap().len() <= 1000);
        let trace = read(&path);
        assert_eq!(trace["log"]["entries"].as_array().unwrap().len(), 4);
        assert_eq!(trace["log"]["comment"], "recording stopped at the limit of 1000 bytes");
        // Not even a small one comes after it.
        file.append("1");
        assert_eq!(read(&path), trace);
        fs::remove_file(&path).unwrap();
    }

    /// A device that is always full.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_stops_the_trace_and_disturbs_nobody() {
        assert!(TraceFile::create(Path::new("/dev/full"), 1000).is_err());
        let file = File::create("/dev/full").unwrap();
        let mut full = TraceFile { file, end: 0, max_bytes: 1 << 20, entries: 0, stopped: false };
        full.append("{}");
        assert!(full.stopped);
    }
}
