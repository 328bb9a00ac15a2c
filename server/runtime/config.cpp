// SPDX-License-Identifier: MIT
#include "server/runtime/config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "server/runtime/config_table.h"

namespace baithak {
namespace {

using Json = nlohmann::ordered_json;
using LookUp = std::function<std::optional<std::string>(const std::string&)>;

// A value that someone set: the text and, for errors, where.
struct Setting {
    std::string value;
    std::string origin;
};
using Settings = std::map<std::string, Setting, std::less<>>;

std::string environmentName(std::string_view option) {
    std::string name = "BAITHAK_";
    for (const char c : option) name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

// What the arguments say, before any value is looked at.
class ArgumentReader {
public:
    explicit ArgumentReader(std::span<const std::string> arguments) : rest_(arguments) {}

    void read() {
        while (!rest_.empty()) {
            const std::string_view argument = rest_.front();
            rest_ = rest_.subspan(1);
            if (argument.starts_with("--") && argument.size() > 2) {
                readFlag(argument.substr(2));
            } else if (argument == "-h") {
                kind = CommandKind::help;
            } else {
                words_.emplace_back(argument);
            }
        }
        readWords();
    }

    CommandKind kind = CommandKind::serve;
    Settings settings;
    std::optional<std::string> file;
    std::vector<std::string> problems;

private:
    void readFlag(std::string_view flag) {
        const auto equals = flag.find('=');
        const std::string name(flag.substr(0, equals));
        std::optional<std::string> value;
        if (equals != flag.npos) value = flag.substr(equals + 1);
        if (name == "help" || name == "version") {
            kind = name == "help" ? CommandKind::help : CommandKind::version;
            return;
        }
        const auto* entry = findConfigEntry(name);
        if (entry == nullptr && name != "config") {
            problems.push_back("--" + name + " is no option; --help lists them");
            return;
        }
        if (!value) value = takeValue(name, entry != nullptr && entry->type == OptionType::flag);
        if (!value) return;
        if (name == "config") {
            file = *value;
        } else {
            settings[name] = Setting{*value, "flag --" + name};
        }
    }

    std::optional<std::string> takeValue(const std::string& name, bool isSwitch) {
        if (isSwitch) return "true";
        if (rest_.empty() || rest_.front().starts_with("--")) {
            problems.push_back("--" + name + " needs a value");
            return std::nullopt;
        }
        const std::string value = rest_.front();
        rest_ = rest_.subspan(1);
        return value;
    }

    void readWords() {
        const auto is = [this](std::initializer_list<std::string_view> words) {
            return std::equal(words_.begin(), words_.end(), words.begin(), words.end());
        };
        if (is({}) || is({"serve"})) return;
        if (is({"help"})) {
            kind = CommandKind::help;
        } else if (is({"version"})) {
            kind = CommandKind::version;
        } else if (is({"config", "check"})) {
            if (kind == CommandKind::serve) kind = CommandKind::configCheck;
        } else {
            std::string text;
            for (const auto& word : words_) text += (text.empty() ? "" : " ") + word;
            problems.push_back("'" + text + "' is no command; there are serve, config check, help, version");
        }
    }

    std::span<const std::string> rest_;
    std::vector<std::string> words_;
};

std::optional<std::string> textOf(const Json& value, OptionType type) {
    if (type == OptionType::text && value.is_string()) return value.get<std::string>();
    if (type == OptionType::number && value.is_number_integer()) return value.dump();
    if (type == OptionType::flag && value.is_boolean()) return value.dump();
    return std::nullopt;
}

std::string_view nameOf(OptionType type) {
    constexpr std::array<std::string_view, 3> kNames{"a string", "a whole number", "true or false"};
    return kNames[static_cast<std::size_t>(type)];
}

// Equal keys would quietly hide each other, so they are counted while parsing.
Result<Json> parseObject(const std::string& text) {
    std::set<std::string> seen;
    std::string repeated;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::key && depth == 1 && !seen.insert(value.get<std::string>()).second) {
            repeated = value.get<std::string>();
        }
        return true;
    };
    try {
        auto json = Json::parse(text, watch);
        if (!json.is_object()) return Error{Errc::malformed, "is not a JSON object"};
        if (!repeated.empty()) return Error{Errc::malformed, "has the key \"" + repeated + "\" twice"};
        return json;
    } catch (const Json::parse_error& error) {
        return Error{Errc::malformed, "is not JSON (byte " + std::to_string(error.byte) + ")"};
    }
}

void readFile(const std::string& path, Settings& settings, std::vector<std::string>& problems) {
    std::ifstream file(path);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad()) {
        problems.push_back("configuration file " + path + " can't be read: " + std::strerror(errno));
        return;
    }
    const auto json = parseObject(content);
    if (!json) {
        problems.push_back("configuration file " + path + " " + json.error().text);
        return;
    }
    for (const auto& [key, value] : json->items()) {
        const auto* entry = findConfigEntry(key);
        if (entry == nullptr) {
            problems.push_back("configuration file " + path + ": \"" + key + "\" is no option; --help lists them");
        } else if (auto text = textOf(value, entry->type)) {
            settings[key] = Setting{std::move(*text), "configuration file " + path};
        } else {
            problems.push_back(key + " (configuration file " + path + "): it must be " +
                               std::string(nameOf(entry->type)));
        }
    }
}

// An empty variable counts as none: that is how compose files and units leave a thing unset.
std::optional<std::string> variable(const LookUp& lookUp, const std::string& name) {
    auto value = lookUp(name);
    if (value && value->empty()) value.reset();
    return value;
}

void readEnvironment(const LookUp& lookUp, Settings& settings) {
    for (const auto& entry : configEntries()) {
        const auto name = environmentName(entry.option.name);
        if (auto value = variable(lookUp, name)) {
            settings[std::string(entry.option.name)] = Setting{std::move(*value), "environment " + name};
        }
    }
}

// What no single value shows.
void checkTogether(const Config& config, std::vector<std::string>& problems) {
    const auto listen = parseListen(config.listen);
    if (config.auth == "open" && listen && !listen->isLoopback) {
        problems.push_back("auth open accepts anyone and so serves on loopback only, but listen is " + config.listen);
    }
    const auto need = [&](std::string_view what, const std::string& value, std::string_view option) {
        if (value.empty()) problems.push_back(std::string(what) + " needs " + std::string(option));
    };
    if (config.auth == "firebase") {
        need("auth firebase", config.firebaseProject, "firebase-project");
    }
    if (config.push == "fcm") {
        need("push fcm", config.fcmCredentials, "fcm-credentials");
        need("push fcm", config.fcmUrl, "fcm-url");
    }
    if (config.auth == "oidc") {
        need("auth oidc", config.oidcIssuer, "oidc-issuer");
        need("auth oidc", config.oidcAudience, "oidc-audience");
    }
}

void apply(const Settings& settings, Config& config, std::vector<std::string>& problems) {
    for (const auto& entry : configEntries()) {
        const auto setting = settings.find(entry.option.name);
        if (setting == settings.end()) continue;
        const auto& [value, origin] = setting->second;
        if (const auto set = entry.set(config, value); !set) {
            problems.push_back(std::string(entry.option.name) + " (" + origin + "): " + set.error().text);
        }
    }
}

std::string lines(const std::vector<std::string>& problems) {
    std::string text;
    for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    return text;
}

std::string toText(const OptionValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::uint32_t>(&value)) return std::to_string(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
    return std::get<bool>(value) ? "true" : "false";
}

}  // namespace

Result<Command> readCommand(std::span<const std::string> arguments, const LookUp& lookUp) {
    ArgumentReader reader(arguments);
    reader.read();
    Command command;
    command.kind = reader.kind;
    if (command.kind == CommandKind::help || command.kind == CommandKind::version) return command;

    Settings settings;
    auto& problems = reader.problems;
    const auto file = reader.file ? reader.file : variable(lookUp, "BAITHAK_CONFIG");
    if (file) readFile(*file, settings, problems);
    readEnvironment(lookUp, settings);
    for (auto& [name, setting] : reader.settings) settings[name] = setting;
    apply(settings, command.config, problems);
    if (problems.empty()) checkTogether(command.config, problems);
    if (!problems.empty()) return Error{Errc::malformed, lines(problems)};
    return command;
}

std::string helpText() {
    std::ostringstream text;
    text << "baithakd " BAITHAK_VERSION
            ", the Baithak server\n\n"
            "  baithakd [serve] [options]        runs the server\n"
            "  baithakd config check [options]   checks the configuration and shows it\n"
            "  baithakd help | version\n\n"
            "An option is set by a flag (--data-dir DIR), else by the environment (BAITHAK_DATA_DIR), else by the\n"
            "configuration file ({\"data-dir\": \"DIR\"}), else it has the value in brackets.\n\n";
    const auto row = [&text](const std::string& flag, std::string_view help) {
        text << "  " << flag << std::string(flag.size() < 27 ? 27 - flag.size() : 1, ' ') << help;
    };
    row("--config FILE", "the configuration file; environment BAITHAK_CONFIG\n");
    for (const auto& entry : configEntries()) {
        std::string flag = "--" + std::string(entry.option.name);
        if (!entry.option.value.empty()) flag += " " + std::string(entry.option.value);
        row(flag, entry.option.help);
        const auto standard = toText(entry.get(Config{}));
        text << (standard.empty() ? "" : " [" + standard + "]") << "\n";
    }
    return text.str();
}

std::string describe(const Config& config) {
    Json json = Json::object();
    for (const auto& entry : configEntries()) {
        if (entry.isSecret) continue;
        std::visit([&](const auto& value) { json[std::string(entry.option.name)] = value; }, entry.get(config));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<ListenAddress> parseListen(std::string_view text) {
    const Error refusal{Errc::malformed,
                        "'" + std::string(text) + "' is not HOST:PORT like 127.0.0.1:7443, [::1]:7443 or localhost:0"};
    const auto colon = text.rfind(':');
    if (colon == text.npos) return refusal;
    ListenAddress listen;
    const auto port = text.substr(colon + 1);
    const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), listen.port);
    if (failure != std::errc{} || end != port.data() + port.size() || port.empty()) return refusal;

    listen.address = text.substr(0, colon);
    if (listen.address == "localhost") listen.address = "127.0.0.1";
    const bool isBracketed = listen.address.starts_with('[') && listen.address.ends_with(']');
    if (isBracketed) listen.address = listen.address.substr(1, listen.address.size() - 2);
    std::array<unsigned char, sizeof(in6_addr)> raw{};
    if (inet_pton(isBracketed ? AF_INET6 : AF_INET, listen.address.c_str(), raw.data()) != 1) return refusal;
    listen.isLoopback =
        isBracketed ? IN6_IS_ADDR_LOOPBACK(reinterpret_cast<const in6_addr*>(raw.data())) : raw[0] == 127;
    return listen;
}

}  // namespace baithak
