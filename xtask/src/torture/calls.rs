//! The system calls: how each can fail, and which are left out, why.

use std::fmt;

/// A system call that fails for a thread the nth time it makes it, with an error that Linux gives there.
pub struct Failing {
    pub name: String,
    pub error: &'static str,
    pub nth: usize,
}

/// What came of it.
#[derive(Clone, PartialEq)]
pub enum Fate {
    /// Not tried.
    LeftOut(&'static str),
    /// No thread came that far.
    NotReached,
    /// The call succeeded all the same.
    Survived,
    /// The call failed, as it may: its code and delivery, and its request's id where that was surely not sent.
    Failed { told: String, unsent: Option<String> },
    /// What must not be.
    Wrong(String),
}

impl Fate {
    /// The same, unless the service got what was surely not sent.
    pub fn against(self, received: &str) -> Fate {
        match self {
            Fate::Failed { told, unsent: Some(id) } if received.contains(&format!("\"{id}\"")) => {
                Fate::Wrong(format!("was told {told}, but the service got request {id}"))
            }
            fate => fate,
        }
    }
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.error)
    }
}

/// How it can fail; nothing: not at all, or it is left out.
pub fn errors(name: &str) -> &'static [&'static str] {
    match name {
        "socket" | "accept4" => &["EMFILE", "ENOBUFS"],
        "connect" => &["ECONNREFUSED", "ENETUNREACH", "EADDRNOTAVAIL"],
        "bind" => &["EADDRINUSE"],
        "setsockopt" => &["ENOPROTOOPT"],
        "getsockopt" => &["ENOBUFS"],
        "getsockname" => &["ENOBUFS"],
        "getpeername" => &["ENOTCONN"],
        "shutdown" => &["ENOTCONN"],
        "fcntl" => &["EINVAL"],
        "ioctl" => &["EINVAL"],
        "epoll_create1" | "eventfd2" | "pipe2" => &["EMFILE"],
        "epoll_ctl" => &["ENOMEM"],
        "epoll_wait" | "epoll_pwait" => &["EINTR"],
        "poll" | "ppoll" => &["EINTR", "ENOMEM"],
        "sendto" | "sendmsg" | "sendmmsg" => &["EPIPE", "ECONNRESET", "EINTR", "ENOBUFS"],
        "recvfrom" | "recvmsg" => &["ECONNRESET", "EINTR", "ENOMEM"],
        "write" | "writev" => &["EPIPE", "EINTR", "EIO"],
        "read" | "readv" | "pread64" => &["EINTR", "EIO"],
        "openat" => &["EMFILE", "EACCES"],
        "newfstatat" | "fstat" | "statx" => &["EACCES"],
        "lseek" => &["ESPIPE"],
        "close" => &["EIO", "EINTR"],
        "getrandom" => &["ENOSYS", "EINTR"],
        "clone" | "clone3" => &["EAGAIN"],
        "prctl" => &["EINVAL"],
        "sched_getaffinity" => &["EINVAL"],
        "uname" => &["EFAULT"],
        "prlimit64" => &["EPERM"],
        _ => &[],
    }
}

/// Why it is not tried.
pub fn left_out(name: &str) -> Option<Fate> {
    let why = match name {
        "futex" => "a lock's: Linux gives it no error that a lock must survive",
        "mmap" | "munmap" | "mprotect" | "mremap" | "madvise" | "brk" => "memory: without it a Rust program ends",
        "rt_sigprocmask" | "rt_sigaction" | "sigaltstack" | "rseq" | "set_robust_list" | "set_tid_address"
        | "restart_syscall" => "the C library's own, which takes no failure of it",
        "exit" | "exit_group" | "sched_yield" | "getpid" | "gettid" | "getuid" | "geteuid" | "getegid" | "getgid" => {
            "cannot fail"
        }
        "clock_nanosleep" | "nanosleep" | "getpriority" | "access" => "the game's, not the library's",
        name if errors(name).is_empty() => "not known to this check",
        _ => return None,
    };
    Some(Fate::LeftOut(why))
}
