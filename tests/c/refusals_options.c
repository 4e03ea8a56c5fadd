/* Options that are refused: of clients, of networks, of calls; and structs of older and newer programs. */
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

static const char *server;

static const char *of_length(char letter, size_t length) {
  static char *text;
  text = (char *)realloc(text, length + 1);
  memset(text, letter, length);
  text[length] = 0;
  return text;
}

static void create(const mpsd_client_options *options, mpsd_result expected, const char *part) {
  mpsd_client *client = (mpsd_client *)(uintptr_t)0xaaaa;
  mpsd_error error;
  mpsd_result result = mpsd_client_create(options, &client, &error);
  CHECK_REFUSED(result, expected, &error, part);
  CHECK((client == NULL) == MPSD_FAILED(result));
  mpsd_client_destroy(client);
}

/* Valid options with one change are refused, or accepted. */
#define REFUSED(expected, part, change) \
  do { \
    mpsd_client_options options = options_for(server, 6001); \
    check_context("%s", #change); \
    change; \
    create(&options, (expected), (part)); \
  } while (0)
#define ACCEPTED(change) REFUSED(MPSD_OK, "", change)
#define INVALID MPSD_ERROR_INVALID_ARGUMENT

static void client_numbers(void) {
  int not_an_object;
  REFUSED(MPSD_ERROR_UNSUPPORTED_VERSION, "contract_version", options.contract_version = 103);
  REFUSED(MPSD_ERROR_UNSUPPORTED_VERSION, "contract_version", options.contract_version = 1);
  ACCEPTED(options.contract_version = 104);
  ACCEPTED(options.contract_version = 0);
  REFUSED(INVALID, "max_attempts", options.max_attempts = MPSD_MAX_ATTEMPTS + 1);
  ACCEPTED(options.max_attempts = 20);
  REFUSED(INVALID, "pacing", options.pacing = 3);
  ACCEPTED(options.pacing = MPSD_PACING_OFF);
  REFUSED(INVALID, "log_level", options.log_level = MPSD_LOG_DEBUG);
  REFUSED(MPSD_ERROR_INVALID_HANDLE, "network", options.network = (mpsd_network *)(void *)&not_an_object);
  ACCEPTED(options.deadline_ms = UINT32_MAX; options.request_timeout_ms = UINT32_MAX;
      options.connect_timeout_ms = UINT32_MAX);
}

static void client_texts(void) {
  REFUSED(MPSD_ERROR_NO_TOKEN, "authorization", options.authorization = NULL);
  REFUSED(INVALID, "authorization", options.authorization = "");
  REFUSED(INVALID, "authorization", options.authorization = "XBL3.0 x=1;a\rb");
  REFUSED(INVALID, "authorization", options.authorization = "XBL3.0 x=1;a\nb");
  REFUSED(INVALID, "authorization", options.authorization = "XBL3.0 x=1;a\x01" "b");
  REFUSED(INVALID, "authorization", options.authorization = "XBL3.0 x=1;a\x7f" "b");
  REFUSED(MPSD_ERROR_TOO_LONG, "authorization", options.authorization = of_length('a', MPSD_MAX_AUTHORIZATION_BYTES + 1));
  ACCEPTED(options.authorization = of_length('a', MPSD_MAX_AUTHORIZATION_BYTES));
  REFUSED(INVALID, "language", options.language = "en\r\nX: y");
  REFUSED(MPSD_ERROR_TOO_LONG, "language", options.language = of_length('e', 201));
  ACCEPTED(options.language = of_length('e', 200));
  REFUSED(INVALID, "user_agent_suffix", options.user_agent_suffix = "Game\n1");
  REFUSED(MPSD_ERROR_TOO_LONG, "user_agent_suffix", options.user_agent_suffix = of_length('g', 201));
  ACCEPTED(options.user_agent_suffix = of_length('g', 200));
}

static void endpoints(void) {
  static const char *const wrong[] = {"", "127.0.0.1:80", "ftp://127.0.0.1", "https://", "http://example.com",
      "http://192.168.1.1", "http://127.0.0.1.example.com", "http://localhost.example.com", "http://0.0.0.0",
      "http://user@127.0.0.1", "https://user@example.com", "https://user:secret@example.com",
      "https://example.com@127.0.0.1", "https://example.com/path", "https://example.com?query",
      "https://example.com#part", "https://exa mple.com", "https://example.com\r\nX: y", "https://example.com:99999",
      "https://example.com:port"};
  static const char *const right[] = {"http://127.0.0.1:1", "http://127.200.1.1:1", "http://localhost:1",
      "http://[::1]:1", "https://example.com", "https://example.com:8443", "HTTPS://EXAMPLE.COM", "https://192.168.1.1"};
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    mpsd_client_options options = options_for(wrong[i], 6001);
    check_context("endpoint \"%s\"", wrong[i]);
    create(&options, INVALID, "endpoint");
  }
  for (i = 0; i < sizeof right / sizeof right[0]; ++i) {
    mpsd_client_options options = options_for(right[i], 6001);
    check_context("endpoint \"%s\"", right[i]);
    create(&options, MPSD_OK, "");
  }
}

static void create_network(uint32_t max_connections, const char *pem, mpsd_result expected, const char *part) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_network *network = (mpsd_network *)(uintptr_t)0xaaaa;
  mpsd_error error;
  mpsd_result result;
  check_context("network with %u connections, PEM %.40s", max_connections, pem ? pem : "NULL");
  options.max_connections = max_connections;
  options.root_certificates_pem = pem;
  result = mpsd_network_create(&options, &network, &error);
  CHECK_REFUSED(result, expected, &error, part);
  CHECK((network == NULL) == MPSD_FAILED(result));
  mpsd_network_destroy(network);
}

static void networks(void) {
  create_network(MPSD_MAX_CONNECTIONS + 1, NULL, INVALID, "max_connections");
  create_network(256, NULL, MPSD_OK, "");
  create_network(0, "", INVALID, "root_certificates_pem");
  create_network(0, "no certificate", INVALID, "root_certificates_pem");
  create_network(0, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", INVALID,
      "root_certificates_pem");
  create_network(0, of_length('x', MPSD_MAX_ROOT_CERTIFICATES_BYTES + 1), MPSD_ERROR_TOO_LONG, "root_certificates_pem");
}

static void call_options_of_every_call(void) {
  static const struct {
    mpsd_call_options options;
    const char *part;
  } wrong[] = {
      {{(uint32_t)sizeof(mpsd_call_options), 0, MPSD_MAX_ATTEMPTS + 1, 0, 0, 0, NULL, NULL, NULL}, "max_attempts"},
      {{(uint32_t)sizeof(mpsd_call_options), 0, 0, 3, 0, 0, NULL, NULL, NULL}, "pacing"},
      {{(uint32_t)sizeof(mpsd_call_options), 0, 0, 0, 0, 1, NULL, NULL, NULL}, "reserved0"},
      {{(uint32_t)sizeof(mpsd_call_options) - 1, 0, 0, 0, 0, 0, NULL, NULL, NULL}, "struct_size"},
      {{0, 0, 0, 0, 0, 0, NULL, NULL, NULL}, "struct_size"},
  };
  mpsd_client *client = client_for(server, 6002);
  call_arguments arguments = valid_arguments(client);
  size_t call, i;
  for (call = 0; call < network_call_count; ++call) {
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
      mpsd_error error;
      arguments.options = &wrong[i].options;
      check_context("%s, %s", network_calls[call].name, wrong[i].part);
      CHECK_REFUSED(network_calls[call].run(&arguments, &error), INVALID, &error, wrong[i].part);
    }
  }
  CHECK_EQ(script_count(server), 0);
  mpsd_client_destroy(client);
}

/* Only calls that create handles take the option, and a failure leaves it NULL. */
static void created_handles_are_wanted(void) {
  mpsd_client *client = client_for(server, 6006);
  call_arguments arguments = valid_arguments(client);
  mpsd_call_options options = MPSD_CALL_OPTIONS_INIT;
  size_t call;
  for (call = 0; call < network_call_count; ++call) {
    const int creates = (network_calls[call].takes & CREATES_HANDLES) != 0;
    mpsd_handle_list *handles = (mpsd_handle_list *)(uintptr_t)0xaaaa;
    mpsd_error error;
    options.handles = &handles;
    options.max_attempts = creates ? 21 : 0;
    arguments.options = &options;
    check_context("%s, handles", network_calls[call].name);
    CHECK_REFUSED(network_calls[call].run(&arguments, &error), INVALID, &error, creates ? "max_attempts" : "handles");
    CHECK(handles == NULL);
  }
  CHECK_EQ(script_count(server), 0);
  mpsd_client_destroy(client);
}

/* Calls with a struct of each kind, and tells what came of it. */
static mpsd_result use_network_options(const void *options, mpsd_error *error) {
  mpsd_network *network;
  mpsd_result result = mpsd_network_create((const mpsd_network_options *)options, &network, error);
  mpsd_network_destroy(network);
  return result;
}

static mpsd_result use_client_options(const void *options, mpsd_error *error) {
  mpsd_client *client;
  mpsd_result result = mpsd_client_create((const mpsd_client_options *)options, &client, error);
  mpsd_client_destroy(client);
  return result;
}

static mpsd_client *emulated;

static mpsd_result use_call_options(const void *options, mpsd_error *error) {
  return mpsd_clear_activity(emulated, SCID, (const mpsd_call_options *)options, NULL, error);
}

static mpsd_result use_query(const void *query, mpsd_error *error) {
  mpsd_handle_list *list;
  mpsd_result result = mpsd_query_activities(emulated, (const mpsd_activity_query *)query, NULL, &list, error);
  mpsd_handle_list_destroy(list);
  return result;
}

static mpsd_client *scripted;

/* As if the service had answered; refusals come before that. */
static void answer_with(const char *answer) {
  const char *answers[2];
  answers[0] = answer;
  answers[1] = SCRIPT_END;
  script_set(server, answers);
}

static mpsd_result use_attributes(const void *attributes, mpsd_error *error) {
  const mpsd_session_reference session = session_named("versions");
  answer_with("HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}");
  return mpsd_create_search_handle(scripted, &session, (const mpsd_search_attributes *)attributes, NULL, NULL, error);
}

static mpsd_result use_search(const void *query, mpsd_error *error) {
  mpsd_handle_list *list;
  mpsd_result result;
  answer_with("HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"results\":[]}");
  result = mpsd_search_handles(scripted, (const mpsd_search_query *)query, NULL, &list, error);
  mpsd_handle_list_destroy(list);
  return result;
}

static mpsd_result use_invite(const void *invite, mpsd_error *error) {
  return mpsd_send_invites(emulated, (const mpsd_invite *)invite, NULL, NULL, 0, error);
}

/* `source` with a struct_size of its own, and `surplus` in the byte after today's fields. */
static void versions(const char *name, const void *source, size_t size, mpsd_result (*use)(const void *, mpsd_error *)) {
  const uint32_t today = (uint32_t)size;
  const struct {
    uint32_t struct_size;
    unsigned char surplus;
    mpsd_result expected;
    const char *part;
  } rows[] = {
      {today, 1, MPSD_OK, ""},
      {today + 8, 0, MPSD_OK, ""},
      {today + 8, 1, MPSD_ERROR_UNSUPPORTED_VERSION, name},
      {today - 1, 0, INVALID, "struct_size"},
      {4, 0, INVALID, "struct_size"},
      {0, 0, INVALID, "struct_size"},
      {UINT32_MAX, 0, INVALID, "struct_size"},
  };
  size_t i;
  for (i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    unsigned char *copy = (unsigned char *)calloc(1, size + 8);
    mpsd_error error;
    memcpy(copy, source, size);
    memcpy(copy, &rows[i].struct_size, sizeof rows[i].struct_size);
    copy[size] = rows[i].surplus;
    check_context("%s with struct_size %u, surplus %u", name, rows[i].struct_size, rows[i].surplus);
    CHECK_RESULT(use(copy, &error), rows[i].expected, &error);
    CHECK_CONTAINS(error.message, rows[i].part);
    free(copy);
  }
}

static void older_and_newer_structs(void) {
  static const uint64_t recipient = 6004;
  mpsd_network_options network = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options client = options_for(server, 6001);
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  mpsd_search_query search = MPSD_SEARCH_QUERY_INIT;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_error error;
  search.scid = SCID;
  search.template_name = TEMPLATE;
  scripted = client_for(server, 6005);
  emulated = client_for(fixture("EMULATOR"), 6003);
  query.scid = SCID;
  query.xuids = invite.xuids = &recipient;
  query.xuid_count = invite.xuid_count = 1;
  invite.session = session_named("versions");
  create_session(emulated, 6003, &invite.session);
  versions("options", &network, sizeof network, use_network_options);
  versions("options", &client, sizeof client, use_client_options);
  versions("call", &call, sizeof call, use_call_options);
  versions("query", &query, sizeof query, use_query);
  versions("attributes", &attributes, sizeof attributes, use_attributes);
  versions("query", &search, sizeof search, use_search);
  versions("invite", &invite, sizeof invite, use_invite);
  check_context("reserved0");
  attributes.reserved0 = 1;
  CHECK_REFUSED(use_attributes(&attributes, &error), INVALID, &error, "reserved0");
  search.reserved0[6] = 1;
  CHECK_REFUSED(use_search(&search, &error), INVALID, &error, "reserved0");
  mpsd_client_destroy(scripted);
  mpsd_client_destroy(emulated);
}

/* An initialiser macro sets the size alone: zero is the default of every other field. */
#define ZEROED_BUT_SIZE(type, initialiser) \
  do { \
    const type from_macro = initialiser; \
    type zeroed; \
    memset(&zeroed, 0, sizeof zeroed); \
    zeroed.struct_size = (uint32_t)sizeof zeroed; \
    check_context("%s", #initialiser); \
    CHECK(memcmp(&zeroed, &from_macro, sizeof zeroed) == 0); \
  } while (0)

static void initialisers(void) {
  ZEROED_BUT_SIZE(mpsd_memory_hooks, MPSD_MEMORY_HOOKS_INIT);
  ZEROED_BUT_SIZE(mpsd_network_options, MPSD_NETWORK_OPTIONS_INIT);
  ZEROED_BUT_SIZE(mpsd_client_options, MPSD_CLIENT_OPTIONS_INIT);
  ZEROED_BUT_SIZE(mpsd_call_options, MPSD_CALL_OPTIONS_INIT);
  ZEROED_BUT_SIZE(mpsd_activity_query, MPSD_ACTIVITY_QUERY_INIT);
  ZEROED_BUT_SIZE(mpsd_search_attributes, MPSD_SEARCH_ATTRIBUTES_INIT);
  ZEROED_BUT_SIZE(mpsd_search_query, MPSD_SEARCH_QUERY_INIT);
  ZEROED_BUT_SIZE(mpsd_session_constants, MPSD_SESSION_CONSTANTS_INIT);
  ZEROED_BUT_SIZE(mpsd_session_properties, MPSD_SESSION_PROPERTIES_INIT);
  ZEROED_BUT_SIZE(mpsd_session_join, MPSD_SESSION_JOIN_INIT);
  ZEROED_BUT_SIZE(mpsd_session_query, MPSD_SESSION_QUERY_INIT);
  ZEROED_BUT_SIZE(mpsd_invite, MPSD_INVITE_INIT);
}

int main(void) {
  const char *const no_answers[] = {SCRIPT_END};
  server = fixture("SCRIPTED");
  script_set(server, no_answers);
  client_numbers();
  client_texts();
  endpoints();
  networks();
  call_options_of_every_call();
  created_handles_are_wanted();
  older_and_newer_structs();
  initialisers();
  return check_finish();
}
