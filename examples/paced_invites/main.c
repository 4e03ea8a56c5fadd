/*
 * A hundred invites within the service's rate limit of 30 requests in 15 seconds: the library paces them, and tells how far
 * it is. Then the same with a deadline that is too short, which says what was not sent.
 *
 *   paced_invites <emulator-url>
 *
 * Fails where the service had to throttle (429), or an invite is neither delivered nor surely unsent.
 */
#include <inttypes.h>
#include <mpsd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { INVITED = 100, HOST = 2100001 };

static void require(mpsd_result result, const mpsd_error *error) {
  if (!MPSD_FAILED(result)) return;
  fprintf(stderr, "%s: %s\n", mpsd_result_name(result), error->message);
  exit(EXIT_FAILURE);
}

static mpsd_client *sign_in(const char *url) {
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  char token[96];
  snprintf(token, sizeof token, "XBL3.0 x=emulator;xuid=%d;title=1234567", HOST);
  options.endpoint = url;
  options.authorization = token;
  options.xuid = HOST;
  options.title_id = 1234567;
  require(mpsd_client_create(&options, &client, &error), &error);
  return client;
}

static void open_session(mpsd_client *client, const mpsd_session_reference *session) {
  mpsd_error error;
  char document[256];
  snprintf(document, sizeof document,
      "{\"members\":{\"me\":{\"constants\":{\"system\":{\"initialize\":true,\"xuid\":\"%d\"}},"
      "\"properties\":{\"system\":{\"active\":true}}}}}",
      HOST);
  require(mpsd_write_session(client, session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, document, NULL, NULL, &error), &error);
}

/* Waits for the operation, and prints a line whenever it has come further. */
static void watch(mpsd_operation *operation, time_t began) {
  uint32_t done, total, shown = 0;
  mpsd_result result;
  do {
    result = mpsd_operation_wait(operation, 500);
    mpsd_operation_progress(operation, &done, &total);
    if (done != shown) printf("  %3.0f s  %3" PRIu32 " of %" PRIu32 "\n", difftime(time(NULL), began), done, total);
    shown = done;
  } while (result == MPSD_PENDING);
}

/* Invites everybody; `deadline_ms` 0: as long as the rate limit takes. The number that were delivered. */
static size_t invite(mpsd_client *client, const mpsd_session_reference *session, uint32_t deadline_ms) {
  static mpsd_invite_result rows[INVITED];
  static uint64_t xuids[INVITED];
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_operation *operation;
  time_t began;
  mpsd_error error;
  size_t i, count, delivered = 0;
  for (i = 0; i < INVITED; ++i) xuids[i] = 2200000 + i;
  invite.session = *session;
  invite.xuids = xuids;
  invite.xuid_count = INVITED;
  call.deadline_ms = deadline_ms;
  began = time(NULL);
  require(mpsd_send_invites_start(client, &invite, &call, &operation, &error), &error);
  watch(operation, began);
  mpsd_operation_get_invites(operation, rows, INVITED, &count, &error);
  mpsd_operation_destroy(operation);
  for (i = 0; i < count; ++i) {
    if (rows[i].result == MPSD_OK) {
      ++delivered;
    } else if (rows[i].delivery != MPSD_DELIVERY_NOT_SENT) {
      fprintf(stderr, "%" PRIu64 ": %s\n", rows[i].xuid, rows[i].message);
      exit(EXIT_FAILURE);
    }
  }
  printf("%zu delivered in %.0f s, %zu not sent%s%s\n", delivered, difftime(time(NULL), began), count - delivered,
      delivered < count ? ": " : "", delivered < count ? error.message : "");
  return delivered;
}

int main(int argument_count, char **arguments) {
  const mpsd_session_reference session = {"7492baca-c1b4-440d-a391-b7ef364a8d40", "match", "crowded"};
  mpsd_client_counters counters;
  mpsd_client *client;
  size_t all, some;
  if (argument_count != 2) {
    fprintf(stderr, "usage: paced_invites <emulator-url>\n");
    return 2;
  }
  client = sign_in(arguments[1]);
  open_session(client, &session);
  printf("As long as it takes:\n");
  all = invite(client, &session, 0);
  printf("Within 20 seconds:\n");
  some = invite(client, &session, 20000);
  mpsd_client_get_counters(client, &counters);
  mpsd_client_destroy(client);
  printf("%" PRIu64 " requests, %" PRIu64 " throttled\n", counters.requests, counters.throttles);
  return all == INVITED && some < INVITED && some > 0 && counters.throttles == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
