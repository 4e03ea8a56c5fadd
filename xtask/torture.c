/*
 * A game that makes one call and then, if need be, a few more of the same, while each system call fails once:
 *
 *   torture prepare URL PEM         makes the session that the calls are about
 *   torture KIND URL PEM REPORT     makes the call KIND from an empty process: network, client, call
 *
 * REPORT is a file that both sides have in memory, so that telling takes no system call that could fail: its first byte
 * is 1 when the program waits, 2 when it may go on; its text says what came of the calls. getpriority stands in the list of
 * system calls where the first attempt is over.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "mpsd.h"

enum { USER = 3212, PATIENCE = 4000, REPORT_SIZE = 4096, TEXT = 64 };

/* More than there are threads, each of which meets the failure once. */
enum { LATER_ATTEMPTS = 20 };

static const mpsd_session_reference session = {"8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", "torture"};
static const char *url, *pem;

static mpsd_result create(mpsd_network **network, mpsd_client **client, mpsd_error *error) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_result result;
  if (*pem != 0) {
    network_options.trust = MPSD_TRUST_OWN_ONLY;
    network_options.root_certificates_pem = pem;
  }
  *client = NULL;
  result = mpsd_network_create(&network_options, network, error);
  if (MPSD_FAILED(result)) return result;
  options.network = *network;
  options.endpoint = url;
  options.authorization = "XBL3.0 x=emulator;xuid=3212;title=1234567";
  options.xuid = USER;
  options.title_id = 1234567;
  options.deadline_ms = PATIENCE;
  options.max_attempts = 1;
  options.pacing = MPSD_PACING_OFF;
  return mpsd_client_create(&options, client, error);
}

static mpsd_result prepare(mpsd_client *client, mpsd_error *error) {
  const char *document = "{\"constants\":{\"system\":{\"version\":1,\"maxMembersCount\":8,\"visibility\":\"open\"}},"
      "\"members\":{\"me\":{\"constants\":{\"system\":{\"initialize\":true,\"xuid\":\"3212\"}},"
      "\"properties\":{\"system\":{\"active\":true}}}}}";
  return mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, document, NULL, NULL, error);
}

static mpsd_result activity(mpsd_client *client, mpsd_error *error) {
  return mpsd_set_activity(client, &session, NULL, NULL, error);
}

static mpsd_result invites(mpsd_client *client, mpsd_error *error) {
  static const uint64_t xuids[3] = {7, 8, 9};
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result rows[3];
  invite.session = session;
  invite.xuids = xuids;
  invite.xuid_count = 3;
  return mpsd_send_invites(client, &invite, NULL, rows, 3, error);
}

static mpsd_result read_here(mpsd_client *client, mpsd_error *error) {
  mpsd_session *read = NULL;
  mpsd_result result = mpsd_read_session(client, &session, NULL, NULL, &read, error);
  mpsd_session_destroy(read);
  return result;
}

static mpsd_result read_in_the_background(mpsd_client *client, mpsd_error *error) {
  mpsd_session *read = NULL;
  mpsd_operation *operation;
  mpsd_result result = mpsd_read_session_start(client, &session, NULL, NULL, &operation, error);
  if (MPSD_FAILED(result)) return result;
  mpsd_operation_wait(operation, 2 * PATIENCE);
  result = mpsd_operation_get_session(operation, &read, error);
  mpsd_session_destroy(read);
  mpsd_operation_destroy(operation);
  return result;
}

static const struct {
  const char *name;
  mpsd_result (*make)(mpsd_client *client, mpsd_error *error);
} kinds[] = {
    {"prepare", prepare},
    {"activity", activity},
    {"invites", invites},
    {"read", read_here},
    {"background", read_in_the_background},
};

/* Where network and client are there already, only the call. */
static mpsd_result attempt(size_t kind, mpsd_network **network, mpsd_client **client, mpsd_error *error) {
  if (*client == NULL) {
    mpsd_result result;
    mpsd_network_destroy(*network);
    *network = NULL;
    result = create(network, client, error);
    if (MPSD_FAILED(result)) return result;
  }
  return kinds[kind].make(*client, error);
}

static char *text_of(const char *file) {
  static char text[8192];
  FILE *stream = fopen(file, "r");
  if (stream == NULL) return text;
  text[fread(text, 1, sizeof text - 1, stream)] = 0;
  fclose(stream);
  return text;
}

static volatile char *shared(const char *file) {
  int descriptor = open(file, O_RDWR);
  void *memory = mmap(NULL, REPORT_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) exit(2);
  close(descriptor);
  return (volatile char *)memory;
}

int main(int argc, char **argv) {
  const struct timespec moment = {0, 1000000};
  mpsd_network *network = NULL;
  mpsd_client *client = NULL;
  mpsd_error first, later;
  volatile char *report = NULL;
  int attempts = 0;
  size_t kind = 0;
  if (argc < 4) return 2;
  while (kind < sizeof kinds / sizeof *kinds && strcmp(kinds[kind].name, argv[1]) != 0) ++kind;
  if (kind == sizeof kinds / sizeof *kinds) return 2;
  url = argv[2];
  pem = text_of(argv[3]);
  if (argc > 4) {
    report = shared(argv[4]);
    report[0] = 1;
    while (report[0] == 1) nanosleep(&moment, NULL);
  }
  attempt(kind, &network, &client, &first);
  getpriority(PRIO_PROCESS, 0);
  do attempt(kind, &network, &client, &later);
  while (later.result != MPSD_OK && ++attempts < LATER_ATTEMPTS);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  if (report == NULL) {
    fprintf(stderr, "%s\n", first.message);
    return first.result == MPSD_OK ? 0 : 1;
  }
  snprintf((char *)(uintptr_t)report + TEXT, REPORT_SIZE - TEXT, "%s\n%d\n%s\n%s\n%s\n%s\n", mpsd_result_name(first.result),
      (int)first.delivery, first.request_id, mpsd_result_name(later.result), first.message, later.message);
  return 0;
}
