// Finds one value in a JSON text by its path: enough for an example. A game uses its engine's JSON.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace json {

// Walks over well-formed JSON without storing any of it.
class Walk {
public:
    explicit Walk(std::string_view text) : rest_(text) {}

    // Steps into the object's or array's element of this name or index; false if there is none.
    bool enter(std::string_view step) {
        skip_space();
        const char open = peek();
        if (open != '{' && open != '[') return false;
        take(1);
        for (std::size_t index = 0;; ++index) {
            skip_space();
            if (peek() == '}' || peek() == ']' || peek() == '\0') return false;
            const bool found = open == '{' ? key() == step : std::to_string(index) == step;
            skip_space();
            if (found) return true;
            value();
            skip_space();
            if (peek() == ',') take(1);
        }
    }

    // Takes the value that begins here: a string without its quotes, anything else as it is written.
    std::string_view value() {
        skip_space();
        if (peek() == '"') return string();
        if (peek() == '{' || peek() == '[') return container();
        return take(std::min(rest_.find_first_of(",}] \t\r\n"), rest_.size()));
    }

private:
    char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

    void skip_space() { take(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

    std::string_view key() {
        const std::string_view name = string();
        skip_space();
        if (peek() == ':') take(1);
        return name;
    }

    std::string_view string() {
        std::size_t end = 1;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        const std::string_view text = rest_.substr(std::min<std::size_t>(1, rest_.size()), end - 1);
        take(end + 1);
        return text;
    }

    std::string_view container() {
        const std::string_view from = rest_;
        int depth = 0;
        do {
            const char next = peek();
            if (next == '"') string();
            else take(1);
            if (next == '{' || next == '[') ++depth;
            if (next == '}' || next == ']') --depth;
        } while (depth > 0 && !rest_.empty());
        return from.substr(0, from.size() - rest_.size());
    }

    std::string_view take(std::size_t count) {
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest_;
};

// find(text, {"invites", "0", "id"})
inline std::optional<std::string_view> find(std::string_view text, std::initializer_list<std::string_view> path) {
    Walk walk(text);
    for (const std::string_view step : path) {
        if (!walk.enter(step)) return std::nullopt;
    }
    return walk.value();
}

}  // namespace json
