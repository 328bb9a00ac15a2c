// SPDX-License-Identifier: MIT
#include "tests/e2e/tour/pictures.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include "tests/support/server_process.h"

namespace baithak::tour {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kDeadline{60};
constexpr std::uintmax_t kLeastBytes = 4096;  // an empty window compresses to less

// Runs a program with its output in a file; the exit code, or nothing when it had to be killed or could not be started.
std::optional<int> runProgram(test::Loop& loop, std::vector<std::string> arguments, const std::string& logFile) {
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, logFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t pid = -1;
    const int failure = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) return std::nullopt;

    int status = 0;
    const auto hasEnded = [&] { return waitpid(pid, &status, WNOHANG) == pid; };
    for (auto waited = std::chrono::milliseconds(0); waited < kDeadline; waited += std::chrono::milliseconds(50)) {
        if (hasEnded()) return WIFEXITED(status) ? std::optional<int>(WEXITSTATUS(status)) : std::nullopt;
        loop.turnFor(std::chrono::milliseconds(50));
    }
    ::kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return std::nullopt;
}

// A client of its own: nothing of the user's is read or written.
void useFoldersIn(const std::string& folder) {
    const std::array names{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"};
    for (const char* name : names) {
        const auto path = folder + "/" + name;
        fs::create_directories(path);
        ::setenv(name, path.c_str(), 1);
    }
}

std::vector<fs::path> picturesIn(const std::string& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".png" && entry.file_size() >= kLeastBytes) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

void removePicturesIn(const std::string& folder) {
    for (const auto& picture : picturesIn(folder)) fs::remove(picture);
}

}  // namespace

void takePictures(test::Loop& loop, Transcript& transcript, const PictureOrder& order) {
    transcript.chapter("The same conversation in the desktop client");
    const test::TempDir own;
    useFoldersIn(own.path());
    fs::create_directories(order.folder);
    removePicturesIn(order.folder);
    const auto log = own.path() + "/client.log";
    std::vector<std::string> command{order.camera, "http://127.0.0.1:" + std::to_string(order.port), order.user, "any",
                                     order.folder};
    for (const auto& subject : order.subjects) {
        command.insert(command.end(), {subject.conversation, subject.lastText, subject.picture});
    }
    const auto code = runProgram(loop, command, log);
    const auto pictures = picturesIn(order.folder);
    for (const auto& picture : pictures) transcript.line(picture.string());
    if (code != 0) {
        std::ifstream file(log);
        for (std::string line; std::getline(file, line);) transcript.line("camera: " + line);
    }
    // The welcome, the list, and each conversation in light and dark.
    const bool areAll = pictures.size() == 2 + 2 * order.subjects.size();
    transcript.promise("baithak signs in as " + order.user + " and shows what was said", code == 0 && areAll);
}

}  // namespace baithak::tour
