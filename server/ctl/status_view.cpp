// SPDX-License-Identifier: MIT
#include "server/ctl/status_view.h"

#include "server/ctl/text_table.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

std::string joined(const json& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ",") + word.get<std::string>();
    return text;
}

std::string idOf(const SeenProcess& process) { return process.announced.value("id", std::string()); }

const json& ownWord(const SeenProcess& process) { return process.answer->at("process"); }

TextTable processTable(const SeenServer& server) {
    TextTable table({"PROCESS", "ROLES", "VERSION", "UP", "ADDRESS", "OPERATIONS", "CONNECTIONS", "STATE"});
    for (const auto& process : server.processes) {
        const auto& announced = process.announced;
        const auto text = [&](const char* key) { return announced.value(key, std::string()); };
        std::string up, connections, state = "not reached";
        if (process.answer) {
            const auto& own = ownWord(process);
            up = durationText(own.at("uptimeSeconds").get<std::uint64_t>());
            connections = own.at("connections").dump();
            state = own.at("problems").empty() ? "ready" : "not ready";
        }
        table.add({text("id"), joined(announced.value("roles", json::array())), text("version"), up, text("address"),
                   text("opsAddress"), connections, state});
    }
    return table;
}

TextTable partitionTable(const SeenServer& server) {
    TextTable table({"GROUP", "PARTITION", "EPOCH", "PROCESS"});
    for (const auto& process : server.processes) {
        if (!process.answer) continue;
        for (const auto& owned : ownWord(process).at("partitions")) {
            table.add({owned.at("group"), owned.at("partition").dump(), owned.at("epoch").dump(), idOf(process)});
        }
    }
    return table;
}

TextTable queueTable(const SeenServer& server) {
    TextTable table({"QUEUE", "DEPTH", "PROCESS"});
    for (const auto& process : server.processes) {
        if (!process.answer) continue;
        for (const auto& queue : ownWord(process).at("queues")) {
            table.add({queue.at("name"), queue.at("depth").dump(), idOf(process)});
        }
    }
    return table;
}

TextTable problemTable(const SeenServer& server) {
    TextTable table({"PROCESS", "PART", "PROBLEM"});
    for (const auto& process : server.processes) {
        if (!process.answer) {
            table.add({idOf(process), "operations", process.answer.error().text});
            continue;
        }
        for (const auto& problem : ownWord(process).at("problems")) {
            table.add({idOf(process), problem.at("part"), problem.at("reason")});
        }
    }
    if (!server.instancesProblem.empty()) table.add({"", "presence", server.instancesProblem});
    return table;
}

bool canBeShown(const SeenProcess& process) {
    SeenServer alone;
    alone.processes.push_back(process);
    try {
        return !statusText(alone).empty() && statusJson(alone).is_object();
    } catch (const json::exception&) {
        return false;
    }
}

}  // namespace

SeenProcess shown(SeenProcess process) {
    if (canBeShown(process)) return process;
    process.answer = Error{Errc::unavailable, "it answers as another version would"};
    if (!canBeShown(process)) process.announced = {{"id", "unreadable"}};
    return process;
}

json statusJson(const SeenServer& server) {
    json processes = json::array();
    for (const auto& process : server.processes) {
        auto seen = process.answer ? ownWord(process) : process.announced;
        if (!process.answer) seen["problem"] = process.answer.error().text;
        seen["isReached"] = static_cast<bool>(process.answer);
        processes.push_back(std::move(seen));
    }
    json status{{"processes", std::move(processes)}};
    if (!server.instancesProblem.empty()) status["instancesProblem"] = server.instancesProblem;
    return status;
}

std::string statusText(const SeenServer& server) {
    auto text = processTable(server).text();
    const auto partitions = partitionTable(server);
    if (!partitions.empty()) text += "\n" + partitions.text();
    const auto queues = queueTable(server);
    if (!queues.empty()) text += "\n" + queues.text();
    const auto problems = problemTable(server);
    return text + "\n" + (problems.empty() ? "No problems.\n" : problems.text());
}

}  // namespace baithak::ctl
