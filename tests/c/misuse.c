/* Objects used wrongly: stale, destroyed twice, of another type, no object at all; text that is no UTF-8. */
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

static const char *emulator;
static const char *scripted;

/* Every function that takes a client finds none behind `client`. */
static void no_client(mpsd_client *client, const char *what) {
  call_arguments arguments = valid_arguments(client);
  mpsd_error error;
  size_t i;
  for (i = 0; i < network_call_count; ++i) {
    check_context("%s, %s", network_calls[i].name, what);
    CHECK_REFUSED(network_calls[i].run(&arguments, &error), MPSD_ERROR_INVALID_HANDLE, &error, "client");
    CHECK_EQ(network_calls[i].run(&arguments, NULL), MPSD_ERROR_INVALID_HANDLE);
  }
  check_context("%s", what);
  CHECK_REFUSED(mpsd_client_set_authorization(client, "XBL3.0 x=1;t", &error), MPSD_ERROR_INVALID_HANDLE, &error,
      "client");
  CHECK_EQ(mpsd_client_close(client), MPSD_ERROR_INVALID_HANDLE);
  mpsd_client_destroy(client);
}

static void no_list(mpsd_handle_list *list, const char *what) {
  mpsd_handle_details details;
  mpsd_handle_list_info info;
  const char *reason = "not touched";
  check_context("a list, %s", what);
  memset(&info, 0xaa, sizeof info);
  CHECK_EQ(mpsd_handle_list_get_info(list, &info), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&info);
  CHECK_EQ(mpsd_handle_list_get(list, 0, &details), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&details);
  CHECK_EQ(mpsd_handle_list_get_skipped(list, 0, &reason), MPSD_ERROR_INVALID_HANDLE);
  CHECK(reason == NULL);
  mpsd_handle_list_destroy(list);
}

static void no_filter(mpsd_filter *filter, const char *what) {
  mpsd_client *client = client_for(scripted, 7107);
  mpsd_search_query query = MPSD_SEARCH_QUERY_INIT;
  mpsd_handle_list *list;
  const char *text = "not touched";
  mpsd_error error;
  check_context("a filter, %s", what);
  CHECK_REFUSED(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "a", &error), MPSD_ERROR_INVALID_HANDLE, &error, "filter");
  CHECK_REFUSED(mpsd_filter_or(filter, &error), MPSD_ERROR_INVALID_HANDLE, &error, "filter");
  CHECK_REFUSED(mpsd_filter_get_text(filter, &text, &error), MPSD_ERROR_INVALID_HANDLE, &error, "filter");
  CHECK(text == NULL);
  query.scid = SCID;
  query.template_name = TEMPLATE;
  query.filter = filter;
  CHECK_REFUSED(mpsd_search_handles(client, &query, NULL, &list, &error), MPSD_ERROR_INVALID_HANDLE, &error, "filter");
  CHECK(list == NULL);
  mpsd_filter_destroy(filter);
  mpsd_client_destroy(client);
}

static void no_session(mpsd_session *session, const char *what) {
  mpsd_session_info info;
  mpsd_session_summary summary;
  mpsd_session_member member;
  mpsd_error error;
  check_context("a session, %s", what);
  memset(&info, 0xaa, sizeof info);
  CHECK_EQ(mpsd_session_get_info(session, &info), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&info);
  memset(&summary, 0xaa, sizeof summary);
  CHECK_REFUSED(mpsd_session_get_summary(session, &summary, &error), MPSD_ERROR_INVALID_HANDLE, &error, "session");
  CHECK_ZEROED(&summary);
  memset(&member, 0xaa, sizeof member);
  CHECK_REFUSED(mpsd_session_get_member(session, 0, &member, &error), MPSD_ERROR_INVALID_HANDLE, &error, "session");
  CHECK_ZEROED(&member);
  mpsd_session_destroy(session);
}

static void no_session_list(mpsd_session_list *list, const char *what) {
  mpsd_found_session found;
  mpsd_session_list_info info;
  const char *reason = "";
  check_context("a session list, %s", what);
  memset(&info, 0xaa, sizeof info);
  CHECK_EQ(mpsd_session_list_get_info(list, &info), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&info);
  CHECK_EQ(mpsd_session_list_get(list, 0, &found), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&found);
  CHECK_EQ(mpsd_session_list_get_skipped(list, 0, &reason), MPSD_ERROR_INVALID_HANDLE);
  CHECK(reason == NULL);
  mpsd_session_list_destroy(list);
}

static void no_document(mpsd_session_document *document, const char *what) {
  mpsd_error error;
  const char *text = "";
  check_context("a session document, %s", what);
  CHECK_REFUSED(mpsd_session_document_merge(document, "{}", &error), MPSD_ERROR_INVALID_HANDLE, &error, "document");
  CHECK_REFUSED(mpsd_session_document_get_text(document, &text, NULL, &error), MPSD_ERROR_INVALID_HANDLE, &error,
      "document");
  CHECK(text == NULL);
  mpsd_session_document_destroy(document);
}

static void no_request(mpsd_token_request *request, const char *what) {
  mpsd_token_request_info data;
  check_context("a token request, %s", what);
  memset(&data, 0xaa, sizeof data);
  CHECK_EQ(mpsd_token_request_get_info(request, &data), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&data);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, "XBL3.0 x=1;t", NULL), MPSD_ERROR_INVALID_HANDLE);
}

static void no_network(mpsd_network *network, const char *what) {
  mpsd_client_options options = options_for(emulator, 7101);
  mpsd_client *client;
  mpsd_error error;
  check_context("a network, %s", what);
  options.network = network;
  CHECK_REFUSED(mpsd_client_create(&options, &client, &error), MPSD_ERROR_INVALID_HANDLE, &error, "network");
  CHECK(client == NULL);
  mpsd_network_destroy(network);
}

/* No object of any type is behind the pointer. */
static void nothing_there(void *pointer, const char *what) {
  no_client((mpsd_client *)pointer, what);
  no_list((mpsd_handle_list *)pointer, what);
  no_filter((mpsd_filter *)pointer, what);
  no_session((mpsd_session *)pointer, what);
  no_session_list((mpsd_session_list *)pointer, what);
  no_document((mpsd_session_document *)pointer, what);
  no_request((mpsd_token_request *)pointer, what);
  no_network((mpsd_network *)pointer, what);
}

/* Tried while objects are alive: none of the guesses may find them. */
static void foreign_pointers(void) {
  static char storage[64];
  mpsd_client *client = client_for(emulator, 7100);
  mpsd_network *network;
  mpsd_error error;
  uintptr_t bits;
  CHECK_RESULT(mpsd_network_create(NULL, &network, &error), MPSD_OK, &error);
  nothing_there(storage, "memory of the caller");
  nothing_there((void *)~(uintptr_t)0, "all bits");
  nothing_there((void *)((~(uintptr_t)0 >> 1) - 1), "many bits");
  for (bits = 1; bits < 64; ++bits) nothing_there((void *)bits, "a small integer");
  check_context("objects alive beside foreign pointers");
  CHECK_EQ(mpsd_client_close(client), MPSD_OK);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

static void objects_of_another_type_and_stale_ones(void) {
  static const uint64_t xuid = 7102;
  mpsd_client *client = client_for(emulator, xuid);
  mpsd_session_reference reference = session_named("misused");
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_filter *filter;
  mpsd_network *network;
  mpsd_session *session;
  mpsd_session_info info;
  mpsd_error error;
  create_session(client, xuid, &reference);
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_read_session(client, &reference, NULL, NULL, &session, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_network_create(NULL, &network, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);

  no_client((mpsd_client *)(void *)list, "a list");
  no_client((mpsd_client *)(void *)filter, "a filter");
  no_client((mpsd_client *)(void *)session, "a session");
  no_client((mpsd_client *)(void *)network, "a network");
  no_list((mpsd_handle_list *)(void *)client, "a client");
  no_filter((mpsd_filter *)(void *)list, "a list");
  no_session((mpsd_session *)(void *)list, "a list");
  no_request((mpsd_token_request *)(void *)client, "a client");
  no_network((mpsd_network *)(void *)client, "a client");

  /* None of it hurt the objects. */
  handle_list_info(list);
  CHECK_EQ(mpsd_session_get_info(session, &info), MPSD_OK);
  CHECK_RESULT(mpsd_clear_activity(client, SCID, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "a", &error), MPSD_OK, &error);

  mpsd_handle_list_destroy(list);
  mpsd_filter_destroy(filter);
  mpsd_session_destroy(session);
  mpsd_network_destroy(network);
  mpsd_client_destroy(client);
  nothing_there(client, "a destroyed client");
  nothing_there(list, "a destroyed list");
  nothing_there(filter, "a destroyed filter");
  nothing_there(session, "a destroyed session");
  nothing_there(network, "a destroyed network");
  {
    /* A new object may take the old one's place, but not its pointer. */
    mpsd_client *next = client_for(emulator, xuid);
    CHECK(next != client);
    no_client(client, "a destroyed client with a successor");
    CHECK_EQ(mpsd_client_close(next), MPSD_OK);
    mpsd_client_destroy(next);
  }
}

static void a_closed_client(void) {
  mpsd_client *client = client_for(scripted, 7103);
  call_arguments arguments = valid_arguments(client);
  const char *const no_answers[] = {SCRIPT_END};
  mpsd_error error;
  size_t i;
  script_set(scripted, no_answers);
  CHECK_EQ(mpsd_client_close(client), MPSD_OK);
  CHECK_EQ(mpsd_client_close(client), MPSD_OK);
  for (i = 0; i < network_call_count; ++i) {
    check_context("%s of a closed client", network_calls[i].name);
    CHECK_RESULT(network_calls[i].run(&arguments, &error), MPSD_ERROR_CLOSED, &error);
    CHECK_EQ(error.attempts, 0);
  }
  CHECK_EQ(script_count(scripted), 0);
  mpsd_client_destroy(client);
  no_client(client, "closed and destroyed");
}

/* Cut in a character, alone in the middle of one, a surrogate, an overlong form, no UTF-8 at all. */
static const char *const invalid_texts[] = {"a\xc3", "\x80 b", "\xed\xa0\x80", "\xc0\xaf", "\xff"};

static void invalid_utf8_in(const call_arguments *arguments, unsigned takes, const char *part) {
  size_t i;
  for (i = 0; i < network_call_count; ++i) {
    mpsd_error error;
    if (!(network_calls[i].takes & takes)) continue;
    check_context("%s with invalid UTF-8", network_calls[i].name);
    CHECK_REFUSED(network_calls[i].run(arguments, &error), MPSD_ERROR_INVALID_UTF8, &error,
        named_by(&network_calls[i], part));
  }
}

static void invalid_utf8(void) {
  mpsd_client *client = client_for(scripted, 7104);
  size_t i;
  for (i = 0; i < sizeof invalid_texts / sizeof invalid_texts[0]; ++i) {
    const char *const text = invalid_texts[i];
    call_arguments arguments;
    mpsd_error error;
#define TRY(field, takes, part) \
  (arguments = valid_arguments(client), arguments.field = text, invalid_utf8_in(&arguments, (takes), (part)))
    TRY(session.scid, TAKES_REFERENCE, "session.scid");
    TRY(session.template_name, TAKES_REFERENCE, "session.template_name");
    TRY(session.name, TAKES_REFERENCE, "session.name");
    TRY(session.scid, TAKES_TARGET, "target.scid");
    TRY(scid, TAKES_SCID, "scid");
    TRY(social_group, TAKES_GROUP, "social_group");
    TRY(template_name, TAKES_SEARCH, "template_name");
    TRY(filter_text, TAKES_SEARCH, "filter_text");
    TRY(order_by, TAKES_SEARCH, "order_by");
    TRY(string.name, TAKES_ATTRIBUTES, "strings[0].name");
    TRY(string.value, TAKES_ATTRIBUTES, "strings[0].value");
    TRY(number.name, TAKES_ATTRIBUTES, "numbers[0].name");
    TRY(handle_id, TAKES_HANDLE_ID, "handle_id");
    TRY(document, TAKES_DOCUMENT, "document");
    TRY(member_properties, TAKES_MEMBER_PROPERTIES, "member_properties");
    TRY(context, TAKES_INVITE, "context");
    TRY(context_string, TAKES_INVITE, "context_string");
    TRY(sender_string, TAKES_INVITE, "sender_string");
#undef TRY
    arguments = valid_arguments(client);
    arguments.tags = &text;
    invalid_utf8_in(&arguments, TAKES_ATTRIBUTES, "tags[0]");
    arguments = valid_arguments(client);
    arguments.mode = MPSD_WRITE_SYNCHRONIZED;
    arguments.etag = text;
    invalid_utf8_in(&arguments, TAKES_DOCUMENT | TAKES_ETAG, "etag");
    check_context("set_authorization with invalid UTF-8");
    CHECK_REFUSED(mpsd_client_set_authorization(client, text, &error), MPSD_ERROR_INVALID_UTF8, &error,
        "authorization");
  }
  CHECK_EQ(script_count(scripted), 0);
  mpsd_client_destroy(client);
}

static void invalid_utf8_in_options(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_network *network;
  mpsd_client *client;
  mpsd_error error;
  size_t i;
  for (i = 0; i < sizeof invalid_texts / sizeof invalid_texts[0]; ++i) {
    mpsd_client_options options;
#define TRY(field) \
  do { \
    options = options_for(scripted, 7105); \
    options.field = invalid_texts[i]; \
    check_context("%s with invalid UTF-8", #field); \
    CHECK_REFUSED(mpsd_client_create(&options, &client, &error), MPSD_ERROR_INVALID_UTF8, &error, #field); \
    CHECK(client == NULL); \
  } while (0)
    TRY(endpoint);
    TRY(authorization);
    TRY(language);
    TRY(user_agent_suffix);
#undef TRY
    check_context("root_certificates_pem with invalid UTF-8");
    network_options.root_certificates_pem = invalid_texts[i];
    CHECK_REFUSED(mpsd_network_create(&network_options, &network, &error), MPSD_ERROR_INVALID_UTF8, &error,
        "root_certificates_pem");
    CHECK(network == NULL);
  }
}

static void result_texts(void) {
  mpsd_result code;
  for (code = -2000; code <= 2000; ++code) {
    const char *name = mpsd_result_name(code);
    check_context("code %d", (int)code);
    CHECK_CONTAINS(name, "MPSD_");
    CHECK(strlen(mpsd_result_cause(code)) > 10);
    CHECK(strlen(mpsd_result_remedy(code)) > 10);
  }
  check_context("unknown codes");
  CHECK_TEXT(mpsd_result_name(MPSD_ERROR_RATE_LIMITED), "MPSD_ERROR_RATE_LIMITED");
  CHECK_TEXT(mpsd_result_name(-1), "MPSD_ERROR_UNKNOWN");
  CHECK_TEXT(mpsd_result_name(INT32_MIN), "MPSD_ERROR_UNKNOWN");
  CHECK_TEXT(mpsd_result_name(INT32_MAX), "MPSD_ERROR_UNKNOWN");
}

static void thousands_of_clients(void) {
  enum { COUNT = 2000 };
  mpsd_client_options options = options_for(scripted, 7106);
  int i;
  check_context("client after client");
  for (i = 0; i < COUNT; ++i) {
    mpsd_client *client = create_client(&options);
    mpsd_client_destroy(client);
    mpsd_client_destroy(client);
  }
  CHECK_EQ(script_count(scripted), 0);
}

int main(void) {
  emulator = fixture("EMULATOR");
  scripted = fixture("SCRIPTED");
  foreign_pointers();
  objects_of_another_type_and_stale_ones();
  a_closed_client();
  invalid_utf8();
  invalid_utf8_in_options();
  result_texts();
  thousands_of_clients();
  return check_finish();
}
