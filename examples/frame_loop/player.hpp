// A local player who starts one thing after another and never waits for it.
#pragma once

#include <mpsd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

inline void check(mpsd_result result, const char* what) {
    if (MPSD_FAILED(result)) throw std::runtime_error(std::string(what) + ": " + mpsd_result_name(result));
}

// What became of the calls.
struct Tally {
    unsigned started = 0;
    unsigned succeeded = 0;
    unsigned failed = 0;
    unsigned cancelled = 0;

    unsigned running() const { return started - succeeded - failed - cancelled; }

    Tally& operator+=(const Tally& other) {
        started += other.started;
        succeeded += other.succeeded;
        failed += other.failed;
        cancelled += other.cancelled;
        return *this;
    }
};

class Player {
public:
    Player(mpsd_network* network, const char* url, unsigned seat)
        : xuid_(2533274790000000u + seat), name_("seat-" + std::to_string(seat)) {
        const std::string token = "XBL3.0 x=emulator;xuid=" + std::to_string(xuid_) + ";title=1234567";
        mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
        options.endpoint = url;
        options.authorization = token.c_str();
        options.network = network;
        options.xuid = xuid_;
        options.title_id = 1234567;
        // Soon over, so that a run of a few seconds sees calls fail, too.
        options.request_timeout_ms = 1000;
        options.deadline_ms = 3000;
        check(mpsd_client_create(&options, &client_, nullptr), "mpsd_client_create");
        open_session();
    }

    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;
    ~Player() { mpsd_client_destroy(client_); }

    // Starts the next thing that players do.
    void act(unsigned turn) {
        mpsd_operation* operation = nullptr;
        mpsd_result result = MPSD_OK;
        switch (turn % 5) {
            case 0:
                result = mpsd_set_activity_start(client_, &session_, nullptr, &operation, nullptr);
                break;
            case 1:
                result = start_query(&operation);
                break;
            case 2:
                result = mpsd_read_session_start(client_, &session_, NULL, nullptr, &operation, nullptr);
                break;
            case 3:
                result = start_invites(&operation);
                break;
            default:
                // The player has thought better of it.
                result = mpsd_clear_activity_start(client_, SCID, nullptr, &operation, nullptr);
                if (result == MPSD_OK) mpsd_operation_cancel(operation);
        }
        check(result, "start");
        ++tally_.started;
    }

    // Takes note of what has ended, once a frame.
    void drain() {
        while (mpsd_operation* ended = mpsd_client_next_finished(client_, MPSD_ANY_GROUP)) {
            const mpsd_result result = mpsd_operation_poll(ended);
            if (result == MPSD_ERROR_CANCELLED) {
                ++tally_.cancelled;
            } else {
                ++(MPSD_FAILED(result) ? tally_.failed : tally_.succeeded);
            }
            mpsd_operation_destroy(ended);
        }
    }

    const Tally& tally() const { return tally_; }

private:
    static constexpr const char* SCID = "7492baca-c1b4-440d-a391-b7ef364a8d40";

    void open_session() {
        session_ = {SCID, "match", name_.c_str()};
        const std::string document =
            R"({"members":{"me":{"constants":{"system":{"initialize":true,"xuid":")" + std::to_string(xuid_) +
            R"("}},"properties":{"system":{"active":true}}}}})";
        check(mpsd_write_session(client_, &session_, MPSD_WRITE_UPDATE_OR_CREATE, nullptr, document.c_str(), nullptr,
                                 nullptr, nullptr),
              "mpsd_write_session");
    }

    mpsd_result start_query(mpsd_operation** operation) {
        const std::array<std::uint64_t, 2> friends = {xuid_, xuid_ + 1};
        mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
        query.scid = SCID;
        query.xuids = friends.data();
        query.xuid_count = friends.size();
        return mpsd_query_activities_start(client_, &query, nullptr, operation, nullptr);
    }

    mpsd_result start_invites(mpsd_operation** operation) {
        const std::array<std::uint64_t, 2> friends = {xuid_ + 100, xuid_ + 200};
        mpsd_invite invite = MPSD_INVITE_INIT;
        invite.session = session_;
        invite.xuids = friends.data();
        invite.xuid_count = friends.size();
        return mpsd_send_invites_start(client_, &invite, nullptr, operation, nullptr);
    }

    std::uint64_t xuid_;
    std::string name_;
    mpsd_session_reference session_ = {};
    mpsd_client* client_ = nullptr;
    Tally tally_;
};
