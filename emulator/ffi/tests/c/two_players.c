/* A unit test as a game would have it: an emulator in this process, and two users who play. */
#include <inttypes.h>
#include <mpsd_emulator.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

static const uint64_t host_xuid = 2533274790000001u, guest_xuid = 2533274790000002u;
static const char *url;

static void the_guest_sees_what_the_host_plays(mpsd_client *guest) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *found;
  mpsd_handle_details activity;
  mpsd_error error;
  mpsd_handle_list_info info;
  check_context("activity");
  query.scid = SCID;
  query.xuids = &host_xuid;
  query.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(guest, &query, NULL, &found, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_handle_list_get_info(found, &info), MPSD_OK);
  CHECK_EQ(info.count, 1);
  CHECK_EQ(mpsd_handle_list_get(found, 0, &activity), MPSD_OK);
  CHECK_TEXT(activity.handle.session_name, "friday-night");
  mpsd_handle_list_destroy(found);
}

static void the_inbox_has(const char *handle_id) {
  static http_answer inbox;
  char path[64];
  check_context("inbox");
  snprintf(path, sizeof path, "/emulator/users/%" PRIu64 "/invites", guest_xuid);
  http_exchange(url, "GET", path, "", &inbox);
  CHECK_EQ(inbox.status, 200);
  CHECK_CONTAINS(inbox.body, handle_id);
  CHECK_CONTAINS(inbox.body, "mode=ctf");
}

static void the_guest_joins(mpsd_client *guest, const char *handle_id) {
  mpsd_session *session;
  mpsd_session_info info;
  mpsd_error error;
  check_context("join");
  CHECK_RESULT(mpsd_join_session_by_handle(guest, handle_id, "{\"ready\":true}", NULL, &session, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_session_get_info(session, &info), MPSD_OK);
  CHECK_TEXT(info.name, "friday-night");
  CHECK_CONTAINS(info.document, "2533274790000002");
  mpsd_session_destroy(session);
}

int main(void) {
  mpsd_emulator *emulator;
  mpsd_client *host, *guest;
  mpsd_session_reference session = session_named("friday-night");
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result row;
  mpsd_error error;
  CHECK_RESULT(mpsd_emulator_start(NULL, &emulator, &error), MPSD_OK, &error);
  url = mpsd_emulator_url(emulator);
  CHECK_EQ(strncmp(url, "http://127.0.0.1:", 17), 0);
  host = client_for(url, host_xuid);
  guest = client_for(url, guest_xuid);

  create_session(host, host_xuid, &session);
  CHECK_RESULT(mpsd_set_activity(host, &session, NULL, NULL, &error), MPSD_OK, &error);
  the_guest_sees_what_the_host_plays(guest);

  check_context("invite");
  invite.session = session;
  invite.xuids = &guest_xuid;
  invite.xuid_count = 1;
  invite.context = "mode=ctf";
  CHECK_RESULT(mpsd_send_invites(host, &invite, NULL, &row, 1, &error), MPSD_OK, &error);
  the_inbox_has(row.handle_id);
  the_guest_joins(guest, row.handle_id);

  mpsd_client_destroy(guest);
  mpsd_client_destroy(host);
  mpsd_emulator_stop(emulator);
  return check_finish();
}
