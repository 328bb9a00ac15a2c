// SPDX-License-Identifier: MIT
#pragma once

// Comparing an answer with a recorded one: objects may carry further keys, `<name>` stands for any text, and the same
// name for the same text throughout (tests/golden/README.md).

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace baithak::test {

class JsonMatch {
public:
    // What differs, with its path; empty when they agree. Lists of groups may stand in any order.
    std::string compare(const nlohmann::json& recorded, const nlohmann::json& actual, const std::string& path = {});

    // What stood for `<name>`; empty when it has not been met.
    std::string valueOf(const std::string& name) const;
    void know(const std::string& name, const std::string& value) { known_[name] = value; }
    // Replaces what is known of `<name>` in a text.
    std::string resolve(std::string text) const;

private:
    std::string compareText(const std::string& recorded, const nlohmann::json& actual, const std::string& path);
    std::string compareGroups(const nlohmann::json& recorded, const nlohmann::json& actual, const std::string& path);

    std::map<std::string, std::string> known_;
};

}  // namespace baithak::test
