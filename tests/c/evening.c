/* A whole evening against the emulator: a session is made searchable, found, joined through its handle; a third player is
 * transferred in from the lobby; a session query and a social group find it, too; everybody leaves. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

enum { HOST = 8101, FINDER = 8102, FRIEND = 8103 };

static const char *emulator;
static mpsd_client *host, *finder, *friend_of_host;
static mpsd_session_reference game, lobby;
static mpsd_error error;

/* Creates a session with its player in it, from a built document. */
static void create(mpsd_client *client, uint64_t xuid, const mpsd_session_reference *session, uint32_t capabilities) {
  mpsd_session_document *document;
  mpsd_session_constants constants = MPSD_SESSION_CONSTANTS_INIT;
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  mpsd_session_properties properties = MPSD_SESSION_PROPERTIES_INIT;
  const char *text;
  properties.custom_properties = "{\"map\":\"Dunes\"}";
  constants.max_members_count = 4;
  constants.visibility = MPSD_VISIBILITY_OPEN;
  constants.capabilities = capabilities;
  join.xuid = xuid;
  CHECK_RESULT(mpsd_session_document_create(&document, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_document_set_constants(document, &constants, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_document_set_properties(document, &properties, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_document_join(document, &join, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_document_get_text(document, &text, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_write_session(client, session, MPSD_WRITE_CREATE_NEW, NULL, text, NULL, NULL, &error), MPSD_OK, &error);
  mpsd_session_document_destroy(document);
}

static uint32_t members_now(void) {
  mpsd_session *session;
  mpsd_session_summary summary;
  CHECK_RESULT(mpsd_read_session(host, &game, NULL, NULL, &session, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_session_get_summary(session, &summary, &error), MPSD_OK, &error);
  mpsd_session_destroy(session);
  return summary.members_count;
}

static void the_host_makes_its_session_searchable(void) {
  const char *const tags[] = {"micrequired", "Casual"};
  const mpsd_string_attribute strings[] = {{"mode", "capture the flag"}};
  const mpsd_number_attribute numbers[] = {{"skill", 10.145}};
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  mpsd_handle_info handle;
  attributes.tags = tags;
  attributes.tag_count = 2;
  attributes.strings = strings;
  attributes.string_count = 1;
  attributes.numbers = numbers;
  attributes.number_count = 1;
  create(host, HOST, &game, MPSD_CAPABILITY_SEARCHABLE);
  CHECK_RESULT(mpsd_create_search_handle(host, &game, &attributes, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_EQ(strlen(handle.id), 36);
  CHECK_TEXT(handle.session_name, game.name);
}

/* Gives how many handles the filter finds, and the first one's id. */
static size_t search(mpsd_filter *filter, char id[40]) {
  mpsd_search_query query = MPSD_SEARCH_QUERY_INIT;
  mpsd_handle_list *found;
  mpsd_handle_details details;
  size_t count;
  query.scid = SCID;
  query.template_name = TEMPLATE;
  query.filter = filter;
  query.order_by = "skill";
  CHECK_RESULT(mpsd_search_handles(finder, &query, NULL, &found, &error), MPSD_OK, &error);
  count = handle_list_info(found).count;
  if (count > 0) {
    CHECK_EQ(mpsd_handle_list_get(found, 0, &details), MPSD_OK);
    memcpy(id, details.handle.id, sizeof details.handle.id);
    CHECK_EQ(details.tag_count, 2);
    CHECK_TEXT(details.strings[0].value, "capture the flag");
    CHECK(details.numbers[0].value == 10.145);
    CHECK_EQ(details.max_members_count, 4);
    CHECK_TEXT(details.custom_properties, "{\"map\":\"Dunes\"}");
  }
  mpsd_handle_list_destroy(found);
  return count;
}

static void another_player_finds_and_joins_it(void) {
  mpsd_filter *filter;
  mpsd_session *joined;
  char id[40] = "";
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "MicRequired", &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_number(filter, "skill", MPSD_COMPARISON_GREATER_OR_EQUAL, 5, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_string(filter, "mode", MPSD_COMPARISON_EQUAL, "Capture the Flag", &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_session_player(filter, MPSD_FILTER_PLAYER_MEMBER, HOST, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_session_number(filter, MPSD_FILTER_NUMBER_MEMBERS_COUNT, MPSD_COMPARISON_LESS, 4, &error), MPSD_OK,
      &error);
  CHECK_EQ(search(filter, id), 1);
  /* A second alternative, which nothing meets, changes nothing; a condition that does not hold does. */
  CHECK_RESULT(mpsd_filter_or(filter, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_number(filter, "skill", MPSD_COMPARISON_GREATER, 99.5, &error), MPSD_OK, &error);
  CHECK_EQ(search(filter, id), 1);
  mpsd_filter_destroy(filter);
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_NOT_EQUAL, "micrequired", &error), MPSD_OK, &error);
  CHECK_EQ(search(filter, id), 0);
  mpsd_filter_destroy(filter);

  CHECK_RESULT(mpsd_join_session_by_handle(finder, id, NULL, NULL, &joined, &error), MPSD_OK, &error);
  mpsd_session_destroy(joined);
  CHECK_EQ(members_now(), 2);
}

static void a_third_player_is_transferred_in(void) {
  mpsd_handle_info transfer;
  mpsd_handle_list *read_back;
  mpsd_handle_details details;
  create(host, HOST, &lobby, 0);
  CHECK_RESULT(mpsd_join_session(friend_of_host, &lobby, NULL, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_create_transfer_handle(host, &game, &lobby, NULL, &transfer, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_get_handle(friend_of_host, transfer.id, NULL, &read_back, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_handle_list_get(read_back, 0, &details), MPSD_OK);
  CHECK_EQ(details.handle_type, MPSD_HANDLE_TRANSFER);
  CHECK_TEXT(details.origin.name, lobby.name);
  CHECK_TEXT(details.handle.session_name, game.name);
  mpsd_handle_list_destroy(read_back);
  CHECK_RESULT(mpsd_join_session_by_handle(friend_of_host, transfer.id, NULL, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(members_now(), 3);
}

static void a_session_query_finds_ones_own_sessions(void) {
  const uint64_t self = FRIEND;
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  mpsd_session_list *sessions;
  size_t count;
  query.scid = SCID;
  query.xuids = &self;
  query.xuid_count = 1;
  CHECK_RESULT(mpsd_query_sessions(friend_of_host, &query, NULL, &sessions, &error), MPSD_OK, &error);
  count = session_list_info(sessions).count;
  CHECK_EQ(count, 2);
  mpsd_session_list_destroy(sessions);
}

/* Of several users: a session once for each of them who is in it. */
static void a_session_query_finds_where_others_are(void) {
  const uint64_t others[2] = {HOST, FINDER};
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  mpsd_session_list *sessions;
  mpsd_found_session found;
  size_t count, i, hosts = 0;
  query.scid = SCID;
  query.xuids = others;
  query.xuid_count = 2;
  CHECK_RESULT(mpsd_query_sessions(friend_of_host, &query, NULL, &sessions, &error), MPSD_OK, &error);
  count = session_list_info(sessions).count;
  CHECK_EQ(count, 3);
  for (i = 0; i < count; ++i) {
    CHECK_EQ(mpsd_session_list_get(sessions, i, &found), MPSD_OK);
    hosts += found.xuid == HOST;
    CHECK_EQ(found.status, MPSD_MEMBER_STATUS_ACTIVE);
  }
  CHECK_EQ(hosts, 2);
  mpsd_session_list_destroy(sessions);
}

static void a_social_group_shows_what_friends_play(void) {
  http_answer answer;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *activities;
  mpsd_handle_details details;
  size_t count;
  CHECK_RESULT(mpsd_set_activity(host, &game, NULL, NULL, &error), MPSD_OK, &error);
  http_exchange(emulator, "PUT", "/emulator/users/8102/people/8101", "{\"favorite\":true}", &answer);
  CHECK_EQ(answer.status, 204);
  query.scid = SCID;
  query.social_group = "favorites";
  CHECK_RESULT(mpsd_query_activities(finder, &query, NULL, &activities, &error), MPSD_OK, &error);
  count = handle_list_info(activities).count;
  CHECK_EQ(count, 1);
  CHECK_EQ(mpsd_handle_list_get(activities, 0, &details), MPSD_OK);
  CHECK_EQ(details.handle.owner_xuid, HOST);
  CHECK_EQ(details.members_count, 3);
  CHECK(details.handle.created_at_ms > 1500000000000 && details.posted_at_ms > 1500000000000);
  CHECK(details.invite_protocol != NULL && details.game_types != NULL);
  CHECK_TEXT(details.custom_properties, "{\"map\":\"Dunes\"}");
  mpsd_handle_list_destroy(activities);
}

static void everybody_leaves(void) {
  CHECK_RESULT(mpsd_leave_session(friend_of_host, &lobby, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_leave_session(friend_of_host, &game, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_leave_session(finder, &game, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(members_now(), 1);
  CHECK_RESULT(mpsd_leave_session(host, &game, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(error.http_status, 204);
  mpsd_session *gone;
  CHECK_RESULT(mpsd_read_session(host, &game, NULL, NULL, &gone, &error), MPSD_ERROR_NOT_FOUND, &error);
}

int main(void) {
  emulator = fixture("EMULATOR");
  host = client_for(emulator, HOST);
  finder = client_for(emulator, FINDER);
  friend_of_host = client_for(emulator, FRIEND);
  game = session_named("evening");
  lobby = session_named("evening-lobby");

  the_host_makes_its_session_searchable();
  another_player_finds_and_joins_it();
  a_third_player_is_transferred_in();
  a_session_query_finds_ones_own_sessions();
  a_session_query_finds_where_others_are();
  a_social_group_shows_what_friends_play();
  everybody_leaves();

  mpsd_client_destroy(host);
  mpsd_client_destroy(finder);
  mpsd_client_destroy(friend_of_host);
  return check_finish();
}
