// SPDX-License-Identifier: MIT
#pragma once

// A network of the test's own. Isolated, it is made of Linux network namespaces: a switch, and hosts that hang on it by
// a link each, which can be cut (packets are lost, nobody is told) or made slow. The test itself moves into the
// namespace of the switch, so that nothing of it meets the machine's network; it goes with the test, and so does what
// the test mounts from then on; that needs root. Otherwise its hosts are addresses of the loopback device, and their
// links always hold.

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace baithak::test {

class Network {
public:
    class Host {
    public:
        const std::string& address() const noexcept { return address_; }
        // For ChildProcess::enterNetwork.
        int descriptor() const noexcept { return descriptor_; }

        // Of an isolated network alone.
        void cut();
        // Answers take a tenth of a second and more, and little passes at a time.
        void slowDown();
        // As it was.
        void mend();
        // What it says to that address is lost, until it finds the way again; all others it still reaches.
        void loseWayTo(const std::string& address);
        void findWayTo(const std::string& address);

        ~Host();
        Host(const Host&) = delete;
        Host& operator=(const Host&) = delete;

    private:
        friend class Network;
        Host(std::string address, std::string link, int descriptor)
            : address_(std::move(address)), link_(std::move(link)), descriptor_(descriptor) {}

        std::string address_;
        std::string link_;  // the switch's end of it
        int descriptor_;
        bool isSlow_ = false;
    };

    enum class Kind : std::uint8_t { isolated, loopback };

    // With an isolated network the calling thread moves into it; threads started later follow. Throws TestFailure when
    // it may not.
    explicit Network(Kind kind);
    // The host lives as long as the network.
    Host& addHost();

private:
    Host& addLoopbackHost();
    Host& addIsolatedHost();

    Kind kind_;
    std::vector<std::unique_ptr<Host>> hosts_;
};

}  // namespace baithak::test
