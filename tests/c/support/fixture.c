#include "fixture.h"

#include "check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fixture(const char *name) {
  char variable[64];
  const char *value;
  snprintf(variable, sizeof variable, "MPSD_%s", name);
  value = environment(variable);
  if (value == NULL) {
    fprintf(stderr, "%s is not set\n", variable);
    exit(2);
  }
  return value;
}

const char *token_of(uint64_t xuid) {
  static char tokens[8][96];
  static unsigned next;
  char *token = tokens[next++ % 8];
  snprintf(token, sizeof tokens[0], "XBL3.0 x=emulator;xuid=%" PRIu64 ";title=%u", xuid, TITLE_ID);
  return token;
}

mpsd_client_options options_for(const char *endpoint, uint64_t xuid) {
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  options.endpoint = endpoint;
  options.authorization = token_of(xuid);
  options.xuid = xuid;
  options.title_id = TITLE_ID;
  /* Tests send more than a game may. */
  options.pacing = MPSD_PACING_OFF;
  return options;
}

mpsd_client *create_client(const mpsd_client_options *options) {
  mpsd_client *client;
  mpsd_error error;
  if (MPSD_FAILED(mpsd_client_create(options, &client, &error))) {
    fprintf(stderr, "no client: %s\n", error.message);
    exit(2);
  }
  return client;
}

mpsd_client *client_for(const char *endpoint, uint64_t xuid) {
  mpsd_client_options options = options_for(endpoint, xuid);
  return create_client(&options);
}

mpsd_handle_list_info handle_list_info(mpsd_handle_list *handles) {
  mpsd_handle_list_info info;
  CHECK_EQ(mpsd_handle_list_get_info(handles, &info), MPSD_OK);
  return info;
}

mpsd_session_list_info session_list_info(mpsd_session_list *sessions) {
  mpsd_session_list_info info;
  CHECK_EQ(mpsd_session_list_get_info(sessions, &info), MPSD_OK);
  return info;
}

mpsd_http_request *next_request(mpsd_network *network) {
  mpsd_http_request *request;
  mpsd_result result = mpsd_network_next_request(network, 0, &request);
  CHECK_EQ(request == NULL, result != MPSD_OK);
  return request;
}

mpsd_session_reference session_named(const char *name) {
  mpsd_session_reference session = {SCID, TEMPLATE, NULL};
  session.name = name;
  return session;
}

const char *session_document(uint64_t xuid, const char *visibility) {
  static char document[512];
  snprintf(document, sizeof document,
      "{\"constants\":{\"system\":{\"version\":1,\"maxMembersCount\":8,\"visibility\":\"%s\"}},"
      "\"members\":{\"me\":{\"constants\":{\"system\":{\"initialize\":true,\"xuid\":\"%" PRIu64 "\"}},"
      "\"properties\":{\"system\":{\"active\":true}}}}}",
      visibility, xuid);
  return document;
}

void create_session(mpsd_client *client, uint64_t xuid, const mpsd_session_reference *session) {
  mpsd_error error;
  const char *document = session_document(xuid, "open");
  mpsd_result result =
      mpsd_write_session(client, session, MPSD_WRITE_CREATE_NEW, NULL, document, NULL, NULL, &error);
  if (MPSD_FAILED(result)) {
    fprintf(stderr, "no session %s: %s\n", session->name, error.message);
    exit(2);
  }
}

long long slack_ms(void) {
  return getenv("MPSD_TEST_SLOW") != NULL ? 5000 : 500;
}
