#include "memory_everything.h"

#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

static mpsd_error error;

static mpsd_client *client_on(mpsd_network *network, const char *endpoint, uint64_t xuid) {
  mpsd_client_options options = options_for(endpoint, xuid);
  options.network = network;
  options.max_attempts = 2;
  return create_client(&options);
}

static mpsd_network *network_in(uint32_t mode, const char *pem) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_network *network;
  options.mode = mode;
  options.root_certificates_pem = pem;
  CHECK_RESULT(mpsd_network_create(&options, &network, &error), MPSD_OK, &error);
  return network;
}

static void open_session(mpsd_client *host) {
  mpsd_session_reference session = session_named("valid");
  CHECK_RESULT(mpsd_write_session(host, &session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, session_document(8801, "open"), NULL,
                   NULL, &error), MPSD_OK, &error);
}

/* Two users share a network, which goes before them; a result outlives its client. */
static void every_call_of_two_users(void) {
  mpsd_network *network = network_in(MPSD_NETWORK_DIRECT, NULL);
  mpsd_client *host = client_on(network, fixture("EMULATOR"), 8801);
  mpsd_client *guest = client_on(network, fixture("EMULATOR"), 8802);
  call_arguments arguments = valid_arguments(host);
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_session *session;
  mpsd_handle_list *handles;
  size_t i;
  open_session(host);
  for (i = 0; i < network_call_count; ++i) {
    check_context("%s", network_calls[i].name);
    call.handles = (network_calls[i].takes & CREATES_HANDLES) != 0 ? &handles : NULL;
    handles = NULL;
    arguments.options = &call;
    network_calls[i].run(&arguments, &error);
    mpsd_handle_list_destroy(handles);
  }
  mpsd_network_destroy(network);
  open_session(host);
  CHECK_RESULT(mpsd_join_session(guest, &arguments.session, NULL, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_leave_session(guest, &arguments.session, NULL, NULL, &error), MPSD_OK, &error);
  mpsd_client_destroy(guest);
  CHECK_RESULT(mpsd_leave_session(host, &arguments.session, NULL, &session, &error), MPSD_OK, &error);
  mpsd_client_destroy(host);
  mpsd_session_destroy(session);
}

static void documents_filters_and_activations(void) {
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_document *document;
  mpsd_filter *filter;
  mpsd_activation activation;
  const char *text;
  size_t size;
  check_context("values");
  CHECK_RESULT(mpsd_session_document_create(&document, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_document_set_constants(document, &constants, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_document_merge(document, "{\"properties\":{\"custom\":{\"a\":[1,2]}}}", &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_session_document_merge(document, "{", &error), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_RESULT(mpsd_session_document_get_text(document, &text, &size, &error), MPSD_OK, &error);
  mpsd_session_document_destroy(document);
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "mic", &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_get_text(filter, &text, &error), MPSD_OK, &error);
  mpsd_filter_destroy(filter);
  CHECK_EQ(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "stale", &error), MPSD_ERROR_INVALID_HANDLE);
  CHECK_RESULT(mpsd_activation_parse("ms-xbl-multiplayer://inviteHandleAccept?handle=x", &activation, &error), MPSD_OK, &error);
}

static void query_over_tls(const char *pem, mpsd_result expected) {
  static const uint64_t xuid = 8803;
  mpsd_network *network = network_in(MPSD_NETWORK_DIRECT, pem);
  mpsd_client *client = client_on(network, fixture("TLS_GOOD"), 8803);
  mpsd_activity_query asked = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  check_context("TLS");
  asked.scid = SCID;
  asked.xuids = &xuid;
  asked.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(client, &asked, NULL, &list, &error), expected, &error);
  mpsd_handle_list_destroy(list);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

/* Mostly in the machine's own list of hosts. Whatever comes of it, the name was looked up. */
void look_up_of_a_name(void) {
  mpsd_client *client = client_on(NULL, "https://ip6-localhost:9", 8804);
  check_context("the look-up of a name");
  CHECK(MPSD_FAILED(mpsd_clear_activity(client, SCID, NULL, NULL, &error)));
  mpsd_client_destroy(client);
}

static mpsd_token_request *open_request;

static void MPSD_CALL answer_later(void *unused, mpsd_token_request *request) {
  (void)unused;
  __atomic_store_n(&open_request, request, __ATOMIC_SEQ_CST);
}

static mpsd_result outcome;

static void *call_that_needs_a_token(void *client) {
  outcome = mpsd_clear_activity((mpsd_client *)client, SCID, NULL, NULL, NULL);
  return NULL;
}

/* A token that comes late, or never. */
static void tokens(int complete) {
  mpsd_client_options options = options_for(fixture("EMULATOR"), 8805);
  mpsd_token_request_info data;
  mpsd_client *client;
  test_thread *thread;
  int waited;
  check_context("tokens");
  options.authorization = NULL;
  options.token_callback = answer_later;
  __atomic_store_n(&open_request, NULL, __ATOMIC_SEQ_CST);
  client = create_client(&options);
  thread = thread_start(call_that_needs_a_token, client);
  for (waited = 0; waited < 10000 && __atomic_load_n(&open_request, __ATOMIC_SEQ_CST) == NULL; ++waited) sleep_ms(1);
  CHECK_EQ(mpsd_token_request_get_info(open_request, &data), MPSD_OK);
  if (complete) {
    CHECK_EQ(mpsd_token_request_complete(open_request, MPSD_OK, token_of(8805), NULL), MPSD_OK);
    thread_join(thread);
    mpsd_client_destroy(client);
    CHECK_EQ(outcome, MPSD_OK);
  } else {
    mpsd_client_destroy(client);
    thread_join(thread);
    CHECK_EQ(outcome, MPSD_ERROR_CLOSED);
  }
}

/* A request that the engine answers, and one that it ends when nobody waits for it any more. */
static void requests_of_the_engine(int answer) {
  mpsd_network *network = network_in(MPSD_NETWORK_POLLED, NULL);
  mpsd_client *client = client_on(network, NULL, 8806);
  mpsd_http_request *request;
  mpsd_http_request_info data;
  char line[4096];
  test_thread *thread;
  check_context("a polled network");
  thread = thread_start(call_that_needs_a_token, client);
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);
  CHECK_EQ(mpsd_http_request_get_curl(request, 0, line, sizeof line, NULL), MPSD_OK);
  if (answer) {
    CHECK_EQ(mpsd_http_request_answer(request, 400, NULL, (const uint8_t *)"no", 2), MPSD_OK);
  } else {
    mpsd_client_close(client);
  }
  thread_join(thread);
  CHECK_EQ(outcome, answer ? MPSD_ERROR_BAD_REQUEST : MPSD_ERROR_CLOSED);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  if (!answer) CHECK_EQ(mpsd_http_request_fail(request, MPSD_ERROR_CANCELLED, MPSD_DELIVERY_NOT_SENT), MPSD_OK);
}

static void destroyed_while_no_answer_comes(void) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client *client = client_on(NULL, fixture("SCRIPTED"), 8807);
  test_thread *thread;
  check_context("destroyed during a call");
  script_set(fixture("SCRIPTED"), silence);
  thread = thread_start(call_that_needs_a_token, client);
  script_wait(fixture("SCRIPTED"), 1);
  mpsd_client_destroy(client);
  thread_join(thread);
  CHECK_EQ(outcome, MPSD_ERROR_CLOSED);
}

static void MPSD_CALL log_line(void *unused, const mpsd_log_record *record) {
  (void)unused;
  (void)record;
}

/* Each call in the background: awaited and drained, and given up while it runs; all recorded. */
static void operations_with_trace_log_and_signer(int called_log) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(fixture("EMULATOR"), 8808);
  mpsd_operation *operation;
  mpsd_signer *signer;
  mpsd_log_record record;
  call_arguments arguments;
  size_t i;
  check_context("operations");
  CHECK_RESULT(mpsd_signer_create(NULL, 0, &signer, &error), MPSD_OK, &error);
  network_options.trace_file = fixture("TRACE");
  CHECK_RESULT(mpsd_network_create(&network_options, &options.network, &error), MPSD_OK, &error);
  options.signer = signer;
  options.log_level = MPSD_LOG_DEBUG;
  options.log_callback = called_log ? log_line : NULL;
  options.log_capacity = called_log ? 0 : 5;
  arguments = valid_arguments(create_client(&options));
  mpsd_signer_destroy(signer);
  for (i = 0; i < network_call_count; ++i) {
    CHECK_RESULT(network_calls[i].start(&arguments, &operation, &error), MPSD_OK, &error);
    mpsd_operation_destroy(operation);
    CHECK_RESULT(network_calls[i].start(&arguments, &operation, &error), MPSD_OK, &error);
    if (i % 2 == 0) CHECK_EQ(mpsd_client_cancel_group(arguments.client, MPSD_ANY_GROUP), MPSD_OK);
    CHECK_EQ(mpsd_client_wait_finished(arguments.client, MPSD_ANY_GROUP, 30000, &operation), MPSD_OK);
    network_calls[i].result(operation, &error);
    mpsd_operation_destroy(operation);
  }
  mpsd_client_next_log(arguments.client, &record);
  CHECK_EQ(mpsd_network_suspend(options.network), MPSD_OK);
  CHECK_RESULT(network_calls[0].start(&arguments, &operation, &error), MPSD_OK, &error);
  mpsd_network_destroy(options.network);
  mpsd_client_destroy(arguments.client);
  CHECK(mpsd_operation_poll(operation) != MPSD_PENDING);
  mpsd_operation_destroy(operation);
}

/* Wishes for tokens that are never polled for, and one that is and is never answered. */
static void polled_tokens(void) {
  mpsd_client_options options = options_for(fixture("EMULATOR"), 8809);
  mpsd_client *client;
  int round;
  check_context("polled tokens");
  options.authorization = NULL;
  options.token_mode = MPSD_TOKENS_POLLED;
  client = create_client(&options);
  for (round = 0; round < 3; ++round) {
    const long long until = now_ms() + 10000;
    mpsd_token_request *request = NULL;
    CHECK_RESULT(mpsd_clear_activity_start(client, SCID, NULL, NULL, &error), MPSD_OK, &error);
    while (round == 1 && request == NULL && now_ms() < until) request = mpsd_client_next_token_request(client);
    CHECK_EQ(mpsd_client_cancel_group(client, MPSD_ANY_GROUP), MPSD_OK);
  }
  mpsd_client_destroy(client);
}

/* The rate limit is used up, and calls wait for room until they are cancelled with their client. */
static void calls_that_wait_for_room(void) {
  static const uint64_t xuid = 8810;
  mpsd_client_options options = options_for(fixture("EMULATOR"), 8810);
  mpsd_client *client;
  mpsd_activity_query asked = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_operation *operation;
  int i;
  check_context("pacing");
  options.pacing = MPSD_PACING_WAIT;
  client = create_client(&options);
  asked.scid = SCID;
  asked.xuids = &xuid;
  asked.xuid_count = 1;
  for (i = 0; i < 30; ++i) {
    mpsd_handle_list *list;
    CHECK_RESULT(mpsd_query_activities(client, &asked, NULL, &list, &error), MPSD_OK, &error);
    mpsd_handle_list_destroy(list);
  }
  CHECK_RESULT(mpsd_query_activities_start(client, &asked, NULL, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 20), MPSD_PENDING);
  mpsd_client_destroy(client);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_ERROR_CLOSED);
  mpsd_operation_destroy(operation);
}

static int taken, given_back;

static void MPSD_CALL take_slowly(void *unused, mpsd_http_request *request) {
  (void)unused;
  (void)request;
  __atomic_store_n(&taken, 1, __ATOMIC_SEQ_CST);
  sleep_ms(100);
}

static void MPSD_CALL give_back(void *unused, mpsd_http_request *request) {
  (void)unused;
  mpsd_http_request_fail(request, MPSD_ERROR_CANCELLED, MPSD_DELIVERY_UNKNOWN);
  __atomic_store_n(&given_back, 1, __ATOMIC_SEQ_CST);
}

/* Cancelled while the engine is still in its callback. */
static void an_engine_that_is_called(void) {
  const long long until = now_ms() + 10000;
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_operation *operation;
  mpsd_network *network;
  mpsd_client *client;
  check_context("a called engine");
  taken = given_back = 0;
  network_options.mode = MPSD_NETWORK_CALLBACK;
  network_options.transport_callback = take_slowly;
  network_options.transport_cancel_callback = give_back;
  CHECK_RESULT(mpsd_network_create(&network_options, &network, &error), MPSD_OK, &error);
  client = client_on(network, NULL, 8811);
  CHECK_RESULT(mpsd_clear_activity_start(client, SCID, NULL, &operation, &error), MPSD_OK, &error);
  while (!__atomic_load_n(&taken, __ATOMIC_SEQ_CST) && now_ms() < until) sleep_ms(1);
  CHECK_EQ(mpsd_operation_cancel(operation), MPSD_OK);
  while (!__atomic_load_n(&given_back, __ATOMIC_SEQ_CST) && now_ms() < until) sleep_ms(1);
  CHECK(__atomic_load_n(&given_back, __ATOMIC_SEQ_CST));
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

static void many_objects_at_once(void) {
  enum { MANY = 300 };
  mpsd_filter *filters[MANY];
  size_t i;
  check_context("many objects");
  for (i = 0; i < MANY; ++i) CHECK_EQ(mpsd_filter_create(&filters[i], NULL), MPSD_OK);
  for (i = 0; i < MANY; ++i) mpsd_filter_destroy(filters[i]);
}

void everything(void) {
  every_call_of_two_users();
  documents_filters_and_activations();
  /* Valgrind takes what ring's assembly code wrote for not initialised. */
  if (getenv("MPSD_TEST_SLOW") == NULL) {
    query_over_tls(fixture("TLS_AUTHORITY"), MPSD_OK);
    query_over_tls(NULL, MPSD_ERROR_TLS);
  }
  tokens(1);
  tokens(0);
  requests_of_the_engine(1);
  requests_of_the_engine(0);
  destroyed_while_no_answer_comes();
  /* Signing is assembly code, too. */
  if (getenv("MPSD_TEST_SLOW") == NULL) {
    operations_with_trace_log_and_signer(0);
    operations_with_trace_log_and_signer(1);
  }
  polled_tokens();
  calls_that_wait_for_room();
  an_engine_that_is_called();
  many_objects_at_once();
}
