// The same in C++, against the package's emulator program, whose URL it is given.
#include <mpsd.h>

#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

constexpr const char *kXuid = "2533274790000001";
constexpr std::uint64_t kGuest = 2533274790000002;

void require(mpsd_result result, const mpsd_error &error) {
  if (MPSD_FAILED(result)) throw std::runtime_error(std::string(mpsd_result_name(result)) + ": " + error.message);
}

struct Destroy {
  void operator()(mpsd_client *client) const { mpsd_client_destroy(client); }
};
using Client = std::unique_ptr<mpsd_client, Destroy>;

Client sign_in(const char *endpoint) {
  const std::string token = std::string("XBL3.0 x=emulator;xuid=") + kXuid + ";title=1234567";
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  options.endpoint = endpoint;
  options.authorization = token.c_str();
  options.xuid = std::stoull(kXuid);
  options.title_id = 1234567;
  mpsd_client *client = nullptr;
  mpsd_error error;
  require(mpsd_client_create(&options, &client, &error), error);
  return Client(client);
}

void play(mpsd_client *host) {
  const mpsd_session_reference session = {"8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", "saturday"};
  const std::string me = std::string(R"({"members":{"me":{"constants":{"system":{"xuid":")") + kXuid +
                         R"(","initialize":true}},"properties":{"system":{"active":true}}}}})";
  mpsd_error error;
  require(mpsd_write_session(host, &session, MPSD_WRITE_UPDATE_OR_CREATE, nullptr, me.c_str(), nullptr, nullptr, &error),
          error);
  mpsd_handle_info activity;
  require(mpsd_set_activity(host, &session, nullptr, &activity, &error), error);
  mpsd_invite invite = MPSD_INVITE_INIT;
  invite.session = session;
  invite.xuids = &kGuest;
  invite.xuid_count = 1;
  mpsd_invite_result invited;
  require(mpsd_send_invites(host, &invite, nullptr, &invited, 1, &error), error);
  std::cout << "activity " << activity.id << "\ninvite " << invited.handle_id << '\n';
}

}  // namespace

int main(int count, char **arguments) {
  try {
    if (count != 2) throw std::runtime_error("the emulator's URL is missing");
    play(sign_in(arguments[1]).get());
    return 0;
  } catch (const std::exception &problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
