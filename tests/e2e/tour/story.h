// SPDX-License-Identifier: MIT
#pragma once

// The tour's story: three people, three wire forms, one conversation, told against a real server. Each chapter says
// what happens and whether it was as promised (docs/protocol.md, B1). One loop, one thread.

#include <cstdint>
#include <memory>
#include <string>

#include "tests/e2e/tour/person.h"
#include "tests/e2e/tour/transcript.h"
#include "tests/support/rest_client.h"
#include "tests/support/server_process.h"

namespace baithak::tour {

class Story {
public:
    Story(Transcript& transcript, std::string serverBinary);
    ~Story();

    // Tells all of it; ends early when there is nothing left to tell it with.
    void tell();
    // Cleo's conversations on the desktop client, as pictures in `folder`; `camera` is the program that takes them.
    void picture(const std::string& camera, const std::string& folder);
    // SIGTERM, and what is promised about it.
    void end();

private:
    void start();
    void signIn();
    void talkDirectly();
    void talkInAGroup();
    void type();
    void beAway();
    void sendTwice();
    void surviveAKill();
    void readTheLogs();

    // `from` has sent it, `to` is to see it: the line, the acknowledgement, the arrival.
    void hears(Person& from, Person& to, const Message& message);
    void isAcknowledged(Person& from, const Message& message);
    void arrives(Person& to, const Message& message);
    void comesOnline(Person& person);

    Transcript& transcript_;
    test::Loop loop_;
    test::TempDir folder_;
    test::ServerProcess server_;
    std::unique_ptr<test::RestClient> rest_;
    std::unique_ptr<Person> ann_, bob_, cleo_;
    std::string group_;
};

}  // namespace baithak::tour
