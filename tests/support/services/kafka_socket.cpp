// SPDX-License-Identifier: MIT
#include "tests/support/services/kafka_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iterator>
#include <utility>

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

// The calls of Kafka's protocol that it takes, with their highest versions here (0 is the lowest).
enum Call : std::int16_t {
    produce = 0,
    metadata = 3,
    saslHandshake = 17,
    apiVersions = 18,
    createTopics = 19,
    initProducerId = 22
};
constexpr std::pair<Call, std::int16_t> kTaken[] = {{produce, 7},     {metadata, 1},     {saslHandshake, 0},
                                                    {apiVersions, 0}, {createTopics, 0}, {initProducerId, 0}};
constexpr std::int16_t kUnknownTopic = 3;
constexpr std::int16_t kUnknownVersion = 35;

// Numbers are big-endian; texts and lists begin with their length.
template <class Number>
std::string of(Number number) {
    std::string bytes;
    for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8)
        bytes += static_cast<char>((static_cast<std::uint64_t>(number) >> shift) & 0xFFU);
    return bytes;
}
std::string of(const std::string& text) { return of(static_cast<std::int16_t>(text.size())) + text; }

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    Number number() {
        if (bytes_.size() < sizeof(Number)) throw TestFailure("A request to the Kafka of the test is too short.");
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) value = value << 8U | static_cast<unsigned char>(bytes_[i]);
        bytes_.remove_prefix(sizeof(Number));
        return static_cast<Number>(value);
    }
    std::string text() {
        const auto size = number<std::int16_t>();
        if (size <= 0) return {};
        const std::string text(bytes_.substr(0, static_cast<std::size_t>(size)));
        bytes_.remove_prefix(text.size());
        return text;
    }
    std::string_view rest() const { return bytes_; }

private:
    std::string_view bytes_;
};

}  // namespace

KafkaSocket::KafkaSocket() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* address = reinterpret_cast<sockaddr*>(&here);
    socklen_t size = sizeof here;
    if (::bind(listener_, address, size) || ::listen(listener_, 8) || ::getsockname(listener_, address, &size))
        throw TestFailure("No socket for the Kafka of the test.");
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { run(); });
}

KafkaSocket::~KafkaSocket() {
    isStopping_ = true;
    thread_.join();
    ::close(listener_);
}

std::string KafkaSocket::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

std::map<std::string, MadeTopic> KafkaSocket::topics() const {
    const std::lock_guard lock(mutex_);
    return topics_;
}

void KafkaSocket::run() {
    std::vector<Peer> peers;
    while (!isStopping_) {
        std::vector<pollfd> ready{{listener_, POLLIN, 0}};
        for (const auto& peer : peers) ready.push_back({peer.descriptor, POLLIN, 0});
        if (::poll(ready.data(), ready.size(), 50) <= 0) continue;
        for (auto i = peers.size(); i > 0; --i) {
            if (!ready[i].revents || read(peers[i - 1])) continue;
            ::close(peers[i - 1].descriptor);
            peers.erase(peers.begin() + static_cast<std::ptrdiff_t>(i - 1));
        }
        if (ready[0].revents) peers.push_back({::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), {}, false});
    }
    for (const auto& peer : peers) ::close(peer.descriptor);
}

// False when the peer has gone, or speaks another protocol.
bool KafkaSocket::read(Peer& peer) {
    char part[4096];
    const auto size = ::read(peer.descriptor, part, sizeof part);
    if (size <= 0) return false;
    const std::lock_guard lock(mutex_);
    bytes_.append(part, static_cast<std::size_t>(size));
    peer.waiting.append(part, static_cast<std::size_t>(size));
    constexpr std::size_t kMost = 1U << 20U;
    while (peer.waiting.size() >= sizeof(std::uint32_t)) {
        const std::size_t length = Reader(peer.waiting).number<std::uint32_t>();
        if (length > kMost) return false;
        if (peer.waiting.size() < sizeof(std::uint32_t) + length) break;
        const auto body = answer(peer, std::string_view(peer.waiting).substr(sizeof(std::uint32_t), length));
        peer.waiting.erase(0, sizeof(std::uint32_t) + length);
        const auto whole = of(static_cast<std::int32_t>(body.size())) + body;
        if (::send(peer.descriptor, whole.data(), whole.size(), MSG_NOSIGNAL) < 0) return false;
    }
    return true;
}

std::string KafkaSocket::answer(Peer& peer, std::string_view request) {
    if (std::exchange(peer.isToken, false)) return {};
    Reader reader(request);
    const auto call = reader.number<std::int16_t>();
    const auto version = reader.number<std::int16_t>();
    const auto head = of(reader.number<std::int32_t>());
    if (call == apiVersions) {
        auto list = of(static_cast<std::int16_t>(version > 0 ? kUnknownVersion : 0)) +
                    of(static_cast<std::int32_t>(std::size(kTaken)));
        for (const auto& [taken, highest] : kTaken)
            list += of(static_cast<std::int16_t>(taken)) + of(std::int16_t{0}) + of(highest);
        return head + list;
    }
    (void)reader.text();  // who asks
    if (call == metadata) return head + tellOfTopics(reader.rest());
    if (call == createTopics) return head + makeTopics(reader.rest());
    if (call == initProducerId)
        return head + of(std::int32_t{0}) + of(std::int16_t{0}) + of(std::int64_t{1}) + of(std::int16_t{0});
    if (call == saslHandshake) {
        peer.isToken = true;
        return head + of(std::int16_t{0}) + of(std::int32_t{1}) + of(reader.text());
    }
    return head;
}

std::string KafkaSocket::tellOfTopics(std::string_view asked) {
    Reader reader(asked);
    const auto count = reader.number<std::int32_t>();
    std::vector<std::string> names;
    for (std::int32_t i = 0; i < count; ++i) names.push_back(reader.text());
    // One broker, of the number 1, who is the controller, too.
    std::string told = of(std::int32_t{1}) + of(std::int32_t{1}) + of(std::string("127.0.0.1")) +
                       of(static_cast<std::int32_t>(port_)) + of(std::int16_t{-1}) + of(std::int32_t{1});
    told += of(static_cast<std::int32_t>(names.size()));
    for (const auto& name : names) {
        const auto found = topics_.find(name);
        const auto partitions = found == topics_.end() ? 0 : found->second.partitions;
        told += of(found == topics_.end() ? kUnknownTopic : std::int16_t{0}) + of(name) + of(std::int8_t{0});
        told += of(partitions);
        for (std::int32_t i = 0; i < partitions; ++i)
            told += of(std::int16_t{0}) + of(i) + of(std::int32_t{1}) + of(std::int32_t{1}) + of(std::int32_t{1}) +
                    of(std::int32_t{1}) + of(std::int32_t{1});
    }
    return told;
}

std::string KafkaSocket::makeTopics(std::string_view asked) {
    Reader reader(asked);
    const auto count = reader.number<std::int32_t>();
    auto told = of(count);
    for (std::int32_t i = 0; i < count; ++i) {
        const auto name = reader.text();
        auto& topic = topics_[name];
        topic.partitions = reader.number<std::int32_t>();
        topic.replicas = reader.number<std::int16_t>();
        if (reader.number<std::int32_t>() > 0) throw TestFailure("Places for partitions are not understood.");
        const auto settings = reader.number<std::int32_t>();
        for (std::int32_t j = 0; j < settings; ++j) {
            const auto setting = reader.text();
            topic.settings[setting] = reader.text();
        }
        told += of(name) + of(std::int16_t{0});
    }
    return told;
}

}  // namespace baithak::test
