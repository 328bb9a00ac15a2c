// SPDX-License-Identifier: MIT
// baithak-tour: the main job on real input, told as it happens. Exits with 0 only when everything was as promised.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/tour/story.h"

namespace {

constexpr const char* kUsage =
    "Usage: baithak-tour [--pictures DIR] [--bin DIR]\n"
    "Starts baithakd on a free port in a temporary directory and lets three clients talk.\n\n"
    "  --pictures DIR   also draw the desktop client's screens there (needs a display)\n"
    "  --bin DIR        where baithakd and the camera are; beside this program when not given\n";

struct Arguments {
    std::string bin;
    std::optional<std::string> pictures;
    bool isHelp = false;
};

std::optional<Arguments> readArguments(const std::vector<std::string>& words) {
    Arguments arguments;
    arguments.bin = std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool hasValue = i + 1 < words.size();
        if (words[i] == "--help") {
            arguments.isHelp = true;
        } else if (words[i] == "--pictures" && hasValue) {
            arguments.pictures = words[++i];
        } else if (words[i] == "--bin" && hasValue) {
            arguments.bin = words[++i];
        } else {
            return std::nullopt;
        }
    }
    return arguments;
}

int run(const Arguments& arguments) {
    baithak::tour::Transcript transcript;
    try {
        baithak::tour::Story story(transcript, arguments.bin + "/baithakd");
        story.tell();
        if (arguments.pictures) story.picture(arguments.bin + "/baithak-tour-camera", *arguments.pictures);
        story.end();
    } catch (const std::exception& failure) {
        transcript.broken(std::string("the tour could not go on: ") + failure.what());
    }
    return transcript.close();
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = readArguments({argv + 1, argv + argc});
    if (!arguments || arguments->isHelp) {
        std::fputs(kUsage, arguments ? stdout : stderr);
        return arguments ? 0 : 2;
    }
    return run(*arguments);
}
