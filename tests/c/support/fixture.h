/* Users, clients and sessions for the tests. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <mpsd.h>

#include "platform.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SCID "8dfb0100-ebe0-42da-885f-033860a818f6"
#define TEMPLATE "lobby"
#define TITLE_ID 1234567u

/* What the test's driver passed as MPSD_<name>; ends the program without it. */
const char *fixture(const char *name);
/* The emulator's token of a user: valid until 8 more were made. */
const char *token_of(uint64_t xuid);
/* Options for a user of the emulator at `endpoint`. */
mpsd_client_options options_for(const char *endpoint, uint64_t xuid);
/* A client with these options, or the program ends. */
mpsd_client *create_client(const mpsd_client_options *options);
/* A client for a user, with the options of options_for. */
mpsd_client *client_for(const char *endpoint, uint64_t xuid);
/* What a list holds; of one that is not live all is zero. */
mpsd_handle_list_info handle_list_info(mpsd_handle_list *handles);
mpsd_session_list_info session_list_info(mpsd_session_list *sessions);
/* The next request of a polled network; NULL: there is none now. */
mpsd_http_request *next_request(mpsd_network *network);
/* A session of SCID and TEMPLATE. */
mpsd_session_reference session_named(const char *name);
/* The document that creates a session with `xuid` in it; valid until the next call. */
const char *session_document(uint64_t xuid, const char *visibility);
/* Creates an open session with the user in it; ends the program when that fails. */
void create_session(mpsd_client *client, uint64_t xuid, const mpsd_session_reference *session);

/* What a check of time allows beyond the promise: more where the program runs slowly (MPSD_TEST_SLOW). */
long long slack_ms(void);

#ifdef __cplusplus
}
#endif

#endif
