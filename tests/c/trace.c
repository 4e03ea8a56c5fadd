/* What was recorded once is answered again without a network. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

static mpsd_client *client_on(const mpsd_network_options *settings, const char *endpoint, mpsd_network **network) {
  mpsd_client_options options = options_for(endpoint, 8501);
  mpsd_error error;
  CHECK_RESULT(mpsd_network_create(settings, network, &error), MPSD_OK, &error);
  options.authorization = "XBL3.0 x=emulator;xuid=8501;title=1234567";
  options.network = *network;
  options.max_attempts = 1;
  return create_client(&options);
}

/* Three calls; gives the activity's handle id. */
static void play(mpsd_client *client, const char *handle_id) {
  static const uint64_t friends[2] = {8502, 8503};
  const mpsd_session_reference session = session_named("traced");
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result rows[2];
  mpsd_handle_info activity;
  mpsd_error error;
  create_session(client, 8501, &session);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &activity, &error), MPSD_OK, &error);
  if (handle_id != NULL) CHECK_TEXT(activity.id, handle_id);
  invite.session = session;
  invite.xuids = friends;
  invite.xuid_count = 2;
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, rows, 2, &error), MPSD_OK, &error);
}

/* The first text after `key` in a file, which must be there; its text ends at the next quote. */
static const char *text_after(const char *file, const char *key) {
  static char found[64];
  char *text = calloc(1, 1 << 20), *at;
  FILE *opened = file_open(file, "rb");
  CHECK(opened != NULL);
  if (opened != NULL) {
    CHECK(fread(text, 1, (1 << 20) - 1, opened) > 0);
    fclose(opened);
  }
  CHECK_LACKS(text, "xuid=8501");
  CHECK_CONTAINS(text, "\"value\":\"***\"");
  at = strstr(text, key);
  CHECK(at != NULL);
  found[0] = '\0';
  if (at != NULL) {
    strncpy(found, at + strlen(key), sizeof found - 1);
    found[strcspn(found, "\\\"")] = '\0';
  }
  free(text);
  return found;
}

/* What both processes have. */
typedef struct recording {
  mpsd_client *client;
  mpsd_network *network;
} recording;

static void destroy(void *given) {
  recording *it = (recording *)given;
  mpsd_client_destroy(it->client);
  mpsd_network_destroy(it->network);
}

/* A process that was forked from one that records leaves its trace alone. */
static void fork_while_recording(const mpsd_network_options *settings, const char *file) {
  const mpsd_session_reference session = session_named("traced");
  recording it;
  mpsd_network *second;
  mpsd_error error;
  int end;
  it.client = client_on(settings, fixture("EMULATOR"), &it.network);
  check_context("forked");
  CHECK_RESULT(mpsd_set_activity(it.client, &session, NULL, NULL, &error), MPSD_OK, &error);
  end = child_end(destroy, &it);
  if (end != NO_FORK) CHECK_EQ(end, 0);
  CHECK_REFUSED(mpsd_network_create(settings, &second, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "trace_file");
  CHECK_RESULT(mpsd_set_activity(it.client, &session, NULL, NULL, &error), MPSD_OK, &error);
  destroy(&it);
  text_after(file, "\\\"id\\\":\\\"");
}

int main(void) {
  const char *file = fixture("TRACE");
  mpsd_network_options settings = MPSD_NETWORK_OPTIONS_INIT;
  const mpsd_session_reference unknown = session_named("unknown");
  mpsd_network *network;
  mpsd_client *client;
  mpsd_error error;
  char handle_id[64];

  settings.trace_file = file;
  client = client_on(&settings, fixture("EMULATOR"), &network);
  play(client, NULL);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  /* Of the second entry, the activity: the answer is JSON within JSON. */
  strcpy(handle_id, text_after(file, "\\\"id\\\":\\\""));

  settings.trace_file = NULL;
  settings.replay_file = file;
  client = client_on(&settings, "https://nobody.test", &network);
  play(client, handle_id[0] != '\0' ? handle_id : NULL);
  CHECK_RESULT(mpsd_set_activity(client, &unknown, NULL, NULL, &error), MPSD_ERROR_PROTOCOL, &error);
  CHECK_CONTAINS(error.message, "nearest is entry 2");
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);

  settings.replay_file = NULL;
  settings.trace_file = file;
  fork_while_recording(&settings, file);
  settings.replay_file = file;

  check_context("refused");
  settings.trace_file = file;
  CHECK_REFUSED(mpsd_network_create(&settings, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "trace_file");
  settings.trace_file = NULL;
  settings.mode = MPSD_NETWORK_POLLED;
  CHECK_REFUSED(mpsd_network_create(&settings, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "replay_file");
  settings.mode = MPSD_NETWORK_DIRECT;
  settings.replay_file = "/no/such/file";
  CHECK_REFUSED(mpsd_network_create(&settings, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "replay_file");
  settings.replay_file = "\xff";
  CHECK_REFUSED(mpsd_network_create(&settings, &network, &error), MPSD_ERROR_INVALID_UTF8, &error, "replay_file");
  settings.replay_file = NULL;
  settings.trace_file = "/no/such/file";
  CHECK_REFUSED(mpsd_network_create(&settings, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "trace_file");
  settings.trace_file = NULL;
  settings.reserved0 = 1;
  CHECK_REFUSED(mpsd_network_create(&settings, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "reserved0");
  return check_finish();
}
