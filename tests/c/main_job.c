/* The main job against the emulator: sessions, activities, invites. Every scenario has users of its own. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define GUID_LENGTH 36u

static const char *emulator;

static size_t count_activities(mpsd_client *client, uint64_t xuid) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_error error;
  size_t count = 99;
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_OK, &error);
  count = handle_list_info(list).count;
  mpsd_handle_list_destroy(list);
  return count;
}

static void creates_a_session(void) {
  const uint64_t host = 1001;
  mpsd_client *client = client_for(emulator, host);
  mpsd_session_reference session = session_named("created");
  mpsd_session *created;
  mpsd_session *again = (mpsd_session *)&session;
  mpsd_session_info info;
  mpsd_error error;
  const char *document = session_document(host, "open");
  check_context("creates_a_session");
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_CREATE_NEW, NULL, document, NULL, &created, &error),
      MPSD_OK, &error);
  CHECK_EQ(error.http_status, 201);
  CHECK_EQ(error.attempts, 1);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_ANSWERED);
  CHECK(error.request_id[0] != 0);
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_CREATE_NEW, NULL, document, NULL, &again, &error),
      MPSD_ERROR_PRECONDITION_FAILED, &error);
  CHECK_EQ(error.http_status, 412);
  CHECK(again == NULL);
  mpsd_client_destroy(client);

  /* The result outlives its client. */
  CHECK_EQ(mpsd_session_get_info(created, &info), MPSD_OK);
  CHECK_EQ(info.http_status, 201);
  CHECK_TEXT(info.scid, SCID);
  CHECK_TEXT(info.template_name, TEMPLATE);
  CHECK_TEXT(info.name, "created");
  CHECK(info.etag != NULL && info.etag[0] != 0);
  CHECK_CONTAINS(info.document, "\"members\"");
  CHECK_EQ(info.document_size, strlen(info.document));
  CHECK_ZEROED(&info.reserved);
  mpsd_session_destroy(created);
}

static void sets_queries_joins_and_clears_an_activity(void) {
  const uint64_t host = 1101, friend = 1102, nobody = 1103;
  const uint64_t asked[3] = {1103, 1101, 1102};
  mpsd_client *client = client_for(emulator, host), *other = client_for(emulator, friend);
  mpsd_session_reference session = session_named("n\xc3\xa4me with spaces?&#%");
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_info handle;
  mpsd_handle_list *list;
  mpsd_handle_details activity;
  mpsd_session *joined;
  mpsd_session_info info;
  mpsd_error error;
  size_t count = 0;
  uint8_t cleared = 9;
  check_context("sets_queries_joins_and_clears_an_activity");
  create_session(client, host, &session);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_EQ(strlen(handle.id), GUID_LENGTH);
  CHECK_TEXT(handle.scid, SCID);
  CHECK_TEXT(handle.template_name, TEMPLATE);
  CHECK_TEXT(handle.session_name, session.name);
  CHECK_EQ(handle.owner_xuid, host);
  CHECK_EQ(handle.title_id, TITLE_ID);
  CHECK(handle.http_status == 200 || handle.http_status == 201);
  CHECK(handle.created_at_ms > 1500000000000);
  CHECK_ZEROED(&handle.reserved);

  query.scid = SCID;
  query.xuids = asked;
  query.xuid_count = 3;
  CHECK_RESULT(mpsd_query_activities(other, &query, NULL, &list, &error), MPSD_OK, &error);
  count = handle_list_info(list).count;
  CHECK_EQ(count, 1);
  CHECK_EQ(mpsd_handle_list_get(list, 0, &activity), MPSD_OK);
  CHECK_TEXT(activity.handle.id, handle.id);
  CHECK_EQ(activity.handle.owner_xuid, host);
  CHECK_EQ(activity.visibility, MPSD_VISIBILITY_OPEN);
  CHECK_EQ(activity.join_restriction, MPSD_JOIN_RESTRICTION_NONE);
  CHECK_EQ(activity.closed, 0);
  CHECK_EQ(activity.members_count, 1);
  CHECK_EQ(activity.max_members_count, 8);
  CHECK_TEXT(activity.custom_properties, "{}");
  CHECK_EQ(mpsd_handle_list_get(list, 1, &activity), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_ZEROED(&activity);
  mpsd_handle_list_destroy(list);
  CHECK_EQ(count_activities(other, nobody), 0);

  CHECK_RESULT(mpsd_join_session_by_handle(other, handle.id, "{\"class\":\"mage\"}", NULL, &joined, &error), MPSD_OK,
      &error);
  CHECK_EQ(mpsd_session_get_info(joined, &info), MPSD_OK);
  CHECK_TEXT(info.name, session.name);
  CHECK_CONTAINS(info.document, "mage");
  CHECK_CONTAINS(info.document, "\"1102\"");
  mpsd_session_destroy(joined);

  CHECK_RESULT(mpsd_clear_activity(client, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 1);
  CHECK_RESULT(mpsd_clear_activity(client, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 0);
  CHECK_EQ(count_activities(other, host), 0);
  CHECK_RESULT(mpsd_read_session_by_handle(other, handle.id, NULL, NULL, &joined, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_EQ(error.http_status, 404);
  CHECK(joined == NULL);
  mpsd_client_destroy(client);
  mpsd_client_destroy(other);
}

static void sets_an_activity_without_a_session_name(void) {
  mpsd_client *client = client_for(emulator, 1201);
  mpsd_session_reference session = session_named(NULL);
  mpsd_handle_info handle;
  mpsd_error error;
  check_context("sets_an_activity_without_a_session_name");
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_EQ(strlen(handle.session_name), GUID_LENGTH);
  mpsd_client_destroy(client);
}

static void an_outsider_may_not_set_the_activity(void) {
  mpsd_client *client = client_for(emulator, 1211);
  mpsd_session_reference session = session_named("nobody is here");
  mpsd_handle_info handle;
  mpsd_error error;
  check_context("an_outsider_may_not_set_the_activity");
  memset(&handle, 0xaa, sizeof handle);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &handle, &error), MPSD_ERROR_FORBIDDEN, &error);
  CHECK_EQ(error.http_status, 403);
  CHECK_CONTAINS(error.message, "not an active member");
  CHECK_ZEROED(&handle);
  mpsd_client_destroy(client);
}

static void a_new_activity_replaces_the_old(void) {
  const uint64_t host = 1301;
  mpsd_client *client = client_for(emulator, host);
  mpsd_session_reference session = session_named("replaced");
  mpsd_handle_info first, second;
  mpsd_session *read;
  mpsd_error error;
  check_context("a_new_activity_replaces_the_old");
  create_session(client, host, &session);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &first, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &second, &error), MPSD_OK, &error);
  CHECK(strcmp(first.id, second.id) != 0);
  CHECK_RESULT(mpsd_read_session_by_handle(client, first.id, NULL, NULL, &read, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_EQ(error.http_status, 404);
  CHECK_RESULT(mpsd_read_session_by_handle(client, second.id, NULL, NULL, &read, &error), MPSD_OK, &error);
  mpsd_session_destroy(read);
  mpsd_client_destroy(client);
}

static void a_fresh_client_clears_what_another_set(void) {
  const uint64_t host = 1401;
  mpsd_client *first = client_for(emulator, host), *fresh = client_for(emulator, host);
  mpsd_session_reference session = session_named(NULL);
  mpsd_error error;
  uint8_t cleared;
  check_context("a_fresh_client_clears_what_another_set");
  CHECK_RESULT(mpsd_set_activity(first, &session, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_clear_activity(fresh, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 1);
  /* The first client remembers a handle that is gone. */
  CHECK_RESULT(mpsd_clear_activity(first, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 0);
  mpsd_client_destroy(first);
  mpsd_client_destroy(fresh);
}

static void reads_updates_and_leaves_a_session(void) {
  const uint64_t host = 1501;
  mpsd_client *client = client_for(emulator, host);
  mpsd_session_reference session = session_named("written");
  mpsd_session *before, *after;
  mpsd_session_info stale, info;
  mpsd_error error;
  const char *change = "{\"properties\":{\"custom\":{\"map\":\"harbour\"}}}";
  check_context("reads_updates_and_leaves_a_session");
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_EXISTING, NULL, "{}", NULL, NULL, &error),
      MPSD_ERROR_PRECONDITION_FAILED, &error);
  create_session(client, host, &session);
  CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &before, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_session_get_info(before, &stale), MPSD_OK);
  CHECK_EQ(stale.http_status, 200);
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_SYNCHRONIZED, stale.etag, change, NULL, &after, &error),
      MPSD_OK, &error);
  CHECK_EQ(mpsd_session_get_info(after, &info), MPSD_OK);
  CHECK_CONTAINS(info.document, "harbour");
  CHECK(strcmp(stale.etag, info.etag) != 0);
  mpsd_session_destroy(after);
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_SYNCHRONIZED, stale.etag, change, NULL, &after, &error),
      MPSD_ERROR_PRECONDITION_FAILED, &error);
  CHECK_EQ(error.http_status, 412);
  CHECK(after == NULL);
  mpsd_session_destroy(before);

  CHECK_RESULT(mpsd_leave_session(client, &session, NULL, &after, &error), MPSD_OK, &error);
  CHECK_EQ(error.http_status, 204);
  CHECK_EQ(mpsd_session_get_info(after, &info), MPSD_OK);
  CHECK_EQ(info.http_status, 204);
  CHECK(info.document == NULL && info.document_size == 0);
  mpsd_session_destroy(after);
  CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &after, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_EQ(error.http_status, 204);
  CHECK_RESULT(mpsd_leave_session(client, &session, NULL, NULL, &error), MPSD_ERROR_PRECONDITION_FAILED, &error);
  CHECK_RESULT(mpsd_join_session(client, &session, NULL, NULL, NULL, &error), MPSD_ERROR_PRECONDITION_FAILED, &error);
  mpsd_client_destroy(client);
}

static void members_join_by_reference_and_write_by_handle(void) {
  const uint64_t host = 1601, guest = 1602;
  mpsd_client *client = client_for(emulator, host), *other = client_for(emulator, guest);
  mpsd_session_reference session = session_named("joined");
  mpsd_handle_info handle;
  mpsd_session *written;
  mpsd_session_info info;
  mpsd_error error;
  const char *change = "{\"properties\":{\"custom\":{\"round\":2}}}";
  check_context("members_join_by_reference_and_write_by_handle");
  create_session(client, host, &session);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_join_session(other, &session, NULL, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_write_session_by_handle(other, handle.id, MPSD_WRITE_UPDATE_EXISTING, NULL, change, NULL, &written,
                   &error),
      MPSD_OK, &error);
  CHECK_EQ(mpsd_session_get_info(written, &info), MPSD_OK);
  CHECK_TEXT(info.name, "joined");
  CHECK_CONTAINS(info.document, "\"round\":2");
  mpsd_session_destroy(written);
  CHECK_RESULT(mpsd_leave_session(other, &session, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(error.http_status, 200);
  mpsd_client_destroy(client);
  mpsd_client_destroy(other);
}

static void two_clients_share_a_network(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options[2];
  mpsd_client *clients[2];
  mpsd_network *network;
  mpsd_error error;
  int i;
  check_context("two_clients_share_a_network");
  network_options.max_connections = 1;
  CHECK_RESULT(mpsd_network_create(&network_options, &network, &error), MPSD_OK, &error);
  for (i = 0; i < 2; ++i) {
    options[i] = options_for(emulator, 1701u + (unsigned)i);
    options[i].network = network;
    clients[i] = create_client(&options[i]);
  }
  /* It lives on until its last client is destroyed. */
  mpsd_network_destroy(network);
  CHECK_EQ(count_activities(clients[0], 1702), 0);
  mpsd_client_destroy(clients[0]);
  CHECK_EQ(count_activities(clients[1], 1701), 0);
  mpsd_client_destroy(clients[1]);
}

int main(void) {
  emulator = fixture("EMULATOR");
  creates_a_session();
  sets_queries_joins_and_clears_an_activity();
  sets_an_activity_without_a_session_name();
  an_outsider_may_not_set_the_activity();
  a_new_activity_replaces_the_old();
  a_fresh_client_clears_what_another_set();
  reads_updates_and_leaves_a_session();
  members_join_by_reference_and_write_by_handle();
  two_clients_share_a_network();
  return check_finish();
}
