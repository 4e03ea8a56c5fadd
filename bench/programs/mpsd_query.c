/* The activities of a hundred users, through this library; the server says how many there are. */
#include "client.h"
#include "mpsd_setup.h"

enum { USERS = 100 };

static mpsd_network *network;
static mpsd_client *client;
static uint64_t xuids[USERS];

static void open_client(const struct settings *settings) {
  size_t user;
  for (user = 0; user < USERS; ++user) xuids[user] = 2533274790395904u + user;
  network = create_network(settings->certificate, 16);
  client = create_client(network, settings->port, settings->certificate != NULL, 3212);
}

static void make_call(size_t number) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *handles;
  mpsd_error error;
  (void)number;
  query.xuids = xuids;
  query.xuid_count = USERS;
  must(mpsd_query_activities(client, &query, NULL, &handles, &error), &error);
  mpsd_handle_list_destroy(handles);
}

static void close_client(void) {
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}
