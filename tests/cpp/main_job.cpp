// The main job in C++17: a host creates a session and sets its activity, invites two players, one of them joins.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#include "check.h"
#include "fixture.h"
#include "owner.hpp"

namespace {

constexpr std::uint64_t host = 9101;
constexpr std::array<std::uint64_t, 2> players{9102, 9103};

void set_activity(mpsd_client *client, const mpsd_session_reference &session) {
  mpsd_handle_info handle;
  mpsd_error error;
  require(mpsd_set_activity(client, &session, nullptr, &handle, &error), error);
  CHECK_EQ(std::strlen(handle.id), 36);
  CHECK_EQ(handle.owner_xuid, host);
}

std::array<mpsd_invite_result, players.size()> invite(mpsd_client *client, const mpsd_session_reference &session) {
  std::array<mpsd_invite_result, players.size()> rows;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_error error;
  invite.session = session;
  invite.xuids = players.data();
  invite.xuid_count = players.size();
  invite.context = "from=C++";
  require(mpsd_send_invites(client, &invite, nullptr, rows.data(), rows.size(), &error), error);
  CHECK(std::equal(rows.begin(), rows.end(), players.begin(),
      [](const mpsd_invite_result &row, std::uint64_t xuid) { return row.xuid == xuid && row.result == MPSD_OK; }));
  return rows;
}

// The session object outlives the client that joined.
Session join(const char *endpoint, std::uint64_t xuid, const char *handle_id) {
  const Client client = make_client(options_for(endpoint, xuid));
  mpsd_session *session = nullptr;
  mpsd_error error;
  require(mpsd_join_session_by_handle(client.get(), handle_id, "{}", nullptr, &session, &error), error);
  return Session(session);
}

void refused(mpsd_client *client) {
  mpsd_error error;
  mpsd_result thrown = MPSD_OK;
  try {
    require(mpsd_clear_activity(client, "no GUID", nullptr, nullptr, &error), error);
  } catch (const Failure &failure) {
    thrown = failure.result;
    CHECK_CONTAINS(failure.what(), "scid");
  }
  CHECK_EQ(thrown, MPSD_ERROR_INVALID_ARGUMENT);
}

void play(const char *endpoint) {
  const Client client = make_client(options_for(endpoint, host));
  const mpsd_session_reference session = session_named("from C++");
  create_session(client.get(), host, &session);
  set_activity(client.get(), session);
  const auto rows = invite(client.get(), session);
  const Session joined = join(endpoint, players[0], rows[0].handle_id);
  mpsd_session_info info;
  CHECK_EQ(mpsd_session_get_info(joined.get(), &info), MPSD_OK);
  CHECK_TEXT(info.name, session.name);
  CHECK_CONTAINS(info.document, std::to_string(players[0]).c_str());
  refused(client.get());
  std::uint8_t cleared = 0;
  mpsd_error error;
  require(mpsd_clear_activity(client.get(), SCID, nullptr, &cleared, &error), error);
  CHECK_EQ(cleared, 1);
}

}  // namespace

int main() {
  try {
    play(fixture("EMULATOR"));
  } catch (const std::exception &exception) {
    std::printf("%s\n", exception.what());
    return 1;
  }
  return check_finish();
}
