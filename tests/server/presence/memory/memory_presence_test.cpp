// SPDX-License-Identifier: MIT
#include "server/presence/memory/memory_presence.h"

#include "tests/server/presence/presence_contract.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class MemoryPresenceTest : public PresenceContract {
    Q_OBJECT

protected:
    std::unique_ptr<Presence> makePresence(baithak::Loop&) override { return makeMemoryPresence(); }
};

BAITHAK_REGISTER_TEST(MemoryPresenceTest);

}  // namespace baithak::test

#include "memory_presence_test.moc"
