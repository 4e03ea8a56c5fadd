/*
 * NULL for every pointer parameter of every function. The driver passes the header's list of them: none may be missing, and
 * those that the header marks as nullable are those for which NULL is accepted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

/* "function:parameter" of each case that ran, and whether NULL was accepted there. */
static struct { const char *name; int accepted; } covered[1024];
static size_t covered_count;

static void case_of(const char *name, mpsd_result actual, mpsd_result expected, int accepted) {
  covered[covered_count].name = name;
  covered[covered_count++].accepted = accepted;
  check_context("%s", name);
  CHECK_EQ(actual, expected);
}

/* One case: the parameter that is NULL, what is expected, and the call. An error may be NULL whatever is wrong else. */
#define CASE(function, parameter, expected, arguments)          \
  case_of(#function ":" #parameter, function arguments, (expected), \
          !MPSD_FAILED(expected) || strcmp(#parameter, "error") == 0)
/* A function without a result: it does nothing. */
#define QUIET(function, parameter, arguments) \
  (function arguments, case_of(#function ":" #parameter, MPSD_OK, MPSD_OK, 1))
/* A function that returns an object: it returns none, as for one that is stale. */
#define NONE(function, parameter, arguments) \
  case_of(#function ":" #parameter, function arguments == NULL ? MPSD_OK : MPSD_PENDING, MPSD_OK, 0)

/* Another parameter that was NULL in the case before, which was accepted. */
#define ALSO(function, parameter) case_of(#function ":" #parameter, MPSD_OK, MPSD_OK, 1)

#define NO_SESSIONS "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"results\":[]}"

#define INVALID MPSD_ERROR_INVALID_ARGUMENT
#define NO_OBJECT MPSD_ERROR_INVALID_HANDLE

static mpsd_client *client;
static mpsd_error error;
static mpsd_client_options options;
static mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
static mpsd_session_reference session;
static mpsd_session *read_back;
static mpsd_handle_info handle;
static mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
static mpsd_invite invite = MPSD_INVITE_INIT;
static mpsd_invite_result row;

static void destroyers(void) {
  QUIET(mpsd_network_destroy, network, (NULL));
  QUIET(mpsd_client_destroy, client, (NULL));
  QUIET(mpsd_handle_list_destroy, handles, (NULL));
  QUIET(mpsd_session_destroy, session, (NULL));
  QUIET(mpsd_filter_destroy, filter, (NULL));
  QUIET(mpsd_operation_destroy, operation, (NULL));
}

/* Of hooks that are set in time: memory.c. */
static void memory_hooks(void) {
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  CASE(mpsd_set_memory_hooks, hooks, INVALID, (NULL, &error));
  CASE(mpsd_set_memory_hooks, error, INVALID, (&hooks, NULL));
}

static void networks(void) {
  mpsd_network *network;
  CASE(mpsd_network_create, options, MPSD_OK, (NULL, &network, &error));
  mpsd_network_destroy(network);
  CASE(mpsd_network_create, network, INVALID, (NULL, NULL, &error));
  CHECK_CONTAINS(error.message, "network");
  CASE(mpsd_network_suspend, network, NO_OBJECT, (NULL));
  CASE(mpsd_network_resume, network, NO_OBJECT, (NULL));
  CASE(mpsd_network_create, error, MPSD_OK, (NULL, &network, NULL));
  mpsd_network_destroy(network);
}

static void clients(void) {
  mpsd_client *other;
  mpsd_client_counters counters;
  mpsd_log_record record;
  uint32_t ready = 7;
  CASE(mpsd_client_create, options, INVALID, (NULL, &other, &error));
  CHECK(other == NULL);
  CASE(mpsd_client_create, client, INVALID, (&options, NULL, &error));
  CASE(mpsd_client_create, error, MPSD_OK, (&options, &other, NULL));
  CASE(mpsd_client_set_authorization, client, NO_OBJECT, (NULL, "XBL3.0 x=1;t", &error));
  CASE(mpsd_client_set_authorization, authorization, INVALID, (other, NULL, &error));
  CASE(mpsd_client_set_authorization, error, MPSD_OK, (other, "XBL3.0 x=1;t", NULL));
  CASE(mpsd_client_get_counters, client, NO_OBJECT, (NULL, &counters));
  CHECK_ZEROED(&counters);
  CASE(mpsd_client_get_counters, counters, INVALID, (other, NULL));
  CASE(mpsd_client_next_log, client, NO_OBJECT, (NULL, &record));
  CHECK_ZEROED(&record);
  CASE(mpsd_client_next_log, record, INVALID, (other, NULL));
  CASE(mpsd_client_prewarm, client, NO_OBJECT, (NULL, 1, &call, &ready, &error));
  CHECK_EQ(ready, 0);
  CASE(mpsd_client_prewarm, call, MPSD_OK, (client, 1, NULL, &ready, &error));
  CHECK_EQ(ready, 1);
  CASE(mpsd_client_prewarm, ready, MPSD_OK, (client, 1, &call, NULL, &error));
  CASE(mpsd_client_prewarm, error, MPSD_OK, (client, 1, &call, &ready, NULL));
  CASE(mpsd_client_close, client, NO_OBJECT, (NULL));
  mpsd_client_destroy(other);
}

static void signers(void) {
  mpsd_signer *signer;
  mpsd_proof_key key;
  CASE(mpsd_signer_create, pkcs8, MPSD_OK, (NULL, 0, &signer, &error));
  CASE(mpsd_signer_create, signer, INVALID, (NULL, 0, NULL, &error));
  CASE(mpsd_signer_get_key, signer, NO_OBJECT, (NULL, &key));
  CHECK_ZEROED(&key);
  CASE(mpsd_signer_get_key, key, INVALID, (signer, NULL));
  mpsd_signer_destroy(signer);
  CASE(mpsd_signer_create, error, MPSD_OK, (NULL, 0, &signer, NULL));
  mpsd_signer_destroy(signer);
  QUIET(mpsd_signer_destroy, signer, (NULL));
}

static void token_requests(void) {
  mpsd_token_request_info info;
  mpsd_token_request *const nothing = (mpsd_token_request *)(void *)&info;
  mpsd_client_options polling = options;
  mpsd_client *poller;
  mpsd_token_request *request;
  CASE(mpsd_token_request_get_info, request, NO_OBJECT, (NULL, &info));
  CHECK_ZEROED(&info);
  NONE(mpsd_client_next_token_request, client, (NULL));
  CASE(mpsd_token_request_get_info, info, INVALID, (nothing, NULL));
  CASE(mpsd_token_request_complete, request, NO_OBJECT, (NULL, MPSD_OK, "XBL3.0 x=1;t", NULL));
  polling.authorization = NULL;
  polling.token_mode = MPSD_TOKENS_POLLED;
  poller = create_client(&polling);
  CHECK_EQ(mpsd_set_activity_start(poller, &session, &call, NULL, &error), MPSD_OK);
  while ((request = mpsd_client_next_token_request(poller)) == NULL) sleep_ms(1);
  CASE(mpsd_token_request_complete, authorization, INVALID, (request, MPSD_OK, NULL, NULL));
  CASE(mpsd_token_request_complete, authorization, MPSD_OK, (request, MPSD_ERROR_NETWORK, NULL, NULL));
  ALSO(mpsd_token_request_complete, signature);
  mpsd_client_destroy(poller);
}

static void activities(void) {
  mpsd_handle_list *list;
  mpsd_handle_details details;
  mpsd_handle_list_info info;
  const char *reason = "not touched";
  mpsd_bool cleared;
  CASE(mpsd_set_activity, client, NO_OBJECT, (NULL, &session, &call, &handle, &error));
  CASE(mpsd_set_activity, reference, INVALID, (client, NULL, &call, &handle, &error));
  CASE(mpsd_set_activity, handle, MPSD_OK, (client, &session, &call, NULL, &error));
  CASE(mpsd_set_activity, error, MPSD_OK, (client, &session, &call, &handle, NULL));
  CASE(mpsd_clear_activity, client, NO_OBJECT, (NULL, SCID, &call, &cleared, &error));
  CASE(mpsd_clear_activity, scid, INVALID, (client, NULL, &call, &cleared, &error));
  CASE(mpsd_clear_activity, call, MPSD_OK, (client, SCID, NULL, &cleared, &error));
  CASE(mpsd_clear_activity, cleared, MPSD_OK, (client, SCID, &call, NULL, &error));
  CASE(mpsd_clear_activity, error, MPSD_OK, (client, SCID, &call, &cleared, NULL));
  CASE(mpsd_set_activity, call, MPSD_OK, (client, &session, NULL, &handle, &error));
  CASE(mpsd_query_activities, client, NO_OBJECT, (NULL, &query, &call, &list, &error));
  CASE(mpsd_query_activities, query, INVALID, (client, NULL, &call, &list, &error));
  CASE(mpsd_query_activities, handles, INVALID, (client, &query, &call, NULL, &error));
  CASE(mpsd_query_activities, error, MPSD_OK, (client, &query, &call, &list, NULL));
  mpsd_handle_list_destroy(list);
  CASE(mpsd_query_activities, call, MPSD_OK, (client, &query, NULL, &list, &error));
  CASE(mpsd_handle_list_get_info, handles, NO_OBJECT, (NULL, &info));
  CHECK_ZEROED(&info);
  CASE(mpsd_handle_list_get_info, info, INVALID, (list, NULL));
  CASE(mpsd_handle_list_get, handles, NO_OBJECT, (NULL, 0, &details));
  CHECK_ZEROED(&details);
  CASE(mpsd_handle_list_get, details, INVALID, (list, 0, NULL));
  CASE(mpsd_handle_list_get_skipped, handles, NO_OBJECT, (NULL, 0, &reason));
  CHECK(reason == NULL);
  CASE(mpsd_handle_list_get_skipped, reason, INVALID, (list, 0, NULL));
  mpsd_handle_list_destroy(list);
}

/* Gives the scripted server the answer to the next call. */
static void scripted(const char *answer) {
  const char *const answers[] = {answer, SCRIPT_END};
  script_set(fixture("SCRIPTED"), answers);
}

#define CREATED "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}"
#define ONE_HANDLE "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}"
#define NO_HANDLES "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"results\":[]}"
#define DELETED "HTTP/1.1 204 No Content\r\n\r\n"

static void creating_handles(void) {
  mpsd_client *user = client_for(fixture("SCRIPTED"), 7003);
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  mpsd_handle_info created;
  CASE(mpsd_create_search_handle, client, NO_OBJECT, (NULL, &session, &attributes, &call, &created, &error));
  CASE(mpsd_create_search_handle, reference, INVALID, (user, NULL, &attributes, &call, &created, &error));
  scripted(CREATED);
  CASE(mpsd_create_search_handle, attributes, MPSD_OK, (user, &session, NULL, &call, &created, &error));
  scripted(CREATED);
  CASE(mpsd_create_search_handle, call, MPSD_OK, (user, &session, &attributes, NULL, &created, &error));
  scripted(CREATED);
  CASE(mpsd_create_search_handle, handle, MPSD_OK, (user, &session, &attributes, &call, NULL, &error));
  scripted(CREATED);
  CASE(mpsd_create_search_handle, error, MPSD_OK, (user, &session, &attributes, &call, &created, NULL));
  CASE(mpsd_create_transfer_handle, client, NO_OBJECT, (NULL, &session, &session, &call, &created, &error));
  CASE(mpsd_create_transfer_handle, target, INVALID, (user, NULL, &session, &call, &created, &error));
  CHECK_CONTAINS(error.message, "target");
  CASE(mpsd_create_transfer_handle, origin, INVALID, (user, &session, NULL, &call, &created, &error));
  CHECK_CONTAINS(error.message, "origin");
  scripted(CREATED);
  CASE(mpsd_create_transfer_handle, call, MPSD_OK, (user, &session, &session, NULL, &created, &error));
  scripted(CREATED);
  CASE(mpsd_create_transfer_handle, handle, MPSD_OK, (user, &session, &session, &call, NULL, &error));
  scripted(CREATED);
  CASE(mpsd_create_transfer_handle, error, MPSD_OK, (user, &session, &session, &call, &created, NULL));
  mpsd_client_destroy(user);
}

static void finding_and_deleting_handles(void) {
  mpsd_client *user = client_for(fixture("SCRIPTED"), 7003);
  mpsd_search_query search = MPSD_SEARCH_QUERY_INIT;
  mpsd_handle_list *list;
  search.scid = SCID;
  search.template_name = TEMPLATE;
  CASE(mpsd_search_handles, client, NO_OBJECT, (NULL, &search, &call, &list, &error));
  CASE(mpsd_search_handles, query, INVALID, (user, NULL, &call, &list, &error));
  CASE(mpsd_search_handles, handles, INVALID, (user, &search, &call, NULL, &error));
  scripted(NO_HANDLES);
  CASE(mpsd_search_handles, call, MPSD_OK, (user, &search, NULL, &list, &error));
  mpsd_handle_list_destroy(list);
  scripted(NO_HANDLES);
  CASE(mpsd_search_handles, error, MPSD_OK, (user, &search, &call, &list, NULL));
  mpsd_handle_list_destroy(list);
  CASE(mpsd_get_handle, client, NO_OBJECT, (NULL, "x", &call, &list, &error));
  CASE(mpsd_get_handle, handle_id, INVALID, (user, NULL, &call, &list, &error));
  CASE(mpsd_get_handle, handles, INVALID, (user, "x", &call, NULL, &error));
  scripted(ONE_HANDLE);
  CASE(mpsd_get_handle, call, MPSD_OK, (user, "x", NULL, &list, &error));
  mpsd_handle_list_destroy(list);
  scripted(ONE_HANDLE);
  CASE(mpsd_get_handle, error, MPSD_OK, (user, "x", &call, &list, NULL));
  mpsd_handle_list_destroy(list);
  CASE(mpsd_delete_handle, client, NO_OBJECT, (NULL, "x", &call, &error));
  CASE(mpsd_delete_handle, handle_id, INVALID, (user, NULL, &call, &error));
  scripted(DELETED);
  CASE(mpsd_delete_handle, call, MPSD_OK, (user, "x", NULL, &error));
  scripted(DELETED);
  CASE(mpsd_delete_handle, error, MPSD_OK, (user, "x", &call, NULL));
  mpsd_client_destroy(user);
}

static void filters(void) {
  enum { EQUAL = MPSD_COMPARISON_EQUAL, COUNT = MPSD_FILTER_NUMBER_MEMBERS_COUNT, KEYWORD = MPSD_FILTER_TEXT_KEYWORD };
  enum { POSTED = MPSD_FILTER_TIME_POSTED, OWNER = MPSD_FILTER_PLAYER_OWNER, NEEDS = MPSD_FILTER_ROLE_NEEDS };
  mpsd_filter *filter;
  const char *text;
  CASE(mpsd_filter_create, filter, INVALID, (NULL, &error));
  CASE(mpsd_filter_create, error, MPSD_OK, (&filter, NULL));
  CASE(mpsd_filter_add_tag, filter, NO_OBJECT, (NULL, EQUAL, "a", &error));
  CASE(mpsd_filter_add_tag, tag, INVALID, (filter, EQUAL, NULL, &error));
  CASE(mpsd_filter_add_tag, error, MPSD_OK, (filter, EQUAL, "a", NULL));
  CASE(mpsd_filter_add_string, filter, NO_OBJECT, (NULL, "a", EQUAL, "b", &error));
  CASE(mpsd_filter_add_string, name, INVALID, (filter, NULL, EQUAL, "b", &error));
  CASE(mpsd_filter_add_string, value, INVALID, (filter, "a", EQUAL, NULL, &error));
  CASE(mpsd_filter_add_string, error, MPSD_OK, (filter, "a", EQUAL, "b", NULL));
  CASE(mpsd_filter_add_number, filter, NO_OBJECT, (NULL, "a", EQUAL, 1, &error));
  CASE(mpsd_filter_add_number, name, INVALID, (filter, NULL, EQUAL, 1, &error));
  CASE(mpsd_filter_add_number, error, MPSD_OK, (filter, "a", EQUAL, 1, NULL));
  CASE(mpsd_filter_add_session_number, filter, NO_OBJECT, (NULL, COUNT, EQUAL, 1, &error));
  CASE(mpsd_filter_add_session_number, error, MPSD_OK, (filter, COUNT, EQUAL, 1, NULL));
  CASE(mpsd_filter_add_session_text, filter, NO_OBJECT, (NULL, KEYWORD, "a", &error));
  CASE(mpsd_filter_add_session_text, value, INVALID, (filter, KEYWORD, NULL, &error));
  CASE(mpsd_filter_add_session_text, error, MPSD_OK, (filter, KEYWORD, "a", NULL));
  CASE(mpsd_filter_add_session_time, filter, NO_OBJECT, (NULL, POSTED, EQUAL, 1, &error));
  CASE(mpsd_filter_add_session_time, error, MPSD_OK, (filter, POSTED, EQUAL, 1, NULL));
  CASE(mpsd_filter_add_session_player, filter, NO_OBJECT, (NULL, OWNER, 1, &error));
  CASE(mpsd_filter_add_session_player, error, MPSD_OK, (filter, OWNER, 1, NULL));
  CASE(mpsd_filter_add_role_number, filter, NO_OBJECT, (NULL, "a", "b", NEEDS, EQUAL, 1, &error));
  CASE(mpsd_filter_add_role_number, role_type, INVALID, (filter, NULL, "b", NEEDS, EQUAL, 1, &error));
  CASE(mpsd_filter_add_role_number, role, INVALID, (filter, "a", NULL, NEEDS, EQUAL, 1, &error));
  CASE(mpsd_filter_add_role_number, error, MPSD_OK, (filter, "a", "b", NEEDS, EQUAL, 1, NULL));
  CASE(mpsd_filter_get_text, filter, NO_OBJECT, (NULL, &text, &error));
  CHECK(text == NULL);
  CASE(mpsd_filter_get_text, text, INVALID, (filter, NULL, &error));
  CASE(mpsd_filter_get_text, error, MPSD_OK, (filter, &text, NULL));
  CASE(mpsd_filter_or, filter, NO_OBJECT, (NULL, &error));
  CASE(mpsd_filter_or, error, MPSD_OK, (filter, NULL));
  mpsd_filter_destroy(filter);
}

static void invites(void) {
  CASE(mpsd_send_invites, client, NO_OBJECT, (NULL, &invite, &call, &row, 1, &error));
  CHECK_EQ(row.xuid, invite.xuids[0]);
  CHECK_EQ(row.result, NO_OBJECT);
  CASE(mpsd_send_invites, invite, INVALID, (client, NULL, &call, &row, 1, &error));
  CASE(mpsd_send_invites, call, MPSD_OK, (client, &invite, NULL, &row, 1, &error));
  CASE(mpsd_send_invites, results, INVALID, (client, &invite, &call, NULL, 1, &error));
  CHECK_CONTAINS(error.message, "results");
  CASE(mpsd_send_invites, results, MPSD_OK, (client, &invite, &call, NULL, 0, &error));
  CASE(mpsd_send_invites, error, MPSD_OK, (client, &invite, &call, &row, 1, NULL));
}

static void contents(mpsd_session *read) {
  mpsd_session_summary summary;
  mpsd_session_member member;
  CASE(mpsd_session_get_summary, session, NO_OBJECT, (NULL, &summary, &error));
  CHECK_ZEROED(&summary);
  CASE(mpsd_session_get_summary, summary, INVALID, (read, NULL, &error));
  CASE(mpsd_session_get_summary, error, MPSD_OK, (read, &summary, NULL));
  CASE(mpsd_session_get_member, session, NO_OBJECT, (NULL, 0, &member, &error));
  CHECK_ZEROED(&member);
  CASE(mpsd_session_get_member, member, INVALID, (read, 0, NULL, &error));
  CASE(mpsd_session_get_member, error, MPSD_OK, (read, 0, &member, NULL));
}

static void sessions_by_reference(void) {
  mpsd_session *result;
  mpsd_session_info info;
  CASE(mpsd_read_session, client, NO_OBJECT, (NULL, &session, "x", &call, &result, &error));
  CASE(mpsd_read_session, etag, MPSD_OK, (client, &session, NULL, &call, &result, &error));
  mpsd_session_destroy(result);
  CASE(mpsd_read_session, reference, INVALID, (client, NULL, "x", &call, &result, &error));
  CASE(mpsd_read_session, session, INVALID, (client, &session, "x", &call, NULL, &error));
  CASE(mpsd_read_session, call, MPSD_OK, (client, &session, "x", NULL, &read_back, &error));
  CASE(mpsd_read_session, error, MPSD_OK, (client, &session, "x", &call, &result, NULL));
  CASE(mpsd_session_get_info, session, NO_OBJECT, (NULL, &info));
  CHECK_ZEROED(&info);
  CASE(mpsd_session_get_info, info, INVALID, (result, NULL));
  contents(result);
  mpsd_session_destroy(result);
  CASE(mpsd_write_session, client, NO_OBJECT, (NULL, &session, 0, NULL, "{}", &call, &result, &error));
  CASE(mpsd_write_session, reference, INVALID, (client, NULL, 0, NULL, "{}", &call, &result, &error));
  CASE(mpsd_write_session, etag, INVALID,
      (client, &session, MPSD_WRITE_SYNCHRONIZED, NULL, "{}", &call, &result, &error));
  CASE(mpsd_write_session, etag, MPSD_OK, (client, &session, 0, NULL, "{}", &call, NULL, &error));
  CASE(mpsd_write_session, document, INVALID, (client, &session, 0, NULL, NULL, &call, &result, &error));
  CASE(mpsd_write_session, call, MPSD_OK, (client, &session, 0, NULL, "{}", NULL, NULL, &error));
  CASE(mpsd_write_session, session, MPSD_OK, (client, &session, 0, NULL, "{}", &call, NULL, &error));
  CASE(mpsd_write_session, error, MPSD_OK, (client, &session, 0, NULL, "{}", &call, NULL, NULL));
  CASE(mpsd_join_session, client, NO_OBJECT, (NULL, &session, NULL, &call, &result, &error));
  CASE(mpsd_join_session, reference, INVALID, (client, NULL, NULL, &call, &result, &error));
  CASE(mpsd_join_session, member_properties, MPSD_OK, (client, &session, NULL, &call, NULL, &error));
  CASE(mpsd_join_session, call, MPSD_OK, (client, &session, "{}", NULL, NULL, &error));
  CASE(mpsd_join_session, session, MPSD_OK, (client, &session, "{}", &call, NULL, &error));
  CASE(mpsd_join_session, error, MPSD_OK, (client, &session, "{}", &call, NULL, NULL));
}

static void sessions_by_handle(void) {
  const char *id = handle.id;
  mpsd_session *result;
  CASE(mpsd_read_session_by_handle, client, NO_OBJECT, (NULL, id, "x", &call, &result, &error));
  CASE(mpsd_read_session_by_handle, etag, MPSD_OK, (client, id, NULL, &call, &result, &error));
  mpsd_session_destroy(result);
  CASE(mpsd_read_session_by_handle, handle_id, INVALID, (client, NULL, "x", &call, &result, &error));
  CASE(mpsd_read_session_by_handle, session, INVALID, (client, id, "x", &call, NULL, &error));
  CASE(mpsd_read_session_by_handle, call, MPSD_OK, (client, id, "x", NULL, &result, &error));
  mpsd_session_destroy(result);
  CASE(mpsd_read_session_by_handle, error, MPSD_OK, (client, id, "x", &call, &result, NULL));
  mpsd_session_destroy(result);
  CASE(mpsd_write_session_by_handle, client, NO_OBJECT, (NULL, id, 0, NULL, "{}", &call, &result, &error));
  CASE(mpsd_write_session_by_handle, handle_id, INVALID, (client, NULL, 0, NULL, "{}", &call, &result, &error));
  CASE(mpsd_write_session_by_handle, etag, INVALID,
      (client, id, MPSD_WRITE_SYNCHRONIZED, NULL, "{}", &call, &result, &error));
  CASE(mpsd_write_session_by_handle, etag, MPSD_OK, (client, id, 0, NULL, "{}", &call, NULL, &error));
  CASE(mpsd_write_session_by_handle, document, INVALID, (client, id, 0, NULL, NULL, &call, &result, &error));
  CASE(mpsd_write_session_by_handle, call, MPSD_OK, (client, id, 0, NULL, "{}", NULL, NULL, &error));
  CASE(mpsd_write_session_by_handle, session, MPSD_OK, (client, id, 0, NULL, "{}", &call, NULL, &error));
  CASE(mpsd_write_session_by_handle, error, MPSD_OK, (client, id, 0, NULL, "{}", &call, NULL, NULL));
  CASE(mpsd_join_session_by_handle, client, NO_OBJECT, (NULL, id, NULL, &call, &result, &error));
  CASE(mpsd_join_session_by_handle, handle_id, INVALID, (client, NULL, NULL, &call, &result, &error));
  CASE(mpsd_join_session_by_handle, member_properties, MPSD_OK, (client, id, NULL, &call, NULL, &error));
  CASE(mpsd_join_session_by_handle, call, MPSD_OK, (client, id, "{}", NULL, NULL, &error));
  CASE(mpsd_join_session_by_handle, session, MPSD_OK, (client, id, "{}", &call, NULL, &error));
  CASE(mpsd_join_session_by_handle, error, MPSD_OK, (client, id, "{}", &call, NULL, NULL));
}

static void session_lists(void) {
  const char *const answers[] = {NO_SESSIONS, NO_SESSIONS, SCRIPT_END};
  mpsd_client *other = client_for(fixture("SCRIPTED"), 7001);
  mpsd_session_query wanted = MPSD_SESSION_QUERY_INIT;
  mpsd_session_list *list;
  mpsd_found_session found;
  mpsd_session_list_info info;
  const char *reason = "";
  wanted.scid = SCID;
  wanted.keyword = "k";
  script_set(fixture("SCRIPTED"), answers);
  QUIET(mpsd_session_list_destroy, sessions, (NULL));
  CASE(mpsd_query_sessions, client, NO_OBJECT, (NULL, &wanted, &call, &list, &error));
  CASE(mpsd_query_sessions, query, INVALID, (other, NULL, &call, &list, &error));
  CASE(mpsd_query_sessions, sessions, INVALID, (other, &wanted, &call, NULL, &error));
  CASE(mpsd_query_sessions, error, MPSD_OK, (other, &wanted, &call, &list, NULL));
  mpsd_session_list_destroy(list);
  CASE(mpsd_query_sessions, call, MPSD_OK, (other, &wanted, NULL, &list, &error));
  CASE(mpsd_session_list_get_info, sessions, NO_OBJECT, (NULL, &info));
  CHECK_ZEROED(&info);
  CASE(mpsd_session_list_get_info, info, INVALID, (list, NULL));
  CASE(mpsd_session_list_get, sessions, NO_OBJECT, (NULL, 0, &found));
  CHECK_ZEROED(&found);
  CASE(mpsd_session_list_get, session, INVALID, (list, 0, NULL));
  CASE(mpsd_session_list_get_skipped, sessions, NO_OBJECT, (NULL, 0, &reason));
  CHECK(reason == NULL);
  CASE(mpsd_session_list_get_skipped, reason, INVALID, (list, 0, NULL));
  mpsd_session_list_destroy(list);
  mpsd_client_destroy(other);
}

static void session_documents(void) {
  mpsd_session_document *document, *other;
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  const uint64_t guest = 7003;
  const char *text = "";
  size_t size = 7;
  join.xuid = 7001;
  QUIET(mpsd_session_document_destroy, document, (NULL));
  CASE(mpsd_session_document_create, document, INVALID, (NULL, &error));
  CASE(mpsd_session_document_create, error, MPSD_OK, (&document, NULL));
  CASE(mpsd_session_document_set_constants, document, NO_OBJECT, (NULL, &constants, &error));
  CASE(mpsd_session_document_set_constants, constants, INVALID, (document, NULL, &error));
  CASE(mpsd_session_document_set_constants, error, MPSD_OK, (document, &constants, NULL));
  CASE(mpsd_session_document_set_properties, document, NO_OBJECT, (NULL, &properties, &error));
  CASE(mpsd_session_document_set_properties, properties, INVALID, (document, NULL, &error));
  CASE(mpsd_session_document_set_properties, error, MPSD_OK, (document, &properties, NULL));
  CASE(mpsd_session_document_join, document, NO_OBJECT, (NULL, &join, &error));
  CASE(mpsd_session_document_join, join, INVALID, (document, NULL, &error));
  CASE(mpsd_session_document_join, error, MPSD_OK, (document, &join, NULL));
  CASE(mpsd_session_document_set_member_properties, document, NO_OBJECT, (NULL, "{}", &error));
  CASE(mpsd_session_document_set_member_properties, member_properties, INVALID, (document, NULL, &error));
  CASE(mpsd_session_document_set_member_properties, error, MPSD_OK, (document, "{}", NULL));
  CASE(mpsd_session_document_merge, document, NO_OBJECT, (NULL, "{}", &error));
  CASE(mpsd_session_document_merge, json, INVALID, (document, NULL, &error));
  CASE(mpsd_session_document_merge, error, MPSD_OK, (document, "{}", NULL));
  CASE(mpsd_session_document_reserve, document, NO_OBJECT, (NULL, &guest, 1, &error));
  CASE(mpsd_session_document_reserve, xuids, INVALID, (document, NULL, 1, &error));
  CASE(mpsd_session_document_reserve, error, MPSD_OK, (document, &guest, 1, NULL));
  CASE(mpsd_session_document_get_text, document, NO_OBJECT, (NULL, &text, &size, &error));
  CHECK(text == NULL && size == 0);
  CASE(mpsd_session_document_get_text, text, INVALID, (document, NULL, &size, &error));
  CASE(mpsd_session_document_get_text, size, MPSD_OK, (document, &text, NULL, &error));
  CASE(mpsd_session_document_get_text, error, MPSD_OK, (document, &text, &size, NULL));
  mpsd_session_document_destroy(document);
  CHECK_EQ(mpsd_session_document_create(&other, &error), MPSD_OK);
  CASE(mpsd_session_document_leave, document, NO_OBJECT, (NULL, &error));
  CASE(mpsd_session_document_leave, error, MPSD_OK, (other, NULL));
  mpsd_session_document_destroy(other);
}

static void activation_uris(void) {
  static const char uri[] = "ms-xbl-multiplayer://inviteHandleAccept?handle=x";
  mpsd_activation activation;
  char buffer[MPSD_ACTIVATION_URI_SIZE];
  size_t size;
  CASE(mpsd_activation_parse, uri, INVALID, (NULL, &activation, &error));
  CHECK_ZEROED(&activation);
  CASE(mpsd_activation_parse, activation, INVALID, (uri, NULL, &error));
  CASE(mpsd_activation_parse, error, MPSD_OK, (uri, &activation, NULL));
  CASE(mpsd_activation_format, activation, INVALID, (NULL, buffer, sizeof buffer, &size, &error));
  CASE(mpsd_activation_format, buffer, INVALID, (&activation, NULL, 1, &size, &error));
  CASE(mpsd_activation_format, size, MPSD_OK, (&activation, buffer, sizeof buffer, NULL, &error));
  CASE(mpsd_activation_format, buffer, MPSD_OK, (&activation, NULL, 0, &size, &error));
  CASE(mpsd_activation_format, error, MPSD_OK, (&activation, buffer, sizeof buffer, &size, NULL));
}

static void leaving(void) {
  mpsd_session *result;
  CASE(mpsd_leave_session, client, NO_OBJECT, (NULL, &session, &call, &result, &error));
  CASE(mpsd_leave_session, reference, INVALID, (client, NULL, &call, &result, &error));
  CASE(mpsd_leave_session, call, MPSD_OK, (client, &session, NULL, &result, &error));
  mpsd_session_destroy(result);
  create_session(client, 7001, &session);
  CASE(mpsd_leave_session, session, MPSD_OK, (client, &session, &call, NULL, &error));
  create_session(client, 7001, &session);
  CASE(mpsd_leave_session, error, MPSD_OK, (client, &session, &call, &result, NULL));
  mpsd_session_destroy(result);
}

/* A new session's activity: leaving ends both. */
static const char *new_activity(void) {
  create_session(client, 7001, &session);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &handle, &error), MPSD_OK, &error);
  return handle.id;
}

static void leaving_by_handle(void) {
  mpsd_session *result;
  CASE(mpsd_leave_session_by_handle, client, NO_OBJECT, (NULL, new_activity(), &call, &result, &error));
  CASE(mpsd_leave_session_by_handle, handle_id, INVALID, (client, NULL, &call, &result, &error));
  CASE(mpsd_leave_session_by_handle, call, MPSD_OK, (client, handle.id, NULL, &result, &error));
  mpsd_session_destroy(result);
  CASE(mpsd_leave_session_by_handle, session, MPSD_OK, (client, new_activity(), &call, NULL, &error));
  CASE(mpsd_leave_session_by_handle, error, MPSD_OK, (client, new_activity(), &call, &result, NULL));
  mpsd_session_destroy(result);
}

static mpsd_client *polled_client;

static void *call_of_the_engine(void *unused) {
  mpsd_clear_activity(polled_client, SCID, NULL, NULL, NULL);
  return unused;
}

static void requests_of_the_engine(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  network_options.mode = MPSD_NETWORK_POLLED;
  mpsd_network *network;
  CHECK_EQ(mpsd_network_create(&network_options, &network, NULL), MPSD_OK);
  mpsd_client_options polled_options = options;
  polled_options.network = network;
  polled_client = create_client(&polled_options);
  test_thread *thread;
  thread = thread_start(call_of_the_engine, NULL);

  mpsd_http_request *request;
  mpsd_http_request_info info;
  char line[4096];
  size_t size;
  CASE(mpsd_network_next_request, network, NO_OBJECT, (NULL, 0, &request));
  CASE(mpsd_network_next_request, request, INVALID, (network, 0, NULL));
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  CASE(mpsd_http_request_get_info, request, NO_OBJECT, (NULL, &info));
  CASE(mpsd_http_request_get_info, info, INVALID, (request, NULL));
  CASE(mpsd_http_request_get_curl, request, NO_OBJECT, (NULL, 0, line, sizeof line, &size));
  CASE(mpsd_http_request_get_curl, buffer, INVALID, (request, 0, NULL, sizeof line, &size));
  CASE(mpsd_http_request_get_curl, buffer, MPSD_OK, (request, 0, NULL, 0, &size));
  CASE(mpsd_http_request_get_curl, size, MPSD_OK, (request, 0, line, sizeof line, NULL));
  check_context("mpsd_http_request_is_cancelled:request");
  case_of("mpsd_http_request_is_cancelled:request", mpsd_http_request_is_cancelled(NULL), 1, 0);
  CASE(mpsd_http_request_fail, request, NO_OBJECT, (NULL, MPSD_ERROR_NETWORK, MPSD_DELIVERY_UNKNOWN));
  CASE(mpsd_http_request_answer, request, NO_OBJECT, (NULL, 200, NULL, NULL, 0));
  CASE(mpsd_http_request_answer, body, INVALID, (request, 200, NULL, NULL, 1));
  CASE(mpsd_http_request_answer, headers, MPSD_OK, (request, 403, NULL, NULL, 0));
  ALSO(mpsd_http_request_answer, body);
  thread_join(thread);
  mpsd_client_destroy(polled_client);
  mpsd_network_destroy(network);
}

/* Its network is polled, and nobody polls: what is started stays under way. */
static mpsd_client *parked;
static mpsd_operation *operation;

/* What is the same for every call, with its inputs. */
#define STARTED(function, ...)                                                               \
  CASE(function##_start, client, NO_OBJECT, (NULL, __VA_ARGS__, &call, &operation, &error)); \
  CASE(function##_start, operation, MPSD_OK, (parked, __VA_ARGS__, &call, NULL, &error));    \
  CASE(function##_start, error, MPSD_OK, (parked, __VA_ARGS__, &call, &operation, NULL));    \
  mpsd_operation_destroy(operation);                                                         \
  CASE(function##_start, call, MPSD_OK, (parked, __VA_ARGS__, NULL, &operation, &error));    \
  mpsd_operation_destroy(operation)

/* One of its inputs, where it must not be NULL. */
#define NEEDED(function, parameter, ...) \
  CASE(function##_start, parameter, INVALID, (parked, __VA_ARGS__, &call, &operation, &error))

static void twins_of_handles(void) {
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  mpsd_search_query search = MPSD_SEARCH_QUERY_INIT;
  search.scid = SCID;
  search.template_name = TEMPLATE;
  STARTED(mpsd_set_activity, &session);
  NEEDED(mpsd_set_activity, reference, NULL);
  STARTED(mpsd_clear_activity, SCID);
  NEEDED(mpsd_clear_activity, scid, NULL);
  STARTED(mpsd_query_activities, &query);
  NEEDED(mpsd_query_activities, query, NULL);
  STARTED(mpsd_create_search_handle, &session, &attributes);
  NEEDED(mpsd_create_search_handle, reference, NULL, &attributes);
  CASE(mpsd_create_search_handle_start, attributes, MPSD_OK, (parked, &session, NULL, &call, NULL, &error));
  STARTED(mpsd_search_handles, &search);
  NEEDED(mpsd_search_handles, query, NULL);
  STARTED(mpsd_create_transfer_handle, &session, &session);
  NEEDED(mpsd_create_transfer_handle, target, NULL, &session);
  NEEDED(mpsd_create_transfer_handle, origin, &session, NULL);
  STARTED(mpsd_get_handle, "x");
  NEEDED(mpsd_get_handle, handle_id, NULL);
  STARTED(mpsd_delete_handle, "x");
  NEEDED(mpsd_delete_handle, handle_id, NULL);
  STARTED(mpsd_send_invites, &invite);
  NEEDED(mpsd_send_invites, invite, NULL);
}

static void twins_of_sessions(void) {
  mpsd_session_query wanted = MPSD_SESSION_QUERY_INIT;
  enum { CHANGE = MPSD_WRITE_SYNCHRONIZED };
  wanted.scid = SCID;
  wanted.keyword = "k";
  STARTED(mpsd_query_sessions, &wanted);
  NEEDED(mpsd_query_sessions, query, NULL);
  STARTED(mpsd_read_session, &session, "x");
  NEEDED(mpsd_read_session, reference, NULL, "x");
  CASE(mpsd_read_session_start, etag, MPSD_OK, (parked, &session, NULL, &call, NULL, &error));
  STARTED(mpsd_read_session_by_handle, "x", "x");
  NEEDED(mpsd_read_session_by_handle, handle_id, NULL, "x");
  CASE(mpsd_read_session_by_handle_start, etag, MPSD_OK, (parked, "x", NULL, &call, NULL, &error));
  STARTED(mpsd_read_session, &session, "x");
  NEEDED(mpsd_read_session, reference, NULL, "x");
  STARTED(mpsd_read_session_by_handle, "x", "x");
  NEEDED(mpsd_read_session_by_handle, handle_id, NULL, "x");
  STARTED(mpsd_write_session, &session, CHANGE, "x", "{}");
  NEEDED(mpsd_write_session, reference, NULL, CHANGE, "x", "{}");
  NEEDED(mpsd_write_session, etag, &session, CHANGE, NULL, "{}");
  CASE(mpsd_write_session_start, etag, MPSD_OK, (parked, &session, 0, NULL, "{}", &call, NULL, &error));
  NEEDED(mpsd_write_session, document, &session, CHANGE, "x", NULL);
  STARTED(mpsd_write_session_by_handle, "x", CHANGE, "x", "{}");
  NEEDED(mpsd_write_session_by_handle, handle_id, NULL, CHANGE, "x", "{}");
  NEEDED(mpsd_write_session_by_handle, etag, "x", CHANGE, NULL, "{}");
  CASE(mpsd_write_session_by_handle_start, etag, MPSD_OK, (parked, "x", 0, NULL, "{}", &call, NULL, &error));
  NEEDED(mpsd_write_session_by_handle, document, "x", CHANGE, "x", NULL);
  STARTED(mpsd_join_session, &session, "{}");
  NEEDED(mpsd_join_session, reference, NULL, "{}");
  CASE(mpsd_join_session_start, member_properties, MPSD_OK, (parked, &session, NULL, &call, NULL, &error));
  STARTED(mpsd_join_session_by_handle, "x", "{}");
  NEEDED(mpsd_join_session_by_handle, handle_id, NULL, "{}");
  CASE(mpsd_join_session_by_handle_start, member_properties, MPSD_OK, (parked, "x", NULL, &call, NULL, &error));
  STARTED(mpsd_leave_session, &session);
  NEEDED(mpsd_leave_session, reference, NULL);
  STARTED(mpsd_leave_session_by_handle, "x");
  NEEDED(mpsd_leave_session_by_handle, handle_id, NULL);
}

/* A getter, of an operation that gives what it gets. */
#define GOT(function, output, target)                            \
  CASE(function, operation, NO_OBJECT, (NULL, target, &error));  \
  CASE(function, output, INVALID, (operation, NULL, &error));    \
  CASE(function, error, MPSD_PENDING, (operation, target, NULL))

static void outcomes(void) {
  mpsd_session_query wanted = MPSD_SESSION_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_session *read;
  mpsd_session_list *found;
  uint32_t ready;
  size_t count;
  wanted.scid = SCID;
  wanted.keyword = "k";
  CHECK_EQ(mpsd_set_activity_start(parked, &session, &call, &operation, &error), MPSD_OK);
  CASE(mpsd_operation_get_result, operation, NO_OBJECT, (NULL, &error));
  CASE(mpsd_operation_get_result, error, MPSD_PENDING, (operation, NULL));
  GOT(mpsd_operation_get_handle, handle, &handle);
  GOT(mpsd_operation_get_handles, handles, &list);
  mpsd_operation_destroy(operation);
  CHECK_EQ(mpsd_read_session_start(parked, &session, NULL, &call, &operation, &error), MPSD_OK);
  GOT(mpsd_operation_get_session, session, &read);
  mpsd_operation_destroy(operation);
  CHECK_EQ(mpsd_query_sessions_start(parked, &wanted, &call, &operation, &error), MPSD_OK);
  GOT(mpsd_operation_get_sessions, sessions, &found);
  mpsd_operation_destroy(operation);
  CHECK_EQ(mpsd_send_invites_start(parked, &invite, &call, &operation, &error), MPSD_OK);
  CASE(mpsd_operation_get_invites, operation, NO_OBJECT, (NULL, &row, 1, &count, &error));
  CASE(mpsd_operation_get_invites, results, INVALID, (operation, NULL, 1, &count, &error));
  CASE(mpsd_operation_get_invites, results, MPSD_PENDING, (operation, NULL, 0, &count, &error));
  CASE(mpsd_operation_get_invites, count, MPSD_PENDING, (operation, &row, 1, NULL, &error));
  CASE(mpsd_operation_get_invites, error, MPSD_PENDING, (operation, &row, 1, &count, NULL));
  mpsd_operation_destroy(operation);
  CASE(mpsd_client_prewarm_start, client, NO_OBJECT, (NULL, 1, &call, &operation, &error));
  CASE(mpsd_client_prewarm_start, call, MPSD_OK, (parked, 1, NULL, NULL, &error));
  CASE(mpsd_client_prewarm_start, operation, MPSD_OK, (parked, 1, &call, NULL, &error));
  CASE(mpsd_client_prewarm_start, error, MPSD_OK, (parked, 1, &call, &operation, NULL));
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
  CASE(mpsd_operation_get_count, operation, NO_OBJECT, (NULL, &ready, &error));
  CASE(mpsd_operation_get_count, count, INVALID, (operation, NULL, &error));
  CASE(mpsd_operation_get_count, error, MPSD_OK, (operation, &ready, NULL));
  mpsd_operation_destroy(operation);
}

static void operations(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options parked_options = options;
  mpsd_network *network;
  mpsd_operation_kind kind = 7;
  mpsd_operation *finished;
  mpsd_attempt attempt;
  void *user_data = &network;
  uint32_t done, total;
  size_t count = 7;
  network_options.mode = MPSD_NETWORK_POLLED;
  CHECK_EQ(mpsd_network_create(&network_options, &network, NULL), MPSD_OK);
  parked_options.network = network;
  parked = create_client(&parked_options);
  twins_of_handles();
  twins_of_sessions();
  outcomes();
  CHECK_EQ(mpsd_set_activity_start(parked, &session, &call, &operation, &error), MPSD_OK);
  CASE(mpsd_operation_poll, operation, NO_OBJECT, (NULL));
  CASE(mpsd_operation_wait, operation, NO_OBJECT, (NULL, 0));
  CASE(mpsd_operation_cancel, operation, NO_OBJECT, (NULL));
  CASE(mpsd_operation_progress, operation, NO_OBJECT, (NULL, &done, &total));
  CASE(mpsd_operation_progress, done, MPSD_OK, (operation, NULL, &total));
  CASE(mpsd_operation_progress, total, MPSD_OK, (operation, &done, NULL));
  CASE(mpsd_operation_user_data, operation, NO_OBJECT, (NULL, &user_data));
  CHECK(user_data == NULL);
  CASE(mpsd_operation_user_data, user_data, INVALID, (operation, NULL));
  CASE(mpsd_operation_get_kind, operation, NO_OBJECT, (NULL, &kind));
  CHECK_EQ(kind, MPSD_OPERATION_UNKNOWN);
  CASE(mpsd_operation_get_kind, kind, INVALID, (operation, NULL));
  CASE(mpsd_operation_get_attempts, operation, NO_OBJECT, (NULL, &attempt, 1, &count));
  CHECK_EQ(count, 0);
  CASE(mpsd_operation_get_attempts, attempts, INVALID, (operation, NULL, 1, &count));
  CASE(mpsd_operation_get_attempts, attempts, MPSD_OK, (operation, NULL, 0, &count));
  CASE(mpsd_operation_get_attempts, count, MPSD_OK, (operation, &attempt, 1, NULL));
  NONE(mpsd_client_next_finished, client, (NULL, MPSD_ANY_GROUP));
  CASE(mpsd_client_wait_finished, client, NO_OBJECT, (NULL, 0, 0, &finished));
  CASE(mpsd_client_wait_finished, operation, INVALID, (parked, 0, 0, NULL));
  CASE(mpsd_client_cancel_group, client, NO_OBJECT, (NULL, 0));
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(parked);
  mpsd_network_destroy(network);
}

/* Whether a name is in a list, of which each is a line. */
static int is_listed(const char *name, const char *list) {
  const size_t length = strlen(name);
  const char *found = list;
  while ((found = strstr(found, name)) != NULL) {
    if ((found == list || found[-1] == '\n') && found[length] == '\n') return 1;
    ++found;
  }
  return 0;
}

static int was_tried(const char *name, size_t length, int accepted) {
  size_t i;
  for (i = 0; i < covered_count; ++i) {
    const char *tried = covered[i].name;
    if (strncmp(tried, name, length) == 0 && tried[length] == 0 && covered[i].accepted >= accepted) return 1;
  }
  return 0;
}

/* Every "function:parameter" of the list had its case, and no other; NULL was accepted where the header says so. */
static void all_are_covered(const char *list, const char *nullable) {
  size_t i;
  const char *name, *end;
  for (name = list; (end = strchr(name, '\n')) != NULL; name = end + 1) {
    const size_t length = (size_t)(end - name);
    check_context("no case for %.*s", (int)length, name);
    CHECK(was_tried(name, length, 0));
  }
  for (name = nullable; (end = strchr(name, '\n')) != NULL; name = end + 1) {
    const size_t length = (size_t)(end - name);
    check_context("%.*s is MPSD_NULLABLE, but NULL is refused in every case", (int)length, name);
    CHECK(was_tried(name, length, 1));
  }
  for (i = 0; i < covered_count; ++i) {
    check_context("no parameter %s", covered[i].name);
    CHECK(is_listed(covered[i].name, list));
    check_context("%s may be NULL, but is not MPSD_NULLABLE", covered[i].name);
    CHECK(!covered[i].accepted || is_listed(covered[i].name, nullable));
  }
}

int main(void) {
  static const uint64_t recipient = 7002;
  options = options_for(fixture("EMULATOR"), 7001);
  client = create_client(&options);
  session = session_named("null pointers");
  create_session(client, 7001, &session);
  query.scid = SCID;
  query.xuids = invite.xuids = &recipient;
  query.xuid_count = invite.xuid_count = 1;
  invite.session = session;
  destroyers();
  memory_hooks();
  networks();
  clients();
  token_requests();
  signers();
  activities();
  creating_handles();
  finding_and_deleting_handles();
  filters();
  invites();
  sessions_by_reference();
  sessions_by_handle();
  activation_uris();
  session_lists();
  session_documents();
  leaving();
  leaving_by_handle();
  requests_of_the_engine();
  operations();
  mpsd_session_destroy(read_back);
  mpsd_client_destroy(client);
  all_are_covered(fixture("POINTERS"), fixture("NULLABLE"));
  return check_finish();
}
