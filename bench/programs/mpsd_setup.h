/* A network and its clients, for the programs that measure this library. */
#ifndef BENCH_MPSD_SETUP_H
#define BENCH_MPSD_SETUP_H

#include <stdio.h>
#include <stdlib.h>

#include "mpsd.h"

#define SESSION_NAME "friday-night"

static const mpsd_session_reference session = {"8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", SESSION_NAME};

static void must(mpsd_result result, const mpsd_error *error) {
  if (result == MPSD_OK) return;
  fprintf(stderr, "%s: %s\n", mpsd_result_name(result), error->message);
  exit(1);
}

static char *text_of(const char *file) {
  static char text[8192];
  FILE *stream = fopen(file, "r");
  if (stream == NULL) return NULL;
  text[fread(text, 1, sizeof text - 1, stream)] = 0;
  fclose(stream);
  return text;
}

/* CERTIFICATE is the only one trusted; NULL: without TLS. */
static mpsd_network *create_network(const char *certificate, unsigned connections) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_network *network;
  mpsd_error error;
  options.max_connections = connections;
  if (certificate != NULL) {
    options.trust = MPSD_TRUST_OWN_ONLY;
    options.root_certificates_pem = text_of(certificate);
  }
  must(mpsd_network_create(&options, &network, &error), &error);
  return network;
}

static mpsd_client *create_client(mpsd_network *network, unsigned port, int tls, uint64_t xuid) {
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  char endpoint[64];
  mpsd_client *client;
  mpsd_error error;
  snprintf(endpoint, sizeof endpoint, "%s://localhost:%u", tls ? "https" : "http", port);
  options.network = network;
  options.endpoint = endpoint;
  options.authorization = "XBL3.0 x=1234;abcdefghijklmnopqrstuvwxyz";
  options.xuid = xuid;
  options.title_id = 1234567;
  options.pacing = MPSD_PACING_OFF;
  must(mpsd_client_create(&options, &client, &error), &error);
  return client;
}

#endif
