/* Arguments that the calls refuse: the message names them, outputs are zeroed, and nothing is sent. */
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "refusing.h"

static void names(void) {
  static const char *const wrong[] = {"", ".", "..", "a/b", "a~b", "a\nb", "a\x7f" "b", "a\xc2\x85" "b"};
  static const char *const right[] = {"...", ".a", "a b", "%2F", "\xe6\x97\xa5\xe6\x9c\xac", "a\\b?c#d"};
  call_arguments arguments;
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    arguments = valid_arguments(refusing);
    arguments.session.name = wrong[i];
    refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "session.name");
    arguments = valid_arguments(refusing);
    arguments.session.template_name = wrong[i];
    refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "session.template_name");
  }
  for (i = 0; i < sizeof right / sizeof right[0]; ++i) {
    arguments = valid_arguments(accepting);
    arguments.session.name = right[i];
    sent_by(TAKES_REFERENCE, &arguments, right[i]);
  }
  arguments = valid_arguments(refusing);
  arguments.session.name = times("n", MPSD_MAX_NAME_BYTES + 1, "");
  refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_TOO_LONG, "session.name");
  arguments.session.name = times("\xc3\xa4", 50, "n");
  refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_TOO_LONG, "session.name");
  arguments = valid_arguments(refusing);
  arguments.session.template_name = times("t", MPSD_MAX_NAME_BYTES + 1, "");
  refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_TOO_LONG, "session.template_name");
  arguments = valid_arguments(accepting);
  arguments.session.name = times("\xc3\xa4", 50, "");
  arguments.session.template_name = times("t", 100, "");
  sent_by(TAKES_REFERENCE, &arguments, "name");
}

static void missing_names(void) {
  call_arguments arguments = valid_arguments(refusing);
  size_t i;
  arguments.session.name = NULL;
  for (i = 0; i < network_call_count; ++i) {
    mpsd_error error;
    if (!(network_calls[i].takes & TAKES_REFERENCE) || (network_calls[i].takes & NAME_OPTIONAL)) continue;
    check_context("%s without a name", network_calls[i].name);
    CHECK_REFUSED(network_calls[i].run(&arguments, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
        named_by(&network_calls[i], "session.name"));
  }
  arguments = valid_arguments(refusing);
  arguments.session.template_name = NULL;
  refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "session.template_name");
  arguments = valid_arguments(refusing);
  arguments.session.scid = NULL;
  refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "session.scid");
}

/* Where it only narrows a query, it may be left out. */
static void left_out_scids(const char *nothing) {
  call_arguments arguments = valid_arguments(refusing);
  size_t i;
  arguments.scid = nothing;
  for (i = 0; i < network_call_count; ++i) {
    mpsd_error error;
    if (!(network_calls[i].takes & TAKES_SCID)) continue;
    check_context("%s without a SCID", network_calls[i].name);
    arguments.client = network_calls[i].takes & SCID_OPTIONAL ? accepting : refusing;
    if (network_calls[i].takes & SCID_OPTIONAL) {
      network_calls[i].run(&arguments, &error);
      CHECK(error.attempts >= 1);
    } else {
      CHECK_REFUSED(network_calls[i].run(&arguments, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "scid");
    }
  }
}

static void scids(void) {
  static const char *const wrong[] = {"scid", "8dfb0100ebe042da885f033860a818f6",
      "{8dfb0100-ebe0-42da-885f-033860a818f6}", "8dfb0100-ebe0-42da-885f-033860a818f", "8dfb0100-ebe0-42da-885f-033860a818fg",
      "8dfb0100-ebe0-42da-885f_033860a818f6", " 8dfb0100-ebe0-42da-885f-033860a818f6"};
  call_arguments arguments;
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    arguments = valid_arguments(refusing);
    arguments.session.scid = wrong[i];
    refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "session.scid");
    arguments.scid = wrong[i];
    refused_by(TAKES_SCID, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "scid");
  }
  arguments = valid_arguments(refusing);
  arguments.session.scid = "";
  refused_by(TAKES_REFERENCE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "session.scid");
  left_out_scids("");
  left_out_scids(NULL);
  arguments = valid_arguments(accepting);
  arguments.scid = arguments.session.scid = "8DFB0100-EBE0-42DA-885F-033860A818F6";
  sent_by(TAKES_REFERENCE | TAKES_SCID, &arguments, "an upper-case SCID");
}

static void handle_ids(void) {
  static const char *const wrong[] = {"", ".", "..", "a/b", "a\r\nb"};
  size_t i;
  call_arguments arguments = valid_arguments(refusing);
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    arguments.handle_id = wrong[i];
    refused_by(TAKES_HANDLE_ID, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "handle_id");
  }
  arguments.handle_id = times("h", 40, "");
  refused_by(TAKES_HANDLE_ID, &arguments, MPSD_ERROR_TOO_LONG, "handle_id");
  arguments = valid_arguments(accepting);
  arguments.handle_id = times("h", 39, "");
  sent_by(TAKES_HANDLE_ID, &arguments, "handle_id");
}

static void invite_texts(void) {
  call_arguments arguments = valid_arguments(refusing);
  arguments.context = times("c", MPSD_MAX_CONTEXT_BYTES + 1, "");
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_TOO_LONG, "context");
  /* 42 times %C3%A4 and five letters: 257 characters. */
  arguments.context = times("\xc3\xa4", 42, "ccccc");
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_TOO_LONG, "context");
  arguments.context = times(" ", 86, "");
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_TOO_LONG, "context");
  arguments.context = NULL;
  arguments.context_string = "duel";
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "context_string");
  arguments.context_string = "//duel";
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "context_string");
  arguments.context_string = "";
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "context_string");
  arguments.context_string = times("/", 3, times("i", 101, ""));
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_TOO_LONG, "context_string");
  arguments.context_string = NULL;
  arguments.sender_string = times("s", 101, "");
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_TOO_LONG, "sender_string");

  arguments = valid_arguments(accepting);
  arguments.context = times("c", 256, "");
  sent_by(TAKES_INVITE, &arguments, "context");
  arguments.context = times("\xc3\xa4", 42, "-._~");
  sent_by(TAKES_INVITE, &arguments, "a context of two-byte characters");
  arguments.context = times(" ", 85, "c");
  sent_by(TAKES_INVITE, &arguments, "a context of spaces");
  arguments.context_string = times("/", 3, times("i", 100, ""));
  arguments.sender_string = times("s", 100, "");
  sent_by(TAKES_INVITE, &arguments, "context_string");
}

static void xuids(void) {
  static const uint64_t zero[3] = {11, 13, 0}, twice[4] = {11, 13, 15, 11};
  static uint64_t many[MPSD_MAX_XUIDS + 1];
  call_arguments arguments = valid_arguments(refusing);
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_error error;
  size_t i;
  arguments.xuids = zero;
  arguments.xuid_count = 3;
  refused_by(TAKES_XUIDS, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "xuids[2]");
  arguments.xuids = twice;
  arguments.xuid_count = 4;
  refused_by(TAKES_XUIDS, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "xuids[3]");
  arguments.xuid_count = 0;
  refused_by(TAKES_XUIDS, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "xuid");

  check_context("too many");
  for (i = 0; i < MPSD_MAX_XUIDS + 1; ++i) many[i] = i + 1;
  invite.session = session_named("valid");
  invite.xuids = many;
  invite.xuid_count = MPSD_MAX_XUIDS + 1;
  CHECK_REFUSED(mpsd_send_invites(refusing, &invite, NULL, NULL, 0, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "xuid");
  query.scid = SCID;
  query.xuids = many;
  query.xuid_count = MPSD_MAX_XUIDS + 1;
  CHECK_REFUSED(mpsd_query_activities(refusing, &query, NULL, &list, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "xuid");
  check_nothing_sent();
  /* Ten requests, one answer. */
  query.xuid_count = 1000;
  CHECK_RESULT(mpsd_query_activities(accepting, &query, NULL, &list, &error), MPSD_OK, &error);
  mpsd_handle_list_destroy(list);
}

static void rows_of_a_refused_call(void) {
  static const uint64_t recipients[3] = {11, 13, 15};
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result rows[3];
  mpsd_error error;
  check_context("rows_of_a_refused_call");
  invite.session = session_named("valid");
  invite.xuids = recipients;
  invite.xuid_count = 3;
  memset(rows, 0xaa, sizeof rows);
  CHECK_REFUSED(mpsd_send_invites(refusing, &invite, NULL, rows, 2, &error), MPSD_ERROR_BUFFER_TOO_SMALL, &error,
      "results");
  CHECK_CONTAINS(error.message, "3");
  CHECK_EQ(rows[1].xuid, 13);
  CHECK_EQ(rows[1].result, MPSD_ERROR_BUFFER_TOO_SMALL);
  CHECK_EQ(((const unsigned char *)&rows[2])[0], 0xaa);
  invite.session.scid = "wrong";
  CHECK_REFUSED(mpsd_send_invites(refusing, &invite, NULL, rows, 3, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "scid");
  CHECK_EQ(rows[2].xuid, 15);
  CHECK_EQ(rows[2].result, MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(rows[2].delivery, MPSD_DELIVERY_NONE);
  CHECK_CONTAINS(rows[2].message, "scid");
  CHECK_ZEROED(&rows[2].handle_id);
  check_nothing_sent();
}

static void documents(void) {
  static const char *const wrong[] = {"", " ", "{", "[]", "1", "null", "\"x\"", "{}x", "{\"a\":1,}", "{'a':1}", "{} {}"};
  /* The rest of the largest document around its filling. */
  static const char begin[] = "{\"properties\":{\"custom\":{\"x\":\"", end[] = "\"}}}";
  const size_t largest = MPSD_MAX_DOCUMENT_BYTES, around = strlen(begin) + strlen(end);
  char *document = (char *)malloc(largest + 2);
  call_arguments arguments = valid_arguments(refusing);
  mpsd_error error;
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    arguments.document = arguments.member_properties = wrong[i];
    refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "document");
    refused_by(TAKES_MEMBER_PROPERTIES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "member_properties");
  }
  strcpy(document, begin);
  memset(document + strlen(begin), 'x', largest - around + 1);
  strcpy(document + largest - strlen(end) + 1, end);
  arguments.document = arguments.member_properties = document;
  refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_TOO_LONG, "document");
  refused_by(TAKES_MEMBER_PROPERTIES, &arguments, MPSD_ERROR_TOO_LONG, "member_properties");
  strcpy(document + largest - strlen(end), end);
  check_context("a document of 1 MiB");
  CHECK_RESULT(mpsd_write_session(accepting, &arguments.session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, document, NULL,
                   NULL, &error),
      MPSD_OK, &error);
  free(document);
}

static void write_modes(void) {
  call_arguments arguments = valid_arguments(refusing);
  arguments.mode = 4;
  refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "mode");
  arguments.mode = MPSD_WRITE_SYNCHRONIZED;
  refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "etag");
  arguments.etag = "";
  refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "etag");
  arguments.etag = "\"1\"\r\nX-Injected: 1";
  refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "etag");
  arguments.etag = "\"1\"";
  for (arguments.mode = 0; arguments.mode < MPSD_WRITE_SYNCHRONIZED; ++arguments.mode) {
    refused_by(TAKES_DOCUMENT, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "etag");
  }
}

static void what_the_client_lacks(void) {
  mpsd_client_options options = options_for(refusing_server, 0);
  call_arguments arguments;
  options.authorization = "XBL3.0 x=1;token";
  options.title_id = 0;
  arguments = valid_arguments(create_client(&options));
  refused_by(TAKES_INVITE, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "title_id");
  refused_by(TAKES_MEMBER_PROPERTIES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "xuid");
  refused_by(TAKES_GROUP, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "social_group_owner_xuid");
  check_context("clearing without a xuid");
  {
    mpsd_error error;
    uint8_t cleared = 9;
    CHECK_REFUSED(mpsd_clear_activity(arguments.client, SCID, NULL, &cleared, &error), MPSD_ERROR_INVALID_ARGUMENT,
        &error, "xuid");
    CHECK_EQ(cleared, 0);
  }
  check_nothing_sent();
  mpsd_client_destroy(arguments.client);
}

int main(void) {
  begin_refusals();
  names();
  missing_names();
  scids();
  handle_ids();
  invite_texts();
  xuids();
  rows_of_a_refused_call();
  documents();
  write_modes();
  what_the_client_lacks();
  end_refusals();
  return check_finish();
}
