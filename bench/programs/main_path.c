/* The main path and nothing else, to be linked statically: how large is it? */
#include <stdio.h>
#include <stdlib.h>

#include "mpsd.h"

int main(void) {
  static const uint64_t friends[2] = {2533274790395905u, 2533274790395906u};
  const mpsd_session_reference session = {"8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", "friday-night"};
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result rows[2];
  mpsd_client *client;
  mpsd_error error;
  mpsd_result result;
  options.endpoint = getenv("MPSD_ENDPOINT");
  options.authorization = getenv("MPSD_AUTHORIZATION");
  options.title_id = 1234567;
  result = mpsd_client_create(&options, &client, &error);
  if (!MPSD_FAILED(result)) result = mpsd_set_activity(client, &session, NULL, NULL, &error);
  invite.session = session;
  invite.xuids = friends;
  invite.xuid_count = 2;
  if (!MPSD_FAILED(result)) result = mpsd_send_invites(client, &invite, NULL, rows, 2, &error);
  if (MPSD_FAILED(result)) puts(error.message);
  mpsd_client_destroy(client);
  return MPSD_FAILED(result);
}
