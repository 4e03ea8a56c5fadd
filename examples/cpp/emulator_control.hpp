// The world around the game, as the emulator plays it: a player blocks another one, a player looks into the invite inbox.
// At a console this is the system's doing, and the invite's handle id arrives in the activation URI.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tcp.hpp"

class EmulatorControl {
public:
    // `url` is what the emulator prints when it starts: http://<address>:<port>
    explicit EmulatorControl(const std::string& url) {
        const std::string_view scheme = "http://";
        const std::size_t colon = url.rfind(':');
        if (url.compare(0, scheme.size(), scheme) != 0 || colon < scheme.size()) {
            throw std::runtime_error("not an emulator's URL: " + url);
        }
        address_ = url.substr(scheme.size(), colon - scheme.size());
        port_ = url.substr(colon + 1);
    }

    void block(std::uint64_t blocker, std::uint64_t blocked) const {
        request("PUT", "/emulator/users/" + std::to_string(blocker) + "/blocked/" + std::to_string(blocked));
    }

    // From now on the network is as bad as `rules` say.
    void set_faults(const std::string& rules) const { request("PUT", "/emulator/faults", rules); }

    // {"invites":[…]}: the handles of the invites this player has got.
    std::string inbox(std::uint64_t xuid) const {
        return request("GET", "/emulator/users/" + std::to_string(xuid) + "/invites");
    }

private:
    std::string request(const std::string& method, const std::string& path, const std::string& body = "") const {
        const std::string length = std::to_string(body.size());
        const std::string answer = exchange(method + " " + path + " HTTP/1.1\r\nHost: " + address_ + ":" + port_ +
                                            "\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n" + body);
        const std::size_t head_end = answer.find("\r\n\r\n");
        if (answer.compare(0, 10, "HTTP/1.1 2") != 0 || head_end == std::string::npos) {
            throw std::runtime_error(method + " " + path + " was answered: " + answer);
        }
        return answer.substr(head_end + 4);
    }

    std::string exchange(std::string_view request) const {
        const TcpConnection connection(address_, port_);
        connection.send(request);
        return connection.receive();
    }

    std::string address_;
    std::string port_;
};
