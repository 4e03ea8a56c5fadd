#include "twins.h"

#include <string.h>

#include "check.h"
#include "fixture.h"

static mpsd_operation *const poison = (mpsd_operation *)(uintptr_t)0xaaaa;

static mpsd_result started(mpsd_result result, mpsd_operation *const *operation) {
  CHECK_EQ(*operation == NULL, MPSD_FAILED(result));
  return result;
}

#define START(call, ...)                                                                                \
  mpsd_result start_##call(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) { \
    *operation = poison;                                                                                \
    return started(mpsd_##call##_start(given->client, __VA_ARGS__, given->options, operation, error), operation); \
  }

mpsd_result get_result(mpsd_operation *operation, mpsd_error *error) {
  return mpsd_operation_get_result(operation, error);
}

mpsd_result get_handle(mpsd_operation *operation, mpsd_error *error) {
  mpsd_handle_info handle;
  mpsd_result result;
  memset(&handle, 0xaa, sizeof handle);
  result = mpsd_operation_get_handle(operation, &handle, error);
  if (result != MPSD_OK) CHECK_ZEROED(&handle);
  return result;
}

mpsd_result get_count(mpsd_operation *operation, mpsd_error *error) {
  uint32_t count = 0xaa;
  mpsd_result result = mpsd_operation_get_count(operation, &count, error);
  CHECK(result == MPSD_OK ? count <= 1 : count == 0);
  return result;
}

#define GET_OBJECT(thing, type, destroy)                                     \
  mpsd_result get_##thing(mpsd_operation *operation, mpsd_error *error) {    \
    type *object = (type *)(void *)poison;                                   \
    mpsd_result result = mpsd_operation_get_##thing(operation, &object, error); \
    CHECK_EQ(object == NULL, result != MPSD_OK);                             \
    destroy(object);                                                         \
    return result;                                                           \
  }

GET_OBJECT(handles, mpsd_handle_list, mpsd_handle_list_destroy)
GET_OBJECT(session, mpsd_session, mpsd_session_destroy)
GET_OBJECT(sessions, mpsd_session_list, mpsd_session_list_destroy)

mpsd_result get_invites(mpsd_operation *operation, mpsd_error *error) {
  mpsd_invite_result rows[INVITE_ROWS];
  mpsd_result result;
  size_t count = 0xaa, i;
  memset(rows, 0xaa, sizeof rows);
  result = mpsd_operation_get_invites(operation, rows, INVITE_ROWS, &count, error);
  CHECK(count <= INVITE_ROWS);
  for (i = 0; i < count; ++i) {
    CHECK(rows[i].xuid != 0);
    if (result != MPSD_ERROR_PARTIAL && result != MPSD_PENDING) CHECK_EQ(rows[i].result, result);
    CHECK_EQ(rows[i].handle_id[0] != 0, rows[i].result == MPSD_OK);
    CHECK_EQ(rows[i].message[0] != 0, MPSD_FAILED(rows[i].result));
    CHECK_ZEROED(&rows[i].reserved);
  }
  return result;
}

const outcome_getter outcome_getters[] = {
    {"mpsd_operation_get_result", GIVES_RESULT, get_result},
    {"mpsd_operation_get_handle", GIVES_HANDLE, get_handle},
    {"mpsd_operation_get_handles", GIVES_HANDLES, get_handles},
    {"mpsd_operation_get_session", GIVES_SESSION, get_session},
    {"mpsd_operation_get_sessions", GIVES_SESSIONS, get_sessions},
    {"mpsd_operation_get_invites", GIVES_INVITES, get_invites},
    {"mpsd_operation_get_count", GIVES_COUNT, get_count},
};
const size_t outcome_getter_count = sizeof outcome_getters / sizeof outcome_getters[0];

START(set_activity, &given->session)

START(clear_activity, given->scid)

mpsd_result start_query_activities(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  *operation = poison;
  query.scid = given->scid;
  query.xuids = given->xuids;
  query.xuid_count = given->xuid_count;
  return started(mpsd_query_activities_start(given->client, &query, given->options, operation, error), operation);
}

mpsd_result start_query_social_group(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  *operation = poison;
  query.scid = given->scid;
  query.social_group = given->social_group;
  return started(mpsd_query_activities_start(given->client, &query, given->options, operation, error), operation);
}

mpsd_result start_create_search_handle(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  *operation = poison;
  attributes.tags = given->tags;
  attributes.tag_count = given->tag_count;
  attributes.strings = &given->string;
  attributes.string_count = 1;
  attributes.numbers = &given->number;
  attributes.number_count = 1;
  return started(mpsd_create_search_handle_start(given->client, &given->session, &attributes, given->options, operation, error),
      operation);
}

mpsd_result start_create_transfer_handle(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_session_reference origin = session_named("origin");
  *operation = poison;
  return started(mpsd_create_transfer_handle_start(given->client, &given->session, &origin, given->options, operation, error),
      operation);
}

mpsd_result start_search_handles(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_search_query query = MPSD_SEARCH_QUERY_INIT;
  *operation = poison;
  query.scid = given->scid;
  query.template_name = given->template_name;
  query.filter_text = given->filter_text;
  query.order_by = given->order_by;
  query.social_group = given->social_group;
  return started(mpsd_search_handles_start(given->client, &query, given->options, operation, error), operation);
}

START(get_handle, given->handle_id)

START(delete_handle, given->handle_id)

mpsd_result start_send_invites(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_invite invite = invite_of(given);
  *operation = poison;
  return started(mpsd_send_invites_start(given->client, &invite, given->options, operation, error), operation);
}

START(read_session, &given->session, NULL)

START(read_session_by_handle, given->handle_id, NULL)

mpsd_result start_query_sessions(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  *operation = poison;
  query.scid = given->scid;
  query.xuids = given->xuids;
  query.xuid_count = given->xuid_count;
  return started(mpsd_query_sessions_start(given->client, &query, given->options, operation, error), operation);
}

mpsd_result start_read_session_if_changed(const call_arguments *given, mpsd_operation **operation, mpsd_error *error) {
  *operation = poison;
  return started(mpsd_read_session_start(given->client, &given->session, known_etag(given), given->options, operation, error),
      operation);
}

mpsd_result start_read_session_by_handle_if_changed(const call_arguments *given, mpsd_operation **operation,
    mpsd_error *error) {
  *operation = poison;
  return started(mpsd_read_session_by_handle_start(given->client, given->handle_id, known_etag(given), given->options,
                     operation, error),
      operation);
}

START(write_session, &given->session, given->mode, given->etag, given->document)

START(write_session_by_handle, given->handle_id, given->mode, given->etag, given->document)

START(join_session, &given->session, given->member_properties)

START(join_session_by_handle, given->handle_id, given->member_properties)

START(leave_session, &given->session)

START(leave_session_by_handle, given->handle_id)
