/* What a program of a game does with an installed package: an emulator, an activity, an invite. */
#include <mpsd_emulator.h>

#include <stdio.h>

#define XUID "2533274790000001"
static const uint64_t guest_xuid = 2533274790000002u;

static int failed(const char *what, mpsd_result result, const mpsd_error *error) {
  if (MPSD_FAILED(result)) fprintf(stderr, "%s: %s: %s\n", what, mpsd_result_name(result), error->message);
  return MPSD_FAILED(result);
}

static mpsd_client *sign_in(const char *endpoint) {
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  options.endpoint = endpoint;
  options.authorization = "XBL3.0 x=emulator;xuid=" XUID ";title=1234567";
  options.xuid = 2533274790000001u;
  options.title_id = 1234567;
  return failed("sign in", mpsd_client_create(&options, &client, &error), &error) ? NULL : client;
}

static int play(mpsd_client *host) {
  const mpsd_session_reference session = {"8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", "friday-night"};
  const char *me = "{\"members\":{\"me\":{\"constants\":{\"system\":{\"xuid\":\"" XUID "\",\"initialize\":true}},"
                   "\"properties\":{\"system\":{\"active\":true}}}}}";
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result invited;
  mpsd_handle_info activity;
  mpsd_error error;
  mpsd_result result = mpsd_write_session(host, &session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, me, NULL, NULL, &error);
  if (failed("session", result, &error)) return 1;
  if (failed("activity", mpsd_set_activity(host, &session, NULL, &activity, &error), &error)) return 1;
  printf("activity %s\n", activity.id);
  invite.session = session;
  invite.xuids = &guest_xuid;
  invite.xuid_count = 1;
  if (failed("invite", mpsd_send_invites(host, &invite, NULL, &invited, 1, &error), &error)) return 1;
  printf("invite %s\n", invited.handle_id);
  return 0;
}

int main(void) {
  mpsd_emulator *emulator;
  mpsd_client *host;
  mpsd_error error;
  int status;
  if (mpsd_version() != MPSD_VERSION) {
    fprintf(stderr, "the library is %s, the header is of another version\n", mpsd_version_string());
    return 1;
  }
  if (failed("emulator", mpsd_emulator_start(NULL, &emulator, &error), &error)) return 1;
  host = sign_in(mpsd_emulator_url(emulator));
  status = host == NULL || play(host);
  mpsd_client_destroy(host);
  mpsd_emulator_stop(emulator);
  return status;
}
