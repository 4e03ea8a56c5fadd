/* The warm call through this library. */
#include "client.h"
#include "mpsd_setup.h"

static mpsd_network *network;
static mpsd_client *client;

static void open_client(const struct settings *settings) {
  network = create_network(settings->certificate, 16);
  client = create_client(network, settings->port, settings->certificate != NULL, 3212);
}

static void make_call(size_t number) {
  mpsd_handle_info activity;
  mpsd_error error;
  (void)number;
  must(mpsd_set_activity(client, &session, NULL, &activity, &error), &error);
  if (strlen(activity.id) != ID_LENGTH) fail("no id");
}

static void close_client(void) {
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}
