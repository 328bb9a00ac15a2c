// SPDX-License-Identifier: MIT
#include "server/ctl/command_line.h"

#include <algorithm>

namespace baithak::ctl {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kHelpColumn = 34;

Error misuse(std::string text) { return {Errc::malformed, std::move(text)}; }

const OptionSpec* findIn(std::span<const OptionSpec> options, std::string_view name) {
    const auto found =
        std::find_if(options.begin(), options.end(), [name](const OptionSpec& each) { return each.name == name; });
    return found == options.end() ? nullptr : &*found;
}

const OptionSpec* findOption(std::string_view name) {
    if (const auto* global = findIn(globalOptions(), name)) return global;
    for (const auto& command : commands()) {
        if (const auto* option = findIn(command.options, name)) return option;
    }
    return nullptr;
}

// Flags apart from words: which flags a command takes is looked at when the command is known.
class Splitter {
public:
    explicit Splitter(std::span<const std::string> arguments) : rest_(arguments) {}

    Result<> split() {
        while (!rest_.empty()) {
            const auto& argument = rest_.front();
            rest_ = rest_.subspan(1);
            const bool isFlag = argument.size() > 2 && argument.starts_with("--");
            if (argument == "-h") {
                options["help"] = "true";
            } else if (!isFlag) {
                words.push_back(argument);
            } else if (auto read = readFlag(argument.substr(2)); !read) {
                return read;
            }
        }
        return {};
    }

    Words words;
    std::map<std::string, std::string, std::less<>> options;

private:
    Result<> readFlag(const std::string& flag) {
        const auto equals = flag.find('=');
        const auto name = flag.substr(0, equals);
        const auto* option = findOption(name);
        if (option == nullptr) return misuse("--" + name + " is no option; `baithakctl help` lists them");
        if (equals != flag.npos && option->value.empty()) return misuse("--" + name + " takes no value");
        if (equals != flag.npos) {
            options[name] = flag.substr(equals + 1);
        } else if (option->value.empty()) {
            options[name] = "true";
        } else if (rest_.empty() || rest_.front().starts_with("--")) {
            return misuse("--" + name + " needs a value: " + std::string(option->value));
        } else {
            options[name] = rest_.front();
            rest_ = rest_.subspan(1);
        }
        return {};
    }

    std::span<const std::string> rest_;
};

std::string joined(const Words& words, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + words[i];
    return text;
}

// The longest command at the beginning of the words; the rest of them stay.
const CommandSpec* takeCommand(Words& words) {
    for (auto count = std::min<std::size_t>(words.size(), 2); count > 0; --count) {
        const auto* command = findCommand(joined(words, count));
        if (command == nullptr) continue;
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
        return command;
    }
    return nullptr;
}

Error noSuchCommand(const Words& words) {
    std::string among;
    for (const auto& command : commands()) {
        if (!words.empty() && command.words.starts_with(words.front() + " "))
            among += (among.empty() ? "" : ", ") + std::string(command.words);
    }
    if (!among.empty()) return misuse("`" + words.front() + "` is one of: " + among);
    return misuse("`" + joined(words, words.size()) + "` is no command; `baithakctl help` lists them");
}

Result<> checkArguments(const CommandSpec& command, const Words& arguments) {
    const auto form = command.arguments;
    const bool isMany = form.find("...") != form.npos;
    const auto blanks = static_cast<std::size_t>(std::count(form.begin(), form.end(), ' '));
    const std::size_t most = form.empty() ? 0 : blanks + 1;
    const std::size_t least = form.starts_with('[') ? 0 : most;
    if (arguments.size() < least) return misuse("`" + std::string(command.words) + "` needs " + std::string(form));
    if (arguments.size() > most && !isMany) return misuse("`" + arguments[most] + "` is one argument too many");
    return {};
}

std::string padded(std::string text) {
    text += text.size() < kHelpColumn ? std::string(kHelpColumn - text.size(), ' ') : "  ";
    return text;
}

std::string rowOf(const CommandSpec& command) {
    auto form = "  " + std::string(command.words);
    if (!command.arguments.empty()) form += " " + std::string(command.arguments);
    return padded(std::move(form)) + std::string(command.help) + "\n";
}

std::string rowOf(const OptionSpec& option) {
    auto form = "  --" + std::string(option.name);
    if (!option.value.empty()) form += " " + std::string(option.value);
    return padded(std::move(form)) + std::string(option.help) + "\n";
}

}  // namespace

std::string Invocation::option(std::string_view name, std::string_view otherwise) const {
    const auto found = options.find(name);
    return found == options.end() ? std::string(otherwise) : found->second;
}

Result<Invocation> readArguments(std::span<const std::string> arguments) {
    Splitter splitter(arguments);
    if (auto split = splitter.split(); !split) return split.error();
    Invocation invocation;
    invocation.options = std::move(splitter.options);
    auto& words = splitter.words;
    if (invocation.has("version") && !invocation.has("help")) words = {"version"};
    if (words.empty()) {
        if (!invocation.has("help")) return misuse("which command? `baithakctl help` lists them");
        words = {"help"};
    }
    const auto asked = words;
    invocation.command = takeCommand(words);
    if (invocation.command == nullptr) return noSuchCommand(asked);
    invocation.arguments = std::move(words);
    if (invocation.has("help")) return invocation;
    for (const auto& [name, value] : invocation.options) {
        if (findIn(globalOptions(), name) == nullptr && findIn(invocation.command->options, name) == nullptr)
            return misuse("`" + std::string(invocation.command->words) + "` takes no --" + name);
    }
    if (auto checked = checkArguments(*invocation.command, invocation.arguments); !checked) return checked.error();
    return invocation;
}

std::string helpText() {
    std::string text = "baithakctl " BAITHAK_VERSION
                       ", the operator's side of Baithak\n\n"
                       "  baithakctl COMMAND [arguments] [options]\n\n"
                       "Commands:\n";
    for (const auto& command : commands()) text += rowOf(command);
    text += "\nOptions of every command (`baithakctl help COMMAND` has the others):\n";
    for (const auto& option : globalOptions()) text += rowOf(option);
    return text +
           "\nThe server is the one of --data-dir (BAITHAK_DATA_DIR; else ./baithak-data, else /var/lib/baithak), or "
           "that\n"
           "of --ops (BAITHAK_OPS) with the token of --token-file (BAITHAK_TOKEN_FILE).\n"
           "Exit codes: 0 done, 1 it failed, 2 the arguments won't do.\n";
}

std::string helpText(const CommandSpec& command) {
    auto text = "  baithakctl " + std::string(command.words);
    if (!command.arguments.empty()) text += " " + std::string(command.arguments);
    text += " [options]\n\n" + std::string(command.help) + ".\n";
    if (!command.options.empty()) text += "\nOptions:\n";
    for (const auto& option : command.options) text += rowOf(option);
    text += "\nOptions of every command:\n";
    for (const auto& option : globalOptions()) text += rowOf(option);
    return text;
}

}  // namespace baithak::ctl
