// SPDX-License-Identifier: MIT
#include "server/bus/event_codec.h"

#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "server/bus/event_fields.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/proto_reader.h"
#include "shared/protocol/proto_writer.h"

namespace baithak {
namespace {

using event_fields::eachField;

// The numbers of error codes on the bus: like those of fields, for good.
constexpr std::array kErrorNumbers{std::pair{Errc::malformed, 1},   std::pair{Errc::tooLarge, 2},
                                   std::pair{Errc::duplicateId, 3}, std::pair{Errc::unknownDestination, 4},
                                   std::pair{Errc::notAMember, 5},  std::pair{Errc::forbidden, 6},
                                   std::pair{Errc::blocked, 7},     std::pair{Errc::rateLimited, 8},
                                   std::pair{Errc::unavailable, 9}, std::pair{Errc::unauthenticated, 10},
                                   std::pair{Errc::notFound, 11},   std::pair{Errc::conflict, 12},
                                   std::pair{Errc::timedOut, 13},   std::pair{Errc::fenced, 14},
                                   std::pair{Errc::internal, 15}};

std::uint64_t numberOf(Errc code) {
    for (const auto& [known, number] : kErrorNumbers) {
        if (known == code) return static_cast<std::uint64_t>(number);
    }
    return numberOf(Errc::internal);
}

Errc errcNumbered(std::uint64_t number) {
    for (const auto& [code, known] : kErrorNumbers) {
        if (static_cast<std::uint64_t>(known) == number) return code;
    }
    return Errc::internal;
}

template <class T>
concept Number = std::is_integral_v<T> || (std::is_enum_v<T> && !std::same_as<T, Errc>);

// --- writing ---

class FieldWriter {
public:
    explicit FieldWriter(std::string& out) : writer_(out) {}

    template <class T>
    void operator()(std::uint32_t field, const T& value) {
        if constexpr (Number<T>) {
            if (value == T{}) return;
        }
        write(field, value);
    }
    void operator()(std::uint32_t field, const std::string& text) {
        if (!text.empty()) writer_.addBytes(field, text);
    }
    template <class Tag>
    void operator()(std::uint32_t field, const Id<Tag>& id) {
        if (!id.empty()) writer_.addBytes(field, id.view());
    }

    template <class Struct>
    void writeStruct(std::uint32_t field, const Struct& value) {
        const auto begin = writer_.beginMessage(field);
        eachField(*this, value);
        writer_.endMessage(begin);
    }

private:
    template <Number T>
    void write(std::uint32_t field, T value) {
        writer_.addVarint(field, static_cast<std::uint64_t>(value));
    }
    void write(std::uint32_t field, Errc code) { writer_.addVarint(field, numberOf(code)); }
    void write(std::uint32_t field, Timestamp at) { writer_.addVarint(field, at.ms); }
    void write(std::uint32_t field, const std::string& text) { writer_.addBytes(field, text); }
    template <class Tag>
    void write(std::uint32_t field, const Id<Tag>& id) {
        writer_.addBytes(field, id.view());
    }
    void write(std::uint32_t field, const MessagePtr& message) {
        if (message) writer_.addBytes(field, encodeBinary(*message));
    }
    void write(std::uint32_t field, const UserList& users) {
        if (!users) return;
        const auto begin = writer_.beginMessage(field);
        write(1, *users);
        writer_.endMessage(begin);
    }
    template <class Struct>
    void write(std::uint32_t field, const std::shared_ptr<const Struct>& value) {
        if (value) writeStruct(field, *value);
    }
    template <class T>
    void write(std::uint32_t field, const std::optional<T>& value) {
        if (value) write(field, *value);
    }
    template <class T>
    void write(std::uint32_t field, const std::vector<T>& values) {
        for (const auto& value : values) write(field, value);
    }
    template <class Struct>
        requires std::is_class_v<Struct>
    void write(std::uint32_t field, const Struct& value) {
        writeStruct(field, value);
    }

    ProtoWriter writer_;
};

// --- reading ---

// Bounds what a few bytes may blow up to: an element takes two bytes on the wire and some hundred in memory.
constexpr std::size_t kMostElements = 100'000;

struct Reading {
    std::string problem;
    std::size_t elements = 0;

    bool fails(std::string_view why) {
        if (problem.empty()) problem = why;
        return false;
    }
};

template <class Struct>
bool readStruct(std::string_view bytes, Struct& into, Reading& reading);

// What a list of users is on the wire, where none and an empty one are two things.
struct Users {
    std::vector<UserId> names;
};
void eachField(auto& visit, Users& users) { visit(1, users.names); }

// Reads the field that was found into the one of that number.
class FieldReader {
public:
    FieldReader(ProtoReader& from, std::uint32_t field, WireType type, Reading& reading)
        : from_(from), field_(field), type_(type), reading_(reading) {}

    template <class T>
    void operator()(std::uint32_t field, T& value) {
        if (field != field_ || isKnown_) return;
        isKnown_ = true;
        isRead_ = read(value);
    }

    // False when it can't be read.
    bool finish() {
        if (isKnown_) return isRead_ || reading_.fails("a field has the wrong type, or is cut short");
        return from_.skip(type_) || reading_.fails("it is cut short, or no event");
    }

private:
    bool readNumber(std::uint64_t& number) { return type_ == WireType::varint && from_.readVarint(number); }
    bool readBytes(std::string_view& bytes) { return type_ == WireType::bytes && from_.readBytes(bytes); }

    template <std::unsigned_integral T>
    bool read(T& value) {
        std::uint64_t number = 0;
        if (!readNumber(number) || number > std::numeric_limits<T>::max()) return false;
        value = static_cast<T>(number);
        return true;
    }
    bool read(bool& value) {
        std::uint64_t number = 0;
        if (!readNumber(number)) return false;
        value = number != 0;
        return true;
    }
    bool read(DeviceNumber& device) {
        std::uint64_t number = 0;
        if (!readNumber(number)) return false;
        device = DeviceNumber{number};
        return true;
    }
    bool read(Timestamp& at) { return read(at.ms); }
    bool read(Errc& code) {
        std::uint64_t number = 0;
        if (!readNumber(number)) return false;
        code = errcNumbered(number);
        return true;
    }
    // A later version's role has at least the rights of a user.
    bool read(MemberRole& role) {
        std::uint64_t number = 0;
        if (!readNumber(number)) return false;
        role = number == static_cast<std::uint64_t>(MemberRole::admin) ? MemberRole::admin : MemberRole::user;
        return true;
    }
    bool read(ConnectionChange& change) {
        std::uint64_t number = 0;
        if (!readNumber(number)) return false;
        if (number > static_cast<std::uint64_t>(ConnectionChange::deviceEnded)) {
            return reading_.fails("it is a change of connection that this version does not know");
        }
        change = static_cast<ConnectionChange>(number);
        return true;
    }
    bool read(WireVersion& version) {
        std::uint64_t number = 0;
        if (!readNumber(number)) return false;
        for (const auto known : {WireVersion::v1_0, WireVersion::v2_0, WireVersion::v2_1, WireVersion::v3_0}) {
            if (static_cast<std::uint64_t>(known) == number) version = known;
        }
        return true;
    }

    bool read(std::string& text) {
        std::string_view bytes;
        if (!readBytes(bytes)) return false;
        text = bytes;
        return true;
    }
    template <class Tag>
    bool read(Id<Tag>& id) {
        return read(id.value);
    }
    bool read(MessagePtr& message) {
        std::string_view bytes;
        if (!readBytes(bytes)) return false;
        auto decoded = decodeTrustedBinary(bytes);
        if (!decoded) return reading_.fails("a message in it can't be read: " + decoded.error().text);
        message = std::make_shared<const Message>(std::move(*decoded));
        return true;
    }

    bool read(UserList& users) {
        std::string_view bytes;
        Users read;
        if (!readBytes(bytes) || !readStruct(bytes, read, reading_)) return false;
        users = std::make_shared<const std::vector<UserId>>(std::move(read.names));
        return true;
    }

    template <class Struct>
    bool read(std::shared_ptr<const Struct>& value) {
        auto read = std::make_shared<Struct>();
        std::string_view bytes;
        if (!readBytes(bytes) || !readStruct(bytes, *read, reading_)) return false;
        value = std::move(read);
        return true;
    }
    template <class T>
    bool read(std::optional<T>& value) {
        return read(value.emplace());
    }
    template <class T>
    bool read(std::vector<T>& values) {
        if (++reading_.elements > kMostElements) return reading_.fails("it has more parts than an event may have");
        return read(values.emplace_back());
    }
    template <class Struct>
    bool read(Struct& value) {
        std::string_view bytes;
        return readBytes(bytes) && readStruct(bytes, value, reading_);
    }

    ProtoReader& from_;
    std::uint32_t field_;
    WireType type_;
    Reading& reading_;
    bool isKnown_ = false;
    bool isRead_ = false;
};

// What every reader of the struct relies on.
template <class Struct>
bool isWhole(Struct& read, Reading& reading) {
    if constexpr (std::same_as<Struct, LogEntry>) {
        if (!read.message) return reading.fails("an entry has no message");
    } else if constexpr (std::same_as<Struct, SendMessages>) {
        if (!read.batch) return reading.fails("it has no messages");
    } else if constexpr (std::same_as<Struct, SystemChange>) {
        if (!read.change.notice) return reading.fails("the change has no notice");
    } else if constexpr (std::same_as<Struct, ChangeOutcome>) {
        if (!read.refusal && !read.outcome.after) return reading.fails("the change has no outcome");
    } else if constexpr (std::same_as<Struct, GroupSnapshot>) {
        std::vector<UserId> names;
        for (const auto& member : read.members) names.push_back(member.user);
        read.names = std::make_shared<const std::vector<UserId>>(std::move(names));
    } else if constexpr (requires { requires std::same_as<decltype(read.users), UserList>; }) {
        if (!read.users) read.users = std::make_shared<const std::vector<UserId>>();
    }
    return true;
}

template <class Struct>
bool readStruct(std::string_view bytes, Struct& into, Reading& reading) {
    ProtoReader from(bytes);
    while (!from.atEnd()) {
        std::uint32_t field = 0;
        WireType type{};
        if (!from.readTag(field, type)) return reading.fails("it is cut short, or no event");
        FieldReader reader(from, field, type, reading);
        eachField(reader, into);
        if (!reader.finish()) return false;
    }
    return isWhole(into, reading);
}

template <std::size_t index = 0>
std::shared_ptr<const Event> readEvent(std::size_t kind, std::string_view bytes, Reading& reading) {
    if constexpr (index < std::variant_size_v<Event>) {
        if (kind != index) return readEvent<index + 1>(kind, bytes, reading);
        auto event = std::make_shared<Event>(std::in_place_index<index>);
        return readStruct(bytes, *std::get_if<index>(event.get()), reading) ? event : nullptr;
    } else {
        reading.fails("it is of kind " + std::to_string(kind) + ", which this version does not know");
        return nullptr;
    }
}

Error unreadable(const Reading& reading) { return {Errc::malformed, "an event can't be read: " + reading.problem}; }

}  // namespace

std::string encodeEvent(const Event& event, std::string_view key, std::string_view onlyGroup) {
    std::string out;
    out.reserve(512);
    ProtoWriter envelope(out);
    if (!key.empty()) envelope.addBytes(event_fields::kKey, key);
    if (!onlyGroup.empty()) envelope.addBytes(event_fields::kOnlyGroup, onlyGroup);
    const auto number = event_fields::kFirstEvent + static_cast<std::uint32_t>(event.index());
    FieldWriter writer(out);
    std::visit([&](const auto& alternative) { writer.writeStruct(number, alternative); }, event);
    return out;
}

Result<WireEvent> decodeEvent(std::string_view bytes) {
    WireEvent decoded;
    Reading reading;
    ProtoReader from(bytes);
    while (!from.atEnd()) {
        std::uint32_t field = 0;
        WireType type{};
        std::string_view value;
        const bool isTagRead = from.readTag(field, type);
        const bool isRead = isTagRead && (type == WireType::bytes ? from.readBytes(value) : from.skip(type));
        if (!isRead) {
            reading.fails("it is cut short, or no event");
            return unreadable(reading);
        }
        if (type != WireType::bytes) continue;
        if (field == event_fields::kKey) decoded.key = value;
        if (field == event_fields::kOnlyGroup) decoded.onlyGroup = value;
        if (field < event_fields::kFirstEvent) continue;
        decoded.event = readEvent(field - event_fields::kFirstEvent, value, reading);
        if (!decoded.event) return unreadable(reading);
    }
    if (!decoded.event) {
        reading.fails("there is none in the bytes");
        return unreadable(reading);
    }
    return decoded;
}

}  // namespace baithak
