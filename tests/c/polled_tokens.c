/* Tokens for an engine without callbacks: wishes are polled for once a frame. And the built-in signer. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define CREATED \
  "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\",\"type\":\"activity\"}"
#define REFUSED "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
enum { CALLS = 4 };

static const char *emulator;
static const char *scripted;

/* A call on a thread of its own. */
typedef struct blocked {
  mpsd_client *client;
  mpsd_call_options options;
  test_thread *thread;
  mpsd_result result;
  mpsd_error error;
} blocked;

static void *call(void *given) {
  blocked *self = (blocked *)given;
  mpsd_session_reference session = session_named(NULL);
  self->result = mpsd_set_activity(self->client, &session, &self->options, NULL, &self->error);
  return NULL;
}

static void begin(blocked *self, mpsd_client *client) {
  mpsd_call_options defaults = MPSD_CALL_OPTIONS_INIT;
  self->client = client;
  self->options = defaults;
  self->thread = thread_start(call, self);
}

static mpsd_result end(blocked *self) {
  thread_join(self->thread);
  return self->result;
}

static mpsd_client *polling_client(const char *endpoint, uint64_t xuid) {
  mpsd_client_options options = options_for(endpoint, xuid);
  options.authorization = NULL;
  options.token_mode = MPSD_TOKENS_POLLED;
  return create_client(&options);
}

/* A frame loop that waits for the next wish. */
static mpsd_token_request *wished(mpsd_client *client) {
  mpsd_token_request *request = NULL;
  int frame;
  for (frame = 0; frame < 2000 && request == NULL; ++frame) {
    request = mpsd_client_next_token_request(client);
    if (request == NULL) sleep_ms(5);
  }
  CHECK(request != NULL);
  return request;
}

static void a_wish_is_answered_in_the_frame_loop(void) {
  mpsd_client *client = polling_client(emulator, 8101);
  mpsd_token_request_info data;
  mpsd_token_request *request;
  blocked running;
  check_context("a_wish_is_answered_in_the_frame_loop");
  CHECK(mpsd_client_next_token_request(client) == NULL);
  begin(&running, client);
  request = wished(client);
  CHECK(mpsd_client_next_token_request(client) == NULL);
  CHECK_EQ(mpsd_token_request_get_info(request, &data), MPSD_OK);
  CHECK_TEXT(data.method, "POST");
  CHECK_EQ(data.force_refresh, 0);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(8101), NULL), MPSD_OK);
  CHECK_RESULT(end(&running), MPSD_OK, &running.error);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(8101), NULL), MPSD_ERROR_INVALID_HANDLE);
  /* It is kept. */
  begin(&running, client);
  CHECK_RESULT(end(&running), MPSD_OK, &running.error);
  CHECK(mpsd_client_next_token_request(client) == NULL);
  mpsd_client_destroy(client);
}

static void many_refused_calls_wish_once(void) {
  blocked running[CALLS];
  mpsd_client *client = polling_client(emulator, 8102);
  mpsd_token_request_info data;
  mpsd_token_request *request;
  http_answer answer;
  int i;
  check_context("many_refused_calls_wish_once");
  CHECK_EQ(mpsd_client_set_authorization(client, "XBL3.0 x=emulator;xuid=8102;nonce=OLD", NULL), MPSD_OK);
  http_exchange(emulator, "POST", "/emulator/tokens/revoke", "{\"token\":\"XBL3.0 x=emulator;xuid=8102;nonce=OLD\"}",
      &answer);
  CHECK_EQ(answer.status, 204);
  for (i = 0; i < CALLS; ++i) begin(&running[i], client);
  request = wished(client);
  CHECK_EQ(mpsd_token_request_get_info(request, &data), MPSD_OK);
  CHECK_EQ(data.force_refresh, 1);
  sleep_ms(100);
  CHECK(mpsd_client_next_token_request(client) == NULL);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, "XBL3.0 x=emulator;xuid=8102;nonce=NEW", NULL), MPSD_OK);
  for (i = 0; i < CALLS; ++i) CHECK_RESULT(end(&running[i]), MPSD_OK, &running[i].error);
  CHECK(mpsd_client_next_token_request(client) == NULL);
  mpsd_client_destroy(client);
}

static void signing_in_again_answers_a_wish(void) {
  mpsd_client *client = polling_client(emulator, 8103);
  mpsd_token_request *request;
  blocked running;
  check_context("signing_in_again_answers_a_wish");
  begin(&running, client);
  request = wished(client);
  CHECK_EQ(mpsd_client_set_authorization(client, token_of(8103), NULL), MPSD_OK);
  CHECK_RESULT(end(&running), MPSD_OK, &running.error);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(8103), NULL), MPSD_ERROR_INVALID_HANDLE);
  mpsd_client_destroy(client);
}

static void a_failed_sign_in_fails_the_call(void) {
  mpsd_client *client = polling_client(emulator, 8104);
  blocked running;
  check_context("a_failed_sign_in_fails_the_call");
  begin(&running, client);
  CHECK_EQ(mpsd_token_request_complete(wished(client), MPSD_ERROR_NETWORK, NULL, NULL), MPSD_OK);
  CHECK_RESULT(end(&running), MPSD_ERROR_NO_TOKEN, &running.error);
  CHECK_EQ(running.error.attempts, 0);
  mpsd_client_destroy(client);
}

static void nothing_is_left_after_destroy(void) {
  mpsd_client *client = polling_client(emulator, 8105);
  mpsd_token_request_info data;
  mpsd_token_request *request;
  blocked running;
  check_context("nothing_is_left_after_destroy");
  begin(&running, client);
  request = wished(client);
  mpsd_client_destroy(client);
  CHECK_RESULT(end(&running), MPSD_ERROR_CLOSED, &running.error);
  CHECK(mpsd_client_next_token_request(client) == NULL);
  CHECK_EQ(mpsd_token_request_get_info(request, &data), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(8105), NULL), MPSD_ERROR_INVALID_HANDLE);
}

static void four_local_players_share_a_network(void) {
  blocked running[CALLS];
  mpsd_client *clients[CALLS];
  mpsd_network *network;
  mpsd_error error;
  int i;
  check_context("four_local_players_share_a_network");
  CHECK_RESULT(mpsd_network_create(NULL, &network, &error), MPSD_OK, &error);
  for (i = 0; i < CALLS; ++i) {
    mpsd_client_options options = options_for(emulator, 8110u + (unsigned)i);
    options.authorization = NULL;
    options.token_mode = MPSD_TOKENS_POLLED;
    options.network = network;
    clients[i] = create_client(&options);
    begin(&running[i], clients[i]);
  }
  for (i = 0; i < CALLS; ++i) {
    mpsd_token_request *request = wished(clients[i]);
    CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(8110u + (unsigned)i), NULL), MPSD_OK);
  }
  for (i = 0; i < CALLS; ++i) {
    CHECK_RESULT(end(&running[i]), MPSD_OK, &running[i].error);
    mpsd_client_destroy(clients[i]);
  }
  mpsd_network_destroy(network);
}

static void options_that_do_not_go_together(void) {
  mpsd_client_options options = options_for(emulator, 8106);
  mpsd_client *client;
  mpsd_error error;
  check_context("options_that_do_not_go_together");
  options.token_mode = 2;
  CHECK_REFUSED(mpsd_client_create(&options, &client, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "options->token_mode");
  options.token_mode = MPSD_TOKENS_CALLBACK;
  options.reserved0 = 1;
  CHECK_REFUSED(mpsd_client_create(&options, &client, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "options->reserved0");
  options.reserved0 = 0;
  options.signer = (mpsd_signer *)(void *)&options;
  CHECK_REFUSED(mpsd_client_create(&options, &client, &error), MPSD_ERROR_INVALID_HANDLE, &error, "options->signer");
  /* Tokens of another client are not polled for. */
  client = client_for(emulator, 8106);
  CHECK(mpsd_client_next_token_request(client) == NULL);
  mpsd_client_destroy(client);
}

/* The value of a header of a request that the scripted server got. */
static void header_of(const char *request, const char *name, char *value, size_t size) {
  const char *found = strstr(request, name);
  size_t length;
  value[0] = 0;
  CHECK(found != NULL);
  if (found == NULL) return;
  found += strlen(name);
  length = strcspn(found, "\r\n");
  if (length > size - 1) length = size - 1;
  memcpy(value, found, length);
  value[length] = 0;
}

static void a_signer_signs_each_attempt(void) {
  const char *const answers[] = {REFUSED, CREATED, SCRIPT_END};
  mpsd_client_options options = options_for(scripted, 8107);
  char first[256], second[256];
  mpsd_proof_key key, same;
  mpsd_signer *signer, *again;
  mpsd_client *client;
  mpsd_error error;
  blocked running;
  check_context("a_signer_signs_each_attempt");
  CHECK_RESULT(mpsd_signer_create(NULL, 0, &signer, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_signer_get_key(signer, &key), MPSD_OK);
  CHECK_EQ(strlen(key.x), 43);
  CHECK_EQ(strlen(key.y), 43);
  CHECK_RESULT(mpsd_signer_create(key.pkcs8, key.pkcs8_size, &again, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_signer_get_key(again, &same), MPSD_OK);
  CHECK(memcmp(&key, &same, sizeof key) == 0);
  mpsd_signer_destroy(again);
  CHECK_EQ(mpsd_signer_get_key(again, &same), MPSD_ERROR_INVALID_HANDLE);
  CHECK_REFUSED(mpsd_signer_create(key.pkcs8, 0, &again, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "pkcs8");
  CHECK_REFUSED(mpsd_signer_create(key.pkcs8, 257, &again, &error), MPSD_ERROR_TOO_LONG, &error, "pkcs8");
  CHECK_REFUSED(mpsd_signer_create(NULL, 1, &again, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "pkcs8");

  options.authorization = NULL;
  options.token_mode = MPSD_TOKENS_POLLED;
  options.signer = signer;
  client = create_client(&options);
  /* The client keeps it. */
  mpsd_signer_destroy(signer);
  script_set(scripted, answers);
  begin(&running, client);
  CHECK_EQ(mpsd_token_request_complete(wished(client), MPSD_OK, "XBL3.0 x=1;OLD", NULL), MPSD_OK);
  CHECK_EQ(mpsd_token_request_complete(wished(client), MPSD_OK, "XBL3.0 x=1;NEW", NULL), MPSD_OK);
  CHECK_RESULT(end(&running), MPSD_OK, &running.error);
  header_of(script_request(scripted, 0), "ignature: ", first, sizeof first);
  header_of(script_request(scripted, 1), "ignature: ", second, sizeof second);
  /* 76 bytes, which begin with the policy version 1. */
  CHECK_EQ(strlen(first), 104);
  CHECK(strncmp(first, "AAAAA", 5) == 0);
  CHECK(strcmp(first, second) != 0);
  mpsd_client_destroy(client);
}

int main(void) {
  emulator = fixture("EMULATOR");
  scripted = fixture("SCRIPTED");
  a_wish_is_answered_in_the_frame_loop();
  many_refused_calls_wish_once();
  signing_in_again_answers_a_wish();
  a_failed_sign_in_fails_the_call();
  nothing_is_left_after_destroy();
  four_local_players_share_a_network();
  options_that_do_not_go_together();
  a_signer_signs_each_attempt();
  return check_finish();
}
