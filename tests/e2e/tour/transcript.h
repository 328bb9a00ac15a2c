// SPDX-License-Identifier: MIT
#pragma once

// What the tour prints, and its judgement: chapters, who says and sees what, and each promise as kept or broken. One
// thread.

#include <string>
#include <string_view>
#include <vector>

namespace baithak::tour {

class Transcript {
public:
    void chapter(std::string_view title);
    // A line of the story: `Ann  ──►  Bob: Tea at four?`.
    void line(std::string_view text);
    // A promise and whether it was kept. A broken one is said again at the end.
    void promise(std::string_view text, bool isKept);
    // The same for what went wrong before a promise could be looked at.
    void broken(std::string_view text) { promise(text, false); }

    // The sum, as the last lines; the program's exit code.
    int close() const;

private:
    int kept_ = 0;
    std::vector<std::string> broken_;
};

}  // namespace baithak::tour
