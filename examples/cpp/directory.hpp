// A thin C++17 layer over mpsd.h: objects that free themselves, exceptions that say what to do.
// It is part of the example: take it, and bend it to your engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mpsd.h"

namespace directory {

using Xuid = std::uint64_t;

// A call that failed: which code, what happened, and what to do about it.
class Error : public std::runtime_error {
public:
    explicit Error(const mpsd_error& details) : std::runtime_error(describe(details)), details_(details) {}

    const char* name() const noexcept { return mpsd_result_name(details_.result); }
    const char* message() const noexcept { return details_.message; }
    const char* remedy() const noexcept { return mpsd_result_remedy(details_.result); }
    int http_status() const noexcept { return details_.http_status; }

private:
    static std::string describe(const mpsd_error& details) {
        std::string text = mpsd_result_name(details.result);
        text += ": ";
        text += details.message[0] != '\0' ? details.message : mpsd_result_cause(details.result);
        return text;
    }

    mpsd_error details_;
};

// Makes one call of the C API, and throws what it reports.
template <typename Function, typename... Arguments>
void call(Function function, Arguments... arguments) {
    mpsd_error error;
    if (MPSD_FAILED(function(arguments..., &error))) throw Error(error);
}

struct Destroy {
    void operator()(mpsd_client* client) const noexcept { mpsd_client_destroy(client); }
    void operator()(mpsd_session* session) const noexcept { mpsd_session_destroy(session); }
    void operator()(mpsd_handle_list* activities) const noexcept { mpsd_handle_list_destroy(activities); }
};

template <typename Object>
using Owned = std::unique_ptr<Object, Destroy>;

// The three-part name of a session.
struct SessionReference {
    std::string scid;
    std::string template_name;
    std::string name;

    mpsd_session_reference borrowed() const noexcept {
        return {scid.c_str(), template_name.c_str(), name.c_str()};
    }
};

// A session as the service answered it.
class Session {
public:
    explicit Session(mpsd_session* session) : session_(session) {
        mpsd_error error = {};
        error.result = mpsd_session_get_info(session, &info_);
        if (MPSD_FAILED(error.result)) throw Error(error);
    }

    int http_status() const noexcept { return info_.http_status; }

    // The session document, JSON. Empty: the write ended the session.
    std::string_view document() const noexcept { return {text(info_.document), info_.document_size}; }

    SessionReference reference() const { return {text(info_.scid), text(info_.template_name), text(info_.name)}; }

private:
    static const char* text(const char* maybe) noexcept { return maybe != nullptr ? maybe : ""; }

    Owned<mpsd_session> session_;
    mpsd_session_info info_ = {};
};

// What a player is doing now, as others see it.
struct Activity {
    mpsd_handle_info handle;
    std::uint32_t members;
    std::uint32_t max_members;
};

// What became of a batch of invites: one row for each recipient, in their order.
struct Invites {
    mpsd_result result;
    std::vector<mpsd_invite_result> rows;
};

// One signed-in user. Calls block until the answer or the deadline; any thread may make them.
class Client {
public:
    struct SignIn {
        Xuid xuid;
        std::uint32_t title_id;
        std::string authorization;
        std::string endpoint;
    };

    explicit Client(const SignIn& user) : xuid_(user.xuid) {
        mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
        options.xuid = user.xuid;
        options.title_id = user.title_id;
        options.authorization = user.authorization.c_str();
        options.endpoint = user.endpoint.c_str();
        mpsd_client* client = nullptr;
        call(mpsd_client_create, &options, &client);
        client_.reset(client);
    }

    Xuid xuid() const noexcept { return xuid_; }

    Session create_session(const SessionReference& session, const std::string& document) {
        const auto reference = session.borrowed();
        return answered(mpsd_write_session, &reference, std::uint32_t{MPSD_WRITE_CREATE_NEW}, nullptr, document.c_str());
    }

    Session read_session(const SessionReference& session) {
        const auto reference = session.borrowed();
        return answered(mpsd_read_session, &reference, nullptr);
    }

    Session join_by_handle(const std::string& handle_id) {
        return answered(mpsd_join_session_by_handle, handle_id.c_str(), nullptr);
    }

    Session leave_session(const SessionReference& session) {
        const auto reference = session.borrowed();
        return answered(mpsd_leave_session, &reference);
    }

    mpsd_handle_info set_activity(const SessionReference& session) {
        const auto reference = session.borrowed();
        mpsd_handle_info handle = {};
        call(mpsd_set_activity, client_.get(), &reference, nullptr, &handle);
        return handle;
    }

    // False: there was nothing to clear.
    bool clear_activity(const std::string& scid) {
        std::uint8_t cleared = 0;
        call(mpsd_clear_activity, client_.get(), scid.c_str(), nullptr, &cleared);
        return cleared != 0;
    }

    std::vector<Activity> activities_of(const std::vector<Xuid>& xuids, const std::string& scid) {
        mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
        query.scid = scid.c_str();
        query.xuids = xuids.data();
        query.xuid_count = xuids.size();
        mpsd_handle_list* list = nullptr;
        call(mpsd_query_activities, client_.get(), &query, nullptr, &list);
        const Owned<mpsd_handle_list> owned(list);
        return copied(list);
    }

    // Throws nothing: the rows tell of each recipient, whatever happened.
    Invites invite(const std::vector<Xuid>& xuids, const SessionReference& session, const std::string& context) {
        mpsd_invite invite = MPSD_INVITE_INIT;
        invite.session = session.borrowed();
        invite.xuids = xuids.data();
        invite.xuid_count = xuids.size();
        invite.context = context.c_str();
        Invites invites = {MPSD_OK, std::vector<mpsd_invite_result>(xuids.size())};
        invites.result =
            mpsd_send_invites(client_.get(), &invite, nullptr, invites.rows.data(), invites.rows.size(), nullptr);
        return invites;
    }

private:
    // A call with default options whose answer is a session.
    template <typename Function, typename... Arguments>
    Session answered(Function function, Arguments... arguments) {
        mpsd_session* session = nullptr;
        call(function, client_.get(), arguments..., nullptr, &session);
        return Session(session);
    }

    static std::vector<Activity> copied(mpsd_handle_list* list) {
        mpsd_handle_list_info info = {};
        mpsd_handle_list_get_info(list, &info);
        std::vector<Activity> activities;
        for (std::size_t index = 0; index < info.count; ++index) {
            mpsd_handle_details activity = {};
            mpsd_handle_list_get(list, index, &activity);
            activities.push_back({activity.handle, activity.members_count, activity.max_members_count});
        }
        return activities;
    }

    Xuid xuid_;
    Owned<mpsd_client> client_;
};

}  // namespace directory
