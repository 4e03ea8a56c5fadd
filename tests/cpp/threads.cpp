// Eight threads share one client: they set, clear and query at once, through one token that is asked for once.
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

#include "check.h"
#include "fixture.h"
#include "owner.hpp"

namespace {

constexpr std::uint64_t user = 9201;
constexpr int thread_count = 8;
constexpr int rounds = 50;

struct Provider {
  std::atomic<int> calls{0};
  std::atomic<int> running{0};
  std::atomic<bool> overlapped{false};
};

void MPSD_CALL provide(void *user_data, mpsd_token_request *request) {
  auto &provider = *static_cast<Provider *>(user_data);
  ++provider.calls;
  if (++provider.running > 1) provider.overlapped = true;
  sleep_ms(20);
  mpsd_token_request_complete(request, MPSD_OK, "XBL3.0 x=emulator;xuid=9201;title=1234567", nullptr);
  --provider.running;
}

struct Tally {
  std::atomic<int> failed{0};
  std::atomic<int> set{0};
  std::atomic<int> cleared{0};
  std::atomic<int> seen{0};

  void count(mpsd_result result, const mpsd_error &error) {
    if (result == MPSD_OK) return;
    if (failed++ == 0) std::printf("first failure: %s: %s\n", mpsd_result_name(result), error.message);
  }
};

void set(mpsd_client *client, Tally &tally) {
  const mpsd_session_reference session = session_named(nullptr);
  mpsd_handle_info handle;
  mpsd_error error;
  tally.count(mpsd_set_activity(client, &session, nullptr, &handle, &error), error);
  tally.set += handle.id[0] != 0;
}

void clear(mpsd_client *client, Tally &tally) {
  std::uint8_t cleared = 0;
  mpsd_error error;
  tally.count(mpsd_clear_activity(client, SCID, nullptr, &cleared, &error), error);
  tally.cleared += cleared;
}

// One user has at most one activity, whatever the other threads do.
void query(mpsd_client *client, Tally &tally) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  query.scid = SCID;
  query.xuids = &user;
  query.xuid_count = 1;
  mpsd_handle_list *found = nullptr;
  mpsd_error error;
  tally.count(mpsd_query_activities(client, &query, nullptr, &found, &error), error);
  const HandleList list(found);
  mpsd_handle_list_info info;
  tally.failed += mpsd_handle_list_get_info(list.get(), &info) != MPSD_OK || info.count > 1;
  tally.seen += info.count == 1;
}

void work(mpsd_client *client, int thread, Tally &tally) {
  using Step = void (*)(mpsd_client *, Tally &);
  constexpr Step steps[] = {set, clear, query};
  for (int round = 0; round < rounds; ++round) steps[(thread + round) % 3](client, tally);
}

void share_a_client(const char *endpoint) {
  Provider provider;
  mpsd_client_options options = options_for(endpoint, user);
  options.authorization = nullptr;
  options.token_callback = provide;
  options.token_user_data = &provider;
  const Client client = make_client(options);
  Tally tally;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < thread_count; ++thread) {
    threads.emplace_back([&tally, &client, thread] { work(client.get(), thread, tally); });
  }
  for (auto &thread : threads) thread.join();
  CHECK_EQ(tally.failed, 0);
  CHECK(tally.set > 100);
  // Each clear took away something that was set, and no activity twice.
  CHECK(tally.cleared > 0 && tally.cleared <= tally.set);
  CHECK(tally.seen > 0);
  CHECK_EQ(provider.calls, 1);
  CHECK(!provider.overlapped);
}

// Clients come and go on all threads, on one network.
void clients_of_their_own(const char *endpoint) {
  mpsd_network *made = nullptr;
  mpsd_error failure;
  require(mpsd_network_create(nullptr, &made, &failure), failure);
  const Network network(made);
  Tally tally;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < thread_count; ++thread) {
    threads.emplace_back([&tally, &network, endpoint, thread] {
      mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
      const std::uint64_t xuid = 9300u + static_cast<unsigned>(thread);
      const std::string token = "XBL3.0 x=emulator;xuid=" + std::to_string(xuid) + ";title=1";
      options.endpoint = endpoint;
      options.authorization = token.c_str();
      options.xuid = xuid;
      options.network = network.get();
      for (int round = 0; round < 10; ++round) set(make_client(options).get(), tally);
    });
  }
  for (auto &thread : threads) thread.join();
  CHECK_EQ(tally.failed, 0);
  CHECK_EQ(tally.set, thread_count * 10);
}

}  // namespace

int main() {
  try {
    share_a_client(fixture("EMULATOR"));
    clients_of_their_own(fixture("EMULATOR"));
  } catch (const std::exception &exception) {
    std::printf("%s\n", exception.what());
    return 1;
  }
  return check_finish();
}
