/*
 * mpsd.h: Xbox Live's Multiplayer Session Directory (MPSD) for game engines.
 *
 * Generated from src/ffi by build.rs. Do not edit: change the Rust sources and build.
 *
 * CONTENTS (search for the word in brackets)
 *
 *   [results]      mpsd_result, error codes, mpsd_error, version
 *   [network]      connections, proxies, certificates, traces; threads, signals, stacks, fork
 *   [client]       one signed-in user: options, tokens, signatures, rate limits
 *   [activity]     set, clear and query activities
 *   [invites]      send invites; read the URI that an accepted invite starts the game with
 *   [handles]      read and delete handles; make sessions searchable and search them
 *   [sessions]     read, write, join, leave and query sessions
 *   [documents]    build what a session write sends
 *   [operations]   calls in the background: poll, wait, drain, cancel
 *   [counters]     counters and log of a client
 *   [http]         send the requests with the engine's own HTTP stack
 *   [memory]       allocate with the engine's own functions
 *   mpsd_functions.h has a pointer type for each function, for programs that load the library by
 *   hand. mpsd_emulator.h runs the service inside a test.
 *
 * QUICK START
 *
 *   mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
 *   mpsd_client *client;
 *   mpsd_error error;
 *   options.authorization = "XBL3.0 x=<userhash>;<token>";
 *   options.xuid = 2533274790000001u;
 *   options.title_id = 1234567;
 *   if (MPSD_FAILED(mpsd_client_create(&options, &client, &error))) puts(error.message);
 *
 *   mpsd_session_reference session = { "<scid>", "<template>", "<name>" };
 *   mpsd_set_activity_start(client, &session, NULL, NULL, &error);  // returns within microseconds
 *
 *   mpsd_operation *operation;  // once a frame
 *   while ((operation = mpsd_client_next_finished(client, MPSD_ANY_GROUP)) != NULL) {
 *     if (MPSD_FAILED(mpsd_operation_poll(operation))) puts("no activity");
 *     mpsd_operation_destroy(operation);
 *   }
 *   mpsd_client_destroy(client);
 *
 * CONVENTIONS (for every function, unless its comment says otherwise)
 *
 *   Results     MPSD_OK is 0, MPSD_PENDING is 1, errors are negative: test with MPSD_FAILED.
 *   Errors      A last parameter `error` may be NULL. Otherwise every call writes it, on success,
 *               too, with the details: the argument, the host, the service's own words.
 *   Parameters  The object, inputs, call options, outputs, error. Pointers that may be NULL are
 *               marked MPSD_NULLABLE. Call options of NULL are the defaults, an output of NULL is
 *               not written. On failure other outputs are zeroed, and pointers among them are NULL.
 *   Ownership   The caller owns each object that a function returns, and releases it with the
 *               type's _destroy function, never with free(). Destroying NULL, or an object twice,
 *               does nothing. What an object points to lives as long as the object. Results outlive
 *               the client that they came from.
 *   Objects     A pointer to an object is a key and is never dereferenced: NULL, an object that was
 *               destroyed, and one of another type are MPSD_ERROR_INVALID_HANDLE.
 *   Strings     NUL-terminated UTF-8. Inputs are copied before the function returns. In an array of
 *               fixed size a message may be truncated, at a character; an identifier never is.
 *   Structs     Input structs begin with struct_size: start from the macro MPSD_..._INIT. Zero in
 *               any other field is its default. Output structs never change their size. Reserved
 *               fields are zero.
 *   Units       Durations are uint32_t milliseconds, times int64_t milliseconds of Unix time, XUIDs
 *               uint64_t, title ids uint32_t. SCIDs and handle ids are GUIDs, as strings.
 *   Unknown     0, NULL or "" in an output: the service did not say.
 *   Threads     Any function may be called from any thread at any time. One that sends a request
 *               blocks until the answer or its deadline (30 s, unless options say otherwise); each
 *               has a twin mpsd_..._start that does not. The others return at once.
 *   Callbacks   Run on the thread of a blocking call or on one of the library's. They must not
 *               throw. None runs after mpsd_client_destroy (token, log) or mpsd_network_destroy
 *               (transport, thread, once its clients are destroyed) has returned.
 *   Order       Calls that change the same activity or the same session take turns, in the order
 *               in which they began.
 *   Defects     A defect of the library becomes MPSD_ERROR_INTERNAL; none unwinds into the caller.
 *   ABI         Within a major version functions and fields are only added.
 *
 * ERROR CLASSES (comments name a class, and what a function adds to it)
 *
 *   Argument errors   The call is wrong, and nothing was sent. Every function can return them.
 *     INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG: error.message names the argument and its rule.
 *     INVALID_HANDLE, BUFFER_TOO_SMALL, UNSUPPORTED_VERSION.
 *   Request errors    What can happen to a request. Every function that sends one can return them.
 *     Ended early     CLOSED, CANCELLED, TIMEOUT
 *     No answer       DNS, CONNECT, TLS, NETWORK, PROTOCOL (no answer that can be used)
 *     Token           NO_TOKEN, UNAUTHORIZED
 *     Refused         BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_LARGE, RATE_LIMITED
 *     Service         SERVICE, UNAVAILABLE
 *     This machine    SYSTEM, INTERNAL
 *   Write errors      Request errors, and CONFLICT and PRECONDITION_FAILED: the session is not what
 *                     the write expects.
 *   Invite errors     Request errors, and PARTIAL: some recipients were invited, each has its row.
 *   A _start function returns argument errors, and SYSTEM; the operation has all others.
 *
 *   Whether to send it again is what error.delivery says after a request error:
 *     MPSD_DELIVERY_NOT_SENT   The service did not get the request. Send it again.
 *     MPSD_DELIVERY_ANSWERED   The service answered: the code and error.message say what to change.
 *     MPSD_DELIVERY_UNKNOWN    The service may have processed the request. Reads, activities and
 *                              deletions may be repeated. Read a session before writing it again;
 *                              a repeated invite may be shown twice.
 */
#ifndef MPSD_H
#define MPSD_H

#include <stddef.h>
#include <stdint.h>

#if defined(MPSD_API)
// The program says itself how the functions are imported.
#elif defined(_WIN32) && !defined(MPSD_STATIC)
#define MPSD_API __declspec(dllimport)
#else
#define MPSD_API
#endif

// The calling convention of every function and callback.
#if defined(_WIN32)
#define MPSD_CALL __cdecl
#else
#define MPSD_CALL
#endif

// Marks pointers that may be NULL. A program may define it, as _Nullable for clang.
#ifndef MPSD_NULLABLE
#define MPSD_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

// Types that are used before the section that describes them.
typedef struct mpsd_handle_list mpsd_handle_list;
typedef struct mpsd_http_request mpsd_http_request;
typedef struct mpsd_log_record mpsd_log_record;
typedef struct mpsd_operation mpsd_operation;
typedef struct mpsd_session_join mpsd_session_join;

// [results] =======================================================================================
//
// MPSD_ERROR_PROTOCOL is for what a call cannot do without: an answer that is no JSON object or
// that nests deeper than 1000 levels, a query's "results", the id of an invite, a search or a
// transfer handle, an id that is no GUID, a created handle that names another type, invitee or
// session than was asked for, and a deletion that was not answered as one. The message names the
// field. What else cannot be read costs itself alone: a field is unknown and leaves a line in the
// client's log, an element of a list is skipped and counted; the raw JSON is there in any case.
//
// Whole numbers are read in any form (8, 8.0, 8e0, "8"); of members with one name the last counts;
// a byte order mark is skipped. In strings NUL, half a surrogate pair, and bytes that are not UTF-8
// become U+FFFD each; raw JSON keeps the service's escapes. Custom values of sessions, members and
// handles are JSON text and may be any JSON: {"a":1}, "text", 5, null, [].

// The header's version; mpsd_version and mpsd_version_string return the library's.
#define MPSD_VERSION_MAJOR 0
#define MPSD_VERSION_MINOR 1
#define MPSD_VERSION_PATCH 0
#define MPSD_VERSION ((MPSD_VERSION_MAJOR << 24) | (MPSD_VERSION_MINOR << 16) | MPSD_VERSION_PATCH)
#define MPSD_VERSION_STRING "0.1.0"

// True for every outcome that is neither MPSD_OK nor MPSD_PENDING.
#define MPSD_FAILED(result) ((result) < 0)

// The outcome of a call: 0 is success, 1 is "not finished", every failure is negative from -1000
// on. A number once given is never reused, so that `result < 0`, or MPSD_FAILED(result), is failure
// for ever.
typedef int32_t mpsd_result;

// A yes or no: 1 or 0.
typedef uint8_t mpsd_bool;

// The call succeeded.
#define MPSD_OK 0
// The call has not finished yet.
#define MPSD_PENDING 1
// An argument breaks its rule, or one that the call turned out to need is missing; where the call
// has an mpsd_error, its message names both.
#define MPSD_ERROR_INVALID_ARGUMENT -1000
// An object is NULL, of another type, destroyed, ended or completed already, or was made before
// fork() in the parent process.
#define MPSD_ERROR_INVALID_HANDLE -1001
// A string argument is not valid UTF-8.
#define MPSD_ERROR_INVALID_UTF8 -1002
// An argument is longer than its limit.
#define MPSD_ERROR_TOO_LONG -1003
// An output array or buffer has less room than the call would fill; it was not filled.
#define MPSD_ERROR_BUFFER_TOO_SMALL -1004
// A struct carries fields this library does not know, the contract version is below 104, or the
// library was built without what is asked for.
#define MPSD_ERROR_UNSUPPORTED_VERSION -1005
// What is set once, before anything else, was set otherwise or can't be set any more.
#define MPSD_ERROR_TOO_LATE -1006
// The client was closed before the call finished.
#define MPSD_ERROR_CLOSED -1100
// The call was cancelled before it finished, or the engine that sends for the network declined or
// is gone.
#define MPSD_ERROR_CANCELLED -1101
// The time of the call or the attempt was over: before an answer, a token, room in the rate limit,
// a turn after an earlier call, or the end of a suspension.
#define MPSD_ERROR_TIMEOUT -1102
// The host name of the service, or of the proxy, could not be resolved.
#define MPSD_ERROR_DNS -1200
// No connection to the service, or to the proxy, could be made.
#define MPSD_ERROR_CONNECT -1201
// The server's certificate was refused, the TLS handshake failed, or the certificates to believe
// could not be loaded.
#define MPSD_ERROR_TLS -1202
// The connection broke before the answer was complete, or the network was suspended meanwhile.
#define MPSD_ERROR_NETWORK -1203
// The answer is not what the protocol promises (also 1xx and 3xx), or is larger than accepted; or a
// replay has none recorded.
#define MPSD_ERROR_PROTOCOL -1204
// There is no authorization to send, or the token provider could not give one.
#define MPSD_ERROR_NO_TOKEN -1300
// HTTP 401: the service refused the token, also after one refresh where that was possible.
#define MPSD_ERROR_UNAUTHORIZED -1301
// HTTP 400, and every 4xx without a code of its own.
#define MPSD_ERROR_BAD_REQUEST -1400
// HTTP 403: the service does not let this user do this.
#define MPSD_ERROR_FORBIDDEN -1403
// HTTP 404, or 204 when reading: the handle, session or template does not exist.
#define MPSD_ERROR_NOT_FOUND -1404
// HTTP 409: the request contradicts the session's constants or template.
#define MPSD_ERROR_CONFLICT -1409
// HTTP 412: the session changed, exists already, or does not exist, against what the write
// requires.
#define MPSD_ERROR_PRECONDITION_FAILED -1412
// HTTP 413: the request is too large.
#define MPSD_ERROR_TOO_LARGE -1413
// HTTP 429, or held back by pacing: too many calls; see retry_after_ms.
#define MPSD_ERROR_RATE_LIMITED -1429
// HTTP 5xx other than 503.
#define MPSD_ERROR_SERVICE -1500
// HTTP 503: the service is overloaded or down; see retry_after_ms.
#define MPSD_ERROR_UNAVAILABLE -1503
// Some invites were delivered and some were not: look at each recipient's row.
#define MPSD_ERROR_PARTIAL -1600
// The operating system refused what the library needs: to start a thread, or random numbers.
#define MPSD_ERROR_SYSTEM -1700
// A defect in mpsd; the call was abandoned, the client stays usable.
#define MPSD_ERROR_INTERNAL -1900

// Whether a request reached the service: MPSD_DELIVERY_…
typedef int32_t mpsd_delivery;

// No request belongs to this outcome.
#define MPSD_DELIVERY_NONE 0
// The service surely did not get the request: repeat at will.
#define MPSD_DELIVERY_NOT_SENT 1
// The request may have been processed: a repeated invite may show a second toast.
#define MPSD_DELIVERY_UNKNOWN 2
// The service answered.
#define MPSD_DELIVERY_ANSWERED 3

// Bytes of a correlation vector (MS-CV), with its NUL.
#define MPSD_REQUEST_ID_SIZE 64
// Bytes of an error's message, with its NUL.
#define MPSD_MESSAGE_SIZE 512
// Bytes of an error's correlation_id, with its NUL.
#define MPSD_CORRELATION_ID_SIZE 40

// What a call reports beyond its result. A function that takes one has it as its last parameter,
// which is optional, and writes it on every call: after a success `result` is MPSD_OK and `message`
// is empty. 656 bytes, and stays so.
typedef struct mpsd_error {
  // What the function returned.
  mpsd_result result;
  // The HTTP status; 0: no answer came. Also of an answer that broke off or was too large, once its
  // head had come.
  int32_t http_status;
  // How long the service asked to wait, in milliseconds; 0: it did not say.
  uint32_t retry_after_ms;
  // How many attempts were made to send a request.
  uint32_t attempts;
  // May it be repeated? MPSD_DELIVERY_NONE, _NOT_SENT, _UNKNOWN or _ANSWERED.
  mpsd_delivery delivery;
  // Zero.
  int32_t reserved0;
  // What to quote to support: the correlation vector (MS-CV) of the last attempt; empty when none
  // was made.
  char request_id[MPSD_REQUEST_ID_SIZE];
  // What happened: the argument's name and the rule it breaks; the host and port that could not be
  // reached; or the service's status with, in parentheses, its debug reason (X-Xbl-Debug) where it
  // gives one, and then its own text. Cut at a character if it does not fit.
  char message[MPSD_MESSAGE_SIZE];
  // What to quote to support beside request_id: what the service calls its last answer
  // (X-XblCorrelationId, a GUID), after a success, too; empty: no answer came, or it did not say.
  char correlation_id[MPSD_CORRELATION_ID_SIZE];
  // Zero.
  uint8_t reserved[16];
} mpsd_error;

// The constant's name, such as "MPSD_ERROR_RATE_LIMITED"; "MPSD_ERROR_UNKNOWN" for a number that is
// none. Never NULL. The text lives as long as the library. Any thread; does not block.
MPSD_API const char *MPSD_CALL mpsd_result_name(mpsd_result result);

// What brings this outcome about, in a sentence of English.
// Never NULL. The text lives as long as the library. Any thread; does not block.
MPSD_API const char *MPSD_CALL mpsd_result_cause(mpsd_result result);

// What to do about this outcome, in a sentence or two of English.
// Never NULL. The text lives as long as the library. Any thread; does not block.
MPSD_API const char *MPSD_CALL mpsd_result_remedy(mpsd_result result);

// The library's version as text, such as "0.1.0". Compare with MPSD_VERSION_STRING, the header's.
// Callable before anything else. Any thread; does not block.
MPSD_API const char *MPSD_CALL mpsd_version_string(void);

// The library's version as a number: major << 24 | minor << 16 | patch. Compare with MPSD_VERSION,
// the header's. Callable before anything else. Any thread; does not block.
MPSD_API uint32_t MPSD_CALL mpsd_version(void);

// [network] =======================================================================================
//
// Requests go over HTTPS with verified certificates, over plain HTTP only to a loopback address.
// Redirects are not followed. A proxy is used only if the options name one. A request is repeated
// only where that is safe: with growing delays, honoring Retry-After, within the deadline; to a
// loopback address that accepts no connection, once after half a second. After a 401 the token is
// renewed once. After a 401 or 403 a request whose signature was a minute or more off the service's
// time is signed again, once.
//
// Threads. The library's threads start with the first work, end after 5 s without any, and can be
// named and placed by thread_callback. They have all asynchronous signals blocked, so that signals
// are delivered to the threads that the game chooses. The library installs no signal handler and
// changes no mask of the game's threads.
//
// Stacks. A call needs no more than this of the caller's stack, whatever the answer is (measured on
// x86-64 Linux, with more than 10 KiB to spare): 32 KiB if it does not block, and for
// mpsd_send_invites; 64 KiB if it blocks, over HTTP or HTTPS. So job threads and fibers of 64 KiB
// can make any call. Callbacks run on top of that. Unoptimised builds need more.
//
// fork. In a child of fork() every object of the parent is stale: calls fail at once with
// MPSD_ERROR_INVALID_HANDLE and a message that says why, waiting returns at once, and destroying
// does nothing. The child closes its copies of the connections without a word to the service, so
// the parent goes on undisturbed; memory of the parent's objects is lost to the child. Objects that
// the child creates work like any other. Memory hooks stay set, and must work in a child, too. A
// child that was forked inside a callback of the library must call exec or _exit there, and not
// return. vfork and posix_spawn do not count as fork.
//
// Loading and unloading. Nothing happens at load time. After the last destroy nothing is left
// running but a thread that the system holds in a name lookup or a connect; it ends with that,
// within the connect timeout. The library stays loaded, also after dlclose.

// Connections, worker threads and trust, shared by any number of clients (the local players of a
// game, say). Any thread may use it at once. A client that is given none makes one of its own.
typedef struct mpsd_network mpsd_network;

// Who sends the requests: MPSD_NETWORK_…
typedef uint32_t mpsd_network_mode;

// The library sends the requests.
#define MPSD_NETWORK_DIRECT 0u
// The engine sends the requests with an HTTP stack of its own: it polls for them with
// mpsd_network_next_request. A call that blocks waits for what the engine says, so the engine polls
// on another thread; operations let one thread do both.
#define MPSD_NETWORK_POLLED 1u
// The engine sends the requests with an HTTP stack of its own: its transport_callback is called for
// each.
#define MPSD_NETWORK_CALLBACK 2u

// What a thread of the library does: MPSD_THREAD_…
typedef uint32_t mpsd_thread_kind;

// The thread sends requests, and runs the token callback of calls in the background.
#define MPSD_THREAD_WORKER 1u
// The thread drives the calls in the background. It never waits for a request.
#define MPSD_THREAD_DRIVER 2u

// Which certificates are trusted: MPSD_TRUST_…
typedef uint32_t mpsd_trust;

// Certificates are checked against Mozilla's root certificates, which are part of the library.
#define MPSD_TRUST_BUNDLED 0u
// The operating system judges certificates, with what its owner added or forbade.
// MPSD_ERROR_UNSUPPORTED_VERSION where the library was built without it.
#define MPSD_TRUST_PLATFORM 1u
// Only root_certificates_pem is trusted.
#define MPSD_TRUST_OWN_ONLY 2u

// Which proxy is used: MPSD_PROXY_…
typedef uint32_t mpsd_proxy_mode;

// No proxy: what the environment of a developer's shell says does not decide where a player's
// requests go.
#define MPSD_PROXY_NONE 0u
// The proxy that the environment variable HTTPS_PROXY, else ALL_PROXY, names when the network is
// made (either case), except for the hosts of NO_PROXY and for this machine (localhost, 127.* and
// ::1). NO_PROXY is read as curl reads it: a list of names, which stand for their subdomains, too,
// of addresses and networks ("10.0.0.0/8", "fd00::/8"), each with a port or without, and "*" for
// every host.
#define MPSD_PROXY_ENVIRONMENT 1u
// proxy_url, for every connection, to this machine, too.
#define MPSD_PROXY_URL 2u

// Connections of a network in use at a time, at most.
#define MPSD_MAX_CONNECTIONS 256u
// Bytes of an answer at most, whatever a network's options ask for: 256 MiB.
#define MPSD_MAX_ANSWER_BYTES 268435456u
// Bytes of root certificates in PEM at most.
#define MPSD_MAX_ROOT_CERTIFICATES_BYTES 1048576

// Called first on each thread that a network starts (but not on those that only look a name up), to
// name it, to place it on cores, to set its priority. `thread_kind` is MPSD_THREAD_…. Threads start
// with work, also later on, after 5 s idle they have ended; so this is called from several threads
// at once, at any time until mpsd_network_destroy and mpsd_client_destroy of all its clients have
// returned, which wait for it: it must not wait for them. It must not unwind (throw) through the
// library, and leaves the thread a stack of 256 KiB.
typedef void (MPSD_CALL *mpsd_thread_callback)(void *MPSD_NULLABLE user_data,
    mpsd_thread_kind thread_kind);

// Sends `request`, or starts to: it is the engine's from now on, to end with exactly one of
// mpsd_http_request_answer and mpsd_http_request_fail, before returning or later, from any thread.
// Runs on the thread that makes the call (an operation: on a worker thread of the network), which
// waits until it returns; the requests of a batch come one after the other. So an engine that
// starts the request and returns has all of them under way at once; one that sends and waits in
// here holds up only this call, and should look at mpsd_http_request_is_cancelled now and then.
// It may call any function of the library, but a call that blocks on the same network would come
// back here. It must not unwind (throw) through the library. None runs once mpsd_network_destroy,
// or mpsd_client_destroy of the client that made the call, has returned.
typedef void (MPSD_CALL *mpsd_transport_callback)(void *MPSD_NULLABLE user_data,
    mpsd_http_request *request);

// Tells that nobody waits for the answer to `request` any more: its call was cancelled, its client
// closed, or its time is over. The engine may abort it, and must still end it. Told at most once
// for a request that the engine has not ended, on the thread that makes the call (an operation: on
// a thread of the network, which other operations wait for, so it should return soon); `request`
// may be ended by another thread meanwhile and is then stale, which does no harm. The rules of
// mpsd_transport_callback hold.
typedef void (MPSD_CALL *mpsd_transport_cancel_callback)(void *MPSD_NULLABLE user_data,
    mpsd_http_request *request);

// Settings of a network. Start from MPSD_NETWORK_OPTIONS_INIT. Everything is copied at create.
// Proxy, trust and root certificates are of the library's own connections: zero in polled and
// callback mode.
typedef struct mpsd_network_options {
  // sizeof(mpsd_network_options).
  uint32_t struct_size;
  // How many connections may be in use at a time, 1 to MPSD_MAX_CONNECTIONS; 0: 16. Further
  // requests wait for one, within their deadline.
  uint32_t max_connections;
  // MPSD_NETWORK_DIRECT, _POLLED or _CALLBACK.
  mpsd_network_mode mode;
  // MPSD_TRUST_BUNDLED, _PLATFORM or _OWN_ONLY.
  mpsd_trust trust;
  // Root certificates in PEM, trusted besides what `trust` says; NULL: none. At most
  // MPSD_MAX_ROOT_CERTIFICATES_BYTES. Byte order marks are skipped.
  const char *MPSD_NULLABLE root_certificates_pem;
  // MPSD_PROXY_NONE, _ENVIRONMENT or _URL. The proxy is asked for a tunnel (CONNECT): TLS is with
  // the service, and the proxy sees its name but neither tokens nor requests.
  mpsd_proxy_mode proxy;
  // Larger answers are refused with MPSD_ERROR_PROTOCOL; 1024 to MPSD_MAX_ANSWER_BYTES; 0: 4 MiB.
  // Their heads may have 64 KiB and 200 headers where the library makes the connections.
  uint32_t max_answer_bytes;
  // "http://host:port", or with a user "http://user:password@host:port", percent-encoded; NULL
  // unless `proxy` is MPSD_PROXY_URL.
  const char *MPSD_NULLABLE proxy_url;
  // Sends a request; needed in callback mode, NULL in any other. See mpsd_transport_callback.
  mpsd_transport_callback MPSD_NULLABLE transport_callback;
  // Told that nobody waits for a request any more; NULL: not wanted, or not in callback mode. See
  // mpsd_transport_cancel_callback.
  mpsd_transport_cancel_callback MPSD_NULLABLE transport_cancel_callback;
  // Handed to both callbacks as it is.
  void *MPSD_NULLABLE transport_user_data;
  // A file (its path in UTF-8) for a record of every request and answer, as a HAR that browsers'
  // network panels open; one that is there is replaced. NULL: none. INVALID_ARGUMENT at create
  // where it is no regular file (a pipe, a device) or another network, of this process or another,
  // records into it. Tokens and signatures are never in it, also where an answer repeats them;
  // XUIDs and session documents are. It is whole after each entry, so that a crash leaves all that
  // was written (docs/traces.md); what cannot be written is left out, and fails no call. A process
  // that is forked from this one records nothing.
  const char *MPSD_NULLABLE trace_file;
  // A HAR file (its path in UTF-8) to answer from instead of the network: each request gets the
  // first answer recorded for one with the same method, path, query and body and not used yet,
  // wherever it was sent. Where there is none, the call fails with MPSD_ERROR_PROTOCOL, and the
  // message names the nearest entry. Entries that cannot be used are passed over: that message, and
  // the log of each client ("network"), say how many and why. NULL: none. Only in direct mode, and
  // not with trace_file.
  const char *MPSD_NULLABLE replay_file;
  // How large the trace may grow, in bytes: then it stops, and says so in its comment. 0: 64 MiB.
  uint32_t trace_max_bytes;
  // Zero.
  uint32_t reserved0;
  // Called first on each thread of the network; NULL: nothing.
  mpsd_thread_callback MPSD_NULLABLE thread_callback;
  // Handed to thread_callback as it is.
  void *MPSD_NULLABLE thread_user_data;
} mpsd_network_options;
#define MPSD_NETWORK_OPTIONS_INIT { sizeof(mpsd_network_options), 0, 0, 0, NULL, 0, 0, NULL, NULL, \
    NULL, NULL, NULL, NULL, 0, 0, NULL, NULL }

// Makes a network. `options` may be NULL: all defaults. `*network` is the caller's, to end with
// mpsd_network_destroy; on failure it is NULL. No thread starts and no connection is made before
// the first call.
// Errors: INVALID_ARGUMENT (a field out of its range, a text that is no PEM certificate, a proxy
// that is no such URL, a field that another one excludes, a file that cannot be written or read),
// UNSUPPORTED_VERSION, TLS (the platform's certificates cannot be read). Any thread; does not
// block.
MPSD_API mpsd_result MPSD_CALL mpsd_network_create(
    const mpsd_network_options *MPSD_NULLABLE options, mpsd_network **network,
    mpsd_error *MPSD_NULLABLE error);

// Lets a network go; NULL and a stale pointer do nothing. It lives on, unseen, until its last
// client is destroyed; then its connections are closed and its threads end. A suspended network is
// resumed. Of a network whose engine sends, the engine gets no more requests: who waits for one is
// woken, no callback of the network runs once this has returned (except the one that this is called
// from), and calls of clients that are left fail with MPSD_ERROR_CANCELLED. Requests that the
// engine has are still its own to end.
// Any thread; waits 200 ms at most for its threads, and for running callbacks of the network.
MPSD_API void MPSD_CALL mpsd_network_destroy(mpsd_network *MPSD_NULLABLE network);

// Suspends the network, for a console that is about to suspend the game: connections are dropped,
// and no request is sent until mpsd_network_resume. Calls and operations, running or to come, stay:
// what was not sent yet waits, at most until its own deadline (MPSD_ERROR_TIMEOUT with
// MPSD_DELIVERY_NOT_SENT then). An attempt under way is interrupted: not yet sent, it waits, too;
// sent, it counts as a connection that broke (MPSD_ERROR_NETWORK with MPSD_DELIVERY_UNKNOWN), and
// is repeated after the resumption where repeating is harmless. On a polled network the engine goes
// on with the requests it has got, and mpsd_network_next_request gives no more. Suspending twice is
// fine. INVALID_HANDLE, else MPSD_OK. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_network_suspend(mpsd_network *network);

// Resumes the network: what waits since mpsd_network_suspend is sent, over new connections and with
// names looked up anew. Without effect where it is not suspended. INVALID_HANDLE, else MPSD_OK. Any
// thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_network_resume(mpsd_network *network);

// [client] ========================================================================================
//
// Tokens. A client has a token from the start, or asks for one: through its token callback, or
// through mpsd_client_next_token_request for engines without callbacks (MPSD_TOKENS_POLLED). Each
// request is answered once, at once or later, from any thread; calls that the service refused at
// the same time share one request. A signer adds the Signature header that other services of Xbox
// Live demand; it signs with the service's time, learned from the Date of its answers, as the
// device's clock may be minutes off.
//
// Rate limits. The service accepts 30 requests in 15 seconds, and 300 in 300, from one user in one
// title; of search handles 1 in 15 seconds and 20 in 300, reads and writes counted apart
// (Microsoft's table of fine-grained rate limits). All clients of the process with the same
// endpoint, xuid and title id share an estimate of that, which learns from each 429; with an xuid
// of 0 a client has its own. A call waits for room, unless its pacing says otherwise; one whose
// deadline is too short for that fails at once with MPSD_ERROR_TIMEOUT and MPSD_DELIVERY_NOT_SENT.
// A batch of invites leaves 6 of the 30 requests to other calls.

// One signed-in user who talks to the session directory. Any thread may use it at once.
// Calls that change the same thing (set and clear of an activity; writes of one session by its
// reference, or by one handle) take turns in the order they began.
typedef struct mpsd_client mpsd_client;

// The library's wish for a token. The library owns it; it ends when it is completed or its client
// is destroyed.
typedef struct mpsd_token_request mpsd_token_request;

// A proof key: an ECDSA key of the curve P-256, whose public half the game sends along when it asks
// Xbox Live's sign-in services for a token. A client with a signer adds the header Signature to
// each attempt, with the service's time as far as the Date of its answers has told it. The session
// directory takes requests without one as well. Any thread may use it at once; clients keep it
// alive.
typedef struct mpsd_signer mpsd_signer;

// How often a request may be sent, at most.
#define MPSD_MAX_ATTEMPTS 20u

// How a client gets tokens: MPSD_TOKENS_…
typedef uint32_t mpsd_token_mode;

// A token is asked for by token_callback, where there is one (the default).
#define MPSD_TOKENS_CALLBACK 0u
// Wishes for tokens are polled for: mpsd_client_next_token_request. There must be no token_callback
// then.
#define MPSD_TOKENS_POLLED 1u

// Bytes of an authorization, or of a signature, at most.
#define MPSD_MAX_AUTHORIZATION_BYTES 16384

// Most bytes of a key in PKCS #8.
#define MPSD_PKCS8_SIZE 256

// Bytes of a coordinate of a public key in base64url, with its NUL.
#define MPSD_COORDINATE_SIZE 48

// How much a line of the log matters: MPSD_LOG_…
typedef uint32_t mpsd_log_level;

// A request failed for good: it was refused, or no answer came. (What an answer means is told by
// the call alone.)
#define MPSD_LOG_ERROR 1u
// Something is not as it should be and is mended: a retry, a refused token, a field of an answer
// that cannot be read.
#define MPSD_LOG_WARN 2u
// What happens seldom.
#define MPSD_LOG_INFO 3u
// Each attempt and its answer.
#define MPSD_LOG_DEBUG 4u

// Lines of a log that are kept, at most.
#define MPSD_MAX_LOG_CAPACITY 65536u
// Bytes of what a line of the log is about, with its NUL.
#define MPSD_LOG_TARGET_SIZE 40
// Bytes of the text of a line of the log, with its NUL.
#define MPSD_LOG_TEXT_SIZE 960

// What to do when the rate limit is used up: MPSD_PACING_…
typedef uint32_t mpsd_pacing;

// Wait until the service's rate limit has room (the default); see "Rate limits" above.
#define MPSD_PACING_WAIT 0u
// Fail at once with MPSD_ERROR_RATE_LIMITED, unsent (MPSD_DELIVERY_NOT_SENT, no http_status), when
// the rate limit is used up; retry_after_ms tells when there is room.
#define MPSD_PACING_FAIL 1u
// Send without regard to the rate limit.
#define MPSD_PACING_OFF 2u

// Asked for a token: answer `request` with mpsd_token_request_complete, before returning or later,
// from any thread. Runs on the thread that called a blocking function, or, for an operation, on a
// worker thread of the network (its stack has 256 KiB), and holds up only that call. One request of
// a client is open at a time; other calls that need a token wait for its answer. A token without a
// signature is kept until the service refuses it.
// It may call any function of the library, but a blocking call on the same client would wait for
// the very token asked for.
// It must not unwind (throw) through the library.
typedef void (MPSD_CALL *mpsd_token_callback)(void *MPSD_NULLABLE user_data,
    mpsd_token_request *request);

// Is handed each line of the log as it happens, on the thread that makes the call (of an operation:
// on a thread of the network, which other operations wait for). `record` is valid until it returns.
// It should return soon, must not call the client, and must not unwind (throw) through the library.
// None runs once mpsd_client_destroy has returned, except where that was called from inside.
typedef void (MPSD_CALL *mpsd_log_callback)(void *MPSD_NULLABLE user_data,
    const mpsd_log_record *record);

// Who the user is and how to reach the service. Start from MPSD_CLIENT_OPTIONS_INIT. Everything is
// copied at create.
typedef struct mpsd_client_options {
  // sizeof(mpsd_client_options).
  uint32_t struct_size;
  // x-xbl-contract-version; 0: 107; below 104 is UNSUPPORTED_VERSION.
  uint32_t contract_version;
  // The signed-in user's XUID. Needed by mpsd_clear_activity when this client did not set the
  // activity itself.
  uint64_t xuid;
  // The title's id; invites carry it unless they name another. 0 only where no invite is sent.
  uint32_t title_id;
  // Bound of making a connection (TCP and TLS), in milliseconds; 0: 5000.
  uint32_t connect_timeout_ms;
  // Bound of one attempt, from the connection to the whole answer, in milliseconds; 0: 10000.
  uint32_t request_timeout_ms;
  // Bound of a whole call: token, turns, pacing, retries and all, in milliseconds; 0: 30000, and
  // for a call of several invites the time that the service's rate limit prescribes on top.
  uint32_t deadline_ms;
  // How often a request may be sent; 0: up to 4; 1: no retry. At most MPSD_MAX_ATTEMPTS.
  uint32_t max_attempts;
  // What to do when the service's rate limit is used up: MPSD_PACING_WAIT, _FAIL or _OFF.
  mpsd_pacing pacing;
  // Where the service is; NULL: https://sessiondirectory.xboxlive.com. http:// only to a loopback
  // address or localhost.
  const char *MPSD_NULLABLE endpoint;
  // "XBL3.0 x=<userhash>;<token>", or NULL with a token callback or polled tokens. At most
  // MPSD_MAX_AUTHORIZATION_BYTES; CR, LF and other control characters are refused.
  const char *MPSD_NULLABLE authorization;
  // The network to use; NULL: one of its own. The client keeps it alive.
  mpsd_network *MPSD_NULLABLE network;
  // Asked for a token when there is none and when the service refused it; NULL: none. See
  // mpsd_token_callback.
  mpsd_token_callback MPSD_NULLABLE token_callback;
  // Handed to token_callback as it is.
  void *MPSD_NULLABLE token_user_data;
  // Accept-Language, such as "fr-FR, fr;q=0.8": the language of the service's texts; NULL: "en-US".
  // At most 200 bytes.
  const char *MPSD_NULLABLE language;
  // Appended to the User-Agent "mpsd/<version>", such as "MyGame/1.2"; NULL: nothing. At most 200
  // bytes.
  const char *MPSD_NULLABLE user_agent_suffix;
  // Is handed each line of the log; NULL: nobody is. See mpsd_log_callback.
  mpsd_log_callback MPSD_NULLABLE log_callback;
  // Handed to log_callback as it is.
  void *MPSD_NULLABLE log_user_data;
  // How much a line must matter to be in the log: MPSD_LOG_ERROR, _WARN, _INFO or _DEBUG, which
  // includes those before it; 0: _WARN.
  mpsd_log_level log_level;
  // Without a callback: how many lines are kept for mpsd_client_next_log, at most
  // MPSD_MAX_LOG_CAPACITY; the oldest are lost where nobody takes them. 0: none.
  uint32_t log_capacity;
  // Signs each attempt, unless the token came with a signature; NULL: nothing does. The client
  // keeps it alive.
  mpsd_signer *MPSD_NULLABLE signer;
  // MPSD_TOKENS_CALLBACK or _POLLED.
  mpsd_token_mode token_mode;
  // Zero.
  uint32_t reserved0;
} mpsd_client_options;
#define MPSD_CLIENT_OPTIONS_INIT { sizeof(mpsd_client_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 0 }

// What the token is for. The pointers live until the request is completed or its client is
// destroyed. Frozen.
typedef struct mpsd_token_request_info {
  // "GET", "POST", "PUT" or "DELETE".
  const char *method;
  // The whole URL, percent-encoded.
  const char *url;
  // The other headers as "Name: value" lines, each ended by CR LF; without Authorization and
  // Signature.
  const char *headers;
  // The body's bytes; NULL when there is none.
  const uint8_t *MPSD_NULLABLE body;
  // How many.
  size_t body_size;
  // 1: the last token was refused with 401, get a new one from the sign-in service rather than a
  // cached one.
  mpsd_bool force_refresh;
  // Zero.
  uint8_t reserved[63];
} mpsd_token_request_info;

// A key. Frozen.
typedef struct mpsd_proof_key {
  // The public half as a JSON Web Key has it ("kty":"EC","crv":"P-256","alg":"ES256","use":"sig"):
  // base64url without padding.
  char x[MPSD_COORDINATE_SIZE];
  // The same.
  char y[MPSD_COORDINATE_SIZE];
  // The private half, PKCS #8 (DER). Keep it as a secret.
  uint8_t pkcs8[MPSD_PKCS8_SIZE];
  // How many bytes of it there are.
  uint32_t pkcs8_size;
  // Zero.
  uint8_t reserved[28];
} mpsd_proof_key;

// A line of the log. No token is in it. Frozen.
struct mpsd_log_record {
  // When, in milliseconds of Unix time.
  int64_t time_ms;
  // How many records before this one were lost, as nobody had taken them in time.
  uint64_t lost;
  // MPSD_LOG_ERROR, _WARN, _INFO or _DEBUG.
  mpsd_log_level level;
  // Zero.
  uint32_t reserved0;
  // What it is about, such as "http", "retry", "token", "call", "answer", "network".
  char target[MPSD_LOG_TARGET_SIZE];
  // What happened, in English; cut at a character.
  char text[MPSD_LOG_TEXT_SIZE];
};

// How one call differs from its client's options. Zero fields mean the client's. Start from
// MPSD_CALL_OPTIONS_INIT.
typedef struct mpsd_call_options {
  // sizeof(mpsd_call_options).
  uint32_t struct_size;
  // Bound of the whole call in milliseconds: token, retries and all; 0: the client's.
  uint32_t deadline_ms;
  // How often a request may be sent; 0: the client's; 1: no retry.
  uint32_t max_attempts;
  // MPSD_PACING_FAIL or _OFF; 0: the client's.
  mpsd_pacing pacing;
  // Group of an operation, with which it is drained and cancelled; not MPSD_ANY_GROUP. Without
  // effect on a call that blocks.
  uint32_t group;
  // Zero.
  uint32_t reserved0;
  // What mpsd_operation_user_data gives. Without effect on a call that blocks.
  void *MPSD_NULLABLE user_data;
  // Where a call that creates handles (mpsd_set_activity, mpsd_create_search_handle,
  // mpsd_create_transfer_handle, mpsd_send_invites) puts them as the service answered: a list for
  // the caller to end with mpsd_handle_list_destroy, which has every field and the JSON text of the
  // answers. NULL: not wanted. Refused in calls that create none, and in the _start functions:
  // there mpsd_operation_get_handles gives them.
  mpsd_handle_list **MPSD_NULLABLE handles;
  // What the member says of itself where a call joins (mpsd_join_session,
  // mpsd_join_session_by_handle and their _start): connection and subscription, custom constants
  // and properties. A session of the capability connectionRequiredForActiveMembers needs the
  // connection of every active member. Its xuid is 0 or the client's, its custom_properties NULL
  // where member_properties are given. NULL: just active. Refused in other calls.
  const mpsd_session_join *MPSD_NULLABLE join;
} mpsd_call_options;
#define MPSD_CALL_OPTIONS_INIT { sizeof(mpsd_call_options), 0, 0, 0, 0, 0, NULL, NULL, NULL }

// Makes a client. `*client` is the caller's, to end with mpsd_client_destroy; on failure it is
// NULL. Nothing is sent. Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG (the message names the
// field and its rule), UNSUPPORTED_VERSION, INVALID_HANDLE (the network), NO_TOKEN (neither
// authorization nor a way to ask for one).
// Any thread; does not block; no callback runs in it.
MPSD_API mpsd_result MPSD_CALL mpsd_client_create(const mpsd_client_options *options,
    mpsd_client **client, mpsd_error *MPSD_NULLABLE error);

// Replaces the token: calls that start an attempt from now on use it, and a call whose old token
// was just refused goes on with it. `authorization` as in mpsd_client_options, not NULL; it is
// copied, and wiped when replaced. Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG,
// INVALID_HANDLE, CLOSED; the old token then stays. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_client_set_authorization(mpsd_client *client,
    const char *authorization, mpsd_error *MPSD_NULLABLE error);

// Makes every call and operation of the client, running or to come, end as MPSD_ERROR_CLOSED.
// Running ones end in a moment, wherever they are blocked; this function does not wait for them.
// Closing twice is fine. MPSD_OK, or INVALID_HANDLE.
// Any thread, also from inside the token callback; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_client_close(mpsd_client *client);

// Closes the client and frees it; NULL and a stale pointer do nothing. The pointer is stale from
// now on for every thread.
// Waits at most 250 ms for running calls and operations, plus the time the client's own token and
// log callbacks, and its network's transport callback for this client's calls, take to return;
// afterwards no callback runs or will run for this client: so the callback must not wait for the
// thread that destroys, and two callbacks must not destroy each other's clients. From inside such a
// callback it only closes, and the last call frees.
// Result objects survive, and operations, each over by then. Any thread; blocks as said.
MPSD_API void MPSD_CALL mpsd_client_destroy(mpsd_client *MPSD_NULLABLE client);

// Tells what the token is for. `info` must not be NULL; it is zeroed on failure.
// INVALID_HANDLE when the request is completed already, or its client destroyed. Any thread; does
// not block.
MPSD_API mpsd_result MPSD_CALL mpsd_token_request_get_info(mpsd_token_request *request,
    mpsd_token_request_info *info);

// Answers a token request, once. `result` MPSD_OK with an `authorization` ("XBL3.0
// x=<userhash>;<token>", rules as in mpsd_client_options) and, where requests are signed, the
// `signature` of this very request (NULL: none); any failure code without them makes the waiting
// calls fail with MPSD_ERROR_NO_TOKEN. An answer with a signature serves one attempt; one without
// is kept until refused. INVALID_HANDLE when it is too late: completed already, answered by another
// token meanwhile, or its client destroyed.
// On INVALID_ARGUMENT, INVALID_UTF8 and TOO_LONG the request stays open. Strings are copied. Any
// thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_token_request_complete(mpsd_token_request *request,
    mpsd_result result, const char *MPSD_NULLABLE authorization,
    const char *MPSD_NULLABLE signature);

// The next wish for a token, or NULL: there is none now, or the client's tokens are not polled for
// (MPSD_TOKENS_POLLED). Answer it with mpsd_token_request_complete, at once or later; call this
// once a frame. One request of a client is open at a time, unless tokens come with signatures. The
// calls that wait for it end with their deadline when nobody answers. Any thread; does not block.
MPSD_API mpsd_token_request *MPSD_NULLABLE MPSD_CALL mpsd_client_next_token_request(
    mpsd_client *client);

// Makes a signer: of the private key `pkcs8` (PKCS #8, DER, of the curve P-256, with the public
// half, at most MPSD_PKCS8_SIZE bytes, copied), or of a new key where it is NULL and `pkcs8_size`
// 0. `*signer` is the caller's, to end with mpsd_signer_destroy. INVALID_ARGUMENT, TOO_LONG, SYSTEM
// (it gives no random numbers). Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_signer_create(const uint8_t *MPSD_NULLABLE pkcs8,
    size_t pkcs8_size, mpsd_signer **signer, mpsd_error *MPSD_NULLABLE error);

// Tells the key. `key` must not be NULL; it is zeroed on failure. INVALID_HANDLE. Any thread; does
// not block.
MPSD_API mpsd_result MPSD_CALL mpsd_signer_get_key(mpsd_signer *signer, mpsd_proof_key *key);

// Ends a signer; clients that were given it go on using it. NULL and a stale pointer do nothing.
// Any thread; does not block.
MPSD_API void MPSD_CALL mpsd_signer_destroy(mpsd_signer *MPSD_NULLABLE signer);

// Opens connections to the service (TCP and TLS) until `count` of them are ready, so that a batch
// of invites, or the first call, need not wait for them; beside those that earlier calls left open,
// and at most the network's max_connections. They are kept for 55 seconds. `*ready` (optional) is
// how many are ready: fewer than wanted where some could not be opened, 0 where an engine sends the
// requests. Nothing is sent over them. `call->max_attempts` has no effect. Errors: argument errors;
// CLOSED; where none could be opened, DNS, CONNECT, TLS or TIMEOUT.
// Blocks; no callback runs in it.
MPSD_API mpsd_result MPSD_CALL mpsd_client_prewarm(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, uint32_t *MPSD_NULLABLE ready,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_client_prewarm in the background. The outcome: mpsd_operation_get_count.
MPSD_API mpsd_result MPSD_CALL mpsd_client_prewarm_start(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// [activity] ======================================================================================

// Bytes of the name of a session or of a template at most.
#define MPSD_MAX_NAME_BYTES 100

// Bytes of a handle's id, with its NUL.
#define MPSD_HANDLE_ID_SIZE 40
// Bytes of a SCID, with its NUL.
#define MPSD_SCID_SIZE 40
// Bytes of a template's name, with its NUL.
#define MPSD_TEMPLATE_NAME_SIZE 104
// Bytes of a session's name, with its NUL.
#define MPSD_SESSION_NAME_SIZE 104

// XUIDs of one call at most.
#define MPSD_MAX_XUIDS 10000

// What a response says beside the handles: MPSD_INCLUDE_… or-ed together.
typedef uint32_t mpsd_includes;

// Visibility, member counts and the like of the session.
#define MPSD_INCLUDE_RELATED_INFO 1u
// The session's custom properties.
#define MPSD_INCLUDE_CUSTOM_PROPERTIES 2u
// The session's roles and who has them; of search handles only.
#define MPSD_INCLUDE_ROLE_INFO 4u
// The handles alone; not together with others.
#define MPSD_INCLUDE_NOTHING 8u

// Which session: its three-part name. Frozen.
typedef struct mpsd_session_reference {
  // Service configuration id (SCID): a GUID of 36 characters, in either case.
  const char *scid;
  // Name of the session template: 1 to MPSD_MAX_NAME_BYTES bytes without control characters, `/`
  // and `~`, not `.` or `..`.
  const char *template_name;
  // Name of the session; the same rules. NULL where a call says so.
  const char *MPSD_NULLABLE name;
} mpsd_session_reference;

// A handle as the service answered it. Owned by the caller; nothing in it must be freed. 384 bytes,
// and stays so.
typedef struct mpsd_handle_info {
  // The handle's id, a GUID; empty if the service answered without a body and without a Location
  // that tells it.
  char id[MPSD_HANDLE_ID_SIZE];
  // SCID of the session the handle points at.
  char scid[MPSD_SCID_SIZE];
  // Its template's name.
  char template_name[MPSD_TEMPLATE_NAME_SIZE];
  // Its name: the GUID the service chose, when none was given.
  char session_name[MPSD_SESSION_NAME_SIZE];
  // Whose activity it is; 0: not told.
  uint64_t owner_xuid;
  // When it was created, in Unix time in milliseconds; 0: not told.
  int64_t created_at_ms;
  // When it expires, in Unix time in milliseconds; 0: not told.
  int64_t expires_at_ms;
  // The title it belongs to; 0: not told.
  uint32_t title_id;
  // The HTTP status of the answer that brought it.
  int32_t http_status;
  // Zero.
  uint8_t reserved[64];
} mpsd_handle_info;

// Whose activities to ask for: of some users, or of a social group. Start from
// MPSD_ACTIVITY_QUERY_INIT.
typedef struct mpsd_activity_query {
  // sizeof(mpsd_activity_query).
  uint32_t struct_size;
  // What the response says beside the handles; 0: all that there is of activities.
  mpsd_includes include;
  // Whose social group; 0: the client's xuid. Only with `social_group`.
  uint64_t social_group_owner_xuid;
  // Service configuration id, a GUID: only handles of it. NULL or empty: of any that the player may
  // see.
  const char *MPSD_NULLABLE scid;
  // The users: 1 to MPSD_MAX_XUIDS XUIDs, none of them zero, none twice. NULL with `social_group`.
  const uint64_t *MPSD_NULLABLE xuids;
  // How many.
  size_t xuid_count;
  // "people" (whom the owner follows) or "favorites", in any case; NULL with `xuids`.
  const char *MPSD_NULLABLE social_group;
} mpsd_activity_query;
#define MPSD_ACTIVITY_QUERY_INIT { sizeof(mpsd_activity_query), 0, 0, NULL, NULL, 0, NULL }

// Makes a session the player's current activity: POST /handles. Friends then see it and can join
// through it. A player has one activity for each SCID: a new one replaces the old, whose handle id
// the service then no longer knows. The player should be an active member of the session first
// (mpsd_write_session or mpsd_join_session), else the service answers 403. `reference->name` may be
// NULL: the service then chooses a GUID, in `handle->session_name`. `call->handles` gets the new
// handle in full. `handle` is optional; its id is empty if the service answered without a body.
// Errors: argument and request errors. Repeated on network errors, 408, 429 and 5xx: setting it
// twice is harmless. Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_set_activity(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_info *MPSD_NULLABLE handle, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_set_activity in the background. The outcome: mpsd_operation_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_set_activity_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Clears the player's current activity in a SCID, a GUID: DELETE /handles/{id}. Where there is
// nothing to clear it succeeds with `*cleared` 0 instead of 1 (optional). The client remembers the
// handle it set; where it knows none, or the service no longer knows that one, it asks once for the
// player's activities (needs the client's xuid).
// Errors: argument and request errors. Repeated where that is safe.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_clear_activity(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_bool *MPSD_NULLABLE cleared,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_clear_activity in the background. The outcome: mpsd_operation_get_count.
MPSD_API mpsd_result MPSD_CALL mpsd_clear_activity_start(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Asks for current activities: POST /handles/query, once for each hundred users, concurrently over
// the network's connections. The responses become one list: in the order of the hundreds, each
// handle once. Users without an activity, or whose session the player may not see, do not appear.
// Of a social group the service returns 100 at most. Each request counts against the service's
// limit of 30 calls in 15 s: ask for thousands rarely, and for more than 3000 with a deadline_ms of
// 15 s for each further 3000.
// Release `*handles` with mpsd_handle_list_destroy. Where one of the requests fails, the call
// fails. Errors: argument and request errors. Repeated on network errors, 408, 429 and 5xx.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_query_activities(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_query_activities in the background. The outcome: mpsd_operation_get_handles.
MPSD_API mpsd_result MPSD_CALL mpsd_query_activities_start(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// [invites] =======================================================================================

// Bytes of a context at most, once percent-encoded.
#define MPSD_MAX_CONTEXT_BYTES 256

// Bytes of the message of one recipient's invite, with its NUL.
#define MPSD_INVITE_MESSAGE_SIZE 256

// What a game was activated for: MPSD_ACTIVATION_…
typedef uint32_t mpsd_activation_kind;

// The player accepted an invite: inviteHandleAccept.
#define MPSD_ACTIVATION_INVITE 1u
// The player wants to join a friend's activity: activityHandleJoin.
#define MPSD_ACTIVATION_ACTIVITY 2u

// Bytes of a URI that is parsed, at most.
#define MPSD_MAX_ACTIVATION_URI_BYTES 2048
// Bytes that hold any URI that mpsd_activation_format writes, with its NUL.
#define MPSD_ACTIVATION_URI_SIZE 640

// Bytes of an invite's context, with its NUL.
#define MPSD_CONTEXT_SIZE 264

// Whom to invite, and where. Start from MPSD_INVITE_INIT.
typedef struct mpsd_invite {
  // sizeof(mpsd_invite).
  uint32_t struct_size;
  // The title the recipients are invited to; 0: the client's.
  uint32_t title_id;
  // The session. Its name is required here: without one each recipient would get a session of its
  // own.
  mpsd_session_reference session;
  // The recipients: 1 to MPSD_MAX_XUIDS XUIDs, none of them zero, none twice.
  const uint64_t *xuids;
  // How many.
  size_t xuid_count;
  // Opaque to the service, reaches the recipient's activation URI; NULL: none. Sent as given; its
  // percent-encoded UTF-8 is at most 256 characters.
  const char *MPSD_NULLABLE context;
  // Id of a custom invite string of the title: begins with "///", at most 100 bytes after it; NULL:
  // none.
  const char *MPSD_NULLABLE context_string;
  // The sender's name where the sender is a service; NULL: none. At most 100 bytes.
  const char *MPSD_NULLABLE sender_string;
} mpsd_invite;
#define MPSD_INVITE_INIT { sizeof(mpsd_invite), 0, { NULL, NULL, NULL }, NULL, 0, NULL, NULL, \
    NULL }

// What became of one recipient's invite. 416 bytes, and stays so. The service's correlation ids are
// in mpsd_attempt.
typedef struct mpsd_invite_result {
  // The recipient.
  uint64_t xuid;
  // When the invite expires, in Unix time in milliseconds; 0: not told.
  int64_t expires_at_ms;
  // MPSD_OK, or why this one failed.
  mpsd_result result;
  // The HTTP status; 0: no answer came.
  int32_t http_status;
  // How long the service asked to wait, in milliseconds; 0: it did not say.
  uint32_t retry_after_ms;
  // How many attempts were made to send the invite.
  uint32_t attempts;
  // May it be repeated? MPSD_DELIVERY_…
  mpsd_delivery delivery;
  // Zero.
  int32_t reserved0;
  // The invite's handle id: what the recipient joins by. Empty on failure.
  char handle_id[MPSD_HANDLE_ID_SIZE];
  // What to quote to support (MS-CV); empty when no attempt was made.
  char request_id[MPSD_REQUEST_ID_SIZE];
  // What happened, with the service's own text; cut at a character if it does not fit. Empty on
  // success.
  char message[MPSD_INVITE_MESSAGE_SIZE];
  // Zero.
  uint8_t reserved[16];
} mpsd_invite_result;

// A player wants to join: what the game was started or called with. Owned by the caller; nothing in
// it must be freed. 384 bytes, and stays so.
typedef struct mpsd_activation {
  // MPSD_ACTIVATION_INVITE or _ACTIVITY.
  mpsd_activation_kind kind;
  // Zero.
  uint32_t reserved0;
  // The player who wants to join: invitedXuid or joinerXuid. On a device with several players this
  // tells which. 0: not told.
  uint64_t xuid;
  // The player who is joined: senderXuid or joineeXuid; 0: not told.
  uint64_t other_xuid;
  // The handle to join through: mpsd_join_session_by_handle.
  char handle_id[MPSD_HANDLE_ID_SIZE];
  // What the sender put into the invite, decoded; empty: nothing.
  char context[MPSD_CONTEXT_SIZE];
  // Zero.
  uint8_t reserved[56];
} mpsd_activation;

// Invites players to a session: one POST /handles for each, concurrently over the network's
// connections, and one row for each in `results`, in the order of `invite->xuids`: `results[i]`
// belongs to `invite->xuids[i]`. MPSD_OK: all were delivered. MPSD_ERROR_PARTIAL: some were. Where
// none was, the first recipient's code. Where the call was ended early, MPSD_ERROR_CLOSED or
// MPSD_ERROR_CANCELLED, though some may have been delivered.
// Rows are written for every recipient, also when an argument is refused (except where that
// argument is `invite` itself or its `xuids`, so that the recipients are unknown).
// `result_capacity` below the number of recipients is BUFFER_TOO_SMALL and nothing is sent;
// `results` may be NULL with capacity 0.
// A zero or repeated XUID refuses the whole call (INVALID_ARGUMENT, the message names the index)
// before anything is sent. `call->handles` gets the handles of those that were delivered, in the
// order of the recipients, also where the call is MPSD_ERROR_PARTIAL.
// An invite is repeated only where it surely was not processed (no connection, 429, 503 with
// Retry-After): a repeated invite shows a second toast. `error` describes the first recipient that
// failed; its `message` begins with the XUID. Errors: argument errors, invite errors; in the rows
// request errors.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_send_invites(mpsd_client *client, const mpsd_invite *invite,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_invite_result *MPSD_NULLABLE results,
    size_t result_capacity, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_send_invites in the background. A refused argument writes no rows. The outcome:
// mpsd_operation_get_invites.
MPSD_API mpsd_result MPSD_CALL mpsd_send_invites_start(mpsd_client *client,
    const mpsd_invite *invite, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Reads the URI a game is activated with:
//   ms-xbl-multiplayer://inviteHandleAccept?handle=…&invitedXuid=…&senderXuid=…&context=…
//   ms-xbl-multiplayer://activityHandleJoin?handle=…&joinerXuid=…&joineeXuid=…
// or the same with the scheme ms-xbl-<title id, 8 hexadecimal digits>. Case does not matter in
// scheme, action and names; parameters come in any order, unknown ones are passed over, and so are
// XUIDs and a context that are empty or 0: only the handle must be there. Values are
// percent-decoded once; '+' stays, a percent sign without two hexadecimal digits stays in a
// context, and '#' ends the URI. What command lines and web pages leave of a URI is read, too:
// white space and quotes around it, "&amp;" for '&', braces around the handle's GUID,
// "ms-xbl-multiplayer:" without slashes, a slash at the end. `activation` must not be NULL; it is
// zeroed on failure.
// Errors: INVALID_ARGUMENT (it is none, and why: another scheme or action, no handle, a parameter
// twice with different values, no XUID, a context above 256 bytes), INVALID_UTF8, TOO_LONG (above
// MPSD_MAX_ACTIVATION_URI_BYTES). For inviteAccept and activityJoin, which are Multiplayer
// Activity's, and tournament, the message says whose they are. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_activation_parse(const char *uri, mpsd_activation *activation,
    mpsd_error *MPSD_NULLABLE error);

// Writes the URI of an activation, with the scheme ms-xbl-multiplayer, for tests of a game's own
// start. `buffer` has room for `capacity` bytes; MPSD_ACTIVATION_URI_SIZE are always enough; NULL
// with capacity 0 asks for the size alone. `*size` is the URI's length without the NUL; `size` may
// be NULL. On failure the size is 0 and the buffer, where there is one, empty.
// Errors: INVALID_ARGUMENT (an unknown kind, no handle, a context of an activity), INVALID_UTF8,
// TOO_LONG (context above 256 characters once percent-encoded), BUFFER_TOO_SMALL. Any thread; does
// not block.
MPSD_API mpsd_result MPSD_CALL mpsd_activation_format(const mpsd_activation *activation,
    char *MPSD_NULLABLE buffer, size_t capacity, size_t *MPSD_NULLABLE size,
    mpsd_error *MPSD_NULLABLE error);

// [handles] =======================================================================================

// The handles that a query, a search or a read found. Immutable: any thread may read it at once. It
// outlives its client.
struct mpsd_handle_list;

// A filter of searches that can only be one the service accepts. Comparisons are added one by one
// and must all hold; mpsd_filter_or begins a second alternative, of which the service knows one.
// Any thread may use it at once; a search takes it as it is then, and it can be used for any number
// of searches by any client.
typedef struct mpsd_filter mpsd_filter;

// Tags, strings or numbers of one session at most.
#define MPSD_MAX_ATTRIBUTES 1000
// Bytes of the JSON of search attributes at most.
#define MPSD_MAX_ATTRIBUTES_JSON_BYTES 65536

// What a handle is for: MPSD_HANDLE_…
typedef uint32_t mpsd_handle_type;

// The service did not tell, or told a type this library does not know.
#define MPSD_HANDLE_UNKNOWN 0u
// A player's current activity.
#define MPSD_HANDLE_ACTIVITY 1u
// An invitation of one player.
#define MPSD_HANDLE_INVITE 2u
// Makes a session searchable.
#define MPSD_HANDLE_SEARCH 3u
// Extends access from one session to another.
#define MPSD_HANDLE_TRANSFER 4u

// Who sees a session: MPSD_VISIBILITY_…
typedef uint32_t mpsd_visibility;

// The service did not tell.
#define MPSD_VISIBILITY_UNKNOWN 0u
// Only joined and invited players see the session.
#define MPSD_VISIBILITY_PRIVATE 1u
// Everybody sees the session, only joined and invited players may join.
#define MPSD_VISIBILITY_VISIBLE 2u
// Visible and full.
#define MPSD_VISIBILITY_FULL 3u
// Everybody may see and join the session.
#define MPSD_VISIBILITY_OPEN 4u

// Who may join or read a session: MPSD_JOIN_RESTRICTION_…
typedef uint32_t mpsd_join_restriction;

// The service did not say; in what is written: not set.
#define MPSD_JOIN_RESTRICTION_UNKNOWN 0u
// Not restricted.
#define MPSD_JOIN_RESTRICTION_NONE 1u
// Only players on the same device as a member.
#define MPSD_JOIN_RESTRICTION_LOCAL 2u
// Only players whom a member follows, and local ones.
#define MPSD_JOIN_RESTRICTION_FOLLOWED 3u
// A restriction this library does not know.
#define MPSD_JOIN_RESTRICTION_OTHER 4u

// Bytes of a filter at most.
#define MPSD_MAX_FILTER_BYTES 16384

// How two values compare: MPSD_COMPARISON_…
typedef uint32_t mpsd_comparison;

// Equal.
#define MPSD_COMPARISON_EQUAL 0u
// Not equal.
#define MPSD_COMPARISON_NOT_EQUAL 1u
// Greater.
#define MPSD_COMPARISON_GREATER 2u
// Greater or equal.
#define MPSD_COMPARISON_GREATER_OR_EQUAL 3u
// Less.
#define MPSD_COMPARISON_LESS 4u
// Less or equal.
#define MPSD_COMPARISON_LESS_OR_EQUAL 5u

// A number of a session: MPSD_FILTER_NUMBER_…
typedef uint32_t mpsd_filter_number;

// Members now.
#define MPSD_FILTER_NUMBER_MEMBERS_COUNT 0u
// Members wanted.
#define MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT 1u
// Members at most.
#define MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT 2u
// How many are missing to those wanted.
#define MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT_REMAINING 3u
// How many are missing to the most.
#define MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT_REMAINING 4u
// How many are missing to those wanted, or to the most where no target is set.
#define MPSD_FILTER_NUMBER_NEEDS 5u
// The title.
#define MPSD_FILTER_NUMBER_TITLE_ID 6u

// A text of a session: MPSD_FILTER_TEXT_…
typedef uint32_t mpsd_filter_text;

// One of the session's keywords, without regard to case.
#define MPSD_FILTER_TEXT_KEYWORD 0u
// The service configuration id.
#define MPSD_FILTER_TEXT_SCID 1u
// The template's name.
#define MPSD_FILTER_TEXT_TEMPLATE_NAME 2u
// Whether one can still register, such as "registered".
#define MPSD_FILTER_TEXT_REGISTRATION_STATE 3u
// The language, such as "en".
#define MPSD_FILTER_TEXT_LANGUAGE 4u
// One of the achievements.
#define MPSD_FILTER_TEXT_ACHIEVEMENT_ID 5u

// A time of a session: MPSD_FILTER_TIME_…
typedef uint32_t mpsd_filter_time;

// When the session is to begin.
#define MPSD_FILTER_TIME_SCHEDULED 0u
// When the session was posted.
#define MPSD_FILTER_TIME_POSTED 1u

// What a player is in a session: MPSD_FILTER_PLAYER_…
typedef uint32_t mpsd_filter_player;

// The player is a member of the session.
#define MPSD_FILTER_PLAYER_MEMBER 0u
// The player owns the session.
#define MPSD_FILTER_PLAYER_OWNER 1u

// A number of a role: MPSD_FILTER_ROLE_…
typedef uint32_t mpsd_filter_role;

// Members with the role.
#define MPSD_FILTER_ROLE_COUNT 0u
// How many are wanted.
#define MPSD_FILTER_ROLE_TARGET 1u
// How many are missing.
#define MPSD_FILTER_ROLE_NEEDS 2u

// A string by which a session is found. Frozen.
typedef struct mpsd_string_attribute {
  // Starts with a letter, goes on with lower-case letters and digits; at most 99 characters.
  const char *name;
  // At most 99 characters.
  const char *value;
} mpsd_string_attribute;

// A number by which a session is found. Frozen.
typedef struct mpsd_number_attribute {
  // Starts with a letter, goes on with lower-case letters and digits; at most 99 characters.
  const char *name;
  // Finite.
  double value;
} mpsd_number_attribute;

// By what a session is found. Start from MPSD_SEARCH_ATTRIBUTES_INIT.
typedef struct mpsd_search_attributes {
  // sizeof(mpsd_search_attributes).
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Tags, such as "micrequired": each starts with a letter, goes on with letters and digits, and
  // has at most 99 characters. None twice, without regard to case.
  const char *const *MPSD_NULLABLE tags;
  // How many: MPSD_MAX_ATTRIBUTES at most, as of strings and numbers.
  size_t tag_count;
  // Named strings, no name twice.
  const mpsd_string_attribute *MPSD_NULLABLE strings;
  // How many.
  size_t string_count;
  // Named numbers, no name twice.
  const mpsd_number_attribute *MPSD_NULLABLE numbers;
  // How many.
  size_t number_count;
  // A JSON object that is laid over the attributes above, for what these do not know or refuse,
  // such as {"achievementIds":["1"],"locale":"en-us","numbers":{"Skill_D":3}}: objects are merged
  // member by member, everything else is replaced. At most MPSD_MAX_ATTRIBUTES_JSON_BYTES; what is
  // in it the service checks. NULL: none.
  const char *MPSD_NULLABLE json;
} mpsd_search_attributes;
#define MPSD_SEARCH_ATTRIBUTES_INIT { sizeof(mpsd_search_attributes), 0, NULL, 0, NULL, 0, NULL, \
    0, NULL }

// All that the service tells of a handle. Owned by the caller; what it points to belongs to the
// list and lives as long as that. Pointers are NULL and numbers 0 where the service did not tell,
// or told what cannot be read: `json` has it, and the client's log a line about it (MPSD_LOG_WARN,
// 20 for an answer at most). Frozen.
typedef struct mpsd_handle_details {
  // The handle: of an activity `owner_xuid` is the player; `id` is what mpsd_join_session_by_handle
  // takes.
  mpsd_handle_info handle;
  // MPSD_HANDLE_…
  mpsd_handle_type handle_type;
  // MPSD_VISIBILITY_… of the session.
  mpsd_visibility visibility;
  // MPSD_JOIN_RESTRICTION_… of the session.
  mpsd_join_restriction join_restriction;
  // Members of the session now.
  uint32_t members_count;
  // Members of the session at most.
  uint32_t max_members_count;
  // Of an invite: the title invited to.
  uint32_t invite_title_id;
  // Whether the session is closed to joins; 0 also where the service did not say.
  mpsd_bool closed;
  // Zero.
  uint8_t reserved0[7];
  // Of an invite: who sent it.
  uint64_t sender_xuid;
  // Of an invite: who was invited.
  uint64_t invited_xuid;
  // When the session was posted, in Unix time in milliseconds.
  int64_t posted_at_ms;
  // How invites by the handle are shown, such as "game".
  const char *MPSD_NULLABLE invite_protocol;
  // How invites to the session are shown, such as "game".
  const char *MPSD_NULLABLE session_invite_protocol;
  // The titles that can open the handle: a JSON object by platform.
  const char *MPSD_NULLABLE game_types;
  // The session's custom properties, JSON: an object, or whatever the title made of it (`"text"`,
  // 5, null, []).
  const char *MPSD_NULLABLE custom_properties;
  // The session's roles and who has them, a JSON object.
  const char *MPSD_NULLABLE role_info;
  // Of an invite: what the recipient's activation brings.
  const char *MPSD_NULLABLE context;
  // Of an invite: the id of the custom invite string.
  const char *MPSD_NULLABLE context_string;
  // Of an invite: the sender's name where a service sent it.
  const char *MPSD_NULLABLE sender_string;
  // Of a transfer handle: the session from which it extends access; all NULL for others.
  mpsd_session_reference origin;
  // Of a search handle: its tags.
  const char *const *MPSD_NULLABLE tags;
  // How many.
  size_t tag_count;
  // Of a search handle: its string attributes, by name.
  const mpsd_string_attribute *MPSD_NULLABLE strings;
  // How many.
  size_t string_count;
  // Of a search handle: its number attributes, by name.
  const mpsd_number_attribute *MPSD_NULLABLE numbers;
  // How many.
  size_t number_count;
  // Of a search handle: the session's owners.
  const uint64_t *MPSD_NULLABLE session_owners;
  // How many.
  size_t session_owner_count;
  // The handle's JSON as the service wrote it; empty where it wrote none; never NULL.
  const char *json;
  // Of a search handle: its search attributes as the service wrote them, a JSON object, with what
  // the arrays above have no place for.
  const char *MPSD_NULLABLE search_attributes;
  // Zero.
  uint8_t reserved[56];
} mpsd_handle_details;

// What a list holds. The pointer lives as long as the list. Frozen.
typedef struct mpsd_handle_list_info {
  // How many handles the list has.
  size_t count;
  // How many rows of the response are not in it, as they could not be read: what is no object, or
  // has no GUID as its id. They never cost the others.
  size_t skipped_count;
  // The JSON text of the response: the service's own where one response made the list (empty if it
  // had no body); where several did, one like that of a query, each handle once. Never NULL.
  const char *json;
  // Its length in bytes, without the NUL.
  size_t json_size;
  // Zero.
  uint8_t reserved[32];
} mpsd_handle_list_info;

// Which sessions to search for. Start from MPSD_SEARCH_QUERY_INIT.
typedef struct mpsd_search_query {
  // sizeof(mpsd_search_query).
  uint32_t struct_size;
  // What the response says beside the handles; 0: all that there is.
  mpsd_includes include;
  // Whether the largest value of `order_by` comes first, instead of the smallest.
  mpsd_bool descending;
  // Zero.
  uint8_t reserved0[7];
  // Whose social group; 0: the client's xuid. Only with `social_group`.
  uint64_t social_group_owner_xuid;
  // Service configuration id, a GUID: only handles of it. NULL or empty: of any that the player may
  // see.
  const char *MPSD_NULLABLE scid;
  // Name of the sessions' template.
  const char *template_name;
  // Which ones: a filter that was built; NULL: all, or `filter_text`. It is only read.
  mpsd_filter *MPSD_NULLABLE filter;
  // Which ones: a filter in the service's language, sent as it is, at most MPSD_MAX_FILTER_BYTES;
  // NULL: all, or `filter`.
  const char *MPSD_NULLABLE filter_text;
  // The attribute by which results are ordered: letters, digits and '/', at most 99; NULL: the
  // service's default, "Timestamp".
  const char *MPSD_NULLABLE order_by;
  // "people" (whom the owner follows) or "favorites", in any case: only sessions that one of them
  // is a member of; NULL: any.
  const char *MPSD_NULLABLE social_group;
} mpsd_search_query;
#define MPSD_SEARCH_QUERY_INIT { sizeof(mpsd_search_query), 0, 0, { 0 }, 0, NULL, NULL, NULL, \
    NULL, NULL, NULL }

// Gets what the list holds.
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get_info(mpsd_handle_list *handles,
    mpsd_handle_list_info *info);

// Gives the handle at `index`; the texts and arrays it points to live as long as the list.
// INVALID_HANDLE, or INVALID_ARGUMENT (`details` is NULL, no such index; `*details` is then
// zeroed). Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get(mpsd_handle_list *handles, size_t index,
    mpsd_handle_details *details);

// Gets why a row of the response was skipped, such as `results[3].id: is missing in the answer`, in
// a text that lives as long as the list. `index` is below the info's skipped_count; the reasons of
// the first 100 are kept, NULL beyond.
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get_skipped(mpsd_handle_list *handles, size_t index,
    const char **reason);

// Frees a list and all it lent; NULL and a stale pointer do nothing. Any thread; does not block.
MPSD_API void MPSD_CALL mpsd_handle_list_destroy(mpsd_handle_list *MPSD_NULLABLE handles);

// Reads a handle of any kind: GET /handles/{id}. `*handles` is a list with this one handle: release
// it with mpsd_handle_list_destroy. `handle_id` is one segment of a path, at most 39 bytes.
// Errors: argument and request errors. NOT_FOUND: unknown, expired or deleted. Repeated on network
// errors, 408, 429 and 5xx.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_get_handle(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_list **handles,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_get_handle in the background. The outcome: mpsd_operation_get_handle or
// mpsd_operation_get_handles.
MPSD_API mpsd_result MPSD_CALL mpsd_get_handle_start(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Deletes a handle of any kind: DELETE /handles/{id}. Deleting an activity's handle clears the
// activity; once a search handle is deleted, searches no longer find the session. A handle that is
// unknown, expired or deleted is NOT_FOUND, also after a repeat whose first response was lost; to
// end an activity in any case use mpsd_clear_activity. A 2xx with a body that is not a JSON object,
// such as the page of a hotel's network, is PROTOCOL.
// Errors: argument and request errors. FORBIDDEN: another player's handle. Repeated on network
// errors, 408, 429 and 5xx. Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_delete_handle(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_delete_handle in the background. The outcome: mpsd_operation_get_result.
MPSD_API mpsd_result MPSD_CALL mpsd_delete_handle_start(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Makes a session searchable: POST /handles. A session has one search handle at a time; once it is
// deleted (mpsd_delete_handle) searches no longer find the session. The session needs the
// capability `searchable` (and `hasOwners`, where it has `userAuthorizationStyle`); values that
// change fast belong into its custom properties, which searches return, too.
// `attributes` is optional. `call->handles` gets the new handle in full. `handle` is optional; its
// id is empty if the service answered without a body.
// Errors: argument errors (the message names the attribute's index) and request errors. Repeated
// only where the request surely was not processed.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_create_search_handle(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_create_search_handle in the background. The outcome: mpsd_operation_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_create_search_handle_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Searches for sessions that were made searchable: POST /handles/query. The service returns the
// first 100 that match and has no way to ask for the next: let players refine the search. It counts
// searches apart from other calls, one in 15 s: do not refresh a list by itself.
// Release `*handles` with mpsd_handle_list_destroy.
// Errors: argument and request errors. Repeated on network errors, 408, 429 and 5xx.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_search_handles(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_search_handles in the background. The outcome: mpsd_operation_get_handles.
MPSD_API mpsd_result MPSD_CALL mpsd_search_handles_start(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Makes a filter without comparisons. `*filter` is the caller's, to end with mpsd_filter_destroy;
// on failure it is NULL. INVALID_ARGUMENT (`filter` is NULL). Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_create(mpsd_filter **filter,
    mpsd_error *MPSD_NULLABLE error);

// The session has this tag (`comparison` MPSD_COMPARISON_EQUAL), or a tag other than this
// (_NOT_EQUAL), without regard to case. `tag` starts with a letter, goes on with letters and
// digits, and has at most 99 characters.
// Errors: INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG (the tag, or the filter would exceed 16 KiB),
// INVALID_HANDLE; the filter stays as it was. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_tag(mpsd_filter *filter, mpsd_comparison comparison,
    const char *tag, mpsd_error *MPSD_NULLABLE error);

// The string attribute `name` is `value` (`comparison` MPSD_COMPARISON_EQUAL), or is not
// (_NOT_EQUAL), without regard to case. `name` starts with a letter and goes on with lower-case
// letters and digits; both have at most 99 characters. Errors as of mpsd_filter_add_tag. Any
// thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_string(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, const char *value, mpsd_error *MPSD_NULLABLE error);

// The number attribute `name` compares with `value`, which is finite, like `comparison` says,
// MPSD_COMPARISON_EQUAL to _LESS_OR_EQUAL. `name` starts with a letter, goes on with lower-case
// letters and digits, and has at most 99 characters. Errors as of mpsd_filter_add_tag. Any thread;
// does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_number(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, double value, mpsd_error *MPSD_NULLABLE error);

// A number of the session, MPSD_FILTER_NUMBER_…, compares with `value` like `comparison` says,
// MPSD_COMPARISON_EQUAL to _LESS_OR_EQUAL. Errors: INVALID_ARGUMENT, TOO_LONG, INVALID_HANDLE. Any
// thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_number(mpsd_filter *filter,
    mpsd_filter_number number, mpsd_comparison comparison, uint32_t value,
    mpsd_error *MPSD_NULLABLE error);

// A text of the session, MPSD_FILTER_TEXT_…, is `value`: 1 to 100 bytes without control characters.
// Errors as of mpsd_filter_add_tag. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_text(mpsd_filter *filter,
    mpsd_filter_text which, const char *value, mpsd_error *MPSD_NULLABLE error);

// A time of the session, MPSD_FILTER_TIME_SCHEDULED or _POSTED, compares with `unix_ms`, Unix time
// in milliseconds in the years 1 to 9999, like `comparison` says, MPSD_COMPARISON_EQUAL to
// _LESS_OR_EQUAL.
// Errors: INVALID_ARGUMENT, TOO_LONG, INVALID_HANDLE. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_time(mpsd_filter *filter,
    mpsd_filter_time time, mpsd_comparison comparison, int64_t unix_ms,
    mpsd_error *MPSD_NULLABLE error);

// A player is a member or an owner of the session: `player` is MPSD_FILTER_PLAYER_MEMBER or _OWNER,
// `xuid` is not 0. Errors: INVALID_ARGUMENT, TOO_LONG, INVALID_HANDLE. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_player(mpsd_filter *filter,
    mpsd_filter_player player, uint64_t xuid, mpsd_error *MPSD_NULLABLE error);

// A number of one of the session's roles, MPSD_FILTER_ROLE_COUNT, _TARGET or _NEEDS, compares with
// `value` like `comparison` says, MPSD_COMPARISON_EQUAL to _LESS_OR_EQUAL. The names of the role
// and of its type start with a letter, go on with letters and digits, and have at most 99
// characters.
// Errors as of mpsd_filter_add_tag. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_role_number(mpsd_filter *filter,
    const char *role_type, const char *role, mpsd_filter_role number, mpsd_comparison comparison,
    uint32_t value, mpsd_error *MPSD_NULLABLE error);

// Begins the second alternative: a session matches by the comparisons before or by those after.
// Once for a filter, and with a comparison on both sides.
// Errors: INVALID_ARGUMENT (no comparison yet, or an alternative begun already), INVALID_HANDLE.
// Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_or(mpsd_filter *filter, mpsd_error *MPSD_NULLABLE error);

// Gives the filter in the service's language. The text lives until the filter is destroyed, and
// does not change with it: each text that differs is kept until then.
// Errors: INVALID_ARGUMENT (`text` is NULL; the filter has no comparison, or none after its `or`),
// INVALID_HANDLE; `*text` is then NULL. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_get_text(mpsd_filter *filter, const char **text,
    mpsd_error *MPSD_NULLABLE error);

// Frees a filter and the texts it lent; NULL and a stale pointer do nothing. Any thread; does not
// block.
MPSD_API void MPSD_CALL mpsd_filter_destroy(mpsd_filter *MPSD_NULLABLE filter);

// Lets those who have access to one session into another: POST /handles. A member of `origin`, such
// as a lobby, can then join `target`, such as its game, by the handle's id
// (mpsd_join_session_by_handle), though `target` would refuse them. The service looks at `origin`
// when the handle is used; the handle ends with `target`. `target` must exist, else the service
// answers 403.
// `call->handles` gets the new handle in full. `handle` is optional; its id is empty if the service
// answered without a body.
// Errors: argument and request errors. Repeated only where the request surely was not processed.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_create_transfer_handle(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_create_transfer_handle in the background. The outcome: mpsd_operation_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_create_transfer_handle_start(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// [sessions] ======================================================================================

// A session as the service answered it. Immutable: any thread may read it at once. It outlives its
// client.
typedef struct mpsd_session mpsd_session;

// The answer to a session query. Immutable: any thread may read it at once. It outlives its client.
typedef struct mpsd_session_list mpsd_session_list;

// No member: not told, or not there.
#define MPSD_NO_INDEX 4294967295u

// What a session can do: MPSD_CAPABILITY_… or-ed together.
typedef uint32_t mpsd_capabilities;

// Members exchange secure device addresses.
#define MPSD_CAPABILITY_CONNECTIVITY 1u
// Being in the session is not shown as presence.
#define MPSD_CAPABILITY_SUPPRESS_PRESENCE_ACTIVITY_CHECK 2u
// Game play takes place in the session, as opposed to a lobby.
#define MPSD_CAPABILITY_GAMEPLAY 4u
// The session may have more than 100 members; documents then hold the reader only.
#define MPSD_CAPABILITY_LARGE 8u
// Players need no console to be in the session.
#define MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE 16u
// An active member must be connected in real time.
#define MPSD_CAPABILITY_CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS 32u
// Players of several platforms meet in the session.
#define MPSD_CAPABILITY_CROSS_PLAY 64u
// Search handles may point at the session.
#define MPSD_CAPABILITY_SEARCHABLE 128u
// The session has owners.
#define MPSD_CAPABILITY_HAS_OWNERS 256u

// What a user does in a session: MPSD_MEMBER_STATUS_…
typedef uint32_t mpsd_member_status;

// The service did not tell, or told what this library does not know.
#define MPSD_MEMBER_STATUS_UNKNOWN 0u
// The user plays in the session.
#define MPSD_MEMBER_STATUS_ACTIVE 1u
// The user has joined, and does not play now.
#define MPSD_MEMBER_STATUS_INACTIVE 2u
// A seat is kept for the user.
#define MPSD_MEMBER_STATUS_RESERVED 3u

// Sessions that a query finds, at most.
#define MPSD_MAX_FOUND_SESSIONS 100u

// Bytes of an ETag at most.
#define MPSD_MAX_ETAG_BYTES 1024

// What a write requires of the session: MPSD_WRITE_…
typedef uint32_t mpsd_write_mode;

// Update the session, or create it where it does not exist.
#define MPSD_WRITE_UPDATE_OR_CREATE 0u
// Create the session; PRECONDITION_FAILED if it exists (If-None-Match: *).
#define MPSD_WRITE_CREATE_NEW 1u
// Update the session; PRECONDITION_FAILED if it does not exist (If-Match: *).
#define MPSD_WRITE_UPDATE_EXISTING 2u
// Update the session only if it still has the given ETag, else PRECONDITION_FAILED (If-Match).
#define MPSD_WRITE_SYNCHRONIZED 3u
// Added to a mode: where the service refuses the write and sends the session as it is, `*session`
// is that session, though the call fails. Its HTTP status is 412 (it changed: apply the change to
// this document and write again, with this ETag), 403 or 409; it is NULL where none was sent.
// Destroy it as any other.
#define MPSD_WRITE_RESULT_ON_REFUSAL 256u

// Bytes of a document at most.
#define MPSD_MAX_DOCUMENT_BYTES 1048576

// What a session object holds. The pointers live as long as the session object. Frozen.
typedef struct mpsd_session_info {
  // The session's SCID; NULL: not told (by handle, and the service sent no Content-Location).
  const char *MPSD_NULLABLE scid;
  // Its template's name; NULL: not told.
  const char *MPSD_NULLABLE template_name;
  // Its name; NULL: not told.
  const char *MPSD_NULLABLE name;
  // The document's ETag, for MPSD_WRITE_SYNCHRONIZED; NULL: not told.
  const char *MPSD_NULLABLE etag;
  // The session document, JSON; NULL: there is no session any more (the write emptied it, HTTP
  // status 204), or it is unchanged (304).
  const char *MPSD_NULLABLE document;
  // Its length in bytes, without the NUL.
  size_t document_size;
  // The HTTP status: 200 read or updated, 201 created, 204 no session any more, 304 unchanged since
  // the given ETag; 403, 409 or 412 for the session as it is after a refused write
  // (MPSD_WRITE_RESULT_ON_REFUSAL).
  int32_t http_status;
  // Zero.
  int32_t reserved0;
  // Zero.
  uint8_t reserved[64];
} mpsd_session_info;

// What a session document says. The pointers live as long as the session object. Whatever else the
// document holds is in mpsd_session_info's text. Frozen.
typedef struct mpsd_session_summary {
  // Another one with each life of the session: change numbers of two branches do not compare. NULL:
  // not told, as for every text here.
  const char *MPSD_NULLABLE branch;
  // Finds the session in the service's logs.
  const char *MPSD_NULLABLE correlation_id;
  // Id of the search handle that points at it.
  const char *MPSD_NULLABLE search_handle_id;
  // What invites to it look like, such as "game".
  const char *MPSD_NULLABLE invite_protocol;
  // The host's device token: that of a member.
  const char *MPSD_NULLABLE host;
  // What session queries find it by, a JSON array of strings.
  const char *MPSD_NULLABLE keywords;
  // Its custom constants, JSON: an object, or whatever the title made of it (`"text"`, 5, null,
  // []).
  const char *MPSD_NULLABLE custom_constants;
  // Its custom properties, JSON of any kind as well.
  const char *MPSD_NULLABLE custom_properties;
  // Grows with each change; 0: not told.
  uint64_t change_number;
  // When it began, in Unix time in milliseconds; 0: not told.
  int64_t started_at_ms;
  // When the service next does something with it by itself, in Unix time in milliseconds; 0: not
  // told.
  int64_t next_timer_ms;
  // The contract version it is written in; 0: not told.
  uint32_t contract_version;
  // MPSD_VISIBILITY_…
  mpsd_visibility visibility;
  // Who may join: MPSD_JOIN_RESTRICTION_…
  mpsd_join_restriction join_restriction;
  // Who may read: MPSD_JOIN_RESTRICTION_…
  mpsd_join_restriction read_restriction;
  // MPSD_CAPABILITY_… or-ed together.
  mpsd_capabilities capabilities;
  // Members and reservations at most; 0: not told.
  uint32_t max_members_count;
  // Members and reservations now; 0: not told.
  uint32_t members_count;
  // Those who have joined; 0: none, or not told.
  uint32_t accepted_count;
  // Those who play now; 0: none, or not told.
  uint32_t active_count;
  // How many members the document lists, for mpsd_session_get_member: in a large session the reader
  // at most.
  uint32_t listed_members;
  // Which of them is the client's user; MPSD_NO_INDEX: none, or the client's options did not tell
  // the XUID.
  uint32_t self_index;
  // How many members the document lists beside listed_members that could not be read, as they are
  // no objects.
  uint32_t skipped_members;
  // Whether nobody may join; 0 also where the service did not say.
  mpsd_bool closed;
  // Whether only former members may join; 0 also where the service did not say.
  mpsd_bool locked;
  // Zero.
  uint8_t reserved0[6];
  // Zero.
  uint8_t reserved[64];
} mpsd_session_summary;

// One member of a session. The pointers live as long as the session object. Frozen.
typedef struct mpsd_session_member {
  // NULL: not told, as for every text here.
  const char *MPSD_NULLABLE gamertag;
  // The real-time connection that keeps the member active.
  const char *MPSD_NULLABLE connection;
  // Equal for members on one device.
  const char *MPSD_NULLABLE device_token;
  // The member's custom constants, JSON of any kind.
  const char *MPSD_NULLABLE custom_constants;
  // The member's custom properties, JSON of any kind.
  const char *MPSD_NULLABLE custom_properties;
  // All the document tells of the member, a JSON object. Never NULL.
  const char *json;
  // Who it is; 0: not told.
  uint64_t xuid;
  // When the member joined, in Unix time in milliseconds; 0: not told.
  int64_t joined_at_ms;
  // The member's number in the document, which names the member in a write; MPSD_NO_INDEX: it is
  // told as "me" only, as in a large session.
  uint32_t id;
  // The same as the member's constants tell it; MPSD_NO_INDEX: not told.
  uint32_t index;
  // The title the member is active in; 0: none, or not told.
  uint32_t active_title_id;
  // Whether the member plays now.
  mpsd_bool active;
  // Whether the member is about to play.
  mpsd_bool ready;
  // Whether it is a seat kept for a player who has not joined.
  mpsd_bool reservation;
  // Whether it is the client's user.
  mpsd_bool is_self;
  // Zero.
  uint8_t reserved[64];
} mpsd_session_member;

// One session that a query found. The pointers live as long as the list. Frozen.
typedef struct mpsd_found_session {
  // The session's reference, for further calls. Never NULL; what the service did not tell is empty.
  const char *scid;
  // Its template's name.
  const char *template_name;
  // Its name.
  const char *name;
  // What queries find it by, a JSON array of strings; NULL: not told.
  const char *MPSD_NULLABLE keywords;
  // The user because of whom it was found; 0: not told.
  uint64_t xuid;
  // When it began, in Unix time in milliseconds; 0: not told.
  int64_t started_at_ms;
  // What that user does in it: MPSD_MEMBER_STATUS_…
  mpsd_member_status status;
  // MPSD_VISIBILITY_…
  mpsd_visibility visibility;
  // MPSD_JOIN_RESTRICTION_…
  mpsd_join_restriction join_restriction;
  // Members who have joined; 0: not told.
  uint32_t accepted_count;
  // Whether it is that user's turn.
  mpsd_bool my_turn;
  // Zero.
  uint8_t reserved0[7];
  // Zero.
  uint8_t reserved[64];
} mpsd_found_session;

// What a list holds. The pointer lives as long as the list. Frozen.
typedef struct mpsd_session_list_info {
  // How many sessions the list has.
  size_t count;
  // How many rows of the response are not in it, as they could not be read: what is no object, or
  // has no reference with a name. They never cost the others.
  size_t skipped_count;
  // The whole response as the service sent it, JSON. Never NULL.
  const char *json;
  // Its length in bytes, without the NUL.
  size_t json_size;
  // Zero.
  uint8_t reserved[32];
} mpsd_session_list_info;

// Which sessions to ask for: those of users, or those with a keyword, or both. Start from
// MPSD_SESSION_QUERY_INIT.
typedef struct mpsd_session_query {
  // sizeof(mpsd_session_query).
  uint32_t struct_size;
  // Sessions at most, up to MPSD_MAX_FOUND_SESSIONS; 0: the service's default.
  uint32_t take;
  // Service configuration id: a GUID.
  const char *scid;
  // Only sessions of this template; NULL: of all.
  const char *MPSD_NULLABLE template_name;
  // The users whose sessions are asked for: at most MPSD_MAX_XUIDS, none of them zero, none twice;
  // may be NULL where there is a keyword. They go in one request: how many the service takes is not
  // known, and the emulator takes 100.
  const uint64_t *MPSD_NULLABLE xuids;
  // How many.
  size_t xuid_count;
  // Only sessions with this keyword; NULL: any. Needed where there are no users.
  const char *MPSD_NULLABLE keyword;
  // Only sessions of this MPSD_VISIBILITY_…; MPSD_VISIBILITY_UNKNOWN: any.
  mpsd_visibility visibility;
  // Only sessions of this contract version and below; 0: any.
  uint32_t contract_version;
  // Whether sessions that are private to others are found, too.
  mpsd_bool include_private;
  // Whether sessions where a user has a reservation only are found, too. Needs users.
  mpsd_bool include_reservations;
  // Whether sessions where a user is not active are found, too. Needs users.
  mpsd_bool include_inactive;
  // Zero.
  uint8_t reserved0[5];
} mpsd_session_query;
#define MPSD_SESSION_QUERY_INIT { sizeof(mpsd_session_query), 0, NULL, NULL, NULL, 0, NULL, 0, 0, \
    0, 0, 0, { 0 } }

// Tells what a session object holds. `info` must not be NULL; it is zeroed on failure.
// INVALID_HANDLE for an object that is destroyed already. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_info(mpsd_session *session,
    mpsd_session_info *info);

// Reads what a session's document says. `summary` must not be NULL; it is zeroed on failure.
// Errors: INVALID_HANDLE, INVALID_ARGUMENT (the session holds no document: HTTP status 204 or 304).
// Fields that are absent or unknown are no error; nor are fields that cannot be read, such as a
// count that is a text: they are not told either, and the first function that looks into the
// session object writes a line about each (20 at most) to the client's log, with MPSD_LOG_WARN.
// Any thread; does not block; the log callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_summary(mpsd_session *session,
    mpsd_session_summary *summary, mpsd_error *MPSD_NULLABLE error);

// Copies the member at `index`, from 0 to the summary's listed_members - 1, in the order of their
// numbers. `member` must not be NULL; it is zeroed on failure. Errors: as mpsd_session_get_summary;
// INVALID_ARGUMENT also for an index beyond them.
// Any thread; does not block; the log callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_member(mpsd_session *session, size_t index,
    mpsd_session_member *member, mpsd_error *MPSD_NULLABLE error);

// Frees a session object and all it lent; NULL and a stale pointer do nothing. The session at the
// service is not touched.
// Any thread; does not block.
MPSD_API void MPSD_CALL mpsd_session_destroy(mpsd_session *MPSD_NULLABLE session);

// Gets what the list holds.
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get_info(mpsd_session_list *sessions,
    mpsd_session_list_info *info);

// Copies the session at `index`. INVALID_HANDLE, or INVALID_ARGUMENT (`session` is NULL, no such
// index; `*session` is then zeroed). Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get(mpsd_session_list *sessions, size_t index,
    mpsd_found_session *session);

// Gets why a row of the response was skipped, such as `results[3].id: is missing in the answer`, in
// a text that lives as long as the list. `index` is below the info's skipped_count; the reasons of
// the first 100 are kept, NULL beyond.
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get_skipped(mpsd_session_list *sessions,
    size_t index, const char **reason);

// Frees a list and all it lent; NULL and a stale pointer do nothing. Any thread; does not block.
MPSD_API void MPSD_CALL mpsd_session_list_destroy(mpsd_session_list *MPSD_NULLABLE sessions);

// Asks for sessions: GET /serviceconfigs/{scid}[/sessionTemplates/{template}]/sessions?… for one
// user or a keyword alone, POST …/batch?… for several users. A session is found once for each of
// the users who is in it. Release `*sessions` with mpsd_session_list_destroy.
// Errors: argument and request errors. Repeated on network errors, 408, 429 and 5xx.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_query_sessions(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_query_sessions in the background. The outcome: mpsd_operation_get_sessions.
MPSD_API mpsd_result MPSD_CALL mpsd_query_sessions_start(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Reads a session: GET /serviceconfigs/{scid}/sessionTemplates/{template}/sessions/{name}. Release
// `*session` with mpsd_session_destroy.
// `etag` is optional, that of an earlier read or write: a session that still has it is not sent
// again (If-None-Match). That is a success with the HTTP status 304, and the session object then
// has no document.
// Errors: argument and request errors. NOT_FOUND: there is no such session (HTTP status 204), SCID
// or template (404). Repeated on network errors, 408, 429 and 5xx.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_read_session(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_read_session in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Reads the session a handle points at, as mpsd_read_session: GET /handles/{handle_id}/session.
// `handle_id` is 1 to 39 bytes (the service's ids are GUIDs), without control characters and `/`,
// not `.` or `..`. NOT_FOUND also when the handle is unknown, expired or replaced (404).
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_by_handle(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_read_session_by_handle in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Writes a session: PUT /serviceconfigs/…/sessions/{name}. `document` is a JSON object that the
// service merges into the session: all members optional, null removes one; at most
// MPSD_MAX_DOCUMENT_BYTES and 200 levels. To `mode` MPSD_WRITE_RESULT_ON_REFUSAL may be added;
// `etag` is needed by MPSD_WRITE_SYNCHRONIZED and NULL otherwise. To create a session and be in it,
// write for instance (mpsd_session_document helps to build it)
//
//   {"constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"open"}},
//    "members":{"me":{"constants":{"system":{"initialize":true,"xuid":"<decimal XUID>"}},
//                     "properties":{"system":{"active":true}}}}}
//
// `*session` (optional) is the session after the write: release it with mpsd_session_destroy. On
// failure it is NULL, except as MPSD_WRITE_RESULT_ON_REFUSAL says. Its HTTP status is 201 for a
// session created, 200 for one updated, 204 (and the document NULL) when the write emptied the
// session, or when no member was in a session to be created.
//
// Errors: argument and write errors. Repeated only where the request surely was not processed.
// Writes of one session through one client, by its reference or by one handle, take turns.
// Blocks; the token callback may run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_write_session in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Writes the session a handle points at, as mpsd_write_session: PUT /handles/{handle_id}/session.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_by_handle(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_write_session_by_handle in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_by_handle_start(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Joins an existing session as an active member: a write with If-Match: * of the member "me" (needs
// the client's xuid).
// `member_properties` (optional) is a JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES, the
// member's custom properties. What else the member says of itself is in call->join: above all the
// real-time connection and subscription that live clients join with, and without which a session of
// the capability connectionRequiredForActiveMembers keeps no active member, as most of Microsoft's
// session templates have it.
// Otherwise as mpsd_write_session; PRECONDITION_FAILED when there is no such session; NOT_FOUND
// with HTTP status 204 when the session ended with this write: the player is in none; also
// INVALID_ARGUMENT for what mpsd_session_document_join refuses, and for another player's xuid in
// call->join.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_join_session in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Joins the session a handle points at, an invite's or an activity's: PUT
// /handles/{handle_id}/session. An invite's handle lets its recipient into a session that would
// refuse others. As mpsd_join_session; NOT_FOUND when the handle is unknown, expired or replaced.
// The session object has the session's reference: use that from then on, a handle may die before
// its session.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_by_handle(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_join_session_by_handle in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Leaves a session: a write of the member "me" as null. The player's activity in it ends too.
// Succeeds with HTTP status 204 and no document where the player was the last member.
// PRECONDITION_FAILED when there is no such session. Otherwise as mpsd_write_session.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_leave_session in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Leaves the session a handle points at: PUT /handles/{handle_id}/session. As mpsd_leave_session;
// NOT_FOUND when the handle is unknown, expired or replaced.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_by_handle(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// Starts mpsd_leave_session_by_handle in the background. The outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// [documents] =====================================================================================

// A session document in the making, for mpsd_write_session. What is not set is not written, so the
// session keeps it. Any thread may use it at once, but its text is the text of one moment.
typedef struct mpsd_session_document mpsd_session_document;

// Members of a session at most.
#define MPSD_MAX_MEMBERS 10000u

// Whether a write turns something on: MPSD_FLAG_…
typedef uint32_t mpsd_flag;

// Not written: it stays as it is.
#define MPSD_FLAG_UNCHANGED 0u
// Turned off.
#define MPSD_FLAG_OFF 1u
// Turned on.
#define MPSD_FLAG_ON 2u

// Bytes of custom constants or properties, a JSON object, at most.
#define MPSD_MAX_CUSTOM_JSON_BYTES 1048576

// What a real-time connection is told of: MPSD_CHANGE_… or-ed together.
typedef uint32_t mpsd_change_types;

// All changes.
#define MPSD_CHANGE_EVERYTHING 1u
// The session has another host.
#define MPSD_CHANGE_HOST 2u
// The session's initialization.
#define MPSD_CHANGE_INITIALIZATION 4u
// The session's matchmaking.
#define MPSD_CHANGE_MATCHMAKING_STATUS 8u
// Who is in the session.
#define MPSD_CHANGE_MEMBERS_LIST 16u
// Who is active.
#define MPSD_CHANGE_MEMBERS_STATUS 32u
// Who may join.
#define MPSD_CHANGE_JOINABILITY 64u
// The session's custom properties.
#define MPSD_CHANGE_CUSTOM_PROPERTY 128u
// A member's custom properties.
#define MPSD_CHANGE_MEMBERS_CUSTOM_PROPERTY 256u

// Constants of a new session; zero fields are left to the template. Start from
// MPSD_SESSION_CONSTANTS_INIT.
typedef struct mpsd_session_constants {
  // sizeof(mpsd_session_constants).
  uint32_t struct_size;
  // Version of the constants; 0: 1, the only one there is.
  uint32_t version;
  // Members and reservations at most: up to MPSD_MAX_MEMBERS, and 100 where the session is not
  // large.
  uint32_t max_members_count;
  // MPSD_VISIBILITY_PRIVATE, _VISIBLE or _OPEN; 0: the template's.
  mpsd_visibility visibility;
  // MPSD_CAPABILITY_… or-ed together: those the session has beside the template's.
  mpsd_capabilities capabilities;
  // Zero.
  uint32_t reserved0;
  // What invites look like, such as "game", "party" or "chat"; NULL: the template's. At most 100
  // bytes.
  const char *MPSD_NULLABLE invite_protocol;
  // The title's own constants, a JSON object; NULL: none. At most MPSD_MAX_CUSTOM_JSON_BYTES.
  const char *MPSD_NULLABLE custom_constants;
} mpsd_session_constants;
#define MPSD_SESSION_CONSTANTS_INIT { sizeof(mpsd_session_constants), 0, 0, 0, 0, 0, NULL, NULL }

// Properties of a session; zero fields are not written, so the session keeps them. Start from
// MPSD_SESSION_PROPERTIES_INIT.
typedef struct mpsd_session_properties {
  // sizeof(mpsd_session_properties).
  uint32_t struct_size;
  // Who may join an open session: MPSD_JOIN_RESTRICTION_NONE, _LOCAL or _FOLLOWED. _NONE is refused
  // with the capability MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE in the document, the others with
  // MPSD_CAPABILITY_LARGE.
  mpsd_join_restriction join_restriction;
  // Who may read the session; as join_restriction.
  mpsd_join_restriction read_restriction;
  // Whether nobody may join.
  mpsd_flag closed;
  // Whether only former members may join.
  mpsd_flag locked;
  // Zero.
  uint32_t reserved0;
  // The custom properties, a JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES; the service merges
  // it into those that the session has, null removes one. NULL: not written.
  const char *MPSD_NULLABLE custom_properties;
} mpsd_session_properties;
#define MPSD_SESSION_PROPERTIES_INIT { sizeof(mpsd_session_properties), 0, 0, 0, 0, 0, NULL }

// The writing player as an active member. Start from MPSD_SESSION_JOIN_INIT.
struct mpsd_session_join {
  // sizeof(mpsd_session_join).
  uint32_t struct_size;
  // MPSD_CHANGE_… or-ed together: what the connection is told of; 0 without subscription_id.
  mpsd_change_types change_types;
  // The player's XUID: that of the client that writes.
  uint64_t xuid;
  // The real-time connection that keeps the member active, a GUID; NULL: none.
  const char *MPSD_NULLABLE connection;
  // Names the subscription in what the connection is told: a GUID of the caller's choice; NULL: no
  // subscription.
  const char *MPSD_NULLABLE subscription_id;
  // The member's custom constants, a JSON object; NULL: none. At most MPSD_MAX_CUSTOM_JSON_BYTES.
  const char *MPSD_NULLABLE custom_constants;
  // The member's custom properties, a JSON object; NULL: none. At most MPSD_MAX_CUSTOM_JSON_BYTES.
  const char *MPSD_NULLABLE custom_properties;
};
#define MPSD_SESSION_JOIN_INIT { sizeof(mpsd_session_join), 0, 0, NULL, NULL, NULL, NULL }

// Makes an empty document. `*document` is the caller's, to end with mpsd_session_document_destroy;
// on failure it is NULL. A call that sets something, below, refuses what breaks a rule with
// INVALID_ARGUMENT and a message that names argument and rule, and changes nothing then; it
// replaces what the same call set before. A document has at most 1 MiB, and so has all the JSON
// merged into one: TOO_LONG. JSON that is given nests at most 196 levels, and goes out as it was
// written.
// INVALID_ARGUMENT: `document` is NULL. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_create(mpsd_session_document **document,
    mpsd_error *MPSD_NULLABLE error);

// Sets the constants of a session to be created; the service refuses to change those of one that
// exists. Errors: argument errors.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_constants(mpsd_session_document *document,
    const mpsd_session_constants *constants, mpsd_error *MPSD_NULLABLE error);

// Sets properties of the session. A field that is not zero replaces what was set before, a zero one
// changes nothing. Errors: argument errors.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_properties(mpsd_session_document *document,
    const mpsd_session_properties *properties, mpsd_error *MPSD_NULLABLE error);

// Makes the writing player an active member: "me". Needed to create a session, as one without
// members is none. Not in one document with mpsd_session_document_leave, nor with a seat kept for
// the same player.
// Errors: INVALID_ARGUMENT (struct_size, xuid 0, connection or subscription_id no GUID, a
// subscription without connection or change types, no JSON object), INVALID_UTF8, TOO_LONG,
// UNSUPPORTED_VERSION, INVALID_HANDLE. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_join(mpsd_session_document *document,
    const mpsd_session_join *join, mpsd_error *MPSD_NULLABLE error);

// Sets the writing player's own custom properties, also in a later write; the service merges them
// into those the member has. `member_properties` is a JSON object of at most 1 MiB.
// Errors: INVALID_ARGUMENT (no JSON object), INVALID_UTF8, TOO_LONG, INVALID_HANDLE.
// Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_member_properties(
    mpsd_session_document *document, const char *member_properties,
    mpsd_error *MPSD_NULLABLE error);

// Keeps seats for players, in addition to those of earlier calls. None of the XUIDs may be zero,
// come twice, or be the one that joins.
// Errors: INVALID_ARGUMENT (the message names the index), INVALID_HANDLE. Any thread; does not
// block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_reserve(mpsd_session_document *document,
    const uint64_t *xuids, size_t xuid_count, mpsd_error *MPSD_NULLABLE error);

// Makes the writing player leave. Errors: INVALID_ARGUMENT (it joins, or sets its properties, in
// the same document), INVALID_HANDLE. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_leave(mpsd_session_document *document,
    mpsd_error *MPSD_NULLABLE error);

// Lays JSON over all that is set, now or later: whatever has no function of its own. Objects are
// merged member by member, everything else is replaced, and null stays: it tells the service to
// remove a member. `json` is a JSON object of at most 1 MiB.
// Errors: INVALID_ARGUMENT (no JSON object), INVALID_UTF8, TOO_LONG, INVALID_HANDLE.
// Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_merge(mpsd_session_document *document,
    const char *json, mpsd_error *MPSD_NULLABLE error);

// Lends the document as JSON, for mpsd_write_session. Its members come in a fixed order, whatever
// was set first. `*text` lives until the document is destroyed, and does not change with it: each
// text that differs is kept until then, so make a document for each write rather than changing one
// for ever. `size` is its length in bytes without the NUL; it may be NULL.
// Errors: INVALID_ARGUMENT (`text` is NULL), INVALID_HANDLE. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_get_text(mpsd_session_document *document,
    const char **text, size_t *MPSD_NULLABLE size, mpsd_error *MPSD_NULLABLE error);

// Frees a document and the texts it lent; NULL and a stale pointer do nothing. Any thread; does not
// block.
MPSD_API void MPSD_CALL mpsd_session_document_destroy(
    mpsd_session_document *MPSD_NULLABLE document);

// [operations] ====================================================================================
//
// Poll an operation, wait for it, or let the client return those that have finished, each once, by
// group; no callback is needed. mpsd_operation_get_... returns what it brought, by the kind of the
// outcome. Cancelling ends an operation within 50 ms, and closing the client ends all of its
// operations as MPSD_ERROR_CLOSED. Starting a write checks and copies the document first: 1 MiB
// takes some 2 ms, and up to 20 ms if it holds nothing but small values.
//
//   mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
//   call.user_data = lobby;
//   mpsd_set_activity_start(client, &session, &call, &operation, &error);
//   ...
//   while ((operation = mpsd_client_next_finished(client, 0)) != NULL) {  // once a frame
//     mpsd_result result = mpsd_operation_get_handle(operation, &handle, &error);
//     mpsd_operation_destroy(operation);
//   }

// A call in the background, from a _start function. Release with mpsd_operation_destroy. It
// outlives its client.
//
// A _start function checks and copies its arguments, starts the call and returns within
// microseconds. It fails for a refused argument and where the system has no thread or random
// numbers (SYSTEM); nothing is started then. Calls that change the same thing run in the order they
// were started. `operation` is optional: without one the call runs to its end and its outcome is
// dropped.
//
// A thread of the client's network drives the calls; others send them, at most max_connections at a
// time, or the engine does where the network is polled. They start with work and end after 5 s
// idle. The token callback of a call in the background runs on one of them.
struct mpsd_operation;

// Where a group is asked for: every group.
#define MPSD_ANY_GROUP 4294967295u
// Where a timeout is asked for: no end.
#define MPSD_NO_TIMEOUT 4294967295u

// Which call an operation is: MPSD_OPERATION_…
typedef uint32_t mpsd_operation_kind;

// No operation.
#define MPSD_OPERATION_UNKNOWN 0u
// mpsd_set_activity.
#define MPSD_OPERATION_SET_ACTIVITY 1u
// mpsd_clear_activity.
#define MPSD_OPERATION_CLEAR_ACTIVITY 2u
// mpsd_query_activities.
#define MPSD_OPERATION_QUERY_ACTIVITIES 3u
// mpsd_send_invites.
#define MPSD_OPERATION_SEND_INVITES 4u
// mpsd_get_handle.
#define MPSD_OPERATION_GET_HANDLE 5u
// mpsd_delete_handle.
#define MPSD_OPERATION_DELETE_HANDLE 6u
// mpsd_create_search_handle.
#define MPSD_OPERATION_CREATE_SEARCH_HANDLE 7u
// mpsd_search_handles.
#define MPSD_OPERATION_SEARCH_HANDLES 8u
// mpsd_create_transfer_handle.
#define MPSD_OPERATION_CREATE_TRANSFER_HANDLE 9u
// mpsd_read_session.
#define MPSD_OPERATION_READ_SESSION 10u
// mpsd_read_session_by_handle.
#define MPSD_OPERATION_READ_SESSION_BY_HANDLE 11u
// mpsd_write_session.
#define MPSD_OPERATION_WRITE_SESSION 12u
// mpsd_write_session_by_handle.
#define MPSD_OPERATION_WRITE_SESSION_BY_HANDLE 13u
// mpsd_join_session.
#define MPSD_OPERATION_JOIN_SESSION 14u
// mpsd_join_session_by_handle.
#define MPSD_OPERATION_JOIN_SESSION_BY_HANDLE 15u
// mpsd_leave_session.
#define MPSD_OPERATION_LEAVE_SESSION 16u
// mpsd_leave_session_by_handle.
#define MPSD_OPERATION_LEAVE_SESSION_BY_HANDLE 17u
// mpsd_query_sessions.
#define MPSD_OPERATION_QUERY_SESSIONS 18u
// mpsd_client_prewarm.
#define MPSD_OPERATION_CLIENT_PREWARM 19u

// Why an attempt was made: MPSD_ATTEMPT_…
typedef uint32_t mpsd_attempt_reason;

// The request was sent for the first time.
#define MPSD_ATTEMPT_FIRST 0u
// It was sent with another token, as the service refused the one before.
#define MPSD_ATTEMPT_TOKEN_REFUSED 1u
// It was sent again, as the attempt before failed in a way that may pass.
#define MPSD_ATTEMPT_RETRY 2u
// It was sent again with a signature of the service's time, as the service refused one that the
// device's clock had spoiled.
#define MPSD_ATTEMPT_CLOCK_CORRECTED 3u

// Bytes of an attempt's correlation_id, with its NUL.
#define MPSD_ATTEMPT_CORRELATION_ID_SIZE 33

// One attempt that is over. Frozen.
typedef struct mpsd_attempt {
  // Which request of the call: the recipient's index of invites, the hundred's of a query of many
  // users, else 0.
  uint32_t request;
  // Why it was made: MPSD_ATTEMPT_FIRST, _TOKEN_REFUSED, _RETRY or _CLOCK_CORRECTED.
  mpsd_attempt_reason reason;
  // Milliseconds that it waited after the attempt before, or after its request's turn had come: for
  // room in the rate limit, for the delay of a retry (Retry-After among it), and for the token.
  uint32_t waited_ms;
  // Milliseconds from the sending to the answer, or to the failure.
  uint32_t took_ms;
  // MPSD_OK, or what this attempt alone would have made of the call.
  mpsd_result result;
  // The answer's status; 0: none came.
  int32_t http_status;
  // Whether it reached the service: MPSD_DELIVERY_….
  mpsd_delivery delivery;
  // What the service calls its answer, to quote to support: X-XblCorrelationId without the dashes
  // of the GUID; empty: it did not say.
  char correlation_id[MPSD_ATTEMPT_CORRELATION_ID_SIZE];
  // Zero.
  uint8_t reserved[3];
} mpsd_attempt;

// MPSD_PENDING while the operation runs, then its outcome. Cheap enough for every frame.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_poll(mpsd_operation *operation);

// How far the operation is: `*done` of `*total` recipients of invites, or requests of a query of
// many users; else 0 or 1 of 1. At the end both are equal, whatever the outcome. Both are optional.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_progress(mpsd_operation *operation,
    uint32_t *MPSD_NULLABLE done, uint32_t *MPSD_NULLABLE total);

// Waits until the operation is over, at most `timeout_ms` (0: does not wait; MPSD_NO_TIMEOUT: until
// its deadline). Returns its outcome, or MPSD_PENDING when it still runs. Destroyed meanwhile, it
// is MPSD_ERROR_CANCELLED. Blocks.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_wait(mpsd_operation *operation, uint32_t timeout_ms);

// Ends the operation within 50 ms, wherever it waits, as MPSD_ERROR_CANCELLED, unless it is over.
// What was delivered stays delivered: of invites the rows say which.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_cancel(mpsd_operation *operation);

// Gets the user_data of the call options that the operation was started with.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_user_data(mpsd_operation *operation,
    void **user_data);

// Gets which call the operation is.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_kind(mpsd_operation *operation,
    mpsd_operation_kind *kind);

// Frees an operation. One that still runs is cancelled; to let a call run by itself, start it
// without an operation. A destroyed operation is not returned by mpsd_client_next_finished.
MPSD_API void MPSD_CALL mpsd_operation_destroy(mpsd_operation *MPSD_NULLABLE operation);

// Gets the outcome of an operation of any kind, with its mpsd_error. MPSD_PENDING while it runs.
//
// This and the functions below can be called any number of times. Those that get what a call brings
// return its outcome, too, MPSD_PENDING while it runs; what is not there is zeroed or NULL. An
// operation of a call that brings something else is INVALID_ARGUMENT, and the message names the
// call.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_result(mpsd_operation *operation,
    mpsd_error *MPSD_NULLABLE error);

// Gets the handle of mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle and
// mpsd_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_handle(mpsd_operation *operation,
    mpsd_handle_info *handle, mpsd_error *MPSD_NULLABLE error);

// Gets the handles that were found (mpsd_query_activities, mpsd_search_handles, mpsd_get_handle),
// or created, with all that the service said of them (mpsd_set_activity, mpsd_create_search_handle,
// mpsd_create_transfer_handle, and mpsd_send_invites: those that were delivered, in the order of
// the recipients). Each call returns a list of its own: release it with mpsd_handle_list_destroy.
// NULL where no handle was created.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_handles(mpsd_operation *operation,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);

// Gets the session of a read, write, join or leave. Each call returns an object of its own: release
// it with mpsd_session_destroy. A refused write gives the session as it is where
// MPSD_WRITE_RESULT_ON_REFUSAL was asked for.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_session(mpsd_operation *operation,
    mpsd_session **session, mpsd_error *MPSD_NULLABLE error);

// Gets the sessions of mpsd_query_sessions. Each call returns a list of its own: release it with
// mpsd_session_list_destroy.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_sessions(mpsd_operation *operation,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);

// Gets the rows of mpsd_send_invites, one for each recipient, in the order of `invite->xuids`, and
// in `*count` (optional) how many they are. While it runs, too: rows that are not final have the
// result MPSD_PENDING. After a cancel the rows say what was delivered.
// `result_capacity` below the number of recipients is BUFFER_TOO_SMALL, with `*count` and no rows;
// `results` may be NULL with capacity 0.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_invites(mpsd_operation *operation,
    mpsd_invite_result *MPSD_NULLABLE results, size_t result_capacity, size_t *MPSD_NULLABLE count,
    mpsd_error *MPSD_NULLABLE error);

// Gets a number: of mpsd_client_prewarm how many connections are ready, of mpsd_clear_activity how
// many activities were cleared, 1 or 0.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_count(mpsd_operation *operation, uint32_t *count,
    mpsd_error *MPSD_NULLABLE error);

// Gets the attempts of an operation that are over, in the order in which they ended, also while it
// runs: why the call took as long as it did. (A call that blocks reports mpsd_error.attempts
// alone.) `*count` (optional) is how many there are; `attempts` has room for `capacity` of them,
// and the first ones are written. It may be NULL with capacity 0.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_attempts(mpsd_operation *operation,
    mpsd_attempt *MPSD_NULLABLE attempts, size_t capacity, size_t *MPSD_NULLABLE count);

// The next operation of the client that is over, or NULL. Each is given once, in the order in which
// they ended, as the pointer that its _start gave, and stays the caller's, to destroy: a game loop
// drains them once a frame. `group` is that of the options they were started with (0 where none was
// set), or MPSD_ANY_GROUP: so the systems of an engine do not take each other's. After
// mpsd_client_close it goes on giving; a client that is destroyed gives none: their pointers stay
// valid. Any thread; does not block.
MPSD_API mpsd_operation *MPSD_NULLABLE MPSD_CALL mpsd_client_next_finished(mpsd_client *client,
    uint32_t group);

// The same, waiting for one, `timeout_ms` at most (0: not at all; MPSD_NO_TIMEOUT: without end).
// MPSD_OK with `*operation`; MPSD_PENDING when none ended; MPSD_ERROR_CLOSED when the client was
// closed and none is left; INVALID_HANDLE; INVALID_ARGUMENT (`operation` is NULL). `*operation` is
// NULL then. Any thread; blocks as said.
MPSD_API mpsd_result MPSD_CALL mpsd_client_wait_finished(mpsd_client *client, uint32_t group,
    uint32_t timeout_ms, mpsd_operation **operation);

// Cancels the client's operations of a group, or of all with MPSD_ANY_GROUP, as
// mpsd_operation_cancel does. INVALID_HANDLE, else MPSD_OK. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_client_cancel_group(mpsd_client *client, uint32_t group);

// [counters] ======================================================================================

// How many classes of how long answers took are counted.
#define MPSD_LATENCY_BUCKETS 16

// What a client's requests came to since it was made. Frozen.
typedef struct mpsd_client_counters {
  // Attempts, retries among them.
  uint64_t requests;
  // Attempts that repeated a request.
  uint64_t retries;
  // Answers 429.
  uint64_t throttles;
  // Attempts without an answer.
  uint64_t failures;
  // Bytes of bodies sent.
  uint64_t bytes_sent;
  // Bytes of bodies received.
  uint64_t bytes_received;
  // Answers by how long they took: element i counts those of less than 2^i ms that are in no
  // element before; the last one all others.
  uint64_t latencies[MPSD_LATENCY_BUCKETS];
  // Zero.
  uint8_t reserved[80];
} mpsd_client_counters;

// Tells the counters. They are counted without a lock: together they may be of slightly different
// moments. INVALID_HANDLE; INVALID_ARGUMENT (`counters` is NULL). Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_client_get_counters(mpsd_client *client,
    mpsd_client_counters *counters);

// Takes the oldest line of the log that was kept (log_capacity in mpsd_client_options) and not
// taken yet. MPSD_PENDING when there is none, with `*record` zeroed; INVALID_HANDLE;
// INVALID_ARGUMENT (`record` is NULL).
// Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_client_next_log(mpsd_client *client, mpsd_log_record *record);

// [http] ==========================================================================================
//
// On a network in MPSD_NETWORK_POLLED mode the engine sends the requests: it polls for them and
// answers each, or reports its failure. In MPSD_NETWORK_CALLBACK mode its transport_callback gets
// them.

// A request for the engine to send. From mpsd_network_next_request, or its transport callback, on
// it is the engine's, to end with exactly one of mpsd_http_request_answer and
// mpsd_http_request_fail, also when nobody waits for it any more. It outlives its network.
struct mpsd_http_request;

// What to send. The pointers live until the request is answered or failed. Frozen.
typedef struct mpsd_http_request_info {
  // "GET", "POST", "PUT" or "DELETE".
  const char *method;
  // The whole URL, percent-encoded.
  const char *url;
  // The headers as "Name: value" lines, each ended by CR LF, with the user's token; without Host
  // and Content-Length. Wiped when the request ends.
  const char *headers;
  // The body's bytes; NULL when there is none.
  const uint8_t *MPSD_NULLABLE body;
  // How many.
  size_t body_size;
  // What is left of the request's time, in milliseconds; later the call gives it up.
  uint32_t timeout_ms;
  // 1: sending it twice does no harm; 0: an HTTP stack must not repeat it by itself.
  mpsd_bool repeat_safe;
  // Zero.
  uint8_t reserved[59];
} mpsd_http_request_info;

// Tells what to send. `info` must not be NULL; it is zeroed on failure. INVALID_HANDLE when the
// request has ended. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_get_info(mpsd_http_request *request,
    mpsd_http_request_info *info);

// Writes the request as a command line of curl, NUL-terminated, into `buffer` of `capacity` bytes.
// Token and signature are `***`, unless `show_secrets` is not 0. NULL with capacity 0 asks for the
// size alone. `*size` is the text's length without the NUL; `size` may be NULL. On failure the size
// is 0 and the buffer, where there is one, empty. Errors: BUFFER_TOO_SMALL, INVALID_HANDLE,
// INVALID_ARGUMENT (`buffer` is NULL and the capacity is not 0). Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_get_curl(mpsd_http_request *request,
    mpsd_bool show_secrets, char *MPSD_NULLABLE buffer, size_t capacity,
    size_t *MPSD_NULLABLE size);

// Gives the answer: the status (100 to 599), the headers as "Name: value" lines ended by LF or CR
// LF (NULL: none), and the body (NULL with size 0: none). Needed of the headers, where they came:
// Retry-After, Date, ETag, Content-Location.
// Everything is copied. The request ends; the call goes on, or has been over already.
// INVALID_ARGUMENT, TOO_LONG (a body over max_answer_bytes), INVALID_UTF8 (the headers): the
// request stays open. INVALID_HANDLE when it has ended. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_answer(mpsd_http_request *request, int32_t status,
    const char *MPSD_NULLABLE headers, const uint8_t *MPSD_NULLABLE body, size_t body_size);

// Says that no answer came. `result` is why: MPSD_ERROR_DNS, _CONNECT, _TLS, _NETWORK, _TIMEOUT,
// _PROTOCOL, or _CANCELLED when the engine does not want to send it (a dry run: the call then fails
// with it, and nothing is repeated). `delivery` is MPSD_DELIVERY_NOT_SENT where the service surely
// did not get the request, else MPSD_DELIVERY_UNKNOWN: it decides about another attempt. The
// request ends. INVALID_ARGUMENT (another result or delivery): it stays open. INVALID_HANDLE when
// it has ended. Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_fail(mpsd_http_request *request,
    mpsd_result result, mpsd_delivery delivery);

// 1 when nobody waits for the answer any more (the call is over, or its client closed; also for a
// request that has ended):
// the engine may abort it, and must still end it. Otherwise 0. Any thread; does not block.
MPSD_API mpsd_bool MPSD_CALL mpsd_http_request_is_cancelled(mpsd_http_request *request);

// Gets the next request to send; waits for one at most `timeout_ms` (0: does not wait).
// MPSD_PENDING where there is none, or the network was destroyed meanwhile, with `*request` NULL.
// INVALID_ARGUMENT also where the network is not in polled mode. Calls hand out their requests one
// after the other: a call that clears an activity, is asked for a new token or retries takes
// several. Blocks as said.
MPSD_API mpsd_result MPSD_CALL mpsd_network_next_request(mpsd_network *network, uint32_t timeout_ms,
    mpsd_http_request **request);

// [memory] ========================================================================================
//
// With mpsd_set_memory_hooks, called before anything else (but versions and texts of results), all
// memory of the library comes from the engine. Not counted are what the system's libraries allocate
// for themselves (thread stacks, name lookups), and 4 KiB of static memory. After the last destroy
// (results included, and with each mpsd_http_request ended) every allocation has been freed; what a
// call still holds that another thread has not returned from, and what a thread needs that the
// system holds in a name lookup or a connect, is freed when these end. The emulator's library has
// memory of its own.

// Gives `size` bytes at a multiple of `alignment`, which is a power of two (malloc alone does not
// do for those above 16). `size` is not 0. A NULL ends the program (abort), as there is no way on:
// an engine that can make room does so first. May be called on any thread, also on threads of the
// library's and while it holds locks: it must not call the library, nor unwind (throw) through it.
typedef void *(MPSD_CALL *mpsd_allocate_hook)(size_t size, size_t alignment,
    void *MPSD_NULLABLE user_data);

// Makes `pointer`, of `old_size` bytes, `new_size` bytes large, here or elsewhere, at a multiple of
// the same `alignment`; as many bytes as both sizes have stay what they were. Neither size is 0.
// Else as mpsd_allocate_hook.
typedef void *(MPSD_CALL *mpsd_reallocate_hook)(void *pointer, size_t old_size, size_t alignment,
    size_t new_size, void *MPSD_NULLABLE user_data);

// Frees `pointer`, which is not NULL and has `size` bytes at `alignment`. Else as
// mpsd_allocate_hook.
typedef void (MPSD_CALL *mpsd_free_hook)(void *pointer, size_t size, size_t alignment,
    void *MPSD_NULLABLE user_data);

// The engine's own memory functions. Start from MPSD_MEMORY_HOOKS_INIT. All three are required.
typedef struct mpsd_memory_hooks {
  // sizeof(mpsd_memory_hooks).
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Allocates.
  mpsd_allocate_hook allocate;
  // Changes the size.
  mpsd_reallocate_hook reallocate;
  // Frees.
  mpsd_free_hook free;
  // Handed to each as it is.
  void *MPSD_NULLABLE user_data;
} mpsd_memory_hooks;
#define MPSD_MEMORY_HOOKS_INIT { sizeof(mpsd_memory_hooks), 0, NULL, NULL, NULL, NULL }

// Makes all memory of the library come from the engine's hooks, for as long as the process lives.
// To be called before any other function of the library; the struct is copied. See the top of this
// section.
// The same hooks again (functions and user_data) are fine. A refused call changes nothing and can
// be repeated. Errors: INVALID_ARGUMENT (`hooks` or one of its functions is NULL, reserved0 is not
// 0), UNSUPPORTED_VERSION, TOO_LATE (other hooks were set, or the library has allocated memory
// already: the message says which).
// Any thread; does not block.
MPSD_API mpsd_result MPSD_CALL mpsd_set_memory_hooks(const mpsd_memory_hooks *hooks,
    mpsd_error *MPSD_NULLABLE error);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // MPSD_H
