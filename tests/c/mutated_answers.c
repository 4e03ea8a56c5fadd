/*
 * Answers with one odd field each, read through the C API: MPSD_CELLS times the call that MPSD_CALL names, here and in
 * the background in turn, against a server that gives each request the next odd answer. What a success hands out is read
 * to its last byte. The call may be refused as PROTOCOL, or by what the answer's status says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "touch.h"

enum { USER = 3212, PATIENCE = 10000 };

static mpsd_client *client;
static size_t touched;

static mpsd_result set_activity(int background, mpsd_error *error) {
  const mpsd_session_reference session = {SCID, "death match", "49 \xc3\xa9"};
  mpsd_operation *operation;
  mpsd_handle_info handle;
  mpsd_result result;
  if (!background) {
    result = mpsd_set_activity(client, &session, NULL, &handle, error);
  } else {
    result = mpsd_set_activity_start(client, &session, NULL, &operation, error);
    if (MPSD_FAILED(result)) return result;
    mpsd_operation_wait(operation, PATIENCE);
    result = mpsd_operation_get_handle(operation, &handle, error);
    mpsd_operation_destroy(operation);
  }
  touched += touch_handle(&handle);
  return result;
}

static mpsd_result send_invites(int background, mpsd_error *error) {
  const uint64_t xuid = 7;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_operation *operation;
  mpsd_invite_result row;
  mpsd_result result;
  size_t count = 0;
  invite.session.scid = SCID;
  invite.session.template_name = "death match";
  invite.session.name = "49 \xc3\xa9";
  invite.xuids = &xuid;
  invite.xuid_count = 1;
  if (!background) return mpsd_send_invites(client, &invite, NULL, &row, 1, error);
  result = mpsd_send_invites_start(client, &invite, NULL, &operation, error);
  if (MPSD_FAILED(result)) return result;
  mpsd_operation_wait(operation, PATIENCE);
  result = mpsd_operation_get_invites(operation, &row, 1, &count, error);
  mpsd_operation_destroy(operation);
  touched += strlen(row.handle_id) + strlen(row.message);
  return result;
}

/* A call that gives a list or a session: here, or started and waited for. */
#define BRINGS(type, touch, destroy, get, name, ...)                        \
  type *given = NULL;                                                   \
  mpsd_operation *operation;                                            \
  mpsd_result result;                                                   \
  if (!background) {                                                    \
    result = name(__VA_ARGS__, NULL, &given, error);                    \
  } else {                                                              \
    result = name##_start(__VA_ARGS__, NULL, &operation, error);        \
    if (MPSD_FAILED(result)) return result;                             \
    mpsd_operation_wait(operation, PATIENCE);                  \
    result = get(operation, &given, error);                             \
    mpsd_operation_destroy(operation);                                  \
  }                                                                     \
  if (given != NULL) touched += touch(given);                           \
  destroy(given);                                                       \
  return result

static mpsd_result get_handle(int background, mpsd_error *error) {
  BRINGS(mpsd_handle_list, touch_handles, mpsd_handle_list_destroy, mpsd_operation_get_handles, mpsd_get_handle, client,
      "81a3c56e-543c-44c2-ad53-c8a9088fbef8");
}

static mpsd_result query_activities(int background, mpsd_error *error) {
  static const uint64_t xuids[2] = {USER, 5};
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  query.scid = SCID;
  query.xuids = xuids;
  query.xuid_count = 2;
  {
    BRINGS(mpsd_handle_list, touch_handles, mpsd_handle_list_destroy, mpsd_operation_get_handles, mpsd_query_activities, client, &query);
  }
}

static mpsd_result search_handles(int background, mpsd_error *error) {
  mpsd_search_query query = MPSD_SEARCH_QUERY_INIT;
  query.scid = SCID;
  query.template_name = "death match";
  {
    BRINGS(mpsd_handle_list, touch_handles, mpsd_handle_list_destroy, mpsd_operation_get_handles, mpsd_search_handles, client, &query);
  }
}

static mpsd_result query_sessions(int background, mpsd_error *error) {
  static const uint64_t xuids[2] = {USER, 5};
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  query.scid = SCID;
  query.xuids = xuids;
  query.xuid_count = 2;
  {
    BRINGS(mpsd_session_list, touch_sessions, mpsd_session_list_destroy, mpsd_operation_get_sessions, mpsd_query_sessions, client, &query);
  }
}

static mpsd_result read_session(int background, mpsd_error *error) {
  BRINGS(mpsd_session, touch_session, mpsd_session_destroy, mpsd_operation_get_session, mpsd_read_session_by_handle, client,
      "81a3c56e-543c-44c2-ad53-c8a9088fbef8", NULL);
}

static mpsd_result write_session(int background, mpsd_error *error) {
  const mpsd_session_reference session = {SCID, "death match", "49 \xc3\xa9"};
  BRINGS(mpsd_session, touch_session, mpsd_session_destroy, mpsd_operation_get_session, mpsd_write_session, client, &session,
      MPSD_WRITE_SYNCHRONIZED | MPSD_WRITE_RESULT_ON_REFUSAL, "\"6\"", "{}");
}

static const struct {
  const char *name;
  mpsd_result (*make)(int background, mpsd_error *error);
  /* What the answer's status says. */
  mpsd_result refused;
} calls[] = {
    {"set activity", set_activity, MPSD_OK},
    {"invite", send_invites, MPSD_OK},
    {"get handle", get_handle, MPSD_OK},
    {"query activities", query_activities, MPSD_OK},
    {"search", search_handles, MPSD_OK},
    {"query sessions of a user", query_sessions, MPSD_OK},
    {"read by handle", read_session, MPSD_OK},
    {"synchronized write by handle", write_session, MPSD_ERROR_PRECONDITION_FAILED},
};

int main(void) {
  mpsd_client_options options = options_for(fixture("SERVICE"), USER);
  const char *name = fixture("CALL");
  int i, cells = atoi(fixture("CELLS")), succeeded = 0;
  size_t call = 0;
  while (call < sizeof calls / sizeof *calls && strcmp(calls[call].name, name) != 0) ++call;
  CHECK(call < sizeof calls / sizeof *calls);
  if (call == sizeof calls / sizeof *calls) return check_finish();
  options.max_attempts = 1;
  client = create_client(&options);
  for (i = 0; i < cells; ++i) {
    mpsd_error error;
    mpsd_result result;
    check_context("%s, cell %d", name, i);
    result = calls[call].make(i % 2, &error);
    succeeded += result == MPSD_OK;
    if (result != MPSD_ERROR_PROTOCOL) CHECK_RESULT(result, calls[call].refused, &error);
  }
  mpsd_client_destroy(client);
  CHECK(calls[call].refused != MPSD_OK || succeeded > 0);
  CHECK(touched > 0);
  printf("%s: %d cells, %d succeeded, %lu bytes of text\n", name, cells, succeeded, (unsigned long)touched);
  return check_finish();
}
