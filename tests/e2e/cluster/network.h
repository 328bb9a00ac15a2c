// SPDX-License-Identifier: MIT
#pragma once

// A network of the test's own, out of Linux network namespaces: a switch, and hosts that hang on it by a link each,
// which can be cut (packets are lost, nobody is told) or made slow. The test itself moves into the namespace of the
// switch, so that nothing of it meets the machine's network; it goes with the test, and so does what the test mounts
// from then on. Needs root.

#include <sys/types.h>

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

        void cut();
        // Answers take a tenth of a second and more, and little passes at a time.
        void slowDown();
        // As it was.
        void mend();

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

    // The calling thread moves; threads started later follow. Throws TestFailure when it may not.
    Network();
    // The host lives as long as the network.
    Host& addHost();
    // The switch's own address: where hosts find the test.
    const std::string& address() const noexcept { return address_; }

private:
    std::string address_ = "10.77.0.1";
    std::vector<std::unique_ptr<Host>> hosts_;
};

}  // namespace baithak::test
