#include "calls.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "twins.h"

static mpsd_session *const poison = (mpsd_session *)(uintptr_t)0xaaaa;

static mpsd_result run_set_activity(const call_arguments *given, mpsd_error *error) {
  mpsd_handle_info handle;
  mpsd_result result;
  memset(&handle, 0xaa, sizeof handle);
  result = mpsd_set_activity(given->client, &given->session, given->options, &handle, error);
  if (MPSD_FAILED(result)) CHECK_ZEROED(&handle);
  return result;
}

static mpsd_result run_clear_activity(const call_arguments *given, mpsd_error *error) {
  uint8_t cleared = 0xaa;
  mpsd_result result = mpsd_clear_activity(given->client, given->scid, given->options, &cleared, error);
  CHECK(MPSD_FAILED(result) ? cleared == 0 : cleared <= 1);
  return result;
}

static mpsd_result end_list(mpsd_result result, mpsd_handle_list *list) {
  CHECK((list == NULL) == MPSD_FAILED(result));
  mpsd_handle_list_destroy(list);
  return result;
}

static mpsd_result run_query_activities(const call_arguments *given, mpsd_error *error) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list = (mpsd_handle_list *)poison;
  mpsd_result result;
  query.scid = given->scid;
  query.xuids = given->xuids;
  query.xuid_count = given->xuid_count;
  result = mpsd_query_activities(given->client, &query, given->options, &list, error);
  return end_list(result, list);
}

static mpsd_result run_create_search_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  mpsd_handle_info handle;
  mpsd_result result;
  attributes.tags = given->tags;
  attributes.tag_count = given->tag_count;
  attributes.strings = &given->string;
  attributes.string_count = 1;
  attributes.numbers = &given->number;
  attributes.number_count = 1;
  memset(&handle, 0xaa, sizeof handle);
  result = mpsd_create_search_handle(given->client, &given->session, &attributes, given->options, &handle, error);
  if (MPSD_FAILED(result)) CHECK_ZEROED(&handle);
  return result;
}

static mpsd_result run_create_transfer_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_session_reference origin = session_named("origin");
  mpsd_handle_info handle;
  mpsd_result result;
  memset(&handle, 0xaa, sizeof handle);
  result = mpsd_create_transfer_handle(given->client, &given->session, &origin, given->options, &handle, error);
  if (MPSD_FAILED(result)) CHECK_ZEROED(&handle);
  return result;
}

static mpsd_result run_search_handles(const call_arguments *given, mpsd_error *error) {
  mpsd_search_query query = MPSD_SEARCH_QUERY_INIT;
  mpsd_handle_list *list = (mpsd_handle_list *)poison;
  mpsd_result result;
  query.scid = given->scid;
  query.template_name = given->template_name;
  query.filter_text = given->filter_text;
  query.order_by = given->order_by;
  query.social_group = given->social_group;
  result = mpsd_search_handles(given->client, &query, given->options, &list, error);
  return end_list(result, list);
}

static mpsd_result run_query_social_group(const call_arguments *given, mpsd_error *error) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list = (mpsd_handle_list *)poison;
  mpsd_result result;
  query.scid = given->scid;
  query.social_group = given->social_group;
  result = mpsd_query_activities(given->client, &query, given->options, &list, error);
  return end_list(result, list);
}

static mpsd_result run_get_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_handle_list *list = (mpsd_handle_list *)poison;
  mpsd_result result = mpsd_get_handle(given->client, given->handle_id, given->options, &list, error);
  return end_list(result, list);
}

static mpsd_result run_delete_handle(const call_arguments *given, mpsd_error *error) {
  return mpsd_delete_handle(given->client, given->handle_id, given->options, error);
}

mpsd_invite invite_of(const call_arguments *given) {
  mpsd_invite invite = MPSD_INVITE_INIT;
  invite.title_id = given->title_id;
  invite.session = given->session;
  invite.xuids = given->xuids;
  invite.xuid_count = given->xuid_count < INVITE_ROWS ? given->xuid_count : INVITE_ROWS;
  invite.context = given->context;
  invite.context_string = given->context_string;
  invite.sender_string = given->sender_string;
  return invite;
}

static mpsd_result run_send_invites(const call_arguments *given, mpsd_error *error) {
  mpsd_invite invite = invite_of(given);
  mpsd_invite_result rows[INVITE_ROWS];
  mpsd_result result;
  size_t i;
  memset(rows, 0xaa, sizeof rows);
  result = mpsd_send_invites(given->client, &invite, given->options, rows, INVITE_ROWS, error);
  /* Rows are written for every recipient, also when the call is refused, and none beyond. */
  for (i = 0; i < INVITE_ROWS; ++i) {
    if (i < invite.xuid_count) {
      CHECK_EQ(rows[i].xuid, given->xuids[i]);
      if (result != MPSD_ERROR_PARTIAL) CHECK_EQ(rows[i].result, result);
      CHECK_EQ(rows[i].handle_id[0] != 0, rows[i].result == MPSD_OK);
      CHECK_EQ(rows[i].message[0] != 0, rows[i].result != MPSD_OK);
      CHECK_ZEROED(&rows[i].reserved);
    } else {
      CHECK_EQ(((const unsigned char *)&rows[i])[0], 0xaa);
    }
  }
  return result;
}

static mpsd_result end_session(mpsd_result result, mpsd_session *session) {
  CHECK((session == NULL) == MPSD_FAILED(result));
  mpsd_session_destroy(session);
  return result;
}

static mpsd_result run_read_session(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_read_session(given->client, &given->session, NULL, given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_read_session_by_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result =
      mpsd_read_session_by_handle(given->client, given->handle_id, NULL, given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_query_sessions(const call_arguments *given, mpsd_error *error) {
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  mpsd_session_list *list = (mpsd_session_list *)poison;
  mpsd_result result;
  query.scid = given->scid;
  query.xuids = given->xuids;
  query.xuid_count = given->xuid_count;
  result = mpsd_query_sessions(given->client, &query, given->options, &list, error);
  CHECK((list == NULL) == MPSD_FAILED(result));
  mpsd_session_list_destroy(list);
  return result;
}

const char *known_etag(const call_arguments *given) {
  return given->etag != NULL ? given->etag : "\"1\"";
}

static mpsd_result run_read_session_if_changed(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_read_session(given->client, &given->session, known_etag(given), given->options,
      &session, error);
  return end_session(result, session);
}

static mpsd_result run_read_session_by_handle_if_changed(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_read_session_by_handle(given->client, given->handle_id, known_etag(given),
      given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_write_session(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_write_session(given->client, &given->session, given->mode, given->etag, given->document,
      given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_write_session_by_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_write_session_by_handle(given->client, given->handle_id, given->mode, given->etag,
      given->document, given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_join_session(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_join_session(given->client, &given->session, given->member_properties, given->options,
      &session, error);
  return end_session(result, session);
}

static mpsd_result run_join_session_by_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_join_session_by_handle(given->client, given->handle_id, given->member_properties,
      given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_leave_session(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result = mpsd_leave_session(given->client, &given->session, given->options, &session, error);
  return end_session(result, session);
}

static mpsd_result run_leave_session_by_handle(const call_arguments *given, mpsd_error *error) {
  mpsd_session *session = poison;
  mpsd_result result =
      mpsd_leave_session_by_handle(given->client, given->handle_id, given->options, &session, error);
  return end_session(result, session);
}

#define CALL(name, kind, gives, result) run_##name, MPSD_OPERATION_##kind, start_##name, gives, get_##result

const network_call network_calls[] = {
    {"mpsd_set_activity", TAKES_REFERENCE | NAME_OPTIONAL | CREATES_HANDLES, CALL(set_activity, SET_ACTIVITY, GIVES_HANDLE | GIVES_HANDLES, handle)},
    {"mpsd_clear_activity", TAKES_SCID, CALL(clear_activity, CLEAR_ACTIVITY, GIVES_COUNT, count)},
    {"mpsd_query_activities", TAKES_SCID | SCID_OPTIONAL | TAKES_XUIDS, CALL(query_activities, QUERY_ACTIVITIES, GIVES_HANDLES, handles)},
    {"mpsd_query_activities by group", TAKES_SCID | SCID_OPTIONAL | TAKES_GROUP, CALL(query_social_group, QUERY_ACTIVITIES, GIVES_HANDLES, handles)},
    {"mpsd_create_search_handle", TAKES_REFERENCE | TAKES_ATTRIBUTES | CREATES_HANDLES, CALL(create_search_handle, CREATE_SEARCH_HANDLE, GIVES_HANDLE | GIVES_HANDLES, handle)},
    {"mpsd_create_transfer_handle", TAKES_TARGET | CREATES_HANDLES, CALL(create_transfer_handle, CREATE_TRANSFER_HANDLE, GIVES_HANDLE | GIVES_HANDLES, handle)},
    {"mpsd_search_handles", TAKES_SCID | SCID_OPTIONAL | TAKES_GROUP | TAKES_SEARCH, CALL(search_handles, SEARCH_HANDLES, GIVES_HANDLES, handles)},
    {"mpsd_get_handle", TAKES_HANDLE_ID, CALL(get_handle, GET_HANDLE, GIVES_HANDLE | GIVES_HANDLES, handles)},
    {"mpsd_delete_handle", TAKES_HANDLE_ID, CALL(delete_handle, DELETE_HANDLE, 0, result)},
    {"mpsd_send_invites", TAKES_REFERENCE | TAKES_XUIDS | TAKES_INVITE | CREATES_HANDLES, CALL(send_invites, SEND_INVITES, GIVES_INVITES | GIVES_HANDLES, invites)},
    {"mpsd_read_session", TAKES_REFERENCE, CALL(read_session, READ_SESSION, GIVES_SESSION, session)},
    {"mpsd_read_session_by_handle", TAKES_HANDLE_ID, CALL(read_session_by_handle, READ_SESSION_BY_HANDLE, GIVES_SESSION, session)},
    {"mpsd_query_sessions", TAKES_SCID | TAKES_XUIDS, CALL(query_sessions, QUERY_SESSIONS, GIVES_SESSIONS, sessions)},
    {"mpsd_read_session", TAKES_REFERENCE | TAKES_ETAG, CALL(read_session_if_changed, READ_SESSION, GIVES_SESSION, session)},
    {"mpsd_read_session_by_handle", TAKES_HANDLE_ID | TAKES_ETAG, CALL(read_session_by_handle_if_changed, READ_SESSION_BY_HANDLE, GIVES_SESSION, session)},
    {"mpsd_write_session", TAKES_REFERENCE | TAKES_DOCUMENT, CALL(write_session, WRITE_SESSION, GIVES_SESSION, session)},
    {"mpsd_write_session_by_handle", TAKES_HANDLE_ID | TAKES_DOCUMENT, CALL(write_session_by_handle, WRITE_SESSION_BY_HANDLE, GIVES_SESSION, session)},
    {"mpsd_join_session", TAKES_REFERENCE | TAKES_MEMBER_PROPERTIES, CALL(join_session, JOIN_SESSION, GIVES_SESSION, session)},
    {"mpsd_join_session_by_handle", TAKES_HANDLE_ID | TAKES_MEMBER_PROPERTIES, CALL(join_session_by_handle, JOIN_SESSION_BY_HANDLE, GIVES_SESSION, session)},
    {"mpsd_leave_session", TAKES_REFERENCE, CALL(leave_session, LEAVE_SESSION, GIVES_SESSION, session)},
    {"mpsd_leave_session_by_handle", TAKES_HANDLE_ID, CALL(leave_session_by_handle, LEAVE_SESSION_BY_HANDLE, GIVES_SESSION, session)},
};
const size_t network_call_count = sizeof network_calls / sizeof network_calls[0];

const char *named_by(const network_call *call, const char *part) {
  static char name[64];
  if (strncmp(part, "session.", 8) != 0 || (call->takes & TAKES_INVITE) != 0) return part;
  snprintf(name, sizeof name, "reference.%s", part + 8);
  return name;
}

call_arguments valid_arguments(mpsd_client *client) {
  static const uint64_t recipients[2] = {9001, 9002};
  static const char *const tags[1] = {"micrequired"};
  call_arguments arguments;
  memset(&arguments, 0, sizeof arguments);
  arguments.client = client;
  arguments.session = session_named("valid");
  arguments.handle_id = "6b9c5b5e-8d7c-4e57-9a6f-0d3f3c1a2b4c";
  arguments.scid = SCID;
  arguments.document = "{}";
  arguments.xuids = recipients;
  arguments.xuid_count = 2;
  arguments.tags = tags;
  arguments.tag_count = 1;
  arguments.string.name = "class";
  arguments.string.value = "mage";
  arguments.number.name = "skill";
  arguments.number.value = 5;
  arguments.template_name = TEMPLATE;
  arguments.social_group = "people";
  return arguments;
}
