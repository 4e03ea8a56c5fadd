// A frame loop at 60 frames a second in which 16 local players talk to the session directory over a network that stalls and
// breaks, and no frame notices: everything is started, polled and drained, nothing waits.
//
//   frame_loop <emulator-url> <seconds>
//
// Prints how long the library held up each frame, and fails where a frame spent more than a millisecond of its thread's
// CPU time in the library, or where more than one frame in a thousand waited longer than that for it.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../cpp/emulator_control.hpp"
#include "frame_times.hpp"
#include "player.hpp"

constexpr unsigned PLAYERS = 16;
constexpr auto FRAME = std::chrono::microseconds(16667);

// What the network does to requests, in the words of the emulator's control API: delays for all, and for some a reset
// connection, no answer, or a busy service. The same seed gives the same run.
constexpr const char* BAD_WEATHER = R"({"seed":60,"rules":[
    {"latencyMs":20,"jitterMs":150},
    {"probability":0.05,"effect":{"kind":"resetAfter"}},
    {"probability":0.03,"effect":{"kind":"drop"}},
    {"probability":0.05,"effect":{"kind":"status","status":503,"retryAfterSeconds":1}},
    {"probability":0.05,"effect":{"kind":"slow","bytesPerSecond":500}}]})";

std::vector<std::unique_ptr<Player>> sign_in(mpsd_network* network, const char* url) {
    std::vector<std::unique_ptr<Player>> players;
    for (unsigned seat = 0; seat < PLAYERS; ++seat) {
        players.push_back(std::make_unique<Player>(network, url, seat));
    }
    return players;
}

// One frame's work with the library: each player drains what has ended, and in every fourth frame one of them starts
// something new: each about once a second, as the service's rate limit has it.
void play(std::vector<std::unique_ptr<Player>>& players, unsigned frame) {
    constexpr unsigned PACE = 4;
    for (const auto& player : players) player->drain();
    if (frame % PACE == 0) players[frame / PACE % PLAYERS]->act(frame / PACE / PLAYERS);
}

FrameTimes run(std::vector<std::unique_ptr<Player>>& players, unsigned seconds) {
    FrameTimes times;
    auto next = std::chrono::steady_clock::now();
    for (unsigned frame = 0; frame < seconds * 60; ++frame) {
        times.measure([&] { play(players, frame); });
        next += FRAME;
        std::this_thread::sleep_until(next);
    }
    return times;
}

int evening(const char* url, unsigned seconds) {
    mpsd_network* network = nullptr;
    check(mpsd_network_create(nullptr, &network, nullptr), "mpsd_network_create");
    auto players = sign_in(network, url);
    EmulatorControl(url).set_faults(BAD_WEATHER);
    const FrameTimes times = run(players, seconds);
    Tally tally;
    for (const auto& player : players) tally += player->tally();
    std::printf("%u frames, %u players: %u calls started, %u succeeded, %u failed, %u cancelled, %u still running\n",
                seconds * 60, PLAYERS, tally.started, tally.succeeded, tally.failed, tally.cancelled, tally.running());
    times.print();
    players.clear();
    mpsd_network_destroy(network);
    if (tally.succeeded == 0 || tally.failed == 0) {
        std::printf("The weather was not as it should be: some calls must succeed, and some must fail.\n");
        return EXIT_FAILURE;
    }
    return times.within_limits() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: frame_loop <emulator-url> <seconds>\n");
        return 2;
    }
    try {
        return evening(arguments[1], static_cast<unsigned>(std::strtoul(arguments[2], nullptr, 10)));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return EXIT_FAILURE;
    }
}
