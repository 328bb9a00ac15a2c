// SPDX-License-Identifier: MIT
#pragma once

// What the stores take and give: plain values.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/model/conversation.h"
#include "shared/model/file_id.h"
#include "shared/model/message.h"
#include "shared/protocol/frames.h"

namespace baithak {

// The store's own number of a device: unique over all users, never used again.
enum class DeviceNumber : std::uint64_t {};
inline constexpr DeviceNumber kNoDevice{0};

// --- users and devices ---

struct Account {
    UserId username;
    std::string name;
    std::string passwordHash;  // empty with auth `open`
    Timestamp createdAt;
    bool active = true;
};

// Who somebody is to an issuer of signed tokens.
struct Subject {
    std::string issuer;
    std::string id;  // the claim `sub`: never given to anybody else by that issuer
};

struct Device {
    DeviceNumber number = kNoDevice;
    UserId user;
    DeviceId id;  // as the client named it; `default-<number>` for one that signed in as `default`
    std::string notificationToken;
    WireVersion messageVersion = WireVersion::v2_1;
    Timestamp createdAt;
    Timestamp lastUsedAt;
    Timestamp keyExpiresAt;
};

// Which accounts an operator looks for: a page of them, by username.
struct AccountQuery {
    std::string text;  // stands in the username or the name, in any letter case of A–Z; empty: all
    UserId after;      // the last of the page before
    std::size_t atMost = 100;
};

struct SignIn {
    UserId user;
    DeviceId device;  // `default` adds a device; any other id is replaced, keeping its cursors
    std::string keyHash;
    std::string notificationToken;
    WireVersion messageVersion = WireVersion::v2_1;
    Timestamp at;
    Timestamp keyExpiresAt;
};
struct SignedIn {
    Device device;
    std::vector<DeviceNumber> ended;  // devices that this sign-in ended: replaced key, beyond the 32nd, 90 days unused
};

// --- fences ---

// The right to write what one partition of the bus carries. A later owner has a higher epoch; the store keeps the
// highest that it has seen of each partition and takes nothing under a lower one. Epoch 0: there is one owner only.
struct Fence {
    std::uint32_t partition = 0;
    std::uint64_t epoch = 0;
};

// --- groups ---

enum class MemberRole : std::uint8_t { user = 0, admin = 1 };

struct Member {
    UserId user;
    MemberRole role = MemberRole::user;
    std::uint64_t joinedSeq = 0;  // the standing: lower is longer
};

// A group as it was at one version; a new one is made with each change, so holders need no lock.
struct GroupSnapshot {
    GroupId id;
    std::string name;
    std::optional<std::string> profilePic;
    std::uint64_t version = 0;                         // moves with each change of membership
    std::vector<Member> members;                       // by standing
    std::shared_ptr<const std::vector<UserId>> names;  // the members' names, in the same order

    const Member* find(const UserId& user) const noexcept;
};
using GroupSnapshotPtr = std::shared_ptr<const GroupSnapshot>;

// One change of membership, applied with its notice in one transaction, if the group is still at `expectedVersion`.
struct MembershipChange {
    GroupId group;
    std::uint64_t expectedVersion = 0;  // 0 with `create`
    struct Create {
        std::string name;
        std::optional<std::string> profilePic;  // a file's id: the file is for the members, too
    };
    std::optional<Create> create;
    std::vector<Member> added;  // joinedSeq is ignored: the store numbers them in this order
    std::vector<UserId> removed;
    std::optional<UserId> promoted;  // becomes admin
    MessagePtr notice;               // appended to the group's log: the seq that opens or closes the intervals
    Fence fence;
};
struct MembershipOutcome {
    std::uint64_t seq = 0;    // of the notice
    GroupSnapshotPtr before;  // null with `create`
    GroupSnapshotPtr after;
    std::vector<UserId> unknown;  // added, but without an account yet
};

// --- messages ---

struct AppendRequest {
    ConversationId conversation;
    MessagePtr message;               // serverId and serverTimestamp set; not ephemeral
    DeviceNumber origin = kNoDevice;  // the sending device: its own stream has it already
    Fence fence;
    std::vector<FileId> files;  // that the message names: who may see it may have those that its sender may have
};
struct AppendOutcome {
    std::optional<Error> refusal;  // unknownDestination, notAMember, duplicateId, fenced, …; else it is in the log
    bool isRepeat = false;         // it was there before: acknowledge again, deliver to nobody
    std::uint64_t seq = 0;
    std::string serverId;  // as stored: of the first arrival when isRepeat
    Timestamp serverTimestamp;
    std::uint64_t membersVersion = 0;  // of the group at that moment
};

struct LogEntry {
    std::uint64_t seq = 0;
    MessagePtr message;  // as stored, without meta `conv` and `seq`
    DeviceNumber origin = kNoDevice;
};
// A stretch of a log as one user may see it: each seq from `from` to `upto` is in `entries` or not for this user's
// eyes.
struct LogRange {
    ConversationId conversation;
    std::uint64_t from = 0;
    std::uint64_t upto = 0;         // from - 1 when there is nothing
    std::uint64_t head = 0;         // the last seq this user may see now
    std::vector<LogEntry> entries;  // ascending
};

struct StreamHead {
    ConversationId conversation;
    std::uint64_t head = 0;    // the last seq the user may see
    std::uint64_t cursor = 0;  // the device has confirmed all up to here
    bool isMuted = false;      // the user wants no push for it
};

// A monotone move of marks: values lower than the stored ones change nothing.
struct MarkUpdate {
    ConversationId conversation;
    UserId user;
    DeviceNumber device = kNoDevice;  // whose cursor moves to `delivered`; none for a read mark alone
    std::uint64_t delivered = 0;
    std::uint64_t read = 0;
};

struct ConversationFlags {
    std::optional<bool> muted, pinned, archived;
};

struct MemberMarks {
    UserId user;
    std::uint64_t delivered = 0;
    std::uint64_t read = 0;
};
struct ConversationSummary {
    ConversationId conversation;
    std::string title;  // the group's name; the other one's username; empty for `sys:`
    std::size_t memberCount = 0;
    std::uint64_t lastSeq = 0;  // that the user may see
    std::uint64_t readSeq = 0;
    std::uint64_t deliveredSeq = 0;
    std::uint64_t unread = 0;      // of others, of type MESSAGE or CUSTOM, after readSeq
    std::uint64_t mentions = 0;    // of these, those whose meta `mentions` names the user
    std::optional<LogEntry> last;  // the last the user may see
    bool muted = false, pinned = false, archived = false;
    bool isMember = true;                           // false: the user has left; the log ends where the membership did
    std::vector<MemberMarks> marks;                 // empty for groups beyond 512 members
    std::size_t deliveredCount = 0, readCount = 0;  // members whose mark is at lastSeq
};
struct ConversationPage {
    std::vector<ConversationSummary> conversations;
    std::uint64_t cursor = 0;  // for the next `since`
};

}  // namespace baithak
