/* Invites against the emulator: one row for each recipient, in the caller's order. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define GUID_LENGTH 36u

static const char *emulator;

/* `user` no longer takes invites from `other`. */
static void block(uint64_t user, uint64_t other) {
  http_answer answer;
  char path[128];
  snprintf(path, sizeof path, "/emulator/users/%" PRIu64 "/blocked/%" PRIu64, user, other);
  http_exchange(emulator, "PUT", path, "", &answer);
  CHECK_EQ(answer.status, 204);
}

static const char *inbox_of(uint64_t user) {
  static http_answer answer;
  char path[128];
  snprintf(path, sizeof path, "/emulator/users/%" PRIu64 "/invites", user);
  http_exchange(emulator, "GET", path, "", &answer);
  CHECK_EQ(answer.status, 200);
  return answer.body;
}

/* A host in a session of its own, and an invite to it. */
static mpsd_client *host_session(uint64_t host, const char *name, const char *visibility, mpsd_invite *invite) {
  mpsd_client *client = client_for(emulator, host);
  mpsd_error error;
  *invite = (mpsd_invite)MPSD_INVITE_INIT;
  invite->session = session_named(name);
  CHECK_RESULT(mpsd_write_session(client, &invite->session, MPSD_WRITE_CREATE_NEW, NULL,
                   session_document(host, visibility), NULL, NULL, &error),
      MPSD_OK, &error);
  return client;
}

static void check_delivered(const mpsd_invite_result *row, uint64_t recipient) {
  CHECK_EQ(row->xuid, recipient);
  CHECK_EQ(row->result, MPSD_OK);
  CHECK_EQ(strlen(row->handle_id), GUID_LENGTH);
  CHECK(row->http_status == 200 || row->http_status == 201);
  CHECK(row->expires_at_ms > 1500000000000);
  CHECK_EQ(row->attempts, 1);
  CHECK_EQ(row->delivery, MPSD_DELIVERY_ANSWERED);
  CHECK(row->request_id[0] != 0);
  CHECK_TEXT(row->message, "");
  CHECK_EQ(row->reserved0, 0);
  CHECK_ZEROED(&row->reserved);
}

static void check_blocked(const mpsd_invite_result *row, uint64_t recipient) {
  CHECK_EQ(row->xuid, recipient);
  CHECK_EQ(row->result, MPSD_ERROR_FORBIDDEN);
  CHECK_EQ(row->http_status, 403);
  CHECK_EQ(row->delivery, MPSD_DELIVERY_ANSWERED);
  CHECK_CONTAINS(row->message, "has blocked");
  CHECK_TEXT(row->handle_id, "");
  CHECK_EQ(row->expires_at_ms, 0);
  CHECK_ZEROED(&row->reserved);
}

static void an_invite_reaches_its_recipient_and_lets_them_in(void) {
  const uint64_t host = 2001, stranger = 2003;
  const uint64_t recipients[2] = {18446744073709551615u, 2002};
  mpsd_invite invite;
  mpsd_client *client = host_session(host, "private lobby", "private", &invite);
  mpsd_client *guest = client_for(emulator, recipients[1]), *other = client_for(emulator, stranger);
  mpsd_invite_result rows[2];
  mpsd_error error;
  mpsd_session *joined;
  mpsd_session_info info;
  const char *inbox;
  check_context("an_invite_reaches_its_recipient_and_lets_them_in");
  invite.title_id = 7654321;
  invite.xuids = recipients;
  invite.xuid_count = 2;
  invite.context = "mode=duel&map=h\xc3\xa4" "fen";
  invite.context_string = "///duel";
  invite.sender_string = "Duel Service";
  memset(rows, 0xaa, sizeof rows);
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, rows, 2, &error), MPSD_OK, &error);
  check_delivered(&rows[0], recipients[0]);
  check_delivered(&rows[1], recipients[1]);
  CHECK(strcmp(rows[0].handle_id, rows[1].handle_id) != 0);
  inbox = inbox_of(recipients[1]);
  CHECK_CONTAINS(inbox, rows[1].handle_id);
  CHECK_CONTAINS(inbox, "mode=duel&map=h\xc3\xa4" "fen");
  CHECK_CONTAINS(inbox, "\"///duel\"");
  CHECK_CONTAINS(inbox, "\"Duel Service\"");
  CHECK_CONTAINS(inbox, "\"titleId\":\"7654321\"");
  CHECK_CONTAINS(inbox, "\"senderXuid\":\"2001\"");

  CHECK_RESULT(mpsd_join_session(other, &invite.session, NULL, NULL, NULL, &error), MPSD_ERROR_FORBIDDEN, &error);
  CHECK_RESULT(mpsd_join_session_by_handle(guest, rows[1].handle_id, NULL, NULL, &joined, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_session_get_info(joined, &info), MPSD_OK);
  CHECK_TEXT(info.scid, SCID);
  CHECK_TEXT(info.name, "private lobby");
  mpsd_session_destroy(joined);
  mpsd_client_destroy(client);
  mpsd_client_destroy(guest);
  mpsd_client_destroy(other);
}

/* The list's handle at `index` is that of the recipient's row. */
static void check_created(mpsd_handle_list *handles, size_t index, const mpsd_invite_result *row) {
  mpsd_handle_details details;
  CHECK_EQ(mpsd_handle_list_get(handles, index, &details), MPSD_OK);
  CHECK_EQ(details.handle_type, MPSD_HANDLE_INVITE);
  CHECK_EQ(details.invited_xuid, row->xuid);
  CHECK_EQ(details.handle.http_status, row->http_status);
  CHECK_TEXT(details.handle.id, row->handle_id);
  CHECK_CONTAINS(details.json, row->handle_id);
}

static void some_invites_fail(void) {
  const uint64_t host = 2101;
  const uint64_t recipients[3] = {2102, 2103, 2104};
  mpsd_invite invite;
  mpsd_client *client = host_session(host, "partial", "open", &invite);
  mpsd_invite_result rows[4];
  mpsd_error error;
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_handle_list *handles;
  size_t count;
  const char *json;
  check_context("some_invites_fail");
  block(2103, host);
  invite.xuids = recipients;
  invite.xuid_count = 3;
  memset(rows, 0xaa, sizeof rows);
  call.handles = &handles;
  CHECK_RESULT(mpsd_send_invites(client, &invite, &call, rows, 4, &error), MPSD_ERROR_PARTIAL, &error);
  CHECK(strncmp(error.message, "2103", 4) == 0);
  CHECK_CONTAINS(error.message, "has blocked");
  CHECK_EQ(error.http_status, 403);
  check_delivered(&rows[0], 2102);
  check_blocked(&rows[1], 2103);
  check_delivered(&rows[2], 2104);
  count = handle_list_info(handles).count;
  CHECK_EQ(count, 2);
  check_created(handles, 0, &rows[0]);
  check_created(handles, 1, &rows[2]);
  json = handle_list_info(handles).json;
  CHECK(strncmp(json, "{\"results\":[{", 13) == 0);
  mpsd_handle_list_destroy(handles);
  /* Beyond the recipients nothing is written. */
  CHECK_EQ(((const unsigned char *)&rows[3])[0], 0xaa);
  CHECK_TEXT(inbox_of(2103), "{\"invites\":[]}");
  mpsd_client_destroy(client);
}

static void all_invites_fail(void) {
  const uint64_t host = 2201;
  const uint64_t recipients[2] = {2202, 2203};
  mpsd_invite invite;
  mpsd_client *client = host_session(host, "blocked by all", "open", &invite);
  mpsd_invite_result rows[2];
  mpsd_error error;
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_handle_list *handles;
  check_context("all_invites_fail");
  block(2202, host);
  block(2203, host);
  invite.xuids = recipients;
  invite.xuid_count = 2;
  call.handles = &handles;
  CHECK_RESULT(mpsd_send_invites(client, &invite, &call, rows, 2, &error), MPSD_ERROR_FORBIDDEN, &error);
  CHECK(handles == NULL);
  CHECK(strncmp(error.message, "2202", 4) == 0);
  check_blocked(&rows[0], 2202);
  check_blocked(&rows[1], 2203);
  mpsd_client_destroy(client);
}

static void many_invites_over_few_connections_keep_their_order(void) {
  enum { COUNT = 100 };
  static uint64_t recipients[COUNT];
  static mpsd_invite_result rows[COUNT];
  const uint64_t host = 2301;
  mpsd_invite invite;
  mpsd_client *client = host_session(host, "crowded", "open", &invite);
  mpsd_error error;
  int i;
  check_context("many_invites_over_few_connections_keep_their_order");
  for (i = 0; i < COUNT; ++i) recipients[i] = 3000u + (unsigned)(i * 37 % COUNT);
  block(3005, host);
  invite.xuids = recipients;
  invite.xuid_count = COUNT;
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, rows, COUNT, &error), MPSD_ERROR_PARTIAL, &error);
  for (i = 0; i < COUNT; ++i) {
    if (recipients[i] == 3005) {
      check_blocked(&rows[i], recipients[i]);
    } else {
      check_delivered(&rows[i], recipients[i]);
    }
  }
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, NULL, 0, &error), MPSD_ERROR_PARTIAL, &error);
  mpsd_client_destroy(client);
}

int main(void) {
  emulator = fixture("EMULATOR");
  an_invite_reaches_its_recipient_and_lets_them_in();
  some_invites_fail();
  all_invites_fail();
  many_invites_over_few_connections_keep_their_order();
  return check_finish();
}
