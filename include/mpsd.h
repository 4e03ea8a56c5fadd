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
 *   Errors      A last parameter `error` may be NULL. Otherwise every call writes it, also on
 *               success, with the details: the argument, the host, the service's own words.
 *   Parameters  The object, inputs, call options, outputs, error. Pointers that may be NULL are
 *               marked MPSD_NULLABLE; any other that is NULL is INVALID_ARGUMENT. NULL means the
 *               default, or none; NULL call options are the client's; a NULL output is not written.
 *               On failure all other outputs are zeroed, and pointers among them are NULL.
 *   Ownership   The caller owns each object that a function returns, and releases it with the
 *               type's _destroy function, never with free(). Destroying NULL, or an object twice,
 *               does nothing. Pointers that an object returns are valid as long as the object.
 *               Results outlive their client. Output structs need not be freed.
 *   Objects     A pointer to an object is a key and is never dereferenced: NULL, an object that was
 *               destroyed, and one of another type are MPSD_ERROR_INVALID_HANDLE.
 *   Strings     NUL-terminated UTF-8. Inputs are copied before the function returns. A message in
 *               an array of fixed size may be truncated, at a character; an identifier never is.
 *               A string's ..._SIZE includes the NUL; other sizes and MPSD_MAX_..._BYTES do not.
 *   Arrays      A pointer to several elements has a count, a pointer to bytes a size. An output
 *               array or buffer with a capacity may be NULL with capacity 0, to ask for `*count` or
 *               `*size` alone.
 *   Structs     A struct with struct_size, which is its sizeof, is an input: start from the macro
 *               MPSD_..._INIT. Zero in any other field is its default. All other structs are
 *               frozen: their size never changes. Reserved fields are zero.
 *   Units       Durations are uint32_t milliseconds, times int64_t milliseconds of Unix time, XUIDs
 *               uint64_t, title ids uint32_t. SCIDs and handle ids are GUIDs, as strings.
 *   Unknown     0, NULL or "" in an output: the service did not report it.
 *   Threads     Any function may be called, and any object used, from any thread at any time. A
 *               function that sends a request blocks until the answer or its deadline (30 s, unless
 *               options say otherwise), and its client's and network's callbacks may run in it;
 *               each has a twin mpsd_..._start that does not block. The others return at once, and
 *               no callback runs in them.
 *   Callbacks   Run on the thread of a blocking call or on one of the library's. They must not
 *               throw. None runs after mpsd_client_destroy (token, log; transport for its calls)
 *               or mpsd_network_destroy (transport; thread, once its clients are destroyed) has
 *               returned, unless that was called inside the callback. User data is passed to them
 *               unchanged.
 *   Order       Calls that change the same thing take turns, in the order in which they began: set
 *               and clear of an activity, writes of a session by its reference or by one handle.
 *   Defects     A defect of the library becomes MPSD_ERROR_INTERNAL; none unwinds into the caller.
 *   ABI         Within a major version functions and fields are only added.
 *
 * ERROR CLASSES (comments name a class, and what a function adds to it)
 *
 *   Argument errors   The call is wrong, and nothing was sent. Every function can return them;
 *                     comments only explain causes that are not obvious.
 *     INVALID_ARGUMENT, INVALID_UTF8, TOO_LONG: error.message names the argument and its rule.
 *     INVALID_HANDLE, BUFFER_TOO_SMALL, UNSUPPORTED_VERSION.
 *   Request errors    Argument errors, and what can happen to a request:
 *     Ended early     CLOSED, CANCELLED, TIMEOUT
 *     No answer       DNS, CONNECT, TLS, NETWORK, PROTOCOL (no usable answer)
 *     Token           NO_TOKEN, UNAUTHORIZED
 *     Refused         BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_LARGE, RATE_LIMITED
 *     Service         SERVICE, UNAVAILABLE
 *     This machine    SYSTEM, INTERNAL
 *   Write errors      Request errors, and CONFLICT and PRECONDITION_FAILED: the session is not what
 *                     the write expects.
 *   Invite errors     Request errors, and PARTIAL: some recipients were invited, each has its row.
 *   A _start function returns argument errors, and SYSTEM; the operation has all others.
 *
 *   Repeatable        Sending the request twice is harmless: the library repeats it on network
 *                     errors, 408, 429 and 5xx, within the deadline.
 *   Not repeatable    It is repeated only if the service certainly did not process it.
 *
 *   Whether to repeat a failed call depends on error.delivery:
 *     MPSD_DELIVERY_NOT_SENT   The service did not get the request. Repeat it.
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
// Defined by the program.
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
// MPSD_ERROR_PROTOCOL means that an answer lacks what the call cannot do without: it is not a JSON
// object, or nests deeper than 1000 levels; a query has no "results"; an invite, a search handle or
// a transfer handle has no id, or an id is not a GUID; a created handle has another type, invitee
// or session than requested; a deletion was not answered as one. The message names the field.
// Anything else that cannot be read affects only itself: a field is unknown and logged, an element
// of a list is skipped and counted; the raw JSON is always available.
//
// Integers are accepted in any form (8, 8.0, 8e0, "8"); of duplicate members the last counts; a
// byte order mark is skipped. In strings NUL, half a surrogate pair, and bytes that are not UTF-8
// become U+FFFD each; raw JSON keeps the service's escapes. Custom values of sessions, members and
// handles are JSON text and may be any JSON: {"a":1}, "text", 5, null, [].
//
// Texts of results and versions are never NULL and live as long as the library.

// The header's version.
#define MPSD_VERSION_MAJOR 0
#define MPSD_VERSION_MINOR 1
#define MPSD_VERSION_PATCH 0
#define MPSD_VERSION ((MPSD_VERSION_MAJOR << 24) | (MPSD_VERSION_MINOR << 16) | MPSD_VERSION_PATCH)
#define MPSD_VERSION_STRING "0.1.0"

// True for every outcome that is neither MPSD_OK nor MPSD_PENDING.
#define MPSD_FAILED(result) ((result) < 0)

// The outcome of a call: 0 is success, 1 is "not finished", failures are -1000 and below. Numbers
// are never reused.
typedef int32_t mpsd_result;

// 1 or 0.
typedef uint8_t mpsd_bool;

#define MPSD_OK 0  // The call succeeded.
#define MPSD_PENDING 1  // The call has not finished yet.
// An argument breaks its rule, or one that the call needs is missing.
#define MPSD_ERROR_INVALID_ARGUMENT -1000
// An object is NULL, of another type, destroyed, completed already, or from before fork().
#define MPSD_ERROR_INVALID_HANDLE -1001
#define MPSD_ERROR_INVALID_UTF8 -1002  // A string argument is not valid UTF-8.
#define MPSD_ERROR_TOO_LONG -1003  // An argument is longer than its limit.
// An output array or buffer is too small; nothing was written to it.
#define MPSD_ERROR_BUFFER_TOO_SMALL -1004
// A struct has fields unknown to this library, the contract version is below 104, or the library
// was built without the requested feature.
#define MPSD_ERROR_UNSUPPORTED_VERSION -1005
// A process-wide setting is already set otherwise, or can no longer be set.
#define MPSD_ERROR_TOO_LATE -1006
#define MPSD_ERROR_CLOSED -1100  // The client was closed before the call finished.
// The call was cancelled, or the engine that sends the requests declined or is gone.
#define MPSD_ERROR_CANCELLED -1101
// The call or attempt ran out of time, waiting for an answer, a token, room in the rate limit, its
// turn, or the end of a suspension.
#define MPSD_ERROR_TIMEOUT -1102
#define MPSD_ERROR_DNS -1200  // The host name of the service or proxy could not be resolved.
#define MPSD_ERROR_CONNECT -1201  // No connection to the service or proxy could be established.
// The server's certificate was rejected, the TLS handshake failed, or the trusted certificates
// could not be loaded.
#define MPSD_ERROR_TLS -1202
// The connection broke, or the network was suspended, before the answer was complete.
#define MPSD_ERROR_NETWORK -1203
// The answer violates the protocol (also 1xx and 3xx) or is too large, or a replay has none.
#define MPSD_ERROR_PROTOCOL -1204
#define MPSD_ERROR_NO_TOKEN -1300  // There is no authorization, or the token provider failed.
// HTTP 401: the service refused the token, even after one renewal if that was possible.
#define MPSD_ERROR_UNAUTHORIZED -1301
#define MPSD_ERROR_BAD_REQUEST -1400  // HTTP 400, and any 4xx without its own code.
#define MPSD_ERROR_FORBIDDEN -1403  // HTTP 403: the user is not allowed to do this.
// HTTP 404, or 204 on a read: no such handle, session or template.
#define MPSD_ERROR_NOT_FOUND -1404
// HTTP 409: the request contradicts the session's constants or template.
#define MPSD_ERROR_CONFLICT -1409
// HTTP 412: the session changed, exists, or does not exist, contrary to what the write requires.
#define MPSD_ERROR_PRECONDITION_FAILED -1412
#define MPSD_ERROR_TOO_LARGE -1413  // HTTP 413: the request is too large.
#define MPSD_ERROR_RATE_LIMITED -1429  // HTTP 429, or held back by pacing; see retry_after_ms.
#define MPSD_ERROR_SERVICE -1500  // HTTP 5xx other than 503.
// HTTP 503: the service is overloaded or down; see retry_after_ms.
#define MPSD_ERROR_UNAVAILABLE -1503
// Some invites were delivered, others not; see each recipient's row.
#define MPSD_ERROR_PARTIAL -1600
#define MPSD_ERROR_SYSTEM -1700  // The operating system refused a thread or random numbers.
// A defect in mpsd. The call was abandoned; the client stays usable.
#define MPSD_ERROR_INTERNAL -1900

// Whether a request reached the service: MPSD_DELIVERY_…
typedef int32_t mpsd_delivery;

#define MPSD_DELIVERY_NONE 0  // The outcome has no request.
#define MPSD_DELIVERY_NOT_SENT 1  // The service certainly did not get the request.
#define MPSD_DELIVERY_UNKNOWN 2  // The service may have processed the request.
#define MPSD_DELIVERY_ANSWERED 3  // The service answered.

#define MPSD_REQUEST_ID_SIZE 64  // Size of a correlation vector (MS-CV).
#define MPSD_MESSAGE_SIZE 512  // Size of an error's message.
#define MPSD_CORRELATION_ID_SIZE 40  // Size of an error's correlation_id.

// The details of an outcome. After a success `result` is MPSD_OK and `message` empty. 656 bytes.
typedef struct mpsd_error {
  mpsd_result result;  // What the function returned.
  // 0: no answer. Set, too, if the answer broke off or was too large after its head.
  int32_t http_status;
  uint32_t retry_after_ms;  // The delay that the service requested.
  uint32_t attempts;  // Number of attempts.
  mpsd_delivery delivery;  // Whether it may be repeated: MPSD_DELIVERY_…
  int32_t reserved0;
  // For support: the correlation vector (MS-CV) of the last attempt; empty without one.
  char request_id[MPSD_REQUEST_ID_SIZE];
  // The argument and the rule it breaks; the host and port that could not be reached; or the
  // service's status with, in parentheses, its debug reason (X-Xbl-Debug) if it has one, and its
  // own text.
  char message[MPSD_MESSAGE_SIZE];
  // For support: the service's id of its last answer (X-XblCorrelationId, a GUID), also after
  // success.
  char correlation_id[MPSD_CORRELATION_ID_SIZE];
  uint8_t reserved[16];
} mpsd_error;

// Returns the constant's name, such as "MPSD_ERROR_RATE_LIMITED"; "MPSD_ERROR_UNKNOWN" for an
// unknown number.
MPSD_API const char *MPSD_CALL mpsd_result_name(mpsd_result result);

// Returns what causes this outcome, as an English sentence.
MPSD_API const char *MPSD_CALL mpsd_result_cause(mpsd_result result);

// Returns what to do about this outcome, in a sentence or two of English.
MPSD_API const char *MPSD_CALL mpsd_result_remedy(mpsd_result result);

// Returns the library's version, such as "0.1.0"; MPSD_VERSION_STRING is the header's.
MPSD_API const char *MPSD_CALL mpsd_version_string(void);

// Returns the library's version, major << 24 | minor << 16 | patch; MPSD_VERSION is the header's.
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
// named and placed by thread_callback. They block all asynchronous signals, so that signals are
// delivered to the threads that the game chooses. The library installs no signal handler and does
// not change the signal mask of the game's threads.
//
// Stacks. A call needs no more than this of the caller's stack, whatever the answer is (measured on
// x86-64 Linux, with more than 10 KiB to spare): 32 KiB if it does not block, and for
// mpsd_send_invites; 64 KiB if it blocks, over HTTP or HTTPS. So job threads and fibers of 64 KiB
// can make any call. Callbacks run on top of that. Unoptimised builds need more.
//
// fork. In a child of fork() every object of the parent is stale: calls fail at once with
// MPSD_ERROR_INVALID_HANDLE and a message that says why, waiting returns at once, and destroying
// does nothing. The child closes its copies of the connections without sending anything, so the
// parent is not disturbed; the memory of the parent's objects leaks in the child. Objects that the
// child creates work like any other. Memory hooks stay set, and must work in a child, too. A child
// that was forked inside a callback of the library must call exec or _exit there, and not return.
// vfork and posix_spawn do not count as fork.
//
// Loading and unloading. Nothing runs at load time. After the last destroy nothing keeps running
// but a thread that is blocked in the system's name lookup or connect; it ends with that, within
// the connect timeout. The library stays loaded, even after dlclose or FreeLibrary.

// Connections, worker threads and trusted certificates, shared by any number of clients, such as
// the local players of a game. A client without one creates its own.
typedef struct mpsd_network mpsd_network;

// Who sends the requests: MPSD_NETWORK_…
typedef uint32_t mpsd_network_mode;

#define MPSD_NETWORK_DIRECT 0u  // The library sends the requests.
// The engine sends the requests with its own HTTP stack and polls mpsd_network_next_request for
// them. A blocking call waits for the engine, which therefore polls on another thread; with
// operations one thread can do both.
#define MPSD_NETWORK_POLLED 1u
// The engine sends the requests with its own HTTP stack, from transport_callback.
#define MPSD_NETWORK_CALLBACK 2u

// What a thread of the library does: MPSD_THREAD_…
typedef uint32_t mpsd_thread_kind;

#define MPSD_THREAD_WORKER 1u  // Sends requests, and runs the token callback of operations.
#define MPSD_THREAD_DRIVER 2u  // Drives operations. Never waits for a request.

// Which certificates are trusted: MPSD_TRUST_…
typedef uint32_t mpsd_trust;

#define MPSD_TRUST_BUNDLED 0u  // Mozilla's root certificates, which are part of the library.
// The operating system's verifier, with its owner's additions and exclusions. UNSUPPORTED_VERSION
// if the library was built without it.
#define MPSD_TRUST_PLATFORM 1u
#define MPSD_TRUST_OWN_ONLY 2u  // Only root_certificates_pem.

// Which proxy is used: MPSD_PROXY_…
typedef uint32_t mpsd_proxy_mode;

// No proxy. A developer's shell environment does not redirect a player's requests.
#define MPSD_PROXY_NONE 0u
// The proxy in the environment variable HTTPS_PROXY, else ALL_PROXY (either case), when the network
// is created, except for hosts in NO_PROXY and this machine (localhost, 127.* and ::1). NO_PROXY is
// interpreted as by curl: a list of names, which include their subdomains, addresses and networks
// ("10.0.0.0/8", "fd00::/8"), each with or without a port, and "*" for every host.
#define MPSD_PROXY_ENVIRONMENT 1u
#define MPSD_PROXY_URL 2u  // proxy_url, for every connection, including those to this machine.

#define MPSD_MAX_CONNECTIONS 256u  // Most connections of a network in use at a time.
#define MPSD_MAX_ANSWER_BYTES 268435456u  // Largest answer that options can allow: 256 MiB.
#define MPSD_MAX_ROOT_CERTIFICATES_BYTES 1048576  // Most bytes of root certificates in PEM.

// Called first on each thread that a network starts (except threads that only resolve a name), to
// set its name, cores or priority. `thread_kind` is MPSD_THREAD_…. As threads start with work and
// end after 5 s idle, it may run on several threads at once and at any time until
// mpsd_network_destroy, and mpsd_client_destroy of all its clients, have returned; these wait for
// it, so it must not wait for them. The thread has 256 KiB of stack.
typedef void (MPSD_CALL *mpsd_thread_callback)(void *MPSD_NULLABLE user_data,
    mpsd_thread_kind thread_kind);

// Sends `request`, or starts to. The engine owns it and completes it with exactly one of
// mpsd_http_request_answer and mpsd_http_request_fail, before returning or later, from any thread.
// Runs on the thread of the call (for an operation, a worker thread of the network), which waits
// until it returns; the requests of a batch come one after another. An engine that starts a request
// and returns therefore has them all in progress at once; one that sends and waits delays only this
// call, and should check mpsd_http_request_is_cancelled from time to time. It may call any function
// of the library, but a blocking call on the same network would re-enter it.
typedef void (MPSD_CALL *mpsd_transport_callback)(void *MPSD_NULLABLE user_data,
    mpsd_http_request *request);

// Reports that no call waits for `request` any more: cancelled, the client closed, or out of time.
// The engine may abort it, and must still complete it. Runs at most once per request that is not
// completed, on the thread of the call (for an operation, a network thread that other operations
// wait for: return soon). Another thread may complete `request` meanwhile; using it then is
// harmless. Otherwise as mpsd_transport_callback.
typedef void (MPSD_CALL *mpsd_transport_cancel_callback)(void *MPSD_NULLABLE user_data,
    mpsd_http_request *request);

// Settings of a network. Proxy, trust and root certificates apply to the library's own connections
// and must be zero in polled and callback mode.
typedef struct mpsd_network_options {
  uint32_t struct_size;
  // Connections in use at a time, 1 to MPSD_MAX_CONNECTIONS; 0: 16. Further requests wait for one
  // within their deadline.
  uint32_t max_connections;
  mpsd_network_mode mode;  // MPSD_NETWORK_DIRECT, _POLLED or _CALLBACK.
  mpsd_trust trust;  // MPSD_TRUST_BUNDLED, _PLATFORM or _OWN_ONLY.
  // Root certificates in PEM, trusted in addition to `trust`, at most
  // MPSD_MAX_ROOT_CERTIFICATES_BYTES. Byte order marks are skipped.
  const char *MPSD_NULLABLE root_certificates_pem;
  // MPSD_PROXY_NONE, _ENVIRONMENT or _URL. Connections are tunnelled (CONNECT) with TLS to the
  // service: the proxy sees the service's name, but no tokens or requests.
  mpsd_proxy_mode proxy;
  // Larger answers fail with MPSD_ERROR_PROTOCOL; 1024 to MPSD_MAX_ANSWER_BYTES; 0: 4 MiB. On the
  // library's own connections heads are limited to 64 KiB and 200 headers.
  uint32_t max_answer_bytes;
  // With MPSD_PROXY_URL: "http://host:port" or "http://user:password@host:port", percent-encoded.
  const char *MPSD_NULLABLE proxy_url;
  // Sends a request; required in callback mode, NULL in others.
  mpsd_transport_callback MPSD_NULLABLE transport_callback;
  // Called when a request is cancelled; only in callback mode.
  mpsd_transport_cancel_callback MPSD_NULLABLE transport_cancel_callback;
  void *MPSD_NULLABLE transport_user_data;  // Passed to both callbacks.
  // Path of a file that records every request and answer as a HAR, which browsers' network panels
  // open; an existing file is replaced. INVALID_ARGUMENT at create if it is not a regular file (a
  // pipe, a device) or another network, of this process or another, records into it. It never
  // contains tokens and signatures, even if an answer repeats them; it does contain XUIDs and
  // session documents. It is complete after each entry, so a crash loses nothing written
  // (docs/traces.md). An entry that cannot be written is left out, and no call fails. Forked
  // processes record nothing.
  const char *MPSD_NULLABLE trace_file;
  // Path of a HAR file that answers the requests instead of the network: each gets the first unused
  // answer with the same method, path, query and body, whatever the host. Without one, the call
  // fails with MPSD_ERROR_PROTOCOL, and the message names the nearest entry. Unusable entries are
  // ignored: that message, and each client's log ("network"), have their number and reasons. Only
  // in direct mode, and not with trace_file.
  const char *MPSD_NULLABLE replay_file;
  // Size at which the trace stops, which its comment then says; 0: 64 MiB.
  uint32_t trace_max_bytes;
  uint32_t reserved0;
  // Called first on each thread of the network.
  mpsd_thread_callback MPSD_NULLABLE thread_callback;
  void *MPSD_NULLABLE thread_user_data;  // Passed to thread_callback.
} mpsd_network_options;
#define MPSD_NETWORK_OPTIONS_INIT { sizeof(mpsd_network_options), 0, 0, 0, NULL, 0, 0, NULL, NULL, \
    NULL, NULL, NULL, NULL, 0, 0, NULL, NULL }

// Creates a network. No thread starts and no connection is made before the first call.
// Errors: INVALID_ARGUMENT includes text that is not PEM, an invalid proxy URL, options that
// exclude each other, and files that cannot be opened; TLS: the platform's certificates cannot be
// read.
MPSD_API mpsd_result MPSD_CALL mpsd_network_create(
    const mpsd_network_options *MPSD_NULLABLE options, mpsd_network **network,
    mpsd_error *MPSD_NULLABLE error);

// Destroys a network. A suspended one is resumed. Its connections and threads stay until its last
// client is destroyed. If the engine sends its requests, waiting mpsd_network_next_request calls
// return, no callback of the network runs after this has returned (except the one it was called
// from), and calls of remaining clients fail with MPSD_ERROR_CANCELLED; the engine must still
// complete the requests it has.
// Blocks for at most 200 ms for its threads, and for running callbacks of the network.
MPSD_API void MPSD_CALL mpsd_network_destroy(mpsd_network *MPSD_NULLABLE network);

// Suspends the network before a console suspends the game: connections are closed, and no request
// is sent until mpsd_network_resume. Calls and operations, current and future, stay: unsent
// requests wait within their deadline (then MPSD_ERROR_TIMEOUT with MPSD_DELIVERY_NOT_SENT).
// Attempts in progress are interrupted: unsent ones wait, too; sent ones count as a broken
// connection (MPSD_ERROR_NETWORK with MPSD_DELIVERY_UNKNOWN) and are repeated after resuming if
// repeatable. On a polled network the engine continues with the requests it has, and
// mpsd_network_next_request returns no more. Suspending twice is allowed.
MPSD_API mpsd_result MPSD_CALL mpsd_network_suspend(mpsd_network *network);

// Resumes a suspended network: waiting requests are sent over new connections, and names resolved
// again. Does nothing if it is not suspended.
MPSD_API mpsd_result MPSD_CALL mpsd_network_resume(mpsd_network *network);

// [client] ========================================================================================
//
// Tokens. A client has a token from the start, or requests one: through its token callback, or
// through mpsd_client_next_token_request for engines without callbacks (MPSD_TOKENS_POLLED). Each
// request is completed once, now or later, from any thread; calls that the service refused at the
// same time share one request. A signer adds the Signature header that other services of Xbox Live
// require; it signs with the service's time, as the device's clock may be minutes off.
//
// Rate limits. The service accepts 30 requests in 15 seconds, and 300 in 300, from one user in one
// title; of search handles 1 in 15 seconds and 20 in 300, reads and writes counted apart
// (Microsoft's table of fine-grained rate limits). All clients of the process with the same
// endpoint, xuid and title id share an estimate of that, which learns from each 429; with an xuid
// of 0 a client has its own. A call waits for room, unless its pacing says otherwise; one whose
// deadline is too short for that fails at once with MPSD_ERROR_TIMEOUT and MPSD_DELIVERY_NOT_SENT.
// A batch of invites leaves 6 of the 30 requests to other calls.

// A signed-in user of the session directory.
typedef struct mpsd_client mpsd_client;

// A pending token request. The library owns it; it is valid until it is completed or its client
// destroyed.
typedef struct mpsd_token_request mpsd_token_request;

// A proof key: an ECDSA key on the curve P-256, whose public half the game sends when it requests a
// token from Xbox Live's sign-in services. A client with a signer adds the Signature header to each
// attempt, with the service's time as far as the Date of its answers reveals it. The session
// directory accepts requests without one.
typedef struct mpsd_signer mpsd_signer;

#define MPSD_MAX_ATTEMPTS 20u  // Most attempts per request.

// How a client gets tokens: MPSD_TOKENS_…
typedef uint32_t mpsd_token_mode;

#define MPSD_TOKENS_CALLBACK 0u  // token_callback, if there is one, provides tokens (default).
// The program polls mpsd_client_next_token_request; there must be no token_callback.
#define MPSD_TOKENS_POLLED 1u

#define MPSD_MAX_AUTHORIZATION_BYTES 16384  // Longest authorization or signature.

#define MPSD_PKCS8_SIZE 256  // Longest key in PKCS #8.

#define MPSD_COORDINATE_SIZE 48  // Size of a public key's coordinate.

// The severity of a log record: MPSD_LOG_…
typedef uint32_t mpsd_log_level;

// A request failed for good: refused, or no answer. (Only the call reports what an answer means.)
#define MPSD_LOG_ERROR 1u
// A problem that is handled: a retry, a refused token, an unreadable field of an answer.
#define MPSD_LOG_WARN 2u
#define MPSD_LOG_INFO 3u  // Rare events.
#define MPSD_LOG_DEBUG 4u  // Each attempt and its answer.

#define MPSD_MAX_LOG_CAPACITY 65536u  // Most log records that are kept.
#define MPSD_LOG_TARGET_SIZE 40  // Size of a record's target.
#define MPSD_LOG_TEXT_SIZE 960  // Size of a record's text.

// What to do when the rate limit is used up: MPSD_PACING_…
typedef uint32_t mpsd_pacing;

#define MPSD_PACING_WAIT 0u  // Wait until there is room (default); see "Rate limits" above.
// Fail at once with MPSD_ERROR_RATE_LIMITED and MPSD_DELIVERY_NOT_SENT, without an http_status;
// retry_after_ms is the time until there is room.
#define MPSD_PACING_FAIL 1u
#define MPSD_PACING_OFF 2u  // Send regardless of the rate limit.

// Requests a token: complete `request` with mpsd_token_request_complete, before returning or later,
// from any thread. Runs on the thread of a blocking call, or for an operation on a worker thread of
// the network (with 256 KiB of stack), and delays only that call. One request per client is pending
// at a time; other calls that need a token wait for it. A token without a signature is kept until
// the service refuses it.
// It may call any function of the library, but a blocking call on the same client would wait for
// the token requested.
typedef void (MPSD_CALL *mpsd_token_callback)(void *MPSD_NULLABLE user_data,
    mpsd_token_request *request);

// Receives each log record as it happens, on the thread of the call (for an operation, a network
// thread that other operations wait for): return soon, and do not call the client. `record` is
// valid until it returns.
typedef void (MPSD_CALL *mpsd_log_callback)(void *MPSD_NULLABLE user_data,
    const mpsd_log_record *record);

// The user, and how to reach the service.
typedef struct mpsd_client_options {
  uint32_t struct_size;
  uint32_t contract_version;  // x-xbl-contract-version; 0: 107. Below 104: UNSUPPORTED_VERSION.
  // The signed-in user's XUID. Needed by mpsd_clear_activity if this client did not set the
  // activity.
  uint64_t xuid;
  // The title's id, for invites that name no other. 0 only if no invite is sent.
  uint32_t title_id;
  uint32_t connect_timeout_ms;  // Time limit for connecting (TCP and TLS); 0: 5000.
  // Time limit of one attempt, from connecting to the whole answer; 0: 10000.
  uint32_t request_timeout_ms;
  // Time limit of a whole call, including token, turns, pacing and retries; 0: 30000, plus, for a
  // call with several invites, the time that the service's rate limit requires.
  uint32_t deadline_ms;
  uint32_t max_attempts;  // Most attempts per request, up to MPSD_MAX_ATTEMPTS; 0: 4; 1: no retry.
  mpsd_pacing pacing;  // When the rate limit is used up: MPSD_PACING_WAIT, _FAIL or _OFF.
  // The service's URL; NULL: https://sessiondirectory.xboxlive.com. http:// is accepted only for a
  // loopback address or localhost.
  const char *MPSD_NULLABLE endpoint;
  // "XBL3.0 x=<userhash>;<token>", without control characters; NULL with a token callback or polled
  // tokens. At most MPSD_MAX_AUTHORIZATION_BYTES.
  const char *MPSD_NULLABLE authorization;
  // The network to use, kept alive by the client; NULL: one of its own.
  mpsd_network *MPSD_NULLABLE network;
  // Called when there is no token or the service refused it. See mpsd_token_callback.
  mpsd_token_callback MPSD_NULLABLE token_callback;
  void *MPSD_NULLABLE token_user_data;  // Passed to token_callback.
  // Accept-Language for the service's texts, such as "fr-FR, fr;q=0.8"; at most 200 bytes; NULL:
  // "en-US".
  const char *MPSD_NULLABLE language;
  // Appended to the User-Agent "mpsd/<version>", such as "MyGame/1.2"; at most 200 bytes.
  const char *MPSD_NULLABLE user_agent_suffix;
  // Called for each log record. See mpsd_log_callback.
  mpsd_log_callback MPSD_NULLABLE log_callback;
  void *MPSD_NULLABLE log_user_data;  // Passed to log_callback.
  mpsd_log_level log_level;  // Lowest severity that is logged, MPSD_LOG_ERROR to _DEBUG; 0: _WARN.
  // Without a log_callback: records kept for mpsd_client_next_log, at most MPSD_MAX_LOG_CAPACITY;
  // the oldest are dropped. 0: none.
  uint32_t log_capacity;
  // Signs each attempt whose token came without a signature. The client keeps it alive.
  mpsd_signer *MPSD_NULLABLE signer;
  mpsd_token_mode token_mode;  // MPSD_TOKENS_CALLBACK or _POLLED.
  uint32_t reserved0;
} mpsd_client_options;
#define MPSD_CLIENT_OPTIONS_INIT { sizeof(mpsd_client_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 0 }

// What the token is for. The pointers are valid as long as the request.
typedef struct mpsd_token_request_info {
  const char *method;  // "GET", "POST", "PUT" or "DELETE".
  const char *url;  // The whole URL, percent-encoded.
  // The headers without Authorization and Signature: "Name: value" lines, each ended by CR LF.
  const char *headers;
  const uint8_t *MPSD_NULLABLE body;  // NULL: no body.
  size_t body_size;  // Its length.
  // 1: the last token was refused with 401, so get a new one from the sign-in service, not a cached
  // one.
  mpsd_bool force_refresh;
  uint8_t reserved[63];
} mpsd_token_request_info;

// A proof key.
typedef struct mpsd_proof_key {
  // The public half as in a JSON Web Key ("kty":"EC","crv":"P-256","alg":"ES256","use":"sig"):
  // base64url without padding.
  char x[MPSD_COORDINATE_SIZE];
  char y[MPSD_COORDINATE_SIZE];  // As x.
  uint8_t pkcs8[MPSD_PKCS8_SIZE];  // The private half, PKCS #8 (DER). Keep it secret.
  uint32_t pkcs8_size;  // Its length.
  uint8_t reserved[28];
} mpsd_proof_key;

// A log record. It never contains a token.
struct mpsd_log_record {
  int64_t time_ms;  // When it happened.
  uint64_t lost;  // Number of records dropped before this one.
  mpsd_log_level level;  // MPSD_LOG_ERROR, _WARN, _INFO or _DEBUG.
  uint32_t reserved0;
  // The subject: "http", "retry", "token", "call", "answer", "network".
  char target[MPSD_LOG_TARGET_SIZE];
  char text[MPSD_LOG_TEXT_SIZE];  // What happened, in English.
};

// Overrides of the client's options for one call. Zero fields keep the client's.
typedef struct mpsd_call_options {
  uint32_t struct_size;
  // Time limit of the whole call, including token and retries; 0: the client's.
  uint32_t deadline_ms;
  uint32_t max_attempts;  // Most attempts per request; 0: the client's; 1: no retry.
  mpsd_pacing pacing;  // MPSD_PACING_FAIL or _OFF; 0: the client's.
  // The operation's group, for draining and cancelling; not MPSD_ANY_GROUP. Ignored by blocking
  // calls.
  uint32_t group;
  uint32_t reserved0;
  // Returned by mpsd_operation_user_data. Ignored by blocking calls.
  void *MPSD_NULLABLE user_data;
  // Receives the created handles in full, with every field and the JSON text of the answers: for
  // mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle and
  // mpsd_send_invites. Other calls refuse it, and so do _start functions: use
  // mpsd_operation_get_handles there.
  mpsd_handle_list **MPSD_NULLABLE handles;
  // For mpsd_join_session, mpsd_join_session_by_handle and their _start twins: the member's
  // connection, subscription, custom constants and properties; NULL: active, nothing else. A
  // session with the capability connectionRequiredForActiveMembers needs the connection of every
  // active member. Its xuid is 0 or the client's; its custom_properties are NULL if the call has
  // member_properties. Other calls refuse it.
  const mpsd_session_join *MPSD_NULLABLE join;
} mpsd_call_options;
#define MPSD_CALL_OPTIONS_INIT { sizeof(mpsd_call_options), 0, 0, 0, 0, 0, NULL, NULL, NULL }

// Creates a client. Sends nothing. The log callback runs in it if a replay_file has unusable
// entries. Errors: also NO_TOKEN (neither an authorization nor a way to request one) and SYSTEM (no
// random numbers).
MPSD_API mpsd_result MPSD_CALL mpsd_client_create(const mpsd_client_options *options,
    mpsd_client **client, mpsd_error *MPSD_NULLABLE error);

// Replaces the token, as mpsd_client_options.authorization but not NULL. Attempts that start from
// now on use it, as do calls whose old token has just been refused. The old token is wiped; it
// stays if the new one is refused. Errors: also CLOSED.
MPSD_API mpsd_result MPSD_CALL mpsd_client_set_authorization(mpsd_client *client,
    const char *authorization, mpsd_error *MPSD_NULLABLE error);

// Ends all current and future calls and operations of the client with MPSD_ERROR_CLOSED, wherever
// they are blocked. Does not wait for them. Closing twice is allowed, also from a token callback.
MPSD_API mpsd_result MPSD_CALL mpsd_client_close(mpsd_client *client);

// Closes the client and frees it. Finished operations and other results stay valid.
// Blocks for at most 250 ms for running calls and operations, plus the time that the client's
// running callbacks (token, log, and the network's transport callback on its behalf) need to
// return. So a callback must not wait for the thread that destroys, and two callbacks must not
// destroy each other's clients. Called inside such a callback, it only closes the client; the last
// call frees it.
MPSD_API void MPSD_CALL mpsd_client_destroy(mpsd_client *MPSD_NULLABLE client);

// Gets what the token is for. INVALID_HANDLE if it is completed, or its client destroyed.
MPSD_API mpsd_result MPSD_CALL mpsd_token_request_get_info(mpsd_token_request *request,
    mpsd_token_request_info *info);

// Completes a token request. `result` is MPSD_OK with an `authorization` (as in
// mpsd_client_options) and, where requests are signed, the `signature` of this request; or a
// failure code without them, and the waiting calls fail with MPSD_ERROR_NO_TOKEN. A token with a
// signature serves one attempt; one without is kept until refused. INVALID_HANDLE if it is too
// late: completed, answered by another token meanwhile, or its client destroyed. Other errors leave
// the request pending.
MPSD_API mpsd_result MPSD_CALL mpsd_token_request_complete(mpsd_token_request *request,
    mpsd_result result, const char *MPSD_NULLABLE authorization,
    const char *MPSD_NULLABLE signature);

// Returns the pending token request of a client with MPSD_TOKENS_POLLED, or NULL if there is none:
// call it once a frame, and complete the request with mpsd_token_request_complete, now or later.
// One request per client is pending at a time, unless tokens come with signatures. Calls that wait
// for it end at their deadline.
MPSD_API mpsd_token_request *MPSD_NULLABLE MPSD_CALL mpsd_client_next_token_request(
    mpsd_client *client);

// Creates a signer from the private key `pkcs8` (PKCS #8, DER, P-256, with the public half, at most
// MPSD_PKCS8_SIZE bytes), or, if it is NULL with size 0, from a new key. Errors: also SYSTEM: no
// random numbers.
MPSD_API mpsd_result MPSD_CALL mpsd_signer_create(const uint8_t *MPSD_NULLABLE pkcs8,
    size_t pkcs8_size, mpsd_signer **signer, mpsd_error *MPSD_NULLABLE error);

// Gets the key.
MPSD_API mpsd_result MPSD_CALL mpsd_signer_get_key(mpsd_signer *signer, mpsd_proof_key *key);

// Destroys the signer; clients that have it keep using it.
MPSD_API void MPSD_CALL mpsd_signer_destroy(mpsd_signer *MPSD_NULLABLE signer);

// Opens connections to the service (TCP and TLS) until `count` are ready, so that the first call or
// a batch of invites need not wait for them. Those left open by earlier calls count as well; the
// network's max_connections is the limit. They are kept for 55 seconds. `*ready` is the number
// ready: fewer than `count` if some could not be opened, 0 if the engine sends the requests. No
// request is sent, no callback runs, and `call->max_attempts` has no effect.
// Errors: CLOSED; if none could be opened, DNS, CONNECT, TLS or TIMEOUT.
MPSD_API mpsd_result MPSD_CALL mpsd_client_prewarm(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, uint32_t *MPSD_NULLABLE ready,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_client_prewarm, as an operation. Outcome: mpsd_operation_get_count.
MPSD_API mpsd_result MPSD_CALL mpsd_client_prewarm_start(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// [activity] ======================================================================================

#define MPSD_MAX_NAME_BYTES 100  // Longest name of a session or template.

#define MPSD_HANDLE_ID_SIZE 40  // Size of a handle id.
#define MPSD_SCID_SIZE 40  // Size of a SCID.
#define MPSD_TEMPLATE_NAME_SIZE 104  // Size of a template's name.
#define MPSD_SESSION_NAME_SIZE 104  // Size of a session's name.

#define MPSD_MAX_XUIDS 10000  // Most XUIDs in one call.

// What a response contains besides handles: MPSD_INCLUDE_… combined with |.
typedef uint32_t mpsd_includes;

#define MPSD_INCLUDE_RELATED_INFO 1u  // The session's visibility, member counts and similar.
#define MPSD_INCLUDE_CUSTOM_PROPERTIES 2u  // The session's custom properties.
#define MPSD_INCLUDE_ROLE_INFO 4u  // The session's roles and their members; search handles only.
#define MPSD_INCLUDE_NOTHING 8u  // Only the handles; excludes the others.

// A session's three-part name.
typedef struct mpsd_session_reference {
  const char *scid;  // Service configuration id (SCID): a GUID of 36 characters.
  // The session template: 1 to MPSD_MAX_NAME_BYTES bytes without control characters, `/` and `~`,
  // and not `.` or `..`.
  const char *template_name;
  // The session; the same rules. NULL only for calls that allow it.
  const char *MPSD_NULLABLE name;
} mpsd_session_reference;

// A handle as the service returned it. 384 bytes.
typedef struct mpsd_handle_info {
  // A GUID; empty if the answer had neither a body nor a Location with it.
  char id[MPSD_HANDLE_ID_SIZE];
  char scid[MPSD_SCID_SIZE];  // SCID of its session.
  char template_name[MPSD_TEMPLATE_NAME_SIZE];  // Its template's name.
  char session_name[MPSD_SESSION_NAME_SIZE];  // If none was given, the GUID that the service chose.
  uint64_t owner_xuid;  // The activity's player.
  int64_t created_at_ms;  // When it was created.
  int64_t expires_at_ms;  // When it expires.
  uint32_t title_id;  // Its title.
  int32_t http_status;  // Status of the answer that contained it.
  uint8_t reserved[64];
} mpsd_handle_info;

// The users whose activities are queried: a list, or a social group.
typedef struct mpsd_activity_query {
  uint32_t struct_size;
  // What the response contains besides handles; 0: everything available for activities.
  mpsd_includes include;
  // The social group's owner; 0: the client's xuid. Only with `social_group`.
  uint64_t social_group_owner_xuid;
  // Only handles of this SCID; NULL or empty: of any that the player may see.
  const char *MPSD_NULLABLE scid;
  // 1 to MPSD_MAX_XUIDS users, no zero, no duplicates. NULL with `social_group`.
  const uint64_t *MPSD_NULLABLE xuids;
  size_t xuid_count;  // Number of `xuids`.
  // "people" (whom the owner follows) or "favorites", case-insensitive; NULL with `xuids`.
  const char *MPSD_NULLABLE social_group;
} mpsd_activity_query;
#define MPSD_ACTIVITY_QUERY_INIT { sizeof(mpsd_activity_query), 0, 0, NULL, NULL, 0, NULL }

// Sets the player's current activity to a session: POST /handles. Friends can then see and join it.
// A player has one activity per SCID: a new one replaces the old, whose handle id becomes unknown
// to the service. The service answers 403 unless the player is an active member of the session
// (mpsd_write_session or mpsd_join_session). If `reference->name` is NULL, the service chooses a
// GUID, returned in `handle->session_name`.
// Request errors. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_set_activity(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_info *MPSD_NULLABLE handle, mpsd_error *MPSD_NULLABLE error);

// As mpsd_set_activity, as an operation. Outcome: mpsd_operation_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_set_activity_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Clears the player's current activity in a SCID, a GUID: DELETE /handles/{id}. `*cleared` is 1, or
// 0 if there was no activity, which is a success. The client remembers the handle that it set; if
// it has none, or the service no longer knows that one, it queries the player's activities once
// (this needs the client's xuid).
// Request errors. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_clear_activity(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_bool *MPSD_NULLABLE cleared,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_clear_activity, as an operation. Outcome: mpsd_operation_get_count.
MPSD_API mpsd_result MPSD_CALL mpsd_clear_activity_start(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Queries current activities: POST /handles/query, once per hundred users, concurrently over the
// network's connections. Several responses are merged into one list, in the order of the users'
// hundreds, each handle once. Users who have no activity, or whose session the player may not see,
// are absent. For a social group the service returns at most 100. Each request counts against the
// limit of 30 in 15 s: query thousands rarely, and add 15 s to deadline_ms for each 3000 users
// beyond the first 3000. If one request fails, the call fails.
// Request errors. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_query_activities(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);

// As mpsd_query_activities, as an operation. Outcome: mpsd_operation_get_handles.
MPSD_API mpsd_result MPSD_CALL mpsd_query_activities_start(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// [invites] =======================================================================================

#define MPSD_MAX_CONTEXT_BYTES 256  // Longest context, once percent-encoded.

#define MPSD_INVITE_MESSAGE_SIZE 256  // Size of a row's message.

// What a game was activated for: MPSD_ACTIVATION_…
typedef uint32_t mpsd_activation_kind;

#define MPSD_ACTIVATION_INVITE 1u  // The player accepted an invite: inviteHandleAccept.
#define MPSD_ACTIVATION_ACTIVITY 2u  // The player joins a friend's activity: activityHandleJoin.

#define MPSD_MAX_ACTIVATION_URI_BYTES 2048  // Longest URI that can be parsed.
#define MPSD_ACTIVATION_URI_SIZE 640  // Enough for any URI that mpsd_activation_format writes.

#define MPSD_CONTEXT_SIZE 264  // Size of an invite's context.

// Recipients of an invite, and the session.
typedef struct mpsd_invite {
  uint32_t struct_size;
  uint32_t title_id;  // The title to start; 0: the client's.
  // The session, with its name: without one each recipient would get another session.
  mpsd_session_reference session;
  const uint64_t *xuids;  // 1 to MPSD_MAX_XUIDS recipients, no zero, no duplicates.
  size_t xuid_count;  // Number of `xuids`.
  // Passed unchanged to the recipient's activation URI; opaque to the service. Its percent-encoded
  // UTF-8 has at most MPSD_MAX_CONTEXT_BYTES characters.
  const char *MPSD_NULLABLE context;
  // Id of a custom invite string of the title: "///" and at most 100 bytes.
  const char *MPSD_NULLABLE context_string;
  // The sender's name if the sender is a service; at most 100 bytes.
  const char *MPSD_NULLABLE sender_string;
} mpsd_invite;
#define MPSD_INVITE_INIT { sizeof(mpsd_invite), 0, { NULL, NULL, NULL }, NULL, 0, NULL, NULL, \
    NULL }

// The outcome for one recipient. 416 bytes. Its correlation id is in mpsd_attempt.
typedef struct mpsd_invite_result {
  uint64_t xuid;  // The recipient.
  int64_t expires_at_ms;  // When the invite expires.
  mpsd_result result;  // MPSD_OK, or why it failed.
  int32_t http_status;  // 0: there was no answer.
  uint32_t retry_after_ms;  // The delay that the service requested.
  uint32_t attempts;  // Number of attempts.
  mpsd_delivery delivery;  // Whether it may be repeated: MPSD_DELIVERY_…
  int32_t reserved0;
  char handle_id[MPSD_HANDLE_ID_SIZE];  // The invite's handle, to join by. Empty on failure.
  char request_id[MPSD_REQUEST_ID_SIZE];  // For support (MS-CV); empty without an attempt.
  char message[MPSD_INVITE_MESSAGE_SIZE];  // As mpsd_error.message; empty on success.
  uint8_t reserved[16];
} mpsd_invite_result;

// A request to join, from the URI that launched or activated the game. 384 bytes.
typedef struct mpsd_activation {
  mpsd_activation_kind kind;  // MPSD_ACTIVATION_INVITE or _ACTIVITY.
  uint32_t reserved0;
  // The player who joins: invitedXuid or joinerXuid. Identifies the user on a device that has
  // several.
  uint64_t xuid;
  uint64_t other_xuid;  // The player who is joined: senderXuid or joineeXuid.
  char handle_id[MPSD_HANDLE_ID_SIZE];  // The handle to join through: mpsd_join_session_by_handle.
  char context[MPSD_CONTEXT_SIZE];  // The sender's context, decoded.
  uint8_t reserved[56];
} mpsd_activation;

// Invites players to a session: one POST /handles each, concurrently over the network's
// connections. `results[i]` is the row of `invite->xuids[i]`.
// MPSD_OK: all were delivered. MPSD_ERROR_PARTIAL: some were. None: the first recipient's code. If
// the call ended early, MPSD_ERROR_CLOSED or MPSD_ERROR_CANCELLED, though some may have been
// delivered. `error` describes the first recipient that failed; its `message` begins with the XUID,
// and its `delivery` is that of all recipients together: MPSD_DELIVERY_NOT_SENT only if no invite
// was sent.
// Every row is written, also when an argument is refused (unless it is `invite` or its `xuids`, as
// the recipients are unknown then). `result_capacity` below the number of recipients is
// BUFFER_TOO_SMALL, and nothing is sent; `results` may be NULL with capacity 0. `call->handles`
// gets the delivered handles in the order of the recipients, also with MPSD_ERROR_PARTIAL.
// Invite errors; in the rows request errors. INVALID_ARGUMENT names the index of a zero or
// duplicate XUID, and nothing is sent. Not repeatable: an invite is repeated only after no
// connection, 429, or 503 with Retry-After, as a second one shows a second toast.
MPSD_API mpsd_result MPSD_CALL mpsd_send_invites(mpsd_client *client, const mpsd_invite *invite,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_invite_result *MPSD_NULLABLE results,
    size_t result_capacity, mpsd_error *MPSD_NULLABLE error);

// As mpsd_send_invites, as an operation; a refused argument writes no rows. Outcome:
// mpsd_operation_get_invites.
MPSD_API mpsd_result MPSD_CALL mpsd_send_invites_start(mpsd_client *client,
    const mpsd_invite *invite, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Parses the URI that activates a game:
//   ms-xbl-multiplayer://inviteHandleAccept?handle=…&invitedXuid=…&senderXuid=…&context=…
//   ms-xbl-multiplayer://activityHandleJoin?handle=…&joinerXuid=…&joineeXuid=…
// or the same with the scheme ms-xbl-<title id, 8 hexadecimal digits>. Only the handle is required.
// Scheme, action and names are case-insensitive. Parameters may come in any order; unknown ones are
// ignored, as are XUIDs and a context that are empty or 0. Values are percent-decoded once: '+'
// stays, in a context a percent sign without two hexadecimal digits stays, and '#' ends the URI.
// What command lines and web pages do to a URI is tolerated: surrounding white space and quotes,
// "&amp;" for '&', braces around the handle's GUID, "ms-xbl-multiplayer:" without slashes, a slash
// at the end.
// Errors: INVALID_ARGUMENT (another scheme or action, no handle, a parameter twice with different
// values, an invalid XUID, a context above 256 bytes), INVALID_UTF8, TOO_LONG. For inviteAccept and
// activityJoin, which belong to Multiplayer Activity, and for tournament, the message names their
// owner.
MPSD_API mpsd_result MPSD_CALL mpsd_activation_parse(const char *uri, mpsd_activation *activation,
    mpsd_error *MPSD_NULLABLE error);

// Writes an activation's URI with the scheme ms-xbl-multiplayer, to test how a game starts.
// `buffer` has `capacity` bytes; MPSD_ACTIVATION_URI_SIZE is always enough. On failure `*size` is 0
// and the buffer empty.
// Errors: INVALID_ARGUMENT (an unknown kind, no handle, a context in an activity), INVALID_UTF8,
// TOO_LONG (a context above 256 characters once percent-encoded), BUFFER_TOO_SMALL.
MPSD_API mpsd_result MPSD_CALL mpsd_activation_format(const mpsd_activation *activation,
    char *MPSD_NULLABLE buffer, size_t capacity, size_t *MPSD_NULLABLE size,
    mpsd_error *MPSD_NULLABLE error);

// [handles] =======================================================================================
//
// Names. A tag, a role or a role type is a letter followed by letters and digits; an attribute's
// name is a letter followed by lower-case letters and digits. These, and an attribute's string
// value, have at most 99 characters. A `handle_id` has 1 to 39 bytes (the service's ids are GUIDs),
// no control characters and no '/', and is not "." or "..".

// Handles from a query, a search, a read, or calls that create them.
struct mpsd_handle_list;

// A filter for searches that is always valid for the service. All comparisons must hold;
// mpsd_filter_or begins a second alternative, the most that the service supports. A search uses the
// filter's current state; a filter can be used by any number of searches and clients. A function
// that fails leaves the filter unchanged; TOO_LONG includes a filter above MPSD_MAX_FILTER_BYTES.
typedef struct mpsd_filter mpsd_filter;

#define MPSD_MAX_ATTRIBUTES 1000  // Most tags, strings or numbers of a session.
#define MPSD_MAX_ATTRIBUTES_JSON_BYTES 65536  // Longest JSON of search attributes.

// What a handle is for: MPSD_HANDLE_…
typedef uint32_t mpsd_handle_type;

// A type that the service did not report or this library does not know.
#define MPSD_HANDLE_UNKNOWN 0u
#define MPSD_HANDLE_ACTIVITY 1u  // A player's current activity.
#define MPSD_HANDLE_INVITE 2u  // An invite to one player.
#define MPSD_HANDLE_SEARCH 3u  // Makes a session searchable.
#define MPSD_HANDLE_TRANSFER 4u  // Extends access from one session to another.

// Who sees a session: MPSD_VISIBILITY_…
typedef uint32_t mpsd_visibility;

#define MPSD_VISIBILITY_UNKNOWN 0u  // The service did not report it.
#define MPSD_VISIBILITY_PRIVATE 1u  // Only members and invited players can see the session.
// Everyone can see the session; only members and invited players can join.
#define MPSD_VISIBILITY_VISIBLE 2u
#define MPSD_VISIBILITY_FULL 3u  // Visible and full.
#define MPSD_VISIBILITY_OPEN 4u  // Everyone can see and join the session.

// Who may join or read a session: MPSD_JOIN_RESTRICTION_…
typedef uint32_t mpsd_join_restriction;

#define MPSD_JOIN_RESTRICTION_UNKNOWN 0u  // Unknown; in properties to be written: unchanged.
#define MPSD_JOIN_RESTRICTION_NONE 1u  // Not restricted.
#define MPSD_JOIN_RESTRICTION_LOCAL 2u  // Only players on the same device as a member.
#define MPSD_JOIN_RESTRICTION_FOLLOWED 3u  // Only players whom a member follows, and local ones.
#define MPSD_JOIN_RESTRICTION_OTHER 4u  // A restriction this library does not know.

#define MPSD_MAX_FILTER_BYTES 16384  // Longest filter.

// How a value compares: MPSD_COMPARISON_…
typedef uint32_t mpsd_comparison;

#define MPSD_COMPARISON_EQUAL 0u  // Equal.
#define MPSD_COMPARISON_NOT_EQUAL 1u  // Not equal.
#define MPSD_COMPARISON_GREATER 2u  // Greater.
#define MPSD_COMPARISON_GREATER_OR_EQUAL 3u  // Greater or equal.
#define MPSD_COMPARISON_LESS 4u  // Less.
#define MPSD_COMPARISON_LESS_OR_EQUAL 5u  // Less or equal.

// A number of a session: MPSD_FILTER_NUMBER_…
typedef uint32_t mpsd_filter_number;

#define MPSD_FILTER_NUMBER_MEMBERS_COUNT 0u  // Current members.
#define MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT 1u  // Target number of members.
#define MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT 2u  // Maximum number of members.
#define MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT_REMAINING 3u  // Members missing from the target.
#define MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT_REMAINING 4u  // Members missing from the maximum.
// Members missing from the target, or from the maximum if no target is set.
#define MPSD_FILTER_NUMBER_NEEDS 5u
#define MPSD_FILTER_NUMBER_TITLE_ID 6u  // The title id.

// A text of a session: MPSD_FILTER_TEXT_…
typedef uint32_t mpsd_filter_text;

#define MPSD_FILTER_TEXT_KEYWORD 0u  // A keyword of the session, case-insensitive.
#define MPSD_FILTER_TEXT_SCID 1u  // The SCID.
#define MPSD_FILTER_TEXT_TEMPLATE_NAME 2u  // The template's name.
#define MPSD_FILTER_TEXT_REGISTRATION_STATE 3u  // The registration state, such as "registered".
#define MPSD_FILTER_TEXT_LANGUAGE 4u  // The language, such as "en".
#define MPSD_FILTER_TEXT_ACHIEVEMENT_ID 5u  // An achievement's id.

// A time of a session: MPSD_FILTER_TIME_…
typedef uint32_t mpsd_filter_time;

#define MPSD_FILTER_TIME_SCHEDULED 0u  // When the session is scheduled to begin.
#define MPSD_FILTER_TIME_POSTED 1u  // When the session was posted.

// A player's part in a session: MPSD_FILTER_PLAYER_…
typedef uint32_t mpsd_filter_player;

#define MPSD_FILTER_PLAYER_MEMBER 0u  // The player is a member.
#define MPSD_FILTER_PLAYER_OWNER 1u  // The player is an owner.

// A number of a role: MPSD_FILTER_ROLE_…
typedef uint32_t mpsd_filter_role;

#define MPSD_FILTER_ROLE_COUNT 0u  // Members with the role.
#define MPSD_FILTER_ROLE_TARGET 1u  // Target number.
#define MPSD_FILTER_ROLE_NEEDS 2u  // Members missing from the target.

// A string attribute; see "Names" above.
typedef struct mpsd_string_attribute {
  const char *name;  // Its name.
  const char *value;  // At most 99 characters.
} mpsd_string_attribute;

// A number attribute; see "Names" above.
typedef struct mpsd_number_attribute {
  const char *name;  // Its name.
  double value;  // Finite.
} mpsd_number_attribute;

// What searches find a session by.
typedef struct mpsd_search_attributes {
  uint32_t struct_size;
  uint32_t reserved0;
  // Tags, such as "micrequired", without duplicates (case-insensitive).
  const char *const *MPSD_NULLABLE tags;
  size_t tag_count;  // Number of `tags`, at most MPSD_MAX_ATTRIBUTES.
  const mpsd_string_attribute *MPSD_NULLABLE strings;  // Strings, with distinct names.
  size_t string_count;  // Number of `strings`, at most MPSD_MAX_ATTRIBUTES.
  const mpsd_number_attribute *MPSD_NULLABLE numbers;  // Numbers, with distinct names.
  size_t number_count;  // Number of `numbers`, at most MPSD_MAX_ATTRIBUTES.
  // A JSON object merged over the attributes above, for what they cannot express, such as
  // {"achievementIds":["1"],"locale":"en-us","numbers":{"Skill_D":3}}: objects are merged member by
  // member, everything else is replaced. At most MPSD_MAX_ATTRIBUTES_JSON_BYTES. Only the service
  // checks its contents.
  const char *MPSD_NULLABLE json;
} mpsd_search_attributes;
#define MPSD_SEARCH_ATTRIBUTES_INIT { sizeof(mpsd_search_attributes), 0, NULL, 0, NULL, 0, NULL, \
    0, NULL }

// Everything the service reports about a handle. A field that cannot be read is unknown; `json` has
// it, and the client's log a record (MPSD_LOG_WARN, at most 20 per answer).
typedef struct mpsd_handle_details {
  mpsd_handle_info handle;  // The handle; its `id` is the argument of mpsd_join_session_by_handle.
  mpsd_handle_type handle_type;  // MPSD_HANDLE_…
  mpsd_visibility visibility;  // MPSD_VISIBILITY_… of the session.
  mpsd_join_restriction join_restriction;  // MPSD_JOIN_RESTRICTION_… of the session.
  uint32_t members_count;  // Current members of the session.
  uint32_t max_members_count;  // Maximum members of the session.
  uint32_t invite_title_id;  // Invite: its title.
  mpsd_bool closed;  // Whether the session is closed to joins; 0 also if unknown.
  uint8_t reserved0[7];
  uint64_t sender_xuid;  // Invite: its sender.
  uint64_t invited_xuid;  // Invite: its recipient.
  int64_t posted_at_ms;  // When the session was posted.
  // How invites through the handle are shown, such as "game".
  const char *MPSD_NULLABLE invite_protocol;
  // How invites to the session are shown, such as "game".
  const char *MPSD_NULLABLE session_invite_protocol;
  // The titles that can open the handle: a JSON object by platform.
  const char *MPSD_NULLABLE game_types;
  const char *MPSD_NULLABLE custom_properties;  // The session's custom properties, JSON.
  const char *MPSD_NULLABLE role_info;  // The session's roles and their members, a JSON object.
  const char *MPSD_NULLABLE context;  // Invite: the context in the recipient's activation.
  const char *MPSD_NULLABLE context_string;  // Invite: id of the custom invite string.
  const char *MPSD_NULLABLE sender_string;  // Invite: the sender's name if a service sent it.
  // Transfer handle: the session whose access it extends; else all NULL.
  mpsd_session_reference origin;
  const char *const *MPSD_NULLABLE tags;  // Search handle: its tags.
  size_t tag_count;  // Number of `tags`.
  // Search handle: its string attributes, by name.
  const mpsd_string_attribute *MPSD_NULLABLE strings;
  size_t string_count;  // Number of `strings`.
  // Search handle: its number attributes, by name.
  const mpsd_number_attribute *MPSD_NULLABLE numbers;
  size_t number_count;  // Number of `numbers`.
  const uint64_t *MPSD_NULLABLE session_owners;  // Search handle: the session's owners.
  size_t session_owner_count;  // Number of `session_owners`.
  const char *json;  // The handle's JSON from the service; empty if it sent none; never NULL.
  // Search handle: its attributes as a JSON object from the service, including those that do not
  // fit the arrays above.
  const char *MPSD_NULLABLE search_attributes;
  uint8_t reserved[56];
} mpsd_handle_details;

// The contents of a list.
typedef struct mpsd_handle_list_info {
  size_t count;  // Number of handles.
  // Rows of the response that are unreadable and therefore missing: no object, or no GUID as id.
  size_t skipped_count;
  // The response's JSON, never NULL: the service's own if there was one response (empty if it had
  // no body), else merged like one query's, without duplicates.
  const char *json;
  size_t json_size;  // Its length.
  uint8_t reserved[32];
} mpsd_handle_list_info;

// The sessions to search for.
typedef struct mpsd_search_query {
  uint32_t struct_size;
  mpsd_includes include;  // What the response contains besides handles; 0: everything available.
  mpsd_bool descending;  // Whether the largest value of `order_by` comes first.
  uint8_t reserved0[7];
  // The social group's owner; 0: the client's xuid. Only with `social_group`.
  uint64_t social_group_owner_xuid;
  // Only handles of this SCID; NULL or empty: of any that the player may see.
  const char *MPSD_NULLABLE scid;
  const char *template_name;  // The sessions' template.
  mpsd_filter *MPSD_NULLABLE filter;  // A filter, which is only read; NULL: all, or `filter_text`.
  // A filter in the service's language, sent unchanged, at most MPSD_MAX_FILTER_BYTES; NULL: all,
  // or `filter`.
  const char *MPSD_NULLABLE filter_text;
  // The attribute that orders the results: at most 99 letters, digits and '/'; NULL: "Timestamp",
  // the service's default.
  const char *MPSD_NULLABLE order_by;
  // Only sessions with a member from "people" (whom the owner follows) or "favorites",
  // case-insensitive.
  const char *MPSD_NULLABLE social_group;
} mpsd_search_query;
#define MPSD_SEARCH_QUERY_INIT { sizeof(mpsd_search_query), 0, 0, { 0 }, 0, NULL, NULL, NULL, \
    NULL, NULL, NULL }

// Gets the contents of a list.
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get_info(mpsd_handle_list *handles,
    mpsd_handle_list_info *info);

// Gets the handle at `index`. INVALID_ARGUMENT if there is none.
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get(mpsd_handle_list *handles, size_t index,
    mpsd_handle_details *details);

// Gets why a row was skipped, such as `results[3].id: is missing in the answer`. `index` is below
// skipped_count; after the first 100, `*reason` is NULL.
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get_skipped(mpsd_handle_list *handles, size_t index,
    const char **reason);

// Destroys the list.
MPSD_API void MPSD_CALL mpsd_handle_list_destroy(mpsd_handle_list *MPSD_NULLABLE handles);

// Reads a handle of any kind: GET /handles/{id}. The list has this one handle.
// Request errors; NOT_FOUND: unknown, expired or deleted. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_get_handle(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_list **handles,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_get_handle, as an operation. Outcome: mpsd_operation_get_handle or _get_handles.
MPSD_API mpsd_result MPSD_CALL mpsd_get_handle_start(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Deletes a handle of any kind: DELETE /handles/{id}. Deleting an activity's handle clears the
// activity (mpsd_clear_activity does so whether or not there is one); without its search handle a
// session is no longer found by searches. A 2xx answer whose body is not a JSON object, such as a
// hotel network's login page, is PROTOCOL. Request errors; NOT_FOUND: unknown, expired or deleted,
// also after a repeat whose first answer was lost; FORBIDDEN: another player's handle. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_delete_handle(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_error *MPSD_NULLABLE error);

// As mpsd_delete_handle, as an operation. Outcome: mpsd_operation_get_result.
MPSD_API mpsd_result MPSD_CALL mpsd_delete_handle_start(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Makes a session searchable: POST /handles. A session has one search handle at a time; deleting it
// (mpsd_delete_handle) ends that. The session needs the capability `searchable` (and `hasOwners` if
// it has `userAuthorizationStyle`). Values that change fast belong in its custom properties, which
// searches return, too. Request errors; INVALID_ARGUMENT names the attribute's index. Not
// repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_create_search_handle(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_create_search_handle, as an operation. Outcome: mpsd_operation_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_create_search_handle_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Searches for searchable sessions: POST /handles/query. The service returns the first 100 matches
// and no further pages: let players refine the search. It limits searches to one in 15 s: do not
// refresh a list automatically. Request errors. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_search_handles(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);

// As mpsd_search_handles, as an operation. Outcome: mpsd_operation_get_handles.
MPSD_API mpsd_result MPSD_CALL mpsd_search_handles_start(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Creates an empty filter.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_create(mpsd_filter **filter,
    mpsd_error *MPSD_NULLABLE error);

// Requires a tag (MPSD_COMPARISON_EQUAL), or a tag other than this (_NOT_EQUAL), case-insensitive.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_tag(mpsd_filter *filter, mpsd_comparison comparison,
    const char *tag, mpsd_error *MPSD_NULLABLE error);

// Compares a string attribute: MPSD_COMPARISON_EQUAL or _NOT_EQUAL, case-insensitive.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_string(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, const char *value, mpsd_error *MPSD_NULLABLE error);

// Compares a number attribute with `value`, which must be finite.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_number(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, double value, mpsd_error *MPSD_NULLABLE error);

// Compares a number of the session, MPSD_FILTER_NUMBER_…, with `value`.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_number(mpsd_filter *filter,
    mpsd_filter_number number, mpsd_comparison comparison, uint32_t value,
    mpsd_error *MPSD_NULLABLE error);

// Requires a text of the session, MPSD_FILTER_TEXT_…, to equal `value`: 1 to 100 bytes without
// control characters.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_text(mpsd_filter *filter,
    mpsd_filter_text which, const char *value, mpsd_error *MPSD_NULLABLE error);

// Compares a time of the session, MPSD_FILTER_TIME_SCHEDULED or _POSTED, with `unix_ms`, in the
// years 1 to 9999.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_time(mpsd_filter *filter,
    mpsd_filter_time time, mpsd_comparison comparison, int64_t unix_ms,
    mpsd_error *MPSD_NULLABLE error);

// Requires a player to be MPSD_FILTER_PLAYER_MEMBER or _OWNER of the session. `xuid` is not 0.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_player(mpsd_filter *filter,
    mpsd_filter_player player, uint64_t xuid, mpsd_error *MPSD_NULLABLE error);

// Compares a number of a role, MPSD_FILTER_ROLE_COUNT, _TARGET or _NEEDS, with `value`.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_role_number(mpsd_filter *filter,
    const char *role_type, const char *role, mpsd_filter_role number, mpsd_comparison comparison,
    uint32_t value, mpsd_error *MPSD_NULLABLE error);

// Begins the second alternative: a session matches the comparisons before or those after.
// INVALID_ARGUMENT if there is no comparison yet, or it has begun already.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_or(mpsd_filter *filter, mpsd_error *MPSD_NULLABLE error);

// Gets the filter in the service's language. The text does not change with the filter: each
// distinct text is kept until the filter is destroyed. INVALID_ARGUMENT if the filter, or its
// second alternative, is empty.
MPSD_API mpsd_result MPSD_CALL mpsd_filter_get_text(mpsd_filter *filter, const char **text,
    mpsd_error *MPSD_NULLABLE error);

// Destroys the filter and its texts.
MPSD_API void MPSD_CALL mpsd_filter_destroy(mpsd_filter *MPSD_NULLABLE filter);

// Admits those who have access to one session to another: POST /handles. A member of `origin`, such
// as a lobby, can then join `target`, such as its game, by the handle's id
// (mpsd_join_session_by_handle) although `target` would refuse them. The service checks `origin`
// when the handle is used; the handle expires with `target`, which must exist (else 403).
// Request errors. Not repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_create_transfer_handle(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_create_transfer_handle, as an operation. Outcome: mpsd_operation_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_create_transfer_handle_start(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// [sessions] ======================================================================================

// A session as the service returned it.
typedef struct mpsd_session mpsd_session;

// Sessions from a query.
typedef struct mpsd_session_list mpsd_session_list;

#define MPSD_NO_INDEX 4294967295u  // No member: unknown, or absent.

// What a session supports: MPSD_CAPABILITY_… combined with |.
typedef uint32_t mpsd_capabilities;

#define MPSD_CAPABILITY_CONNECTIVITY 1u  // Members exchange secure device addresses.
// Membership does not show as presence.
#define MPSD_CAPABILITY_SUPPRESS_PRESENCE_ACTIVITY_CHECK 2u
#define MPSD_CAPABILITY_GAMEPLAY 4u  // Members play in the session, as opposed to a lobby.
// More than 100 members are possible; a document then lists only its reader.
#define MPSD_CAPABILITY_LARGE 8u
#define MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE 16u  // Members need no console.
// Active members need a real-time connection.
#define MPSD_CAPABILITY_CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS 32u
#define MPSD_CAPABILITY_CROSS_PLAY 64u  // Members may be on different platforms.
#define MPSD_CAPABILITY_SEARCHABLE 128u  // Search handles can point to the session.
#define MPSD_CAPABILITY_HAS_OWNERS 256u  // The session has owners.

// A user's status in a session: MPSD_MEMBER_STATUS_…
typedef uint32_t mpsd_member_status;

// A status that the service did not report or this library does not know.
#define MPSD_MEMBER_STATUS_UNKNOWN 0u
#define MPSD_MEMBER_STATUS_ACTIVE 1u  // The user is playing.
#define MPSD_MEMBER_STATUS_INACTIVE 2u  // The user has joined, but is not playing.
#define MPSD_MEMBER_STATUS_RESERVED 3u  // The user has a reservation.

#define MPSD_MAX_FOUND_SESSIONS 100u  // Most sessions that a query returns.

#define MPSD_MAX_ETAG_BYTES 1024  // Longest ETag.

// What a write requires: MPSD_WRITE_…
typedef uint32_t mpsd_write_mode;

#define MPSD_WRITE_UPDATE_OR_CREATE 0u  // Update the session, or create it if it does not exist.
#define MPSD_WRITE_CREATE_NEW 1u  // Create it; PRECONDITION_FAILED if it exists (If-None-Match: *).
// Update it; PRECONDITION_FAILED if it does not exist (If-Match: *).
#define MPSD_WRITE_UPDATE_EXISTING 2u
// Update it if it still has the ETag, else PRECONDITION_FAILED (If-Match).
#define MPSD_WRITE_SYNCHRONIZED 3u
// Combined with a mode by |: if the service refuses the write and sends the current session,
// `*session` is that session although the call fails, else NULL. Its HTTP status is 412 (it
// changed: apply the change to this document and write again, with this ETag), 403 or 409.
#define MPSD_WRITE_RESULT_ON_REFUSAL 256u

#define MPSD_MAX_DOCUMENT_BYTES 1048576  // Longest document.

// The contents of a session object.
typedef struct mpsd_session_info {
  // NULL if read by handle and the service sent no Content-Location; so are the names.
  const char *MPSD_NULLABLE scid;
  const char *MPSD_NULLABLE template_name;  // Its template's name.
  const char *MPSD_NULLABLE name;  // Its name.
  const char *MPSD_NULLABLE etag;  // For MPSD_WRITE_SYNCHRONIZED and mpsd_read_session.
  // The session document, JSON; NULL with http_status 204 or 304.
  const char *MPSD_NULLABLE document;
  size_t document_size;  // Its length.
  // 200 read or updated, 201 created, 204 the session no longer exists (the write emptied it), 304
  // unchanged since the ETag; 403, 409 or 412: the current session after a refused write
  // (MPSD_WRITE_RESULT_ON_REFUSAL).
  int32_t http_status;
  int32_t reserved0;
  uint8_t reserved[64];
} mpsd_session_info;

// The fields of a session document. mpsd_session_info.document has the rest.
typedef struct mpsd_session_summary {
  // Differs for each life of the session; change numbers compare only within a branch.
  const char *MPSD_NULLABLE branch;
  const char *MPSD_NULLABLE correlation_id;  // Identifies the session in the service's logs.
  const char *MPSD_NULLABLE search_handle_id;  // Its search handle.
  const char *MPSD_NULLABLE invite_protocol;  // How invites look, such as "game".
  const char *MPSD_NULLABLE host;  // The host's device token, that of a member.
  const char *MPSD_NULLABLE keywords;  // Keywords for session queries, a JSON array of strings.
  const char *MPSD_NULLABLE custom_constants;  // JSON.
  const char *MPSD_NULLABLE custom_properties;  // JSON.
  uint64_t change_number;  // Increases with each change.
  int64_t started_at_ms;  // When it began.
  int64_t next_timer_ms;  // When the service next changes it by itself.
  uint32_t contract_version;  // Contract version of the document.
  mpsd_visibility visibility;  // MPSD_VISIBILITY_…
  mpsd_join_restriction join_restriction;  // Who may join: MPSD_JOIN_RESTRICTION_…
  mpsd_join_restriction read_restriction;  // Who may read: MPSD_JOIN_RESTRICTION_…
  mpsd_capabilities capabilities;  // MPSD_CAPABILITY_… combined with |.
  uint32_t max_members_count;  // Most members and reservations.
  uint32_t members_count;  // Current members and reservations.
  uint32_t accepted_count;  // Members who have joined.
  uint32_t active_count;  // Active members.
  // Members for mpsd_session_get_member: in a large session at most the reader.
  uint32_t listed_members;
  // The client's user among them; MPSD_NO_INDEX: absent, or the client has no xuid.
  uint32_t self_index;
  uint32_t skipped_members;  // Further members that are unreadable, as they are no objects.
  mpsd_bool closed;  // Whether nobody may join; 0 also if unknown.
  mpsd_bool locked;  // Whether only former members may join; 0 also if unknown.
  uint8_t reserved0[6];
  uint8_t reserved[64];
} mpsd_session_summary;

// A member of a session.
typedef struct mpsd_session_member {
  const char *MPSD_NULLABLE gamertag;  // The gamertag.
  const char *MPSD_NULLABLE connection;  // The real-time connection that keeps the member active.
  const char *MPSD_NULLABLE device_token;  // Equal for members on the same device.
  const char *MPSD_NULLABLE custom_constants;  // JSON.
  const char *MPSD_NULLABLE custom_properties;  // JSON.
  const char *json;  // The member in the document, a JSON object. Never NULL.
  uint64_t xuid;  // The user.
  int64_t joined_at_ms;  // When the member joined.
  // Identifies the member in the document and in writes; MPSD_NO_INDEX: listed only as "me", as in
  // a large session.
  uint32_t id;
  uint32_t index;  // The same, from the member's constants; MPSD_NO_INDEX: unknown.
  uint32_t active_title_id;  // The title the member is active in; 0: none, or unknown.
  mpsd_bool active;  // Whether the member is active.
  mpsd_bool ready;  // Whether the member is about to be active.
  mpsd_bool reservation;  // Whether it is reserved for a player who has not joined.
  mpsd_bool is_self;  // Whether it is the client's user.
  uint8_t reserved[64];
} mpsd_session_member;

// A session from a query. The three names are never NULL; unknown ones are empty.
typedef struct mpsd_found_session {
  const char *scid;  // Its SCID.
  const char *template_name;  // Its template's name.
  const char *name;  // Its name.
  const char *MPSD_NULLABLE keywords;  // Keywords for session queries, a JSON array of strings.
  uint64_t xuid;  // The user for whom it was found.
  int64_t started_at_ms;  // When it began.
  mpsd_member_status status;  // That user's MPSD_MEMBER_STATUS_…
  mpsd_visibility visibility;  // MPSD_VISIBILITY_…
  mpsd_join_restriction join_restriction;  // MPSD_JOIN_RESTRICTION_…
  uint32_t accepted_count;  // Members who have joined.
  mpsd_bool my_turn;  // Whether it is that user's turn.
  uint8_t reserved0[7];
  uint8_t reserved[64];
} mpsd_found_session;

// The contents of a list.
typedef struct mpsd_session_list_info {
  size_t count;  // Number of sessions.
  // Rows of the response that are unreadable and therefore missing: no object, or no reference with
  // a name.
  size_t skipped_count;
  const char *json;  // The response's JSON from the service. Never NULL.
  size_t json_size;  // Its length.
  uint8_t reserved[32];
} mpsd_session_list_info;

// The sessions to query: of users, with a keyword, or both.
typedef struct mpsd_session_query {
  uint32_t struct_size;
  // Most sessions to return, up to MPSD_MAX_FOUND_SESSIONS; 0: the service's default.
  uint32_t take;
  const char *scid;  // A GUID.
  const char *MPSD_NULLABLE template_name;  // Only sessions of this template.
  // Only sessions of these users: at most MPSD_MAX_XUIDS, no zero, no duplicates; NULL only with
  // `keyword`. They are sent in one request; the service's limit is unknown (the emulator's is
  // 100).
  const uint64_t *MPSD_NULLABLE xuids;
  size_t xuid_count;  // Number of `xuids`.
  const char *MPSD_NULLABLE keyword;  // Only sessions with this keyword. Required without users.
  mpsd_visibility visibility;  // Only sessions of this MPSD_VISIBILITY_…; 0: any.
  uint32_t contract_version;  // Only sessions of at most this contract version; 0: any.
  mpsd_bool include_private;  // Whether to include sessions that are private to others.
  // Whether to include sessions in which a user only has a reservation. Needs users.
  mpsd_bool include_reservations;
  // Whether to include sessions in which a user is inactive. Needs users.
  mpsd_bool include_inactive;
  uint8_t reserved0[5];
} mpsd_session_query;
#define MPSD_SESSION_QUERY_INIT { sizeof(mpsd_session_query), 0, NULL, NULL, NULL, 0, NULL, 0, 0, \
    0, 0, 0, { 0 } }

// Gets the contents of a session object.
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_info(mpsd_session *session,
    mpsd_session_info *info);

// Gets the fields of a session's document. INVALID_ARGUMENT if there is no document (HTTP status
// 204 or 304). Fields that cannot be read, such as text for a count, are unknown; the first
// function that parses the document logs each (at most 20) with MPSD_LOG_WARN. The log callback may
// run in it.
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_summary(mpsd_session *session,
    mpsd_session_summary *summary, mpsd_error *MPSD_NULLABLE error);

// Gets the member at `index`, below listed_members, in the order of their ids. INVALID_ARGUMENT if
// there is none. Otherwise as mpsd_session_get_summary.
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_member(mpsd_session *session, size_t index,
    mpsd_session_member *member, mpsd_error *MPSD_NULLABLE error);

// Destroys the session object. The session at the service is unaffected.
MPSD_API void MPSD_CALL mpsd_session_destroy(mpsd_session *MPSD_NULLABLE session);

// Gets the contents of a list.
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get_info(mpsd_session_list *sessions,
    mpsd_session_list_info *info);

// Gets the session at `index`. INVALID_ARGUMENT if there is none.
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get(mpsd_session_list *sessions, size_t index,
    mpsd_found_session *session);

// As mpsd_handle_list_get_skipped.
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get_skipped(mpsd_session_list *sessions,
    size_t index, const char **reason);

// Destroys the list.
MPSD_API void MPSD_CALL mpsd_session_list_destroy(mpsd_session_list *MPSD_NULLABLE sessions);

// Queries sessions: GET /serviceconfigs/{scid}[/sessionTemplates/{template}]/sessions?… for one
// user or only a keyword, POST …/batch?… for several users. A session appears once per user in it.
// Request errors. Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_query_sessions(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);

// As mpsd_query_sessions, as an operation. Outcome: mpsd_operation_get_sessions.
MPSD_API mpsd_result MPSD_CALL mpsd_query_sessions_start(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Reads a session: GET /serviceconfigs/{scid}/sessionTemplates/{template}/sessions/{name}. If the
// session still has the `etag` of an earlier read or write (If-None-Match), it is not sent again: a
// success with HTTP status 304 and no document.
// Request errors; NOT_FOUND: no such session (HTTP status 204), SCID or template (404). Repeatable.
MPSD_API mpsd_result MPSD_CALL mpsd_read_session(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_read_session, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Reads the session of a handle: GET /handles/{handle_id}/session. As mpsd_read_session; NOT_FOUND:
// also if the handle is unknown, expired or replaced (404).
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_by_handle(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_read_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Writes a session: PUT /serviceconfigs/…/sessions/{name}. `document` is a JSON object that the
// service merges into the session; every member is optional, null removes one; at most
// MPSD_MAX_DOCUMENT_BYTES and 200 levels. `mode` may include MPSD_WRITE_RESULT_ON_REFUSAL; `etag`
// is required by MPSD_WRITE_SYNCHRONIZED and otherwise NULL. Creating a session and joining it
// takes for instance (mpsd_session_document builds it)
//
//   {"constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"open"}},
//    "members":{"me":{"constants":{"system":{"initialize":true,"xuid":"<decimal XUID>"}},
//                     "properties":{"system":{"active":true}}}}}
//
// `*session` is the session after the write. Its HTTP status is 201 if created, 200 if updated, and
// 204 (without a document) if the write emptied the session, or created none for want of a member.
// Write errors. Not repeatable. Writes of one session through one client, by its reference or by
// one handle, take turns.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// As mpsd_write_session, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Writes the session of a handle: PUT /handles/{handle_id}/session. As mpsd_write_session.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_by_handle(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// As mpsd_write_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_by_handle_start(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Joins an existing session as an active member: a write of the member "me" with If-Match: * (needs
// the client's xuid). `member_properties` are the member's custom properties, a JSON object of at
// most MPSD_MAX_CUSTOM_JSON_BYTES. call->join has the rest, above all the real-time connection and
// subscription of live clients: sessions with the capability connectionRequiredForActiveMembers,
// which most of Microsoft's templates have, keep no member active without them.
// As mpsd_write_session. PRECONDITION_FAILED: there is no such session. NOT_FOUND with HTTP status
// 204: the session ended with this write, and the player is in none. INVALID_ARGUMENT: also another
// player's xuid in call->join, and what mpsd_session_document_join refuses.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_join_session, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Joins the session of a handle, of an invite or activity: PUT /handles/{handle_id}/session. An
// invite's handle admits its recipient to a session that would refuse others. As mpsd_join_session;
// NOT_FOUND: the handle is unknown, expired or replaced. Use the reference in the returned session
// from then on, as a handle may expire before its session.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_by_handle(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);

// As mpsd_join_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);

// Leaves a session: a write of the member "me" as null. The player's activity in it ends, too. If
// the player was the last member, it succeeds with HTTP status 204 and no document. As
// mpsd_write_session. PRECONDITION_FAILED: there is no such session.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// As mpsd_leave_session, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// Leaves the session of a handle: PUT /handles/{handle_id}/session. As mpsd_leave_session;
// NOT_FOUND: the handle is unknown, expired or replaced.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_by_handle(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);

// As mpsd_leave_session_by_handle, as an operation. Outcome: mpsd_operation_get_session.
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

// [documents] =====================================================================================

// A session document under construction, for mpsd_write_session. What is not set is not written and
// stays as it is in the session. A function that sets something replaces what it set before; on an
// error it changes nothing, and INVALID_ARGUMENT names the argument and the rule. The document, and
// all of its merged JSON together, have at most MPSD_MAX_DOCUMENT_BYTES (TOO_LONG). JSON arguments
// are objects with at most 196 levels and are sent as written.
typedef struct mpsd_session_document mpsd_session_document;

#define MPSD_MAX_MEMBERS 10000u  // Most members of a session.

// How a write changes a Boolean: MPSD_FLAG_…
typedef uint32_t mpsd_flag;

#define MPSD_FLAG_UNCHANGED 0u  // Not written.
#define MPSD_FLAG_OFF 1u  // Set to false.
#define MPSD_FLAG_ON 2u  // Set to true.

#define MPSD_MAX_CUSTOM_JSON_BYTES 1048576  // Longest custom constants or properties.

// Changes that a real-time connection is notified of: MPSD_CHANGE_… combined with |.
typedef uint32_t mpsd_change_types;

#define MPSD_CHANGE_EVERYTHING 1u  // All changes.
#define MPSD_CHANGE_HOST 2u  // The host.
#define MPSD_CHANGE_INITIALIZATION 4u  // The initialization.
#define MPSD_CHANGE_MATCHMAKING_STATUS 8u  // Matchmaking.
#define MPSD_CHANGE_MEMBERS_LIST 16u  // Who is in the session.
#define MPSD_CHANGE_MEMBERS_STATUS 32u  // Who is active.
#define MPSD_CHANGE_JOINABILITY 64u  // Who may join.
#define MPSD_CHANGE_CUSTOM_PROPERTY 128u  // The session's custom properties.
#define MPSD_CHANGE_MEMBERS_CUSTOM_PROPERTY 256u  // A member's custom properties.

// Constants of a new session; zero fields keep the template's.
typedef struct mpsd_session_constants {
  uint32_t struct_size;
  uint32_t version;  // Version of the constants; 0: 1, the only one.
  // Most members and reservations: up to MPSD_MAX_MEMBERS, or 100 unless the session is large.
  uint32_t max_members_count;
  mpsd_visibility visibility;  // MPSD_VISIBILITY_PRIVATE, _VISIBLE or _OPEN.
  // MPSD_CAPABILITY_… combined with |, in addition to the template's.
  mpsd_capabilities capabilities;
  uint32_t reserved0;
  // How invites look, such as "game", "party" or "chat". At most 100 bytes.
  const char *MPSD_NULLABLE invite_protocol;
  // The title's own constants, a JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES.
  const char *MPSD_NULLABLE custom_constants;
} mpsd_session_constants;
#define MPSD_SESSION_CONSTANTS_INIT { sizeof(mpsd_session_constants), 0, 0, 0, 0, 0, NULL, NULL }

// Properties of a session; zero fields are not written, so the session keeps them.
typedef struct mpsd_session_properties {
  uint32_t struct_size;
  // Who may join an open session: MPSD_JOIN_RESTRICTION_NONE (refused with
  // MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE in the document), _LOCAL or _FOLLOWED (refused with
  // MPSD_CAPABILITY_LARGE).
  mpsd_join_restriction join_restriction;
  mpsd_join_restriction read_restriction;  // Who may read the session; as join_restriction.
  mpsd_flag closed;  // Whether nobody may join.
  mpsd_flag locked;  // Whether only former members may join.
  uint32_t reserved0;
  // A JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES, which the service merges into the
  // session's; null removes a member.
  const char *MPSD_NULLABLE custom_properties;
} mpsd_session_properties;
#define MPSD_SESSION_PROPERTIES_INIT { sizeof(mpsd_session_properties), 0, 0, 0, 0, 0, NULL }

// The writing player as an active member.
struct mpsd_session_join {
  uint32_t struct_size;
  // Notifications for the connection: MPSD_CHANGE_… combined with |; 0 without subscription_id.
  mpsd_change_types change_types;
  uint64_t xuid;  // The XUID of the client that writes.
  // The real-time connection that keeps the member active, a GUID.
  const char *MPSD_NULLABLE connection;
  // Identifies the subscription in notifications: any GUID; NULL: no subscription.
  const char *MPSD_NULLABLE subscription_id;
  // A JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES.
  const char *MPSD_NULLABLE custom_constants;
  // A JSON object of at most MPSD_MAX_CUSTOM_JSON_BYTES.
  const char *MPSD_NULLABLE custom_properties;
};
#define MPSD_SESSION_JOIN_INIT { sizeof(mpsd_session_join), 0, 0, NULL, NULL, NULL, NULL }

// Creates an empty document.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_create(mpsd_session_document **document,
    mpsd_error *MPSD_NULLABLE error);

// Sets the constants of a new session; the service refuses changes to those of an existing one.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_constants(mpsd_session_document *document,
    const mpsd_session_constants *constants, mpsd_error *MPSD_NULLABLE error);

// Sets properties of the session. Zero fields change nothing.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_properties(mpsd_session_document *document,
    const mpsd_session_properties *properties, mpsd_error *MPSD_NULLABLE error);

// Makes the writing player ("me") an active member. Required to create a session, as a session
// without members does not exist. Excludes mpsd_session_document_leave and a reservation for the
// same player.
// Errors: INVALID_ARGUMENT includes xuid 0, a connection or subscription_id that is not a GUID, and
// a subscription without connection or change types.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_join(mpsd_session_document *document,
    const mpsd_session_join *join, mpsd_error *MPSD_NULLABLE error);

// Sets the writing player's custom properties, also in a later write. The service merges them into
// the member's. At most MPSD_MAX_CUSTOM_JSON_BYTES.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_member_properties(
    mpsd_session_document *document, const char *member_properties,
    mpsd_error *MPSD_NULLABLE error);

// Reserves places for players, in addition to earlier calls. INVALID_ARGUMENT names the index of an
// XUID that is 0, a duplicate, or the one that joins.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_reserve(mpsd_session_document *document,
    const uint64_t *xuids, size_t xuid_count, mpsd_error *MPSD_NULLABLE error);

// Makes the writing player leave. INVALID_ARGUMENT if the document joins or sets member properties.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_leave(mpsd_session_document *document,
    mpsd_error *MPSD_NULLABLE error);

// Merges JSON over everything set now or later, for what has no function of its own. Objects are
// merged member by member, everything else is replaced, and null stays: it makes the service remove
// a member. At most 1 MiB.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_merge(mpsd_session_document *document,
    const char *json, mpsd_error *MPSD_NULLABLE error);

// Gets the document as JSON for mpsd_write_session, with its members in a fixed order. The text
// does not change with the document: each distinct text is kept until the document is destroyed, so
// create a document per write.
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_get_text(mpsd_session_document *document,
    const char **text, size_t *MPSD_NULLABLE size, mpsd_error *MPSD_NULLABLE error);

// Destroys the document and its texts.
MPSD_API void MPSD_CALL mpsd_session_document_destroy(
    mpsd_session_document *MPSD_NULLABLE document);

// [operations] ====================================================================================
//
// Poll an operation, wait for it, or let the client return those that have finished, each once, by
// group; no callback is needed. mpsd_operation_get_... returns the outcome, by its kind. Cancelling
// ends an operation within 50 ms, and closing the client ends all of its operations as
// MPSD_ERROR_CLOSED. Starting a write checks and copies the document first: 1 MiB takes some 2 ms,
// and up to 20 ms if it holds nothing but small values.
//
//   mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
//   call.user_data = lobby;
//   mpsd_set_activity_start(client, &session, &call, &operation, &error);
//   ...
//   while ((operation = mpsd_client_next_finished(client, 0)) != NULL) {  // once a frame
//     mpsd_result result = mpsd_operation_get_handle(operation, &handle, &error);
//     mpsd_operation_destroy(operation);
//   }

// A call in the background, from a _start function, which checks and copies its arguments, starts
// the call and returns within microseconds. It fails only for a refused argument, or if the system
// provides no thread or random numbers (SYSTEM); nothing is started then. If its `operation` is
// NULL, the call runs to its end and the outcome is dropped.
//
// A thread of the client's network drives the calls; worker threads send them, at most
// max_connections at a time, or the engine does. The threads start with work and end after 5 s
// idle. The token callback of an operation runs on one of them.
struct mpsd_operation;

#define MPSD_ANY_GROUP 4294967295u  // As a group: all groups.
#define MPSD_NO_TIMEOUT 4294967295u  // As a timeout: no limit.

// Which call an operation is: MPSD_OPERATION_…
typedef uint32_t mpsd_operation_kind;

#define MPSD_OPERATION_UNKNOWN 0u  // No operation.
#define MPSD_OPERATION_SET_ACTIVITY 1u  // mpsd_set_activity.
#define MPSD_OPERATION_CLEAR_ACTIVITY 2u  // mpsd_clear_activity.
#define MPSD_OPERATION_QUERY_ACTIVITIES 3u  // mpsd_query_activities.
#define MPSD_OPERATION_SEND_INVITES 4u  // mpsd_send_invites.
#define MPSD_OPERATION_GET_HANDLE 5u  // mpsd_get_handle.
#define MPSD_OPERATION_DELETE_HANDLE 6u  // mpsd_delete_handle.
#define MPSD_OPERATION_CREATE_SEARCH_HANDLE 7u  // mpsd_create_search_handle.
#define MPSD_OPERATION_SEARCH_HANDLES 8u  // mpsd_search_handles.
#define MPSD_OPERATION_CREATE_TRANSFER_HANDLE 9u  // mpsd_create_transfer_handle.
#define MPSD_OPERATION_READ_SESSION 10u  // mpsd_read_session.
#define MPSD_OPERATION_READ_SESSION_BY_HANDLE 11u  // mpsd_read_session_by_handle.
#define MPSD_OPERATION_WRITE_SESSION 12u  // mpsd_write_session.
#define MPSD_OPERATION_WRITE_SESSION_BY_HANDLE 13u  // mpsd_write_session_by_handle.
#define MPSD_OPERATION_JOIN_SESSION 14u  // mpsd_join_session.
#define MPSD_OPERATION_JOIN_SESSION_BY_HANDLE 15u  // mpsd_join_session_by_handle.
#define MPSD_OPERATION_LEAVE_SESSION 16u  // mpsd_leave_session.
#define MPSD_OPERATION_LEAVE_SESSION_BY_HANDLE 17u  // mpsd_leave_session_by_handle.
#define MPSD_OPERATION_QUERY_SESSIONS 18u  // mpsd_query_sessions.
#define MPSD_OPERATION_CLIENT_PREWARM 19u  // mpsd_client_prewarm.

// Why an attempt was made: MPSD_ATTEMPT_…
typedef uint32_t mpsd_attempt_reason;

#define MPSD_ATTEMPT_FIRST 0u  // The first attempt of the request.
// Sent with a new token after the service refused the previous one.
#define MPSD_ATTEMPT_TOKEN_REFUSED 1u
#define MPSD_ATTEMPT_RETRY 2u  // Sent again after a failure that may be temporary.
// Signed again with the service's time, after the service refused a signature with the device's.
#define MPSD_ATTEMPT_CLOCK_CORRECTED 3u

#define MPSD_ATTEMPT_CORRELATION_ID_SIZE 33  // Size of an attempt's correlation_id.

// A finished attempt.
typedef struct mpsd_attempt {
  // Which request of the call: an invite's recipient index, a large query's hundred, else 0.
  uint32_t request;
  mpsd_attempt_reason reason;  // MPSD_ATTEMPT_FIRST, _TOKEN_REFUSED, _RETRY or _CLOCK_CORRECTED.
  // How long it waited, after the previous attempt or since its request's turn came, for room in
  // the rate limit, a retry delay (including Retry-After) and the token.
  uint32_t waited_ms;
  uint32_t took_ms;  // From sending to the answer or failure.
  mpsd_result result;  // MPSD_OK, or the result the call would have had with this attempt alone.
  int32_t http_status;  // 0: there was no answer.
  mpsd_delivery delivery;  // MPSD_DELIVERY_…
  // The service's id of the answer, for support: X-XblCorrelationId without dashes.
  char correlation_id[MPSD_ATTEMPT_CORRELATION_ID_SIZE];
  uint8_t reserved[3];
} mpsd_attempt;

// Returns MPSD_PENDING while the operation runs, then its outcome. Cheap enough for every frame.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_poll(mpsd_operation *operation);

// Gets the progress: `*done` of `*total` recipients of invites, or requests of a query of many
// users; else 0 or 1 of 1. Both are equal when the operation is over, whatever the outcome.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_progress(mpsd_operation *operation,
    uint32_t *MPSD_NULLABLE done, uint32_t *MPSD_NULLABLE total);

// Blocks until the operation is over, for at most `timeout_ms` (0: does not; MPSD_NO_TIMEOUT: until
// its deadline). Returns its outcome, MPSD_PENDING if it still runs, or MPSD_ERROR_CANCELLED if it
// was destroyed meanwhile.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_wait(mpsd_operation *operation, uint32_t timeout_ms);

// Ends a running operation with MPSD_ERROR_CANCELLED within 50 ms, wherever it waits. Requests
// already delivered stay delivered; for invites the rows say which.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_cancel(mpsd_operation *operation);

// Gets the user_data of the operation's call options.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_user_data(mpsd_operation *operation,
    void **user_data);

// Gets the call that the operation runs.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_kind(mpsd_operation *operation,
    mpsd_operation_kind *kind);

// Destroys an operation and cancels it if it still runs. (For a call that runs unattended, start it
// with a NULL `operation`.) mpsd_client_next_finished does not return it any more.
MPSD_API void MPSD_CALL mpsd_operation_destroy(mpsd_operation *MPSD_NULLABLE operation);

// Gets the result of an operation of any kind. MPSD_PENDING while it runs.
//
// This function and the getters below can be called any number of times. Each getter returns the
// operation's result, too; outputs that do not exist are zeroed or NULL. INVALID_ARGUMENT, with a
// message that names the call, if the operation's call has another kind of outcome. Each list or
// session returned is a new object, owned by the caller.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_result(mpsd_operation *operation,
    mpsd_error *MPSD_NULLABLE error);

// Gets the handle of mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle or
// mpsd_get_handle.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_handle(mpsd_operation *operation,
    mpsd_handle_info *handle, mpsd_error *MPSD_NULLABLE error);

// Gets the handles found by mpsd_query_activities, mpsd_search_handles or mpsd_get_handle, or
// created by mpsd_set_activity, mpsd_create_search_handle, mpsd_create_transfer_handle or
// mpsd_send_invites (those delivered, in the order of the recipients). NULL if none was created.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_handles(mpsd_operation *operation,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);

// Gets the session of a read, write, join or leave; after a refused write, as
// MPSD_WRITE_RESULT_ON_REFUSAL says.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_session(mpsd_operation *operation,
    mpsd_session **session, mpsd_error *MPSD_NULLABLE error);

// Gets the sessions of mpsd_query_sessions.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_sessions(mpsd_operation *operation,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);

// Gets the rows of mpsd_send_invites in the order of `invite->xuids`; `*count` is their number.
// While it runs, unfinished rows have the result MPSD_PENDING; after a cancel the rows show what
// was delivered. `result_capacity` below the number of recipients is BUFFER_TOO_SMALL, with
// `*count` but no rows.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_invites(mpsd_operation *operation,
    mpsd_invite_result *MPSD_NULLABLE results, size_t result_capacity, size_t *MPSD_NULLABLE count,
    mpsd_error *MPSD_NULLABLE error);

// Gets a number: connections ready after mpsd_client_prewarm, or activities cleared by
// mpsd_clear_activity (0 or 1).
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_count(mpsd_operation *operation, uint32_t *count,
    mpsd_error *MPSD_NULLABLE error);

// Gets the finished attempts of an operation in the order in which they finished, also while it
// runs: they explain how long the call took. (A blocking call reports only mpsd_error.attempts.)
// `*count` is their number; the first `capacity` of them are written.
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_attempts(mpsd_operation *operation,
    mpsd_attempt *MPSD_NULLABLE attempts, size_t capacity, size_t *MPSD_NULLABLE count);

// Returns the next finished operation of the client, or NULL: the pointer from its _start function,
// still owned by the caller. Each is returned once, in the order of finishing; drain them once a
// frame. `group` is the group from the call options (0 by default), or MPSD_ANY_GROUP, so that the
// systems of an engine do not drain each other's operations. Works after mpsd_client_close; after
// mpsd_client_destroy it returns NULL, and the operations stay valid.
MPSD_API mpsd_operation *MPSD_NULLABLE MPSD_CALL mpsd_client_next_finished(mpsd_client *client,
    uint32_t group);

// As mpsd_client_next_finished, but blocks for at most `timeout_ms` (0: does not; MPSD_NO_TIMEOUT:
// no limit). MPSD_PENDING: none finished. MPSD_ERROR_CLOSED: the client is closed and none is left.
// `*operation` is NULL in both cases.
MPSD_API mpsd_result MPSD_CALL mpsd_client_wait_finished(mpsd_client *client, uint32_t group,
    uint32_t timeout_ms, mpsd_operation **operation);

// Cancels the client's operations of a group (MPSD_ANY_GROUP: all), as mpsd_operation_cancel.
MPSD_API mpsd_result MPSD_CALL mpsd_client_cancel_group(mpsd_client *client, uint32_t group);

// [counters] ======================================================================================

#define MPSD_LATENCY_BUCKETS 16  // Number of latency classes.

// A client's totals since it was created.
typedef struct mpsd_client_counters {
  uint64_t requests;  // Attempts, including retries.
  uint64_t retries;  // Attempts that repeated a request.
  uint64_t throttles;  // Answers 429.
  uint64_t failures;  // Attempts without an answer.
  uint64_t bytes_sent;  // Bytes of bodies sent.
  uint64_t bytes_received;  // Bytes of bodies received.
  // Number of answers by latency: element i counts those under 2^i ms that no earlier element
  // counts; the last counts all others.
  uint64_t latencies[MPSD_LATENCY_BUCKETS];
  uint8_t reserved[80];
} mpsd_client_counters;

// Gets the counters. They are updated without a lock and may be of slightly different moments.
MPSD_API mpsd_result MPSD_CALL mpsd_client_get_counters(mpsd_client *client,
    mpsd_client_counters *counters);

// Takes the oldest kept log record (log_capacity in mpsd_client_options). MPSD_PENDING, with a
// zeroed record, if there is none.
MPSD_API mpsd_result MPSD_CALL mpsd_client_next_log(mpsd_client *client, mpsd_log_record *record);

// [http] ==========================================================================================
//
// On a network in MPSD_NETWORK_POLLED mode the engine sends the requests: it polls for them and
// answers each, or reports its failure. In MPSD_NETWORK_CALLBACK mode its transport_callback gets
// them.

// A request for the engine to send. The engine owns it, from mpsd_network_next_request or the
// transport callback on, and completes it with exactly one of mpsd_http_request_answer and
// mpsd_http_request_fail, even after it was cancelled. It outlives its network.
struct mpsd_http_request;

// What to send. The pointers are valid until the request completes.
typedef struct mpsd_http_request_info {
  const char *method;  // "GET", "POST", "PUT" or "DELETE".
  const char *url;  // The whole URL, percent-encoded.
  // "Name: value" lines, each ended by CR LF, including the user's token but not Host and
  // Content-Length. Wiped on completion.
  const char *headers;
  const uint8_t *MPSD_NULLABLE body;  // NULL: no body.
  size_t body_size;  // Its length.
  uint32_t timeout_ms;  // Time left; the call then abandons the request.
  // Whether the HTTP stack may repeat it by itself: sending it twice does no harm.
  mpsd_bool repeat_safe;
  uint8_t reserved[59];
} mpsd_http_request_info;

// Gets what to send. INVALID_HANDLE after completion.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_get_info(mpsd_http_request *request,
    mpsd_http_request_info *info);

// Writes the request as a curl command line into `buffer` of `capacity` bytes. Token and signature
// are `***` unless `show_secrets` is not 0. On failure `*size` is 0 and the buffer empty.
// Errors: BUFFER_TOO_SMALL; INVALID_HANDLE after completion.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_get_curl(mpsd_http_request *request,
    mpsd_bool show_secrets, char *MPSD_NULLABLE buffer, size_t capacity,
    size_t *MPSD_NULLABLE size);

// Completes the request with an answer: status (100 to 599), headers ("Name: value" lines, each
// ended by LF or CR LF) and body. Of the headers, pass on at least Retry-After, Date, ETag and
// Content-Location.
// Everything is copied. The call may be over already.
// INVALID_ARGUMENT, TOO_LONG (a body above max_answer_bytes) and INVALID_UTF8 (the headers) leave
// it open; INVALID_HANDLE after completion.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_answer(mpsd_http_request *request, int32_t status,
    const char *MPSD_NULLABLE headers, const uint8_t *MPSD_NULLABLE body, size_t body_size);

// Completes the request without an answer. `result` is MPSD_ERROR_DNS, _CONNECT, _TLS, _NETWORK,
// _TIMEOUT, _PROTOCOL, or _CANCELLED if the engine declines to send it (a dry run): the call then
// fails with it and is not repeated. `delivery` is MPSD_DELIVERY_NOT_SENT if the service certainly
// did not get the request, else MPSD_DELIVERY_UNKNOWN; it decides on another attempt.
// INVALID_ARGUMENT (another result or delivery) leaves it open; INVALID_HANDLE after completion.
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_fail(mpsd_http_request *request,
    mpsd_result result, mpsd_delivery delivery);

// Returns 1 if no call waits for the answer any more (the call is over, the client closed, or the
// request completed), else 0. The engine may abort such a request, and must still complete it.
MPSD_API mpsd_bool MPSD_CALL mpsd_http_request_is_cancelled(mpsd_http_request *request);

// Gets the next request to send. Blocks for at most `timeout_ms` (0: does not). MPSD_PENDING, with
// a NULL `*request`: there is none, or the network was destroyed meanwhile. INVALID_ARGUMENT if the
// network is not polled. A call sends its requests one after another: clearing an activity,
// renewing a token or retrying needs several.
MPSD_API mpsd_result MPSD_CALL mpsd_network_next_request(mpsd_network *network, uint32_t timeout_ms,
    mpsd_http_request **request);

// [memory] ========================================================================================
//
// After mpsd_set_memory_hooks, called before anything but versions and texts of results, all memory
// of the library comes from the engine, except what the system's libraries allocate for themselves
// (thread stacks, name lookups), and 4 KiB of static memory. After the last destroy (of results,
// too, and with each mpsd_http_request completed) every allocation has been freed, except those of
// calls that have not returned on other threads and of threads blocked in the system's name lookup
// or connect, which are freed when these end. The emulator's library has its own memory.

// Allocates `size` bytes, never 0, aligned to `alignment`, a power of two (malloc is insufficient
// above 16). Returning NULL aborts the program: free some memory first. Runs on any thread,
// including the library's, and while the library holds locks, so it must not call the library.
typedef void *(MPSD_CALL *mpsd_allocate_hook)(size_t size, size_t alignment,
    void *MPSD_NULLABLE user_data);

// Resizes `pointer` from `old_size` to `new_size` bytes, neither 0, in place or elsewhere, at the
// same `alignment`, and keeps the contents up to the smaller size. Otherwise as mpsd_allocate_hook.
typedef void *(MPSD_CALL *mpsd_reallocate_hook)(void *pointer, size_t old_size, size_t alignment,
    size_t new_size, void *MPSD_NULLABLE user_data);

// Frees `pointer`, not NULL, of `size` bytes at `alignment`. Otherwise as mpsd_allocate_hook.
typedef void (MPSD_CALL *mpsd_free_hook)(void *pointer, size_t size, size_t alignment,
    void *MPSD_NULLABLE user_data);

// The engine's memory functions; all three are required.
typedef struct mpsd_memory_hooks {
  uint32_t struct_size;
  uint32_t reserved0;
  mpsd_allocate_hook allocate;  // Allocates.
  mpsd_reallocate_hook reallocate;  // Resizes.
  mpsd_free_hook free;  // Frees.
  void *MPSD_NULLABLE user_data;  // Passed to each.
} mpsd_memory_hooks;
#define MPSD_MEMORY_HOOKS_INIT { sizeof(mpsd_memory_hooks), 0, NULL, NULL, NULL, NULL }

// Sets the memory hooks for the rest of the process. Call it first; see the top of this section.
// Setting the same hooks (functions and user_data) again succeeds. A failed call changes nothing
// and can be repeated. Errors: also TOO_LATE: other hooks are set, or the library has already
// allocated memory; the message says which.
MPSD_API mpsd_result MPSD_CALL mpsd_set_memory_hooks(const mpsd_memory_hooks *hooks,
    mpsd_error *MPSD_NULLABLE error);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // MPSD_H
