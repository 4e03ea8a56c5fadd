// A random GUID (version 4): a name for a session that nobody else has.
#pragma once

#include <random>
#include <string>

inline std::string new_guid() {
    std::random_device random;
    std::uniform_int_distribution<unsigned> digit(0, 15);
    std::string guid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    for (char& letter : guid) {
        if (letter == 'x') letter = "0123456789abcdef"[digit(random)];
        if (letter == 'y') letter = "89ab"[digit(random) % 4];
    }
    return guid;
}
