/* TLS servers: a good certificate, and three to refuse. */
#include "check.h"
#include "fixture.h"

static mpsd_network *network_trusting(const char *pem) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_network *network;
  mpsd_error error;
  options.root_certificates_pem = pem;
  CHECK_RESULT(mpsd_network_create(&options, &network, &error), MPSD_OK, &error);
  return network;
}

static void query(const char *what, const char *endpoint, const char *trusted, mpsd_result expected) {
  static const uint64_t xuid = 8302;
  mpsd_client_options options = options_for(endpoint, 8301);
  mpsd_activity_query asked = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_network *network = network_trusting(trusted);
  mpsd_handle_list *list;
  mpsd_client *client;
  mpsd_error error;
  long long begin = now_ms();
  check_context("%s", what);
  options.network = network;
  /* A refused certificate stays refused: the second attempt must not be made. */
  options.max_attempts = 2;
  client = create_client(&options);
  asked.scid = SCID;
  asked.xuids = &xuid;
  asked.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(client, &asked, NULL, &list, &error), expected, &error);
  CHECK_EQ(error.delivery, expected == MPSD_OK ? MPSD_DELIVERY_ANSWERED : MPSD_DELIVERY_NOT_SENT);
  CHECK_EQ(error.attempts, 1);
  CHECK_WITHIN(now_ms() - begin, 1500 + slack_ms());
  mpsd_handle_list_destroy(list);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

int main(void) {
  const char *authority = fixture("TLS_AUTHORITY"), *other = fixture("TLS_OTHER_AUTHORITY");
  query("a good certificate", fixture("TLS_GOOD"), authority, MPSD_OK);
  query("a good certificate by address", fixture("TLS_GOOD_ADDRESS"), authority, MPSD_OK);
  query("an authority unknown to the bundled roots", fixture("TLS_GOOD"), NULL, MPSD_ERROR_TLS);
  query("another authority's certificate", fixture("TLS_GOOD"), other, MPSD_ERROR_TLS);
  query("a certificate for another host", fixture("TLS_WRONG_HOST"), authority, MPSD_ERROR_TLS);
  query("an expired certificate", fixture("TLS_EXPIRED"), authority, MPSD_ERROR_TLS);
  query("a server without TLS", fixture("TLS_PLAIN"), authority, MPSD_ERROR_TLS);
  return check_finish();
}
