// SPDX-License-Identifier: MIT
#pragma once

// Where a contract suite gets its stores from, and the first steps that its tests share. Each adapter hands its own
// maker of places to the suites, and so runs the same tests.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/store.h"

namespace baithak::test {

// A place of its own for one test, empty at first. What was stored is there when the place is opened again.
class StorePlace {
public:
    virtual ~StorePlace() = default;
    virtual Result<std::unique_ptr<Store>> open() = 0;
};
using MakePlace = std::function<std::unique_ptr<StorePlace>()>;

// A store at work, with the calls of a test in short. Each call waits for its answer.
class StoreUnderTest {
public:
    explicit StoreUnderTest(const MakePlace& makePlace);

    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }
    MessageStore& messages() { return store_->messages(); }
    UserStore& users() { return store_->users(); }
    GroupStore& groups() { return store_->groups(); }
    FileStore& files() { return store_->files(); }
    void reopen();
    void close() { store_.reset(); }

    void addUsers(const std::vector<std::string>& names);
    // Signs in, by default with a key made of user and device.
    Device addDevice(const std::string& user, const std::string& device, Timestamp at = {1'000'000},
                     std::string keyHash = {});
    // A direct message; its text is the id.
    AppendOutcome send(const std::string& from, const std::string& to, const std::string& id);
    AppendOutcome sendToGroup(const std::string& from, const std::string& id);
    AppendOutcome append(AppendRequest request);

    // The group of the tests, kGroup, called Climbing; `by` is made its admin.
    MembershipOutcome createGroup(const std::string& by, const std::vector<std::string>& others);
    Result<MembershipOutcome> change(MembershipChange change);
    MembershipOutcome addMembers(const std::string& by, const std::vector<std::string>& users);
    MembershipOutcome removeMember(const std::string& by, const std::string& user);
    GroupSnapshotPtr group();

    LogRange fetch(const std::string& user, const Device& device, const std::string& conversation,
                   std::uint64_t from = 0);
    std::vector<Receipt> confirm(const Device& device, const std::string& conversation, std::uint64_t seq);
    std::vector<StreamHead> behind(const Device& device);
    ConversationPage conversations(const std::string& user, std::uint64_t since = 0);

private:
    std::unique_ptr<StorePlace> place_;
    std::unique_ptr<Store> store_;
    int notices_ = 0;
};

inline const GroupId kGroup("0f8fad5b-d9cb-469f-a165-70867728950e");
inline const std::string kGroupLog = "grp:" + kGroup.value;

AppendRequest requestFor(Message message, DeviceNumber origin = kNoDevice);
MessagePtr aNotice(const std::string& by, const std::string& id);
// The ids of the messages, separated by spaces.
std::string idsOf(const LogRange& range);

}  // namespace baithak::test
