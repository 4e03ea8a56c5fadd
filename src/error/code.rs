//! The one table of outcomes: number, name, cause and remedy of each.

struct Row {
    name: &'static str,
    cause: &'static str,
    remedy: &'static str,
}

macro_rules! table {
    ($($code:ident = $number:literal $name:literal $cause:literal $remedy:literal)*) => {
        /// The kind of an outcome. The numbers are those of the C API and are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $cause] $code = $number,)*
        }

        const ALL: &[Code] = &[$(Code::$code),*];

        impl Code {
            // The texts end in NUL so that C can borrow them.
            const fn row(self) -> Row {
                match self {
                    $(Code::$code => Row {
                        name: concat!($name, "\0"),
                        cause: concat!($cause, "\0"),
                        remedy: concat!($remedy, "\0"),
                    },)*
                }
            }
        }
    };
}

table! {
    Ok = 0 "MPSD_OK"
        "The call succeeded."
        "Nothing to do."
    Pending = 1 "MPSD_PENDING"
        "The call has not finished yet."
        "Ask again later, or wait for it."
    InvalidArgument = -1000 "MPSD_ERROR_INVALID_ARGUMENT"
        "An argument breaks its rule; nothing was sent."
        "The message names the argument and the rule; correct the call."
    InvalidHandle = -1001 "MPSD_ERROR_INVALID_HANDLE"
        "An object is NULL, of another type, or destroyed already."
        "Create the object first, and use it only until it is destroyed or completed."
    InvalidUtf8 = -1002 "MPSD_ERROR_INVALID_UTF8"
        "A string is not valid UTF-8; nothing was sent."
        "Convert the string to UTF-8 before the call."
    TooLong = -1003 "MPSD_ERROR_TOO_LONG"
        "An argument is longer than the service accepts; nothing was sent."
        "The message names the argument and the limit; shorten it."
    BufferTooSmall = -1004 "MPSD_ERROR_BUFFER_TOO_SMALL"
        "An output array has fewer elements than the call would fill; nothing was sent."
        "Pass an array with as many elements as the message says."
    UnsupportedVersion = -1005 "MPSD_ERROR_UNSUPPORTED_VERSION"
        "A struct carries fields this library does not know, or the contract version is below 104."
        "Load the library that matches the header, or set the unknown fields to zero."
    TooLate = -1006 "MPSD_ERROR_TOO_LATE"
        "What is set once, before anything else, was set otherwise or can't be set any more."
        "Set it before any other call of the library, and once; the message says what was in the way."
    Closed = -1100 "MPSD_ERROR_CLOSED"
        "The client was closed before the call finished."
        "Expected at shutdown; otherwise create a new client."
    Cancelled = -1101 "MPSD_ERROR_CANCELLED"
        "The call was cancelled before it finished."
        "See delivery: the request may have reached the service."
    Timeout = -1102 "MPSD_ERROR_TIMEOUT"
        "No answer came within the request timeout or the deadline."
        "See delivery before repeating; raise request_timeout_ms or deadline_ms if the network is slow."
    Dns = -1200 "MPSD_ERROR_DNS"
        "The service's host name could not be resolved; nothing was sent."
        "Check that the device is online and that the endpoint is spelled right."
    Connect = -1201 "MPSD_ERROR_CONNECT"
        "No connection to the service could be made; nothing was sent."
        "Check that the device is online, the endpoint is right, and no firewall is in the way."
    Tls = -1202 "MPSD_ERROR_TLS"
        "The server's certificate was refused or the TLS handshake failed; nothing was sent."
        "Check the device's clock and the endpoint's host name; for a private server give its root certificate to the \
         network."
    Network = -1203 "MPSD_ERROR_NETWORK"
        "The connection broke before the answer was complete."
        "See delivery: read the state back before repeating what must not happen twice."
    Protocol = -1204 "MPSD_ERROR_PROTOCOL"
        "The answer is not what the protocol promises, or is larger than accepted."
        "Check that the endpoint is the session directory and no proxy answers in its place; the message names the \
         field."
    NoToken = -1300 "MPSD_ERROR_NO_TOKEN"
        "There is no authorization to send, or the token provider could not give one."
        "Set authorization or a token callback in the client's options, and check that the user is signed in."
    Unauthorized = -1301 "MPSD_ERROR_UNAUTHORIZED"
        "The service refused the token (401), also after one refresh where that was possible."
        "Sign the user in again and give the new token with mpsd_client_set_authorization; check sandbox and relying \
         party (http://xboxlive.com)."
    BadRequest = -1400 "MPSD_ERROR_BAD_REQUEST"
        "The service refused the request as malformed or not applicable (400, or another 4xx)."
        "The message holds the service's own text; check template, session state and arguments."
    Forbidden = -1403 "MPSD_ERROR_FORBIDDEN"
        "The service does not let this user do this (403)."
        "The message holds the service's own text. Usual causes: the user is not an active member of the session, is \
         blocked, lacks the multiplayer privilege, or the token is for another sandbox."
    NotFound = -1404 "MPSD_ERROR_NOT_FOUND"
        "The handle, session, service configuration or template does not exist (404, or 204 when reading or joining)."
        "Handles die with their session and when a new activity replaces them; query again. Check SCID and template \
         name."
    Conflict = -1409 "MPSD_ERROR_CONFLICT"
        "The write contradicts the session's constants or template (409)."
        "Constants can be set only when a session is created; compare them with the template."
    PreconditionFailed = -1412 "MPSD_ERROR_PRECONDITION_FAILED"
        "The session changed, exists already, or does not exist, against what the write mode requires (412)."
        "Read the session, apply the change to the new document, and write again."
    TooLarge = -1413 "MPSD_ERROR_TOO_LARGE"
        "The service refused the request as too large (413)."
        "Send less: smaller custom properties."
    RateLimited = -1429 "MPSD_ERROR_RATE_LIMITED"
        "The user made too many calls for this title (429): 30 in 15 seconds, or 300 in 300 seconds."
        "Wait retry_after_ms, then repeat; call less often."
    Service = -1500 "MPSD_ERROR_SERVICE"
        "The service failed (5xx)."
        "Try again later; quote request_id to support if it lasts."
    Unavailable = -1503 "MPSD_ERROR_UNAVAILABLE"
        "The service is overloaded or down (503)."
        "Wait retry_after_ms, then repeat."
    Partial = -1600 "MPSD_ERROR_PARTIAL"
        "Some invites were delivered and some were not."
        "Look at each recipient's row; repeat only those that failed."
    Internal = -1900 "MPSD_ERROR_INTERNAL"
        "A defect in mpsd; the call was abandoned."
        "Please report it with the message."
}

impl Code {
    /// Every code, in the order of the table.
    pub fn all() -> impl Iterator<Item = Code> {
        ALL.iter().copied()
    }

    /// The code with this number.
    pub fn from_number(number: i32) -> Option<Code> {
        Code::all().find(|code| *code as i32 == number)
    }

    /// The name of the constant in the C API, such as `MPSD_ERROR_TIMEOUT`.
    pub fn name(self) -> &'static str {
        without_nul(self.row().name)
    }

    /// What brings this outcome about.
    pub fn cause(self) -> &'static str {
        without_nul(self.row().cause)
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        without_nul(self.row().remedy)
    }

    /// Name, cause and remedy as NUL-terminated text, for C.
    #[cfg(feature = "capi")]
    pub(crate) fn c_texts(self) -> [&'static str; 3] {
        let row = self.row();
        [row.name, row.cause, row.remedy]
    }

    /// The code that stands for an HTTP status which is not a success.
    pub fn from_status(status: u16) -> Code {
        match status {
            401 => Code::Unauthorized,
            403 => Code::Forbidden,
            404 => Code::NotFound,
            409 => Code::Conflict,
            412 => Code::PreconditionFailed,
            413 => Code::TooLarge,
            429 => Code::RateLimited,
            400..=499 => Code::BadRequest,
            503 => Code::Unavailable,
            500..=599 => Code::Service,
            _ => Code::Protocol,
        }
    }
}

fn without_nul(text: &'static str) -> &'static str {
    text.strip_suffix('\0').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_unique_and_every_row_is_complete() {
        let mut names = std::collections::HashSet::new();
        let mut numbers = std::collections::HashSet::new();
        for code in Code::all() {
            assert!(names.insert(code.name()), "{} twice", code.name());
            assert!(numbers.insert(code as i32));
            assert!(!code.cause().is_empty() && !code.remedy().is_empty());
            assert_eq!(Code::from_number(code as i32), Some(code));
        }
        assert_eq!(Code::from_number(-1), None);
    }

    #[test]
    fn errors_are_negative_from_minus_1000() {
        for code in Code::all().filter(|code| !matches!(code, Code::Ok | Code::Pending)) {
            assert!(code as i32 <= -1000, "{}", code.name());
        }
    }

    #[test]
    fn statuses_map_to_the_documented_codes() {
        for (status, code) in [
            (400, Code::BadRequest),
            (401, Code::Unauthorized),
            (403, Code::Forbidden),
            (404, Code::NotFound),
            (405, Code::BadRequest),
            (409, Code::Conflict),
            (412, Code::PreconditionFailed),
            (413, Code::TooLarge),
            (429, Code::RateLimited),
            (500, Code::Service),
            (503, Code::Unavailable),
            (504, Code::Service),
            (302, Code::Protocol),
            (100, Code::Protocol),
        ] {
            assert_eq!(Code::from_status(status), code, "{status}");
        }
    }
}
