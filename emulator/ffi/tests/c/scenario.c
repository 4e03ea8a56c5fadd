/* Two emulators at once, each in this process and each with a scenario of its own, in which two users play. */
#include <inttypes.h>
#include <mpsd_emulator.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

static const uint64_t host_xuid = 2533274790000001u, guest_xuid = 2533274790000002u;

/* The host is in a lobby and has invited the guest. */
static const char *const scenario_format =
    "seed = 7\n"
    "scid = \"" SCID "\"\n"
    "templateName = \"" TEMPLATE "\"\n"
    "[clock]\n"
    "now = 2026-11-27T20:00:00Z\n"
    "frozen = true\n"
    "[[users]]\n"
    "xuid = 2533274790000001\n"
    "gamertag = \"Ada\"\n"
    "[[sessions]]\n"
    "sessionRef = { name = \"%s\" }\n"
    "members = [{ xuid = 2533274790000001 }]\n"
    "document.properties.custom.map = \"fjord\"\n"
    "[[activities]]\n"
    "ownerXuid = 2533274790000001\n"
    "sessionRef = { name = \"%s\" }\n"
    "[[invites]]\n"
    "senderXuid = 2533274790000001\n"
    "invitedXuid = 2533274790000002\n"
    "sessionRef = { name = \"%s\" }\n";

static mpsd_emulator *started(const char *session) {
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  mpsd_emulator *emulator;
  mpsd_error error;
  char scenario[1024];
  snprintf(scenario, sizeof scenario, scenario_format, session, session, session);
  options.scenario = scenario;
  CHECK_RESULT(mpsd_emulator_start(&options, &emulator, &error), MPSD_OK, &error);
  memset(scenario, 'x', sizeof scenario);
  return emulator;
}

/* The id of the one invite in the guest's inbox. */
static void invite_of(mpsd_emulator *emulator, char id[40]) {
  static http_answer inbox;
  char path[64];
  const char *start;
  snprintf(path, sizeof path, "/emulator/users/%" PRIu64 "/invites", guest_xuid);
  http_exchange(mpsd_emulator_url(emulator), "GET", path, "", &inbox);
  CHECK_EQ(inbox.status, 200);
  start = strstr(inbox.body, "\"id\":\"");
  CHECK(start != NULL);
  snprintf(id, 40, "%.36s", start == NULL ? "" : start + 6);
}

static void the_guest_joins(mpsd_emulator *emulator, const char *session_name) {
  mpsd_client *guest = client_for(mpsd_emulator_url(emulator), guest_xuid);
  mpsd_session *session;
  mpsd_session_info info;
  mpsd_error error;
  char id[40];
  check_context("%s", session_name);
  invite_of(emulator, id);
  CHECK_RESULT(mpsd_join_session_by_handle(guest, id, "{\"ready\":true}", NULL, &session, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_session_get_info(session, &info), MPSD_OK);
  CHECK_TEXT(info.name, session_name);
  CHECK_CONTAINS(info.document, "fjord");
  CHECK_CONTAINS(info.document, "2533274790000002");
  mpsd_session_destroy(session);
  mpsd_client_destroy(guest);
}

/* The host goes on in the session that the scenario made. */
static void the_host_plays_on(mpsd_emulator *emulator, const char *session_name) {
  mpsd_client *host = client_for(mpsd_emulator_url(emulator), host_xuid);
  mpsd_session_reference session = session_named(session_name);
  mpsd_error error;
  uint8_t cleared = 0;
  CHECK_RESULT(mpsd_set_activity(host, &session, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_clear_activity(host, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 1);
  mpsd_client_destroy(host);
}

int main(void) {
  mpsd_emulator *friday = started("friday-night"), *saturday = started("saturday-night");
  char one[40], other[40];
  check_context("the same seed");
  invite_of(friday, one);
  invite_of(saturday, other);
  CHECK_TEXT(one, other);
  the_guest_joins(friday, "friday-night");
  the_guest_joins(saturday, "saturday-night");
  the_host_plays_on(saturday, "saturday-night");
  mpsd_emulator_stop(saturday);
  the_host_plays_on(friday, "friday-night");
  mpsd_emulator_stop(friday);
  return check_finish();
}
