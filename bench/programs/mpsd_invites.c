/*
 * Invites over several connections, against a server that is some milliseconds away: two batches, of which the second
 * finds its connections open and is measured.
 *
 *   mpsd_invites PORT CERTIFICATE CONNECTIONS INVITES
 */
#include <string.h>

#include "mpsd_setup.h"
#include "window.h"

int main(int argc, char **argv) {
  mpsd_invite invite = MPSD_INVITE_INIT;
  unsigned connections;
  size_t invites, number;
  uint64_t *xuids;
  const char *certificate;
  mpsd_network *network;
  mpsd_client *client;
  mpsd_error error;
  struct window window;
  if (argc != 5) return 2;
  certificate = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
  connections = (unsigned)strtoul(argv[3], NULL, 10);
  invites = strtoul(argv[4], NULL, 10);
  xuids = calloc(invites, sizeof *xuids);
  if (xuids == NULL) return 1;
  for (number = 0; number < invites; ++number) xuids[number] = 2533274790395904u + number;
  network = create_network(certificate, connections);
  client = create_client(network, (unsigned)strtoul(argv[1], NULL, 10), certificate != NULL, 3212);
  invite.session = session;
  invite.xuids = xuids;
  invite.xuid_count = invites;
  must(mpsd_send_invites(client, &invite, NULL, NULL, 0, &error), &error);
  begin_window(&window);
  must(mpsd_send_invites(client, &invite, NULL, NULL, 0, &error), &error);
  end_window(&window, 1);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  print_peak_memory();
  free(xuids);
  return 0;
}
