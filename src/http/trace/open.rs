//! Opening files that somebody named: never waiting for the other end of a pipe, and nothing but regular files.

use std::fs::{File, OpenOptions};
use std::io::{self, Error, ErrorKind, Read};
use std::path::Path;

/// Reads a file of at most so many bytes.
pub(super) fn read(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let file = open(path, OpenOptions::new().read(true))?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(size.min(max_bytes) as usize);
    file.take(max_bytes + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        let text = format!("the file is larger than {} MiB", max_bytes >> 20);
        return Err(Error::new(ErrorKind::FileTooLarge, text));
    }
    Ok(bytes)
}

/// Opens a file for writing, alone: until it is closed, nobody else may open it like this, in this process or another.
/// What it holds is untouched.
pub(super) fn create_alone(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        // FILE_SHARE_READ and FILE_SHARE_DELETE: others may look at it, but not write.
        options.share_mode(0x1 | 0x4);
    }
    let file = open(path, &mut options)?;
    #[cfg(not(windows))]
    if let Err(std::fs::TryLockError::WouldBlock) = file.try_lock() {
        return Err(Error::new(ErrorKind::ResourceBusy, "another network is recording into it"));
    }
    Ok(file)
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::process::Command;

    fn scratch(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("mpsd-open-{name}-{}", std::process::id()))
    }

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        let pipe = scratch("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [&pipe, Path::new("/dev/null"), Path::new("/dev/full"), Path::new("/"), Path::new("/dev/stdin/x")] {
            assert!(read(path, 10).is_err(), "{}", path.display());
            assert!(create_alone(path).is_err(), "{}", path.display());
        }
        // With somebody at the other end it can be opened, and is refused all the same.
        let other_end = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        assert_eq!(create_alone(&pipe).unwrap_err().to_string(), "it is no regular file");
        assert_eq!(read(&pipe, 10).unwrap_err().to_string(), "it is no regular file");
        drop(other_end);
        std::fs::remove_file(&pipe).unwrap();
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let file = scratch("limit");
        std::fs::write(&file, "0123456789").unwrap();
        assert_eq!(read(&file, 10).unwrap(), b"0123456789");
        assert_eq!(read(&file, 9).unwrap_err().kind(), ErrorKind::FileTooLarge);
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    fn a_file_is_written_by_one_at_a_time() {
        let file = scratch("alone");
        let first = create_alone(&file).unwrap();
        assert!(create_alone(&file).unwrap_err().to_string().contains("another network"));
        drop(first);
        create_alone(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
    }
}
