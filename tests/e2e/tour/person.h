// SPDX-License-Identifier: MIT
#pragma once

// One of the three in the tour: a client that speaks one wire form over a real socket, and no cleverer than that form
// was. It keeps what it is shown; the story asks for it. Lives on the tour's loop; not movable.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/message.h"
#include "tests/e2e/tour/transcript.h"
#include "tests/support/rest_client.h"
#include "tests/support/sockets.h"

namespace baithak::tour {

class Person {
public:
    Person(test::Loop& loop, Transcript& transcript, test::Account account, std::string name, WireVersion form);
    ~Person();
    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;

    const test::Account& account() const noexcept { return account_; }
    const std::string& user() const noexcept { return account_.user; }
    const std::string& name() const noexcept { return name_; }
    // "v2.1 text"
    std::string formName() const;
    // What it is sent: v2.1 text, to a v1 reader too, which finds its own names at the top of it.
    std::string readingName() const;

    // Comes online; false when the server does not let it in.
    bool come(std::uint16_t port);
    void leave();

    // A message with a new id, not written yet. The text must need no escapes.
    Message compose(const std::string& destination, const std::string& text,
                    ChannelKind channel = ChannelKind::individual);
    // Composes and writes it.
    Message say(const std::string& destination, const std::string& text, ChannelKind channel = ChannelKind::individual);
    Message typeTo(const std::string& destination);
    // Writes a message as it stands, id and all.
    void write(const Message& message);

    // The acknowledgement of that id, or the error notice about it; waits for it.
    std::optional<Message> acknowledgement(const std::string& id);
    std::optional<std::string> refusal(const std::string& id);
    // The oldest message seen and not asked for yet; waits for it. Confirmed as the form knows how; one that was seen
    // before is dropped, as every client does, and counted.
    std::optional<Message> sees();
    std::optional<Message> seesEphemeral();
    // Whether nothing more comes: the server has answered a ping that was sent behind everything.
    bool seesNothingMore();
    // How often a message of that id arrived, on all connections.
    int timesArrived(const std::string& id) const;
    // How many messages came again since the last come().
    int repeats() const noexcept { return repeats_; }

private:
    using Matches = std::function<bool(const Message&)>;

    void receive(std::string_view bytes, bool isBinary);
    void confirm(const Message& message);
    void checkOldNames(std::string_view frame, const Message& message);
    std::optional<Message> take(const Matches& matches);
    bool isText() const noexcept { return form_ != WireVersion::v3_0; }

    test::Loop& loop_;
    Transcript& transcript_;
    test::Account account_;
    std::string name_;
    WireVersion form_;
    std::unique_ptr<test::WebSocketLink> link_;
    bool isOpen_ = false;
    bool isOver_ = false;
    int pongs_ = 0;
    int lastId_ = 0;
    int repeats_ = 0;
    std::vector<Message> inbox_;        // not asked for yet
    std::vector<std::string> arrived_;  // ids of all that arrived
};

// The `text` of a message's body; the whole content when it has none.
std::string textOf(const Message& message);

}  // namespace baithak::tour
