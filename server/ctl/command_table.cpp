// SPDX-License-Identifier: MIT
#include "server/ctl/command_line.h"

#include <algorithm>
#include <array>

namespace baithak::ctl {
namespace {

constexpr std::array kGlobal{
    OptionSpec{"data-dir", "DIR", "of a server on this machine: its server.json says where it is"},
    OptionSpec{"ops", "URL", "the listener for operations of a server: http://HOST:PORT"},
    OptionSpec{"token-file", "FILE", "holds the operator's token; with --ops"},
    OptionSpec{"json", "", "answers as JSON"},
    OptionSpec{"help", "", "says what the command does"},
    OptionSpec{"version", "", "says which version this is, and does nothing else"},
};

constexpr std::array kList{
    OptionSpec{"limit", "N", "at most so many [100]"},
    OptionSpec{"after", "NAME", "those that follow this one"},
};
constexpr std::array kCreate{
    OptionSpec{"name", "TEXT", "the name that others see"},
    OptionSpec{"password-file", "FILE", "its first line is the password; - for standard input; else one is made"},
};
constexpr std::array kReset{
    OptionSpec{"password-file", "FILE", "its first line is the password; - for standard input; else one is made"},
    OptionSpec{"sign-out", "", "ends all devices of the account, too"},
};
constexpr std::array kLetters{
    OptionSpec{"limit", "N", "at most so many [100]"},
};
constexpr std::array kAllLetters{
    OptionSpec{"all", "", "all of them"},
};
constexpr std::array kMigrate{
    OptionSpec{"postgres-url", "URL", "postgresql://user@host/database; others may see a password in it"},
    OptionSpec{"postgres-url-file", "FILE", "its first line is the URL; - for standard input"},
};
constexpr std::array kNginx{
    OptionSpec{"from-running", "", "names the processes of the running server, asked as for `status`"},
    OptionSpec{"topology", "FILE", R"(JSON: {"gateway": ["HOST:PORT", ...], "profile": [...], ...})"},
    OptionSpec{"servers", "LIST", "processes with every role: HOST:PORT, commas between"},
    OptionSpec{"gateways", "LIST", "processes with the role gateway"},
    OptionSpec{"profiles", "LIST", "processes with the role profile"},
    OptionSpec{"groups", "LIST", "processes with the role group"},
    OptionSpec{"deliveries", "LIST", "processes with the role delivery"},
    OptionSpec{"files", "LIST", "processes with the role file"},
    OptionSpec{"server-name", "NAME", "the host's name [_]"},
    OptionSpec{"listen", "[HOST:]PORT", "where clients connect; a PORT alone is on IPv4 and IPv6 [443]"},
    OptionSpec{"nginx-version", "VERSION", "which nginx will read it, or the oldest of them [1.22]"},
    OptionSpec{"tls-cert", "FILE", "the certificate, with those that signed it (PEM)"},
    OptionSpec{"tls-key", "FILE", "its key (PEM)"},
    OptionSpec{"plain", "", "no TLS: behind something that ends it; see --trusted-proxy"},
    OptionSpec{"trusted-proxy", "CIDR[,CIDR...]",
               "proxies in front, whose word on who asks, and by TLS or not, counts"},
    OptionSpec{"upload-limit", "SIZE", "the largest file to be uploaded [2g]"},
    OptionSpec{"rate", "N", "requests a second and address, sustained [50]"},
    OptionSpec{"login-rate", "N", "sign-ins and registrations a minute and address [30]"},
    OptionSpec{"connections", "N", "connections an address [200]"},
    OptionSpec{"whole", "", "a whole nginx.conf, not only what stands in http { ... } (/etc/nginx/conf.d)"},
    OptionSpec{"state-dir", "DIR", "with --whole: where an nginx that is not root keeps its pid and temporary files"},
    OptionSpec{"output", "FILE", "writes there instead of to standard output"},
};

constexpr std::array kCommands{
    CommandSpec{"status", "", "shows processes, partitions, queues and problems", {}},
    CommandSpec{"users list", "[TEXT]", "lists accounts, of whose names TEXT is a part", kList},
    CommandSpec{"users show", "NAME", "shows an account and its devices", {}},
    CommandSpec{"users create", "NAME", "makes an account", kCreate},
    CommandSpec{"users reset-password", "NAME", "gives an account another password", kReset},
    CommandSpec{"users disable", "NAME", "ends an account's devices and lets it sign in no more", {}},
    CommandSpec{"users enable", "NAME", "lets an account sign in again", {}},
    CommandSpec{"users unbind", "NAME", "lets somebody else's token sign in as NAME, and ends its devices", {}},
    CommandSpec{"users bind", "NAME SUBJECT", "gives an account to a subject of the tokens' issuer", {}},
    CommandSpec{"dead-letters list", "", "lists the events that could not be handled", kLetters},
    CommandSpec{"dead-letters replay", "[ID...]", "has them tried again", kAllLetters},
    CommandSpec{"dead-letters drop", "[ID...]", "gives them up", kAllLetters},
    CommandSpec{"migrate-store", "", "moves the SQLite store of --data-dir to PostgreSQL", kMigrate},
    CommandSpec{"nginx-config", "", "writes a configuration for nginx in front of the server", kNginx},
    CommandSpec{"completion", "SHELL", "writes what bash, zsh or fish needs to complete these commands", {}},
    CommandSpec{"help", "[COMMAND...]", "says what there is, or what a command does", {}},
    CommandSpec{"version", "", "says which version this is", {}},
};

}  // namespace

std::span<const CommandSpec> commands() { return kCommands; }
std::span<const OptionSpec> globalOptions() { return kGlobal; }

const CommandSpec* findCommand(std::string_view words) {
    const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                    [words](const CommandSpec& command) { return command.words == words; });
    return found == kCommands.end() ? nullptr : &*found;
}

}  // namespace baithak::ctl
