/*
 * mpsd_emulator.h: the local Multiplayer Session Directory inside a program, for its tests.
 *
 * Generated from emulator/ffi by its build.rs. Do not edit: change the Rust sources and build.
 *
 * One call starts it on a free port of this machine; clients of mpsd.h then play any number of
 * users against it:
 *
 *   mpsd_emulator *emulator;
 *   mpsd_error error;
 *   if (MPSD_FAILED(mpsd_emulator_start(NULL, &emulator, &error))) puts(error.message);
 *   mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
 *   options.endpoint = mpsd_emulator_url(emulator);
 *   options.authorization = "XBL3.0 x=emulator;xuid=2533274790000001;title=1234567";
 *   ... mpsd_client_create(&options, &client, &error), calls, mpsd_client_destroy(client) ...
 *   mpsd_emulator_stop(emulator);
 *
 * Users, routes of the control API (inbox, blocking, revoked tokens, faults), settings and
 * scenarios: emulator/README.md. As at the service, a user's 31st request in 15 seconds is answered
 * with 429; a test that sends more sets "rateLimits=false".
 *
 * The conventions are those of mpsd.h, whose types this header uses; the library needs no other.
 * Link with -lmpsd_emulator, and with -lmpsd for the clients. For tests only: do not ship it with a
 * game.
 */
#ifndef MPSD_EMULATOR_H
#define MPSD_EMULATOR_H

#include "mpsd.h"

#ifdef __cplusplus
extern "C" {
#endif

// A running emulator: a session directory of its own, with its users, sessions and handles. Any
// number of them may run in one program.
typedef struct mpsd_emulator mpsd_emulator;

// Settings of an emulator.
typedef struct mpsd_emulator_options {
  uint32_t struct_size;
  uint32_t port;  // The TCP port on 127.0.0.1, at most 65535; 0: a free one.
  // Settings that differ from their defaults: lines of "name=value", such as
  // "inviteLifetimeSeconds=60\nstrictFilter=false". Blank lines are skipped. At most 64 KiB.
  const char *MPSD_NULLABLE settings;
  // Its initial users, sessions, handles and faults, as TOML (see emulator/README.md). Settings
  // above override those in it. At most 1 MiB.
  const char *MPSD_NULLABLE scenario;
} mpsd_emulator_options;
#define MPSD_EMULATOR_OPTIONS_INIT { sizeof(mpsd_emulator_options), 0, NULL, NULL }

// Starts an emulator on 127.0.0.1, with two threads. It accepts connections when this returns.
// Release it with mpsd_emulator_stop.
// Errors: INVALID_ARGUMENT includes an unknown setting or value, an invalid scenario (with its line
// and the reason), and a port that is in use or not permitted; CONNECT: the system provides no
// socket or thread.
MPSD_API mpsd_result MPSD_CALL mpsd_emulator_start(
    const mpsd_emulator_options *MPSD_NULLABLE options, mpsd_emulator **emulator,
    mpsd_error *MPSD_NULLABLE error);

// Returns the emulator's URL, such as "http://127.0.0.1:40123", for the `endpoint` of clients.
// Valid until mpsd_emulator_stop. Never NULL: "" for NULL or a stopped emulator, so that creating a
// client with it fails instead of reaching the live service.
MPSD_API const char *MPSD_CALL mpsd_emulator_url(mpsd_emulator *emulator);

// Stops an emulator and discards its state. Requests in progress get 300 ms to finish, then all
// connections are closed. Blocks for less than a second.
MPSD_API void MPSD_CALL mpsd_emulator_stop(mpsd_emulator *MPSD_NULLABLE emulator);

// Pointer types for programs that load the library by hand (dlsym, GetProcAddress).
typedef mpsd_result (MPSD_CALL *mpsd_emulator_start_fn)(
    const mpsd_emulator_options *MPSD_NULLABLE options, mpsd_emulator **emulator,
    mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_emulator_stop_fn)(mpsd_emulator *MPSD_NULLABLE emulator);
typedef const char *(MPSD_CALL *mpsd_emulator_url_fn)(mpsd_emulator *emulator);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // MPSD_EMULATOR_H
