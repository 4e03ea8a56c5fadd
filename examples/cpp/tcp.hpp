// A TCP connection on any system, as far as the example needs one.
#pragma once

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

class TcpConnection {
public:
    TcpConnection(const std::string& address, const std::string& port) {
        start_sockets();
        addrinfo hints = {};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        if (::getaddrinfo(address.c_str(), port.c_str(), &hints, &found) != 0) {
            throw std::runtime_error("the address is unknown: " + address);
        }
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
        socket_ = ::socket(found->ai_family, found->ai_socktype, found->ai_protocol);
        if (socket_ == none || ::connect(socket_, found->ai_addr, static_cast<Length>(found->ai_addrlen)) != 0) {
            close();
            throw std::runtime_error("nobody listens at " + address + ":" + port);
        }
    }
    TcpConnection(const TcpConnection&) = delete;
    TcpConnection& operator=(const TcpConnection&) = delete;
    ~TcpConnection() { close(); }

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), static_cast<Size>(bytes.size()), 0);
            if (sent <= 0) throw std::runtime_error("the other end hung up");
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    // All that comes until the other end closes the connection.
    std::string receive() const {
        std::string all;
        char piece[4096];
        for (;;) {
            const auto got = ::recv(socket_, piece, sizeof piece, 0);
            if (got <= 0) return all;
            all.append(piece, static_cast<std::size_t>(got));
        }
    }

private:
#ifdef _WIN32
    using Socket = SOCKET;
    using Length = int;
    using Size = int;
    static constexpr Socket none = INVALID_SOCKET;

    static void start_sockets() {
        static const int failed = [] {
            WSADATA about;
            return ::WSAStartup(MAKEWORD(2, 2), &about);
        }();
        if (failed != 0) throw std::runtime_error("Windows has no sockets");
    }

    void close() const {
        if (socket_ != none) ::closesocket(socket_);
    }
#else
    using Socket = int;
    using Length = socklen_t;
    using Size = std::size_t;
    static constexpr Socket none = -1;

    static void start_sockets() {}

    void close() const {
        if (socket_ != none) ::close(socket_);
    }
#endif

    Socket socket_ = none;
};
