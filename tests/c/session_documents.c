/* The builder of session documents: its text byte for byte, what it refuses, and what the emulator makes of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

#define CONNECTION "d01a8c1b-2f83-4e03-9278-3048b480928f"
#define SUBSCRIPTION "C35AA3C2-0169-492B-8AE2-0939C7089F38"

static const char *emulator;
static mpsd_error error;

static mpsd_session_document *new_document(void) {
  mpsd_session_document *document;
  CHECK_RESULT(mpsd_session_document_create(&document, &error), MPSD_OK, &error);
  return document;
}

static const char *text_of(mpsd_session_document *document) {
  const char *text;
  size_t size;
  CHECK_RESULT(mpsd_session_document_get_text(document, &text, &size, &error), MPSD_OK, &error);
  CHECK_EQ(size, strlen(text));
  return text;
}

#define SET(call) CHECK_RESULT(call, MPSD_OK, &error)

static void a_join(void) {
  mpsd_session_document *document = new_document();
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  check_context("a_join");
  CHECK_TEXT(text_of(document), "{}");
  join.xuid = 3210;
  join.connection = CONNECTION;
  join.subscription_id = SUBSCRIPTION;
  join.change_types = MPSD_CHANGE_EVERYTHING;
  SET(mpsd_session_document_join(document, &join, &error));
  CHECK_TEXT(text_of(document),
      "{\"members\":{\"me\":{\"constants\":{\"system\":{\"xuid\":\"3210\",\"initialize\":true}},\"properties\":{\"system\":"
      "{\"active\":true,\"connection\":\"" CONNECTION "\",\"subscription\":{\"id\":\"" SUBSCRIPTION "\",\"changeTypes\":"
      "[\"everything\"]}}}}}}");
  mpsd_session_document_destroy(document);
}

static void everything(void) {
  static const uint64_t kept[2] = {5, UINT64_MAX};
  mpsd_session_document *document = new_document();
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_properties first = MPSD_SESSION_PROPERTIES_INIT, later = MPSD_SESSION_PROPERTIES_INIT;
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  check_context("everything");
  first.locked = MPSD_FLAG_OFF;
  first.closed = MPSD_FLAG_OFF;
  first.read_restriction = MPSD_JOIN_RESTRICTION_LOCAL;
  first.custom_properties = "{ \"z\": 1, \"a\": null }";
  /* What is zero stays as it was set before. */
  later.closed = MPSD_FLAG_ON;
  later.join_restriction = MPSD_JOIN_RESTRICTION_FOLLOWED;
  constants.custom_constants = "{\"mode\":\"ctf\"}";
  join.xuid = 1;
  join.change_types = MPSD_CHANGE_JOINABILITY | MPSD_CHANGE_HOST;
  join.connection = CONNECTION;
  join.subscription_id = SUBSCRIPTION;
  join.custom_constants = "{\"rank\":1}";
  join.custom_properties = "{\"team\":\"red\"}";
  constants.version = 2;
  constants.max_members_count = 8;
  constants.visibility = MPSD_VISIBILITY_PRIVATE;
  constants.capabilities = MPSD_CAPABILITY_HAS_OWNERS | MPSD_CAPABILITY_CONNECTIVITY;
  constants.invite_protocol = "party";
  SET(mpsd_session_document_reserve(document, kept, 1, &error));
  SET(mpsd_session_document_join(document, &join, &error));
  SET(mpsd_session_document_merge(document, "{\"servers\":{},\"properties\":{\"system\":{\"turn\":[0]}}}", &error));
  SET(mpsd_session_document_set_properties(document, &first, &error));
  SET(mpsd_session_document_set_properties(document, &later, &error));
  SET(mpsd_session_document_set_constants(document, &constants, &error));
  SET(mpsd_session_document_reserve(document, kept + 1, 1, &error));
  SET(mpsd_session_document_set_member_properties(document, "{\"team\":\"blue\"}", &error));
  CHECK_TEXT(text_of(document),
      "{\"constants\":{\"system\":{\"version\":2,\"maxMembersCount\":8,\"capabilities\":{\"connectivity\":true,"
      "\"hasOwners\":true},\"visibility\":\"private\",\"inviteProtocol\":\"party\"},\"custom\":{\"mode\":\"ctf\"}},"
      "\"properties\":{\"system\":{\"joinRestriction\":\"followed\",\"readRestriction\":\"local\",\"closed\":true,"
      "\"locked\":false,\"turn\":[0]},\"custom\":{ \"z\": 1, \"a\": null }},\"members\":{\"me\":{\"constants\":{\"system\":"
      "{\"xuid\":\"1\",\"initialize\":true},\"custom\":{\"rank\":1}},\"properties\":{\"system\":{\"active\":true,"
      "\"connection\":\"" CONNECTION "\",\"subscription\":{\"id\":\"" SUBSCRIPTION "\",\"changeTypes\":[\"host\","
      "\"joinability\"]}},\"custom\":{\"team\":\"blue\"}}},\"reserve_0\":{\"constants\":{\"system\":{\"xuid\":\"5\"}}},"
      "\"reserve_1\":{\"constants\":{\"system\":{\"xuid\":\"18446744073709551615\"}}}},\"servers\":{}}");
  mpsd_session_document_destroy(document);
}

/* A refused call leaves the document, and the text that was lent, as they were. */
#define REFUSED(expected, part, call) \
  do { \
    const char *before = text_of(document); \
    check_context("%s", #call); \
    CHECK_REFUSED(call, expected, &error, part); \
    CHECK(text_of(document) == before); \
    CHECK_TEXT(before, "{\"properties\":{\"system\":{\"joinRestriction\":\"local\"}}}"); \
  } while (0)
#define INVALID MPSD_ERROR_INVALID_ARGUMENT

static void refused_joins(mpsd_session_document *document) {
  mpsd_session_join join;
#define JOIN(expected, part, change) \
  do { \
    join = (mpsd_session_join)MPSD_SESSION_JOIN_INIT; \
    join.xuid = 7; \
    change; \
    REFUSED(expected, part, mpsd_session_document_join(document, &join, &error)); \
  } while (0)
  JOIN(INVALID, "struct_size", join.struct_size = 8);
  JOIN(INVALID, "join.xuid", join.xuid = 0);
  JOIN(INVALID, "join.connection", join.connection = "here");
  JOIN(INVALID, "join->subscription_id", join.change_types = 1);
  JOIN(INVALID, "change_types", join.change_types = 512);
  JOIN(INVALID, "join.connection", join.change_types = 1; join.subscription_id = SUBSCRIPTION);
  JOIN(INVALID, "join.change_types", join.connection = CONNECTION; join.subscription_id = SUBSCRIPTION);
  JOIN(INVALID, "join.subscription_id", join.connection = CONNECTION; join.subscription_id = "x");
  JOIN(INVALID, "join.custom_constants", join.custom_constants = "[]");
  JOIN(INVALID, "join.custom_properties", join.custom_properties = "{");
  JOIN(MPSD_ERROR_INVALID_UTF8, "custom_properties", join.custom_properties = "\xff");
  JOIN(MPSD_ERROR_INVALID_UTF8, "connection", join.connection = "\xff");
#undef JOIN
}

static void refused_constants(mpsd_session_document *document) {
  mpsd_session_constants constants;
#define CONSTANTS(expected, part, change) \
  do { \
    constants = (mpsd_session_constants)MPSD_SESSION_CONSTANTS_INIT; \
    change; \
    REFUSED(expected, part, mpsd_session_document_set_constants(document, &constants, &error)); \
  } while (0)
  CONSTANTS(INVALID, "struct_size", constants.struct_size = 0);
  CONSTANTS(INVALID, "max_members_count", constants.max_members_count = MPSD_MAX_MEMBERS + 1);
  CONSTANTS(INVALID, "visibility", constants.visibility = MPSD_VISIBILITY_FULL);
  CONSTANTS(INVALID, "visibility", constants.visibility = 5);
  CONSTANTS(INVALID, "capabilities", constants.capabilities = 512);
  CONSTANTS(INVALID, "reserved0", constants.reserved0 = 1);
  CONSTANTS(INVALID, "invite_protocol", constants.invite_protocol = "");
  CONSTANTS(INVALID, "join_restriction: must be none", constants.capabilities = MPSD_CAPABILITY_LARGE);
  CONSTANTS(INVALID, "custom_constants", constants.custom_constants = "5");
  CONSTANTS(INVALID, "custom_constants", constants.max_members_count = 8; constants.custom_constants = "{");
  CONSTANTS(MPSD_ERROR_INVALID_UTF8, "invite_protocol", constants.invite_protocol = "\xc3");
#undef CONSTANTS
}

static void refused_properties(mpsd_session_document *document) {
  mpsd_session_properties properties;
#define PROPERTIES(expected, part, change) \
  do { \
    properties = (mpsd_session_properties)MPSD_SESSION_PROPERTIES_INIT; \
    /* Nothing of a refused call is kept. */ \
    properties.join_restriction = MPSD_JOIN_RESTRICTION_FOLLOWED; \
    change; \
    REFUSED(expected, part, mpsd_session_document_set_properties(document, &properties, &error)); \
  } while (0)
  PROPERTIES(INVALID, "struct_size", properties.struct_size = 8);
  PROPERTIES(INVALID, "join_restriction", properties.join_restriction = MPSD_JOIN_RESTRICTION_OTHER);
  PROPERTIES(INVALID, "read_restriction", properties.read_restriction = 5);
  PROPERTIES(INVALID, "closed", properties.closed = 3);
  PROPERTIES(INVALID, "locked", properties.locked = 255);
  PROPERTIES(INVALID, "reserved0", properties.reserved0 = 1);
  PROPERTIES(INVALID, "custom_properties", properties.custom_properties = "");
  PROPERTIES(MPSD_ERROR_INVALID_UTF8, "custom_properties", properties.custom_properties = "\xff");
#undef PROPERTIES
}

static void refusals(void) {
  static const uint64_t twice[2] = {7, 7}, zero[1] = {0};
  mpsd_session_document *document = new_document();
  mpsd_session_properties local = MPSD_SESSION_PROPERTIES_INIT;
  local.join_restriction = MPSD_JOIN_RESTRICTION_LOCAL;
  SET(mpsd_session_document_set_properties(document, &local, &error));
  refused_joins(document);
  refused_constants(document);
  refused_properties(document);
  REFUSED(INVALID, "xuids[1]", mpsd_session_document_reserve(document, twice, 2, &error));
  REFUSED(INVALID, "xuids[0]", mpsd_session_document_reserve(document, zero, 1, &error));
  REFUSED(INVALID, "xuids", mpsd_session_document_reserve(document, twice, 0, &error));
  REFUSED(INVALID, "member_properties", mpsd_session_document_set_member_properties(document, "null", &error));
  REFUSED(INVALID, "json", mpsd_session_document_merge(document, "{\"a\":}", &error));
  REFUSED(MPSD_ERROR_INVALID_UTF8, "json", mpsd_session_document_merge(document, "{\"\xff\":1}", &error));
  mpsd_session_document_destroy(document);
}

/* Neither a document nor what is piled up in it grows beyond a mebibyte. */
static void greatest_size(void) {
  enum { CHUNK = 400 * 1024 };
  mpsd_session_document *document = new_document();
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  char *json = (char *)malloc(CHUNK + 1);
  int i;
  check_context("greatest_size");
  memset(json, 'x', CHUNK);
  memcpy(json, "{\"a\":\"", 6);
  memcpy(json + CHUNK - 2, "\"}", 3);
  json[5] = '"';
  properties.custom_properties = constants.custom_constants = json;
  SET(mpsd_session_document_set_properties(document, &properties, &error));
  SET(mpsd_session_document_set_constants(document, &constants, &error));
  CHECK_REFUSED(mpsd_session_document_set_member_properties(document, json, &error), MPSD_ERROR_TOO_LONG, &error,
      "document");
  mpsd_session_document_destroy(document);
  document = new_document();
  for (i = 0; i < 2; ++i) SET(mpsd_session_document_merge(document, json, &error));
  CHECK_REFUSED(mpsd_session_document_merge(document, json, &error), MPSD_ERROR_TOO_LONG, &error, "json");
  CHECK_EQ(strlen(text_of(document)), CHUNK);
  free(json);
  mpsd_session_document_destroy(document);
}

static void stale_objects(void) {
  mpsd_session_document *document = new_document();
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  const char *text = "";
  size_t size = 7;
  check_context("stale_objects");
  mpsd_session_document_destroy(document);
  mpsd_session_document_destroy(document);
  CHECK_REFUSED(mpsd_session_document_set_properties(document, &properties, &error), MPSD_ERROR_INVALID_HANDLE, &error,
      "document");
  CHECK_REFUSED(mpsd_session_document_leave(document, &error), MPSD_ERROR_INVALID_HANDLE, &error, "document");
  CHECK_REFUSED(mpsd_session_document_get_text(document, &text, &size, &error), MPSD_ERROR_INVALID_HANDLE, &error,
      "document");
  CHECK(text == NULL && size == 0);
}

static void write(mpsd_client *client, const mpsd_session_reference *session, uint32_t mode,
    mpsd_session_document *document, int status, mpsd_session_summary *summary) {
  mpsd_session *written;
  CHECK_RESULT(mpsd_write_session(client, session, mode, NULL, text_of(document), NULL, &written, &error), MPSD_OK,
      &error);
  CHECK_EQ(error.http_status, status);
  if (status != 204) CHECK_RESULT(mpsd_session_get_summary(written, summary, &error), MPSD_OK, &error);
  mpsd_session_destroy(written);
  mpsd_session_document_destroy(document);
}

/* A session's life in built documents: created with a seat kept, closed, left. */
static void a_life(void) {
  static const uint64_t guest = 2302;
  mpsd_client *client = client_for(emulator, 2301);
  mpsd_session_reference session = session_named("built");
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  mpsd_session_document *document = new_document();
  mpsd_session_summary summary;
  memset(&summary, 0, sizeof summary);
  check_context("a_life");
  join.xuid = 2301;
  constants.max_members_count = 4;
  constants.visibility = MPSD_VISIBILITY_OPEN;
  constants.capabilities = MPSD_CAPABILITY_GAMEPLAY | MPSD_CAPABILITY_SEARCHABLE;
  SET(mpsd_session_document_set_constants(document, &constants, &error));
  SET(mpsd_session_document_join(document, &join, &error));
  SET(mpsd_session_document_reserve(document, &guest, 1, &error));
  properties.join_restriction = MPSD_JOIN_RESTRICTION_FOLLOWED;
  SET(mpsd_session_document_set_properties(document, &properties, &error));
  write(client, &session, MPSD_WRITE_CREATE_NEW, document, 201, &summary);
  CHECK_EQ(summary.max_members_count, 4);
  CHECK_EQ(summary.visibility, MPSD_VISIBILITY_OPEN);
  CHECK_EQ(summary.capabilities, constants.capabilities);
  CHECK_EQ(summary.join_restriction, MPSD_JOIN_RESTRICTION_FOLLOWED);
  CHECK_EQ(summary.members_count, 2);
  CHECK_EQ(summary.accepted_count, 1);
  CHECK_EQ(summary.self_index, 0);

  document = new_document();
  properties.closed = MPSD_FLAG_ON;
  SET(mpsd_session_document_set_properties(document, &properties, &error));
  write(client, &session, MPSD_WRITE_UPDATE_EXISTING, document, 200, &summary);
  CHECK_EQ(summary.closed, 1);

  document = new_document();
  SET(mpsd_session_document_leave(document, &error));
  write(client, &session, MPSD_WRITE_UPDATE_EXISTING, document, 200, &summary);
  CHECK_EQ(summary.accepted_count, 0);
  mpsd_client_destroy(client);
}

int main(void) {
  emulator = fixture("EMULATOR");
  a_join();
  everything();
  refusals();
  greatest_size();
  stale_objects();
  a_life();
  return check_finish();
}
