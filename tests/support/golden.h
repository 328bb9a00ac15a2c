// SPDX-License-Identifier: MIT
#pragma once

// Reading tests/golden, for any runner that defines BAITHAK_GOLDEN_DIR: the JSON files, hex, names of types and
// channels. Fails a test run loudly (std::runtime_error) when a file is missing or broken.

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "shared/model/message.h"

namespace baithak::test {

inline nlohmann::json readGolden(const std::string& file) {
    std::ifstream in(std::string(BAITHAK_GOLDEN_DIR) + "/" + file, std::ios::binary);
    if (!in) throw std::runtime_error("tests/golden/" + file + " is missing");
    return nlohmann::json::parse(in);
}

inline std::string fromHex(std::string_view hex) {
    if (hex.size() % 2 != 0) throw std::runtime_error("odd number of hex digits");
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return bytes;
}

inline std::string toHex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4U]);
        hex.push_back(kDigits[static_cast<unsigned char>(c) & 15U]);
    }
    return hex;
}

inline MessageType typeNamed(const std::string& name) {
    static const std::map<std::string, MessageType> kTypes{{"SERVER_ACK", MessageType::serverAck},
                                                           {"CLIENT_ACK", MessageType::clientAck},
                                                           {"MESSAGE", MessageType::message},
                                                           {"NOTIFICATION", MessageType::notification},
                                                           {"CUSTOM", MessageType::custom}};
    return kTypes.at(name);
}

inline ChannelKind channelKindNamed(const std::string& name) {
    static const std::map<std::string, ChannelKind> kChannels{
        {"UNKNOWN", ChannelKind::unknown}, {"INDIVIDUAL", ChannelKind::individual},
        {"GROUP", ChannelKind::group},     {"CHANNEL", ChannelKind::channel},
        {"BOT", ChannelKind::bot},         {"OTHER", ChannelKind::other}};
    return kChannels.at(name);
}

}  // namespace baithak::test
