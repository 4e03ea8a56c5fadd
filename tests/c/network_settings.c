/* Proxy, trust, size of answers. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

static mpsd_network_options network_options(void) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  options.root_certificates_pem = fixture("TLS_AUTHORITY");
  return options;
}

/* Asks for activities over a network of these options. */
static void query(const char *what, const char *endpoint, const mpsd_network_options *settings, mpsd_result expected,
    const char *part) {
  static const uint64_t xuid = 8402;
  mpsd_client_options options = options_for(endpoint, 8401);
  mpsd_activity_query asked = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_network *network;
  mpsd_client *client;
  mpsd_error error;
  check_context("%s", what);
  CHECK_RESULT(mpsd_network_create(settings, &network, &error), MPSD_OK, &error);
  options.network = network;
  options.max_attempts = 1;
  client = create_client(&options);
  asked.scid = SCID;
  asked.xuids = &xuid;
  asked.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(client, &asked, NULL, &list, &error), expected, &error);
  CHECK_CONTAINS(error.message, part);
  if (expected != MPSD_OK) CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  mpsd_handle_list_destroy(list);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

/* The proxy leads to the service, whatever host is asked for. */
static void an_explicit_proxy_is_used_for_every_host(void) {
  mpsd_network_options options = network_options();
  options.proxy = MPSD_PROXY_URL;
  options.proxy_url = fixture("PROXY_WITH_USER");
  query("another host through the proxy", "https://service.test", &options, MPSD_OK, "");
  query("this machine through the proxy", "https://localhost:4433", &options, MPSD_OK, "");
  options.proxy_url = fixture("PROXY");
  query("a proxy that wants a user", "https://service.test", &options, MPSD_ERROR_CONNECT, "407");
  options.proxy_url = "http://127.0.0.1:1";
  query("a proxy that is not there", "https://service.test", &options, MPSD_ERROR_CONNECT, "");
}

static void the_environment_is_asked_only_on_request(void) {
  mpsd_network_options options = network_options();
  environment_set("https_proxy", fixture("PROXY_WITH_USER"));
  query("no proxy, whatever the environment says", fixture("TLS_GOOD"), &options, MPSD_OK, "");
  options.proxy = MPSD_PROXY_ENVIRONMENT;
  query("the environment's proxy", "https://service.test", &options, MPSD_OK, "");
  query("not for this machine", "https://localhost:1", &options, MPSD_ERROR_CONNECT, "");
  query("not for this machine", fixture("TLS_GOOD"), &options, MPSD_OK, "");
  environment_set("https_proxy", "socks5://127.0.0.1:1");
  {
    mpsd_network *network;
    mpsd_error error;
    check_context("a proxy of another kind");
    CHECK_REFUSED(mpsd_network_create(&options, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "HTTPS_PROXY");
  }
  environment_set("https_proxy", NULL);
}

static void certificates_of_ones_own_are_trusted_besides(void) {
  mpsd_network_options options = network_options();
  query("bundled and own", fixture("TLS_GOOD"), &options, MPSD_OK, "");
  options.trust = MPSD_TRUST_OWN_ONLY;
  query("own alone", fixture("TLS_GOOD"), &options, MPSD_OK, "");
  options.root_certificates_pem = fixture("TLS_OTHER_AUTHORITY");
  query("another's", fixture("TLS_GOOD"), &options, MPSD_ERROR_TLS, "");
}

static void the_platform_judges_where_it_was_built_in(void) {
  mpsd_network_options options = network_options();
  mpsd_network *network;
  mpsd_error error;
  mpsd_result result;
  check_context("the platform's trust");
  options.trust = MPSD_TRUST_PLATFORM;
  options.root_certificates_pem = NULL;
  result = mpsd_network_create(&options, &network, &error);
  mpsd_network_destroy(network);
  if (result != MPSD_OK) {
    CHECK_RESULT(result, MPSD_ERROR_UNSUPPORTED_VERSION, &error);
    CHECK_CONTAINS(error.message, "platform-verifier");
    return;
  }
  query("the platform's alone", fixture("TLS_GOOD"), &options, MPSD_ERROR_TLS, "");
  if (environment("MPSD_WINE") != NULL) {
    fprintf(stderr, "*** SKIPPED: Wine trusts no certificates of a network's own beside those of the platform ***\n");
    return;
  }
  options.root_certificates_pem = fixture("TLS_AUTHORITY");
  query("the platform's and own", fixture("TLS_GOOD"), &options, MPSD_OK, "");
}

static void refused(mpsd_network_options options, const char *part) {
  mpsd_network *network;
  mpsd_error error;
  check_context("%s", part);
  CHECK_REFUSED(mpsd_network_create(&options, &network, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, part);
  CHECK(network == NULL);
}

static void wrong_settings_are_refused_by_name(void) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  options.trust = 3;
  refused(options, "trust");
  options.trust = MPSD_TRUST_OWN_ONLY;
  refused(options, "root_certificates_pem");
  options = network_options();
  options.proxy = 3;
  refused(options, "options->proxy:");
  options.proxy = MPSD_PROXY_URL;
  refused(options, "proxy_url");
  options.proxy_url = "https://proxy";
  refused(options, "proxy");
  options.proxy = MPSD_PROXY_NONE;
  refused(options, "proxy_url");
  options = network_options();
  options.max_answer_bytes = 1023;
  refused(options, "max_answer_bytes");
  options.max_answer_bytes = MPSD_MAX_ANSWER_BYTES + 1;
  refused(options, "max_answer_bytes");
  options = network_options();
  options.mode = MPSD_NETWORK_POLLED;
  refused(options, "root_certificates_pem");
  options.root_certificates_pem = NULL;
  options.trust = MPSD_TRUST_OWN_ONLY;
  refused(options, "trust");
  options.trust = MPSD_TRUST_BUNDLED;
  options.proxy = MPSD_PROXY_ENVIRONMENT;
  refused(options, "proxy");
}

static void an_answer_beyond_the_limit_is_refused(void) {
  char *answer = malloc(4096);
  const char *answers[3] = {answer, answer, SCRIPT_END};
  mpsd_network_options settings = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(fixture("SCRIPTED"), 8403);
  const mpsd_session_reference session = session_named("large");
  mpsd_network *network;
  mpsd_client *client;
  mpsd_session *document;
  mpsd_error error;
  const uint32_t limits[] = {1024, 0};
  size_t i;
  check_context("max_answer_bytes");
  strcpy(answer, "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{");
  memset(answer + strlen(answer), ' ', 1024);
  answer[strlen("HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{") + 1024] = '\0';
  strcat(answer, "}");
  script_set(fixture("SCRIPTED"), answers);
  for (i = 0; i < 2; ++i) {
    settings.max_answer_bytes = limits[i];
    CHECK_RESULT(mpsd_network_create(&settings, &network, &error), MPSD_OK, &error);
    options.network = network;
    client = create_client(&options);
    CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &document, &error),
        limits[i] == 0 ? MPSD_OK : MPSD_ERROR_PROTOCOL, &error);
    if (limits[i] != 0) CHECK_CONTAINS(error.message, "1024 bytes");
    mpsd_session_destroy(document);
    mpsd_client_destroy(client);
    mpsd_network_destroy(network);
  }
  free(answer);
}

int main(void) {
  an_explicit_proxy_is_used_for_every_host();
  the_environment_is_asked_only_on_request();
  certificates_of_ones_own_are_trusted_besides();
  the_platform_judges_where_it_was_built_in();
  wrong_settings_are_refused_by_name();
  an_answer_beyond_the_limit_is_refused();
  return check_finish();
}
