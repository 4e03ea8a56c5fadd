// One evening of a multiplayer game: the host opens a session, shows it to friends, invites three players; one of them
// joins; everybody goes home.
//
//   game <emulator-url> <host> <friend> <friend> <player-who-blocks-the-host>      (the players are XUIDs)

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <future>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "directory.hpp"
#include "emulator_control.hpp"
#include "guid.hpp"
#include "json_path.hpp"

using directory::Client;
using directory::Invites;
using directory::Session;
using directory::SessionReference;
using directory::Xuid;

// What a game knows of itself: its ids from Partner Center.
constexpr std::uint32_t TITLE_ID = 1297287259;
constexpr const char* SCID = "7492baca-c1b4-440d-a391-b7ef364a8d40";
constexpr const char* TEMPLATE_NAME = "match";

// Who plays tonight, and where.
struct Cast {
    std::string service_url;
    Xuid host;
    Xuid first_friend;
    Xuid second_friend;
    Xuid blocker;
};

// Ends the story when something is not as the story says.
void expect(bool as_expected, const std::string& what) {
    if (!as_expected) throw std::runtime_error("expected " + what);
}

Client sign_in(const Cast& cast, Xuid xuid) {
    // The form of token that the emulator takes. A game gets its own from the platform's sign-in.
    const std::string authorization =
        "XBL3.0 x=emulator;xuid=" + std::to_string(xuid) + ";title=" + std::to_string(TITLE_ID);
    return Client({xuid, TITLE_ID, authorization, cast.service_url});
}

// A session for up to eight, with its creator as the first active member.
std::string new_session_document(Xuid creator) {
    return R"({"constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"open","inviteProtocol":"game"}},)"
           R"("members":{"me":{"constants":{"system":{"initialize":true,"xuid":")" +
           std::to_string(creator) + R"("}},"properties":{"system":{"active":true}}}}})";
}

void open_session(Client& host, const SessionReference& session) {
    std::printf("\n1. The host opens a session and shows it to friends\n");
    const Session created = host.create_session(session, new_session_document(host.xuid()));
    std::printf("   Session   %s created (HTTP %d), the host is in it.\n", session.name.c_str(), created.http_status());
    const mpsd_handle_info activity = host.set_activity(session);
    std::printf("   Activity  %s is now the host's (HTTP %d).\n", activity.id, activity.http_status);
}

// Prints a text in lines of at most 100 columns, each after the same indent.
void print_wrapped(const std::string& indent, const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;) {
        if (indent.size() + line.size() + word.size() >= 100) {
            std::printf("%s%s\n", indent.c_str(), line.c_str());
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    std::printf("%s%s\n", indent.c_str(), line.c_str());
}

void print_row(const mpsd_invite_result& row) {
    const bool delivered = !MPSD_FAILED(row.result);
    std::printf("   %-20llu  %-22s  %4d  %s\n", static_cast<unsigned long long>(row.xuid), mpsd_result_name(row.result),
                row.http_status, delivered ? row.handle_id : row.message);
    if (!delivered) print_wrapped("      ", std::string("Remedy: ") + mpsd_result_remedy(row.result));
}

// Gives the rows, in the order of the cast.
std::vector<mpsd_invite_result> invite_everybody(Client& host, const SessionReference& session, const Cast& cast) {
    std::printf("\n2. The host invites three players; the third has just blocked the host\n");
    const Invites invites =
        host.invite({cast.first_friend, cast.second_friend, cast.blocker}, session, "mode=capture-the-flag");
    std::printf("   The batch: %s. %s\n\n", mpsd_result_name(invites.result), mpsd_result_cause(invites.result));
    std::printf("   %-20s  %-22s  %4s  %s\n", "XUID", "Result", "HTTP", "Invite's handle id, or the service's reason");
    for (const mpsd_invite_result& row : invites.rows) print_row(row);
    expect(invites.result == MPSD_ERROR_PARTIAL, "the batch to be delivered in part");
    expect(invites.rows[0].result == MPSD_OK && invites.rows[1].result == MPSD_OK, "the friends to be invited");
    expect(invites.rows[2].result == MPSD_ERROR_FORBIDDEN, "the service to protect the player who blocks the host");
    return invites.rows;
}

// The handle id of the first invite that `sender` sent.
std::string invite_from(Xuid sender, const std::string& inbox) {
    for (int index = 0;; ++index) {
        const std::string position = std::to_string(index);
        const auto id = json::find(inbox, {"invites", position, "id"});
        expect(id.has_value(), "an invite from the host in " + inbox);
        if (json::find(inbox, {"invites", position, "senderXuid"}) == std::to_string(sender)) return std::string(*id);
    }
}

void join(Client& guest, Client& host, const SessionReference& session, const std::string& handle_id) {
    std::printf("   Joined    by the invite's handle %s.\n", handle_id.c_str());
    const Session joined = guest.join_by_handle(handle_id);
    expect(joined.reference().name == session.name, "the invite to lead to the host's session");
    const Session seen = host.read_session(session);
    const auto count = json::find(seen.document(), {"membersInfo", "count"});
    expect(count == "2", "two members in the session");
    std::printf("   Session   the host reads it again and sees 2 members.\n");
}

void look_up(Client& guest, Xuid host, const SessionReference& session) {
    const auto activities = guest.activities_of({host}, session.scid);
    expect(activities.size() == 1 && activities[0].handle.session_name == session.name, "to find the host's activity");
    std::printf("   Activity  %s of the host: %u of %u places are taken.\n", activities[0].handle.id,
                activities[0].members, activities[0].max_members);
}

void go_home(Client& guest, Client& host, const SessionReference& session) {
    std::printf("\n4. Everybody goes home\n");
    expect(host.clear_activity(session.scid), "an activity to clear");
    std::printf("   Cleared   the host's activity: yes.\n");
    expect(!host.clear_activity(session.scid), "nothing left to clear");
    std::printf("   Cleared   once more: there was nothing to clear, and that is no error.\n");
    std::printf("   Left      the friend (HTTP %d),\n", guest.leave_session(session).http_status());
    const Session last = host.leave_session(session);
    expect(last.document().empty(), "the session to end with its last member");
    std::printf("   Left      the host (HTTP %d): the session is no more.\n", last.http_status());
}

void play(const Cast& cast) {
    const EmulatorControl world(cast.service_url);
    const SessionReference session = {SCID, TEMPLATE_NAME, new_guid()};

    Client host = sign_in(cast, cast.host);
    open_session(host, session);

    world.block(cast.blocker, cast.host);
    const auto invites = invite_everybody(host, session, cast);

    std::printf("\n3. The first friend finds the invite and joins\n");
    const std::string handle_id = invite_from(cast.host, world.inbox(cast.first_friend));
    expect(handle_id == invites[0].handle_id, "the invite that the host sent");
    Client guest = sign_in(cast, cast.first_friend);
    join(guest, host, session, handle_id);
    look_up(guest, cast.host, session);

    go_home(guest, host, session);
}

// The calls of mpsd block. So the game makes them on a thread of its own, and goes on drawing frames.
unsigned draw_frames_while(const std::future<void>& work) {
    unsigned frames = 0;
    do ++frames;
    while (work.wait_for(std::chrono::milliseconds(16)) != std::future_status::ready);
    return frames;
}

int main(int argument_count, char** arguments) {
    if (argument_count != 6) {
        std::fprintf(stderr, "usage: %s <emulator-url> <host> <friend> <friend> <blocker>\n", arguments[0]);
        return 2;
    }
    try {
        const Cast cast = {arguments[1], std::stoull(arguments[2]), std::stoull(arguments[3]),
                           std::stoull(arguments[4]), std::stoull(arguments[5])};
        std::printf("A game with mpsd %s\n", mpsd_version_string());
        std::printf("   Service   %s\n   Host      %s\n", arguments[1], arguments[2]);
        std::future<void> evening = std::async(std::launch::async, play, cast);
        const unsigned frames = draw_frames_while(evening);
        evening.get();
        std::printf("\nThe end. Frames drawn meanwhile: %u\n", frames);
        return 0;
    } catch (const directory::Error& error) {
        std::fprintf(stderr, "\n%s\nRemedy: %s\n", error.what(), error.remedy());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "\nThe game ends: %s\n", error.what());
    }
    return 1;
}
