// SPDX-License-Identifier: MIT
#include "server/ctl/completion.h"

#include <set>

#include "server/ctl/command_line.h"

namespace baithak::ctl {
namespace {

bool isGroup(std::string_view words) { return words.find(' ') != words.npos; }
std::string firstOf(std::string_view words) { return std::string(words.substr(0, words.find(' '))); }
std::string secondOf(std::string_view words) { return std::string(words.substr(words.find(' ') + 1)); }

// The first words of all commands, each once, in the table's order.
std::vector<std::string> firstWords() {
    std::vector<std::string> words;
    std::set<std::string> seen;
    for (const auto& command : commands()) {
        if (seen.insert(firstOf(command.words)).second) words.push_back(firstOf(command.words));
    }
    return words;
}

std::vector<std::string> secondWords(const std::string& first) {
    std::vector<std::string> words;
    for (const auto& command : commands()) {
        if (isGroup(command.words) && firstOf(command.words) == first) words.push_back(secondOf(command.words));
    }
    return words;
}

std::vector<std::string> flagsOf(const CommandSpec& command) {
    std::vector<std::string> flags;
    for (const auto options : {command.options, globalOptions()}) {
        for (const auto& option : options) flags.push_back("--" + std::string(option.name));
    }
    return flags;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

bool takesFile(const OptionSpec& option) { return option.value == "FILE" || option.value == "DIR"; }

// Those whose value is a file's name, as a pattern of `case`.
std::string fileFlags() {
    std::set<std::string> flags;
    const auto collect = [&](std::span<const OptionSpec> options) {
        for (const auto& option : options) {
            if (takesFile(option)) flags.insert("--" + std::string(option.name));
        }
    };
    collect(globalOptions());
    for (const auto& command : commands()) collect(command.options);
    std::string text;
    for (const auto& flag : flags) text += (text.empty() ? "" : "|") + flag;
    return text;
}

// The same function serves bash and, by its emulation of bash's completion, zsh.
std::string bashFunction() {
    std::string text =
        "_baithakctl() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    local command=${COMP_WORDS[1]} words=''\n"
        "    case $before in\n"
        "        " +
        fileFlags() +
        ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
        "    esac\n"
        "    if ((COMP_CWORD == 1)); then\n"
        "        words='" +
        joined(firstWords()) +
        "'\n"
        "    else\n"
        "        case $command in\n";
    for (const auto& first : firstWords()) {
        const auto seconds = secondWords(first);
        if (seconds.empty()) continue;
        text += "            " + first + ") if ((COMP_CWORD == 2)); then words='" + joined(seconds) +
                "'; else command+=\" ${COMP_WORDS[2]}\"; fi ;;\n";
    }
    text +=
        "            completion) words='bash zsh fish' ;;\n"
        "        esac\n"
        "        case $command in\n";
    for (const auto& command : commands()) {
        text += "            '" + std::string(command.words) + "') words+=' " + joined(flagsOf(command)) + "' ;;\n";
    }
    return text +
           "        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n";
}

std::string bash() { return bashFunction() + "complete -F _baithakctl baithakctl\n"; }

std::string zsh() {
    return "#compdef baithakctl\nautoload -U +X bashcompinit && bashcompinit\n" + bashFunction() +
           "complete -F _baithakctl baithakctl\n";
}

std::string inQuotes(std::string_view text) {
    std::string safe = "'";
    for (const char c : text) safe += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return safe + "'";
}

std::string fishOption(const OptionSpec& option, const std::string& condition) {
    auto line = "complete -c baithakctl" + condition + " -l " + std::string(option.name);
    if (!option.value.empty()) line += takesFile(option) ? " -r -F" : " -x";
    return line + " -d " + inQuotes(option.help) + "\n";
}

// Fish's condition that the words of a command stand on the line.
std::string seen(std::string_view words) {
    auto condition = "__fish_seen_subcommand_from " + firstOf(words);
    if (isGroup(words)) condition += "; and __fish_seen_subcommand_from " + secondOf(words);
    return " -n " + inQuotes(condition);
}

std::string fish() {
    std::string text = "complete -c baithakctl -f\n";
    for (const auto& first : firstWords()) {
        const auto* command = findCommand(first);
        const auto help = command != nullptr ? std::string(command->help) : joined(secondWords(first));
        text += "complete -c baithakctl -n __fish_use_subcommand -a " + first + " -d " + inQuotes(help) + "\n";
        const auto seconds = joined(secondWords(first));
        if (seconds.empty()) continue;
        for (const auto& second : secondWords(first)) {
            text +=
                "complete -c baithakctl -n " +
                inQuotes("__fish_seen_subcommand_from " + first + "; and not __fish_seen_subcommand_from " + seconds) +
                " -a " + second + " -d " + inQuotes(findCommand(first + " " + second)->help) + "\n";
        }
    }
    text += "complete -c baithakctl -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n";
    for (const auto& option : globalOptions()) text += fishOption(option, "");
    for (const auto& command : commands()) {
        for (const auto& option : command.options) text += fishOption(option, seen(command.words));
    }
    return text;
}

}  // namespace

Result<std::string> completionFor(std::string_view shell) {
    if (shell == "bash") return bash();
    if (shell == "zsh") return zsh();
    if (shell == "fish") return fish();
    return {Errc::malformed, "there are completions for bash, zsh and fish, not for " + std::string(shell)};
}

}  // namespace baithak::ctl
