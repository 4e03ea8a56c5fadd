/*
 * The stacks that the header's manual promises to suffice, each kind of call, with making the client and destroying it, on
 * a thread with no more. With MPSD_MEASURE set the program fails, and prints the smallest that suffices for each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define USER 8901
#define PAGE 4096

static const char *deep_answers[] = {NULL, SCRIPT_END};
static int failed;

static void expect(mpsd_result result, const mpsd_error *error) {
  if (!MPSD_FAILED(result)) return;
  fprintf(stderr, "%s: %s\n", mpsd_result_name(result), error->message);
  failed = 1;
}

static void look_into(mpsd_session *session) {
  mpsd_session_summary summary;
  mpsd_session_member member;
  mpsd_error error;
  expect(mpsd_session_get_summary(session, &summary, &error), &error);
  expect(mpsd_session_get_member(session, 0, &member, &error), &error);
  mpsd_session_destroy(session);
}

static void starts_and_takes(mpsd_client *client) {
  const mpsd_session_reference reference = session_named("stacks");
  mpsd_operation *operation;
  mpsd_session *session;
  mpsd_error error;
  expect(mpsd_read_session_start(client, &reference, NULL, NULL, &operation, &error), &error);
  while (mpsd_operation_poll(operation) == MPSD_PENDING) sleep_ms(1);
  expect(mpsd_operation_get_session(operation, &session, &error), &error);
  mpsd_operation_destroy(operation);
  look_into(session);
}

static void blocks(mpsd_client *client) {
  const mpsd_session_reference reference = session_named("stacks");
  mpsd_session *session;
  mpsd_error error;
  expect(mpsd_read_session(client, &reference, NULL, NULL, &session, &error), &error);
  look_into(session);
}

static void blocks_over_tls(mpsd_client *client) {
  static const uint64_t xuid = USER;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_error error;
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  expect(mpsd_query_activities(client, &query, NULL, &list, &error), &error);
  mpsd_handle_list_destroy(list);
}

static void invites(mpsd_client *client) {
  static const uint64_t xuids[] = {1, 2, 3};
  mpsd_invite_result rows[3];
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_error error;
  invite.session = session_named("stacks");
  invite.xuids = xuids;
  invite.xuid_count = 3;
  expect(mpsd_send_invites(client, &invite, NULL, rows, 3, &error), &error);
}

static void builds_a_document(mpsd_client *client) {
  mpsd_session_document *document;
  char json[2048] = "", over[2048];
  const char *text;
  mpsd_error error;
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  size_t size;
  int i;
  for (i = 0; i < 195; ++i) strcat(json, "{\"a\":");
  strcat(json, "{}");
  for (i = 0; i < 195; ++i) strcat(json, "}");
  strcpy(over, json);
  memcpy(strstr(over, "{}"), "[]", 2);
  expect(mpsd_session_document_create(&document, &error), &error);
  properties.custom_properties = json;
  expect(mpsd_session_document_set_properties(document, &properties, &error), &error);
  expect(mpsd_session_document_merge(document, json, &error), &error);
  expect(mpsd_session_document_merge(document, over, &error), &error);
  expect(mpsd_session_document_get_text(document, &text, &size, &error), &error);
  mpsd_session_document_destroy(document);
  (void)client;
}

typedef struct kind {
  const char *name;
  void (*run)(mpsd_client *client);
  /* The answer; NULL: over TLS, which has one of its own. */
  const char *answer;
  /* What the manual promises, in KiB. */
  size_t promised;
} kind;

#define HEAD "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n"
#define DOCUMENT HEAD "{\"members\":{\"0\":{\"constants\":{\"system\":{\"xuid\":\"8901\"}},\"gamertag\":\"Ann\"}}}"
#define CREATED "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}"

static kind kinds[] = {
    {"_start, poll, _result", starts_and_takes, DOCUMENT, 32},
    {"_start, poll, _result of a deep document", starts_and_takes, "deep", 32},
    {"blocking, http", blocks, DOCUMENT, 64},
    {"blocking, http, a deep document", blocks, "deep", 64},
    {"blocking, three invites", invites, CREATED, 32},
    {"blocking, https", blocks_over_tls, NULL, 64},
    {"building a document", builds_a_document, DOCUMENT, 32},
};

static const kind *trying;

static void *on_thread(void *unused) {
  const int secure = trying->answer == NULL;
  mpsd_client_options options = options_for(fixture(secure ? "TLS" : "SCRIPTED"), USER);
  mpsd_network_options network = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  if (secure) network.root_certificates_pem = fixture("TLS_AUTHORITY");
  expect(mpsd_network_create(&network, &options.network, &error), &error);
  client = create_client(&options);
  trying->run(client);
  mpsd_client_destroy(client);
  mpsd_network_destroy(options.network);
  (void)unused;
  return NULL;
}

static void script(const char *answer) {
  const char *const answers[] = {answer, answer, answer, SCRIPT_END};
  if (answer != NULL) script_set(fixture("SCRIPTED"), strcmp(answer, "deep") == 0 ? deep_answers : answers);
}

static void on_small_stack(void *stack) {
  failed = 0;
  script(trying->answer);
  thread_join(thread_start_small(*(const size_t *)stack, on_thread, NULL));
  child_exit(failed);
}

/* Runs a kind of call on a thread with this stack, in a process of its own; whether it survived. */
static int survives(const kind *which, size_t bytes) {
  trying = which;
  return child_end(on_small_stack, &bytes) == 0;
}

static const char *deep(void) {
  static char text[4096] = HEAD "{\"members\":{\"0\":{\"properties\":{\"custom\":";
  int i;
  for (i = 0; i < 990; ++i) strcat(text, "[");
  for (i = 0; i < 990; ++i) strcat(text, "]");
  return strcat(text, "}}}}");
}

int main(void) {
  const char *measure = getenv("MPSD_MEASURE");
  /* A library that is not optimised, or instrumented, needs more than the one that is shipped. */
  const size_t factor = (size_t)atoi(fixture("FACTOR"));
  size_t i, bytes;
  deep_answers[0] = deep();
  for (i = 0; i < sizeof kinds / sizeof kinds[0]; ++i) {
    check_context("%s", kinds[i].name);
    if (measure == NULL) {
      CHECK(survives(&kinds[i], kinds[i].promised * factor * 1024));
      continue;
    }
    for (bytes = 16384; bytes < 1024 * 1024 && !survives(&kinds[i], bytes); bytes += PAGE) continue;
    printf("%-45s %zu KiB\n", kinds[i].name, bytes / 1024);
  }
  return measure == NULL ? check_finish() : 1;
}
